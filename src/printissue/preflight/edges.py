"""The edges of a page: how far a thing reaches beyond the trim, side by side."""

from dataclasses import dataclass
from typing import Literal

import pikepdf

from printissue.pdf.boxes import Box, PageBoxes
from printissue.pdf.objects import text
from printissue.preflight.subject import Subject

Side = Literal["left", "top", "right", "bottom"]
SIDES: tuple[Side, ...] = ("left", "top", "right", "bottom")
USUAL_BLEED = 3.0
"""Bleed (mm) where neither a printer nor the file says how much."""
TOUCH = 0.2
"""So near the trim (mm), inside it, a thing is meant to end at the trim."""
NO_BLEED = 0.2
"""A BleedBox so near the trim (mm) is none."""


@dataclass(frozen=True, slots=True)
class EdgeExtent:
    """How a box lies to one side of the trim, in mm outwards from it; negative is inside.

    `outer` and `inner` are its far and near edges, `low` and `high` its course along the side.
    """

    outer: float
    inner: float
    low: float
    high: float


def extent_at(box: Box, trim: Box, side: Side) -> EdgeExtent:
    """Measure a box against one side of the trim, along the trim's own length."""
    left, top, width, height = box
    x0, y0 = left - trim[0], top - trim[1]
    x1, y1 = x0 + width, y0 + height
    across, down = trim[2], trim[3]
    if side in ("left", "right"):
        outer, inner = (-x0, -x1) if side == "left" else (x1 - across, x0 - across)
        return EdgeExtent(outer, inner, max(y0, 0.0), min(y1, down))
    outer, inner = (-y0, -y1) if side == "top" else (y1 - down, y0 - down)
    return EdgeExtent(outer, inner, max(x0, 0.0), min(x1, across))


def well_inside(box: Box, trim: Box, gap: float) -> bool:
    """Tell whether a box keeps so many mm away from every side of the trim; most things of a page do."""
    return (
        box[0] - trim[0] > gap
        and box[1] - trim[1] > gap
        and trim[0] + trim[2] - box[0] - box[2] > gap
        and trim[1] + trim[3] - box[1] - box[3] > gap
    )


def strip(trim: Box, side: Side, *, at: EdgeExtent, bleed: float) -> Box:
    """Give the box on a side between what is reached and what should be."""
    start = max(at.outer, 0.0)
    depth, length = max(bleed - start, 0.1), max(at.high - at.low, 0.1)
    left, top, width, height = trim
    place: dict[Side, Box] = {
        "left": (left - start - depth, top + at.low, depth, length),
        "right": (left + width + start, top + at.low, depth, length),
        "top": (left + at.low, top - start - depth, length, depth),
        "bottom": (left + at.low, top + height + start, length, depth),
    }
    x, y, w, h = place[side]
    return round(x, 2), round(y, 2), round(w, 2), round(h, 2)


_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


def gutter_is_left(subject: Subject, page: int) -> bool:
    """Return on which side of a page the gutter is: odd pages are right-hand ones, unless one reads from the right."""
    return (page % 2 == 1) != _reads_from_right(subject.pdf)


def _reads_from_right(pdf: pikepdf.Pdf) -> bool:
    preferences = pdf.Root.get("/ViewerPreferences")
    if isinstance(preferences, pikepdf.Dictionary) and preferences.get("/Direction") == "/R2L":
        return True
    language = pdf.Root.get("/Lang")
    tag = text(language) if isinstance(language, pikepdf.String) else ""
    return tag.partition("-")[0].lower() in _RIGHT_TO_LEFT


def gutter(subject: Subject, page: int) -> Side:
    """Tell on which side a page is bound."""
    return "left" if gutter_is_left(subject, page) else "right"


def wanted_bleed(subject: Subject, boxes: PageBoxes) -> dict[Side, float]:
    """Give the bleed (mm) of each side: the printer's, else the BleedBox's, else what is usual.

    A side is 0 where artwork need not run over it: the gutter of some printers, and a side
    without bleed in a file that has some on others.
    """
    inner = gutter(subject, boxes.page)
    if subject.printer:
        bleed = subject.printer.bleed
        left, right = (bleed.inner, bleed.outer) if inner == "left" else (bleed.outer, bleed.inner)
        return {"left": left, "top": bleed.top, "right": right, "bottom": bleed.bottom}
    trim = boxes.box(boxes.finished)
    given = dict.fromkeys(SIDES, 0.0)
    if boxes.bleed is not None:
        box = boxes.box(boxes.bleed)
        given = {side: extent_at(box, trim, side).outer for side in SIDES}
    if max(given.values()) <= NO_BLEED:
        return dict.fromkeys(SIDES, USUAL_BLEED)
    return {side: one if one > NO_BLEED else 0.0 for side, one in given.items()}
