"""Proofs: pages in reading order, complete and as large as the sheet allows."""

import pikepdf
import pytest
from pikepdf import Array

from impositionfiles import HEIGHT, MM, WIDTH, file_of, imposed, opened, options, picture, shown
from printissue.imposition import impose
from printissue.imposition.proofs import GUTTER, MARGIN
from printissue.model.imposition_layouts import LAYOUTS, ProofLayout

PROOFS = [name for name, layout in LAYOUTS.items() if isinstance(layout, ProofLayout)]
every_proof = pytest.mark.parametrize("layout", PROOFS)


def reading(page):
    """Return a sheet's pages row by row from the top, each from the left."""
    rows = {}
    for one in shown(page):
        rows.setdefault(round(one.middle[1]), []).append((one.middle[0], one.page))
    return [[page for _, page in sorted(rows[y])] for y in sorted(rows, reverse=True)]


@every_proof
@pytest.mark.parametrize("count", [1, 5, 16, 20])
def test_pages_are_in_reading_order(layout, count):
    made = imposed(count, layout)
    pages = [reading(page) for page in opened(made.content).pages]
    assert [one for sheet in pages for row in sheet for one in row] == list(range(1, count + 1))
    many = int(layout.removesuffix("-up"))
    assert made.sheets == len(pages) == -(-count // many)
    assert made.flip is None
    assert made.blanks == made.creep == ()


@every_proof
def test_from_right_to_left(layout):
    made = imposed(16, layout, right_to_left=True)
    rows = [row[::-1] for page in opened(made.content).pages for row in reading(page)]
    assert [one for row in rows for one in row] == list(range(1, 17))


@every_proof
def test_pages_keep_their_gap_and_the_margin(layout):
    made = imposed(16, layout, sheet=(300, 420))
    for page in opened(made.content).pages:
        right, top = (float(value) for value in list(page.obj.MediaBox)[2:])
        clips = [one.clip for one in shown(page)]
        for x0, y0, x1, y1 in clips:
            assert min(x0, y0) >= MARGIN * MM - 0.001
            assert x1 <= right - MARGIN * MM + 0.001
            assert y1 <= top - MARGIN * MM + 0.001
        for at, one in enumerate(clips):
            for other in clips[:at]:
                apart = max(
                    one[0] - other[2], other[0] - one[2], one[1] - other[3], other[1] - one[3]
                )
                assert apart >= GUTTER * MM - 0.001


def test_the_grid_with_the_larger_pages_is_chosen():
    upright = shown(opened(imposed(2, "2-up").content).pages[0])
    assert upright[0].middle[1] == upright[1].middle[1]
    wide = {"TrimBox": Array([0, 0, 190, 90])}
    made = imposed(file_of(2, pages=[wide, wide]), "2-up", sheet=(80, 110))
    lying = shown(opened(made.content).pages[0])
    assert lying[0].matrix[4] == lying[1].matrix[4]


def test_pages_are_never_enlarged():
    for one in shown(opened(imposed(2, "2-up", sheet=(600, 900)).content).pages[0]):
        assert one.matrix[:4] == (1, 0, 0, 1)


def test_pages_are_cut_to_their_trim():
    for one in shown(opened(imposed(4, "4-up").content).pages[0]):
        low, high = one.at(0, 0), one.at(WIDTH, HEIGHT)
        assert one.clip == pytest.approx((*low, *high), abs=0.001)


def test_the_size_of_the_sheet():
    small = imposed(4, "4-up")
    assert sorted(small.size) == pytest.approx([210, 297])
    sides = {"TrimBox": Array([0, 0, 500, 750]), "MediaBox": Array([0, 0, 500, 750])}
    large = imposed(file_of(4, pages=[{**sides, "BleedBox": None}] * 4), "4-up")
    assert sorted(large.size) == pytest.approx([500 / MM, 750 / MM])
    for page in opened(large.content).pages:
        assert page.obj.MediaBox == page.obj.TrimBox == page.obj.BleedBox


def test_pages_can_have_several_sizes():
    other = {"TrimBox": Array([0, 0, 100, 250])}
    made = imposed(file_of(4, pages=[{}, other]), "4-up")
    first, second = shown(opened(made.content).pages[0])[:2]
    assert second.clip[2] - second.clip[0] < first.clip[2] - first.clip[0]
    assert (second.clip[1] + second.clip[3]) == pytest.approx(first.clip[1] + first.clip[3])


def test_a_given_gutter():
    left, right = shown(opened(imposed(2, "2-up", gutter=20, sheet=(150, 200)).content).pages[0])
    assert right.clip[0] - left.clip[2] >= 20 * MM - 0.001


def test_a_sheet_that_is_too_small():
    made, (finding,) = impose(file_of(16), options("16-up", sheet=(50, 60)))
    assert made is None
    assert finding.rule == "imposition-sheet"


def test_pages_have_frames():
    page = opened(imposed(3, "4-up", marks=True).content).pages[0]
    marks = page.obj.Contents.read_bytes().split(b"/Marks gs")[1]
    frames = [one for one in pikepdf.parse_content_stream(page) if str(one.operator) == "S"]
    assert len(frames) == 3
    assert b"0 0 0 1 K" in marks
    assert "/PageLabels" not in opened(imposed(3, "4-up").content).Root


def test_the_result_has_the_scale_and_position_of_each_page():
    made = imposed(4, "4-up", sheet=(100, 140))
    for one, position in zip(
        shown(opened(made.content).pages[0]), made.sides[0].positions, strict=True
    ):
        assert position.page == one.page
        assert position.scale == pytest.approx(one.matrix[0], abs=1e-5)
        assert (position.trim.left, position.trim.bottom) == pytest.approx(one.clip[:2], abs=1e-4)
        assert position.scale < 1


def test_a_proof_shows_its_pages():
    image = picture(imposed(4, "4-up", sheet=(150, 220)).content, 0)
    assert len(image.convert("L").getcolors(1 << 16)) > 5
