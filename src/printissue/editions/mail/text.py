"""The plain-text part of a message, written from the composed HTML before any of it is made fit for mail programs.

Every text of the issue is in it. Addresses follow a link's words on lines of links; in other text the words have a
number, and the addresses follow the story.
"""

import re
import textwrap
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from printissue.assets.elements import Element, classes, text_of

WIDTH = 72
"""The greatest length of a line in characters; addresses are not broken."""

SECTIONS = frozenset(
    ("address", "article", "aside", "blockquote", "div", "figure", "footer", "header", "main")
) | {"nav", "section"}
"""The elements that hold blocks."""

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

BLOCKS = (
    SECTIONS
    | HEADINGS
    | {
        "body",
        "caption",
        "dd",
        "dl",
        "dt",
        "figcaption",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "table",
        "ul",
    }
)
"""The elements that are not part of a line."""

_HIDDEN = frozenset({"preheader"})
"""Classes of what mail programs show outside the message."""

_UNDERLINES = {"h1": "=", "h2": "=", "h3": "-"}
_EMPHASIS = {"em": "_", "i": "_", "strong": "*", "b": "*"}
_PREFIXES = {"pull-quote": "    ", "box": "| "}
"""The start of each line of a block, by its class."""

_RAISED = {
    "sup": str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻"),
    "sub": str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋"),
}
"""The raised and lowered forms of figures and signs, by element."""

_FOLLOWS = frozenset(
    {"publisher", "name", "subtitle", "facts", "byline", "numbers", "view-online", "by"}
)
"""Classes of lines that follow the line above without a space."""

_LEADS = frozenset({"kicker", "date", "publisher"})
"""Classes of lines that the line below follows without a space."""


_WIDE_RANGES = "\u2e80-\u303f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff60"
_WIDE = re.compile(f"[{_WIDE_RANGES}]")
"""A character of Chinese or Japanese, between which lines may break."""

_CLOSING = "[、。，．！？：；）」』】〉》”’…)]"
"""Marks that do not start a line."""


@dataclass(slots=True)
class _Block:
    """Lines that belong together, and the number of empty lines above them."""

    lines: list[str]
    space: int = 1
    leads: bool = False


@dataclass(slots=True)
class _Notes:
    """The addresses of links, numbered through the message; `pending` are those that are not listed yet."""

    count: int = 0
    pending: dict[str, int] = field(default_factory=dict)

    def mark(self, address: str) -> str:
        """Return the number of an address in brackets."""
        if address not in self.pending:
            self.count += 1
            self.pending[address] = self.count
        return f"[{self.pending[address]}]"

    def listed(self) -> Iterator[_Block]:
        """Yield the list of the pending addresses, if there are any."""
        if self.pending:
            yield _Block([f"[{number}] {one}" for one, number in self.pending.items()])
            self.pending.clear()


def plain_text(root: Element) -> str:
    """Return the text of a page, with lines of at most WIDTH characters, in the order of the page."""
    body = next(root.iter("body"))
    notes = _Notes()
    made: list[str] = []
    blocks = [*_blocks(body, WIDTH, notes), *notes.listed()]
    for number, block in enumerate(blocks):
        space = 0 if number and blocks[number - 1].leads else block.space
        made += [""] * (space if number else 0)
        made += block.lines
    return "\n".join(line.rstrip() for line in made) + "\n"


def _blocks(element: Element, width: int, notes: _Notes) -> Iterator[_Block]:
    """Yield the blocks of an element; text between blocks is one of its own."""
    inline = Element("p")
    inline.text = element.text
    for child in element:
        if not isinstance(child.tag, str):
            inline.append(_comment(child))
        elif child.tag in BLOCKS:
            yield from _paragraph(inline, width, notes)
            yield from _block(child, width, notes)
            inline = Element("p")
            inline.text = child.tail
        else:
            inline.append(child)
    yield from _paragraph(inline, width, notes)


def _comment(child: Element) -> Element:
    """Return the text after a comment as an element."""
    empty = Element("span")
    empty.tail = child.tail
    return empty


def _block(element: Element, width: int, notes: _Notes) -> Iterator[_Block]:
    names = classes(element)
    if _HIDDEN & set(names):
        return
    prefix = next((_PREFIXES[one] for one in names if one in _PREFIXES), "")
    if element.tag == "blockquote" and not prefix:
        prefix = "> "
    if element.tag == "dd":
        prefix = "    "
    if prefix:
        yield _indented(_blocks(element, width - len(prefix), notes), prefix, prefix)
    elif element.tag in ("ul", "ol"):
        yield from _list(element, width, notes)
    elif element.tag == "table":
        yield from _data(element, width, notes)
    elif element.tag == "hr":
        yield _Block(["* * *"])
    elif element.tag == "pre":
        yield _Block(_inline(element, notes, keep=True).strip("\n").split("\n"))
    elif any(isinstance(child.tag, str) and child.tag in BLOCKS for child in element):
        yield from _blocks(element, width, notes)
    else:
        yield from _paragraph(element, width, notes)
    if element.tag in ("article", "section"):
        yield from notes.listed()


def _paragraph(element: Element, width: int, notes: _Notes) -> Iterator[_Block]:
    """Yield the lines of an element without blocks in it; a heading is underlined."""
    names = set(classes(element))
    links = _only_links(element) if element.tag not in HEADINGS else []
    if links:
        lines = [line for link in links for line in _link_lines(link, width)]
    else:
        lines = _wrapped(_inline(element, notes), width)
    if not any(lines):
        return
    if element.tag in _UNDERLINES:
        lines.append(_UNDERLINES[element.tag] * min(max(map(len, lines)), width))
    follows = element.tag == "figcaption" or names & _FOLLOWS
    space = 2 if element.tag == "h2" else 0 if follows else 1
    yield _Block(lines, space, leads=bool(names & _LEADS) or element.tag == "dt")


def _wrapped(text: str, width: int) -> list[str]:
    """Return a text as lines of at most `width` columns; its line feeds stay."""
    return [line for part in text.split("\n") for line in _filled(part, max(width, 20))]


def _filled(text: str, width: int) -> list[str]:
    if not _WIDE.search(text):
        return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    lines = [""]
    for piece in re.findall(rf"{_WIDE.pattern}{_CLOSING}*|[^\s{_WIDE_RANGES}]+|\s+", text):
        if lines[-1] and _columns(lines[-1] + piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line.rstrip() for line in lines if line.strip()]


def _columns(text: str) -> int:
    """Return the width of a text in columns: East Asian characters take two (UAX #11)."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def _inline(element: Element, notes: _Notes, *, keep: bool = False) -> str:
    """Return the text of an element in one line for each `br`; `keep` keeps all white space."""
    text = "".join(_pieces(element, notes))
    if keep:
        return text
    text = re.sub(r"[ \t\r\n\f\u2002]+", " ", text)
    return "\n".join(part.strip() for part in text.split("\v"))


def _pieces(element: Element, notes: _Notes) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            yield from _piece(child, notes)
        yield child.tail or ""


def _piece(child: Element, notes: _Notes) -> Iterator[str]:
    mark = _EMPHASIS.get(child.tag, "")
    if child.tag == "br":
        yield "\v"
    elif child.tag == "img":
        yield f"[{child.get('alt')}]" if child.get("alt") else ""
    elif child.tag in _RAISED:
        yield "".join(_pieces(child, notes)).translate(_RAISED[child.tag])
    elif mark and text_of(child):
        inner = "".join(_pieces(child, notes))
        lead = len(inner) - len(inner.lstrip())
        yield f"{inner[:lead]}{mark}{inner.strip()}{mark}{inner[len(inner.rstrip()) :]}"
    else:
        yield from _pieces(child, notes)
        yield ":" if "label" in classes(child) and text_of(child)[-1:].isalpha() else ""
    if child.tag == "a" and _shows_address(child):
        yield f" {notes.mark(_bare(child))}"


def _address(link: Element) -> str:
    return str(link.get("href", ""))


def _bare(link: Element) -> str:
    """Return the address of a link as people write it: without `mailto:` or `tel:`."""
    return re.sub(r"^(?:mailto|tel):", "", _address(link))


def _shows_address(link: Element) -> bool:
    """Return whether a link's address must be added to its words: it leads out of the page, and is not in them."""
    address = _address(link)
    return bool(address) and not address.startswith("#") and not _says_address(link)


def _says_address(link: Element) -> bool:
    plain = re.sub(r"^https?://|/$", "", _address(link))
    return text_of(link) in (_address(link), _bare(link), plain)


def _only_links(element: Element) -> list[Element]:
    """Return the links of an element that holds nothing else, unless the words of all are their addresses."""
    links = [child for child in element if child.tag == "a"]
    outside = [element.text, *(child.tail for child in element)]
    if len(links) != len(element) or any((text or "").strip(" \n\t→←·|") for text in outside):
        return []
    return links if any(map(_shows_address, links)) else []


def _link_lines(link: Element, width: int) -> list[str]:
    words = text_of(link) or " ".join(one.get("alt", "") for one in link.iter("img"))
    if not _shows_address(link):
        return _wrapped(words, width)
    address = _bare(link)
    line = f"{words}: {address}"
    if len(line) <= width:
        return [line]
    return [*_wrapped(f"{words}:", width), address]


def _list(element: Element, width: int, notes: _Notes) -> Iterator[_Block]:
    """Yield the items of a list as one block."""
    start = int(element.get("start", "1")) if element.tag == "ol" else 0
    numbered = element.tag == "ol" and not element.get("class") and not _in_contents(element)
    lines: list[str] = []
    for number, item in enumerate(element.findall("li"), start):
        mark = f"{number}. " if numbered else "- "
        inner = _blocks(item, width - len(mark), notes)
        lines += _indented(inner, mark, " " * len(mark)).lines
    if lines:
        yield _Block(lines)


def _in_contents(element: Element) -> bool:
    """Return whether a list is one of links to places of the page."""
    links = list(element.iter("a"))
    return bool(links) and all(_address(link).startswith("#") for link in links)


def _indented(blocks: Iterator[_Block], first: str, others: str) -> _Block:
    """Return blocks as one, with a text before the first line and one before the others."""
    lines: list[str] = []
    for number, block in enumerate(blocks):
        lines += [""] * (block.space if number and others.strip() else 0)
        lines += block.lines
    return _Block([f"{others if number else first}{line}" for number, line in enumerate(lines)])


def _data(table: Element, width: int, notes: _Notes) -> Iterator[_Block]:
    """Yield a table of data: in columns if they fit, else row by row with the heads of the columns."""
    caption = table.find("caption")
    if caption is not None:
        yield from _paragraph(caption, width, notes)
    rows = [
        [_inline(cell, notes).replace("\n", " ") for cell in row if cell.tag in ("th", "td")]
        for row in table.iter("tr")
    ]
    count = max(map(len, rows), default=0)
    rows = [[*row, *[""] * (count - len(row))] for row in rows]
    widths = [max(len(row[column]) for row in rows) for column in range(count)]
    if sum(widths) + 2 * (count - 1) <= width:
        lines = [
            "  ".join(cell.ljust(size) for cell, size in zip(row, widths, strict=True))
            for row in rows
        ]
        if table.find("thead") is not None:
            lines.insert(1, "  ".join("-" * size for size in widths))
        yield _Block(lines)
        return
    head = rows[0] if table.find("thead") is not None else [""] * count
    if any(head):
        yield _Block(_wrapped(" | ".join(filter(None, head)), width))
    for row in rows[1:] if any(head) else rows:
        yield _Block(_wrapped(_named(head, row), width))


def _named(head: Sequence[str], row: Sequence[str]) -> str:
    """Return the cells of a row with the heads of their columns."""
    pairs = zip(head, row, strict=True)
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in pairs if cell)
