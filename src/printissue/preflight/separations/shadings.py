"""Shadings redrawn as amounts of three inks."""

from collections.abc import Callable
from itertools import product

import pikepdf
from pikepdf import Array, Name

from printissue.pdf.functions import Values, compile_function
from printissue.pdf.objects import ContentError, Raw

STEPS = 256
"""The samples of an axial or radial shading."""
GRID = 33
"""The samples along each side of a function-based shading."""

ToChannels = Callable[[Values], list[float]]
"""Returns the three channels of a colour in the shading's space, 0 to 1."""
_REPLACED = frozenset(
    ("/Function", "/ColorSpace", "/Background", "/Length", "/Filter", "/DecodeParms")
)


def redraw_shading(pdf: pikepdf.Pdf, shading: Raw, channels: ToChannels) -> Raw:
    """Return the same shading in RGB. Raise ContentError for a mesh whose colours are at its corners."""
    if "/Function" not in shading:
        raise ContentError("a shading is a mesh with colours at its corners")
    stream = isinstance(shading, pikepdf.Stream)
    made: Raw = pdf.make_stream(shading.read_bytes()) if stream else pikepdf.Dictionary()
    for key, value in shading.items():
        if key not in _REPLACED:
            made[key] = value
    made.ColorSpace = Name.DeviceRGB
    made.Function = _sampled_function(pdf, shading, channels)
    if "/Background" in shading:
        made.Background = Array(channels(tuple(float(one) for one in shading.Background)))
    return pdf.make_indirect(made)


def _sampled_function(pdf: pikepdf.Pdf, shading: Raw, channels: ToChannels) -> Raw:
    """Return a sampled function of the three channels with the domain of the shading's function."""
    function = compile_function(shading.Function)
    leader = shading.Function
    leader = leader[0] if isinstance(leader, pikepdf.Array) else leader
    domain = [float(value) for value in leader.Domain.as_list()]
    count = GRID if len(domain) == 4 else STEPS
    axes = [
        [low + (high - low) * at / (count - 1) for at in range(count)]
        for low, high in zip(domain[::2], domain[1::2], strict=True)
    ]
    # the first dimension varies fastest
    points = (values[::-1] for values in product(*reversed(axes)))
    rows = (channels(function(point)) for point in points)
    made = pdf.make_stream(bytes(round(255 * value) for row in rows for value in row))
    made.FunctionType = 0
    made.Domain = Array(domain)
    made.Range = Array([0, 1] * 3)
    made.Size = Array([count] * len(axes))
    made.BitsPerSample = 8
    return made
