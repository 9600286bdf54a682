"""Draw the pictures of December 2025 into issues/imprint/2025-12.

The script writes five SVG files, the same bytes in every run.
The bar code can be read by a machine: it is the number that textbooks on ISBN use.
"""

import random
from pathlib import Path

from shapes import BLACK, DARK, LIGHT, MID, RED, SERIF, WHITE, WIDTH, Sheet, n, outline

PICTURES = Path(__file__).resolve().parents[3] / "issues" / "imprint" / "2025-12"

ISBN = "9780306406157"
LEFT = [
    "0001101",
    "0011001",
    "0010011",
    "0111101",
    "0100011",
    "0110001",
    "0101111",
    "0111011",
    "0110111",
    "0001011",
]
"""EAN-13's set A, digit by digit: 1 is a bar. Set B is its complement, read from behind; C its complement."""
SETS = [
    "AAAAAA",
    "AABABB",
    "AABBAB",
    "AABBBA",
    "ABAABB",
    "ABBAAB",
    "ABBBAA",
    "ABABAB",
    "ABABBA",
    "ABBABA",
]
"""Which sets the left half uses: so the first of thirteen digits is told without bars of its own."""


def modules(number: str) -> str:
    """Return the 95 modules of an EAN-13 bar code: guard, six digits, guard, six digits, guard."""
    flip = str.maketrans("01", "10")
    left = ""
    for digit, name in zip(number[1:7], SETS[int(number[0])], strict=True):
        code = LEFT[int(digit)]
        left += code if name == "A" else code.translate(flip)[::-1]
    right = "".join(LEFT[int(digit)].translate(flip) for digit in number[7:])
    return f"101{left}01010{right}101"


def bars(sheet: Sheet, number: str, *, at: float, width: float, long: float, short: float) -> None:
    """Draw a bar code from the sheet's head; guards go down to `long`, digits to `short`."""
    code = modules(number)
    k = 0
    while k < len(code):
        end = k
        while end < len(code) and code[end] == code[k]:
            end += 1
        if code[k] == "1":
            guard = k < 3 or 45 <= k < 50 or k >= 92
            sheet.rect(at + k * width, 0, (end - k) * width, long if guard else short, fill=BLACK)
        k = end


def cover() -> None:
    """Draw the bar code of a book, larger than any book."""
    sheet = Sheet(WIDTH, 240, LIGHT)
    width, at = 2.55, 45
    bars(sheet, ISBN, at=at, width=width, long=172, short=160)
    places = [(at - 9.5 * width, ISBN[0])]
    places += [(at + (3 + 7 * k) * width, ISBN[1 + k]) for k in range(6)]
    places += [(at + (50 + 7 * k) * width, ISBN[7 + k]) for k in range(6)]
    for x, digit in places:
        sheet.area(outline(digit, "sans", 27, at=(x + 2.2, 184)).path, RED)
    sheet.save(PICTURES / "cover.svg")


def check() -> None:
    """Draw the sum by which a ten-digit number of a book is checked."""
    sheet = Sheet(WIDTH, 132, WHITE)
    digits = "0306406152"
    sheet.rect(62 + 24 * 9, 4, 24, 78, fill=LIGHT)
    for y, name in ((20, "digit"), (45, "weight"), (72, "product")):
        sheet.text(10, y, name)
    total = 0
    for k, digit in enumerate(digits):
        middle, weight = 74 + 24 * k, 10 - k
        total += int(digit) * weight
        last = k == len(digits) - 1
        how: dict[str, str | float] = {"text_anchor": "middle", "fill": RED if last else BLACK}
        sheet.text(middle, 21, digit, font_family=SERIF, font_size=16, **how)
        sheet.text(middle, 46, f"×{weight}", font_size=11, **how)
        sheet.text(middle, 73, str(int(digit) * weight), font_size=11, **how)
    sheet.line(62, 54, 302, 54)
    sheet.line(62, 82, 302, 82)
    sheet.text(302, 103, f"together {total}", text_anchor="end", font_size=11)
    sheet.text(
        302, 122, f"= 12 × 11, nothing left over: {total % 11}", text_anchor="end", font_size=11
    )
    sheet.save(PICTURES / "check.svg")


def hand(sheet: Sheet, y: float, length: float, dice: random.Random) -> None:
    """Draw a line of writing: words of loops."""
    x = 34.0
    while x < 34 + length - 8:
        strokes = min(dice.randint(3, 9), int((34 + length - x) / 4))
        d = f"M{n(x)} {n(y)}"
        for _ in range(strokes):
            high = dice.choice((5, 5, 5, 9.5, -4))
            d += f"q{n(1.1)} {n(-high)} {n(2.3)} {n(-high * 0.55)}t{n(1.5)} {n(high * 0.55)}"
        sheet.curve(d, stroke=BLACK, stroke_width=1)
        x += strokes * 3.8 + 6


def letter() -> None:
    """Draw a written newsletter: a folded sheet, its items under the places that they came from."""
    sheet = Sheet(WIDTH, 226, WHITE)
    dice = random.Random(1605)
    sheet.polygon([(18, 8), (302, 8), (302, 218), (18, 218)], LIGHT)
    sheet.polygon([(302, 8), (302, 34), (276, 8)], WHITE)
    sheet.polygon([(302, 34), (276, 8), (280, 32)], MID)
    for x in (112.7, 207.3):
        sheet.line(x, 8, x, 218, stroke=MID, stroke_width=1.2)
    y = 30.0
    for place, lines in (("From Antwerp", 3), ("From Venice", 4), ("From Prague", 2)):
        sheet.text(34, y, place, font_family=SERIF, font_style="italic", font_size=12.5, fill=RED)
        for k in range(lines):
            y += 14
            hand(sheet, y, 250 if k < lines - 1 else dice.uniform(90, 180), dice)
        y += 24
    sheet.save(PICTURES / "letter.svg")


def sheet_of(sheet: Sheet, x: float, y: float, *, ink: str = DARK) -> None:
    """Draw a page of a newsletter, 46 by 65."""
    sheet.rect(x, y, 46, 65, fill=WHITE, stroke=BLACK, stroke_width=0.75)
    sheet.rect(x + 6, y + 7, 24, 6, fill=RED)
    sheet.rect(x + 6, y + 17, 34, 17, fill=MID)
    for k in range(6):
        sheet.rect(x + 6, y + 38 + 3.7 * k, 34 if k < 5 else 19, 1.5, fill=ink)


def three() -> None:
    """Draw how one file becomes three: with marks for the press, with its source, with links."""
    sheet = Sheet(WIDTH, 118, LIGHT)
    sheet.rect(14, 20, 58, 70, fill=WHITE, stroke=BLACK, stroke_width=0.75)
    for k, (indent, length) in enumerate(
        ((0, 22), (0, 34), (0, 26), (8, 30), (8, 36), (16, 20), (16, 27), (8, 30))
    ):
        sheet.rect(20 + indent, 28 + 7.4 * k, 7, 1.8, fill=RED)
        sheet.rect(29 + indent, 28 + 7.4 * k, min(length - 9, 36 - indent), 1.8, fill=DARK)
    sheet.text(43, 107, "one file", text_anchor="middle")
    for k in range(3):
        y = 30 + 25 * k
        sheet.curve(f"M78 55C94 55 94 {y} 108 {y}", stroke_width=1)
        sheet.polygon([(112, y), (106, y - 2.6), (106, y + 2.6)], BLACK)
    for x, name in ((132, "print"), (202, "archive"), (262, "screen")):
        sheet_of(sheet, x, 22)
        sheet.text(x + 23, 107, name, text_anchor="middle")
    for x, side in ((132, -1), (178, 1)):
        for y, way in ((22, -1), (87, 1)):
            sheet.line(x, y + 4 * way, x, y + 11 * way, stroke_width=0.5)
            sheet.line(x + 4 * side, y, x + 11 * side, y, stroke_width=0.5)
    sheet.curve("M240 30V17a4.5 4.5 0 0 1 9 0V36a3 3 0 0 1 -6 0V20", stroke=RED, stroke_width=1.6)
    for line in (60, 71.1):
        sheet.rect(268, line, 22, 1.5, fill=RED)
    sheet.save(PICTURES / "three.svg")


if __name__ == "__main__":
    for draw in (cover, check, letter, three):
        draw()
