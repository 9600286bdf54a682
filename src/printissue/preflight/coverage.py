"""What of a picture prints: where it has ink and is not transparent."""

import pikepdf
from PIL import Image, ImageChops

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
from printissue.preflight.painted import PaintedObject
from printissue.preflight.separations.images import separated
from printissue.preflight.separations.inks import InkModel

FAINT = 2
"""Ink or opacity (of 255) up to which nothing shows."""
_UNIT: Area = (0.0, 0.0, 1.0, 1.0)
_BINARY = [0 if value <= FAINT else 255 for value in range(256)]


def prints_within(obj: PaintedObject, area: Area, *, to_seen: Matrix) -> bool:
    """Return whether anything of a picture prints within an area, in mm as the page is seen; unknown counts as ink."""
    picture = obj.image
    if picture is None or picture.matrix is None:
        return True
    try:
        back = inverse(multiply(picture.matrix, to_seen))
        part = intersection(transformed_area(back, area), _UNIT)
        covered = None if part is None else _coverage(picture.source, obj.paint.space)
    except BROKEN:
        return True
    if part is None:
        return False
    if covered is None:
        return True
    width, height = covered.size
    left, bottom, right, top = part
    box = (
        min(int(left * width), width - 1),
        min(int((1 - top) * height), height - 1),
        max(int(-(-right * width // 1)), 1),
        max(int(-(-(1 - bottom) * height // 1)), 1),
    )
    return covered.crop(box).getbbox() is not None


def _coverage(image: Raw, space: ColourSpace) -> Image.Image | None:
    """Return a picture of mode L that is black where an image prints nothing; None where it prints everywhere."""
    stencil = bool(image.get("/ImageMask", False))
    covered: Image.Image | None = None
    if stencil:
        (covered,) = components(image, GRAY)
        covered = ImageChops.invert(covered).point(_BINARY)
    else:
        for plate in separated(image, space, InkModel()).values():
            ink = plate.point(_BINARY)
            covered = ImageChops.lighter(covered, ink) if covered else ink
        covered = covered or Image.new("L", (1, 1))
    for alpha in _alphas(image, space):
        if alpha.size != covered.size:
            size = max(alpha.width, covered.width), max(alpha.height, covered.height)
            nearest = Image.Resampling.NEAREST
            alpha, covered = alpha.resize(size, nearest), covered.resize(size, nearest)  # noqa: PLW2901
        covered = ImageChops.darker(covered, alpha.point(_BINARY))
    return covered


def _alphas(image: Raw, space: ColourSpace) -> list[Image.Image]:
    """Return the masks of an image, 255 where it is opaque."""
    soft, hard = image.get("/SMask"), image.get("/Mask")
    if isinstance(soft, pikepdf.Stream):
        return components(soft, GRAY)
    if isinstance(hard, pikepdf.Stream):
        return [ImageChops.invert(components(hard, GRAY)[0])]
    key = colour_key_mask(image, space)
    return [key] if key else []
