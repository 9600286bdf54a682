"""Covers: the places of back, spine and front, the width, colour and text of the spine."""

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from impositionfiles import BLEED, HEIGHT, MM, WIDTH, file_of, opened, picture, saved, shown
from printissue.imposition import CoverOptions, cover
from printissue.imposition.covers import LARGEST, SIDE, SMALLEST, WIDEST
from printissue.imposition.marks import LENGTH, SPACE


def options(**changes):
    return CoverOptions("cover.pdf", **{"marks": False, "spine": 10.0, **changes})


def covered(content, **changes):
    """Return the cover of a file, or of one with that many pages; there must be no findings except `say`."""
    say = changes.pop("say", ())
    if isinstance(content, int):
        content = file_of(content)
    made, findings = cover(content, options(**changes))
    assert [one.rule for one in findings] == list(say)
    assert made is not None
    return made


def pages_of(made):
    return [[one.page for one in shown(page)] for page in opened(made.content).pages]


def box(page, name):
    return [float(value) for value in page.obj[f"/{name}"]]


# the places of pages


@pytest.mark.parametrize(
    ("count", "changes", "sides"),
    [
        (2, {}, [[2, 1]]),
        (4, {}, [[4, 1], [2, 3]]),
        (12, {}, [[12, 1]]),
        (12, {"inside": True}, [[12, 1], [2, 11]]),
        (2, {"right_to_left": True}, [[1, 2]]),
        (4, {"right_to_left": True}, [[1, 4], [3, 2]]),
    ],
)
def test_the_pages_of_each_side(count, changes, sides):
    made = covered(count, **changes)
    assert pages_of(made) == sides
    assert [[position.page for position in side.positions] for side in made.sides] == sides
    assert [side.front for side in made.sides] == [True, False][: len(sides)]


def test_the_inside_of_the_front_is_behind_the_front():
    """Sheets turn about their vertical axis."""
    outside, inside = (shown(page) for page in opened(covered(4).content).pages)
    places = {one.page: one.middle[0] for one in (*outside, *inside)}
    width = 2 * WIDTH + 10 * MM + 2 * BLEED
    assert places[1] == pytest.approx(width - places[2])
    assert places[4] == pytest.approx(width - places[3])


def test_the_reading_direction_is_taken_from_the_file():
    with opened(file_of(2)) as pdf:
        pdf.Root.ViewerPreferences = Dictionary(Direction=Name.R2L)
        content = saved(pdf)
    assert pages_of(covered(content)) == [[1, 2]]


@pytest.mark.parametrize("count", [1, 3])
def test_too_few_pages(count):
    made, (finding,) = cover(file_of(count), options())
    assert made is None
    assert finding.rule == "cover-pages"
    assert str(count) in finding.message


def test_two_pages_have_no_inside():
    assert cover(file_of(2), options(inside=True))[1][0].rule == "cover-pages"


# the spine


@pytest.mark.parametrize(
    ("count", "changes", "spine", "leaves"),
    [
        (2, {"caliper": 0.1, "leaves": 60}, 6.0, 60),
        (4, {"caliper": 0.125, "leaves": 40}, 5.0, 40),
        (12, {"caliper": 0.5}, 3.0, 6),
        (13, {"caliper": 0.5}, 3.5, 7),
        (12, {"caliper": 0.5, "inside": True}, 2.0, 4),
        (12, {"caliper": 0.5, "leaves": 20}, 10.0, 20),
        (2, {"spine": 7.25, "caliper": 0.1, "leaves": 60}, 7.25, 0),
    ],
)
def test_the_spine_is_the_caliper_times_the_leaves(count, changes, spine, leaves):
    made = covered(count, **{"spine": None, **changes})
    assert made.spine == pytest.approx(spine)
    assert made.leaves == leaves
    trim = box(opened(made.content).pages[0], "TrimBox")
    assert trim[2] - trim[0] == pytest.approx(2 * WIDTH + spine * MM, abs=0.01)
    assert made.size == pytest.approx((2 * WIDTH / MM + spine, HEIGHT / MM))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"spine": None}, "not known"),
        ({"spine": None, "caliper": 0.1}, "not known"),
        ({"spine": None, "leaves": 50}, "not known"),
        ({"spine": 0.0}, "not known"),
        ({"spine": WIDEST + 1}, "81.0 mm"),
    ],
)
def test_a_spine_of_unknown_or_impossible_width(changes, says):
    made, (finding,) = cover(file_of(4), options(**changes))
    assert made is None
    assert finding.rule == "cover-spine"
    assert says in finding.message


# boxes


def test_without_marks_the_sheet_is_the_bleed():
    page = opened(covered(2).content).pages[0]
    width, height = 2 * WIDTH + 10 * MM + 2 * BLEED, HEIGHT + 2 * BLEED
    assert box(page, "MediaBox") == pytest.approx([0, 0, width, height], abs=0.01)
    assert box(page, "BleedBox") == pytest.approx([0, 0, width, height], abs=0.01)
    trim = [BLEED, BLEED, width - BLEED, height - BLEED]
    assert box(page, "TrimBox") == pytest.approx(trim, abs=0.01)


def test_marks_are_outside_the_bleed():
    page = opened(covered(4, marks=True).content).pages[1]
    room = BLEED + (LENGTH + SPACE) * MM
    assert box(page, "TrimBox")[0] == pytest.approx(room, abs=0.01)
    near, far = room + WIDTH, room + WIDTH + 10 * MM
    lines, dashed = [], False
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "d":
            dashed = True
        elif str(operator) == "m":
            start = [float(value) for value in operands]
        elif str(operator) == "l":
            lines.append((start, [float(value) for value in operands], dashed))
    folds = [(start, end) for start, end, is_fold in lines if is_fold]
    assert sorted({start[0] for start, _ in folds}) == pytest.approx([near, far], abs=0.01)
    bleed = box(page, "BleedBox")
    for start, end in folds:
        assert (
            max(start[1], end[1]) <= bleed[1] + 0.001 or min(start[1], end[1]) >= bleed[3] - 0.001
        )


def test_bleed_ends_at_the_spine():
    left, right = shown(opened(covered(2).content).pages[0])
    near, far = BLEED + WIDTH, BLEED + WIDTH + 10 * MM
    whole = HEIGHT + 2 * BLEED
    assert left.clip == pytest.approx((0, 0, near, whole), abs=0.01)
    assert right.clip == pytest.approx((far, 0, far + WIDTH + BLEED, whole), abs=0.01)
    assert left.at(WIDTH, 0)[0] == pytest.approx(near, abs=0.001)
    assert right.at(0, 0)[0] == pytest.approx(far, abs=0.001)


@pytest.mark.parametrize(("edge", "bleeds"), [("left", 0.0), ("right", BLEED)])
def test_bleed_only_at_the_spine_needs_no_space(edge, bleeds):
    """Only the right side of the front is at the edge of the sheet."""
    media = [0, 0, WIDTH, HEIGHT]
    media[0 if edge == "left" else 2] += -BLEED if edge == "left" else BLEED
    front = {"MediaBox": Array(media), "BleedBox": Array(media)}
    back = {"MediaBox": Array([0, 0, WIDTH, HEIGHT]), "BleedBox": None}
    page = opened(covered(file_of(2, pages=[front, back])).content).pages[0]
    assert box(page, "TrimBox")[0] == pytest.approx(bleeds, abs=0.01)
    width = 2 * WIDTH + 10 * MM + 2 * bleeds
    assert box(page, "MediaBox")[2] == pytest.approx(width, abs=0.01)


def test_pages_of_several_sizes_are_refused():
    other = {"TrimBox": Array([0, 0, WIDTH, HEIGHT - 20])}
    made, (finding,) = cover(file_of(2, pages=[{}, other]), options())
    assert made is None
    assert (finding.rule, finding.place.page) == ("imposition-size", 2)
    inner = file_of(12, pages=[{}, {}, {}, other])
    assert pages_of(covered(inner)) == [[12, 1]], "pages that are not on the cover may differ"


# the spine's colour and words


def spine_pixels(image):
    middle = image.width // 2
    return image.crop((middle - 8, 0, middle + 8, image.height))


def test_an_unprinted_spine_is_blank():
    assert spine_pixels(picture(covered(2).content)).getextrema() == ((255, 255),) * 3


def test_the_colour_of_the_spine_extends_into_the_bleed():
    made = covered(2, fill=(0.0, 1.0, 1.0, 0.0))
    content = opened(made.content).pages[0].obj.Contents.read_bytes()
    assert content.startswith(b"q 0 1 1 0 k ")
    strip = spine_pixels(picture(made.content))
    (red, _), (_, green), (_, blue) = strip.getextrema()
    assert red > 200
    assert max(green, blue) < 90


def words(**changes):
    made = covered(2, title="Monthly Update", number="2015, 10", **changes)
    return spine_pixels(picture(made.content, scale=4))


def test_text_reads_from_top_to_bottom():
    strip = words()
    upper, lower = halves(strip)
    assert upper > lower > 0  # the title is the longer of the two


def test_text_can_read_from_bottom_to_top():
    upper, lower = halves(words(upwards=True))
    assert lower > upper > 0


def halves(strip):
    """Return the number of inked pixels in the upper half and in the lower half."""
    dark = strip.convert("L").point(lambda value: 255 * (value < 128))
    half = dark.height // 2
    boxes = ((0, 0, dark.width, half), (0, half, dark.width, dark.height))
    return [dark.crop(box).histogram()[255] for box in boxes]


def test_text_is_centred_on_the_spine():
    image = picture(covered(2, title="HHHH").content, scale=8)
    spine = image.crop(
        (round(8 * (BLEED + WIDTH)) + 4, 0, round(8 * (BLEED + WIDTH + 10 * MM)) - 4, image.height)
    )
    left, _, right, _ = spine.convert("L").point(lambda value: 255 - value).getbbox()
    assert left == pytest.approx(spine.width - right, abs=4)
    assert left > 8 * SIDE * MM


def test_black_text_overprints_and_white_text_knocks_out():
    light = opened(covered(2, title="A", fill=(0, 0, 0.2, 0)).content).pages[0]
    assert b"/Marks gs 0 0 0 1 k" in light.obj.Contents.read_bytes()
    assert light.obj.Resources.ExtGState.Marks.op
    dark = opened(covered(2, title="A", fill=(0, 0, 0, 1)).content).pages[0]
    stream = dark.obj.Contents.read_bytes()
    assert b"\nq 0 0 0 0 k\n" in stream
    assert b"gs" not in stream


def test_text_needs_no_font_and_is_only_on_the_outside():
    outside, inside = opened(covered(4, title="A").content).pages
    assert "/Font" not in outside.obj.Resources
    assert len(inside.obj.Contents.read_bytes()) < 300


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"title": "Monthly Update", "spine": 2 * SIDE + 1}, "no room"),
        ({"title": "Monthly Update " * 40}, "no room"),
        ({"title": "月報"}, "月報"),
    ],
    ids=["narrow", "long", "letters"],
)
def test_text_that_does_not_fit_is_left_out(changes, says):
    made, (finding,) = cover(file_of(2), options(**changes))
    assert finding.rule == "cover-text"
    assert says in finding.message
    assert finding.severity == "warning"
    plain = covered(2, spine=changes.get("spine", 10.0))
    pages = [opened(one.content).pages[0].obj.Contents.read_bytes() for one in (made, plain)]
    assert pages[0] == pages[1], "nothing is set"


@pytest.mark.parametrize("spine", [6.0, 10.0, 40.0])
def test_text_is_as_large_as_the_spine_allows(spine):
    page = opened(covered(2, title="A", spine=spine).content).pages[0]
    parsed = pikepdf.parse_content_stream(page)
    turns = [
        one.operands for one in parsed if str(one.operator) == "cm" and not float(one.operands[0])
    ]
    size = abs(float(turns[0][1]))
    assert SMALLEST <= size <= LARGEST
    assert (size == LARGEST) == (spine > 8)


# the file


def test_equal_options_give_equal_bytes():
    first, second = (covered(4, title="A", marks=True).content for _ in range(2))
    assert first == second


def test_the_sides_have_page_labels():
    labels = opened(covered(4).content).Root.PageLabels.Nums
    assert [str(one.P) for one in list(labels)[1::2]] == ["cover, outside", "cover, inside"]


def test_a_file_that_is_not_a_pdf():
    assert cover(b"", options())[1][0].rule == "pdf-damaged"


def test_damaged_boxes():
    flat = {"MediaBox": Array([0, 0, 0, 0])}
    assert cover(file_of(2, pages=[flat]), options())[1][0].rule == "box-damaged"
