"""Compare two states of an issue: page by page as they look, and story by story as they read."""

import base64
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, Literal

from printissue.assets.resources import Resources
from printissue.assets.templates import fill
from printissue.core.findings import Finding
from printissue.core.results import (
    DifferenceValue,
    PageDifferenceValue,
    StoryDifferenceValue,
    WordsValue,
)

TEMPLATE = "diff/report.html.j2"
PPI = 96
"""The resolution at which pages are compared and shown."""
CELL = 8
"""The side in px of the cells in which differences are looked for: 2 mm."""
THRESHOLD = 24
"""The least difference of a pixel, from 0 to 255."""
CONTEXT = 6
"""The number of unchanged words shown before and after a change."""

BREAK = " ¶ "
"""The separator between two texts of a story."""

Area = tuple[float, float, float, float]
"""Left, top, width and height in mm, from the top left corner of the picture of a page."""
Texts = Mapping[str, tuple[str, Sequence[str]]]
"""The title and the texts of each story, by its key."""


@dataclass(frozen=True, slots=True)
class PagePair:
    """A page before and after (from 1); 0 where there is none. `areas` are where they differ."""

    before: int
    after: int
    same: bool
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """Words that are the same in both texts, removed or added."""

    kind: Literal["same", "removed", "added"]
    text: str


@dataclass(frozen=True, slots=True)
class StoryChange:
    """The changes of one text of a story."""

    story: str
    kind: Literal["changed", "removed", "added"]
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The pages and the stories of two states of an issue; `names` are those of the states."""

    issue: str
    names: tuple[str, str]
    pages: tuple[PagePair, ...]
    stories: tuple[StoryChange, ...]

    @property
    def same(self) -> bool:
        """True if nothing differs."""
        return not self.stories and all(page.same for page in self.pages)

    def as_value(self, edition: str) -> DifferenceValue:
        """Return what `diff --format json` prints of the pages of an edition and the stories."""
        return DifferenceValue(
            self.issue,
            edition,
            *self.names,
            self.same,
            [
                PageDifferenceValue(
                    one.before or None,
                    one.after or None,
                    one.same,
                    [_rounded(area) for area in one.areas],
                )
                for one in self.pages
            ],
            [
                StoryDifferenceValue(
                    one.story, one.kind, [WordsValue(part.kind, part.text) for part in one.words]
                )
                for one in self.stories
            ],
        )


def _rounded(area: Area) -> Area:
    left, top, width, height = (round(one, 2) for one in area)
    return left, top, width, height


def pair_pages(before: Sequence[str], after: Sequence[str]) -> Iterator[PagePair]:
    """Pair the pages of two files by their digests; pages that have moved are paired with themselves."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, other_start, other_end in matcher.get_opcodes():
        numbers = range(start + 1, end + 1), range(other_start + 1, other_end + 1)
        for one, other in zip_longest(*numbers, fillvalue=0):
            yield PagePair(one, other, same=kind == "equal")


def different_areas(before: Any, after: Any) -> tuple[Area, ...]:  # noqa: ANN401 - Pillow is loaded late
    """Return where two pictures of pages differ; the whole page if their sizes do."""
    from PIL import ImageChops

    mm = 25.4 / PPI
    if before.size != after.size:
        return ((0.0, 0.0, after.width * mm, after.height * mm),)
    difference = ImageChops.difference(before.convert("RGB"), after.convert("RGB")).convert("L")
    marked = difference.point(lambda level: 255 if level >= THRESHOLD else 0)
    width, height = -(-marked.width // CELL), -(-marked.height // CELL)
    cells = {
        (column, row)
        for row in range(height)
        for column in range(width)
        if marked.crop((column * CELL, row * CELL, (column + 1) * CELL, (row + 1) * CELL)).getbbox()
    }
    side = CELL * mm
    return tuple(
        (left * side, top * side, (right - left + 1) * side, (bottom - top + 1) * side)
        for left, top, right, bottom in sorted(_groups(cells), key=lambda box: (box[1], box[0]))
    )


def _groups(cells: set[tuple[int, int]]) -> Iterator[tuple[int, int, int, int]]:
    """Yield the bounds of cells that are at most two cells apart."""
    left = set(cells)
    while left:
        group, waiting = [], [left.pop()]
        while waiting:
            column, row = waiting.pop()
            group.append((column, row))
            near = {
                (x, y)
                for x in range(column - 2, column + 3)
                for y in range(row - 2, row + 3)
                if (x, y) in left
            }
            left -= near
            waiting += near
        columns, rows = [x for x, _ in group], [y for _, y in group]
        yield min(columns), min(rows), max(columns), max(rows)


def compare_stories(before: Texts, after: Texts) -> Iterator[StoryChange]:
    """Yield the changes of the texts of two manuscripts, story by story."""
    for key in dict.fromkeys([*after, *before]):
        if key not in before:
            title, texts = after[key]
            yield StoryChange(title, "added", (Words("added", BREAK.join(texts)),))
        elif key not in after:
            title, texts = before[key]
            yield StoryChange(title, "removed", (Words("removed", BREAK.join(texts)),))
        else:
            title, texts = after[key]
            words = tuple(_changed_words(BREAK.join(before[key][1]), BREAK.join(texts)))
            if words:
                yield StoryChange(title, "changed", words)


def _changed_words(before: str, after: str) -> Iterator[Words]:
    """Yield the changes of a text with the words around them; nothing if there are none."""
    one, other = before.split(), after.split()
    if one == other:
        return
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    codes = matcher.get_opcodes()
    for number, (kind, start, end, other_start, other_end) in enumerate(codes):
        if kind == "equal":
            words = one[start:end]
            yield Words("same", _shortened(words, first=not number, last=number == len(codes) - 1))
        else:
            if end > start:
                yield Words("removed", " ".join(one[start:end]))
            if other_end > other_start:
                yield Words("added", " ".join(other[other_start:other_end]))


def _shortened(words: Sequence[str], *, first: bool, last: bool) -> str:
    """Return unchanged words, with an ellipsis for those far from a change."""
    if first:
        return " ".join(["…", *words[-CONTEXT:]] if len(words) > CONTEXT else words)
    if last:
        return " ".join([*words[:CONTEXT], "…"] if len(words) > CONTEXT else words)
    if len(words) <= 2 * CONTEXT:
        return " ".join(words)
    return " ".join([*words[:CONTEXT], "…", *words[-CONTEXT:]])


# the report


@dataclass(frozen=True, slots=True)
class ReportedPair:
    """A pair of pages for the report, with pictures as data URLs; empty where there is no page."""

    pair: PagePair
    before: str
    after: str
    size: tuple[float, float]


def data_url(image: Any) -> str:  # noqa: ANN401 - Pillow is loaded late
    """Return a picture as a data URL."""
    stream = io.BytesIO()
    image.convert("RGB").save(stream, "JPEG", quality=85)
    return f"data:image/jpeg;base64,{base64.b64encode(stream.getvalue()).decode()}"


def report(
    resources: Resources,
    comparison: Comparison,
    changed: Iterable[ReportedPair],
) -> tuple[str | None, tuple[Finding, ...]]:
    """Return the comparison as an HTML page, or None and the finding that a template is at fault."""
    return fill(
        resources,
        TEMPLATE,
        lambda: {
            "before": comparison.names[0],
            "after": comparison.names[1],
            "same": comparison.same,
            "unchanged": [page for page in comparison.pages if page.same],
            "changed": list(changed),
            "stories": list(comparison.stories),
        },
        exposed={},
    )
