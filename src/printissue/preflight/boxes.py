"""Rules over the boxes of the pages: their relations, one trim size, and what the printer asks of them."""

from collections import Counter
from collections.abc import Iterator, Sequence

from printissue.core.findings import Finding
from printissue.core.rules import Severity
from printissue.model.printers import MM, Presswork
from printissue.pdf.boxes import PageBoxes, Rect
from printissue.preflight.edges import TOUCH, gutter_is_left, well_inside
from printissue.preflight.reader import content_of
from printissue.preflight.subject import Check, Subject

SMALLEST, LARGEST = 3.0, 14400.0
"""The sides that a page may have, in pt (ISO 32000-1, annex C)."""
SLACK = 0.1
"""How much a box may miss what is asked, in pt."""
MARK = 3.0
"""The least length of a crop obj that is one, in mm."""
ONE_TRIM: dict[Presswork, Severity] = {"sheetfed": "warning", "web": "error", "digital": "warning"}
"""GWG 2022 R0004: who asks for one trim size."""


def check_boxes(subject: Subject) -> Iterator[Finding]:
    """Find boxes that are no rectangle, missing, out of bounds or of a size that no reader takes."""
    for bounds in subject.boxes:
        page, where = bounds.page, subject.at(bounds.page)
        for name in bounds.damaged:
            what = "is missing" if name == "MediaBox" else "is no rectangle of four numbers"
            yield Finding("box-damaged", where, f"the {name} {what}", "make the file anew")
        sides = (bounds.media.width, bounds.media.height)
        if min(sides) < SMALLEST or max(sides) > LARGEST:
            said = _millimetres(bounds, bounds.media)
            yield Finding("page-size", where, f"the page is {said}", "pages have 1 to 5080 mm")
        yield from _relations(subject, page, bounds)


def _relations(subject: Subject, page: int, bounds: PageBoxes) -> Iterator[Finding]:
    where = subject.at(page)
    if bounds.trim and bounds.art:
        hint = "keep the TrimBox, take the ArtBox away"
        yield Finding("trim-and-art", where, "the page has a TrimBox and an ArtBox", hint)
    if not bounds.trim and not bounds.art and not {"TrimBox", "ArtBox"} & set(bounds.damaged):
        message = "no TrimBox says where the page is cut"
        yield Finding("trim-missing", where, message, "set the TrimBox to the finished page")
    name = "TrimBox" if bounds.trim else "ArtBox"
    inner = bounds.trim or bounds.art
    for outer_name, outer, inner_name, within in (
        ("MediaBox", bounds.media, "CropBox", bounds.crop),
        ("MediaBox", bounds.media, "BleedBox", bounds.bleed),
        ("BleedBox", bounds.bleed, name, inner),
        ("MediaBox", None if bounds.bleed else bounds.media, name, inner),
    ):
        if outer and within and not outer.holds(within):
            over = max(-value for value in _margins(bounds, within, outer).values())
            message = f"the {inner_name} reaches {over:.2f} mm beyond the {outer_name}"
            place = subject.at(page, within)
            yield Finding("box-outside", place, message, f"widen the {outer_name}")


def check_user_unit(subject: Subject) -> Iterator[Finding]:
    """GWG 2022 R0002: no UserUnit."""
    for bounds in subject.boxes:
        if bounds.unit is not None:
            message = f"the page has a UserUnit of {bounds.unit:g}"
            hint = "scale the page itself; many presses pass a UserUnit over"
            severity: Severity = "warning" if bounds.unit == 1 else "error"
            yield Finding("R0002", subject.at(bounds.page), message, hint, severity)


def check_crop(subject: Subject) -> Iterator[Finding]:
    """GWG 2022 R0003: the CropBox is absent or the same as the MediaBox."""
    for bounds in subject.boxes:
        if bounds.crop and not bounds.crop.equals(bounds.media):
            sizes = f"{_millimetres(bounds, bounds.crop)}, the MediaBox {_millimetres(bounds, bounds.media)}"
            hint = "take the CropBox away"
            place = subject.at(bounds.page)
            yield Finding("R0003", place, f"the CropBox is {sizes}", hint)


def check_one_trim(subject: Subject) -> Iterator[Finding]:
    """GWG 2022 R0004: all pages have one trim size, and none is rotated."""
    severity = ONE_TRIM.get(subject.presswork)
    if severity is None:
        return
    bound = subject.printer is not None and subject.printer.binding != "none"
    sized: Severity = "error" if bound else severity  # pages that are bound are cut together
    sizes = Counter(_size(bounds) for bounds in subject.boxes)
    usual = sizes.most_common(1)[0][0] if sizes else (0, 0)
    for bounds in subject.boxes:
        if bounds.rotate:
            message = f"the page is rotated by {bounds.rotate} degrees"
            hint = "turn the page's content instead"
            yield Finding("R0004", subject.at(bounds.page), message, hint, severity)
        if max(abs(a - b) for a, b in zip(_size(bounds), usual, strict=True)) > 1:
            shared = f"most pages {usual[0] / 10:.1f} x {usual[1] / 10:.1f} mm"
            message = f"the trimmed page is {_millimetres(bounds, bounds.finished)}, {shared}"
            place = subject.at(bounds.page, bounds.finished)
            yield Finding("R0004", place, message, "give all pages one TrimBox", sized)


def _size(bounds: PageBoxes) -> tuple[int, int]:
    """Give the trimmed size in tenths of a mm."""
    scale = 10 * bounds.scale / MM
    return round(bounds.finished.width * scale), round(bounds.finished.height * scale)


def check_bleed_box(subject: Subject) -> Iterator[Finding]:
    """Find pages whose bleed box leaves less bleed on an edge than the printer asks for.

    Where nothing on the page comes near the trim it is a warning: the cut will not show it.
    """
    if subject.printer is None:
        return
    bleed, bleeding = subject.printer.bleed, _bleeding(subject)
    for bounds in subject.boxes:
        page = bounds.page
        inner_left = gutter_is_left(subject, page)
        left, right = (bleed.inner, bleed.outer) if inner_left else (bleed.outer, bleed.inner)
        wanted = {"left": left, "head": bleed.top, "right": right, "foot": bleed.bottom}
        has = _margins(bounds, bounds.finished, bounds.bled)
        short: dict[str, list[str]] = {}
        for edge, asked in wanted.items():
            own = _own_edge(edge, bounds.rotate)
            if has[own] < asked - SLACK / MM:
                lack = f"{max(has[own], 0):.2f} mm of bleed at the {{}}, {asked:g} mm is asked"
                short.setdefault(lack, []).append(edge)
        for lack, edges in short.items():
            strips = [_strip(bounds, _own_edge(edge, bounds.rotate)) for edge in edges]
            area = strips[0] if len(strips) == 1 else bounds.finished
            message = lack.format(_listed(edges))
            hint = "widen the BleedBox, and the artwork with it"
            severity: Severity = "error" if page in bleeding else "warning"
            yield Finding("bleed-box", subject.at(page, area), message, hint, severity)


def _bleeding(subject: Subject) -> frozenset[int]:
    """Name the pages on which anything but text and white reaches the trim."""
    read = content_of(subject)
    trims = {bounds.page: bounds.box(bounds.finished) for bounds in read.boxes}
    return frozenset(
        obj.page
        for obj in read.printed
        if obj.kind != "text"
        and not obj.paint.white
        and not well_inside(obj.box, trims[obj.page], TOUCH)
    )


def _listed(edges: Sequence[str]) -> str:
    return edges[0] if len(edges) == 1 else f"{', '.join(edges[:-1])} and {edges[-1]}"


def check_marks(subject: Subject) -> Iterator[Finding]:
    """Find pages without the room for the marks that the printer asks for, or with room where it wants none."""
    printer = subject.printer
    if printer is None:
        return
    for bounds in subject.boxes:
        room = min(_margins(bounds, bounds.finished, bounds.media).values())
        beyond = max(_margins(bounds, bounds.bled, bounds.media).values())
        if printer.marks and room < printer.marks_offset + MARK - SLACK:
            message = f"{room:.1f} mm around the trim leave no room for crop marks"
            hint = f"marks stand {printer.marks_offset:g} mm off the trim"
            yield Finding("marks-room", subject.at(bounds.page), message, hint)
        if not printer.marks and beyond > 1.0:
            message = (
                f"the page reaches {beyond:.1f} mm beyond its bleed; the printer wants no marks"
            )
            hint = "make the MediaBox as large as the BleedBox"
            yield Finding("marks-unwanted", subject.at(bounds.page), message, hint)


def _own_edge(seen: str, rotate: int) -> str:
    """Give the edge of the page's own space that is seen at an edge of the rotated page."""
    clockwise = ("left", "head", "right", "foot")
    return clockwise[(clockwise.index(seen) - rotate // 90) % 4]


def _margins(bounds: PageBoxes, inner: Rect, outer: Rect) -> dict[str, float]:
    """Return how far `outer` reaches beyond each edge of `inner`, in mm."""
    scale = bounds.scale / MM
    return {
        "left": (inner.left - outer.left) * scale,
        "right": (outer.right - inner.right) * scale,
        "head": (outer.top - inner.top) * scale,
        "foot": (inner.bottom - outer.bottom) * scale,
    }


def _strip(bounds: PageBoxes, edge: str) -> Rect:
    """Give the strip along an edge of the trimmed page, 3 mm wide."""
    trim, wide = bounds.finished, 3 * MM / bounds.scale
    return {
        "left": Rect(trim.left, trim.bottom, trim.left + wide, trim.top),
        "right": Rect(trim.right - wide, trim.bottom, trim.right, trim.top),
        "head": Rect(trim.left, trim.top - wide, trim.right, trim.top),
        "foot": Rect(trim.left, trim.bottom, trim.right, trim.bottom + wide),
    }[edge]


def _millimetres(bounds: PageBoxes, rect: Rect) -> str:
    scale = bounds.scale / MM
    return f"{rect.width * scale:.1f} x {rect.height * scale:.1f} mm"


CHECKS: tuple[Check, ...] = (
    check_boxes,
    check_user_unit,
    check_crop,
    check_one_trim,
    check_bleed_box,
    check_marks,
)
"""The rules of this module."""
