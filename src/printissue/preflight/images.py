"""Rules about the resolution of images (GWG 2022 R0031 to R0033), and where an image prints at all."""

from collections.abc import Iterator
from itertools import groupby

import pikepdf
from PIL import Image, ImageChops

from printissue.core.findings import Finding
from printissue.core.rules import Severity
from printissue.pdf.colour import GRAY, ColourSpace
from printissue.pdf.images import colour_key_mask, components
from printissue.pdf.matrix import (
    Area,
    Matrix,
    intersection,
    inverse,
    multiply,
    transformed_area,
)
from printissue.pdf.objects import BROKEN, Raw
from printissue.preflight.gwg import resolutions, severity_of
from printissue.preflight.painted import PaintedObject, PlacedImage
from printissue.preflight.reader import content_of
from printissue.preflight.separations.images import separate_image
from printissue.preflight.separations.inks import InkModel
from printissue.preflight.subject import Check, Subject, Violation, as_findings

LINE_ART = (549.0, 799.0)
"""Resolutions (ppi) at or below which line art of one bit is an error and a warning (R0032)."""
PAGE_WARNING = 449.0
"""A page that is one image is a warning at or below this (ppi), because its text is pixels too (R0033)."""
ROUNDING = 0.01
"""Resolutions up to this much (ppi) above a limit are at the limit: files give sizes in few digits."""
FEW_PIXELS = 16
"""A side with no more pixels is not checked: the image is a flat colour or a strip of a gradient."""


def check_resolution(subject: Subject) -> Iterator[Finding]:
    """R0031, R0032: the resolution of an image, after all matrices, is above the limit for its kind."""
    yield from as_findings(subject, _low_resolution(subject))


def _low_resolution(subject: Subject) -> Iterator[Violation]:
    for obj in content_of(subject).printed:
        image = obj.image
        if image is None or (ppi := effective_ppi(image)) is None:
            continue
        bitonal = image.mask or (image.bits == 1 and obj.paint.space.size == 1)
        rule = "R0032" if bitonal else "R0031"
        limits = LINE_ART if bitonal else resolutions(subject)
        if severity := _severity(ppi, limits):
            name = "line art" if bitonal else "an image"
            yield _violation(obj, image, rule=rule, name=name, limits=limits, severity=severity)


def _severity(ppi: float, limits: tuple[float, float]) -> Severity | None:
    error, warning = (limit + ROUNDING for limit in limits)
    return "error" if ppi <= error else "warning" if ppi <= warning else None


def effective_ppi(image: PlacedImage) -> float | None:
    """Return the lower resolution of an image's sides (ppi), of those with more than a few pixels."""
    sides = zip((image.width, image.height), image.ppi, strict=True)
    return min((ppi for pixels, ppi in sides if pixels > FEW_PIXELS and ppi), default=None)


def _violation(
    obj: PaintedObject,
    image: PlacedImage,
    *,
    rule: str,
    name: str,
    limits: tuple[float, float],
    severity: Severity,
) -> Violation:
    ppi = effective_ppi(image) or 0.0
    limit = limits[0] if severity == "error" else limits[1]
    return Violation(
        rule,
        obj.page,
        f"{name} of {image.width} x {image.height} px has {ppi:.0f} ppi in print",
        f"use an image with more pixels, or make it smaller: it needs more than {limit:.0f} ppi",
        obj.box,
        key=image.name,
        severity_override=severity,
        priority=ppi,
    )


def check_page_images(subject: Subject) -> Iterator[Finding]:
    """R0033: a page that is one image has the resolution that its text needs.

    Without a printer, the page may be an advertisement: then it is a warning.
    """
    if severity_of(subject, "R0033") or subject.printer is None:
        yield from as_findings(subject, _page_images(subject))


def _page_images(subject: Subject) -> Iterator[Violation]:
    limits = resolutions(subject)[0], PAGE_WARNING
    for _, group in groupby(content_of(subject).printed, key=lambda obj: obj.page):
        visible = [obj for obj in group if not obj.paint.white]
        image = visible[0].image if len(visible) == 1 else None
        if image is None or (ppi := effective_ppi(image)) is None:
            continue
        if severity := _severity(ppi, limits):
            severity = severity if severity_of(subject, "R0033") else "warning"
            name = "a page that is one image"
            yield _violation(
                visible[0], image, rule="R0033", name=name, limits=limits, severity=severity
            )


CHECKS: tuple[Check, ...] = (check_resolution, check_page_images)
"""The checks of this module."""


# where an image prints

FAINT = 2
"""Ink or opacity, of 255, up to which nothing is visible."""
_UNIT: Area = (0.0, 0.0, 1.0, 1.0)
_BINARY = [0 if value <= FAINT else 255 for value in range(256)]


def prints_within(obj: PaintedObject, area: Area, *, to_seen: Matrix) -> bool:
    """Return whether any part of an image prints within an area, in mm as seen; True where that is unknown."""
    image = obj.image
    if image is None or image.matrix is None:
        return True
    try:
        to_image = inverse(multiply(image.matrix, to_seen))
        part = intersection(transformed_area(to_image, area), _UNIT)
        coverage = None if part is None else _coverage(image.source, obj.paint.space)
    except BROKEN:
        return True
    if part is None:
        return False
    if coverage is None:
        return True
    width, height = coverage.size
    left, bottom, right, top = part
    box = (
        min(int(left * width), width - 1),
        min(int((1 - top) * height), height - 1),
        max(int(-(-right * width // 1)), 1),
        max(int(-(-(1 - bottom) * height // 1)), 1),
    )
    return coverage.crop(box).getbbox() is not None


def _coverage(image: Raw, space: ColourSpace) -> Image.Image | None:
    """Return a mode L image that is 0 where the image prints nothing; None where it prints everywhere."""
    coverage: Image.Image | None = None
    if bool(image.get("/ImageMask", False)):
        (coverage,) = components(image, GRAY)
        coverage = ImageChops.invert(coverage).point(_BINARY)
    else:
        for plate in separate_image(image, space, InkModel()).values():
            ink = plate.point(_BINARY)
            coverage = ImageChops.lighter(coverage, ink) if coverage else ink
        coverage = coverage or Image.new("L", (1, 1))
    for alpha in _alphas(image, space):
        if alpha.size != coverage.size:
            size = max(alpha.width, coverage.width), max(alpha.height, coverage.height)
            nearest = Image.Resampling.NEAREST
            alpha, coverage = alpha.resize(size, nearest), coverage.resize(size, nearest)  # noqa: PLW2901
        coverage = ImageChops.darker(coverage, alpha.point(_BINARY))
    return coverage


def _alphas(image: Raw, space: ColourSpace) -> list[Image.Image]:
    """Return the masks of an image, 255 where it is opaque."""
    soft, hard = image.get("/SMask"), image.get("/Mask")
    if isinstance(soft, pikepdf.Stream):
        return components(soft, GRAY)
    if isinstance(hard, pikepdf.Stream):
        return [ImageChops.invert(components(hard, GRAY)[0])]
    key = colour_key_mask(image, space)
    return [key] if key else []
