"""Drawings: an SVG file read safely, with what forbids its use, its size and its text.

The layout engine draws what it is given and drops the rest without a word; so what it would fetch,
run or not understand is found here, by name.
"""

import re
from base64 import b64decode
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes
from xml.parsers import expat

MAX_BYTES = 5 * 1024 * 1024
MAX_DEPTH = 64
"""Elements within elements: the layout engine draws by recursion."""
UNITS = {"": 1, "px": 1, "pt": 4 / 3, "pc": 16, "in": 96, "cm": 96 / 2.54, "mm": 96 / 25.4}
"""CSS pixels in a unit."""

_SVG = "http://www.w3.org/2000/svg"
_URL = re.compile(r"""url\(\s*["']?\s*([^"')]*)""", re.IGNORECASE)
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")
_PICTURE = re.compile(r"data:image/(?!svg)[\w.+-]+[;,]", re.IGNORECASE)


class DrawingError(Exception):
    """An SVG that cannot be used: what is, and what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass
class Drawing:
    """What an SVG holds: its text as drawn, its size in CSS pixels, its embedded pictures."""

    text: list[str] = field(default_factory=list)
    width: int | None = None
    height: int | None = None
    pictures: list[bytes] = field(default_factory=list)


def read_drawing(content: bytes) -> Drawing:
    """Read an SVG. Raises DrawingError at the first thing that forbids its use."""
    if len(content) > MAX_BYTES:
        raise DrawingError("the SVG is larger than 5 MiB", "simplify its paths")
    reader = _Reader()
    try:
        reader.parser.Parse(content, True)
    except expat.ExpatError as error:
        what = expat.ErrorString(error.code)
        place = f"line {error.lineno}, column {error.offset + 1}"
        raise DrawingError(f"the SVG is not well-formed: {what} ({place})", _ANEW) from None
    return reader.drawing


def drawn_text(content: bytes) -> str:
    """Give all text that an SVG draws, parts apart by spaces; none of what is no usable SVG."""
    try:
        return " ".join("".join(read_drawing(content).text).split())
    except DrawingError:
        return ""


_ANEW = "export it anew as plain SVG"
_REFUSED = {
    "script": ("a <script>", "remove it: a page runs no scripts"),
    "foreignObject": ("a <foreignObject>", "draw its content as SVG shapes and text"),
}
_ANIMATED = ("set", "animate", "animateMotion", "animateTransform")


class _Reader:
    """Walks an SVG by expat, which resolves nothing from outside."""

    def __init__(self) -> None:
        self.drawing = Drawing()
        self.open: list[str] = []
        self.style: list[str] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.ProcessingInstructionHandler = self._instruction

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if not self.open:
            if local != "svg" or space not in ("", _SVG):
                raise DrawingError(f"the file is no SVG: its root is <{local}>", _ANEW)
            self._measure(attributes)
        self.open.append(local)
        if len(self.open) > MAX_DEPTH:
            raise DrawingError(f"the SVG is nested deeper than {MAX_DEPTH} elements", "flatten it")
        if local in _REFUSED:
            what, hint = _REFUSED[local]
            raise DrawingError(f"the SVG has {what}", hint)
        if local in _ANIMATED and attributes.get("attributeName", "").endswith("href"):
            raise DrawingError(f"the SVG changes a reference by <{local}>", "remove it")
        for key, value in attributes.items():
            self._attribute(key.rpartition(" ")[2], value)

    def _attribute(self, name: str, value: str) -> None:
        if name.lower().startswith("on"):
            raise DrawingError(f"the SVG has an event attribute, {name}", "remove it")
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
            self.drawing.text.append(data)

    def _doctype(self, *_: object) -> None:
        hint = "remove the line that begins with <!DOCTYPE; SVG needs none"
        raise DrawingError("the SVG has a document type (DOCTYPE)", hint)

    def _instruction(self, target: str, _: str) -> None:
        if target.lower() == "xml-stylesheet":
            raise DrawingError(
                "the SVG names a style sheet outside itself", "put the rules into it"
            )

    def _style_text(self, text: str, *, sheet: bool = False) -> None:
        """Check the references of CSS; escapes are undone first, lest they hide one."""
        text = _ESCAPE.sub(lambda match: chr(min(int(match[1], 16), 0x10FFFF)), text)
        if sheet and re.search(r"@import", text, re.IGNORECASE):
            raise DrawingError("the SVG imports a style sheet (@import)", "put the rules into it")
        for match in _URL.finditer(text):
            self._reference(match[1])

    def _reference(self, target: str) -> None:
        """Allow a part of the SVG itself and a picture within it."""
        target = target.strip()
        if target.startswith("#"):
            return
        if not _PICTURE.match(target):
            shown = target if len(target) <= 60 else f"{target[:57]}..."
            hint = "embed the picture, or remove the link: an SVG must need nothing but itself"
            raise DrawingError(f"the SVG refers to something outside itself: {shown}", hint)
        head, _, data = target.partition(",")
        try:
            coded = unquote_to_bytes(data)
            if head.lower().endswith(";base64"):
                coded = b64decode(b"".join(coded.split()), validate=True)
        except ValueError:
            raise DrawingError("a picture in the SVG is not base64", _ANEW) from None
        self.drawing.pictures.append(coded)

    def _measure(self, root: dict[str, str]) -> None:
        """Read the size from width and height, or from the viewBox and one or none of them."""
        width, height = _pixels(root.get("width", "")), _pixels(root.get("height", ""))
        box = [_number(part) for part in re.split(r"[\s,]+", root.get("viewBox", "").strip())]
        if len(box) == 4 and box[2] > 0 and box[3] > 0:
            ratio = box[2] / box[3]
            width, height = (
                width or (height and height * ratio),
                height or (width and width / ratio),
            )
            width, height = width or box[2], height or box[3]
        self.drawing.width = round(width) or None
        self.drawing.height = round(height) or None


def _pixels(length: str) -> float:
    """Give a length in CSS pixels; 0 for percentages and what is no length."""
    match = re.fullmatch(r"\s*([\d.]+(?:e[+-]?\d+)?)\s*([a-z]*)\s*", length, re.IGNORECASE)
    return _number(match[1]) * UNITS.get(match[2].lower(), 0) if match else 0.0


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if abs(value) < 1e9 else 0.0
