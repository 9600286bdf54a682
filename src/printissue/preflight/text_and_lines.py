"""Rules about text and lines that a press cannot hold (GWG 2022 R0011, R0012, R0014 to R0019), and hairlines."""

from collections.abc import Iterator

from printissue.core.findings import Finding
from printissue.preflight.gwg import richest_text, severity_of, smallest_type
from printissue.preflight.painted import (
    Backdrop,
    PaintedObject,
    is_line,
    is_small_text,
    is_thin_line,
)
from printissue.preflight.reader import content_of
from printissue.preflight.subject import Check, Subject, Violation, as_findings

RICH_BLACK = 0.85
"""The share of black ink from which text counts as black (R0015)."""
THINNEST = 0.25
"""The least width of a line, in pt (R0018, R0019)."""
_WIDEN = f"make it at least {THINNEST} pt wide"


def check_text(subject: Subject) -> Iterator[Finding]:
    """R0011, R0014, R0015, R0017: black in DeviceGray, Courier, rich black, and small text in several inks."""
    violations = (
        violation
        for obj in content_of(subject).printed
        if obj.kind == "text"
        for violation in _text_violations(subject, obj)
        if violation.severity_override
    )
    yield from as_findings(subject, violations)


def _text_violations(subject: Subject, obj: PaintedObject) -> Iterator[Violation]:
    paint = obj.paint
    if paint.space.family == "DeviceGray" and paint.black and is_small_text(obj):
        yield _violation(
            subject,
            obj,
            rule="R0011",
            message=f"black text of {obj.size:.3g} pt is in DeviceGray, which does not overprint",
            hint="use black ink in DeviceCMYK (0 0 0 1 k)",
        )
    if obj.font == "Courier":
        yield _violation(
            subject,
            obj,
            rule="R0014",
            message="text is set in Courier, which often replaces a missing font",
            hint="set it in the intended font; if Courier is intended, use a version with another name",
        )
    total = paint.total or 0.0
    most, black = richest_text(subject), (paint.inks or {}).get("Black", 0.0)
    if black >= RICH_BLACK - 1e-4 and total > most + 1e-3:
        yield _violation(
            subject,
            obj,
            rule="R0015",
            message=f"black text has {total * 100:.0f} % ink",
            hint=f"use only black ink, or at most {most * 100:.0f} % in total",
        )
    if paint.count > 1 and obj.size < smallest_type(subject) - 0.01:
        yield _violation(
            subject,
            obj,
            rule="R0017",
            message=f"text of {obj.size:.3g} pt is in {paint.count} inks",
            hint=f"use one ink, or at least {smallest_type(subject):g} pt",
        )


def _violation(
    subject: Subject, obj: PaintedObject, *, rule: str, message: str, hint: str
) -> Violation:
    severity = severity_of(subject, rule)
    return Violation(
        rule, obj.page, message, hint, obj.box, severity_override=severity, priority=obj.size
    )


def check_reversed_text(subject: Subject) -> Iterator[Finding]:
    """R0016: white text on other objects is so large that ink does not fill it in."""
    yield from as_findings(subject, _small_reversed_text(subject))


def _small_reversed_text(subject: Subject) -> Iterator[Violation]:
    least = smallest_type(subject)
    page, backdrop = 0, Backdrop()
    for obj in content_of(subject).printed:
        if obj.page != page:
            page, backdrop = obj.page, Backdrop()
        if obj.kind != "text":
            if not obj.paint.white:
                backdrop.add(obj.area)
        elif obj.paint.white and obj.size < least - 0.01 and backdrop.meets(obj.area):
            yield _violation(
                subject,
                obj,
                rule="R0016",
                message=f"white text of {obj.size:.3g} pt is printed on other objects",
                hint=f"use at least {least:g} pt, because ink spreads into small white letters",
            )


def check_lines(subject: Subject) -> Iterator[Finding]:
    """R0012, R0018, R0019 and hairline: black lines in DeviceGray, and lines that are too thin."""
    yield from as_findings(subject, _line_violations(subject))


def _line_violations(subject: Subject) -> Iterator[Violation]:
    for obj in content_of(subject).printed:
        if not is_line(obj):
            continue
        paint = obj.paint
        if paint.space.family == "DeviceGray" and paint.black and is_thin_line(obj):
            yield from _grey_line(subject, obj)
        if obj.size < THINNEST - 1e-3:
            yield from _thin_line(subject, obj)


def _grey_line(subject: Subject, obj: PaintedObject) -> Iterator[Violation]:
    if severity := severity_of(subject, "R0012"):
        message = f"a black line of {obj.size:.3g} pt is in DeviceGray, which does not overprint"
        hint = "use black ink in DeviceCMYK (0 0 0 1 K)"
        yield Violation("R0012", obj.page, message, hint, obj.box, severity_override=severity)


def _thin_line(subject: Subject, obj: PaintedObject) -> Iterator[Violation]:
    name = "line" if obj.kind == "stroke" else "filled line"
    # zero is one pixel of the output device
    width = f"{obj.size:.2g} pt" if obj.size > 0 else "0 pt (one dot of the device)"
    if obj.paint.white:
        message = f"a white {name} is {width} wide"
        yield _violation(subject, obj, rule="R0018", message=message, hint=_WIDEN)
        return
    if obj.paint.count > 1:
        message = f"a {name} in {obj.paint.count} inks is {width} wide"
        yield _violation(subject, obj, rule="R0019", message=message, hint=_WIDEN)
    hint = f"{_WIDEN}, because thinner lines break up in print"
    message = f"a {name} is {width} wide"
    yield Violation("hairline", obj.page, message, hint, obj.box, priority=obj.size)


CHECKS: tuple[Check, ...] = (check_text, check_reversed_text, check_lines)
"""The checks of this module."""
