"""bleed-short: artwork that touches the trim runs on to the bleed's edge, or the knife leaves white."""

from collections.abc import Iterator, Sequence
from heapq import nlargest
from itertools import groupby

from printissue.core.findings import Finding
from printissue.pdf.boxes import Box, PageBoxes
from printissue.pdf.matrix import Area
from printissue.preflight.coverage import prints_within
from printissue.preflight.edges import (
    TOUCH,
    EdgeExtent,
    Side,
    extent_at,
    strip,
    wanted_bleed,
    well_inside,
)
from printissue.preflight.overprint import name_of
from printissue.preflight.painted import PaintedObject
from printissue.preflight.reader import content_of
from printissue.preflight.subject import Check, Subject
from printissue.preflight.violations import Violation, as_findings

INSIDE = 0.02
"""A thing must lie at least so far (mm) within the trim to be on the page at all."""
TOLERANCE = 0.1
"""So much (mm) may lack."""
LONG = 10.0
"""A thing whose edge lies along the trim for less than this (mm) may end there over others that run on."""
SLICE = 0.5
"""A thing that starts so near the trim (mm) goes on where another ends there; one that ends further
out over others leaves no white, but shows them where the knife goes astray, unless so little lacks."""

MOST = 1500
"""Things at a side that are looked at, and of those that fill its bleed the longest."""

_Placed = tuple[int, PaintedObject, EdgeExtent]


def check_bleed(subject: Subject) -> Iterator[Finding]:
    """bleed-short: shapes, lines, pictures and gradients at the trim fill the bleed there."""
    yield from as_findings(subject, _short(subject))


def _short(subject: Subject) -> Iterator[Violation]:
    every = content_of(subject).boxes
    for page, group in groupby(content_of(subject).printed, key=lambda obj: obj.page):
        boxes = every[page - 1]
        if boxes.cut is None and subject.printer is None:
            continue
        trim = boxes.box(boxes.finished)
        artwork = [
            obj for obj in group if obj.kind != "text" and not well_inside(obj.box, trim, TOUCH)
        ]
        for side, bleed in wanted_bleed(subject, boxes).items():
            if bleed > 0:
                yield from _side(artwork, trim, side, boxes=boxes, bleed=bleed)


def _side(
    artwork: Sequence[PaintedObject], trim: Box, side: Side, *, boxes: PageBoxes, bleed: float
) -> Iterator[Violation]:
    """Look at one side: what touches the trim, and what covers the bleed beside it."""
    placed = [(n, obj, extent_at(obj.box, trim, side)) for n, obj in enumerate(artwork)]
    near = [one for one in placed if one[2].high - one[2].low > INSIDE and one[2].outer >= -TOUCH]
    full = [one for one in near if one[2].outer >= bleed - TOLERANCE]
    full = nlargest(MOST, full, key=lambda one: one[2].high - one[2].low)
    for one in near[:MOST]:
        _, obj, at = one
        ends = at.inner < -INSIDE and at.outer < bleed - TOLERANCE
        if obj.paint.white or not obj.flat or not ends:
            continue
        filled = _covered(one, full, beneath=at.high - at.low < LONG or _fades(obj, at))
        half = not filled and at.outer > SLICE and _covered(one, full, beneath=True)
        missing = bleed - max(at.outer, 0.0)
        if filled or (half and missing < SLICE) or not _prints(obj, trim, side, boxes=boxes):
            continue
        lighter = half or obj.masked  # what shows through a mask there is not known
        yield Violation(
            "bleed-short",
            boxes.page,
            f"{name_of(obj)} at the {side} edge lacks {missing:.1f} mm of {bleed:.3g} mm bleed",
            "let it run on to the bleed's edge, or keep it off the trim",
            strip(trim, side, at=at, bleed=bleed),
            thing=f"{side}, over others" if half else side,
            severity_override="warning" if lighter else None,
            priority=-missing,
        )


def _prints(obj: PaintedObject, trim: Box, side: Side, *, boxes: PageBoxes) -> bool:
    """Return whether anything of an object prints at a side: a picture may be white or transparent there."""
    if obj.image is None or obj.image.matrix is None:
        return True
    left, top, width, height = trim
    reach_in, far = SLICE, 1e4
    areas: dict[Side, Area] = {
        "left": (left - far, top - far, left + reach_in, top + height + far),
        "right": (left + width - reach_in, top - far, left + width + far, top + height + far),
        "top": (left - far, top - far, left + width + far, top + reach_in),
        "bottom": (left - far, top + height - reach_in, left + width + far, top + height + far),
    }
    return prints_within(obj, areas[side], to_seen=boxes.to_seen)


def _covered(one: _Placed, full: Sequence[_Placed], *, beneath: bool) -> bool:
    """Tell whether the bleed beside a thing is filled.

    What lies above it, goes on from it or has its colour fills it; what lies beneath where that is
    asked for.
    """
    number, obj, at = one
    spans = sorted(
        (other.low, other.high)
        for order, cover, other in full
        if order > number or beneath or other.inner >= -SLICE or _alike(cover, obj)
    )
    place, end = at.low + TOLERANCE, at.high - TOLERANCE
    for low, high in spans:
        if low <= place:
            place = max(place, high)
    return bool(spans) and place >= end


def _fades(obj: PaintedObject, at: EdgeExtent) -> bool:
    """Tell whether a thing is a picture that its mask lets fade away within the bleed, such as a shadow."""
    return at.outer > SLICE and obj.image is not None and obj.image.masked == "SMask"


def _alike(one: PaintedObject, other: PaintedObject) -> bool:
    return one.paint.inks is not None and one.paint.inks == other.paint.inks


CHECKS: tuple[Check, ...] = (check_bleed,)
