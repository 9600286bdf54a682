"""Rules of overprint: white knocks out, small black overprints (GWG 2022 R0007 to R0010, R0013)."""

from collections.abc import Iterator

from printissue.findings import Finding
from printissue.preflight.columns import gravity
from printissue.preflight.gathering import Hit, gathered
from printissue.preflight.marks import Mark
from printissue.preflight.reader import reading
from printissue.preflight.subject import Check, Subject

SMALL_TEXT = 12.0
"""Black text below this size (pt) overprints (R0009, R0011)."""
THIN_LINE = 2.0
"""Black lines below this width (pt) overprint (R0010, R0012)."""
LINE = 5.0
"""A thin filled rectangle longer than this (mm) is a line; a shorter one may be part of a figure."""
_NAMES = {"text": "text", "fill": "a shape", "stroke": "a line", "shading": "a gradient"}


def name_of(mark: Mark) -> str:
    """Name what is painted, as a message does."""
    return _NAMES.get(mark.kind, "a picture")


def small_text(mark: Mark) -> bool:
    """Tell whether a mark is text that overprints where it is black."""
    return mark.kind == "text" and mark.size < SMALL_TEXT - 0.01


def thin_line(mark: Mark) -> bool:
    """Tell whether a mark is a line that overprints where it is black."""
    return is_line(mark) and mark.size < THIN_LINE - 0.01


def is_line(mark: Mark) -> bool:
    """Tell whether a mark is a line: one that is drawn, or a rectangle that is filled."""
    filled = mark.kind == "fill" and mark.size >= 0 and max(mark.box[2:]) > LINE
    return mark.kind == "stroke" or filled


def check_white(subject: Subject) -> Iterator[Finding]:
    """R0007, R0008: white that overprints is not there in print."""
    yield from gathered(subject, _white(subject))


def _white(subject: Subject) -> Iterator[Hit]:
    for mark in reading(subject).printed:
        if not (mark.paint.white and mark.overprint) or mark.kind == "image":
            continue
        rule = "R0007" if mark.kind == "text" else "R0008"
        yield Hit(
            rule,
            mark.page,
            f"{name_of(mark)} is white and overprints: it vanishes in print",
            "let white knock out: no overprint in its graphics state",
            mark.box,
            gravity=gravity(subject, rule),
        )


def check_black(subject: Subject) -> Iterator[Finding]:
    """R0009, R0010: small black text and thin black lines overprint, so that no gap shows beside them."""
    if gravity(subject, "R0009"):
        yield from gathered(subject, _black(subject))


def _black(subject: Subject) -> Iterator[Hit]:
    for mark in reading(subject).printed:
        small = small_text(mark)
        if not (small or thin_line(mark)) or not _solid_black(mark):
            continue
        if mark.overprint and (mark.opm == 1 or mark.paint.space.family != "DeviceCMYK"):
            continue
        what = (
            f"black text of {mark.size:.3g} pt" if small else f"a black line of {mark.size:.3g} pt"
        )
        fault = "overprints with OPM 0, which knocks out" if mark.overprint else "knocks out"
        rule = "R0009" if small else "R0010"
        yield Hit(
            rule,
            mark.page,
            f"{what} {fault}",
            "let it overprint (OP and op true, OPM 1), for the plates never register exactly",
            mark.box,
            thing=fault,
            gravity=gravity(subject, rule),
        )


def _solid_black(mark: Mark) -> bool:
    """Tell whether a mark is black ink alone, opaque, in a space in which it can overprint."""
    family = mark.paint.space.family
    able = family in ("DeviceCMYK", "Separation", "DeviceN")
    return able and mark.paint.black and mark.alpha > 0.999 and mark.blend == "Normal"


def check_grey(subject: Subject) -> Iterator[Finding]:
    """R0013: DeviceGray does not overprint, for presses differ in what they make of it."""
    rule = "R0013"
    asked = gravity(subject, rule)
    if asked is None:
        return
    hits = (
        Hit(
            rule,
            mark.page,
            f"{name_of(mark)} in DeviceGray overprints",
            "write it as black ink in DeviceCMYK, or let it knock out",
            mark.box,
            gravity=asked,
        )
        for mark in reading(subject).printed
        if mark.overprint and mark.paint.space.family == "DeviceGray"
    )
    yield from gathered(subject, hits)


CHECKS: tuple[Check, ...] = (check_white, check_black, check_grey)
