"""Rules over tagged content: all of it is in the tag tree or an artifact, and both ways agree (ISO 14289-1, 7.1)."""

from collections import defaultdict
from collections.abc import Iterator

from printissue.core.findings import Finding
from printissue.pdf.state import MarkedContent
from printissue.pdf.structure import ContentReference, ParentTree, read_tree
from printissue.preflight.claims import is_tagged
from printissue.preflight.subject import Check, Subject
from printissue.preflight.tagged_content import ContentItem, content_places, tagged_content

_ARTIFACT = "/Artifact"
_WORDS = {"text": "text", "path": "drawing", "image": "picture", "shading": "shading"}


def is_artifact(item: ContentItem) -> bool:
    """Tell whether a thing is decoration, or a running head or foot."""
    return any(mark.tag == _ARTIFACT for mark in item.marked)


def check_tagged(subject: Subject) -> Iterator[Finding]:
    """Find content that is neither tagged nor an artifact."""
    if not is_tagged(subject.pdf):
        return
    lost: dict[int, list[ContentItem]] = defaultdict(list)
    for item in tagged_content(subject.pdf).items:
        known = is_artifact(item) or any(mark.mcid is not None for mark in item.marked)
        if not known and not item.annotation:
            lost[item.page].append(item)
    for page, things in lost.items():
        more = f", and {len(things) - 1} more on this page" if len(things) > 1 else ""
        what = _WORDS[things[0].kind]
        place = subject.at(page, things[0].box)
        message = f"a piece of content ({what}) is neither tagged nor an artifact{more}"
        yield Finding("content-untagged", place, message, "tag it, or mark it as an artifact")


def check_nested(subject: Subject) -> Iterator[Finding]:
    """Find artifacts in tagged content, and tagged content in artifacts."""
    seen: set[tuple[int, str]] = set()
    for item in tagged_content(subject.pdf).items:
        for message in _nested(item.marked):
            if (item.page, message) not in seen and is_tagged(subject.pdf):
                seen.add((item.page, message))
                place = subject.at(item.page, item.box)
                yield Finding("artifact-nested", place, message, "end the one before the other")


def _nested(marks: tuple[MarkedContent, ...]) -> Iterator[str]:
    artifact = tagged = False
    for mark in marks:
        if mark.tag == _ARTIFACT and tagged:
            yield "an artifact stands within tagged content"
        if mark.mcid is not None and artifact:
            yield "tagged content stands within an artifact"
        artifact |= mark.tag == _ARTIFACT
        tagged |= mark.mcid is not None


def check_parents(subject: Subject) -> Iterator[Finding]:
    """Find content whose number the tag tree does not know, or knows twice, or its parent tree otherwise."""
    if not is_tagged(subject.pdf):
        return
    owners, parents = read_tree(subject.pdf).owners(), ParentTree(subject.pdf)
    wrong: dict[tuple[int, str], list[ContentReference]] = defaultdict(list)
    places = content_places(subject.pdf)
    for piece, (page, _) in places.items():
        held = owners.get(piece, [])
        if not held:
            wrong[page, "belongs to no element of the tag tree"].append(piece)
        elif len(held) > 1:
            wrong[page, f"belongs to {len(held)} elements of the tag tree"].append(piece)
        elif parents.of(piece) != held[0].raw.objgen:
            wrong[page, "has another element in the parent tree than in the tag tree"].append(piece)
    for (page, what), pieces in wrong.items():
        more = f", and {len(pieces) - 1} more on this page" if len(pieces) > 1 else ""
        place = subject.at(page, places[pieces[0]][1])
        message = f"the content with MCID {pieces[0][1]} {what}{more}"
        yield Finding("parent-tree", place, message, "have the file tagged anew")


CHECKS: tuple[Check, ...] = (check_tagged, check_nested, check_parents)
"""The rules of this module."""
