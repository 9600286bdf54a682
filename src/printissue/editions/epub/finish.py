"""The steps from the composed HTML to the file of a book."""

from collections.abc import Sequence

from printissue.assets import labels
from printissue.assets.elements import Element, detach, parse
from printissue.core.findings import Finding
from printissue.editions import EditionSource
from printissue.editions.epub.container import PACKAGE, packed
from printissue.editions.epub.documents import Document, documents_of, serialize
from printissue.editions.epub.markup import (
    link_documents,
    link_issues,
    name_structure,
    place_pictures,
    remove_hints,
    set_properties,
)
from printissue.editions.epub.navigation import complete_navigation
from printissue.editions.epub.package import Package, modified
from printissue.editions.epub.page_breaks import mark_pages
from printissue.editions.epub.styles import style_files

COVER = "pictures/cover.jpg"
"""The picture of the cover."""


def finish(source: EditionSource) -> tuple[bytes, tuple[Finding, ...]]:
    """Return the file of a book, and the findings of its fonts."""
    if source.theme_files is None or source.resources is None:
        raise ValueError("an e-book needs a theme and resources")
    root = parse(source.html)
    files = _place_cover(root, source) | place_pictures(root, source.files, source.resources)
    link_issues(root, source.publication)
    pages = mark_pages(root, source.page_starts)
    name_structure(root)
    remove_hints(root)
    documents = documents_of(root)
    label = labels.catalogue(source.resources, source.record.language)
    complete_navigation(documents, pages, label)
    link_documents(documents)
    for document in documents:
        set_properties(document)
    sheets, style, findings = style_files(source.theme_files, source.resources, _text(documents))
    files |= style
    package = Package(
        source.record,
        documents,
        tuple(files),
        _languages(source.record.language, documents),
        label("accessibility_summary"),
        cover=COVER if COVER in files else "",
        pages=bool(pages),
        pictures=any(True for _ in root.iter("img")),
        right_to_left=source.right_to_left,
    )
    contents = {PACKAGE: package.xml()}
    contents |= {one.name: serialize(one, sheets) for one in documents}
    return packed(contents | files, modified(source.record)), findings


def _place_cover(root: Element, source: EditionSource) -> dict[str, bytes]:
    """Put the picture of the cover into its place, and return its file; without one, the book has no cover."""
    places = [one for one in root.iter("img") if "data-cover" in one.attrib]
    if not source.cover:
        for section in [one for one in root.iter("section") if set(one.iter("img")) & set(places)]:
            detach(root, section)
        return {}
    for place in places:
        place.set("src", COVER)
    return {COVER: source.cover}


def _text(documents: Sequence[Document]) -> str:
    """Return all text of a book."""
    return "".join(text for one in documents for part in one.content for text in part.itertext())


def _languages(main: str, documents: Sequence[Document]) -> tuple[str, ...]:
    """Return the languages of a book, that of the issue first."""
    elements = (one for document in documents for part in document.content for one in part.iter())
    return tuple(dict.fromkeys((main, *(tag for one in elements if (tag := one.get("lang"))))))
