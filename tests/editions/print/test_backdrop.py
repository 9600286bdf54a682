"""A transparent picture over one colour is flattened; any other one does not change."""

import io

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops

from printfiles import PROFILE, address, drawn, everything, finished, remade
from printissue.editions.print.backdrop import PAPER, Backdrop, overlap
from printissue.editions.print.colour import CmykConversion
from printissue.pdf.colour import RGB

SIZE = (24, 24)
RED = (190, 40, 60)
FADE = ImageChops.invert(Image.radial_gradient("L").resize(SIZE))


def soft(mode="RGBA"):
    """Return a picture that fades out towards its edges."""
    plain = Image.new("RGB", SIZE, RED) if mode == "RGBA" else Image.new("L", SIZE, 60)
    plain.putalpha(FADE)
    return plain


IMAGE = f'<img src="{address(soft())}" style="width:24pt">'
ALIKE = "div { padding: 5pt } "


def pictures(pdf):
    return [one for one in everything(pdf) if isinstance(one, pikepdf.Stream) and "/Width" in one]


def is_flat(pdf):
    return not any("/SMask" in one for one in pictures(pdf))


def mixed(ground):
    """Return the red picture mixed with a backdrop in inks."""
    inks = CmykConversion(PROFILE).image(Image.new("RGB", (1, 1), RED), RGB).getpixel((0, 0))
    return [
        alpha / 255 * ink + (1 - alpha / 255) * below * 255
        for alpha in FADE.tobytes()
        for ink, below in zip(inks, ground, strict=True)
    ]


@pytest.mark.parametrize(
    ("body", "style", "ground"),
    [
        (f"<div>{IMAGE}</div>", "", PAPER),
        (f"<div>{IMAGE}</div>", "div { background: device-cmyk(.1 .3 .5 0) }", (0.1, 0.3, 0.5, 0)),
        (f"<div>{IMAGE}</div>", "@page { background: device-cmyk(0 .1 .2 0) }", (0, 0.1, 0.2, 0)),
        (
            f"<p>Words beside {IMAGE} and behind it, as many as fill some lines of text.</p>",
            "",
            PAPER,
        ),
        (
            f"<div>{IMAGE}</div>",
            "img { object-fit: cover; height: 9pt; border-radius: 4pt }",
            PAPER,
        ),
        (f"<div>{IMAGE}</div>", "div { border: 3pt solid red; width: 60pt }", PAPER),
        (f"<p>x<sup>2</sup> {IMAGE}</p>", "", PAPER),
        (f'<div style="columns:2"><p>One line<p>two lines<p>{IMAGE}</div>', "", PAPER),
    ],
    ids=["paper", "box", "page", "words", "cut", "frame", "raised", "columns"],
)
def test_on_one_colour_it_is_flattened(body, style, ground):
    pdf, findings = finished(body, ALIKE + style)
    assert all("/Group" not in page.obj for page in pdf.pages)
    (made,) = pictures(pdf)
    assert "/SMask" not in made
    assert made.ColorSpace == "/DeviceCMYK"
    assert list(made.read_bytes()) == pytest.approx(mixed(ground), abs=1.5)
    (note,) = findings
    assert (note.rule, note.severity, note.place.page) == ("image-flattened", "note", 1)
    assert note.message.startswith("a picture of 24 x 24 px is flattened on ")
    assert note.message.endswith("paper") is (ground == PAPER)


@pytest.mark.parametrize(
    ("body", "style"),
    [
        (f"<p>Words{IMAGE}</p>", "img { margin-left: -12pt }"),
        (f"<div>{IMAGE}</div>", "div { background: red; width: 12pt }"),
        (f"<div>{IMAGE}</div>", "div { background: red; border-radius: 9pt }"),
        (f"<div>{IMAGE}</div>", "div { background: linear-gradient(#111, #eee) }"),
        (f"<div>{IMAGE}</div>", "div { opacity: .5 }"),
        (
            f"<div>{IMAGE}</div>",
            "img { transform: rotate(30deg) } div { background: red; width: 9pt }",
        ),
        (
            f'<img src="{address(Image.new("RGB", SIZE, RED))}"><div>{IMAGE}</div>',
            "div { margin: -20pt 0 }",
        ),
        (
            f'<svg width="90" height="90"><rect width="50" height="9"/></svg><div>{IMAGE}</div>',
            "div { margin: -70pt 0 }",
        ),
        (
            f"<table><tr><td>A<td>B</table><div>{IMAGE}</div>",
            "table { border: 1pt solid red } div { margin: -15pt 0 }",
        ),
    ],
    ids=["text", "edge", "round", "gradient", "group", "turned", "picture", "drawing", "table"],
)
def test_on_anything_else_it_stays_transparent(body, style):
    pdf, findings = finished(body, style)
    assert findings == ()
    assert not is_flat(pdf)
    assert "/Group" in pdf.pages[0].obj


def test_the_page_looks_about_the_same():
    """A group that blends in inks and a viewer that blends in RGB give about the same."""
    style = ALIKE + "div { background: device-cmyk(0 .1 .3 0) }"
    pages = [
        finished(f"<div>{IMAGE}</div>", style)[0],
        finished(f'<div>{IMAGE}</div><p style="opacity:.9">', style + "img { opacity: .9999 }")[0],
    ]
    assert [is_flat(pdf) for pdf in pages] == [True, False]
    one, other = (_rendered(pdf) for pdf in pages)
    assert max(high for _, high in ImageChops.difference(one, other).getextrema()) <= 40
    assert one.getcolors(9999) != other.getcolors(9999)


def _rendered(pdf):
    target = io.BytesIO()
    pdf.save(target)
    return pypdfium2.PdfDocument(target.getvalue())[0].render(scale=2).to_pil().convert("RGB")


def test_one_picture_for_each_backdrop():
    box = f'<div style="background: device-cmyk(0 .1 .3 0)">{IMAGE}</div>'
    pdf, findings = finished(f"<div>{IMAGE}</div>{box}<div>{IMAGE}</div>")
    assert len(pictures(pdf)) == 2
    assert is_flat(pdf)
    assert len(findings) == 2


def test_grey_on_paper_stays_grey_and_on_a_colour_is_mixed():
    image = f'<img src="{address(soft("LA"))}">'
    pdf, _ = finished(image)
    (made,) = pictures(pdf)
    assert made.ColorSpace == "/DeviceGray"
    wanted = [(60 * alpha + 255 * (255 - alpha)) / 255 for alpha in FADE.tobytes()]
    assert list(made.read_bytes()) == pytest.approx(wanted, abs=1)
    pdf, _ = finished(f'<div style="background: device-cmyk(1 0 0 0)">{image}</div>')
    (made,) = pictures(pdf)
    assert made.ColorSpace == "/DeviceCMYK"
    cyan, black = made.read_bytes()[0::4], made.read_bytes()[3::4]
    assert list(cyan) == pytest.approx([255 - alpha for alpha in FADE.tobytes()], abs=1)
    assert list(black) == pytest.approx([195 * alpha / 255 for alpha in FADE.tobytes()], abs=1)


def test_a_mask_that_hides_nothing_is_removed_silently():
    opaque = Image.new("RGBA", SIZE, (*RED, 255))
    pdf, findings = finished(f'<p style="opacity:.5">Text<img src="{address(opaque)}"></p>')
    assert is_flat(pdf)
    assert findings == ()


# raw files that the layout engine does not write


def image(**entries):
    return {
        **{"Subtype": "/Image", "Width": 2, "Height": 1, "BitsPerComponent": 8},
        **{"ColorSpace": "/DeviceRGB", **entries},
    }


MASK = (b"\x80\xff", image(ColorSpace="/DeviceGray"))
PLAIN = (b"\xff\0\0\0\0\xff", image(SMask=MASK))
DRAW = "q 30 0 0 30 20 20 cm /I Do Q"


def flat(content, entry=PLAIN, **resources):
    pdf, _ = remade(drawn(content, {"XObject": {"I": entry}, **resources}))
    return is_flat(pdf)


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (DRAW, True),
        (f"0 0 100 100 re f {DRAW}", True),
        (f"0 0 25 25 re f {DRAW}", False),
        (f"0 0 20 20 re f {DRAW}", True),
        (f"0 0 25 25 re f 10 10 60 60 re f {DRAW}", True),
        (f"10 10 60 60 re f 0 0 25 25 re f {DRAW}", False),
        (f"10 10 m 90 10 l 90 90 l 10 90 l f {DRAW}", False),
        (f"0 0 15 100 re W n 0 0 100 100 re f {DRAW}", True),
        (f"q 0 0 25 100 re W n 0 0 100 100 re f Q {DRAW}", False),
        (f"q 0 0 m 50 0 l 50 50 l W n 0 0 100 100 re f Q {DRAW}", False),
        (f"0 0 m 100 100 l S {DRAW}", False),
        (f"0 0 m 10 100 l S {DRAW}", True),
        (f"9 w 15 0 m 15 99 l S {DRAW}", False),
        (f"q 0.7 0.7 -0.7 0.7 0 0 cm 0 -50 200 100 re f Q {DRAW}", False),
        (f"q 0 1 -1 0 100 0 cm 0 0 100 100 re f Q {DRAW}", True),
        (f"1 0 0 RG 10 10 60 60 re B {DRAW}", False),
        (f"/S gs 10 10 60 60 re f {DRAW}", False),
        (f"q /S gs 10 10 60 60 re f Q {DRAW}", False),
        (f"10 10 60 1 re f {DRAW}", True),
        (f"10 30 60 1 re f {DRAW}", False),
        (f"10 10 60 60 re 15 15 50 50 re f* {DRAW}", True),
        (f"15 15 50 50 re 10 10 60 60 re f* {DRAW}", True),
        (f"10 10 60 60 re 25 15 40 50 re f* {DRAW}", False),
        (f"10 10 60 60 re 15 15 50 50 re f {DRAW}", False),
    ],
)
def test_the_colour_below_an_area(content, wanted):
    assert flat(content, ExtGState={"S": {"ca": 0.5}}) is wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("BT /F 10 Tf 1 0 0 1 0 60 Tm (words) Tj ET", True),
        ("BT /F 10 Tf 1 0 0 1 0 40 Tm (words) Tj ET", False),
        ("BT /F 10 Tf 1 0 0 1 0 40 Tm (w) Tj ET", True),
        ("BT /F 10 Tf 1 0 0 1 0 40 Tm (w) Tj (w) Tj (w) Tj ET", False),
        ("BT /F 10 Tf 1 0 0 1 0 40 Tm [(w) -2000 (w)] TJ ET", False),
        ("BT /F 10 Tf 1 0 0 1 55 40 Tm (words) Tj ET", True),
        ("BT /F 10 Tf 1 0 0 1 0 60 Tm -10 Ts (words) Tj ET", False),
        ("BT /F 10 Tf 1 0 0 1 0 60 Tm 0 0 Td (w) Tj ET", True),
        ("BT /F 10 Tf 1 0 0 1 0 60 Tm (w) ' ET", True),
        ("BT /F 10 Tf 1 0 0 1 0 60 Tm 0 -20 Td (words) Tj ET", False),
        ("BT /F 10 Tf 20 TL 1 0 0 1 0 60 Tm (words) ' ET", False),
    ],
)
def test_an_uncoloured_pattern_over_text(text, wanted):
    font = {"Subtype": "/Type1", "BaseFont": "/Helvetica", "FirstChar": 32, "Widths": [900] * 95}
    assert flat(f"{text} {DRAW}", Font={"F": font}) is wanted


def test_text_of_unknown_width_may_be_anywhere():
    font = {"Subtype": "/Type1", "BaseFont": "/Helvetica"}
    assert not flat(f"BT /F 10 Tf 1 0 0 1 0 60 Tm (w) Tj ET {DRAW}", Font={"F": font})


@pytest.mark.parametrize(
    "entry",
    [
        (b"\xff\0\0\0\0\xff", image(SMask=(b"\x80", image(Width=1, ColorSpace="/DeviceGray")))),
        (b"\xff\0\0\0\0\xff", image(SMask=(b"\x80\xff", {**MASK[1], "Decode": [1, 0]}))),
        (b"\xff\0\0\0\0\xff", image(SMask=(b"\x80\xff", {**MASK[1], "Matte": [0, 0, 0]}))),
        (b"\xff" * 8, image(ColorSpace="/DeviceCMYK", SMask=MASK)),
    ],
    ids=["size", "decode", "matte", "cmyk"],
)
def test_masks_of_other_kinds_stay(entry):
    assert not flat(DRAW, entry)


def test_within_a_form_it_stays():
    form = (
        DRAW.encode(),
        {"Subtype": "/Form", "BBox": [0, 0, 99, 99], "Resources": {"XObject": {"I": PLAIN}}},
    )
    pdf, _ = remade(drawn("/X Do", {"XObject": {"X": form}}))
    assert not is_flat(pdf)


# the backdrop


def test_the_backdrop_is_what_was_painted_last():
    backdrop = Backdrop()
    area = (10.0, 10.0, 20.0, 20.0)
    assert backdrop.colour_of(area) == PAPER
    backdrop.paint((0, 0, 50, 50), (1.0, 0.0, 0.0, 0.0))
    assert backdrop.colour_of(area) == (1, 0, 0, 0)
    backdrop.paint((19.98, 0, 50, 50))
    assert backdrop.colour_of(area) == (1, 0, 0, 0)
    backdrop.paint((19.9, 0, 50, 50))
    assert backdrop.colour_of(area) is None
    backdrop.paint((5, 5, 4, 60), (0.0, 0.0, 0.0, 0.0))
    assert backdrop.colour_of(area) is None


def test_areas():
    assert overlap((0, 0, 5, 5), (3, 4, 9, 9)) == (3, 4, 5, 5)
