"""Lists as PDF wants them: L holds LI, LI holds a label and a body, a nested list is in the body of its item."""

from collections.abc import Iterator

from printissue.editions.tagged.elements import Element, Kid

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
"""CSS counter styles that ListNumbering (ISO 32000-1, table 347) has a name for."""


def mend_lists(document: Element) -> None:
    """Put all lists in order."""
    for element in list(document.elements()):
        if element.role == "L":
            element.numbering = _NUMBERING.get(element.mark.numbering, "")
            _into_items(element)
            _define(element)
            for item in element.kids:
                if isinstance(item, Element) and item.role == "LI":
                    _into_body(item)


def _into_items(listing: Element) -> None:
    """Move what is not an item into the item before it: WeasyPrint hangs nested lists beside their item."""
    items: list[Kid] = []
    for kid in listing.kids:
        if isinstance(kid, Element) and kid.role in ("LI", "Caption"):
            items.append(kid)
        elif items and isinstance(last := items[-1], Element) and last.role == "LI":
            last.kids.append(kid)
        else:
            items.append(Element("LI", listing.page, [kid]))
    listing.kids = items


def _define(listing: Element) -> None:
    """Make each term of a definition list the label of the item whose body its definitions are."""
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
    return any(isinstance(kid, Element) and kid.mark.tag == tag for kid in item.kids)


def _into_body(item: Element) -> None:
    """Leave at most one label and one body in an item; what has no place yet goes into the body."""
    label = Element("Lbl", item.page)
    body = Element("LBody", item.page)
    for kid in _parts(item.kids, "LBody"):  # a label inside is a marker that stands in the text
        (label if isinstance(kid, Element) and kid.role == "Lbl" else body).kids.append(kid)
    label.kids = list(_parts(label.kids, "Lbl"))
    item.kids = [part for part in (label, body) if part.kids]


def _parts(kids: list[Kid], role: str) -> Iterator[Kid]:
    """Yield kids, those of `role` replaced by what they hold."""
    for kid in kids:
        if isinstance(kid, Element) and kid.role == role and kid.is_plain():
            yield from _parts(kid.kids, role)
        else:
            yield kid
