"""PDF functions of one variable (ISO 32000-1, 7.10): evaluated, and remade for other colours."""

from bisect import bisect_right
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary

from printissue.prepress.colour import Palette
from printissue.prepress.spaces import Raw, Space, UnconvertibleError, Values

STEPS = 32
"""Intervals in which a blend of two colours is sampled: steps too small to see."""
FINE_STEPS = 255
"""Intervals for a function of unknown course."""


def evaluate(function: Raw, at: float) -> Values:
    """Give a function's values at one point. UnconvertibleError for PostScript functions."""
    if isinstance(function, pikepdf.Array):
        return tuple(value for part in function for value in evaluate(part, at))
    first, last = (float(limit) for limit in list(function.Domain)[:2])
    at = min(max(at, first), last)
    kind = _EVALUATORS.get(int(function.FunctionType))
    if kind is None or len(function.Domain) != 2:
        raise UnconvertibleError("a shading follows a function that cannot be sampled")
    return kind(function, at)


def recolour(pdf: pikepdf.Pdf, function: Raw, *, space: Space, palette: Palette) -> Raw:
    """Make the function that gives `palette`'s colours where `function` gives colours of `space`.

    Stitched functions keep their bounds, so that hard stops stay hard; a blend whose conversion
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
        ends = _numbers(function, "/C0", (0.0,)), _numbers(function, "/C1", (1.0,))
        if palette.linear(space, *ends):
            c0, c1 = (Array(list(palette.colour(space, end))) for end in ends)
            return Dictionary(FunctionType=2, Domain=function.Domain, C0=c0, C1=c1, N=function.N)
    return _sampled(pdf, function, lambda values: palette.blend(space, values))


def _sampled(
    pdf: pikepdf.Pdf, function: Raw, convert: Callable[[Values], Values]
) -> pikepdf.Stream:
    """Make a sampled function, 8 bits a value, of a function and a conversion of its values."""
    leader = function[0] if isinstance(function, pikepdf.Array) else function
    domain = list(leader.Domain)
    first, last = float(domain[0]), float(domain[1])
    steps = STEPS if leader is function and int(leader.FunctionType) == 2 else FINE_STEPS
    points = (first + (last - first) * step / steps for step in range(steps + 1))
    rows = [convert(evaluate(function, point)) for point in points]
    samples = bytes(round(value * 255) for row in rows for value in row)
    made = pdf.make_stream(samples)
    made.FunctionType = 0
    made.Domain = Array(domain)
    made.Range = Array([0, 1] * len(rows[0]))
    made.Size = Array([steps + 1])
    made.BitsPerSample = 8
    return made


def _samples(function: Raw, at: float) -> Values:
    """Evaluate type 0, by linear interpolation."""
    size, bits = int(function.Size[0]), int(function.BitsPerSample)
    limits = _numbers(function, "/Range", ())
    count = len(limits) // 2
    domain = _numbers(function, "/Domain", (0.0, 1.0))
    encode = _numbers(function, "/Encode", (0.0, size - 1.0))
    decode = _numbers(function, "/Decode", limits)
    place = min(max(_between(at, domain, encode), 0.0), size - 1.0)
    below = int(place)
    content = function.read_bytes()

    def row(index: int) -> list[float]:
        return [_bits(content, (index * count + n) * bits, bits) for n in range(count)]

    pairs = zip(row(below), row(min(below + 1, size - 1)), strict=True)
    mixed = [low + (high - low) * (place - below) for low, high in pairs]
    top = float(2**bits - 1)
    return tuple(
        _between(value, (0.0, top), decode[2 * n : 2 * n + 2]) for n, value in enumerate(mixed)
    )


def _power(function: Raw, at: float) -> Values:
    """Evaluate type 2."""
    power = at ** float(function.N)
    ends = zip(_numbers(function, "/C0", (0.0,)), _numbers(function, "/C1", (1.0,)), strict=True)
    return tuple(first + power * (last - first) for first, last in ends)


def _stitched(function: Raw, at: float) -> Values:
    """Evaluate type 3."""
    bounds = _numbers(function, "/Bounds", ())
    first, last = _numbers(function, "/Domain", (0.0, 1.0))
    part = min(bisect_right(bounds, at), len(function.Functions) - 1)
    limits = (first, *bounds, last)
    encode = _numbers(function, "/Encode", ())[2 * part : 2 * part + 2]
    return evaluate(function.Functions[part], _between(at, limits[part : part + 2], encode))


_EVALUATORS: dict[int, Callable[[Raw, float], Values]] = {0: _samples, 2: _power, 3: _stitched}


def _numbers(function: Raw, key: str, default: Values) -> Values:
    return tuple(float(value) for value in function.get(key, default))


def _between(at: float, source: Values, target: Values) -> float:
    """Carry a value from one range to another."""
    width = source[1] - source[0]
    return target[0] + (at - source[0]) / width * (target[1] - target[0]) if width else target[0]


def _bits(content: bytes, start: int, count: int) -> int:
    """Read `count` bits, high bit first, from bit `start` on."""
    end = start + count
    chunk = int.from_bytes(content[start // 8 : -(-end // 8)], "big")
    return (chunk >> (-end % 8)) & ((1 << count) - 1)
