"""The conversion of images to the printing inks or grey, and the flattening of transparent ones."""

import io
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

from printissue.editions.print.colour import ColourConversion, UnconvertibleError
from printissue.editions.print.image_cache import cache_key, load_image, store_image
from printissue.pdf.colour import GRAY, ColourSpace
from printissue.pdf.functions import Values
from printissue.pdf.images import components, filters_of
from printissue.pdf.objects import Raw, reason

JPEG_QUALITY = 95
"""The quality of images that come as JPEG, high enough that a second compression does not show."""
INVERTED = [1, 0] * 4
"""The Decode array of CMYK JPEGs as Adobe's programs and Pillow write them: 255 is no ink."""

_KEPT = (
    "/Type",
    "/Subtype",
    "/Width",
    "/Height",
    "/BitsPerComponent",
    "/ImageMask",
    "/Decode",
    "/Filter",
    "/DecodeParms",
)


@dataclass(frozen=True, slots=True)
class StreamData:
    """A stream to write: its encoded data and its dictionary."""

    data: bytes
    entries: Dictionary


def convert_image(
    image: Raw, *, space: ColourSpace | None, conversion: ColourConversion
) -> StreamData:
    """Return an image, without its masks, in the conversion's colour space; `space` is None for a stencil mask.

    Grey and CMYK images keep their bytes. An RGB image becomes grey if all its pixels are grey, and 1-bit line art if
    all are black or white, because the layout engine writes both in RGB. Raise UnconvertibleError for an image that
    cannot be read.
    """
    if space is None:
        return _unchanged(image, None)
    if space.model == "gray":
        return _unchanged(image, Name.DeviceGray)
    if space.model == "cmyk" and conversion.space == "/DeviceCMYK":
        return _unchanged(image, Name.DeviceCMYK)
    if space.model == "indexed":
        return _unchanged(image, _indexed(space, conversion))
    if space.model not in ("rgb", "lab", "cmyk"):
        raise UnconvertibleError(f"a picture is in the space {space.family}")
    key = _key(image, space, conversion)
    if known := load_image(key):
        return StreamData(*known)
    picture, jpeg = conversion.image(pixels(image, space), space), _is_jpeg(image)
    if not (jpeg or "/SMask" in image) and _is_line_art(picture):
        picture = picture.convert("1", dither=Image.Dither.NONE)
    made = encode_image(picture, jpeg=jpeg)
    store_image(key, made.data, made.entries)
    return made


def _key(image: Raw, space: ColourSpace, conversion: ColourConversion) -> str:
    """Return the cache key of a converted image."""
    entries = Dictionary({key: image[key] for key in _KEPT if key in image})
    facts = repr(("/SMask" in image, space.model, space.size)).encode()
    return cache_key(
        conversion.key, facts, space.icc, entries.unparse(resolved=True), image.read_raw_bytes()
    )


def _is_line_art(picture: Image.Image) -> bool:
    colours = picture.getcolors(2) if picture.mode == "L" else None
    return colours is not None and {grey for _, grey in colours} <= {0, 255}


def _unchanged(image: Raw, space: Raw) -> StreamData:
    entries = Dictionary({key: image[key] for key in _KEPT if key in image})
    if space is not None:
        entries.ColorSpace = space
    return StreamData(image.read_raw_bytes(), entries)


def _indexed(space: ColourSpace, conversion: ColourConversion) -> Array:
    """Return an indexed space with its table converted; a table of greys is based on DeviceGray."""
    rows = [conversion.colour(space.base or GRAY, entry) for entry in space.table()]
    name = Name(conversion.space)
    if conversion.space == "/DeviceCMYK" and not any(any(row[:3]) for row in rows):
        name, rows = Name.DeviceGray, [(1 - row[3],) for row in rows]
    table = bytes(round(value * 255) for row in rows for value in row)
    return Array([Name.Indexed, name, len(rows) - 1, pikepdf.String(table)])


def pixels(image: Raw, space: ColourSpace) -> Image.Image:
    """Return an image in Pillow's RGB or CMYK, Decode applied. Raise UnconvertibleError if it cannot be read."""
    if space.model == "lab":
        raise UnconvertibleError("a picture is in Lab")
    try:
        bands = components(image, space, whole=True)
    except Exception as error:  # a decoder may raise anything for damaged data
        raise UnconvertibleError(reason(error, "a picture cannot be decoded")) from None
    return Image.merge("CMYK" if space.model == "cmyk" else "RGB", bands)


def encode_image(picture: Image.Image, *, jpeg: bool) -> StreamData:
    """Return an image of mode CMYK, L or 1, compressed as JPEG or losslessly."""
    space = Name.DeviceCMYK if picture.mode == "CMYK" else Name.DeviceGray
    bits = 1 if picture.mode == "1" else 8
    entries = Dictionary(
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=picture.width,
        Height=picture.height,
        ColorSpace=space,
        BitsPerComponent=bits,
    )
    target = io.BytesIO()
    if jpeg:
        picture.save(target, "JPEG", quality=JPEG_QUALITY, subsampling=0)
        entries.Filter = Name.DCTDecode
        if picture.mode == "CMYK":
            entries.Decode = Array(INVERTED)
        return StreamData(target.getvalue(), entries)
    # Pillow's fast PNG writer takes no CMYK, but PNG's predictors do not ask what four bands mean.
    if picture.mode == "CMYK":
        picture = Image.frombytes("RGBA", picture.size, picture.tobytes())
    picture.save(target, "PNG")
    entries.Filter = Name.FlateDecode
    entries.DecodeParms = Dictionary(
        Predictor=15, Colors=len(picture.getbands()), BitsPerComponent=bits, Columns=picture.width
    )
    return StreamData(_png_data(target.getvalue()), entries)


def _png_data(png: bytes) -> bytes:
    """Return the compressed rows of a PNG: the content of its IDAT chunks."""
    rows, at = [], 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] == b"IDAT":
            rows.append(png[at + 8 : at + 8 + length])
        at += length + 12
    return b"".join(rows)


def _is_jpeg(image: Raw) -> bool:
    return filters_of(image) == ["/DCTDecode"]


# flattening: an image mixed with the one colour that it is drawn over


def flatten_image(
    image: Raw, *, space: ColourSpace, conversion: ColourConversion, backdrop: Values | None
) -> StreamData | None:
    """Return an image mixed with its backdrop, as a transparency group does (ISO 32000-1, 11.3.6).

    Return None if it must keep its soft mask: if the backdrop has no one colour, or if the image is not what the layout
    engine writes, grey or RGB of 8 bits with a mask of the same size.
    """
    soft, size = image.SMask, (int(image.Width), int(image.Height))
    if space.model not in ("rgb", "gray") or not _is_plain(image) or not _is_plain(soft):
        return None
    if (int(soft.Width), int(soft.Height)) != size:
        return None
    alpha = Image.frombytes("L", size, soft.read_bytes())
    opaque = alpha.getextrema() == (255, 255)
    if conversion.space != "/DeviceCMYK" or not (opaque or backdrop):
        return None
    picture = pixels(image, space) if space.model == "rgb" else _grey(image, size)
    inks = conversion.image(picture, space) if picture.mode == "RGB" else picture
    return encode_image(inks if opaque else _mixed(inks, alpha, backdrop or ()), jpeg=False)


def _is_plain(image: Raw) -> bool:
    bits = int(image.get("/BitsPerComponent", 8))
    filtered = image.get("/Filter", pikepdf.Name.FlateDecode) == pikepdf.Name.FlateDecode
    return bits == 8 and filtered and not {"/Decode", "/Matte"} & set(image.keys())


def _grey(image: Raw, size: tuple[int, int]) -> Image.Image:
    return Image.frombytes("L", size, image.read_bytes())


def _mixed(picture: Image.Image, alpha: Image.Image, backdrop: Values) -> Image.Image:
    """Return an image in inks or grey mixed with a backdrop; grey on paper or on grey stays grey."""
    inks = tuple(round(value * 255) for value in backdrop)
    if picture.mode == "L" and not any(inks[:3]):
        return Image.composite(picture, Image.new("L", picture.size, 255 - inks[3]), alpha)
    if picture.mode == "L":
        none = Image.new("L", picture.size)
        black = picture.point([255 - value for value in range(256)])
        picture = Image.merge("CMYK", (none, none, none, black))
    return Image.composite(picture, Image.new("CMYK", picture.size, inks), alpha)
