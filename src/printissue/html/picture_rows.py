"""Rows of pictures side by side: equal heights, and edges that meet those of the column."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from printissue.model.parts import Image
from printissue.model.pictures import PictureShape

MAX_RATIO, MIN_RATIO = 3.0, 0.5
"""The bounds of the ratios that count: beyond them, neighbours would be too small or the row too high."""


@dataclass(frozen=True, slots=True)
class PicturePlace:
    """A picture in a row, and the share of the row's width that it has beside the gaps, from 0 to 1."""

    picture: Image
    share: float


@dataclass(frozen=True, slots=True)
class PictureRow:
    """Pictures side by side. Their widths are as their ratios, so that they have the same height."""

    places: tuple[PicturePlace, ...]

    @property
    def gaps(self) -> int:
        """The number of gaps between the pictures."""
        return len(self.places) - 1


def picture_rows(
    pictures: Sequence[Image], most: int, shape: Callable[[Image], PictureShape]
) -> list[PictureRow]:
    """Return pictures in even rows of at most `most`; shorter rows, with larger pictures, come first."""
    count = -(-len(pictures) // most)
    rows, start = [], 0
    for number in range(count):
        length = (len(pictures) + number) // count
        rows.append(_row(pictures[start : start + length], shape))
        start += length
    return rows


def _row(pictures: Sequence[Image], shape: Callable[[Image], PictureShape]) -> PictureRow:
    ratios = [min(max(shape(one).ratio, MIN_RATIO), MAX_RATIO) for one in pictures]
    whole = sum(ratios)
    return PictureRow(
        tuple(
            PicturePlace(one, round(ratio / whole, 4))
            for one, ratio in zip(pictures, ratios, strict=True)
        )
    )
