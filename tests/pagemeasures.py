"""What a typographer looks for on finished pages, in numbers: how full they are, and how even their lines.

    python tests/pagemeasures.py output/*/*/*-print.pdf

prints a row per file: the pages but for the cover, those under 75 and under 40 % full, the emptiest of them, the
largest white below the last ink of a column in mm, the lines of text, and the shares of those whose spaces are wider
than 5.2 pt and of those that end in a hyphen. `--lines` adds the shares by the width of the lines, `--pages` how full
each page is.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium

from typeruler import Line, reading
from typeruler import lines as lines_of

WIDE_SPACE = 5.2
"""The width of a space in pt above which it looks like a hole: more than half of the size of the text."""

STRIPS = 12
"""The parts of a page's width whose last ink is looked for; a column has several of them."""

SCALE = 0.5
POINT = 25.4 / 72


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line of text: what it says, the width of its column, its widest space, and whether it ends in a hyphen."""

    text: str
    width: float
    space: float
    divided: bool


@dataclass(frozen=True, slots=True)
class PageFill:
    """How full a page is, from 0 to 1: the mean of its strips; and the largest white at a foot, in mm."""

    page: int
    share: float
    hole: float


def set_lines(found: Sequence[Line]) -> list[SetLine]:
    """Return the lines of a file's text, without those of its cover. A column is as wide as its widest line."""
    texts = reading(found)
    right: dict[tuple[int, int], float] = defaultdict(float)
    for line in texts:
        for place in (round(line.left) - 1, round(line.left), round(line.left) + 1):
            right[line.page, place] = max(right[line.page, place], line.right)
    return [
        SetLine(
            line.text,
            right[line.page, round(line.left)] - line.left,
            line.space,
            line.text.endswith(("-", "\u2010", "\u00ad", "\x02")),
        )
        for line in texts
    ]


def page_fills(pdf: pdfium.PdfDocument, found: Sequence[Line]) -> list[PageFill]:
    """Return how full the pages of a file are, without its cover."""
    texts = reading(found)
    foot, head = min(one.base for one in texts) - 3, max(one.base for one in texts) + 8
    sides = {
        odd: (
            min(one.left for one in texts if one.page % 2 == odd),
            max(one.right for one in texts if one.page % 2 == odd),
        )
        for odd in {one.page % 2 for one in texts}
    }
    left_right = next(iter(sides.values()))
    return [
        _page_fill(pdf[number], number, (*sides.get(number % 2, left_right), head, foot))
        for number in range(1, len(pdf))
    ]


def _page_fill(
    page: pdfium.PdfPage, number: int, area: tuple[float, float, float, float]
) -> PageFill:
    left, right, head, foot = area
    grey = page.render(scale=SCALE).to_pil().convert("L").point(lambda value: 255 * (value < 250))
    top, end = ((page.get_height() - one) * SCALE for one in (head, foot))
    step = (right - left) / STRIPS
    shares = []
    for strip in range(STRIPS):
        x = left + strip * step
        box = grey.crop(
            (round(x * SCALE), round(top), round((x + step) * SCALE), round(end))
        ).getbbox()
        shares.append(box[3] / round(end - top) if box else 0.0)
    hole = (1 - min(shares)) * (head - foot) * POINT
    return PageFill(number + 1, min(1.0, sum(shares) / STRIPS), hole)


def _row(name: str, fills: Sequence[PageFill], lines: Sequence[SetLine]) -> str:
    count = len(lines) or 1
    wide = sum(one.space > WIDE_SPACE for one in lines) / count
    divided = sum(one.divided for one in lines) / count
    under = [one for one in fills if one.share < 0.75]
    far = [one for one in fills if one.share < 0.4]
    least = min(fills, key=lambda one: one.share)
    hole = max(fills, key=lambda one: one.hole)
    return (
        f"{name:38} {len(fills):3} pages, {len(under):2} under 75 %, {len(far)} under 40 %; "
        f"least {least.share:4.0%} (page {least.page}); hole {hole.hole:4.0f} mm (page {hole.page}); "
        f"{len(lines):5} lines, {wide:5.1%} wide, {divided:5.1%} hyphens"
    )


def _by_width(lines: Sequence[SetLine]) -> Iterator[str]:
    """Yield the shares of the lines by the width of their column in steps of 5 mm."""
    groups: dict[int, Counter[str]] = defaultdict(Counter)
    for one in lines:
        groups[round(one.width * POINT / 5) * 5].update(
            lines=1, wide=int(one.space > WIDE_SPACE), divided=int(one.divided)
        )
    for width, counts in sorted(groups.items()):
        total = counts["lines"]
        if total >= 10:
            yield (
                f"    {width:3} mm: {total:5} lines, {counts['wide'] / total:5.1%} wide, "
                f"{counts['divided'] / total:5.1%} hyphens"
            )


def main() -> None:
    """Print the measures of files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--lines", action="store_true")
    parser.add_argument("--pages", action="store_true")
    options = parser.parse_args()
    for path in options.files:
        found = lines_of(path)
        lines = set_lines(found)
        with pdfium.PdfDocument(path) as pdf:
            fills = page_fills(pdf, found)
        print(_row(path.stem, fills, lines))
        if options.pages:
            print("    " + ", ".join(f"{one.page}: {one.share:.0%}" for one in fills))
        if options.lines:
            print("\n".join(_by_width(lines)))


if __name__ == "__main__":
    main()
