"""Opening a foreign file: with qpdf, which repairs it; where that finds no pages, as pdfium writes it."""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pikepdf
import pypdfium2
from pikepdf import settings

from printissue.legacy.limits import RefusedError
from printissue.legacy.pagetree import PageTree, orphans, walk
from printissue.legacy.report import Notes, Order, one_line

_CONTAINER = 1 << 20
"""Items that an array of a damaged file may have; qpdf's own limit of 5,000 would cut long ones off."""


def copy(order: Order) -> str:
    """Copy the file to where it is worked on; give its sha256."""
    size = order.file.stat().st_size
    if size > order.limits.size:
        said = f"the PDF has {size >> 20} MiB; {order.limits.size >> 20} are taken"
        raise RefusedError("old-limits", said)
    shutil.copyfile(order.file, order.original)
    with order.original.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def opened(order: Order, notes: Notes) -> Iterator[tuple[pikepdf.Pdf, PageTree]]:
    """Open the order's original and walk through its page tree. RefusedError where it cannot be read."""
    settings.set_qpdf_limits(parser_max_container_size_damaged=_CONTAINER, parser_max_errors=0)
    pdf, fault = _open(order.original, order.password)
    tree = walk(pdf) if pdf else PageTree()
    if not tree.pages and _resave(order):
        other, _ = _open(order.resaved, order.password)
        if other and (found := walk(other)).pages:
            pdf, tree = other, found
            notes.repaired("qpdf could not read the file; it was read as pdfium wrote it anew")
    if pdf is None:
        raise RefusedError("old-unreadable", f"the PDF cannot be read ({fault})")
    if not tree.pages:
        _gather(pdf, tree, notes)
    with pdf:
        yield pdf, tree
        for warning in pdf.get_warnings():
            notes.repaired(one_line(warning))


def _gather(pdf: pikepdf.Pdf, tree: PageTree, notes: Notes) -> None:
    """Take the pages that lie about in a file whose page tree leads to none."""
    tree.pages, tree.sound = orphans(pdf), False
    if not tree.pages:
        raise RefusedError("old-pages", "the PDF has no pages")
    notes.repaired("the page tree was lost; the pages are in the order of their numbers")


def _open(file: Path, password: str | None) -> tuple[pikepdf.Pdf | None, str]:
    """Open a file; None, with the reason, where qpdf cannot."""
    try:
        return pikepdf.open(file, password=password or "", inherit_page_attributes=False), ""
    except pikepdf.PasswordError:
        if password:
            raise RefusedError(
                "old-password", "the PDF is encrypted with another password"
            ) from None
        hint = "put its password into the environment variable PRINTISSUE_PASSWORD"
        raise RefusedError("old-password", "the PDF is encrypted", hint) from None
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        return None, one_line(error)


def _resave(order: Order) -> bool:
    """Let pdfium write the file anew; tell whether it could."""
    try:
        pdf = pypdfium2.PdfDocument(order.original, password=order.password)
    except pypdfium2.PdfiumError:
        return False
    try:
        pdf.save(order.resaved)
    except pypdfium2.PdfiumError:
        return False
    finally:
        pdf.close()
    return True
