"""SVG files: they are read safely, and refused with the line of what cannot be used.

The layout engine silently leaves out what it does not support. What it would fetch, run or not understand is reported
here.
"""

import re
from base64 import b64decode
from dataclasses import dataclass, field
from functools import lru_cache
from math import isfinite
from urllib.parse import unquote_to_bytes
from xml.parsers import expat

MAX_BYTES = 5 * 1024 * 1024
MAX_DEPTH = 64
"""The depth of nested elements: the layout engine draws them by recursion."""
MAX_LENGTH = 100_000.0
"""The longest side in CSS pixels or user units; 100,000 px are 26 m."""
MAX_RATIO = 1000.0
"""The longest side as a multiple of the shorter one."""
PX_PER_UNIT = {"": 1, "px": 1, "pt": 4 / 3, "pc": 16, "in": 96, "cm": 96 / 2.54, "mm": 96 / 25.4}
"""CSS pixels in each absolute unit."""
RELATIVE_UNITS = ("%", "em", "rem", "ex")
"""Units of sizes that depend on the page."""

_SVG = "http://www.w3.org/2000/svg"
_URL = re.compile(r"""url\(\s*["']?\s*([^"')]*)""", re.IGNORECASE)
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")
_DTD = re.compile(r"https?://www\.w3\.org/(?:Graphics/SVG|TR)/[\w./-]*\.dtd$", re.IGNORECASE)
_PICTURE = re.compile(r"data:image/(?!svg)[\w.+-]+[;,]", re.IGNORECASE)


class SvgError(Exception):
    """An SVG cannot be used: message, hint, and the line of the SVG where it is known."""

    def __init__(self, message: str, hint: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.line = line


@dataclass
class Svg:
    """An SVG: the text that it draws, its size in CSS pixels, and its embedded pictures.

    `lines` are the lines of its elements in document order.
    """

    text: list[str] = field(default_factory=list)
    width: int | None = None
    height: int | None = None
    pictures: list[bytes] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


def read_svg(content: bytes) -> Svg:
    """Read an SVG. Raise SvgError at the first fault."""
    if content.startswith(b"\x1f\x8b"):
        raise SvgError("the SVG is compressed (SVGZ)", "save it as plain SVG")
    if len(content) > MAX_BYTES:
        raise SvgError("the SVG is larger than 5 MiB", "simplify its paths")
    reader = _Reader()
    try:
        reader.parser.Parse(content, True)
        reader.measure()
    except expat.ExpatError as error:
        what = expat.ErrorString(error.code)
        message = f"the SVG is not well-formed: {what} (column {error.offset + 1})"
        raise SvgError(message, _EXPORT, error.lineno) from None
    except SvgError as error:
        error.line = error.line or reader.parser.CurrentLineNumber
        raise
    return reader.svg


@lru_cache(maxsize=32)
def svg_text(content: bytes) -> str:
    """Return all text that an SVG draws, with single spaces; empty where the SVG cannot be used."""
    try:
        return " ".join("".join(read_svg(content).text).split())
    except SvgError:
        return ""


_EXPORT = "export it again as plain SVG"
_FORBIDDEN_ELEMENTS = {
    "script": ("a <script>", "remove it: a page runs no scripts"),
    "foreignObject": ("a <foreignObject>", "draw its content as SVG shapes and text"),
}
_ANIMATION_ELEMENTS = ("set", "animate", "animateMotion", "animateTransform")
_UNSUPPORTED_EMBEDS = (
    ("data:image/svg", "another SVG as a picture", "copy its shapes into this one"),
    ("data:font", "a font", "convert its text to paths"),
    ("data:application/", "a file", "convert text to paths, and embed pictures as PNG or JPEG"),
)
"""The content that drawing programs embed and pages do not support: the start of its address, its name and a hint."""


class _Reader:
    """A reader of SVG on expat, which resolves no external entities."""

    def __init__(self) -> None:
        self.svg = Svg()
        self.open: list[str] = []
        self.style: list[str] = []
        self.root: dict[str, str] = {}
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._entity
        self.parser.SkippedEntityHandler = self._skipped
        self.parser.ProcessingInstructionHandler = self._instruction

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if not self.open:
            if local != "svg" or space not in ("", _SVG):
                raise SvgError(f"the file is not an SVG: its root is <{local}>", _EXPORT)
            self.root = attributes
        self.open.append(local)
        self.svg.lines.append(self.parser.CurrentLineNumber)
        if len(self.open) > MAX_DEPTH:
            raise SvgError(f"the SVG is nested deeper than {MAX_DEPTH} elements", "flatten it")
        if local in _FORBIDDEN_ELEMENTS:
            what, hint = _FORBIDDEN_ELEMENTS[local]
            raise SvgError(f"the SVG has {what}", hint)
        if local in _ANIMATION_ELEMENTS and attributes.get("attributeName", "").endswith("href"):
            raise SvgError(f"the SVG changes a reference by <{local}>", "remove it")
        for key, value in attributes.items():
            self._attribute(key.rpartition(" ")[2], value)

    def _attribute(self, name: str, value: str) -> None:
        if name.lower().startswith("on"):
            raise SvgError(f"the SVG has an event attribute, {name}", "remove it")
        if name in ("href", "src", "base"):
            self._reference(value)
        self._style_text(value)

    def _end(self, _: str) -> None:
        if self.open.pop() == "style":
            self._style_text("".join(self.style), sheet=True)
            self.style.clear()

    def _characters(self, data: str) -> None:
        if self.open[-1] == "style":
            self.style.append(data)
        elif "text" in self.open and not {"title", "desc", "metadata"} & set(self.open):
            self.svg.text.append(data)

    def _doctype(self, _: str, system: str | None, *__: object) -> None:
        """Allow only the document types of SVG itself, which are not fetched."""
        if system and not _DTD.match(system):
            message = f"the SVG names a document type outside itself: {system[:60]}"
            raise SvgError(message, "remove the line that begins with <!DOCTYPE")

    def _entity(self, name: str, *_: object) -> None:
        hint = "export it without the drawing program's own data, as plain SVG"
        raise SvgError(f"the SVG declares an entity, {name!r}", hint)

    def _skipped(self, name: str, _: bool) -> None:
        hint = "write the character itself"
        raise SvgError(f"the SVG uses an entity that it does not declare, &{name};", hint)

    def _instruction(self, target: str, _: str) -> None:
        if target.lower() == "xml-stylesheet":
            raise SvgError("the SVG names a style sheet outside itself", "put the rules into it")

    def _style_text(self, text: str, *, sheet: bool = False) -> None:
        """Check the references in CSS, after resolving escapes, which could hide them."""
        text = _ESCAPE.sub(lambda match: chr(min(int(match[1], 16), 0x10FFFF)), text)
        if sheet and re.search(r"@import", text, re.IGNORECASE):
            raise SvgError("the SVG imports a style sheet (@import)", "put the rules into it")
        for match in _URL.finditer(text):
            self._reference(match[1])

    def _reference(self, target: str) -> None:
        """Allow references to parts of the SVG itself, and embedded pictures."""
        target = target.strip()
        if target.startswith("#"):
            return
        if not _PICTURE.match(target):
            raise _external_reference_error(target)
        head, _, data = target.partition(",")
        try:
            coded = unquote_to_bytes(data)
            if head.lower().endswith(";base64"):
                coded = b64decode(b"".join(coded.split()), validate=True)
        except ValueError:
            raise SvgError("a picture in the SVG is not base64", _EXPORT) from None
        self.svg.pictures.append(coded)

    def measure(self) -> None:
        """Read the size from width and height, or from the viewBox where one or both are absent."""
        try:
            self._measure()
        except SvgError as error:
            error.line = self.svg.lines[0]
            raise

    def _measure(self) -> None:
        width, height = _side(self.root, "width"), _side(self.root, "height")
        box = _view_box(self.root)
        if box:
            ratio = box[2] / box[3]
            width, height = (
                width or (height and height * ratio),
                height or (width and width / ratio),
            )
            width, height = width or box[2], height or box[3]
        if not (width and height):
            message = "the SVG has no size: it has neither a viewBox nor a width and a height"
            raise SvgError(message, 'add a viewBox, such as viewBox="0 0 400 300"')
        if max(width, height) > MAX_LENGTH:
            message = f"the SVG is too large: {width:.0f} x {height:.0f} px"
            raise SvgError(message, f"make it smaller than {MAX_LENGTH:.0f} px")
        if max(width / height, height / width) > MAX_RATIO:
            message = f"the SVG is too narrow: {width:g} x {height:g} px"
            raise SvgError(message, "check its width, height and viewBox")
        self.svg.width = max(1, round(width))
        self.svg.height = max(1, round(height))


def _external_reference_error(target: str) -> SvgError:
    """Return the error for a reference to something outside the SVG, or to embedded content that is not supported."""
    for start, what, hint in _UNSUPPORTED_EMBEDS:
        if target.lower().startswith(start):
            return SvgError(f"the SVG embeds {what}: {target[:40]}", hint)
    shown = target if len(target) <= 60 else f"{target[:57]}..."
    hint = "embed the picture, or remove the link: an SVG must be complete in itself"
    return SvgError(f"the SVG refers to something outside itself: {shown}", hint)


def _side(root: dict[str, str], name: str) -> float:
    """Return a side of the root in CSS pixels; 0 where it is absent or depends on the page."""
    text = root.get(name, "").strip()
    if not text or text == "auto":
        return 0.0
    match = re.fullmatch(r"([+-]?[\d.]+(?:e[+-]?\d+)?)\s*([a-z%]*)", text, re.IGNORECASE)
    number = _number(match[1]) if match else None
    unit = match[2].lower() if match else ""
    if number is None or number <= 0 or unit not in (*PX_PER_UNIT, *RELATIVE_UNITS):
        hint = f'write a positive length, such as {name}="400", or leave it out'
        raise SvgError(f"the SVG has a wrong {name}, {text[:40]!r}", hint)
    return number * PX_PER_UNIT.get(unit, 0)


def _view_box(root: dict[str, str]) -> list[float]:
    """Return the four numbers of the viewBox; none where it is absent."""
    text = root.get("viewBox", "").strip()
    if not text:
        return []
    box = [_number(part) for part in re.split(r"[\s,]+", text)]
    numbers = [one for one in box if one is not None and abs(one) <= MAX_LENGTH * 100]
    if len(numbers) != 4 or len(box) != 4 or min(numbers[2:]) <= 0:
        hint = 'write four numbers, the last two above 0, such as viewBox="0 0 400 300"'
        raise SvgError(f"the SVG has a wrong viewBox, {text[:40]!r}", hint)
    return numbers


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) else None
