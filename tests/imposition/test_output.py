"""Pages of any kind do not change: streams, resources, inks, groups, rotation, units, pixels."""

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import ImageChops

from impositionfiles import (
    BLEED,
    HEIGHT,
    MM,
    WIDTH,
    file_of,
    imposed,
    number_of,
    opened,
    options,
    page_content,
    picture,
    saved,
    shown,
)
from printissue.imposition import impose
from printissue.imposition.source_pages import ASSUMED_BLEED

SHEETS = ["saddle-2up", "saddle-4up", "saddle-4up-fold", "2-up", "9-up"]


def forms(content):
    """Return the forms of all sides by page number."""
    found = {}
    for page in opened(content).pages:
        for _, form in page.obj.Resources.get("/XObject", {}).items():
            found[number_of(form)] = form
    return found


def changed(content, change):
    """Return a file after a change."""
    with opened(content) as pdf:
        change(pdf)
        return saved(pdf)


# streams and resources


@pytest.mark.parametrize("layout", SHEETS)
def test_streams_are_copied_byte_for_byte(layout):
    found = forms(imposed(8, layout).content)
    assert {number: form.read_bytes() for number, form in found.items()} == {
        number: page_content(number) for number in range(1, 9)
    }


def test_compressed_streams_are_not_compressed_again():
    packed = changed(file_of(4), pack)
    before = [page.obj.Contents.read_raw_bytes() for page in opened(packed).pages]
    after = forms(imposed(packed).content)
    assert [after[number].read_raw_bytes() for number in range(1, 5)] == before
    assert after[1].Filter == Name.FlateDecode


def pack(pdf):
    import zlib

    for number, page in enumerate(pdf.pages, 1):
        data = zlib.compress(page_content(number), 1)
        page.obj.Contents = pikepdf.Stream(pdf, data, Filter=Name.FlateDecode)


def test_several_streams_are_joined_at_line_ends():
    def split(pdf):
        content = page_content(1)
        at = content.index(b"BT")
        parts = (content[:at].rstrip(), content[at:])
        pdf.pages[0].obj.Contents = Array([pdf.make_stream(part) for part in parts])

    found = forms(imposed(changed(file_of(4), split)).content)
    assert found[1].read_bytes().split() == page_content(1).split()


def test_a_page_without_content_is_empty():
    content = file_of(4, pages=[{}, {"Contents": None}])
    page = opened(imposed(content).content).pages[1]
    streams = [form.read_bytes() for _, form in page.obj.Resources.XObject.items()]
    assert sorted(map(len, streams))[0] == 0


def test_resources_are_the_pages_own_objects():
    pdf = opened(imposed(16).content)
    pages = [form for page in pdf.pages for _, form in page.obj.Resources.XObject.items()]
    assert len(pages) == 16
    assert len({form.Resources.Font.F1.objgen for form in pages} - {(0, 0)}) == 1
    fonts = [one for one in pdf.objects if isinstance(one, Dictionary) and "/BaseFont" in one]
    assert len(fonts) == 1


def test_shared_resources_stay_complete():
    """Each page uses a different font of one dictionary."""

    def add(pdf):
        shared = pdf.pages[0].obj.Resources
        shared.Font.F2 = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Courier)
        second = page_content(2).replace(b"/F1", b"/F2")
        pdf.pages[1].obj.Contents = pdf.make_stream(second)

    found = forms(imposed(changed(file_of(4), add)).content)
    assert found[1].Resources.Font.F1.BaseFont == Name.Helvetica
    assert found[2].Resources.Font.F2.BaseFont == Name.Courier


def test_resources_can_be_inherited():
    def lift(pdf):
        pdf.Root.Pages.Resources = pdf.pages[0].obj.Resources
        pdf.Root.Pages.Rotate = 0
        for page in pdf.pages:
            del page.obj["/Resources"]

    found = forms(imposed(changed(file_of(4), lift)).content)
    assert all("/F1" in form.Resources.Font for form in found.values())


def test_transparency_groups_and_their_colour_spaces_survive():
    group = Dictionary(Type=Name.Group, S=Name.Transparency, CS=Name.DeviceCMYK, I=True)
    made = opened(imposed(file_of(4, pages=[{"Group": group}])).content)
    assert Name.DeviceCMYK == forms(saved(made))[1].Group.CS
    assert Name.DeviceCMYK == made.pages[0].obj.Group.CS
    assert "/Group" not in made.pages[1].obj
    assert "/Group" not in forms(saved(made))[2]


def test_spot_colours_overprint_and_images_survive():
    def add(pdf):
        page = pdf.pages[0].obj
        page.Resources = Dictionary(
            Font=page.Resources.Font,
            ColorSpace=Dictionary(
                Gold=Array([Name.Separation, Name.Gold, Name.DeviceCMYK, function(pdf)])
            ),
            ExtGState=Dictionary(Over=Dictionary(OP=True, op=True, OPM=1)),
            XObject=Dictionary(Im=image(pdf)),
        )
        used = page_content(1) + b"\n/Over gs /Gold cs 1 scn 0 0 9 9 re f /Im Do"
        page.Contents = pdf.make_stream(used)

    (form,) = [
        one
        for number, one in forms(imposed(changed(file_of(4), add)).content).items()
        if number == 1
    ]
    assert form.Resources.ColorSpace.Gold[1] == Name.Gold
    assert form.Resources.ExtGState.Over.OPM == 1
    assert form.Resources.XObject.Im.ColorSpace == Name.DeviceCMYK
    assert form.Resources.XObject.Im.read_raw_bytes() == JPEG


JPEG = b"\xff\xd8 not looked into \xff\xd9"


def image(pdf):
    stream = pikepdf.Stream(pdf, JPEG, Filter=Name.DCTDecode)
    stream.Type, stream.Subtype = Name.XObject, Name.Image
    stream.Width = stream.Height = 1
    stream.BitsPerComponent, stream.ColorSpace = 8, Name.DeviceCMYK
    return pdf.make_indirect(stream)


def function(pdf):
    return pdf.make_indirect(
        Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[0, 0.2, 0.8, 0.1], N=1)
    )


# boxes, rotation, units


def test_the_form_shows_the_printed_part():
    form = forms(imposed(4).content)[1]
    box = [float(value) for value in form.BBox]
    assert box == [-BLEED, -BLEED, WIDTH + BLEED, HEIGHT + BLEED]


@pytest.mark.parametrize("quarters", [0, 1, 2, 3, -1, 5])
def test_a_rotated_page_is_upright(quarters):
    """A page that is drawn sideways and rotated looks like one that is drawn upright."""
    content = sideways(quarters)
    upright = imposed(8)
    turned = imposed(content)
    for at in range(4):
        one, other = picture(upright.content, at), picture(turned.content, at)
        assert one.size == other.size
        assert ImageChops.difference(one, other).getextrema() == ((0, 0),) * 3


def sideways(quarters):
    """Return a file whose pages are drawn anticlockwise and turned back by /Rotate."""
    matrices = {
        0: (1, 0, 0, 1, 0, 0),
        1: (0, 1, -1, 0, HEIGHT, 0),
        2: (-1, 0, 0, -1, WIDTH, HEIGHT),
        3: (0, -1, 1, 0, 0, WIDTH),
    }[quarters % 4]
    wide, high = (HEIGHT, WIDTH) if quarters % 2 else (WIDTH, HEIGHT)
    box = Array([-BLEED, -BLEED, wide + BLEED, high + BLEED])
    with opened(file_of(8)) as pdf:
        for number, page in enumerate(pdf.pages, 1):
            head = " ".join(map(str, matrices)).encode() + b" cm\n"
            page.obj.Contents = pdf.make_stream(head + page_content(number))
            page.obj.MediaBox = page.obj.BleedBox = box
            page.obj.TrimBox = Array([0, 0, wide, high])
            page.obj.Rotate = 90 * quarters
        return saved(pdf)


def test_the_bleed_turns_with_the_page():
    """The bleed is on the page's own left, which /Rotate 90 turns to the top."""
    one = {
        "MediaBox": Array([-BLEED, 0, HEIGHT, WIDTH]),
        "BleedBox": Array([-BLEED, 0, HEIGHT, WIDTH]),
        "TrimBox": Array([0, 0, HEIGHT, WIDTH]),
        "Rotate": 90,
    }
    page = opened(imposed(file_of(4, pages=[one] * 4)).content).pages[0].obj
    media, trim = ([float(value) for value in page[key]] for key in ("/MediaBox", "/TrimBox"))
    assert trim == pytest.approx([0, 0, 2 * WIDTH, HEIGHT], abs=0.01)
    assert media == pytest.approx([0, 0, 2 * WIDTH, HEIGHT + BLEED], abs=0.01)


def test_a_user_unit_scales_the_page():
    half = {
        "MediaBox": Array([-BLEED / 2, -BLEED / 2, (WIDTH + BLEED) / 2, (HEIGHT + BLEED) / 2]),
        "BleedBox": None,
        "TrimBox": Array([0, 0, WIDTH / 2, HEIGHT / 2]),
        "UserUnit": 2,
    }
    made = imposed(file_of(4, pages=[half]))
    (one,) = [one for one in shown(opened(made.content).pages[0]) if one.page == 1]
    assert one.matrix[0] == one.matrix[3] == 2
    x0, y0 = one.at(0, 0)
    x1, y1 = one.at(WIDTH / 2, HEIGHT / 2)
    assert (x1 - x0, y1 - y0) == pytest.approx((WIDTH, HEIGHT))
    bleed = min(BLEED, ASSUMED_BLEED * MM)
    alone = imposed(file_of(4, pages=[half] * 4))
    media = opened(alone.content).pages[0].obj.MediaBox
    assert float(media[3]) == pytest.approx(HEIGHT + 2 * bleed, abs=0.001)


@pytest.mark.parametrize(
    ("entries", "trim", "bleed"),
    [
        ({"TrimBox": None, "BleedBox": None}, (-9, -9, 209, 309), 0),
        ({"TrimBox": None, "ArtBox": Array([0, 0, 200, 300])}, (0, 0, 200, 300), 9),
        ({"TrimBox": None, "BleedBox": None, "CropBox": Array([0, 0, 200, 300])}, (0, 0, 200, 300), 0),
        ({"BleedBox": None, "MediaBox": Array([-40, -40, 240, 340])}, (0, 0, 200, 300), ASSUMED_BLEED * MM),
        ({"BleedBox": None, "CropBox": Array([-2, -2, 202, 302])}, (0, 0, 200, 300), 2),
        ({"BleedBox": Array([-90, -90, 290, 390])}, (0, 0, 200, 300), 9),
        ({"TrimBox": Array([200, 300, 0, 0])}, (0, 0, 200, 300), 9),
        ({"TrimBox": Array([-900, -900, 900, 900])}, (-9, -9, 209, 309), 0),
        ({"BleedBox": Array([50, 50, 100, 100])}, (0, 0, 200, 300), 0),
    ],
    ids=["none", "art", "crop", "marks", "crop-narrow", "beyond-media", "upside-down", "trim-beyond", "bleed-within"],
)  # fmt: skip
def test_trim_and_bleed_of_many_kinds_of_boxes(entries, trim, bleed):
    made = imposed(file_of(4, pages=[entries] * 4))
    page = opened(made.content).pages[0]
    size = [float(value) for value in page.obj.TrimBox]
    assert size[2] - size[0] == pytest.approx(2 * (trim[2] - trim[0]), abs=0.01)
    assert size[3] - size[1] == pytest.approx(trim[3] - trim[1], abs=0.01)
    assert size[0] == pytest.approx(bleed, abs=0.01)
    (one,) = [one for one in shown(page) if one.page == 1]
    assert one.at(trim[0], trim[1]) == pytest.approx(
        (size[0] + trim[2] - trim[0], size[1]), abs=0.01
    )


@pytest.mark.parametrize(
    "entries",
    [{"MediaBox": Array([0, 0, 0, 0])}, {"TrimBox": Array([0, 0])}],
    ids=["flat", "short"],
)
def test_damaged_boxes_are_found(entries):
    made, findings = impose(file_of(4, pages=[{}, entries]), options())
    assert made is None
    assert [(one.rule, one.place.page) for one in findings] == [("box-damaged", 2)]


# pixels


@pytest.mark.parametrize("number", range(1, 9))
def test_an_imposed_page_looks_the_same(number):
    content = file_of(8)
    page = picture(content, number - 1)
    cut = page.crop((2 * BLEED, 2 * BLEED, 2 * (WIDTH + BLEED), 2 * (HEIGHT + BLEED)))
    made = imposed(content)
    at = next(
        at for at, side in enumerate(made.sides) for one in side.positions if one.page == number
    )
    (position,) = [one for one in made.sides[at].positions if one.page == number]
    sheet = picture(made.content, at)
    left, top = round(2 * position.trim.left), sheet.height - round(2 * position.trim.top)
    found = sheet.crop((left, top, left + cut.width, top + cut.height))
    assert ImageChops.difference(cut, found).getextrema() == ((0, 0),) * 3


# annotations


def test_links_are_removed_without_a_finding():
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9])
    made = imposed(file_of(4, pages=[{"Annots": Array([link])}]))
    assert all("/Annots" not in page.obj for page in opened(made.content).pages)


def test_annotations_become_part_of_the_page():
    def stamp(pdf):
        look = pdf.make_stream(b"0 1 1 0 k 0 0 40 40 re f")
        look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, 40, 40])
        stamp = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Stamp,
            F=4,
            Rect=[100, 200, 140, 240],
            AP=Dictionary(N=look),
        )
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(stamp)])

    made = imposed(changed(file_of(4), stamp))
    image = picture(made.content, 0)
    (one,) = [one for one in made.sides[0].positions if one.page == 1]
    x, y = 2 * (one.trim.left + 120), image.height - 2 * (one.trim.bottom + 220)
    red, green, blue = image.getpixel((round(x), round(y)))
    assert red > 200
    assert max(green, blue) < 120


def test_annotations_without_an_appearance_are_reported():
    note = Dictionary(Type=Name.Annot, Subtype=Name.Highlight, F=4, Rect=[0, 0, 9, 9])
    _, (finding,) = impose(file_of(4, pages=[{}, {"Annots": Array([note])}]), options())
    assert finding.rule == "imposition-annotation"
    assert finding.place.page == 2
    assert "Highlight" in finding.message


# files that are not


@pytest.mark.parametrize(
    ("content", "rule"),
    [(b"", "pdf-damaged"), (b"%PDF-1.7\n", "pdf-damaged"), (b"no", "pdf-damaged")],
)
def test_a_file_that_is_not_a_pdf(content, rule):
    made, findings = impose(content, options())
    assert made is None
    assert [one.rule for one in findings] == [rule]


def test_a_file_without_pages():
    assert impose(saved(pikepdf.new()), options())[1][0].rule == "pdf-empty"


def test_a_missing_file(tmp_path):
    assert impose(tmp_path / "a.pdf", options())[1][0].rule == "pdf-missing"


def test_locked_files(tmp_path):
    locked, open_to_read = tmp_path / "a.pdf", tmp_path / "b.pdf"
    with opened(file_of(4)) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="o", user="u"))
        pdf.save(open_to_read, encryption=pikepdf.Encryption(owner="o", user=""))
    assert impose(locked, options())[1][0].rule == "pdf-locked"
    made, _ = impose(open_to_read, options())
    assert not opened(made.content).is_encrypted
