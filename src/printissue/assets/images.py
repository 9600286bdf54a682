"""Pictures: they are opened, decoded and checked, and converted for print and for the screen.

The layout engine silently accepts damaged pictures and does not convert colours. A picture that needs no conversion
keeps its bytes.
"""

import io
import re
import threading
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

from PIL import Image, ImageChops, ImageCms, ImageFile, ImageOps, UnidentifiedImageError

from printissue.assets.file_types import is_text, unsupported_type
from printissue.assets.svg import SvgError, read_svg
from printissue.assets.svg_expansion import ExpansionError, check_expansion
from printissue.model.parts import PictureKind

MAX_PIXELS = 100_000_000
_PIXEL_LIMIT = f"{MAX_PIXELS // 1_000_000} million pixels are the limit"
JPEG_QUALITY = 95
"""The quality of JPEGs that are encoded again, with full colour resolution."""
SRGB_TOLERANCE = 3
"""The largest difference from sRGB, of 255, of a profile that counts as sRGB."""
MEDIA_TYPES = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "WEBP": "image/webp",
    "GIF": "image/gif",
    "TIFF": "image/tiff",
}
"""The supported formats besides SVG: media types by Pillow's names."""
_ORIENTATION = 0x0112
_SAMPLE = (64, 64)
"""The size of the sample of a picture whose colours are counted."""
PHOTOGRAPH_COLOURS = 96
"""The least number of colours, of 16 shades a channel, in the sample of a photograph; charts have fewer."""
CHART_TEXTS = 3
"""The least number of texts in an SVG that is a chart."""
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class PreparedImage:
    """A picture for the print layout, where CMYK is allowed, and for the screen layout, in sRGB.

    Width and height are in pixels, those of an SVG in CSS pixels. `remarks` say what is lost: rule, message and hint.
    `bitonal` pictures have one bit per pixel. `kind` is a guess.
    """

    for_print: bytes
    for_screen: bytes
    print_media_type: str
    screen_media_type: str
    width: int | None
    height: int | None
    remarks: tuple[tuple[str, str, str], ...] = ()
    bitonal: bool = False
    kind: PictureKind = "photograph"


@dataclass(frozen=True, slots=True)
class ImageFault:
    """The reason why a picture cannot be used: rule, message and hint of a finding, and the line of an SVG."""

    rule: str
    message: str
    hint: str
    line: int | None = None


PreparedImages = dict[bytes, PreparedImage | ImageFault]
"""Pictures that are ready for layout, and faults, by the bytes of their files."""


def prepare_image(path: Path, known: PreparedImages | None = None) -> PreparedImage | ImageFault:
    """Return a picture ready for layout, or its fault. It is a PNG, JPEG, WebP, GIF (first frame), TIFF or SVG.

    The result is taken from `known`, or added to it.
    """
    try:
        if not path.is_file():
            return ImageFault("image-missing", f"there is no picture {path.name}", "check its name")
        content = path.read_bytes()
    except OSError as error:
        message = f"{path.name} cannot be read: {error.strerror}"
        return ImageFault("image-missing", message, "check who may read it")
    if wrong := unsupported_type(content):
        what, hint = wrong
        return _damaged_fault(f"the file is {what}", hint)
    if known is not None and content in known:
        return known[content]
    with _strict_pillow():
        xml = _starts_as_xml(content)
        prepared = _prepare_svg(content) if xml else _prepare_raster(content)
    if known is not None:
        known[content] = prepared
    return prepared


def _damaged_fault(message: str, hint: str = "save or export it again") -> ImageFault:
    return ImageFault("image-damaged", message, hint)


@contextmanager
def _strict_pillow() -> Iterator[None]:
    """Make Pillow refuse truncated files. Its settings are global, and the layout engine uses others."""
    with _LOCK, warnings.catch_warnings():
        saved = ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS
        warnings.simplefilter("ignore")
        try:
            ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS = False, MAX_PIXELS
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS = saved


def _prepare_raster(content: bytes) -> PreparedImage | ImageFault:
    """Return a raster picture ready for layout, or its fault."""
    opened = _load(content)
    if isinstance(opened, ImageFault):
        return opened
    image, turn = opened
    remarks, kind = tuple(_remarks(image)), _kind(image)
    made = _convert(content, image, turn=turn)
    if isinstance(made, ImageFault):
        return made
    return replace(made, remarks=remarks, bitonal=image.mode == "1", kind=kind)


def _kind(image: Image.Image) -> PictureKind:
    """Return what a raster picture probably is: a photograph has many colours, a drawing few or transparent parts."""
    if image.has_transparency_data:
        return "drawing"
    sample = image.resize(_SAMPLE, Image.Resampling.NEAREST).convert("RGB")
    shades = sample.point([value >> 4 for value in range(256)] * 3)
    colours = len(shades.getcolors(_SAMPLE[0] * _SAMPLE[1]) or ())
    return "photograph" if colours >= PHOTOGRAPH_COLOURS or image.mode == "L" else "chart"


def _remarks(image: Image.Image) -> Iterator[tuple[str, str, str]]:
    """Yield what is lost of a picture: rule, message and hint."""
    frames = getattr(image, "n_frames", 1)
    if frames > 1 and image.format != "MPO":
        parts = "pages" if image.format == "TIFF" else "frames"
        message = f"the {image.format} has {frames} {parts}; only the first is shown"
        yield "image-frames", message, "save the one that you want as PNG or JPEG"
    profile = image.info.get("icc_profile")
    space = _profile_space(profile)
    if profile and space != _colour_space(image.mode):
        problem = f"for {space}" if space else "damaged"
        message = (
            f"its colour profile is {problem}, but its colours are {_colour_space(image.mode)}"
        )
        yield "image-profile", message, "convert it to sRGB, and save it again"


def _convert(content: bytes, image: Image.Image, *, turn: bool) -> PreparedImage | ImageFault:
    """Convert a decoded picture to a format and colour space that each layout supports."""
    media_type = MEDIA_TYPES[image.format or ""]
    deep = image.mode.startswith("I;16") or (image.format == "PNG" and content[24] == 16)
    profile = image.info.pop("icc_profile", None)
    if image.mode == "CMYK":
        unchanged = content if media_type == "image/jpeg" and not turn else None
        return _prepare_cmyk(image, unchanged, profile)
    foreign = _foreign_profile(profile, image.mode)
    picture = ImageOps.exif_transpose(image) if turn else image
    if not (turn or deep or foreign or media_type == "image/tiff"):
        return _black_and_white_in_grey(_unchanged(content, media_type, picture.size), picture)
    plain = _eight_bits(picture)
    if plain is None:
        return _damaged_fault(f"its colour mode is not supported ({image.mode})")
    if foreign is not None:
        plain = _to_srgb(plain, foreign)
    jpeg = media_type == "image/jpeg"
    return _unchanged(_encode(plain, jpeg=jpeg), "image/jpeg" if jpeg else "image/png", plain.size)


def _load(content: bytes) -> tuple[Image.Image, bool] | ImageFault:
    """Decode a picture completely. Return it, and whether its Exif orientation must be applied."""
    formats = "use PNG, JPEG, WebP, GIF, TIFF or SVG"
    try:
        image = Image.open(
            io.BytesIO(content), formats=[kind for kind in MEDIA_TYPES if kind != "MPO"]
        )
        if image.width * image.height > MAX_PIXELS:
            raise Image.DecompressionBombError
        image.load()
        turn = image.getexif().get(_ORIENTATION, 1) not in (1, None)
    except Image.DecompressionBombError:
        return ImageFault(
            "image-too-large", "the picture has too many pixels", f"reduce it: {_PIXEL_LIMIT}"
        )
    except UnidentifiedImageError:
        what = "a text file" if is_text(content) else "not a picture of a supported format"
        return _damaged_fault(f"the file is {what}", formats)
    except (
        Exception
    ) as error:  # Pillow's decoders raise exceptions of many classes for broken files
        return _damaged_fault(f"the picture cannot be read completely: {error}")
    if not _is_complete(content, image.format or ""):
        return _damaged_fault(
            "the picture is truncated or damaged", "copy it again from its source"
        )
    return image, turn


def _is_complete(content: bytes, kind: str) -> bool:
    """Return whether the chunks of a PNG are correct up to IEND, or the segments of a JPEG reach EOI."""
    if kind == "PNG":
        return _png_is_complete(content)
    return _jpeg_is_complete(content) if kind in ("JPEG", "MPO") else True


def _png_is_complete(content: bytes) -> bool:
    at = 8
    while at + 12 <= len(content):
        end = at + 12 + int.from_bytes(content[at : at + 4], "big")
        if zlib.crc32(content[at + 4 : end - 4]) != int.from_bytes(content[end - 4 : end], "big"):
            return False
        if content[at + 4 : at + 8] == b"IEND":
            return True
        at = end
    return False


_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")


def _jpeg_is_complete(content: bytes) -> bool:
    """Follow the segments to EOI; coded data ends at the first marker other than stuffing and restarts."""
    at = 2
    while marker := _MARKER.search(content, at):
        if marker[1] == b"\xd9":
            return True
        at = marker.end() + int.from_bytes(content[marker.end() : marker.end() + 2], "big")
    return False


def _black_and_white_in_grey(made: PreparedImage, image: Image.Image) -> PreparedImage:
    """Convert a black and white picture in RGB to grey, so that print does not treat it as line art of one bit."""
    colours = image.getcolors(2) if image.mode == "RGB" else None
    if not colours or {colour for _, colour in colours} - {(0,) * 3, (255,) * 3}:
        return made
    return replace(
        made, for_print=_encode(image.convert("L"), jpeg=False), print_media_type="image/png"
    )


def _unchanged(content: bytes, media_type: str, size: tuple[int, int]) -> PreparedImage:
    return PreparedImage(content, content, media_type, media_type, *size)


def _prepare_cmyk(
    image: Image.Image, content: bytes | None, profile: bytes | None
) -> PreparedImage:
    """Return a CMYK picture ready for layout; `content` is its file where the print layout can use it unchanged."""
    inverted = image.format in ("JPEG", "MPO") and "adobe" not in image.info
    turned = ImageOps.exif_transpose(image)
    if inverted:  # Pillow reads every CMYK JPEG as Adobe's, where 255 means no ink
        turned = ImageChops.invert(turned)
    profile = _foreign_profile(profile, "CMYK")
    seen = _to_srgb(turned, profile) if profile else turned.convert("RGB")
    ink = content or _encode(turned, jpeg=True)
    return PreparedImage(ink, _encode(seen, jpeg=True), "image/jpeg", "image/jpeg", *turned.size)


def _eight_bits(image: Image.Image) -> Image.Image | None:
    """Return a picture in a mode of 8 bits or 1 bit that every layout supports; None for other modes."""
    if image.mode.startswith("I;16"):
        return image.point(lambda value: value * (1 / 257)).convert("L")
    if image.mode in ("1", "L", "LA", "P", "RGB", "RGBA"):
        return image
    wanted = {"PA": "RGBA", "La": "LA", "RGBa": "RGBA", "RGBX": "RGB", "YCbCr": "RGB"}
    return image.convert(wanted[image.mode]) if image.mode in wanted else None


def _foreign_profile(profile: bytes | None, mode: str) -> bytes | None:
    """Return a picture's profile where it fits the picture's mode and is not sRGB."""
    space = _colour_space(mode)
    if mode == "1":
        return None
    try:
        fits = _profile_space(profile) == space
        return profile if profile and fits and not _is_srgb(profile, space) else None
    except (OSError, ImageCms.PyCMSError):
        return None


def _colour_space(mode: str) -> str:
    """Return the colour space of a mode, as ICC profiles name it."""
    grey = mode in ("1", "L", "LA", "La") or mode.startswith("I")
    return "CMYK" if mode == "CMYK" else "GRAY" if grey else "RGB"


def _profile_space(profile: bytes | None) -> str:
    """Return the colour space of a profile; empty where the profile cannot be read."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile or b""))
        return str(source.profile.xcolor_space).strip()
    except (OSError, ImageCms.PyCMSError):
        return ""


def _is_srgb(profile: bytes, space: str) -> bool:
    """Return whether a profile converts colours as sRGB does; its name would not say, because sRGB has many names."""
    if space == "CMYK":
        return False
    mode, steps = ("RGB", range(0, 256, 51)) if space == "RGB" else ("L", range(216))
    colours = product(steps, steps, steps) if space == "RGB" else ((step,) for step in steps)
    chart = Image.frombytes(mode, (216, 1), bytes(value for one in colours for value in one))
    bands = ImageChops.difference(_to_srgb(chart, profile), chart).split()
    return max(max(band.tobytes()) for band in bands) <= SRGB_TOLERANCE


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Convert a picture from its profile to sRGB; grey stays grey, and transparency is kept."""
    alpha = image.convert("RGBA").getchannel("A") if image.has_transparency_data else None
    grey = image.mode in ("L", "LA")
    plain = image.convert("L" if grey else "CMYK" if image.mode == "CMYK" else "RGB")
    converted = ImageCms.profileToProfile(
        plain,
        ImageCms.ImageCmsProfile(io.BytesIO(profile)),
        ImageCms.createProfile("sRGB"),
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode="RGB",
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    made = plain.convert("RGB") if converted is None else converted
    made = made.getchannel("G") if grey else made
    if alpha is not None:
        made.putalpha(alpha)
    return made


def _encode(image: Image.Image, *, jpeg: bool) -> bytes:
    """Return a picture as JPEG or PNG, without profile and metadata."""
    target = io.BytesIO()
    if jpeg:
        image.save(target, "JPEG", quality=JPEG_QUALITY, subsampling=0, icc_profile=None)
    else:
        image.save(target, "PNG", icc_profile=None)
    return target.getvalue()


def _starts_as_xml(content: bytes) -> bool:
    start = content[:256].removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith((b"<", b"\xff\xfe<", b"\xfe\xff\0<"))


def _prepare_svg(content: bytes) -> PreparedImage | ImageFault:
    """Check an SVG and the pictures in it, and return it unchanged, or its fault."""
    try:
        svg = read_svg(content)
        check_expansion(content, svg.lines)
    except ExpansionError as error:
        return ImageFault("image-drawing", error.message, error.hint, error.line)
    except SvgError as error:
        return ImageFault("image-damaged", error.message, error.hint, error.line)
    pixels = 0
    for picture in svg.pictures:
        opened = _load(picture)
        if isinstance(opened, ImageFault):
            return ImageFault(opened.rule, f"a picture in the SVG: {opened.message}", opened.hint)
        pixels += opened[0].width * opened[0].height
    if pixels > MAX_PIXELS:
        message = "the pictures in the SVG have too many pixels"
        return ImageFault("image-too-large", message, f"reduce them: {_PIXEL_LIMIT}")
    media_type = "image/svg+xml"
    kind: PictureKind = "chart" if len(svg.text) >= CHART_TEXTS else "drawing"
    return PreparedImage(content, content, media_type, media_type, svg.width, svg.height, kind=kind)
