"""Printers: the requirements of print shops, as a table of named profiles.

The `printers.yaml` of a workspace adds profiles.
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
    """Return a length such as `3mm`, `3 mm` or `0.125in` in mm, from 0 to 25."""
    if isinstance(value, float):
        return value
    match = re.fullmatch(r"([0-9]{1,9}(?:\.[0-9]{1,4})?) ?(mm|in)|0(?:\.0+)?", str(value))
    length = float(match[1] or 0) * _UNITS[match[2] or "mm"] if match else -1.0
    if not 0 <= length <= 25:
        hint = "for example 3mm or 0.125in"
        raise model_error("wrong-value", f"{value!r} is not a length from 0 to 25 mm", hint)
    return length


def _whole(minimum: int, maximum: int) -> Callable[[object], int]:
    """Return a function that reads a whole number from `minimum` to `maximum`."""

    def read(value: object) -> int:
        if isinstance(value, int):
            return value
        number = int(str(value)) if re.fullmatch(r"[0-9]{1,9}", str(value)) else -1
        if not minimum <= number <= maximum:
            message = f"{value!r} is not a whole number from {minimum} to {maximum}"
            raise model_error("wrong-value", message)
        return number

    return read


def read_number(minimum: float, maximum: float, unit: str = "") -> Callable[[object], float]:
    """Return a function that reads a number from `minimum` to `maximum`, with or without its unit."""

    def read(value: object) -> float:
        if isinstance(value, float):
            return value
        match = re.fullmatch(rf"([0-9]{{1,9}}(?:\.[0-9]{{1,9}})?)(?: ?{unit})?", str(value))
        number = float(match[1]) if match else -1.0
        if not minimum <= number <= maximum:
            expected = f"a number{f' of {unit}' if unit else ''} from {minimum:g} to {maximum:g}"
            raise model_error("wrong-value", f"{value!r} is not {expected}")
        return number

    return read


def whole_number(minimum: int, maximum: int) -> WithJsonSchema:
    """Return the JSON Schema of a whole number from `minimum` to `maximum`."""
    return schema_of(
        type=["integer", "string"],
        minimum=minimum,
        maximum=maximum,
        pattern=f"^{whole_pattern(minimum, maximum)}$",
        expected=f"a whole number from {minimum} to {maximum}",
    )


def decimal_number(minimum: int, maximum: int, unit: str = "") -> WithJsonSchema:
    """Return the JSON Schema of a number from `minimum` to `maximum`, with or without its unit."""
    suffix = f"(?: ?{unit})?" if unit else ""
    return schema_of(
        type=["number", "string"],
        minimum=minimum,
        maximum=maximum,
        pattern=f"^{decimal_pattern(minimum, maximum, '{1,9}')}{suffix}$",
        expected=f"a number from {minimum} to {maximum}",
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
Count = Annotated[int, BeforeValidator(_whole(1, 9999)), whole_number(1, 9999)]

Presswork = Literal["sheetfed", "web", "newspaper", "magazine", "digital"]
"""The kinds of presswork, with the names of the columns of GWG 2022; `newspaper` and `magazine` mean advertisements."""


SMALLEST_TYPE: dict[Presswork, float] = {
    "sheetfed": 8.0,
    "web": 9.0,
    "newspaper": 10.0,
    "magazine": 9.0,
    "digital": 5.0,
}
"""The smallest type in several inks, in pt, that a press can print in register (GWG 2022 R0017)."""
THINNEST_LINE = 0.25
"""The thinnest line in several inks, in pt (GWG 2022 R0019)."""


class Bleed(Part):
    """The bleed beyond each edge of the trimmed page, in mm. `inner` is at the gutter."""

    top: Length = Field(3.0, description="The bleed at the top edge.")
    bottom: Length = Field(3.0, description="The bleed at the bottom edge.")
    outer: Length = Field(3.0, description="The bleed at the outer edge.")
    inner: Length = Field(3.0, description="The bleed at the gutter; some printers want none.")


class Printer(Part):
    """The requirements of a print shop. Lengths are in mm, resolutions in ppi, ink in percent."""

    title: Inline = Field(description="A short description of the profile.")
    presswork: Presswork = Field(
        "sheetfed", description="The printing process; the rules of the preflight depend on it."
    )
    bleed: Bleed = Field(default_factory=Bleed, description="The bleed at each edge.")
    marks: YesNo = Field(False, description="yes: crop marks outside the bleed.")
    marks_offset: Length = Field(
        4.0,
        description="The distance from the trim to the crop marks; at least the bleed.",
    )
    slug: YesNo | None = Field(
        None,
        description="yes: a line outside the bleed that names the page. Default: the value of `marks`.",
    )
    condition: Text = Field(
        "FOGRA39", description="The registered name of the printing condition (output intent)."
    )
    profile: Text = Field(
        "FOGRA39L_coated.icc", description="The ICC profile: a file in `styles/icc/`."
    )
    registry: Text = Field(
        "http://www.color.org", description="The registry of the printing condition."
    )
    rendering: Literal["relative", "perceptual"] = Field(
        "relative",
        description="The conversion of colours to inks: relative (with black point compensation) or perceptual.",
    )
    ink_limit: Percent = Field(
        320.0,
        description="The highest total of all inks, as the average of any square of the size `ink_window`.",
    )
    ink_window: Length = Field(15.0, description="The side of the square for `ink_limit`.")
    image_ppi_error: Resolution = Field(
        149.0, description="A picture must have a higher resolution than this."
    )
    image_ppi_warn: Resolution = Field(
        224.0, description="A picture looks soft at this resolution or a lower one."
    )
    safe: Length = Field(
        3.0,
        description="The smallest distance of text from the trim, because cutting is not exact.",
    )
    spots: list[Text] = Field(
        default_factory=list, description="The names of the spot colours that a job can use."
    )
    binding: Literal["saddle", "perfect", "none"] = Field(
        "saddle",
        description="saddle: stitched through the fold; perfect: glued at the spine; none: single sheets.",
    )
    page_multiple: Whole = Field(
        4,
        description="The page count is a multiple of this; blank pages are added before the last page.",
    )
    pages_min: PageCount = Field(1, description="The fewest pages that the shop binds.")
    pages_max: PageCount = Field(9999, description="The most pages that the shop binds.")

    @property
    def has_slug(self) -> bool:
        """True if a line outside the bleed names the page."""
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
        title="European sheetfed offset, coated paper, PSO Coated v3; add the ICC file yourself",
        condition="FOGRA51",
        profile="PSOcoated_v3.icc",
        ink_limit=300.0,
    ),
    "offset-eu-fogra52": Printer(
        title="European sheetfed offset, uncoated paper, PSO Uncoated v3; add the ICC file yourself",
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
        title="US sheetfed offset, coated, GRACoL 2013; add the ICC file yourself",
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
    "office": Printer(
        title="Office printer, uncoated paper: no bleed, any number of pages",
        presswork="digital",
        bleed=Bleed(top=0.0, bottom=0.0, outer=0.0, inner=0.0),
        condition="FOGRA47",
        profile="FOGRA47L_uncoated.icc",
        ink_limit=240.0,
        safe=5.0,
        binding="none",
        page_multiple=1,
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
"""The built-in profiles.

A bleed of 3 mm is usual in Europe, 0.125 in in the US. The ink limits are those of the publishers of the printing
conditions and of GWG 2022 (R0026): 240 % for newsprint and toner. See docs/editions.md.
"""
