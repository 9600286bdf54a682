"""The darkroom: opens, loads whole and checks a picture, and makes its print and its screen version.

The layout engine takes damaged pictures without a word and converts no colours; so every picture
passes here first. What is fine stays byte for byte.
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

from printissue.assets.file_contents import is_text, wrong_content
from printissue.assets.svg import SvgError, read_svg
from printissue.assets.svg_expansion import ExpansionError, check_expansion

MAX_PIXELS = 100_000_000
_LIMIT = f"{MAX_PIXELS // 1_000_000} million pixels are the limit"
JPEG_QUALITY = 95
"""For JPEGs that must be written anew, with full colour resolution."""
SRGB_TOLERANCE = 3
"""A profile whose colours differ from sRGB by no more (of 255) is sRGB."""
KINDS = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "WEBP": "image/webp",
    "GIF": "image/gif",
    "TIFF": "image/tiff",
}
"""Media types by Pillow's names of the formats that are taken, besides SVG."""
_ORIENTATION = 0x0112
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class PreparedImage:
    """A developed picture: `ink` for the print layout, where CMYK may stay, `screen` in sRGB.

    Width and height are in pixels, of an SVG in CSS pixels as far as it states them. `remarks` say what of it
    is lost: rule, message, hint. `bitonal` pictures have pixels of one bit.
    """

    for_print: bytes
    for_screen: bytes
    print_media_type: str
    screen_media_type: str
    width: int | None
    height: int | None
    remarks: tuple[tuple[str, str, str], ...] = ()
    bitonal: bool = False


@dataclass(frozen=True, slots=True)
class ImageFault:
    """Why a picture cannot be used: a rule of findings, what is wrong, what to do, and the line of an SVG."""

    rule: str
    message: str
    hint: str
    line: int | None = None


def prepare_image(path: Path) -> PreparedImage | ImageFault:
    """Open, check and convert a picture: PNG, JPEG, WebP, GIF (its first frame), TIFF or SVG."""
    try:
        if not path.is_file():
            return ImageFault("image-missing", f"there is no picture {path.name}", "check its name")
        content = path.read_bytes()
    except OSError as error:
        message = f"{path.name} cannot be read: {error.strerror}"
        return ImageFault("image-missing", message, "check who may read it")
    if wrong := wrong_content(content):
        what, hint = wrong
        return _damaged(f"the file is {what}", hint)
    with _strict_pillow():
        return _sketch(content) if _starts_as_xml(content) else _photograph(content)


def _damaged(message: str, hint: str = "save or export it anew") -> ImageFault:
    return ImageFault("image-damaged", message, hint)


@contextmanager
def _strict_pillow() -> Iterator[None]:
    """Make Pillow refuse what is cut off; its settings are global, and the layout engine's differ."""
    with _LOCK, warnings.catch_warnings():
        saved = ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS
        warnings.simplefilter("ignore")
        try:
            ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS = False, MAX_PIXELS
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS = saved


def _photograph(content: bytes) -> PreparedImage | ImageFault:
    """Develop a picture of pixels."""
    opened = _opened(content)
    if isinstance(opened, ImageFault):
        return opened
    image, turn = opened
    remarks = tuple(_remarks(image))
    made = _developed(content, image, turn=turn)
    if isinstance(made, ImageFault):
        return made
    return replace(made, remarks=remarks, bitonal=image.mode == "1")


def _remarks(image: Image.Image) -> Iterator[tuple[str, str, str]]:
    """Yield what is lost of a picture: rule, message, hint."""
    frames = getattr(image, "n_frames", 1)
    if frames > 1 and image.format != "MPO":
        many = "pages" if image.format == "TIFF" else "frames"
        message = f"the {image.format} has {frames} {many}; a page shows the first"
        yield "image-frames", message, "save the one that is wanted as PNG or JPEG"
    profile = image.info.get("icc_profile")
    space = _space_of(profile)
    if profile and space != _space(image.mode):
        is_of = f"for {space}" if space else "damaged"
        message = f"its colour profile is {is_of}, and its colours are {_space(image.mode)}"
        yield "image-profile", message, "convert it to sRGB, and save it again"


def _developed(content: bytes, image: Image.Image, *, turn: bool) -> PreparedImage | ImageFault:
    """Bring a loaded picture to what each layout takes."""
    media_type = KINDS[image.format or ""]
    deep = image.mode.startswith("I;16") or (image.format == "PNG" and content[24] == 16)
    profile = image.info.pop("icc_profile", None)
    if image.mode == "CMYK":
        as_it_is = content if media_type == "image/jpeg" and not turn else None
        return _cmyk_picture(image, as_it_is, profile)
    foreign = _foreign(profile, image.mode)
    picture = ImageOps.exif_transpose(image) if turn else image
    if not (turn or deep or foreign or media_type == "image/tiff"):
        return _in_grey(_same(content, media_type, picture.size), picture)
    plain = _eight_bits(picture)
    if plain is None:
        return _damaged(f"its colours are of a kind that no page takes ({image.mode})")
    if foreign is not None:
        plain = _in_srgb(plain, foreign)
    jpeg = media_type == "image/jpeg"
    return _same(_encoded(plain, jpeg=jpeg), "image/jpeg" if jpeg else "image/png", plain.size)


def _opened(content: bytes) -> tuple[Image.Image, bool] | ImageFault:
    """Load a picture to its last pixel; tell too whether it lies on its side."""
    kinds = "use PNG, JPEG, WebP, GIF, TIFF or SVG"
    try:
        image = Image.open(io.BytesIO(content), formats=[kind for kind in KINDS if kind != "MPO"])
        if image.width * image.height > MAX_PIXELS:
            raise Image.DecompressionBombError
        image.load()
        turn = image.getexif().get(_ORIENTATION, 1) not in (1, None)
    except Image.DecompressionBombError:
        return ImageFault(
            "image-too-large", "the picture has too many pixels", f"reduce it: {_LIMIT}"
        )
    except UnidentifiedImageError:
        what = "a text file" if is_text(content) else "not a picture of a known kind"
        return _damaged(f"the file is {what}", kinds)
    except Exception as error:  # Pillow's readers raise whatever a broken file leads them to
        return _damaged(f"the picture cannot be read to its end: {error}")
    if not _is_whole(content, image.format or ""):
        return _damaged("the picture is cut off or damaged", "copy it anew from its source")
    return image, turn


def _is_whole(content: bytes, kind: str) -> bool:
    """Tell whether a PNG's chunks are sound up to IEND, and a JPEG's segments reach EOI."""
    if kind == "PNG":
        return _png_is_whole(content)
    return _jpeg_is_whole(content) if kind in ("JPEG", "MPO") else True


def _png_is_whole(content: bytes) -> bool:
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


def _jpeg_is_whole(content: bytes) -> bool:
    """Walk the segments; coded data ends at the first marker that is no stuffing and no restart."""
    at = 2
    while marker := _MARKER.search(content, at):
        if marker[1] == b"\xd9":
            return True
        at = marker.end() + int.from_bytes(content[marker.end() : marker.end() + 2], "big")
    return False


def _in_grey(made: PreparedImage, image: Image.Image) -> PreparedImage:
    """Keep black and white in RGB apart from line art, of which print asks for more pixels."""
    colours = image.getcolors(2) if image.mode == "RGB" else None
    if not colours or {colour for _, colour in colours} - {(0,) * 3, (255,) * 3}:
        return made
    return replace(
        made, for_print=_encoded(image.convert("L"), jpeg=False), print_media_type="image/png"
    )


def _same(content: bytes, media_type: str, size: tuple[int, int]) -> PreparedImage:
    return PreparedImage(content, content, media_type, media_type, *size)


def _cmyk_picture(
    image: Image.Image, content: bytes | None, profile: bytes | None
) -> PreparedImage:
    """Develop a CMYK picture; `content` is the file where the press can take it as it is."""
    inverted = image.format in ("JPEG", "MPO") and "adobe" not in image.info
    turned = ImageOps.exif_transpose(image)
    if inverted:  # Pillow takes every CMYK JPEG as Adobe's, where 255 is no ink
        turned = ImageChops.invert(turned)
    profile = _foreign(profile, "CMYK")
    seen = _in_srgb(turned, profile) if profile else turned.convert("RGB")
    ink = content or _encoded(turned, jpeg=True)
    return PreparedImage(ink, _encoded(seen, jpeg=True), "image/jpeg", "image/jpeg", *turned.size)


def _eight_bits(image: Image.Image) -> Image.Image | None:
    """Bring a picture to a mode of 8 bits (or 1) that every page takes; None for other colours."""
    if image.mode.startswith("I;16"):
        return image.point(lambda value: value * (1 / 257)).convert("L")
    if image.mode in ("1", "L", "LA", "P", "RGB", "RGBA"):
        return image
    wanted = {"PA": "RGBA", "La": "LA", "RGBa": "RGBA", "RGBX": "RGB", "YCbCr": "RGB"}
    return image.convert(wanted[image.mode]) if image.mode in wanted else None


def _foreign(profile: bytes | None, mode: str) -> bytes | None:
    """Give a picture's profile where it fits the picture and is not sRGB itself."""
    space = _space(mode)
    if mode == "1":
        return None
    try:
        fits = _space_of(profile) == space
        return profile if profile and fits and not _is_srgb(profile, space) else None
    except (OSError, ImageCms.PyCMSError):
        return None


def _space(mode: str) -> str:
    """Return the colour space of a mode, as ICC profiles name it."""
    grey = mode in ("1", "L", "LA", "La") or mode.startswith("I")
    return "CMYK" if mode == "CMYK" else "GRAY" if grey else "RGB"


def _space_of(profile: bytes | None) -> str:
    """Return the colour space of a profile; empty where it cannot be read."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile or b""))
        return str(source.profile.xcolor_space).strip()
    except (OSError, ImageCms.PyCMSError):
        return ""


def _is_srgb(profile: bytes, space: str) -> bool:
    """Tell by its colours whether a profile is sRGB, or of sRGB's greys; names are many."""
    if space == "CMYK":
        return False
    mode, steps = ("RGB", range(0, 256, 51)) if space == "RGB" else ("L", range(216))
    colours = product(steps, steps, steps) if space == "RGB" else ((step,) for step in steps)
    chart = Image.frombytes(mode, (216, 1), bytes(value for one in colours for value in one))
    bands = ImageChops.difference(_in_srgb(chart, profile), chart).split()
    return max(max(band.tobytes()) for band in bands) <= SRGB_TOLERANCE


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Convert a picture through its profile; grey stays grey, transparency what it is."""
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


def _encoded(image: Image.Image, *, jpeg: bool) -> bytes:
    """Write a picture as JPEG or PNG, without profile and camera data."""
    target = io.BytesIO()
    if jpeg:
        image.save(target, "JPEG", quality=JPEG_QUALITY, subsampling=0, icc_profile=None)
    else:
        image.save(target, "PNG", icc_profile=None)
    return target.getvalue()


def _starts_as_xml(content: bytes) -> bool:
    start = content[:256].removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith((b"<", b"\xff\xfe<", b"\xfe\xff\0<"))


def _sketch(content: bytes) -> PreparedImage | ImageFault:
    """Check an SVG and the pictures within it; it is used as it is."""
    try:
        drawing = read_svg(content)
        check_expansion(content, drawing.lines)
    except ExpansionError as error:
        return ImageFault("image-drawing", error.message, error.hint, error.line)
    except SvgError as error:
        return ImageFault("image-damaged", error.message, error.hint, error.line)
    pixels = 0
    for picture in drawing.pictures:
        opened = _opened(picture)
        if isinstance(opened, ImageFault):
            return ImageFault(
                opened.rule, f"a picture within the SVG: {opened.message}", opened.hint
            )
        pixels += opened[0].width * opened[0].height
    if pixels > MAX_PIXELS:
        message = "the pictures within the SVG have too many pixels"
        return ImageFault("image-too-large", message, f"reduce them: {_LIMIT}")
    media_type = "image/svg+xml"
    return PreparedImage(content, content, media_type, media_type, drawing.width, drawing.height)
