"""Printers: what a print shop demands of a file, as a table of named profiles.

A workspace's `printers.yaml` adds rows.
"""

import re
from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from printissue.model.parts import Part
from printissue.model.text_types import (
    Inline,
    Key,
    Text,
    YesNo,
    decimal_pattern,
    digits_pattern,
    model_error,
    schema_of,
    whole_pattern,
)

MM = 72 / 25.4
"""PDF points in a millimetre."""

_UNITS = {"mm": 1.0, "in": 25.4}


def _millimetres(value: object) -> float:
    """Read a length such as `3mm`, `3 mm` or `0.125in` as millimetres (0 to 25)."""
    if isinstance(value, float):
        return value
    match = re.fullmatch(r"([0-9]{1,9}(?:\.[0-9]{1,4})?) ?(mm|in)|0(?:\.0+)?", str(value))
    length = float(match[1] or 0) * _UNITS[match[2] or "mm"] if match else -1.0
    if not 0 <= length <= 25:
        hint = "for example 3mm or 0.125in"
        raise model_error("wrong-value", f"{value!r} is not a length from 0 to 25 mm", hint)
    return length


def _whole(least: int, most: int) -> Callable[[object], int]:
    """Return the reader of a whole number between two bounds."""

    def read(value: object) -> int:
        if isinstance(value, int):
            return value
        number = int(str(value)) if re.fullmatch(r"[0-9]{1,9}", str(value)) else -1
        if not least <= number <= most:
            message = f"{value!r} is not a whole number from {least} to {most}"
            raise model_error("wrong-value", message)
        return number

    return read


def read_number(least: float, most: float, unit: str = "") -> Callable[[object], float]:
    """Return the reader of a number between two bounds; the unit may be written after it."""

    def read(value: object) -> float:
        if isinstance(value, float):
            return value
        match = re.fullmatch(rf"([0-9]{{1,9}}(?:\.[0-9]{{1,9}})?)(?: ?{unit})?", str(value))
        number = float(match[1]) if match else -1.0
        if not least <= number <= most:
            said = f"a number{f' of {unit}' if unit else ''} from {least:g} to {most:g}"
            raise model_error("wrong-value", f"{value!r} is not {said}")
        return number

    return read


def whole_number(least: int, most: int) -> WithJsonSchema:
    """Return the JSON Schema of a whole number between two bounds."""
    return schema_of(
        type=["integer", "string"],
        minimum=least,
        maximum=most,
        pattern=f"^{whole_pattern(least, most)}$",
        expected=f"a whole number from {least} to {most}",
    )


def decimal_number(least: int, most: int, unit: str = "") -> WithJsonSchema:
    """Return the JSON Schema of a number between two bounds, with its unit or without."""
    behind = f"(?: ?{unit})?" if unit else ""
    return schema_of(
        type=["number", "string"],
        minimum=least,
        maximum=most,
        pattern=f"^{decimal_pattern(least, most, '{1,9}')}{behind}$",
        expected=f"a number from {least} to {most}",
    )


_INCHES = "|".join(digits_pattern("0" * n, "9842"[:n]) for n in (1, 2, 3, 4))  # 25 mm are 0.9842 in
Length = Annotated[
    float,
    BeforeValidator(_millimetres),
    schema_of(
        type=["string", "integer"],
        minimum=0,
        maximum=0,
        pattern=rf"^(?:0(?:\.0+)?|{decimal_pattern(0, 25, '{1,4}')} ?mm|0+(?:\.(?:{_INCHES}))? ?in)$",
        expected="a length from 0 to 25 mm, for example 3mm or 0.125in",
    ),
]
Whole = Annotated[int, BeforeValidator(_whole(1, 64)), whole_number(1, 64)]
Percent = Annotated[
    float, BeforeValidator(read_number(100, 400, "%")), decimal_number(100, 400, "%")
]
Resolution = Annotated[
    float, BeforeValidator(read_number(36, 4800, "ppi")), decimal_number(36, 4800, "ppi")
]
PageCount = Annotated[int, BeforeValidator(_whole(1, 9999)), whole_number(1, 9999)]

Presswork = Literal["sheetfed", "web", "newspaper", "magazine", "digital"]
"""Kinds of presswork: the columns of GWG 2022, of which newspaper and magazine are advertisements."""


SMALLEST_TYPE: dict[Presswork, float] = {
    "sheetfed": 8.0,
    "web": 9.0,
    "newspaper": 10.0,
    "magazine": 9.0,
    "digital": 5.0,
}
"""The least size of type, in pt, whose several inks a press keeps in register (GWG 2022 R0017)."""
THINNEST_LINE = 0.25
"""The least width of such a line, in pt (GWG 2022 R0019)."""


class Bleed(Part):
    """How far artwork runs over each edge of the trimmed page, in mm; `inner` is the gutter."""

    top: Length = Field(3.0, description="Over the head.")
    bottom: Length = Field(3.0, description="Over the foot.")
    outer: Length = Field(3.0, description="Over the fore-edge.")
    inner: Length = Field(3.0, description="Over the gutter; some printers want none.")


class Printer(Part):
    """A print shop's demands. Lengths are in mm once read, resolutions in ppi, ink in percent."""

    title: Inline = Field(description="What the profile is for.")
    presswork: Presswork = Field(
        "sheetfed", description="How it prints: this decides which rules the preflight asks."
    )
    bleed: Bleed = Field(default_factory=Bleed, description="Per edge.")
    marks: YesNo = Field(False, description="yes: crop marks outside the bleed.")
    marks_offset: Length = Field(
        4.0, description="From the trim to the crop marks; never less than the bleed."
    )
    slug: YesNo | None = Field(
        None,
        description="yes: a line outside the bleed that names the page; as `marks` where absent.",
    )
    condition: Text = Field("FOGRA39", description="The output condition's registered name.")
    profile: Text = Field(
        "FOGRA39L_coated.icc", description="Its ICC profile: a file in `styles/icc/`."
    )
    registry: Text = Field("http://www.color.org", description="Where the condition is registered.")
    rendering: Literal["relative", "perceptual"] = Field(
        "relative",
        description="How colours come into the inks: relative (with black point compensation) or perceptual.",
    )
    ink_limit: Percent = Field(
        320.0, description="The most ink, all colours together, as the mean of any window."
    )
    ink_window: Length = Field(15.0, description="The side of that window's square.")
    image_ppi_error: Resolution = Field(
        149.0, description="A picture must be above this resolution."
    )
    image_ppi_warn: Resolution = Field(
        224.0, description="A picture at or below this resolution looks soft."
    )
    safe: Length = Field(
        3.0, description="Text stays so far from the trim, for the knife is not exact."
    )
    spots: list[Text] = Field(
        default_factory=list, description="Names of the spot colours that the job may use."
    )
    binding: Literal["saddle", "perfect", "none"] = Field(
        "saddle", description="Stitched through the fold, glued at the spine, or single sheets."
    )
    page_multiple: Whole = Field(
        4, description="The page count is a multiple of this; pages are added before the last one."
    )
    pages_min: PageCount = Field(1, description="The fewest pages that the shop binds.")
    pages_max: PageCount = Field(9999, description="The most pages that it binds.")

    @property
    def has_slug(self) -> bool:
        """Tell whether a line outside the bleed names the page."""
        return self.marks if self.slug is None else self.slug


_US_BLEED = Bleed(top=3.175, bottom=3.175, outer=3.175, inner=3.175)
_BOOK_BLEED = Bleed(top=3.175, bottom=3.175, outer=3.175, inner=0.0)

PRINTERS: dict[Key, Printer] = {
    "offset-eu": Printer(title="European sheetfed offset, coated paper: 3 mm bleed, no marks"),
    "offset-eu-marks": Printer(
        title="European sheetfed offset, coated paper: 3 mm bleed, crop marks and slug", marks=True
    ),
    "offset-eu-uncoated": Printer(
        title="European sheetfed offset, uncoated paper",
        condition="FOGRA47",
        profile="FOGRA47L_uncoated.icc",
        ink_limit=300.0,
    ),
    "offset-eu-fogra51": Printer(
        title="European sheetfed offset, coated paper, PSO Coated v3; bring the ICC file",
        condition="FOGRA51",
        profile="PSOcoated_v3.icc",
        ink_limit=300.0,
    ),
    "offset-eu-fogra52": Printer(
        title="European sheetfed offset, uncoated paper, PSO Uncoated v3; bring the ICC file",
        condition="FOGRA52",
        profile="PSOuncoated_v3_FOGRA52.icc",
        ink_limit=300.0,
    ),
    "offset-us": Printer(
        title="US sheetfed offset, coated no. 1: 0.125 in bleed",
        bleed=_US_BLEED,
        condition="CGATS TR 006",
        profile="GRACoL_TR006_coated.icc",
    ),
    "offset-us-crpc6": Printer(
        title="US sheetfed offset, coated, GRACoL 2013; bring the ICC file",
        bleed=_US_BLEED,
        condition="CGATS21_CRPC6",
        profile="GRACoL2013_CRPC6.icc",
    ),
    "web-us": Printer(
        title="US web offset, coated no. 3 (SWOP): 0.125 in bleed",
        presswork="web",
        bleed=_US_BLEED,
        condition="CGATS TR 003",
        profile="SWOP_TR003_coated_3.icc",
        ink_limit=305.0,
        page_multiple=8,
    ),
    "newsprint": Printer(
        title="Coldset newspaper offset, ISO newsprint: 240 % ink",
        presswork="newspaper",
        condition="IFRA26",
        profile="IFRA26S_2004_newsprint.icc",
        ink_limit=240.0,
        image_ppi_error=99.0,
        image_ppi_warn=149.0,
        binding="none",
    ),
    "print-on-demand": Printer(
        title="Print on demand, paperback: 0.125 in bleed, none at the gutter, 24 to 828 pages",
        presswork="digital",
        bleed=_BOOK_BLEED,
        ink_limit=240.0,
        safe=6.35,
        binding="perfect",
        page_multiple=2,
        pages_min=24,
        pages_max=828,
    ),
    "print-on-demand-magazine": Printer(
        title="Print on demand, stitched: 0.125 in bleed, none at the gutter, 4 to 48 pages",
        presswork="digital",
        bleed=_BOOK_BLEED,
        condition="CGATS TR 006",
        profile="GRACoL_TR006_coated.icc",
        ink_limit=240.0,
        safe=3.175,
        pages_min=4,
        pages_max=48,
    ),
}
"""Built-in rows. Bleed 3 mm is Europe's habit, 0.125 in the US's; ink limits are those of the conditions' publishers
and of GWG 2022 (R0026), 240 % for newsprint and for toner; see docs/editions.md."""
