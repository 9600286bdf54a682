"""Draw the pictures of October 2025 into issues/imprint/2025-10.

The script writes six SVG files, the same bytes in every run.
No letter here is Helvetica or Univers: their outlines are not ours to print.
"""

import math
from pathlib import Path

from shapes import BLACK, DARK, FONTS, LIGHT, MID, RED, WHITE, WIDTH, Sheet, n, outline

PICTURES = Path(__file__).resolve().parents[3] / "issues" / "imprint" / "2025-10"

WEIGHTS = ("ExtraLight", "Light", "Regular", "Semibold", "Bold", "Black")
FONTS.update({w: ("font_source_sans_pro", f"SourceSansPro-{w}.ttf") for w in WEIGHTS})
CHART = {
    3: (39,),
    4: (45, 46, 47, 48, 49),
    5: (53, 55, 56, 57, 58, 59),
    6: (63, 65, 66, 67, 68),
    7: (73, 75, 76),
    8: (83,),
}
"""The twenty-one members of Univers in 1957, by weight; after Deberny & Peignot's chart."""
COLUMNS: dict[int, tuple[float, float]] = {
    3: (32, 1.32),
    5: (91, 1),
    6: (144, 1),
    7: (194, 0.68),
    8: (236, 0.68),
    9: (274, 0.48),
}
"""Where a last digit stands in the chart, and how wide its letters are."""
HUB = (20, 360)
"""The middle of the disc on its plate."""
SIGNS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789&?!"


def cover() -> None:
    """Set one word in four weights, lightest above, beside a disc."""
    sheet = Sheet(WIDTH, 240, LIGHT)
    sheet.circle(66, 120, 40, fill=RED)
    sheet.circle(66, 120, 6, fill=LIGHT)
    for weight, y in (("ExtraLight", 42), ("Light", 92), ("Semibold", 142), ("Black", 192)):
        sheet.area(outline("neutral", weight, 53, at=(118, y)).path)
    sheet.save(PICTURES / "cover.svg")


def terminal(name: str, cut: float) -> None:
    """Draw a c of even stroke whose ends are cut at an angle, in degrees from the horizontal."""
    sheet = Sheet(200, 200, LIGHT)
    outer, inner, middle = 80.0, 50.0, 100.0
    c, s = math.cos(math.radians(cut)), math.sin(math.radians(cut))
    x, y = outer * math.cos(math.radians(38)), outer * math.sin(math.radians(38))
    along = x * c + y * s
    step = along - math.sqrt(along * along - outer * outer + inner * inner)
    points = [
        (middle + x - k * c, middle + side * (y - k * s))
        for side, k in ((-1, 0.0), (1, 0.0), (1, step), (-1, step))
    ]
    a, b, d, e = (f"{n(px)} {n(py)}" for px, py in points)
    wide = f"{n(outer)} {n(outer)} 0 1 0 {b}L{d}A{n(inner)} {n(inner)} 0 1 1 {e}Z"
    sheet.area(f"M{a}A{wide}")
    for side in (-1, 1):
        ends = [(middle + x - k * c, middle + side * (y - k * s)) for k in (-26, step + 22)]
        sheet.line(*ends[0], *ends[1], stroke=RED, stroke_width=2.2)
    sheet.save(PICTURES / f"{name}.svg")


def chart() -> None:
    """Draw the numbers of Univers in their places, each in the manner that it stands for."""
    sheet = Sheet(WIDTH, 226, WHITE)
    sheet.rect(COLUMNS[5][0] - 27, 0, 104, 206, fill=LIGHT)
    sheet.rect(0, 66, WIDTH, 32, fill=LIGHT)
    sheet.rect(COLUMNS[5][0] - 27, 66, 53, 32, fill=MID)
    for row, (tens, members) in enumerate(CHART.items()):
        base = 25.5 + 34 * row
        for number in members:
            middle, breadth = COLUMNS[number % 10]
            run = outline(str(number), WEIGHTS[tens - 3], 27, at=(0, 0))
            lean = -0.2 if number % 10 in (6, 8) else 0.0
            left = middle - run.breadth * breadth / 2 - lean * 9
            turn = f"matrix({n(breadth)} 0 {n(lean)} 1 {n(left + lean * 9)} {n(base)})"
            sheet.area(run.path, RED if number == 55 else BLACK, transform=turn)
    names = (32, "wide"), (117.5, "upright and slanted"), (215, "narrow"), (274, "very narrow")
    for middle, label in names:
        sheet.text(middle, 220, label, text_anchor="middle")
    sheet.save(PICTURES / "chart.svg")


def letters(sheet: Sheet, ring: int, radius: float, *, lit: int) -> None:
    """Put a ring of letters on the disc, each upright at its top; the one at `lit` is flashed."""
    style = ("Regular", "roman", "Bold", "italic")[ring % 4]
    size = radius * 0.0854
    for k in range(-45, 46):
        angle = math.radians(4 * k)
        x, y = HUB[0] + radius * math.sin(angle), HUB[1] - radius * math.cos(angle)
        if not (-20 < x < WIDTH + 20 and -20 < y < 464):
            continue
        run = outline(SIGNS[(k + 29 * ring) % len(SIGNS)], style, size, at=(0, 0))
        place = f"translate({n(x)} {n(y)}) rotate({4 * k}) translate({n(-run.breadth / 2)} 0)"
        if k == lit:
            up = radius + size * 0.3
            at = HUB[0] + up * math.sin(angle), HUB[1] - up * math.cos(angle)
            sheet.circle(*at, size * 0.56, fill=WHITE)
        sheet.area(run.path, RED if k == lit else LIGHT, transform=place)


def disc() -> None:
    """Draw a part of a black glass disc with rings of transparent letters, one of them lit."""
    sheet = Sheet(WIDTH, 444, BLACK)
    for ring in range(9):
        edge = 86 + 42 * ring + ring * ring * 1.4
        sheet.circle(*HUB, edge, fill="none", stroke=DARK, stroke_width=0.7)
        if ring < 8:
            letters(sheet, ring, edge + 11, lit=10 if ring == 5 else 99)
    sheet.circle(*HUB, 58, fill="none", stroke=DARK, stroke_width=1.2)
    sheet.circle(*HUB, 26, fill=DARK)
    sheet.circle(*HUB, 9, fill=BLACK)
    sheet.save(PICTURES / "disc.svg")


def light() -> None:
    """Draw the way of the light: lamp, disc, lens, prism, film."""
    sheet = Sheet(WIDTH, 112, WHITE)
    axis, glass = 40, 88
    sheet.polygon([(34, axis - 2), (34, axis + 2), (glass, axis + 6), (glass, axis - 6)], RED)
    sheet.polygon([(glass, axis - 3), (glass, axis + 3), (160, axis + 14), (160, axis - 14)], MID)
    sheet.polygon([(160, axis - 14), (160, axis + 14), (254, axis + 4), (254, axis - 4)], MID)
    sheet.polygon([(254, axis - 4), (262, axis + 4), (262, 84), (254, 84)], MID)
    sheet.circle(28, axis, 10, fill=RED)
    for k in range(8):
        c, s = math.cos(k * math.pi / 4), math.sin(k * math.pi / 4)
        sheet.line(
            28 + 13 * c, axis + 13 * s, 28 + 18 * c, axis + 18 * s, stroke=RED, stroke_width=1.2
        )
    sheet.rect(glass - 2, 6, 4, 84, fill=BLACK)
    sheet.rect(glass - 2, axis - 3, 4, 6, fill=WHITE)
    sheet.rect(glass - 6, 80, 12, 4, fill=DARK)
    sheet.rect(glass + 2, 80.7, 34, 2.6, fill=DARK)
    sheet.rect(glass + 36, 74, 20, 16, fill=DARK)
    edge: dict[str, str | float] = {"stroke": BLACK, "stroke_width": 1}
    sheet.area("M160 22Q169 40 160 58Q151 40 160 22Z", WHITE, **edge)
    sheet.polygon([(246, 28), (246, 52), (270, 52)], LIGHT, **edge)
    sheet.rect(204, 84, 98, 5, fill=BLACK)
    sheet.line(236, axis - 20, 280, axis - 20, stroke=RED)
    sheet.polygon([(236, axis - 20), (242, axis - 22.5), (242, axis - 17.5)], RED)
    below = (28, 72, "flash"), (glass, 102, "disc"), (134, 102, "motor"), (253, 102, "film")
    for x, y, label in (*below, (160, 16, "lens"), (270, 15, "prism, moving")):
        sheet.text(x, y, label, text_anchor="middle")
    sheet.save(PICTURES / "light.svg")


if __name__ == "__main__":
    for draw in (cover, chart, disc, light):
        draw()
    terminal("level", 0)
    terminal("slanting", 52)
