"""Opening a foreign file: with qpdf, which repairs it; where that will not do, in two other ways."""

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2
from pikepdf import settings

from printissue.pdf.passwords import FILE, unlock, unlock_drawable
from printissue.volume.back_issues.limits import RefusedError
from printissue.volume.back_issues.pagetree import PageTree, walk
from printissue.volume.back_issues.report import Notes, Order, one_line
from printissue.volume.back_issues.salvage import salvage

_DROPPED = "Pages tree includes non-dictionary object"
"""What qpdf says of a page that is not there, when it repairs the page tree on opening."""
_EMPTIED = "unable to recover stream data"
"""What it says of a stream that has no end."""
_CONTAINER = 1 << 20
"""Items that an array of a damaged file may have; qpdf's own limit of 5,000 would cut long ones off."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A file to open in place of the original, and what is to be said of that."""

    file: Path
    remark: str = ""


def copy(order: Order) -> str:
    """Copy the file to where it is worked on; give its sha256."""
    size = order.file.stat().st_size
    if size > order.limits.size:
        said = f"the PDF has {size >> 20} MiB; {order.limits.size >> 20} are taken"
        raise RefusedError("old-limits", said, final=True)
    shutil.copyfile(order.file, order.original)
    with order.original.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def readings(order: Order) -> Iterator[Reading]:
    """Give the order's original as qpdf reads it, as pdfium writes it anew, and as its objects are found one by one.

    Each is made only when the one before it would not do.
    """
    settings.set_qpdf_limits(parser_max_container_size_damaged=_CONTAINER, parser_max_errors=0)
    yield Reading(order.original)
    if _resave(order):
        yield Reading(order.resaved, "qpdf's repair would not do: it was read as pdfium writes it")
    content = salvage(order.original.read_bytes())
    if content is not None:
        order.salvaged.write_bytes(content)
        yield Reading(order.salvaged, "no reader could open it: its objects were gathered")


@contextmanager
def opened(
    reading: Reading, passwords: Sequence[str], notes: Notes
) -> Iterator[tuple[pikepdf.Pdf, PageTree]]:
    """Open a reading and walk through its page tree. RefusedError where there are no pages, or some are lost."""
    if reading.remark:
        notes.repaired(reading.remark)
    with _open(reading.file, passwords) as pdf:
        tree = walk(pdf)
        warnings = pdf.get_warnings()
        _check_whole(tree, warnings)
        yield pdf, tree
        warnings += pdf.get_warnings()
        if any(_EMPTIED in warning for warning in warnings):
            hint = "it may be a part of a file: look for the whole"
            raise RefusedError("old-unreadable", "contents of the PDF are cut off", hint)
        for warning in warnings:
            notes.repaired(one_line(warning))


def _check_whole(tree: PageTree, warnings: list[str]) -> None:
    """Refuse a tree from which pages are missing, be it that qpdf has dropped them already."""
    if not tree.pages:
        raise RefusedError("old-pages", "the PDF has no pages")
    dropped = sum(_DROPPED in warning for warning in warnings)
    lost = max(tree.lost + dropped, (tree.stated or 0) - len(tree.pages))
    if lost > 0:
        said = f"the PDF names {lost + len(tree.pages):.0f} pages, and {lost:.0f} of them are not there"
        raise RefusedError("old-pages", said, "it may be a part of a file: look for the whole")


def _open(file: Path, passwords: Sequence[str]) -> pikepdf.Pdf:
    try:
        return unlock(file, passwords, inherit_page_attributes=False)
    except pikepdf.PasswordError:
        said, hint = (
            ("no password for the PDF opens it", f"correct it in {FILE}")
            if passwords
            else ("the PDF is encrypted", f"write its password into {FILE}")
        )
        raise RefusedError("old-password", said, hint, final=True) from None
    except pikepdf.PdfError as error:
        if "encryption" not in str(error):
            raise
        said = f"the PDF is encrypted in a way that no password opens ({one_line(error)})"
        hint = "save it without encryption in the program that made it"
        raise RefusedError("old-password", said, hint, final=True) from None


def _resave(order: Order) -> bool:
    """Let pdfium write the file anew, without encryption; tell whether it could."""
    try:
        pdf = unlock_drawable(order.original, order.passwords)
    except pypdfium2.PdfiumError:
        return False
    try:
        pdf.save(order.resaved, flags=pypdfium2.raw.FPDF_REMOVE_SECURITY)
    except pypdfium2.PdfiumError:
        return False
    finally:
        pdf.close()
    return True
