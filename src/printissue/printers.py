"""Printers: what a print shop demands of a file, as a table of named profiles.

A workspace's `printers.yaml` adds rows.
"""

import re
from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

from printissue.kinds import Inline, Key, Text, YesNo, refuse
from printissue.parts import Part

MM = 72 / 25.4
"""PDF points in a millimetre."""

_UNITS = {"mm": 1.0, "in": 25.4}


def _millimetres(value: object) -> float:
    """Read a length such as `3mm`, `3 mm` or `0.125in` as millimetres (0 to 25)."""
    if isinstance(value, float):
        return value
    match = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]{1,4})?) ?(mm|in)|0", str(value))
    length = float(match[1] or 0) * _UNITS[match[2] or "mm"] if match else -1.0
    if not 0 <= length <= 25:
        hint = "for example 3mm or 0.125in"
        raise refuse("wrong-value", f"{value!r} is not a length from 0 to 25 mm", hint)
    return length


def _whole(value: object) -> int:
    """Read a whole number from 1 to 64."""
    if isinstance(value, int):
        return value
    number = int(str(value)) if re.fullmatch(r"[0-9]{1,3}", str(value)) else 0
    if not 1 <= number <= 64:
        raise refuse("wrong-value", f"{value!r} is not a whole number from 1 to 64")
    return number


Length = Annotated[
    float,
    BeforeValidator(_millimetres),
    WithJsonSchema({"type": "string", "pattern": r"^(0|[0-9.]+ ?(mm|in))$"}),
]
Whole = Annotated[
    int, BeforeValidator(_whole), WithJsonSchema({"type": "integer", "minimum": 1, "maximum": 64})
]


class Bleed(Part):
    """How far artwork runs over each edge of the trimmed page, in mm; `inner` is the gutter."""

    top: Length = Field(3.0, description="Over the head.")
    bottom: Length = Field(3.0, description="Over the foot.")
    outer: Length = Field(3.0, description="Over the fore-edge.")
    inner: Length = Field(3.0, description="Over the gutter; some printers want none.")


class Printer(Part):
    """A print shop's demands. Lengths are in mm once read."""

    title: Inline = Field(description="What the profile is for.")
    bleed: Bleed = Field(default_factory=Bleed, description="Per edge.")
    marks: YesNo = Field(False, description="yes: crop marks and a slug line outside the bleed.")
    marks_offset: Length = Field(
        4.0, description="From the trim to the crop marks; never less than the bleed."
    )
    condition: Text = Field("FOGRA39", description="The output condition's registered name.")
    profile: Text = Field(
        "FOGRA39L_coated.icc", description="Its ICC profile: a file in `styles/icc/`."
    )
    registry: Text = Field("http://www.color.org", description="Where the condition is registered.")
    page_multiple: Whole = Field(
        4, description="The page count is a multiple of this; pages are added before the last one."
    )


PRINTERS: dict[Key, Printer] = {
    "offset-eu": Printer(title="European sheetfed offset, coated paper: 3 mm bleed, no marks"),
    "offset-eu-marks": Printer(
        title="European sheetfed offset, coated paper: 3 mm bleed, crop marks and slug", marks=True
    ),
    "offset-eu-uncoated": Printer(
        title="European sheetfed offset, uncoated paper",
        condition="FOGRA47",
        profile="FOGRA47L_uncoated.icc",
    ),
    "offset-us": Printer(
        title="US sheetfed offset, coated no. 1: 0.125 in bleed",
        bleed=Bleed(top=3.175, bottom=3.175, outer=3.175, inner=3.175),
        condition="CGATS TR 006",
        profile="GRACoL_TR006_coated.icc",
    ),
    "print-on-demand": Printer(
        title="Print on demand: 0.125 in bleed, none at the gutter, any even page count",
        bleed=Bleed(top=3.175, bottom=3.175, outer=3.175, inner=0.0),
        page_multiple=2,
    ),
}
"""Built-in rows. Bleed 3 mm is Europe's habit, 0.125 in the US's; see docs/editions.md for the conditions."""
