"""The layout engine: everything that printissue uses of WeasyPrint, including its private parts.

WeasyPrint's public API takes HTML and returns pages, but not the position of a paragraph on them. `Page` and `Box` are
views of its private boxes. All lengths are CSS pixels (1/96 inch), from the top left corner of the trimmed page.
tests/layout/test_engine.py names each private attribute that is used here, and what breaks without it.
"""

import contextlib
import copy
import ctypes.util
import io
import logging
import operator
import os
import re
import sys
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from math import inf
from pathlib import Path
from typing import Any, Literal, NamedTuple
from xml.etree.ElementTree import Element

from printissue.assets.resources import RESOURCE_ORIGIN
from printissue.core.errors import MissingError

REFUSED = "not named by the manuscript or the theme"
"""The reason in WeasyPrint's log for an address that has no resource; `Session.refused` lists these addresses."""

Kind = Literal["page", "margin", "line", "text", "picture", "container", "block", "inline", "other"]

_PLACED_MESSAGE = re.compile(
    r"^(?P<what>.*?) at (?P<line>\d+):(?P<column>\d+)[,.:]? ?(?P<why>.*)$", re.DOTALL
)


ENVIRONMENT = {"SOURCE_DATE_EPOCH": "315532800", "FC_LANG": "en", "PANGO_LANGUAGE": "en"}
"""The environment of every layout, independent of the clock and the user's locale.

fontTools writes the time into `head.modified` of each variable font that it instantiates. It is 1980-01-01 in all
issues, so that equal subsets are equal bytes and a volume contains them once. fontconfig and Pango prefer fonts for
the user's language where a text has no language.
"""


def load(fontconfig: Path) -> None:
    """Load WeasyPrint with the fonts of a fontconfig file and no others. Raise MissingError where Pango is missing.

    Sessions that begin after it find the fonts that there are now.
    """
    os.environ.update(ENVIRONMENT, FONTCONFIG_FILE=str(fontconfig))
    try:
        with _without_library_search():
            from weasyprint import svg
            from weasyprint.layout import column
    except OSError as error:
        hint = "on Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
        raise MissingError(f"WeasyPrint cannot load Pango: {error}", hint) from None
    column.sum = _balanced_sum
    column.max = _greatest_height
    svg.draw_gradient = _with_wide_cells(svg.draw_gradient)
    _shared_fonts.clear()


def _balanced_sum(heights: Sequence[float]) -> float:
    """Return the height of balanced columns times their number, in place of the sum of the heights given.

    WeasyPrint lays out columns again and again to balance them. It starts at the average height, which is the sum
    divided by the number of columns, and adds a few pixels until the text fits. That takes most of the time of a
    layout. This function takes the place of `sum` there, and searches the height in steps of a line. WeasyPrint then
    lays out the columns once more at that height, and goes on from there if they do not fit.
    """
    variables = sys._getframe(1).f_locals
    count = int(variables["count"])
    return _ColumnBalance(variables).height(sum(heights) / count) * count


def _greatest_height(*values: Any) -> Any:  # noqa: ANN401 - the arguments of max
    """Return the greatest height of columns, less a rounding error; of several values, the greatest.

    WeasyPrint balances columns if the greatest of their heights is at most that of the page. A block that is broken
    ends at the foot of the page, and the sum of the heights above it may be greater by a rounding error. Then the
    columns would be filled one after the other. This function takes the place of `max` there.
    """
    return max(*values) - _TOLERANCE if len(values) == 1 else max(*values)


_TOLERANCE = 0.01
"""The difference between heights, in px, below which they are equal."""

_UNLIMITED = 1e7
"""A height, in px, that no text fills."""


class _ColumnBalance:
    """The search for the height at which a text fits its columns, from the variables of `columns_layout`."""

    def __init__(self, variables: Mapping[str, Any]) -> None:
        self._variables = variables
        self._top = float(variables["current_position_y"])
        self._highest = float(variables["max_height"])
        box = Box(variables["box"])
        unit, value = box.line_height
        self._line = value if unit == "px" else max(value * box.font_size, 1.0)

    def height(self, average: float) -> float:
        """Return a height of at least the average at which the text fits, at most a line more than it needs.

        Where the text does not fit columns of some height, it fits columns as high as the last of these would be
        with all that remains.
        """
        low, high = average, min(self._needed(average), self._highest)
        attempts = 0
        while high - low > self._line + _TOLERANCE:
            # most texts need one or two lines more than the average
            lines = (high - low - _TOLERANCE) // self._line
            height = low + min(2 ** (attempts // 2), (lines + 1) // 2) * self._line
            needed = self._needed(height)
            attempts += 1
            low, high = (low, height) if needed <= height else (height, min(high, needed))
        return high

    def _needed(self, height: float) -> float:
        """Return the height if the text fits columns of it, otherwise the height of a last column with all the rest."""
        from weasyprint.layout.block import block_box_layout, remove_placeholders

        given = self._variables
        context, count, rest = given["context"], int(given["count"]), given["skip_stack"]
        del context.excluded_shapes[len(given["original_excluded_shapes"]) :]
        columns = []
        for number in range(1, count + 1):
            bottom = self._top + (height if number < count else _UNLIMITED)
            column, rest, *_ = block_box_layout(
                context,
                given["column_box"],
                context.page_bottom - bottom,
                rest,
                given["containing_block"],
                False,  # the page is not empty, so a column may remain empty
                [],
                [],
                [],
                given["first_letter_style"],
                given["first_line_style"],
                discard=False,
                max_lines=None,
            )
            if column is None:
                rest = {0: None}  # WeasyPrint's value for a block of which nothing is laid out
                break
            columns.append(column)
            if rest is None:
                break
        last = columns[-1].children if columns else ()
        bottoms = [
            one.border_box_y() + one.border_height() for one in last if one.is_in_normal_flow()
        ]
        remove_placeholders(context, columns, [], [])
        return inf if rest is not None else max([height, *(one - self._top for one in bottoms)])


_CELL_MARGIN = 0.25
"""The share of its size by which the cell of a gradient extends beyond what it fills, at each side."""


def _with_wide_cells(draw: Callable[..., Any]) -> Callable[..., Any]:
    """Return WeasyPrint's function that fills a shape of an SVG with a gradient, with wider cells.

    The gradient is a tiling pattern whose only cell is exactly as large as the shape. A viewer that rounds cells to
    pixels (Poppler) finds no cell there at some resolutions, and the shape stays empty.
    """
    if getattr(draw, "has_wide_cells", False):
        return draw

    def draw_gradient(svg: Any, *values: Any, **named: Any) -> Any:  # noqa: ANN401 - objects of WeasyPrint
        stream = svg.stream
        add = type(stream).add_pattern

        def add_pattern(x: float, y: float, width: float, height: float, *more: Any) -> Any:  # noqa: ANN401
            margins = width * _CELL_MARGIN, height * _CELL_MARGIN
            left, top, *size = _widened(x, y, width, height, margins=margins)
            pattern = add(stream, left, top, *size, *size, more[-1])
            group = type(pattern).add_group
            pattern.add_group = lambda *cell: group(pattern, *_widened(*cell, margins=margins))
            return pattern

        stream.add_pattern = add_pattern
        try:
            return draw(svg, *values, **named)
        finally:
            del stream.add_pattern

    draw_gradient.has_wide_cells = True  # type: ignore[attr-defined]
    return draw_gradient


def _widened(
    x: float, y: float, width: float, height: float, *, margins: tuple[float, float]
) -> tuple[float, float, float, float]:
    """Return a box that is wider by a margin at each side."""
    across, along = margins
    return x - across, y - along, width + 2 * across, height + 2 * along


class NativeLibraries(NamedTuple):
    """The native libraries that WeasyPrint found: Pango's version, and whether it can subset fonts by HarfBuzz."""

    pango: tuple[int, int, int]
    has_harfbuzz_subset: bool


def native_libraries() -> NativeLibraries:
    """Load WeasyPrint's native libraries and return what was found, without the advice that WeasyPrint prints.

    Raise OSError where a library that WeasyPrint needs cannot be loaded, ImportError where WeasyPrint itself cannot.
    """
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from weasyprint.text import ffi
    number = int(ffi.pango.pango_version())  # 1.50.12 is 15012
    version = (number // 10000, number // 100 % 100, number % 100)
    return NativeLibraries(version, ffi.harfbuzz_subset is not None)


def _find_no_library(name: str) -> None:
    """Find no library of any name."""


@contextmanager
def _without_library_search() -> Iterator[None]:
    """Skip searches for library names that do not exist on Linux: each one starts ldconfig and a compiler."""
    original = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = _find_no_library
    try:
        yield
    finally:
        ctypes.util.find_library = original


class LineHeight(NamedTuple):
    """A computed line height: `px`, a `factor` of the font size, or `normal` (its value is 1)."""

    unit: Literal["px", "factor", "normal"]
    value: float


@dataclass(frozen=True, slots=True, eq=False)
class Box:
    """A box of the layout. Views of the same box are equal."""

    _box: Any

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Box) and self._box is other._box

    def __hash__(self) -> int:
        return id(self._box)

    # the kind of box

    @property
    def kind(self) -> Kind:
        """The kind of box; a `container` is a flex or grid container, a `picture` any replaced element."""
        box: type = type(self._box)
        return _kind(box)

    @property
    def element(self) -> Element | None:
        """The HTML element that the box belongs to; None for anonymous boxes."""
        element: Element | None = self._box.element
        return element

    @property
    def tag(self) -> str:
        """The tag of the element, with that of the pseudo-element (`p::before`) where the box belongs to one."""
        return self._box.element_tag or ""

    @property
    def children(self) -> list["Box"]:
        """The boxes inside, including absolutely positioned ones."""
        return [Box(getattr(one, "_box", one)) for one in getattr(self._box, "children", ())]

    @property
    def text(self) -> str:
        """The text of a text box."""
        return str(self._box.text)

    def text_end(self, hanging: str) -> float:
        """Return the right edge of the text of a text box, ignoring characters of `hanging` at its end.

        It is -inf where the text has no others.
        """
        from weasyprint.text.line_break import split_first_line

        box = self._box
        seen = box.text.rstrip(hanging)
        if seen == box.text:
            return self.x + self.margin_width
        if not seen:
            return -inf
        measured = split_first_line(seen, box.style, None, inf, box.justification_spacing)
        return self.x + float(measured[3])

    @property
    def in_flow(self) -> bool:
        """True for a box that neither floats nor is positioned absolutely."""
        return bool(self._box.is_in_normal_flow())

    @property
    def is_column(self) -> bool:
        """True for one column of a multi-column block."""
        return bool(getattr(self._box, "is_column", False))

    @property
    def is_table(self) -> bool:
        """True for the wrapper around a table and its caption."""
        return bool(getattr(self._box, "is_table_wrapper", False))

    @property
    def is_header(self) -> bool:
        """True for the header rows of a table, which are repeated after a page break."""
        return bool(getattr(self._box, "is_header", False))

    @property
    def is_block_level(self) -> bool:
        """True for a block-level box."""
        from weasyprint.formatting_structure import boxes

        return isinstance(self._box, boxes.BlockLevelBox)

    @property
    def is_inline_level(self) -> bool:
        """True for an inline-level box."""
        from weasyprint.formatting_structure import boxes

        return isinstance(self._box, boxes.InlineLevelBox)

    @property
    def holds_blocks(self) -> bool:
        """True for a block container."""
        from weasyprint.formatting_structure import boxes

        return isinstance(self._box, boxes.BlockContainerBox)

    @property
    def encloses_margins(self) -> bool:
        """True for a box whose margins do not collapse with those of its children."""
        return bool(self._box.establishes_formatting_context())

    @property
    def link(self) -> object:
        """The target of the link that the box is, or None."""
        return self._box.link

    # its position and size

    @property
    def x(self) -> float:
        """The left edge of the margin box."""
        return float(self._box.position_x)

    @property
    def y(self) -> float:
        """The top edge of the margin box."""
        return float(self._box.position_y)

    @property
    def width(self) -> float:
        """The width of the content."""
        return float(self._box.width)

    @property
    def height(self) -> float:
        """The height of the content."""
        return float(self._box.height)

    @property
    def content_x(self) -> float:
        """The left edge of the content."""
        return float(self._box.content_box_x())

    @property
    def content_y(self) -> float:
        """The top edge of the content."""
        return float(self._box.content_box_y())

    @property
    def border_x(self) -> float:
        """The left edge of the border box."""
        return float(self._box.border_box_x())

    @property
    def border_width(self) -> float:
        """The width from border to border."""
        return float(self._box.border_width())

    @property
    def border_y(self) -> float:
        """The top edge of the border box."""
        return float(self._box.border_box_y())

    @property
    def border_height(self) -> float:
        """The height from border to border."""
        return float(self._box.border_height())

    @property
    def margin_width(self) -> float:
        """The width from margin to margin."""
        return float(self._box.margin_width())

    @property
    def margin_height(self) -> float:
        """The height from margin to margin."""
        return float(self._box.margin_height())

    @property
    def margin_top(self) -> float:
        """The used top margin."""
        return float(self._box.margin_top)

    @property
    def padding_top(self) -> float:
        """The used top padding."""
        return float(self._box.padding_top)

    @property
    def padding_bottom(self) -> float:
        """The used bottom padding."""
        return float(self._box.padding_bottom)

    @property
    def baseline(self) -> float:
        """The distance from the top of a line to its baseline."""
        return float(self._box.baseline)

    @property
    def head(self) -> float:
        """The sum of top padding and border."""
        return float(self._box.padding_top + self._box.border_top_width)

    @property
    def foot(self) -> float:
        """The sum of bottom padding and border."""
        return float(self._box.padding_bottom + self._box.border_bottom_width)

    # its style

    @property
    def font_size(self) -> float:
        """The font size."""
        return float(self._box.style["font_size"])

    @property
    def line_height(self) -> LineHeight:
        """The line height."""
        given = self._box.style["line_height"]
        if getattr(given, "unit", "") == "px":
            return LineHeight("px", float(given.value))
        if isinstance(given, int | float):
            return LineHeight("factor", float(given))
        return LineHeight("normal", 1.0)

    @property
    def column_count(self) -> int:
        """The number of columns that `column-count` asks for; 1 for `auto`."""
        count = self._box.style["column_count"]
        return 1 if count == "auto" else int(count)

    @property
    def sets_columns(self) -> bool:
        """True for a multi-column block, even with a single column."""
        style = self._box.style
        return bool(style["column_count"] != "auto" or style["column_width"] != "auto")

    @property
    def is_at_end(self) -> bool:
        """True for a box with `align-self: end`."""
        return bool(self._box.style["align_self"] == ("end",))

    @property
    def is_absolute(self) -> bool:
        """True for a box that is positioned absolutely."""
        return bool(self._box.style["position"] == "absolute")

    @property
    def has_background(self) -> bool:
        """True where the box has a background colour that is not transparent."""
        return bool(self._box.style["background_color"].alpha)

    @property
    def is_framed(self) -> bool:
        """True where a bottom border or a background shows the height of the box."""
        return bool(self._box.border_bottom_width) or self.has_background

    @property
    def list_style(self) -> str:
        """The name of the counter style of a list; empty for an inline one."""
        style = self._box.style["list_style_type"]
        return style if isinstance(style, str) else ""

    def keyword(self, name: str) -> str:
        """Return the computed value of a CSS property that is a keyword, such as `break-inside`."""
        return str(self._box.style[name.replace("-", "_")])

    def number(self, name: str) -> int:
        """Return the computed value of a CSS property that is an integer, such as `orphans`."""
        return int(self._box.style[name.replace("-", "_")])

    def length(self, name: str) -> float:
        """Return the computed value of a CSS property that is a length; 0 for `auto` and percentages."""
        given = self._box.style[name.replace("-", "_")]
        return float(given.value) if getattr(given, "unit", "") == "px" else 0.0

    # its picture

    @property
    def is_raster(self) -> bool:
        """True for a raster picture."""
        from weasyprint.images import RasterImage

        return isinstance(getattr(self._box, "replacement", None), RasterImage)

    @property
    def ratio(self) -> float:
        """The width of a picture divided by its height; 0 where it has no intrinsic ratio."""
        if not hasattr(self._box, "replacement"):
            return 0.0
        size = self._box.replacement.get_intrinsic_size(1, self._box.style["font_size"])
        return float(size[2] or 0.0)

    @property
    def pixels(self) -> tuple[int, int]:
        """The width and height of a raster picture in its own pixels."""
        image = self._box.replacement
        return int(image.width), int(image.height)

    @property
    def picture_area(self) -> tuple[float, float, float, float]:
        """The width, height, left and top of the whole picture in its box, as `object-fit` places it."""
        from weasyprint.layout.replaced import replacedbox_layout

        width, height, left, top = map(float, replacedbox_layout(self._box))
        return width, height, left, top

    # changes to a finished layout

    def move_up(self, distance: float) -> None:
        """Move the box and everything in it towards the top of the page."""
        self._box.translate(0, -distance)

    def shorten(self, distance: float) -> None:
        """Reduce the height of the content."""
        self._box.height -= distance


@cache
def _kind(box: type) -> Kind:
    from weasyprint.formatting_structure import boxes

    kinds: tuple[tuple[Any, Kind], ...] = (
        (boxes.PageBox, "page"),
        (boxes.MarginBox, "margin"),
        (boxes.LineBox, "line"),
        (boxes.TextBox, "text"),
        (boxes.ReplacedBox, "picture"),
        ((boxes.FlexContainerBox, boxes.GridContainerBox), "container"),
        (boxes.BlockLevelBox, "block"),
        (boxes.InlineLevelBox, "inline"),
    )
    return next((kind for classes, kind in kinds if issubclass(box, classes)), "other")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the layout."""

    _page: Any

    @property
    def box(self) -> Box:
        """The box of the page; its content box is the area inside the margins."""
        return Box(self._page._page_box)

    @property
    def width(self) -> float:
        """The width of the trimmed page."""
        return float(self._page.width)

    @property
    def height(self) -> float:
        """The height of the trimmed page."""
        return float(self._page.height)

    @property
    def root(self) -> Box:
        """The box of the `html` element, without the boxes in the page's margins."""
        return next(one for one in self.box.children if one.tag == "html")

    @property
    def targets(self) -> list[str]:
        """The targets of the page's links, including tag hints."""
        return [str(link[1]) for link in self._page.links]

    def add_link(self, box: Box, address: str) -> None:
        """Add a link without a size to the structure element of a box."""
        self._page.links.append(("external", address, (0, 0, 0, 0), box._box))


class Document:
    """A finished layout, which can be written more than once."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401 - a Document of WeasyPrint
        self._document = document

    @property
    def pages(self) -> list[Page]:
        """The pages, in order."""
        return [Page(page) for page in self._document.pages]

    def part(self, numbers: Sequence[int]) -> "Document":
        """Return a document of some of the pages (counted from 0)."""
        from weasyprint.document import Document as Laid

        given = self._document
        pages = [given.pages[number] for number in numbers]
        return Document(
            Laid(
                pages,
                given.metadata,
                given.url_fetcher,
                given.font_config,
                given.color_profiles,
                None,
            )
        )

    def update(self, number: int) -> None:
        """Collect the links and anchors of a page (counted from 0) again after boxes have moved."""
        from weasyprint.document import Page as Laid

        self._document.pages[number] = Laid(self._document.pages[number]._page_box)

    def write(self, *, tagged: bool, ppi: int | None) -> tuple[bytes, list[str], list[str]]:
        """Return an uncompressed PDF, the messages of WeasyPrint's log, and the addresses that were refused.

        A tagged PDF has a structure tree and the output intent sRGB. Pictures have at most `ppi` pixels per inch.
        """
        from weasyprint.document import Document as Laid

        given = self._document
        # writing a document changes its metadata and profiles, so each edition gets a copy
        document = Laid(
            given.pages,
            copy.copy(given.metadata),
            given.url_fetcher,
            given.font_config,
            dict(given.color_profiles),
            "srgb" if tagged else None,
        )
        options: dict[str, object] = {"pdf_tags": tagged, "uncompressed_pdf": True}
        if tagged:
            options["output_intent"] = "srgb"
        before = len(given.url_fetcher.refused)
        with logged() as log, _limited_resolution(self.pages, ppi):
            raw = bytes(document.write_pdf(**options))
        # a decorative picture has no alternative text; the tagged editions turn it into an artifact
        kept = [message for message in log if "alt description" not in message]
        return raw, kept, given.url_fetcher.refused[before:]


@contextmanager
def _limited_resolution(pages: Sequence[Page], ppi: int | None) -> Iterator[None]:
    """Limit the resolution of pictures while a document is written.

    WeasyPrint's own option is part of the layout, which editions with different limits share.
    """
    images = [one for page in pages for one in _images(page._page._page_box)] if ppi else []
    saved = [(one, one._dpi, one.image_data) for one in {id(one): one for one in images}.values()]
    for image, _, _ in saved:
        image._dpi = ppi
    try:
        yield
    finally:
        for image, dpi, data in saved:
            image._dpi, image.image_data = dpi, data


def _images(box: Any) -> Iterator[Any]:  # noqa: ANN401 - a box of WeasyPrint
    """Yield the raster pictures in a box: contents and backgrounds."""
    from weasyprint.images import RasterImage

    box = getattr(box, "_box", box)  # an absolutely positioned box is behind a placeholder
    background = getattr(box, "background", None)
    layers = [layer.image for layer in background.layers] if background else []
    for image in (getattr(box, "replacement", None), *layers):
        if isinstance(image, RasterImage):
            yield image
    for child in getattr(box, "children", ()):
        yield from _images(child)


_shared_fonts: list[Any] = []
"""The font configuration that sessions share; none before the first one, and after one of them has declared fonts."""


def _fonts() -> Any:  # noqa: ANN401 - a class that only exists once WeasyPrint is loaded
    """Return a font configuration without fonts of its own: reading the fonts of the system takes 50 ms.

    A session that declares fonts keeps the configuration to itself from then on; later ones get another.
    """
    if _shared_fonts:
        return _shared_fonts[0]
    from weasyprint.text.fonts import FontConfiguration

    class Fonts(FontConfiguration):  # type: ignore[misc]
        """A font configuration that is shared until a font is added."""

        def add_font_face(self, *values: object) -> object:
            if self in _shared_fonts:
                _shared_fonts.remove(self)
            self.strut_layouts.clear()  # heights of lines, measured without the font
            return super().add_font_face(*values)

    _shared_fonts.append(Fonts())
    return _shared_fonts[0]


_SESSION_RULES = re.compile(r"@(font-face|import|[\w-]*\\)", re.IGNORECASE)
"""The rules that tie a style sheet to a session: fonts, imports, and names that a backslash may hide."""

_MAX_PARSED = 64
_parsed_stylesheets: dict[tuple[str, str], object] = {}


class Session:
    """The style sheets and HTML of one layout, with the only resources that they may name."""

    def __init__(self, resources: Mapping[str, bytes]) -> None:
        self._fetcher = _fetcher(
            {RESOURCE_ORIGIN + name: content for name, content in resources.items()}
        )
        self._fonts = _fonts()

    @property
    def refused(self) -> list[str]:
        """The addresses that were requested and have no resource."""
        refused: list[str] = self._fetcher.refused
        return refused

    def stylesheet(self, css: str, name: str) -> object:
        """Return a parsed style sheet; `name` is its path from `RESOURCE_ORIGIN`.

        A layout never changes a parsed style sheet, so the next one in this process gets the same object. Those that
        declare fonts or import others belong to their session, and those with faults are parsed again to log them.
        """
        from weasyprint import CSS
        from weasyprint.urls import URLFetchingError

        if (parsed := _parsed_stylesheets.get((name, css))) is not None:
            return parsed
        address = RESOURCE_ORIGIN + name
        with logged() as messages:
            try:
                parsed = CSS(
                    string=css,
                    url_fetcher=self._fetcher,
                    font_config=self._fonts,
                    base_url=address,
                )
            except URLFetchingError:
                # only that of @color-profile is raised, not logged; read_theme_files reports the address at its line
                return CSS(string="", font_config=self._fonts, base_url=address)
        if not messages and not _SESSION_RULES.search(css):
            if len(_parsed_stylesheets) >= _MAX_PARSED:
                _parsed_stylesheets.pop(next(iter(_parsed_stylesheets)))
            _parsed_stylesheets[name, css] = parsed
        return parsed

    def parse(self, html: str) -> "ParsedHtml":
        """Parse HTML."""
        from weasyprint import HTML

        return ParsedHtml(
            HTML(string=html, url_fetcher=self._fetcher, base_url=RESOURCE_ORIGIN), self._fonts
        )


@dataclass(frozen=True, slots=True)
class ParsedHtml:
    """Parsed HTML, whose elements may be changed before the layout."""

    _html: Any
    _fonts: Any

    @property
    def root(self) -> Element:
        """The `html` element."""
        root: Element = self._html.etree_element
        return root

    def lay_out(self, stylesheets: Sequence[object]) -> Document:
        """Lay out the pages."""
        return Document(self._html.render(stylesheets=stylesheets, font_config=self._fonts))

    def lay_out_repeatable(self, stylesheets: Sequence[object]) -> "RepeatableLayout":
        """Lay out the pages, and keep what is needed to lay out some of them again."""
        from weasyprint.document import Page as Laid
        from weasyprint.layout import layout_document

        context, root_box, profiles = self._formatted(stylesheets)
        footnotes = len(context.footnotes)  # the layout takes them from the list
        pages = [Laid(page) for page in layout_document(self._html, root_box, context)]
        return self._repeatable(pages, context, profiles, [self] * len(pages), footnotes)

    def lay_out_again(
        self, stylesheets: Sequence[object], earlier: "RepeatableLayout", numbers: Collection[int]
    ) -> "RepeatableLayout | None":
        """Lay out some pages (counted from 0) again, and those that change with them; take the others from `earlier`.

        WeasyPrint makes pages again in this way when page numbers become known: each page starts where the one before
        it ended. Return None if further pages could change: if their number does, or that of the footnotes, or if there
        are footnotes on another page than their marks, running or fixed elements, new page numbers or titles that other
        pages repeat.
        """
        from weasyprint.document import Page as Laid
        from weasyprint.layout.background import layout_backgrounds
        from weasyprint.layout.page import make_all_pages, make_margin_boxes

        if not earlier.is_repeatable(numbers):
            return None
        context, root_box, profiles = self._formatted(stylesheets)
        if len(context.footnotes) != earlier.footnotes:
            return None
        footnotes = len(context.footnotes)
        context.page_maker = earlier.page_maker(numbers)
        before = earlier.document._document.pages
        known = [page._page_box for page in before]
        boxes = list(make_all_pages(context, root_box, self._html, known))
        if len(boxes) != len(known):
            return None
        made = [number for number, box in enumerate(boxes) if box is not known[number]]
        if not all(_has_its_footnotes(boxes[number]) for number in made):
            return None
        if not _others_stay(context, earlier._context, {number: boxes[number] for number in made}):
            return None
        for number in made:
            page = boxes[number]
            context.current_page = number + 1
            margins = make_margin_boxes(context, page, context.page_maker[number + 1][3])
            root, *notes = page.children
            page.children = (root, *(one for one in notes if one.children), *margins)
            layout_backgrounds(page, context.get_image_from_uri)
        pages, sources = list(before), list(earlier.sources)
        for number in made:
            pages[number], sources[number] = Laid(boxes[number]), self
        return self._repeatable(pages, context, profiles, sources, footnotes)

    def _formatted(self, stylesheets: Sequence[object]) -> tuple[Any, Any, dict[str, Any]]:
        """Return the context, the root box and the colour profiles of a layout, as `HTML.render` makes them."""
        from weasyprint import DEFAULT_OPTIONS
        from weasyprint.css.counters import CounterStyle
        from weasyprint.document import Document as Laid
        from weasyprint.formatting_structure.build import build_formatting_structure

        options = {**DEFAULT_OPTIONS, "stylesheets": stylesheets}
        html, counters = self._html, CounterStyle()
        profiles: dict[str, Any] = {}
        context = Laid._build_layout_context(html, self._fonts, counters, profiles, options)
        root_box = build_formatting_structure(
            html.etree_element,
            context.style_for,
            context.get_image_from_uri,
            html.base_url,
            context.target_collector,
            counters,
            context.footnotes,
        )
        return context, root_box, profiles

    def _repeatable(
        self,
        pages: list[Any],
        context: Any,  # noqa: ANN401 - a LayoutContext of WeasyPrint
        profiles: dict[str, Any],
        sources: Sequence["ParsedHtml"],
        footnotes: int,
    ) -> "RepeatableLayout":
        from weasyprint.document import Document as Laid
        from weasyprint.html import get_html_metadata
        from weasyprint.pdf.metadata import DocumentMetadata

        metadata = DocumentMetadata(**get_html_metadata(self._html))
        laid = Laid(pages, metadata, self._html.url_fetcher, self._fonts, profiles, None)
        return RepeatableLayout(Document(laid), tuple(sources), footnotes, context)


@dataclass(frozen=True, slots=True)
class RepeatableLayout:
    """A layout of which some pages can be laid out again for changed HTML.

    `sources` has the HTML of each page: the boxes of the page refer to its elements and fonts. `footnotes` is the
    number of footnotes in the whole document.
    """

    document: Document
    sources: tuple[ParsedHtml, ...]
    footnotes: int
    _context: Any

    def elements(self, number: int) -> Iterator[Element]:
        """Yield the elements that have boxes on a page (counted from 0)."""
        yield from _elements(self.document._document.pages[number]._page_box)

    def is_repeatable(self, numbers: Collection[int]) -> bool:
        """Return whether pages can be laid out again: they have no page numbers, elements or footnotes of others."""
        makers = self._context.page_maker
        return (
            not any(self._context.running_elements.values())
            and not any(makers[number][-1]["content_lookups"] for number in numbers)
            and not any(page._page_box.fixed_boxes for page in self.document._document.pages)
            and all(_has_its_footnotes(page._page_box) for page in self.document._document.pages)
        )

    def page_maker(self, numbers: Collection[int]) -> list[Any]:
        """Return WeasyPrint's list of where each page starts, with marks at the pages to make again."""
        return [
            (*copy.deepcopy(start), _remake_state(remake, changed=number in numbers))
            for number, (*start, remake) in enumerate(self._context.page_maker)
        ]


def _has_its_footnotes(page: Any) -> bool:  # noqa: ANN401 - a page of WeasyPrint
    """Return whether the footnotes at the foot of a page are those whose marks are on it."""
    from weasyprint.formatting_structure.boxes import FootnoteAreaBox

    marked = {id(box.footnote.element) for box in page.descendants() if box.footnote is not None}
    areas = (one for one in page.children if isinstance(one, FootnoteAreaBox))
    return marked == {id(note.element) for area in areas for note in area.children}


def _remake_state(before: Mapping[str, Any], *, changed: bool) -> dict[str, Any]:
    lists = {name: list(before[name]) for name in ("anchors", "content_lookups")}
    return {"content_changed": changed, "pages_wanted": False, **lists}


def _others_stay(context: Any, earlier: Any, made: Mapping[int, Any]) -> bool:  # noqa: ANN401 - contexts of WeasyPrint
    """Return whether the pages that were not made again (`made` has the others, by numbers) are still right.

    The context gets the named strings and the page numbers of these pages from the earlier one.
    """
    for name, texts in earlier.string_set.items():
        kept = {page: list(one) for page, one in texts.items() if page - 1 not in made}
        context.string_set[name].update(kept)
    for number, page in made.items():
        for box in page.descendants():
            for name, text in box.string_set if box.string_set and box.string_set != "none" else ():
                context.string_set[name][number + 1].append(text)
    for *_, state, remake in context.page_maker:
        state[1]["pages"] = [len(context.page_maker) - 1]
        if remake["content_changed"]:
            return False
    strings = (
        {name: dict(texts) for name, texts in one.string_set.items() if texts}
        for one in (context, earlier)
    )
    return (
        operator.eq(*strings)
        and not any(context.running_elements.values())
        and not any(page.fixed_boxes for page in made.values())
        and not any(context.page_maker[number][-1]["content_lookups"] for number in made)
        and _numbers_stay(context.target_collector, earlier.target_collector)
    )


def _numbers_stay(targets: Any, earlier: Any) -> bool:  # noqa: ANN401 - TargetCollectors of WeasyPrint
    """Return whether the anchors are on the pages that they were on, or no page shows such numbers.

    Those that were not laid out get the numbers that they had.
    """
    for name, item in targets.target_lookup_items.items():
        known = earlier.target_lookup_items.get(name)
        if known is None or known.page_maker_index is None:
            continue
        if item.page_maker_index is None:
            item.page_maker_index = known.page_maker_index
            item.cached_page_counter_values = known.cached_page_counter_values
        elif item.page_maker_index != known.page_maker_index and targets.counter_lookup_items:
            return False
    return True


def _elements(box: Any) -> Iterator[Element]:  # noqa: ANN401 - a box of WeasyPrint
    """Yield the elements of a box and of those in it."""
    box = getattr(box, "_box", box)
    if box.element is not None:
        yield box.element
    for child in getattr(box, "children", ()):
        yield from _elements(child)


def _fetcher(resources: Mapping[str, bytes]) -> Any:  # noqa: ANN401 - a class that only exists once WeasyPrint is loaded
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Closed(URLFetcher):  # type: ignore[misc]
        """A fetcher of the resources. It records what it refuses: inside SVG, WeasyPrint does not report it."""

        def __init__(self) -> None:
            super().__init__()
            self.refused: list[str] = []

        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
            if url.startswith("data:image/"):
                return super().fetch(url)
            if url not in resources:
                self.refused.append(url)
                raise ValueError(REFUSED)
            return URLFetcherResponse(url, resources[url])

    return Closed()


class _MessageCollector(logging.Handler):
    """A handler that collects messages."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def logged() -> Iterator[list[str]]:
    """Collect the messages of WeasyPrint's log, and keep them off the terminal."""
    logger = logging.getLogger("weasyprint")
    handler = _MessageCollector()
    kept = logger.propagate
    logger.propagate = False
    logger.addHandler(handler)
    try:
        yield handler.messages
    finally:
        logger.removeHandler(handler)
        logger.propagate = kept


@dataclass(frozen=True, slots=True)
class SvgFault:
    """A fault of drawing an SVG: a message of the log, or an exception with the element that was being drawn.

    `number` is the position of the element in document order, from 0; None where it is not known.
    """

    message: str = ""
    error: BaseException | None = None
    tag: str = ""
    number: int | None = None


def draw_svg(svg: bytes, *, width_mm: float = 50) -> list[SvgFault]:
    """Draw an SVG by itself, and return the faults.

    WeasyPrint catches every exception while it draws an SVG, logs the address and leaves the picture out.
    """
    from weasyprint import HTML

    name = "drawing.svg"
    page = f'<!doctype html><title>T</title><img alt="T" style="width: {width_mm}mm" src="{name}">'
    with _records() as records:
        try:
            fetcher = _fetcher({RESOURCE_ORIGIN + name: svg})
            html = HTML(string=page, url_fetcher=fetcher, base_url=RESOURCE_ORIGIN)
            html.write_pdf(font_config=_fonts())
        except Exception as error:
            return [_svg_fault(error)]
    return list(_svg_faults(records))


def _svg_faults(records: list[logging.LogRecord]) -> Iterator[SvgFault]:
    """Yield the faults in the log; an exception is logged after its own message, at a lower level."""
    for number, record in enumerate(records):
        if record.levelno < logging.WARNING:
            continue
        after = records[number + 1] if number + 1 < len(records) else None
        cause = after.exc_info if after is not None and after.levelno < logging.WARNING else None
        if cause and isinstance(cause[1], BaseException):
            yield _svg_fault(cause[1])
        else:
            yield SvgFault(record.getMessage().replace(RESOURCE_ORIGIN, ""))


def _svg_fault(error: BaseException) -> SvgFault:
    """Return the fault of an exception, with the innermost element that was being drawn."""
    element = root = None
    trace = error.__traceback__
    while trace is not None:
        frame = trace.tb_frame
        if frame.f_code.co_name == "draw_node" and "node" in frame.f_locals:
            element = frame.f_locals["node"]._etree_node
            root = element if root is None else root
        trace = trace.tb_next
    if element is None or root is None:
        return SvgFault(error=error)
    number = next((place for place, one in enumerate(root.iter()) if one is element), None)
    return SvgFault(error=error, tag=element.tag.rpartition("}")[2], number=number)


class _RecordCollector(logging.Handler):
    """A handler that collects records."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@contextmanager
def _records() -> Iterator[list[logging.LogRecord]]:
    """Collect WeasyPrint's log with the exceptions that it catches, and keep it off the terminal."""
    logger = logging.getLogger("weasyprint")
    handler = _RecordCollector()
    kept = logger.propagate, logger.level
    logger.propagate = False
    logger.setLevel(logging.DEBUG)
    logger.addHandler(handler)
    try:
        yield handler.records
    finally:
        logger.removeHandler(handler)
        logger.propagate = kept[0]
        logger.setLevel(kept[1])


class StylesheetMessage(NamedTuple):
    """A message about a style sheet with its line and column, counted from 1."""

    what: str
    line: int
    column: int


def read_stylesheet_message(message: str) -> StylesheetMessage | None:
    """Return a message about a style sheet with its place; None where the message has no place."""
    match = _PLACED_MESSAGE.match(message)
    if match is None:
        return None
    what = " ".join(f"{match['what']}: {match['why'].rstrip('.')}".rstrip(": ").split())
    return StylesheetMessage(what, int(match["line"]), int(match["column"]))


def is_missing_anchor(message: str) -> bool:
    """Return whether a message is about a link inside the document without a target."""
    return message.startswith("No anchor")
