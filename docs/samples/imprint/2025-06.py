"""Draw the pictures of June 2025: Stanhope's press, Koenig's machine, and what they printed in an hour.

Everything is flat shapes.
"""

import math
from pathlib import Path

PICTURES = Path(__file__).resolve().parents[3] / "issues" / "imprint" / "2025-06"
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


def stroke(d: str, width: float, colour: str = BLACK) -> str:
    """Draw along a path."""
    return (
        f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width:g}" '
        f'stroke-linejoin="round"/>'
    )


def text(at: Point, words: str, *, size: float = 24, anchor: str = "start") -> str:
    """Write a line of sans-serif text."""
    return (
        f'<text x="{at[0]:g}" y="{at[1]:g}" font-family="Source Sans Pro" font-size="{size:g}" '
        f'text-anchor="{anchor}" fill="{BLACK}">{words}</text>'
    )


def arrow(tip: Point, angle: float, size: float, colour: str) -> str:
    """Draw the head of an arrow that points to `angle` degrees, clockwise from the right."""
    x, y = tip
    return (
        f'<path d="M0 0l{-size:g} {-size / 2:g}v{size:g}z" fill="{colour}" '
        f'transform="translate({x:g} {y:g}) rotate({angle:g})"/>'
    )


def save(name: str, size: tuple[int, int], *parts: str, ground: str = PAPER) -> None:
    """Write an SVG on a ground."""
    width, height = size
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
    body = "\n".join((head, area(0, 0, width, height, fill=ground), *parts, "</svg>\n"))
    (PICTURES / name).write_text(body, encoding="utf-8")


def mirrored(right: str, middle: float) -> str:
    """Add to some shapes their reflection in the upright line at `middle`."""
    return f'{right}<g transform="translate({2 * middle:g} 0) scale(-1 1)">{right}</g>'


def staple(ground: str) -> list[str]:
    """Draw the iron frame: its rounded cheeks, the head with the nut, the sill, the wooden base."""
    half = (
        "M200 58H158C150 58 144 64 142 74L126 150C104 196 44 240 40 330C37 400 70 452 84 486"
        "L72 572H140L150 520H200V470H132C112 430 84 386 88 330C92 262 140 226 158 186H200Z"
    )
    foot = area(24, 572, 176.5, 26, fill=BLACK) + area(30, 598, 62, 22, fill=BLACK)
    rings = disc((147, 112), 9, ground) + disc((103, 222), 7, ground)
    edge = stroke("M62 330C62 262 128 226 142 180", 2.6, ground)
    return [
        mirrored(path(half) + foot + rings + edge, 200),
        area(199, 58, 2, 128),
        nameplate(ground),
    ]


def nameplate(ground: str) -> str:
    """Draw the oval plate on the sill, where the maker put his name."""
    return f'<ellipse cx="200" cy="496" rx="38" ry="14" fill="{ground}"/>'


def works(ground: str, accent: str) -> list[str]:
    """Draw what moves: the levers and the bar, screw, slider, platen, bed."""
    levers = [
        area(182, 18, 36, 40, r=4),
        path("M212 22L52 12a11 11 0 0 0 0 22L212 46z", accent),
        disc((54, 23), 5, ground),
        disc((200, 34), 6, ground),
        area(44, 23, 20, 288, r=4),
        path("M58 66L132 118V136L58 86z"),
        path("M58 268L74 236V280L58 292z"),
        path("M54 292L-84 322L-80 338L54 314z", accent),
        area(-150, 317, 74, 28, fill=BLACK, r=12),
    ]
    press = [
        area(180, 186, 40, 62),
        path("M168 248H232L252 318H148z"),
        area(104, 318, 192, 30, fill=accent),
        area(118, 308, 164, 10),
        area(104, 382, 192, 8, fill=GREY),
        area(92, 390, 216, 22),
        area(120, 412, 24, 58),
        area(256, 412, 24, 58),
        area(96, 430, 208, 10),
    ]
    return levers + press


def press(ground: str, accent: str) -> str:
    """Draw Stanhope's press from the pressman's side, about 550 wide and 620 high."""
    return "".join(staple(ground) + works(ground, accent))


def plate() -> None:
    """Draw the press alone, for a page without margins: 148 x 210 mm and 3 mm of bleed."""
    place = f'<g transform="translate(478 330) scale(2.6)">{press(PAPER, RED)}</g>'
    floor = [area(0, 1850, 1540, 310, fill=WARM), area(0, 1842, 1540, 8, fill=BLACK)]
    wall = area(0, 0, 1540, 2160, fill=PAPER)
    save("plate.svg", (1540, 2160), wall, *floor, place)


def stanhope() -> None:
    """Draw the press with the names of its parts."""
    parts = [f'<g transform="translate(170 16)">{press(PAPER, RED)}</g>']
    names = [
        ("compound levers", 50, (385, 50)),
        ("screw and nut", 150, (378, 110)),
        ("cast-iron frame", 246, (492, 290)),
        ("platen: a whole sheet", 334, (470, 349)),
        ("bed with the type", 416, (482, 416)),
        ("wooden base", 602, (560, 602)),
    ]
    for name, y, (x, end) in names:
        turn = "" if y == end else f"L640 {y}"
        parts += [stroke(f"M{x} {end}{turn}L672 {y}", 2, GREY), disc((x, end), 5.5, GREY)]
        parts.append(text((682, y + 8), name, size=25))
    parts.append(text((20, 392), "bar", size=25))
    save("stanhope.svg", (1000, 650), *parts)


def cylinder(middle: Point, r: float) -> list[str]:
    """Draw a cylinder from its end: rim, spokes, axle."""
    x, y = middle
    parts = [disc(middle, r), disc(middle, r * 0.8, PAPER)]
    for k in range(6):
        a = math.pi * k / 3 + math.pi / 6
        end = f"{x + r * 0.84 * math.cos(a):.1f} {y + r * 0.84 * math.sin(a):.1f}"
        parts.append(stroke(f"M{x:g} {y:g}L{end}", r * 0.1))
    return [*parts, disc(middle, r * 0.24), disc(middle, r * 0.08, PAPER)]


def wrap(middle: Point, r: float, left: float) -> str:
    """Return the way of a sheet: down a slope of 9 degrees, around a cylinder, out on the level."""
    (x, y), a = middle, math.radians(9)
    top, side = y - r * math.cos(a), x + r * math.sin(a)
    start = top - (side - left) * math.tan(a)
    return f"M{left:g} {start:.1f}L{side:.1f} {top:.1f}A{r:g} {r:g} 0 0 1 {x:g} {y + r:g}H{left:g}"


def koenig() -> None:
    """Draw The Times's machine in section: two cylinders, one forme, rollers between them."""
    parts = [area(50, 372, 900, 12, fill=GREY), area(330, 346, 340, 26)]
    parts += [area(346 + 11 * k, 330, 7, 16) for k in range(28)]
    parts += [disc((x, 391), 8, GREY) for x in range(90, 940, 92)]
    half = [*cylinder((280, 230), 96)]
    half.append(path("M30 100L224 131V141L30 118z", GREY))
    half.append(stroke(wrap((280, 230), 100, 30), 5, RED))
    half.append(area(30, 338, 110, 9, fill=GREY))
    half.append(arrow((120, 104), 9, 24, RED) + arrow((60, 330), 180, 24, RED))
    parts.append(mirrored("".join(half), 500))
    parts += [path("M452 40H548L528 84H472z"), area(490, 84, 20, 18)]
    rollers = [(500, 116, 18), (476, 148, 20), (524, 148, 20), (500, 186, 24)]
    rollers += [(470, 224, 20), (530, 224, 20), (500, 258, 20), (466, 304, 25), (534, 304, 25)]
    for k, (x, y, r) in enumerate(rollers):
        parts += [disc((x, y), r, GREY if k % 2 else BLACK), disc((x, y), 4, PAPER)]
    for at, angle in (((410, 428), 180), ((590, 428), 0)):
        parts += [
            stroke(f"M500 428H{at[0]}", 4),
            arrow((at[0] + math.cos(math.radians(angle)) * 8, 428), angle, 22, BLACK),
        ]
    parts.append(text((500, 470), "the type runs to and fro", anchor="middle", size=27))
    parts.append(text((500, 26), "ink", anchor="middle", size=27))
    for x, anchor in ((30, "start"), (970, "end")):
        parts.append(text((x, 70), "paper in", anchor=anchor, size=27))
        parts.append(text((x, 308), "out", anchor=anchor, size=27))
    save("koenig.svg", (1000, 490), *parts)


def speed() -> None:
    """Draw what was printed in an hour: one sheet for 250 of them."""
    rows = [
        ("Hand press", "250", 250),
        ("Koenig, 1814", "1,100", 1100),
        ("Cowper and Applegath, 1828", "4,000", 4000),
        ("Applegath’s upright, 1848", "10,000", 10000),
    ]
    parts, y = [], 44.0
    for name, number, sheets in rows:
        parts.append(text((30, y), name, size=27) + text((970, y), number, size=27, anchor="end"))
        y += 18
        full, rest = divmod(sheets, 250)
        for k in range(full + (rest > 0)):
            w = 40 if k < full else 40 * rest / 250
            fill = RED if number == "1,100" else BLACK
            parts.append(area(30 + 47 * (k % 20), y + 64 * (k // 20), w, 54, fill=fill))
        y += 64 * math.ceil(sheets / 250 / 20) + 42
    save("speed.svg", (1000, round(y - 14)), *parts)


def cover() -> None:
    """Draw a printing cylinder that takes a sheet over the type."""
    middle, r = (316.0, 330.0), 236.0
    x, y = middle
    wheel = [disc(middle, r), disc(middle, r * 0.8, RED)]
    for k in range(8):
        a = math.pi * k / 4 + math.pi / 8
        c, s = math.cos(a), math.sin(a)
        wheel.append(stroke(f"M{x:g} {y:g}L{x + r * 0.84 * c:.1f} {y + r * 0.84 * s:.1f}", 22))
    wheel += [disc(middle, 62), disc(middle, 20, RED)]
    bed = [area(0, 650, 600, 150)]
    for k in range(21):
        w = 16 if k % 5 else 9
        bed.append(area(6 + 28 * k, 600, w, 50))
    rows = [area(0, 690, 600, 6, fill=RED)]
    rows += [disc((60 + 120 * k, 745), 27, RED) for k in range(5)]
    save(
        "cover.svg",
        (600, 800),
        *wheel,
        stroke(wrap(middle, r + 14, -20), 24, PAPER),
        *bed,
        *rows,
        ground=RED,
    )


if __name__ == "__main__":
    for draw in (cover, plate, stanhope, koenig, speed):
        draw()
