"""Style sheets: what they name, what they declare, and the faults that the layout engine does not report."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printissue.assets import stylesheets
from printissue.assets.stylesheets import Stylesheet


def sheet(css: str) -> Stylesheet:
    return Stylesheet("styles/a/a.css", css)


def faults(css: str, *, families=("own sans",), known=("--ink",), inks=("--ink",)):
    found = stylesheets.faults(sheet(css), families=families, known=known, inks=inks)
    return [(one.rule, one.place.line, one.place.column) for one in found]


# reading


def test_bytes_become_a_sheet():
    assert stylesheets.decode("a.css", "p { content: 'é' }".encode()) == (
        Stylesheet("a.css", "p { content: 'é' }"),
        (),
    )


def test_byte_order_mark_is_no_text():
    assert stylesheets.decode("a.css", b"\xef\xbb\xbfp {}")[0].css == "p {}"


@pytest.mark.parametrize(
    ("raw", "line", "column", "byte"),
    [
        (b"\xe9", 1, 1, "byte 0 (0xE9)"),
        (b"p {}\n/* \xc3\xa9\xff */", 2, 5, "byte 10 (0xFF)"),
        (b"p {}\r\n\xc3", 2, 1, "byte 6 (0xC3)"),
    ],
)
def test_byte_that_is_not_utf8_is_found(raw, line, column, byte):
    empty, [one] = stylesheets.decode("a.css", raw)
    assert empty == Stylesheet("a.css", "")
    assert (one.rule, one.place.line, one.place.column) == ("css-fault", line, column)
    assert byte in one.message


@given(st.binary(max_size=40))
def test_any_bytes_are_a_sheet_or_a_finding(raw):
    read, findings = stylesheets.decode("a.css", raw)
    assert bool(findings) != (
        read.css.encode() == raw or b"\xef\xbb\xbf" + read.css.encode() == raw
    )


# what a sheet names


@pytest.mark.parametrize(
    ("css", "named"),
    [
        ("@import 'a.css'; @import url(b.css); @import url('c.css') print;", "a.css b.css c.css"),
        ("p { background: url(a.png) }", "a.png"),
        ("p { background: red URL( 'a.png' ) no-repeat, url(\"b.png\") }", "a.png b.png"),
        ("@page { @top-left { content: url(a.svg) } }", "a.svg"),
        ("@media print { p { background: url(a.png) } }", "a.png"),
        ("@font-face { font-family: A; src: local(B), url(a.ttf) }", "a.ttf"),
        ("p { --art: url(a.png); content: image-set(url(b.png) 1x) }", "a.png b.png"),
        ("/* url(a.png) */ p { content: 'url(b.png)' }", ""),
        ("p { content: local('a') attr(href url) }", ""),
    ],
)
def test_addresses_are_found(css, named):
    assert [address for address, _ in stylesheets.addresses(sheet(css))] == named.split()


def test_place_of_an_address_is_its_own():
    css = "p {\n  background: url('a.png') }"
    [(_, node)] = stylesheets.addresses(sheet(css))
    place = stylesheets.place(sheet(css), node)
    assert (place.file, place.line, place.column) == ("styles/a/a.css", 2, 19)
    assert place.text == "  background: url('a.png') }"


# what a sheet declares


@pytest.mark.parametrize(
    ("css", "names"),
    [
        (":root { --a: 1; --B-c: 2 }", "--a --B-c"),
        ("@page { --a: red; @top-left { --b: red } }", "--a --b"),
        ("@media print { p { --a: red } }", "--a"),
        ("p { color: var(--a); content: '--b: c' }", ""),
    ],
)
def test_variables_are_found(css, names):
    assert list(stylesheets.variables(sheet(css))) == names.split()


def test_families_of_its_own_are_found():
    css = "@font-face { font-family: 'Own Serif'; src: url(a.ttf) } p { font-family: Else }"
    assert list(stylesheets.own_families(sheet(css))) == ["own serif"]


# families that are not there


def test_comments_are_no_part_of_a_font_face():
    css = '/* fonts */ @font-face { /* one */ font-family: "A" /* name */; font-weight: /**/ 400 }'
    ((found, _),) = stylesheets.font_faces(sheet(css))
    assert found == {"font-family": '"A"', "font-weight": "400"}


@pytest.mark.parametrize("rest", ["p { background: url(b.png", "@import url(b.png"])
def test_an_address_that_is_not_closed_is_read_to_the_end(rest):
    css = "p { background: url(a.png) }\n" + rest
    assert [address for address, _ in stylesheets.addresses(sheet(css))] == ["a.png", "b.png"]


@pytest.mark.parametrize(
    ("css", "columns"),
    [
        ("p { font-family: Own Sans }", []),
        ("p { font-family: 'OWN SANS', serif }", []),
        ("p { font-family: inherit }", []),
        ("p { font-family: Nope }", [18]),
        ("p { font-family: 'Own Sans', Nope Sans, \"Else\" }", [30, 41]),
        ("p { font-family: var(--face) }", []),
        ("p { font: inherit }", []),
        ("p { font: bold 9pt/12pt 'Own Sans' }", []),
        ("p { font: 9pt Nope }", [15]),
        ("p { font: italic bold 9pt/1.4 'Own Sans', Nope }", [43]),
        ("p { font: small-caps large Nope, serif }", [28]),
        ("p { font: 9pt/var(--line) Nope }", [27]),
        ("@page { @top-left { font-family: Nope } }", [34]),
        ("@media print { p { font-family: Nope } }", [33]),
        ("@font-face { font-family: Nope; src: url(a.ttf) }", []),
    ],
)
def test_families_are_looked_up(css, columns):
    assert faults(css, known=("--face", "--line")) == [("font-missing", 1, one) for one in columns]


# names that nothing declares


@pytest.mark.parametrize(
    ("css", "columns"),
    [
        ("p { color: var(--ink) }", []),
        ("p { color: var( --ink ) }", []),
        ("p { color: var(--nope) }", [12]),
        ("p { color: var(--INK) }", [12]),
        ("p { border: 1pt solid var(--nope) }", [23]),
        ("p { color: var(--nope, red) }", []),
        ("p { color: var(--nope, var(--other)) }", [24]),
        ("p { --own: var(--nope) }", [12]),
        ("@page { @top-left { color: var(--nope) } }", [28]),
        ("p { color: var() }", [12]),
        ("/* var(--nope) */ p { content: 'var(--nope)' }", []),
    ],
)
def test_names_are_looked_up(css, columns):
    assert faults(css) == [("css-fault", 1, one) for one in columns]


def test_hint_lists_the_names_there_are():
    found = stylesheets.faults(
        sheet("p { color: var(--nope) }"), families=(), known=("--b", "--a"), inks=()
    )
    assert [one.hint for one in found] == ["declared are --a, --b"]


# gradients, and what is never closed


@pytest.mark.parametrize(
    ("css", "columns"),
    [
        ("p { background: linear-gradient(red, blue) }", []),
        ("p { background: linear-gradient(red, var(--ink)) }", [17]),
        ("p { background: repeating-radial-gradient(device-cmyk(0 0 0 1), red) }", [17]),
    ],
)
def test_gradients_of_inks_are_refused(css, columns):
    assert faults(css) == [("css-fault", 1, one) for one in columns]


@pytest.mark.parametrize(
    ("css", "place"),
    [
        ("", None),
        ("p { color: red }", None),
        ("p { color: red; }\n/* end */\n", None),
        ("@import 'a.css'", None),
        ("p { content: '}' }", None),
        ("p { color: red", (1, 1)),
        ("p { color: red }\n@media print { p { color: red }\n", (2, 1)),
        ("p { color: red }\n\n/* to be continued", (3, 1)),
        ("p { color: red }\na { b: rgb(1 } p { c: d }", (2, 1)),
        ("p { content: 'a }\n", (1, 1)),
    ],
)
def test_rule_that_is_never_closed(css, place):
    assert faults(css) == ([("css-fault", *place)] if place else [])


@given(st.text(alphabet="p{}()[]:;'\"/*@-a \n\\", max_size=30))
def test_any_text_can_be_checked(css):
    for one in stylesheets.faults(sheet(css), families=(), known=(), inks=()):
        assert one.place.line is not None
        assert one.as_text()
