"""Small type and thin lines, which a press cannot keep in register, take only black ink."""

import io
from dataclasses import replace

import pikepdf
import pytest

from printfiles import (
    BLACK,
    PRINTER,
    PROFILE,
    SOURCE,
    Mark,
    drawn,
    finished,
    marks,
    page_marks,
    remade,
)
from printissue.editions.print.colour import CmykConversion, LuminosityConversion
from printissue.editions.print.rewriter import SubpathExtents
from printissue.model.printers import PRINTERS, SMALLEST_TYPE
from printissue.pdf.state import LINE, MOVE, GraphicsPath

FONT = {"Subtype": "/Type1", "BaseFont": "/Helvetica"}
BLUE = "0.1 0.2 0.6 rg "
FORM = {"Subtype": "/Form", "BBox": [0, 0, 100, 100], "Resources": {"Font": {"F": FONT}}}


def painted(content: str, resources=None, *, source=SOURCE) -> list[Mark]:
    pdf, findings = remade(
        drawn(content, {"Font": {"F": FONT}, **(resources or {})}), source=source
    )
    assert findings == ()
    return page_marks(pdf)


def alone(mark: Mark) -> bool:
    """Return whether a mark's fill has at most one ink."""
    return sum(value > 0 for value in mark.fill) <= 1


@pytest.mark.parametrize(
    ("text", "small"),
    [
        ("BT /F 7.9 Tf (a) Tj ET", True),
        ("BT /F 8 Tf (a) Tj ET", False),
        ("BT /F 7.995 Tf (a) Tj ET", False),
        ("BT /F -7 Tf (a) Tj ET", True),
        ("BT /F 1 Tf 7 0 0 7 5 5 Tm [(a)] TJ ET", True),
        ("BT /F 1 Tf 12 0 0 12 5 5 Tm [(a)] TJ ET", False),
        ("BT /F 1 Tf 12 0 0 -7 5 5 Tm (a) Tj ET", True),
        ("BT 12 0 0 12 5 5 Tm ET BT /F 7 Tf (a) Tj ET", True),
        ("2 0 0 2 0 0 cm BT /F 4.1 Tf (a) Tj ET", False),
        ("0.5 0 0 0.5 0 0 cm BT /F 12 Tf (a) Tj ET", True),
        ("0 1 -1 0 50 50 cm BT /F 7 Tf (a) Tj ET", True),
        ("/F 7 Tf q /F 12 Tf Q BT (a) Tj ET", True),
        ("/F 12 Tf q /F 7 Tf Q BT (a) Tj ET", False),
    ],
)
def test_the_printed_size_decides_what_is_small(text, small):
    (mark,) = painted(BLUE + text)
    assert mark.fill_overprints is small
    assert (mark.fill == BLACK) is small


def test_the_font_of_a_graphics_state_has_a_size():
    gs = {"ExtGState": {"S": {"Font": [FONT, 7]}}}
    (mark,) = painted(BLUE + "/S gs BT (a) Tj ET", gs)
    assert mark.fill == BLACK


def test_text_after_small_text_has_its_own_colour():
    small, after, large = painted(BLUE + "BT /F 6 Tf (a) Tj ET 0 0 50 50 re f BT /F 9 Tf (a) Tj ET")
    assert small.fill == BLACK
    assert after.fill == large.fill
    assert not alone(after)
    assert not (after.fill_overprints or large.fill_overprints)


def test_outlines_of_small_letters_too():
    (mark,) = painted("0.1 0.2 0.6 RG 0.1 0.4 0.2 rg BT /F 6 Tf 2 Tr (a) Tj ET")
    assert mark.fill == mark.stroke == BLACK


@pytest.mark.parametrize(
    ("colour", "wanted"),
    [
        ("0 0 0 0 k", (0, 0, 0, 0)),
        ("1 0 0 0 k", (1, 0, 0, 0)),
        ("0 0 0 0.3 k", (0, 0, 0, 0.3)),
        ("0.6 0.5 0.5 1 k", BLACK),
    ],
)
def test_one_ink_stays_and_rich_black_becomes_black(colour, wanted):
    (mark,) = painted(f"{colour} BT /F 6 Tf (a) Tj ET")
    assert mark.fill == pytest.approx(wanted)


def test_light_type_stays_light_and_knocks_out():
    (mark,) = painted("0.98 0.9 0.6 rg BT /F 6 Tf (a) Tj ET")
    assert mark.fill[:3] == (0, 0, 0)
    assert 0.02 < mark.fill[3] < 0.2
    assert not mark.fill_overprints


@pytest.mark.parametrize("kind", sorted(SMALLEST_TYPE))
def test_each_presswork_has_its_size(kind):
    printer = PRINTER.model_copy(update={"presswork": kind})
    source, size = replace(SOURCE, printer=printer), SMALLEST_TYPE[kind]
    below, at = painted(
        BLUE + f"BT /F {size - 0.1} Tf (a) Tj /F {size} Tf (a) Tj ET", source=source
    )
    assert (below.fill == BLACK, at.fill == BLACK) == (True, False)


def test_the_built_in_printers_ask_for_known_sizes():
    asked = {SMALLEST_TYPE[one.presswork] for one in PRINTERS.values()}
    assert asked == {5.0, 8.0, 9.0, 10.0}


@pytest.mark.parametrize(
    ("line", "alone"),
    [
        ("0.2 w 5 5 m 50 5 l S", True),
        ("0.25 w 5 5 m 50 5 l S", False),
        ("0.4 w 0.5 0 0 0.5 0 0 cm 5 5 m 50 5 l S", True),
        ("0 w 5 5 m 50 5 l S", True),
    ],
)
def test_thin_lines(line, alone):
    (mark,) = painted(f"0.1 0.2 0.6 RG {line}")
    assert (mark.stroke == BLACK) is alone


@pytest.mark.parametrize(
    ("path", "alone"),
    [
        ("5 5 60 0.2 re f", True),
        ("5 5 60 0.3 re f", False),
        ("5 5 9 9 re 5.2 5.2 8.6 8.6 re f*", True),
    ],
)
def test_thin_bars_and_frames(path, alone):
    (mark,) = painted(BLUE + path)
    assert (mark.fill == BLACK) is alone


def test_a_form_is_converted_for_each_size_at_which_it_is_drawn():
    form = {"XObject": {"X": ((BLUE + "BT /F 10 Tf (a) Tj ET").encode(), FORM)}}
    pdf, _ = remade(drawn("/X Do q 0.5 0 0 0.5 0 0 cm /X Do Q /X Do", form))
    forms = pdf.pages[0].obj.Resources.XObject
    fills = [marks(one, one.Resources)[0].fill == BLACK for _, one in sorted(forms.items())]
    assert fills == [False, True]


def test_a_form_that_draws_itself_smaller_ends():
    itself = b"q 0.5 0 0 0.5 0 0 cm /X Do Q"
    content = drawn("/X Do", {"XObject": {"X": (itself, FORM)}})
    with pikepdf.open(io.BytesIO(content)) as pdf:
        form = pdf.pages[0].obj.Resources.XObject.X
        form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=form))
        target = io.BytesIO()
        pdf.save(target)
    _, findings = remade(target.getvalue())
    assert ["draws itself" in one.message for one in findings] == [True]


def test_text_in_a_drawing_and_on_a_page():
    drawing = (
        '<svg width="100" height="50" viewBox="0 0 100 50">'
        '<text x="5" y="20" font-size="6" fill="#1a3399">small</text>'
        '<text x="5" y="45" font-size="16" fill="#1a3399">large</text></svg>'
    )
    style = "small { font-size: 6pt; color: #1a3399 }"
    pdf, _ = finished(f"<p><small>label</small></p>{drawing}", style)
    shown = [mark for mark in page_marks(pdf) if mark.operator in ("Tj", "TJ")]
    assert sum(mark.fill == BLACK for mark in shown) == 1 + len("small")
    assert sum(not alone(mark) for mark in shown) == len("large")


@pytest.fixture(scope="module")
def inks():
    return CmykConversion(PROFILE)


@pytest.mark.parametrize(
    ("values", "black"),
    [((1, 0.9, 0.1, 0.2), 1.0), ((0.9, 0.1, 0.9, 0), 1.0), ((0.01, 0.01, 0, 0), 0.01)],
)
def test_one_ink_as_light_as_several(inks, values, black):
    assert inks.single_ink(values) == pytest.approx((0, 0, 0, black), abs=0.02)


def test_a_lighter_colour_is_never_a_darker_screen(inks):
    tints = [inks.single_ink((step / 10, step / 10, 0, 0))[3] for step in range(11)]
    assert tints == sorted(tints)
    assert tints[0] == 0
    assert tints[-1] == 1


def test_a_mask_s_grey_is_one_component_already():
    assert LuminosityConversion().single_ink((0.4,)) == (0.4,)


def test_paths_are_rules_up_to_the_given_width():
    path = GraphicsPath()
    path.add(MOVE, 0, 0)
    path.add(LINE, 50, 1)
    bar = SubpathExtents(path)
    assert bar.is_rule((1, 1), even_odd=False)
    assert not bar.is_rule((1, 1), even_odd=False, widest=0.24)
