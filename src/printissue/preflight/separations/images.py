"""Images taken apart: for each ink a picture of mode L that says how much of it is laid down."""

from collections.abc import Sequence

from PIL import Image, ImageChops

from printissue.pdf.colour import PROCESS, ColourSpace, Inks
from printissue.pdf.images import components, reduced
from printissue.pdf.objects import ContentError, Raw, reason
from printissue.preflight.separations.inks import InkModel

Plates = dict[str, Image.Image]
"""By ink; 255 is all of it. Inks that are not named lay down nothing."""


def separated(image: Raw, space: ColourSpace, model: InkModel) -> Plates:
    """Return an image's plates. Raise ContentError where it cannot be read."""
    try:
        return _plates(components(image, space), space, model)
    except Exception as error:
        raise ContentError(reason(error, "a picture cannot be decoded")) from None


def _plates(bands: Sequence[Image.Image], space: ColourSpace, model: InkModel) -> Plates:
    model.spots |= set(space.spots)
    if space.size == 1:
        return _looked_up(bands[0], [model.inks(space, one) for one in _steps(space)])
    if space.model == "cmyk" or (space.model == "colorants" and model.has_plates(space)):
        return dict(zip(space.names or PROCESS, bands, strict=True))
    if space.model in ("rgb", "lab"):
        picture = Image.merge("RGB", bands)
        if space.model == "lab":
            picture = Image.merge("LAB", _lab(bands, space.limits))
        return dict(zip(PROCESS, model.picture(picture, space.icc), strict=True))
    return _one_by_one(bands, space, model)


def _steps(space: ColourSpace) -> list[tuple[float, ...]]:
    """Return the colours that the 256 values of a component mean."""
    if space.model == "indexed":
        return [(float(at),) for at in range(256)]
    return [space.scaled(bytes((at,))) for at in range(256)]


def _looked_up(band: Image.Image, rows: Sequence[Inks]) -> Plates:
    """Return the inks of a picture of one component by a table of its 256 values."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: reduced(band.point(_table(rows, name))) for name in names}


def _one_by_one(bands: Sequence[Image.Image], space: ColourSpace, model: InkModel) -> Plates:
    """Add what each component lays down by itself: near enough for spot colours in pictures."""
    made: Plates = {}
    for place, band in enumerate(bands):
        rows = []
        for at in range(256):
            values = [0.0] * space.size
            values[place] = at / 255
            rows.append(model.inks(space, tuple(values)))
        for name, plate in _looked_up(band, rows).items():
            made[name] = ImageChops.add(made[name], plate) if name in made else plate
    return made


def _table(rows: Sequence[Inks], name: str) -> list[int]:
    return [round(255 * max(0.0, min(1.0, row.get(name, 0.0)))) for row in rows]


def _lab(bands: Sequence[Image.Image], limits: Sequence[float]) -> list[Image.Image]:
    """Bring a and b to the signed bytes that Pillow keeps them as."""
    made = [bands[0]]
    for place in (1, 2):
        low, high = limits[2 * place : 2 * place + 2]
        steps = (low + value / 255 * (high - low) for value in range(256))
        made.append(bands[place].point([round(max(-128.0, min(127.0, s))) % 256 for s in steps]))
    return made
