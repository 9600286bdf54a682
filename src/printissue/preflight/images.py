"""Rules of resolution: pictures have pixels enough for their size in print (GWG 2022 R0031 to R0033)."""

from collections.abc import Iterator
from itertools import groupby

from printissue.core.findings import Finding
from printissue.core.rules.rule import Severity
from printissue.preflight.gwg import resolutions, severity_of
from printissue.preflight.painted import PaintedObject, PlacedImage
from printissue.preflight.reader import content_of
from printissue.preflight.subject import Check, Subject
from printissue.preflight.violations import Violation, as_findings

LINE_ART = (549.0, 799.0)
"""Resolutions (ppi) at or below which line art of one bit is an error, and looks rough (R0032)."""
PAGE_SOFT = 449.0
"""Below this a page that is one picture is a warning, for its text is pixels too (R0033)."""
ROUNDED = 0.01
"""So much (ppi) above a limit is at it: sizes are written with few digits."""
FEW_PIXELS = 16
"""A side of so few pixels is not asked: it is a flat colour or a gradient's strip."""


def check_resolution(subject: Subject) -> Iterator[Finding]:
    """R0031, R0032: a picture's resolution, after every matrix, is above what its kind needs."""
    yield from as_findings(subject, _coarse(subject))


def _coarse(subject: Subject) -> Iterator[Violation]:
    for obj in content_of(subject).printed:
        picture = obj.image
        if picture is None or (ppi := effective(picture)) is None:
            continue
        bitonal = picture.mask or (picture.bits == 1 and obj.paint.space.size == 1)
        rule = "R0032" if bitonal else "R0031"
        limits = LINE_ART if bitonal else resolutions(subject)
        if asked := _asked(ppi, limits):
            what = "line art" if bitonal else "a picture"
            yield _violation(
                obj, picture, rule=rule, what=what, limits=limits, severity_override=asked
            )


def _asked(ppi: float, limits: tuple[float, float]) -> Severity | None:
    error, warning = (limit + ROUNDED for limit in limits)
    return "error" if ppi <= error else "warning" if ppi <= warning else None


def effective(picture: PlacedImage) -> float | None:
    """Give the lower resolution of a picture's sides (ppi), of those with more than a few pixels."""
    sides = zip((picture.width, picture.height), picture.ppi, strict=True)
    return min((ppi for pixels, ppi in sides if pixels > FEW_PIXELS and ppi), default=None)


def _violation(
    obj: PaintedObject,
    picture: PlacedImage,
    *,
    rule: str,
    what: str,
    limits: tuple[float, float],
    severity_override: Severity,
) -> Violation:
    ppi = effective(picture) or 0.0
    pixels = f"{picture.width} x {picture.height} px"
    wanted = limits[0] if severity_override == "error" else limits[1]
    return Violation(
        rule,
        obj.page,
        f"{what} of {pixels} stands at {ppi:.0f} ppi",
        f"use more than {wanted:.0f} ppi: more pixels, or a smaller picture",
        obj.box,
        thing=picture.name,
        severity_override=severity_override,
        priority=ppi,
    )


def check_page_pictures(subject: Subject) -> Iterator[Finding]:
    """R0033: a page that is one picture has the resolution that its text needs.

    Where no printer is named it may be an advertisement's: then it is a warning.
    """
    if severity_of(subject, "R0033") or subject.printer is None:
        yield from as_findings(subject, _pages(subject))


def _pages(subject: Subject) -> Iterator[Violation]:
    limits = resolutions(subject)[0], PAGE_SOFT
    for _, group in groupby(content_of(subject).printed, key=lambda obj: obj.page):
        drawn = [obj for obj in group if not obj.paint.white]
        picture = drawn[0].image if len(drawn) == 1 else None
        if picture is None or (ppi := effective(picture)) is None:
            continue
        if asked := _asked(ppi, limits):
            asked = asked if severity_of(subject, "R0033") else "warning"
            what = "the only thing on the page, a picture"
            yield _violation(
                drawn[0], picture, rule="R0033", what=what, limits=limits, severity_override=asked
            )


CHECKS: tuple[Check, ...] = (check_resolution, check_page_pictures)
