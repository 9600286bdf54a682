"""The resolution after all matrices, for each kind of image, at each limit."""

from typing import Any

import pytest

from planted import INK, TRIM, findings, form, image, objects_of, page_of, rules, shop, subject_of
from printissue.preflight import images


def picture(pixels: int, space: Any = "/DeviceCMYK", **keys: Any) -> dict[str, Any]:
    return {"XObject": {"Im": image(pixels, pixels, space, **keys)}}


def placed(size: float = 72) -> str:
    return f"q {size} 0 0 {size} 60 60 cm /Im Do Q\n"


@pytest.mark.parametrize(
    ("presswork", "pixels", "severity"),
    [
        ("sheetfed", 149, "error"),
        ("sheetfed", 150, "warning"),
        ("sheetfed", 224, "warning"),
        ("sheetfed", 225, None),
        ("web", 149, "error"),
        ("digital", 149, "error"),
        ("magazine", 149, "error"),
        ("newspaper", 99, "error"),
        ("newspaper", 100, "warning"),
        ("newspaper", 149, "warning"),
        ("newspaper", 150, None),
    ],
)
@pytest.mark.parametrize("space", ["/DeviceCMYK", "/DeviceGray"])
def test_the_resolution_of_pictures_is_checked(
    presswork: str, pixels: int, severity: str | None, space: str
) -> None:
    printer = shop(presswork)  # type: ignore[arg-type]
    expected = {"R0031": severity} if severity else {}
    assert rules(placed(), picture(pixels, space), printer) == expected


def test_without_a_printer_the_presswork_decides() -> None:
    assert rules(placed(), picture(149)) == {"R0031": "error"}
    assert rules(placed(), picture(225)) == {}


def test_the_printer_s_own_limits() -> None:
    printer = shop(image_ppi_error=200.0, image_ppi_warn=300.0)
    assert rules(placed(), picture(199), printer) == {"R0031": "error"}
    assert rules(placed(), picture(299), printer) == {"R0031": "warning"}


@pytest.mark.parametrize("kind", ["bits", "stencil"])
@pytest.mark.parametrize(
    ("pixels", "severity"), [(549, "error"), (550, "warning"), (799, "warning"), (800, None)]
)
def test_the_resolution_of_line_art_is_checked(
    kind: str, pixels: int, severity: str | None
) -> None:
    content, keys = image(pixels, pixels, "/DeviceGray", bits=1)
    if kind == "stencil":
        del keys["ColorSpace"]
        keys["ImageMask"] = True
    found = rules(f"0 0 0 1 k {placed()}", {"XObject": {"Im": (content, keys)}})
    assert found == ({"R0032": severity} if severity else {})


def test_the_lower_side_counts() -> None:
    squeezed = "q 72 0 0 200 60 60 cm /Im Do Q"
    (found,) = findings(squeezed, picture(300))
    assert found.message == "an image of 300 x 300 px has 108 ppi in print"
    assert found.place.box is not None


@pytest.mark.parametrize(
    "matrix", ["0 72 -72 0 150 60", "50.9 50.9 -50.9 50.9 150 60", "-72 0 0 72 150 60"]
)
def test_rotated_images(matrix: str) -> None:
    assert rules(f"{matrix} cm /Im Do", picture(140)) == {"R0031": "error"}
    assert rules(f"{matrix} cm /Im Do", picture(230)) == {}


def test_matrices_of_forms_count() -> None:
    inner = form("36 0 0 36 0 0 cm /Im Do", picture(140), Matrix=[2, 0, 0, 2, 60, 60])
    assert rules("/Fm Do", {"XObject": {"Fm": inner}}) == {"R0031": "error"}
    assert rules("0.5 0 0 0.5 0 0 cm /Fm Do", {"XObject": {"Fm": inner}}) == {}


def test_few_pixels_are_exempt() -> None:
    assert rules(placed(), picture(16)) == {}
    assert rules(placed(), picture(17)) == {"R0031": "error"}
    strip = {"XObject": {"Im": image(300, 2)}}
    assert rules(placed(), strip) == {}, "a gradient's strip"
    coarse = {"XObject": {"Im": image(100, 2)}}
    assert rules(placed(), coarse) == {"R0031": "error"}


def test_an_inline_image() -> None:
    pixels = b"\x10" * 20 * 20
    inline = b"q 72 0 0 72 60 60 cm BI /W 20 /H 20 /BPC 8 /CS /G ID " + pixels + b" EI Q"
    assert rules(inline) == {"R0031": "error"}


def test_each_image_is_reported_once() -> None:
    resources = {"XObject": {"Im": image(100, 100), "In": image(90, 90)}}
    found = findings(placed() * 3 + placed().replace("Im", "In"), resources)
    assert [one.message for one in found] == [
        "an image of 100 x 100 px has 100 ppi in print, and 2 more on this page",
        "an image of 90 x 90 px has 90 ppi in print",
    ]


FULL = f"q 217 0 0 317 {TRIM[0] - 8.5} {TRIM[1] - 8.5} cm /Im Do Q\n"


@pytest.mark.parametrize(
    ("presswork", "ppi", "severity"),
    [
        ("magazine", 140, "error"),
        ("magazine", 440, "warning"),
        ("magazine", 460, None),
        ("newspaper", 95, "error"),
        ("newspaper", 110, "warning"),
        ("sheetfed", 110, None),
    ],
)
def test_a_page_that_is_one_image(presswork: str, ppi: int, severity: str | None) -> None:
    resources = {"XObject": {"Im": image(217 * ppi // 72, 317 * ppi // 72, "/DeviceGray")}}
    pdf = page_of(FULL, resources)
    subject = subject_of(pdf, shop(presswork))  # type: ignore[arg-type]
    found = {one.rule: one.severity for one in images.check_page_images(subject)}
    assert found == ({"R0033": severity} if severity else {})


def test_a_page_with_more_than_an_image() -> None:
    pdf = page_of(FULL + INK, picture(100))
    assert list(images.check_page_images(subject_of(pdf, shop("magazine")))) == []


def test_images_without_a_resolution() -> None:
    (obj,) = objects_of("0 0 0 0 60 60 cm /Im Do", picture(30))
    assert obj.image is not None
    assert images.effective_ppi(obj.image) is None


def test_a_resolution_at_the_limit() -> None:
    for pixels, severity in ((149, "error"), (224, "warning")):
        placed_so = "71.9999 0 0 71.9999 60 60 cm /Im Do"
        assert rules(placed_so, {"XObject": {"Im": image(pixels, pixels)}}) == {"R0031": severity}


def test_a_page_that_is_one_image_without_a_printer() -> None:
    resources = {"XObject": {"Im": image(217 * 2, 317 * 2, "/DeviceGray")}}
    found = list(images.check_page_images(subject_of(page_of(FULL, resources))))
    assert [(one.rule, one.severity) for one in found] == [("R0033", "warning")]
    assert "a page that is one image" in found[0].message
