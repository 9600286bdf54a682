"""Shadings (ISO 32000-1, 8.7.4.3): gradients in another colour space."""

import pikepdf
from pikepdf import Array, Name

from printissue.prepress.colour import Palette
from printissue.prepress.functions import recolour
from printissue.prepress.spaces import Raw, Space, UnconvertibleError

AXIAL_AND_RADIAL = (2, 3)


def repaint(pdf: pikepdf.Pdf, shading: Raw, *, space: Space, palette: Palette) -> pikepdf.Object:
    """Make the same shading in the palette's space.

    Axial and radial shadings of any space convert; UnconvertibleError for all others that are not
    in the palette's space already.
    """
    made = shading.copy() if isinstance(shading, pikepdf.Dictionary) else shading
    wanted = "cmyk" if palette.space == "/DeviceCMYK" else "grey"
    if space.kind != wanted:
        if int(shading.ShadingType) not in AXIAL_AND_RADIAL or "/Function" not in shading:
            raise UnconvertibleError("a shading is neither axial nor radial")
        made.Function = recolour(pdf, shading.Function, space=space, palette=palette)
        if "/Background" in shading:
            values = tuple(float(value) for value in shading.Background)
            made.Background = Array(list(palette.colour(space, values)))
    made.ColorSpace = Name(palette.space)
    return pdf.make_indirect(made)
