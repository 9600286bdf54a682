"""What drawings of Imprint share: three inks, a sheet that collects shapes, letters as outlines.

A unit is a point where a picture is WIDTH wide: then it is as broad as the text column, 113 mm.
Letters that must be read are text; letters that must be looked at are outlines, from the fonts of the
packages font-source-serif-pro and font-source-sans-pro (OFL).
"""

from functools import cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

Value = str | float
WIDTH = 320
BLACK, RED, WHITE = "#000000", "#b8321e", "#ffffff"
LIGHT, MID, DARK = "#efe9df", "#d8cfc0", "#8a7f70"
"""Tints of a warm grey, from paper to shadow."""
SERIF, SANS = "Source Serif Pro", "Source Sans Pro"
FONTS = {
    "roman": ("font_source_serif_pro", "SourceSerifPro-Regular.ttf"),
    "semibold": ("font_source_serif_pro", "SourceSerifPro-Semibold.ttf"),
    "italic": ("font_source_serif_pro", "SourceSerifPro-It.ttf"),
    "sans": ("font_source_sans_pro", "SourceSansPro-Regular.ttf"),
}


class Run(NamedTuple):
    """A word as outlines: its path, and its breadth in the drawing's units."""

    path: str
    breadth: float


@cache
def _font(style: str) -> TTFont:
    package, name = FONTS[style]
    return TTFont(str(resources.files(package) / "files" / name))


def n(value: float) -> str:
    """Write a number as short as it can be, to a hundredth of a unit."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))


def outline(
    word: str, style: str, size: float, *, at: tuple[float, float], track: float = 0
) -> Run:
    """Set a word as outlines with its base line from `at`; `track` is added after each letter."""
    font = _font(style)
    letters, names, widths = font.getGlyphSet(), font.getBestCmap(), font["hmtx"]
    scale = size / font["head"].unitsPerEm
    pen = SVGPathPen(letters, ntos=n)
    x = at[0]
    for letter in word:
        name = names[ord(letter)]
        letters[name].draw(TransformPen(pen, (scale, 0, 0, -scale, x, at[1])))
        x += widths[name][0] * scale + track
    return Run(pen.getCommands(), x - track - at[0])


class Sheet:
    """An SVG while it is drawn: shapes in the order of printing."""

    def __init__(self, width: float, height: float, ground: str = "") -> None:
        self.width, self.height = width, height
        self.shapes: list[str] = []
        if ground:
            self.rect(0, 0, width, height, fill=ground)

    def add(self, tag: str, **attributes: Value) -> None:
        """Add an element; `_` in a name stands for a hyphen, numbers are shortened."""
        words = " ".join(
            f'{key.replace("_", "-")}="{value if isinstance(value, str) else n(value)}"'
            for key, value in attributes.items()
        )
        self.shapes.append(f"<{tag} {words}/>")

    def rect(self, x: float, y: float, width: float, height: float, **how: Value) -> None:
        """Add a rectangle."""
        self.add("rect", x=x, y=y, width=width, height=height, **how)

    def line(self, x1: float, y1: float, x2: float, y2: float, **how: Value) -> None:
        """Add a black line, 0.75 thick by default."""
        self.add("path", d=f"M{n(x1)} {n(y1)}L{n(x2)} {n(y2)}", **_drawn(how))

    def curve(self, d: str, **how: Value) -> None:
        """Add an open path, black and 0.75 thick by default."""
        self.add("path", d=d, **_drawn(how))

    def area(self, d: str, fill: str = BLACK, **how: Value) -> None:
        """Add a filled path."""
        self.add("path", d=d, fill=fill, **how)

    def polygon(self, points: list[tuple[float, float]], fill: str, **how: Value) -> None:
        """Add a filled area with straight sides."""
        self.area("M" + "L".join(f"{n(x)} {n(y)}" for x, y in points) + "Z", fill, **how)

    def circle(self, x: float, y: float, radius: float, **how: Value) -> None:
        """Add a circle."""
        self.add("circle", cx=x, cy=y, r=radius, **how)

    def text(self, x: float, y: float, words: str, **how: Value) -> None:
        """Add a line of text: Source Sans, 8 points, black by default."""
        plain: dict[str, Value] = {"font_family": SANS, "font_size": 8.2, "fill": BLACK}
        self.add("text", x=x, y=y, **(plain | how))
        self.shapes[-1] = self.shapes[-1].removesuffix("/>") + f">{words}</text>"

    def save(self, path: Path) -> None:
        """Write the SVG."""
        head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {n(self.width)} {n(self.height)}">'
        path.write_text("\n".join([head, *self.shapes, "</svg>", ""]), encoding="utf-8")


def _drawn(how: dict[str, Value]) -> dict[str, Value]:
    plain: dict[str, Value] = {"fill": "none", "stroke": BLACK, "stroke_width": 0.75}
    return plain | how
