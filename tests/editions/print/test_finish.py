"""Raw pages become print files: boxes, inks, overprint, output intent, and nothing else."""

import io
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat

from printfiles import (
    BLACK,
    MARKED,
    PROFILE,
    SOURCE,
    address,
    breaches,
    drawn,
    everything,
    finish,
    finished,
    marks,
    page_marks,
    pdf_bytes,
    points,
    raw,
    remade,
)
from printissue.model.printers import PRINTERS
from printissue.preflight.subject import Subject
from printissue.preflight.trim import gutter_is_left

GRADIENT = """<svg width="60" height="30" viewBox="0 0 60 30"><defs>
<linearGradient id="g" x1="0" x2="60" gradientUnits="userSpaceOnUse"><stop offset="0"
 stop-color="red"/><stop offset="1" stop-color="blue" stop-opacity=".4"/></linearGradient>
<mask id="m"><rect width="60" height="30" fill="white"/><circle r="12" fill="#f80"/></mask></defs>
<rect width="60" height="30" fill="url(#g)"/><g mask="url(#m)"><rect x="5" y="5" width="50" height="20"
 fill="#0a0" stroke="black"/></g><text x="3" y="12" font-size="8">Ink</text></svg>"""


def photo(size=(30, 20)):
    bands = [Image.linear_gradient("L").resize(size), Image.radial_gradient("L").resize(size)]
    return Image.merge("RGB", [*bands, bands[0].rotate(180)])


def everything_at_once():
    """Return a page with everything that the layout engine draws."""
    soft = photo()
    soft.putalpha(Image.radial_gradient("L").resize(soft.size))
    cmyk = Image.new("CMYK", (30, 20), (255, 0, 128, 0))
    pictures = "".join(
        f'<img src="{source}" width="40" alt="">'
        for source in (
            address(soft),
            address(photo(), "JPEG", quality=95),
            address(cmyk, "JPEG", quality=95),
            address(photo().convert("L")),
            address(photo().convert("L").convert("1")),
            address(photo().convert("P", palette=Image.Palette.ADAPTIVE)),
        )
    )
    tile = address(photo((6, 6)))
    return f"""<body><h1 id="top">Head <i style="color:#c00">red</i></h1>
    <p>Black text, <a href="#top">a link</a>, <b style="color:lab(50 30 -40)">Lab</b>,
    <u style="color:oklch(.6 .2 30)">Oklch</u>, <span style="color:#777">grey</span></p>
    <p style="background:black;color:white">White on black</p>
    <p style="opacity:.5;background:#fc0">Half <span style="color:#060">seen</span></p>
    <p style="border-top:1pt solid #06c;border-bottom:.5pt solid black">Rules</p>{pictures}
    {GRADIENT}<div style="height:10pt;background:url({tile})"></div>
    <div style="height:10pt;background:linear-gradient(to right, red, lime 50%, rgb(0 0 255 / .3))"></div>
    <div style="height:10pt;background:radial-gradient(black, white)"></div>
    <div style="position:absolute;left:-50pt;bottom:-50pt;width:90pt;height:60pt;background:#08f"></div>
    <ul style="mix-blend-mode:multiply;color:#a0a"><li>List</ul>"""


def seen(pdf, scale=2.0):
    """Render the trim of a file's pages."""
    content = pdf if isinstance(pdf, bytes) else pdf_bytes(pdf)
    pages = []
    for page in pypdfium2.PdfDocument(content):
        media, trim = page.get_mediabox(), page.get_trimbox()
        crop = [abs(a - b) for a, b in zip(trim, media, strict=True)]
        image = page.render(scale=scale, crop=tuple(crop), no_smoothtext=True).to_pil()
        pages.append(image.convert("RGB"))
    return pages


def images(pdf):
    return [one for one in everything(pdf) if _is_image(one)]


def _is_image(one):
    return isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"


# the whole file


def test_everything_at_once_is_a_clean_press_file():
    pdf, findings = finished(everything_at_once())
    assert findings == ()
    assert {str(one.ColorSpace) for one in images(pdf)} == {"/DeviceCMYK", "/DeviceGray"}
    assert pdf.pdf_version == "1.6"


def test_the_page_looks_the_same():
    content = everything_at_once()
    pdf, _ = finished(content)
    for before, after in zip(seen(raw(content)), seen(pdf), strict=True):
        assert before.size == after.size
        change = ImageChops.difference(*(p.filter(ImageFilter.BoxBlur(3)) for p in (before, after)))
        assert max(ImageStat.Stat(change).mean) < 12
        assert max(high for _, high in change.getextrema()) < 150  # lime and blue are beyond ink


def test_the_checker_finds_what_is_wrong():
    """Raw pages must not pass, or the other tests prove nothing."""
    found = "\n".join(breaches(pikepdf.open(io.BytesIO(raw(everything_at_once())))))
    for fault in ("operator rg", "/DeviceRGB", "/Lab", "/Annots", "blends in", "an image in"):
        assert fault in found


def test_equal_input_gives_equalpdf_bytes():
    content = raw(everything_at_once())
    assert finish(content, MARKED) == finish(content, MARKED)


def test_finishing_changes_nothing_of_the_input():
    content = raw("<p>x")
    before = bytes(content)
    finish(content, SOURCE)
    assert content == before


# boxes


def close(box, wanted):
    assert [float(value) for value in box] == pytest.approx(wanted, abs=0.01)


TWO_PAGES = '<p>One<p style="break-before:page">Two'


@pytest.mark.parametrize("backwards", [False, True])
def test_boxes_without_marks(backwards):
    style = ":root { direction: rtl }" if backwards else ""
    pdf, _ = finished(TWO_PAGES, style, source=replace(SOURCE, right_to_left=backwards))
    top, bottom, outer, inner = points(3, 4, 5, 0)
    for number, page in enumerate(pdf.pages, 1):
        gutter_left = (number == 1) != backwards
        left, right = (inner, outer) if gutter_left else (outer, inner)
        close(page.obj.TrimBox, [0, 0, 300, 200])
        close(page.obj.BleedBox, [-left, -bottom, 300 + right, 200 + top])
        assert page.obj.MediaBox == page.obj.BleedBox


def test_boxes_with_marks():
    pdf, _ = finished(TWO_PAGES, source=MARKED)
    plain, _ = finished(TWO_PAGES)
    for page, bare in zip(pdf.pages, plain.pages, strict=True):
        media = [float(value) for value in page.obj.MediaBox]
        room = {round(v, 3) for v in (-media[0], -media[1], media[2] - 300, media[3] - 200)}
        assert len(room) == 1
        assert room.pop() > points(5 + 5)[0]
        close(page.obj.TrimBox, [0, 0, 300, 200])
        assert page.obj.BleedBox == bare.obj.BleedBox


def test_pages_have_only_what_print_needs():
    pdf, _ = finished(everything_at_once())
    allowed = {"/Type", "/Parent", "/MediaBox", "/TrimBox", "/BleedBox", "/Resources"}
    for page in pdf.pages:
        assert set(page.obj.keys()) - {"/Group"} == allowed | {"/Contents"}


def test_artwork_is_clipped_to_the_bleed():
    """A colour that covers the whole page is visible in the bleed, but not outside of it."""
    style = "@page { background: device-cmyk(1 0 0 0) } html { background: device-cmyk(1 0 0 0) }"
    pdf, _ = finished("<p>x", style, source=MARKED)
    page = pypdfium2.PdfDocument(pdf_bytes(pdf))[0]
    picture = page.render(scale=4).to_pil().convert("RGB")
    left, bottom, right, top = (float(v) for v in pdf.pages[0].obj.BleedBox)
    x0, _, _, y1 = (float(v) for v in pdf.pages[0].obj.MediaBox)

    def at(x, y):
        return picture.getpixel((round((x - x0) * 4), round((y1 - y) * 4)))

    paper = (255, 255, 255)
    middle = 100 + 30
    assert at(right - 1, middle) != paper
    assert at(right + 1, middle) == paper
    assert at(left + 1, middle) != paper
    assert at(left - 1, middle) == paper
    assert at(60, top - 1) != paper
    assert at(60, top + 1) == paper
    assert at(60, bottom + 1) != paper
    assert at(60, bottom - 1) == paper


# inks and overprint


def test_black_text_is_black_ink_and_overprints():
    for colour in ("device-cmyk(0 0 0 1)", "black", "rgb(1 1 0)", "lab(0 0 0)"):
        pdf, _ = finished(f'<p style="color:{colour}">Text')
        found = [mark for mark in page_marks(pdf) if mark.operator == "TJ"]
        assert [(mark.fill, mark.fill_overprints) for mark in found] == [(BLACK, True)]


@pytest.mark.parametrize(
    ("colour", "fill"),
    [
        ("white", (0, 0, 0, 0)),
        ("device-cmyk(0 0 0 0)", (0, 0, 0, 0)),
        ("#777", (0, 0, 0, 0.5333)),
        ("rgb(119 120 119)", (0, 0, 0, 0.5320)),
        ("device-cmyk(1 .5 0 .1)", (1, 0.5, 0, 0.1)),
        ("device-cmyk(.3 .3 .3 1)", (0.3, 0.3, 0.3, 1)),
    ],
)
def test_all_other_text_knocks_out(colour, fill):
    pdf, _ = finished(f'<p>Text <span style="color:{colour}">other</span> text')
    found = [mark for mark in page_marks(pdf) if mark.operator == "TJ"]
    assert [mark.fill_overprints for mark in found] == [True, False, True]
    assert found[1].fill == pytest.approx(fill, abs=0.001)


def test_translucent_black_knocks_out():
    pdf, _ = finished('<p style="color:rgb(0 0 0 / .5)">Text')
    (text,) = (mark for mark in page_marks(pdf) if mark.operator == "TJ")
    assert (text.fill, text.fill_overprints, text.alpha[0]) == (BLACK, False, 0.5)


@pytest.mark.parametrize(
    ("style", "overprints"),
    [
        ("border: 1pt solid black", True),
        ("border: 1pt solid device-cmyk(0 0 0 1); border-radius: 3pt", True),
        ("border-top: 2pt solid black", True),
        ("border-top: 3pt solid black", False),
        ("border-top: 1pt dotted black", True),
        ("border: 1pt solid #111", False),
        ("border: 1pt solid #06c", False),
        ("background: black", False),
        ("height: 1pt; background: black", True),
    ],
)
def test_black_rules_overprint_and_areas_do_not(style, overprints):
    pdf, _ = finished(f'<div style="{style}; width: 50pt; height: 30pt; {style}"></div>')
    found = page_marks(pdf)
    assert found
    assert {mark.fill_overprints or mark.stroke_overprints for mark in found} == {overprints}


def test_equal_pictures_are_written_once():
    same = [address(photo(), "PNG", compress_level=level) for level in (1, 9)]
    pdf, _ = finished("".join(f'<img src="{one}" alt="">' for one in same))
    assert len(images(pdf)) == 1


def test_only_pages_that_use_transparency_have_a_group():
    half = '<p style="break-before:page;opacity:.5">Half'
    soft = photo()
    soft.putalpha(128)
    nested = '<svg style="break-before:page;display:block" width="9" height="9"><g opacity=".5">{}</g></svg>'
    body = (
        "<p>None" + half + f'<p style="break-before:page">Text<img src="{address(soft)}" alt="">'
        '<p style="break-before:page">None' + nested.format('<rect width="5" height="5"/>')
    )
    pdf, _ = finished(body, "img { margin-left: -9pt }")
    groups = [page.obj.get("/Group") for page in pdf.pages]
    assert [group is not None for group in groups] == [False, True, True, False, True]
    assert all(group.CS == "/DeviceCMYK" for group in groups if group is not None)


def test_resources_name_only_what_a_page_uses():
    pdf, _ = finished(f'<p>Text<p style="break-before:page"><img src="{address(photo())}" alt="">')
    first, second = (page.obj.Resources for page in pdf.pages)
    assert set(first.keys()) == {"/ExtGState", "/Font"}
    assert set(second.keys()) == {"/ExtGState", "/XObject"}


def test_forms_within_forms_are_read():
    """The checker of the tests reads a mask's form and its shading."""
    pdf, _ = finished(GRADIENT)
    forms = [one for one in everything(pdf) if isinstance(one, pikepdf.Stream)]
    spaces = {str(one.Group.CS) for one in forms if "/Group" in one}
    assert spaces == {"/DeviceGray"}
    assert any(marks(one, one.Resources) for one in forms if one.get("/Subtype") == "/Form")


# the document


def test_the_output_intent():
    pdf, _ = finished("<p>x")
    (intent,) = pdf.Root.OutputIntents
    assert intent.S == "/GTS_PDFX"
    assert str(intent.OutputConditionIdentifier) == "FOGRA39"
    assert str(intent.RegistryName) == "http://www.color.org"
    assert str(intent.Info)
    assert intent.DestOutputProfile.N == 4
    assert intent.DestOutputProfile.read_bytes() == PROFILE


def test_the_metadata_of_the_file():
    pdf, _ = finished("<p>x")
    assert pdf.trailer.Info.Trapped == "/False"
    assert str(pdf.trailer.Info.Title) == "October 2015"
    assert b"PDF/X-4" in pdf.Root.Metadata.read_bytes()
    assert pdf.Root.PageLabels.Nums[1].St == 7
    allowed = {"/Type", "/Pages", "/Lang", "/Metadata", "/OutputIntents", "/PageLabels"}
    assert set(pdf.Root.keys()) == allowed


def test_the_file_states_where_the_gutter_is():
    """Viewers and preflight take the side of the gutter from it."""
    for backwards in (True, False):
        pdf, _ = finished(TWO_PAGES, source=replace(SOURCE, right_to_left=backwards))
        subject = Subject(pdf, Path("x.pdf"), "x.pdf")
        assert [gutter_is_left(subject, page) for page in (1, 2)] == [not backwards, backwards]


def test_bookmarks_stay_and_lead_to_their_pages():
    pdf, _ = finished('<h1>One</h1><a href="#b">x</a><h1 id="b" style="break-before:page">Two</h1>')
    with pdf.open_outline() as outline:
        places = [(item.title, item.destination[0].objgen) for item in outline.root]
    assert places == [
        ("One", pdf.pages[0].obj.objgen),
        ("Two", pdf.pages[1].obj.objgen),
    ]
    assert "/Names" not in pdf.Root


def test_bookmarks_keep_named_places_and_lose_actions():
    source = pikepdf.open(io.BytesIO(raw("<h1>One</h1><h1>Two</h1><h1>Three</h1>")))
    page = source.pages[0].obj
    first = source.Root.Outlines.First
    second, third = first.Next, first.Next.Next
    first.Dest = pikepdf.String("there")
    del second["/Dest"]
    second.A = pikepdf.Dictionary(S=pikepdf.Name.GoTo, D=pikepdf.Array([page, pikepdf.Name.Fit]))
    del third["/Dest"]
    third.A = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.beep()")
    names = pikepdf.Array([pikepdf.String("there"), pikepdf.Array([page, pikepdf.Name.Fit])])
    source.Root.Names = pikepdf.Dictionary(Dests=pikepdf.Dictionary(Names=names))
    source.Root.Names.JavaScript = pikepdf.Dictionary(Names=pikepdf.Array([]))
    pdf, _ = remade(pdf_bytes(source))
    first = pdf.Root.Outlines.First
    assert str(pdf.Root.Names.Dests.Names[0]) == str(first.Dest) == "there"
    assert first.Next.Dest[0].objgen == pdf.pages[0].obj.objgen
    assert "/A" not in first.Next.Next
    assert set(pdf.Root.Names.keys()) == {"/Dests"}


def test_nothing_active_stays():
    source = pikepdf.open(io.BytesIO(raw('<p><a href="https://example.org/">x</a><input>')))
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.beep()")
    source.Root.OpenAction = script
    source.Root.AA = pikepdf.Dictionary(WC=script)
    source.pages[0].obj.AA = pikepdf.Dictionary(O=script)
    source.attachments["a.txt"] = b"attached"
    pdf, _ = remade(pdf_bytes(source))
    assert "/Names" not in pdf.Root
    assert not any(isinstance(one, pikepdf.Dictionary) and "/JS" in one for one in everything(pdf))


# faults


def rgb_profile():
    from PIL import ImageCms

    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


@pytest.mark.parametrize("profile", [b"", b"no profile", PROFILE[:500], rgb_profile()])
def test_a_profile_that_is_no_cmyk_output_is_refused(profile):
    content = raw("<p>x")
    made, (finding,) = finish(content, replace(SOURCE, profile=profile))
    assert made == content
    assert (finding.rule, finding.place.file) == ("press-colour", SOURCE.name)
    assert "FOGRA39L_coated.icc" in finding.hint


def test_an_object_that_cannot_be_converted_is_a_finding_with_its_page():
    spot = "/Spot cs 1 scn 0 0 9 9 re f"
    space = ["/Separation", "/Gold", "/DeviceRGB", {"FunctionType": 2, "Domain": [0, 1], "N": 1}]
    _, (finding,) = remade(drawn(spot, {"ColorSpace": {"Spot": space}}))
    assert (finding.rule, finding.place.page) == ("press-colour", 1)
    assert "Separation" in finding.message
    assert finding.hint


# other readers


@pytest.mark.skipif(shutil.which("gs") is None, reason="Ghostscript is not on this machine")
def test_ghostscript_sees_only_black_ink(tmp_path):
    body = '<p>Black text<p style="color:#555;border-top:1pt solid black">grey text'
    pdf, _ = finished(body, source=MARKED)
    target = tmp_path / "out.pdf"
    pdf.save(target)
    command = ["gs", "-q", "-dSAFER", "-o", "-", "-sDEVICE=inkcov", str(target)]
    run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    cyan, magenta, yellow, black = (float(value) for value in run.stdout.split()[:4])
    assert (cyan, magenta, yellow) == (0, 0, 0)
    assert black > 0


@pytest.mark.parametrize("name", PRINTERS)
def test_every_printer_gets_a_file(name):
    printer = PRINTERS[name]
    profile = PROFILE.replace(b"", b"")
    pdf, findings = finished("<p>x", source=replace(SOURCE, printer=printer, profile=profile))
    assert findings == ()
    assert str(pdf.Root.OutputIntents[0].OutputConditionIdentifier) == printer.condition
