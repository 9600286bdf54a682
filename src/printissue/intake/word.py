"""Read Word files (.docx): mammoth makes HTML of them; sizes of type are added, by which headings are found."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from xml.etree import ElementTree
from xml.parsers.expat import ExpatError

from printissue.assets.elements import Element, parse, serialize, text_of
from printissue.intake.blocks import LeftOut, Newsletter, UnreadableError, clean
from printissue.intake.html import read_html
from printissue.intake.notes import move_notes

MAX_XML = 6_000_000
"""The size in bytes of the text of a Word file, unpacked. A page of text has some 30,000."""

MAX_UNPACKED = 200_000_000
"""The size in bytes of all files in a Word file, unpacked."""

_MAX_FILES = 5_000
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, ExpatError, ElementTree.ParseError, EOFError, NotImplementedError,
    LookupError, ValueError, TypeError, AttributeError, AssertionError, RuntimeError,
)  # fmt: skip
"""The exceptions that zipfile, mammoth and expat raise for files that Word did not write."""

_SUFFIXES = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/tiff": "tif",
    "image/webp": "webp",
}
"""The pictures that an issue can have, with the suffixes of their files."""

_DEFAULT_SIZE = 20
"""The size of type in half points where a Word file states none (ISO/IEC 29500-1, 17.3.2.38)."""

_STYLE_MAP = "p[style-name='Title'] => h1.word-title:fresh"


@dataclass(frozen=True, slots=True)
class _Style:
    """The size of type in half points and the weight that a style of a Word file states; None: that of its parent."""

    size: int | None = None
    bold: bool | None = None
    parent: str = ""


@dataclass(slots=True)
class _Conversion:
    """The values collected while a Word file is converted: sizes in half points, pictures, and what is left out."""

    sizes: set[int] = field(default_factory=set)
    pictures: dict[str, bytes] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)


def is_word_file(data: bytes) -> bool:
    """Return whether a ZIP archive is a Word file."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except _DAMAGED:
        return False
    return "[Content_Types].xml" in names and any(
        re.match(r"word/[^/]+\.xml$", one) for one in names
    )


def read_word(name: str, data: bytes) -> Newsletter:
    """Return the blocks of a Word file. Raise UnreadableError if it is damaged, too large or nested too deeply."""
    try:
        styles, default, title = _checked(data)
        made = _Conversion()
        page = parse(_html(data, styles, default, made))
        _unwrap_cells(page)
        move_notes(page)
        headline = next((text_of(one) for one in page.iter("h1") if one.get("class")), "")
        html = serialize(page).decode()
    except RecursionError:
        raise UnreadableError("the Word file is nested too deeply", "save it as text") from None
    except _DAMAGED as error:
        reason = f"the Word file is damaged ({type(error).__name__})"
        raise UnreadableError(reason, "open it in Word and save it again") from None
    found = read_html(name, html, made.pictures)
    if not headline and any(block.text == title for block in found.blocks[:12]):
        headline = title
    return replace(found, title=clean(headline), left_out=(*found.left_out, *made.left_out))


def _checked(data: bytes) -> tuple[dict[str, _Style], int, str]:
    """Return the styles of a Word file, its default size of type, and its title. Raise UnreadableError for bombs."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        texts = [one for one in entries if one.filename.endswith((".xml", ".rels"))]
        if any(one.flag_bits & 1 for one in entries):
            raise UnreadableError("the Word file has a password", "save it without one")
        if (
            len(entries) > _MAX_FILES
            or sum(one.file_size for one in entries) > MAX_UNPACKED
            or sum(one.file_size for one in texts) > MAX_XML
        ):
            raise UnreadableError("the Word file is too large for a newsletter", "split it")
        read = {one.filename: archive.read(one) for one in texts}
    if any(re.search(rb"<!(?:DOCTYPE|ENTITY)", one) for one in read.values()):
        raise UnreadableError("the Word file declares a document type, which is not read")
    sheet = next((read[one] for one in read if re.fullmatch(r"word/styles\d*\.xml", one)), b"")
    core = read.get("docProps/core.xml", b"")
    title = ElementTree.fromstring(core).findtext("{*}title") if core else ""
    styles, default = _styles(sheet) if sheet else ({}, _DEFAULT_SIZE)
    return styles, default, " ".join((title or "").split())


def _styles(sheet: bytes) -> tuple[dict[str, _Style], int]:
    """Return the styles of a Word file by their ids, and the default size of type in half points."""
    root = ElementTree.fromstring(sheet)
    default = root.find("{*}docDefaults/{*}rPrDefault/{*}rPr/{*}sz")
    styles = {}
    for one in root.iterfind("{*}style"):
        size, bold = one.find("{*}rPr/{*}sz"), one.find("{*}rPr/{*}b")
        parent = one.find("{*}basedOn")
        styles[_value(one, "styleId")] = _Style(
            _half_points(size),
            None if bold is None else _value(bold) not in ("0", "false", "off"),
            "" if parent is None else _value(parent),
        )
    return styles, _half_points(default) or _DEFAULT_SIZE


def _value(element: ElementTree.Element, name: str = "val") -> str:
    """Return an attribute, in whichever namespace it is."""
    return next((one for key, one in element.items() if key.rpartition("}")[2] == name), "")


def _half_points(element: ElementTree.Element | None) -> int | None:
    value = _value(element) if element is not None else ""
    return int(value) if re.fullmatch(r"[0-9]{1,4}", value) else None


def _resolved(styles: Mapping[str, _Style], name: str | None) -> _Style:
    """Return a style with what it inherits."""
    found, seen = _Style(), set[str]()
    while name and name in styles and name not in seen:
        seen.add(name)
        own = styles[name]
        found = _Style(
            own.size if found.size is None else found.size,
            own.bold if found.bold is None else found.bold,
        )
        name = own.parent
    return found


def _html(data: bytes, styles: Mapping[str, _Style], default: int, made: _Conversion) -> str:
    """Return a Word file as an HTML page, with its pictures by name."""
    import mammoth

    def transform(document: Any) -> Any:  # noqa: ANN401 - a document of mammoth
        kept = _without_contents(document.children, made)
        return document.copy(children=[_sized(one, styles, default, made) for one in kept])

    def picture(image: Any) -> dict[str, str]:  # noqa: ANN401 - a picture of mammoth
        return {"src": _picture(image, made)}

    # the sizes are known only after the document is read, and mammoth wants the style map before
    sizes = {one.size for one in styles.values() if one.size} | {default}
    sizes |= {
        int(one) for one in re.findall(rb"<\w+:sz [^>]*:val=[\"']([0-9]{1,4})", _document(data))
    }
    style_map = [_STYLE_MAP, *(f"r[style-name='size {n}'] => span.size-{n}" for n in sorted(sizes))]
    result = mammoth.convert_to_html(
        io.BytesIO(data),
        style_map="\n".join(style_map),
        include_embedded_style_map=False,
        external_file_access=False,
        transform_document=transform,
        convert_image=mammoth.images.img_element(picture),
    )
    rules = "".join(f".size-{one} {{ font-size: {one / 2:g}pt }}\n" for one in sorted(made.sizes))
    return (
        f"<!doctype html><html><head><style>{rules}</style></head>"
        f'<body style="font-size: {default / 2:g}pt">{result.value}</body></html>'
    )


def _document(data: bytes) -> bytes:
    """Return the text of a Word file with its notes, as XML."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [one for one in archive.namelist() if re.fullmatch(r"word/[^/]+\.xml", one)]
        return b"".join(archive.read(one) for one in names)


def _without_contents(children: Iterable[Any], made: _Conversion) -> Iterator[Any]:
    """Yield the blocks of a document without those of its list of contents."""
    import mammoth

    for one in children:
        if re.match(r"toc (?:\d|heading)", (getattr(one, "style_name", None) or "").lower()):
            words = " ".join(mammoth.extract_raw_text_from_element(one).split())
            made.left_out.append(LeftOut(words, "list of contents"))
        else:
            yield one


def _sized(
    element: Any,  # noqa: ANN401 - an element of mammoth
    styles: Mapping[str, _Style],
    default: int,
    made: _Conversion,
    paragraph: _Style | None = None,
) -> Any:  # noqa: ANN401
    """Return an element whose runs of text have the name of their size as style, and the weight of the paragraph's."""
    kind = type(element).__name__
    children = getattr(element, "children", None)
    if children is None:
        return element
    if kind == "Paragraph":
        heading = re.fullmatch(
            r"(?:heading [1-6]|title)", (element.style_name or "").lower()
        ) or re.fullmatch(r"Heading[1-6]", element.style_id or "")
        paragraph = None if heading else _resolved(styles, element.style_id)
        if heading:
            return element
    inner = [_sized(one, styles, default, made, paragraph) for one in children]
    if kind != "Run" or paragraph is None:
        return element.copy(children=inner)
    own = _resolved(styles, element.style_id)
    size = round((element.font_size or 0) * 2) or own.size or paragraph.size or default
    bold = element.is_bold or bool(own.bold if own.bold is not None else paragraph.bold)
    if size == default:
        return element.copy(children=inner, is_bold=bold)
    made.sizes.add(size)
    return element.copy(children=inner, is_bold=bold, style_id=None, style_name=f"size {size}")


def _picture(image: Any, made: _Conversion) -> str:  # noqa: ANN401 - a picture of mammoth
    """Return the address of a picture in the HTML; an empty text for one that an issue cannot have."""
    suffix = _SUFFIXES.get(image.content_type or "")
    try:
        with image.open() as stream:
            content: bytes = stream.read()
    except (OSError, ValueError, KeyError) as error:  # not in the file
        address = re.search(r"'(https?://[^']+)'", str(error))
        if not address:
            made.left_out.append(LeftOut(image.alt_text or "a picture", "not in the Word file"))
        return address[1] if address else ""
    if not suffix:
        kind = (image.content_type or "unknown").rpartition("/")[2].removeprefix("x-").upper()
        what = image.alt_text or "a picture"
        made.left_out.append(
            LeftOut(what, f"a picture in the format {kind}, which pages cannot show")
        )
        return ""
    name = f"picture-{len(made.pictures) + 1}.{suffix}"
    made.pictures[name] = content
    return name


def _unwrap_cells(page: Element) -> None:
    """Take the only paragraph of a table cell out of the cell's way: Word has one in each."""
    for cell in [*page.iter("td"), *page.iter("th")]:
        if len(cell) == 1 and cell[0].tag == "p" and not (cell.text or "").strip():
            inner = cell[0]
            cell.text = inner.text
            cell[:] = list(inner)
