"""The order of an imposition: a file's pages become the sides of sheets."""

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath

import pikepdf

from printissue.core.errors import UsageError
from printissue.core.findings import Finding, Place, has_errors
from printissue.imposition import placing, proofing
from printissue.imposition.catalogue import black_is_ink, lost_annotations
from printissue.imposition.geometry import written
from printissue.imposition.marks import draw_frames, draw_marks
from printissue.imposition.orders import Flip, Imposed, ImpositionOptions, Side
from printissue.imposition.pages import (
    SourcePage,
    open_source,
    read_pages,
    reads_right_to_left,
    uneven,
)
from printissue.imposition.plans import Plan, Sheet
from printissue.imposition.schemes import Forme, filled, proof, saddle
from printissue.imposition.sheets import put_on_sheets
from printissue.model.imposition_layouts import LAYOUTS, ProofLayout, SaddleStitchLayout
from printissue.model.printers import MM

MOST_CREEP = 3.0
"""Beyond this shift, in mm, pages lose what a usual inner margin can give."""

Result = tuple[Imposed | None, tuple[Finding, ...]]
"""The sheets, or None where there are errors; and what there is to say."""


def impose(content: bytes | Path, order: ImpositionOptions) -> Result:
    """Impose a file's pages. Raises UsageError where the order's layout has no such name."""
    scheme = LAYOUTS.get(order.layout)
    if scheme is None:
        raise UsageError(f"there is no layout {order.layout}", f"one of {', '.join(LAYOUTS)}")
    pdf, findings = open_source(content, order.name, order.passwords)
    if pdf is None:
        return None, findings
    with pdf:
        pages, findings = read_pages(pdf, order.name)
        if findings:
            return None, findings
        lost = tuple(lost_annotations(pdf, order.name))
        if isinstance(scheme, ProofLayout):
            made, findings = _proof(pdf, pages, scheme, order=order)
        else:
            made, findings = _saddle(pdf, pages, scheme, order=order)
        return made, (*findings, *lost)


def _saddle(
    pdf: pikepdf.Pdf,
    pages: list[SourcePage],
    scheme: SaddleStitchLayout,
    *,
    order: ImpositionOptions,
) -> Result:
    formes, blanks = _formes(len(pages), scheme, order, mirrored=_mirrored(pdf, order))
    block = placing.block_of(formes, pages, scheme, gutter=order.gutter)
    creep = _creep(formes, order.caliper)
    findings = (
        *uneven(pages, order.name),
        *_small(placing.lacking(block, order), order),
        *_blanks(blanks, len(pages), order),
        *_thick(creep, order),
    )
    if has_errors(findings):
        return None, findings
    sheet = placing.sheet_of(block, scheme, order)
    plans = [
        placing.place(forme, pages, block, sheet=sheet, caliper=order.caliper) for forme in formes
    ]
    if order.marks:
        plans = list(_marked(plans, sheet, order.name, cmyk=black_is_ink(pdf)))
    made = _written(pdf, pages, plans, sheet=sheet, order=order)
    flip: Flip = "short-edge" if sheet.media.width > sheet.media.height else "long-edge"
    return Imposed(made, _size(sheet), _sides(plans), blanks, creep, flip), findings


def _mirrored(pdf: pikepdf.Pdf, order: ImpositionOptions) -> bool:
    return reads_right_to_left(pdf) if order.right_to_left is None else order.right_to_left


def _formes(
    count: int, scheme: SaddleStitchLayout, order: ImpositionOptions, *, mirrored: bool
) -> tuple[tuple[Forme, ...], tuple[int, ...]]:
    """Spread the pages over the sheets; give the places of blank ones too."""
    places = filled(count, order.blanks)
    blanks = tuple(place for place, page in enumerate(places, 1) if page is None)
    return saddle(places, scheme, right_to_left=mirrored), blanks


def _proof(
    pdf: pikepdf.Pdf, pages: list[SourcePage], scheme: ProofLayout, *, order: ImpositionOptions
) -> Result:
    grid = proofing.grid_of(pages, scheme, order)
    if not proofing.fits(grid):
        message = f"the sheet leaves less than a centimetre for each page of {order.layout}"
        hint = "take a larger sheet, or fewer pages a sheet"
        return None, (Finding("imposition-sheet", Place(order.name), message, hint),)
    mirrored = _mirrored(pdf, order)
    formes = proof(len(pages), (grid.columns, grid.rows), right_to_left=mirrored)
    plans = [proofing.place(forme, pages, grid) for forme in formes]
    if order.marks:
        plans = list(_framed(plans, cmyk=black_is_ink(pdf)))
    made = _written(pdf, pages, plans, sheet=grid.sheet, order=order)
    return Imposed(made, _size(grid.sheet), _sides(plans)), ()


def _written(
    pdf: pikepdf.Pdf,
    pages: Sequence[SourcePage],
    plans: Sequence[Plan],
    *,
    sheet: Sheet,
    order: ImpositionOptions,
) -> bytes:
    labels = [_named(plan) for plan in plans] if order.layout.startswith("saddle") else []
    return put_on_sheets(pdf, pages, plans, sheet=sheet, labels=labels, made=repr(order))


def _marked(plans: Sequence[Plan], sheet: Sheet, name: str, *, cmyk: bool) -> Iterator[Plan]:
    sheets = max(plan.number for plan in plans)
    for plan in plans:
        shifts = sorted({spot.shift for spot in plan.spots})
        creep = ", creep " + " and ".join(f"{one:.2f} mm" for one in shifts) if any(shifts) else ""
        side = "front" if plan.front else "back"
        label = f"{PurePath(name).stem} · sheet {plan.number} of {sheets}, {side}{creep}"
        yield plan.marked(draw_marks(sheet, label, cmyk=cmyk))


def _framed(plans: Sequence[Plan], *, cmyk: bool) -> Iterator[Plan]:
    for plan in plans:
        boxes = [spot.trim for spot in plan.spots]
        frames = (f"{written(b.left, b.bottom, b.width, b.height)} re S" for b in boxes)
        yield plan.marked(draw_frames(frames, cmyk=cmyk))


def _named(plan: Plan) -> str:
    return f"{plan.number} {'front' if plan.front else 'back'}"


def _sides(plans: Sequence[Plan]) -> tuple[Side, ...]:
    return tuple(Side(plan.number, plan.front, plan.spots) for plan in plans)


def _size(sheet: Sheet) -> tuple[float, float]:
    return sheet.media.width / MM, sheet.media.height / MM


def _creep(formes: Sequence[Forme], caliper: float) -> tuple[float, ...]:
    depths = sorted({cell.depth for forme in formes for cell in forme.cells})
    return tuple(depth * caliper for depth in depths)


def _small(lacks: tuple[float, float], order: ImpositionOptions) -> Iterator[Finding]:
    if max(lacks) > 0.01:
        wide, high = lacks
        message = f"the sheet is {wide:.1f} mm too narrow and {high:.1f} mm too low"
        hint = "take a larger sheet" + (", or leave the marks out" if order.marks else "")
        yield Finding("imposition-sheet", Place(order.name), message, hint)


def _blanks(blanks: tuple[int, ...], count: int, order: ImpositionOptions) -> Iterator[Finding]:
    if blanks:
        places = ", ".join(str(one) for one in blanks)
        message = f"{count} pages and {len(blanks)} blank ones, which are page {places}"
        hint = "an issue that is folded has a multiple of four pages"
        yield Finding("imposition-blanks", Place(order.name), message, hint)


def _thick(creep: tuple[float, ...], order: ImpositionOptions) -> Iterator[Finding]:
    if creep[-1] > MOST_CREEP:
        message = f"the innermost pages are shifted by {creep[-1]:.2f} mm"
        hint = "bind it with a glued spine, or take thinner paper"
        yield Finding("imposition-creep", Place(order.name), message, hint)
