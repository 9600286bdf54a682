"""Rules about pages: their boxes, their trim size, their number, and what the printer requires of them."""

from collections import Counter
from collections.abc import Iterator, Sequence

from printissue.core.findings import Finding
from printissue.core.rules import Severity
from printissue.model.printers import MM, Presswork, Printer
from printissue.pdf.boxes import TRIM_TOLERANCE, PageBoxes, Rect
from printissue.pdf.imposed import is_imposed
from printissue.preflight.reader import content_of
from printissue.preflight.subject import Check, Subject
from printissue.preflight.trim import TOUCH, gutter_is_left, is_well_inside

SMALLEST, LARGEST = 3.0, 14400.0
"""The least and greatest length of a page's sides, in pt (ISO 32000-1, annex C)."""
TOLERANCE = 0.1
"""The tolerance (pt) between a box and the required one."""
MARK = 3.0
"""The least length of a crop mark, in mm."""
ONE_TRIM: dict[Presswork, Severity] = {"sheetfed": "warning", "web": "error", "digital": "warning"}
"""The presswork for which GWG 2022 R0004 requires one trim size, with the severity."""
_ADVERTISEMENTS = frozenset({"magazine", "newspaper"})
_SINGLE_SHEET = 2
"""The most pages of a single sheet, which is not bound."""


def check_boxes(subject: Subject) -> Iterator[Finding]:
    """box-damaged, page-size, and the relations between boxes."""
    for boxes in subject.boxes:
        place = subject.at(boxes.page)
        for name in boxes.damaged:
            what = "is missing" if name == "MediaBox" else "is not a rectangle of four numbers"
            yield Finding("box-damaged", place, f"the {name} {what}", "export the file again")
        sides = (boxes.media.width, boxes.media.height)
        if min(sides) < SMALLEST or max(sides) > LARGEST:
            message = f"the page is {_size_in_mm(boxes, boxes.media)}"
            yield Finding("page-size", place, message, "make each side 1 to 5080 mm long")
        yield from _check_relations(subject, boxes)


def _check_relations(subject: Subject, boxes: PageBoxes) -> Iterator[Finding]:
    place = subject.at(boxes.page)
    if boxes.trim and boxes.art:
        message = "the page has both a TrimBox and an ArtBox"
        yield Finding("trim-and-art", place, message, "keep the TrimBox and remove the ArtBox")
    if not boxes.trim and not boxes.art and not {"TrimBox", "ArtBox"} & set(boxes.damaged):
        message = "the page has no TrimBox, so nothing says where to cut it"
        yield Finding("trim-missing", place, message, "set the TrimBox to the finished page")
    name = "TrimBox" if boxes.trim else "ArtBox"
    finished = boxes.trim or boxes.art
    for outer_name, outer, inner_name, inner in (
        ("MediaBox", boxes.media, "CropBox", boxes.crop),
        ("MediaBox", boxes.media, "BleedBox", boxes.bleed),
        ("BleedBox", boxes.bleed, name, finished),
        ("MediaBox", None if boxes.bleed else boxes.media, name, finished),
    ):
        if outer and inner and not outer.holds(inner):
            over = max(-value for value in _margins(boxes, inner, outer).values())
            message = f"the {inner_name} extends {over:.2f} mm beyond the {outer_name}"
            hint = f"enlarge the {outer_name}"
            yield Finding("box-outside", subject.at(boxes.page, inner), message, hint)


def check_user_unit(subject: Subject) -> Iterator[Finding]:
    """GWG 2022 R0002: no UserUnit."""
    for boxes in subject.boxes:
        if boxes.unit is not None:
            message = f"the page has a UserUnit of {boxes.unit:g}"
            hint = "scale the page itself, because many presses ignore UserUnit"
            severity: Severity = "warning" if boxes.unit == 1 else "error"
            yield Finding("R0002", subject.at(boxes.page), message, hint, severity)


def check_crop_box(subject: Subject) -> Iterator[Finding]:
    """GWG 2022 R0003: the CropBox is missing or equal to the MediaBox."""
    for boxes in subject.boxes:
        if boxes.crop and not boxes.crop.equals(boxes.media):
            crop, media = _size_in_mm(boxes, boxes.crop), _size_in_mm(boxes, boxes.media)
            message = f"the CropBox is {crop}, but the MediaBox is {media}"
            yield Finding("R0003", subject.at(boxes.page), message, "remove the CropBox")


def check_trim_size(subject: Subject) -> Iterator[Finding]:
    """GWG 2022 R0004: all pages have one trim size, and none is rotated."""
    severity = ONE_TRIM.get(subject.presswork)
    if severity is None:
        return
    bound = subject.printer is not None and subject.printer.binding != "none"
    size_severity: Severity = "error" if bound else severity  # bound pages are cut together
    sizes = Counter(_trim_size(boxes) for boxes in subject.boxes)
    usual = sizes.most_common(1)[0][0] if sizes else (0.0, 0.0)
    for boxes in subject.boxes:
        if boxes.rotate:
            message = f"the page is rotated by {boxes.rotate} degrees"
            hint = "rotate the content of the page instead"
            yield Finding("R0004", subject.at(boxes.page), message, hint, severity)
        if max(abs(a - b) for a, b in zip(_trim_size(boxes), usual, strict=True)) > TRIM_TOLERANCE:
            most = f"most pages are {usual[0]:.1f} x {usual[1]:.1f} mm"
            message = f"the trimmed page is {_size_in_mm(boxes, boxes.finished)}, but {most}"
            place = subject.at(boxes.page, boxes.finished)
            hint = "give all pages the same TrimBox"
            yield Finding("R0004", place, message, hint, size_severity)


def _trim_size(boxes: PageBoxes) -> tuple[float, float]:
    """Return the trimmed size in mm, to 0.1 mm."""
    scale = boxes.scale / MM
    return round(boxes.finished.width * scale, 1), round(boxes.finished.height * scale, 1)


def check_bleed_box(subject: Subject) -> Iterator[Finding]:
    """bleed-box: the BleedBox has the bleed that the printer requires.

    It is a warning on pages where nothing is near the trim, because the cut does not show there.
    """
    if subject.printer is None:
        return
    bleed, pages_with_bleed = subject.printer.bleed, _pages_with_bleed(subject)
    for boxes in subject.boxes:
        inner_left = gutter_is_left(subject, boxes.page)
        left, right = (bleed.inner, bleed.outer) if inner_left else (bleed.outer, bleed.inner)
        required = {"left": left, "top": bleed.top, "right": right, "bottom": bleed.bottom}
        available = _margins(boxes, boxes.finished, boxes.bled)
        edges_by_fault: dict[str, list[str]] = {}
        for edge, least in required.items():
            own = available[_own_edge(edge, boxes.rotate)]
            if own < least - TOLERANCE / MM:
                fault = f"the BleedBox has {max(own, 0):.2f} mm of bleed at the {{}} instead of {least:g} mm"
                edges_by_fault.setdefault(fault, []).append(edge)
        for fault, edges in edges_by_fault.items():
            strips = [_strip(boxes, _own_edge(edge, boxes.rotate)) for edge in edges]
            place = subject.at(boxes.page, strips[0] if len(strips) == 1 else boxes.finished)
            hint = "enlarge the BleedBox, and extend the artwork into it"
            severity: Severity = "error" if boxes.page in pages_with_bleed else "warning"
            yield Finding("bleed-box", place, fault.format(_joined(edges)), hint, severity)


def _pages_with_bleed(subject: Subject) -> frozenset[int]:
    """Return the pages on which any object but text and white is at the trim."""
    content = content_of(subject)
    trims = {boxes.page: boxes.box(boxes.finished) for boxes in content.boxes}
    return frozenset(
        obj.page
        for obj in content.printed
        if obj.kind != "text"
        and not obj.paint.white
        and not is_well_inside(obj.box, trims[obj.page], TOUCH)
    )


def _joined(edges: Sequence[str]) -> str:
    return edges[0] if len(edges) == 1 else f"{', '.join(edges[:-1])} and {edges[-1]}"


def check_mark_space(subject: Subject) -> Iterator[Finding]:
    """marks-room, marks-unwanted: there is space for the marks that the printer wants, and none where it wants none."""
    printer = subject.printer
    if printer is None:
        return
    for boxes in subject.boxes:
        space = min(_margins(boxes, boxes.finished, boxes.media).values())
        beyond = max(_margins(boxes, boxes.bled, boxes.media).values())
        if printer.marks and space < printer.marks_offset + MARK - TOLERANCE:
            message = f"{space:.1f} mm around the trim are too little for crop marks"
            hint = f"enlarge the page: marks are {printer.marks_offset:g} mm from the trim"
            yield Finding("marks-room", subject.at(boxes.page), message, hint)
        if not printer.marks and beyond > 1.0:
            message = (
                f"the page extends {beyond:.1f} mm beyond its bleed, but the printer wants no marks"
            )
            hint = "make the MediaBox as large as the BleedBox"
            yield Finding("marks-unwanted", subject.at(boxes.page), message, hint)


def _own_edge(seen: str, rotate: int) -> str:
    """Return the edge, in the page's own space, that is seen at an edge of the rotated page."""
    clockwise = ("left", "top", "right", "bottom")
    return clockwise[(clockwise.index(seen) - rotate // 90) % 4]


def _margins(boxes: PageBoxes, inner: Rect, outer: Rect) -> dict[str, float]:
    """Return how far `outer` extends beyond each edge of `inner`, in mm."""
    scale = boxes.scale / MM
    return {
        "left": (inner.left - outer.left) * scale,
        "right": (outer.right - inner.right) * scale,
        "top": (outer.top - inner.top) * scale,
        "bottom": (inner.bottom - outer.bottom) * scale,
    }


def _strip(boxes: PageBoxes, edge: str) -> Rect:
    """Return the strip of 3 mm along an edge of the trimmed page."""
    trim, width = boxes.finished, 3 * MM / boxes.scale
    return {
        "left": Rect(trim.left, trim.bottom, trim.left + width, trim.top),
        "right": Rect(trim.right - width, trim.bottom, trim.right, trim.top),
        "top": Rect(trim.left, trim.top - width, trim.right, trim.top),
        "bottom": Rect(trim.left, trim.bottom, trim.right, trim.bottom + width),
    }[edge]


def _size_in_mm(boxes: PageBoxes, rect: Rect) -> str:
    scale = boxes.scale / MM
    return f"{rect.width * scale:.1f} x {rect.height * scale:.1f} mm"


def check_advertisement(subject: Subject) -> Iterator[Finding]:
    """GWG 2022 R0006: an advertisement has one page; a whole issue is a multiple that the printer binds."""
    count, printer = len(subject.pdf.pages), subject.printer
    if subject.presswork not in _ADVERTISEMENTS or count == 1 or is_imposed(subject.pdf):
        return
    if printer is None or printer.pages_max == 1 or _count_faults(printer, count):
        message = f"the file has {count} pages, but an advertisement has one"
        multiple = printer.page_multiple if printer else 1
        hint = (
            f"for a whole issue, use a multiple of {multiple} pages"
            if multiple > 1
            else "send each page as a file of its own"
        )
        yield Finding("R0006", subject.place(), message, hint)


def check_page_count(subject: Subject) -> Iterator[Finding]:
    """page-count: the printer binds this number of pages. For a single sheet it is a warning."""
    count, printer = len(subject.pdf.pages), subject.printer
    if printer is None or subject.presswork in _ADVERTISEMENTS or is_imposed(subject.pdf):
        return
    for message, hint in _count_faults(printer, count):
        severity: Severity = "warning" if count <= _SINGLE_SHEET else "error"
        yield Finding("page-count", subject.place(), message, hint, severity)


def _count_faults(printer: Printer, count: int) -> list[tuple[str, str]]:
    """Return what is wrong with a number of pages, each with a hint."""
    faults = []
    counted = f"the file has {count} page{'' if count == 1 else 's'}"
    if excess := count % printer.page_multiple:
        message = f"{counted}, which is not a multiple of {printer.page_multiple}"
        faults.append((message, f"add {printer.page_multiple - excess}, or remove {excess}"))
    if count < printer.pages_min:
        message = f"{counted}, but the printer binds at least {printer.pages_min}"
        faults.append((message, "add pages, or choose another printer"))
    if count > printer.pages_max:
        message = f"{counted}, but the printer binds at most {printer.pages_max}"
        faults.append((message, "remove pages, or choose another printer"))
    return faults


BOX_CHECKS: tuple[Check, ...] = (
    check_boxes,
    check_user_unit,
    check_crop_box,
    check_trim_size,
    check_bleed_box,
    check_mark_space,
)
"""The checks of page boxes."""
COUNT_CHECKS: tuple[Check, ...] = (check_advertisement, check_page_count)
"""The checks of the number of pages."""
