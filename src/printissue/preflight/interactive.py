"""Rules about what is not printed: annotations, forms, scripts, actions, attachments, encryption."""

from collections import defaultdict
from collections.abc import Iterator

import pikepdf
from pikepdf import Object

from printissue.core.findings import Finding
from printissue.core.rules import Severity
from printissue.pdf.boxes import PageBoxes, Rect, page_boxes, rect_of
from printissue.pdf.objects import annotations, number
from printissue.pdf.objects import text as decoded
from printissue.preflight.claims import read_claims
from printissue.preflight.subject import Check, Subject, and_more

_FOR_PRINTERS = frozenset({"/TrapNet", "/PrinterMark"})
_MOST_ITEMS = 10_000
"""The most items of an outline or a form that are read."""
_NAVIGATION = frozenset({"/GoTo", "/Named"})


def check_annotations(subject: Subject) -> Iterator[Finding]:
    """annotation, form-field: nothing interactive is on the printed page, except what printers add themselves."""
    for number_of_page, page in enumerate(subject.pdf.pages, 1):
        boxes = page_boxes(page.obj, number_of_page)
        rects_by_kind: dict[str, list[Rect]] = defaultdict(list)
        for annotation in annotations(page.obj):
            kind, rect = decoded(annotation.get("/Subtype")), _rect_or_point(annotation)
            printed = boxes.bleed or boxes.finished
            if kind not in _FOR_PRINTERS and rect and rect.touches(printed):
                rects_by_kind[kind].append(rect)
        for kind, rects in rects_by_kind.items():
            yield _on_page(subject, boxes, kind, rects)


def _rect_or_point(annotation: Object) -> Rect | None:
    """Return the rectangle of an annotation, which may have no size; None where it is not a rectangle."""
    value = annotation.get("/Rect")
    edges = [number(one) for one in value] if isinstance(value, pikepdf.Array) else []
    known = [one for one in edges if one is not None]
    if len(known) != 4:
        return None
    (left, right), (bottom, top) = sorted(known[0::2]), sorted(known[1::2])
    return Rect(left, bottom, right, top)


def _on_page(subject: Subject, boxes: PageBoxes, kind: str, rects: list[Rect]) -> Finding:
    place = subject.place(boxes.page, boxes.seen(rects[0]))
    more = and_more(len(rects))
    if kind == "/Widget":
        message = f"a form field is on the printed page{more}"
        return Finding("form-field", place, message, "flatten the form")
    message = f"an annotation ({kind.lstrip('/')}) is on the printed page{more}"
    return Finding("annotation", place, message, "delete it, or move it outside the bleed")


def check_forms(subject: Subject) -> Iterator[Finding]:
    """form-xfa: no XFA forms, whose content is not on the pages."""
    form = subject.pdf.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and "/XFA" in form:
        message = "the file contains an XFA form, which form programs show instead of the pages"
        yield Finding("form-xfa", subject.place(), message, "print the form to a new PDF")


def check_actions(subject: Subject) -> Iterator[Finding]:
    """script, action: no scripts and no actions, because print shops do not run any."""
    is_pdfx = bool(read_claims(subject.pdf).pdfx)
    places: dict[tuple[str, int | None], list[Rect | None]] = defaultdict(list)
    for kind, page, rect in actions(subject.pdf):
        places[kind, page].append(rect)
    for (kind, page), rects in places.items():
        times = f" ({len(rects)} times)" if len(rects) > 1 else ""
        first = next(filter(None, rects), None)
        place = subject.place() if page is None else subject.at(page, first)
        if kind == "/JavaScript":
            message = f"the file contains JavaScript{times}"
            yield Finding("script", place, message, "remove the scripts")
        elif is_pdfx or kind not in _NAVIGATION:
            message = f"the file contains an action: {kind.lstrip('/')}{times}"
            is_link = kind in _NAVIGATION | {"/URI", "/GoToR"}
            severity: Severity = "warning" if is_link else "error"
            yield Finding("action", place, message, "remove the actions", severity)


_Action = tuple[str, int | None, Rect | None]
"""The kind of an action, its page and the rectangle of its annotation, where it has these."""


def actions(pdf: pikepdf.Pdf) -> Iterator[_Action]:
    """Yield all actions of the file, in the document, its outline, its form fields and its pages."""
    root = pdf.Root
    of_document = [*_chain(root.get("/OpenAction")), *_triggered(root.get("/AA"))]
    names = root.get("/Names")
    if isinstance(names, pikepdf.Dictionary) and "/JavaScript" in names:
        of_document.append("/JavaScript")
    for item in _outline_items(root.get("/Outlines")):
        of_document += _chain(item.get("/A"))
    for field in _form_fields(root.get("/AcroForm")):
        of_document += _triggered(field.get("/AA"))
    yield from ((kind, None, None) for kind in of_document)
    for number_of_page, page in enumerate(pdf.pages, 1):
        yield from ((kind, number_of_page, None) for kind in _triggered(page.obj.get("/AA")))
        for annotation in annotations(page.obj):
            rect = rect_of(annotation.get("/Rect"))
            kinds = [*_chain(annotation.get("/A")), *_triggered(annotation.get("/AA"))]
            yield from ((kind, number_of_page, rect) for kind in kinds)


def _form_fields(form: object) -> Iterator[Object]:
    """Yield the fields of a form that are not annotations too."""
    waiting = [form.get("/Fields")] if isinstance(form, pikepdf.Dictionary) else []
    left = _MOST_ITEMS
    while waiting and left:
        item, left = waiting.pop(), left - 1
        if isinstance(item, pikepdf.Array):
            waiting += list(item)[:left]
        elif isinstance(item, pikepdf.Dictionary):
            if "/Rect" not in item:
                yield item
            waiting.append(item.get("/Kids"))


def _triggered(table: object) -> Iterator[str]:
    if isinstance(table, pikepdf.Dictionary):
        for _, action in table.items():
            yield from _chain(action)


def _chain(action: object) -> Iterator[str]:
    """Yield the kinds of an action and of those that follow it."""
    waiting, left = [action], 100
    while waiting and left:
        one, left = waiting.pop(), left - 1
        if isinstance(one, pikepdf.Dictionary) and isinstance(one.get("/S"), pikepdf.Name):
            yield "/JavaScript" if "/JS" in one else decoded(one.S)
            following = one.get("/Next")
            waiting += list(following) if isinstance(following, pikepdf.Array) else [following]


def _outline_items(outlines: object) -> Iterator[Object]:
    if not isinstance(outlines, pikepdf.Dictionary):
        return
    waiting, left = [outlines.get("/First")], _MOST_ITEMS
    while waiting and left:
        item, left = waiting.pop(), left - 1
        if isinstance(item, pikepdf.Dictionary):
            yield item
            waiting += [item.get("/Next"), item.get("/First")]


def check_attachments(subject: Subject) -> Iterator[Finding]:
    """attachment: no attached files, because print shops do not open any."""
    names, associated = subject.pdf.Root.get("/Names"), subject.pdf.Root.get("/AF")
    has_names = isinstance(names, pikepdf.Dictionary) and "/EmbeddedFiles" in names
    count = len(subject.pdf.attachments) if has_names else 0
    count = count or (len(associated) if isinstance(associated, pikepdf.Array) else 0)
    if count:
        message = f"{count} files are attached" if count > 1 else "a file is attached"
        yield Finding("attachment", subject.place(), message, "remove attachments for print")
    for page in range(1, len(subject.pdf.pages) + 1):
        for annotation in annotations(subject.pdf.pages[page - 1].obj):
            if annotation.get("/Subtype") == "/FileAttachment":
                place = subject.at(page, rect_of(annotation.get("/Rect")))
                hint = "remove attachments for print"
                yield Finding("attachment", place, "a file is attached to the page", hint)


def check_encryption(subject: Subject) -> Iterator[Finding]:
    """encrypted: the file is not encrypted."""
    if subject.pdf.is_encrypted:
        forbidden = "" if subject.pdf.allow.print_highres else " and does not allow printing"
        message = f"the file is encrypted{forbidden}"
        yield Finding("encrypted", subject.place(), message, "save it without a password")


CHECKS: tuple[Check, ...] = (
    check_annotations,
    check_forms,
    check_actions,
    check_attachments,
    check_encryption,
)
"""The checks of this module."""
