"""Opening a foreign file: with qpdf, which repairs it, or else in two other ways."""

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
from printissue.volume.back_issues.options import Changes, RefusedError, RepairOptions, one_line
from printissue.volume.back_issues.pagetree import PageTree, read_page_tree
from printissue.volume.back_issues.salvage import salvage

_DROPPED = "Pages tree includes non-dictionary object"
"""qpdf's message about a missing page, when it repairs the page tree on opening."""
_EMPTIED = "unable to recover stream data"
"""qpdf's message about a stream without an end."""
_MAX_CONTAINER = 1 << 20
"""The items that an array of a damaged file may have; qpdf's own limit of 5,000 would cut long arrays off."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file to examine instead of the original, and the repair to report for that."""

    file: Path
    repair: str = ""


def copy_original(options: RepairOptions) -> str:
    """Copy the file to the working folder, and return its sha256. Raise RefusedError if it is too large."""
    size = options.file.stat().st_size
    if size > options.limits.size:
        message = f"the PDF has {size >> 20} MiB; the limit is {options.limits.size >> 20} MiB"
        raise RefusedError("old-limits", message, final=True)
    shutil.copyfile(options.file, options.original)
    with options.original.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def candidates(options: RepairOptions) -> Iterator[Candidate]:
    """Yield the original for qpdf to read, then as pdfium writes it, then as a file of its objects found one by one.

    Each is made only if the one before it was of no use.
    """
    settings.set_qpdf_limits(parser_max_container_size_damaged=_MAX_CONTAINER, parser_max_errors=0)
    yield Candidate(options.original)
    if _resave(options):
        yield Candidate(
            options.resaved, "qpdf could not repair the file: it was read as pdfium writes it"
        )
    content = salvage(options.original.read_bytes())
    if content is not None:
        options.salvaged.write_bytes(content)
        yield Candidate(
            options.salvaged, "no reader could open the file: its objects were gathered"
        )


@contextmanager
def open_candidate(
    candidate: Candidate, passwords: Sequence[str], changes: Changes
) -> Iterator[tuple[pikepdf.Pdf, PageTree]]:
    """Open a candidate and read its page tree. Raise RefusedError if it has no pages or some are missing."""
    if candidate.repair:
        changes.repaired(candidate.repair)
    with _open(candidate.file, passwords) as pdf:
        tree = read_page_tree(pdf)
        warnings = pdf.get_warnings()
        _check_pages(tree, warnings)
        yield pdf, tree
        warnings += pdf.get_warnings()
        if any(_EMPTIED in warning for warning in warnings):
            hint = "it may be a part of a file: look for the complete one"
            raise RefusedError("old-unreadable", "contents of the PDF are cut off", hint)
        for warning in warnings:
            changes.repaired(one_line(warning))


def _check_pages(tree: PageTree, warnings: list[str]) -> None:
    """Raise RefusedError for a page tree from which pages are missing, also those that qpdf has dropped already."""
    if not tree.pages:
        raise RefusedError("old-pages", "the PDF has no pages")
    dropped = sum(_DROPPED in warning for warning in warnings)
    missing = max(tree.missing + dropped, (tree.count or 0) - len(tree.pages))
    if missing > 0:
        total = missing + len(tree.pages)
        message = f"the PDF names {total:.0f} pages, and {missing:.0f} of them are missing"
        hint = "it may be a part of a file: look for the complete one"
        raise RefusedError("old-pages", message, hint)


def _open(file: Path, passwords: Sequence[str]) -> pikepdf.Pdf:
    try:
        return unlock(file, passwords, inherit_page_attributes=False)
    except pikepdf.PasswordError:
        message, hint = (
            ("no password for the PDF opens it", f"correct it in {FILE}")
            if passwords
            else ("the PDF is encrypted", f"write its password into {FILE}")
        )
        raise RefusedError("old-password", message, hint, final=True) from None
    except pikepdf.PdfError as error:
        if "encryption" not in str(error):
            raise
        message = f"the PDF is encrypted in a way that no password opens ({one_line(error)})"
        hint = "save it without encryption in the program that made it"
        raise RefusedError("old-password", message, hint, final=True) from None


def _resave(options: RepairOptions) -> bool:
    """Write the file again with pdfium, without encryption; return whether that is possible."""
    try:
        pdf = unlock_drawable(options.original, options.passwords)
    except pypdfium2.PdfiumError:
        return False
    try:
        pdf.save(options.resaved, flags=pypdfium2.raw.FPDF_REMOVE_SECURITY)
    except pypdfium2.PdfiumError:
        return False
    finally:
        pdf.close()
    return True
