"""Palettes: colours and pictures of any space brought into the printing inks, or into a mask's grey.

Neutral colours become black ink alone, so that grey text and rules need no register; all others go
through the output condition's ICC profile, and lose ink where the printer takes less than that gives.
"""

import hashlib
import io
from functools import cached_property
from typing import Protocol

from PIL import Image, ImageChops, ImageCms

from printissue.editions.print.limit import Limit
from printissue.pdf.colour import GRAY, ColourSpace
from printissue.pdf.functions import Values
from printissue.pdf.objects import ContentError

_Intent, _BPC = ImageCms.Intent, ImageCms.Flags.BLACKPOINTCOMPENSATION
RENDERING = {
    "relative": (_Intent.RELATIVE_COLORIMETRIC, _BPC),
    "perceptual": (_Intent.PERCEPTUAL, ImageCms.Flags.NONE),
}
"""Intents and flags by the names of printers; a perceptual table maps the black point by itself."""
INK_BLACK = (0.0, 0.0, 0.0, 1.0)
NEUTRAL = 1 / 255 + 1e-6
"""How far the components of a neutral RGB colour may lie apart."""
SOLID = 0.99
"""Above this much black ink, a neutral colour is black."""
DARK = 0.45
"""From this much black ink on, small type is solid: what has a contrast of 4.5 to white paper (WCAG
2.1, 1.4.3) is at most L* 50."""
RED, GREEN, BLUE = 0.3, 0.59, 0.11
"""Weights of a luminosity mask (ISO 32000-1, 11.3.5.3)."""


class UnconvertibleError(ContentError):
    """A colour, picture or shading is of a kind that cannot be converted to the printing inks."""


class Palette(Protocol):
    """What colours are brought into: a device space, with its operators and its black."""

    space: str
    fill: str
    stroke: str
    black: Values
    key: bytes
    """All that decides about what it makes of a picture."""

    def colour(self, space: ColourSpace, values: Values) -> Values:
        """Convert one colour; neutral ones take one ink."""

    def blend(self, space: ColourSpace, values: Values) -> Values:
        """Convert one colour of a gradient: without the jump that one-ink neutrals would make."""

    def linear(self, space: ColourSpace, first: Values, last: Values) -> bool:
        """Tell whether every blend of two colours converts to the same blend of the converted."""

    def single(self, values: Values) -> Values:
        """Give the colour in one ink that is about as light."""

    def picture(self, image: Image.Image, space: ColourSpace) -> Image.Image:
        """Convert a picture (mode RGB or CMYK) to mode CMYK or L."""


class Inks:
    """The four printing inks of an output condition. UnconvertibleError if `profile` is none.

    `limit` is the most ink of what is converted, in percent; inks that are given stay as they are.
    """

    space, fill, stroke = "/DeviceCMYK", "k", "K"
    black: Values = INK_BLACK

    def __init__(
        self, profile: bytes, *, rendering: str = "relative", limit: float | None = None
    ) -> None:
        try:
            self._profile = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        except (OSError, ImageCms.PyCMSError):
            raise UnconvertibleError("the output profile is not an ICC profile") from None
        core = self._profile.profile
        if core.xcolor_space.strip() != "CMYK" or core.device_class.strip() != "prtr":
            raise UnconvertibleError("the output profile is not one of a CMYK press")
        self._intent, self._flags = RENDERING[rendering]
        self.key = repr((rendering, limit)).encode() + hashlib.sha256(profile).digest()
        self._limit = Limit(limit) if limit is not None else None
        self._transforms: dict[bytes, ImageCms.ImageCmsTransform] = {}
        self._sight: ImageCms.ImageCmsTransform | None = None
        self._known: dict[tuple[str, bytes, Values], Values] = {}
        self._transform("RGB", b"")  # a profile that is cut off shows only here

    @cached_property
    def title(self) -> str:
        """Give the profile's own description."""
        return ImageCms.getProfileDescription(self._profile).strip()

    def colour(self, space: ColourSpace, values: Values) -> Values:
        """Convert one colour; neutral ones become black ink alone."""
        _check(space)
        if space.model == "cmyk":
            return _rounded(values, 4)
        if space.model == "gray":
            return _black(values[0])
        if space.model == "indexed":
            return self.colour(space.base or GRAY, _entry(space, values))
        if (grey := _neutral(space, values)) is not None:
            return _black(grey)
        return self._through_profile(space, values)

    def blend(self, space: ColourSpace, values: Values) -> Values:
        """Convert one colour of a gradient, neutral ones through the profile too."""
        return (
            self._through_profile(space, values) if space.size == 3 else self.colour(space, values)
        )

    def linear(self, space: ColourSpace, first: Values, last: Values) -> bool:
        """Tell whether blends convert exactly: between greys, CMYK colours, or equal colours."""
        if space.model in ("gray", "cmyk") or first == last:
            return True
        return all(_neutral(space, values) is not None for values in (first, last))

    def single(self, values: Values) -> Values:
        """Give a colour of several inks as black ink that is about as light; a dark one is solid.

        Small type that is dark enough to be read on paper is not screened, which would fray it.
        """
        if sum(value > 0 for value in values) <= 1:
            return values
        ink = 1 - self._lightness(values) / 100
        return (0.0, 0.0, 0.0, 1.0 if ink >= DARK else round(_clamp(ink), 4))

    def picture(self, image: Image.Image, space: ColourSpace) -> Image.Image:
        """Convert an RGB picture to CMYK, or to L where every pixel is grey."""
        red, green, blue = image.split()
        if not (
            ImageChops.difference(red, green).getbbox()
            or ImageChops.difference(green, blue).getbbox()
        ):
            return green
        converted = ImageCms.applyTransform(image, self._transform("RGB", space.icc))
        if converted is None:
            raise UnconvertibleError("a picture did not pass the output profile")
        return self._limit.picture(converted) if self._limit else converted

    def _through_profile(self, space: ColourSpace, values: Values) -> Values:
        key = (space.model, space.icc, values)
        if key not in self._known:
            mode = "LAB" if space.model == "lab" else "RGB"
            pixel = Image.frombytes(mode, (1, 1), _pixel(space, values))
            inks = ImageCms.applyTransform(pixel, self._transform(mode, space.icc))
            paper = pixel.tobytes() == _WHITE[mode]
            content = b"\0\0\0\0" if paper or inks is None else inks.tobytes()
            mixed = tuple(round(value / 255, 4) for value in content)
            self._known[key] = self._limit.colour(mixed) if self._limit else mixed
        return self._known[key]

    def _lightness(self, values: Values) -> float:
        """Give the lightness (0 to 100) of a mixture of inks; paper has 100."""
        if self._sight is None:
            self._sight = ImageCms.buildTransform(
                self._profile,
                ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")),
                "CMYK",
                "LAB",
                ImageCms.Intent.RELATIVE_COLORIMETRIC,
            )
        inks = bytes(round(_clamp(value) * 255) for value in values)
        seen = ImageCms.applyTransform(Image.frombytes("CMYK", (1, 1), inks), self._sight)
        return seen.tobytes()[0] / 2.55 if seen is not None else 0.0

    def _transform(self, mode: str, profile: bytes) -> ImageCms.ImageCmsTransform:
        key = profile or mode.encode()
        if key not in self._transforms:
            try:
                self._transforms[key] = ImageCms.buildTransform(
                    _source(mode, profile),
                    self._profile,
                    mode,
                    "CMYK",
                    self._intent,
                    self._flags,
                )
            except (OSError, ImageCms.PyCMSError) as error:
                raise UnconvertibleError(f"an ICC profile does not work: {error}") from None
        return self._transforms[key]


class Greys:
    """The grey of a luminosity mask, where inks have no meaning."""

    space, fill, stroke = "/DeviceGray", "g", "G"
    black: Values = (0.0,)
    key = b"luminosity"

    def colour(self, space: ColourSpace, values: Values) -> Values:
        """Convert one colour to its luminosity."""
        _check(space)
        if space.model == "indexed":
            return self.colour(space.base or GRAY, _entry(space, values))
        if space.model == "cmyk":
            cyan, magenta, yellow, black = values
            grey = 1 - min(1.0, RED * cyan + GREEN * magenta + BLUE * yellow + black)
        elif space.model == "lab":
            grey = _lightness(values[0])
        else:
            red, green, blue = values if space.model == "rgb" else values * 3
            grey = RED * red + GREEN * green + BLUE * blue
        return (round(_clamp(grey), 4),)

    def blend(self, space: ColourSpace, values: Values) -> Values:
        """Convert one colour of a gradient."""
        return self.colour(space, values)

    def linear(self, space: ColourSpace, first: Values, last: Values) -> bool:
        """Tell whether blends convert exactly: luminosity is a weighted sum."""
        return space.model in ("gray", "rgb") or first == last

    def single(self, values: Values) -> Values:
        """Give the colour, which has one component."""
        return values

    def picture(self, image: Image.Image, space: ColourSpace) -> Image.Image:
        """Convert a picture to L."""
        return image.convert("RGB").convert("L") if space.model == "cmyk" else image.convert("L")


def _check(space: ColourSpace) -> None:
    if space.model in ("colorants", "pattern"):
        raise UnconvertibleError(
            f"a colour is in the space {space.family}, which has no place in CMYK"
        )


def _source(mode: str, profile: bytes) -> ImageCms.ImageCmsProfile:
    if profile:
        return ImageCms.ImageCmsProfile(io.BytesIO(profile))
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB" if mode == "LAB" else "sRGB"))


_WHITE = {"RGB": b"\xff\xff\xff", "LAB": b"\xff\0\0"}
"""The pixel that is bare paper, whatever the profile makes of it."""


def _black(grey: float) -> Values:
    """Give a grey as black ink; the last steps before black are black, not a screen of 99 %."""
    ink = 1 - _clamp(grey)
    return (0.0, 0.0, 0.0, 1.0 if ink > SOLID else round(ink, 4))


def _neutral(space: ColourSpace, values: Values) -> float | None:
    """Give the grey value of a neutral colour (0 black, 1 white), or None."""
    if space.model == "lab":
        lightness, *chroma = values
        return _lightness(lightness) if max(map(abs, chroma)) <= 0.5 else None
    red, green, blue = values
    if abs(red - green) > NEUTRAL or abs(green - blue) > NEUTRAL:
        return None
    return _clamp((red + green + blue) / 3)


def _lightness(lightness: float) -> float:
    """Give the sRGB grey value of an L of Lab (IEC 61966-2-1)."""
    root = (_clamp(lightness / 100) * 100 + 16) / 116
    luminance = root**3 if root > 6 / 29 else (root - 4 / 29) * 108 / 841
    curved = 1.055 * luminance ** (1 / 2.4) - 0.055
    return _clamp(12.92 * luminance if luminance <= 0.0031308 else curved)


def _pixel(space: ColourSpace, values: Values) -> bytes:
    if space.model == "lab":  # Pillow keeps a and b as signed bytes
        lightness, *chroma = values
        signed = (round(max(-128.0, min(127.0, value))) % 256 for value in chroma)
        return bytes((round(_clamp(lightness / 100) * 255), *signed))
    return bytes(round(_clamp(value) * 255) for value in values)


def _entry(space: ColourSpace, values: Values) -> Values:
    if not space.table():
        raise UnconvertibleError("an indexed colour space has no colours")
    return space.entry(values)


def _clamp(value: float) -> float:
    return max(0.0, min(1.0, value))


def _rounded(values: Values, size: int) -> Values:
    if len(values) != size:
        raise UnconvertibleError(f"a colour has {len(values)} components in place of {size}")
    return tuple(round(_clamp(value), 4) for value in values)
