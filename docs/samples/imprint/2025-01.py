"""Draw the pictures of January 2025 into issues/imprint/2025-01.

The script writes five SVG files, the same bytes in every run.
The letters of the Bible are not copied: they are a textura reduced to what makes it one, upright
strokes of equal breadth with a lozenge at head and foot.
"""

import random
from pathlib import Path

from shapes import BLACK, DARK, LIGHT, MID, RED, WIDTH, Sheet, n, outline

PICTURES = Path(__file__).resolve().parents[3] / "issues" / "imprint" / "2025-01"

STROKES = {"i": 1, "r": 1, "l": 1, "t": 1, "n": 2, "u": 2, "h": 2, "b": 2, "d": 2, "p": 2, "m": 3}
TALL, DEEP = "lhbd", "p"
LETTER, SPACE = 0.3, 2.6
"""The space between letters, and the smallest space between words, in stroke widths."""
LETTERS = "iiinnnuuummmtrrlhbdp"


def upright(x: float, top: float, foot: float, breadth: float, ends: tuple[float, float]) -> str:
    """Return a stroke of the broad pen; `ends` are half the lozenges at head and foot, in breadths."""
    b, (head, tail) = breadth, (end * breadth for end in ends)
    return (
        f"M{n(x)} {n(top)}l{n(head)} {n(head)} {n(b / 2 - head)} {n(head - b / 2)}"
        f"V{n(foot - 2 * tail + b / 2)}l{n(tail - b / 2)} {n(tail - b / 2)} {n(-tail)} {n(tail)}"
        f" {n(-tail)} {n(-tail)} {n(tail - b / 2)} {n(b / 2 - tail)}"
        f"V{n(top + 2 * head - b / 2)}l{n(b / 2 - head)} {n(b / 2 - head)}Z"
    )


def ends_of(letter: str) -> tuple[float, float]:
    """Return the sizes of the lozenges: n and m are joined at the head, u at the foot."""
    joined, free = 1.02, 0.82
    return {"n": (joined, free), "m": (joined, free), "h": (joined, free), "u": (free, joined)}.get(
        letter, (0.95, 0.95)
    )


def word_strokes(word: str, x: float, base: float, breadth: float, *, fine: bool) -> str:
    """Draw a word from `x` on its base line; without `fine` its strokes have no lozenges."""
    path, height = "", breadth * 6.2
    for letter in word:
        for place in range(STROKES[letter]):
            top = base - height * (1.42 if letter in TALL and place == 0 else 1)
            low = base + (height * 0.36 if letter in DEEP and place == 0 else 0)
            plain = f"M{n(x)} {n(top)}V{n(low)}"
            path += upright(x, top, low, breadth, ends_of(letter)) if fine else plain
            x += breadth * 2
        x += breadth * LETTER
    return path


def length(words: list[str]) -> float:
    """Measure words without the spaces between them, in breadths."""
    return sum(STROKES[letter] * 2 + LETTER for word in words for letter in word)


def words_of(chance: random.Random, measure: float) -> list[str]:
    """Find words that are none, and fill a line of `measure` breadths with hardly a gap."""
    words: list[str] = []
    while (left := measure - length(words) - SPACE * len(words)) > 30:
        words.append("".join(chance.choices(LETTERS, k=chance.randint(2, 6))))
    last = ""
    while length([last + "n"]) < left:
        last += chance.choice("nnuuh")
    return [*words, last] if last else words


def line_of(
    chance: random.Random,
    x: float,
    base: float,
    *,
    width: float,
    breadth: float,
    fine: bool = True,
) -> str:
    """Fill a line; what is left over goes between the words."""
    words = words_of(chance, width / breadth)
    gap = (width - length(words) * breadth) / max(1, len(words) - 1)
    path = ""
    for word in words:
        path += word_strokes(word, x + breadth, base, breadth, fine=fine)
        x += length([word]) * breadth + gap
    return path


def cover() -> Sheet:
    """Show two columns seen so near that they have no end, and one red initial."""
    sheet, chance = Sheet(440, 440, LIGHT), random.Random(1455)
    pitch, breadth = 22.6, 1.95
    for row in range(20):
        base = 15 + row * pitch
        move = 66 if 6 <= row <= 13 else 0
        sheet.area(line_of(chance, -60, base, width=252, breadth=breadth))
        sheet.area(line_of(chance, 230 + move, base, width=270 - move, breadth=breadth))
    sheet.area(initial(228, 15 + 6 * pitch - 14, 54, 15 + 13 * pitch + 1), RED)
    return sheet


def initial(x: float, top: float, width: float, foot: float) -> str:
    """Draw the I of In principio in the rubricator's manner: a stem that swells to both ends."""
    waist, third = width * 0.24, (foot - top) * 0.34
    middle, right = x + width / 2, x + width
    half = (top + foot) / 2
    return (
        f"M{n(x)} {n(top)}Q{n(middle)} {n(top + width * 0.2)} {n(right)} {n(top)}"
        f"C{n(middle + waist)} {n(top + third * 0.3)} {n(middle + waist)} {n(top + third)}"
        f" {n(middle + waist)} {n(half - waist)}L{n(middle + waist * 1.7)} {n(half)}"
        f"L{n(middle + waist)} {n(half + waist)}C{n(middle + waist)} {n(foot - third)}"
        f" {n(middle + waist)} {n(foot - third * 0.3)} {n(right)} {n(foot)}"
        f"Q{n(middle)} {n(foot - width * 0.2)} {n(x)} {n(foot)}"
        f"C{n(middle - waist)} {n(foot - third * 0.3)} {n(middle - waist)} {n(foot - third)}"
        f" {n(middle - waist)} {n(half + waist)}L{n(middle - waist * 1.7)} {n(half)}"
        f"L{n(middle - waist)} {n(half - waist)}C{n(middle - waist)} {n(top + third)}"
        f" {n(middle - waist)} {n(top + third * 0.3)} {n(x)} {n(top)}Z"
    )


def lines(sheet: Sheet, count: int, *, box: tuple[float, float, float, float], seed: int) -> None:
    """Fill a column, x, y, width and height, with `count` lines."""
    x, y, width, height = box
    chance, pitch = random.Random(seed), height / count
    breadth = pitch * 0.088
    for row in range(count):
        base = y + (row + 1) * pitch - pitch * 0.18
        path = line_of(chance, x, base, width=width, breadth=breadth, fine=False)
        sheet.curve(path, stroke_width=breadth * 1.15)


def page() -> Sheet:
    """Show the page in ninths, with what the press printed and what was left to the hand."""
    sheet = Sheet(WIDTH, 300)
    x, y, width, height = 14.0, 8.0, 188.0, 282.0
    sheet.rect(x, y, width, height, fill=LIGHT)
    for step in range(1, 9):
        across, down = x + width * step / 9, y + height * step / 9
        sheet.line(across, y, across, y + height, stroke=MID, stroke_width=0.6)
        sheet.line(x, down, x + width, down, stroke=MID, stroke_width=0.6)
    left, top = x + width / 9, y + height / 9
    wide, tall = width * 6 / 9, height * 6 / 9
    column = (wide - 10) / 2
    lines(sheet, 42, box=(left, top, column, tall), seed=1)
    lines(sheet, 42, box=(left + column + 10, top, column, tall), seed=2)
    sheet.rect(left - 1, top - 1, 21, tall / 42 * 6 + 0.5, fill=LIGHT)
    sheet.area(initial(left, top, 15, top + tall / 7 - 1.5), RED)
    sheet.rect(left + column + 8.5, top + tall / 42 * 23, column + 3, tall / 42, fill=LIGHT)
    sheet.rect(left + column + 10, top + tall / 42 * 23 + 1.2, column * 0.7, 2, fill=RED)
    sheet.rect(x, y, width, height, fill="none", stroke=DARK, stroke_width=0.75)
    notes = (
        (top + 14, left + 16, ("an initial, painted", "by hand")),
        (top + tall / 42 * 23.4, left + wide, ("a heading, written", "in red by hand")),
        (top + tall * 0.86, left + wide, ("42 lines in each", "column, printed")),
        (y + height - 14, x + width * 0.83, ("the foot: two ninths", "of the page")),
    )
    for level, start, words in notes:
        sheet.line(start + 2, level, 218, level, stroke_width=0.6)
        sheet.circle(start + 2, level, 1.6, fill=BLACK)
        for row, part in enumerate(words):
            sheet.text(222, level + 3 + row * 11, part, font_size=9)
    return sheet


def compare() -> Sheet:
    """Show eleven lines as forty fill a column, and the same lines as forty-two do."""
    sheet = Sheet(WIDTH, 147)
    for left, count in ((0, 40), (164, 42)):
        sheet.rect(left, 0, 156, 127, fill=LIGHT)
        chance, pitch = random.Random(7), 10.5 * 40 / count
        for row in range(11):
            base = 15 + row * pitch
            path = line_of(chance, left + 12, base, width=112, breadth=0.9)
            sheet.area(path, RED if row == 10 else BLACK)
            sheet.line(left + 130, base, left + 134, base, stroke_width=0.5)
            if row in (0, 10):
                sheet.text(left + 138, base + 1.5, str(row + 1), font_size=8.4)
        sheet.text(left, 142, f"{count} lines to the column", font_size=9.5)
    return sheet


def minimum() -> Sheet:
    """Show seven letters, fifteen strokes, one fence; their names stand below, for those who give up."""
    sheet, breadth = Sheet(454, 630, RED), 12.6
    x = (454 - (length(["minimum"]) - LETTER - 1) * breadth) / 2 + breadth / 2
    for letter in "minimum":
        broad = (STROKES[letter] - 1) * 2 * breadth
        for place in range(STROKES[letter]):
            path = upright(x + place * 2 * breadth, 84, 452, breadth, ends_of(letter))
            sheet.area(path, LIGHT)
        sheet.text(x + broad / 2, 492, letter, font_size=17, fill=LIGHT, text_anchor="middle")
        x += broad + (2 + LETTER) * breadth
    return sheet


def casting() -> Sheet:
    """Show punch, matrix and type: the letter turned round twice."""
    sheet = Sheet(WIDTH, 196)
    steps = (
        (6, 40, 92, (DARK, MID), True, "Punch", "steel, the letter", "reversed, cut by hand"),
        (116, 58, 34, (RED, DARK), False, "Matrix", "copper, the letter", "readable, struck in"),
        (238, 40, 92, (BLACK, DARK), True, "Type", "cast in the mould,", "the letter reversed"),
    )
    for x, width, height, shades, reversed_, *words in steps:
        solid(sheet, x, 138 - height, width, height=height, shades=shades, mirrored=reversed_)
        sheet.text(x, 157, words[0], font_size=9.5, font_weight="600", fill=RED)
        sheet.text(x, 169, words[1], font_size=9)
        sheet.text(x, 180, words[2], font_size=9)
    for level in (100, 105):
        sheet.line(238, level, 278, level, stroke=LIGHT, stroke_width=1)
    for x in (88, 208):
        sheet.curve(f"M{x} 92h14m-4 -4l4 4l-4 4", stroke=RED, stroke_width=1)
    return sheet


def solid(
    sheet: Sheet,
    x: float,
    y: float,
    width: float,
    *,
    height: float,
    shades: tuple[str, str],
    mirrored: bool,
) -> None:
    """Draw a bar standing upright, its letter on top; x and y are the front edge of the top."""
    dx, dy = 24.0, -29.0
    dark, side = shades
    sheet.polygon([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], dark)
    right = [(x + width, y), (x + width + dx, y + dy), (x + width + dx, y + dy + height)]
    sheet.polygon([*right, (x + width, y + height)], side)
    top = [(x, y), (x + width, y), (x + width + dx, y + dy), (x + dx, y + dy)]
    sheet.polygon(top, LIGHT, stroke=BLACK, stroke_width=0.5)
    letter, size, flip = outline("R", "semibold", 1, at=(0, 0)), 36.0, -1 if mirrored else 1
    middle = width / 2 - flip * letter.breadth * size / 2
    lean, rise = dx / dy * size * 0.92, -dy / 29 * size * 0.92
    matrix = f"matrix({n(flip * size)} 0 {n(lean)} {n(rise)} {n(x + middle)} {n(y)})"
    sheet.area(letter.path, BLACK, transform=f"{matrix} translate(0 -0.08)")


def main() -> None:
    """Draw them all."""
    drawn = {
        "cover": cover(),
        "page": page(),
        "lines": compare(),
        "minimum": minimum(),
        "casting": casting(),
    }
    for name, sheet in drawn.items():
        sheet.save(PICTURES / f"{name}.svg")


if __name__ == "__main__":
    main()
