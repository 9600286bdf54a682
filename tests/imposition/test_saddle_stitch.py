"""Saddle stitch: a folded dummy has its pages in order; creep, boxes, cuts and blank pages."""

import pikepdf
import pytest

from impositionfiles import (
    BLEED,
    HEIGHT,
    MM,
    WIDTH,
    file_of,
    folded,
    imposed,
    opened,
    options,
    picture,
    saved,
    shown,
)
from printissue.core.errors import UsageError
from printissue.imposition import impose
from printissue.imposition.imposing import MOST_CREEP
from printissue.imposition.marks import LENGTH, OFFSET, SPACE

SADDLES = ["saddle-2up", "saddle-4up", "saddle-4up-fold"]
every_saddle = pytest.mark.parametrize("layout", SADDLES)


# the folded dummy


@every_saddle
@pytest.mark.parametrize("right_to_left", [False, True], ids=["ltr", "rtl"])
@pytest.mark.parametrize("count", [4, 8, 12, 16, 32])
def test_a_folded_dummy_has_its_pages_in_order(layout, right_to_left, count):
    made = imposed(count, layout, right_to_left=right_to_left)
    assert folded(made.content, layout, right_to_left=right_to_left) == list(range(1, count + 1))
    assert made.blanks == ()
    assert made.sheets == -(-count // (4 if layout == "saddle-2up" else 8))
    assert len(made.sides) == 2 * made.sheets


def test_the_first_sheet_is_the_outermost():
    with opened(imposed(12).content) as pdf:
        fronts = [[one.page for one in shown(page)] for page in pdf.pages]
    assert fronts == [[12, 1], [2, 11], [10, 3], [4, 9], [8, 5], [6, 7]]


def test_a_sheet_with_two_folds_has_eight_pages():
    with opened(imposed(8, "saddle-4up-fold").content) as pdf:
        outer, inner = ([one.page for one in shown(page)] for page in pdf.pages)
    assert (outer, inner) == ([5, 4, 8, 1], [3, 6, 2, 7])


@pytest.mark.parametrize(("layout", "heads"), [(SADDLES[1], 0), (SADDLES[2], 2)])
def test_which_pages_are_upside_down(layout, heads):
    """Rows that are cut are all upright; for folding, the upper row is upside down, head to head."""
    with opened(imposed(16, layout).content) as pdf:
        for page in pdf.pages:
            turned = [one for one in shown(page) if one.turned]
            assert len(turned) == heads
            assert all(one.middle[1] > float(page.obj.TrimBox[3]) / 2 for one in turned)


def test_the_reading_direction_is_taken_from_the_file():
    with opened(file_of(8)) as pdf:
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(Direction=pikepdf.Name.R2L)
        content = saved(pdf)
    assert folded(imposed(content).content, "saddle-2up", right_to_left=True)[0] == 1
    explicit = imposed(content, right_to_left=False)
    assert folded(explicit.content, "saddle-2up") == list(range(1, 9))


# blank pages


@pytest.mark.parametrize("count", [1, 2, 3, 5, 6, 7, 9, 10])
@every_saddle
def test_blank_pages_are_before_the_back_cover(layout, count):
    made = imposed(count, layout, say=["imposition-blanks"])
    pages = folded(made.content, layout)
    assert len(pages) % 4 == 0
    assert [page for page in pages if page] == list(range(1, count + 1))
    assert pages[-1] == (count if count > 1 else None)
    blanks = tuple(place for place, page in enumerate(pages, 1) if page is None)
    assert made.blanks == blanks
    assert len(blanks) == -count % 4


def test_blank_pages_can_be_last():
    made = imposed(6, blanks="last", say=["imposition-blanks"])
    assert folded(made.content, "saddle-2up") == [1, 2, 3, 4, 5, 6, None, None]
    assert made.blanks == (7, 8)


def test_blank_pages_are_reported():
    _, (finding,) = impose(file_of(6), options())
    assert "2 blank pages were added to the 6 of the file: page 6, 7" in finding.message
    assert finding.severity == "warning"


# creep


def spine_gap(one, spine):
    """Return the distance by which a page's inner edge has crossed the spine."""
    edges = sorted(x for x, _ in (one.at(0, 0), one.at(WIDTH, HEIGHT)))
    return spine - edges[0] if one.middle[0] > spine else edges[1] - spine


@every_saddle
@pytest.mark.parametrize("caliper", [0.0, 0.1, 0.25])
def test_creep_is_the_caliper_times_the_depth(layout, caliper):
    made = imposed(16, layout, caliper=caliper)
    assert made.creep == pytest.approx([caliper * depth for depth in range(4)])
    measured = {}
    with opened(made.content) as pdf:
        for page in pdf.pages:
            left, _, right, _ = map(float, page.obj.TrimBox)
            for one in shown(page):
                measured[one.page] = spine_gap(one, (left + right) / 2) / MM
    for number, shift in measured.items():
        depth = min(number - 1, 16 - number) // 2
        assert shift == pytest.approx(caliper * depth, abs=1e-4), number


def test_creep_does_not_move_pages_vertically():
    plain, crept = (imposed(16, caliper=caliper) for caliper in (0.0, 0.2))
    for before, after in zip(opened(plain.content).pages, opened(crept.content).pages, strict=True):
        for one, other in zip(shown(before), shown(after), strict=True):
            assert one.matrix[:4] == other.matrix[:4]
            assert one.matrix[5] == other.matrix[5]
            assert one.clip == other.clip


def test_the_result_has_the_position_of_each_page():
    made = imposed(16, "saddle-4up-fold", caliper=0.2)
    with opened(made.content) as pdf:
        for side, page in zip(made.sides, pdf.pages, strict=True):
            positions = {position.page: position for position in side.positions}
            for one in shown(page):
                position = positions[one.page]
                assert position.turned == one.turned
                towards = 1 if one.middle[0] < float(page.obj.MediaBox[2]) / 2 else -1
                middle = (
                    position.trim.left + position.trim.right
                ) / 2 + towards * position.shift * MM
                assert one.middle[0] == pytest.approx(middle, abs=1e-3)
                assert one.middle[1] == pytest.approx(
                    (position.trim.bottom + position.trim.top) / 2
                )


def test_too_much_creep_is_reported():
    count = 4 * (int(MOST_CREEP / 0.3) + 2)
    imposed(count, caliper=0.3, say=["imposition-creep"])
    imposed(count - 4, caliper=0.3)


# boxes


def boxes(page):
    return {
        name: [float(value) for value in page.obj[f"/{name}"]]
        for name in ("MediaBox", "BleedBox", "TrimBox")
    }


def test_without_marks_the_sheet_is_the_pair_and_its_bleed():
    for page in opened(imposed(8).content).pages:
        whole = [0, 0, 2 * WIDTH + 2 * BLEED, HEIGHT + 2 * BLEED]
        trim = [BLEED, BLEED, BLEED + 2 * WIDTH, BLEED + HEIGHT]
        assert boxes(page) == {
            "MediaBox": pytest.approx(whole, abs=0.01),
            "BleedBox": pytest.approx(whole, abs=0.01),
            "TrimBox": pytest.approx(trim, abs=0.01),
        }
        assert "/CropBox" not in page.obj


def test_marks_need_a_larger_sheet():
    room = max(BLEED, OFFSET * MM) + (LENGTH + SPACE) * MM
    made = imposed(8, marks=True)
    for page in opened(made.content).pages:
        found = boxes(page)
        assert found["MediaBox"][2:] == pytest.approx(
            [2 * WIDTH + 2 * room, HEIGHT + 2 * room], abs=0.01
        )
        assert found["TrimBox"][:2] == pytest.approx([room, room], abs=0.01)
        assert found["BleedBox"][:2] == pytest.approx([room - BLEED] * 2, abs=0.01)
    assert made.size == pytest.approx([value / MM for value in found["MediaBox"][2:]], abs=0.01)


@every_saddle
def test_the_block_is_centred_on_a_given_sheet(layout):
    made = imposed(8, layout, sheet=(300, 420), marks=True)
    for page in opened(made.content).pages:
        found = boxes(page)
        upright = layout != "saddle-2up"
        size = (300, 420) if upright else (420, 300)
        assert found["MediaBox"] == pytest.approx([0, 0, size[0] * MM, size[1] * MM], abs=0.01)
        trim, media = found["TrimBox"], found["MediaBox"]
        assert trim[0] + trim[2] == pytest.approx(media[2], abs=0.01)
        assert trim[1] + trim[3] == pytest.approx(media[3], abs=0.01)
    assert made.flip == ("long-edge" if upright else "short-edge")


@every_saddle
def test_an_uneven_bleed_does_not_move_the_block(layout):
    """Pages may bleed on one side only; the back of a page must still be behind it."""
    one_sided = {"MediaBox": pikepdf.Array([0, 0, WIDTH + BLEED, HEIGHT]), "BleedBox": None}
    content = file_of(8, pages=[one_sided, {"BleedBox": None}])
    for page in opened(imposed(content, layout).content).pages:
        found = boxes(page)
        left = found["TrimBox"][0] - found["MediaBox"][0]
        assert left == pytest.approx(found["MediaBox"][2] - found["TrimBox"][2], abs=0.001)


def test_a_gutter_between_rows():
    whole = opened(imposed(8, "saddle-4up").content).pages[0]
    assert boxes(whole)["TrimBox"][3] - BLEED == pytest.approx(2 * HEIGHT + 2 * BLEED, abs=0.01)
    narrow = opened(imposed(8, "saddle-4up", gutter=2).content).pages[0]
    assert boxes(narrow)["TrimBox"][3] - BLEED == pytest.approx(2 * HEIGHT + 2 * MM, abs=0.01)
    for one in shown(narrow):
        upper = one.middle[1] > boxes(narrow)["MediaBox"][3] / 2
        low, high = one.clip[1], one.clip[3]
        assert high - low == pytest.approx(HEIGHT + BLEED + MM, abs=0.01)
        edge = one.at(0, 0)[1]
        assert edge - low == pytest.approx(MM if upper else BLEED, abs=0.01)


@every_saddle
def test_bleed_ends_at_the_fold_only(layout):
    for page in opened(imposed(8, layout).content).pages:
        media = boxes(page)["MediaBox"]
        spine = media[2] / 2
        for one in shown(page):
            left, bottom, right, top = one.clip
            if one.middle[0] < spine:
                assert (left, right) == pytest.approx((0, spine), abs=0.01)
            else:
                assert (left, right) == pytest.approx((spine, media[2]), abs=0.01)
            assert top - bottom == pytest.approx(HEIGHT + 2 * BLEED, abs=0.01)


def test_nothing_is_painted_across_the_spine():
    made = imposed(16, caliper=0.3)
    image = picture(made.content, 6, scale=4)
    spine = image.width // 2
    number = [one.page for one in shown(opened(made.content).pages[6])]
    assert number == [10, 7]
    foot = image.height - 20
    left, right = image.getpixel((spine - 3, foot)), image.getpixel((spine + 3, foot))
    assert left != right
    outer = int(0.9 * MM * 4) + 4  # what the shift takes from the bleed, which is cut off later
    assert image.getpixel((outer, foot)) == left
    assert image.getpixel((image.width - outer, foot)) == right


# what cannot be done


def test_pages_of_another_size_are_refused():
    other = {"TrimBox": pikepdf.Array([0, 0, WIDTH - 10, HEIGHT])}
    made, findings = impose(file_of(8, pages=[{}, {}, other]), options())
    assert made is None
    assert [(one.rule, one.place.page) for one in findings] == [("imposition-size", 3)]
    assert "67.0 x 105.8 mm" in findings[0].message
    assert "70.6 x 105.8 mm" in findings[0].message


def test_pages_of_slightly_different_widths_meet_at_the_spine():
    hair = {"TrimBox": pikepdf.Array([0, 0, WIDTH - 0.6, HEIGHT])}
    made = imposed(file_of(4, pages=[{}, hair]))
    (left,) = [one for one in shown(opened(made.content).pages[1]) if one.page == 2]
    assert left.at(WIDTH - 0.6, 0)[0] == pytest.approx(WIDTH + BLEED, abs=1e-4)


def test_a_sheet_that_is_too_small_is_refused_with_the_missing_space():
    made, (finding,) = impose(file_of(8), options(sheet=(100, 140), marks=True))
    assert made is None
    assert finding.rule == "imposition-sheet"
    room = 2 * (max(BLEED / MM, OFFSET) + LENGTH + SPACE)
    assert f"{2 * WIDTH / MM + room - 140:.1f} mm too narrow" in finding.message
    assert "leave the marks out" in finding.hint


def test_a_sheet_that_just_fits():
    exact = ((2 * WIDTH + 2 * BLEED) / MM, (HEIGHT + 2 * BLEED) / MM)
    assert imposed(8, sheet=exact).size == pytest.approx(exact)


def test_an_unknown_layout():
    with pytest.raises(UsageError, match="no layout saddle-3up"):
        impose(file_of(4), options("saddle-3up"))


# marks


def strokes(page):
    """Return the lines of the marks, and the dash pattern of each."""
    found, dashed, start, painting = [], False, None, False
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name == "gs":
            painting = True
        elif name == "d":
            dashed = bool(len(operands[0]))
        elif name == "m" and painting:
            start = tuple(map(float, operands))
        elif name == "l" and painting:
            end = tuple(map(float, operands))
        elif name == "S":
            found.append((start, end, dashed))
    return found


@every_saddle
def test_marks_are_outside_the_bleed_in_line_with_trim_and_fold(layout):
    made = imposed(8, layout, marks=True)
    for page in opened(made.content).pages:
        trim, bleed, media = (boxes(page)[n] for n in ("TrimBox", "BleedBox", "MediaBox"))
        lines = strokes(page)
        for start, end, _ in lines:
            for x, y in (start, end):
                inside = bleed[0] + 0.001 < x < bleed[2] - 0.001
                assert not (inside and bleed[1] + 0.001 < y < bleed[3] - 0.001)
                assert media[0] <= x <= media[2]
                assert media[1] <= y <= media[3]
        cuts = {round(s[0], 2) for s, e, dashed in lines if s[0] == e[0] and not dashed}
        assert cuts == {round(trim[0], 2), round(trim[2], 2)}
        folds = {round(s[0], 2) for s, e, dashed in lines if s[0] == e[0] and dashed}
        assert folds == {round((trim[0] + trim[2]) / 2, 2)}
        across = [s for s, e, dashed in lines if s[1] == e[1] and dashed]
        assert len(across) == (2 if layout == "saddle-4up-fold" else 0)


def test_rows_have_their_own_trim_marks():
    page = opened(imposed(8, "saddle-4up", marks=True).content).pages[0]
    low = boxes(page)["TrimBox"][1]
    heights = sorted({s[1] for s, e, _ in strokes(page) if s[1] == e[1]})
    step = HEIGHT + 2 * BLEED
    assert heights == pytest.approx([low, low + HEIGHT, low + step, low + step + HEIGHT], abs=0.01)


def test_marks_are_in_black_ink_and_overprint():
    page = opened(imposed(8, marks=True).content).pages[0]
    content = page.obj.Contents.read_bytes()
    marks = content[content.rindex(b"/Marks gs") :]
    assert b"0 0 0 1 K 0 0 0 1 k" in marks
    assert not any(one in marks for one in (b" rg", b" RG", b" cs", b" scn", b" Do"))
    state = page.obj.Resources.ExtGState.Marks
    assert (state.OP, state.op, state.OPM) == (True, True, 1)
    assert "/Font" not in page.obj.Resources


def test_each_side_is_labelled():
    made = imposed(8, marks=True, caliper=0.1)
    labels = opened(made.content).Root.PageLabels.Nums
    assert [str(one.P) for one in list(labels)[1::2]] == ["1 front", "1 back", "2 front", "2 back"]
    contents = [page.obj.Contents.read_bytes() for page in opened(made.content).pages]
    assert len({content[content.rindex(b"/Marks gs") :] for content in contents}) == 4


def test_marks_can_be_left_out():
    page = opened(imposed(8).content).pages[0]
    assert "/ExtGState" not in page.obj.Resources
    assert strokes(page) == []


# the same again


@every_saddle
def test_equal_options_give_equal_bytes(layout):
    content = file_of(8)
    first, second = (imposed(content, layout, caliper=0.1, marks=True) for _ in range(2))
    assert first.content == second.content
    assert first.sides == second.sides


def test_the_source_can_be_a_path(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(file_of(4))
    assert impose(path, options())[0].content == imposed(4).content
