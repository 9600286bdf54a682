"""Rules about overprint: white knocks out, small black overprints (GWG 2022 R0007 to R0010, R0013)."""

from collections.abc import Iterator, Sequence

from printissue.core.findings import Finding
from printissue.pdf.matrix import Area
from printissue.pdf.state import TransparencyGroup
from printissue.preflight.gwg import severity_of
from printissue.preflight.painted import (
    Backdrop,
    PaintedObject,
    is_small_text,
    is_thin_line,
    name_of,
)
from printissue.preflight.reader import content_of
from printissue.preflight.subject import Check, Subject, Violation, as_findings


class _WithBackdrop:
    """The printed objects of a file, each with what is below it: within its isolated group, and below that group.

    An isolated group starts with an empty backdrop: an object that overprints in it affects only what the group itself
    has painted, and the group knocks out what is below it (ISO 32000-1, 11.4.5 and 11.7.4.5).
    """

    def __init__(self, objects: Sequence[PaintedObject]) -> None:
        self.objects = objects
        self.needed = any(obj.isolated is not None and obj.overprint for obj in objects)
        self._page = 0
        self._clear()

    def _clear(self) -> None:
        self._below_group, self._in_group = Backdrop(), Backdrop()
        self._group: TransparencyGroup | None = None
        self._areas_of_group: list[Area] = []

    def __iter__(self) -> Iterator[PaintedObject]:
        """Yield each object, before it is added to the backdrop."""
        for obj in self.objects:
            if self.needed:
                self._enter(obj)
            yield obj
            if self.needed and not obj.paint.white:
                (self._in_group if self._group else self._below_group).add(obj.area)
                if self._group:
                    self._areas_of_group.append(obj.area)

    def _enter(self, obj: PaintedObject) -> None:
        if obj.page != self._page:
            self._page = obj.page
            self._clear()
        if obj.isolated is not self._group:
            for area in self._areas_of_group:
                self._below_group.add(area)
            self._areas_of_group, self._in_group, self._group = [], Backdrop(), obj.isolated

    def knocks_out_below_group(self, obj: PaintedObject) -> bool:
        """Return whether an object is in an isolated group that covers something below it."""
        return obj.isolated is not None and self._below_group.meets(obj.area)

    def meets_its_group(self, obj: PaintedObject) -> bool:
        """Return whether an object in an isolated group is on top of something in that group."""
        return self._in_group.meets(obj.area)


def check_white_overprint(subject: Subject) -> Iterator[Finding]:
    """R0007, R0008: white objects do not overprint, because they would not show in print."""
    yield from as_findings(subject, _white_overprint(subject))


def _white_overprint(subject: Subject) -> Iterator[Violation]:
    objects = _WithBackdrop(content_of(subject).printed)
    for obj in objects:
        if not (obj.paint.white and obj.overprint) or obj.kind == "image":
            continue
        if obj.isolated is not None and not objects.meets_its_group(obj):
            continue  # it knocks out
        rule = "R0007" if obj.kind == "text" else "R0008"
        yield Violation(
            rule,
            obj.page,
            f"{name_of(obj)} is white and overprints, so it disappears in print",
            "turn off overprint for white objects",
            obj.box,
            severity_override=severity_of(subject, rule),
        )


def check_black_overprint(subject: Subject) -> Iterator[Finding]:
    """R0009, R0010: small black text and thin black lines overprint, so that no white gaps show beside them."""
    if severity_of(subject, "R0009"):
        yield from as_findings(subject, _black_knockout(subject))


def _black_knockout(subject: Subject) -> Iterator[Violation]:
    objects = _WithBackdrop(content_of(subject).printed)
    for obj in objects:
        small = is_small_text(obj)
        if not (small or is_thin_line(obj)) or not _is_solid_black(obj):
            continue
        fault = _knockout(obj, isolated=objects.knocks_out_below_group(obj))
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
            key=fault,
            severity_override=severity_of(subject, rule),
        )


_OVERPRINT = "let it overprint (OP and op true, OPM 1), because plates never register exactly"
_UNGROUP = "move it out of the transparency group, or make the group non-isolated"


def _knockout(obj: PaintedObject, *, isolated: bool) -> str:
    """Return how a black object knocks out what is below it; an empty string where it overprints."""
    if not obj.overprint:
        return "knocks out"
    if obj.opm != 1 and obj.paint.space.family == "DeviceCMYK":
        return "overprints with OPM 0, which knocks out"
    return "overprints in an isolated group, which knocks out what is below it" if isolated else ""


def _is_solid_black(obj: PaintedObject) -> bool:
    """Return whether an object is only black ink, opaque, in a colour space that can overprint."""
    can_overprint = obj.paint.space.family in ("DeviceCMYK", "Separation", "DeviceN")
    return can_overprint and obj.paint.black and obj.alpha > 0.999 and obj.blend == "Normal"


def check_grey_overprint(subject: Subject) -> Iterator[Finding]:
    """R0013: objects in DeviceGray do not overprint, because the results differ between workflows."""
    rule = "R0013"
    severity = severity_of(subject, rule)
    if severity is None:
        return
    violations = (
        Violation(
            rule,
            obj.page,
            f"{name_of(obj)} in DeviceGray overprints",
            "use black ink in DeviceCMYK, or turn off overprint",
            obj.box,
            severity_override=severity,
        )
        for obj in content_of(subject).printed
        if obj.overprint and obj.paint.space.family == "DeviceGray"
    )
    yield from as_findings(subject, violations)


CHECKS: tuple[Check, ...] = (check_white_overprint, check_black_overprint, check_grey_overprint)
"""The checks of this module."""
