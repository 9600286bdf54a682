"""The cover picture of October 2015: a boat on a night sea, in one ink, its tints and one accent.

Everything is flat shapes; tone comes from stipple, as in a two-colour print. 2015-10.py imports this file.
"""

import math
import random
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw
from shapes import (
    ACCENT,
    DEEP,
    HEIGHT,
    INK,
    NIGHT,
    SHADED,
    SMOOTH,
    WIDTH,
    Place,
    Point,
    Sheet,
    curve,
    discs,
    fall,
    glow,
    hill,
    polygon,
    ridge,
    shape,
    stroke,
    strokes,
    tint,
)

HORIZON = 900
MOON = (1530, 560, 262)  # x, y, radius
BOAT = (1482, 1196)  # middle of the waterline
# Gunwale, bow and stern as curves, seen from the middle of the waterline.
HULL: tuple[list[Point], ...] = (
    [(-178, -40), (-89, -14), (89, -14), (198, -62)],
    [(198, -62), (164, 24), (118, 22), (88, 22)],
    [(-108, 22), (-148, 22), (-166, 10), (-178, -40)],
)


def sky(sheet: Sheet) -> None:
    """Print dusk, the rings around the moon, stars and the moon."""
    x, y, radius = MOON
    sheet.lay(NIGHT, tone=fall(0, 760, 1, gamma=0.9))
    for reach, share in ((1240, 0.86), (930, 0.74), (680, 0.6), (490, 0.46), (355, 0.32)):
        tone = ImageChops.lighter(
            glow(x, y, reach, 0.75, inner=reach * 0.5), Image.new("L", (WIDTH, HEIGHT), 92)
        )
        sheet.lay(tint(share), discs([(x, y, reach)]), tone)
    sheet.lay(tint(0.34), tone=fall(HORIZON, HORIZON - 260, 0.8, gamma=1.6))
    across, size = sheet.random.uniform, sheet.random.choice
    stars = [(across(0, WIDTH), across(0, 640), size((1.6, 2.2, 3.4))) for _ in range(150)]
    sheet.lay(tint(0.2), discs([s for s in stars if math.dist(s[:2], (x, y)) > 800]))
    sheet.lay(tint(0.03), discs([MOON]))
    light = glow(x + 70, y - 90, radius * 1.75, 1.0, inner=radius * 0.55)
    sheet.lay(tint(0.22), discs([MOON]), ImageChops.invert(light))


def hills(sheet: Sheet) -> None:
    """Print three ranges, each with dusk above and mist below."""
    layers: tuple[tuple[int, list[Place], float, float, float, float], ...] = (
        (3, [(250, 330, 900), (760, 200, 520), (2250, 300, 620)], 26, 0.52, 0.26, 0.15),
        (
            8,
            [(0, 300, 620), (480, 170, 420), (2480, 340, 520), (2050, 130, 380)],
            22,
            0.8,
            0.42,
            0.5,
        ),
        (14, [(-40, 170, 420), (2560, 220, 520)], 16, 1.0, 0.6, 0.8),
    )
    for seed, peaks, rough, share, mist, dusk in layers:
        area = hill(ridge(seed, HORIZON, peaks, rough), HORIZON + 2)
        top = HORIZON - max(p[1] for p in peaks)
        sheet.lay(tint(share), area)
        sheet.lay(NIGHT, area, fall(top - 40, HORIZON - 30, dusk, gamma=1.2))
        sheet.lay(tint(mist), area, fall(HORIZON, top + 60, 0.85, gamma=1.5))


def lens(x: float, y: float, half: float, thick: float) -> list[Point]:
    """Make a short wave: pointed at both ends."""
    return [
        (x - half, y),
        (x - half * 0.3, y - thick / 2),
        (x + half * 0.4, y - thick * 0.4),
        (x + half, y),
        (x + half * 0.2, y + thick / 2),
        (x - half * 0.4, y + thick * 0.45),
    ]


def waves(
    rng: random.Random, count: int, where: Callable[[float], Point], size: float
) -> Image.Image:
    """Scatter short waves that grow with nearness; `where` gives middle and spread of x at a depth of 0 to 1."""
    drawn = []
    for _ in range(count):
        depth = rng.random() ** 1.5
        middle, spread = where(depth)
        y = HORIZON + 6 + depth * (HEIGHT - HORIZON)
        half = size * (8 + 64 * depth) * rng.uniform(0.4, 1.3)
        drawn.append(
            lens(rng.gauss(middle, spread), y, half, 2.2 + 11 * depth * rng.uniform(0.6, 1.1))
        )
    return strokes(drawn)


def glade(rng: random.Random) -> Image.Image:
    """Close up the moonlight behind the boat, so that its people stand out."""
    return strokes(
        [
            lens(rng.gauss(BOAT[0] + 20, 110), BOAT[1] - 150 + i * 1.5, rng.uniform(30, 90), 7)
            for i in range(110)
        ]
    )


def sea(sheet: Sheet) -> None:
    """Print the water, its waves and the moonlight on them."""
    water = polygon([(0, HORIZON), (WIDTH, HORIZON), (WIDTH, HEIGHT), (0, HEIGHT)])
    x = MOON[0]
    rng = sheet.random
    sheet.lay(INK, water)
    sheet.lay(NIGHT, water, fall(HEIGHT, HORIZON + 60, 1, gamma=0.8))
    sheet.lay(tint(0.5), water, fall(HORIZON, HORIZON + 200, 0.8, gamma=1.6))

    def everywhere(_: float) -> Point:
        return WIDTH / 2, WIDTH * 0.45

    sheet.lay(NIGHT, waves(rng, 900, everywhere, 1.3), fall(HORIZON - 400, HEIGHT + 400, 0.9))
    sheet.lay(tint(0.75), waves(rng, 900, everywhere, 1.2))
    sheet.lay(tint(0.45), waves(rng, 420, lambda d: (x, 200 + 260 * d), 1.1))
    sheet.lay(tint(0.2), waves(rng, 420, lambda d: (x - 20 * d, 90 + 110 * d), 1.1))
    sheet.lay(tint(0.1), glade(rng), glow(BOAT[0] + 10, BOAT[1] - 80, 300, 1, inner=170))
    sheet.lay(tint(0.03), waves(rng, 300, lambda d: (x - 20 * d, 52 + 66 * d), 1.05))


def boat(sheet: Sheet) -> None:
    """Print the boat with its people: the one place of the accent."""
    x, y = BOAT
    rng = random.Random(4)
    back = [
        (x - 120 + i * 27 + rng.uniform(-4, 4), y - 74 + rng.uniform(-6, 8), 0.86)
        for i in range(10)
    ]
    front = []
    for i in range(11):
        place = x - 134 + i * 27 + rng.uniform(-5, 5), y - 52 + rng.uniform(-8, 8)
        front.append((*place, 0.8 if i in (3, 8) else 1.0))
    for dx, dy, wide in ((0, 0, 196), (-20, 18, 150), (24, 36, 96), (-12, 54, 50)):
        sheet.lay(DEEP, polygon(lens(x + dx, y + 27 + dy, wide, 13)))
    for row, colour in ((back, SHADED), (front, ACCENT)):
        sheet.lay(colour, vests(row))
        sheet.lay(DEEP, discs([(px + 1, py - 10 * k, 9.6 * k) for px, py, k in row]))
    gunwale, bow, stern = (curve([(x + dx, y + dy) for dx, dy in side], 6) for side in HULL)
    sheet.lay(DEEP, polygon([*gunwale, *bow, *stern]))
    sheet.lay(tint(0.6), stroke([(px, py + 9) for px, py in gunwale[3:-2]]))


def vests(people: list[Place]) -> Image.Image:
    """Draw the shoulders of `people` of (x, y, size)."""

    def draw(canvas: ImageDraw.ImageDraw) -> None:
        for x, y, size in people:
            box = (x - 12 * size, y, x + 12 * size, y + 52)
            canvas.rounded_rectangle([c * SMOOTH for c in box], 9 * SMOOTH, fill=255)

    return shape(draw)


def shore(sheet: Sheet) -> None:
    """Lay the near headland with its contour lines, and the route that leaves it."""
    peaks = [(-60.0, 500.0, 1180.0), (360.0, 240.0, 640.0)]
    sheet.lay(DEEP, hill(ridge(21, HEIGHT + 10, peaks, 18), HEIGHT + 20))
    for i in range(1, 12):
        line = ridge(
            21,
            HEIGHT + 10 + 40 * i,
            [(px - 26 * i, h, w - 20 * i) for px, h, w in peaks],
            12 + 2 * i,
            octaves=3,
        )
        sheet.lay(tint(0.92), stroke(line))
    route = curve([(402, 1392), (640, 1180), (900, 1420), (BOAT[0] - 222, BOAT[1] + 6)], 31)
    sheet.lay(tint(0.03), discs([(px, py, 5.6) for px, py in route[1:]]))
    sheet.lay(tint(0.03), discs([(*route[0], 19)]))
    sheet.lay(DEEP, discs([(*route[0], 11)]))
    ahead = curve(
        [(BOAT[0] + 262, BOAT[1] - 34), (1900, 1130), (2060, 1010), (2290, HORIZON - 8)], 44
    )
    sheet.lay(
        tint(0.2), discs([(px, py, 5.6 - 2.4 * i / len(ahead)) for i, (px, py) in enumerate(ahead)])
    )


def paint(path: Path) -> None:
    """Draw the cover and write it to `path` as a JPEG."""
    sheet = Sheet(seed=2015_10)
    for layer in (sky, hills, sea, shore, boat):
        layer(sheet)
    sheet.image.save(path, quality=83, optimize=True, dpi=(300, 300))
