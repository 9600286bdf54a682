"""Rules of overprint: white knocks out, small black overprints (GWG 2022 R0007 to R0010, R0013)."""

from collections.abc import Iterator, Sequence

from printissue.core.findings import Finding
from printissue.pdf.matrix import Area
from printissue.pdf.state import TransparencyGroup
from printissue.preflight.backdrop import Backdrop
from printissue.preflight.gwg import severity_of
from printissue.preflight.painted import PaintedObject
from printissue.preflight.reader import content_of
from printissue.preflight.subject import Check, Subject
from printissue.preflight.violations import Violation, as_findings

SMALL_TEXT = 12.0
"""Black text below this size (pt) overprints (R0009, R0011)."""
THIN_LINE = 2.0
"""Black lines below this width (pt) overprint (R0010, R0012)."""
LINE = 5.0
"""A thin filled rectangle longer than this (mm) is a line; a shorter one may be part of a figure."""
_NAMES = {"text": "text", "fill": "a shape", "stroke": "a line", "shading": "a gradient"}


def name_of(obj: PaintedObject) -> str:
    """Name what is painted, as a message does."""
    return _NAMES.get(obj.kind, "a picture")


def small_text(obj: PaintedObject) -> bool:
    """Tell whether an object is text that overprints where it is black."""
    return obj.kind == "text" and obj.size < SMALL_TEXT - 0.01


def thin_line(obj: PaintedObject) -> bool:
    """Tell whether an object is a line that overprints where it is black."""
    return is_line(obj) and obj.size < THIN_LINE - 0.01


def is_line(obj: PaintedObject) -> bool:
    """Tell whether an object is a line: one that is drawn, or a rectangle that is filled."""
    filled = obj.kind == "fill" and obj.size >= 0 and max(obj.box[2:]) > LINE
    return obj.kind == "stroke" or filled


class _Below:
    """What lies below each object of a page: in its own isolated group, and below that group.

    An isolated group begins on nothing: what overprints in it meets only what the group itself has painted, and
    knocks out what lies below the group (ISO 32000-1, 11.4.5 and 11.7.4.5).
    """

    def __init__(self, marks: Sequence[PaintedObject]) -> None:
        self.objects = marks
        self.needed = any(obj.isolated is not None and obj.overprint for obj in marks)
        self._page = 0
        self._clear()

    def _clear(self) -> None:
        self._below, self._inside = Backdrop(), Backdrop()
        self._group: TransparencyGroup | None = None
        self._pending: list[Area] = []

    def __iter__(self) -> Iterator[PaintedObject]:
        """Yield the marks, each with what lies below it at hand."""
        for obj in self.objects:
            if self.needed:
                self._enter(obj)
            yield obj
            if self.needed and not obj.paint.white:
                (self._inside if self._group else self._below).add(obj.area)
                if self._group:
                    self._pending.append(obj.area)

    def _enter(self, obj: PaintedObject) -> None:
        if obj.page != self._page:
            self._page = obj.page
            self._clear()
        if obj.isolated is not self._group:
            for area in self._pending:
                self._below.add(area)
            self._pending, self._inside, self._group = [], Backdrop(), obj.isolated

    def is_cut_off(self, obj: PaintedObject) -> bool:
        """Return whether an object overprints nothing of what lies below its isolated group."""
        return obj.isolated is not None and self._below.under(obj.area)

    def meets_its_group(self, obj: PaintedObject) -> bool:
        """Return whether an object in an isolated group lies on something of that group."""
        return self._inside.under(obj.area)


def check_white(subject: Subject) -> Iterator[Finding]:
    """R0007, R0008: white that overprints does not show in print."""
    yield from as_findings(subject, _white(subject))


def _white(subject: Subject) -> Iterator[Violation]:
    below = _Below(content_of(subject).printed)
    for obj in below:
        if not (obj.paint.white and obj.overprint) or obj.kind == "image":
            continue
        if obj.isolated is not None and not below.meets_its_group(obj):
            continue  # it knocks out
        rule = "R0007" if obj.kind == "text" else "R0008"
        yield Violation(
            rule,
            obj.page,
            f"{name_of(obj)} is white and overprints: it vanishes in print",
            "let white knock out: no overprint in its graphics state",
            obj.box,
            severity_override=severity_of(subject, rule),
        )


def check_black(subject: Subject) -> Iterator[Finding]:
    """R0009, R0010: small black text and thin black lines overprint, so that no gap shows beside them."""
    if severity_of(subject, "R0009"):
        yield from as_findings(subject, _black(subject))


def _black(subject: Subject) -> Iterator[Violation]:
    below = _Below(content_of(subject).printed)
    for obj in below:
        small = small_text(obj)
        if not (small or thin_line(obj)) or not _solid_black(obj):
            continue
        fault = _knocks_out(obj, cut_off=below.is_cut_off(obj))
        if not fault:
            continue
        what = f"black text of {obj.size:.3g} pt" if small else f"a black line of {obj.size:.3g} pt"
        rule = "R0009" if small else "R0010"
        yield Violation(
            rule,
            obj.page,
            f"{what} {fault}",
            _UNGROUP if "group" in fault else _OVERPRINT,
            obj.box,
            thing=fault,
            severity_override=severity_of(subject, rule),
        )


_OVERPRINT = "let it overprint (OP and op true, OPM 1), for the plates never register exactly"
_UNGROUP = "take it out of the transparency group, or make the group a non-isolated one"


def _knocks_out(obj: PaintedObject, *, cut_off: bool) -> str:
    """Return how a black object knocks out what lies below; an empty string where it overprints."""
    if not obj.overprint:
        return "knocks out"
    if obj.opm != 1 and obj.paint.space.family == "DeviceCMYK":
        return "overprints with OPM 0, which knocks out"
    return (
        "overprints within an isolated group, which knocks out what lies below" if cut_off else ""
    )


def _solid_black(obj: PaintedObject) -> bool:
    """Tell whether an object is black ink alone, opaque, in a space in which it can overprint."""
    family = obj.paint.space.family
    able = family in ("DeviceCMYK", "Separation", "DeviceN")
    return able and obj.paint.black and obj.alpha > 0.999 and obj.blend == "Normal"


def check_grey(subject: Subject) -> Iterator[Finding]:
    """R0013: DeviceGray does not overprint, for presses differ in what they make of it."""
    rule = "R0013"
    asked = severity_of(subject, rule)
    if asked is None:
        return
    violations = (
        Violation(
            rule,
            obj.page,
            f"{name_of(obj)} in DeviceGray overprints",
            "write it as black ink in DeviceCMYK, or let it knock out",
            obj.box,
            severity_override=asked,
        )
        for obj in content_of(subject).printed
        if obj.overprint and obj.paint.space.family == "DeviceGray"
    )
    yield from as_findings(subject, violations)


CHECKS: tuple[Check, ...] = (check_white, check_black, check_grey)
