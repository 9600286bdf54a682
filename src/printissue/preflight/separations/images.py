"""The separation of images: for each ink an image of mode L with its amount."""

from collections.abc import Sequence

from PIL import Image, ImageChops

from printissue.pdf.colour import PROCESS, ColourSpace, Inks
from printissue.pdf.images import components, reduced
from printissue.pdf.objects import ContentError, Raw, reason
from printissue.preflight.separations.inks import InkModel

Plates = dict[str, Image.Image]
"""Images of mode L by ink, 255 for solid ink; all have one size. Other inks print nothing."""


def separate_image(image: Raw, space: ColourSpace, model: InkModel) -> Plates:
    """Return the plates of an image. Raise ContentError where it cannot be read."""
    try:
        return _plates(components(image, space), space, model)
    except Exception as error:
        raise ContentError(reason(error, "an image cannot be decoded")) from None


def _plates(channels: Sequence[Image.Image], space: ColourSpace, model: InkModel) -> Plates:
    model.spots |= set(space.spots)
    if space.size == 1:
        return _looked_up(channels[0], [model.inks(space, one) for one in _steps(space)])
    if space.model == "cmyk" or (space.model == "colorants" and model.has_plates(space)):
        return dict(zip(space.names or PROCESS, channels, strict=True))
    if space.model in ("rgb", "lab"):
        image_in_rgb = Image.merge("RGB", channels)
        if space.model == "lab":
            image_in_rgb = Image.merge("LAB", _lab(channels, space.limits))
        return dict(zip(PROCESS, model.separate(image_in_rgb, space.icc), strict=True))
    return _one_by_one(channels, space, model)


def _steps(space: ColourSpace) -> list[tuple[float, ...]]:
    """Return the colours of the 256 values of a component."""
    if space.model == "indexed":
        return [(float(at),) for at in range(256)]
    return [space.scaled(bytes((at,))) for at in range(256)]


def _looked_up(channel: Image.Image, rows: Sequence[Inks]) -> Plates:
    """Return the plates of an image of one component, by a table of its 256 values."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: reduced(channel.point(_table(rows, name))) for name in names}


def _one_by_one(channels: Sequence[Image.Image], space: ColourSpace, model: InkModel) -> Plates:
    """Return the sum of what each component prints alone: accurate enough for spot colours in images."""
    plates: Plates = {}
    for place, channel in enumerate(channels):
        rows = []
        for at in range(256):
            values = [0.0] * space.size
            values[place] = at / 255
            rows.append(model.inks(space, tuple(values)))
        for name, plate in _looked_up(channel, rows).items():
            plates[name] = ImageChops.add(plates[name], plate) if name in plates else plate
    return plates


def _table(rows: Sequence[Inks], name: str) -> list[int]:
    return [round(255 * max(0.0, min(1.0, row.get(name, 0.0)))) for row in rows]


def _lab(channels: Sequence[Image.Image], limits: Sequence[float]) -> list[Image.Image]:
    """Return the channels with a and b as the signed bytes that Pillow expects."""
    converted = [channels[0]]
    for place in (1, 2):
        low, high = limits[2 * place : 2 * place + 2]
        steps = (low + value / 255 * (high - low) for value in range(256))
        converted.append(
            channels[place].point([round(max(-128.0, min(127.0, s))) % 256 for s in steps])
        )
    return converted
