"""Rules over what does not print: annotations, forms, scripts, actions, attachments."""

from collections import defaultdict
from collections.abc import Iterator

import pikepdf
from pikepdf import Object

from printissue.core.findings import Finding, Place
from printissue.core.rules import Severity
from printissue.pdf.boxes import PageBoxes, Rect, page_boxes, rect_of
from printissue.pdf.objects import annotations, number
from printissue.pdf.objects import text as decoded
from printissue.preflight.claims import read_claims
from printissue.preflight.subject import Check, Subject

_PRINTS_RIGHT = frozenset({"/TrapNet", "/PrinterMark"})
_TREE = 10_000
_PLAIN = frozenset({"/GoTo", "/Named"})


def check_annotations(subject: Subject) -> Iterator[Finding]:
    """Find annotations and form fields on what is printed; only those of printers themselves may be there."""
    for count, page in enumerate(subject.pdf.pages, 1):
        bounds = page_boxes(page.obj, count)
        kinds: dict[str, list[Rect]] = defaultdict(list)
        for annotation in annotations(page.obj):
            kind, rect = decoded(annotation.get("/Subtype")), _place_of(annotation)
            if kind not in _PRINTS_RIGHT and rect and rect.touches(_printed(bounds)):
                kinds[kind].append(rect)
        for kind, rects in kinds.items():
            yield _on_page(subject, (count, bounds), (kind, rects))


def _place_of(annotation: Object) -> Rect | None:
    """Give an annotation's rectangle; one without a size is a point."""
    given = annotation.get("/Rect")
    edges = [number(one) for one in given] if isinstance(given, pikepdf.Array) else []
    known = [one for one in edges if one is not None]
    if len(known) != 4:
        return None
    (left, right), (bottom, top) = sorted(known[0::2]), sorted(known[1::2])
    return Rect(left, bottom, right, top)


def _printed(bounds: PageBoxes) -> Rect:
    return bounds.bleed or bounds.finished


def _on_page(
    subject: Subject, page: tuple[int, PageBoxes], found: tuple[str, list[Rect]]
) -> Finding:
    (count, bounds), (kind, rects) = page, found
    place = subject.place(count, bounds.seen(rects[0]))
    more = f", and {len(rects) - 1} more on this page" if len(rects) > 1 else ""
    if kind == "/Widget":
        message = f"a form field lies on the printed page{more}"
        return Finding("form-field", place, message, "flatten the form")
    message = f"an annotation ({kind.lstrip('/')}) lies on the printed page{more}"
    return Finding("annotation", place, message, "take it away, or move it out of the bleed")


def check_forms(subject: Subject) -> Iterator[Finding]:
    """Find XFA forms: what they show is not on the pages."""
    form = subject.pdf.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and "/XFA" in form:
        message = "the file holds an XFA form; its pages are not what a form program shows"
        yield Finding("form-xfa", subject.place(), message, "print it into a PDF of pages")


def check_actions(subject: Subject) -> Iterator[Finding]:
    """Find scripts and actions, wherever they hang: a print shop runs none."""
    strict = bool(read_claims(subject.pdf).pdfx)
    places: dict[tuple[str, int | None], list[Rect | None]] = defaultdict(list)
    for kind, page, rect in actions(subject.pdf):
        places[kind, page].append(rect)
    for (kind, page), rects in places.items():
        more = f" ({len(rects)} of them)" if len(rects) > 1 else ""
        place = _at(subject, page, next(filter(None, rects), None))
        if kind == "/JavaScript":
            message = f"the file holds JavaScript{more}"
            yield Finding("script", place, message, "take the scripts away")
        elif strict or kind not in _PLAIN:
            message = f"the file holds an action: {kind.lstrip('/')}{more}"
            severity: Severity = "warning" if kind in _PLAIN | {"/URI", "/GoToR"} else "error"
            yield Finding("action", place, message, "take the actions away", severity)


def _at(subject: Subject, page: int | None, rect: Rect | None) -> Place:
    """Give the place of an action: its annotation's, all of its page, or the file."""
    if page is None:
        return subject.place()
    return subject.at(page, rect)


_Action = tuple[str, int | None, Rect | None]
"""Its kind, its page and the annotation that it hangs from, where there are such."""


def actions(pdf: pikepdf.Pdf) -> Iterator[_Action]:
    """Give every action of the file."""
    root = pdf.Root
    loose = [*_chain(root.get("/OpenAction")), *_triggers(root.get("/AA"))]
    names = root.get("/Names")
    if isinstance(names, pikepdf.Dictionary) and "/JavaScript" in names:
        loose.append("/JavaScript")
    for item in _outline(root.get("/Outlines")):
        loose += _chain(item.get("/A"))
    for field in _fields(root.get("/AcroForm")):
        loose += _triggers(field.get("/AA"))
    yield from ((kind, None, None) for kind in loose)
    for count, page in enumerate(pdf.pages, 1):
        yield from ((kind, count, None) for kind in _triggers(page.obj.get("/AA")))
        for annotation in annotations(page.obj):
            rect = rect_of(annotation.get("/Rect"))
            yield from ((kind, count, rect) for kind in _chain(annotation.get("/A")))
            yield from ((kind, count, rect) for kind in _triggers(annotation.get("/AA")))


def _fields(form: object) -> Iterator[Object]:
    """Give a form's fields that are no annotations themselves."""
    waiting, left = [form.get("/Fields")] if isinstance(form, pikepdf.Dictionary) else [], _TREE
    while waiting and left:
        item, left = waiting.pop(), left - 1
        if isinstance(item, pikepdf.Array):
            waiting += list(item)[:left]
        elif isinstance(item, pikepdf.Dictionary):
            if "/Rect" not in item:
                yield item
            waiting.append(item.get("/Kids"))


def _triggers(table: object) -> Iterator[str]:
    if isinstance(table, pikepdf.Dictionary):
        for _, action in table.items():
            yield from _chain(action)


def _chain(action: object) -> Iterator[str]:
    """Give the kinds of an action and of those that follow it."""
    waiting, left = [action], 100
    while waiting and left:
        one, left = waiting.pop(), left - 1
        if isinstance(one, pikepdf.Dictionary) and isinstance(one.get("/S"), pikepdf.Name):
            yield "/JavaScript" if "/JS" in one else decoded(one.S)
            after = one.get("/Next")
            waiting += list(after) if isinstance(after, pikepdf.Array) else [after]


def _outline(outlines: object) -> Iterator[Object]:
    if not isinstance(outlines, pikepdf.Dictionary):
        return
    waiting, left = [outlines.get("/First")], _TREE
    while waiting and left:
        item, left = waiting.pop(), left - 1
        if isinstance(item, pikepdf.Dictionary):
            yield item
            waiting += [item.get("/Next"), item.get("/First")]


def check_attachments(subject: Subject) -> Iterator[Finding]:
    """Find files within the file: a print shop opens none."""
    names, held = subject.pdf.Root.get("/Names"), subject.pdf.Root.get("/AF")
    named = isinstance(names, pikepdf.Dictionary) and "/EmbeddedFiles" in names
    count = len(subject.pdf.attachments) if named else 0
    count = count or (len(held) if isinstance(held, pikepdf.Array) else 0)
    if count:
        message = f"{count} files are attached" if count > 1 else "a file is attached"
        yield Finding("attachment", subject.place(), message, "take them away for print")
    for page in range(1, len(subject.pdf.pages) + 1):
        for note in annotations(subject.pdf.pages[page - 1].obj):
            if note.get("/Subtype") == "/FileAttachment":
                place = _at(subject, page, rect_of(note.get("/Rect")))
                yield Finding("attachment", place, "a file is attached", "take it away for print")


def check_encryption(subject: Subject) -> Iterator[Finding]:
    """Find an encrypted file: a print shop cannot work with it."""
    if subject.pdf.is_encrypted:
        held = "" if subject.pdf.allow.print_highres else " and may not be printed as it is"
        message = f"the file is encrypted{held}"
        yield Finding("encrypted", subject.place(), message, "save it without a password")


CHECKS: tuple[Check, ...] = (
    check_annotations,
    check_forms,
    check_actions,
    check_attachments,
    check_encryption,
)
"""The rules of this module."""
