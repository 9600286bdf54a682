"""The ink limit: mixtures with more ink than the paper takes lose colour and keep their black.

An output condition's profile respects the limit of its own presswork; a print shop may ask for less.
"""

from collections.abc import Callable

from PIL import Image, ImageMath

from printissue.pdf.functions import Values
from printissue.pdf.objects import Raw

MARGIN = 1.0
"""The distance, in percent, that mixtures keep below the limit: rounding and JPEG compression add some ink."""

STRIP = 256
"""The rows that are limited at a time, because the calculation takes four times the memory of the pixels."""


class InkLimit:
    """The largest sum of the four inks in a mixture, in percent."""

    def __init__(self, percent: float) -> None:
        self._most = (percent - MARGIN) / 100

    def colour(self, values: Values) -> Values:
        """Return a mixture of inks (0 to 1 each) within the limit."""
        *colours, black = values
        allowed, used = max(0.0, self._most - black), sum(colours)
        if used <= allowed:
            return values
        return (*(int(value * allowed / used * 1e4) / 1e4 for value in colours), black)

    def image(self, picture: Image.Image) -> Image.Image:
        """Return a CMYK image with all pixels within the limit."""
        limited = None
        for top in range(0, picture.height, STRIP):
            box = (0, top, picture.width, min(top + STRIP, picture.height))
            strip = self._strip(picture.crop(box))
            if strip is not None:
                limited = limited or picture.copy()
                limited.paste(strip, box)
        return limited or picture

    def _strip(self, strip: Image.Image) -> Image.Image | None:
        """Return a strip of an image within the limit; None if it is already."""
        *colours, black = strip.split()
        most = int(self._most * 255)
        bands = dict(zip("xyz", colours, strict=True))
        used = _pixelwise(lambda a: a["x"] + a["y"] + a["z"], **bands)
        if _pixelwise(lambda a: a["x"] + a["y"], x=used, y=black).getextrema()[1] <= most:
            return None

        def share(a: Raw) -> Raw:
            allowed = a["max"](most - a["black"], 0)
            return a["min"](a["x"], a["x"] * allowed / a["max"](a["used"], 1))

        limited = [_pixelwise(share, x=one, used=used, black=black).convert("L") for one in colours]
        return Image.merge("CMYK", (*limited, black))


def _pixelwise(formula: Callable[[Raw], Raw], **images: Image.Image) -> Raw:
    """Return the result of a formula for each pixel of images, in integers of 32 bits."""
    return ImageMath.lambda_eval(formula, **images)
