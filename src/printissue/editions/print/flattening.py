"""Flattening: a transparent picture, mixed with the one colour that it stands on.

The mixture is that of a transparency group in the printing inks (ISO 32000-1, 11.3.6).
"""

import pikepdf
from PIL import Image

from printissue.editions.print.colour import Palette
from printissue.editions.print.images import Plate, encoded, pixels
from printissue.pdf.colour import ColourSpace
from printissue.pdf.functions import Values
from printissue.pdf.objects import Raw


def flattened(
    image: Raw, *, space: ColourSpace, palette: Palette, backdrop: Values | None
) -> Plate | None:
    """Give an image without its soft mask; None where it must keep it.

    That is where the backdrop is not of one colour, or the image is not as the layout engine writes
    it: grey or RGB of 8 bits, with a mask of the same size.
    """
    soft, size = image.SMask, (int(image.Width), int(image.Height))
    if space.model not in ("rgb", "gray") or not _is_plain(image) or not _is_plain(soft):
        return None
    if (int(soft.Width), int(soft.Height)) != size:
        return None
    alpha = Image.frombytes("L", size, soft.read_bytes())
    opaque = alpha.getextrema() == (255, 255)
    if palette.space != "/DeviceCMYK" or not (opaque or backdrop):
        return None
    picture = pixels(image, space) if space.model == "rgb" else _grey(image, size)
    inks = palette.picture(picture, space) if picture.mode == "RGB" else picture
    return encoded(inks if opaque else _mixed(inks, alpha, backdrop or ()), jpeg=False)


def _is_plain(image: Raw) -> bool:
    bits = int(image.get("/BitsPerComponent", 8))
    filtered = image.get("/Filter", pikepdf.Name.FlateDecode) == pikepdf.Name.FlateDecode
    return bits == 8 and filtered and not {"/Decode", "/Matte"} & set(image.keys())


def _grey(image: Raw, size: tuple[int, int]) -> Image.Image:
    return Image.frombytes("L", size, image.read_bytes())


def _mixed(picture: Image.Image, alpha: Image.Image, backdrop: Values) -> Image.Image:
    """Mix a picture in inks or grey with a backdrop; grey on paper or on grey stays grey."""
    inks = tuple(round(value * 255) for value in backdrop)
    if picture.mode == "L" and not any(inks[:3]):
        return Image.composite(picture, Image.new("L", picture.size, 255 - inks[3]), alpha)
    if picture.mode == "L":
        none = Image.new("L", picture.size)
        black = picture.point([255 - value for value in range(256)])
        picture = Image.merge("CMYK", (none, none, none, black))
    return Image.composite(picture, Image.new("CMYK", picture.size, inks), alpha)
