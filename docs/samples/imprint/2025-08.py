"""Draw the pictures of August 2025: a feather in a slab, grease and water, three cylinders, three stones.

Everything is flat shapes; letters are text in the house's faces.
"""

import math
import random
from pathlib import Path

PICTURES = Path(__file__).resolve().parents[3] / "issues" / "imprint" / "2025-08"
BLACK, RED, PAPER, WARM, GREY = "#000000", "#b8321e", "#efe9df", "#d8cfc0", "#8a7f70"

Point = tuple[float, float]


def area(x: float, y: float, w: float, h: float, *, fill: str = BLACK, r: float = 0) -> str:
    """Fill a rectangle, its corners rounded by `r`."""
    return f'<rect x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}" rx="{r:g}" fill="{fill}"/>'


def disc(middle: Point, r: float, fill: str = BLACK) -> str:
    """Fill a circle."""
    return f'<circle cx="{middle[0]:g}" cy="{middle[1]:g}" r="{r:g}" fill="{fill}"/>'


def path(d: str, fill: str = BLACK) -> str:
    """Fill a path; what lies within it twice stays open."""
    return f'<path d="{d}" fill="{fill}" fill-rule="evenodd"/>'


def polygon(points: list[Point], fill: str = BLACK) -> str:
    """Fill a polygon."""
    places = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polygon points="{places}" fill="{fill}"/>'


def stroke(d: str, width: float, colour: str = BLACK) -> str:
    """Draw along a path."""
    return (
        f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width:g}" '
        f'stroke-linejoin="round" stroke-linecap="round"/>'
    )


def text(at: Point, words: str, *, size: float = 26, anchor: str = "middle") -> str:
    """Write a line of sans-serif text."""
    return (
        f'<text x="{at[0]:g}" y="{at[1]:g}" font-family="Source Sans Pro" font-size="{size:g}" '
        f'text-anchor="{anchor}" fill="{BLACK}">{words}</text>'
    )


def letter(at: Point, turn: float, *, size: float, mirrored: bool, fill: str) -> str:
    """Draw an R that stands at `at`, turned by `turn` degrees, read from the left or from the right."""
    flip = "scale(-1 1)" if mirrored else "scale(1 1)"
    return (
        f'<g transform="translate({at[0]:.1f} {at[1]:.1f}) rotate({turn:g}) {flip}">'
        f'<text y="{size * 0.33:g}" font-family="Source Serif Pro" font-size="{size:g}" '
        f'text-anchor="middle" fill="{fill}">R</text></g>'
    )


def arrow(tip: Point, angle: float, size: float = 24, colour: str = RED) -> str:
    """Draw the head of an arrow that points to `angle` degrees, clockwise from the right."""
    place = f"translate({tip[0]:.1f} {tip[1]:.1f}) rotate({angle:g})"
    half = size / 2
    return f'<path d="M0 0l{-size:g} {-half:g}v{size:g}z" fill="{colour}" transform="{place}"/>'


def save(name: str, size: tuple[int, int], *parts: str, ground: str = PAPER) -> None:
    """Write an SVG on a ground."""
    width, height = size
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
    body = "\n".join((head, area(0, 0, width, height, fill=ground), *parts, "</svg>\n"))
    (PICTURES / name).write_text(body, encoding="utf-8")


def quill(t: float) -> tuple[Point, Point]:
    """Return a point of the feather's shaft, from foot (0) to tip (1), and the direction there."""
    p0, p1, p2 = (150.0, 700.0), (250.0, 420.0), (430.0, 130.0)
    u = 1 - t
    at = [u * u * a + 2 * u * t * b + t * t * c for a, b, c in zip(p0, p1, p2, strict=True)]
    way = [2 * u * (b - a) + 2 * t * (c - b) for a, b, c in zip(p0, p1, p2, strict=True)]
    length = math.hypot(*way)
    return (at[0], at[1]), (way[0] / length, way[1] / length)


def vane(side: int, width: float, chance: random.Random) -> list[str]:
    """Draw the barbs on one side of the shaft, a few of them parted."""
    parts, steps, slip = [], 74, 0.0
    for k in range(steps):
        t = 0.2 + 0.78 * k / (steps - 1)
        (x, y), (dx, dy) = quill(t)
        body = math.sin(math.pi * (t - 0.12) / 1.5) ** 0.55
        reach = width * body * (1 - max(0.0, (t - 0.55) / 0.45) ** 2.2)
        if chance.random() < 0.09:
            slip = chance.uniform(-9, 12)
        slip *= 0.72
        lean = 0.62 + 0.55 * t
        nx, ny = -dy * side, dx * side
        ex = x + nx * reach + dx * (reach * lean + slip)
        ey = y + ny * reach + dy * (reach * lean + slip)
        cx, cy = x + nx * reach * 0.62 + dx * reach * 0.2, y + ny * reach * 0.62 + dy * reach * 0.2
        parts.append(stroke(f"M{x:.1f} {y:.1f}Q{cx:.1f} {cy:.1f} {ex:.1f} {ey:.1f}", 5.0))
    return parts


def cover() -> None:
    """Draw a feather in a broken slab of stone."""
    slab = [
        (58, 96),
        (206, 62),
        (352, 84),
        (520, 52),
        (556, 214),
        (538, 402),
        (560, 590),
        (520, 752),
    ]
    slab += [(330, 734), (186, 758), (48, 730), (66, 560), (40, 380), (62, 240)]
    under = [(x + 10, y + 18) for x, y in slab]
    chance = random.Random(1861)
    feather = [*vane(1, 84, chance), *vane(-1, 150, chance)]
    shaft, back = [], []
    for k in range(41):
        t = -0.05 + 1.03 * k / 40
        (x, y), (dx, dy) = quill(t)
        half = 7.5 * (1 - 0.85 * max(0.0, t))
        shaft.append((x - dy * half, y + dx * half))
        back.append((x + dy * half, y - dx * half))
    grain = [
        disc((chance.uniform(80, 530), chance.uniform(110, 720)), 2.2, GREY) for _ in range(46)
    ]
    parts = [polygon(under, GREY), polygon(slab, WARM), *grain, *feather]
    save("cover.svg", (600, 800), *parts, polygon([*shaft, *reversed(back)], RED), ground=BLACK)


def stone() -> None:
    """Draw the four steps of a print from stone, cut through the stone."""
    names = ("drawn with grease", "wetted", "inked", "printed")
    parts, spots = [], [(42, 34), (104, 18), (138, 44)]
    for k, name in enumerate(names):
        x = 26 + 242 * k
        parts.append(area(x, 196, 222, 92, fill=GREY))
        parts += [area(x + 14 + 34 * j, 216 + 24 * (j % 3), 16, 3, fill=WARM) for j in range(6)]
        greasy = [area(x + a, 186, w, 12, fill=BLACK, r=4) for a, w in spots]
        if k == 0:
            parts += [polygon([(x + 150, 184), (x + 158, 160), (x + 172, 170)], BLACK)]
            parts.append(
                polygon([(x + 158, 160), (x + 212, 66), (x + 226, 76), (x + 172, 170)], RED)
            )
        if k == 1:
            dry = [(0, 42), (76, 28), (122, 16), (182, 40)]
            parts += [area(x + a, 184, w, 12, fill=WARM, r=4) for a, w in dry]
            for a, y in ((20, 150), (62, 128), (104, 146), (146, 126), (190, 150)):
                drop = f"M{x + a} {y - 20}q11 18 11 25a11 11 0 0 1 -22 0q0-7 11-25z"
                parts.append(path(drop, GREY))
        if k == 2:
            parts += [disc((x + 92, 120), 66, BLACK), disc((x + 92, 120), 56, RED)]
            parts += [
                disc((x + 92, 120), 12, PAPER),
                arrow((x + 196, 92), 0),
                stroke(f"M{x + 160} 92h16", 5, RED),
            ]
        if k == 3:
            parts.append(path(f"M{x} 184h150q46 0 60-52l12 4q-16 60-72 60H{x}z", PAPER))
            parts.append(stroke(f"M{x} 184h150q46 0 60-52", 3))
            parts.append(area(x, 132, 150, 44, fill=WARM) + arrow((x + 75, 172), 90, 30))
        parts += [one.replace(BLACK, RED if k > 1 else BLACK) for one in greasy]
        parts.append(text((x + 111, 330), f"{k + 1} {name}"))
    save("stone.svg", (1000, 352), *parts)


def offset() -> None:
    """Draw the three cylinders of an offset press, and an R that is turned over twice."""
    plate, rubber, drum, r = (500.0, 170.0), (500.0, 374.0), (500.0, 578.0), 100.0
    parts = [disc(plate, r, GREY), disc(plate, r - 9, PAPER), disc(rubber, r, BLACK)]
    parts += [disc(rubber, r - 22, PAPER), disc(drum, r, GREY), disc(drum, r - 9, PAPER)]
    parts += [disc(p, 9, BLACK) for p in (plate, rubber, drum)]
    parts.append(stroke("M120 476H880", 7, RED) + arrow((910, 476), 0, 34))
    wheels = [(-52, 36, BLACK), (-14, 36, BLACK), (-166, 34, GREY)]
    for angle, size, fill in wheels:
        c, d = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        parts.append(disc((plate[0] + (r + size) * c, plate[1] + (r + size) * d), size, fill))
    parts += [
        disc((664, 84), 32, BLACK),
        disc((306, 170), 30, GREY),
        area(262, 190, 84, 34, fill=WARM, r=6),
    ]
    parts.append(letter((500, 112), 0, size=72, mirrored=False, fill=RED))
    parts.append(letter((500, 334), 0, size=72, mirrored=True, fill=RED))
    parts.append(letter((800, 440), 0, size=72, mirrored=False, fill=RED))
    lines = [
        ((276, 108), "water", "middle"),
        ((712, 94), "ink", "start"),
        ((622, 230), "plate: reads right", "start"),
        ((622, 382), "rubber blanket: reversed", "start"),
        ((622, 600), "impression cylinder", "start"),
        ((120, 458), "paper", "start"),
    ]
    parts += [text(at, words, anchor=anchor, size=27) for at, words, anchor in lines]
    save("offset.svg", (1000, 700), *parts)


def boat(stones: str, x: float) -> str:
    """Draw what is on the stones of a small landscape: t for the tint, r for red, b for black."""
    parts = [area(0, 0, 214, 290, fill=PAPER)]
    if "t" in stones:
        parts += [
            area(0, 0, 214, 186, fill=WARM),
            path("M0 214q26-10 53 0t54 0t53 0t54 0v76H0z", WARM),
        ]
        parts.append(path("M118 40V168L186 168z", PAPER))
    if "r" in stones:
        parts += [disc((52, 62), 27, RED), path("M108 30V168H46z", RED)]
        parts.append(path("M30 238q16-7 32 0t32 0v8q-16 7-32 0t-32 0z", RED))
    if "b" in stones:
        parts += [
            area(110, 18, 6, 170),
            path("M34 186H190L168 216H58z"),
            stroke("M113 20L190 180", 3),
        ]
        parts += [
            stroke(f"M{a} {y}q14-6 28 0t28 0", 4)
            for a, y in ((8, 256), (110, 246), (72, 274), (146, 268))
        ]
    return f'<g transform="translate({x:g} 24)">{"".join(parts)}</g>'


def chromo() -> None:
    """Draw the stones of a print in three colours, and what they make together."""
    names = (("t", "first stone"), ("r", "second"), ("b", "third"), ("trb", "the print"))
    parts = []
    for k, (stones, name) in enumerate(names):
        x = 28 + 243 * k
        parts.append(boat(stones, x))
        parts.append(text((x + 107, 350), name))
    save("chromo.svg", (1000, 372), *parts, ground="#ffffff")


if __name__ == "__main__":
    for draw in (cover, stone, offset, chromo):
        draw()
