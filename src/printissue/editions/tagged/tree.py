"""From a tree of boxes to a tree of meaning.

WeasyPrint writes an element for each box. Here fragments of one HTML element become one again, boxes that mean nothing
give way to what they hold, bare text gets its paragraph, headings skip no level.
"""

from collections.abc import Callable, Iterator

from printissue.editions.tagged.elements import (
    GROUPING,
    HEADINGS,
    Content,
    Element,
    Kid,
    is_inline,
    is_pictures,
    is_text,
)
from printissue.editions.tagged.glyphs import Said
from printissue.editions.tagged.links import (
    describe_links,
    drop_void_links,
    settle_links,
)
from printissue.editions.tagged.lists import mend_lists
from printissue.editions.tagged.tables import mend_tables

_ROLES = {"code": "Code", "q": "Quote", "figure": "Div"}
_EMPTY_ALLOWED = frozenset({"TD", "TH", "TR"})
_FLAT = frozenset({"Span", "NonStruct", "Div"})


def mend(
    document: Element, *, paints: Callable[[Content], bool], says: Callable[[Content], Said]
) -> None:
    """Turn the tree that was read into the tree that is written.

    `paints` tells whether content draws anything, `says` what text it shows.
    """
    document.kids = _joined(document.kids, {})
    _apply_marks(document, document.lang)
    drop_void_links(document, paints=paints)
    describe_links(document, says)
    _drop_decoration(document, paints)
    _flatten(document)
    settle_links(document)
    mend_lists(document)
    mend_tables(document)
    _level_headings(document)
    _name_notes(document)


def _joined(kids: list[Kid], seen: dict[str, Element]) -> list[Kid]:
    """Give the kids with each fragment of a divided element moved to the end of its first fragment.

    The head and foot of a table are repeated, not divided: every one but the first is dropped.
    """
    kept: list[Kid] = []
    for kid in kids:
        if not isinstance(kid, Element):
            kept.append(kid)
        elif (first := seen.get(kid.mark.part)) is None:
            if kid.mark.part:
                seen[kid.mark.part] = kid
            kid.kids = _joined(kid.kids, seen)
            kept.append(kid)
        elif kid.role not in ("THead", "TFoot"):
            first.kids += _joined(kid.kids, seen)
    return kept


def _apply_marks(parent: Element, language: str) -> None:
    """Give all below an element what the press knew of it; `language` is what the text around it is in."""
    for element in parent.kids:
        if not isinstance(element, Element):
            continue
        mark = element.mark
        element.role = mark.role or _ROLES.get(mark.tag, element.role)
        element.lang = "" if mark.lang == language else mark.lang
        element.actual, element.scope, element.block = mark.actual, mark.scope, bool(mark.block)
        element.expansion = mark.expansion
        if mark.inner and element.role != "LBody":
            element.role = "Div"
        elif element.role == "NonStruct" and not element.is_plain():
            element.role = "Div" if element.block else "Span"
        _apply_marks(element, mark.lang or language)


def _drop_decoration(element: Element, paints: Callable[[Content], bool]) -> None:
    """Drop pictures without a description, hidden parts, content that draws nothing, and what is empty then."""
    kept: list[Kid] = []
    for kid in element.kids:
        if isinstance(kid, Element):
            if kid.mark.hidden or (kid.role == "Figure" and not kid.alt):
                continue
            _drop_decoration(kid, paints)
            if kid.kids or kid.role in _EMPTY_ALLOWED:
                kept.append(kid)
        elif not isinstance(kid, Content) or paints(kid):
            kept.append(kid)
    element.kids = kept


def _flatten(element: Element) -> None:
    """Let boxes without meaning give way to what they hold, and put paragraphs around bare text."""
    groups = element.role in GROUPING
    element.kids = list(_unboxed(element.kids, groups=groups))
    for kid in element.kids:
        if isinstance(kid, Element):
            _flatten(kid)
    if groups:
        _paragraphs(element)


def _unboxed(kids: list[Kid], *, groups: bool) -> Iterator[Kid]:
    """Yield kids, those of boxes in the place of the boxes. In a group, a block of text becomes a paragraph."""
    for kid in kids:
        if not isinstance(kid, Element) or kid.role not in _FLAT or _is_captioned(kid):
            yield kid
        elif groups and not is_inline(kid) and is_text(kid) and not is_pictures(kid):
            kid.role = "P"
            yield kid
        elif kid.is_plain():
            yield from _unboxed(_standing(kid) if groups else kid.kids, groups=groups)
        else:
            yield kid


def _standing(box: Element) -> list[Kid]:
    """Give the kids of a box; where they are pictures, each stands on lines of its own as the box does."""
    if not is_inline(box) and is_pictures(box):
        for kid in box.kids:
            if isinstance(kid, Element):
                kid.block = True
    return box.kids


def _is_captioned(element: Element) -> bool:
    return any(isinstance(kid, Element) and kid.role == "Caption" for kid in element.kids)


def _paragraphs(element: Element) -> None:
    """Put each run of bare text of a grouping element into a paragraph."""
    kids: list[Kid] = []
    run: Element | None = None
    for kid in element.kids:
        if not is_inline(kid):
            run = None
            kids.append(kid)
        elif run is None:
            run = Element("P", kid.page, [kid])
            kids.append(run)
        else:
            run.kids.append(kid)
    element.kids = [
        one
        for kid in kids
        for one in (
            kid.kids if isinstance(kid, Element) and kid.role == "P" and is_pictures(kid) else [kid]
        )
    ]


def _level_headings(document: Element) -> None:
    """Let no heading be more than one level below the one before it (ISO 14289-1, 7.4.2)."""
    above: list[int] = []
    for element in document.elements():
        if element.role in HEADINGS:
            level = int(element.role[1])
            while above and above[-1] >= level:
                above.pop()
            above.append(level)
            element.role = f"H{len(above)}"


def _name_notes(document: Element) -> None:
    """Give each note the ID that it must have (ISO 14289-1, 7.9)."""
    notes = [element for element in document.elements() if element.role == "Note"]
    for number, note in enumerate(notes, start=1):
        note.ident = f"note-{number}"
