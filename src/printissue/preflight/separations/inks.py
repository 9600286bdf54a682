"""The inks of colours in any colour space; RGB and Lab are converted with the output profile."""

import io
from collections.abc import Sequence
from functools import lru_cache

from PIL import Image, ImageChops, ImageCms

from printissue.pdf.colour import PROCESS, ColourSpace, Inks
from printissue.pdf.functions import Values
from printissue.pdf.objects import ContentError

Channels = tuple[Image.Image, ...]
"""Images of mode L, one for each component; 255 is solid ink."""
MAX_COLOURS = 50_000
"""The most colours whose inks are kept."""


class InkModel:
    """The inks of one file's colours.

    The spot colours in `kept` have plates of their own; others are printed in their alternate space. RGB (with its ICC
    profile, or as sRGB) and Lab are converted with `target`, the output profile. Without one that works, the common
    part of the three colours becomes black (ISO 32000-1, 10.3.5, with full undercolour removal). `spots` are the names
    of all spot colours so far.
    """

    def __init__(self, kept: tuple[str, ...] = (), target: bytes = b"") -> None:
        self.kept = kept
        self.spots: set[str] = set()
        self._target = target
        self._plates = frozenset({*PROCESS, *kept, "None"})
        self._known: dict[tuple[int, Values], Inks] = {}
        self._spaces: dict[int, ColourSpace] = {}
        self._transform = lru_cache(16)(self._build_transform)

    def inks(self, space: ColourSpace, values: Values) -> Inks:
        """Return the inks of a colour. Raise ContentError where a tint transform is damaged."""
        key = (id(space), values)
        found = self._known.get(key)
        if found is None:
            if len(self._known) > MAX_COLOURS:
                self._known.clear()
            found = self._known[key] = self._inks(space, values)
            self._spaces[key[0]] = space  # keeps the space alive, so that its id stays unique
        return found

    def _inks(self, space: ColourSpace, values: Values) -> Inks:
        match space.model:
            case "gray":
                return {"Black": 1 - max(0.0, min(1.0, values[0]))}
            case "cmyk":
                return dict(zip(PROCESS, values, strict=False))
            case "rgb" | "lab":
                mode = "LAB" if space.model == "lab" else "RGB"
                pixel = Image.frombytes(mode, (1, 1), _pixel(mode, values))
                made = self.separate(pixel, space.icc)
                return {
                    name: channel.getpixel((0, 0)) / 255  # type: ignore[operator]  # one channel, one number
                    for name, channel in zip(PROCESS, made, strict=True)
                }
            case "indexed" if space.base is not None:
                return self.inks(space.base, space.entry(values))
            case "colorants":
                return self._of_colorants(space, values)
        return {}

    def _of_colorants(self, space: ColourSpace, values: Values) -> Inks:
        self.spots |= set(space.spots)
        if space.names == ("All",):
            return dict.fromkeys((*PROCESS, *self.kept), values[0])
        if self.has_plates(space):
            return dict(zip(space.names, values, strict=False))
        if space.tint is None or space.base is None:
            raise ContentError(space.damage or f"the colour space {space} has no alternate")
        return self.inks(space.base, space.tint(values))

    def has_plates(self, space: ColourSpace) -> bool:
        """Return whether every colorant of a space has a plate of its own."""
        return bool(space.names) and self._plates.issuperset(space.names)

    def affected_inks(self, space: ColourSpace) -> frozenset[str] | None:
        """Return the inks that a space affects where it overprints; None for all."""
        if space.model == "indexed" and space.base is not None:
            return self.affected_inks(space.base)
        if space.names == ("All",):
            return None
        if self.has_plates(space):
            return frozenset(space.names)
        if space.names and space.base is not None:
            return self.affected_inks(space.base)
        return frozenset(PROCESS)

    def separate(self, image: Image.Image, profile: bytes = b"") -> Channels:
        """Return an image of mode RGB or LAB as four inks."""
        transform = self._transform(image.mode, profile)
        made = ImageCms.applyTransform(image, transform) if transform else None
        if made is None and image.mode == "LAB":
            gray = ImageChops.invert(image.getchannel(0))
            nothing = Image.new("L", image.size)
            return nothing, nothing, nothing, gray
        return made.split() if made else _without_profile(image)

    def _build_transform(self, mode: str, profile: bytes) -> ImageCms.ImageCmsTransform | None:
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


def _without_profile(image: Image.Image) -> Channels:
    cyan, magenta, yellow = (ImageChops.invert(channel) for channel in image.split())
    black = ImageChops.darker(ImageChops.darker(cyan, magenta), yellow)
    rest = (ImageChops.subtract(channel, black) for channel in (cyan, magenta, yellow))
    return (*rest, black)


def _pixel(mode: str, values: Sequence[float]) -> bytes:
    if mode == "LAB":  # in Pillow, a and b are signed bytes
        lightness, *chroma = values
        signed = (round(max(-128.0, min(127.0, value))) % 256 for value in chroma)
        return bytes((round(max(0.0, min(100.0, lightness)) * 2.55), *signed))
    return bytes(round(max(0.0, min(1.0, value)) * 255) for value in values)
