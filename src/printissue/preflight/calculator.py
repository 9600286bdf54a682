"""The little PostScript of calculator functions (ISO 32000-1, 7.10.5)."""

import math
import re
from collections.abc import Callable
from typing import Any

MAX_STEPS = 20000
"""Steps that one call may take; there are no loops, so only a very long program takes more."""
Item = Any
"""A number or a truth on the stack."""
Program = list[Any]
"""Numbers, operator names, and programs in braces."""
_TOKEN = re.compile(r"[{}]|[^\s{}%]+|%[^\r\n]*")


def parsed(text: str) -> Program:
    """Read a program. ValueError where its braces do not match or a word is unknown."""
    stack: list[Program] = [[]]
    for token in _TOKEN.findall(text):
        if token == "{":
            stack.append([])
        elif token == "}":
            if len(stack) < 2:
                raise ValueError("a calculator function closes more braces than it opens")
            done = stack.pop()
            stack[-1].append(done)
        elif not token.startswith("%"):
            stack[-1].append(token if token in _WORDS else float(token))
    if len(stack) != 1 or len(stack[0]) != 1 or not isinstance(stack[0][0], list):
        raise ValueError("a calculator function is not one program in braces")
    program: Program = stack[0][0]
    return program


def run(program: Program, values: tuple[float, ...]) -> list[float]:
    """Run a program on values, and give the stack that it leaves. ValueError if it fails."""
    stack: list[Item] = list(values)
    try:
        _run(program, stack, [MAX_STEPS])
        return [float(one) for one in stack]
    except (IndexError, TypeError, ZeroDivisionError, OverflowError) as error:
        raise ValueError(f"a calculator function fails: {error}") from None


def _run(program: Program, stack: list[Item], left: list[int]) -> None:
    for at, word in enumerate(program):
        left[0] -= 1
        if left[0] < 0:
            raise ValueError("a calculator function is too long")
        if word == "if":
            if stack.pop():
                _run(_branch(program, at - 1), stack, left)
        elif word == "ifelse":
            _run(_branch(program, at - 2 if stack.pop() else at - 1), stack, left)
        elif isinstance(word, float):
            stack.append(word)
        elif isinstance(word, str):
            _WORDS[word](stack)


def _branch(program: Program, at: int) -> Program:
    """Give the braces before an `if`. ValueError where there are none."""
    if at < 0 or not isinstance(program[at], list):
        raise ValueError("a calculator function branches to nowhere")
    branch: Program = program[at]
    return branch


def _one(function: Callable[[Item], Item]) -> Callable[[list[Item]], None]:
    def word(stack: list[Item]) -> None:
        stack.append(function(stack.pop()))

    return word


def _two(function: Callable[[Item, Item], Item]) -> Callable[[list[Item]], None]:
    def word(stack: list[Item]) -> None:
        second, first = stack.pop(), stack.pop()
        stack.append(function(first, second))

    return word


def _exchange(stack: list[Item]) -> None:
    stack[-1], stack[-2] = stack[-2], stack[-1]


def _copy(stack: list[Item]) -> None:
    count = int(stack.pop())
    if not 0 <= count <= min(100, len(stack)):
        raise ValueError("a calculator function copies what is not there")
    stack.extend(stack[len(stack) - count :])


def _index(stack: list[Item]) -> None:
    stack.append(stack[-1 - abs(int(stack.pop()))])


def _roll(stack: list[Item]) -> None:
    turns, count = int(stack.pop()), int(stack.pop())
    if count < 0 or count > len(stack):
        raise ValueError("a calculator function rolls what is not there")
    if count:
        start = len(stack) - count
        part = stack[start:]
        turns %= count
        stack[start:] = part[count - turns :] + part[: count - turns]


def _logic(
    function: Callable[[int, int], int],
) -> Callable[[list[Item]], None]:
    def apply(first: Item, second: Item) -> Item:
        result = function(int(first), int(second))
        return bool(result) if isinstance(first, bool) else result

    return _two(apply)


def _shift(value: Item, by: Item) -> int:
    places = max(-32, min(32, int(by)))
    return int(value) << places if places >= 0 else int(value) >> -places


def _not(value: Item) -> Item:
    return not value if isinstance(value, bool) else ~int(value)


def _quotient(first: Item, second: Item) -> int:
    return int(int(first) / int(second))


_WORDS: dict[str, Callable[[list[Item]], None]] = {
    "abs": _one(abs),
    "add": _two(lambda a, b: a + b),
    "and": _logic(lambda a, b: a & b),
    "atan": _two(lambda a, b: math.degrees(math.atan2(a, b)) % 360),
    "bitshift": _two(_shift),
    "ceiling": _one(math.ceil),
    "copy": _copy,
    "cos": _one(lambda a: math.cos(math.radians(a))),
    "cvi": _one(int),
    "cvr": _one(float),
    "div": _two(lambda a, b: a / b),
    "dup": lambda stack: stack.append(stack[-1]),
    "eq": _two(lambda a, b: a == b),
    "exch": _exchange,
    "exp": _two(lambda a, b: float(a) ** b),
    "false": lambda stack: stack.append(False),
    "floor": _one(math.floor),
    "ge": _two(lambda a, b: a >= b),
    "gt": _two(lambda a, b: a > b),
    "idiv": _two(_quotient),
    "if": lambda _: None,
    "ifelse": lambda _: None,
    "index": _index,
    "le": _two(lambda a, b: a <= b),
    "ln": _one(math.log),
    "log": _one(math.log10),
    "lt": _two(lambda a, b: a < b),
    "mod": _two(lambda a, b: int(math.fmod(int(a), int(b)))),
    "mul": _two(lambda a, b: a * b),
    "ne": _two(lambda a, b: a != b),
    "neg": _one(lambda a: -a),
    "not": _one(_not),
    "or": _logic(lambda a, b: a | b),
    "pop": lambda stack: stack.__delitem__(-1),
    "roll": _roll,
    "round": _one(lambda a: math.floor(a + 0.5)),
    "sin": _one(lambda a: math.sin(math.radians(a))),
    "sqrt": _one(math.sqrt),
    "sub": _two(lambda a, b: a - b),
    "true": lambda stack: stack.append(True),
    "truncate": _one(math.trunc),
    "xor": _logic(lambda a, b: a ^ b),
}
