"""Covers for perfect binding: back, spine and front on one sheet, and their inside on its back.

A file of two pages is front and back; one of four is front, inside front, inside back and back; a longer one is a whole
issue, whose first and last page are the front and the back. If the file reads from right to left, the front is on the
left.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath

import pikepdf

from printissue.core.findings import Finding, Place, has_errors
from printissue.imposition import marks
from printissue.imposition.catalogue import black_is_ink, lost_annotations
from printissue.imposition.geometry import Edges, combine, format_numbers, grow, translation
from printissue.imposition.marks import STATE
from printissue.imposition.options import CoverOptions
from printissue.imposition.output import write_sheets
from printissue.imposition.sides import (
    CoverSpread,
    PagePosition,
    Placement,
    SheetBoxes,
    SideContent,
)
from printissue.imposition.source_pages import (
    SourcePage,
    check_sizes,
    open_source,
    read_pages,
    reads_right_to_left,
)
from printissue.model.printers import MM
from printissue.pdf.boxes import Rect
from printissue.pdf.glyph_outlines import (
    CAP_HEIGHT,
    missing_characters,
    text_outlines,
    text_width,
)

WIDEST = 80.0
"""The widest spine that machines bind, in mm."""
SIDE = 1.6
"""The least distance of the text from the edges of the spine, in mm: folds are not exact (1/16 in)."""
INSET = 10.0
"""From head and foot to the text, and the least gap between title and number, in mm."""
SMALLEST, LARGEST = 5.0, 14.0
"""The least and largest size of the text, in pt."""
LETTER = CAP_HEIGHT + 0.44
"""The height of the letters with their descenders, and the same space above, in em."""
DARK = 0.45
"""A spine whose lightness is below this gets white text."""

PagePair = tuple[SourcePage, SourcePage]
"""The pages to the left and to the right of the spine."""
Result = tuple[CoverSpread | None, tuple[Finding, ...]]
"""The cover, or None where there are errors, and the findings."""


def cover(content: bytes | Path, options: CoverOptions) -> Result:
    """Make the cover of a file: its outer side and, where the file has one, its inner side."""
    pdf, findings = open_source(content, options.name, options.passwords)
    if pdf is None:
        return None, findings
    with pdf:
        pages, findings = read_pages(pdf, options.name)
        if findings:
            return None, findings
        if problem := _check_page_count(len(pages), options):
            return None, (problem,)
        lost = tuple(lost_annotations(pdf, options.name))
        spread, findings = _make_cover(pdf, pages, options)
        return spread, (*findings, *lost)


def _make_cover(pdf: pikepdf.Pdf, pages: list[SourcePage], options: CoverOptions) -> Result:
    mirrored = reads_right_to_left(pdf) if options.right_to_left is None else options.right_to_left
    pairs = _page_pairs(pages, inside=options.inside, mirrored=mirrored)
    width, leaves = spine_width(options, len(pages) if len(pages) > 4 else 0)
    chosen = sorted({page for pair in pairs for page in pair}, key=lambda page: page.number)
    findings = (*check_spine(width, options), *check_sizes(chosen, options.name))
    if has_errors(findings):
        return None, findings
    boxes = _sheet_boxes(pairs, width, options)
    cmyk = black_is_ink(pdf)
    spine = Rect(boxes.folds[0][0], boxes.trim.bottom, boxes.folds[0][1], boxes.trim.top)
    bled_spine = Rect(spine.left, boxes.bleed.bottom, spine.right, boxes.bleed.top)
    text, findings = draw_text(spine, options, cmyk=cmyk)
    sides = []
    for at, pair in enumerate(pairs):
        front = at == 0
        placements, positions = _place_pages(pair, boxes)
        above = [text] if front else []
        if options.marks:
            label = f"{PurePath(options.name).stem} · {_label(front=front)}{_spine_label(width, leaves, options)}"
            above.append(marks.draw_marks(boxes, label, cmyk=cmyk))
        below = draw_fill(bled_spine, options, cmyk=cmyk) if front else ""
        sides.append(SideContent(1, front, placements, positions, below, "\n".join(above)))
    labels = [_label(front=side.front) for side in sides]
    content = write_sheets(pdf, chosen, sides, boxes=boxes, labels=labels, made=repr(options))
    size = (boxes.trim.width / MM, boxes.trim.height / MM)
    described = tuple(side.described() for side in sides)
    return CoverSpread(content, width, leaves, size, described), findings


def _check_page_count(count: int, options: CoverOptions) -> Finding | None:
    """Return a finding where no cover can be made of a file with `count` pages."""
    if count in (1, 3):
        message = f"the file has {count} page{'s' if count > 1 else ''}, which do not make a cover"
        hint = (
            "use a file of two pages (front, back), of four (front, inside front, inside back, back), "
            "or a whole issue"
        )
        return Finding("cover-pages", Place(options.name), message, hint)
    if options.inside and count == 2:
        message = "the file has two pages, so there are none for the inside of the cover"
        hint = "use a file of four pages, or leave out the inside"
        return Finding("cover-pages", Place(options.name), message, hint)
    return None


def _page_pairs(pages: Sequence[SourcePage], *, inside: bool, mirrored: bool) -> list[PagePair]:
    """Return the pages beside the spine on the outer side and, where there are any, on the inner side."""
    pairs = [(pages[-1], pages[0])]
    if len(pages) == 4 or inside:
        pairs.append((pages[1], pages[-2]))
    return [(right, left) for left, right in pairs] if mirrored else pairs


def _sheet_boxes(pairs: Sequence[PagePair], width: float, options: CoverOptions) -> SheetBoxes:
    """Return the page boxes of the sheet: both pages and the spine, their bleed, and space for marks."""
    first, spine = pairs[0][1], width * MM
    side = max(max(left.bleed.left, right.bleed.right) for left, right in pairs)
    pages = [page for pair in pairs for page in pair]
    bleed = Edges(
        side,
        max(page.bleed.bottom for page in pages),
        side,
        max(page.bleed.top for page in pages),
    )
    needed = marks.mark_space(bleed) if options.marks else bleed
    x, y = needed.left, needed.bottom
    trim = Rect(x, y, x + 2 * first.width + spine, y + first.height)
    media = grow(trim, needed)
    fold = x + first.width
    return SheetBoxes(
        media=Rect(0, 0, media.right, media.top),
        bleed=grow(trim, bleed),
        trim=trim,
        cuts=((trim.left, trim.right), (trim.bottom, trim.top)),
        folds=((fold, fold + spine), ()),
    )


def _place_pages(
    pair: PagePair, boxes: SheetBoxes
) -> tuple[tuple[Placement, ...], tuple[PagePosition, ...]]:
    """Place two pages with their inner edges at the spine, where their bleed ends."""
    left, right = pair
    spine_left, spine_right = boxes.folds[0]
    bleed, trim = boxes.bleed, boxes.trim
    areas = (
        (left, spine_left - left.width, Rect(bleed.left, bleed.bottom, spine_left, bleed.top)),
        (right, spine_right, Rect(spine_right, bleed.bottom, bleed.right, bleed.top)),
    )
    placements = tuple(
        Placement(page.number, combine(page.matrix, translation(x, trim.bottom)), clip)
        for page, x, clip in areas
    )
    positions = (
        PagePosition(left.number, Rect(trim.left, trim.bottom, spine_left, trim.top)),
        PagePosition(right.number, Rect(spine_right, trim.bottom, trim.right, trim.top)),
    )
    return placements, positions


def _label(*, front: bool) -> str:
    return "cover, outside" if front else "cover, inside"


def _spine_label(width: float, leaves: int, options: CoverOptions) -> str:
    product = f" = {leaves} × {options.caliper:g} mm" if leaves else ""
    return f", spine {width:.2f} mm{product}"


# the spine


def spine_width(options: CoverOptions, pages: int) -> tuple[float, int]:
    """Return the spine's width in mm and the leaves that it holds; 0 leaves where the options set the width.

    `pages` is the number of pages of a whole issue, 0 for a file that is only the cover.
    """
    if options.spine is not None:
        return options.spine, 0
    leaves = options.leaves
    if leaves is None:
        inner = max(pages - 4, 0) if options.inside else pages
        leaves = -(-inner // 2)
    return options.caliper * leaves, leaves


def check_spine(width: float, options: CoverOptions) -> Iterator[Finding]:
    """Yield a finding for a spine whose width is unknown, or wider than machines bind."""
    place = Place(options.name)
    if width <= 0:
        hint = "set the thickness of a leaf and the number of leaves, or the width of the spine"
        yield Finding("cover-spine", place, "the width of the spine is not known", hint)
    elif width > WIDEST:
        message = f"the spine would be {width:.1f} mm wide"
        hint = f"bind at most {WIDEST:g} mm; split the issue, or use thinner paper"
        yield Finding("cover-spine", place, message, hint)


def draw_fill(spine: Rect, options: CoverOptions, *, cmyk: bool) -> str:
    """Return the operators that fill the spine; an empty string where it stays unprinted."""
    if options.fill is None:
        return ""
    rectangle = format_numbers(spine.left, spine.bottom, spine.width, spine.height)
    return f"q {_fill_colour(options.fill, cmyk=cmyk)} {rectangle} re f Q"


def draw_text(spine: Rect, options: CoverOptions, *, cmyk: bool) -> tuple[str, tuple[Finding, ...]]:
    """Return the operators that set title and number on the trimmed spine, or a finding where they do not fit."""
    lines = [line for line in (options.title, options.number) if line]
    if not lines:
        return "", ()
    place = Place(options.name)
    if missing := missing_characters("".join(lines)):
        message = f"the text of the spine is left out, because the font does not have {missing}"
        hint = "set it on the pages of the cover itself, or write it in Latin, Greek or Cyrillic letters"
        return "", (Finding("cover-text", place, message, hint),)
    size = _text_size(spine, options)
    if size < SMALLEST:
        width = f"{spine.width / MM:.2f} mm"
        message = f"the spine of {width} has no room for text of {SMALLEST:g} pt"
        return "", (Finding("cover-text", place, message, "shorten the text, or leave it out"),)
    white = options.fill is not None and _lightness(options.fill) < DARK
    ink = (0.0, 0.0, 0.0, 0.0) if white else (0.0, 0.0, 0.0, 1.0)
    state = "" if white else f"{STATE} gs "  # white must knock out, black overprints
    text = "\n".join(_draw_lines(spine, options, size))
    return f"q {state}{_fill_colour(ink, cmyk=cmyk)}\n{text}\nQ", ()


def _text_size(spine: Rect, options: CoverOptions) -> float:
    """Return the size in pt at which the text fits the width and the height of the spine."""
    across = (spine.width - 2 * SIDE * MM) / LETTER
    length = text_width(options.title, face="Semibold") + text_width(options.number)
    gaps = 3 if options.title and options.number else 2
    return min(LARGEST, across, (spine.height - gaps * INSET * MM) / length)


def _draw_lines(spine: Rect, options: CoverOptions, size: float) -> Iterator[str]:
    """Yield the title, which begins at one end of the spine, and the number, which ends at the other."""
    rise = CAP_HEIGHT * size / 2
    middle = (spine.left + spine.right) / 2
    # text that reads from top to bottom has its baseline on the left
    sign, x = (1, middle + rise) if options.upwards else (-1, middle - rise)
    start, end = (spine.bottom, spine.top) if options.upwards else (spine.top, spine.bottom)
    turn = (0, sign * size, -sign * size, 0)
    if options.title:
        yield f"q {format_numbers(*turn, x, start + sign * INSET * MM)} cm"
        yield f"{text_outlines(options.title, face='Semibold')}\nQ"
    if options.number:
        length = text_width(options.number) * size
        yield f"q {format_numbers(*turn, x, end - sign * (INSET * MM + length))} cm"
        yield f"{text_outlines(options.number)}\nQ"


def _fill_colour(ink: tuple[float, float, float, float], *, cmyk: bool) -> str:
    return f"{format_numbers(*ink)} k" if cmyk else f"{format_numbers(*_rgb(ink))} rg"


def _rgb(ink: tuple[float, float, float, float]) -> tuple[float, ...]:
    return tuple((1 - one) * (1 - ink[3]) for one in ink[:3])


def _lightness(ink: tuple[float, float, float, float]) -> float:
    red, green, blue = _rgb(ink)
    return 0.3 * red + 0.59 * green + 0.11 * blue
