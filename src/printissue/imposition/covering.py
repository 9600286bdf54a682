"""The order of a cover: back, spine and front on one sheet, and their inner sides on its back.

A file of two pages is front and back; one of four is front, inside front, inside back, back; a longer one is a whole
issue, whose first and last page are the front and the back. A file that reads from right to left has its front on
the left.
"""

from collections.abc import Sequence
from pathlib import Path, PurePath

import pikepdf

from printissue.core.findings import Finding, Place, has_errors
from printissue.imposition import marks
from printissue.imposition.catalogue import black_is_ink, lost_annotations
from printissue.imposition.geometry import Box, Edges, after, moved
from printissue.imposition.orders import Covered, CoverOptions, Side, Spot
from printissue.imposition.pages import (
    SourcePage,
    open_source,
    read_pages,
    reads_right_to_left,
    uneven,
)
from printissue.imposition.plans import Placement, Plan, Sheet
from printissue.imposition.sheets import put_on_sheets
from printissue.imposition.spine import check_spine, draw_fill, draw_words, spine_of
from printissue.model.printers import MM

Pair = tuple[SourcePage, SourcePage]
"""The pages left and right of the spine."""
Result = tuple[Covered | None, tuple[Finding, ...]]
"""The cover, or None where there are errors; and what there is to say."""


def cover(content: bytes | Path, order: CoverOptions) -> Result:
    """Make a cover's spread of a file: the outer side and, where the file has it, the inner one."""
    pdf, findings = open_source(content, order.name, order.passwords)
    if pdf is None:
        return None, findings
    with pdf:
        pages, findings = read_pages(pdf, order.name)
        if findings:
            return None, findings
        if problem := _unfit(len(pages), order):
            return None, (problem,)
        lost = tuple(lost_annotations(pdf, order.name))
        made, findings = _cover(pdf, pages, order)
        return made, (*findings, *lost)


def _cover(pdf: pikepdf.Pdf, pages: list[SourcePage], order: CoverOptions) -> Result:
    mirrored = reads_right_to_left(pdf) if order.right_to_left is None else order.right_to_left
    pairs = _pairs(pages, inside=order.inside, mirrored=mirrored)
    width, leaves = spine_of(order, len(pages) if len(pages) > 4 else 0)
    chosen = sorted({page for pair in pairs for page in pair}, key=lambda page: page.number)
    findings = (*check_spine(width, order), *uneven(chosen, order.name))
    if has_errors(findings):
        return None, findings
    sheet = _sheet(pairs, width, order)
    cmyk = black_is_ink(pdf)
    spine = Box(sheet.folds[0][0], sheet.trim.bottom, sheet.folds[0][1], sheet.trim.top)
    words, findings = draw_words(spine, order, cmyk=cmyk)
    plans = []
    for at, pair in enumerate(pairs):
        plan = _plan(pair, sheet, front=at == 0)
        drawn = [words] if plan.front else []
        if order.marks:
            label = f"{PurePath(order.name).stem} · {_label(plan)}{_sum(width, leaves, order)}"
            drawn.append(marks.draw_marks(sheet, label, cmyk=cmyk))
        bled = Box(spine.left, sheet.bleed.bottom, spine.right, sheet.bleed.top)
        fill = draw_fill(bled, order, cmyk=cmyk) if plan.front else ""
        plans.append(Plan(1, plan.front, plan.placements, plan.spots, fill, "\n".join(drawn)))
    labels = [_label(plan) for plan in plans]
    made = put_on_sheets(pdf, chosen, plans, sheet=sheet, labels=labels, made=repr(order))
    size = (sheet.trim.width / MM, sheet.trim.height / MM)
    sides = tuple(Side(plan.number, plan.front, plan.spots) for plan in plans)
    return Covered(made, width, leaves, size, sides), findings


def _unfit(count: int, order: CoverOptions) -> Finding | None:
    """Say why no cover can be made of so many pages."""
    if count in (1, 3):
        message = f"the file has {count} page{'s' if count > 1 else ''}"
        hint = "give front and back, or front, inside front, inside back and back, or a whole issue"
        return Finding("cover-pages", Place(order.name), message, hint)
    if order.inside and count == 2:
        message = "the file has two pages: nothing is there for the inside"
        return Finding("cover-pages", Place(order.name), message, "give four pages")
    return None


def _pairs(pages: Sequence[SourcePage], *, inside: bool, mirrored: bool) -> list[Pair]:
    """Give the pages beside the spine: of the outer side, then of the inner one."""
    pairs = [(pages[-1], pages[0])]
    if len(pages) == 4 or inside:
        pairs.append((pages[1], pages[-2]))
    return [(right, left) for left, right in pairs] if mirrored else pairs


def _sheet(pairs: Sequence[Pair], width: float, order: CoverOptions) -> Sheet:
    """Set the boxes: both pages and the spine, their bleed, and room for marks."""
    first, spine = pairs[0][1], width * MM
    side = max(max(left.bleed.left, right.bleed.right) for left, right in pairs)
    every = [page for pair in pairs for page in pair]
    bleed = Edges(
        side,
        max(page.bleed.bottom for page in every),
        side,
        max(page.bleed.top for page in every),
    )
    need = marks.room(bleed) if order.marks else bleed
    x, y = need.left, need.bottom
    trim = Box(x, y, x + 2 * first.width + spine, y + first.height)
    media = trim.grown(need)
    fold = x + first.width
    return Sheet(
        media=Box(0, 0, media.right, media.top),
        bleed=trim.grown(bleed),
        trim=trim,
        cuts=((trim.left, trim.right), (trim.bottom, trim.top)),
        folds=((fold, fold + spine), ()),
    )


def _plan(pair: Pair, sheet: Sheet, *, front: bool) -> Plan:
    """Place two pages with their inner edges at the spine; there their bleed ends."""
    left, right = pair
    near, far = sheet.folds[0]
    bleed, trim = sheet.bleed, sheet.trim
    places = (
        (left, near - left.width, Box(bleed.left, bleed.bottom, near, bleed.top)),
        (right, far, Box(far, bleed.bottom, bleed.right, bleed.top)),
    )
    placements = tuple(
        Placement(page.number, after(page.matrix, moved(x, trim.bottom)), clip)
        for page, x, clip in places
    )
    spots = (
        Spot(left.number, Box(trim.left, trim.bottom, near, trim.top)),
        Spot(right.number, Box(far, trim.bottom, trim.right, trim.top)),
    )
    return Plan(1, front, placements, spots)


def _label(plan: Plan) -> str:
    return "cover, outside" if plan.front else "cover, inside"


def _sum(width: float, leaves: int, order: CoverOptions) -> str:
    worth = f" = {leaves} × {order.caliper:g} mm" if leaves else ""
    return f", spine {width:.2f} mm{worth}"
