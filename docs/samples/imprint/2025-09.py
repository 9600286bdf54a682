"""Draw the pictures of September 2025 into issues/imprint/2025-09.

The script writes five SVG files, the same bytes in every run.
No letter here is Times New Roman: its outlines are not ours to print.
"""

import random
from pathlib import Path

from shapes import BLACK, DARK, LIGHT, MID, RED, SERIF, WHITE, WIDTH, Sheet, n, outline

PICTURES = Path(__file__).resolve().parents[3] / "issues" / "imprint" / "2025-09"

X_HEIGHT, CAPITALS, ASCENT, DESCENT = 0.475, 0.67, 0.73, 0.27
"""Measures of Source Serif Pro, in parts of its body (unitsPerEm 1000, OS/2 table of version 3.001)."""
LINE = 4.6
"""From line to line in a column of the cover."""
TOP = -0.6
"""The first line of a column, so that no line ends between the trim and the edge of the bleed."""


def column(sheet: Sheet, x: float, width: float, *, top: float, lines: int, seed: int) -> None:
    """Draw a newspaper column in lines: items that end short, and a heading above some of them."""
    dice = random.Random(seed)
    left, y = 0, top
    for _ in range(lines):
        if left == 0:
            left = dice.randint(7, 16)
            sheet.rect(x + width * 0.2, y, width * 0.6, 2, fill=BLACK)
        else:
            share = dice.uniform(0.3, 0.75) if left == 1 else 1
            sheet.rect(x, y, width * share, 1.3, fill=DARK)
        left -= 1
        y += LINE


def cover() -> None:
    """Draw a page of narrow columns around a great initial T."""
    sheet = Sheet(WIDTH, 240, LIGHT)
    pitch, width = 40, 33
    cap = LINE * 27
    letter = outline("T", "semibold", cap / CAPITALS, at=(0, 0))
    first, top = 4, LINE * 12
    for k in range(-1, 9):
        x = 3.5 + k * pitch
        inside = 0 <= k < first
        column(sheet, x, width, top=TOP, lines=12 if inside else 53, seed=k)
        if inside:
            column(sheet, x, width, top=TOP + LINE * 41, lines=12, seed=k + 20)
        for y, height in (
            ((0, top - 3), (top + cap + 8, 90)) if inside and k < first - 1 else ((0, 240),)
        ):
            sheet.rect(x + width + 3.2, y, 0.6, height, fill=BLACK)
    sheet.rect(0, top - 1.5, first * pitch - 0.3, cap + 8, fill=LIGHT)
    shift = 8 + (first * pitch - 7 - letter.breadth) / 2
    sheet.area(outline("T", "semibold", cap / CAPITALS, at=(shift, top + cap + 1)).path, RED)
    sheet.save(PICTURES / "cover.svg")


def body() -> None:
    """Draw a word on its body, with the heights that the lower case and the capitals take of it."""
    sheet = Sheet(WIDTH, 92, WHITE)
    size, left, base, end = 62, 30, 62, 222
    sheet.rect(left, base - ASCENT * size, end - left, size, fill=LIGHT)
    sheet.rect(left, base - X_HEIGHT * size, end - left, X_HEIGHT * size, fill=MID)
    sheet.area(outline("Depth", "roman", size, at=(left + 6, base)).path)
    for part, label in (
        (CAPITALS, "capitals, 0.67 of the body"),
        (X_HEIGHT, "x-height, 0.475"),
        (0, "base line"),
        (-DESCENT, "foot of the body"),
    ):
        y = base - part * size
        sheet.line(left - 6, y, end + 6, y, stroke=RED if part in (X_HEIGHT, 0) else BLACK)
        sheet.text(end + 10, y + 2.7, label)
    sheet.line(12, base - ASCENT * size, 12, base + DESCENT * size)
    for y in (base - ASCENT * size, base + DESCENT * size):
        sheet.line(8, y, 16, y)
    sheet.rect(7, base - 22, 10, 15, fill=WHITE)
    sheet.text(12, base - 11.7, "1", text_anchor="middle", font_family=SERIF, font_size=11)
    sheet.save(PICTURES / "body.svg")


GOBLET = (
    "M58 46C54 112 62 150 97 158L97 206C97 217 62 219 56 228L144 228C138 219 103 217 103 206"
    "L103 158C138 150 146 112 142 46Z"
)


def prose(sheet: Sheet) -> None:
    """Fill a sheet with lines of prose."""
    dice = random.Random(1930)
    for k in range(22):
        words, x = [], 16.0
        while x < 180:
            word = min(dice.choice((8, 13, 18, 24, 31)), 184 - x)
            words.append((x, word))
            x += word + 4
        for at, word in words:
            sheet.rect(at, 24 + 10 * k, word, 3, fill=BLACK)


def goblets() -> None:
    """Draw a page seen through a glass, and a page behind a vessel of solid metal."""
    for name in ("glass", "gold"):
        sheet = Sheet(200, 260, LIGHT)
        if name == "glass":
            sheet.area("M57 84C58 120 66 148 100 153C134 148 142 120 143 84Z", MID)
        prose(sheet)
        if name == "glass":
            sheet.curve(GOBLET, stroke=RED, stroke_width=2.4, stroke_linejoin="round")
            sheet.curve("M57.5 84H142.5", stroke=RED, stroke_width=1.2)
        else:
            sheet.area(GOBLET, LIGHT, stroke=LIGHT, stroke_width=7)
            sheet.area(GOBLET, RED)
            for y in (58, 64):
                sheet.line(60, y, 140, y, stroke=LIGHT, stroke_width=1.5)
            for k in range(5):
                x = 72 + 14 * k
                sheet.polygon([(x, 74), (x + 5, 86), (x, 98), (x - 5, 86)], LIGHT)
            sheet.circle(100, 181, 10, fill=RED, stroke=LIGHT, stroke_width=2)
        sheet.save(PICTURES / f"{name}.svg")


def stage(
    sheet: Sheet, middle: float, size: float, *, block: str, face: str, mirrored: bool
) -> None:
    """Draw an R on its piece of paper or metal, as it reads there."""
    letter = outline("R", "roman", size, at=(0, 0))
    half, base = size * 0.4, 118 - size * 0.14
    sheet.rect(
        middle - half, 118 - size, 2 * half, size, fill=block, stroke=BLACK, stroke_width=0.75
    )
    turn = f"translate({n(middle + letter.breadth / 2)} {n(base)}) scale(-1 1)"
    plain = f"translate({n(middle - letter.breadth / 2)} {n(base)})"
    sheet.area(letter.path, face, transform=turn if mirrored else plain)


def reduction() -> None:
    """Draw one letter through the works: drawing, pattern, punch, matrix, type, print."""
    sheet = Sheet(WIDTH, 148, WHITE)
    stages = (
        ("drawing", 52, 112, WHITE, BLACK, False),
        ("pattern", 134, 64, MID, BLACK, False),
        ("punch", 187, 44, DARK, WHITE, True),
        ("matrix", 228, 44, LIGHT, BLACK, False),
        ("type", 267, 36, MID, RED, True),
        ("print", 301, 30, WHITE, RED, False),
    )
    for name, middle, size, block, face, mirrored in stages:
        stage(sheet, middle, size, block=block, face=face, mirrored=mirrored)
        sheet.text(middle, 130, name, text_anchor="middle")
    sheet.line(7, 141, 313, 141)
    sheet.polygon([(313, 141), (307, 138.5), (307, 143.5)], BLACK)
    sheet.save(PICTURES / "reduction.svg")


if __name__ == "__main__":
    for draw in (cover, body, goblets, reduction):
        draw()
