"""Conversion of colours and images from any colour space to the printing inks, or to the grey of a soft mask.

Neutral colours become black ink only, so that grey text and rules need no register. All others go through the output
condition's ICC profile, and then lose ink if they exceed the printer's limit.
"""

import hashlib
import io
from functools import cached_property
from typing import Protocol

from PIL import Image, ImageChops, ImageCms

from printissue.editions.print.ink_limit import InkLimit
from printissue.pdf.colour import GRAY, ColourSpace
from printissue.pdf.functions import Values
from printissue.pdf.objects import ContentError

_Intent, _BPC = ImageCms.Intent, ImageCms.Flags.BLACKPOINTCOMPENSATION
RENDERING = {
    "relative": (_Intent.RELATIVE_COLORIMETRIC, _BPC),
    "perceptual": (_Intent.PERCEPTUAL, ImageCms.Flags.NONE),
}
"""Rendering intents and flags by their names in a printer's file. Perceptual tables map the black point themselves."""
INK_BLACK = (0.0, 0.0, 0.0, 1.0)
NEUTRAL = 1 / 255 + 1e-6
"""The largest difference between the components (0 to 1) of a neutral RGB colour."""
SOLID = 0.99
"""The amount of black ink (0 to 1) above which a neutral colour becomes solid black."""
DARK = 0.45
"""The amount of black ink (0 to 1) from which small type becomes solid.

A colour with a contrast of 4.5 to white paper (WCAG 2.1, 1.4.3) has at most L* 50.
"""
RED, GREEN, BLUE = 0.3, 0.59, 0.11
"""The weights of the components in a colour's luminosity (ISO 32000-1, 11.3.5.3)."""


class UnconvertibleError(ContentError):
    """A colour, image or shading that cannot be converted to the printing inks."""


class ColourConversion(Protocol):
    """A conversion to one device colour space.

    `space` is the name of that space; `fill_operator` and `stroke_operator` set a colour in it. `key` identifies
    everything that decides what an image is converted to.
    """

    space: str
    fill_operator: str
    stroke_operator: str
    black: Values
    key: bytes

    def colour(self, space: ColourSpace, values: Values) -> Values:
        """Return a colour in the device space; a neutral one takes one ink."""

    def gradient_colour(self, space: ColourSpace, values: Values) -> Values:
        """Return a colour of a gradient in the device space, without the jump that neutrals in one ink would make."""

    def keeps_blends(self, space: ColourSpace, first: Values, last: Values) -> bool:
        """Return whether every mixture of two colours converts to the same mixture of the converted colours."""

    def single_ink(self, values: Values) -> Values:
        """Return a converted colour in one ink of about the same lightness."""

    def image(self, image: Image.Image, space: ColourSpace) -> Image.Image:
        """Return an image of mode RGB or CMYK in mode CMYK or L."""


class CmykConversion:
    """The conversion to the four printing inks of an output condition.

    `profile` is its ICC profile, `limit` the largest sum of inks in what is converted, in percent; colours that are in
    CMYK already do not change. Raise UnconvertibleError if `profile` is not the profile of a CMYK printer.
    """

    space, fill_operator, stroke_operator = "/DeviceCMYK", "k", "K"
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
        self._limit = InkLimit(limit) if limit is not None else None
        self._transforms: dict[bytes, ImageCms.ImageCmsTransform] = {}
        self._to_lab: ImageCms.ImageCmsTransform | None = None
        self._converted: dict[tuple[str, bytes, Values], Values] = {}
        self._transform("RGB", b"")  # a truncated profile fails only here

    @cached_property
    def title(self) -> str:
        """The description in the profile."""
        return ImageCms.getProfileDescription(self._profile).strip()

    def colour(self, space: ColourSpace, values: Values) -> Values:
        """Return a colour in CMYK; a neutral one becomes black ink only."""
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

    def gradient_colour(self, space: ColourSpace, values: Values) -> Values:
        """Return a colour of a gradient in CMYK; neutral ones go through the profile, too."""
        return (
            self._through_profile(space, values) if space.size == 3 else self.colour(space, values)
        )

    def keeps_blends(self, space: ColourSpace, first: Values, last: Values) -> bool:
        """Return whether mixtures convert exactly: those of greys, of CMYK colours, and of equal colours."""
        if space.model in ("gray", "cmyk") or first == last:
            return True
        return all(_neutral(space, values) is not None for values in (first, last))

    def single_ink(self, values: Values) -> Values:
        """Return a colour of several inks as black ink of about the same lightness; a dark one becomes solid.

        Small type that is dark enough to be read is not screened, because a screen frays its edges.
        """
        if sum(value > 0 for value in values) <= 1:
            return values
        ink = 1 - self._lightness(values) / 100
        return (0.0, 0.0, 0.0, 1.0 if ink >= DARK else round(_clamp(ink), 4))

    def image(self, image: Image.Image, space: ColourSpace) -> Image.Image:
        """Return an RGB image in CMYK, or in L if every pixel is grey."""
        red, green, blue = image.split()
        if not (
            ImageChops.difference(red, green).getbbox()
            or ImageChops.difference(green, blue).getbbox()
        ):
            return green
        converted = ImageCms.applyTransform(image, self._transform("RGB", space.icc))
        if converted is None:
            raise UnconvertibleError("a picture cannot be converted by the output profile")
        return self._limit.image(converted) if self._limit else converted

    def _through_profile(self, space: ColourSpace, values: Values) -> Values:
        key = (space.model, space.icc, values)
        if key not in self._converted:
            mode = "LAB" if space.model == "lab" else "RGB"
            pixel = Image.frombytes(mode, (1, 1), _pixel(space, values))
            inks = ImageCms.applyTransform(pixel, self._transform(mode, space.icc))
            paper = pixel.tobytes() == _WHITE[mode]
            content = b"\0\0\0\0" if paper or inks is None else inks.tobytes()
            mixed = tuple(round(value / 255, 4) for value in content)
            self._converted[key] = self._limit.colour(mixed) if self._limit else mixed
        return self._converted[key]

    def _lightness(self, values: Values) -> float:
        """Return the lightness (L*, 0 to 100) of a mixture of inks; paper has 100."""
        if self._to_lab is None:
            self._to_lab = ImageCms.buildTransform(
                self._profile,
                ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")),
                "CMYK",
                "LAB",
                ImageCms.Intent.RELATIVE_COLORIMETRIC,
            )
        inks = bytes(round(_clamp(value) * 255) for value in values)
        lab = ImageCms.applyTransform(Image.frombytes("CMYK", (1, 1), inks), self._to_lab)
        return lab.tobytes()[0] / 2.55 if lab is not None else 0.0

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


class LuminosityConversion:
    """The conversion to the grey of a luminosity mask, where inks have no meaning."""

    space, fill_operator, stroke_operator = "/DeviceGray", "g", "G"
    black: Values = (0.0,)
    key = b"luminosity"

    def colour(self, space: ColourSpace, values: Values) -> Values:
        """Return the luminosity of a colour (ISO 32000-1, 11.3.5.3)."""
        _check(space)
        if space.model == "indexed":
            return self.colour(space.base or GRAY, _entry(space, values))
        if space.model == "cmyk":
            cyan, magenta, yellow, black = values
            grey = 1 - min(1.0, RED * cyan + GREEN * magenta + BLUE * yellow + black)
        elif space.model == "lab":
            grey = _grey_of(values[0])
        else:
            red, green, blue = values if space.model == "rgb" else values * 3
            grey = RED * red + GREEN * green + BLUE * blue
        return (round(_clamp(grey), 4),)

    def gradient_colour(self, space: ColourSpace, values: Values) -> Values:
        """Return the luminosity of a colour."""
        return self.colour(space, values)

    def keeps_blends(self, space: ColourSpace, first: Values, last: Values) -> bool:
        """Return whether mixtures convert exactly: luminosity is a weighted sum of RGB components."""
        return space.model in ("gray", "rgb") or first == last

    def single_ink(self, values: Values) -> Values:
        """Return the colour, which has one component."""
        return values

    def image(self, image: Image.Image, space: ColourSpace) -> Image.Image:
        """Return an image in L."""
        return image.convert("RGB").convert("L") if space.model == "cmyk" else image.convert("L")


def _check(space: ColourSpace) -> None:
    if space.model in ("colorants", "pattern"):
        raise UnconvertibleError(
            f"a colour is in the space {space.family}, which cannot be converted to CMYK"
        )


def _source(mode: str, profile: bytes) -> ImageCms.ImageCmsProfile:
    if profile:
        return ImageCms.ImageCmsProfile(io.BytesIO(profile))
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB" if mode == "LAB" else "sRGB"))


_WHITE = {"RGB": b"\xff\xff\xff", "LAB": b"\xff\0\0"}
"""The pixel that becomes bare paper, whatever the profile converts it to."""


def _black(grey: float) -> Values:
    """Return a grey as black ink; greys of more than 99 % become solid, because a screen would show."""
    ink = 1 - _clamp(grey)
    return (0.0, 0.0, 0.0, 1.0 if ink > SOLID else round(ink, 4))


def _neutral(space: ColourSpace, values: Values) -> float | None:
    """Return the grey value of a neutral colour (0 black, 1 white), or None for any other."""
    if space.model == "lab":
        lightness, *chroma = values
        return _grey_of(lightness) if max(map(abs, chroma)) <= 0.5 else None
    red, green, blue = values
    if abs(red - green) > NEUTRAL or abs(green - blue) > NEUTRAL:
        return None
    return _clamp((red + green + blue) / 3)


def _grey_of(lightness: float) -> float:
    """Return the sRGB grey value (0 to 1, IEC 61966-2-1) of a lightness L* (0 to 100)."""
    root = (_clamp(lightness / 100) * 100 + 16) / 116
    luminance = root**3 if root > 6 / 29 else (root - 4 / 29) * 108 / 841
    curved = 1.055 * luminance ** (1 / 2.4) - 0.055
    return _clamp(12.92 * luminance if luminance <= 0.0031308 else curved)


def _pixel(space: ColourSpace, values: Values) -> bytes:
    if space.model == "lab":  # Pillow stores a* and b* as signed bytes
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
        raise UnconvertibleError(f"a colour has {len(values)} components instead of {size}")
    return tuple(round(_clamp(value), 4) for value in values)
