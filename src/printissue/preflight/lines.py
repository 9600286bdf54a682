"""Rules of lines: grey ones, thin ones (GWG 2022 R0012, R0018, R0019), and hairlines."""

from collections.abc import Iterator

from printissue.core.findings import Finding
from printissue.preflight.gwg import severity_of
from printissue.preflight.overprint import is_line, thin_line
from printissue.preflight.painted import PaintedObject
from printissue.preflight.reader import content_of
from printissue.preflight.subject import Check, Subject
from printissue.preflight.violations import Violation, as_findings

THINNEST = 0.25
"""The least width of a line, in pt (R0018, R0019)."""


def check_lines(subject: Subject) -> Iterator[Finding]:
    """R0012, R0018, R0019, hairline: lines that a press cannot hold."""
    yield from as_findings(subject, _lines(subject))


def _lines(subject: Subject) -> Iterator[Violation]:
    for obj in content_of(subject).printed:
        if not is_line(obj):
            continue
        paint = obj.paint
        if paint.space.family == "DeviceGray" and paint.black and thin_line(obj):
            yield from _grey(subject, obj)
        if obj.size < THINNEST - 1e-3:
            yield from _thin(subject, obj)


def _grey(subject: Subject, obj: PaintedObject) -> Iterator[Violation]:
    if asked := severity_of(subject, "R0012"):
        message = f"a black line of {obj.size:.3g} pt is in DeviceGray, where it cannot overprint"
        hint = "write black as 0 0 0 1 K"
        yield Violation("R0012", obj.page, message, hint, obj.box, severity_override=asked)


def _thin(subject: Subject, obj: PaintedObject) -> Iterator[Violation]:
    hint = f"draw it at least {THINNEST} pt wide"
    what = "line" if obj.kind == "stroke" else "filled line"
    width = _width(obj)
    if obj.paint.white:
        message, asked = f"a white {what} is {width} wide", severity_of(subject, "R0018")
        yield Violation(
            "R0018", obj.page, message, hint, obj.box, severity_override=asked, priority=obj.size
        )
        return
    if obj.paint.count > 1:
        message = f"a {what} in {obj.paint.count} inks is {width} wide"
        asked = severity_of(subject, "R0019")
        yield Violation(
            "R0019", obj.page, message, hint, obj.box, severity_override=asked, priority=obj.size
        )
    yield _hairline(obj, f"a {what} is {width} wide")


def _hairline(obj: PaintedObject, message: str) -> Violation:
    hint = f"draw it at least {THINNEST} pt wide, for thinner ones break up"
    return Violation("hairline", obj.page, message, hint, obj.box, priority=obj.size)


def _width(obj: PaintedObject) -> str:
    """Say a width; zero is one pixel of whatever draws it."""
    return f"{obj.size:.2g} pt" if obj.size > 0 else "0 pt (one dot of the device)"


CHECKS: tuple[Check, ...] = (check_lines,)
