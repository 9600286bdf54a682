"""SVG files that refer to themselves or draw too much are found before they are drawn; real ones pass."""

import socket

import pytest

from checkout import ROOT
from printissue import layout as stage
from printissue.assets.resources import Resources
from printissue.assets.svg import SvgError, read_svg
from printissue.assets.svg_expansion import (
    MAX_CHAIN,
    MAX_PARTS,
    ExpansionError,
    check_expansion,
)
from printissue.layout import svg

pytestmark = pytest.mark.filterwarnings(
    "ignore:unclosed file.*sRGB:ResourceWarning", "ignore:Exception ignored.*sRGB"
)
OPEN = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'viewBox="0 0 90 90">\n'
)


def drawing(inside: str) -> bytes:
    return f"{OPEN}{inside}\n</svg>".encode()


def check(content: bytes) -> None:
    check_expansion(content, read_svg(content).lines)


def nested(levels: int, times: int, kind: str = "g") -> str:
    """Return copies within copies: each level draws the one before it several times."""
    made = '<defs><rect id="a0" width="1" height="1"/>'
    for level in range(levels):
        made += f'\n<{kind} id="a{level + 1}">' + f'<use href="#a{level}"/>' * times + f"</{kind}>"
    return f'{made}</defs>\n<use href="#a{levels}"/>'


PATTERNS = "".join(
    f'<pattern id="p{n}" width="1" height="1">'
    + f'<rect width="1" height="1" fill="url(#p{n + 1})"/>' * 10
    + "</pattern>\n"
    for n in range(8)
)
MARKERS = "".join(
    f'<marker id="m{n}"><path d="M0 0' + " 1 1" * 9 + f'" marker-mid="url(#m{n + 1})"/></marker>\n'
    for n in range(8)
)
MASKS = "".join(
    f'<mask id="k{n}">' + f'<rect width="1" height="1" mask="url(#k{n + 1})"/>' * 9 + "</mask>\n"
    for n in range(8)
)
CLIPS = "".join(
    f'<clipPath id="c{n}">'
    + f'<rect width="1" height="1" clip-path="url(#c{n + 1})"/>' * 9
    + "</clipPath>\n"
    for n in range(8)
)

CIRCLES = [
    '<g id="a"><use href="#a"/></g>',
    '<g id="a"><use xlink:href="#a"/></g>',
    '<g id="a"><g><use href=" #b "/></g></g><g id="b"><use href="#a"/></g>',
    '<symbol id="a"><use href="#a"/></symbol><use href="#a"/>',
    '<svg id="a" width="9" height="9"><use href="#a"/></svg>',
    '<pattern id="p" width="9" height="9"><rect width="1" height="1" fill="url(#p)"/></pattern>'
    '<rect width="9" height="9" fill="url(#p)"/>',
    '<pattern id="p" width="9" height="9"><circle r="1" stroke="url(#p)"/></pattern>'
    '<g stroke="url(#p)"><rect width="9" height="9"/></g>',
    "<style>.x{fill:url(#p)}</style>"
    '<pattern id="p" width="9" height="9"><rect class="x" width="1" height="1"/></pattern>'
    '<rect class="x" width="9" height="9"/>',
    '<style>pattern rect{fill:url("#p")}</style>'
    '<pattern id="p" width="9" height="9"><rect width="1" height="1"/></pattern>'
    '<rect width="9" height="9" style="fill: url(#p)"/>',
    '<marker id="m"><path marker-mid="url(#m)" d="M0 0 1 1 2 2"/></marker>'
    '<path marker-mid="url(#m)" d="M0 0 1 1 2 2"/>',
    '<marker id="m"><line x2="3" marker="url(#m)"/></marker><line x2="3" marker="url(#m)"/>',
    '<mask id="m"><rect mask="url(#m)"/></mask><rect mask="url(#m)"/>',
    '<clipPath id="c"><rect clip-path="url(#c)"/></clipPath><rect clip-path="url(#c)"/>',
    '<mask id="m"><use href="#u"/></mask><g id="u" mask="url(#m)"/>',
    '<linearGradient id="a" href="#b"/><linearGradient id="b" href="#a"/>',
    '<radialGradient id="a" xlink:href="#a"/>',
    '<pattern id="a" href="#b"/><pattern id="b" href="#a"/>',
]


@pytest.mark.parametrize("inside", CIRCLES)
def test_a_drawing_that_refers_to_itself(inside):
    with pytest.raises(ExpansionError) as refused:
        check(drawing(f"\n{inside}"))
    assert "cycle" in refused.value.message or "itself" in refused.value.message
    assert refused.value.line == 3
    assert refused.value.hint


TOO_MUCH = {
    "use": nested(9, 10),
    "deep use": nested(30, 2),
    "symbols": nested(6, 10, "symbol"),
    "patterns": PATTERNS + '<pattern id="p8"/><rect width="9" height="9" fill="url(#p0)"/>',
    "markers": MARKERS + '<marker id="m8"/><path d="M0 0 1 1 2 2" marker-mid="url(#m0)"/>',
    "masks": MASKS + '<mask id="k8"/><rect width="9" height="9" mask="url(#k0)"/>',
    "clips": CLIPS + '<clipPath id="c8"/><rect width="9" height="9" clip-path="url(#c0)"/>',
    "markers on one path": '<marker id="m"><text>A mark</text></marker>'
    f'<path marker-mid="url(#m)" d="M0 0{" 1 1" * 40_000}"/>',
    "patterns on many shapes": '<pattern id="p" width="1" height="1">'
    + "<path/>" * 1000
    + '</pattern><g fill="url(#p)">'
    + "<path/>" * 1000
    + "</g>",
    "markers with the paint of their path": '<pattern id="p" width="1" height="1">'
    + "<path/>" * 1000
    + '</pattern><marker id="m"><path fill="context-stroke"/></marker>'
    f'<polyline marker="url(#m)" points="{"1 1 " * 1000}"/>',
    "a long path": f'<path d="M0 0{" 1.25 1.5" * 150_000}"/>',
    "a long polygon": f'<polygon points="{"1.25 1.5 " * 150_000}"/>',
    "a long text": f"<text>{'a' * (MAX_PARTS + 1)}</text>",
    "many shapes": "<rect/>" * (MAX_PARTS + 1),
    "many names": "".join(
        f'<linearGradient id="g{n}"/><rect fill="url(#g{n})"/>' for n in range(5000)
    ),
    "copies in a chain": "".join(f'<g id="a{n}"><use href="#a{n + 1}"/></g>' for n in range(400)),
    "gradients in a chain": "".join(
        f'<linearGradient id="a{n}" href="#a{n + 1}"/>' for n in range(MAX_CHAIN + 2)
    ),
    "patterns in patterns": "".join(
        f'<pattern id="p{n}" width="1" height="1"><rect fill="url(#p{n + 1})"/></pattern>'
        for n in range(80)
    )
    + '<rect fill="url(#p0)"/>',
    "a selector": f"<style>{' '.join('abcdefgh')} {{fill:red}}</style>"
    + "<g>" * 30
    + "<g/>" * 2000
    + "</g>" * 30,
    "many selectors": "<style>" + "* > [x]{fill:red}" * 2000 + "</style>" + "<g/>" * 2000,
    "neighbours": "<style>g ~ g {fill:red}</style>" + "<g/>" * 5000,
    "a gradient that repeats": '<linearGradient id="g" spreadMethod="repeat" x2="1e-9"/>',
    "a gradient that repeats by scale": '<linearGradient id="g" spreadMethod="reflect" '
    'gradientTransform="scale(1e-6)"/>',
    "a gradient that repeats by reference": '<radialGradient id="g" r=".000001"/>'
    '<radialGradient id="h" xlink:href="#g" spreadMethod="repeat"/>',
    "a gradient that repeats on a large shape": '<rect width="1e9" height="1"/>'
    '<linearGradient gradientUnits="userSpaceOnUse" x2="1" spreadMethod="repeat"/>',
}


@pytest.mark.slow
@pytest.mark.parametrize("inside", TOO_MUCH.values(), ids=TOO_MUCH.keys())
def test_a_drawing_that_draws_too_much(inside):
    with pytest.raises(ExpansionError) as refused:
        check(drawing(inside))
    assert refused.value.hint


def test_the_copy_that_repeats_too_much_is_named():
    with pytest.raises(ExpansionError) as refused:
        check(drawing(nested(9, 10)))
    assert "<g>" in refused.value.message
    assert refused.value.line == 7  # 10 to the power of 5


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    stage.load(Resources.of(tmp_path_factory.mktemp("empty")).fontconfig())


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*_values, **_named):
        raise AssertionError("the press wants to go online")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


DRAWINGS = sorted((ROOT / "tests" / "cases" / "drawings").glob("*.svg"))
"""Drawings of our own, as drawing programs write them."""

REAL = {
    "by hand": '<svg viewBox="0 0 9 9"><rect width="9" height="9"/></svg>',
    "a map of many shapes": OPEN + '<path d="m1 1 1.5-2 .25.5z"/>' * 20_000 + "</svg>",
    "one long coast": OPEN + f'<path d="M0 0{"l1.25-1.5" * 15_000}"/></svg>',
    "a cycle that is not drawn": OPEN + '<defs><g id="a"><use href="#a"/></g></defs></svg>',
    "a name that is missing": OPEN + '<rect fill="url(#none)" width="3" height="3"/></svg>',
    "copies of copies": OPEN + nested(3, 20) + "</svg>",
    "a gradient that repeats": OPEN
    + '<linearGradient id="g" spreadMethod="reflect" x2=".05"><stop/><stop offset="1"/>'
    "</linearGradient>"
    '<rect fill="url(#g)" width="9" height="9"/></svg>',
}


@pytest.mark.slow
@pytest.mark.usefixtures("loaded", "no_network")
@pytest.mark.parametrize(
    "content",
    [path.read_bytes() for path in DRAWINGS] + [one.encode() for one in REAL.values()],
    ids=[path.stem for path in DRAWINGS] + list(REAL),
)
def test_what_drawing_programs_write_is_fine(content):
    found = read_svg(content)
    check_expansion(content, found.lines)
    assert stage.svg_faults(content, found.lines) == []


WRONG = [
    ('<rect x="1" width="x%" height="2"/>', "rect", 3),
    ('<g>\n<circle r="5zpx"/></g>', "circle", 4),
    ('<path d="M0 0A1 1 0 x 1 3 3"/>', "path", 3),
    ('<rect stroke="red" stroke-miterlimit="x"/>', "rect", 3),
    ('<svg viewBox="1"/>', "svg", 3),
    ('<text font-size="xem">a</text>', "text", 3),
    ('<rect opacity="a"/>', "rect", 3),
    ('<pattern id="p" width="2" height="2">\n<rect opacity="x"/></pattern>\n'
     '<rect width="3" height="3" fill="url(#p)"/>', "rect", 4),
    ('<linearGradient id="g" spreadMethod="repeat" x1="1" x2="1.01" gradientTransform="rotate(x)">'
     '<stop/><stop offset="1"/></linearGradient>\n<rect width="3" height="3" fill="url(#g)"/>', "rect", 4),
]  # fmt: skip


@pytest.mark.usefixtures("loaded", "no_network")
@pytest.mark.parametrize(("inside", "tag", "line"), WRONG)
def test_what_cannot_be_drawn_is_named_with_its_line(inside, tag, line):
    content = drawing(f"\n{inside}")
    ((message, where),) = stage.svg_faults(content, read_svg(content).lines)
    assert message.startswith(f"<{tag}> cannot be drawn")
    assert "printissue.invalid" not in message
    assert where == line


@pytest.mark.usefixtures("loaded")
def test_a_drawing_that_takes_too_long_is_stopped(monkeypatch):
    monkeypatch.setattr(svg, "TIME_LIMIT", 0.2)
    content = drawing("<circle r='1'/>" * 20_000)
    ((message, where),) = stage.svg_faults(content, read_svg(content).lines)
    assert "seconds" in message
    assert where is None


def test_a_fault_of_the_drawing_itself_comes_first():
    with pytest.raises(SvgError, match="script"):
        read_svg(drawing("<script/>" + nested(9, 10)))
