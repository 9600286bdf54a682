"""The contract with WeasyPrint: each private attribute that the engine uses, and what breaks without it."""

import ctypes
import inspect
import io
import logging

import pikepdf
import pytest
from PIL import Image

from checkout import ROOT
from printissue import layout as stage
from printissue.assets.resources import Resources
from printissue.layout.engine import (
    Document,
    Session,
    draw_svg,
    logged,
    native_libraries,
    read_stylesheet_message,
)

HTML = """<html lang="en"><title>T</title><body><main>
<h1>Head</h1><p>Some words and <em>more</em>.</p>
<div id="cols"><p>One</p><p>Two</p><p>Three</p></div>
<table><thead><tr><th>A</th></tr></thead><tr><td>b</td></tr></table>
<div id="flex"><p>f</p></div><p id="abs">a</p><ol><li>x</li></ol>
<p><img alt="" src="dot.png"><a href="https://www.example.org/">link</a></p>
</main></body></html>"""

CSS = """
@page { size: 200px 400px; margin: 10px; @bottom-center { content: counter(page) } }
html, body, p, h1 { margin: 0; padding: 0; font: 10px/15px serif }
h1 { margin-top: 4px; padding-bottom: 3px; border-bottom: 2px solid black; break-after: avoid }
#cols { column-count: 2 } #flex { display: flex } #abs { position: absolute; top: 0; background: #eee }
ol { list-style: lower-alpha; line-height: 1.5 } img { width: 20px; height: 10px; object-fit: contain }
"""


@pytest.fixture(scope="module")
def document() -> Document:
    stage.load(Resources.of(ROOT).fontconfig())
    session = Session({"dot.png": _png()})
    laid_out = session.parse(HTML).lay_out([session.stylesheet(CSS, "a.css")])
    assert session.refused == []
    return laid_out


def _png() -> bytes:
    out = io.BytesIO()
    Image.new("L", (2, 1)).save(out, "PNG")
    return out.getvalue()


def test_a_style_sheet_is_parsed_once_for_all_layouts(document):
    """CSS objects are not changed by a layout: the same object gives the same pages in the next one."""
    sheet = Session({}).stylesheet(CSS, "a.css")
    session = Session({"dot.png": _png()})
    assert session.stylesheet(CSS, "a.css") is sheet
    again = session.parse(HTML).lay_out([sheet])
    boxes = [
        [(box.kind, box.x, box.y) for page in pages for box in walk(page.box)]
        for pages in (document.pages, again.pages)
    ]
    assert boxes[0] == boxes[1]
    assert Session({}).stylesheet(CSS, "b.css") is not sheet


@pytest.mark.parametrize(
    "css",
    [
        "@font-face { font-family: A; src: url(a.ttf) }",
        "@IMPORT url(b.css);",
        "@im\\70ort url(b.css);",
        "p { colour: red }",
    ],
)
def test_a_sheet_with_fonts_imports_or_faults_is_parsed_for_each_session(css):
    for _ in range(2):
        with logged() as messages:
            first = Session({"b.css": b""}).stylesheet(css, "c.css")
        assert first is not Session({"b.css": b""}).stylesheet(css, "c.css")
        assert messages or "colour" not in css


def test_sessions_share_a_font_configuration_until_one_declares_fonts():
    """`FontConfiguration.add_font_face` and `strut_layouts`: without them fonts of a theme would be in all layouts."""
    stage.load(Resources.of(ROOT).fontconfig())
    shared = Session({})._fonts
    assert Session({})._fonts is shared
    face = "@font-face { font-family: A; src: url(a.ttf) }"
    own = Session({"a.ttf": b""})
    shared.strut_layouts["measured"] = (1, 1)
    own.stylesheet(face, "a.css")
    assert own._fonts is shared
    assert not shared.strut_layouts
    following = Session({})._fonts
    assert following is not shared
    stage.load(Resources.of(ROOT).fontconfig())  # there may be other fonts now
    assert Session({})._fonts is not following


def walk(box):
    yield box
    for child in box.children:
        yield from walk(child)


def one(document: Document, **wanted: str):
    boxes = [box for page in document.pages for box in walk(page.box)]
    return next(
        box for box in boxes if all(getattr(box, name) == value for name, value in wanted.items())
    )


def by_id(document: Document, name: str):
    boxes = [box for page in document.pages for box in walk(page.box)]
    return next(box for box in boxes if box.element is not None and box.element.get("id") == name)


def test_page_box(document: Document) -> None:
    """`Page._page_box`: without it there is no way from a page to what lies on it."""
    page = document.pages[0]
    assert (page.width, page.height) == (200, 400)
    assert page.box.kind == "page"
    assert (page.box.content_x, page.box.content_y) == (10, 10)
    assert (page.box.width, page.box.height, page.box.margin_top) == (180, 380, 10)
    assert page.root.tag == "html"


def test_classes_of_boxes(document: Document) -> None:
    """`formatting_structure.boxes`: kinds decide what is text, what breaks, and what is one piece."""
    kinds = {box.kind for page in document.pages for box in walk(page.box)}
    assert kinds == {
        "page",
        "margin",
        "line",
        "text",
        "picture",
        "container",
        "block",
        "inline",
    } | (kinds & {"other"})
    assert by_id(document, "flex").kind == "container"
    assert one(document, kind="text", text="Head").is_inline_level
    assert one(document, tag="h1").is_block_level
    assert one(document, tag="h1").holds_blocks


def test_place_and_size(document: Document) -> None:
    """`position_x`, `margin_height()` and their kin: measures of lines, gaps and faults."""
    head = one(document, tag="h1")
    assert head.y == 10
    assert (head.head, head.foot, head.padding_bottom, head.padding_top) == (0, 5, 3, 0)
    assert (head.border_y, head.border_height, head.margin_height) == (14, 20, 24)
    assert (head.x, head.width, head.margin_width) == (10, 180, 180)
    line = one(document, kind="line")
    assert line.height == 15
    assert 0 < line.baseline < 15


def test_columns(document: Document) -> None:
    """`is_column`: without it columns are not closed up to whole lines."""
    block = by_id(document, "cols")
    assert block.sets_columns
    assert block.column_count == 2
    assert [child.is_column for child in block.children] == [True, True]
    assert by_id(document, "abs").encloses_margins
    assert not one(document, tag="h1").sets_columns


BALANCED = """<html lang="en"><title>T</title><body>{}</body></html>"""
TEXTS = {
    "paragraphs": "".join(f"<p>{'Words of a text. ' * (3 + n % 4)}</p>" for n in range(14)),
    "a tall picture": "<p>A. B. C.</p><div class=tall></div>" + "<p>Some words again.</p>" * 9,
    "headings": "".join(f"<h2>{n}</h2><p>{'A word. ' * 9}</p>" for n in range(6)),
    "a single line": "<p>Word</p>",
    "nothing": "<p></p>",
}
BALANCED_CSS = """
@page { size: 300px 900px; margin: 0 } html, body, p { margin: 0; font: 10px/15px serif }
body { column-count: 3; column-gap: 10px } .tall { height: 111px; break-inside: avoid; background: #eee }
h2 { font: 17px/22px serif; margin: 0 0 4px; break-after: avoid }
"""


def lay_out_columns(monkeypatch, text: str, *, plain: bool) -> tuple[list[list[str]], float, int]:
    """Return the text of each column, their height, and how many columns WeasyPrint laid out on the way."""
    from weasyprint.layout import block, column

    counted = []
    lay_out = block.block_box_layout

    def count(context, box, *given, **more):
        counted.append(box.is_column)
        return lay_out(context, box, *given, **more)

    with monkeypatch.context() as patch:
        patch.setattr(block, "block_box_layout", count)
        if plain:
            patch.delattr(column, "sum")
        session = Session({})
        laid_out = session.parse(BALANCED.format(text)).lay_out(
            [session.stylesheet(BALANCED_CSS, "balance.css")]
        )
    (page,) = laid_out.pages
    columns = [box for box in walk(page.box) if box.is_column]
    texts = [[part.text for part in walk(one) if part.kind == "text"] for one in columns]
    return texts, max(one.height for one in columns), sum(counted)


@pytest.mark.usefixtures("document")
@pytest.mark.parametrize("name", TEXTS)
def test_columns_are_balanced_in_fewer_steps(monkeypatch, name) -> None:
    """`layout.column.sum` and the variables of `columns_layout`: without them balancing takes most of the time."""
    texts, height, steps = lay_out_columns(monkeypatch, TEXTS[name], plain=False)
    plain_texts, plain_height, plain_steps = lay_out_columns(monkeypatch, TEXTS[name], plain=True)
    assert (texts, height) == (plain_texts, plain_height)
    assert steps <= (plain_steps / 5 if name == "paragraphs" else plain_steps + 9)


def test_a_rounding_error_does_not_keep_columns_from_being_balanced() -> None:
    """Without `max` in `columns_layout`, columns of which one ends at the foot of the page are not balanced."""
    stage.load(Resources.of(ROOT).fontconfig())
    from weasyprint.layout import column

    assert "max(consumed_heights) <= max_height" in inspect.getsource(column.columns_layout)
    assert column.max([10.0, 936.0 + 1e-9]) <= 936.0
    assert column.max(1, 2) == 2


def test_tables(document: Document) -> None:
    """`is_table_wrapper`, `is_header`: a table broken over pages is measured without its repeated head."""
    table = next(box for page in document.pages for box in walk(page.box) if box.is_table)
    assert any(box.is_header for box in walk(table))


def test_placeholders(document: Document) -> None:
    """`AbsolutePlaceholder._box`: what is positioned absolutely is behind a placeholder."""
    placed = by_id(document, "abs")
    assert not placed.in_flow
    assert placed.tag == "p"


def test_style(document: Document) -> None:
    """`style`: computed values by their names with underscores; lengths have `unit` and `value`."""
    head = one(document, tag="h1")
    assert head.length("margin-top") == 4
    assert head.font_size == 10
    assert head.line_height == ("px", 15)
    assert one(document, tag="ol").line_height == ("factor", 1.5)
    assert head.keyword("break-after") == "avoid"
    assert head.number("orphans") == 2
    assert head.is_framed
    assert not one(document, tag="p").is_framed
    assert one(document, tag="ol").list_style == "lower-alpha"


def test_pictures(document: Document) -> None:
    """`replacement`, `images.RasterImage`, `get_intrinsic_size`: the proportions of a picture."""
    picture = one(document, kind="picture")
    assert picture.is_raster
    assert picture.ratio == 2
    assert picture.keyword("object-fit") == "contain"


def test_picture_area(document: Document) -> None:
    """`layout.replaced.replacedbox_layout`: how much of a picture `object-fit` cuts off."""
    picture = one(document, kind="picture")
    assert picture.pixels == (2, 1)
    assert picture.picture_area == (20, 10, picture.content_x, picture.content_y)


def test_text_end(document: Document) -> None:
    """`text.line_break.split_first_line`: spaces that hang over the edge do not count."""
    text = one(document, kind="text", text="One")
    assert text.text_end(" ") == text.x + text.margin_width
    assert text.text_end("e") < text.x + text.margin_width
    assert text.text_end("One") == float("-inf")


def test_backgrounds(document: Document) -> None:
    """`style["position"]`, `style["background_color"].alpha`: what covers the foot of a picture."""
    placed = by_id(document, "abs")
    assert placed.is_absolute
    assert placed.has_background
    assert not one(document, tag="h1").is_absolute
    assert not one(document, tag="h1").has_background
    assert (placed.border_x, placed.border_width) == (placed.x, placed.margin_width)


def test_drawings() -> None:
    """`draw_node`, `Node._etree_node` and the log: the element of an SVG that cannot be drawn."""
    stage.load(Resources.of(ROOT).fontconfig())
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">%s</svg>'
    assert draw_svg((svg % '<rect width="1" height="1"/>').encode()) == []
    (fault,) = draw_svg((svg % '<g/><rect width="1" height="x%"/>').encode())
    assert (fault.tag, fault.number) == ("rect", 2)
    assert isinstance(fault.error, ValueError)


def test_the_cell_of_a_gradient_is_wider_than_what_it_fills() -> None:
    """Without `svg.draw_gradient`, `add_pattern` and `add_group`, Poppler leaves shapes empty at some resolutions."""
    stage.load(Resources.of(ROOT).fontconfig())
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="30"><linearGradient id="g"><stop stop-color="red"/>'
        '<stop offset="1" stop-color="blue"/></linearGradient><rect width="60" height="30" fill="url(#g)"/></svg>'
    )
    session = Session({"a.svg": drawing.encode()})
    laid_out = session.parse('<img alt="A" src="a.svg">').lay_out([])
    pdf = pikepdf.open(io.BytesIO(laid_out.write(tagged=False, ppi=None)[0]))
    cells = [
        one
        for one in pdf.objects
        if isinstance(one, pikepdf.Stream) and one.get("/PatternType") == 1
    ]
    boxes = [
        one
        for one in pdf.objects
        if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Form"
    ]
    assert [list(map(float, one.BBox)) for one in cells] == [[-0.25, -0.25, 1.25, 1.25]]
    assert [float(one.XStep) for one in cells] == [1.5]
    assert [-0.25, -0.25, 1.25, 1.25] in [list(map(float, one.BBox)) for one in boxes]


def test_links(document: Document) -> None:
    """`Page.links` are (kind, address, rectangle, box): hints for the tag tree are written as such links."""
    page = document.pages[0]
    assert page.targets == ["https://www.example.org/"]
    page.add_link(one(document, tag="h1"), "x-test:")
    assert page.targets == ["https://www.example.org/", "x-test:"]
    page._page.links.pop()


def test_moving(document: Document) -> None:
    """`Box.translate`, `height`, `Page(box)`: closing up columns moves what follows them, links included."""
    box = by_id(document, "flex")
    before = box.y, box.children[0].y, box.height
    box.move_up(3)
    box.shorten(1)
    assert (box.y, box.children[0].y, box.height) == (before[0] - 3, before[1] - 3, before[2] - 1)
    box.shorten(-1)
    box.move_up(-3)
    document.update(0)
    assert document.pages[0].targets == ["https://www.example.org/"]


def test_resolution(document: Document) -> None:
    """`RasterImage._dpi`, `image_data`: editions of one layout have pictures of different resolutions."""
    image = one(document, kind="picture")._box.replacement
    assert {"_dpi", "image_data"} <= set(vars(image))
    before = image._dpi
    raw, messages, refused = document.write(tagged=False, ppi=72)
    assert raw.startswith(b"%PDF-")
    assert (messages, refused) == ([], [])
    assert image._dpi == before


def test_document() -> None:
    """`Document(pages, metadata, url_fetcher, font_config, color_profiles, output_intent)`: one per write."""
    from weasyprint.document import Document as Laid

    names = list(inspect.signature(Laid.__init__).parameters)[1:]
    assert names == [
        "pages",
        "metadata",
        "url_fetcher",
        "font_config",
        "color_profiles",
        "output_intent",
    ]


def test_a_part_of_a_document(document: Document) -> None:
    """`Document.pages`, `url_fetcher`, `font_config`: a draft or a cover is written from some of the pages."""
    content, _, _ = document.part([0, 0]).write(tagged=False, ppi=None)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) == 2


def test_making_pages_again(document: Document) -> None:
    """`LayoutContext.page_maker` and `make_all_pages`: a draft makes only those pages again that are marked as changed.

    `Document._build_layout_context`, `build_formatting_structure`, `make_margin_boxes`: the steps of `HTML.render`.
    """
    session = Session({"dot.png": _png()})
    sheets = [session.stylesheet(CSS, "a.css")]
    whole = session.parse(HTML).lay_out_repeatable(sheets)
    raw = document.write(tagged=False, ppi=None)[0]
    assert whole.document.write(tagged=False, ppi=None)[0] == raw
    context = whole._context
    assert all(
        set(remake) == {"content_changed", "pages_wanted", "anchors", "content_lookups"}
        for *_, remake in context.page_maker
    )
    assert {"footnotes", "running_elements", "string_set"} <= set(vars(context))
    again = session.parse(HTML).lay_out_again(sheets, whole, [0])
    assert again is not None
    assert again.document.write(tagged=False, ppi=None)[0] == raw
    assert again.document._document.pages[0] is not whole.document._document.pages[0]


def test_footnotes_of_a_page() -> None:
    """`Box.footnote` of a mark and `FootnoteAreaBox`: a draft makes a page again only if it has its own footnotes.

    The list `LayoutContext.footnotes` has those of all pages before the layout.
    """
    session = Session({})
    css = session.stylesheet(CSS + "i { float: footnote }", "a.css")
    html = session.parse("<p>One<i>First</i></p><p style='break-before: page'>Two<i>Second</i></p>")
    made = html.lay_out_repeatable([css])
    assert made.footnotes == 2
    notes = [
        [box.footnote.element.text for box in page._page_box.descendants() if box.footnote]
        for page in made.document._document.pages
    ]
    assert notes == [["First"], ["Second"]]
    areas = [page._page_box.children[1] for page in made.document._document.pages]
    assert [type(one).__name__ for one in areas] == ["FootnoteAreaBox"] * 2
    assert [[note.element.text for note in one.children] for one in areas] == notes
    assert made.is_repeatable([0, 1])


def test_native_libraries() -> None:
    """`text.ffi.pango.pango_version()`, `text.ffi.harfbuzz_subset`: `printissue doctor` reports both."""
    library = ctypes.CDLL("libpango-1.0.so.0")
    library.pango_version_string.restype = ctypes.c_char_p
    found = native_libraries()
    assert ".".join(map(str, found.pango)) == library.pango_version_string().decode()
    assert found.has_harfbuzz_subset


# WeasyPrint leaves its sRGB profile open
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_log() -> None:
    """The log's wording: places of faults in style sheets, links without target, missing alternative texts."""
    stage.load(Resources.of(ROOT).fontconfig())
    session = Session({})
    before = list(logging.getLogger("weasyprint").handlers)
    with logged() as log:
        session.stylesheet("p { colour: red }", "a.css")
        source = session.parse('<html lang=en><title>T</title><img src="x.png"><a href="#no">b</a>')
        document = source.lay_out([])
    with_place = read_stylesheet_message(log[0])
    assert with_place is not None
    assert (with_place.line, with_place.column) == (1, 5)
    assert session.refused == ["https://printissue.invalid/x.png"]
    assert any("not named by the manuscript" in message for message in log)
    _, messages, _ = document.write(tagged=True, ppi=None)
    assert any(message.startswith("No anchor") for message in messages)
    assert not any("alt description" in message for message in messages)
    assert logging.getLogger("weasyprint").handlers == before
