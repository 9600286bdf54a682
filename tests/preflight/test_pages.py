"""The boxes of pages: each rule with a planted fault and its clean counterpart."""

import io
from dataclasses import replace

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from pdfmaker import BLEED, MEDIA, MM, TRIM, found, planted, press_file, rules
from printissue.model.printers import PRINTERS, Bleed, Printer
from printissue.pdf.boxes import PageBoxes, Rect, page_boxes
from printissue.preflight import pages
from printissue.preflight.trim import gutter_is_left

POD = "print-on-demand"


def put(page: int = 0, **entries: object):
    """Return a change that sets entries of a page; None removes one."""

    def change(pdf: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            target = pdf.pages[page].obj
            if value is None:
                del target[f"/{key}"]
            else:
                target[f"/{key}"] = Array(value) if isinstance(value, list) else value

    return change


CLEAN = [
    None,
    put(BleedBox=MEDIA[2:] + MEDIA[:2]),  # corners the other way round
    put(CropBox=MEDIA),
    put(TrimBox=None, ArtBox=TRIM),
    put(Rotate=0),
    put(Rotate=360),
]
FAULTS = [
    ("box-damaged", put(TrimBox=[0, 0, 420]), "TrimBox"),
    ("box-damaged", put(TrimBox=[0, 0, 0, 595]), "TrimBox"),
    ("box-damaged", put(BleedBox=["a", "b", "c", "d"]), "BleedBox"),
    ("box-outside", put(BleedBox=[-20, -BLEED, 420, 595]), "BleedBox extends 4.06 mm"),
    ("box-outside", put(BleedBox=[5, 0, 420, 595]), "TrimBox extends 1.76 mm"),
    ("box-outside", put(CropBox=[-50, 0, 420, 595]), "CropBox extends"),
    ("box-outside", put(BleedBox=None, TrimBox=[-20, 0, 420, 595]), "beyond the MediaBox"),
    ("trim-missing", put(TrimBox=None), "no TrimBox"),
    ("trim-and-art", put(ArtBox=TRIM), "and an ArtBox"),
    ("page-size", put(MediaBox=[0, 0, 20000, 800]), "7055.6 x 282.2 mm"),
    ("R0002", put(UserUnit=2), "UserUnit of 2"),
    ("R0003", put(CropBox=TRIM), "CropBox is 148.2 x 209.9 mm"),
    ("R0004", put(Rotate=90), "rotated by 90"),
    (
        "bleed-box",
        put(BleedBox=[-BLEED, 0, 420 + BLEED, 595 + BLEED]),
        "0.00 mm of bleed at the bottom",
    ),
    (
        "bleed-box",
        put(BleedBox=None, MediaBox=TRIM),
        "0.00 mm of bleed at the left, top, right and bottom instead of 3 mm",
    ),
    ("marks-unwanted", put(MediaBox=[-40, -40, 460, 640]), "wants no marks"),
]


@pytest.mark.parametrize("change", CLEAN)
def test_a_clean_file_has_no_findings(change) -> None:
    assert found(planted(press_file(), change, "offset-eu"), pages.BOX_CHECKS) == []


@pytest.mark.parametrize(("rule", "change", "words"), FAULTS)
def test_a_fault_is_found_by_its_rule(rule: str, change, words: str) -> None:
    findings = found(planted(press_file(), change, "offset-eu"), pages.BOX_CHECKS)
    matching = [one for one in findings if one.rule == rule]
    assert any(words in one.message for one in matching), findings
    assert all(one.place.page == 1 for one in findings)


def test_boxes_can_be_inherited() -> None:
    above = Dictionary(MediaBox=Array(MEDIA), Rotate=-180, TrimBox=Array(TRIM))
    read = page_boxes(Dictionary(Type=Name.Page, Parent=Dictionary(Parent=above)))
    assert read.media == Rect(*MEDIA)
    assert read.rotate == 180
    assert read.trim is None  # which is not inherited
    assert read.damaged == ()


def test_a_page_without_a_media_box() -> None:
    assert page_boxes(Dictionary(Type=Name.Page)).damaged == ("MediaBox",)


def test_a_parent_that_is_its_own_parent() -> None:
    pdf = pikepdf.new()
    page = pdf.add_blank_page().obj
    del page["/MediaBox"]
    pdf.Root.Pages.Parent = pdf.Root.Pages
    assert page_boxes(page).damaged == ("MediaBox",)


@pytest.mark.parametrize(
    ("rotate", "box"),
    [
        (0, (10, 190, 30, 5)),
        (90, (5, 10, 5, 30)),
        (180, (60, 5, 30, 5)),
        (270, (190, 60, 5, 30)),
    ],
)
def test_places_are_as_seen(rotate: int, box: tuple[float, ...]) -> None:
    """An area of 30 x 5 mm, 10 mm from the left and 5 mm from the bottom of a page of 100 x 200 mm."""
    media = Rect(0, 0, 100 * MM, 200 * MM)
    page = PageBoxes(1, media, None, None, None, None, rotate, None, ())
    piece = Rect(10 * MM, 5 * MM, 40 * MM, 10 * MM)
    assert page.seen(piece) == pytest.approx(box)


def test_a_page_of_another_size_is_named() -> None:
    other = put(2, TrimBox=[0, 0, 300, 595])
    findings = found(planted(press_file(pages=4), other, "web-us"), [pages.check_trim_size])
    assert [(one.rule, one.place.page, one.severity) for one in findings] == [("R0004", 3, "error")]
    assert "105.8 x 209.9 mm" in findings[0].message


@pytest.mark.parametrize(("height", "rules"), [(595.9, []), (596.3, ["R0004"])])
def test_sizes_that_differ_by_a_point_are_equal(height: float, rules: list[str]) -> None:
    """`impose` has the same tolerance."""
    other = put(2, TrimBox=[0, 0, 420, height])
    findings = found(planted(press_file(pages=4), other, "web-us"), [pages.check_trim_size])
    assert [one.rule for one in findings] == rules


@pytest.mark.parametrize(
    ("presswork", "severity"),
    [
        ("magazine", None),
        ("newspaper", None),
        ("sheetfed", "warning"),
        ("web", "error"),
        ("digital", "warning"),
    ],
)
def test_one_trim_size_by_presswork(presswork: str, severity: str | None) -> None:
    printer = PRINTERS["offset-eu"].model_copy(update={"presswork": presswork})
    findings = found(planted(press_file(), put(Rotate=270), printer), [pages.check_trim_size])
    assert [one.severity for one in findings] == ([severity] if severity else [])


def test_no_bleed_is_required_at_the_gutter() -> None:
    """Odd pages have it on the left, or on the right if the file reads from right to left."""
    wide, none = 3.175 * MM, 0
    right_hand = [none, -wide, 420 + wide, 595 + wide]
    left_hand = [-wide, -wide, 420, 595 + wide]

    def broken(first: list[float], second: list[float], language: str = "en"):
        def change(pdf: pikepdf.Pdf) -> None:
            for page, box in zip(pdf.pages, (first, second), strict=True):
                page.obj.MediaBox = page.obj.BleedBox = Array([round(one, 4) for one in box])
            pdf.Root.Lang = pikepdf.String(language)

        return rules(planted(press_file(pages=2), change, POD), [pages.check_bleed_box])

    assert broken(right_hand, left_hand) == set()
    assert broken(left_hand, right_hand) == {"bleed-box"}
    assert broken(left_hand, right_hand, "ar") == set()


def test_the_side_of_the_gutter() -> None:
    def turn(pdf: pikepdf.Pdf) -> None:
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(Direction=Name.R2L)

    assert gutter_is_left(planted(press_file(), None), 1)
    assert not gutter_is_left(planted(press_file(), None), 2)
    assert gutter_is_left(planted(press_file(), turn), 2)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_bleed_is_checked_at_the_edges_as_seen(rotate: int) -> None:
    """The top edge as seen has no bleed, for each rotation of the page."""
    printer = Printer(title="T", bleed=Bleed(top=5.0, bottom=0.0, outer=0.0, inner=0.0))
    head = {0: 3, 90: 0, 180: 1, 270: 2}[rotate]
    media = [0.0, 0.0, 420.0, 595.0]
    media[head] += 15 if head > 1 else -15

    def change(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0].obj
        page.MediaBox = page.BleedBox = Array(media)
        page.Rotate = rotate

    assert rules(planted(press_file(), change, printer), [pages.check_bleed_box]) == set()
    flat = put(MediaBox=TRIM, BleedBox=TRIM, Rotate=rotate)
    findings = found(planted(press_file(), flat, printer), [pages.check_bleed_box])
    assert ["top" in one.message for one in findings] == [True]


def test_marks_need_space() -> None:
    roomy = put(MediaBox=[-40, -40, 460, 635])
    assert rules(planted(press_file(), roomy, "offset-eu-marks"), pages.BOX_CHECKS) == set()
    assert rules(planted(press_file(), None, "offset-eu-marks"), pages.BOX_CHECKS) == {"marks-room"}


def test_print_on_demand_wants_no_marks() -> None:
    roomy = put(MediaBox=[-40, -40, 460, 635])
    findings = found(planted(press_file(), roomy, POD), [pages.check_mark_space])
    assert [(one.rule, one.severity) for one in findings] == [("marks-unwanted", "warning")]


def test_without_a_printer_no_bleed_is_required() -> None:
    assert (
        rules(planted(press_file(), put(BleedBox=None, MediaBox=TRIM)), pages.BOX_CHECKS) == set()
    )


def test_a_user_unit_of_one_is_a_warning() -> None:
    findings = found(planted(press_file(), put(UserUnit=1)), [pages.check_user_unit])
    assert [one.severity for one in findings] == ["warning"]


def test_places_are_on_the_page() -> None:
    """A box beyond the page is cut to it, or moved to its edge; all of a page is a place too."""
    with pikepdf.open(io.BytesIO(press_file())) as pdf:
        bounds = page_boxes(pdf.pages[0].obj)
    width, height = 437.0079 / MM, 612.0079 / MM
    assert bounds.seen(Rect(-90, 100, 0, 120)) == pytest.approx(
        (0, (603.504 - 120) / MM, BLEED / MM, 20 / MM), abs=0.02
    )
    left, top, across, down = bounds.seen(Rect(-90, 900, -80, 920))
    assert (left, top) == (0, 0)
    assert (across, down) == pytest.approx((10 / MM, 20 / MM), abs=0.02)
    for change in (put(TrimBox=None), put(UserUnit=1), put(Rotate=180), put(ArtBox=TRIM)):
        for one in found(planted(press_file(), change), pages.BOX_CHECKS):
            assert one.place.box == pytest.approx((0, 0, width, height), abs=0.02)


@pytest.mark.parametrize(
    ("content", "severity"),
    [
        ("0 0 0 1 k 50 50 100 100 re f", "warning"),
        ("0 0 0 0 k -9 -9 440 620 re f", "warning"),
        ("0.2 0 0 0 k 0 0 420 50 re f", "error"),
        ("0.2 0 0 0 k -9 200 20 20 re f", "error"),
    ],
)
def test_bleed_is_required_where_an_object_is_at_the_trim(content: str, severity: str) -> None:
    change = put(BleedBox=None, MediaBox=TRIM)
    subject = planted(press_file(content), change, "offset-eu")
    (finding,) = found(subject, [pages.check_bleed_box])
    assert (finding.rule, finding.severity) == ("bleed-box", severity)


def test_sizes_in_mm_with_a_user_unit() -> None:
    """A page of half the size with a UserUnit of 2 is as large as the others; messages have the trimmed size."""
    same = put(2, UserUnit=2, **{key: [one / 2 for one in box] for key, box in HALVED.items()})
    assert found(planted(press_file(pages=4), same), [pages.check_trim_size]) == []
    other = put(2, UserUnit=2)
    (finding,) = found(planted(press_file(pages=4), other), [pages.check_trim_size])
    assert "296.3 x 419.8 mm" in finding.message
    short = put(0, UserUnit=2, BleedBox=[-BLEED / 4, -BLEED, 420 + BLEED, 595 + BLEED])
    findings = found(planted(press_file(), short, "offset-eu"), [pages.check_bleed_box])
    assert [one.message for one in findings] == [
        "the BleedBox has 1.50 mm of bleed at the left instead of 3 mm"
    ]


HALVED = {"MediaBox": MEDIA, "TrimBox": TRIM, "BleedBox": MEDIA}


@pytest.mark.parametrize(
    ("binding", "severity"), [("saddle", "error"), ("perfect", "error"), ("none", "warning")]
)
def test_bound_pages_have_one_size(binding: str, severity: str) -> None:
    """`impose` refuses pages that cannot be cut together, and so does the preflight of such a job."""
    shop = PRINTERS["offset-eu"].model_copy(update={"binding": binding})
    asked = planted(press_file(pages=4), put(2, TrimBox=[0, 0, 300, 595]))
    asked = replace(asked, printer=shop)
    (finding,) = found(asked, [pages.check_trim_size])
    assert (finding.rule, finding.severity) == ("R0004", severity)
