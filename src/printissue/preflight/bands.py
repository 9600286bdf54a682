"""Pictures taken apart: for each ink a picture of mode L that says how much of it is laid down."""

from collections.abc import Sequence

import pikepdf
from PIL import Image, ImageChops

from printissue.preflight.inkwell import (
    PROCESS,
    Inks,
    Inkwell,
    InseparableError,
    Raw,
    Space,
    Values,
)
from printissue.preflight.samples import components, raw_components, reduced

Plates = dict[str, Image.Image]
"""By ink; 255 is all of it. Inks that are not named lay down nothing."""


def separated(image: Raw, space: Space, inkwell: Inkwell) -> Plates:
    """Take an image apart. InseparableError where it cannot be read."""
    try:
        return _plates(components(image, space), space, inkwell)
    except InseparableError:
        raise
    except Exception as error:
        raise InseparableError(f"a picture cannot be decoded: {error}") from None


def keyed(image: Raw, space: Space) -> Image.Image | None:
    """Give the mask that an image's colour key means: 255 where it is opaque; None without a key."""
    key = image.get("/Mask")
    if not isinstance(key, pikepdf.Array) or len(key) != 2 * space.size:
        return None
    limits = [int(value) for value in key.as_list()]
    unit = 255 // (2 ** int(image.get("/BitsPerComponent", 8)) - 1)
    clear: Image.Image | None = None
    for place, band in enumerate(raw_components(image, space)):
        low, high = limits[2 * place] * unit, limits[2 * place + 1] * unit
        inside = band.point([255 * (low <= value <= high) for value in range(256)])
        clear = ImageChops.darker(clear, inside) if clear else inside
    return reduced(ImageChops.invert(clear)) if clear else None


def _plates(bands: Sequence[Image.Image], space: Space, inkwell: Inkwell) -> Plates:
    if space.size == 1:
        return _looked_up(bands[0], space)
    if space.kind in ("cmyk", "inks"):
        return dict(zip(space.paints or PROCESS, bands, strict=True))
    if space.kind in ("rgb", "lab"):
        picture = Image.merge("RGB", bands)
        if space.kind == "lab":
            picture = Image.merge("LAB", _lab(bands, space.limits))
        made = inkwell.toner.picture(picture, space.profile)
        return dict(zip(PROCESS, made, strict=True))
    return _one_by_one(bands, space)


def _looked_up(band: Image.Image, space: Space) -> Plates:
    """Give the inks of a picture of one component by a table of its 256 values."""
    indexed = space.kind == "indexed"
    rows = [
        space.inks((float(at),) if indexed else space.scaled(bytes((at,)))) for at in range(256)
    ]
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: reduced(band.point(_table(rows, name))) for name in names}


def _one_by_one(bands: Sequence[Image.Image], space: Space) -> Plates:
    """Add what each component lays down by itself: near enough for spot colours in pictures."""
    made: Plates = {}
    for place, band in enumerate(bands):
        for name, plate in _looked_up(band, _alone(space, place)).items():
            made[name] = ImageChops.add(made[name], plate) if name in made else plate
    return made


def _alone(space: Space, place: int) -> Space:
    def inks(values: Values) -> Inks:
        return space.inks(tuple(values[0] if n == place else 0.0 for n in range(space.size)))

    return Space("other", 1, inks, (0.0,))


def _table(rows: Sequence[Inks], name: str) -> list[int]:
    return [round(255 * max(0.0, min(1.0, row.get(name, 0.0)))) for row in rows]


def _lab(bands: Sequence[Image.Image], limits: Values) -> list[Image.Image]:
    """Bring a and b to the signed bytes that Pillow keeps them as."""
    made = [bands[0]]
    for place in (1, 2):
        low, high = limits[2 * place : 2 * place + 2]
        steps = (low + value / 255 * (high - low) for value in range(256))
        made.append(bands[place].point([round(max(-128.0, min(127.0, s))) % 256 for s in steps]))
    return made
