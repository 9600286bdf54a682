"""Page starts: the place in the HTML at which each page begins, for editions of the same text that have no pages."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree.ElementTree import Element

from printissue.layout.engine import Box, Session
from printissue.layout.pages import Layout, element_names
from printissue.model.page_starts import PageStart, counts, letters_of

TEXT_LENGTH = 40
"""The number of letters of `PageStart.text`."""

_OWN_TEXT = ("", "first-letter", "first-line")
"""The pseudo-elements whose text is that of their element, not generated; empty for none."""


def page_starts(layout: Layout, html: str, *, first_folio: int = 1) -> tuple[PageStart, ...]:
    """Return where the pages of a layout begin in its HTML. `load` must have been called.

    The order of the HTML counts: a picture that the layout moved is where the template has it. A page whose content
    all precedes that of an earlier page, or that is not in the HTML (a filler page), has no start.
    """
    text = _Text(Session({}).parse(html).root)
    shown: Counter[str] = Counter()
    starts: list[PageStart] = []
    reached = 0
    for number, page in enumerate(layout.laid_out):
        places = list(_places(page.root, layout.names, text, shown))
        later = [one for one in places if one.first >= reached]
        if later:
            starts.append(text.start(str(first_folio + number), min(later).first))
        reached = max([reached, *(one.last for one in places)])
    return tuple(starts)


class _Place(NamedTuple):
    """A stretch of the text: the numbers of its first letter and of the one after its last."""

    first: int
    last: int


def _places(
    box: Box, names: Mapping[int, str], text: "_Text", shown: Counter[str]
) -> Iterator[_Place]:
    """Yield the places in the text that a box shows. `shown` counts the letters of each element on the pages so far."""
    pseudo = box.tag.partition("::")[2]
    if pseudo not in _OWN_TEXT:
        return
    element = box.element
    name = names.get(id(element), "") if element is not None else ""
    if box.kind == "text" and (count := len(letters_of(box.text))):
        if place := text.place(name, shown[name], count):
            yield place
        shown[name] += count
    elif box.kind == "picture" and name in text.begins:
        yield _Place(text.begins[name], text.begins[name])
    for child in box.children:
        yield from _places(child, names, text, shown)


@dataclass(slots=True)
class _Text:
    """The letters of a page of HTML in order; elements have the names that `element_names` gives them.

    `begins` are the numbers of letters before each element. `own` are the numbers of an element's own letters, without
    those of elements in it. `anchors` are the first letters of stretches of text, with the id that each is in.
    """

    root: Element
    letters: str = ""
    begins: dict[str, int] = field(default_factory=dict)
    own: dict[str, list[int]] = field(default_factory=dict)
    anchors: list[tuple[int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        names = {id(one): name for name, one in element_names(self.root, "", Counter())}
        pieces: list[str] = []
        self._read(self.root, names, pieces, anchor="", before=0)
        self.letters = "".join(pieces)

    def _read(
        self,
        element: Element,
        names: Mapping[int, str],
        pieces: list[str],
        *,
        anchor: str,
        before: int,
    ) -> int:
        """Read an element after `before` letters, and return the number of letters up to its end."""
        name = names[id(element)]
        self.begins[name] = before
        own = self.own.setdefault(name, [])
        anchor = element.get("id", anchor)
        for text, child in ((element.text, None), *((child.tail, child) for child in element)):
            if child is not None:
                before = self._read(child, names, pieces, anchor=anchor, before=before)
            letters = letters_of(text or "")
            if not letters or not counts(element):
                continue
            self.anchors.append((before, anchor))
            pieces.append(letters)
            own.extend(range(before, before + len(letters)))
            before += len(letters)
        return before

    def place(self, name: str, first: int, count: int) -> _Place | None:
        """Return the place of an element's own letters from `first` on; None beyond its end, as for repeated heads."""
        own = self.own.get(name, [])[first : first + count]
        return _Place(own[0], own[-1] + 1) if own else None

    def start(self, folio: str, number: int) -> PageStart:
        """Return the start of a page at a letter."""
        at = max(bisect_right(self.anchors, number, key=lambda one: one[0]) - 1, 0)
        anchor = self.anchors[at][1] if self.anchors else ""
        begin = self._begin_of(anchor)
        return PageStart(folio, anchor, number - begin, self.letters[number : number + TEXT_LENGTH])

    def _begin_of(self, anchor: str) -> int:
        """Return the number of letters before the element with an id: it is the first of those named after it."""
        return self.begins.get(f"{anchor} 1", 0)
