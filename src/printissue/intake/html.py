"""Read HTML as blocks: what a browser shows, in its order. Hidden text, tracking pixels and spacers are left out."""

import base64
import binascii
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote_to_bytes
from xml.etree.ElementTree import Element

import cssselect2
import tinycss2
import tinyhtml5

from printissue.intake.blocks import (
    MAX_DEPTH,
    MAX_TAGS,
    Block,
    LeftOut,
    Newsletter,
    Picture,
    Span,
    UnreadableError,
    clean,
    trimmed,
)
from printissue.intake.links import usable

NOTE = "data-printissue-note"
"""The attribute of the mark of a footnote, and of its text: its number. Other readers set it."""

_SKIPPED_NAMES = """
    head script style title template noscript iframe noframes object svg math select textarea audio video map input
    meta link base datalist canvas
"""
_SKIPPED = frozenset(_SKIPPED_NAMES.split())
_BLOCK_NAMES = """
    html body p div td th table tbody thead tfoot tr caption ul ol li h1 h2 h3 h4 h5 h6 blockquote pre hr section
    article header footer center figure figcaption dl dt dd address main aside nav form fieldset legend details
    summary menu dir
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_HEADINGS = {f"h{number}": number for number in range(1, 7)}
_HEADING_SIZES = {"h1": 2.0, "h2": 1.5, "h3": 1.17, "h4": 1.0, "h5": 0.83, "h6": 0.67}
_SIZES = {
    "xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0,
    "xx-large": 32.0, "1": 10.0, "2": 13.0, "3": 16.0, "4": 18.0, "5": 24.0, "6": 32.0, "7": 48.0,
}  # fmt: skip
_UNITS = {"px": 1.0, "pt": 4 / 3, "em": 0.0, "rem": 16.0, "%": 0.0}
_SMALLEST = 2.0
"""The font size in px up to which text counts as hidden."""

_LARGER = 1.15
"""The factor by which a short line is larger than the body text if it is a heading."""

MAX_ICON = 48
"""The longer side in px up to which a picture is an icon."""

MAX_SPACER = 3
"""The shorter side in px up to which a picture counts readers, or is a spacer."""

_BULLET = re.compile(r"^\s*[•·▪●◦]\s+")
_MAX_RULES = 1000


@dataclass(frozen=True, slots=True)
class _TextStyle:
    """The properties that the text of an element inherits. `size` is the font size in px."""

    size: float = 16.0
    bold: bool = False
    italic: bool = False
    code: bool = False
    hidden: bool = False
    link: str = ""
    note: str = ""
    preformatted: bool = False


@dataclass(slots=True)
class _Open:
    """The block that is being read, and where: in a list, a quote, a heading."""

    spans: list[Span] = field(default_factory=list)
    sizes: list[tuple[int, float]] = field(default_factory=list)
    kind: str = "paragraph"
    level: int = 0
    marker: str = "-"


@dataclass(frozen=True, slots=True)
class _Sized:
    """A block with the font size of most of its letters in px, and whether all of it is bold."""

    block: Block
    size: float = 16.0
    bold: bool = False


def read_html(name: str, text: str, pictures: Mapping[str, bytes] | None = None) -> Newsletter:
    """Return the blocks of an HTML document. `pictures` are the bytes of its local pictures, by their addresses.

    Raise UnreadableError if the document is nested too deeply.
    """
    if text.count("<") > MAX_TAGS:
        raise UnreadableError(f"the HTML has more than {MAX_TAGS:,} tags", "split the newsletter")
    text = clean(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    try:
        root = tinyhtml5.parse(io.StringIO(text), namespace_html_elements=False)
    except RecursionError:
        raise _too_deep() from None
    _check_depth(root)
    reader = _Reader(_Styles(root), pictures or {})
    reader.read(root, _TextStyle(), _Open())
    title = root.find(".//head/title")
    words = " ".join("".join(title.itertext()).split()) if title is not None else ""
    return Newsletter(
        name, tuple(_with_headings(reader.blocks)), title=words, left_out=tuple(reader.left_out)
    )


def _too_deep() -> UnreadableError:
    return UnreadableError(
        f"the HTML is nested deeper than {MAX_DEPTH} levels", "save the newsletter as plain text"
    )


def _check_depth(root: Element) -> None:
    level = [root]
    for _ in range(MAX_DEPTH):
        level = [child for element in level for child in element]
        if not level:
            return
    raise _too_deep()


class _Styles:
    """The declarations of elements: those of `<style>` outside of `@media`, then those of `style="…"`."""

    def __init__(self, root: Element) -> None:
        matcher = cssselect2.Matcher()
        count = 0
        for sheet in root.iter("style"):
            for rule in tinycss2.parse_stylesheet(
                sheet.text or "", skip_comments=True, skip_whitespace=True
            ):
                if rule.type != "qualified-rule" or count >= _MAX_RULES:
                    continue
                try:
                    selectors = cssselect2.compile_selector_list(rule.prelude)
                except cssselect2.SelectorError:
                    continue
                count += 1
                values = _declarations(rule.content)
                for selector in selectors:
                    if selector.pseudo_element is None and values:
                        matcher.add_selector(selector, values)
        self._matched: dict[Element, list[dict[str, tuple[str, bool]]]] = {}
        if count:
            for wrapper in cssselect2.ElementWrapper.from_html_root(root).iter_subtree():
                if matches := matcher.match(wrapper):
                    self._matched[wrapper.etree_element] = [match[3] for match in matches]

    def of(self, element: Element) -> dict[str, str]:
        """Return the declared values of an element, by property."""
        result: dict[str, tuple[str, bool]] = {}
        own = element.get("style")
        for values in (*self._matched.get(element, ()), _declarations(own) if own else {}):
            for name, (value, important) in values.items():
                if important or not result.get(name, ("", False))[1]:
                    result[name] = value, important
        return {name: value for name, (value, _) in result.items()}


def _declarations(content: Any) -> dict[str, tuple[str, bool]]:  # noqa: ANN401 - tokens of tinycss2
    return {
        one.lower_name: (tinycss2.serialize(one.value).strip().lower(), one.important)
        for one in tinycss2.parse_blocks_contents(content)
        if one.type == "declaration"
    }


class _Reader:
    """Walks through the elements in order and collects blocks."""

    def __init__(self, styles: _Styles, pictures: Mapping[str, bytes]) -> None:
        self._styles, self._pictures = styles, pictures
        self._dead: set[str] = set()
        self.blocks: list[_Sized] = []
        self.left_out: list[LeftOut] = []

    def read(self, element: Element, look: _TextStyle, block: _Open) -> None:
        """Read an element with what is in it."""
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in _SKIPPED:
            return
        style = self._styles.of(element)
        if _is_removed(element, style):
            self._leave_out_hidden(element)
            return
        look = _inherited(element, tag, style, look)
        if tag == "img":
            self._picture(element, style, look, block)
        elif tag == "br":
            block.spans.append(Span("\n", url=look.link))
        elif tag == "span" and (number := element.get(NOTE)):
            self._inside(element, replace(look, note=number), block)
        elif tag == "a":
            self._inside(element, replace(look, link=self._link(element)), block)
        elif tag == "table" and (rows := _data_rows(element)) and not look.hidden:
            self._flush(block, look)
            self.blocks.append(_Sized(Block("table", rows=rows), look.size))
        elif tag in _BLOCKS or style.get("display") == "block":
            self._block(element, tag, look, block)
        else:
            apart = "inline-block" in style.get("display", "")
            self._text(" " if apart else "", look, block)
            self._inside(element, look, block)
            self._text(" " if apart else "", look, block)

    def _inside(self, element: Element, look: _TextStyle, block: _Open) -> None:
        self._text(element.text or "", look, block)
        for child in element:
            self.read(child, look, block)
            self._text(child.tail or "", look, block)

    def _text(self, text: str, look: _TextStyle, block: _Open) -> None:
        if not text:
            return
        if look.hidden:
            if words := " ".join(text.split()):
                self.left_out.append(LeftOut(words, "hidden text"))
            return
        if not look.preformatted:
            text = re.sub(r"\s+", " ", text)
        block.spans.append(Span(text, look.bold, look.italic, look.code, look.link, look.note))
        if count := len(re.sub(r"\W", "", text)):
            block.sizes.append((count, look.size))

    def _block(self, element: Element, tag: str, look: _TextStyle, block: _Open) -> None:
        self._flush(block, look)
        if tag == "hr":
            self.blocks.append(_Sized(Block("rule")))
            return
        inner = replace(block, spans=[], sizes=[])
        if tag in _HEADINGS:
            inner.kind, inner.level = "heading", _HEADINGS[tag]
        elif tag in ("ul", "ol") and element.find("li") is not None:
            depth = block.level + 1 if block.kind == "item" else 0
            self._items(element, look, _Open(kind="item", level=min(depth, 6)))
            return
        elif tag == "blockquote":
            inner.kind, inner.level = "quote", 0
        elif tag == "pre":
            inner.kind = "paragraph"
        elif number := element.get(NOTE):
            inner.kind, inner.marker = "note", number
        self._inside(element, look, inner)
        self._flush(inner, look)

    def _items(self, element: Element, look: _TextStyle, block: _Open) -> None:
        number = 1
        for child in element:
            if child.tag != "li":
                self.read(child, look, replace(block, spans=[], sizes=[]))
                continue
            marker = f"{number}." if element.tag == "ol" else "-"
            number += 1
            self.read(child, look, replace(block, spans=[], sizes=[], marker=marker))

    def _flush(self, block: _Open, look: _TextStyle) -> None:
        spans = list(block.spans)
        block.spans.clear()
        sizes, block.sizes = block.sizes, []
        for part in _paragraphs(spans):
            if not part:
                continue
            size = _most(sizes, look.size)
            kind, level, marker = block.kind, block.level, block.marker
            if kind == "paragraph" and _BULLET.match(part[0].text):
                kind, marker = "item", "-"
                found = (replace(part[0], text=_BULLET.sub("", part[0].text)), *part[1:])
            else:
                found = part
            bold = all(span.bold or not span.text.strip() for span in found)
            made = Block(kind, found, level, marker)  # type: ignore[arg-type]
            if re.search(r"\w", made.text) or len(made.text) > 3:
                self.blocks.append(_Sized(made, size, bold))

    def _link(self, element: Element) -> str:
        address = (element.get("href") or "").strip()
        url = usable(address) if address else ""
        if address and not url and not address.startswith("#") and address not in self._dead:
            self._dead.add(address)
            shown = f"{' '.join(address.split())[:120]}"
            self.left_out.append(LeftOut(shown, "not an address that an issue can have"))
        return url

    def _picture(
        self, element: Element, style: Mapping[str, str], look: _TextStyle, block: _Open
    ) -> None:
        source = (element.get("src") or "").strip()
        alt = " ".join((element.get("alt") or "").split())
        sizes = [_pixels(element.get(side) or style.get(side, "")) for side in ("width", "height")]
        known = [size for size in sizes if size is not None]
        shown = source[:120]
        if look.hidden or not source:
            return
        if known and min(known) <= MAX_SPACER:
            self.left_out.append(LeftOut(_host(shown), "tracking pixel or spacer"))
        elif known and max(known) <= MAX_ICON:
            self.left_out.append(LeftOut(alt or _host(shown), "icon"))
        else:
            data = _data_of(source) if source.startswith("data:") else self._pictures.get(source)
            address = source if data is not None and not source.startswith("data:") else ""
            picture = Picture(address or usable(source) or shown[:60], alt, data=data)
            self._flush(block, look)
            self.blocks.append(_Sized(Block("picture", picture=picture)))

    def _leave_out_hidden(self, element: Element) -> None:
        if words := " ".join("".join(element.itertext()).split()):
            self.left_out.append(LeftOut(words, "hidden text"))


def _host(address: str) -> str:
    match = re.match(r"https?://[^/?#]+", address)
    return match[0] if match else address[:60]


def _paragraphs(spans: list[Span]) -> Iterator[tuple[Span, ...]]:
    """Split spans at empty lines, that is, at two line breaks in a row."""
    part: list[Span] = []
    breaks = 0
    for span in spans:
        if span.text == "\n":
            breaks += 1
        elif span.text.strip():
            if breaks > 1:
                yield trimmed(part)
                part = []
            breaks = 0
        part.append(span)
    yield trimmed(part)


def _most(sizes: list[tuple[int, float]], default: float) -> float:
    counts: dict[float, int] = {}
    for count, size in sizes:
        counts[size] = counts.get(size, 0) + count
    return max(counts, key=lambda size: counts[size]) if counts else default


def _is_removed(element: Element, style: Mapping[str, str]) -> bool:
    """Return whether an element is hidden with everything in it."""
    if element.get("hidden") is not None or style.get("display") == "none":
        return True
    if style.get("mso-hide") == "all" and style.get("font-size", "").startswith(("0", "1px")):
        return True
    if re.fullmatch(r"0?\.?0+%?", style.get("opacity", "1")):
        return True
    clipped = style.get("overflow", "").startswith("hidden")
    heights = (_pixels(style.get(name, "")) for name in ("height", "max-height"))
    return clipped and any(one is not None and one <= 1 for one in heights)


def _inherited(
    element: Element, tag: str, style: Mapping[str, str], look: _TextStyle
) -> _TextStyle:
    size = _font_size(style.get("font-size", ""), look.size)
    if size is None and tag == "font":
        size = _SIZES.get(element.get("size", ""))
    if size is None:
        size = look.size * _HEADING_SIZES.get(tag, 1.0)
    weight = style.get("font-weight", "")
    bold = look.bold or tag in ("b", "strong")
    if weight:
        bold = weight in ("bold", "bolder") or (weight.isdigit() and int(weight) >= 600)
    italic = style.get("font-style") in ("italic", "oblique") or (
        (look.italic or tag in ("i", "em", "cite")) and style.get("font-style") != "normal"
    )
    hidden = look.hidden if size > _SMALLEST or look.size <= _SMALLEST else True
    if size > _SMALLEST and "font-size" in style:
        hidden = False
    if "visibility" in style:
        hidden = style["visibility"] in ("hidden", "collapse")
    return replace(
        look,
        size=size,
        bold=bold,
        italic=italic,
        hidden=hidden or size <= _SMALLEST,
        code=look.code or tag in ("code", "kbd", "samp", "tt"),
        preformatted=look.preformatted or tag == "pre",
    )


def _font_size(value: str, inherited: float) -> float | None:
    if value in _SIZES:
        return _SIZES[value]
    match = re.fullmatch(r"([0-9]*\.?[0-9]+)(px|pt|em|rem|%|)", value)
    if not match:
        return None
    number = float(match[1])
    relative = {"em": inherited, "%": inherited / 100}
    return number * relative.get(match[2], _UNITS.get(match[2], 1.0))


def _pixels(value: str) -> float | None:
    match = re.fullmatch(r"\s*([0-9]*\.?[0-9]+)\s*(?:px|pt)?\s*", value)
    return float(match[1]) if match else None


def _data_of(source: str) -> bytes | None:
    """Return the bytes of a `data:` address."""
    head, _, body = source.partition(",")
    raw = unquote_to_bytes(body)
    if not head.endswith(";base64"):
        return raw
    try:
        return base64.b64decode(raw)
    except (binascii.Error, ValueError):
        return None


def _data_rows(table: Element) -> tuple[tuple[str, ...], ...]:
    """Return the rows of a table of data, or nothing for one that only places blocks.

    Data has at least two rows and columns of short cells, in rows of one length, without pictures or further tables.
    """
    inner = {one.tag for one in table.iter()} - {table.tag}
    if inner & {"img", "ul", "ol", "div", "h1", "h2", "h3", "h4", "a", "style", "p", "br"}:
        return ()
    if sum(one.tag == "table" for one in table.iter()) > 1 or table.find("caption") is not None:
        return ()
    rows = tuple(
        tuple(
            " ".join("".join(cell.itertext()).split()) for cell in row if cell.tag in ("td", "th")
        )
        for row in table.iter("tr")
    )
    cells = [cell for row in rows for cell in row]
    uniform = len(rows) > 1 and len({len(row) for row in rows}) == 1 and len(rows[0]) > 1
    styled = any(one.get("style") and "none" in one.get("style", "") for one in table.iter())
    if not uniform or styled or max(map(len, cells)) > 60 or sum(map(bool, cells)) * 2 < len(cells):
        return ()
    return rows


def _with_headings(blocks: list[_Sized]) -> Iterator[Block]:
    """Yield the blocks; short lines in larger type, or in bold where nothing else is a heading, become headings."""
    paragraphs = [one for one in blocks if one.block.kind in ("paragraph", "item", "quote")]
    body = _most([(len(one.block.text), one.size) for one in paragraphs], 16.0)
    larger = {id(one) for one in paragraphs if _may_head(one) and one.size >= body * _LARGER}
    if not larger and not any(one.block.kind == "heading" for one in blocks):
        larger = {id(one) for one in paragraphs if _may_head(one) and one.bold}
    sizes = sorted({round(one.size) for one in blocks if id(one) in larger}, reverse=True)
    tags = any(one.block.kind == "heading" and not one.block.linked for one in blocks)
    for one in blocks:
        if id(one) not in larger:
            yield one.block
        else:
            level = 1 + sizes.index(round(one.size))
            yield replace(one.block, kind="heading", level=min(level, 6) if not tags else 3)


def _may_head(one: _Sized) -> bool:
    text = one.block.text
    if one.block.kind != "paragraph" or one.block.linked or not re.search(r"[^\W\d_]", text):
        return False
    return len(text) <= 160 and not re.search(r"[.,;:]$", text)
