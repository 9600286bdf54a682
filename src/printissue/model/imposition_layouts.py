"""Imposition layouts and sheet sizes, as tables."""

from dataclasses import dataclass

from printissue.model.editions import PAPERS


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of a sheet.

    `folded` is the folded sheet that the row becomes, from 0 at the outside; with `turned`, its pages are upside down.
    """

    folded: int
    turned: bool = False


@dataclass(frozen=True, slots=True)
class SaddleStitchLayout:
    """A layout for saddle stitch, with its rows from top to bottom."""

    rows: tuple[SheetRow, ...]
    meaning: str


@dataclass(frozen=True, slots=True)
class ProofLayout:
    """A layout for proofs. The grid (columns, rows) that makes the pages larger is used."""

    grids: tuple[tuple[int, int], ...]
    meaning: str


LAYOUTS: dict[str, SaddleStitchLayout | ProofLayout] = {
    "saddle-2up": SaddleStitchLayout((SheetRow(0),), "two pages per side; fold, nest, stitch"),
    "saddle-4up": SaddleStitchLayout(
        (SheetRow(0), SheetRow(1)),
        "four pages per side, all upright; cut across, nest, fold, stitch",
    ),
    "saddle-4up-fold": SaddleStitchLayout(
        (SheetRow(1, turned=True), SheetRow(0)),
        "four pages per side, heads together; fold twice, nest, stitch",
    ),
    "2-up": ProofLayout(((2, 1), (1, 2)), "a proof of two pages per sheet"),
    "4-up": ProofLayout(((2, 2),), "a proof of four pages per sheet"),
    "6-up": ProofLayout(((2, 3), (3, 2)), "a proof of six pages per sheet"),
    "8-up": ProofLayout(((2, 4), (4, 2)), "a proof of eight pages per sheet"),
    "9-up": ProofLayout(((3, 3),), "a proof of nine pages per sheet"),
    "16-up": ProofLayout(((4, 4),), "a proof of sixteen pages per sheet"),
}
"""The imposition layouts by name."""

SHEET_SIZES: dict[str, tuple[float, float]] = {
    **PAPERS,
    "A3": (297.0, 420.0),
    "SRA3": (320.0, 450.0),
    "SRA2": (450.0, 640.0),
    "Tabloid": (279.4, 431.8),
}
"""Sheets of paper by name: width and height in mm (ISO 216 and ISO 217; ANSI B for Tabloid)."""
