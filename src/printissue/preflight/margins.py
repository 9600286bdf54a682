"""safe-margin: text and small things keep away from the knife."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from printissue.core.findings import Finding
from printissue.pdf.boxes import Box, PageBoxes
from printissue.pdf.matrix import Area
from printissue.preflight.edges import SIDES, Side, extent_at, well_inside
from printissue.preflight.overprint import name_of
from printissue.preflight.painted import PaintedObject
from printissue.preflight.reader import content_of
from printissue.preflight.subject import Check, Subject
from printissue.preflight.violations import Violation, as_findings

USUAL_SAFE = 3.0
"""Safe margin (mm) where no printer is named."""
TOUCH = 0.2
"""So near the trim (mm) a thing is meant to run over it: the bleed's rule asks it."""
SMALL = 60.0
"""A thing with no side above this (mm) is small."""
DISPLAY = 24.0
"""Type above this size (pt) may run over the trim by design."""
TOLERANCE = 0.05
"""So much (mm) may lack."""
KNIFE = "for the knife is not exact"
LOST = "bring it inside, or take it away: the knife cuts it off"


def check_margins(subject: Subject) -> Iterator[Finding]:
    """safe-margin: what matters stands no nearer to the trim than the printer's safe margin."""
    yield from as_findings(subject, _near(subject))


def _near(subject: Subject) -> Iterator[Violation]:
    safe = subject.printer.safe if subject.printer else USUAL_SAFE
    every = content_of(subject).boxes
    for page, group in groupby(content_of(subject).printed, key=lambda obj: obj.page):
        boxes = every[page - 1]
        if boxes.cut is None and subject.printer is None:
            continue
        trim = boxes.box(boxes.finished)
        grounds = list[Area]()
        for obj in group:
            if well_inside(obj.box, trim, safe):
                continue
            side, gap, beyond = _nearest(obj.box, trim)
            if beyond >= 0:
                if _lost(obj, beyond, boxes):
                    yield _violation(obj, side, gap, said="lies outside")
                continue
            if gap < safe - TOLERANCE and _matters(obj, gap, grounds):
                said = f"stands {gap:.1f} mm from" if gap >= 0 else "runs over"
                yield _violation(
                    obj, side, gap, said=said, hint=f"keep it {safe:.3g} mm inside, {KNIFE}"
                )
            if obj.kind != "text" and gap < 0:
                grounds.append(obj.area)


def _violation(
    obj: PaintedObject, side: Side, gap: float, *, said: str, hint: str = LOST
) -> Violation:
    return Violation(
        "safe-margin",
        obj.page,
        f"{name_of(obj)} {said} the {side} trim",
        hint,
        obj.box,
        thing=side,
        priority=gap,
    )


def _nearest(box: Box, trim: Box) -> tuple[Side, float, float]:
    """Give the side that a thing comes nearest to, how far inside it is, and how far beyond it is all of the thing."""
    placed = {side: extent_at(box, trim, side) for side in SIDES}
    side = max(SIDES, key=lambda one: placed[one].outer)
    return side, -placed[side].outer, max(one.inner for one in placed.values())


def _lost(obj: PaintedObject, beyond: float, boxes: PageBoxes) -> bool:
    """Tell whether a thing outside the trim is text that was meant for the page, and no slug: that is further out."""
    if obj.kind != "text" or obj.size > DISPLAY or beyond > USUAL_SAFE or boxes.cut is None:
        return False
    left, bottom, right, top = obj.area
    middle = (left + right) / 2, (bottom + top) / 2
    return _within((*middle, *middle), boxes.printed)


def _matters(obj: PaintedObject, gap: float, grounds: Sequence[Area]) -> bool:
    """Tell whether a thing so near the trim is in danger, and not meant to be cut.

    Shapes on a ground that runs over the trim are part of that artwork; text never is.
    """
    if obj.kind == "text":
        return gap >= 0 or obj.size <= DISPLAY
    _, _, width, height = obj.box
    if obj.paint.white or gap <= TOUCH or max(width, height) > SMALL:
        return False
    return not any(_within(obj.area, ground) for ground in grounds)


def _within(area: Area, ground: Area) -> bool:
    return (
        ground[0] <= area[0]
        and ground[1] <= area[1]
        and ground[2] >= area[2]
        and ground[3] >= area[3]
    )


CHECKS: tuple[Check, ...] = (check_margins,)
