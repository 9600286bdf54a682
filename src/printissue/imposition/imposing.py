"""The imposition of a file: its pages become the sides of sheets."""

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath

import pikepdf

from printissue.core.errors import UsageError
from printissue.core.findings import Finding, Place, has_errors
from printissue.imposition import proofs, saddle_stitch
from printissue.imposition.catalogue import black_is_ink, lost_annotations
from printissue.imposition.marks import draw_frames, draw_marks
from printissue.imposition.options import ImpositionOptions
from printissue.imposition.output import write_sheets
from printissue.imposition.page_order import (
    SheetSide,
    proof_sides,
    saddle_stitch_sides,
    with_blanks,
)
from printissue.imposition.sides import Flip, ImposedSheets, SheetBoxes, SideContent
from printissue.imposition.source_pages import (
    SourcePage,
    check_sizes,
    open_source,
    read_pages,
    reads_right_to_left,
)
from printissue.model.imposition_layouts import LAYOUTS, ProofLayout, SaddleStitchLayout
from printissue.model.printers import MM

MOST_CREEP = 3.0
"""A creep, in mm, that uses up a usual inner margin."""

Result = tuple[ImposedSheets | None, tuple[Finding, ...]]
"""The sheets, or None where there are errors, and the findings."""


def impose(content: bytes | Path, options: ImpositionOptions) -> Result:
    """Impose the pages of a file. Raise UsageError where the layout does not exist."""
    layout = LAYOUTS.get(options.layout)
    if layout is None:
        hint = f"choose one of {', '.join(LAYOUTS)}"
        raise UsageError(f"there is no layout {options.layout}", hint)
    pdf, findings = open_source(content, options.name, options.passwords)
    if pdf is None:
        return None, findings
    with pdf:
        pages, findings = read_pages(pdf, options.name)
        if findings:
            return None, findings
        lost = tuple(lost_annotations(pdf, options.name))
        if isinstance(layout, ProofLayout):
            sheets, findings = _impose_proof(pdf, pages, layout, options=options)
        else:
            sheets, findings = _impose_saddle_stitch(pdf, pages, layout, options=options)
        return sheets, (*findings, *lost)


def _impose_saddle_stitch(
    pdf: pikepdf.Pdf,
    pages: list[SourcePage],
    layout: SaddleStitchLayout,
    *,
    options: ImpositionOptions,
) -> Result:
    order = with_blanks(len(pages), options.blanks)
    blanks = tuple(place for place, page in enumerate(order, 1) if page is None)
    slots = saddle_stitch_sides(order, layout, right_to_left=_is_mirrored(pdf, options))
    block = saddle_stitch.page_block(slots, pages, layout, gutter=options.gutter)
    creep = _creep(slots, options.caliper)
    findings = (
        *check_sizes(pages, options.name),
        *_check_sheet(saddle_stitch.missing_space(block, options), options),
        *_check_blanks(blanks, len(pages), options),
        *_check_creep(creep, options),
    )
    if has_errors(findings):
        return None, findings
    boxes = saddle_stitch.sheet_boxes(block, layout, options)
    sides = [
        saddle_stitch.place_pages(one, pages, block, boxes=boxes, caliper=options.caliper)
        for one in slots
    ]
    if options.marks:
        sides = list(_with_marks(sides, boxes, options.name, cmyk=black_is_ink(pdf)))
    labels = [f"{side.sheet} {_face(side)}" for side in sides]
    content = write_sheets(pdf, pages, sides, boxes=boxes, labels=labels, made=repr(options))
    flip: Flip = "short-edge" if boxes.media.width > boxes.media.height else "long-edge"
    described = tuple(side.described() for side in sides)
    return ImposedSheets(content, _size(boxes), described, blanks, creep, flip), findings


def _impose_proof(
    pdf: pikepdf.Pdf, pages: list[SourcePage], layout: ProofLayout, *, options: ImpositionOptions
) -> Result:
    grid = proofs.proof_grid(pages, layout, options)
    if not proofs.is_readable(grid):
        message = f"with {options.layout}, the sheet has less than 1 cm for each page"
        hint = "use a larger sheet, or fewer pages on each sheet"
        return None, (Finding("imposition-sheet", Place(options.name), message, hint),)
    mirrored = _is_mirrored(pdf, options)
    slots = proof_sides(len(pages), (grid.columns, grid.rows), right_to_left=mirrored)
    sides = [proofs.place_pages(one, pages, grid) for one in slots]
    if options.marks:
        sides = list(_with_frames(sides, cmyk=black_is_ink(pdf)))
    content = write_sheets(pdf, pages, sides, boxes=grid.boxes, labels=[], made=repr(options))
    described = tuple(side.described() for side in sides)
    return ImposedSheets(content, _size(grid.boxes), described), ()


def _is_mirrored(pdf: pikepdf.Pdf, options: ImpositionOptions) -> bool:
    return reads_right_to_left(pdf) if options.right_to_left is None else options.right_to_left


def _with_marks(
    sides: Sequence[SideContent], boxes: SheetBoxes, name: str, *, cmyk: bool
) -> Iterator[SideContent]:
    sheets = max(side.sheet for side in sides)
    for side in sides:
        shifts = sorted({position.shift for position in side.positions})
        creep = ", creep " + " and ".join(f"{one:.2f} mm" for one in shifts) if any(shifts) else ""
        label = f"{PurePath(name).stem} · sheet {side.sheet} of {sheets}, {_face(side)}{creep}"
        yield side.with_marks(draw_marks(boxes, label, cmyk=cmyk))


def _with_frames(sides: Sequence[SideContent], *, cmyk: bool) -> Iterator[SideContent]:
    for side in sides:
        trims = [position.trim for position in side.positions]
        yield side.with_marks(draw_frames(trims, cmyk=cmyk))


def _face(side: SideContent) -> str:
    return "front" if side.front else "back"


def _size(boxes: SheetBoxes) -> tuple[float, float]:
    return boxes.media.width / MM, boxes.media.height / MM


def _creep(sides: Sequence[SheetSide], caliper: float) -> tuple[float, ...]:
    """Return the shift of each folded sheet in mm, from the outermost inwards."""
    depths = sorted({slot.depth for side in sides for slot in side.slots})
    return tuple(depth * caliper for depth in depths)


def _check_sheet(missing: tuple[float, float], options: ImpositionOptions) -> Iterator[Finding]:
    if max(missing) > 0.01:
        width, height = missing
        message = f"the sheet is {width:.1f} mm too narrow and {height:.1f} mm too low"
        hint = "use a larger sheet" + (", or leave the marks out" if options.marks else "")
        yield Finding("imposition-sheet", Place(options.name), message, hint)


def _check_blanks(
    blanks: tuple[int, ...], count: int, options: ImpositionOptions
) -> Iterator[Finding]:
    if blanks:
        places = ", ".join(str(one) for one in blanks)
        added = "a blank page was" if len(blanks) == 1 else f"{len(blanks)} blank pages were"
        message = f"{added} added to the {count} of the file: page {places}"
        hint = "give the issue a multiple of four pages, so that it can be folded"
        yield Finding("imposition-blanks", Place(options.name), message, hint)


def _check_creep(creep: tuple[float, ...], options: ImpositionOptions) -> Iterator[Finding]:
    if creep[-1] > MOST_CREEP:
        message = f"the innermost pages are shifted by {creep[-1]:.2f} mm"
        hint = "use perfect binding, or thinner paper"
        yield Finding("imposition-creep", Place(options.name), message, hint)
