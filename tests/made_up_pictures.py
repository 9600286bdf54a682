"""Small pictures for the made-up issues, of every kind that printissue accepts."""

import io
from collections.abc import Callable

from PIL import Image, ImageDraw


def scene(mode: str = "RGB", size: tuple[int, int] = (600, 400), *, hue: int = 0) -> Image.Image:
    """Draw a landscape of flat shapes in a mode of Pillow's."""
    image = Image.new("RGBA", size, (235, 240, 250, 255))
    pen = ImageDraw.Draw(image)
    wide, high = size
    pen.ellipse((wide * 0.7, high * 0.1, wide * 0.85, high * 0.1 + wide * 0.15), (240, 180, hue))
    for step in range(6):
        top = high * (0.45 + step * 0.08)
        pen.rectangle((step * wide / 8, top, wide, high), (20 + hue, 60 + 25 * step, 140, 255))
    if mode == "RGBA":
        image.putalpha(Image.linear_gradient("L").resize(size))
        return image
    if mode == "I;16":
        return Image.linear_gradient("L").resize(size).convert("I").point(_deep).convert("I;16")
    return image.convert("RGB").convert(mode)


def _deep(value: float) -> float:
    return value * 257


def _turned() -> Image.Exif:
    """Return the note of a camera that was held upright."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    """Return a picture as a file."""
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


DRAWING = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 300" width="600" height="300">
<defs>
<linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
<stop offset="0" stop-color="#0b2a6b"/><stop offset="0.6" stop-color="#7aa7e0"/><stop offset="1" stop-color="#fff3d6"/>
</linearGradient>
<radialGradient id="sun"><stop offset="0" stop-color="#ffd34d"/><stop offset="1" stop-color="#f08a2c"/></radialGradient>
</defs>
<rect width="600" height="300" fill="url(#sky)"/>
<circle cx="450" cy="120" r="60" fill="url(#sun)"/>
<path d="M0 240 Q150 200 300 240 T600 240 V300 H0 Z" fill="#14387f" fill-opacity="0.8"/>
<path d="M40 260 L120 260 L100 285 L60 285 Z" fill="none" stroke="black" stroke-width="3"/>
<text x="40" y="60" font-family="Source Sans Pro" font-size="28" fill="white">Evening ferry</text>
</svg>
"""

PICTURES: dict[str, Callable[[], bytes]] = {
    "rgba.png": lambda: encoded(scene("RGBA"), "PNG"),
    "palette.png": lambda: encoded(scene("P", hue=40), "PNG", transparency=3),
    "grey.png": lambda: encoded(scene("L"), "PNG"),
    "deep.png": lambda: encoded(scene("I;16", (500, 300)), "PNG"),
    "grey-alpha.png": lambda: encoded(Image.merge("LA", [scene("L")] * 2), "PNG"),
    "one-bit.png": lambda: encoded(scene("1"), "PNG"),
    "photo.jpg": lambda: encoded(scene("RGB", (1800, 1200), hue=80), "JPEG", quality=85),
    "turned.jpg": lambda: encoded(scene(size=(900, 600), hue=60), "JPEG", exif=_turned()),
    "grey.jpg": lambda: encoded(scene("L", hue=10), "JPEG"),
    "cmyk.jpg": lambda: encoded(scene("CMYK", hue=120), "JPEG", quality=90),
    "ferry.svg": lambda: DRAWING,
    "web.webp": lambda: encoded(scene("RGB", hue=160), "WEBP", quality=80),
    "clear.webp": lambda: encoded(scene("RGBA", hue=160), "WEBP", lossless=True),
    "still.gif": lambda: encoded(scene("P", hue=200), "GIF"),
    "plain.tiff": lambda: encoded(scene("RGB", hue=220), "TIFF", compression="tiff_lzw"),
    "ink.tif": lambda: encoded(scene("CMYK", hue=20), "TIFF"),
}
"""Every kind of picture that printissue accepts, by file name."""
