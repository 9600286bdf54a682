"""Changes to the composed HTML for books: structure, pictures, links between documents and to other issues."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from printissue.assets.elements import (
    Element,
    add_class,
    classes,
    isolate_addresses,
    separate_spans,
    text_of,
)
from printissue.assets.resources import RESOURCE_ORIGIN, Resources
from printissue.assets.web_pictures import web_picture
from printissue.editions.epub.documents import NAVIGATION, Document
from printissue.model.cross_references import cross_reference
from printissue.model.issue import Publication

_SVG, _MATHML = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1998/Math/MathML}"

_MANY_COLUMNS = 6
"""The number of columns from which words in a table may be divided anywhere: a page of a book cannot be scrolled."""


def place_pictures(
    root: Element, files: Mapping[str, bytes], resources: Resources
) -> dict[str, bytes]:
    """Name the file of each picture in its place, and return the files."""
    made: dict[str, bytes] = {}
    for image in root.iter("img"):
        name = image.get("src", "").removeprefix(RESOURCE_ORIGIN)
        if name in files:
            picture = web_picture(files[name], resources, widths=())
            made |= dict(picture.files())
            image.set("src", picture.fallback.name)
            if picture.fallback.media_type == "image/svg+xml":
                add_class(image, "drawing")
    return made


def name_structure(root: Element) -> None:
    """Make the structure that a book names: levels of headings, pull quotes, boxes, notes, the colophon."""
    body = next(root.iter("body"))
    for part in body:
        if part.tag == "main" or "back" in classes(part):
            _raise_headings(part)
        if "back" in classes(part):
            part.attrib |= {"epub:type": "colophon", "role": "doc-colophon"}
    separate_spans(body)
    isolate_addresses(root)
    for element in body.iter():
        _name_kind(element)
        if element.tag == "table":
            if len(next(element.iter("tr"), ())) >= _MANY_COLUMNS:
                add_class(element, "many-columns")
        elif element.tag == "th" and not text_of(element):
            element.tag = "td"  # an empty cell is no header
            element.attrib.pop("scope", None)


def _name_kind(element: Element) -> None:
    """Name what a pull quote, a box, a note or its mark is (EPUB Structural Semantics Vocabulary 1.1)."""
    names = classes(element)
    if "pull-quote" in names:
        element.tag = "aside"
        element.attrib |= {"epub:type": "pullquote", "role": "doc-pullquote"}
    elif "box" in names:
        element.tag = "aside"
        element.set("epub:type", "sidebar")
    elif "footnote" in names:
        element.tag = "aside"
        element.set("epub:type", "footnote")
    elif element.get("role") == "doc-noteref":
        element.set("epub:type", "noteref")


def _raise_headings(part: Element) -> None:
    """Raise headings by one level: sections have the first, because a book has no title above them."""
    for element in part.iter():
        if isinstance(element.tag, str) and re.fullmatch("h[2-6]", element.tag):
            element.tag = f"h{int(element.tag[1]) - 1}"


def remove_hints(root: Element) -> None:
    """Remove attributes that are for layouts, `style` and `data-`, or empty, and repeat `lang` for XML.

    The `style` of a cell stays: it is the alignment of its column.
    """
    for element in root.iter():
        for name in list(element.attrib):
            aligns = name == "style" and element.tag in ("td", "th")
            empty = name == "class" and not element.get(name)
            if (name == "style" and not aligns) or name.startswith("data-") or empty:
                del element.attrib[name]
        if language := element.get("lang"):
            element.set("xml:lang", language)


def link_documents(documents: Sequence[Document]) -> None:
    """Lead links within the issue to the documents of their targets; a link to what is not in the book becomes text."""
    homes = {name: document.name for document in documents for name in document.ids()}
    for document in documents:
        for element in (one for part in document.content for one in part.iter()):
            target = element.get("href", "")
            if not target.startswith("#"):
                continue
            home = homes.get(target[1:])
            if home is None:
                _unlink(element)
            elif home != document.name or element.tag == "a":
                element.set("href", f"{quote(home)}#{quote(target[1:])}")


def link_issues(root: Element, publication: Publication) -> None:
    """Lead links to stories of other issues to where those are online; without an address, they become text."""
    for link in root.iter("a"):
        if found := cross_reference(link.get("href", "")):
            if publication.online:
                address = publication.online.replace("{key}", found.folder)
                link.set("href", f"{address}#{quote(found.anchor)}")
            else:
                _unlink(link)


def _unlink(link: Element) -> None:
    link.tag = "span"
    del link.attrib["href"]


def set_properties(document: Document) -> None:
    """Record what a document contains that the package document must name (EPUB 3.3, manifest properties)."""
    if document.name == NAVIGATION:
        document.properties.add("nav")
    for element in (one for part in document.content for one in part.iter()):
        tag = str(element.tag)
        if tag.startswith(_SVG):
            document.properties.add("svg")
        elif tag.startswith(_MATHML):
            document.properties.add("mathml")
