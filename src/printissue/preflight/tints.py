"""PDF functions of all four types (ISO 32000-1, 7.10), read once and called often."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import product as every

import pikepdf

from printissue.preflight import calculator
from printissue.preflight.objects import Raw

Values = tuple[float, ...]
Function = Callable[[Values], Values]
MAX_INPUTS = 8
"""Inputs of a sampled function: it is interpolated between two corners a dimension."""
MAX_DEPTH = 8
"""Stitched functions within stitched ones."""


def compiled(function: Raw, depth: int = 0) -> Function:
    """Read a function, or an array of functions of one value each. ValueError if it is none."""
    if depth > MAX_DEPTH:
        raise ValueError("functions stand within functions without end")
    if isinstance(function, pikepdf.Array):
        parts = [compiled(part, depth + 1) for part in function]
        return lambda values: tuple(one for part in parts for one in part(values))
    kind = int(function.get("/FunctionType", -1))
    if kind not in _KINDS:
        raise ValueError(f"there is no function type {kind}")
    domain, limits = _numbers(function, "/Domain"), _numbers(function, "/Range")
    core = _KINDS[kind](function, domain, depth)
    return lambda values: _within(core(_within(values, domain)), limits)


def _sampled(function: Raw, domain: Values, _depth: int) -> Function:
    sizes = [int(one) for one in function.Size]
    bits = int(function.BitsPerSample)
    limits = _numbers(function, "/Range")
    count = len(limits) // 2
    if not 0 < len(sizes) <= MAX_INPUTS or min(sizes) < 1 or not count:
        raise ValueError("a sampled function has no usable size")
    encode = _numbers(function, "/Encode") or tuple(
        one for size in sizes for one in (0.0, size - 1.0)
    )
    decode = _numbers(function, "/Decode") or limits
    content = function.read_bytes()

    def sample(place: Sequence[int]) -> list[int]:
        at, step = 0, 1
        for index, size in zip(place, sizes, strict=True):
            at, step = at + index * step, step * size
        return [_bits(content, (at * count + n) * bits, bits) for n in range(count)]

    def call(values: Values) -> Values:
        places = [
            min(max(_between(value, _pair(domain, n), _pair(encode, n)), 0.0), sizes[n] - 1.0)
            for n, value in enumerate(values[: len(sizes)])
        ]
        mixed = _mixed(places, sizes, sample)
        top = (0.0, float(2**bits - 1))
        return tuple(_between(one, top, _pair(decode, n)) for n, one in enumerate(mixed))

    return call


def _mixed(
    places: Sequence[float], sizes: Sequence[int], sample: Callable[[Sequence[int]], list[int]]
) -> list[float]:
    """Interpolate linearly between the samples around a place."""
    lows = [min(int(place), size - 1) for place, size in zip(places, sizes, strict=True)]
    shares = [place - low for place, low in zip(places, lows, strict=True)]
    total: list[float] = []
    for corner in every(*(((0, 1) if share else (0,)) for share in shares)):
        weight = 1.0
        for share, high in zip(shares, corner, strict=True):
            weight *= share if high else 1 - share
        row = sample([low + high for low, high in zip(lows, corner, strict=True)])
        total = [a + weight * b for a, b in zip(total or [0.0] * len(row), row, strict=True)]
    return total


def _power(function: Raw, _domain: Values, _depth: int) -> Function:
    first = _numbers(function, "/C0") or (0.0,)
    last = _numbers(function, "/C1") or (1.0,)
    exponent = float(function.N)

    def call(values: Values) -> Values:
        share = values[0] ** exponent if values[0] > 0 or exponent > 0 else 0.0
        return tuple(a + share * (b - a) for a, b in zip(first, last, strict=True))

    return call


def _stitched(function: Raw, domain: Values, depth: int) -> Function:
    parts = [compiled(part, depth + 1) for part in function.Functions]
    bounds, encode = _numbers(function, "/Bounds"), _numbers(function, "/Encode")
    if not parts or len(bounds) != len(parts) - 1 or len(encode) != 2 * len(parts):
        raise ValueError("a stitched function does not fit together")
    limits = (domain[0], *bounds, domain[1])

    def call(values: Values) -> Values:
        part = min(bisect_right(bounds, values[0]), len(parts) - 1)
        place = _between(values[0], (limits[part], limits[part + 1]), _pair(encode, part))
        return parts[part]((place,))

    return call


def _calculated(function: Raw, _domain: Values, _depth: int) -> Function:
    program = calculator.parsed(function.read_bytes().decode("latin-1"))
    count = len(_numbers(function, "/Range")) // 2

    def call(values: Values) -> Values:
        stack = calculator.run(program, values)
        if len(stack) < count:
            raise ValueError("a calculator function leaves too little")
        return tuple(stack[len(stack) - count :])

    return call


_KINDS = {0: _sampled, 2: _power, 3: _stitched, 4: _calculated}


def _numbers(function: Raw, key: str) -> Values:
    return tuple(float(one) for one in function.get(key, ()))


def _pair(values: Values, index: int) -> Values:
    return values[2 * index : 2 * index + 2]


def _within(values: Values, limits: Values) -> Values:
    """Keep values within their limits; those beyond the limits' number stay."""
    kept = [
        min(max(one, limits[2 * n]), limits[2 * n + 1])
        for n, one in enumerate(values[: len(limits) // 2])
    ]
    return (*kept, *values[len(kept) :])


def _between(at: float, source: Values, target: Values) -> float:
    """Carry a value from one range to another."""
    width = source[1] - source[0]
    return target[0] + (at - source[0]) / width * (target[1] - target[0]) if width else target[0]


def _bits(content: bytes, start: int, count: int) -> int:
    """Read `count` bits, high bit first, from bit `start` on."""
    end = start + count
    chunk = int.from_bytes(content[start // 8 : -(-end // 8)], "big")
    return (chunk >> (-end % 8)) & ((1 << count) - 1)
