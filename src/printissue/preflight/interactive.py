"""Rules over what does not print: annotations, forms, scripts, actions, attachments."""

from collections import defaultdict
from collections.abc import Iterator

import pikepdf
from pikepdf import Object

from printissue.findings import Finding
from printissue.preflight.boundaries import Boundaries, Rect, boundaries, rect_of
from printissue.preflight.claims import read_claims
from printissue.preflight.subject import Check, Subject
from printissue.preflight.walk import annotations
from printissue.preflight.worded import worded
from printissue.rules import Severity

_PRINTS_RIGHT = frozenset({"/TrapNet", "/PrinterMark"})
_TREE = 10_000
_PLAIN = frozenset({"/GoTo", "/Named"})


def check_annotations(subject: Subject) -> Iterator[Finding]:
    """Find annotations and form fields on what is printed; only those of printers themselves may be there."""
    for count, page in enumerate(subject.pdf.pages, 1):
        bounds = boundaries(page.obj)
        kinds: dict[str, list[Rect]] = defaultdict(list)
        for annotation in annotations(page.obj):
            kind, rect = worded(annotation.get("/Subtype")), rect_of(annotation.get("/Rect"))
            if kind not in _PRINTS_RIGHT and rect and _printed(bounds).meets(rect):
                kinds[kind].append(rect)
        for kind, rects in kinds.items():
            yield _on_page(subject, (count, bounds), (kind, rects))


def _printed(bounds: Boundaries) -> Rect:
    return bounds.bleed or bounds.finished


def _on_page(
    subject: Subject, page: tuple[int, Boundaries], found: tuple[str, list[Rect]]
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
    seen: dict[tuple[str, int | None], int] = defaultdict(int)
    for kind, page in _actions(subject.pdf):
        seen[kind, page] += 1
    for (kind, page), count in seen.items():
        more = f" ({count} of them)" if count > 1 else ""
        if kind == "/JavaScript":
            message = f"the file holds JavaScript{more}"
            yield Finding("script", subject.place(page), message, "take the scripts away")
        elif strict or kind not in _PLAIN:
            message = f"the file holds an action: {kind.lstrip('/')}{more}"
            gravity: Severity = "warning" if kind in _PLAIN | {"/URI", "/GoToR"} else "error"
            hint = "take the actions away"
            yield Finding("action", subject.place(page), message, hint, gravity)


def _actions(pdf: pikepdf.Pdf) -> Iterator[tuple[str, int | None]]:
    """Give the kind of each action, and its page where it hangs from one."""
    root = pdf.Root
    yield from ((kind, None) for kind in _chain(root.get("/OpenAction")))
    yield from ((kind, None) for kind in _triggers(root.get("/AA")))
    names = root.get("/Names")
    if isinstance(names, pikepdf.Dictionary) and "/JavaScript" in names:
        yield "/JavaScript", None
    for item in _outline(root.get("/Outlines")):
        yield from ((kind, None) for kind in _chain(item.get("/A")))
    for count, page in enumerate(pdf.pages, 1):
        yield from ((kind, count) for kind in _triggers(page.obj.get("/AA")))
        for annotation in annotations(page.obj):
            yield from ((kind, count) for kind in _chain(annotation.get("/A")))
            yield from ((kind, count) for kind in _triggers(annotation.get("/AA")))


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
            yield worded(one.S)
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
    names = subject.pdf.Root.get("/Names")
    if isinstance(names, pikepdf.Dictionary) and "/EmbeddedFiles" in names:
        count = len(subject.pdf.attachments)
        if count:
            message = f"{count} files are attached" if count > 1 else "a file is attached"
            yield Finding("attachment", subject.place(), message, "take them away for print")


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
