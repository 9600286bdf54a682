"""Draw the pictures of November 2025 into issues/imprint/2025-11.

The script writes five SVG files, the same bytes in every run.
"""

import math
from collections.abc import Iterator
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from shapes import BLACK, DARK, LIGHT, MID, RED, WHITE, WIDTH, Sheet, n

PICTURES = Path(__file__).resolve().parents[3] / "issues" / "imprint" / "2025-11"

Point = tuple[float, float]


class Shape(NamedTuple):
    """A glyph: its path in SVG's words, the straight pieces that come near it, its points on and off the curve."""

    path: str
    edges: list[tuple[Point, Point]]
    on: list[Point]
    handles: list[tuple[Point, Point]]


def glyph(letter: str, style: str, size: float, *, at: Point) -> Shape:
    """Read a letter's cubic curves from the OpenType font, base line from `at`."""
    file = resources.files("font_source_serif_pro") / "files" / f"SourceSerifPro-{style}.otf"
    font = TTFont(str(file))
    pen = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[font.getBestCmap()[ord(letter)]].draw(pen)
    scale, shape, first, last = size / 1000, Shape("", [], [], []), at, at
    path = []
    for step, points in pen.value:
        where = [(at[0] + x * scale, at[1] - y * scale) for x, y in points]
        path.append({"moveTo": "M", "lineTo": "L", "curveTo": "C", "closePath": "Z"}[step])
        path += [f"{n(x)} {n(y)} " for x, y in where]
        if step == "curveTo":
            shape.handles.extend([(last, where[0]), (where[2], where[1])])
            pieces = [cubic(last, *where, share=k / 12) for k in range(13)]
        else:
            pieces = [last, where[0]] if step == "lineTo" else [last, first]
        if step != "moveTo":
            shape.edges.extend(pairwise(pieces))
        first, last = (where[0] if step == "moveTo" else first), (where[-1] if where else first)
        shape.on.append(last)
    return shape._replace(path="".join(path))


def cubic(a: Point, b: Point, c: Point, d: Point, *, share: float) -> Point:
    """Find the point of a curve, `share` of its way along, by halving as de Casteljau did."""
    row = [a, b, c, d]
    while len(row) > 1:
        row = [between(p, q, share) for p, q in pairwise(row)]
    return row[0]


def between(p: Point, q: Point, share: float = 0.5) -> Point:
    """Find the point that is `share` of the way from `p` to `q`."""
    return p[0] + (q[0] - p[0]) * share, p[1] + (q[1] - p[1]) * share


def cover() -> None:
    """Draw an ampersand with the points and handles that its outline is made of."""
    sheet = Sheet(WIDTH, 240, LIGHT)
    for k in range(-1, 18):
        sheet.line(k * 20, 0, k * 20, 240, stroke=MID, stroke_width=0.5)
        sheet.line(0, k * 20, WIDTH, k * 20, stroke=MID, stroke_width=0.5)
    shape = glyph("&", "It", 192, at=(90, 181))
    sheet.area(shape.path, WHITE, stroke=BLACK, stroke_width=2)
    for on, off in shape.handles:
        sheet.line(*on, *off, stroke=RED, stroke_width=0.8)
        sheet.circle(*off, 2, fill=RED)
    for x, y in shape.on:
        sheet.rect(x - 2.2, y - 2.2, 4.4, 4.4, fill=BLACK)
    sheet.save(PICTURES / "cover.svg")


def halving() -> None:
    """Draw a curve between four points, and the halving that finds its middle."""
    sheet = Sheet(WIDTH, 150, WHITE)
    a, b, c, d = (26.0, 128.0), (62.0, 18.0), (214.0, 18.0), (292.0, 112.0)
    first = [between(a, b), between(b, c), between(c, d)]
    second = [between(first[0], first[1]), between(first[1], first[2])]
    middle = between(second[0], second[1])
    sheet.polygon([a, b, c, d], LIGHT)
    for row, ink in (([a, b, c, d], DARK), (first, BLACK), (second, RED)):
        for p, q in pairwise(row):
            sheet.line(*p, *q, stroke=ink, stroke_width=1)
    curve = f"M{n(a[0])} {n(a[1])}C{n(b[0])} {n(b[1])} {n(c[0])} {n(c[1])} {n(d[0])} {n(d[1])}"
    sheet.curve(curve, stroke=BLACK, stroke_width=3)
    for x, y in (a, b, c, d):
        sheet.rect(x - 3, y - 3, 6, 6, fill=BLACK)
    for x, y in first:
        sheet.circle(x, y, 2.6, fill=BLACK)
    for x, y in second:
        sheet.circle(x, y, 2.6, fill=RED)
    sheet.circle(*middle, 5, fill=RED)
    for (x, y), label in ((a, "1"), (b, "2"), (c, "3"), (d, "4")):
        sheet.text(x + (-11 if label in "12" else 7), y + 3, label, font_size=9.5)
    sheet.text(middle[0] + 1, middle[1] + 17, "the middle of the curve", text_anchor="middle")
    sheet.save(PICTURES / "halving.svg")


def stack() -> None:
    """Draw the stack of a PostScript machine while it reads five words."""
    sheet = Sheet(WIDTH, 108, WHITE)
    steps = (("3", "3"), ("4", "3 4"), ("add", "7"), ("2", "7 2"), ("mul", "14"))
    for k, (word, content) in enumerate(steps):
        middle = 34 + 63 * k
        sheet.text(
            middle,
            15,
            word,
            text_anchor="middle",
            font_size=12,
            fill=BLACK if word.isdigit() else RED,
        )
        sheet.line(middle, 21, middle, 32)
        sheet.polygon([(middle, 37), (middle - 2.6, 31), (middle + 2.6, 31)], BLACK)
        for height, item in enumerate(content.split()):
            y = 80 - 20 * height
            sheet.rect(middle - 19, y, 38, 18, fill=RED if content == "14" else MID)
            ink = WHITE if content == "14" else BLACK
            sheet.text(middle, y + 12.8, item, text_anchor="middle", font_size=11.5, fill=ink)
        sheet.line(middle - 24, 100, middle + 24, 100, stroke_width=1.5)
    sheet.save(PICTURES / "stack.svg")


def spans(shape: Shape, y: float) -> Iterator[tuple[float, float]]:
    """Return where a level line runs inside a shape, by counting how its outline winds."""
    hits = []
    for (x1, y1), (x2, y2) in shape.edges:
        if (y1 <= y) != (y2 <= y):
            hits.append((x1 + (y - y1) / (y2 - y1) * (x2 - x1), 1 if y2 > y1 else -1))
    winding = 0
    start = 0.0
    for x, turn in sorted(hits):
        if winding == 0:
            start = x
        winding += turn
        if winding == 0:
            yield start, x


def dots(name: str, per_em: float) -> None:
    """Draw a letter as a printer with so many dots to its body would print it, its outline on top."""
    sheet = Sheet(200, 200, LIGHT)
    shape = glyph("a", "Regular", 330, at=(19, 178))
    dot = 330 / per_em
    for row in range(math.ceil(200 / dot)):
        middle = (row + 0.5) * dot
        for start, end in spans(shape, middle):
            left, right = round(start / dot), round(end / dot)
            if right > left:
                sheet.rect(left * dot, row * dot, (right - left) * dot, dot + 0.05, fill=BLACK)
    sheet.area(shape.path, "none", stroke=RED, stroke_width=1.6)
    sheet.save(PICTURES / f"{name}.svg")


if __name__ == "__main__":
    for draw in (cover, halving, stack):
        draw()
    dots("coarse", 10 / 72 * 300)
    dots("fine", 10 / 72 * 1270)
