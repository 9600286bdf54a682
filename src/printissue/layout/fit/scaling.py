"""Scaling: the sizes, lines and spaces of a set issue, changed by factors.

Sheets give their measures as they like; what counts is what an element came to in a layout. What is inherited is
declared once, where it begins.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from printissue.layout.engine import Box, Page
from printissue.layout.fit.spacing import PT

SPACES = ("margin-top", "margin-bottom", "padding-top", "padding-bottom")
"""What the factor of the gaps changes."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Factors of type sizes, of lines, and of the spaces above and below."""

    size: float = 1.0
    leading: float = 1.0
    gaps: float = 1.0


PLAIN = Scale()
"""Everything as the sheets have it."""


def scaled(pages: Iterable[Page], scale: Scale) -> dict[int, str]:
    """Give the declarations that scale the stories of a layout, by the `id()` of each element."""
    if scale == PLAIN:
        return {}
    styles: dict[int, tuple[Element, Box]] = {}
    for page in pages:
        for box, element in _stories(page.box, inside=False):
            styles.setdefault(id(element), (element, box))
    parents = {id(child): id(one) for one, _ in styles.values() for child in one}
    found = {}
    for key, (_, box) in styles.items():
        above = styles.get(parents.get(key, 0))
        said = _declarations(box, above[1] if above else None, scale)
        if said:
            found[key] = "; ".join(said)
    return found


def _declarations(box: Box, above: Box | None, scale: Scale) -> list[str]:
    """Scale what an element does not take from the one above it, the first of all always."""
    said = []
    if above is None or box.font_size != above.font_size:
        said.append(f"font-size: {box.font_size * scale.size / PT:.4f}pt")
    line = box.line_height
    if above is None or line != above.line_height:
        if line.unit == "px":
            said.append(f"line-height: {line.value * scale.leading / PT:.4f}pt")
        elif line.unit == "factor":  # of the size, which is scaled already
            said.append(f"line-height: {line.value * scale.leading / scale.size:.4f}")
    if scale.gaps == 1:
        return said
    for name in SPACES:
        length = box.length(name)
        if length > 0:
            said.append(f"{name}: {length * scale.gaps / PT:.4f}pt")
    return said


def _stories(box: Box, *, inside: bool) -> Iterator[tuple[Box, Element]]:
    """Yield the boxes of `main`, and those inside it, that belong to an element, with the element."""
    element = box.element
    inside = inside or box.tag == "main"
    if inside and element is not None and box.tag == element.tag:
        yield box, element
    for child in box.children:
        yield from _stories(child, inside=inside)
