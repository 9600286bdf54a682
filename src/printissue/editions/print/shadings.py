"""The conversion of shadings (ISO 32000-1, 8.7.4.3) and of their functions to another colour space."""

import pikepdf
from pikepdf import Array, Dictionary, Name

from printissue.editions.print.colour import ColourConversion, UnconvertibleError
from printissue.pdf.colour import ColourSpace
from printissue.pdf.functions import compile_function
from printissue.pdf.objects import Raw, numbers

AXIAL_AND_RADIAL = (2, 3)
STEPS = 32
"""The intervals in which a mixture of two colours is sampled, too small to see."""
FINE_STEPS = 255
"""The intervals in which any other function is sampled."""


def convert_shading(
    pdf: pikepdf.Pdf, shading: Raw, *, space: ColourSpace, conversion: ColourConversion
) -> pikepdf.Object:
    """Return a shading in the conversion's colour space.

    Raise UnconvertibleError for a shading that is neither axial nor radial, unless it is in that space already.
    """
    made = shading.copy() if isinstance(shading, pikepdf.Dictionary) else shading
    wanted = "cmyk" if conversion.space == "/DeviceCMYK" else "gray"
    if space.model != wanted:
        if int(shading.ShadingType) not in AXIAL_AND_RADIAL or "/Function" not in shading:
            raise UnconvertibleError("a shading is neither axial nor radial")
        made.Function = convert_function(pdf, shading.Function, space=space, conversion=conversion)
        if "/Background" in shading:
            values = tuple(float(value) for value in shading.Background)
            made.Background = Array(list(conversion.colour(space, values)))
    made.ColorSpace = Name(conversion.space)
    return pdf.make_indirect(made)


def convert_function(
    pdf: pikepdf.Pdf, function: Raw, *, space: ColourSpace, conversion: ColourConversion
) -> Raw:
    """Return a function whose results are those of `function`, converted from `space`.

    A stitching function keeps its bounds, so that hard stops stay hard. An exponential function is sampled unless its
    conversion is the same mixture of the converted ends.
    """
    kind = 0 if isinstance(function, pikepdf.Array) else int(function.FunctionType)
    if kind == 3:
        parts = [
            convert_function(pdf, part, space=space, conversion=conversion)
            for part in function.Functions
        ]
        return Dictionary(
            FunctionType=3,
            Domain=function.Domain,
            Functions=Array(parts),
            Bounds=function.Bounds,
            Encode=function.Encode,
        )
    if kind == 2:
        ends = numbers(function.get("/C0")) or (0.0,), numbers(function.get("/C1")) or (1.0,)
        if conversion.keeps_blends(space, *ends):
            c0, c1 = (Array(list(conversion.colour(space, end))) for end in ends)
            return Dictionary(FunctionType=2, Domain=function.Domain, C0=c0, C1=c1, N=function.N)
    return _sampled(pdf, function, space=space, conversion=conversion)


def _sampled(
    pdf: pikepdf.Pdf, function: Raw, *, space: ColourSpace, conversion: ColourConversion
) -> pikepdf.Stream:
    """Return a sampled function of 8 bits whose samples are the converted results of a function."""
    leader = function[0] if isinstance(function, pikepdf.Array) else function
    domain = list(leader.Domain)
    if len(domain) != 2:
        raise UnconvertibleError("a shading follows a function of several variables")
    first, last = float(domain[0]), float(domain[1])
    steps = STEPS if leader is function and int(leader.FunctionType) == 2 else FINE_STEPS
    points = (first + (last - first) * step / steps for step in range(steps + 1))
    call = compile_function(function)
    rows = [conversion.gradient_colour(space, call((point,))) for point in points]
    made = pdf.make_stream(bytes(round(value * 255) for row in rows for value in row))
    made.FunctionType = 0
    made.Domain = Array(domain)
    made.Range = Array([0, 1] * len(rows[0]))
    made.Size = Array([steps + 1])
    made.BitsPerSample = 8
    return made
