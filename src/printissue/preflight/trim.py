"""Rules about the trim: artwork that ends there has bleed (bleed-short), and text keeps away from it (safe-margin)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import groupby
from typing import Literal

import pikepdf

from printissue.core.findings import Finding
from printissue.pdf.boxes import Box, PageBoxes
from printissue.pdf.matrix import Area
from printissue.pdf.objects import text
from printissue.preflight.images import prints_within
from printissue.preflight.painted import PaintedObject, name_of
from printissue.preflight.reader import content_of
from printissue.preflight.subject import Check, Subject, Violation, as_findings

Side = Literal["left", "top", "right", "bottom"]
SIDES: tuple[Side, ...] = ("left", "top", "right", "bottom")
USUAL_BLEED = 3.0
"""The bleed (mm) where neither the printer nor the file specifies one."""
TOUCH = 0.2
"""An object that ends this close (mm) to the trim is meant to end at it."""
NO_BLEED = 0.2
"""A BleedBox this close (mm) to the trim leaves no bleed."""
_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


@dataclass(frozen=True, slots=True)
class EdgeExtent:
    """The position of a box relative to one side of the trim, in mm outwards from it; negative is inside.

    `outer` and `inner` are the far and near edges of the box, `low` and `high` its ends along the side.
    """

    outer: float
    inner: float
    low: float
    high: float


def extent_at(box: Box, trim: Box, side: Side) -> EdgeExtent:
    """Return the position of a box relative to one side of the trim, limited to the length of the trim."""
    left, top, width, height = box
    x0, y0 = left - trim[0], top - trim[1]
    x1, y1 = x0 + width, y0 + height
    across, down = trim[2], trim[3]
    if side in ("left", "right"):
        outer, inner = (-x0, -x1) if side == "left" else (x1 - across, x0 - across)
        return EdgeExtent(outer, inner, max(y0, 0.0), min(y1, down))
    outer, inner = (-y0, -y1) if side == "top" else (y1 - down, y0 - down)
    return EdgeExtent(outer, inner, max(x0, 0.0), min(x1, across))


def is_well_inside(box: Box, trim: Box, gap: float) -> bool:
    """Return whether a box is more than `gap` mm inside every side of the trim."""
    return (
        box[0] - trim[0] > gap
        and box[1] - trim[1] > gap
        and trim[0] + trim[2] - box[0] - box[2] > gap
        and trim[1] + trim[3] - box[1] - box[3] > gap
    )


def missing_strip(trim: Box, side: Side, *, at: EdgeExtent, bleed: float) -> Box:
    """Return the strip between the outer edge of an object and the edge of the bleed."""
    start = max(at.outer, 0.0)
    depth, length = max(bleed - start, 0.1), max(at.high - at.low, 0.1)
    left, top, width, height = trim
    strips: dict[Side, Box] = {
        "left": (left - start - depth, top + at.low, depth, length),
        "right": (left + width + start, top + at.low, depth, length),
        "top": (left + at.low, top - start - depth, length, depth),
        "bottom": (left + at.low, top + height + start, length, depth),
    }
    x, y, w, h = strips[side]
    return round(x, 2), round(y, 2), round(w, 2), round(h, 2)


def gutter_is_left(subject: Subject, page: int) -> bool:
    """Return whether a page is bound on its left: odd pages are, unless the file reads from right to left."""
    return (page % 2 == 1) != _reads_right_to_left(subject.pdf)


def _reads_right_to_left(pdf: pikepdf.Pdf) -> bool:
    preferences = pdf.Root.get("/ViewerPreferences")
    if isinstance(preferences, pikepdf.Dictionary) and preferences.get("/Direction") == "/R2L":
        return True
    language = pdf.Root.get("/Lang")
    tag = text(language) if isinstance(language, pikepdf.String) else ""
    return tag.partition("-")[0].lower() in _RIGHT_TO_LEFT


def gutter(subject: Subject, page: int) -> Side:
    """Return the side on which a page is bound."""
    return "left" if gutter_is_left(subject, page) else "right"


def required_bleed(subject: Subject, boxes: PageBoxes) -> dict[Side, float]:
    """Return the bleed (mm) of each side: the printer's, or else that of the BleedBox, or else the usual one.

    A side is 0 where no bleed is needed: at the gutter of some printers, and on sides without bleed in a file that has
    some on others.
    """
    inner = gutter(subject, boxes.page)
    if subject.printer:
        bleed = subject.printer.bleed
        left, right = (bleed.inner, bleed.outer) if inner == "left" else (bleed.outer, bleed.inner)
        return {"left": left, "top": bleed.top, "right": right, "bottom": bleed.bottom}
    trim = boxes.box(boxes.finished)
    own = dict.fromkeys(SIDES, 0.0)
    if boxes.bleed is not None:
        box = boxes.box(boxes.bleed)
        own = {side: extent_at(box, trim, side).outer for side in SIDES}
    if max(own.values()) <= NO_BLEED:
        return dict.fromkeys(SIDES, USUAL_BLEED)
    return {side: one if one > NO_BLEED else 0.0 for side, one in own.items()}


# bleed-short

INSIDE = 0.02
"""The distance (mm) that an object must reach into the trim to be on the page."""
BLEED_TOLERANCE = 0.1
"""The bleed (mm) that may be missing."""
LONG = 10.0
"""An object that meets the trim for less than this (mm) may end there on top of others that have bleed."""
ADJOINING = 0.5
"""An object that starts this close (mm) to the trim continues another one that ends there. One that ends further out on
top of others leaves no white, but shows them where the cut is not exact, unless less than this is missing."""
MOST = 1500
"""The most objects at a side that are checked; of those that fill its bleed, the longest are used."""

_AtSide = tuple[int, PaintedObject, EdgeExtent]
"""The number of an object in painting order, the object, and its position at a side."""


def check_bleed(subject: Subject) -> Iterator[Finding]:
    """bleed-short: shapes, lines, images and gradients at the trim fill the bleed there."""
    yield from as_findings(subject, _missing_bleed(subject))


def _missing_bleed(subject: Subject) -> Iterator[Violation]:
    all_pages = content_of(subject).boxes
    for page, group in groupby(content_of(subject).printed, key=lambda obj: obj.page):
        boxes = all_pages[page - 1]
        if boxes.cut is None and subject.printer is None:
            continue
        trim = boxes.box(boxes.finished)
        artwork = [
            obj for obj in group if obj.kind != "text" and not is_well_inside(obj.box, trim, TOUCH)
        ]
        for side, bleed in required_bleed(subject, boxes).items():
            if bleed > 0:
                yield from _missing_at_side(artwork, trim, side, boxes=boxes, bleed=bleed)


def _missing_at_side(
    artwork: Sequence[PaintedObject], trim: Box, side: Side, *, boxes: PageBoxes, bleed: float
) -> Iterator[Violation]:
    """Yield the objects that touch the trim at one side and end within the bleed, where nothing fills it."""
    placed = [(n, obj, extent_at(obj.box, trim, side)) for n, obj in enumerate(artwork)]
    near = [one for one in placed if one[2].high - one[2].low > INSIDE and one[2].outer >= -TOUCH]
    full = [one for one in near if one[2].outer >= bleed - BLEED_TOLERANCE]
    full = nlargest(MOST, full, key=lambda one: one[2].high - one[2].low)
    for one in near[:MOST]:
        _, obj, at = one
        ends = at.inner < -INSIDE and at.outer < bleed - BLEED_TOLERANCE
        if obj.paint.white or not obj.flat or not ends:
            continue
        filled = _is_filled(one, full, below=at.high - at.low < LONG or _fades_out(obj, at))
        over_others = not filled and at.outer > ADJOINING and _is_filled(one, full, below=True)
        missing = bleed - max(at.outer, 0.0)
        if filled or (over_others and missing < ADJOINING):
            continue
        if not _prints_at_side(obj, trim, side, boxes=boxes):
            continue
        is_warning = over_others or obj.masked  # it is not known what a mask shows there
        yield Violation(
            "bleed-short",
            boxes.page,
            f"{name_of(obj)} at the {side} edge has {bleed - missing:.1f} mm of bleed instead of {bleed:.3g} mm",
            "extend it to the edge of the bleed, or move it away from the trim",
            missing_strip(trim, side, at=at, bleed=bleed),
            key=f"{side}, over others" if over_others else side,
            severity_override="warning" if is_warning else None,
            priority=-missing,
        )


def _prints_at_side(obj: PaintedObject, trim: Box, side: Side, *, boxes: PageBoxes) -> bool:
    """Return whether any part of an object prints at a side: an image may be white or transparent there."""
    if obj.image is None or obj.image.matrix is None:
        return True
    left, top, width, height = trim
    inside, far = ADJOINING, 1e4
    areas: dict[Side, Area] = {
        "left": (left - far, top - far, left + inside, top + height + far),
        "right": (left + width - inside, top - far, left + width + far, top + height + far),
        "top": (left - far, top - far, left + width + far, top + inside),
        "bottom": (left - far, top + height - inside, left + width + far, top + height + far),
    }
    return prints_within(obj, areas[side], to_seen=boxes.to_seen)


def _is_filled(one: _AtSide, full: Sequence[_AtSide], *, below: bool) -> bool:
    """Return whether other objects fill the bleed beside an object.

    These are objects above it, those that adjoin it or have its colour, and with `below` also those below it.
    """
    number, obj, at = one
    spans = sorted(
        (other.low, other.high)
        for order, cover, other in full
        if order > number or below or other.inner >= -ADJOINING or _same_ink(cover, obj)
    )
    place, end = at.low + BLEED_TOLERANCE, at.high - BLEED_TOLERANCE
    for low, high in spans:
        if low <= place:
            place = max(place, high)
    return bool(spans) and place >= end


def _fades_out(obj: PaintedObject, at: EdgeExtent) -> bool:
    """Return whether an object is an image whose soft mask lets it fade out within the bleed, like a shadow."""
    return at.outer > ADJOINING and obj.image is not None and obj.image.masked == "SMask"


def _same_ink(one: PaintedObject, other: PaintedObject) -> bool:
    return one.paint.inks is not None and one.paint.inks == other.paint.inks


# safe-margin

USUAL_SAFE = 3.0
"""The safe margin (mm) where there is no printer."""
SMALL = 60.0
"""An object is small if neither side is longer than this (mm)."""
DISPLAY = 24.0
"""Text above this size (pt) may be cut by design."""
MARGIN_TOLERANCE = 0.05
"""The part (mm) of the safe margin that may be missing."""


def check_margins(subject: Subject) -> Iterator[Finding]:
    """safe-margin: text and small objects are no closer to the trim than the safe margin."""
    yield from as_findings(subject, _near_trim(subject))


def _near_trim(subject: Subject) -> Iterator[Violation]:
    safe = subject.printer.safe if subject.printer else USUAL_SAFE
    all_pages = content_of(subject).boxes
    for page, group in groupby(content_of(subject).printed, key=lambda obj: obj.page):
        boxes = all_pages[page - 1]
        if boxes.cut is None and subject.printer is None:
            continue
        trim = boxes.box(boxes.finished)
        backgrounds = list[Area]()
        for obj in group:
            if is_well_inside(obj.box, trim, safe):
                continue
            side, gap, beyond = _nearest_side(obj.box, trim)
            if beyond >= 0:
                if _is_lost_text(obj, beyond, boxes):
                    message = f"{name_of(obj)} is outside the {side} trim"
                    hint = "move it inside the trim or delete it, because it is cut off"
                    yield _near_violation(obj, side, gap, message=message, hint=hint)
                continue
            if gap < safe - MARGIN_TOLERANCE and _is_endangered(obj, gap, backgrounds):
                where = f"is {gap:.1f} mm from" if gap >= 0 else "extends beyond"
                message = f"{name_of(obj)} {where} the {side} trim"
                hint = f"keep it {safe:.3g} mm inside the trim, because cutting is not exact"
                yield _near_violation(obj, side, gap, message=message, hint=hint)
            if obj.kind != "text" and gap < 0:
                backgrounds.append(obj.area)


def _near_violation(
    obj: PaintedObject, side: Side, gap: float, *, message: str, hint: str
) -> Violation:
    return Violation("safe-margin", obj.page, message, hint, obj.box, key=side, priority=gap)


def _nearest_side(box: Box, trim: Box) -> tuple[Side, float, float]:
    """Return the side that a box is nearest to, how far inside it is, and how far the whole box is beyond the trim."""
    placed = {side: extent_at(box, trim, side) for side in SIDES}
    side = max(SIDES, key=lambda one: placed[one].outer)
    return side, -placed[side].outer, max(one.inner for one in placed.values())


def _is_lost_text(obj: PaintedObject, beyond: float, boxes: PageBoxes) -> bool:
    """Return whether an object outside the trim is text that belongs on the page, and not in the slug further out."""
    if obj.kind != "text" or obj.size > DISPLAY or beyond > USUAL_SAFE or boxes.cut is None:
        return False
    left, bottom, right, top = obj.area
    middle = (left + right) / 2, (bottom + top) / 2
    return _is_within((*middle, *middle), boxes.printed)


def _is_endangered(obj: PaintedObject, gap: float, backgrounds: Sequence[Area]) -> bool:
    """Return whether an object near the trim should not be cut.

    Shapes on a background that extends beyond the trim are part of that artwork; text never is.
    """
    if obj.kind == "text":
        return gap >= 0 or obj.size <= DISPLAY
    _, _, width, height = obj.box
    if obj.paint.white or gap <= TOUCH or max(width, height) > SMALL:
        return False
    return not any(_is_within(obj.area, background) for background in backgrounds)


def _is_within(area: Area, outer: Area) -> bool:
    return (
        outer[0] <= area[0] and outer[1] <= area[1] and outer[2] >= area[2] and outer[3] >= area[3]
    )


CHECKS: tuple[Check, ...] = (check_bleed, check_margins)
"""The checks of this module."""
