"""The normalization of the structure tree: from WeasyPrint's elements, one for each box, to elements of meaning.

The fragments of an HTML element are joined, boxes without meaning are replaced by their content, bare text gets a
paragraph, and headings skip no level.
"""

from collections.abc import Callable, Iterator, Mapping

from printissue.editions.tagged.elements import (
    GROUPING,
    HEADINGS,
    ContentId,
    Element,
    Kid,
    LinkAnnotation,
    is_inline,
    is_pictures,
    is_text,
)
from printissue.editions.tagged.links import (
    describe_links,
    drop_void_links,
    merge_links,
)
from printissue.editions.tagged.lists import normalize_lists
from printissue.editions.tagged.tables import normalize_tables
from printissue.editions.tagged.text import TextPiece

_ROLES = {"code": "Code", "q": "Quote", "figure": "Div"}
_EMPTY_ALLOWED = frozenset({"TD", "TH", "TR"})
_FLAT = frozenset({"Span", "NonStruct", "Div"})


def normalize_tree(
    document: Element,
    *,
    is_painted: Callable[[ContentId], bool],
    text_of: Callable[[ContentId], TextPiece],
) -> None:
    """Turn the tree that is read into the tree that is written.

    `is_painted` returns whether content draws anything, `text_of` the text that it shows.
    """
    document.kids = _join_fragments(document.kids, {})
    _apply_hints(document, document.lang)
    drop_void_links(document, is_painted=is_painted)
    describe_links(document, text_of)
    _drop_decoration(document, is_painted)
    _place_notes(document)
    _flatten(document)
    merge_links(document)
    normalize_lists(document)
    normalize_tables(document)
    _level_headings(document)
    _number_notes(document)


def _join_fragments(kids: list[Kid], seen: dict[str, Element]) -> list[Kid]:
    """Return kids with the later fragments of each element appended to its first one.

    The head and foot of a table are not fragments but repeated: all except the first are dropped.
    """
    kept: list[Kid] = []
    for kid in kids:
        if not isinstance(kid, Element):
            kept.append(kid)
        elif (first := seen.get(kid.hint.part)) is None:
            if kid.hint.part:
                seen[kid.hint.part] = kid
            kid.kids = _join_fragments(kid.kids, seen)
            kept.append(kid)
        elif kid.role not in ("THead", "TFoot"):
            first.kids += _join_fragments(kid.kids, seen)
    return kept


def _apply_hints(parent: Element, language: str) -> None:
    """Apply the layout's hints to all elements in an element; `language` is that of the text around them."""
    for element in parent.kids:
        if not isinstance(element, Element):
            continue
        hint = element.hint
        element.role = hint.role or _ROLES.get(hint.tag, element.role)
        element.lang = "" if hint.lang == language else hint.lang
        element.actual, element.scope, element.block = hint.actual, hint.scope, bool(hint.block)
        element.expansion = hint.expansion
        if hint.inner and element.role != "LBody":
            element.role = "Div"
        elif element.role == "NonStruct" and not element.is_plain():
            element.role = "Div" if element.block else "Span"
        _apply_hints(element, hint.lang or language)


def _drop_decoration(element: Element, is_painted: Callable[[ContentId], bool]) -> None:
    """Drop figures without a description, hidden elements, content that draws nothing, and elements left empty."""
    kept: list[Kid] = []
    for kid in element.kids:
        if isinstance(kid, Element):
            if kid.hint.hidden or (kid.role == "Figure" and not kid.alt):
                continue
            _drop_decoration(kid, is_painted)
            if kid.kids or kid.role in _EMPTY_ALLOWED:
                kept.append(kid)
        elif not isinstance(kid, ContentId) or is_painted(kid):
            kept.append(kid)
    element.kids = kept


def _place_notes(document: Element) -> None:
    """Move each footnote behind the first reference to it, where it is read (ISO 32000-1, 14.8.4.4.1)."""
    notes = {
        f"#{one.hint.note}": one
        for one in document.elements()
        if one.role == "Note" and one.hint.note
    }
    references = [one for one in document.elements() if one.role == "Reference"] if notes else []
    placed = [
        (reference, note)
        for reference in references
        for one in reference.elements()
        for kid in one.kids
        if isinstance(kid, LinkAnnotation) and (note := notes.pop(kid.target, None))
    ]
    moved = {id(note) for _, note in placed}
    if moved:
        _take_out(document, moved, {id(reference): note for reference, note in placed})


def _take_out(element: Element, moved: set[int], after: Mapping[int, Element]) -> None:
    """Take the elements `moved` out of an element, and put those of `after` behind those whose `id()` they name."""
    kids: list[Kid] = []
    for kid in element.kids:
        if id(kid) in moved:
            continue
        kids.append(kid)
        if isinstance(kid, Element):
            _take_out(kid, moved, after)
            if note := after.get(id(kid)):
                kids.append(note)
    element.kids = kids


def _flatten(element: Element) -> None:
    """Replace boxes without meaning by their content, and put paragraphs around bare text."""
    groups = element.role in GROUPING
    element.kids = list(_without_boxes(element.kids, groups=groups))
    for kid in element.kids:
        if isinstance(kid, Element):
            _flatten(kid)
    if groups:
        _add_paragraphs(element)


def _without_boxes(kids: list[Kid], *, groups: bool) -> Iterator[Kid]:
    """Yield kids, boxes replaced by their own kids; in a grouping element, a block of text becomes a paragraph."""
    for kid in kids:
        if not isinstance(kid, Element) or kid.role not in _FLAT or _is_captioned(kid):
            yield kid
        elif groups and not is_inline(kid) and is_text(kid) and not is_pictures(kid):
            kid.role = "P"
            yield kid
        elif kid.is_plain():
            yield from _without_boxes(_as_blocks(kid) if groups else kid.kids, groups=groups)
        else:
            yield kid


def _as_blocks(box: Element) -> list[Kid]:
    """Return the kids of a box; if they are figures in a block, they become blocks themselves."""
    if not is_inline(box) and is_pictures(box):
        for kid in box.kids:
            if isinstance(kid, Element):
                kid.block = True
    return box.kids


def _is_captioned(element: Element) -> bool:
    return any(isinstance(kid, Element) and kid.role == "Caption" for kid in element.kids)


def _add_paragraphs(element: Element) -> None:
    """Put each sequence of inline kids of a grouping element into a paragraph, unless they are all figures."""
    kids: list[Kid] = []
    paragraph: Element | None = None
    for kid in element.kids:
        if not is_inline(kid):
            paragraph = None
            kids.append(kid)
        elif paragraph is None:
            paragraph = Element("P", kid.page, [kid])
            kids.append(paragraph)
        else:
            paragraph.kids.append(kid)
    element.kids = [
        one
        for kid in kids
        for one in (
            kid.kids if isinstance(kid, Element) and kid.role == "P" and is_pictures(kid) else [kid]
        )
    ]


def _level_headings(document: Element) -> None:
    """Renumber headings so that no level is skipped (ISO 14289-1, 7.4.2)."""
    above: list[int] = []
    for element in document.elements():
        if element.role in HEADINGS:
            level = int(element.role[1])
            while above and above[-1] >= level:
                above.pop()
            above.append(level)
            element.role = f"H{len(above)}"


def _number_notes(document: Element) -> None:
    """Set the ID that each note must have (ISO 14289-1, 7.9), and make its link back to the reference its label."""
    notes = [element for element in document.elements() if element.role == "Note"]
    for number, note in enumerate(notes, start=1):
        note.id = f"note-{number}"
        first = note.kids[0]
        if isinstance(first, Element) and first.role == "Link" and _leads_inside(first):
            note.kids[0] = Element("Lbl", first.page, [first])


def _leads_inside(link: Element) -> bool:
    """Return whether a link leads to a place in the document."""
    return any(isinstance(kid, LinkAnnotation) and kid.target.startswith("#") for kid in link.kids)
