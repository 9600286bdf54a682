"""Draw the pictures of March 2025 into issues/imprint/2025-03.

The script writes four SVG files, the same bytes in every run.
"""

import math
from pathlib import Path

from shapes import BLACK, DARK, LIGHT, MID, RED, SERIF, WHITE, WIDTH, Sheet, Value, n

PICTURES = Path(__file__).resolve().parents[3] / "issues" / "imprint" / "2025-03"

ANTWERP = (51.22, 4.40)
TOWNS = {  # latitude, longitude; where the name stands: dx, dy, anchor
    "London": (51.51, -0.13, -6, 3, "end"),
    "Leiden": (52.16, 4.49, -6, 0, "end"),
    "Cologne": (50.94, 6.96, 6, -1, "start"),
    "Frankfurt": (50.11, 8.68, 6, 6, "start"),
    "Paris": (48.86, 2.35, -6, 6, "end"),
    "Lyons": (45.76, 4.84, 7, 3, "start"),
    "Madrid": (40.42, -3.70, 7, 3, "start"),
    "Salamanca": (40.97, -5.66, -7, 3, "end"),
}
HINGE = (220.0, 139.0)
EARTH = 6371.0
"""The radius of the globe, in km."""


def leg(sheet: Sheet, *, angle: float, ink: str) -> None:
    """Draw a leg of the compasses from the hinge, `angle` degrees off the plumb line."""
    x, y = HINGE
    turn = f"rotate({n(angle)} {n(x)} {n(y)})"
    path = f"M{n(x - 13)} {n(y)}h26l-1 130l-7 84l-3 26h-4l-3 -26l-7 -84Z"
    halo: dict[str, Value] = {"stroke": RED, "stroke_width": 12, "stroke_linejoin": "round"}
    for how in (halo, {}):
        sheet.area(path, ink, transform=turn, **how)
    for low, breadth in ((72, 8), (90, 4)):
        sheet.rect(x - 14, y + low, 28, breadth, fill=RED, transform=turn)


def cover() -> Sheet:
    """Show compasses wide open: one foot stands, the other has drawn an arc."""
    sheet, (x, y), angle, length = Sheet(440, 440, RED), HINGE, 38.0, 240
    foot = compass((x, y), 180 + angle, length)
    span = 2 * length * math.sin(math.radians(angle))
    for radius, breadth in ((span, 12.0), (span + 44, 2.0), (span - 44, 2.0)):
        sheet.circle(*foot, radius, fill="none", stroke=LIGHT, stroke_width=breadth)
    leg(sheet, angle=-angle, ink=LIGHT)
    leg(sheet, angle=angle, ink=BLACK)
    sheet.rect(x - 9, y - 64, 18, 46, fill=BLACK)
    sheet.circle(x, y, 27, fill=BLACK, stroke=RED, stroke_width=6)
    sheet.circle(x, y, 8, fill=LIGHT)
    sheet.circle(*foot, 7, fill=BLACK)
    return sheet


def reach() -> Sheet:
    """Show where Antwerp's books went, each town in its true bearing and distance."""
    sheet, centre, scale = Sheet(WIDTH, 262, LIGHT), (196.0, 46.0), 0.152
    for radius in (250, 500, 750, 1000, 1250):
        sheet.curve(arc(centre, radius * scale), stroke=DARK, stroke_width=0.6)
        x, y = compass(centre, 152, radius * scale)
        sheet.rect(x - 14, y - 7, 28, 10, fill=LIGHT)
        sheet.text(x, y + 1, f"{radius} km", font_size=8.2, text_anchor="middle")
    for name, (latitude, longitude, dx, dy, anchor) in TOWNS.items():
        bearing, far = course(ANTWERP, (latitude, longitude))
        x, y = compass(centre, bearing, far * scale)
        sheet.line(*centre, x, y, stroke=RED, stroke_width=0.9)
        sheet.circle(x, y, 2.6, fill=BLACK)
        sheet.text(x + dx, y + dy, name, font_size=9.5, text_anchor=anchor, font_family=SERIF)
    sheet.circle(*centre, 5, fill=RED)
    sheet.text(centre[0] + 7, centre[1] - 8, "Antwerp", font_family=SERIF, font_size=12, fill=RED)
    return sheet


def course(start: tuple[float, float], end: tuple[float, float]) -> tuple[float, float]:
    """Return bearing in degrees and distance in km along a great circle."""
    (a, b), (c, d) = ((math.radians(x), math.radians(y)) for x, y in (start, end))
    east = math.sin(d - b) * math.cos(c)
    north = math.cos(a) * math.sin(c) - math.sin(a) * math.cos(c) * math.cos(d - b)
    up = math.sin(a) * math.sin(c) + math.cos(a) * math.cos(c) * math.cos(d - b)
    return math.degrees(math.atan2(east, north)), EARTH * math.acos(up)


def compass(centre: tuple[float, float], bearing: float, far: float) -> tuple[float, float]:
    """Return the point that lies `far` from the centre in a bearing."""
    angle = math.radians(bearing)
    return centre[0] + far * math.sin(angle), centre[1] - far * math.cos(angle)


def arc(centre: tuple[float, float], radius: float) -> str:
    """Return a circle as a path, cut off at the picture's upper edge."""
    parts, drawing = "", False
    for step in range(0, 722, 2):
        x, y = compass(centre, step / 2, radius)
        inside = 0 <= x <= WIDTH and 0 <= y <= 262
        if inside:
            parts += f"{'L' if drawing else 'M'}{n(x)} {n(y)}"
        drawing = inside
    return parts


def column(
    sheet: Sheet, box: tuple[float, float, float], rows: int, *, ink: str, flush: str
) -> None:
    """Fill a column, x, y and width, with lines; `flush` says at which side they begin."""
    x, y, width = box
    for row in range(rows):
        short = (row * 29 % 17) / 17 * width * 0.12 + (width * 0.4 if row == rows - 1 else 0)
        left = x + (short if flush == "right" else 0)
        sheet.rect(left, y + row * 5.2, width - short, 2.6, fill=ink)


def polyglot() -> Sheet:
    """Show an opening of the Polyglot: which language stands where."""
    sheet = Sheet(352, 232)
    columns = (
        (14, "Hebrew", "right", BLACK),
        (92, "Latin: Vulgate", "left", DARK),
        (186, "Latin of the Greek", "left", DARK),
        (268, "Greek", "left", BLACK),
    )
    for x in (2, 176):
        sheet.rect(x, 2, 174, 228, fill=LIGHT, stroke=DARK, stroke_width=0.75)
    for x, name, flush, ink in columns:
        sheet.text(x, 18, name, font_family=SERIF, font_style="italic", font_size=9)
        column(sheet, (x, 26, 72), 22, ink=ink, flush=flush)
    sheet.text(14, 162, "Aramaic", font_family=SERIF, font_style="italic", font_size=9, fill=RED)
    sheet.text(188, 162, "Latin of the Aramaic", font_family=SERIF, font_style="italic",
               font_size=9, fill=RED)  # fmt: skip
    column(sheet, (14, 170, 148), 9, ink=RED, flush="right")
    column(sheet, (188, 170, 148), 9, ink=DARK, flush="left")
    return sheet


def press() -> Sheet:
    """Show a common press from the side, the near post taken away."""
    sheet = Sheet(WIDTH, 252)
    sheet.rect(112, 12, 56, 228, fill=MID)
    sheet.rect(104, 8, 72, 12, fill=BLACK)
    sheet.rect(112, 48, 56, 20, fill=DARK)
    sheet.rect(112, 188, 56, 16, fill=DARK)
    sheet.rect(98, 236, 84, 10, fill=BLACK)
    sheet.line(4, 246.4, 316, 246.4)
    screw(sheet)
    sheet.rect(14, 176, 262, 8, fill=BLACK)
    for x in (22, 258):
        sheet.rect(x, 184, 7, 62, fill=BLACK)
    sheet.rect(196, 162, 74, 14, fill=DARK)
    sheet.rect(202, 156, 60, 6, fill=BLACK)
    hinged(sheet)
    sheet.circle(64, 192, 11, fill="none", stroke=BLACK, stroke_width=3)
    sheet.line(64, 192, 50, 212, stroke=BLACK, stroke_width=4)
    notes = (
        (94, 35, 128, 58, "head and nut", "end"),
        (94, 82, 132, 84, "screw", "end"),
        (94, 138, 122, 148, "platen", "end"),
        (86, 214, 70, 201, "rounce", "start"),
        (188, 100, 176, 106, "bar", "start"),
        (210, 212, 216, 170, "coffin, with the type", "middle"),
        (238, 56, 264, 84, "frisket", "end"),
        (296, 156, 281, 136, "tympan", "middle"),
    )
    for x, y, to_x, to_y, words, anchor in notes:
        low = y + 3 if anchor != "middle" else y + (10 if y > to_y else -3)
        shift = {"end": -3, "start": 3}.get(anchor, 0)
        sheet.line(x, y, to_x, to_y, stroke=RED, stroke_width=0.75)
        sheet.circle(to_x, to_y, 1.6, fill=RED)
        sheet.text(x + shift, low, words, font_size=9.5, text_anchor=anchor)
    return sheet


def screw(sheet: Sheet) -> None:
    """Draw the screw with its bar, the hose and the platen."""
    sheet.rect(132, 68, 16, 40, fill=BLACK)
    for y in range(71, 98, 6):
        sheet.line(130, y + 3, 150, y, stroke=LIGHT, stroke_width=1.6)
    sheet.rect(128, 98, 24, 14, fill=BLACK)
    sheet.line(140, 106, 182, 106, stroke=BLACK, stroke_width=5, stroke_linecap="round")
    sheet.rect(126, 114, 28, 26, fill=RED)
    sheet.polygon([(136, 140), (144, 140), (141, 146), (139, 146)], BLACK)
    sheet.rect(106, 146, 68, 11, fill=BLACK)


def hinged(sheet: Sheet) -> None:
    """Draw tympan and frisket, open, at the end of the coffin."""
    sheet.line(268, 160, 292, 108, stroke=BLACK, stroke_width=7, stroke_linecap="round")
    sheet.line(292, 108, 246, 70, stroke=DARK, stroke_width=4.5, stroke_linecap="round")
    sheet.line(272, 152, 287, 117, stroke=WHITE, stroke_width=1.4)
    for x, y in ((268, 160), (292, 108)):
        sheet.circle(x, y, 4, fill=RED)


def main() -> None:
    """Draw them all."""
    drawn = {"cover": cover(), "reach": reach(), "polyglot": polyglot(), "press": press()}
    for name, sheet in drawn.items():
        sheet.save(PICTURES / f"{name}.svg")


if __name__ == "__main__":
    main()
