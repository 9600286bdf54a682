"""SVG files that refer to themselves or draw too much are found before they are drawn; real ones pass."""

import socket

import pytest

from printissue import press
from printissue.drawing import DrawingError, read_drawing
from printissue.expansion import MAX_CHAIN, MAX_PARTS, ExpansionError, check_expansion
from printissue.press import svg
from printissue.typecase import Typecase

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
    check_expansion(content, read_drawing(content).lines)


def nested(levels: int, times: int, kind: str = "g") -> str:
    """Return copies within copies: each level draws the one before it so many times."""
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
    assert "circle" in refused.value.message or "itself" in refused.value.message
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
    press.load(Typecase.of(tmp_path_factory.mktemp("empty")).fontconfig())


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*_values, **_named):
        raise AssertionError("the press wants to go online")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


DTD = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
XML = '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsCuTsQAAAABJRU5ErkJggg=="

REAL = {
    "Inkscape": XML
    + """<!-- Created with Inkscape (http://www.inkscape.org/) -->
<svg width="210mm" height="297mm" viewBox="0 0 210 297" version="1.1" id="svg5" sodipodi:docname="map.svg"
 xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" xmlns="http://www.w3.org/2000/svg"
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:cc="http://creativecommons.org/ns#">
<sodipodi:namedview id="v" pagecolor="#ffffff" inkscape:zoom="0.7"><inkscape:grid type="xygrid" id="g9"/></sodipodi:namedview>
<defs id="defs2"><linearGradient id="lg1"><stop style="stop-color:#000;stop-opacity:1" offset="0" id="s1"/>
<stop style="stop-color:#fff;stop-opacity:0" offset="1" id="s2"/></linearGradient>
<linearGradient xlink:href="#lg1" id="lg2" x1="20" y1="30" x2="90" y2="30" gradientUnits="userSpaceOnUse"/>
<marker style="overflow:visible" id="Arrow" refX="0" refY="0" orient="auto"><path id="ap" d="M -4,-4 0,0 -4,4"
 style="fill:none;stroke:context-stroke" transform="scale(0.5)"/></marker>
<clipPath clipPathUnits="userSpaceOnUse" id="cp1"><rect id="r1" width="90" height="90" x="1" y="2"/></clipPath></defs>
<metadata><rdf:RDF><cc:Work rdf:about=""/></rdf:RDF></metadata>
<g inkscape:label="Layer 1" inkscape:groupmode="layer" id="layer1" clip-path="url(#cp1)">
<path style="fill:url(#lg2);stroke:#000000;stroke-width:0.264583;marker-end:url(#Arrow)" d="m 20,30 c 10,0 20,5 30,-5 z" id="p1"/>
<text xml:space="preserve" style="font-size:10.5833px;line-height:1.25;font-family:sans-serif" x="20" y="80"><tspan
 sodipodi:role="line" x="20" y="80" style="stroke-width:0.264583">A word</tspan></text></g>
<g inkscape:groupmode="layer" style="display:none"><use xlink:href="#p1" transform="rotate(45)"/></g></svg>""",
    "Illustrator": '<?xml version="1.0" encoding="utf-8"?>\n<!-- Generator: Adobe Illustrator 27.0, SVG Export Plug-In -->\n'
    + DTD
    + """<svg version="1.1" id="Layer_1" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
 x="0px" y="0px" viewBox="0 0 841.9 595.3" style="enable-background:new 0 0 841.9 595.3;" xml:space="preserve">
<style type="text/css">.st0{fill:#1D1D1B;}.st1{clip-path:url(#SVGID_2_);}
.st2{opacity:0.5;fill:url(#SVGID_3_);enable-background:new    ;}</style>
<g><defs><rect id="SVGID_1_" width="841.9" height="595.3"/></defs>
<clipPath id="SVGID_2_"><use xlink:href="#SVGID_1_" style="overflow:visible;"/></clipPath>
<linearGradient id="SVGID_3_" gradientUnits="userSpaceOnUse" x1="1" y1="2" x2="300" y2="2" gradientTransform="matrix(1 0 0 -1 0 595)">
<stop offset="0" style="stop-color:#FFFFFF"/><stop offset="1" style="stop-color:#000000"/></linearGradient>
<g class="st1"><path class="st2" d="M10.5,20.3c-1.2,0.4-2.5.6-3.8,.7L4-5z"/><polygon class="st0" points="1,2 3,4 5.5,6.5"/></g></g></svg>""",
    "Figma": f"""<svg width="64" height="48" viewBox="0 0 64 48" fill="none" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">
<g clip-path="url(#clip0_1_2)" filter="url(#f0)"><rect width="64" height="48" rx="8" fill="white"/><rect x="4" y="4" width="9" height="9" fill="url(#pattern0)"/>
<mask id="mask0" style="mask-type:alpha" maskUnits="userSpaceOnUse" x="0" y="0" width="64" height="48"><path d="M0 0H64V48H0V0Z" fill="#D9D9D9"/></mask>
<g mask="url(#mask0)"><path fill-rule="evenodd" clip-rule="evenodd" d="M12 24L24 12" stroke="url(#paint0)"/></g></g>
<defs><pattern id="pattern0" patternContentUnits="objectBoundingBox" width="1" height="1"><use xlink:href="#image0" transform="scale(0.5)"/></pattern>
<filter id="f0" x="0" y="0" width="72" height="56" filterUnits="userSpaceOnUse" color-interpolation-filters="sRGB"><feFlood flood-opacity="0" result="b"/>
<feColorMatrix in="SourceAlpha" type="matrix" values="0 0 0 0 0 0 0 0 0 0"/><feOffset dy="4"/><feGaussianBlur stdDeviation="2"/><feBlend mode="normal" in2="b"/></filter>
<linearGradient id="paint0" x1="1" y1="2" x2="3" y2="4" gradientUnits="userSpaceOnUse"><stop/><stop offset="1" stop-opacity="0"/></linearGradient>
<clipPath id="clip0_1_2"><rect width="64" height="48" fill="white"/></clipPath><image id="image0" width="1" height="1" xlink:href="data:image/png;base64,{DOT}"/></defs></svg>""",
    "matplotlib": XML
    + DTD
    + """<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="460.8pt" height="345.6pt" viewBox="0 0 460.8 345.6" xmlns="http://www.w3.org/2000/svg" version="1.1">
<defs><style type="text/css">*{stroke-linejoin: round; stroke-linecap: butt}</style></defs>
<g id="figure_1"><g id="patch_1"><path d="M 0 345.6 L 460.8 345.6 L 460.8 0 z" style="fill: #ffffff"/></g>
<defs><path id="m6" d="M 0 0 L 0 3.5" style="stroke: #000000; stroke-width: 0.8"/><path id="D-30" d="M 2034 4250 Q 1547 4250 1301 3770 z" transform="scale(0.015625)"/></defs>
<g clip-path="url(#p3)">"""
    + '<use xlink:href="#m6" x="73.8" y="307.5" style="stroke: #000000"/>' * 3000
    + """</g><g transform="translate(70 322) scale(0.1 -0.1)"><use xlink:href="#D-30"/><use xlink:href="#D-30" transform="translate(63.6 0)"/></g></g>
<defs><clipPath id="p3"><rect x="57.6" y="41.4" width="357.1" height="266.1"/></clipPath></defs></svg>""",
    "Graphviz": XML
    + DTD
    + """<!-- Generated by graphviz version 2.43.0 (0) --><!-- Title: G Pages: 1 -->
<svg width="62pt" height="116pt" viewBox="0.00 0.00 62.00 116.00" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">
<g id="graph0" class="graph" transform="scale(1 1) rotate(0) translate(4 112)"><title>G</title><polygon fill="white" stroke="transparent" points="-4,4 -4,-112 58,-112 58,4 -4,4"/>
<g id="node1" class="node"><title>a</title><ellipse fill="none" stroke="black" cx="27" cy="-90" rx="27" ry="18"/>
<text text-anchor="middle" x="27" y="-86.3" font-family="Times,serif" font-size="14.00">a&#45;&gt;b</text></g></g></svg>""",
    "CorelDRAW": '<?xml version="1.0" encoding="UTF-8"?>\n'
    + DTD
    + """<!-- Creator: CorelDRAW --><svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" width="100mm" height="50mm" version="1.1"
 style="shape-rendering:geometricPrecision; text-rendering:geometricPrecision; fill-rule:evenodd; clip-rule:evenodd" viewBox="0 0 10000 5000"
 xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xodm="http://www.corel.com/coreldraw/odm/2003"><defs><style type="text/css"><![CDATA[
.str0 {stroke:#2B2A29;stroke-width:20;stroke-miterlimit:22.9256} .fil0 {fill:none} ]]></style></defs>
<g id="Layer_x0020_1"><metadata id="CorelCorpID_0Corel-Layer"/><rect class="fil0 str0" x="500" y="500" width="9000" height="4000"/></g></svg>""",
    "Affinity": '<?xml version="1.0" encoding="UTF-8" standalone="no"?>'
    + DTD
    + """<svg width="100%" height="100%" viewBox="0 0 800 600" version="1.1" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
 xml:space="preserve" xmlns:serif="http://www.serif.com/" style="fill-rule:evenodd;clip-rule:evenodd;stroke-linejoin:round;stroke-miterlimit:2;">
<g transform="matrix(1,0,0,1,-20,-30)"><g id="Artboard1" serif:id="Artboard 1"><clipPath id="_clip1"><rect x="20" y="30" width="800" height="600"/></clipPath>
<g clip-path="url(#_clip1)"><path d="M100,100L200,100L200,200Z" style="fill:rgb(235,0,0);"/></g></g></g></svg>""",
    "LibreOffice": '<?xml version="1.0" encoding="UTF-8"?>'
    + DTD
    + """<svg version="1.2" width="150mm" height="100mm" viewBox="0 0 15000 10000" preserveAspectRatio="xMidYMid" fill-rule="evenodd" stroke-width="28.222"
 xmlns="http://www.w3.org/2000/svg" xmlns:ooo="http://xml.openoffice.org/svg/export" xmlns:xlink="http://www.w3.org/1999/xlink" xml:space="preserve">
<defs class="ClipPathGroup"><clipPath id="presentation_clip_path" clipPathUnits="userSpaceOnUse"><rect x="0" y="0" width="15000" height="10000"/></clipPath></defs>
<g id="page1" class="Page"><g class="com.sun.star.drawing.CustomShape"><path fill="rgb(114,159,207)" stroke="none" d="M 3000,5000 L 1000,5000 5000,1000 3000,5000 Z"/>
<text class="SVGTextShape"><tspan class="TextParagraph"><tspan class="TextPosition" x="1200" y="3000"><tspan font-family="Liberation Sans" font-size="635px">Text</tspan></tspan></tspan></text></g></g></svg>""",
    "R (svglite)": """<?xml version='1.0' encoding='UTF-8' ?>
<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' class='svglite' width='720.00pt' height='576.00pt' viewBox='0 0 720.00 576.00'>
<defs><style type='text/css'><![CDATA[ .svglite line, .svglite polyline, .svglite path, .svglite rect, .svglite circle { fill: none; stroke: #000000;
 stroke-linecap: round; stroke-linejoin: round; } .svglite text { white-space: pre; } ]]></style></defs>
<rect width='100%' height='100%' style='stroke: none; fill: #FFFFFF;'/><defs><clipPath id='cpMC4w'><rect x='0.00' y='0.00' width='720.00' height='576.00'/></clipPath></defs>
<g clip-path='url(#cpMC4w)'><circle cx='100' cy='200' r='2.70'/><text x='20' y='30' style='font-size: 12.00px; font-family: "Arial";' textLength='20.02px' lengthAdjust='spacingAndGlyphs'>mpg</text></g></svg>""",
    "gnuplot": """<?xml version="1.0" encoding="utf-8"  standalone="no"?>
<svg width="600" height="480" viewBox="0 0 600 480" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><title>Gnuplot</title>
<g id="gnuplot_canvas"><rect x="0" y="0" width="600" height="480" fill="none"/><defs><circle id='gpDot' r='0.5' stroke-width='0.5' stroke='currentColor'/>
<path id='gpPt0' stroke-width='0.222' stroke='currentColor' d='M-1,0 h2 M0,-1 v2'/></defs>
<g fill="none" color="white" stroke="currentColor" stroke-width="1.00" stroke-linecap="butt"><use xlink:href='#gpPt0' transform='translate(59.5,300.1) scale(4.50)' color='rgb(148,   0, 211)'/></g></g></svg>""",
    "d3": '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="400" viewBox="0,0,640,400" style="max-width: 100%; height: auto;">'
    '<g transform="translate(0,370)" fill="none" font-size="10" font-family="sans-serif" text-anchor="middle">'
    '<path class="domain" stroke="currentColor" d="M40.5,6V0.5H620.5V6"></path><g class="tick" opacity="1" transform="translate(69,0)">'
    '<line stroke="currentColor" y2="6"></line><text fill="currentColor" y="9" dy="0.71em">A</text></g></g></svg>',
    "PowerPoint": '<svg width="1280" height="720" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" overflow="hidden">'
    '<defs><clipPath id="clip0"><rect x="0" y="0" width="1280" height="720"/></clipPath></defs><g clip-path="url(#clip0)">'
    '<rect x="0" y="0" width="1280" height="720" fill="#FFFFFF"/><text font-family="Calibri,Calibri_MSFontService,sans-serif" font-weight="400" '
    'font-size="24" transform="translate(99.6 200)">Text</text><path d="M310.5 222.5C310.5 190 350 170 400 170" stroke="#2F528F" '
    'stroke-width="1.33333" stroke-miterlimit="8" fill="#4472C4" fill-rule="evenodd"/></g></svg>',
    "by hand": '<svg viewBox="0 0 9 9"><rect width="9" height="9"/></svg>',
    "a map of many shapes": OPEN + '<path d="m1 1 1.5-2 .25.5z"/>' * 20_000 + "</svg>",
    "one long coast": OPEN + f'<path d="M0 0{"l1.25-1.5" * 15_000}"/></svg>',
    "a circle that is not drawn": OPEN + '<defs><g id="a"><use href="#a"/></g></defs></svg>',
    "a name that is missing": OPEN + '<rect fill="url(#none)" width="3" height="3"/></svg>',
    "copies of copies": OPEN + nested(3, 20) + "</svg>",
    "a gradient that repeats": OPEN
    + '<linearGradient id="g" spreadMethod="reflect" x2=".05"><stop/><stop offset="1" stop-color="red"/></linearGradient>'
    '<rect fill="url(#g)" width="9" height="9"/></svg>',
}


@pytest.mark.usefixtures("loaded", "no_network")
@pytest.mark.parametrize("content", REAL.values(), ids=REAL.keys())
def test_what_drawing_programs_write_is_fine(content):
    found = read_drawing(content.encode())
    check_expansion(content.encode(), found.lines)
    assert press.drawing_faults(content.encode(), found.lines) == []


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
    ((message, where),) = press.drawing_faults(content, read_drawing(content).lines)
    assert message.startswith(f"<{tag}> cannot be drawn")
    assert "printissue.invalid" not in message
    assert where == line


@pytest.mark.usefixtures("loaded")
def test_a_drawing_that_takes_too_long_is_stopped(monkeypatch):
    monkeypatch.setattr(svg, "TIME_LIMIT", 0.2)
    content = drawing("<circle r='1'/>" * 20_000)
    ((message, where),) = press.drawing_faults(content, read_drawing(content).lines)
    assert "seconds" in message
    assert where is None


def test_a_fault_of_the_drawing_itself_comes_first():
    with pytest.raises(DrawingError, match="script"):
        read_drawing(drawing("<script/>" + nested(9, 10)))
