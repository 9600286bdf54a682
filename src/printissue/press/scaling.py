"""Scaling: the sizes, lines and spaces of a set issue, changed by factors.

Sheets give their measures as they like; what counts is what an element came to in a layout. What is inherited is
declared once, where it begins.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from printissue.press.spacing import PT

SPACES = ("margin_top", "margin_bottom", "padding_top", "padding_bottom")
"""What the factor of the gaps changes."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Factors of type sizes, of lines, and of the spaces above and below."""

    size: float = 1.0
    leading: float = 1.0
    gaps: float = 1.0


PLAIN = Scale()
"""Everything as the sheets have it."""


def scaled(pages: Iterable[Any], scale: Scale) -> dict[int, str]:
    """Give the declarations that scale the stories of a layout, by the `id()` of each element."""
    if scale == PLAIN:
        return {}
    styles: dict[int, tuple[Element, Any]] = {}
    for page in pages:
        for box in _stories(page._page_box, inside=False):
            styles.setdefault(id(box.element), (box.element, box.style))
    parents = {id(child): id(one) for one, _ in styles.values() for child in one}
    found = {}
    for key, (_, style) in styles.items():
        above = styles.get(parents.get(key, 0))
        said = _declarations(style, above[1] if above else None, scale)
        if said:
            found[key] = "; ".join(said)
    return found


def _declarations(style: Any, above: Any, scale: Scale) -> list[str]:  # noqa: ANN401
    """Scale what an element does not take from the one above it, the first of all always."""
    said = []
    if above is None or style["font_size"] != above["font_size"]:
        said.append(f"font-size: {style['font_size'] * scale.size / PT:.4f}pt")
    line = style["line_height"]
    if above is None or line != above["line_height"]:
        if getattr(line, "unit", "") == "px":
            said.append(f"line-height: {line.value * scale.leading / PT:.4f}pt")
        elif isinstance(line, (int, float)):  # of the size, which is scaled already
            said.append(f"line-height: {line * scale.leading / scale.size:.4f}")
    if scale.gaps == 1:
        return said
    for name in SPACES:
        value = style[name]
        if getattr(value, "unit", "") == "px" and value.value > 0:
            said.append(f"{name.replace('_', '-')}: {value.value * scale.gaps / PT:.4f}pt")
    return said


def _stories(box: Any, *, inside: bool) -> Iterator[Any]:  # noqa: ANN401 - a box of the layout engine
    """Give the boxes of `main` and in it that are an element's own."""
    box = getattr(box, "_box", box)
    element = getattr(box, "element", None)
    inside = inside or getattr(box, "element_tag", None) == "main"
    if inside and element is not None and box.element_tag == element.tag:
        yield box
    for child in getattr(box, "children", ()):
        yield from _stories(child, inside=inside)
