"""Draw the pictures of February 2025 into issues/imprint/2025-02.

The script writes five SVG files, the same bytes in every run.
"""

import math
from itertools import pairwise
from pathlib import Path

from shapes import BLACK, DARK, LIGHT, MID, RED, SERIF, WHITE, WIDTH, Sheet, Value, n, outline

PICTURES = Path(__file__).resolve().parents[3] / "issues" / "imprint" / "2025-02"

VERSES = (
    "Arma uirumque cano, Troiae",
    "Italiam fato profugus, Lauinaque",
    "Litora, multum ille et terris",
    "Vi superum, saeuae memorem",
)
OUTER = ((5, 12, 9, 8), (4, 13, 16, 1))
INNER = ((7, 10, 11, 6), (2, 15, 14, 3))
"""The pages of an octavo's two formes as they lie on the sheet: the upper row stands on its head."""
Point = tuple[float, float]


def cover() -> Sheet:
    """Show the Aeneid's first lines far too large: capitals upright and apart, the rest leaning."""
    sheet = Sheet(440, 440, LIGHT)
    for row, verse in enumerate(VERSES):
        base = 100 + row * 104
        capital = outline(verse[0], "roman", 98, at=(0, base))
        shift = 62 - capital.breadth / 2
        sheet.area(outline(verse[0], "roman", 98, at=(shift, base)).path, RED)
        sheet.area(outline(verse[1:], "italic", 98, at=(112, base)).path, BLACK)
    return sheet


def formats() -> Sheet:
    """Show one sheet of paper, and the leaf that it gives when it is folded once, twice, three times."""
    sheet = Sheet(WIDTH, 214)
    sizes = ((282.0, 204.0), (141.0, 204.0), (141.0, 102.0), (70.5, 102.0))
    tones = (LIGHT, MID, DARK, RED)
    for (width, height), tone in zip(sizes, tones, strict=True):
        sheet.rect(5, 209 - height, width, height, fill=tone)
    for row in range(17):
        y = 124 + row * 4.4
        sheet.rect(16, y, 3.2, 1.5, fill=WHITE)
        sheet.rect(23, y, 20 + (row * 37 % 11) * 1.7, 1.5, fill=WHITE)
    notes = (
        (160, 26, "the sheet", "as it came from the mould"),
        (19, 26, "folio", "folded once: two leaves"),
        (84, 124, "quarto", "twice: four"),
    )
    for x, y, name, words in notes:
        sheet.text(x, y, name, font_family=SERIF, font_style="italic", font_size=12)
        sheet.text(x, y + 12, words, font_size=8.6)
    sheet.text(152, 180, "octavo", font_family=SERIF, font_style="italic", font_size=12, fill=RED)
    sheet.text(152, 192, "three times: eight leaves, sixteen", font_size=8.6)
    sheet.text(152, 203, "pages, a book for one hand", font_size=8.6)
    sheet.line(78, 176, 148, 176, stroke=RED)
    return sheet


def forme(sheet: Sheet, x: float, pages: tuple[tuple[int, ...], ...], name: str) -> None:
    """Draw one side of a sheet with eight pages, the upper four upside down."""
    y, wide, tall = 3.0, 42.0, 62.0
    sheet.rect(x, y, wide * 4, tall * 2, fill=LIGHT)
    for place, number in enumerate(pages[0] + pages[1]):
        left, top = x + place % 4 * wide + 7, y + place // 4 * tall + 8
        middle, ink = (left + 14, top + 23), WHITE if number == 1 else BLACK
        sheet.rect(left, top, 28, 46, fill=RED if number == 1 else MID)
        turn = f"rotate({0 if place > 3 else 180} {n(middle[0])} {n(middle[1])})"
        how: dict[str, Value] = {
            "font_size": 14,
            "font_family": SERIF,
            "text_anchor": "middle",
            "fill": ink,
        }
        sheet.text(middle[0], middle[1] + 5, str(number), transform=turn, **how)
    for column in (1, 2, 3):
        fold = x + column * wide
        sheet.line(fold, y, fold, y + tall * 2, stroke=DARK, stroke_dasharray="3 2")
    sheet.line(x, y + tall, x + wide * 4, y + tall, stroke=DARK, stroke_dasharray="3 2")
    sheet.text(x, y + tall * 2 + 13, name, font_size=9)


def formes() -> Sheet:
    """Show both sides of a sheet of octavo."""
    sheet = Sheet(352, 146)
    forme(sheet, 1, OUTER, "The outer forme, with page 1")
    forme(sheet, 183, INNER, "The inner forme, for the other side")
    return sheet


def lean() -> Sheet:
    """Show a verse in roman and in italic at one size, with what each takes."""
    sheet = Sheet(WIDTH, 96, LIGHT)
    for row, style in enumerate(("roman", "italic")):
        base = 30 + row * 44
        capital = outline("A", "roman", 20, at=(12, base))
        rest = outline(" rma uirumque cano, Troiae"[1:], style, 20, at=(12 + capital.breadth, base))
        sheet.area(capital.path, BLACK if style == "roman" else RED)
        sheet.area(rest.path, BLACK)
        end = 12 + capital.breadth + rest.breadth
        sheet.line(12, base + 10, end, base + 10, stroke=DARK, stroke_width=1)
        for tick in (12.0, end):
            sheet.line(tick, base + 7, tick, base + 13, stroke=DARK, stroke_width=1)
        sheet.text(end + 6, base + 13, style, font_size=9)
    return sheet


def spline(points: list[Point], steps: int = 24) -> list[Point]:
    """Return a smooth line through points (Catmull-Rom)."""
    padded = [points[0], *points, points[-1]]
    line = []
    for i in range(1, len(padded) - 2):
        a, b, c, d = padded[i - 1 : i + 3]
        for step in range(steps):
            t = step / steps
            line.append((_between(a[0], b[0], c[0], d[0], t), _between(a[1], b[1], c[1], d[1], t)))
    return [*line, points[-1]]


def _between(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (
        2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
    )


def swell(line: list[Point], breadth: list[float]) -> list[Point]:
    """Turn a line into an area, as broad at each point as `breadth` says."""
    left, right = [], []
    for i, (x, y) in enumerate(line):
        (x1, y1), (x2, y2) = line[max(0, i - 1)], line[min(len(line) - 1, i + 1)]
        far = math.hypot(x2 - x1, y2 - y1) or 1
        dx, dy = (y2 - y1) / far * breadth[i] / 2, (x1 - x2) / far * breadth[i] / 2
        left.append((x + dx, y + dy))
        right.append((x - dx, y - dy))
    return left + right[::-1]


def breadths(count: int) -> list[float]:
    """Return a dolphin's breadth from neck to tail."""
    stations = ((0, 40), (0.18, 40), (0.36, 33), (0.55, 26), (0.7, 17), (0.85, 13), (1, 8))
    result = []
    for i in range(count):
        t = i / (count - 1)
        (t1, b1), (t2, b2) = next(pair for pair in pairwise(stations) if t <= pair[1][0])
        share = (t - t1) / (t2 - t1)
        result.append(b1 + (b2 - b1) * (3 - 2 * share) * share**2)
    return result


def anchor(sheet: Sheet) -> None:
    """Draw the anchor, black: ring, stock, shank, arms and flukes."""
    sheet.circle(160, 29, 12, fill="none", stroke=BLACK, stroke_width=6)
    sheet.rect(154, 41, 12, 300, fill=BLACK)
    sheet.rect(96, 56, 128, 10, fill=BLACK)
    for x in (96, 224):
        sheet.circle(x, 61, 8, fill=BLACK)
    sheet.area(
        "M160 352C96 346 54 312 46 262L62 276C80 308 112 324 160 328"
        "C208 324 240 308 258 276L274 262C266 312 224 346 160 352Z"
    )
    for side in (-1, 1):
        points = [(160.0 + side * x, float(y)) for x, y in ((130, 288), (110, 236), (78, 282))]
        sheet.polygon(points, BLACK)


def fins(spine: list[Point], breadth: list[float]) -> str:
    """Return the ridge of fins along the outer bend of the body."""
    path = ""
    for i in range(34, 100, 11):
        (x1, y1), (x2, y2) = spine[i - 4], spine[i + 4]
        far = math.hypot(x2 - x1, y2 - y1)
        along, out = ((x2 - x1) / far, (y2 - y1) / far), breadth[i] / 2 - 2
        side = (-along[1], along[0])
        foot, tip = (spine[i][0] + side[0] * out, spine[i][1] + side[1] * out), 13
        path += (
            f"M{n(foot[0] - along[0] * 8)} {n(foot[1] - along[1] * 8)}"
            f"L{n(foot[0] + side[0] * tip + along[0] * 9)} {n(foot[1] + side[1] * tip + along[1] * 9)}"
            f"L{n(foot[0] + along[0] * 6)} {n(foot[1] + along[1] * 6)}Z"
        )
    return path


def dolphin(sheet: Sheet) -> None:
    """Draw the dolphin, red: before the shank, behind it, and before it again to the tail."""
    spine = spline([(106, 236), (146, 236), (186, 218), (206, 186), (186, 156), (146, 142),
                    (122, 120), (138, 98), (176, 96), (206, 84)])  # fmt: skip
    breadth = breadths(len(spine))
    body = swell(spine, breadth)
    halo: dict[str, Value] = {"stroke": LIGHT, "stroke_width": 5, "stroke_linejoin": "round"}
    tail = "M202 90C214 92 226 104 244 102C238 92 236 88 240 80C246 66 240 56 232 52C226 66 212 74 200 80Z"
    head = (
        "M122 256C108 262 92 262 80 254C66 256 54 264 46 276C44 264 50 252 60 246"
        "C50 246 42 250 34 256C38 242 50 234 66 234C70 222 84 213 104 215L140 219.5L140 240L122 256Z"
    )
    fin = fins(spine, breadth) + "M118 244C118 262 126 276 140 284C139 270 144 258 152 248Z"
    for path in (fin, tail, head):
        sheet.area(path, RED, **halo)
    sheet.polygon(body, RED, **halo)
    for path in (fin, tail, head):
        sheet.area(path, RED)
    sheet.rect(150.5, 128, 19, 37, fill=LIGHT)
    sheet.rect(154, 126, 12, 42, fill=BLACK)
    sheet.circle(86, 232, 5, fill=LIGHT)
    sheet.circle(86, 232, 2.2, fill=BLACK)
    sheet.curve("M112 222C120 230 120 244 112 252", stroke=LIGHT, stroke_width=2.4)


def device() -> Sheet:
    """Show a dolphin round an anchor, as on the coin and after it on the title pages."""
    sheet = Sheet(496, 372, LIGHT)
    sheet.shapes.append('<g transform="translate(88 0)">')
    anchor(sheet)
    dolphin(sheet)
    sheet.shapes.append("</g>")
    return sheet


def main() -> None:
    """Draw them all."""
    drawn = {
        "cover": cover(),
        "formats": formats(),
        "formes": formes(),
        "lean": lean(),
        "device": device(),
    }
    for name, sheet in drawn.items():
        sheet.save(PICTURES / f"{name}.svg")


if __name__ == "__main__":
    main()
