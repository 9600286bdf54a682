"""Rules of text: what small, white and rich type can bear (GWG 2022 R0011, R0014 to R0017)."""

from collections.abc import Iterator

from printissue.core.findings import Finding
from printissue.preflight.columns import gravity, richest_text, smallest_type
from printissue.preflight.gathering import Hit, gathered
from printissue.preflight.ground import Ground
from printissue.preflight.marks import Mark
from printissue.preflight.overprint import small_text
from printissue.preflight.reader import reading
from printissue.preflight.subject import Check, Subject

RICH_BLACK = 0.85
"""Black ink from which text is taken for black (R0015)."""


def check_text(subject: Subject) -> Iterator[Finding]:
    """R0011, R0014, R0015, R0017: grey black, Courier, rich black and small type in several inks."""
    hits = (
        hit
        for mark in reading(subject).printed
        if mark.kind == "text"
        for hit in _faults(subject, mark)
        if hit.gravity
    )
    yield from gathered(subject, hits)


def _faults(subject: Subject, mark: Mark) -> Iterator[Hit]:
    paint = mark.paint
    if paint.space.family == "DeviceGray" and paint.black and small_text(mark):
        yield _hit(
            subject,
            mark,
            rule="R0011",
            message=f"black text of {mark.size:.3g} pt is in DeviceGray, where it cannot overprint",
            hint="write black as 0 0 0 1 k",
        )
    if mark.font == "Courier":
        yield _hit(
            subject,
            mark,
            rule="R0014",
            message="text is set in Courier, which stands in for fonts that were lost",
            hint="set it in the font that was meant, or in a Courier of another name",
        )
    total = paint.total or 0.0
    most, black = richest_text(subject), (paint.inks or {}).get("Black", 0.0)
    if black >= RICH_BLACK - 1e-4 and total > most + 1e-3:
        yield _hit(
            subject,
            mark,
            rule="R0015",
            message=f"black text has {total * 100:.0f} % of ink",
            hint=f"use black ink alone, or at most {most * 100:.0f} % in all",
        )
    if paint.count > 1 and mark.size < smallest_type(subject) - 0.01:
        yield _hit(
            subject,
            mark,
            rule="R0017",
            message=f"text of {mark.size:.3g} pt is in {paint.count} inks",
            hint=f"use one ink, or at least {smallest_type(subject):g} pt",
        )


def _hit(subject: Subject, mark: Mark, *, rule: str, message: str, hint: str) -> Hit:
    asked = gravity(subject, rule)
    return Hit(rule, mark.page, message, hint, mark.box, gravity=asked, rank=mark.size)


def check_reversed(subject: Subject) -> Iterator[Finding]:
    """R0016: white type over other things is large enough not to fill in."""
    yield from gathered(subject, _reversed(subject))


def _reversed(subject: Subject) -> Iterator[Hit]:
    least = smallest_type(subject)
    page, beneath = 0, Ground()
    for mark in reading(subject).printed:
        if mark.page != page:
            page, beneath = mark.page, Ground()
        if mark.kind != "text":
            if not mark.paint.white:
                beneath.add(mark.area)
        elif mark.paint.white and mark.size < least - 0.01 and beneath.under(mark.area):
            yield _hit(
                subject,
                mark,
                rule="R0016",
                message=f"white text of {mark.size:.3g} pt stands over other things",
                hint=f"use at least {least:g} pt, for ink runs into small white letters",
            )


CHECKS: tuple[Check, ...] = (check_text, check_reversed)
