"""Counts and numbers as messages and pages write them."""

from collections.abc import Iterable
from itertools import groupby


def counted(count: int, what: str) -> str:
    """Write a number of things: '1 page', '2 pages'."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def ranges(numbers: Iterable[int]) -> list[str]:
    """Write numbers in their order, those that follow on one another as a range: '2–5', '7'."""
    turns = groupby(enumerate(sorted(set(numbers))), key=lambda turn: turn[1] - turn[0])
    runs = [[number for _, number in run] for _, run in turns]
    return ["–".join(dict.fromkeys((str(run[0]), str(run[-1])))) for run in runs]
