"""The navigation document of a book: the composed contents, the pages of the print edition, and landmarks."""

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import quote
from xml.etree import ElementTree as ET

from printissue.assets.elements import Element
from printissue.editions.epub.documents import NAVIGATION, Document
from printissue.editions.epub.page_breaks import Page

_LANDMARKS = {"cover": "cover", "titlepage": "title_page", "toc": "contents", "colophon": "imprint"}
"""The parts that landmarks name, by their `epub:type`, with their labels."""

_TEXT = ("bodymatter", "text")
"""The landmark of the first document of the text."""


def complete_navigation(
    documents: list[Document], pages: Sequence[Page], label: Callable[[str], str]
) -> None:
    """Add the list of pages and the landmarks to the navigation document, which shows neither of them.

    If the templates make no contents, the document has the titles of the others, and is the last one.
    """
    navigation = next((one for one in documents if one.name == NAVIGATION), None)
    if navigation is None:
        navigation = _contents(documents, label("contents"))
        documents.append(navigation)
    homes = {name: document.name for document in documents for name in document.ids()}
    if pages:
        places = [(one.folio, homes[one.anchor], one.anchor, "") for one in pages]
        nav = _nav("page-list", label("pages"), places)
        nav.set("role", "doc-pagelist")
        navigation.content.append(nav)
    navigation.content.append(_nav("landmarks", label("landmarks"), _landmarks(documents, label)))


def _landmarks(
    documents: Sequence[Document], label: Callable[[str], str]
) -> list[tuple[str, str, str, str]]:
    """Return the words, document, id and type of each landmark."""
    found: Mapping[str, tuple[str, str, str, str]] = {}
    for document in documents:
        for element in (one for part in document.content for one in part.iter()):
            kind = element.get("epub:type", "")
            if kind in _LANDMARKS and kind not in found and element.get("id"):
                place = (label(_LANDMARKS[kind]), document.name, element.get("id", ""), kind)
                found = {**found, kind: place}
        if document.kind == _TEXT[0] and _TEXT[0] not in found:
            found = {**found, _TEXT[0]: (label(_TEXT[1]), document.name, "", _TEXT[0])}
    return list(found.values())


def _contents(documents: Sequence[Document], heading: str) -> Document:
    """Return a navigation document with the titles of all documents."""
    nav = _nav("toc", heading, [(one.title, one.name, "", "") for one in documents])
    nav.attrib |= {"role": "doc-toc", "id": "contents"}
    del nav.attrib["hidden"]
    language = documents[0].language
    return Document(NAVIGATION, [nav], heading, language, "backmatter")


def _nav(kind: str, heading: str, places: Sequence[tuple[str, str, str, str]]) -> Element:
    nav = Element("nav", {"epub:type": kind, "aria-labelledby": kind, "hidden": "hidden"})
    ET.SubElement(nav, "h2", {"id": kind}).text = heading
    entries = ET.SubElement(nav, "ol")
    for words, document, anchor, entry_kind in places:
        target = f"{quote(document)}#{quote(anchor)}" if anchor else quote(document)
        link = ET.SubElement(ET.SubElement(entries, "li"), "a", {"href": target})
        link.text = words
        if entry_kind:
            link.set("epub:type", entry_kind)
    return nav
