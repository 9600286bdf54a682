"""safe-margin: text and small things keep away from the knife."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from printissue.findings import Finding
from printissue.preflight.edges import SIDES, Side, reach
from printissue.preflight.frames import Box
from printissue.preflight.gathering import Hit, gathered
from printissue.preflight.interpreter import reading
from printissue.preflight.marks import Mark
from printissue.preflight.matrices import Area
from printissue.preflight.overprint import name_of
from printissue.preflight.subject import Check, Subject

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


def check_margins(subject: Subject) -> Iterator[Finding]:
    """safe-margin: what matters stands no nearer to the trim than the printer's safe margin."""
    yield from gathered(subject, _near(subject))


def _near(subject: Subject) -> Iterator[Hit]:
    safe = subject.printer.safe if subject.printer else USUAL_SAFE
    frames = reading(subject).frames
    for page, group in groupby(reading(subject).printed, key=lambda mark: mark.page):
        frame = frames[page - 1]
        if frame.trim is None and subject.printer is None:
            continue
        trim = frame.box(frame.finished)
        grounds = list[Area]()
        for mark in group:
            placed = _nearest(mark.box, trim)
            if placed is None:
                continue
            side, gap = placed
            if gap < safe - TOLERANCE and _matters(mark, gap, grounds):
                yield _hit(mark, side, gap, safe=safe)
            if mark.kind != "text" and gap < 0:
                grounds.append(mark.area)


def _hit(mark: Mark, side: Side, gap: float, *, safe: float) -> Hit:
    said = f"stands {gap:.1f} mm from" if gap >= 0 else "runs over"
    return Hit(
        "safe-margin",
        mark.page,
        f"{name_of(mark)} {said} the {side} trim",
        f"keep it {safe:.3g} mm inside, for the knife is not exact",
        mark.box,
        thing=side,
        rank=gap,
    )


def _nearest(box: Box, trim: Box) -> tuple[Side, float] | None:
    """Give the side that a thing comes nearest to, and how far inside it is; None if it is outside."""
    placed = {side: reach(box, trim, side) for side in SIDES}
    if any(one.inner >= 0 for one in placed.values()):
        return None
    side = max(SIDES, key=lambda one: placed[one].outer)
    return side, -placed[side].outer


def _matters(mark: Mark, gap: float, grounds: Sequence[Area]) -> bool:
    """Tell whether a thing so near the trim is in danger, and not meant to be cut.

    Shapes on a ground that runs over the trim are part of that artwork; text never is.
    """
    if mark.kind == "text":
        return gap >= 0 or mark.size <= DISPLAY
    _, _, width, height = mark.box
    if mark.paint.white or gap <= TOUCH or max(width, height) > SMALL:
        return False
    return not any(_within(mark.area, ground) for ground in grounds)


def _within(area: Area, ground: Area) -> bool:
    return (
        ground[0] <= area[0]
        and ground[1] <= area[1]
        and ground[2] >= area[2]
        and ground[3] >= area[3]
    )


CHECKS: tuple[Check, ...] = (check_margins,)
