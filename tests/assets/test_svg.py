"""SVG files are read safely; what would be fetched, run or dropped is named."""

from base64 import b64encode

import pytest

from printissue.assets.svg import (
    MAX_BYTES,
    MAX_DEPTH,
    SvgError,
    read_svg,
    svg_text,
)

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">'
DTD = (
    b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
    b'"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
)


def drawing(inside, start=OPEN):
    return f"{start}{inside}</svg>".encode()


REFUSED = [
    ("<script>1</script>", "<script>"),
    ("<g><foreignObject/></g>", "<foreignObject>"),
    ('<rect onclick="x()"/>', "onclick"),
    ('<rect OnLoad="x()"/>', "OnLoad"),
    ('<image href="https://example.org/a.png"/>', "https://example.org/a.png"),
    ('<image xlink:href="a.png"/>', "a.png"),
    ('<use href="other.svg#part"/>', "other.svg#part"),
    ('<image href="data:image/svg+xml,x"/>', "data:image/svg+xml,x"),
    ('<image href="data:text/html,x"/>', "data:text/html,x"),
    ('<style>@font-face{src:url("data:font/woff2;base64,AA")}</style>', "embeds a font"),
    ("<style>@font-face{src:url(data:application/x-font-woff,x)}</style>", "embeds a file"),
    ('<g><a xlink:href="javascript:alert(1)"/></g>', "javascript:alert(1)"),
    ('<image href="file:///etc/passwd"/>', "file:///etc/passwd"),
    ('<a href="https://example.org/"><path/></a>', "https://example.org/"),
    ('<rect fill="url(other.svg#g)"/>', "other.svg#g"),
    ("<rect style=\"fill: URL( 'other.svg#g' )\"/>", "other.svg#g"),
    ('<rect style="fill: u\\72 l(other.svg#g)"/>', "other.svg#g"),
    ("<style>@import 'x.css';</style>", "@import"),
    ("<style>rect{fill:url(x.svg#g)}</style>", "x.svg#g"),
    ("<style><![CDATA[@IMPORT url(#x)]]></style>", "@import"),
    ("<style>@im<!-- -->port 'x.css';</style>", "@import"),
    ('<g xml:base="https://example.org/"/>', "https://example.org/"),
    ('<use href="#a"><set attributeName="href" to="b.svg"/></use>', "<set>"),
    ('<image href="data:image/png;base64,*"/>', "base64"),
    ("<g>" * MAX_DEPTH + "</g>" * MAX_DEPTH, "nested"),
]


@pytest.mark.parametrize(("inside", "named"), REFUSED)
def test_what_is_refused_is_named(inside, named):
    with pytest.raises(SvgError) as refused:
        read_svg(drawing(inside))
    assert named in refused.value.message
    assert refused.value.hint


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"", "not well-formed"),
        (b"<svg><g></svg>", "not well-formed"),
        (b"<html/>", "<html>"),
        (b'<svg xmlns="urn:other"/>', "not an SVG"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>', "an entity, 'a'"),
        (b'<!DOCTYPE svg [<!ENTITY a SYSTEM "/etc/passwd">]><svg>&a;</svg>', "an entity, 'a'"),
        (b'<!DOCTYPE svg [<!ENTITY % a "b">]><svg/>', "an entity, 'a'"),
        (b'<!DOCTYPE svg SYSTEM "x.dtd"><svg/>', "a document type outside itself: x.dtd"),
        (b'<!DOCTYPE svg SYSTEM "http://www.w3.org.example.org/x.dtd"><svg/>', "a document type"),
        (DTD + b"<svg><text>&nbsp;</text></svg>", "&nbsp;"),
        (b"<svg>&undefined;</svg>", "not well-formed"),
        (b'<?xml-stylesheet href="x.css"?><svg/>', "style sheet"),
        (b"<svg>" + b" " * MAX_BYTES + b"</svg>", "5 MiB"),
        (b"\x1f\x8b\x08", "SVGZ"),
        (b"<svg/>", "no size"),
        (b'<svg width="100%" height="100%"/>', "no size"),
        (b'<svg viewBox="0 0 0 0"/>', "wrong viewBox, '0 0 0 0'"),
        (b'<svg viewBox="0 0 -9 9"/>', "wrong viewBox"),
        (b'<svg viewBox="0 0 9"/>', "wrong viewBox"),
        (b'<svg viewBox="a b c d"/>', "wrong viewBox"),
        (b'<svg viewBox="0 0 nan 9"/>', "wrong viewBox"),
        (b'<svg viewBox="0 0 1e999 9"/>', "wrong viewBox"),
        (b'<svg viewBox="0 0 9 9" width="x"/>', "wrong width, 'x'"),
        (b'<svg viewBox="0 0 9 9" width="0"/>', "wrong width"),
        (b'<svg viewBox="0 0 9 9" height="-4"/>', "wrong height"),
        (b'<svg viewBox="0 0 9 9" height="9 9"/>', "wrong height"),
        (b'<svg viewBox="0 0 9 9" width="1e999"/>', "wrong width"),
        (b'<svg width="200000" height="200000"/>', "too large"),
        (b'<svg width="20000" height="1"/>', "too narrow"),
    ],
)
def test_what_is_no_safe_svg(content, named):
    with pytest.raises(SvgError) as refused:
        read_svg(content)
    assert named in refused.value.message
    assert svg_text(content) == ""


def test_what_is_fine():
    picture = b64encode(b"\x89PNG").decode()
    found = read_svg(
        drawing(
            '<defs><linearGradient id="g"/></defs><rect fill="url(#g)" style="mask: url(\'#m\')"/>'
            f'<use xlink:href="#g"/><image href="data:image/png;base64,{picture}"/>'
            "<style>rect{fill:url(#g)}</style>" + "<g>" * (MAX_DEPTH - 1) + "</g>" * (MAX_DEPTH - 1)
        )
    )
    assert found.pictures == [b"\x89PNG"]


def test_text_is_what_is_drawn():
    found = svg_text(
        drawing(
            "<title>Title</title><desc>Desc</desc><style>a{}</style><metadata>M</metadata>"
            "<text>Rise <tspan>and</tspan>\n fall &#233;<title>tip</title></text><text> 15</text>"
        )
    )
    assert found == "Rise and fall é 15"


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="20" height="10"', (20, 10)),
        ('width="1in" height="72pt"', (96, 96)),
        ('width="25.4mm" height="2.54CM"', (96, 96)),
        ('viewBox="0 0 300 200"', (300, 200)),
        ('viewBox="0,0,300,200" width="150"', (150, 100)),
        ('viewBox="0 0 300 200" height="100"', (150, 100)),
        ('viewBox="0 0 300 200" width="100%" height="100%"', (300, 200)),
        ('viewBox="0 0 300 200" width="auto"', (300, 200)),
        ('viewBox="-10 -10 .3e3 2E2"', (300, 200)),
        ('viewBox="0 0 0.4 0.2"', (1, 1)),
    ],
)
def test_size(attributes, size):
    found = read_svg(f"<svg {attributes}/>".encode())
    assert (found.width, found.height) == size


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"<svg>\n<g>\n</svg>", 3),
        (drawing("\n<g>\n<script/></g>"), 3),
        (drawing("\n\n<style>\n@import 'x.css';\n</style>"), 5),
        (b"\n<svg viewBox='0'/>", 2),
    ],
)
def test_the_line_of_a_fault(content, line):
    with pytest.raises(SvgError) as refused:
        read_svg(content)
    assert refused.value.line == line


def test_a_document_type_of_svg_is_fine():
    assert read_svg(DTD + b"<svg viewBox='0 0 9 9'/>").width == 9
