"""Changes to the composed HTML for browsers: pictures, tables, links to other issues, styles of single elements."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from printissue.assets.elements import (
    Element,
    add_class,
    classes,
    parents,
    replace,
    text_of,
    wrap,
)
from printissue.assets.resources import RESOURCE_ORIGIN, Resources
from printissue.assets.web_pictures import WebPicture, web_picture
from printissue.model.cross_references import cross_reference

_KEPT = ("data-download", "data-downloads")
"""Attributes that `complete` reads; other `data-` attributes are hints for the layout of PDFs or for this package."""

_SIZES = {
    "cover-picture": "100vw",
    "full-bleed": "(min-width: 62em) 52em, 100vw",
    "wide": "(min-width: 62em) 52em, 100vw",
}
"""The width of a picture in its window (`sizes`), by the class of its figure."""

_TEXT_SIZES = "(min-width: 40em) 37em, 100vw"
"""The width of other pictures: that of the text."""


class InlineStyles:
    """The `style` attributes of pages, as classes: a Content-Security-Policy that trusts no page allows none."""

    def __init__(self) -> None:
        self._classes: dict[str, str] = {}

    def move(self, root: Element) -> None:
        """Replace each `style` attribute by a class."""
        for element in root.iter():
            if style := element.attrib.pop("style", ""):
                add_class(element, self._classes.setdefault(style, f"s{len(self._classes) + 1}"))

    def css(self) -> str:
        """Return the rules of all classes."""
        return "".join(f".{name} {{ {style} }}\n" for style, name in self._classes.items())


def place_pictures(
    root: Element, files: Mapping[str, bytes], resources: Resources
) -> dict[str, bytes]:
    """Put the variants of each picture into its place, and return their files.

    The first picture is loaded at once, the others when they come into view.
    """
    made: dict[str, bytes] = {}
    above = parents(root)
    first = True
    for image in list(root.iter("img")):
        name = image.get("src", "").removeprefix(RESOURCE_ORIGIN)
        if name not in files:
            continue
        picture = web_picture(files[name], resources)
        made |= dict(picture.files())
        figure = above.get(image)
        _describe(image, picture, first=first)
        first = False
        if picture.fallback.media_type == "image/svg+xml":
            add_class(image, "drawing")
        if picture.variants:
            replace(root, image, _picture(image, picture, figure))
    return made


def _describe(image: Element, picture: WebPicture, *, first: bool) -> None:
    image.set("src", picture.fallback.name)
    image.set("width", str(picture.width))
    image.set("height", str(picture.height))
    image.set("decoding", "async")
    if first:
        image.set("fetchpriority", "high")
    else:
        image.set("loading", "lazy")


def _picture(image: Element, picture: WebPicture, figure: Element | None) -> Element:
    """Return a `picture` element with the variants of a picture, and its `img` as the fallback."""
    names = classes(figure) if figure is not None else []
    sizes = next((_SIZES[name] for name in names if name in _SIZES), _TEXT_SIZES)
    source = Element(
        "source",
        {
            "type": picture.variants[0].media_type,
            "srcset": ", ".join(f"{one.name} {one.width}w" for one in picture.variants),
            "sizes": sizes,
        },
    )
    element = Element("picture")
    element.append(source)
    copy = Element("img", image.attrib)
    element.append(copy)
    return element


def link_issues(root: Element) -> None:
    """Lead links to stories of other issues to the web editions of those issues."""
    for link in root.iter("a"):
        if found := cross_reference(link.get("href", "")):
            name = quote(found.anchor)
            link.set("href", f"../../{found.folder}/web/index.html#{name}")


def wrap_tables(root: Element) -> None:
    """Put each table into a box that scrolls where the table is wider; it has a name and can be reached by keyboard."""
    for table in list(root.iter("table")):
        caption = table.find("caption")
        attributes: dict[str, Any] = {"class": "table", "tabindex": "0", "role": "group"}
        if caption is not None and text_of(caption):
            attributes["aria-label"] = text_of(caption)
        else:
            attributes["aria-label"] = _heading_of(root, table)
        wrap(root, table, Element("div", attributes))


def _heading_of(root: Element, element: Element) -> str:
    """Return the heading that precedes an element most closely."""
    found = ""
    for one in root.iter():
        if one is element:
            return found
        if isinstance(one.tag, str) and re.fullmatch("h[1-6]", one.tag):
            found = text_of(one)
    return found


def remove_hints(root: Element) -> None:
    """Remove the `data-` attributes that are hints for the layout of PDFs."""
    for element in root.iter():
        for name in [one for one in element.attrib if one.startswith("data-")]:
            if name not in _KEPT:
                del element.attrib[name]
