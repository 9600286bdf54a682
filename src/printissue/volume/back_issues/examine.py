"""The examination of one foreign file, in the sandbox: open, repair, sanitize, save, measure, and compare."""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdf
import pypdfium2

from printissue.core.files import FULL
from printissue.pdf.passwords import unlock_drawable
from printissue.volume.back_issues.decoding import check_decoded_size
from printissue.volume.back_issues.objects import dictionary_at
from printissue.volume.back_issues.opening import (
    Candidate,
    candidates,
    copy_original,
    open_candidate,
)
from printissue.volume.back_issues.options import (
    Changes,
    RefusedError,
    RepairOptions,
    RepairReport,
    one_line,
)
from printissue.volume.back_issues.pagetree import PageTree, repair_page, write_page_tree
from printissue.volume.back_issues.sanitize import sanitize
from printissue.volume.back_issues.trees import repair_destinations, repair_trees

_PIXELS = 600_000
_SIDE = 4000
"""The most pixels of a preview, and of each of its sides: A4 is drawn at about 72 ppi, larger pages at less."""


def examine(options: RepairOptions) -> RepairReport | RefusedError:
    """Write the repaired and sanitized file to `options.sanitized`, and report on it; return why if that fails."""
    try:
        return _examined(options)
    except RefusedError as refused:
        return refused


def _examined(options: RepairOptions) -> RepairReport:
    sha256 = copy_original(options)
    first: RefusedError | None = None
    for candidate in candidates(options):
        try:
            return _read(options, candidate, sha256)
        except MemoryError:
            raise
        except RefusedError as refused:
            if refused.final:
                raise
            first = first or refused
        except Exception as error:  # a library may raise anything for a foreign file
            if isinstance(error, OSError) and error.errno in FULL:
                raise
            message = f"the PDF cannot be read ({one_line(error) or type(error).__name__})"
            first = first or RefusedError("old-unreadable", message)
    raise first or RefusedError("old-unreadable", "the PDF cannot be read")


def _read(options: RepairOptions, candidate: Candidate, sha256: str) -> RepairReport:
    changes = Changes()
    with open_candidate(candidate, options.passwords, changes) as (pdf, tree):
        _repair(pdf, tree, changes, most=options.limits.pages)
        sanitize(pdf, tree.pages, changes, options.cross_references)
        tagged = _is_tagged(pdf)
        if pdf.is_encrypted:
            changes.repaired("the encryption was removed")
        encrypted = pdf.is_encrypted
        _save(pdf, options)
    after = make_preview(options.sanitized)
    counts = _page_counts(options) | {"pdfium": after.pages if after else 0}
    _check_equal(counts, "after the repair")
    before = make_preview(options.original, options.passwords)
    if before and before.pages:
        counts = {"pikepdf": len(tree.pages), "pdfium": before.pages}
        _check_equal(counts, "before the repair", final=True)
    if after:
        compare_previews(before, after, changes)
    return RepairReport(
        pages=len(tree.pages),
        sha256=sha256,
        repairs=changes.repairs(),
        removals=changes.removals(),
        tagged=tagged,
        rebuilt=bool(candidate.repair),
        forbidden=(*(["encryption"] if encrypted else []), *changes.forbidden()),
    )


def _repair(pdf: pikepdf.Pdf, tree: PageTree, changes: Changes, *, most: int) -> None:
    if len(tree.pages) > most:
        message = f"the PDF has {len(tree.pages)} pages; the limit is {most}"
        raise RefusedError("old-limits", message, final=True)
    if not tree.valid:
        write_page_tree(pdf, tree.pages)
        changes.repaired("the page tree was damaged")
    for folio, page in enumerate(tree.pages, start=1):
        repair_page(page, folio, changes)
    repair_trees(pdf, changes)
    repair_destinations(pdf.Root, tree.pages, changes)


def _is_tagged(pdf: pikepdf.Pdf) -> bool:
    info = dictionary_at(pdf.Root, "/MarkInfo")
    claimed = info is not None and info.get("/Marked") is True
    return claimed and dictionary_at(pdf.Root, "/StructTreeRoot") is not None


def _save(pdf: pikepdf.Pdf, options: RepairOptions) -> None:
    """Write the file with every stream unchanged, so that nothing is decoded before it is measured."""
    pdf.save(
        options.sanitized,
        fix_metadata_version=False,
        deterministic_id=True,
        compress_streams=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        encryption=False,
    )


def _page_counts(options: RepairOptions) -> dict[str, int]:
    """Measure the sanitized file, and return its number of pages by qpdf and pypdf."""
    with pikepdf.open(options.sanitized) as pdf:
        check_decoded_size(pdf, options.limits)
        pages = len(pdf.pages)
    with pypdf.PdfReader(options.sanitized) as reader:
        return {"pikepdf": pages, "pypdf": len(reader.pages)}


def _check_equal(counts: dict[str, int], when: str, *, final: bool = False) -> None:
    if len(set(counts.values())) > 1:
        listed = ", ".join(f"{engine} counts {pages}" for engine, pages in counts.items())
        message = f"readers see different pages {when}: {listed}"
        hint = "print the PDF into a new one with a viewer that shows all its pages"
        raise RefusedError("old-pages", message, hint, final=final)


# previews of the first and the last page


@dataclass(frozen=True, slots=True)
class Preview:
    """The number of pages by pdfium, and digests of the first and last page's pixels; None if one cannot be drawn."""

    pages: int
    first: bytes | None
    last: bytes | None


def make_preview(file: Path, passwords: Sequence[str] = ()) -> Preview | None:
    """Return the preview of a file; None if pdfium cannot open it."""
    try:
        pdf = unlock_drawable(file, passwords)
    except pypdfium2.PdfiumError:
        return None
    try:
        pages = len(pdf)
        first = _digest(pdf, 0)
        return Preview(pages, first, first if pages == 1 else _digest(pdf, pages - 1))
    finally:
        pdf.close()


def _digest(pdf: pypdfium2.PdfDocument, index: int) -> bytes | None:
    """Draw a page, and return a digest of its size and pixels; None if it cannot be drawn."""
    if not 0 <= index < len(pdf):
        return None
    try:
        page = pdf[index]
        width, height = page.get_size()
        if not 0 < width * height < math.inf:
            return None
        scale = min(1, math.sqrt(_PIXELS / (width * height)), _SIDE / max(width, height))
        bitmap = page.render(scale=scale)
        head = f"{width:.2f} {height:.2f} {bitmap.width} {bitmap.height} {bitmap.stride}"
        return hashlib.sha256(head.encode() + bytes(bitmap.buffer)).digest()
    except pypdfium2.PdfiumError:
        return None


def compare_previews(before: Preview | None, after: Preview, changes: Changes) -> None:
    """Compare the previews before and after the repair. Raise RefusedError if a page has changed."""
    if before is None:
        changes.repaired("pdfium could not open the original")
        return
    for which, was, now in (
        ("first", before.first, after.first),
        ("last", before.last, after.last),
    ):
        if was is None and now is not None:
            changes.repaired(f"pdfium could not draw the {which} page of the original")
        elif was != now:
            raise RefusedError(
                "old-look",
                f"the {which} page looks different after the repair",
                "print the PDF into a new one with a viewer that shows it well",
            )
