"""A ruler for set pages: the lines of a PDF by the places of their letters, read by a program that did not set them.

Measures are points from the lower left corner of the page.
"""

import ctypes
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pypdfium2 as pdfium
from pypdfium2 import raw

GUTTER = 12
"""Letters further apart than this are in different columns."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter: its character, where it begins and ends, its size and the name of its font."""

    text: str
    left: float
    base: float
    right: float
    kind: tuple[float, str]
    drawn: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page (from 0): its letters, its baseline, its ends, the size and face that most of it has.

    `space` is the widest distance between two of its words.
    """

    page: int
    text: str
    base: float
    left: float
    right: float
    kind: tuple[float, str]
    space: float = 0.0


def lines(path: Path) -> list[Line]:
    """Return the lines of a file in the order of reading."""
    with pdfium.PdfDocument(path) as pdf:
        return [
            line for number in range(len(pdf)) for line in _lines(_letters(pdf[number]), number)
        ]


def _letters(page: pdfium.PdfPage) -> Iterator[Letter]:
    text = page.get_textpage()
    x, y, box = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
    flags, name = ctypes.c_int(), ctypes.create_string_buffer(120)
    for number in range(raw.FPDFText_CountChars(text)):
        raw.FPDFText_GetCharOrigin(text, number, x, y)
        raw.FPDFText_GetLooseCharBox(text, number, box)
        raw.FPDFText_GetFontInfo(text, number, name, 120, flags)
        yield Letter(
            chr(raw.FPDFText_GetUnicode(text, number)),
            x.value,
            y.value,
            box.right,
            (round(raw.FPDFText_GetFontSize(text, number) * 0.75, 1), name.value.decode()),
            raw.FPDFText_IsGenerated(text, number) != 1,
        )


def _lines(letters: Iterator[Letter], page: int) -> Iterator[Line]:
    run: list[Letter] = []
    for letter in letters:
        if not letter.drawn:
            run += [letter] if run else []
            continue
        last = next((one for one in reversed(run) if one.drawn), letter)
        raised = letter.base != last.base and min(letter.kind[0], last.kind[0]) <= 7
        level = abs(letter.base - last.base) < (4 if raised else 0.2)
        if not level or letter.left < last.left - 20 or letter.left - last.right > GUTTER:
            yield from _line(run, page)
            run = []
        run.append(letter)
    yield from _line(run, page)


def _line(run: Sequence[Letter], page: int) -> Iterator[Line]:
    seen = [one for one in run if one.drawn and not one.text.isspace()]
    if seen:
        (kind, base), _ = Counter((one.kind, round(one.base, 2)) for one in seen).most_common(1)[0]
        text = "".join(one.text for one in run).strip()
        space = max((after.left - before.right for before, after in pairwise(seen)), default=0.0)
        yield Line(page, text, base, seen[0].left, seen[-1].right, kind, space)


def reading(found: Sequence[Line]) -> list[Line]:
    """Return the lines that are set in what most of the text is set in, but for those of the cover."""
    share = Counter[tuple[float, str]]()
    for line in found:
        share[line.kind] += len(line.text)
    kind = share.most_common(1)[0][0]
    return [line for line in found if line.kind == kind and line.page]


def step(found: Sequence[Line]) -> float:
    """Return the distance from line to line that there is most often."""
    gaps = [one.base - two.base for one, two in pairwise(found) if one.page == two.page]
    usual = Counter(round(gap, 1) for gap in gaps if 0 < gap < 20).most_common(1)[0][0]
    near = [gap for gap in gaps if abs(gap - usual) < 0.2]
    return sum(near) / len(near)


def off_grid(found: Sequence[Line]) -> list[str]:
    """Name the lines whose distance from the grid of their page is over half a point."""
    line, wrong = step(found), []
    for page in sorted({one.page for one in found}):
        here = [one for one in found if one.page == page]
        start = Counter(round(one.base % line, 1) for one in here).most_common(1)[0][0]
        for one in here:
            rest = (one.base - start + line / 2) % line - line / 2
            wrong += [f"page {page + 1}: {one.text}"] if abs(rest) > 0.5 else []
    return wrong


def ladders(found: Sequence[Line]) -> list[str]:
    """Name the lines that are the third in a row to end with a hyphen (U+0002: one that the reader takes for soft)."""
    row, wrong = 0, []
    for line in found:
        row = row + 1 if line.text.endswith(("-", "\u2010", "\u00ad", "\x02")) else 0
        wrong += [line.text] if row > 2 else []
    return wrong


def runts(found: Sequence[Line], body: float) -> list[str]:
    """Name the headlines of several lines whose last is one word: bold lines, larger than the text."""
    heads = [one for one in found if "Bold" in one.kind[1]]
    heads = [one for one in heads if one.kind[0] > body * 1.1 and one.page]
    groups: list[list[Line]] = []
    for line in heads:
        last = groups[-1][-1] if groups else None
        same = last and (last.page, last.kind) == (line.page, line.kind)
        if last and same and 0 < last.base - line.base < 1.5 * line.kind[0]:
            groups[-1].append(line)
        else:
            groups.append([line])
    return [one[-1].text for one in groups if len(one) > 1 and len(one[-1].text.split()) == 1]


def filled(path: Path) -> list[float]:
    """Return how far down ink reaches on each page, from 0 to 1 of its height, without the strip of the folio."""
    with pdfium.PdfDocument(path) as pdf:
        return [_filled(pdf[number]) for number in range(len(pdf))]


def _filled(page: pdfium.PdfPage) -> float:
    grey = page.render(scale=0.5).to_pil().convert("L").point(lambda value: 255 * (value < 250))
    width, height = grey.size
    box = grey.crop((0, 0, width, round(height * 0.89))).getbbox()
    return box[3] / (height * 0.89) if box else 0.0
