"""Rules about links, form fields and other annotations: tagged, described, in reading order (ISO 14289-1, 7.18)."""

from collections import defaultdict
from collections.abc import Iterator

import pikepdf
from pikepdf import Object

from printissue.core.findings import Finding
from printissue.pdf.boxes import PageBoxes, page_boxes, rect_of
from printissue.pdf.objects import annotations, number, string_entry
from printissue.pdf.objects import text as decoded
from printissue.pdf.structure import StructureElement, read_tree
from printissue.preflight.claims import is_tagged
from printissue.preflight.subject import Check, Subject, and_more

_HIDDEN = 0b10
_UNTAGGED = frozenset({"/Popup", "/PrinterMark", "/TrapNet"})
_ELEMENTS = {"/Link": "Link", "/Widget": "Form"}
_TAG_RULES = {"/Link": "link-tag", "/Widget": "field-tag"}
_TEXT_RULES = {"/Link": "link-text", "/Widget": "field-label"}


def check_tab_order(subject: Subject) -> Iterator[Finding]:
    """tab-order: the tab key follows the structure on pages with annotations."""
    if not is_tagged(subject.pdf):
        return
    for number_of_page, page in enumerate(subject.pdf.pages, 1):
        if list(_reachable(page.obj)) and page.obj.get("/Tabs") != "/S":
            message = "the tab key does not follow the tags on this page"
            place = subject.place(number_of_page)
            yield Finding("tab-order", place, message, "set Tabs of the page to S")


def check_annotations(subject: Subject) -> Iterator[Finding]:
    """link-tag, link-text and alike: annotations are in the structure tree and have a description."""
    if not is_tagged(subject.pdf):
        return
    elements = {obj.objgen: node for node in read_tree(subject.pdf).nodes for obj in node.objects}
    for number_of_page, page in enumerate(subject.pdf.pages, 1):
        boxes = page_boxes(page.obj, number_of_page)
        wrong: dict[tuple[str, str], list[Object]] = defaultdict(list)
        for one in _reachable(page.obj):
            for rule, message in _faults(one, elements.get(one.objgen)):
                wrong[rule, message].append(one)
        for (rule, message), found in wrong.items():
            yield _as_finding(subject, boxes, rule, message, found)


def _as_finding(
    subject: Subject, boxes: PageBoxes, rule: str, message: str, found: list[Object]
) -> Finding:
    rect = rect_of(found[0].get("/Rect"))
    place = subject.place(boxes.page, boxes.seen(rect) if rect else None)
    hint = "tag it" if rule.endswith("-tag") else "describe what it is, or where it leads"
    return Finding(rule, place, message + and_more(len(found)), hint)


def _faults(annotation: Object, element: StructureElement | None) -> Iterator[tuple[str, str]]:
    kind = decoded(annotation.get("/Subtype"))
    name = {"/Link": "a link", "/Widget": "a form field"}.get(kind, f"an annotation ({kind[1:]})")
    required = _ELEMENTS.get(kind, "Annot")
    if element is None or required not in {node.standard for node in element.above()}:
        rule = _TAG_RULES.get(kind, "annotation-tag")
        yield rule, f"{name} is not in a {required} element of the structure tree"
    description = string_entry(annotation, "/Contents") or (
        element.string("/Alt") if element else ""
    )
    if kind == "/Widget":
        description = description or _field_label(annotation)
    if not description:
        yield _TEXT_RULES.get(kind, "annotation-text"), f"{name} has no description"


def _field_label(field: Object) -> str:
    """Return the name of a form field for users, its own or that of its parent."""
    node: object = field
    for _ in range(32):
        if not isinstance(node, pikepdf.Dictionary):
            break
        if string_entry(node, "/TU"):
            return string_entry(node, "/TU")
        node = node.get("/Parent")
    return ""


def _reachable(page: Object) -> Iterator[Object]:
    """Yield the annotations that are visible on the page."""
    visible = page_boxes(page).visible
    for one in annotations(page):
        rect = rect_of(one.get("/Rect"))
        hidden = int(number(one.get("/F", 0)) or 0) & _HIDDEN
        is_tagged_kind = decoded(one.get("/Subtype")) not in _UNTAGGED
        if not hidden and is_tagged_kind and rect and visible.meets(rect):
            yield one


CHECKS: tuple[Check, ...] = (check_tab_order, check_annotations)
"""The checks of this module."""
