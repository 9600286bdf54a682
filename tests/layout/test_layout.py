"""The layout: what it sets, what it reports of style sheets and pages, and that it opens no connection."""

import base64
import builtins
import ctypes.util
import io
import logging
import os
import socket

import pikepdf
import pytest
from PIL import Image

from printissue import layout as stage
from printissue.assets.resources import RESOURCE_ORIGIN, Resources
from printissue.assets.stylesheets import Stylesheet
from printissue.core.errors import MissingError
from printissue.layout import LayoutInput
from printissue.model.editions import EDITIONS

# WeasyPrint leaves its sRGB profile open
pytestmark = pytest.mark.filterwarnings(
    "ignore:unclosed file.*sRGB:ResourceWarning", "ignore:Exception ignored.*sRGB"
)

PLACE = "issues/update/2015-10.yaml"


@pytest.fixture(scope="module", autouse=True)
def loaded(tmp_path_factory):
    stage.load(Resources.of(tmp_path_factory.mktemp("empty")).fontconfig())


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    def refuse(*_values, **_named):
        raise AssertionError("the layout opens a connection")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def png(width: int = 4, height: int = 4) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((width, height), 90).convert("RGB").save(out, "PNG")
    return out.getvalue()


def lay_out(body: str, css: str = "", **resources: bytes) -> stage.Layout:
    sheets = (Stylesheet("styles/a/a.css", css),) if css else ()
    named = {name.replace("_", "."): content for name, content in resources.items()}
    html = f'<html lang="en"><title>A</title><body>{body}</body></html>'
    return stage.lay_out(LayoutInput(html, sheets, named, PLACE))


def reported(layout: stage.Layout) -> list[tuple[str, str]]:
    return [(one.rule, str(one.place)) for one in layout.findings]


# what is set


def test_pages_are_counted():
    layout = lay_out("<p>One<p style='break-before: page'>Two")
    assert layout.pages == len(layout.document.pages) == 2
    assert layout.findings == ()


def test_sheets_apply_in_their_order():
    sheets = (
        Stylesheet("a", "@page { size: 10mm; margin: 0 }"),
        Stylesheet("b", "@page { size: 20mm 30mm; margin: 0 }"),
    )
    layout = stage.lay_out(LayoutInput("<p>", sheets, {}, PLACE))
    width, height = layout.document.pages[0].width, layout.document.pages[0].height
    assert (round(width * 25.4 / 96), round(height * 25.4 / 96)) == (20, 30)


def test_resource_is_found_by_its_name():
    layout = lay_out(f'<img alt="A" src="{RESOURCE_ORIGIN}pictures/1">', **{"pictures/1": png()})
    assert layout.findings == ()


def test_names_are_relative_to_the_page_and_to_the_sheet():
    assert lay_out('<img alt="A" src="a.png">', a_png=png()).findings == ()
    resources = {"styles/a/art/b.png": png()}
    sheet = "body { background: url(art/b.png) }"
    assert lay_out("<p>", sheet, **resources).findings == ()


def test_imported_sheet_is_found():
    imported = {"styles/a/more.css": b"@page { size: 10mm; margin: 0 }"}
    layout = lay_out("<p>", "@import 'more.css';", **imported)
    assert layout.findings == ()
    assert round(layout.document.pages[0].width * 25.4 / 96) == 10


@pytest.mark.parametrize(("css", "at_foot"), [("", False), ("align-self: end", True)])
def test_last_block_is_moved_to_the_foot_of_its_page(css, at_foot):
    sheet = Stylesheet("styles/a/a.css", "@page { size: 90mm; margin: 10mm } body { margin: 0 }")
    html = f'<p>One<p style="break-before: page">Two<div style="height: 20px; {css}">End</div>'
    layout = stage.lay_out(LayoutInput(html, (sheet,), {}, PLACE, line=10))
    page = layout.document.pages[-1]
    end = page.root.children[0].children[-1]
    foot = page.box.content_y + page.box.height
    assert end.tag == "div"
    assert (end.border_y + end.border_height == pytest.approx(foot)) is at_foot


# faults in sheets


def test_all_faults_of_all_sheets_come_in_one_run():
    sheets = (
        Stylesheet("styles/a.css", "p { colour: red }\np { width: 12 }"),
        Stylesheet("styles/b.css", "p { colour: red }"),
    )
    layout = stage.lay_out(LayoutInput("<p>", sheets, {}, PLACE))
    assert layout.document is None
    assert reported(layout) == [
        ("css-fault", "styles/a.css:1:5"),
        ("css-fault", "styles/a.css:2:5"),
        ("css-fault", "styles/b.css:1:5"),
    ]


def test_fault_shows_its_line():
    [one] = lay_out("<p>", "p { color: black }\n\n  p { colour: red }").findings
    assert one.place.text == "  p { colour: red }"
    assert one.message == "Ignored `colour: red `: unknown property"


@pytest.mark.parametrize(
    ("css", "place"),
    [
        ("p { color: black }\np >> a { color: black }", "2:1"),
        ("p:hovver { color: black }", "1:1"),
        ("/* p::nope */\n p::nope { color: black }", "2:2"),
        ("@nope { p { color: black } }", "1:1"),
        ("p { color: black }\n@nope a;", "2:1"),
        ("@page { @top-nowhere { content: 'a' } }", "1:9"),
        ("@page :nope { margin: 0 }", "1:1"),
        ("p { color: black }\n@import 'a.css';", "2:1"),
    ],
)
def test_fault_without_a_place_of_its_own_is_found(css, place):
    assert reported(lay_out("<p>", css)) == [("css-fault", f"styles/a/a.css:{place}")]


def test_fault_of_an_imported_sheet_is_reported_only_in_its_own_file():
    imported = {"styles/a/more.css": b"p { color: black }\np { colour: red }"}
    layout = lay_out("<p>", "@import 'more.css';\np { colour: red }", **imported)
    assert reported(layout) == [
        ("css-fault", "styles/a/more.css:2:5"),
        ("css-fault", "styles/a/a.css:2:5"),
    ] or reported(layout) == [("css-fault", "styles/a/more.css:2:5")]


# faults on pages


def test_reference_that_leads_nowhere():
    layout = lay_out('<a href="#nope">x</a>')
    [one] = layout.findings + stage.write(layout, PLACE, tagged=True, ppi=150)[1]
    assert (one.rule, str(one.place)) == ("press-anchor", PLACE)
    assert "nope" in one.message


def test_broken_picture():
    layout = lay_out('<img alt="A" src="a.png">', a_png=b"nothing")
    assert reported(layout) == [("press-log", PLACE)]


def test_style_in_a_template_is_read_too():
    assert reported(lay_out('<p style="colour: red">')) == [("press-log", PLACE)]


# the closed press


SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">{}</svg>'


@pytest.mark.parametrize(
    "url",
    [
        "http://www.example.org/a.png",
        "https://www.example.org/a.png",
        "ftp://www.example.org/a.png",
        "file:///etc/passwd",
        "https://printissue.invalid/nope.png",
        "data:text/css,p{}",
    ],
)
@pytest.mark.parametrize(
    "page",
    [
        '<img alt="A" src="{}">',
        '<p style="background: url({})">x',
        '<object data="{}">x</object>',
        '<embed src="{}">',
        '<link rel="stylesheet" href="{}">',
        SVG.format('<image href="{}" width="9" height="9"/>'),
        SVG.format('<image xlink:href="{}" width="9" height="9"/>'),
    ],
    ids=["img", "background", "object", "embed", "link", "drawing", "old drawing"],
)
def test_page_that_asks_for_what_is_not_there(url, page):
    assert all_reported(lay_out(page.format(url))) == [("press-refused", url)]


def all_reported(layout: stage.Layout) -> list[tuple[str, str]]:
    """Return the findings of layout and writing: rule and first word. Pictures in SVG files are requested last."""
    _, later = stage.write(layout, PLACE, tagged=True, ppi=150)
    return [(one.rule, one.message.split()[0]) for one in (*layout.findings, *later)]


@pytest.mark.parametrize("url", ["http://www.example.org/a.png", "file:///etc/passwd"])
@pytest.mark.parametrize("attribute", ["href", "xlink:href"])
def test_drawing_that_asks_for_what_is_not_there(url, attribute):
    drawing = SVG.format(f'<image {attribute}="{url}" width="9" height="9"/>').encode()
    layout = lay_out('<img alt="A" src="a.svg">', a_svg=drawing)
    assert all_reported(layout) == [("press-refused", url)]


def test_drawing_within_a_data_address_is_as_closed():
    inner = SVG.format('<image href="file:///etc/passwd" width="9" height="9"/>').encode()
    data = base64.b64encode(inner).decode()
    layout = lay_out(f'<img alt="A" src="data:image/svg+xml;base64,{data}">')
    assert all_reported(layout) == [("press-refused", "file:///etc/passwd")]


def test_refusal_is_reported_once_for_all_editions():
    layout = lay_out('<img alt="A" src="nope.png">')
    for edition in ("archive", "screen"):
        assert (
            stage.write(
                layout, PLACE, tagged=EDITIONS[edition].layout.tagged, ppi=EDITIONS[edition].ppi
            )[1]
            == ()
        )


def test_nothing_of_the_machine_is_opened(monkeypatch):
    opened = []
    original = builtins.open

    def watched(file, *values, **named):
        opened.append(str(file))
        return original(file, *values, **named)

    monkeypatch.setattr(builtins, "open", watched)
    svg = SVG.format('<image href="file:///etc/passwd" width="9" height="9"/>').encode()
    layout = lay_out('<img alt="A" src="a.svg"><img alt="B" src="/etc/passwd">', a_svg=svg)
    stage.write(layout, PLACE, tagged=True, ppi=150)
    assert not any("passwd" in name for name in opened)


def test_picture_embedded_in_the_page_is_allowed():
    data = base64.b64encode(png()).decode()
    assert lay_out(f'<img alt="A" src="data:image/png;base64,{data}">').findings == ()


# writing


def written(layout: stage.Layout, edition: str) -> pikepdf.Pdf:
    raw, findings = stage.write(
        layout, PLACE, tagged=EDITIONS[edition].layout.tagged, ppi=EDITIONS[edition].ppi
    )
    assert findings == ()
    return pikepdf.open(io.BytesIO(raw))


def test_one_layout_gives_several_editions():
    layout = lay_out('<h1>A</h1><p>b <a href="#c">d</a></p><p id="c">c')
    with written(layout, "archive") as archive, written(layout, "screen") as screen:
        assert "/StructTreeRoot" in archive.Root
        assert "/StructTreeRoot" in screen.Root
    with written(layout, "print") as ink:
        assert "/StructTreeRoot" not in ink.Root


def test_writing_twice_gives_the_same_bytes():
    layout = lay_out("<h1>A</h1><p>b")
    first, _ = stage.write(layout, PLACE, tagged=True, ppi=150)
    assert stage.write(layout, PLACE, tagged=True, ppi=150)[0] == first


def width_of_picture(pdf: pikepdf.Pdf) -> int:
    return int(next(iter(pdf.pages[0].get_images().values())).Width)


def test_pictures_are_reduced_in_the_edition_that_wants_it():
    """Two inches at 150 ppi are 300 pixels; the archive keeps all 900."""
    page = '<img alt="A" style="width: 2in" src="a.png">'
    layout = lay_out(page, a_png=png(900, 900))
    with written(layout, "screen") as screen, written(layout, "archive") as archive:
        assert width_of_picture(screen) == 300
        assert width_of_picture(archive) == 900


def test_small_pictures_are_not_enlarged():
    layout = lay_out('<img alt="A" style="width: 2in" src="a.png">', a_png=png(90, 90))
    with written(layout, "screen") as screen:
        assert width_of_picture(screen) == 90


def test_log_of_the_layout_engine_is_left_as_it_was():
    logger = logging.getLogger("weasyprint")
    before = (logger.propagate, list(logger.handlers))
    lay_out('<img alt="A" src="nope.png">', "p { colour: red }")
    assert (logger.propagate, list(logger.handlers)) == before


# loading


def test_only_the_fonts_of_the_file_are_used(tmp_path, monkeypatch):
    monkeypatch.setenv("FONTCONFIG_FILE", "before")
    stage.load(tmp_path / "fonts.conf")
    assert os.environ["FONTCONFIG_FILE"] == str(tmp_path / "fonts.conf")


def test_missing_pango_is_said_with_what_to_do(tmp_path, monkeypatch):
    original = builtins.__import__

    def without_pango(name, *values, **named):
        if name.partition(".")[0] == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return original(name, *values, **named)

    monkeypatch.setenv("FONTCONFIG_FILE", "before")
    monkeypatch.setattr(builtins, "__import__", without_pango)
    lookup = ctypes.util.find_library
    with pytest.raises(MissingError, match="cannot load Pango") as raised:
        stage.load(tmp_path / "fonts.conf")
    assert "libpango-1.0-0" in raised.value.hint
    assert ctypes.util.find_library is lookup
