"""The examination of one foreign file, all of it in the cell: open, mend, sweep, write, measure, count, look."""

import pikepdf
import pypdf

from printissue.volume.back_issues.decoding import check_decoded
from printissue.volume.back_issues.destinations import mend_destinations
from printissue.volume.back_issues.limits import RefusedError
from printissue.volume.back_issues.looks import compare, look
from printissue.volume.back_issues.loops import cut_loops
from printissue.volume.back_issues.objects import dictionary
from printissue.volume.back_issues.opening import Reading, copy, opened, readings
from printissue.volume.back_issues.pagetree import PageTree, mend_page, plant
from printissue.volume.back_issues.report import Notes, Order, Report, one_line
from printissue.volume.back_issues.sweep import sweep


def examine(order: Order) -> Report | RefusedError:
    """Take a file in, and leave the repaired one in the order's `kept`; or give why that cannot be."""
    try:
        return _examined(order)
    except RefusedError as refused:
        return refused


def _examined(order: Order) -> Report:
    sha256 = copy(order)
    first: RefusedError | None = None
    for reading in readings(order):
        try:
            return _read(order, reading, sha256)
        except MemoryError:
            raise
        except RefusedError as refused:
            if refused.final:
                raise
            first = first or refused
        except Exception as error:  # whatever a library raises on a foreign file
            said = f"the PDF cannot be read ({one_line(error) or type(error).__name__})"
            first = first or RefusedError("old-unreadable", said)
    raise first or RefusedError("old-unreadable", "the PDF cannot be read")


def _read(order: Order, reading: Reading, sha256: str) -> Report:
    notes = Notes()
    with opened(reading, order.passwords, notes) as (pdf, tree):
        _mend(pdf, tree, notes, most=order.limits.pages)
        sweep(pdf, tree.pages, notes, order.cross_references)
        tagged = _is_tagged(pdf)
        if pdf.is_encrypted:
            notes.repaired("the encryption was taken off")
        encrypted = pdf.is_encrypted
        _save(pdf, order)
    after = look(order.kept)
    counts = _counts(order) | {"pdfium": after.pages if after else 0}
    _agree(counts, "after the repair")
    before = look(order.original, order.passwords)
    if before and before.pages:
        counts = {"pikepdf": len(tree.pages), "pdfium": before.pages}
        _agree(counts, "before the repair", final=True)
    if after:
        compare(before, after, notes)
    rebuilt = bool(reading.remark)
    return Report(
        len(tree.pages),
        sha256,
        notes.repairs(),
        notes.removals(),
        tagged,
        rebuilt,
        (*(["encryption"] if encrypted else []), *notes.barred()),
    )


def _mend(pdf: pikepdf.Pdf, tree: PageTree, notes: Notes, *, most: int) -> None:
    if len(tree.pages) > most:
        said = f"the PDF has {len(tree.pages)} pages; {most} are taken"
        raise RefusedError("old-limits", said, final=True)
    if not tree.sound:
        plant(pdf, tree.pages)
        notes.repaired("the page tree was not in order")
    for folio, page in enumerate(tree.pages, start=1):
        mend_page(page, folio, notes)
    cut_loops(pdf, notes)
    mend_destinations(pdf.Root, tree.pages, notes)


def _is_tagged(pdf: pikepdf.Pdf) -> bool:
    marks = dictionary(pdf.Root, "/MarkInfo")
    claimed = marks is not None and marks.get("/Marked") is True
    return claimed and dictionary(pdf.Root, "/StructTreeRoot") is not None


def _save(pdf: pikepdf.Pdf, order: Order) -> None:
    """Write the file with every stream as it is, so that nothing is unpacked before it is measured."""
    pdf.save(
        order.kept,
        fix_metadata_version=False,
        deterministic_id=True,
        compress_streams=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        encryption=False,
    )


def _counts(order: Order) -> dict[str, int]:
    """Measure the repaired file, and let qpdf and pypdf count its pages."""
    with pikepdf.open(order.kept) as pdf:
        check_decoded(pdf, order.limits)
        pages = len(pdf.pages)
    with pypdf.PdfReader(order.kept) as reader:
        return {"pikepdf": pages, "pypdf": len(reader.pages)}


def _agree(counts: dict[str, int], when: str, *, final: bool = False) -> None:
    if len(set(counts.values())) > 1:
        listed = ", ".join(f"{engine} counts {pages}" for engine, pages in counts.items())
        said = f"readers see different pages {when}: {listed}"
        hint = "print the PDF into a new one with a viewer that shows all its pages"
        raise RefusedError("old-pages", said, hint, final=final)
