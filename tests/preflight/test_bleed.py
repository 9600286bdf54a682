"""Artwork at the trim extends to the edge of the bleed: each fault with its clean counterpart."""

import pikepdf
import pytest

from planted import (
    BLEED,
    INK,
    MEDIA,
    TRIM,
    add_page,
    findings,
    form,
    image,
    page_of,
    reopened,
    rules,
    shop,
    subject_of,
)
from printissue.model.printers import MM, Bleed, Printer
from printissue.preflight import trim
from printissue.preflight.trim import extent_at, gutter, missing_strip

LEFT, BOTTOM, RIGHT, TOP = TRIM
SHORT = {"bleed-short": "error"}
TINT = "0 0.2 0.2 0 k "


def area(left: float, bottom: float, right: float, top: float) -> str:
    return f"{left} {bottom} {right - left} {top - bottom} re f "


SIDES = {
    "left": ((LEFT, 100, 90, 200), (BLEED[0], 100, 90, 200), (LEFT + 9, 100, 90, 200)),
    "right": ((150, 100, RIGHT, 200), (150, 100, BLEED[2], 200), (150, 100, RIGHT - 9, 200)),
    "top": ((50, 250, 150, TOP), (50, 250, 150, BLEED[3]), (50, 250, 150, TOP - 9)),
    "bottom": ((50, BOTTOM, 150, 90), (50, BLEED[1], 150, 90), (50, BOTTOM + 9, 150, 90)),
}


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("printer", [None, shop(), shop("digital")], ids=["none", "sheet", "dig"])
def test_missing_bleed_is_found_at_each_side(side: str, printer: Printer | None) -> None:
    at_trim, bled, away = SIDES[side]
    (found,) = findings(TINT + area(*at_trim), printer=printer)
    assert (found.rule, found.severity, found.place.page) == ("bleed-short", "error", 1)
    assert f"at the {side} edge has 0.0 mm of bleed instead of 3 mm" in found.message
    assert rules(TINT + area(*bled), printer=printer) == {}
    assert rules(TINT + area(*away), printer=printer) == {}


def test_the_place_is_the_missing_strip() -> None:
    (found,) = findings(TINT + area(LEFT - 1 * MM, 100, 90, 200))
    assert "has 1.0 mm of bleed" in found.message
    left, top, width, height = found.place.box or (0, 0, 0, 0)
    assert left == pytest.approx(BLEED[0] / MM, abs=0.03)
    assert width == pytest.approx(2, abs=0.03)
    assert top == pytest.approx((MEDIA[3] - 200) / MM, abs=0.03)
    assert height == pytest.approx(100 / MM, abs=0.03)


def test_an_object_close_to_the_trim_counts_as_at_it() -> None:
    assert rules(TINT + area(LEFT + 0.15 * MM, 100, 90, 290)) == SHORT
    assert rules(TINT + area(LEFT + 0.5 * MM, 100, 90, 290)) == {}


def test_kinds_of_artwork() -> None:
    picture = {"XObject": {"Im": image(400, 400, "/DeviceGray")}}
    x = f"q 72 0 0 100 {LEFT} 100 cm /Im Do Q"
    assert rules(x, picture) == SHORT
    assert rules(x.replace(str(LEFT), str(BLEED[0])), picture) == {}
    line = f"0 0.5 0 0 K 3 w {LEFT} 100 m 90 100 l S"
    assert rules(line) == SHORT
    assert rules(line.replace(str(LEFT), "5")) == {}


def test_a_clip_cuts_the_bleed_off() -> None:
    whole = area(*BLEED)
    clip = f"{LEFT} {BOTTOM} {RIGHT - LEFT} {TOP - BOTTOM} re W n "
    found = findings(TINT + clip + whole)
    assert len(found) == 4
    assert {one.rule for one in found} == {"bleed-short"}
    assert rules(TINT + whole) == {}


@pytest.mark.parametrize(
    "content",
    [
        "0 0 0 0 k " + area(*TRIM),
        "0 0.2 0 0 k 20 150 m 20 161 29 170 40 170 c 51 170 60 161 60 150 c "
        "60 139 51 130 40 130 c 29 130 20 139 20 150 c f",
        f"/G gs 0 0 0 1 K 1 w 5 {TOP} m 10 {TOP} l S {LEFT} 330 m {LEFT} 335 l S",
        TINT + area(BLEED[0], 100, LEFT, 200),
    ],
    ids=["white", "circle", "crop marks", "outside"],
)
def test_objects_that_need_no_bleed(content: str) -> None:
    assert rules(content) == {}


def test_adjoining_slices_of_artwork() -> None:
    inside, beyond = area(LEFT, 100, 90, 200), area(BLEED[0], 100, LEFT, 200)
    assert rules(TINT + inside + beyond) == {}
    half = area(BLEED[0], 100, LEFT, 150)
    assert rules(TINT + inside + half) == SHORT


def test_an_image_over_a_tint_needs_bleed_too() -> None:
    ground = "0 0 0.1 0 k " + area(*BLEED)
    assert rules(ground + TINT + area(LEFT, 100, 90, 200)) == SHORT
    assert rules(TINT + area(LEFT, 100, 90, 200) + ground) == {}, "it is covered"
    assert rules(ground + TINT + area(LEFT, 100, 90, 110)) == {}, "it is a small thing"


def test_a_bleed_filled_by_another_colour() -> None:
    ground = "0 0 0.1 0 k " + area(*BLEED)
    half = TINT + area(LEFT - 1.4 * MM, 100, 90, 200)
    (found,) = findings(ground + half)
    assert (found.rule, found.severity) == ("bleed-short", "warning")
    assert "has 1.4 mm of bleed instead of 3 mm" in found.message
    assert rules(ground + TINT + area(LEFT - 2.7 * MM, 100, 90, 200)) == {}, "the knife is truer"
    assert rules(half + ground) == {}, "it is covered"
    assert rules(TINT + area(*BLEED) + half) == {}, "its own colour fills it"
    assert rules(ground + TINT + area(LEFT - 4, 100, 90, 120)) == {}, "it is a small thing"
    assert rules(half) == SHORT
    black, entries = image(400, 400, "/DeviceGray")
    opaque = bytes(255 for _ in black), entries
    shadow = {"XObject": {"Im": image(400, 400, "/DeviceGray", SMask=opaque)}}
    placed = f"q 72 0 0 100 {LEFT - 4} 100 cm /Im Do Q"
    assert rules(ground + placed, shadow) == {}, "it fades away"
    assert rules(ground + placed, {"XObject": {"Im": image(400, 400, "/DeviceGray")}}) == {
        "bleed-short": "warning"
    }


def test_the_required_bleed() -> None:
    content = TINT + area(BLEED[0], 100, 90, 200)
    wide = Bleed(top=5.0, bottom=5.0, outer=5.0, inner=5.0)
    assert rules(content) == {}
    assert rules(content, printer=shop(bleed=wide)) == SHORT
    five = [TRIM[0] - 14.2, TRIM[1] - 14.2, TRIM[2] + 14.2, TRIM[3] + 14.2]
    assert rules(content, BleedBox=five) == SHORT
    assert rules(content, BleedBox=None) == {}, "3 mm are usual"
    assert rules(TINT + area(LEFT - 5, 100, 90, 200), BleedBox=[*TRIM]) == SHORT


def test_a_side_without_bleed_among_others_is_a_gutter() -> None:
    content = TINT + area(*SIDES["left"][0])
    assert rules(content, BleedBox=[TRIM[0], *BLEED[1:]]) == {}


def test_without_a_trim_nothing_is_checked() -> None:
    content = TINT + area(*MEDIA)
    assert rules(content, TrimBox=None, BleedBox=None) == {}
    assert rules(content, TrimBox=None, BleedBox=None, printer=shop()) == SHORT


def two_pages(content: str) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    for _ in range(2):
        add_page(pdf, INK + content)
    return reopened(pdf)


def pages(content: str, *, backwards: bool = False) -> list[int | None]:
    """Return the pages with too little bleed for a printer that needs none at the gutter."""
    pdf = two_pages(content)
    if backwards:
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(Direction=pikepdf.Name.R2L)
    printer = shop(bleed=Bleed(top=3.0, bottom=3.0, outer=3.0, inner=0.0))
    return [one.place.page for one in trim.check_bleed(subject_of(pdf, printer))]


def test_the_gutter_is_left_on_odd_pages() -> None:
    left, right = (TINT + area(*SIDES[side][0]) for side in ("left", "right"))
    assert pages(left) == [2]
    assert pages(right) == [1]
    assert pages(left, backwards=True) == [1]
    assert pages(TINT + area(*SIDES["top"][0])) == [1, 2]


def test_the_gutter_is_at_the_inner_side() -> None:
    subject = subject_of(page_of(""))
    assert [gutter(subject, page) for page in (1, 2, 3)] == ["left", "right", "left"]


def test_extents_and_missing_strips() -> None:
    trim = (10.0, 20.0, 100.0, 200.0)
    box = (8.0, 30.0, 50.0, 40.0)
    assert extent_at(box, trim, "left").outer == 2
    assert extent_at(box, trim, "right").outer == -52
    assert extent_at(box, trim, "top").outer == -10
    assert extent_at(box, trim, "bottom").inner == -190
    at = extent_at(box, trim, "left")
    assert missing_strip(trim, "left", at=at, bleed=3) == (7, 30, 1, 40)


def test_a_rotated_page_names_sides_as_seen() -> None:
    (found,) = findings(TINT + area(*SIDES["left"][0]), Rotate=90)
    assert "at the top edge" in found.message


# pictures of which nothing prints at the trim


def pixels(*rows: str) -> bytes:
    """Return CMYK pixels: `.` is white, `#` black."""
    return b"".join(bytes(3) + (b"\xff" if one == "#" else b"\0") for row in rows for one in row)


def pictured(*rows: str, mask: tuple[str, ...] = (), **keys: object) -> dict[str, object]:
    entries = {"Width": len(rows[0]), "Height": len(rows), "ColorSpace": "/DeviceCMYK"}
    basic = {"Type": "/XObject", "Subtype": "/Image", "BitsPerComponent": 8}
    if mask:
        alpha = bytes(255 if one == "#" else 0 for row in mask for one in row)
        gray = {"Width": len(mask[0]), "Height": len(mask), "ColorSpace": "/DeviceGray"}
        keys["SMask"] = (alpha, {**basic, **gray})
    return {"XObject": {"Im": (pixels(*rows), {**basic, **entries, **keys})}}


AT_LEFT = f"q 72 0 0 100 {TRIM[0]} 100 cm /Im Do Q"


@pytest.mark.parametrize(
    ("picture", "wrong"),
    [
        (pictured("####", "####"), True),
        (pictured("....", "...."), False),
        (pictured("..##", "..##"), False),
        (pictured("..##", "#.##"), True),
        (pictured("####", "####", mask=("..##", "..##")), False),
        (pictured("####", "####", mask=("#.##", "..##")), True),
        (pictured("####", "####", mask=("........",)), False),
        (pictured("..##", "..##", Decode=[1, 0] * 4), True),
        (pictured("####", "####", Mask=[0, 0, 0, 0, 0, 0, 255, 255]), False),
    ],
    ids=["black", "white", "rim", "spot", "masked", "half", "clear", "inverted", "keyed"],
)
def test_an_image_needs_bleed_only_where_it_prints(picture: dict[str, object], wrong: bool) -> None:
    assert ("bleed-short" in rules(AT_LEFT, picture)) is wrong


def test_a_rotated_image_is_checked_at_its_place() -> None:
    turned = f"q 0 72 -100 0 {TRIM[0] + 100} 100 cm /Im Do Q"
    broken = [rules(turned, pictured(*rows)) for rows in (("##", ".."), ("..", "##"))]
    assert ["bleed-short" in one for one in broken].count(True) == 1


def test_artwork_behind_a_soft_mask_is_only_a_warning() -> None:
    group = {"S": "/Transparency", "CS": "/DeviceGray"}
    mask = form("1 g 0 0 400 400 re f", Group=group)
    resources = {
        **pictured("####", "####"),
        "ExtGState": {"S": {"SMask": {"S": "/Luminosity", "G": mask}}},
    }
    assert rules(f"/S gs {AT_LEFT}", resources)["bleed-short"] == "warning"
