"""The ink limit: what would be more ink than the paper takes loses colour, and keeps its black.

A condition's profile keeps to the limit of its own presswork; a shop may ask for less.
"""

from collections.abc import Callable

from PIL import Image, ImageMath

from printissue.pdf.functions import Values
from printissue.pdf.objects import Raw

MARGIN = 1.0
"""So far below the limit (percent) mixtures stay, for rounding and JPEG add a little."""

STRIP = 256
"""Rows that are reckoned at a time: whole numbers take four times the room of the picture."""


class Limit:
    """The most ink of a mixture, in percent, all four inks together."""

    def __init__(self, percent: float) -> None:
        self._most = (percent - MARGIN) / 100

    def colour(self, values: Values) -> Values:
        """Thin one mixture of inks (0 to 1), where it is too much."""
        *colours, black = values
        room, used = max(0.0, self._most - black), sum(colours)
        if used <= room:
            return values
        return (*(int(value * room / used * 1e4) / 1e4 for value in colours), black)

    def picture(self, picture: Image.Image) -> Image.Image:
        """Thin the pixels of a CMYK picture that are too much."""
        thinned = None
        for top in range(0, picture.height, STRIP):
            box = (0, top, picture.width, min(top + STRIP, picture.height))
            strip = self._strip(picture.crop(box))
            if strip is not None:
                thinned = thinned or picture.copy()
                thinned.paste(strip, box)
        return thinned or picture

    def _strip(self, strip: Image.Image) -> Image.Image | None:
        """Thin a strip of a picture; None where nothing of it is too much."""
        *colours, black = strip.split()
        most = int(self._most * 255)
        bands = dict(zip("xyz", colours, strict=True))
        used = _reckoned(lambda a: a["x"] + a["y"] + a["z"], **bands)
        if _reckoned(lambda a: a["x"] + a["y"], x=used, y=black).getextrema()[1] <= most:
            return None

        def share(a: Raw) -> Raw:
            room = a["max"](most - a["black"], 0)
            return a["min"](a["x"], a["x"] * room / a["max"](a["used"], 1))

        thinned = [_reckoned(share, x=one, used=used, black=black).convert("L") for one in colours]
        return Image.merge("CMYK", (*thinned, black))


def _reckoned(formula: Callable[[Raw], Raw], **images: Image.Image) -> Raw:
    """Reckon with pictures pixel by pixel, in whole numbers of 32 bits."""
    return ImageMath.lambda_eval(formula, **images)
