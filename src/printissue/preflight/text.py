"""Rules of text: what small, white and rich type can bear (GWG 2022 R0011, R0014 to R0017)."""

from collections.abc import Iterator

from printissue.core.findings import Finding
from printissue.preflight.backdrop import Backdrop
from printissue.preflight.gwg import richest_text, severity_of, smallest_type
from printissue.preflight.overprint import small_text
from printissue.preflight.painted import PaintedObject
from printissue.preflight.reader import content_of
from printissue.preflight.subject import Check, Subject
from printissue.preflight.violations import Violation, as_findings

RICH_BLACK = 0.85
"""Black ink from which text is taken for black (R0015)."""


def check_text(subject: Subject) -> Iterator[Finding]:
    """R0011, R0014, R0015, R0017: grey black, Courier, rich black and small type in several inks."""
    violations = (
        violation
        for obj in content_of(subject).printed
        if obj.kind == "text"
        for violation in _faults(subject, obj)
        if violation.severity_override
    )
    yield from as_findings(subject, violations)


def _faults(subject: Subject, obj: PaintedObject) -> Iterator[Violation]:
    paint = obj.paint
    if paint.space.family == "DeviceGray" and paint.black and small_text(obj):
        yield _violation(
            subject,
            obj,
            rule="R0011",
            message=f"black text of {obj.size:.3g} pt is in DeviceGray, where it cannot overprint",
            hint="write black as 0 0 0 1 k",
        )
    if obj.font == "Courier":
        yield _violation(
            subject,
            obj,
            rule="R0014",
            message="text is set in Courier, which stands in for fonts that were lost",
            hint="set it in the font that was meant, or in a Courier of another name",
        )
    total = paint.total or 0.0
    most, black = richest_text(subject), (paint.inks or {}).get("Black", 0.0)
    if black >= RICH_BLACK - 1e-4 and total > most + 1e-3:
        yield _violation(
            subject,
            obj,
            rule="R0015",
            message=f"black text has {total * 100:.0f} % of ink",
            hint=f"use black ink alone, or at most {most * 100:.0f} % in all",
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
    asked = severity_of(subject, rule)
    return Violation(
        rule, obj.page, message, hint, obj.box, severity_override=asked, priority=obj.size
    )


def check_reversed(subject: Subject) -> Iterator[Finding]:
    """R0016: white type over other things is large enough not to fill in."""
    yield from as_findings(subject, _reversed(subject))


def _reversed(subject: Subject) -> Iterator[Violation]:
    least = smallest_type(subject)
    page, beneath = 0, Backdrop()
    for obj in content_of(subject).printed:
        if obj.page != page:
            page, beneath = obj.page, Backdrop()
        if obj.kind != "text":
            if not obj.paint.white:
                beneath.add(obj.area)
        elif obj.paint.white and obj.size < least - 0.01 and beneath.under(obj.area):
            yield _violation(
                subject,
                obj,
                rule="R0016",
                message=f"white text of {obj.size:.3g} pt stands over other things",
                hint=f"use at least {least:g} pt, for ink runs into small white letters",
            )


CHECKS: tuple[Check, ...] = (check_text, check_reversed)
