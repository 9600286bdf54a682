"""Pictures of a message: JPEG or PNG of twice the width at which they are shown, which drawings become as well.

Style sheets give each picture its greatest width and height in px, and the shape to which it may be cropped.
"""

import hashlib
import io
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import pypdfium2
from PIL import Image

from printissue.assets.elements import Element, classes, parents
from printissue.assets.resources import RESOURCE_ORIGIN
from printissue.assets.svg import read_svg
from printissue.assets.web_cache import cached
from printissue.editions.mail.styles import Style, StyledPage
from printissue.editions.mail.tables import pixels

FOLDER = "pictures/"
"""The folder of the pictures, beside the HTML."""

DENSITY = 2
"""Pixels of a picture for each px at which it is shown: phones have small ones."""

FULL_WIDTH = 600.0
"""The width in px of a message, and of a picture whose width no style sheet limits."""

JPEG_QUALITY = 80

_FEW_COLOURS = 4096
"""A picture with at most this many colours is a graphic, which is a PNG."""


class Frame(NamedTuple):
    """The greatest width and height of a picture in px, and the shape to which it may be cropped; 0: any."""

    width: float
    height: float = 0.0
    shape: float = 0.0
    focus: tuple[float, float] = (0.5, 0.5)


@dataclass(frozen=True, slots=True)
class MailPicture:
    """A picture as it is shown, its size in px, and its file."""

    width: int
    height: int
    content: bytes
    media_type: str

    @property
    def name(self) -> str:
        """The name of the file, which changes with its content."""
        suffix = "png" if self.media_type == "image/png" else "jpg"
        return f"{hashlib.sha256(self.content).hexdigest()[:12]}.{suffix}"


def place_pictures(page: StyledPage, files: Mapping[str, bytes]) -> dict[str, MailPicture]:
    """Put pictures into their places, and return them by their names; `files` are the originals by their names."""
    made: dict[str, MailPicture] = {}
    above = parents(page.root)
    for image in page.root.iter("img"):
        content = files.get(image.get("src", "").removeprefix(RESOURCE_ORIGIN))
        if content is None:
            continue
        style = page.style(image)
        picture = mail_picture(content, _frame(style, may_crop=_may_crop(above.get(image))))
        made[picture.name] = picture
        image.set("src", FOLDER + picture.name)
        image.set("width", str(picture.width))
        image.set("border", "0")
        style |= {"width": "100%", "max-width": f"{picture.width}px", "height": "auto"}
    return made


def _may_crop(figure: Element | None) -> bool:
    names = classes(figure) if figure is not None else []
    return "crop" in names or ("cover-picture" in names and "whole" not in names)


def _frame(style: Style, *, may_crop: bool) -> Frame:
    """Return the frame that a style gives a picture, and remove what mail programs do not know."""
    width = pixels(style.pop("max-width", "")) or FULL_WIDTH
    height = pixels(style.pop("max-height", ""))
    shape = style.pop("aspect-ratio", "").replace(" ", "").split("/")
    focus = style.pop("object-position", "50% 50%").split()
    style.pop("--focus", None)
    if not may_crop or len(shape) != 2:
        return Frame(width, height)
    left, top = (float(part.removesuffix("%")) / 100 for part in focus[:2])
    return Frame(width, height, float(shape[0]) / float(shape[1]), (left, top))


def mail_picture(content: bytes, frame: Frame) -> MailPicture:
    """Return a picture that was prepared for the screen, in a frame."""
    drawing = (
        content[:256].lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"\xff\xfe", b"\xfe\xff"))
    )
    if drawing:
        size = _drawing_size(content)
    else:
        with Image.open(io.BytesIO(content)) as image:
            size = image.size
    part = _part(size, frame)
    natural = part[2] - part[0], part[3] - part[1]
    width = min(frame.width, frame.width if drawing else natural[0])
    if frame.height:
        width = min(width, frame.height * natural[0] / natural[1])
    shown = max(round(width), 1), max(round(width * natural[1] / natural[0]), 1)
    pixel_width = shown[0] * DENSITY if drawing else min(shown[0] * DENSITY, round(natural[0]))
    target = pixel_width, max(round(pixel_width * natural[1] / natural[0]), 1)
    made = cached(
        lambda: _made(content, part, target, drawing=drawing), content, part, target, "mail"
    )
    media_type = "image/png" if made.startswith(b"\x89PNG") else "image/jpeg"
    return MailPicture(*shown, made, media_type)


def _drawing_size(content: bytes) -> tuple[int, int]:
    drawing = read_svg(content)
    width = drawing.width or 900
    return width, drawing.height or max(round(width * 2 / 3), 1)


def _part(size: tuple[int, int], frame: Frame) -> tuple[float, float, float, float]:
    """Return the part of a picture that is shown: left, top, right and bottom in px of the original."""
    width, height = size
    if not frame.shape:
        return 0, 0, width, height
    shown_width = min(width, height * frame.shape)
    shown_height = min(height, width / frame.shape)
    left = (width - shown_width) * frame.focus[0]
    top = (height - shown_height) * frame.focus[1]
    return left, top, left + shown_width, top + shown_height


def _made(
    content: bytes,
    part: tuple[float, float, float, float],
    target: tuple[int, int],
    *,
    drawing: bool,
) -> bytes:
    """Return the part of a picture as a PNG or JPEG; what is transparent is white, as dark windows need it."""
    if drawing:
        size = _drawing_size(content)
        scale = target[0] / (part[2] - part[0])
        image = _drawn(content, size, scale)
        part = (part[0] * scale, part[1] * scale, part[2] * scale, part[3] * scale)
    else:
        with Image.open(io.BytesIO(content)) as opened:
            image = opened.convert("RGBA" if opened.has_transparency_data else "RGB")
    if image.mode == "RGBA":
        ground = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(ground, image).convert("RGB")
    image = image.resize(target, Image.Resampling.LANCZOS, box=_within(part, image.size))
    return _encoded(image, graphic=drawing)


def _within(
    part: tuple[float, float, float, float], size: tuple[int, int]
) -> tuple[float, float, float, float]:
    left, top, right, bottom = part
    return left, top, min(right, size[0]), min(bottom, size[1])


def _encoded(image: Image.Image, *, graphic: bool) -> bytes:
    """Return a graphic as a PNG unless a JPEG is much smaller, and a photograph as a JPEG."""
    photograph, drawing = io.BytesIO(), io.BytesIO()
    image.save(photograph, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
    if graphic or image.getcolors(_FEW_COLOURS) is not None:
        few = image.quantize(256, dither=Image.Dither.NONE) if graphic else image
        few.save(drawing, "PNG", optimize=True)
        if len(drawing.getvalue()) < 2 * len(photograph.getvalue()):
            return drawing.getvalue()
    return photograph.getvalue()


def _drawn(content: bytes, size: tuple[int, int], scale: float) -> Image.Image:
    """Draw an SVG, which was checked when it was read, as the PDF editions do."""
    from weasyprint import HTML

    width, height = size
    address = f"data:image/svg+xml;base64,{b64encode(content).decode()}"
    page = (
        f"<!doctype html><title>-</title><style>@page {{ size: {width}px {height}px; margin: 0 }} "
        f"body {{ margin: 0 }} img {{ display: block; width: {width}px; height: {height}px }}</style>"
        f'<img alt="-" src="{address}">'
    )
    with pypdfium2.PdfDocument(HTML(string=page).write_pdf()) as pdf:
        # a px is 0.75 pt, and PDFium draws a pt as a pixel
        image: Image.Image = pdf[0].render(scale=scale / 0.75).to_pil()
    return image.convert("RGB")
