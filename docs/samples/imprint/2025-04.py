"""Draw the pictures of April 2025 into issues/imprint/2025-04.

The script writes six SVG files, the same bytes in every run.
"""

import math
import random
from pathlib import Path

from shapes import BLACK, DARK, LIGHT, MID, RED, WHITE, WIDTH, Sheet, n, outline

PICTURES = Path(__file__).resolve().parents[3] / "issues" / "imprint" / "2025-04"

TITLE = (("PUBLII VIRGILII", 15.0, 3.6), ("MARONIS", 27.0, 9.0), ("BUCOLICA,", 18.0, 6.4))
BELL = "M56 100C62 84 58 62 68 50C72 45 78 45 82 50C92 62 88 84 94 100M75 46V38"
SLATE = (  # the words of Baskerville's sign, a line each: text, style, size, track
    ("Grave Stones", "italic", 44, 0.4),
    ("CUT in any", "roman", 34, 1.2),
    ("of the HANDS", "roman", 34, 1.2),
    ("By", "italic", 30, 0.0),
    ("JOHN", "roman", 30, 6.0),
    ("BASKERVILLE", "roman", 30, 4.0),
    ("WRITING-MASTER", "roman", 19, 3.4),
)


def centred(
    sheet: Sheet, middle: float, base: float, words: str, *, style: str, size: float,
    track: float = 0, fill: str = BLACK,
) -> None:  # fmt: skip
    """Set a line as outlines about its middle."""
    breadth = outline(words, style, size, at=(0, 0), track=track).breadth
    run = outline(words, style, size, at=(middle - breadth / 2, base), track=track)
    sheet.area(run.path, fill)


def cover() -> Sheet:
    """Show a sheet with three lines on it and nothing else."""
    sheet = Sheet(440, 440, RED)
    sheet.polygon([(64, 18), (390, 18), (390, 470), (64, 470)], BLACK)
    sheet.rect(56, 10, 326, 440, fill=WHITE)
    for (words, size, track), base in zip(TITLE, (158.0, 214.0, 274.0), strict=True):
        centred(sheet, 219, base, words, style="roman", size=size, track=track)
    centred(sheet, 219, 312, "GEORGICA,", style="roman", size=11, track=4)
    return sheet


def laid() -> Sheet:
    """Show paper from a mould of wires, against the light: close laid lines, wide chain lines."""
    sheet, chance = Sheet(150, 150, LIGHT), random.Random(1757)
    for row in range(50):
        y = 1.5 + row * 3 + chance.uniform(-0.25, 0.25)
        sheet.line(0, y, 150, y, stroke=MID, stroke_width=1.1)
    for column in range(4):
        x = 20 + column * 37
        sheet.line(x, 0, x, 150, stroke=DARK, stroke_width=1.1)
    for path in (BELL, "M50 100H100", "M69 112A7 7 0 0 0 81 112"):
        sheet.curve(path, stroke=WHITE, stroke_width=3.4, stroke_linecap="round")
    return sheet


def wove() -> Sheet:
    """Show paper from a woven mould, against the light: nothing but a cloudy evenness."""
    sheet, chance = Sheet(150, 150, LIGHT), random.Random(1757)
    dots = ""
    for row in range(74):
        for column in range(74):
            if chance.random() < 0.86:
                dots += f"M{n(2 + column * 2)} {n(2 + row * 2)}h.7"
    sheet.curve(dots, stroke=MID, stroke_width=0.7)
    return sheet


def ring(x: float, y: float, *, tilt: float, counter: tuple[float, float]) -> str:
    """Return an o: an upright outer oval, and a counter turned by `tilt` degrees, to be cut out of it."""
    outer = f"M{n(x - 44)} {n(y)}a44 48 0 1 0 88 0a44 48 0 1 0 -88 0Z"
    wide, tall = counter
    dx, dy = wide * math.cos(math.radians(tilt)), wide * math.sin(math.radians(tilt))
    inner = (
        f"M{n(x - dx)} {n(y - dy)}a{n(wide)} {n(tall)} {n(tilt)} 1 0 {n(2 * dx)} {n(2 * dy)}"
        f"a{n(wide)} {n(tall)} {n(tilt)} 1 0 {n(-2 * dx)} {n(-2 * dy)}Z"
    )
    return outer + inner


def stress() -> Sheet:
    """Show three letters o: the axis of the counter rises from the slant of the pen to the plumb."""
    sheet = Sheet(WIDTH, 162)
    kinds = (
        (54, 27.0, (29.0, 43.0), "Old style", "Caslon, 1720s"),
        (160, 8.0, (28.0, 44.5), "Transitional", "Baskerville, 1750s"),
        (266, 0.0, (23.0, 46.3), "Modern", "Bodoni, 1790s"),
    )
    for x, tilt, counter, name, example in kinds:
        middle = tilt == 8.0
        path = ring(x, 66, tilt=-tilt, counter=counter)
        sheet.area(path, BLACK, fill_rule="evenodd")
        reach = math.radians(tilt)
        dx, dy = 62 * math.sin(reach), 62 * math.cos(reach)
        sheet.line(x - dx, 66 - dy, x + dx, 66 + dy, stroke=RED, stroke_width=1.2)
        sheet.text(x, 146, name, font_size=9.5, font_weight="600", text_anchor="middle",
                   fill=RED if middle else BLACK)  # fmt: skip
        sheet.text(x, 158, example, font_size=9, text_anchor="middle")
    return sheet


def slate() -> Sheet:
    """Show the slate that the writing master hung out, its words in types of a later day."""
    sheet = Sheet(454, 630, BLACK)
    sheet.area("M60 176C60 92 140 60 227 60C314 60 394 92 394 176V520H60Z", DARK)
    sheet.curve("M74 180C74 104 150 74 227 74C304 74 380 104 380 180V506H74Z", stroke=LIGHT,
                stroke_width=1.5)  # fmt: skip
    for row, (words, style, size, track) in enumerate(SLATE):
        base = (150, 204, 250, 300, 346, 390, 436)[row]
        centred(sheet, 227, base, words, style=style, size=size, track=track, fill=WHITE)
    wave = "M142 470C176 448 196 448 227 466C258 484 278 484 312 462"
    sheet.curve(wave, stroke=WHITE, stroke_width=1.8, stroke_linecap="round")
    return sheet


def pressing() -> Sheet:
    """Show what the hot plates do: the bite of the type in the sheet, before and after."""
    sheet = Sheet(WIDTH, 84)
    for left, deep, name in (
        (8, 13.0, "as it leaves the press"),
        (172, 2.5, "after the hot plates"),
    ):
        edge, strokes = f"M{left} 28", ""
        for x in range(left + 16, left + 136, 30):
            start, end, low = x + deep * 0.3, x + 14 - deep * 0.3, 28 + deep
            edge += f"L{x} 28L{n(start)} {n(low)}H{n(end)}L{x + 14} 28"
            strokes += f"M{n(start)} {n(low - 0.8)}H{n(end)}"
        sheet.area(f"{edge}L{left + 140} 28V60H{left}Z", MID)
        sheet.curve(strokes, stroke_width=3)
        sheet.text(left, 79, name, font_size=9.5)
    sheet.rect(172, 10, 140, 12, fill=RED)
    sheet.rect(172, 62, 140, 4, fill=RED)
    return sheet


def main() -> None:
    """Draw them all."""
    drawn = {
        "cover": cover(),
        "laid": laid(),
        "wove": wove(),
        "stress": stress(),
        "slate": slate(),
        "pressing": pressing(),
    }
    for name, sheet in drawn.items():
        sheet.save(PICTURES / f"{name}.svg")


if __name__ == "__main__":
    main()
