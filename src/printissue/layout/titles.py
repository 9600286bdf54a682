"""Titles: names that are too wide for their line are set smaller, measured with their real font on a trial.

A template marks a block of text with `data-fit`: it is set in one line, down to a size that is still legible as a
title, and else in several lines that break between words. It marks a picture with `data-shrink` that is to leave
room for what stands below it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from printissue.layout.engine import Box, Page, ParsedHtml, Session, logged
from printissue.layout.fit.spacing import PT
from printissue.layout.pages import Correction, LayoutInput, element_names, read_stylesheets

LEGIBLE = 20.0
"""The least size in pt of a title in one line, where it can break between words."""
LEAST = 9.0
"""The least size in pt of a title that is a single word."""
MOST_LINES = 5
"""Lines that a title may have."""
SPARE = 0.995
"""The part of the line that a title takes: sizes are rounded, and kerning differs by size."""
WIDTH_STEP = 0.1
"""How exactly (px) the width of a title's lines is found."""
LOWEST = 30 * 96 / 25.4
"""The least height in px of a picture that leaves room for what is below it."""

_ONE_LINE = "white-space: nowrap !important; overflow-wrap: normal !important"
_WORDS = "white-space: pre !important; overflow-wrap: normal !important"


def fit_titles(layout_input: LayoutInput) -> dict[str, Correction]:
    """Return the corrections that fit titles into their lines, by element; call `load` first."""
    session = Session(layout_input.files)
    with logged():
        source = session.parse(layout_input.html)
        root = source.root
        fits = [one for one in root.iter() if "data-fit" in one.attrib]
        shrinks = [one for one in root.iter() if "data-shrink" in one.attrib]
        if not (fits or shrinks):
            return {}
        sheets, findings = read_stylesheets(layout_input, session)
        if findings:
            return {}
        names = {id(one): name for name, one in element_names(root, "", Counter())}
        _clear(root)
        trial = _Trial(source, sheets)
        found = {names[key]: Correction(css) for key, css in trial.fitted(fits).items()}
        found |= {names[key]: Correction(css) for key, css in trial.shrunk(shrinks).items()}
    return found


def _clear(root: Element) -> None:
    """Empty what holds no title, so that the trial is quick."""
    body = next(one for one in root if one.tag == "body")
    for child in body:
        if not any("data-fit" in one.attrib or "data-shrink" in one.attrib for one in child.iter()):
            child[:] = []
            child.text = None
            child.set("style", "display: none")


@dataclass(frozen=True, slots=True)
class _Trial:
    """A document that is laid out again and again; its elements keep what was found for them."""

    source: ParsedHtml
    sheets: Sequence[object]

    def _pages(self) -> Sequence[Page]:
        return self.source.lay_out(self.sheets).pages

    def fitted(self, elements: Sequence[Element]) -> dict[int, str]:
        """Return declarations for the titles that are too wide, by the `id()` of each element."""
        for one in elements:
            _style(one, _ONE_LINE)
        lines = {key: box for key, box in _blocks(self._pages(), elements).items() if _lines(box)}
        wide = [one for one in elements if id(one) in lines and _over(lines[id(one)])]
        texts = [_spread(one) for one in wide]
        words = _word_widths(self._pages(), wide) if wide else {}
        found = {}
        for element, restore in zip(wide, texts, strict=True):
            _put_back(restore)
            found[id(element)] = _size(lines[id(element)], words.get(id(element), []))
        for one in elements:
            _style(one, found.get(id(one), ""))
        # margins in em are smaller too, and with them the room
        for key, box in (_blocks(self._pages(), wide) if wide else {}).items():
            if _over(box):
                widest = max(map(_width, _lines(box)))
                size = box.font_size * box.width * SPARE / widest
                found[key] += f"; font-size: {max(size / PT, LEAST):.2f}pt"
        for one in wide:
            _style(one, found[id(one)])
        return found

    def shrunk(self, elements: Sequence[Element]) -> dict[int, str]:
        """Return declarations for pictures that stand in the way of what is below them."""
        if not elements:
            return {}
        pages = self._pages()
        found = {}
        for element in elements:
            picture = next((box for box in _boxes(pages[0].box) if box.element is element), None)
            if picture is None:
                continue
            low = _hidden(pages, picture)
            if low > 0.5:
                height = max(LOWEST, picture.height - low)
                found[id(element)] = f"max-height: {height / PT:.2f}pt"
        return found


def _style(element: Element, css: str) -> None:
    """Set the declarations that a trial adds to an element, in place of those that it added before."""
    given = element.get("data-style", element.get("style", ""))
    element.set("data-style", given)
    element.set("style", "; ".join(one for one in (given, css) if one))


def _spread(element: Element) -> list[tuple[Element, str, str]]:
    """Set each word of a title in a line of its own; return the texts as they were."""
    kept = []
    for node in element.iter():
        for name in ("text", "tail") if node is not element else ("text",):
            if text := getattr(node, name):
                kept.append((node, name, text))
                setattr(node, name, "\n".join(text.split()) if text.strip() else "\n")
    _style(element, _WORDS)
    return kept


def _put_back(kept: Sequence[tuple[Element, str, str]]) -> None:
    for node, name, text in kept:
        setattr(node, name, text)


def _blocks(pages: Sequence[Page], elements: Sequence[Element]) -> dict[int, Box]:
    """Return the first block of each element that holds lines."""
    wanted = {id(one) for one in elements}
    found: dict[int, Box] = {}
    for page in pages:
        for box in _boxes(page.box):
            if id(box.element) in wanted and _lines(box):
                found.setdefault(id(box.element), box)
    return found


def _word_widths(pages: Sequence[Page], elements: Sequence[Element]) -> dict[int, list[float]]:
    """Return the widths of the lines of each element, on however many pages it stands."""
    found: dict[int, list[float]] = {id(one): [] for one in elements}
    for page in pages:
        for box in _boxes(page.box):
            if id(box.element) in found:
                found[id(box.element)] += [width for one in _lines(box) if (width := _width(one))]
    return found


def _boxes(box: Box) -> Iterator[Box]:
    yield box
    for child in box.children:
        yield from _boxes(child)


def _lines(box: Box) -> list[Box]:
    return [one for one in box.children if one.kind == "line"]


def _width(line: Box) -> float:
    """Return the width of the text in a line (px)."""
    texts = [one for one in _boxes(line) if one.kind == "text" and one.text.strip()]
    left = min((one.x for one in texts), default=0.0)
    return max((one.x + one.width for one in texts), default=left) - left


def _over(box: Box) -> bool:
    return max(map(_width, _lines(box))) > box.width


def _size(box: Box, words: Sequence[float]) -> str:
    """Return the declarations that fit a title of so wide words (px) into the width of its block."""
    room = box.width * SPARE
    size = box.font_size
    whole = max(map(_width, _lines(box)))
    space = max(0.0, (whole - sum(words)) / (len(words) - 1)) if len(words) > 1 else 0.0
    one = size * room / whole
    if one >= LEGIBLE * PT or len(words) < 2:
        return f"font-size: {max(one, LEAST * PT) / PT:.2f}pt; " + (
            "white-space: nowrap" if one >= LEAST * PT else "overflow-wrap: anywhere"
        )
    best = one
    for lines in range(2, min(MOST_LINES, len(words)) + 1):
        best = max(best, min(size, size * room / _widest(words, space, lines)))
        if best >= LEGIBLE * PT:
            break
    return (
        f"font-size: {max(best, LEAST * PT) / PT:.2f}pt; line-height: 1.05; overflow-wrap: normal"
    )


def _widest(words: Sequence[float], space: float, lines: int) -> float:
    """Return the width of the longest line where words stand in so many lines as well as they can."""
    least, most = max(words), sum(words) + space * (len(words) - 1)
    while most - least > WIDTH_STEP:
        middle = (least + most) / 2
        least, most = (least, middle) if _count(words, space, middle) <= lines else (middle, most)
    return most


def _count(words: Sequence[float], space: float, room: float) -> int:
    """Return the number of lines that words fill, each as full as it can be."""
    lines, used = 1, -space
    for word in words:
        used += space + word
        if used > room:
            lines, used = lines + 1, word
    return lines


def _hidden(pages: Sequence[Page], picture: Box) -> float:
    """Return by how much (px) a picture is too high: what stands over its foot, or on a second page below it."""
    end = picture.y + picture.margin_height
    over = max((end - box.border_y for box in covering_boxes(pages[0], picture)), default=0.0)
    section = next((one for one in _sections(pages[0]) if picture in _boxes(one)), None)
    element = section.element if section is not None else None
    more = [one for page in pages[1:2] for one in _boxes(page.box) if one.element is element]
    return max(over, *(one.margin_height for one in more), 0.0)


def _sections(page: Page) -> Iterator[Box]:
    """Yield the outermost blocks of the body on a page."""
    for box in _boxes(page.box):
        if box.tag == "body":
            yield from box.children


def covering_boxes(page: Page, picture: Box) -> Iterator[Box]:
    """Yield the absolutely positioned boxes with a background that cover the whole width of a picture's foot."""
    left, right = picture.x, picture.x + picture.margin_width
    trim = page.box.margin_width
    for box in _boxes(page.box):
        if not box.is_absolute or not box.has_background:
            continue
        start, end = box.border_x, box.border_x + box.border_width
        wide = start <= max(0.0, left) + 1 and end >= min(trim, right) - 1
        if wide and picture.y < box.border_y < picture.y + picture.margin_height:
            yield box


def merge_corrections(
    titles: Mapping[str, Correction], then: Mapping[str, Correction]
) -> dict[str, Correction]:
    """Return the corrections of titles with all others."""
    none = Correction()
    return {
        name: titles.get(name, none) + then.get(name, none)
        for name in dict.fromkeys([*titles, *then])
    }
