"""Pages as they are seen: sizes and boxes in mm, rotated and cropped."""

from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary

from printissue.model.printers import MM
from printissue.pdf.boxes import page_boxes
from printissue.preflight.facts import PageFacts
from printissue.preflight.facts import page_facts as facts_of

SEEN = {
    0: (20.0, 30.0, 100.0, 50.0),
    90: (20.0, 20.0, 50.0, 100.0),
    180: (80.0, 20.0, 100.0, 50.0),
    270: (30.0, 80.0, 50.0, 100.0),
}
"""By rotation, the box that is 20 mm from the left and 20 mm from the bottom of a page of 200 x 100 mm."""


def page(**entries: Any) -> pikepdf.Page:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(200 * MM, 100 * MM))
    for key, value in entries.items():
        pdf.pages[0].obj[f"/{key}"] = value
    pages.append(pdf)
    return pdf.pages[0]


def page_facts(page: pikepdf.Page, number: int) -> PageFacts:
    return facts_of(page_boxes(page.obj, number))


pages: list[pikepdf.Pdf] = []
"""Files that are kept open while their pages are used."""


def rect(left: float, bottom: float, right: float, top: float) -> Array:
    return Array([left * MM, bottom * MM, right * MM, top * MM])


@pytest.mark.parametrize("turn", SEEN)
def test_boxes_are_as_seen(turn: int) -> None:
    facts = page_facts(page(Rotate=turn, TrimBox=rect(20, 20, 120, 70)), 3)
    assert facts.number == 3
    assert facts.size == pytest.approx((100, 200) if turn % 180 else (200, 100))
    assert facts.trim == pytest.approx(SEEN[turn])
    assert facts.bleed is None


def test_boxes_are_relative_to_the_crop_box() -> None:
    facts = page_facts(page(CropBox=rect(10, 5, 300, 95), TrimBox=rect(20, 20, 120, 70)), 1)
    assert facts.size == pytest.approx((190, 90))
    assert facts.trim == pytest.approx((10, 25, 100, 50))


def test_corners_in_any_order() -> None:
    assert page_facts(page(BleedBox=rect(120, 70, 20, 20)), 1).bleed == pytest.approx(SEEN[0])


@pytest.mark.parametrize("broken", [Array([0, 0, 10]), Array(["a", 0, 1, 1]), 7, rect(5, 5, 5, 9)])
def test_damaged_boxes_are_none(broken: Any) -> None:
    facts = page_facts(page(TrimBox=broken, CropBox=broken), 1)
    assert facts.trim is None
    assert facts.size == pytest.approx((200, 100))


def test_boxes_are_inherited() -> None:
    one = page()
    del one.obj["/MediaBox"]
    parent = Dictionary(MediaBox=rect(0, 0, 50, 60), Rotate=-90)
    one.obj.Parent = parent
    assert page_facts(one, 1).size == pytest.approx((60, 50))


def test_a_circular_page_tree() -> None:
    one = page()
    del one.obj["/MediaBox"]
    one.obj.Parent = one.obj
    assert page_facts(one, 1).size == pytest.approx((215.9, 279.4), abs=0.01)
    one.obj.Parent = Dictionary()  # a circle cannot be freed


@pytest.mark.parametrize(("turn", "size"), [(450, (100, 200)), (45, (200, 100)), (-90, (100, 200))])
def test_unusual_rotations(turn: int, size: tuple[float, float]) -> None:
    assert page_facts(page(Rotate=turn), 1).size == pytest.approx(size)


def test_a_user_unit_scales_everything() -> None:
    facts = page_facts(page(UserUnit=2, TrimBox=rect(20, 20, 120, 70)), 1)
    assert facts.size == pytest.approx((400, 200))
    assert facts.trim == pytest.approx((40, 60, 200, 100))
    assert page_facts(page(UserUnit=pikepdf.Name.Large), 1).size == pytest.approx((200, 100))
