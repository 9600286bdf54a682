"""RGB and Lab in printing inks: through the output's profile, or plainly where there is none."""

import io
from collections.abc import Sequence
from functools import lru_cache

from PIL import Image, ImageChops, ImageCms

Values = tuple[float, ...]
Bands = tuple[Image.Image, ...]
"""Pictures of mode L, one for each component; where they are inks, 255 is all of it."""


class Toner:
    """Brings colours of RGB (under their ICC profiles, else sRGB) and of Lab into CMYK.

    `target` is the profile of the output; without one, or with one that does not work, what three
    colours have in common becomes black (ISO 32000-1, 10.3.5, with all of it taken back).
    """

    def __init__(self, target: bytes = b"") -> None:
        self._target = target
        self.colour = lru_cache(4096)(self._colour)
        self._transform = lru_cache(16)(self._built)

    def _colour(self, mode: str, values: Values, profile: bytes = b"") -> Values:
        """Give the four inks of a colour: RGB from 0 to 1, or L from 0 to 100 with a and b."""
        pixel = Image.frombytes(mode, (1, 1), _pixel(mode, values))
        return tuple(band.getpixel((0, 0)) / 255 for band in self.picture(pixel, profile))  # type: ignore[operator]  # one band, one number

    def picture(self, picture: Image.Image, profile: bytes = b"") -> Bands:
        """Give a picture of mode RGB or LAB as four inks."""
        transform = self._transform(picture.mode, profile)
        made = ImageCms.applyTransform(picture, transform) if transform else None
        if made is None and picture.mode == "LAB":
            grey = ImageChops.invert(picture.getchannel(0))
            nothing = Image.new("L", picture.size)
            return nothing, nothing, nothing, grey
        return made.split() if made else _plainly(picture)

    def _built(self, mode: str, profile: bytes) -> ImageCms.ImageCmsTransform | None:
        if not self._target:
            return None
        for source in (profile, b"") if profile else (b"",):
            try:
                return ImageCms.buildTransform(
                    _source(mode, source),
                    ImageCms.ImageCmsProfile(io.BytesIO(self._target)),
                    mode,
                    "CMYK",
                    ImageCms.Intent.RELATIVE_COLORIMETRIC,
                    ImageCms.Flags.BLACKPOINTCOMPENSATION,
                )
            except (OSError, ImageCms.PyCMSError):
                continue
        return None


def _source(mode: str, profile: bytes) -> ImageCms.ImageCmsProfile:
    if profile:
        return ImageCms.ImageCmsProfile(io.BytesIO(profile))
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB" if mode == "LAB" else "sRGB"))


def _plainly(picture: Image.Image) -> Bands:
    cyan, magenta, yellow = (ImageChops.invert(band) for band in picture.split())
    black = ImageChops.darker(ImageChops.darker(cyan, magenta), yellow)
    rest = (ImageChops.subtract(band, black) for band in (cyan, magenta, yellow))
    return (*rest, black)


def _pixel(mode: str, values: Sequence[float]) -> bytes:
    if mode == "LAB":  # Pillow keeps a and b as signed bytes
        lightness, *chroma = values
        signed = (round(max(-128.0, min(127.0, value))) % 256 for value in chroma)
        return bytes((round(max(0.0, min(100.0, lightness)) * 2.55), *signed))
    return bytes(round(max(0.0, min(1.0, value)) * 255) for value in values)
