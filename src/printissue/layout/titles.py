"""Titles: names that are too wide for their line are set smaller, measured in their own font on a trial layout.

A template marks a block of text with `data-fit`: it is set in one line if it stays large enough for a title, or else
in several lines that break between words. A template marks a picture with `data-shrink` if it must leave room for what
is below it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from printissue.layout.engine import Box, Page, ParsedHtml, Session, logged
from printissue.layout.pages import (
    UNBALANCED,
    Correction,
    LayoutInput,
    element_names,
    read_stylesheets,
)
from printissue.layout.spacing import PT

MIN_SIZE_ONE_LINE = 20.0
"""The least size in pt of a title that is kept in one line although it could break between words."""
MIN_SIZE = 9.0
"""The least size in pt of a title that is a single word."""
MAX_LINES = 5
"""The number of lines that a title may have."""
MAX_WIDTH_SHARE = 0.995
"""The share of the line that a title may fill: sizes are rounded, and kerning depends on the size."""
WIDTH_PRECISION = 0.1
"""The precision in px of the width of a title's lines."""
MIN_PICTURE_HEIGHT = 30 * 96 / 25.4
"""The least height in px of a picture that makes room for what is below it: 30 mm."""

_ONE_LINE = "white-space: nowrap !important; overflow-wrap: normal !important"
_WORDS = "white-space: pre !important; overflow-wrap: normal !important"


def fit_titles(layout_input: LayoutInput) -> dict[str, Correction]:
    """Return the corrections that fit titles into their lines, by element. `load` must have been called."""
    session = Session(layout_input.files)
    with logged():
        source = session.parse(layout_input.html)
        root = source.root
        fits = [one for one in root.iter() if "data-fit" in one.attrib]
        shrinks = [one for one in root.iter() if "data-shrink" in one.attrib]
        if not (fits or shrinks):
            return {}
        stylesheets, findings = read_stylesheets(layout_input, session)
        if findings:
            return {}
        names = {id(one): name for name, one in element_names(root, "", Counter())}
        _clear_other_content(root)
        unbalanced = session.stylesheet(UNBALANCED.css, UNBALANCED.name)
        trial = _Trial(source, stylesheets, [*stylesheets, unbalanced])
        found = {names[key]: Correction(css) for key, css in trial.fit(fits).items()}
        found |= {names[key]: Correction(css) for key, css in trial.shrink(shrinks).items()}
    return found


def _clear_other_content(root: Element) -> None:
    """Remove everything without a title or picture to fit, so that the trial is fast."""
    body = next(one for one in root if one.tag == "body")
    for child in body:
        if not any("data-fit" in one.attrib or "data-shrink" in one.attrib for one in child.iter()):
            child[:] = []
            child.text = None
            child.set("style", "display: none")


@dataclass(frozen=True, slots=True)
class _Trial:
    """A document that is laid out several times; its elements keep the style that was found for them.

    The widths of lines are measured without balanced columns (`unbalanced`), which takes less time.
    """

    source: ParsedHtml
    stylesheets: Sequence[object]
    unbalanced: Sequence[object]

    def _pages(self) -> Sequence[Page]:
        return self.source.lay_out(self.unbalanced).pages

    def fit(self, elements: Sequence[Element]) -> dict[int, str]:
        """Return the declarations for titles that are too wide, by the `id()` of each element."""
        for one in elements:
            _set_trial_style(one, _ONE_LINE)
        lines = {
            key: box
            for key, box in _blocks_with_lines(self._pages(), elements).items()
            if _lines(box)
        }
        wide = [one for one in elements if id(one) in lines and _is_too_wide(lines[id(one)])]
        texts = [_one_word_per_line(one) for one in wide]
        words = _word_widths(self._pages(), wide) if wide else {}
        found = {}
        for element, restore in zip(wide, texts, strict=True):
            _restore_text(restore)
            found[id(element)] = _size_declarations(lines[id(element)], words.get(id(element), []))
        for one in elements:
            _set_trial_style(one, found.get(id(one), ""))
        # with the size, margins in em have become smaller, and so the width may have changed
        for key, box in (_blocks_with_lines(self._pages(), wide) if wide else {}).items():
            if _is_too_wide(box):
                widest = max(map(_text_width, _lines(box)))
                size = box.font_size * box.width * MAX_WIDTH_SHARE / widest
                found[key] += f"; font-size: {max(size / PT, MIN_SIZE):.2f}pt"
        for one in wide:
            _set_trial_style(one, found[id(one)])
        return found

    def shrink(self, elements: Sequence[Element]) -> dict[int, str]:
        """Return the declarations for pictures that overlap or push away what is below them."""
        if not elements:
            return {}
        pages = self.source.lay_out(self.stylesheets).pages
        found = {}
        for element in elements:
            picture = next((box for box in _boxes(pages[0].box) if box.element is element), None)
            if picture is None:
                continue
            excess = _excess_height(pages, picture)
            if excess > 0.5:
                height = max(MIN_PICTURE_HEIGHT, picture.height - excess)
                found[id(element)] = f"max-height: {height / PT:.2f}pt"
        return found


def _set_trial_style(element: Element, css: str) -> None:
    """Set the declarations that a trial adds to an element, replacing those that it added before."""
    given = element.get("data-style", element.get("style", ""))
    element.set("data-style", given)
    element.set("style", "; ".join(one for one in (given, css) if one))


def _one_word_per_line(element: Element) -> list[tuple[Element, str, str]]:
    """Set each word of a title in a line of its own, and return the original texts."""
    kept = []
    for node in element.iter():
        for name in ("text", "tail") if node is not element else ("text",):
            if text := getattr(node, name):
                kept.append((node, name, text))
                setattr(node, name, "\n".join(text.split()) if text.strip() else "\n")
    _set_trial_style(element, _WORDS)
    return kept


def _restore_text(kept: Sequence[tuple[Element, str, str]]) -> None:
    for node, name, text in kept:
        setattr(node, name, text)


def _blocks_with_lines(pages: Sequence[Page], elements: Sequence[Element]) -> dict[int, Box]:
    """Return the first block with lines of each element."""
    wanted = {id(one) for one in elements}
    found: dict[int, Box] = {}
    for page in pages:
        for box in _boxes(page.box):
            if id(box.element) in wanted and _lines(box):
                found.setdefault(id(box.element), box)
    return found


def _word_widths(pages: Sequence[Page], elements: Sequence[Element]) -> dict[int, list[float]]:
    """Return the widths of the lines of each element, on all of its pages."""
    found: dict[int, list[float]] = {id(one): [] for one in elements}
    for page in pages:
        for box in _boxes(page.box):
            if id(box.element) in found:
                found[id(box.element)] += [
                    width for one in _lines(box) if (width := _text_width(one))
                ]
    return found


def _boxes(box: Box) -> Iterator[Box]:
    yield box
    for child in box.children:
        yield from _boxes(child)


def _lines(box: Box) -> list[Box]:
    return [one for one in box.children if one.kind == "line"]


def _text_width(line: Box) -> float:
    """Return the width of the text in a line (px)."""
    texts = [one for one in _boxes(line) if one.kind == "text" and one.text.strip()]
    left = min((one.x for one in texts), default=0.0)
    return max((one.x + one.width for one in texts), default=left) - left


def _is_too_wide(box: Box) -> bool:
    return max(map(_text_width, _lines(box))) > box.width


def _size_declarations(box: Box, words: Sequence[float]) -> str:
    """Return the declarations that fit a title into the width of its block; `words` are their widths in px."""
    available = box.width * MAX_WIDTH_SHARE
    size = box.font_size
    whole = max(map(_text_width, _lines(box)))
    space = max(0.0, (whole - sum(words)) / (len(words) - 1)) if len(words) > 1 else 0.0
    one = size * available / whole
    if one >= MIN_SIZE_ONE_LINE * PT or len(words) < 2:
        return f"font-size: {max(one, MIN_SIZE * PT) / PT:.2f}pt; " + (
            "white-space: nowrap" if one >= MIN_SIZE * PT else "overflow-wrap: anywhere"
        )
    best = one
    for lines in range(2, min(MAX_LINES, len(words)) + 1):
        best = max(best, min(size, size * available / _longest_line(words, space, lines)))
        if best >= MIN_SIZE_ONE_LINE * PT:
            break
    return f"font-size: {max(best, MIN_SIZE * PT) / PT:.2f}pt; line-height: 1.05; overflow-wrap: normal"


def _longest_line(words: Sequence[float], space: float, lines: int) -> float:
    """Return the least width in px of the longest line if words are divided into `lines` lines."""
    least, most = max(words), sum(words) + space * (len(words) - 1)
    while most - least > WIDTH_PRECISION:
        middle = (least + most) / 2
        least, most = (
            (least, middle) if _line_count(words, space, middle) <= lines else (middle, most)
        )
    return most


def _line_count(words: Sequence[float], space: float, available: float) -> int:
    """Return the number of lines of words, each line as full as possible."""
    lines, used = 1, -space
    for word in words:
        used += space + word
        if used > available:
            lines, used = lines + 1, word
    return lines


def _excess_height(pages: Sequence[Page], picture: Box) -> float:
    """Return by how much a picture is too high, in px: the height of what overlaps its foot or is on a second page."""
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
    """Yield the absolutely positioned boxes with a background that cover the full width of a picture's foot."""
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
    titles: Mapping[str, Correction], others: Mapping[str, Correction]
) -> dict[str, Correction]:
    """Return the corrections of titles combined with others."""
    none = Correction()
    return {
        name: titles.get(name, none) + others.get(name, none)
        for name in dict.fromkeys([*titles, *others])
    }
