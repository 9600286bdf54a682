"""Counts and page ranges as text."""

from collections.abc import Iterable
from itertools import groupby


def counted(count: int, what: str) -> str:
    """Return a number with its noun: '1 page', '2 pages'."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def ranges(numbers: Iterable[int]) -> list[str]:
    """Return numbers in ascending order, with consecutive ones as a range: '2–5', '7'."""
    # consecutive numbers have the same difference from their index
    groups = groupby(enumerate(sorted(set(numbers))), key=lambda pair: pair[1] - pair[0])
    runs = [[number for _, number in group] for _, group in groups]
    return ["–".join(dict.fromkeys((str(run[0]), str(run[-1])))) for run in runs]
