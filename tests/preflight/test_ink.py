"""Pages without ink, objects with too much of it, and content that cannot be interpreted."""

import pytest

from planted import image, page_of, rules, shop, subject_of
from printissue.preflight import features, ink
from printissue.preflight.families import CONTENT_CHECKS
from printissue.preflight.gwg import most_ink
from printissue.preflight.subject import Subject


def asked(content: str, presswork: str = "sheetfed", **keys: object) -> dict[str, str]:
    subject: Subject = subject_of(page_of(content, **keys), shop(presswork))  # type: ignore[arg-type]
    return {one.rule: one.severity for one in ink.check_empty_pages(subject)}


@pytest.mark.parametrize(
    ("presswork", "severity"),
    [("magazine", "error"), ("newspaper", "error"), ("sheetfed", "warning"), ("web", "error")],
)
def test_a_blank_page(presswork: str, severity: str) -> None:
    assert asked("", presswork) == {"R0005": severity}
    assert asked("0 0 0 0.1 k 60 60 20 20 re f", presswork) == {}


def test_digital_presswork_prints_blank_pages() -> None:
    assert asked("", "digital") == {}


@pytest.mark.parametrize(
    "content",
    [
        "0 0 0 0 k 0 0 400 400 re f",
        "1 g 60 60 20 20 re f",
        "0 0 0 1 k BT /F1 9 Tf 3 Tr 60 60 Td (Word) Tj ET",
        "0 0 0 1 k 2 2 5 5 re f",
        "0 0 0 1 k 900 900 5 5 re f",
        "0 0 0 1 k /T gs 60 60 20 20 re f",
    ],
    ids=["white", "white grey", "invisible", "slug", "beyond", "transparent"],
)
def test_pages_with_only_invisible_objects(content: str) -> None:
    states = {"ExtGState": {"T": {"ca": 0}}}
    assert asked(content, resources=states) == {"R0005": "warning"}


@pytest.mark.parametrize(
    ("presswork", "limit", "colour"),
    [
        ("sheetfed", 320.0, "0.9 0.8 0.8 0.8 k"),
        ("web", 305.0, "0.9 0.8 0.7 0.75 k"),
        ("newspaper", 240.0, "0.9 0.5 0.5 0.6 k"),
    ],
)
def test_heavy_shapes(presswork: str, limit: float, colour: str) -> None:
    shape = f"{colour} 60 60 20 20 re f"
    light = shop(presswork, ink_limit=limit)  # type: ignore[arg-type]
    heavy = shop(presswork, ink_limit=limit + 30)  # type: ignore[arg-type]
    assert rules(shape, printer=light) == {"ink-object": "warning"}
    assert rules(shape, printer=heavy) == {}


def test_without_a_printer_the_presswork_limits() -> None:
    assert rules("1 1 1 0.3 k 60 60 20 20 re f") == {"ink-object": "warning"}
    assert rules("1 1 1 0.2 k 60 60 20 20 re f") == {}


def test_the_most_ink_of_a_gradient() -> None:
    function = {"FunctionType": 2, "Domain": [0, 1], "C0": [0] * 4, "C1": [1] * 4, "N": 1}
    shading = {"ShadingType": 2, "ColorSpace": "/DeviceCMYK", "Coords": [0, 0, 9, 0]}
    resources = {"Shading": {"Sh": shading | {"Function": function}}}
    assert rules("60 60 9 9 re W n /Sh sh", resources) == {"ink-object": "warning"}
    light = {"Shading": {"Sh": shading | {"Function": function | {"C1": [0, 1, 1, 0]}}}}
    assert rules("60 60 9 9 re W n /Sh sh", light) == {}


def test_content_faults() -> None:
    subject = subject_of(page_of("foo 3 3 9 9 re f /X Do"))
    found = list(features.check_content(subject))
    assert {one.rule for one in found} == {"content-fault"}
    assert "'foo' is not a PDF operator" in found[0].message
    assert list(features.check_content(subject_of(page_of("3 3 9 9 re f")))) == []


def test_the_checks_are_in_the_order_of_the_report() -> None:
    assert len(set(CONTENT_CHECKS)) == len(CONTENT_CHECKS)
    assert features.check_content in CONTENT_CHECKS
    assert ink.check_empty_pages in CONTENT_CHECKS


@pytest.mark.parametrize(("sample", "blank"), [(0, True), (1, False)])
def test_a_page_with_only_a_white_image(sample: int, blank: bool) -> None:
    data, entries = image(9, 9)
    resources = {"XObject": {"Im": (data[:-1] + bytes([sample]), entries)}}
    found = asked("72 0 0 72 60 60 cm /Im Do", resources=resources)
    assert found == ({"R0005": "warning"} if blank else {})


def test_an_unreadable_image_counts_as_ink() -> None:
    broken = (b"no picture", image(9, 9)[1] | {"Filter": "/JPXDecode"})
    assert asked("72 0 0 72 60 60 cm /Im Do", resources={"XObject": {"Im": broken}}) == {}


def test_a_blank_page_has_a_place() -> None:
    subject = subject_of(page_of(""), shop())
    (found,) = ink.check_empty_pages(subject)
    assert found.place.box == pytest.approx((7.06, 7.06, 70.56, 105.83), abs=0.02)


@pytest.mark.parametrize(
    ("presswork", "limit"),
    [("magazine", 305), ("newspaper", 245), ("sheetfed", 320), ("web", 305)],
)
def test_the_limits_are_those_of_gwg_2022(presswork: str, limit: float) -> None:
    pdf, printer = page_of(""), shop(presswork)  # type: ignore[arg-type]  # a name of the table
    subject = subject_of(pdf)
    asked_of = type("Asked", (Subject,), {"presswork": presswork})
    assert printer.presswork == presswork
    assert most_ink(asked_of(pdf, subject.path, "x")) == limit
