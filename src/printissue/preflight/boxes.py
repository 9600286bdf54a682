"""Rules over the boxes of the pages: their relations, one trim size, and what the printer asks of them."""

from collections import Counter
from collections.abc import Iterator, Sequence

from printissue.findings import Finding, Place
from printissue.preflight.boundaries import Boundaries, Rect, every_page, gutter_is_left
from printissue.preflight.edges import TOUCH, well_inside
from printissue.preflight.interpreter import reading
from printissue.preflight.subject import Check, Subject
from printissue.printers import MM, Presswork
from printissue.rules import Severity

SMALLEST, LARGEST = 3.0, 14400.0
"""The sides that a page may have, in pt (ISO 32000-1, annex C)."""
SLACK = 0.1
"""How much a box may miss what is asked, in pt."""
MARK = 3.0
"""The least length of a crop mark that is one, in mm."""
ONE_TRIM: dict[Presswork, Severity] = {"sheetfed": "warning", "web": "error", "digital": "warning"}
"""GWG 2022 R0004: who asks for one trim size."""


def check_boxes(subject: Subject) -> Iterator[Finding]:
    """Find boxes that are no rectangle, missing, out of bounds or of a size that no reader takes."""
    for page, bounds in every_page(subject):
        where = _whole(subject, page, bounds)
        for name in bounds.damaged:
            what = "is missing" if name == "MediaBox" else "is no rectangle of four numbers"
            yield Finding("box-damaged", where, f"the {name} {what}", "make the file anew")
        sides = (bounds.media.width, bounds.media.height)
        if min(sides) < SMALLEST or max(sides) > LARGEST:
            said = _millimetres(bounds.media)
            yield Finding("page-size", where, f"the page is {said}", "pages have 1 to 5080 mm")
        yield from _relations(subject, page, bounds)


def _relations(subject: Subject, page: int, bounds: Boundaries) -> Iterator[Finding]:
    where = _whole(subject, page, bounds)
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
            over = _overhang(outer, within) / MM
            message = f"the {inner_name} reaches {over:.2f} mm beyond the {outer_name}"
            place = subject.place(page, bounds.seen(within))
            yield Finding("box-outside", place, message, f"widen the {outer_name}")


def check_user_unit(subject: Subject) -> Iterator[Finding]:
    """GWG 2022 R0002: no UserUnit."""
    for page, bounds in every_page(subject):
        if bounds.unit is not None:
            message = f"the page has a UserUnit of {bounds.unit:g}"
            hint = "scale the page itself; many presses pass a UserUnit over"
            gravity: Severity = "warning" if bounds.unit == 1 else "error"
            yield Finding("R0002", _whole(subject, page, bounds), message, hint, gravity)


def check_crop(subject: Subject) -> Iterator[Finding]:
    """GWG 2022 R0003: the CropBox is absent or the same as the MediaBox."""
    for page, bounds in every_page(subject):
        if bounds.crop and not bounds.crop.equals(bounds.media):
            sizes = f"{_millimetres(bounds.crop)}, the MediaBox {_millimetres(bounds.media)}"
            hint = "take the CropBox away"
            place = subject.place(page, bounds.seen(bounds.visible))
            yield Finding("R0003", place, f"the CropBox is {sizes}", hint)


def check_one_trim(subject: Subject) -> Iterator[Finding]:
    """GWG 2022 R0004: all pages have one trim size, and none is rotated."""
    gravity = ONE_TRIM.get(subject.presswork)
    if gravity is None:
        return
    pages = list(every_page(subject))
    sizes = Counter(_size(bounds) for _, bounds in pages)
    usual = sizes.most_common(1)[0][0] if sizes else (0, 0)
    for page, bounds in pages:
        if bounds.rotate:
            message = f"the page is rotated by {bounds.rotate} degrees"
            hint = "turn the page's content instead"
            yield Finding("R0004", _whole(subject, page, bounds), message, hint, gravity)
        if max(abs(a - b) for a, b in zip(_size(bounds), usual, strict=True)) > 1:
            shared = f"most pages {usual[0] / 10:.1f} x {usual[1] / 10:.1f} mm"
            message = f"the trimmed page is {_millimetres(bounds.finished)}, {shared}"
            place = subject.place(page, bounds.seen(bounds.finished))
            yield Finding("R0004", place, message, "give all pages one TrimBox", gravity)


def _size(bounds: Boundaries) -> tuple[int, int]:
    """Give the trimmed size in tenths of a mm."""
    scale = 10 * (bounds.unit or 1) / MM
    return round(bounds.finished.width * scale), round(bounds.finished.height * scale)


def check_bleed_box(subject: Subject) -> Iterator[Finding]:
    """Find pages whose bleed box leaves less bleed on an edge than the printer asks for.

    Where nothing on the page comes near the trim it is a warning: the cut will not show it.
    """
    if subject.printer is None:
        return
    bleed, bleeding = subject.printer.bleed, _bleeding(subject)
    for page, bounds in every_page(subject):
        inner_left = gutter_is_left(subject, page)
        left, right = (bleed.inner, bleed.outer) if inner_left else (bleed.outer, bleed.inner)
        wanted = {"left": left, "head": bleed.top, "right": right, "foot": bleed.bottom}
        has = _margins(bounds.finished, bounds.bled)
        short: dict[str, list[str]] = {}
        for edge, asked in wanted.items():
            own = _own_edge(edge, bounds.rotate)
            if has[own] < asked * MM - SLACK:
                lack = f"{max(has[own], 0) / MM:.2f} mm of bleed at the {{}}, {asked:g} mm is asked"
                short.setdefault(lack, []).append(edge)
        for lack, edges in short.items():
            strips = [_strip(bounds, _own_edge(edge, bounds.rotate)) for edge in edges]
            area = strips[0] if len(strips) == 1 else bounds.finished
            message = lack.format(_listed(edges))
            hint = "widen the BleedBox, and the artwork with it"
            gravity: Severity = "error" if page in bleeding else "warning"
            yield Finding(
                "bleed-box", subject.place(page, bounds.seen(area)), message, hint, gravity
            )


def _bleeding(subject: Subject) -> frozenset[int]:
    """Name the pages on which anything but text and white reaches the trim."""
    read = reading(subject)
    trims = {frame.page: frame.box(frame.finished) for frame in read.frames}
    return frozenset(
        mark.page
        for mark in read.printed
        if mark.kind != "text"
        and not mark.paint.white
        and not well_inside(mark.box, trims[mark.page], TOUCH)
    )


def _listed(edges: Sequence[str]) -> str:
    return edges[0] if len(edges) == 1 else f"{', '.join(edges[:-1])} and {edges[-1]}"


def check_marks(subject: Subject) -> Iterator[Finding]:
    """Find pages without the room for the marks that the printer asks for, or with room where it wants none."""
    printer = subject.printer
    if printer is None:
        return
    for page, bounds in every_page(subject):
        room = min(_margins(bounds.finished, bounds.media).values()) / MM
        beyond = max(_margins(bounds.bled, bounds.media).values()) / MM
        if printer.marks and room < printer.marks_offset + MARK - SLACK:
            message = f"{room:.1f} mm around the trim leave no room for crop marks"
            hint = f"marks stand {printer.marks_offset:g} mm off the trim"
            yield Finding("marks-room", _whole(subject, page, bounds), message, hint)
        if not printer.marks and beyond > 1.0:
            message = (
                f"the page reaches {beyond:.1f} mm beyond its bleed; the printer wants no marks"
            )
            hint = "make the MediaBox as large as the BleedBox"
            yield Finding("marks-unwanted", _whole(subject, page, bounds), message, hint)


def _whole(subject: Subject, page: int, bounds: Boundaries) -> Place:
    return subject.place(page, bounds.seen(bounds.visible))


def _own_edge(seen: str, rotate: int) -> str:
    """Give the edge of the page's own space that is seen at an edge of the rotated page."""
    clockwise = ("left", "head", "right", "foot")
    return clockwise[(clockwise.index(seen) - rotate // 90) % 4]


def _margins(inner: Rect, outer: Rect) -> dict[str, float]:
    """Give how far `outer` reaches beyond each edge of `inner`, in pt."""
    return {
        "left": inner.left - outer.left,
        "right": outer.right - inner.right,
        "head": outer.top - inner.top,
        "foot": inner.bottom - outer.bottom,
    }


def _strip(bounds: Boundaries, edge: str) -> Rect:
    """Give the strip along an edge of the trimmed page, 3 mm wide."""
    trim, wide = bounds.finished, 3 * MM
    return {
        "left": Rect(trim.left, trim.bottom, trim.left + wide, trim.top),
        "right": Rect(trim.right - wide, trim.bottom, trim.right, trim.top),
        "head": Rect(trim.left, trim.top - wide, trim.right, trim.top),
        "foot": Rect(trim.left, trim.bottom, trim.right, trim.bottom + wide),
    }[edge]


def _overhang(outer: Rect, inner: Rect) -> float:
    return max(-value for value in _margins(inner, outer).values())


def _millimetres(rect: Rect) -> str:
    return f"{rect.width / MM:.1f} x {rect.height / MM:.1f} mm"


CHECKS: tuple[Check, ...] = (
    check_boxes,
    check_user_unit,
    check_crop,
    check_one_trim,
    check_bleed_box,
    check_marks,
)
"""The rules of this module."""
