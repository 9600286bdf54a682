"""PDF functions of all four types (ISO 32000-1, 7.10), compiled once and called often."""

import math
import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import product

import pikepdf

from printissue.pdf.objects import BROKEN, ContentError, Raw, numbers, reason

Values = tuple[float, ...]
"""The components of a colour, or the inputs and outputs of a function."""
Function = Callable[[Values], Values]
"""A compiled function. A call raises ContentError if the function fails on its input."""
MAX_INPUTS = 8
"""The largest number of inputs of a sampled function: interpolation doubles its work for each."""
MAX_DEPTH = 8
"""The deepest nesting of functions."""
MAX_STEPS = 20_000
"""The steps of one call of a calculator function; there are no loops, so only a very long program takes more."""


def compile_function(function: Raw, depth: int = 0) -> Function:
    """Compile a function, or an array of functions with one output each. Raise ContentError if it is damaged."""
    if depth > MAX_DEPTH:
        raise ContentError("functions are nested too deeply")
    try:
        if isinstance(function, pikepdf.Array):
            parts = [compile_function(part, depth + 1) for part in function]
            return lambda values: tuple(one for part in parts for one in part(values))
        kind = int(function.get("/FunctionType", -1))
        if kind not in _KINDS:
            raise ContentError(f"there is no function type {kind}")
        domain, limits = numbers(function.get("/Domain")), numbers(function.get("/Range"))
        core = _KINDS[kind](function, domain, depth)
    except BROKEN as error:
        raise ContentError(reason(error, "a function is damaged")) from None
    return lambda values: _clamped(core(_clamped(values, domain)), limits)


def _sampled(function: Raw, domain: Values, _depth: int) -> Function:
    """Compile type 0, with linear interpolation."""
    sizes = [int(one) for one in function.Size]
    bits = int(function.BitsPerSample)
    limits = numbers(function.get("/Range"))
    count = len(limits) // 2
    if not 0 < len(sizes) <= MAX_INPUTS or min(sizes) < 1 or not count:
        raise ContentError("a sampled function has no usable size")
    if not 0 < bits <= 32 or len(domain) < 2 * len(sizes):
        raise ContentError("a sampled function has no usable samples")
    usual = tuple(one for size in sizes for one in (0.0, size - 1.0))
    encode = numbers(function.get("/Encode")) or usual
    decode = numbers(function.get("/Decode")) or limits
    content = function.read_bytes()

    def sample(place: Sequence[int]) -> list[int]:
        at, step = 0, 1
        for index, size in zip(place, sizes, strict=True):
            at, step = at + index * step, step * size
        return [_bits(content, (at * count + n) * bits, bits) for n in range(count)]

    def call(values: Values) -> Values:
        if len(values) < len(sizes):
            raise ContentError("a sampled function gets too few inputs")
        places = [
            min(max(interpolated(value, _pair(domain, n), _pair(encode, n)), 0.0), sizes[n] - 1.0)
            for n, value in enumerate(values[: len(sizes)])
        ]
        mixed = _mixed(places, sizes, sample)
        top = (0.0, float(2**bits - 1))
        return tuple(interpolated(one, top, _pair(decode, n)) for n, one in enumerate(mixed))

    return call


def _mixed(
    places: Sequence[float], sizes: Sequence[int], sample: Callable[[Sequence[int]], list[int]]
) -> list[float]:
    """Interpolate linearly between the samples around a position."""
    lows = [min(int(place), size - 1) for place, size in zip(places, sizes, strict=True)]
    shares = [place - low for place, low in zip(places, lows, strict=True)]
    total: list[float] = []
    for corner in product(*(((0, 1) if share else (0,)) for share in shares)):
        weight = 1.0
        for share, high in zip(shares, corner, strict=True):
            weight *= share if high else 1 - share
        row = sample([low + high for low, high in zip(lows, corner, strict=True)])
        total = [a + weight * b for a, b in zip(total or [0.0] * len(row), row, strict=True)]
    return total


def _exponential(function: Raw, _domain: Values, _depth: int) -> Function:
    """Compile type 2."""
    first = numbers(function.get("/C0")) or (0.0,)
    last = numbers(function.get("/C1")) or (1.0,)
    exponent = float(function.N)
    if len(first) != len(last):
        raise ContentError("an exponential function has ends of different sizes")

    def call(values: Values) -> Values:
        base = values[0] if values else 0.0
        try:
            share = base if exponent == 1 else math.pow(base, exponent)
        except (ValueError, OverflowError):  # a base of 0 or less that the exponent does not allow
            share = 0.0
        return tuple(a + share * (b - a) for a, b in zip(first, last, strict=True))

    return call


def _stitching(function: Raw, domain: Values, depth: int) -> Function:
    """Compile type 3."""
    parts = [compile_function(part, depth + 1) for part in function.Functions]
    bounds, encode = numbers(function.get("/Bounds")), numbers(function.get("/Encode"))
    fits = len(bounds) == len(parts) - 1 and len(encode) == 2 * len(parts) and len(domain) == 2
    if not parts or not fits:
        raise ContentError("a stitching function does not fit together")
    limits = (domain[0], *bounds, domain[1])

    def call(values: Values) -> Values:
        part = min(bisect_right(bounds, values[0]), len(parts) - 1)
        place = interpolated(values[0], (limits[part], limits[part + 1]), _pair(encode, part))
        return parts[part]((place,))

    return call


def _calculator(function: Raw, _domain: Values, _depth: int) -> Function:
    """Compile type 4."""
    program = parse_program(function.read_bytes().decode("latin-1"))
    count = len(numbers(function.get("/Range"))) // 2

    def call(values: Values) -> Values:
        stack = run_program(program, values)
        if len(stack) < count:
            raise ContentError("a calculator function leaves too few values")
        return tuple(stack[len(stack) - count :])

    return call


_KINDS = {0: _sampled, 2: _exponential, 3: _stitching, 4: _calculator}


def _pair(values: Values, index: int) -> Values:
    return values[2 * index : 2 * index + 2]


def _clamped(values: Values, limits: Values) -> Values:
    """Return values clamped to their limits; those without limits do not change."""
    kept = [
        min(max(one, limits[2 * n]), limits[2 * n + 1])
        for n, one in enumerate(values[: len(limits) // 2])
    ]
    return (*kept, *values[len(kept) :])


def interpolated(at: float, source: Values, target: Values) -> float:
    """Map a value from one range to another."""
    width = source[1] - source[0]
    return target[0] + (at - source[0]) / width * (target[1] - target[0]) if width else target[0]


def _bits(content: bytes, start: int, count: int) -> int:
    """Return `count` bits from bit `start`, the high bit first; bits beyond the end are 0."""
    end = start + count
    chunk = content[start // 8 : -(-end // 8)].ljust(-(-end // 8) - start // 8, b"\0")
    return (int.from_bytes(chunk, "big") >> (-end % 8)) & ((1 << count) - 1)


# PostScript calculator functions (7.10.5)

Item = float | int | bool
Stack = list[Item]
Program = list["float | str | Program"]
"""Numbers, operator names, and programs in braces."""
_TOKEN = re.compile(r"[{}]|[^\s{}%]+|%[^\r\n]*")


def parse_program(source: str) -> Program:
    """Parse a calculator program. Raise ContentError if braces do not match or an operator is unknown."""
    stack: list[Program] = [[]]
    for token in _TOKEN.findall(source):
        if token == "{":
            stack.append([])
        elif token == "}":
            if len(stack) < 2:
                raise ContentError("a calculator function closes more braces than it opens")
            done = stack.pop()
            stack[-1].append(done)
        elif not token.startswith("%"):
            stack[-1].append(token if token in _OPERATORS else _constant(token))
    if len(stack) != 1 or len(stack[0]) != 1 or not isinstance(stack[0][0], list):
        raise ContentError("a calculator function is not one program in braces")
    return stack[0][0]


def _constant(token: str) -> float:
    try:
        return float(token)
    except ValueError:
        raise ContentError(
            f"a calculator function has an unknown operator: {token[:24]!r}"
        ) from None


def run_program(program: Program, values: Values) -> list[float]:
    """Run a calculator program, and return its stack at the end. Raise ContentError if it fails."""
    stack: Stack = list(values)
    try:
        _run(program, stack, [MAX_STEPS])
        return [float(one) for one in stack]
    except ContentError:
        raise
    except (IndexError, TypeError, ValueError, ArithmeticError, RecursionError, MemoryError):
        raise ContentError("a calculator function fails on its input") from None


def _run(program: Program, stack: Stack, left: list[int]) -> None:
    for at, item in enumerate(program):
        left[0] -= 1
        if left[0] < 0:
            raise ContentError("a calculator function is too long")
        if item == "if":
            if stack.pop():
                _run(_branch(program, at - 1), stack, left)
        elif item == "ifelse":
            _run(_branch(program, at - 2 if stack.pop() else at - 1), stack, left)
        elif isinstance(item, float):
            stack.append(item)
        elif isinstance(item, str):
            _OPERATORS[item](stack)


def _branch(program: Program, at: int) -> Program:
    branch = program[at] if at >= 0 else None
    if not isinstance(branch, list):
        raise ContentError("a calculator function has a branch without a procedure")
    return branch


def _unary(function: Callable[[Item], Item]) -> Callable[[Stack], None]:
    def operator(stack: Stack) -> None:
        stack.append(function(stack.pop()))

    return operator


def _binary(function: Callable[[Item, Item], Item]) -> Callable[[Stack], None]:
    def operator(stack: Stack) -> None:
        second, first = stack.pop(), stack.pop()
        stack.append(function(first, second))

    return operator


def _exchange(stack: Stack) -> None:
    stack[-1], stack[-2] = stack[-2], stack[-1]


def _copy(stack: Stack) -> None:
    count = int(stack.pop())
    if not 0 <= count <= min(100, len(stack)):
        raise ContentError("a calculator function copies more than is on the stack")
    stack.extend(stack[len(stack) - count :])


def _index(stack: Stack) -> None:
    stack.append(stack[-1 - abs(int(stack.pop()))])


def _roll(stack: Stack) -> None:
    turns, count = int(stack.pop()), int(stack.pop())
    if count < 0 or count > len(stack):
        raise ContentError("a calculator function rolls more than is on the stack")
    if count:
        start = len(stack) - count
        part = stack[start:]
        turns %= count
        stack[start:] = part[count - turns :] + part[: count - turns]


def _logic(function: Callable[[int, int], int]) -> Callable[[Stack], None]:
    def apply(first: Item, second: Item) -> Item:
        result = function(int(first), int(second))
        return bool(result) if isinstance(first, bool) else result

    return _binary(apply)


def _shift(value: Item, by: Item) -> int:
    places = max(-32, min(32, int(by)))
    return int(value) << places if places >= 0 else int(value) >> -places


def _not(value: Item) -> Item:
    return not value if isinstance(value, bool) else ~int(value)


def _quotient(first: Item, second: Item) -> int:
    return int(int(first) / int(second))


_OPERATORS: dict[str, Callable[[Stack], None]] = {
    "abs": _unary(abs),
    "add": _binary(lambda a, b: a + b),
    "and": _logic(lambda a, b: a & b),
    "atan": _binary(lambda a, b: math.degrees(math.atan2(a, b)) % 360),
    "bitshift": _binary(_shift),
    "ceiling": _unary(math.ceil),
    "copy": _copy,
    "cos": _unary(lambda a: math.cos(math.radians(a))),
    "cvi": _unary(int),
    "cvr": _unary(float),
    "div": _binary(lambda a, b: a / b),
    "dup": lambda stack: stack.append(stack[-1]),
    "eq": _binary(lambda a, b: a == b),
    "exch": _exchange,
    "exp": _binary(math.pow),
    "false": lambda stack: stack.append(False),
    "floor": _unary(math.floor),
    "ge": _binary(lambda a, b: a >= b),
    "gt": _binary(lambda a, b: a > b),
    "idiv": _binary(_quotient),
    "if": lambda _: None,
    "ifelse": lambda _: None,
    "index": _index,
    "le": _binary(lambda a, b: a <= b),
    "ln": _unary(math.log),
    "log": _unary(math.log10),
    "lt": _binary(lambda a, b: a < b),
    "mod": _binary(lambda a, b: int(math.fmod(int(a), int(b)))),
    "mul": _binary(lambda a, b: a * b),
    "ne": _binary(lambda a, b: a != b),
    "neg": _unary(lambda a: -a),
    "not": _unary(_not),
    "or": _logic(lambda a, b: a | b),
    "pop": lambda stack: stack.__delitem__(-1),
    "roll": _roll,
    "round": _unary(lambda a: math.floor(a + 0.5)),
    "sin": _unary(lambda a: math.sin(math.radians(a))),
    "sqrt": _unary(math.sqrt),
    "sub": _binary(lambda a, b: a - b),
    "true": lambda stack: stack.append(True),
    "truncate": _unary(math.trunc),
    "xor": _logic(lambda a, b: a ^ b),
}
