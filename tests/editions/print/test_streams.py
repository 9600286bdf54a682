"""Content streams, operator by operator: what is painted with which inks, and what overprints."""

import pytest
from pikepdf import Stream

from printfiles import BLACK, Mark, drawn, everything, finished, marks, page_marks, raw, remade
from printissue.editions.print.rewriter import SubpathExtents
from printissue.pdf.state import GraphicsPath

FONT = {"Subtype": "/Type1", "BaseFont": "/Helvetica"}
RED_BOX = "1 0 0 rg 0 0 9 9 re f"
FORM = {"Subtype": "/Form", "BBox": [0, 0, 100, 100]}
TILE = {
    **{"PatternType": 1, "PaintType": 1, "TilingType": 1},
    **{"BBox": [0, 0, 9, 9], "XStep": 9, "YStep": 9, "Resources": {}},
}


def painted(content: str, resources=None) -> list[Mark]:
    pdf, findings = remade(drawn(content, resources))
    assert findings == ()
    return page_marks(pdf)


def content_of(raw_file: bytes) -> bytes:
    pdf, _ = remade(raw_file)
    return pdf.pages[0].obj.Contents.read_bytes()


def made_forms(raw_file: bytes):
    """Return the marks of every form and tile of the finished file, those of the page last."""
    pdf, findings = remade(raw_file)
    assert findings == ()
    forms = [one for one in everything(pdf) if isinstance(one, Stream) and "/BBox" in one]
    return [marks(one, one.Resources) for one in forms], page_marks(pdf)


# colours


@pytest.mark.parametrize(
    ("operators", "fill"),
    [
        ("", BLACK),
        ("0.25 g", (0, 0, 0, 0.75)),
        ("0 0 0 rg", BLACK),
        ("1 1 1 rg", (0, 0, 0, 0)),
        (".1 .2 .3 .4 k", (0.1, 0.2, 0.3, 0.4)),
        ("/DeviceCMYK cs", BLACK),
        ("/DeviceCMYK cs .1 .2 .3 .4 scn", (0.1, 0.2, 0.3, 0.4)),
        ("/DeviceCMYK cs .1 .2 .3 .4 sc", (0.1, 0.2, 0.3, 0.4)),
        ("/DeviceRGB cs", BLACK),
        ("/DeviceRGB cs 1 1 1 sc", (0, 0, 0, 0)),
        ("/DeviceGray cs .5 sc", (0, 0, 0, 0.5)),
        ("/L cs 100 0 0 scn", (0, 0, 0, 0)),
        ("/Pattern cs 0 0 0 rg", BLACK),
        ("1 0 0 rg 1 0 0 0 k", (1, 0, 0, 0)),
        ("q 1 0 0 0 k Q", BLACK),
        ("1 0 0 0 k q 0 1 0 0 k 0 0 1 1 re f Q", (1, 0, 0, 0)),
    ],
)
def test_fills(operators, fill):
    spaces = {"ColorSpace": {"L": ["/Lab", {"WhitePoint": [1, 1, 1]}]}}
    assert painted(f"{operators} 0 0 50 50 re f", spaces)[-1].fill == pytest.approx(fill)


@pytest.mark.parametrize(
    "operators",
    ["1 0 0 0 K", "/DeviceCMYK CS 1 0 0 0 SCN", "/DeviceCMYK CS 1 0 0 0 SC"],
)
def test_strokes_are_apart_from_fills(operators):
    (mark,) = painted(f"0 1 0 0 k {operators} 0 0 50 50 re B")
    assert (mark.fill, mark.stroke) == ((0, 1, 0, 0), (1, 0, 0, 0))


def test_no_colour_is_set_within_a_path():
    """The reader of the tests stops at an operator that must not be within a path."""
    (mark,) = painted("0 0 m 1 0 0 0 k 9 0 l 9 9 l h f")
    assert mark.fill == (1, 0, 0, 0)


def test_a_colour_that_paints_nothing_is_not_written():
    assert b" k" not in content_of(drawn("1 0 0 rg 0 0 9 9 re W n"))


def test_a_colour_that_is_set_already_is_not_set_again():
    content = content_of(drawn(f"{RED_BOX} {RED_BOX} {RED_BOX}"))
    assert content.count(b" k") == 1


def test_a_clip_without_paint_is_no_path_for_what_follows():
    (mark,) = painted("0 0 99 1 re W n 0 0 0 rg 0 0 50 50 re f")
    assert not mark.fill_overprints


# overprint


@pytest.mark.parametrize(
    ("path", "overprints"),
    [
        ("0 0 90 1 re f", True),
        ("0 0 1 90 re f", True),
        ("0 0 90 2 re f", True),
        ("0 0 90 2.1 re f", False),
        ("0 0 -90 -1 re f", True),
        ("0 0 90 1 re 0 9 90 1 re f", True),
        ("0 0 90 1 re 0 9 90 9 re f", False),
        ("0 0 90 90 re 1 1 88 88 re f*", True),
        ("1 1 88 88 re 0 0 90 90 re f*", True),
        ("0 0 90 90 re 1 1 88 88 re f", False),
        ("0 0 90 90 re 5 1 80 88 re f*", False),
        ("0 0 90 90 re 91 0 90 90 re f*", False),
        ("0 0 m 90 0 l 90 1 l 0 1 l h f", True),
        ("0 0 m 0 1 90 1 90 0 c f", True),
        ("0 0 m 50 50 90 0 v f", False),
        ("0 0 m 90 0 l f 0 0 50 50 re f", False),
        ("q .5 0 0 .5 0 0 cm 0 0 90 4 re f Q", True),
        ("q 3 0 0 3 0 0 cm 0 0 30 1 re f Q", False),
        ("q 0 3 -1 0 0 0 cm 0 0 30 1 re f Q", True),
    ],
)
def test_which_fills_are_rules(path, overprints):
    assert painted(f"0 0 0 1 k {path}")[-1].fill_overprints == overprints


@pytest.mark.parametrize(
    ("line", "overprints"),
    [
        ("1 w 0 0 m 90 0 l S", True),
        ("2 w 0 0 m 90 0 l S", True),
        ("3 w 0 0 m 90 0 l S", False),
        ("3 w q .5 0 0 .5 0 0 cm 0 0 m 90 0 l S Q", True),
        ("/Wide gs 0 0 m 90 0 l S", False),
        ("1 w 0 0 50 50 re s", True),
    ],
)
def test_which_lines_are_rules(line, overprints):
    states = {"ExtGState": {"Wide": {"LW": 5}}}
    (mark,) = painted(f"0 0 0 1 K {line}", states)
    assert mark.stroke_overprints == overprints


@pytest.mark.parametrize(
    ("mode", "fill", "stroke"), [(0, True, False), (1, False, True), (2, True, True), (3, 0, 0)]
)
def test_text_modes(mode, fill, stroke):
    operators = f"0 0 0 1 k 0 0 0 1 K BT /F 99 Tf {mode} Tr (x) Tj ET"
    (mark,) = painted(operators, {"Font": {"F": FONT}})
    assert (mark.fill_overprints, mark.stroke_overprints) == (fill, stroke)


def test_text_mode_and_font_are_part_of_the_state():
    operators = "0 0 0 1 k BT /F 9 Tf q 3 Tr Q (x) Tj ET"
    (mark,) = painted(operators, {"Font": {"F": FONT}})
    assert mark.fill_overprints


@pytest.mark.parametrize(
    ("state", "overprints"),
    [
        ({"ca": 1}, True),
        ({"ca": 0.99}, False),
        ({"CA": 0.5}, True),
        ({"BM": "/Multiply"}, False),
        ({"BM": "/Normal"}, True),
        ({"SMask": "/None"}, True),
        ({"OP": True, "op": True, "OPM": 0}, True),
    ],
)
def test_only_opaque_black_overprints(state, overprints):
    (mark,) = painted("/S gs 0 0 0 1 k 0 0 90 1 re f", {"ExtGState": {"S": state}})
    assert mark.fill_overprints == overprints


def test_blend_and_alpha_end_with_the_state():
    states = {"ExtGState": {"S": {"BM": "/Multiply", "ca": 0.5}}}
    found = painted("0 0 0 1 k q /S gs 0 0 90 1 re f Q 0 0 90 1 re f", states)
    assert [mark.fill_overprints for mark in found] == [False, True]


def test_overprint_goes_on_and_off_with_the_colours():
    rule = "0 0 90 1 re f"
    found = painted(f"0 g {rule} 1 g {rule} q 0 g {rule} Q {rule} 0 1 0 rg {rule} 0 g {rule}")
    assert [mark.fill_overprints for mark in found] == [True, False, True, False, False, True]


def test_the_raw_file_s_overprint_is_not_taken_over():
    """White that overprints would not be printed."""
    states = {"ExtGState": {"S": {"OP": True, "op": True, "OPM": 1}}}
    (mark,) = painted("/S gs 1 g 0 0 90 1 re f", states)
    assert not mark.fill_overprints


def test_halftones_and_transfer_curves_are_removed():
    states = {"ExtGState": {"S": {"TR": "/Identity", "HT": "/Default", "LW": 2}}}
    pdf, _ = remade(drawn("/S gs 0 0 90 1 re f", states))
    assert set(pdf.pages[0].obj.Resources.ExtGState.S.keys()) == {"/LW"}


# forms, patterns, glyphs


def test_forms_inherit_colours_and_start_without_overprint():
    rule = "0 0 90 1 re f"
    form = (f"{rule} 1 g {rule} 0 g {rule}".encode(), FORM)
    (inside,), page = made_forms(drawn(f"0 g {rule} /X Do", {"XObject": {"X": form}}))
    assert [mark.fill_overprints for mark in page] == [True]
    assert [mark.fill for mark in inside] == ["initial", (0, 0, 0, 0), BLACK]
    assert [mark.fill_overprints for mark in inside] == [False, False, True]


def test_black_is_written_before_a_form_that_inherits_it():
    form = (b"0 0 50 50 re f", FORM)
    assert b"0 0 0 1 k" in content_of(drawn("/X Do", {"XObject": {"X": form}}))
    own = (b"1 0 0 rg 0 0 50 50 re f", FORM)
    assert b"0 0 0 1 k" not in content_of(drawn("/X Do", {"XObject": {"X": own}}))


def test_forms_in_forms():
    inner = (RED_BOX.encode(), FORM)
    outer = (b"/Y Do", {**FORM, "Resources": {"XObject": {"Y": inner}}})
    forms, _ = made_forms(drawn("/X Do", {"XObject": {"X": outer}}))
    assert len(forms) == 2


def test_a_form_drawn_twice_is_written_once():
    form = (RED_BOX.encode(), FORM)
    forms, _ = made_forms(drawn("/X Do q 2 0 0 2 0 0 cm /X Do Q", {"XObject": {"X": form}}))
    assert len(forms) == 1


def test_a_form_drawn_translucent_does_not_overprint():
    rule = b"0 g 0 0 90 1 re f"
    resources = {"XObject": {"X": (rule, FORM)}, "ExtGState": {"S": {"ca": 0.5}}}
    (once,), _ = made_forms(drawn("/S gs /X Do", resources))
    assert [mark.fill_overprints for mark in once] == [False]
    both, _ = made_forms(drawn("/X Do /S gs /X Do", resources))
    assert sorted(mark.fill_overprints for one in both for mark in one) == [False, True]


def test_a_form_s_scale_counts_for_rules():
    rule = (b"0 g 0 0 90 4 re f", {**FORM, "Matrix": [0.5, 0, 0, 0.5, 0, 0]})
    (inside,), _ = made_forms(drawn("/X Do", {"XObject": {"X": rule}}))
    assert inside[0].fill_overprints
    (inside,), _ = made_forms(drawn("2 0 0 2 0 0 cm /X Do", {"XObject": {"X": rule}}))
    assert not inside[0].fill_overprints


def test_groups_blend_in_ink():
    group = {**FORM, "Group": {"S": "/Transparency", "CS": "/DeviceRGB", "I": True, "K": True}}
    pdf, _ = remade(drawn("/X Do", {"XObject": {"X": (RED_BOX.encode(), group)}}))
    made = pdf.pages[0].obj.Resources.XObject.X.Group
    assert (str(made.CS), bool(made.I), bool(made.K)) == ("/DeviceCMYK", True, True)


def test_tiling_patterns_start_with_black():
    tile = (b"0 0 5 5 re f", TILE)
    (inside,), page = made_forms(
        drawn("1 0 0 rg /Pattern cs /P scn 0 0 90 1 re f", {"Pattern": {"P": tile}})
    )
    assert inside[0].fill == BLACK
    assert (page[0].fill, page[0].fill_overprints) == ("/P", False)


def test_uncoloured_tiles_have_a_colour_in_inks():
    tile = (b"0 0 5 5 re f", {**TILE, "PaintType": 2})
    resources = {"Pattern": {"P": tile}, "ColorSpace": {"U": ["/Pattern", "/DeviceRGB"]}}
    raw_file = drawn("/U cs 1 1 1 /P scn 0 0 50 50 re f", resources)
    (inside,), _ = made_forms(raw_file)
    assert inside[0].fill == "initial"
    assert b"0 0 0 0 /P scn" in content_of(raw_file)


def drawn_font(glyph: bytes):
    return {
        **{"Subtype": "/Type3", "FontMatrix": [1, 0, 0, 1, 0, 0], "FontBBox": [0, 0, 1, 1]},
        "CharProcs": {"a": (glyph, {})},
        "Resources": {"XObject": {"X": (RED_BOX.encode(), FORM)}},
    }


def test_glyphs_that_are_streams_are_read_and_never_overprint():
    font = {"Font": {"T": drawn_font(b"1 0 d0 1 0 0 rg 0 0 1 1 re f /X Do")}}
    text = "0 g BT /T 9 Tf (a) Tj ET"
    pdf, findings = remade(drawn(text, font))
    assert findings == ()
    assert not page_marks(pdf)[0].fill_overprints
    made = pdf.pages[0].obj.Resources.Font.T
    assert b" k" in made.CharProcs.a.read_bytes()
    assert b" k" in made.Resources.XObject.X.read_bytes()


def test_a_luminosity_mask_becomes_grey():
    inner = (b"1 0 0 rg 0 0 9 9 re f", FORM)
    group = {"S": "/Transparency", "CS": "/DeviceRGB"}
    mask = (b"0 0 5 5 re f 0 1 0 rg 0 0 9 9 re f /Y Do", {**FORM, "Group": group})
    mask[1]["Resources"] = {"XObject": {"Y": inner}}
    state = {"SMask": {"S": "/Luminosity", "G": mask, "BC": [0, 0, 1]}}
    pdf, findings = remade(drawn(f"/S gs {RED_BOX}", {"ExtGState": {"S": state}}))
    assert findings == ()
    made = pdf.pages[0].obj.Resources.ExtGState.S.SMask
    assert [float(value) for value in made.BC] == [0.11]
    assert made.G.Group.CS == "/DeviceGray"
    found = marks(made.G, made.G.Resources, grey=True)
    assert [mark.fill for mark in found] == [(0.0,), (0.59,)]
    assert b"0.3 g" in made.G.Resources.XObject.Y.read_bytes()
    assert "/Group" in pdf.pages[0].obj


def test_a_form_on_the_page_and_in_a_mask_has_two_versions():
    import io

    import pikepdf

    source = pikepdf.open(io.BytesIO(drawn("/X Do /S gs /X Do", {"XObject": {"X": (b"", FORM)}})))
    resources = source.pages[0].obj.Resources
    form = resources.XObject.X
    form.write(RED_BOX.encode())
    mask = pikepdf.Dictionary(S=pikepdf.Name.Luminosity, G=form)
    resources.ExtGState = pikepdf.Dictionary(S=pikepdf.Dictionary(SMask=mask))
    target = io.BytesIO()
    source.save(target)
    pdf, findings = remade(target.getvalue())
    assert findings == ()
    made = pdf.pages[0].obj.Resources
    assert b" g" in made.ExtGState.S.SMask.G.read_bytes()
    assert b" k" in made.XObject.X.read_bytes()


def test_an_alpha_mask_stays_in_inks():
    mask = (RED_BOX.encode(), {**FORM, "Group": {"S": "/Transparency", "CS": "/DeviceRGB"}})
    state = {"SMask": {"S": "/Alpha", "G": mask}}
    pdf, _ = remade(drawn(f"/S gs {RED_BOX}", {"ExtGState": {"S": state}}))
    assert b" k" in pdf.pages[0].obj.Resources.ExtGState.S.SMask.G.read_bytes()


# faults


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("/X Do", "X"),
        ("/None gs", "None"),
        ("/S cs 1 scn", "space"),
        ("1 0 rg", "DeviceRGB"),
        ("1 0 0 k", "3 components"),
        ("(a) cm", "cm"),
        ("/F 9 Tf", "F"),
    ],
)
def test_faults_are_findings_and_the_rest_is_drawn(content, named):
    pdf, (finding,) = remade(drawn(f"{content} 0 1 0 0 k 0 0 50 50 re f"))
    assert named in finding.message
    assert page_marks(pdf)[-1].fill == (0, 1, 0, 0)


def test_a_form_that_draws_itself_is_a_finding():
    import io

    import pikepdf

    source = pikepdf.open(io.BytesIO(drawn("/X Do", {"XObject": {"X": (b"/X Do", FORM)}})))
    form = source.pages[0].obj.Resources.XObject.X
    form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=form))
    target = io.BytesIO()
    source.save(target)
    _, (finding,) = remade(target.getvalue())
    assert "itself" in finding.message


def test_unbalanced_states_are_closed():
    content = content_of(drawn("Q Q q q 0 0 50 50 re f"))
    assert content.split().count(b"q") == content.split().count(b"Q")


def test_marked_content_is_removed():
    operators = "/P <</MCID 0>> BDC /A BMC 0 0 50 50 re f EMC EMC /M MP"
    content = content_of(drawn(operators))
    assert b"BDC" not in content
    assert b" f" in content or b"\nf" in content


def test_text_keeps_its_glyphs():
    before = raw("<p>Fi fl AV")
    after = content_of(before)
    assert after.count(b"TJ") == before.count(b"TJ")


# the graphics state


def test_an_empty_path_is_no_rule():
    assert not SubpathExtents(GraphicsPath()).is_rule((1, 1), even_odd=True)


# transparency groups


SMALL = "0 0 0 rg BT /F 9 Tf 10 10 Td (a) Tj ET"
FACE = {"Font": {"F": {"Subtype": "/Type1", "BaseFont": "/Helvetica"}}}


def grouped(content: str, states=None, **keys):
    group = {"S": "/Transparency", "CS": "/DeviceRGB", "I": True, **keys}
    resources = {**FACE, "ExtGState": states or {}}
    return {"XObject": {"X": (content.encode(), {**FORM, "Group": group, "Resources": resources})}}


def group_of(pdf):
    return pdf.pages[0].obj.Resources.XObject.X.get("/Group")


def test_a_group_that_is_not_needed_is_dropped_so_that_black_overprints():
    pdf, findings = remade(drawn("0.9 0.2 0.1 rg 0 0 50 50 re f /X Do", grouped(SMALL)))
    assert findings == ()
    assert group_of(pdf) is None
    with_alpha = grouped(f"/A gs {SMALL}", {"A": {"ca": 0.5}})
    assert group_of(remade(drawn("/X Do", with_alpha))[0]) is None


@pytest.mark.parametrize(
    ("content", "resources"),
    [
        ("/X Do", grouped(f"/M gs {SMALL}", {"M": {"BM": "/Multiply"}})),
        ("/X Do", grouped(SMALL, K=True)),
        ("/H gs /X Do", {**grouped(SMALL), "ExtGState": {"H": {"ca": 0.5}}}),
        ("/M gs /X Do", {**grouped(SMALL), "ExtGState": {"M": {"BM": "/Multiply"}}}),
    ],
    ids=["blends", "knockout", "half", "multiplied"],
)
def test_a_group_stays_where_it_changes_something(content, resources):
    pdf, _ = remade(drawn(content, resources))
    assert group_of(pdf).CS == "/DeviceCMYK"


def test_text_of_a_drawing_overprints_what_lies_below():
    """The layout engine puts text with an anchor into an isolated group, where black would knock out the backdrop."""
    text = '<text x="45" y="12" font-size="9" text-anchor="middle">Words</text>'
    svg = f'<svg width="90" height="20">{text}</svg>'
    style = "div { background: device-cmyk(0.2 0.1 0 0) }"
    pdf, _ = finished(f"<div>{svg}</div>", style)
    streams = [one for one in everything(pdf) if isinstance(one, Stream)]
    forms = [one for one in streams if one.get("/Subtype") == "/Form"]
    assert forms
    assert not any("/Group" in one for one in forms)
