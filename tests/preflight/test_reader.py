"""The reader: what is painted, where, in which state, and through which streams."""

import pikepdf
import pytest

import printfiles
from planted import (
    FONT,
    MEDIA,
    TRIM,
    add_page,
    form,
    image,
    objects_of,
    page_of,
    reading_of,
    reopened,
    separation,
    subject_of,
    text,
    thing,
)
from printissue.model.printers import MM
from printissue.preflight.painted import PaintedObject
from printissue.preflight.reader import content_of, read_content

GROUP = {"S": "/Transparency", "CS": "/DeviceCMYK"}


def only(content: str, resources: dict[str, object] | None = None, **keys: object) -> PaintedObject:
    (obj,) = objects_of(content, resources, **keys)
    return obj


# paths


def test_a_fill() -> None:
    obj = only("0.1 0.2 0.3 0.4 k 30 40 100 50 re f")
    assert obj.kind == "fill"
    assert obj.area == (30, 40, 130, 90)
    assert obj.paint.values == (0.1, 0.2, 0.3, 0.4)
    assert obj.paint.total == pytest.approx(1.0)
    assert obj.paint.count == 4
    assert obj.size == 50
    assert obj.path == "page"


def test_the_box_is_in_mm_from_the_top_left_as_seen() -> None:
    obj = only("30 40 100 50 re f")
    expected = (30 / MM, (MEDIA[3] - 90) / MM, 100 / MM, 50 / MM)
    assert obj.box == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(
    ("turn", "left", "top"),
    [(90, 40, 30), (180, MEDIA[2] - 130, 40), (270, MEDIA[3] - 90, MEDIA[2] - 130)],
)
def test_a_rotated_page_is_seen_rotated(turn: int, left: float, top: float) -> None:
    obj = only("30 40 100 50 re f", Rotate=turn)
    assert obj.box[:2] == pytest.approx((left / MM, top / MM), abs=0.01)
    width, height = (100, 50) if turn == 180 else (50, 100)
    assert obj.box[2:] == pytest.approx((width / MM, height / MM), abs=0.01)


def test_boxes_are_relative_to_the_crop_box() -> None:
    obj = only("30 40 100 50 re f", CropBox=[10, 10, 200, 200])
    assert obj.box[:2] == pytest.approx((20 / MM, 110 / MM), abs=0.01)


def test_a_user_unit_scales_what_is_seen() -> None:
    obj = only("30 40 100 50 re f", UserUnit=2)
    assert obj.box[2:] == pytest.approx((200 / MM, 100 / MM), abs=0.01)


def test_matrices_scale_the_width_of_a_stroke() -> None:
    obj = only("0.5 0 0 0.5 0 0 cm 4 w 100 100 m 200 100 l S")
    assert obj.kind == "stroke"
    assert obj.size == pytest.approx(2)
    assert obj.area == pytest.approx((50, 49, 100, 51))


@pytest.mark.parametrize(("line", "width"), [("100 0 l", 1.0), ("0 100 l", 4.0)])
def test_an_uneven_matrix_thins_lines_one_way(line: str, width: float) -> None:
    """Scaled by 4 horizontally, a horizontal line keeps its width and a vertical one is four times as wide."""
    assert only(f"4 0 0 1 0 0 cm 1 w 0 0 m {line} S").size == pytest.approx(width)


def test_a_width_of_zero_stays_zero() -> None:
    assert only("0 w 100 100 m 200 100 l S").size == 0


def test_fill_and_stroke_are_two_objects() -> None:
    fill, stroke = objects_of("1 0 0 0 k 0 1 0 0 K 30 30 m 60 30 l 60 60 l b")
    assert (fill.kind, stroke.kind) == ("fill", "stroke")
    assert fill.paint.values == (1, 0, 0, 0)
    assert stroke.paint.values == (0, 1, 0, 0)


@pytest.mark.parametrize(
    ("path", "size", "flat"),
    [
        ("30 30 100 2 re", 2, True),
        ("30 30 m 130 30 l 130 32 l 30 32 l h", 2, True),
        ("30 30 m 60 60 l 90 30 l h", -1, True),
        ("30 30 m 60 60 l 40 90 l h", -1, False),
        ("30 50 m 30 61 39 70 50 70 c 61 70 70 61 70 50 c 70 39 61 30 50 30 c h", -1, False),
        ("30 30 10 10 re 50 50 10 10 re", -1, True),
    ],
)
def test_figures(path: str, size: float, flat: bool) -> None:
    obj = only(f"{path} f")
    assert (obj.size, obj.flat) == (size, flat)


def test_a_clip_cuts_objects_until_its_state_ends() -> None:
    inside, outside = objects_of("q 50 50 20 20 re W n 0 0 100 100 re f Q 0 0 100 100 re f")
    assert inside.area == (50, 50, 70, 70)
    assert outside.area == (0, 0, 100, 100)


def test_objects_outside_the_clip_or_the_page_are_not_recorded() -> None:
    assert objects_of("q 50 50 20 20 re W n 100 100 10 10 re f Q -90 -90 50 50 re f") == []


def test_an_empty_path_paints_nothing() -> None:
    assert objects_of("f S 1 1 m n B") == []


# state


def test_the_state_is_saved_and_restored() -> None:
    first, second = objects_of("1 0 0 0 k q 0 1 0 0 k 3 3 9 9 re f Q 3 3 9 9 re f")
    assert first.paint.values == (0, 1, 0, 0)
    assert second.paint.values == (1, 0, 0, 0)


def test_the_initial_colour_is_black() -> None:
    obj = only("3 3 9 9 re f")
    assert obj.paint.space.family == "DeviceGray"
    assert obj.paint.black


def test_graphics_state_parameters() -> None:
    states = {"A": {"ca": 0.5, "CA": 0.25, "BM": "/Multiply", "OP": True, "OPM": 1, "LW": 3}}
    fill, stroke = objects_of("/A gs 3 3 9 9 re B", {"ExtGState": states})
    assert (fill.alpha, stroke.alpha) == (0.5, 0.25)
    assert fill.blend == "Multiply"
    assert (fill.overprint, stroke.overprint, fill.opm) == (True, True, 1)
    assert stroke.size == 3


def test_overprint_of_fills_only() -> None:
    states = {"A": {"OP": True}, "B": {"op": False}, "C": {"OP": False, "op": True}}
    both, stroked, filled = (
        objects_of(f"{named} 3 3 9 9 re B", {"ExtGState": states})
        for named in ("/A gs", "/A gs /B gs", "/C gs")
    )
    assert [one.overprint for one in both] == [True, True]
    assert [one.overprint for one in stroked] == [False, True]
    assert [one.overprint for one in filled] == [True, False]


def test_named_spaces() -> None:
    spaces = {"Gold": separation("Gold"), "Pair": ["/DeviceRGB"]}
    resources = {"ColorSpace": spaces}
    gold, initial, stroke = (
        only(content, resources)
        for content in (
            "/Gold cs 0.5 scn 3 3 9 9 re f",
            "/Gold cs 3 3 9 9 re f",
            "/Pair CS 1 0 0 SC 3 3 m 9 9 l S",
        )
    )
    assert gold.paint.inks == {"Gold": 0.5}
    assert initial.paint.inks == {"Gold": 1.0}
    assert str(stroke.paint.space) == "DeviceRGB"


# text


def test_text_has_its_effective_size() -> None:
    obj = only("BT /F1 6 Tf 2 0 0 3 50 60 Tm (abcd) Tj ET")
    assert obj.kind == "text"
    assert obj.size == pytest.approx(18)
    assert obj.font == "Serifa"
    assert obj.area[0] == 50
    assert obj.area[2] == pytest.approx(50 + 2 * 4 * 0.5 * 6)


def test_rotated_text_keeps_its_size() -> None:
    assert only("BT /F1 10 Tf 0 1 -1 0 90 60 Tm (abcd) Tj ET").size == pytest.approx(10)


def test_text_advances() -> None:
    first, second, third = objects_of(
        "BT /F1 10 Tf 1 Tc 2 Tw 50 Tz 12 TL 50 100 Td (a b) Tj [(c) -1000 (d)] TJ T* (e) Tj ET"
    )
    advance = (3 * 5 + 3 * 1 + 2) * 0.5
    assert second.area[0] == pytest.approx(50 + advance)
    assert second.area[2] == pytest.approx(50 + advance + (5 + 1 + 10 + 5) * 0.5)
    assert third.area[0] == 50
    assert first.area[1] - third.area[1] == pytest.approx(12)


def test_text_in_quotes() -> None:
    one, two, three = objects_of("BT /F1 10 Tf 11 TL 50 100 Td (a) Tj (b) ' 3 2 (c d) \" ET")
    assert one.area[1] - two.area[1] == pytest.approx(11)
    assert two.area[1] - three.area[1] == pytest.approx(11)
    assert three.area[2] - three.area[0] == pytest.approx(15 + 2 * 2 + 3)


@pytest.mark.parametrize(
    ("mode", "outlines"),
    [(0, [False]), (1, [True]), (2, [False, True]), (3, []), (4, [False]), (7, [])],
)
def test_rendering_modes(mode: int, outlines: list[bool]) -> None:
    found = objects_of(f"BT /F1 10 Tf {mode} Tr 50 100 Td (a) Tj ET")
    assert [obj.outline for obj in found] == outlines


def test_text_as_a_clip() -> None:
    obj = only("BT /F1 20 Tf 7 Tr 50 100 Td (abc) Tj ET 1 0 0 0 k 0 0 240 340 re f")
    assert obj.area[0] == 50
    assert obj.area[2] == pytest.approx(80)


def test_white_space_is_not_recorded() -> None:
    assert objects_of("BT /F1 10 Tf 50 100 Td (   ) Tj ET") == []


def test_a_composite_font() -> None:
    font = {
        "Type": "/Font",
        "Subtype": "/Type0",
        "BaseFont": "/ABCDEF+Wide",
        "Encoding": "/Identity-H",
        "DescendantFonts": [{"W": [1, [300, 400], 5, 9, 700], "DW": 1000}],
    }
    obj = only("BT /F2 10 Tf 50 100 Td <00010002000600FF> Tj ET", {"Font": {"F2": font}})
    assert obj.font == "Wide"
    assert obj.area[2] - obj.area[0] == pytest.approx(3 + 4 + 7 + 10)


def type3(glyph: str, **keys: object) -> dict[str, object]:
    return {
        "Type": "/Font",
        "Subtype": "/Type3",
        "FontMatrix": [0.01, 0, 0, 0.01, 0, 0],
        "FontBBox": [0, 0, 100, 100],
        "FirstChar": 65,
        "Widths": [100],
        "CharProcs": {"A": (glyph.encode(), {})},
        "Encoding": {"Differences": [65, "/A"]},
        **keys,
    }


def test_a_stencil_glyph_is_text() -> None:
    font = type3("100 0 0 0 100 100 d1 0 0 100 100 re f")
    obj = only("0 0 0 1 k BT /F3 10 Tf 50 100 Td (AA) Tj ET", {"Font": {"F3": font}})
    assert obj.kind == "text"
    assert obj.size == 10
    assert obj.area == pytest.approx((50, 100, 70, 110))


def test_a_coloured_glyph_is_what_it_paints() -> None:
    font = type3("100 0 d0 0 1 0 0 k 0 0 100 50 re f")
    obj = only("BT /F3 10 Tf 50 100 Td (AA) Tj ET", {"Font": {"F3": font}})
    assert obj.kind == "fill"
    assert obj.area == pytest.approx((50, 100, 60, 105))
    assert obj.paint.values == (0, 1, 0, 0)


# images


def test_an_image_has_its_resolution() -> None:
    resources = {"XObject": {"Im": image(300, 200)}}
    obj = only("144 0 0 72 30 40 cm /Im Do", resources)
    assert obj.kind == "image"
    assert obj.area == (30, 40, 174, 112)
    assert obj.image is not None
    assert obj.image.ppi == pytest.approx((150, 200))
    assert (obj.image.width, obj.image.height, obj.image.name) == (300, 200, "Im")


def test_the_resolution_of_rotated_and_skewed_images() -> None:
    resources = {"XObject": {"Im": image(300, 200)}}
    turned = only("0 144 -72 0 130 40 cm /Im Do", resources)
    assert turned.image is not None
    assert turned.image.ppi == pytest.approx((150, 200))
    assert turned.flat
    skewed = only("72 72 0 72 30 40 cm /Im Do", resources)
    assert skewed.image is not None
    assert skewed.image.ppi[0] == pytest.approx(300 / 2**0.5)
    assert not skewed.flat


def test_image_facts() -> None:
    mask = image(10, 10, "/DeviceGray")
    filters = ["/ASCIIHexDecode", "/DCTDecode"]
    kinds = {
        "A": image(20, 20, SMask=mask),
        "B": image(20, 20, Mask=[0, 1, 0, 1, 0, 1, 0, 1]),
        "C": image(20, 20, Mask=image(10, 10, "/DeviceGray", bits=1, ImageMask=True)),
        "D": (b"00>", {**image(20, 20)[1], "Filter": filters}),
    }
    pictures = [
        obj.image
        for obj in objects_of("72 0 0 72 0 0 cm /A Do /B Do /C Do /D Do", {"XObject": kinds})
    ]
    assert [one and one.masked for one in pictures] == ["SMask", "colours", "Mask", ""]
    assert pictures[3] is not None
    assert pictures[3].filters == ("ASCIIHexDecode", "DCTDecode")


def test_a_stencil_takes_the_fill_colour() -> None:
    stencil = (bytes(200), {**image(40, 40)[1], "ImageMask": True, "BitsPerComponent": 1})
    obj = only("0 1 0 0 k 72 0 0 72 30 30 cm /Im Do", {"XObject": {"Im": stencil}})
    assert obj.image is not None
    assert obj.image.mask
    assert obj.image.bitonal
    assert obj.paint.values == (0, 1, 0, 0)


def test_an_inline_image() -> None:
    obj = only("72 0 0 36 30 30 cm BI /W 2 /H 1 /BPC 8 /CS /CMYK ID 12345678 EI")
    assert obj.image is not None
    assert obj.image.inline
    assert obj.image.ppi == (2, 2)
    assert obj.paint.space.family == "DeviceCMYK"


def test_the_colour_space_of_a_jpeg_2000_image() -> None:
    data = b"\0\0\0\x0fcolr\x01\0\0" + (12).to_bytes(4, "big")
    keys = {**image(20, 20)[1], "Filter": "/JPXDecode"}
    del keys["ColorSpace"]
    obj = only("72 0 0 72 0 0 cm /Im Do", {"XObject": {"Im": (data, keys)}})
    assert obj.paint.space.family == "DeviceCMYK"


# shadings and patterns


def axial(function: object, space: object = "/DeviceCMYK") -> dict[str, object]:
    return {"ShadingType": 2, "ColorSpace": space, "Coords": [0, 0, 1, 0], "Function": function}


COURSE = {"FunctionType": 2, "Domain": [0, 1], "C0": [0, 0, 0, 0], "C1": [1, 1, 0.5, 0], "N": 1}


def test_a_shading_fills_the_clip_with_its_most_ink() -> None:
    obj = only("30 30 50 50 re W n /Sh sh", {"Shading": {"Sh": axial(COURSE)}})
    assert obj.kind == "shading"
    assert obj.area == (30, 30, 80, 80)
    assert obj.paint.total == pytest.approx(2.5)


def test_a_shading_pattern() -> None:
    pattern = {"PatternType": 2, "Shading": axial(COURSE)}
    obj = only("/Pattern cs /P scn 30 30 50 50 re f", {"Pattern": {"P": pattern}})
    assert obj.kind == "shading"
    assert obj.paint.pattern == "/P"
    assert obj.paint.space.family == "DeviceCMYK"


def tiling(content: str, kind: int = 1) -> tuple[bytes, dict[str, object]]:
    return content.encode(), {
        "PatternType": 1,
        "PaintType": kind,
        "TilingType": 1,
        "BBox": [0, 0, 10, 10],
        "XStep": 10,
        "YStep": 10,
        "Matrix": [0.5, 0, 0, 0.5, 0, 0],
        "Resources": {},
    }


def test_a_tile_is_read_once_at_its_own_scale() -> None:
    resources = {"Pattern": {"P": tiling("1 0 0 0 K 1 w 0 0 m 9 9 l S")}}
    content = "/Pattern cs /P scn 30 30 50 50 re f 130 30 50 50 re f"
    first, line, second = objects_of(content, resources)
    assert (first.kind, line.kind, second.kind) == ("fill", "stroke", "fill")
    assert line.size == pytest.approx(0.5)
    assert line.area == (30, 30, 80, 80)
    assert line.path == "P"


def test_an_uncoloured_pattern_has_the_current_colour() -> None:
    resources = {
        "Pattern": {"P": tiling("0 0 5 5 re f", 2)},
        "ColorSpace": {"PC": ["/Pattern", "/DeviceCMYK"]},
    }
    _, tile = objects_of("/PC cs 0 1 0 0 /P scn 30 30 50 50 re f", resources)
    assert tile.paint.values == (0, 1, 0, 0)


# forms, groups, masks, annotations, layers


def test_a_form_has_its_matrix_its_box_and_its_name() -> None:
    inner = form("0 0 200 200 re f", BBox=[0, 0, 40, 50], Matrix=[2, 0, 0, 2, 10, 10])
    obj = only("1 0 0 1 5 5 cm /Fm Do", {"XObject": {"Fm": inner}})
    assert obj.area == (15, 15, 95, 115)
    assert obj.path == "Fm"


def test_forms_within_forms() -> None:
    inner = form("1 0 0 0 k 0 0 9 9 re f")
    outer = form("q /In Do Q 0 0 9 9 re f", {"XObject": {"In": inner}})
    first, second = objects_of("/Out Do", {"XObject": {"Out": outer}})
    assert first.path == "Out > In"
    assert first.paint.values == (1, 0, 0, 0)
    assert second.paint.space.family == "DeviceGray", "a form's colour ends with it"


def test_a_form_without_resources_uses_those_of_the_page() -> None:
    inner = form(text(9, "0 0 0 1 k"))
    del inner[1]["Resources"]
    assert only("/Fm Do", {"XObject": {"Fm": inner}}).font == "Serifa"


def test_a_group_resets_the_state_and_is_recorded() -> None:
    group = form("/B gs 0 0 9 9 re f", {"ExtGState": {"B": {"ca": 0.5}}}, Group=GROUP)
    states = {"A": {"ca": 0.5, "BM": "/Screen"}}
    found = reading_of("/A gs /Fm Do", {"XObject": {"Fm": group}, "ExtGState": states})
    (obj,) = found.objects
    assert obj.alpha == 0.25
    assert obj.blend == "Normal"
    assert [(one.path, str(one.space), one.mask) for one in found.groups] == [
        ("Fm", "DeviceCMYK", "")
    ]


def test_a_soft_mask_is_read_but_not_printed() -> None:
    group = form("0.5 g 0 0 9 9 re f", Group=GROUP | {"CS": "/DeviceGray"})
    states = {"A": {"SMask": {"S": "/Luminosity", "G": group}}}
    found = reading_of("/A gs 3 3 99 99 re f /A gs", {"ExtGState": states})
    mask, fill = found.objects
    assert (mask.mask, fill.mask) == (True, False)
    assert found.groups[0].mask == "Luminosity"
    assert found.printed == (fill,)


def note(flags: int, **keys: object) -> dict[str, object]:
    look = form("0 0 10 10 re f", BBox=[0, 0, 10, 10])
    entries = {"Subtype": "/Stamp", "Rect": [30, 30, 50, 70], "F": flags, "AP": {"N": look}}
    return entries | keys


def test_annotations_that_print_are_read() -> None:
    obj = only("", Annots=[note(4), note(0), note(6)])
    assert obj.annotation
    assert obj.area == pytest.approx((30, 30, 50, 70))
    assert obj.path == "annotation Stamp"


def test_an_annotation_shows_its_state() -> None:
    appearances = {"N": {"On": form("0 0 5 5 re f"), "Off": form("")}}
    assert objects_of("", Annots=[note(4, AP=appearances)]) == []
    assert len(objects_of("", Annots=[note(4, AP=appearances, AS="/On")])) == 1


def layered(off: bool, **keys: object) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    group = pdf.make_indirect(thing(pdf, {"Type": "/OCG", "Name": "Proof", **keys}))
    pdf.Root.OCProperties = pikepdf.Dictionary(
        OCGs=[group], D=pikepdf.Dictionary(OFF=[group] if off else [])
    )
    content = "/OC /L BDC 3 3 9 9 re f EMC 30 30 9 9 re f"
    add_page(pdf, content)
    pdf.pages[0].obj.Resources.Properties = pikepdf.Dictionary(L=group)
    return reopened(pdf)


def test_hidden_layers() -> None:
    found = read_content(layered(off=True))
    assert [(one.hidden, one.layer) for one in found.objects] == [(True, "Proof"), (False, "")]
    assert len(found.printed) == 1
    assert not any(one.hidden for one in read_content(layered(off=False)).objects)


def test_processing_steps_do_not_print() -> None:
    pdf = layered(off=False, GTS_Metadata={"GTS_ProcStepsGroup": "/Structural"})
    found = read_content(pdf)
    assert [one.step for one in found.objects] == [True, False]
    assert len(found.printed) == 1


def test_the_slug_is_not_printed() -> None:
    found = reading_of("2 2 5 5 re f 100 100 5 5 re f")
    assert len(found.objects) == 2
    assert [one.area[0] for one in found.printed] == [100]


# files that are not as they should be


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("foo", "'foo' is not a PDF operator"),
        ("Q", "restored"),
        ("q", "never restored"),
        ("/X Do", "/X is missing"),
        ("/X gs", "/X is missing"),
        ("/X cs", "/X is missing"),
        ("BT /X 9 Tf ET", "/X is missing"),
        ("BT (a) Tj ET", "without a usable font"),
        ("1 2 k", "2 components"),
        ("1 2 cm", "cm"),
        ("re", "re"),
        ("/P scn 3 3 9 9 re f", "/P is missing"),
    ],
)
def test_faults_are_recorded_and_the_rest_is_read(content: str, fault: str) -> None:
    found = reading_of(f"{content} 0 0 0 1 k 30 30 9 9 re f")
    assert any(fault in one.message for one in found.faults), found.faults
    assert found.objects[-1].area == (30, 30, 39, 39)


def test_unknown_operators_within_bx_and_ex() -> None:
    assert objects_of("BX foo EX 3 3 9 9 re f") != []


def test_a_form_that_draws_itself_ends() -> None:
    pdf = page_of("/Fm Do 3 3 9 9 re f", {"XObject": {"Fm": form("3 3 9 9 re f /Fm Do")}})
    inner = pdf.pages[0].obj.Resources.XObject.Fm
    inner.Resources.XObject = pikepdf.Dictionary(Fm=inner)
    found = read_content(pdf)
    assert len(found.objects) == 2
    assert "within itself" in found.faults[0].message


def test_forms_that_multiply_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("printissue.pdf.interpreter.MAX_OPERATORS", 3000)
    pdf = pikepdf.new()
    drawn = pdf.make_stream(b"3 3 9 9 re f")
    drawn.Subtype, drawn.Resources = pikepdf.Name.Form, pikepdf.Dictionary()
    for _ in range(12):
        outer = pdf.make_stream(b"/Fm Do " * 10)
        outer.Subtype = pikepdf.Name.Form
        outer.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Fm=drawn))
        drawn = outer
    add_page(pdf, "/Fm Do")
    pdf.pages[0].obj.Resources.XObject = pikepdf.Dictionary(Fm=drawn)
    found = read_content(pdf)
    assert len(found.objects) < 3000


@pytest.mark.parametrize(
    "keys",
    [
        {"Resources": 7},
        {"Contents": 7},
        {"Annots": [7, {"F": 4, "AP": {"N": (b"f", {})}}]},
        {"MediaBox": [1, 2]},
        {"Group": {"S": "/Transparency", "CS": "/Nothing"}},
        {"Rotate": "/North"},
        {"TrimBox": 3},
    ],
)
def test_malformed_pages_are_read(keys: dict[str, object]) -> None:
    pdf = page_of("3 3 9 9 re f")
    for key, value in keys.items():
        pdf.pages[0].obj[f"/{key}"] = thing(pdf, value)
    assert len(read_content(pdf).boxes) == 1


def test_a_broken_stream_is_a_fault() -> None:
    pdf = page_of("3 3 9 9 re f")
    pdf.pages[0].obj.Contents = pdf.make_stream(b"none", Filter=pikepdf.Name.FlateDecode)
    assert (
        "decoded" in read_content(reopened(pdf)).faults[0].message
        or read_content(pdf).objects == ()
    )


def test_a_decompression_bomb_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("printissue.pdf.content.MAX_STREAM", 10_000)
    found = reading_of(b" " * 20_000 + b"3 3 9 9 re f")
    assert found.objects == ()
    assert "longer than" in found.faults[0].message


def test_a_file_is_read_once() -> None:
    subject = subject_of(page_of("3 3 9 9 re f"))
    assert content_of(subject) is content_of(subject)
    other = subject_of(page_of("3 3 9 9 re f 9 9 9 9 re f"))
    assert len(content_of(other).objects) == 2


# against another reader


BODY = """
<h1 style="color: device-cmyk(0.9 0.5 0 0.1)">Head</h1><p>Some <b>words</b> of a text.</p>
<div style="height: 20pt; width: 80pt; background: device-cmyk(0 1 1 0); border: 2pt solid device-cmyk(0 0 0 1)">
</div>
"""


@pytest.mark.parametrize("source", [printfiles.SOURCE, printfiles.MARKED], ids=["plain", "marks"])
def test_another_reader_finds_the_same_in_our_print_file(source: object) -> None:
    """Both find the same paint and overprint of text and paths in the same order."""
    pdf, _ = printfiles.finished(BODY, source=source)  # type: ignore[arg-type]
    found = read_content(pdf)
    assert found.faults == ()
    ours = [(one.kind == "text", one.paint.values, one.overprint) for one in found.objects]
    assert _expected(printfiles.page_marks(pdf)) == ours


def _expected(theirs: list[printfiles.Mark]) -> list[tuple[bool, object, bool]]:
    listed: list[tuple[bool, object, bool]] = []
    for mark in theirs:
        shown = mark.operator in ("Tj", "TJ")
        if mark.fill != "none":
            listed.append((shown, mark.fill, mark.fill_overprints))
        if mark.stroke != "none":
            listed.append((shown, mark.stroke, mark.stroke_overprints))
    return listed


def test_the_content_has_the_boxes() -> None:
    (frame,) = reading_of("").boxes
    assert frame.trim == TRIM
    assert frame.media == MEDIA
    assert frame.finished == TRIM
    assert frame.printed == frame.bleed
    (bare,) = reading_of("", TrimBox=None, BleedBox=None).boxes
    assert bare.printed == bare.finished == MEDIA


def test_fonts_of_the_planted_page_are_found() -> None:
    assert only(text(9, "0 0 0 1 k")).font == str(FONT["F1"]["BaseFont"])[1:]


# what the hard cases are


def test_slanted_text_keeps_its_size() -> None:
    slanted = only("/G gs 0 0 0 1 k BT /F1 1 Tf 10 0 4 10 60 200 Tm (W) Tj ET")
    turned = only("/G gs 0 0 0 1 k BT /F1 1 Tf 0 10 -10 0 60 200 Tm (W) Tj ET")
    wide = only("/G gs 0 0 0 1 k BT /F1 1 Tf 30 0 0 10 60 200 Tm (W) Tj ET")
    assert [one.size for one in (slanted, turned, wide)] == pytest.approx([10, 10, 10])


def test_the_size_of_a_type_3_font() -> None:
    for box, scale, expected in (([0, -10, 50, 40], 1, 30), ([0, 0, 1, 1], 10, 6)):
        face = {
            **{"Type": "/Font", "Subtype": "/Type3", "FontBBox": box, "FirstChar": 65},
            **{"FontMatrix": [1, 0, 0, 1, 0, 0], "Widths": [1]},
            "Encoding": {"Differences": [65, "/a"]},
            "CharProcs": {"a": (b"1 0 0 0 1 1 d1 0 0 1 1 re f", {})},
        }
        obj = only(f"BT /T {scale} Tf 0.6 0 0 0.6 60 60 Tm (A) Tj ET", {"Font": {"T": face}})
        assert obj.size == pytest.approx(expected)


@pytest.mark.parametrize(
    "clip", ["60 60 0 0 re", "60 60 30 0 re", "100 100 20 20 re", "20 20 40 40 re"]
)
def test_objects_that_a_clip_removes(clip: str) -> None:
    assert objects_of(f"q {clip} W n 60 60 40 40 re f Q") == []


def test_a_line_without_width_is_seen_where_the_clip_is() -> None:
    assert only("q 60 60 40 40 re W n 0 w 70 70 m 90 70 l S Q").area == (70, 70, 90, 70)


def test_a_pattern_has_a_state_of_its_own() -> None:
    resources = {"Pattern": {"P": tiling("0 0 5 5 re f 1 0 0 0 k 0 0 5 5 re f")}}
    _, black, cyan = objects_of("/G gs 5 w /Pattern cs /P scn 30 30 50 50 re f", resources)
    assert black.paint.values == (0,)
    assert cyan.paint.values == (1, 0, 0, 0)
    assert (black.overprint, cyan.overprint) == (False, False)


def test_a_tile_is_cut_to_its_cell() -> None:
    resources = {"Pattern": {"P": tiling("20 20 5 5 re f")}}
    assert len(objects_of("/Pattern cs /P scn 30 30 50 50 re f", resources)) == 1


def test_a_tile_in_a_mask_is_read_again_on_the_page() -> None:
    tile = tiling("1 0 0 0 k 0 0 5 5 re f")
    painted = "/Pattern cs /P scn 30 30 50 50 re f"
    group = form(painted, {"Pattern": {"P": tile}}, Group=GROUP | {"CS": "/DeviceGray"})
    states = {"S": {"SMask": {"S": "/Luminosity", "G": group}}}
    found = objects_of(f"/S gs {painted}", {"Pattern": {"P": tile}, "ExtGState": states})
    assert [one.mask for one in found if one.kind == "fill"].count(False) == 2


def test_faults_have_a_place() -> None:
    (fault,) = reading_of("q 60 60 30 40 re W n /None Do Q").faults
    assert fault.box == pytest.approx((60 / MM, 240 / MM, 30 / MM, 40 / MM), abs=0.02)
