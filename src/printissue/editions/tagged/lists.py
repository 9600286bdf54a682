"""Lists (ISO 32000-1, 14.8.4.3.3): L has items with one label and one body, nested lists in the body."""

from collections.abc import Iterator

from printissue.editions.tagged.elements import Element, Kid, is_inline

_NUMBERING = {
    "decimal": "Decimal",
    "decimal-leading-zero": "Decimal",
    "lower-alpha": "LowerAlpha",
    "lower-latin": "LowerAlpha",
    "lower-roman": "LowerRoman",
    "upper-alpha": "UpperAlpha",
    "upper-latin": "UpperAlpha",
    "upper-roman": "UpperRoman",
    "circle": "Circle",
    "disc": "Disc",
    "square": "Square",
}
"""The values of ListNumbering (ISO 32000-1, table 347) by CSS counter style."""


def normalize_lists(document: Element) -> None:
    """Bring all lists into this form."""
    for element in list(document.elements()):
        if element.role == "L":
            element.numbering = _NUMBERING.get(element.hint.numbering, "")
            _group_into_items(element)
            _merge_definitions(element)
            for item in element.kids:
                if isinstance(item, Element) and item.role == "LI":
                    _arrange_item(item)


def _group_into_items(listing: Element) -> None:
    """Move everything that is not an item into the item before it: WeasyPrint puts nested lists beside their item."""
    items: list[Kid] = []
    for kid in listing.kids:
        if isinstance(kid, Element) and kid.role in ("LI", "Caption"):
            items.append(kid)
        elif items and isinstance(last := items[-1], Element) and last.role == "LI":
            last.kids.append(kid)
        else:
            items.append(Element("LI", listing.page, [kid]))
    listing.kids = items


def _merge_definitions(listing: Element) -> None:
    """Merge each term of a definition list with its definitions: as the label and the body of one item."""
    items: list[Kid] = []
    for kid in listing.kids:
        if isinstance(kid, Element) and _holds(kid, "dt"):
            for term in kid.kids:
                if isinstance(term, Element):
                    term.role = "Lbl"
            items.append(kid)
        elif isinstance(kid, Element) and _holds(kid, "dd") and items:
            last = items[-1]
            if isinstance(last, Element):
                last.kids += kid.kids
        else:
            items.append(kid)
    listing.kids = items


def _holds(item: Element, tag: str) -> bool:
    return any(isinstance(kid, Element) and kid.hint.tag == tag for kid in item.kids)


def _arrange_item(item: Element) -> None:
    """Arrange an item as at most one label and one body, which gets everything else."""
    label = Element("Lbl", item.page)
    body = Element("LBody", item.page)
    for kid in _parts(item.kids, "LBody"):  # a label in the body is an inside marker
        (label if isinstance(kid, Element) and kid.role == "Lbl" else body).kids.append(kid)
    label.kids = list(_parts(label.kids, "Lbl"))
    item.kids = [part for part in (label, body) if part.kids]


def _parts(kids: list[Kid], role: str) -> Iterator[Kid]:
    """Yield kids, those of a role replaced by their own kids; one with properties, such as a language, keeps them."""
    for kid in kids:
        if not isinstance(kid, Element) or kid.role != role:
            yield kid
        elif kid.is_plain():
            yield from _parts(kid.kids, role)
        else:
            kid.role = "Span" if all(map(is_inline, kid.kids)) else "Div"
            yield kid
