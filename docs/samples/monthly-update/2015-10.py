"""Draw the pictures of October 2015 into issues/monthly-update/2015-10.

The script writes cover.jpg (see cover.py) and six SVG files, the same bytes in every run with the same version of
Pillow. The SVG files use flat colours, shapes, paths and plain text only. The charts are 480 units wide and their
text is at least 15 units high, so that it is at least 7 pt where a chart is printed 80 mm wide.
"""

import math
from collections.abc import Iterable
from pathlib import Path

import cover
from shapes import curve, tint

PICTURES = Path(__file__).resolve().parents[3] / "issues" / "monthly-update" / "2015-10"
WIDTH, MARGIN = 480, 24
ACCENT, DEEP, BLACK, WHITE = "#f08a2c", "#061028", "#000000", "#ffffff"
NEIGHBOURS = {  # km of land border, after IBGE; together 16,886
    "Bolivia": 3423,
    "Peru": 2995,
    "Venezuela": 2199,
    "Colombia": 1644,
    "Guyana": 1606,
    "Paraguay": 1366,
    "Argentina": 1261,
    "Uruguay": 1069,
    "French Guiana": 730,
    "Suriname": 593,
}
RELOCATION = {
    "Italy": 15_600,
    "Greece": 50_400,
    "Hungary": 54_000,
}  # COM(2015) 451, 9 September 2015
DIALOGUES = (
    (84, ("Rabat", "Process")),
    (240, ("EU-Africa Dialogue on", "Migration and Mobility")),
    (396, ("Khartoum", "Process")),
)
STAGES = (
    (24, "In Syria and nearby", ("basic needs met,", "services within reach")),
    (178, "On the way", ("safe travel options,", "more resettlement")),
    (310, "In Europe", ("access to regular work,", "strong inspectorates")),
)


def ink(share: float = 1) -> str:
    """Return the ink at `share` of its strength as a hex colour."""
    return "#{:02x}{:02x}{:02x}".format(*tint(share))


def number(value: float) -> str:
    """Write a coordinate with no more digits than it needs."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def element(name: str, /, **attributes: str | float) -> str:
    """Write an empty element; underscores in names become hyphens."""
    pairs = (
        (k.replace("_", "-"), v if isinstance(v, str) else number(v)) for k, v in attributes.items()
    )
    return f"<{name} " + " ".join(f'{key}="{value}"' for key, value in pairs) + "/>"


def rect(x: float, y: float, width: float, height: float, *, fill: str) -> str:
    """Draw a filled rectangle."""
    return element("rect", x=x, y=y, width=width, height=height, fill=fill)


def disc(x: float, y: float, radius: float, *, fill: str, **more: str | float) -> str:
    """Draw a filled circle."""
    return element("circle", cx=x, cy=y, r=radius, fill=fill, **more)


def path(d: str, *, fill: str = "none", **more: str | float) -> str:
    """Draw a path."""
    return element("path", d=d, fill=fill, **more)


def text(
    words: str,
    x: float,
    y: float,
    *,
    size: float = 15,
    fill: str = BLACK,
    weight: int = 400,
    anchor: str = "start",
) -> str:
    """Set a line of type."""
    face = f'font-family="Source Sans Pro" font-size="{number(size)}" font-weight="{weight}"'
    return f'<text x="{number(x)}" y="{number(y)}" {face} text-anchor="{anchor}" fill="{fill}">{words}</text>'


def picture(width: float, height: float, paper: str, parts: Iterable[str]) -> str:
    """Put the parts on a sheet of `paper` colour."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(width)} {number(height)}">'
    )
    return "\n".join([head, rect(0, 0, width, height, fill=paper), *parts, "</svg>", ""])


def person(x: float, y: float, fill: str, edge: str) -> str:
    """Draw head and shoulders with the crown of the head at `y`, edged in the colour of what lies behind."""
    shoulders = f"M{number(x - 21)} {number(y + 66)}v-17a21 21 0 0 1 42 0v17z"
    return path(shoulders, fill=fill, stroke=edge, stroke_width=2.4) + disc(
        x, y + 13, 12.5, fill=fill, stroke=edge, stroke_width=2.4
    )


def syria() -> str:
    """Draw forty-five people, each for 100,000: the Syrians in four neighbouring countries."""
    paper, parts = ink(0.07), []
    parts += [text("About", MARGIN, 40, size=17, fill=ink(), weight=700)]
    parts += [text("4.5 million", MARGIN - 2, 84, size=52, fill=ink(), weight=700)]
    parts += [
        text(line, 276, 63 + 21 * i, size=16)
        for i, line in enumerate(("Syrians in Turkey,", "Lebanon, Jordan and Iraq"))
    ]
    for row in range(5):
        for seat in range(9):
            x = 45.5 + seat * 46 + (21 if row % 2 else 0)
            fill = ACCENT if (row, seat) == (4, 0) else ink(0.24 + 0.19 * row)
            parts.append(person(x, 108 + row * 31, fill, paper))
    parts.append(text("One figure stands for 100,000 people", MARGIN, 324, size=15))
    return picture(WIDTH, 342, paper, parts)


def brazil() -> str:
    """Brazil's land borders by neighbour, in blocks of 100 km."""
    pitch, step, left = 27, 7.7, 138
    parts = [
        text("Brazil’s land borders, in kilometres", MARGIN, 40, size=19, fill=ink(), weight=700)
    ]
    for row, (name, length) in enumerate(NEIGHBOURS.items()):
        y = 60 + row * pitch
        parts.append(text(name, left - 10, y + 14.5, anchor="end"))
        for block in range(math.ceil(length / 100)):
            wide = min(1, length / 100 - block) * (step - 1.2)
            parts.append(rect(left + block * step, y + 1, wide, 17, fill=ink(1 - 0.055 * row)))
        end = left + length / 100 * step + 8
        parts.append(text(f"{length:,}", end, y + 14.5, weight=600))
    bottom = 60 + len(NEIGHBOURS) * pitch
    parts.append(rect(MARGIN, bottom + 4, WIDTH - 2 * MARGIN, 1.2, fill=ink()))
    parts.append(text("All ten neighbours", MARGIN, bottom + 26))
    parts.append(
        text(
            f"{sum(NEIGHBOURS.values()):,}",
            WIDTH - MARGIN,
            bottom + 27,
            size=19,
            fill=ink(),
            weight=700,
            anchor="end",
        )
    )
    parts.append(rect(273, bottom + 12, step - 1.2, 17, fill=ACCENT))
    parts.append(text("= 100 km", 285, bottom + 26))
    return picture(WIDTH, bottom + 46, ink(0.07), parts)


def relocation() -> str:
    """Chart the 120,000 people of the proposal in squares of 1,000, by the country they were to leave."""
    pitch, side, top, rows = 21.7, 18.5, 104, 6
    parts = [
        text("120,000 people to be relocated from", MARGIN, 42, size=19, fill=ink(), weight=700)
    ]
    done = 0.0
    for (name, people), fill in zip(RELOCATION.items(), (ink(0.3), ink(0.6), ink()), strict=True):
        x = MARGIN + math.ceil(done / rows) * pitch
        parts += [text(name, x, top - 30, weight=600), text(f"{people:,}", x, top - 12)]
        end = done + people / 1000
        for square in range(math.floor(done), math.ceil(end)):
            start, stop = max(done, square) - square, min(end, square + 1) - square
            column, row = divmod(square, rows)
            parts.append(
                rect(
                    MARGIN + column * pitch + start * side,
                    top + row * pitch,
                    (stop - start) * side,
                    side,
                    fill=fill,
                )
            )
        done = end
    parts.append(text("One square stands for 1,000 people", MARGIN, top + rows * pitch + 22))
    return picture(WIDTH, top + rows * pitch + 40, ink(0.07), parts)


def journeys() -> str:
    """Draw three stages of a journey, and what would make each one safer."""
    parts = [
        rect(0, 0, WIDTH, 150, fill=ink()),
        disc(240, 62, 30, fill=ink(0.06)),
        path("M0 108L34 66L52 78L92 36L128 74L140 70L176 108z", fill=ink(0.62)),
        path("M304 108L348 62L366 74L402 44L440 84L456 76L480 96V108z", fill=ink(0.62)),
        path("M0 108L0 86L40 76L104 108z", fill=ink(0.4)),
        path("M388 108L430 88L480 70V108z", fill=ink(0.4)),
        rect(0, 108, WIDTH, 42, fill=ink(0.8)),
    ]
    for y, dashes in (
        (116, ((214, 52),)),
        (124, ((30, 40), (196, 26), (258, 34), (380, 54))),
        (142, ((90, 46), (204, 84), (330, 38))),
    ):
        parts += [rect(x, y, wide, 2, fill=ink(0.3)) for x, wide in dashes]
    parts += [path("M214 122q26 8 54 0q-4 13 -14 13h-26q-10 0 -14 -13z", fill=DEEP)]
    parts += [
        path(f"M{x - 4} 123v-7a4 4 0 0 1 8 0v8z", fill=ACCENT) + disc(x, 108.5, 3.4, fill=DEEP)
        for x in (225, 235, 245, 255)
    ]
    for x, name, lines in STAGES:
        parts.append(text(name, x, 190, fill=ink(), weight=700))
        parts += [text(line, x, 212 + 19 * i) for i, line in enumerate(lines)]
    route = curve([(72, 92), (150, -8), (330, -8), (416, 92)], 11.6)
    parts += [disc(x, y, 2, fill=WHITE) for x, y in route[1:-1]]
    parts += [
        disc(72, 92, 7, fill=ink(), stroke=WHITE, stroke_width=4),
        disc(416, 92, 7, fill=ACCENT, stroke=WHITE, stroke_width=4),
    ]
    return picture(WIDTH, 252, ink(0.07), parts)


def valletta() -> str:
    """Draw three dialogues that lead to one table in Valletta."""
    x, y = 240.0, 122.0
    parts = [
        disc(x, y, r, fill=fill) for r, fill in ((112, ink(0.92)), (84, ink(0.84)), (56, ink(0.74)))
    ]
    for place, _ in DIALOGUES:
        bend = (
            f"M{place} 238C{place} 178 {number(x + (place - x) * 0.42)} 168 {number(x)} {number(y)}"
        )
        parts.append(path(bend, stroke=WHITE, stroke_width=2))
    for radius, seats, size, share in ((42, 14, 4.4, 0.06), (70, 26, 4, 0.26), (98, 40, 3.4, 0.48)):
        for seat in range(seats):
            angle = math.tau * (seat + 0.5) / seats
            parts.append(
                disc(
                    x + radius * math.sin(angle),
                    y - radius * math.cos(angle),
                    size,
                    fill=ink(share),
                )
            )
    parts.append(disc(x, y, 18, fill=ACCENT))
    parts += [
        text("Valletta", MARGIN, 48, size=26, fill=WHITE, weight=700),
        text("11–12 November", MARGIN, 70, fill=WHITE),
    ]
    for place, lines in DIALOGUES:
        parts.append(disc(place, 238, 7, fill=ink(), stroke=WHITE, stroke_width=3))
        parts += [
            text(line, place, 266 + 18 * i, fill=WHITE, anchor="middle")
            for i, line in enumerate(lines)
        ]
    return picture(WIDTH, 304, ink(), parts)


def mieux() -> str:
    """Draw a report cover without words: peers on two sides, tied to each other."""
    ties = (3, 0, 4, 1, 5, 2)
    left, right, top, pitch = 34, 176, 46, 33
    order = sorted(range(len(ties)), key=lambda i: i == 1)
    parts = [rect(0, 0, 210, 236, fill=ink())]
    for place, start in enumerate(order):
        y, end = top + start * pitch, top + ties[start] * pitch
        colour = ACCENT if start == 1 else ink((0.3, 0.66, 0.45, 0.6, 0.2)[place])
        bend = f"M{left} {y}C{left + 78} {y} {right - 78} {end} {right} {end}"
        parts += [
            path(bend, stroke=ink(), stroke_width=13),
            path(bend, stroke=colour, stroke_width=7),
        ]
        parts += [disc(left, y, 9.5, fill=colour), disc(right, end, 9.5, fill=colour)]
        parts += [disc(left, y, 4, fill=ink()), disc(right, end, 4, fill=ink())]
    parts += [rect(25, 254, 96, 7, fill=ink()), rect(25, 269, 60, 7, fill=ink(0.5))]
    return picture(210, 297, ink(0.12), parts)


def main() -> None:
    """Write all pictures."""
    cover.paint(PICTURES / "cover.jpg")
    for draw in (syria, brazil, relocation, journeys, valletta, mieux):
        (PICTURES / f"{draw.__name__}.svg").write_text(draw(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
