"""Rules of overprint: white knocks out, small black overprints (GWG 2022 R0007 to R0010, R0013)."""

from collections.abc import Iterator, Sequence

from printissue.core.findings import Finding
from printissue.pdf.matrix import Area
from printissue.pdf.state import TransparencyGroup
from printissue.preflight.columns import gravity
from printissue.preflight.gathering import Hit, gathered
from printissue.preflight.ground import Ground
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


class _Below:
    """What lies below each mark of a page: in its own isolated group, and below that group.

    An isolated group begins on nothing: what overprints in it meets only what the group itself has painted, and
    knocks out what lies below the group (ISO 32000-1, 11.4.5 and 11.7.4.5).
    """

    def __init__(self, marks: Sequence[Mark]) -> None:
        self.marks = marks
        self.needed = any(mark.isolated is not None and mark.overprint for mark in marks)
        self._page = 0
        self._clear()

    def _clear(self) -> None:
        self._below, self._inside = Ground(), Ground()
        self._group: TransparencyGroup | None = None
        self._pending: list[Area] = []

    def __iter__(self) -> Iterator[Mark]:
        """Yield the marks, each with what lies below it at hand."""
        for mark in self.marks:
            if self.needed:
                self._enter(mark)
            yield mark
            if self.needed and not mark.paint.white:
                (self._inside if self._group else self._below).add(mark.area)
                if self._group:
                    self._pending.append(mark.area)

    def _enter(self, mark: Mark) -> None:
        if mark.page != self._page:
            self._page = mark.page
            self._clear()
        if mark.isolated is not self._group:
            for area in self._pending:
                self._below.add(area)
            self._pending, self._inside, self._group = [], Ground(), mark.isolated

    def is_cut_off(self, mark: Mark) -> bool:
        """Return whether a mark overprints nothing of what lies below its isolated group."""
        return mark.isolated is not None and self._below.under(mark.area)

    def meets_its_group(self, mark: Mark) -> bool:
        """Return whether a mark in an isolated group lies on something of that group."""
        return self._inside.under(mark.area)


def check_white(subject: Subject) -> Iterator[Finding]:
    """R0007, R0008: white that overprints does not show in print."""
    yield from gathered(subject, _white(subject))


def _white(subject: Subject) -> Iterator[Hit]:
    below = _Below(reading(subject).printed)
    for mark in below:
        if not (mark.paint.white and mark.overprint) or mark.kind == "image":
            continue
        if mark.isolated is not None and not below.meets_its_group(mark):
            continue  # it knocks out
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
    below = _Below(reading(subject).printed)
    for mark in below:
        small = small_text(mark)
        if not (small or thin_line(mark)) or not _solid_black(mark):
            continue
        fault = _knocks_out(mark, cut_off=below.is_cut_off(mark))
        if not fault:
            continue
        what = (
            f"black text of {mark.size:.3g} pt" if small else f"a black line of {mark.size:.3g} pt"
        )
        rule = "R0009" if small else "R0010"
        yield Hit(
            rule,
            mark.page,
            f"{what} {fault}",
            _UNGROUP if "group" in fault else _OVERPRINT,
            mark.box,
            thing=fault,
            gravity=gravity(subject, rule),
        )


_OVERPRINT = "let it overprint (OP and op true, OPM 1), for the plates never register exactly"
_UNGROUP = "take it out of the transparency group, or make the group a non-isolated one"


def _knocks_out(mark: Mark, *, cut_off: bool) -> str:
    """Return how a black mark knocks out what lies below; an empty string where it overprints."""
    if not mark.overprint:
        return "knocks out"
    if mark.opm != 1 and mark.paint.space.family == "DeviceCMYK":
        return "overprints with OPM 0, which knocks out"
    return (
        "overprints within an isolated group, which knocks out what lies below" if cut_off else ""
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
