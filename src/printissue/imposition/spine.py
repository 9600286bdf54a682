"""The spine of a cover: its width, its colour, and the words on it."""

from collections.abc import Iterator

from printissue.core.findings import Finding, Place
from printissue.imposition.geometry import Box, written
from printissue.imposition.marks import STATE
from printissue.imposition.orders import CoverOptions
from printissue.model.printers import MM
from printissue.pdf.glyph_outlines import CAP_HEIGHT, missing_characters, text_outlines, text_width

WIDEST = 80.0
"""What a machine binds, in mm."""
SIDE = 1.6
"""From the edge of the spine to the words, in mm: the fold is not exact (1/16 in)."""
INSET = 10.0
"""From head and foot to the words, and the least between title and number, in mm."""
SMALLEST, LARGEST = 5.0, 14.0
"""Sizes of the words, in pt."""
LETTER = CAP_HEIGHT + 0.44
"""Height of the letters with what goes below the line, the same above, in em."""
DARK = 0.45
"""A spine of less lightness than this gets white words."""


def spine_of(order: CoverOptions, pages: int) -> tuple[float, int]:
    """Give the spine's width in mm, and the leaves that make it; 0 leaves where the width was given.

    `pages` is how many pages a whole issue has; 0 for a file that is the cover alone.
    """
    if order.spine is not None:
        return order.spine, 0
    leaves = order.leaves
    if leaves is None:
        inner = max(pages - 4, 0) if order.inside else pages
        leaves = -(-inner // 2)
    return order.caliper * leaves, leaves


def check_spine(width: float, order: CoverOptions) -> Iterator[Finding]:
    """Find a spine without a width, or wider than any that is bound."""
    place = Place(order.name)
    if width <= 0:
        hint = "give the leaf's thickness and the number of leaves, or the spine's width"
        yield Finding("cover-spine", place, "nothing says how wide the spine is", hint)
    elif width > WIDEST:
        message = f"the spine would be {width:.1f} mm wide"
        yield Finding("cover-spine", place, message, f"{WIDEST:g} mm are the most that is bound")


def draw_fill(spine: Box, order: CoverOptions, *, cmyk: bool) -> str:
    """Give the operators that fill the spine; nothing where it stays unprinted."""
    if order.fill is None:
        return ""
    rectangle = written(spine.left, spine.bottom, spine.width, spine.height)
    return f"q {_colour(order.fill, cmyk=cmyk)} {rectangle} re f Q"


def draw_words(spine: Box, order: CoverOptions, *, cmyk: bool) -> tuple[str, tuple[Finding, ...]]:
    """Give the operators that set title and number on the trimmed spine; what cannot be set is a finding."""
    lines = [line for line in (order.title, order.number) if line]
    if not lines:
        return "", ()
    place = Place(order.name)
    if lost := missing_characters("".join(lines)):
        message = f"the spine's words are left out: the font has no {lost}"
        hint = "set them in the cover's own pages, or in Latin, Greek or Cyrillic letters"
        return "", (Finding("cover-text", place, message, hint),)
    size = _size(spine, order)
    if size < SMALLEST:
        message = f"the spine of {spine.width / MM:.2f} mm has no room for words of {SMALLEST:g} pt"
        hint = "leave them out, or make them shorter"
        return "", (Finding("cover-text", place, message, hint),)
    light = order.fill is not None and _lightness(order.fill) < DARK
    ink = (0.0, 0.0, 0.0, 0.0) if light else (0.0, 0.0, 0.0, 1.0)
    state = "" if light else f"{STATE} gs "  # white must knock out, black overprints
    words = "\n".join(_words(spine, order, size))
    return f"q {state}{_colour(ink, cmyk=cmyk)}\n{words}\nQ", ()


def _size(spine: Box, order: CoverOptions) -> float:
    """Give the size at which the words fit between the edges, and between head and foot."""
    across = (spine.width - 2 * SIDE * MM) / LETTER
    length = text_width(order.title, face="Semibold") + text_width(order.number)
    gaps = 3 if order.title and order.number else 2
    return min(LARGEST, across, (spine.height - gaps * INSET * MM) / length)


def _words(spine: Box, order: CoverOptions, size: float) -> Iterator[str]:
    """Set the title from one end on, the number up to the other."""
    rise = CAP_HEIGHT * size / 2
    middle = (spine.left + spine.right) / 2
    # read from the head down, letters stand with their feet to the left
    sign, x = (1, middle + rise) if order.upwards else (-1, middle - rise)
    start, end = (spine.bottom, spine.top) if order.upwards else (spine.top, spine.bottom)
    turn = (0, sign * size, -sign * size, 0)
    if order.title:
        yield f"q {written(*turn, x, start + sign * INSET * MM)} cm"
        yield f"{text_outlines(order.title, face='Semibold')}\nQ"
    if order.number:
        length = text_width(order.number) * size
        yield f"q {written(*turn, x, end - sign * (INSET * MM + length))} cm"
        yield f"{text_outlines(order.number)}\nQ"


def _colour(ink: tuple[float, float, float, float], *, cmyk: bool) -> str:
    return f"{written(*ink)} k" if cmyk else f"{written(*_rgb(ink))} rg"


def _rgb(ink: tuple[float, float, float, float]) -> tuple[float, ...]:
    return tuple((1 - one) * (1 - ink[3]) for one in ink[:3])


def _lightness(ink: tuple[float, float, float, float]) -> float:
    red, green, blue = _rgb(ink)
    return 0.3 * red + 0.59 * green + 0.11 * blue
