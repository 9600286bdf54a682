"""Rules about tagged content: it belongs to the structure tree or is an artifact, and both directions agree.

ISO 14289-1, 7.1.
"""

from collections import defaultdict
from collections.abc import Iterator

from printissue.core.findings import Finding
from printissue.pdf.state import MarkedContent
from printissue.pdf.structure import ContentReference, ParentTree, read_tree
from printissue.preflight.claims import is_tagged
from printissue.preflight.subject import Check, Subject, and_more
from printissue.preflight.tagged_content import ContentItem, content_places, tagged_content

_ARTIFACT = "/Artifact"
_NAMES = {"text": "text", "path": "drawing", "image": "image", "shading": "gradient"}


def is_artifact(item: ContentItem) -> bool:
    """Return whether an item is an artifact, such as decoration or a running head."""
    return any(mark.tag == _ARTIFACT for mark in item.marked)


def check_tagged(subject: Subject) -> Iterator[Finding]:
    """content-untagged: all content is tagged or an artifact."""
    if not is_tagged(subject.pdf):
        return
    untagged: dict[int, list[ContentItem]] = defaultdict(list)
    for item in tagged_content(subject.pdf).items:
        known = is_artifact(item) or any(mark.mcid is not None for mark in item.marked)
        if not known and not item.annotation:
            untagged[item.page].append(item)
    for page, items in untagged.items():
        place = subject.at(page, items[0].box)
        name = _NAMES[items[0].kind]
        message = (
            f"content ({name}) is neither tagged nor marked as an artifact{and_more(len(items))}"
        )
        yield Finding("content-untagged", place, message, "tag it, or mark it as an artifact")


def check_nested(subject: Subject) -> Iterator[Finding]:
    """artifact-nested: no artifacts within tagged content, and no tagged content within artifacts."""
    reported: set[tuple[int, str]] = set()
    for item in tagged_content(subject.pdf).items:
        for message in _nesting_faults(item.marked):
            if (item.page, message) not in reported and is_tagged(subject.pdf):
                reported.add((item.page, message))
                place = subject.at(item.page, item.box)
                hint = "end one before the other begins"
                yield Finding("artifact-nested", place, message, hint)


def _nesting_faults(marked: tuple[MarkedContent, ...]) -> Iterator[str]:
    artifact = tagged = False
    for mark in marked:
        if mark.tag == _ARTIFACT and tagged:
            yield "an artifact is within tagged content"
        if mark.mcid is not None and artifact:
            yield "tagged content is within an artifact"
        artifact |= mark.tag == _ARTIFACT
        tagged |= mark.mcid is not None


def check_parents(subject: Subject) -> Iterator[Finding]:
    """parent-tree: each MCID belongs to one structure element, the same one in the parent tree."""
    if not is_tagged(subject.pdf):
        return
    owners, parents = read_tree(subject.pdf).owners(), ParentTree(subject.pdf)
    wrong: dict[tuple[int, str], list[ContentReference]] = defaultdict(list)
    places = content_places(subject.pdf)
    for piece, (page, _) in places.items():
        elements = owners.get(piece, [])
        if not elements:
            wrong[page, "belongs to no element of the structure tree"].append(piece)
        elif len(elements) > 1:
            wrong[page, f"belongs to {len(elements)} elements of the structure tree"].append(piece)
        elif parents.of(piece) != elements[0].raw.objgen:
            fault = "has a different element in the parent tree than in the structure tree"
            wrong[page, fault].append(piece)
    for (page, fault), pieces in wrong.items():
        place = subject.at(page, places[pieces[0]][1])
        message = f"the content with MCID {pieces[0][1]} {fault}{and_more(len(pieces))}"
        yield Finding("parent-tree", place, message, "have the file tagged again")


CHECKS: tuple[Check, ...] = (check_tagged, check_nested, check_parents)
"""The checks of this module."""
