"""Scale the type sizes, lines and spaces of a laid-out issue by factors.

The computed values of a layout are scaled, whatever units a style sheet uses. An inherited value is declared once, on
the element where it begins.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from printissue.layout.engine import Box, Page
from printissue.layout.spacing import PT

SPACES = ("margin-top", "margin-bottom", "padding-top", "padding-bottom")
"""The properties that `Scale.gaps` changes."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Factors of type sizes, of lines, and of the spaces above and below."""

    size: float = 1.0
    leading: float = 1.0
    gaps: float = 1.0


PLAIN = Scale()
"""The scale without changes."""


def scale_declarations(pages: Iterable[Page], scale: Scale) -> dict[int, str]:
    """Return the declarations that scale the stories of a layout, by the `id()` of each element."""
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
        declarations = _declarations(box, above[1] if above else None, scale)
        if declarations:
            found[key] = "; ".join(declarations)
    return found


def _declarations(box: Box, above: Box | None, scale: Scale) -> list[str]:
    """Return scaled declarations of the values that an element does not inherit; of all values for the outermost."""
    declarations = []
    if above is None or box.font_size != above.font_size:
        declarations.append(f"font-size: {box.font_size * scale.size / PT:.4f}pt")
    line = box.line_height
    if above is None or line != above.line_height:
        if line.unit == "px":
            declarations.append(f"line-height: {line.value * scale.leading / PT:.4f}pt")
        elif line.unit == "factor":  # of the size, which is scaled already
            declarations.append(f"line-height: {line.value * scale.leading / scale.size:.4f}")
    if scale.gaps == 1:
        return declarations
    for name in SPACES:
        length = box.length(name)
        if length > 0:
            declarations.append(f"{name}: {length * scale.gaps / PT:.4f}pt")
    return declarations


def _stories(box: Box, *, inside: bool) -> Iterator[tuple[Box, Element]]:
    """Yield each box of `main`, or inside it, that belongs to an element, and the element."""
    element = box.element
    inside = inside or box.tag == "main"
    if inside and element is not None and box.tag == element.tag:
        yield box, element
    for child in box.children:
        yield from _stories(child, inside=inside)
