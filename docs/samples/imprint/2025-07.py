"""Draw the pictures of July 2025: a matrix and its way, a keyboard, a ribbon, widths that add up.

Everything is flat shapes; letters are text in the house's faces.
"""

import math
from pathlib import Path

PICTURES = Path(__file__).resolve().parents[3] / "issues" / "imprint" / "2025-07"
BLACK, RED, PAPER, WARM, GREY = "#000000", "#b8321e", "#efe9df", "#d8cfc0", "#8a7f70"
MESSAGE = (
    "etaoin shrdlu. a machine that casts a line of type is fed with brass and answers in lead."
)
"""What the holes of the ribbon spell."""

Point = tuple[float, float]


def area(x: float, y: float, w: float, h: float, *, fill: str = BLACK, r: float = 0) -> str:
    """Fill a rectangle, its corners rounded by `r`."""
    return f'<rect x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}" rx="{r:g}" fill="{fill}"/>'


def disc(middle: Point, r: float, *, fill: str = BLACK, edge: str = "none") -> str:
    """Fill a circle, with an edge or without."""
    x, y = middle
    return f'<circle cx="{x:g}" cy="{y:g}" r="{r:g}" fill="{fill}" stroke="{edge}" stroke-width="2.5"/>'


def polygon(points: list[Point], fill: str = BLACK) -> str:
    """Fill a polygon."""
    places = " ".join(f"{x:g},{y:g}" for x, y in points)
    return f'<polygon points="{places}" fill="{fill}"/>'


def stroke(d: str, width: float, colour: str = BLACK) -> str:
    """Draw along a path."""
    return (
        f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width:g}" '
        f'stroke-linejoin="round"/>'
    )


def text(
    at: Point,
    words: str,
    *,
    size: float = 26,
    anchor: str = "middle",
    fill: str = BLACK,
    serif: bool = False,
) -> str:
    """Write a line of text."""
    family = "Source Serif Pro" if serif else "Source Sans Pro"
    return (
        f'<text x="{at[0]:g}" y="{at[1]:g}" font-family="{family}" font-size="{size:g}" '
        f'text-anchor="{anchor}" fill="{fill}">{words}</text>'
    )


def arrow(tip: Point, angle: float, size: float = 26) -> str:
    """Draw the head of a red arrow that points to `angle` degrees, clockwise from the right."""
    place = f"translate({tip[0]:g} {tip[1]:g}) rotate({angle:g})"
    half = size / 2
    return f'<path d="M0 0l{-size:g} {-half:g}v{size:g}z" fill="{RED}" transform="{place}"/>'


def save(name: str, size: tuple[int, int], *parts: str, ground: str = PAPER) -> None:
    """Write an SVG on a ground."""
    width, height = size
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
    body = "\n".join((head, area(0, 0, width, height, fill=ground), *parts, "</svg>\n"))
    (PICTURES / name).write_text(body, encoding="utf-8")


def matrix(x: float, y: float, s: float, *, fill: str, mould: str, code: str = "1011011") -> str:
    """Draw a Linotype matrix at `s` units a step, its V at the top left of (x, y), 10 wide, 16 high.

    `code` says which of the seven pairs of teeth are left: they bring it home to its channel.
    """
    left = [(2.0, 0.0)]
    for k, tooth in enumerate(code):
        top, edge = 0.9 * k + 0.5, 2.35 + 0.3 * k
        reach = 0.62 if tooth == "1" else 0.0
        left += [
            (edge, top),
            (edge + reach, top),
            (edge + reach, top + 0.52),
            (edge + 0.1, top + 0.52),
        ]
    left.append((4.45, 7.2))
    right = [(10 - px, py) for px, py in reversed(left)]
    foot = [(8, 0), (9.6, 0), (9.6, 2.6), (8.7, 2.6), (8.7, 13.2), (9.6, 13.2), (9.6, 16), (8, 16)]
    foot += [(7.4, 14.6), (2.6, 14.6), (2, 16), (0.4, 16), (0.4, 13.2), (1.3, 13.2)]
    foot += [(1.3, 11.4), (1.3, 2.6), (0.4, 2.6), (0.4, 0)]
    body = polygon([(x + px * s, y + py * s) for px, py in [*left, *right, *foot]], fill)
    return body + area(x + 1.3 * s, y + 8.2 * s, 0.95 * s, 2.8 * s, fill=mould)


def cover() -> None:
    """Draw one matrix, as tall as the cover."""
    s = 43.0
    plate = matrix(85, 56, s, fill=WARM, mould=RED)
    rest = [text((85 + 5.5 * s, 56 + 11.4 * s), "e", size=188, serif=True, fill=BLACK)]
    save("cover.svg", (600, 800), plate, *rest, ground=BLACK)


def circuit() -> None:
    """Draw the way of the matrices through a Linotype."""
    way = (
        "M780 214C762 300 712 318 640 318H300C250 318 236 300 236 262V150C236 104 262 84 312 84H600"
    )
    parts = [
        stroke(way, 7, RED),
        arrow((708, 300), 160),
        arrow((236, 176), -90),
        arrow((612, 84), 0),
    ]
    parts.append(polygon([(640, 60), (900, 96), (880, 236), (690, 210)], BLACK))
    for k in range(1, 9):
        top, low = (640 + 29 * k, 60 + 4 * k), (690 + 21.2 * k, 210 + 2.9 * k)
        parts.append(stroke(f"M{top[0]:g} {top[1]:g}L{low[0]:g} {low[1]:g}", 3, PAPER))
    parts.append(area(330, 62, 250, 14, fill=GREY))
    for k in range(4):
        parts.append(matrix(342 + 58 * k, 78, 3.4, fill=BLACK, mould=RED, code="1010110"))
    for k in range(7):
        parts.append(matrix(424 + 30 * k, 290, 3.0, fill=BLACK, mould=RED))
    parts.append(area(414, 340, 232, 8, fill=GREY))
    parts += [
        disc((170, 300), 66),
        disc((170, 300), 20, fill=PAPER),
        area(112, 292, 24, 16, fill=RED),
    ]
    parts += [
        polygon([(28, 262), (96, 262), (86, 348), (38, 348)], GREY),
        area(28, 254, 68, 10, fill=RED),
    ]
    for k in range(30):
        parts.append(area(700 + 22 * (k % 10), 316 + 22 * (k // 10), 14, 14, r=3))
    parts += [
        text((800, 44), "1 magazine"),
        text((805, 416), "keyboard"),
        text((530, 386), "2 line"),
    ]
    parts += [text((130, 400), "3 mould and pot"), text((226, 56), "4 lifted", anchor="end")]
    parts.append(text((455, 46), "5 sorted by their teeth"))
    save("circuit.svg", (1000, 440), *parts)


def keyboard() -> None:
    """Draw the keyboard of a Linotype: small letters, figures, capitals; two columns in red."""
    columns = ["etaoin", "shrdlu", "cmfwyp", "vbgkqj", "xz"]
    parts = []
    for bank in range(3):
        for column in range(5):
            for row in range(6):
                x, y = 52 + 326 * bank + 61 * column, 40 + 53 * row
                letter = columns[column][row : row + 1]
                fill = (BLACK, GREY, PAPER)[bank]
                if bank == 0 and column < 2:
                    fill = RED
                parts.append(disc((x, y), 23, fill=fill, edge=BLACK if bank == 2 else fill))
                if letter and bank != 1:
                    shown, ink = (letter, PAPER) if bank == 0 else (letter.upper(), BLACK)
                    parts.append(text((x, y + 9), shown, size=29, fill=ink))
    names = ("small letters", "figures, points", "capitals")
    parts += [text((174 + 326 * k, 374), name) for k, name in enumerate(names)]
    save("keyboard.svg", (1000, 394), *parts)


def code(letter: str) -> tuple[int, int]:
    """Return a letter's column and row of fifteen: in the order of the alphabet, as we chose it."""
    at = ("abcdefghijklmnopqrstuvwxyz., ".index(letter) * 8 + 3) % 225
    return at % 15, at // 15


def ribbon() -> None:
    """Draw a piece of ribbon that fills a page; its holes spell MESSAGE from the foot upwards."""
    left, wide, pitch = 190.0, 1160.0, 47.5
    step = (wide - 120) / 32
    parts = [area(left, 0, wide, 2160, fill=PAPER)]
    rows = math.ceil(2160 / pitch) + 1
    for k in range(rows):
        y = 2140 - k * pitch
        parts += [disc((left + x, y), 11, fill=RED) for x in (32, wide - 32)]
        column, row = code(MESSAGE[k % len(MESSAGE)])
        holes = [15, 31] if k % 29 == 28 else [column, 16 + row]
        for hole in holes:
            parts.append(disc((left + 76 + step * hole, y), 15, fill=BLACK))
    save("ribbon.svg", (1540, 2160), *parts, ground=RED)


def units() -> None:
    """Draw letters on bodies of so many eighteenths of an em."""
    letters = [
        ("i", 298, 5),
        ("t", 325, 6),
        ("s", 434, 8),
        ("e", 510, 9),
        ("n", 606, 11),
        ("m", 901, 16),
    ]
    unit, x, parts = 15.0, 40.0, []
    for letter, _, width in letters:
        wide = unit * width
        parts += [area(x, 40, wide, 270, fill=WARM), area(x, 318, wide, 14, fill=RED)]
        parts += [stroke(f"M{x + unit * k:g} 318V332", 2.2, PAPER) for k in range(1, width)]
        parts.append(text((x + wide / 2, 238), letter, size=270, serif=True))
        parts.append(text((x + wide / 2, 368), str(width)))
        x += wide + 16
    save("units.svg", (round(x + 24), 392), *parts)


if __name__ == "__main__":
    for draw in (cover, circuit, keyboard, ribbon, units):
        draw()
