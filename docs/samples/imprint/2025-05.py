"""Draw the pictures of May 2025: capitals in Bodoni's manner, and what may be shown with them.

The capitals are built here from stems, hairlines and bowls; no font is used.
"""

from dataclasses import dataclass
from pathlib import Path

PICTURES = Path(__file__).resolve().parents[3] / "issues" / "imprint" / "2025-05"
BLACK, RED, PAPER, WARM, GREY = "#000000", "#b8321e", "#efe9df", "#d8cfc0", "#8a7f70"
CAP, THICK, FOOT = 700.0, 124.0, 46.0
"""Height of the capitals, their thick stroke, and how far a serif goes beyond its stem."""

Point = tuple[float, float]


def box(x: float, y: float, w: float, h: float) -> str:
    """Return the path of a rectangle."""
    return f"M{x:g} {y:g}h{w:g}v{h:g}h{-w:g}z"


def poly(*points: Point) -> str:
    """Return the path of a polygon."""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "z"


def oval(x: float, y: float, w: float, h: float) -> str:
    """Return an oval, a little squarer than an ellipse."""
    a, b = w / 2, h / 2
    p, q = a * 0.57, b * 0.57
    return (
        f"M{x:g} {y + b:g}c0 {q:g} {a - p:g} {b:g} {a:g} {b:g}s{a:g} {q - b:g} {a:g} {-b:g}"
        f"s{p - a:g} {-b:g} {-a:g} {-b:g}s{-a:g} {b - q:g} {-a:g} {b:g}z"
    )


def half_oval(x: float, y: float, w: float, h: float, flat: float) -> str:
    """Return what lies right of `x`: straight for `flat`, then round."""
    a, b = w - flat, h / 2
    p, q = a * 0.6, b * 0.6
    return (
        f"M{x:g} {y:g}h{flat:g}c{p:g} 0 {a:g} {b - q:g} {a:g} {b:g}"
        f"s{p - a:g} {b:g} {-a:g} {b:g}h{-flat:g}z"
    )


@dataclass(frozen=True)
class Cut:
    """Capitals of one cut: the smaller a size, the stronger its hairlines, as in metal."""

    hair: float

    def stem(self, x: float, *, foot: bool = True) -> list[str]:
        """Return a thick upright with its serifs."""
        wide = THICK + 2 * FOOT
        low = [box(x - FOOT, 0, wide, self.hair)] if foot else []
        return [box(x, 0, THICK, CAP), box(x - FOOT, CAP - self.hair, wide, self.hair), *low]

    def bowl(self, x: float, y: float, w: float, h: float) -> str:
        """Return a bowl: hairlines above and below, thick at the right."""
        inner = half_oval(x, y + self.hair, w - THICK, h - 2 * self.hair, w * 0.3)
        return half_oval(x, y, w, h, w * 0.34) + inner

    def foot(self, middle: float, half: float = 90) -> str:
        """Return a serif on the baseline."""
        return box(middle - half, 0, 2 * half, self.hair)

    def head(self, middle: float, half: float = 90) -> str:
        """Return a serif at the top."""
        return box(middle - half, CAP - self.hair, 2 * half, self.hair)

    def arm(self, x: float, y: float, length: float, hang: float) -> list[str]:
        """Return a thin arm that ends in a wedge, hanging down (below 0) or standing up."""
        h, end = self.hair, x + length
        tip = [(end - h, y), (end, y), (end, y + hang), (end - h, y + hang), (end - 75, y)]
        return [box(x, y - (h if hang < 0 else 0), length, h), poly(*tip)]

    def thin(self, top: float, bottom: float) -> str:
        """Return a thin slanting stroke by the left ends of its top and bottom."""
        h = self.hair * 1.1
        return poly((top, CAP), (top + h, CAP), (bottom + h, 0), (bottom, 0))

    def round(self, name: str) -> tuple[float, list[str]]:
        """Build the letters that have curves."""
        h, x, joint = self.hair, 60.0, 60.0 + THICK / 2
        waist = 350 + h
        upper = self.bowl(joint, 318, 450, CAP - 318)
        leg = (
            f"M330 {318 + h:g}C450 {316 + h:g} 520 280 520 176V110C520 40 548-6 602-6"
            f"C654-6 676 28 {668 + h:g} 92H668C664 38 652 {h - 4:g} 638 {h - 4:g}"
            f"C622 {h - 4:g} 634 70 632 130C629 270 540 330 420 {320 + h:g}z"
        )
        double = [self.bowl(joint, 362, 440, 338), self.bowl(joint, 0, 492, waist + 12)]
        crescent = (
            f"M345 700C150 700 30 560 30 350S150 0 345 0C480 0 570 84 {589 + h:g} 206H589"
            f"C560 95 470 {h:g} 350 {h:g}C215 {h:g} 154 150 154 350S215 {CAP - h:g} 345 {CAP - h:g}"
            f"C470 {CAP - h:g} 552 600 586 452H{588 + h:g}V700H588L562 622C500 678 430 700 345 700z"
        )
        bend = (
            f"M60 {CAP:g}V240C60 70 170-12 322-12S605 70 605 240V{CAP:g}H{605 - h:g}V240"
            f"C{605 - h:g} 82 {493 - h:g} {h:g} {367 - h:g} {h:g}S184 82 184 240V{CAP:g}z"
        )
        inner = oval(30 + THICK, h, 630 - 2 * THICK, CAP - 2 * h)
        return {
            "B": (640.0, [*self.stem(x), *double]),
            "C": (660.0, [crescent]),
            "D": (690.0, [*self.stem(x), self.bowl(joint, 0, 540, CAP)]),
            "O": (690.0, [oval(30, 0, 630, CAP) + inner]),
            "P": (590.0, [*self.stem(x), upper]),
            "R": (680.0, [*self.stem(x), upper, leg]),
            "U": (700.0, [bend, self.head(122, 108), self.head(600)]),
        }[name]

    def straight(self, name: str) -> tuple[float, list[str]]:
        """Build the letters that have none."""
        h, x = self.hair, 60.0
        stem, pair = self.stem(x), [box(110, 0, h, CAP), self.foot(115), self.head(70, 45)]
        wedge = poly((x + 270, 354), (x + 330, 290), (x + 330, 418))
        tongue = [box(x, 348, 330, h), box(x + 326, 248, h, 212), wedge]
        left = poly((300, CAP), (362, CAP), (600, 0), (464, 0))
        down = poly((82, CAP), (218, CAP), (340 + 50 + h, 0), (340, 0))
        rise = poly((672, CAP), (690, CAP), (420 + h / 2, 0), (404, 0))
        cross = poly((90, CAP), (230, CAP), (595, 0), (455, 0))
        return {
            "A": (
                700.0,
                [
                    self.thin(350, 105),
                    left,
                    box(178, 220, 250, h),
                    self.foot(110),
                    self.foot(535, 125),
                ],
            ),
            "E": (600.0, [*stem, *self.arm(x, CAP, 470, -190), *self.arm(x, 0, 490, 215), *tongue]),
            "I": (THICK + 120, stem),
            "L": (590.0, [*stem, *self.arm(x, 0, 480, 230)]),
            "M": (
                870.0,
                [
                    *pair,
                    *self.stem(672),
                    poly((90, CAP), (222, CAP), (420, 0), (404, 0)),
                    rise,
                ],
            ),
            "N": (
                720.0,
                [
                    *pair,
                    box(620, 0, h, CAP),
                    self.head(625),
                    poly((92, CAP), (228, CAP), (620 + h, 0), (612, 0)),
                ],
            ),
            "V": (680.0, [down, self.thin(560, 356), self.head(150, 125), self.head(566)]),
            "X": (
                700.0,
                [
                    cross,
                    self.thin(562, 122),
                    self.head(160, 125),
                    self.head(568),
                    self.foot(128),
                    self.foot(525, 125),
                ],
            ),
        }[name]

    def letter(self, name: str) -> tuple[float, list[str]]:
        """Build a letter: its width and paths, the baseline at 0, upwards."""
        return self.round(name) if name in "BCDOPRU" else self.straight(name)


def word(text: str, x: float, y: float, *, size: float, hair: float = 0, track: float = 0) -> str:
    """Set a word centred on `x`, its baseline at `y`, capitals `size` and hairlines `hair` high."""
    scale = size / CAP
    cut = Cut(max(11.0, hair / scale))
    letters = [cut.letter(c) for c in text]
    pen, out = x / scale - (sum(w + track for w, _ in letters) - track) / 2, []
    for width, parts in letters:
        place = f"translate({pen * scale:.2f} {y:g}) scale({scale:.5f} {-scale:.5f})"
        paths = "".join(f'<path fill-rule="evenodd" d="{d}"/>' for d in parts)
        out.append(f'<g fill="{BLACK}" transform="{place}">{paths}</g>')
        pen += width + track
    return "".join(out)


def area(x: float, y: float, w: float, h: float, fill: str) -> str:
    """Fill a rectangle."""
    return f'<rect x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}" fill="{fill}"/>'


def frame(x: float, y: float, w: float, h: float, stroke: float) -> str:
    """Draw the outline of a rectangle."""
    return area(x, y, w, h, "none")[:-2] + f' stroke="{BLACK}" stroke-width="{stroke:g}"/>'


def line(start: Point, end: Point, width: float, colour: str = RED) -> str:
    """Draw a straight line."""
    ends = f'x1="{start[0]:g}" y1="{start[1]:g}" x2="{end[0]:g}" y2="{end[1]:g}"'
    return f'<line {ends} stroke="{colour}" stroke-width="{width:g}"/>'


def save(name: str, width: int, height: int, *parts: str) -> None:
    """Write an SVG on a paper tint."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
    body = "\n".join((head, area(0, 0, width, height, PAPER), *parts, "</svg>\n"))
    (PICTURES / name).write_text(body, encoding="utf-8")


def cover() -> None:
    """Draw a B that fills the cover, between the lines that its thick stroke and height give."""
    size, middle, base = 590.0, 306.0, 695.0
    s = size / CAP
    left = middle - 640 * s / 2 + 60 * s
    rules = [line((0, y), (600, y), 1.6) for y in (base, base - size)]
    band = [area(left, y, THICK * s, base - size, RED) for y in (0, base)]
    save("cover.svg", 600, 800, *rules, *band, word("B", middle, base, size=size))


def ladder() -> None:
    """Draw a page of a specimen book: one word in four sizes within a double rule."""
    parts, base = [frame(34, 30, 532, 400, 6), frame(46, 42, 508, 376, 1.4)], 66.0
    for size in (84, 64, 48, 34):
        base += size
        parts.append(word("PARMA", 300, base, size=size, hair=1, track=size * 0.6))
        base += size * 0.3 + 14
    save("ladder.svg", 600, 460, *parts)


def stress() -> None:
    """Draw three letters O with their axes: Venice, Birmingham, Parma."""
    rows = [
        ("Venice, about 1500", -24.0, (132, 132), (88, 108)),
        ("Birmingham, 1757", -9.0, (128, 134), (78, 120)),
        ("Parma, 1790s", 0.0, (120, 136), (62, 132)),
    ]
    parts = []
    for k, (name, angle, outer, inner) in enumerate(rows):
        x, turn = 160 + 290 * k, f'transform="rotate({angle:g})"'
        parts.append(
            f'<g transform="translate({x} 178)"><ellipse rx="{outer[0]}" ry="{outer[1]}"/>'
            f'<ellipse rx="{inner[0]}" ry="{inner[1]}" fill="{PAPER}" {turn}/>'
            f'<line y1="-168" y2="168" stroke="{RED}" stroke-width="3" {turn}/></g>'
            f'<text x="{x}" y="392" font-family="Source Sans Pro" font-size="27" '
            f'text-anchor="middle">{name}</text>'
        )
    save("stress.svg", 900, 420, f'<g fill="{BLACK}">', *parts, "</g>")


def crowded() -> None:
    """Draw a title page of the old kind: every size, a frame, an ornament, no room left."""
    parts = [frame(22, 22, 376, 556, 2), frame(32, 32, 356, 536, 5)]
    for k in range(14):
        parts += [area(47.5 + 24 * k, y, 13, 13, GREY) for y in (46, 541)]
    bars = [(76, 20, 300), (106, 34, 318), (152, 12, 200), (174, 24, 310), (208, 15, 280)]
    bars += [(232, 15, 300), (256, 9, 316), (272, 9, 316), (288, 9, 240)]
    bars += [(436, 12, 316), (456, 18, 270), (484, 9, 310), (500, 9, 316), (516, 9, 200)]
    for k, (y, h, w) in enumerate(bars):
        parts.append(area(210 - w / 2, y, w, h, RED if k in (1, 10) else BLACK))
    parts += [line((52, y), (368, y), 2, BLACK) for y in (312, 422)]
    for k, fill in enumerate((BLACK, WARM, GREY, PAPER, RED)):
        r = 46 - 9 * k
        points = f"210,{367 - r} {210 + r * 1.5:g},367 210,{367 + r} {210 - r * 1.5:g},367"
        parts.append(f'<polygon points="{points}" fill="{fill}"/>')
    save("title-old.svg", 420, 600, *parts)


def bare() -> None:
    """Draw a title page in Bodoni's manner: four lines and a short rule."""
    lines = [("MANUALE", 196, 36, 150), ("BODONI", 330, 25, 180), ("PARMA", 482, 21, 200)]
    lines += [("MDCCLXXXVIII", 524, 16, 120)]
    words = [word(t, 210, y, size=s, hair=1.4, track=k) for t, y, s, k in lines]
    save("title-new.svg", 420, 600, *words, line((180, 262), (240, 262), 1.5, BLACK))


if __name__ == "__main__":
    for draw in (cover, ladder, stress, crowded, bare):
        draw()
