"""Shadings, redrawn as amounts of three inks."""

from collections.abc import Callable
from itertools import product

import pikepdf
from pikepdf import Array, Name

from printissue.preflight.inkwell import Inks, InseparableError, Raw, Space
from printissue.preflight.tints import compiled

STEPS = 256
"""Samples along a gradient."""
GRID = 33
"""Samples along each side of a shading that is a function of the place."""

Channels = Callable[[Inks], list[float]]
"""Gives the three channels of a colour, 0 to 1."""


def redrawn(pdf: pikepdf.Pdf, shading: Raw, *, space: Space, channels: Channels) -> Raw:
    """Make the same shading in RGB. InseparableError for a mesh that has its colours at its corners."""
    if "/Function" not in shading:
        raise InseparableError("a shading is a mesh of colours")
    stream = isinstance(shading, pikepdf.Stream)
    made: Raw = pdf.make_stream(shading.read_bytes()) if stream else pikepdf.Dictionary()
    for key, value in shading.items():
        if key not in (
            "/Function",
            "/ColorSpace",
            "/Background",
            "/Length",
            "/Filter",
            "/DecodeParms",
        ):
            made[key] = value
    made.ColorSpace = Name.DeviceRGB
    made.Function = _sampled(pdf, shading, space=space, channels=channels)
    if "/Background" in shading:
        values = tuple(float(value) for value in shading.Background.as_list())
        made.Background = Array(channels(space.inks(values)))
    return pdf.make_indirect(made)


def _sampled(pdf: pikepdf.Pdf, shading: Raw, *, space: Space, channels: Channels) -> Raw:
    """Make a sampled function of the three channels, over the domain of the shading's own."""
    function = compiled(shading.Function)
    leader = shading.Function
    leader = leader[0] if isinstance(leader, pikepdf.Array) else leader
    domain = [float(value) for value in leader.Domain.as_list()]
    count = GRID if len(domain) == 4 else STEPS
    axes = [
        [low + (high - low) * at / (count - 1) for at in range(count)]
        for low, high in zip(domain[::2], domain[1::2], strict=True)
    ]
    points = (values[::-1] for values in product(*reversed(axes)))  # the first dimension is fastest
    rows = (channels(space.inks(tuple(function(point)))) for point in points)
    made = pdf.make_stream(bytes(round(255 * value) for row in rows for value in row))
    made.FunctionType = 0
    made.Domain = Array(domain)
    made.Range = Array([0, 1] * 3)
    made.Size = Array([count] * len(axes))
    made.BitsPerSample = 8
    return made
