"""Shadings (ISO 32000-1, 8.7.4.3): gradients in another colour space, and the functions that make them."""

import pikepdf
from pikepdf import Array, Dictionary, Name

from printissue.editions.print.colour import Palette, UnconvertibleError
from printissue.pdf.colour import ColourSpace
from printissue.pdf.functions import compile_function
from printissue.pdf.objects import Raw, numbers

AXIAL_AND_RADIAL = (2, 3)
STEPS = 32
"""Intervals in which a blend of two colours is sampled: steps too small to see."""
FINE_STEPS = 255
"""Intervals for a function of unknown course."""


def repaint(
    pdf: pikepdf.Pdf, shading: Raw, *, space: ColourSpace, palette: Palette
) -> pikepdf.Object:
    """Return the same shading in the palette's space.

    Axial and radial shadings of any space convert. Raise UnconvertibleError for all others that are not
    in the palette's space already.
    """
    made = shading.copy() if isinstance(shading, pikepdf.Dictionary) else shading
    wanted = "cmyk" if palette.space == "/DeviceCMYK" else "gray"
    if space.model != wanted:
        if int(shading.ShadingType) not in AXIAL_AND_RADIAL or "/Function" not in shading:
            raise UnconvertibleError("a shading is neither axial nor radial")
        made.Function = recolour(pdf, shading.Function, space=space, palette=palette)
        if "/Background" in shading:
            values = tuple(float(value) for value in shading.Background)
            made.Background = Array(list(palette.colour(space, values)))
    made.ColorSpace = Name(palette.space)
    return pdf.make_indirect(made)


def recolour(pdf: pikepdf.Pdf, function: Raw, *, space: ColourSpace, palette: Palette) -> Raw:
    """Return the function that gives `palette`'s colours where `function` gives colours of `space`.

    Stitching functions keep their bounds, so that hard stops stay hard; a blend whose conversion
    is no plain blend is sampled.
    """
    kind = 0 if isinstance(function, pikepdf.Array) else int(function.FunctionType)
    if kind == 3:
        parts = [recolour(pdf, part, space=space, palette=palette) for part in function.Functions]
        return Dictionary(
            FunctionType=3,
            Domain=function.Domain,
            Functions=Array(parts),
            Bounds=function.Bounds,
            Encode=function.Encode,
        )
    if kind == 2:
        ends = numbers(function.get("/C0")) or (0.0,), numbers(function.get("/C1")) or (1.0,)
        if palette.linear(space, *ends):
            c0, c1 = (Array(list(palette.colour(space, end))) for end in ends)
            return Dictionary(FunctionType=2, Domain=function.Domain, C0=c0, C1=c1, N=function.N)
    return _sampled(pdf, function, space=space, palette=palette)


def _sampled(
    pdf: pikepdf.Pdf, function: Raw, *, space: ColourSpace, palette: Palette
) -> pikepdf.Stream:
    """Return a sampled function, 8 bits a value, of a function and a conversion of its values."""
    leader = function[0] if isinstance(function, pikepdf.Array) else function
    domain = list(leader.Domain)
    if len(domain) != 2:
        raise UnconvertibleError("a shading follows a function of several variables")
    first, last = float(domain[0]), float(domain[1])
    steps = STEPS if leader is function and int(leader.FunctionType) == 2 else FINE_STEPS
    points = (first + (last - first) * step / steps for step in range(steps + 1))
    call = compile_function(function)
    rows = [palette.blend(space, call((point,))) for point in points]
    made = pdf.make_stream(bytes(round(value * 255) for row in rows for value in row))
    made.FunctionType = 0
    made.Domain = Array(domain)
    made.Range = Array([0, 1] * len(rows[0]))
    made.Size = Array([steps + 1])
    made.BitsPerSample = 8
    return made
