"""Pictures of web pages: photographs as WebP in several widths with a JPEG or PNG, drawings as SVG with their fonts."""

import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from PIL import Image

from printissue.assets.resources import Resources
from printissue.assets.svg import read_svg, svg_text
from printissue.assets.web_cache import cached
from printissue.assets.web_fonts import embedded_faces

WIDTHS = (480, 800, 1280, 2000)
"""Widths in px; a picture also comes in its own width up to the widest."""

FALLBACK_WIDTH = 1280
"""The width in px of the JPEG or PNG for browsers that do not know WebP."""

WEBP_QUALITY, JPEG_QUALITY = 80, 84

_FEW_COLOURS = 4096
"""A PNG with at most this many colours is a graphic, which stays free of loss."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A picture in one width, in px, and format."""

    name: str
    width: int
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class WebPicture:
    """A picture for pages: its size in px, its fallback, and variants in a better format, the narrowest first."""

    width: int
    height: int
    fallback: Variant
    variants: tuple[Variant, ...] = ()

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the names and contents of all files."""
        yield self.fallback.name, self.fallback.content
        yield from ((one.name, one.content) for one in self.variants)


def web_picture(
    content: bytes, resources: Resources | None, *, widths: Sequence[int] = WIDTHS
) -> WebPicture:
    """Return the variants of a picture that was prepared for the screen: in sRGB, upright, whole.

    Without `widths` there is only the fallback, a JPEG, PNG or SVG.
    """
    stem = f"pictures/{hashlib.sha256(content).hexdigest()[:10]}"
    if _is_svg(content):
        return _drawing(content, stem, resources)
    with Image.open(io.BytesIO(content)) as image:
        size, lossless = image.size, _is_graphic(image)
    fitting = {
        *(one for one in widths if one < size[0]),
        *(min(size[0], one) for one in widths[-1:]),
    }
    variants = tuple(
        Variant(
            f"{stem}-{width}.webp",
            width,
            "image/webp",
            _scaled(content, width, "WEBP", lossless=lossless),
        )
        for width in sorted(fitting)
    )
    width = min(size[0], FALLBACK_WIDTH)
    kind, suffix = ("PNG", "png") if lossless else ("JPEG", "jpg")
    fallback = Variant(
        f"{stem}-{width}.{suffix}",
        width,
        f"image/{kind.lower()}",
        _scaled(content, width, kind, lossless=lossless),
    )
    return WebPicture(*size, fallback, variants)


def _is_graphic(image: Image.Image) -> bool:
    """Return whether a picture must stay free of loss: with transparency, or of few colours."""
    if image.has_transparency_data or image.mode in ("1", "P"):
        return True
    return image.format != "JPEG" and image.getcolors(_FEW_COLOURS) is not None


def _scaled(content: bytes, width: int, kind: str, *, lossless: bool) -> bytes:
    return cached(
        lambda: _make_scaled(content, width, kind, lossless=lossless),
        content,
        width,
        kind,
        lossless,
        (WEBP_QUALITY, JPEG_QUALITY),
    )


def _make_scaled(content: bytes, width: int, kind: str, *, lossless: bool) -> bytes:
    target = io.BytesIO()
    with Image.open(io.BytesIO(content)) as image:
        mode = "RGBA" if image.has_transparency_data else "RGB"
        picture = image.convert(mode)
        if width < picture.width:
            height = max(round(picture.height * width / picture.width), 1)
            picture = picture.resize((width, height), Image.Resampling.LANCZOS)
    if kind == "WEBP":
        picture.save(target, "WEBP", quality=WEBP_QUALITY, lossless=lossless, method=4)
    elif kind == "JPEG":
        picture.save(target, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
    else:
        picture.save(target, "PNG", optimize=True)
    return target.getvalue()


def _is_svg(content: bytes) -> bool:
    return (
        content[:256]
        .removeprefix(b"\xef\xbb\xbf")
        .lstrip()
        .startswith((b"<", b"\xff\xfe", b"\xfe\xff"))
    )


_ROOT = re.compile(r"<svg\b[^>]*(?<!/)>")


def _drawing(content: bytes, stem: str, resources: Resources | None) -> WebPicture:
    """Return an SVG, which was checked when it was read, with the fonts of its words: pictures load none."""
    text = content.decode("utf-8", "replace")
    width, height = _svg_size(content)
    words = svg_text(content)
    root = _ROOT.search(text)
    if words and root and resources is not None and "\ufffd" not in text:
        rules = embedded_faces(resources, text, f"{words} ")
        style = f"<style>{escape(rules)}</style>" if rules else ""
        content = f"{text[: root.end()]}{style}{text[root.end() :]}".encode()
    return WebPicture(width, height, Variant(f"{stem}.svg", width, "image/svg+xml", content))


def _svg_size(content: bytes) -> tuple[int, int]:
    """Return the size of an SVG in px, as far as it states one: else it is 3 : 2."""
    drawing = read_svg(content)
    width = drawing.width or 900
    return width, drawing.height or max(round(width * 2 / 3), 1)
