"""Rules over the boxes of the pages: their relations, one trim size, and what the printer asks of them."""

from collections import Counter
from collections.abc import Iterator

from printissue.findings import Finding
from printissue.preflight.boundaries import Boundaries, Rect, every_page, gutter_is_left
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
    for page, frames in every_page(subject):
        where = subject.place(page)
        for name in frames.damaged:
            what = "is missing" if name == "MediaBox" else "is no rectangle of four numbers"
            yield Finding("box-damaged", where, f"the {name} {what}", "make the file anew")
        sides = (frames.media.width, frames.media.height)
        if min(sides) < SMALLEST or max(sides) > LARGEST:
            said = _millimetres(frames.media)
            yield Finding("page-size", where, f"the page is {said}", "pages have 1 to 5080 mm")
        yield from _relations(subject, page, frames)


def _relations(subject: Subject, page: int, frames: Boundaries) -> Iterator[Finding]:
    where = subject.place(page)
    if frames.trim and frames.art:
        hint = "keep the TrimBox, take the ArtBox away"
        yield Finding("trim-and-art", where, "the page has a TrimBox and an ArtBox", hint)
    if not frames.trim and not frames.art and not {"TrimBox", "ArtBox"} & set(frames.damaged):
        message = "no TrimBox says where the page is cut"
        yield Finding("trim-missing", where, message, "set the TrimBox to the finished page")
    name = "TrimBox" if frames.trim else "ArtBox"
    inner = frames.trim or frames.art
    for outer_name, outer, inner_name, within in (
        ("MediaBox", frames.media, "CropBox", frames.crop),
        ("MediaBox", frames.media, "BleedBox", frames.bleed),
        ("BleedBox", frames.bleed, name, inner),
        ("MediaBox", None if frames.bleed else frames.media, name, inner),
    ):
        if outer and within and not outer.holds(within):
            over = _overhang(outer, within) / MM
            message = f"the {inner_name} reaches {over:.2f} mm beyond the {outer_name}"
            place = subject.place(page, frames.seen(within))
            yield Finding("box-outside", place, message, f"widen the {outer_name}")


def check_user_unit(subject: Subject) -> Iterator[Finding]:
    """GWG 2022 R0002: no UserUnit."""
    for page, frames in every_page(subject):
        if frames.unit is not None:
            message = f"the page has a UserUnit of {frames.unit:g}"
            hint = "scale the page itself; many presses pass a UserUnit over"
            gravity: Severity = "warning" if frames.unit == 1 else "error"
            yield Finding("R0002", subject.place(page), message, hint, gravity)


def check_crop(subject: Subject) -> Iterator[Finding]:
    """GWG 2022 R0003: the CropBox is absent or the same as the MediaBox."""
    for page, frames in every_page(subject):
        if frames.crop and not frames.crop.equals(frames.media):
            sizes = f"{_millimetres(frames.crop)}, the MediaBox {_millimetres(frames.media)}"
            hint = "take the CropBox away"
            place = subject.place(page, frames.seen(frames.visible))
            yield Finding("R0003", place, f"the CropBox is {sizes}", hint)


def check_one_trim(subject: Subject) -> Iterator[Finding]:
    """GWG 2022 R0004: all pages have one trim size, and none is rotated."""
    gravity = ONE_TRIM.get(subject.presswork)
    if gravity is None:
        return
    pages = list(every_page(subject))
    sizes = Counter(_size(frames) for _, frames in pages)
    usual = sizes.most_common(1)[0][0] if sizes else (0, 0)
    for page, frames in pages:
        if frames.rotate:
            message = f"the page is rotated by {frames.rotate} degrees"
            hint = "turn the page's content instead"
            yield Finding("R0004", subject.place(page), message, hint, gravity)
        if max(abs(a - b) for a, b in zip(_size(frames), usual, strict=True)) > 1:
            shared = f"most pages {usual[0] / 10:.1f} x {usual[1] / 10:.1f} mm"
            message = f"the trimmed page is {_millimetres(frames.finished)}, {shared}"
            place = subject.place(page, frames.seen(frames.finished))
            yield Finding("R0004", place, message, "give all pages one TrimBox", gravity)


def _size(frames: Boundaries) -> tuple[int, int]:
    """Give the trimmed size in tenths of a mm."""
    scale = 10 * (frames.unit or 1) / MM
    return round(frames.finished.width * scale), round(frames.finished.height * scale)


def check_bleed_box(subject: Subject) -> Iterator[Finding]:
    """Find pages whose bleed box leaves less bleed on an edge than the printer asks for."""
    if subject.printer is None:
        return
    bleed = subject.printer.bleed
    for page, frames in every_page(subject):
        inner_left = gutter_is_left(subject, page)
        left, right = (bleed.inner, bleed.outer) if inner_left else (bleed.outer, bleed.inner)
        seen = {"left": left, "head": bleed.top, "right": right, "foot": bleed.bottom}
        wanted = _turned(seen, frames.rotate)
        for edge, has in _margins(frames.finished, frames.bled).items():
            if has < wanted[edge] * MM - SLACK:
                message = f"{max(has, 0) / MM:.2f} mm of bleed at the {edge}, {wanted[edge]:g} mm is asked"
                hint = "widen the BleedBox, and the artwork with it"
                place = subject.place(page, frames.seen(_strip(frames, edge)))
                yield Finding("bleed-box", place, message, hint)


def check_marks(subject: Subject) -> Iterator[Finding]:
    """Find pages without the room for the marks that the printer asks for, or with room where it wants none."""
    printer = subject.printer
    if printer is None:
        return
    gravity: Severity = "error" if printer.presswork == "digital" else "warning"
    for page, frames in every_page(subject):
        room = min(_margins(frames.finished, frames.media).values()) / MM
        beyond = max(_margins(frames.bled, frames.media).values()) / MM
        if printer.marks and room < printer.marks_offset + MARK - SLACK:
            message = f"{room:.1f} mm around the trim leave no room for crop marks"
            hint = f"marks stand {printer.marks_offset:g} mm off the trim"
            yield Finding("marks-room", subject.place(page), message, hint, "warning")
        if not printer.marks and beyond > 1.0:
            message = (
                f"the page reaches {beyond:.1f} mm beyond its bleed; the printer wants no marks"
            )
            hint = "make the MediaBox as large as the BleedBox"
            yield Finding("marks-unwanted", subject.place(page), message, hint, gravity)


def _turned(seen: dict[str, float], rotate: int) -> dict[str, float]:
    """Give what is asked of each edge of the page's own space from what is asked of the page as it is seen."""
    names = list(seen)
    first = -rotate // 90
    return {names[(place + first) % 4]: value for place, value in enumerate(seen.values())}


def _margins(inner: Rect, outer: Rect) -> dict[str, float]:
    """Give how far `outer` reaches beyond each edge of `inner`, in pt."""
    return {
        "left": inner.left - outer.left,
        "right": outer.right - inner.right,
        "head": outer.top - inner.top,
        "foot": inner.bottom - outer.bottom,
    }


def _strip(frames: Boundaries, edge: str) -> Rect:
    """Give the strip along an edge of the trimmed page, 3 mm wide."""
    trim, wide = frames.finished, 3 * MM
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
