"""Rules over annotations of a file for readers: tagged, described, and in the order of reading (ISO 14289-1, 7.18)."""

from collections import defaultdict
from collections.abc import Iterator

import pikepdf
from pikepdf import Object

from printissue.core.findings import Finding
from printissue.pdf.boxes import PageBoxes, page_boxes, rect_of
from printissue.pdf.objects import annotations, number
from printissue.pdf.objects import text as decoded
from printissue.pdf.structure import StructureElement, read_tree
from printissue.preflight.claims import is_tagged
from printissue.preflight.subject import Check, Subject

_HIDDEN = 0b10
_NO_TAG = frozenset({"/Popup", "/PrinterMark", "/TrapNet"})
_WRAPS = {"/Link": "Link", "/Widget": "Form"}
_TAG_RULES = {"/Link": "link-tag", "/Widget": "field-tag"}
_TEXT_RULES = {"/Link": "link-text", "/Widget": "field-label"}


def check_order(subject: Subject) -> Iterator[Finding]:
    """Find pages whose annotations are not reached in the order of the tags."""
    if not is_tagged(subject.pdf):
        return
    for count, page in enumerate(subject.pdf.pages, 1):
        if list(_reached(page.obj)) and page.obj.get("/Tabs") != "/S":
            message = "the tab key does not follow the tags on this page"
            yield Finding("tab-order", subject.place(count), message, "set its Tabs to S")


def check_annotations(subject: Subject) -> Iterator[Finding]:
    """Find links, fields and other annotations that are not in the tag tree, or that nothing describes."""
    if not is_tagged(subject.pdf):
        return
    holders = {
        thing.objgen: node for node in read_tree(subject.pdf).nodes for thing in node.objects
    }
    for count, page in enumerate(subject.pdf.pages, 1):
        bounds = page_boxes(page.obj, count)
        wrong: dict[tuple[str, str], list[Object]] = defaultdict(list)
        for one in _reached(page.obj):
            for rule, message in _faults(one, holders.get(one.objgen)):
                wrong[rule, message].append(one)
        for (rule, message), things in wrong.items():
            yield _finding(subject, (count, bounds), (rule, message, things))


def _finding(
    subject: Subject, page: tuple[int, PageBoxes], wrong: tuple[str, str, list[Object]]
) -> Finding:
    (count, bounds), (rule, message, things) = page, wrong
    more = f", and {len(things) - 1} more on this page" if len(things) > 1 else ""
    rect = rect_of(things[0].get("/Rect"))
    place = subject.place(count, bounds.seen(rect) if rect else None)
    hint = "tag it" if rule.endswith("-tag") else "say in words what it is, or where it leads"
    return Finding(rule, place, message + more, hint)


def _faults(annotation: Object, holder: StructureElement | None) -> Iterator[tuple[str, str]]:
    kind = decoded(annotation.get("/Subtype"))
    named = {"/Link": "a link", "/Widget": "a form field"}.get(kind, f"an annotation ({kind[1:]})")
    wanted = _WRAPS.get(kind, "Annot")
    if holder is None or wanted not in {node.standard for node in holder.above()}:
        rule = _TAG_RULES.get(kind, "annotation-tag")
        yield rule, f"{named} is not in a {wanted} of the tag tree"
    described = _text(annotation, "/Contents") or (holder.string("/Alt") if holder else "")
    if kind == "/Widget":
        described = described or _label(annotation)
    if not described:
        yield _TEXT_RULES.get(kind, "annotation-text"), f"nothing describes {named}"


def _label(field: Object) -> str:
    """Give the name that a field is called by, its own or its parent's."""
    node: object = field
    for _ in range(32):
        if not isinstance(node, pikepdf.Dictionary):
            break
        if _text(node, "/TU"):
            return _text(node, "/TU")
        node = node.get("/Parent")
    return ""


def _reached(page: Object) -> Iterator[Object]:
    """Give the annotations that a reader meets: shown, and within the page."""
    visible = page_boxes(page).visible
    for one in annotations(page):
        rect = rect_of(one.get("/Rect"))
        hidden = int(number(one.get("/F", 0)) or 0) & _HIDDEN
        if (
            not hidden
            and decoded(one.get("/Subtype")) not in _NO_TAG
            and rect
            and visible.meets(rect)
        ):
            yield one


def _text(thing: Object, key: str) -> str:
    value = thing.get(key)
    return decoded(value).strip() if isinstance(value, pikepdf.String) else ""


CHECKS: tuple[Check, ...] = (check_order, check_annotations)
"""The rules of this module."""
