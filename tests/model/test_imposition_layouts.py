"""The tables of imposition layouts and sheet sizes."""

import pytest

from printissue.model.imposition_layouts import (
    LAYOUTS,
    SHEET_SIZES,
    ProofLayout,
    SaddleStitchLayout,
)


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_name_has_the_number_of_pages_per_side(name):
    layout = LAYOUTS[name]
    if isinstance(layout, ProofLayout):
        many = int(name.removesuffix("-up"))
        assert {columns * rows for columns, rows in layout.grids} == {many}
    else:
        assert 2 * len(layout.rows) == int(name.split("-")[1].removesuffix("up"))


@pytest.mark.parametrize("name", [name for name in LAYOUTS if name.startswith("saddle")])
def test_each_row_is_another_folded_sheet(name):
    layout = LAYOUTS[name]
    assert isinstance(layout, SaddleStitchLayout)
    assert sorted(row.folded for row in layout.rows) == list(range(len(layout.rows)))


def test_every_layout_has_a_description():
    assert all(layout.meaning for layout in LAYOUTS.values())


def test_sheets_are_upright():
    assert all(width < height for width, height in SHEET_SIZES.values())
    assert SHEET_SIZES["SRA3"] == (320.0, 450.0)
