"""Pictures: every image of a raw file as the press takes it, in CMYK or grey."""

import io
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

from printissue.editions.print.colour import Palette, UnconvertibleError
from printissue.editions.print.keeping import keep, kept, key_of
from printissue.pdf.colour import GRAY, ColourSpace
from printissue.pdf.images import components, filters_of
from printissue.pdf.objects import Raw, reason

JPEG_QUALITY = 95
"""For pictures that came as JPEG: high enough that a second compression does not show."""
INVERTED = [1, 0] * 4
"""The Decode array of a CMYK JPEG as Adobe's and Pillow's are written: 255 is no ink."""

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
class Plate:
    """An image's encoded data and its dictionary, without masks."""

    data: bytes
    entries: Dictionary


def plate(image: Raw, *, space: ColourSpace | None, palette: Palette) -> Plate:
    """Bring an image into the palette's space; `space` is None for a stencil mask.

    Grey images stay DeviceGray and CMYK images what they are, byte for byte; an RGB image becomes
    grey where all its pixels are, and line art where all are black or white: the layout engine
    writes that in RGB. UnconvertibleError for what cannot be read.
    """
    if space is None:
        return _unchanged(image, None)
    if space.model == "gray":
        return _unchanged(image, Name.DeviceGray)
    if space.model == "cmyk" and palette.space == "/DeviceCMYK":
        return _unchanged(image, Name.DeviceCMYK)
    if space.model == "indexed":
        return _unchanged(image, _indexed(space, palette))
    if space.model not in ("rgb", "lab", "cmyk"):
        raise UnconvertibleError(f"a picture is in the space {space.family}")
    key = _key(image, space, palette)
    if known := kept(key):
        return Plate(*known)
    picture, jpeg = palette.picture(pixels(image, space), space), _is_jpeg(image)
    if not (jpeg or "/SMask" in image) and _is_line_art(picture):
        picture = picture.convert("1", dither=Image.Dither.NONE)
    made = encoded(picture, jpeg=jpeg)
    keep(key, made.data, made.entries)
    return made


def _key(image: Raw, space: ColourSpace, palette: Palette) -> str:
    """Name all that decides about a converted picture."""
    entries = Dictionary({key: image[key] for key in _KEPT if key in image})
    facts = repr(("/SMask" in image, space.model, space.size)).encode()
    return key_of(
        palette.key, facts, space.icc, entries.unparse(resolved=True), image.read_raw_bytes()
    )


def _is_line_art(picture: Image.Image) -> bool:
    colours = picture.getcolors(2) if picture.mode == "L" else None
    return colours is not None and {grey for _, grey in colours} <= {0, 255}


def _unchanged(image: Raw, space: Raw) -> Plate:
    entries = Dictionary({key: image[key] for key in _KEPT if key in image})
    if space is not None:
        entries.ColorSpace = space
    return Plate(image.read_raw_bytes(), entries)


def _indexed(space: ColourSpace, palette: Palette) -> Array:
    """Convert an indexed space by its table; a table of greys alone stands on DeviceGray."""
    rows = [palette.colour(space.base or GRAY, entry) for entry in space.table()]
    name = Name(palette.space)
    if palette.space == "/DeviceCMYK" and not any(any(row[:3]) for row in rows):
        name, rows = Name.DeviceGray, [(1 - row[3],) for row in rows]
    table = bytes(round(value * 255) for row in rows for value in row)
    return Array([Name.Indexed, name, len(rows) - 1, pikepdf.String(table)])


def pixels(image: Raw, space: ColourSpace) -> Image.Image:
    """Return an image in Pillow's RGB or CMYK, Decode applied. Raise UnconvertibleError if it cannot be read."""
    if space.model == "lab":
        raise UnconvertibleError("a picture is in Lab")
    try:
        bands = components(image, space, whole=True)
    except Exception as error:  # whatever a decoder makes of damaged data
        raise UnconvertibleError(reason(error, "a picture cannot be decoded")) from None
    return Image.merge("CMYK" if space.model == "cmyk" else "RGB", bands)


def encoded(picture: Image.Image, *, jpeg: bool) -> Plate:
    """Compress a picture of mode CMYK, L or 1: as JPEG where its source was one, else losslessly."""
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
        return Plate(target.getvalue(), entries)
    # Pillow has a fast PNG writer, but none for CMYK: to PNG's predictors, four bands are RGBA.
    if picture.mode == "CMYK":
        picture = Image.frombytes("RGBA", picture.size, picture.tobytes())
    picture.save(target, "PNG")
    entries.Filter = Name.FlateDecode
    entries.DecodeParms = Dictionary(
        Predictor=15, Colors=len(picture.getbands()), BitsPerComponent=bits, Columns=picture.width
    )
    return Plate(_png_data(target.getvalue()), entries)


def _png_data(png: bytes) -> bytes:
    """Give the compressed rows of a PNG: the content of its IDAT chunks."""
    rows, at = [], 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] == b"IDAT":
            rows.append(png[at + 8 : at + 8 + length])
        at += length + 12
    return b"".join(rows)


def _is_jpeg(image: Raw) -> bool:
    return filters_of(image) == ["/DCTDecode"]
