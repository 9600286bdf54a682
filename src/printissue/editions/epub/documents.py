"""The documents of a book: the composed HTML is divided into one for each story and each other part."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from printissue.assets.elements import Element, classes, text_of
from printissue.assets.labels import direction

NAVIGATION = "nav.xhtml"
"""The name of the navigation document."""

_VOID = ("area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
"""HTML elements without an end tag."""

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(slots=True)
class Document:
    """An XHTML document: its name, the elements of its body, its title and its language.

    `kind` is the `epub:type` of its body (EPUB Structural Semantics Vocabulary 1.1).
    """

    name: str
    content: list[Element]
    title: str
    language: str
    kind: str
    properties: set[str] = field(default_factory=set)

    def ids(self) -> Iterator[str]:
        """Yield the ids of its elements, in order."""
        for element in self.content:
            yield from (name for one in element.iter() if (name := one.get("id")))


def documents_of(root: Element) -> list[Document]:
    """Divide the composed HTML into documents, in reading order."""
    body = next(root.iter("body"))
    language, title = root.get("lang", "en"), text_of(next(root.iter("title")))
    names: set[str] = set()
    found = []
    for part, kind in _parts(body):
        for content in _divided(part):
            if not any(_has_content(one) for one in content):
                continue
            own = next((one.get("lang", "") for part in content for one in _stories(part)), "")
            if own and own != language:
                _keep_language(content, language)
            name = _file_name(content, names)
            found.append(
                Document(name, content, _title_of(content) or title, own or language, kind)
            )
    return found


def _keep_language(content: Iterable[Element], language: str) -> None:
    """State the language of the issue on what is not in that of its document, which is that of a story."""
    for element in content:
        if "lang" not in element.attrib:
            element.attrib |= {"lang": language, "xml:lang": language, "dir": direction(language)}


def _parts(body: Element) -> Iterator[tuple[Element, str]]:
    """Yield the parts of an issue, and the kind of matter that each belongs to."""
    kind = "frontmatter"
    for child in body:
        if child.tag == "main":
            yield from ((part, "bodymatter") for part in child)
            kind = "backmatter"
        else:
            yield child, kind


def _divided(part: Element) -> Iterator[list[Element]]:
    """Yield the contents of the documents of a part: of a section with stories one for each, else the part.

    The head of a section comes with its first story, what follows its stories with the last one. Briefs that follow one
    another are one document: readers do not turn a page for each of them.
    """
    before: list[Element] = []
    stories: list[list[Element]] = []
    for element in _flattened(part):
        if stories and not before and _are_briefs(stories[-1][-1], element):
            stories[-1].append(element)
        elif _stories(element) == [element]:
            stories.append([*before, element])
            before = []
        elif stories and "plate" not in classes(element):
            stories[-1].append(element)
        else:
            before.append(element)
    if not stories:
        yield [part]
        return
    stories[-1] += before
    first = Element(part.tag, {**part.attrib})
    first.extend(stories[0])
    yield [first]
    yield from stories[1:]


def _are_briefs(*elements: Element) -> bool:
    """Return whether elements are briefs in the same language."""
    return (
        all(one.tag == "article" and "grade-brief" in classes(one) for one in elements)
        and len({one.get("lang") for one in elements}) == 1
    )


def _flattened(section: Element) -> Iterator[Element]:
    """Yield the children of a section, and in their place the items of its groups, each with its plate."""
    for child in section:
        if {"items", "wide"} & set(classes(child)):
            yield from child
        else:
            yield child


def _stories(part: Element) -> list[Element]:
    """Return the stories in an element, or the element if it is one."""
    return [
        one
        for one in part.iter("article")
        if any(name.startswith("grade-") for name in classes(one))
    ]


def _is_contents(part: Element) -> bool:
    """Return whether a part has the contents of the book."""
    return any(one.get("epub:type") == "toc" for one in part.iter("nav"))


def _has_content(element: Element) -> bool:
    return bool(text_of(element)) or next(element.iter("img"), None) is not None


def _file_name(content: Sequence[Element], names: set[str]) -> str:
    """Return the name of a document: the id of its story, or else of its part, without the issue's key."""
    if NAVIGATION not in names and any(_is_contents(one) for one in content):
        names.add(NAVIGATION)
        return NAVIGATION
    named = [*(story for one in content for story in _stories(one)), *content]
    anchors = (one.get("id", "").partition("--")[2].strip("-") for one in named)
    stem = next(filter(None, anchors), "part")
    number, name = 1, f"{stem}.xhtml"
    while name in names or name == NAVIGATION:
        number += 1
        name = f"{stem}-{number}.xhtml"
    names.add(name)
    return name


def _title_of(content: Iterable[Element]) -> str:
    """Return the heading of a document: those of its stories, or its first one, or its label."""
    parts = list(content)
    stories = [story for one in parts for story in _stories(one)]
    titles = filter(None, map(_heading, stories or parts))
    return " · ".join(titles) if stories else next(titles, "")


def _heading(element: Element) -> str:
    for one in element.iter():
        if one.tag in _HEADINGS and text_of(one):
            return text_of(one)
        if (label := one.get("aria-label")) and one.get("role") != "doc-pagebreak":
            return label
    return ""


def serialize(document: Document, sheets: Iterable[str]) -> bytes:
    """Return a document as XHTML in UTF-8; `sheets` are the paths of its style sheets."""
    page = Element(
        "html",
        {
            "xmlns": "http://www.w3.org/1999/xhtml",
            "xmlns:epub": "http://www.idpf.org/2007/ops",
            "lang": document.language,
            "xml:lang": document.language,
            "dir": direction(document.language),
        },
    )
    head = ET.SubElement(page, "head")
    ET.SubElement(head, "meta", {"charset": "utf-8"})
    ET.SubElement(head, "title").text = document.title
    for sheet in sheets:
        ET.SubElement(head, "link", {"rel": "stylesheet", "type": "text/css", "href": sheet})
    for element in head:
        element.tail = "\n"
    body = ET.SubElement(page, "body", {"epub:type": document.kind})
    body.text = "\n"
    for element in document.content:
        element.tail = "\n"
        body.append(element)
    head.tail = body.tail = "\n"
    text = ET.tostring(page, encoding="unicode", short_empty_elements=False)
    for tag in _VOID:
        text = text.replace(f"></{tag}>", "/>")
    return f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n{text}\n'.encode()
