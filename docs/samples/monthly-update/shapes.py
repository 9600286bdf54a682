"""Inks, stipple and masks of the cover, and the curves that all pictures share."""

import math
import random
from collections.abc import Callable
from itertools import pairwise

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

Colour = tuple[int, int, int]
Point = tuple[float, float]
Place = tuple[float, float, float]
Draw = Callable[[ImageDraw.ImageDraw], None]

WIDTH, HEIGHT = 2480, 1654
SMOOTH = 2  # shapes are drawn at twice the size and scaled down: their edges are soft, the stipple's are not
INK: Colour = (0x14, 0x38, 0x7F)
NIGHT: Colour = (0x0A, 0x1C, 0x44)
DEEP: Colour = (0x06, 0x10, 0x28)
ACCENT: Colour = (0xF0, 0x8A, 0x2C)
SHADED: Colour = (0xC9, 0x6E, 0x1C)


def tint(share: float) -> Colour:
    """Return the ink at `share` of its strength on white paper."""
    red, green, blue = (round(255 - (255 - c) * share) for c in INK)
    return red, green, blue


class Sheet:
    """The picture while it is printed: layers of flat colour, each through a mask of shape and stipple."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.image = Image.new("RGB", (WIDTH, HEIGHT), INK)
        noise = Image.frombytes("L", (WIDTH, HEIGHT), self.random.randbytes(WIDTH * HEIGHT))
        self.grain = ImageOps.equalize(noise.filter(ImageFilter.GaussianBlur(0.95)))

    def stipple(self, tone: Image.Image) -> Image.Image:
        """Turn grey `tone` into grains: 255 stays full, 0 stays empty."""
        return ImageChops.subtract(tone, self.grain).point(lambda v: min(255, v * 6))

    def lay(
        self, colour: Colour, shape: Image.Image | None = None, tone: Image.Image | None = None
    ) -> None:
        """Print `colour` where `shape` is, in the density of `tone`."""
        grains = self.stipple(tone) if tone else None
        mask = ImageChops.multiply(shape, grains) if shape and grains else shape or grains
        self.image.paste(colour, mask=mask)


def shape(draw: Draw) -> Image.Image:
    """Draw a mask with smooth edges; `draw` works in coordinates times SMOOTH."""
    mask = Image.new("L", (WIDTH * SMOOTH, HEIGHT * SMOOTH))
    draw(ImageDraw.Draw(mask))
    return mask.resize((WIDTH, HEIGHT), Image.Resampling.BOX)


def scaled(points: list[Point]) -> list[Point]:
    """Return the points as `shape` wants them."""
    return [(x * SMOOTH, y * SMOOTH) for x, y in points]


def polygon(points: list[Point]) -> Image.Image:
    """Draw a filled area."""
    return shape(lambda d: d.polygon(scaled(points), fill=255))


def discs(places: list[Place]) -> Image.Image:
    """Draw filled circles of (x, y, radius)."""

    def draw(canvas: ImageDraw.ImageDraw) -> None:
        for x, y, radius in places:
            canvas.ellipse(
                [c * SMOOTH for c in (x - radius, y - radius, x + radius, y + radius)], fill=255
            )

    return shape(draw)


def fall(top: float, bottom: float, strength: float = 1, *, gamma: float = 1) -> Image.Image:
    """Make a vertical tone: `strength` at `top`, nothing at `bottom` (which may lie above)."""
    ramp = [
        max(0.0, min(1.0, (bottom - y) / (bottom - top))) ** gamma * strength for y in range(HEIGHT)
    ]
    return Image.frombytes("L", (1, HEIGHT), bytes(round(255 * v) for v in ramp)).resize(
        (WIDTH, HEIGHT)
    )


def glow(
    x: float, y: float, radius: float, strength: float = 1, *, inner: float = 0
) -> Image.Image:
    """Make a round tone: `strength` within `inner`, nothing at `radius`."""
    side = 512
    cells = bytearray()
    for row in range(side):
        for column in range(side):
            reach = math.hypot(row - side / 2, column - side / 2) / (side / 2) * radius
            share = max(0.0, min(1.0, (radius - reach) / (radius - inner)))
            cells.append(round(255 * strength * share))
    tone = Image.new("L", (WIDTH, HEIGHT))
    disc = Image.frombytes("L", (side, side), bytes(cells)).resize(
        (round(2 * radius),) * 2, Image.Resampling.BICUBIC
    )
    tone.paste(disc, (round(x - radius), round(y - radius)))
    return tone


def ridge(
    seed: int,
    base: float,
    peaks: list[Place],
    rough: float,
    *,
    octaves: int = 7,
) -> list[Point]:
    """Make a skyline: `peaks` of (x, height, width) above `base`, roughened by octaves of noise."""
    rng = random.Random(seed)
    waves = [(2.0**o / 900, rough / 1.75**o, rng.random() * math.tau) for o in range(octaves)]
    line = []
    for x in range(-20, WIDTH + 21, 4):
        height = max(h * max(0.0, 1 - abs(x - px) / w) ** 1.25 for px, h, w in peaks)
        bump = sum(a * math.sin(x * f * math.tau + p) for f, a, p in waves)
        line.append((float(x), base - max(height + bump * min(1.0, height / 60), -4)))
    return line


def hill(line: list[Point], bottom: float) -> Image.Image:
    """Close a skyline to an area that ends at `bottom`."""
    return polygon([*line, (WIDTH + 20, bottom), (-20, bottom)])


def curve(points: list[Point], step: float) -> list[Point]:
    """Walk a cubic Bézier curve of four `points` in equal steps."""
    dense = []
    for i in range(2001):
        t = i / 2000
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        x, y = (sum(w * p[axis] for w, p in zip(weights, points, strict=True)) for axis in (0, 1))
        dense.append((x, y))
    walked, left = [dense[0]], step
    for here, there in pairwise(dense):
        left -= math.dist(here, there)
        if left <= 0:
            walked.append(there)
            left += step
    return walked


def stroke(points: list[Point]) -> Image.Image:
    """Draw a thin line."""
    return shape(lambda d: d.line(scaled(points), fill=255, width=5))


def strokes(drawn: list[list[Point]]) -> Image.Image:
    """Draw many small shapes into one mask."""

    def draw(canvas: ImageDraw.ImageDraw) -> None:
        for one in drawn:
            canvas.polygon(scaled(one), fill=255)

    return shape(draw)
