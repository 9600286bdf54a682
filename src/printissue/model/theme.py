"""Themes: the style sheets, inks and paper that `styles/<name>/theme.yaml` lists."""

from typing import Annotated, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from printissue.core.keys import key_fault
from printissue.model.editions import PAPERS
from printissue.model.parts import Part
from printissue.model.printers import Bleed, Count, decimal_number, read_number
from printissue.model.screen_colours import contrast, dark_colours
from printissue.model.text_types import (
    PERCENT_PATTERN,
    Language,
    Text,
    YesNo,
    decimal_pattern,
    model_error,
    schema_of,
)


def _cmyk(value: object) -> tuple[int, ...]:
    """Return the four percentages of a text such as `100 72 0 32`."""
    if isinstance(value, tuple):
        return value
    words = str(value).split()
    if len(words) != 4 or not all(
        word.isascii() and word.isdigit() and len(word) <= 3 and int(word) <= 100 for word in words
    ):
        raise model_error(
            "wrong-value",
            f"{value!r} is not a CMYK colour",
            "write four percentages, for example 100 72 0 32",
        )
    return tuple(int(word) for word in words)


def _rgb(value: str) -> str:
    if len(value) != 7 or value[0] != "#" or set(value[1:].lower()) - set("0123456789abcdef"):
        raise model_error(
            "wrong-value",
            f"{value!r} is not a screen colour",
            "write # and six hexadecimal digits, for example #14387f",
        )
    return value.lower()


def _paper(value: str) -> str:
    if value not in PAPERS:
        raise model_error(
            "wrong-value", f"{value!r} is not a paper size", f"use one of {', '.join(PAPERS)}"
        )
    return value


def _sheet(value: str) -> str:
    if not value.endswith(".css") or value.startswith("/") or ".." in value:
        raise model_error(
            "wrong-value",
            f"{value!r} is not a style sheet",
            "write the name of a .css file in the theme's folder",
        )
    return value


_Value = TypeVar("_Value")


def _paper_names(value: dict[str, _Value]) -> dict[str, _Value]:
    for name in value:
        _paper(name)
    return value


def _ink_names(value: "dict[str, Ink]") -> "dict[str, Ink]":
    for name in value:
        if fault := key_fault(name):
            raise model_error("wrong-value", f"{name!r} cannot be the name of an ink: {fault}")
    return value


class Ink(Part):
    """A colour, once for print and once for the screen."""

    cmyk: Annotated[
        tuple[int, ...],
        BeforeValidator(_cmyk),
        schema_of(
            pattern=rf"^{PERCENT_PATTERN}(?:\s+{PERCENT_PATTERN}){{3}}$",
            expected="four percentages, for example 100 72 0 32",
        ),
    ] = Field(description="The colour in print: cyan, magenta, yellow, black in percent.")
    rgb: Annotated[
        str,
        AfterValidator(_rgb),
        schema_of(
            pattern="^#[0-9A-Fa-f]{6}$", expected="six hexadecimal digits, for example #14387f"
        ),
    ] = Field(description="The colour on screen, as #rrggbb.")

    dark: (
        Annotated[
            str,
            AfterValidator(_rgb),
            schema_of(
                pattern="^#[0-9A-Fa-f]{6}$", expected="six hexadecimal digits, for example #14387f"
            ),
        ]
        | None
    ) = Field(
        None,
        description="The colour on a dark web page. Without it, `rgb` with inverted lightness.",
    )

    def contrast(self, other: "Ink") -> float:
        """Return the contrast of two screen colours, from 1 to 21 (WCAG 2.2)."""
        return contrast(self.rgb, other.rgb)


_number = read_number(0, 100)


def _factor_range(value: object) -> tuple[float, ...]:
    """Return the two factors of a text such as `0.85 1.15`: one up to 1, one from 1."""
    words = value if isinstance(value, tuple) else str(value).split()
    factors = tuple(_number(word) for word in words)
    if len(factors) != 2 or not 0 < factors[0] <= 1 <= factors[1]:
        hint = "write the smallest and the largest factor, for example 0.85 1.15"
        raise model_error("wrong-value", f"{value!r} is not a range of factors around 1", hint)
    return factors


_UP_TO_ONE = r"(?:0+\.(?=[0-9]*[1-9])[0-9]{1,9}|0*1(?:\.0{1,9})?)"
FactorRange = Annotated[
    tuple[float, ...],
    BeforeValidator(_factor_range),
    schema_of(
        pattern=rf"^{_UP_TO_ONE}\s+{decimal_pattern(1, 100, '{1,9}')}$",
        expected="the smallest and the largest factor, for example 0.85 1.15",
    ),
]


SCREEN_INKS = {
    "paper": "#ffffff",
    "text": "#000000",
    "ink": "#000000",
    "tint": "#f2f2f2",
    "hairline": "#bfbfbf",
}
"""The colours that the style sheet of all web pages uses, for themes that do not name such an ink."""

SCREEN_PAIRS = (("text", "paper"), ("ink", "paper"), ("text", "tint"), ("ink", "tint"))
"""The text and background that the style sheet of all web pages combines."""


class AdjustableParts(Part):
    """The changes that the layout can make to align the lines of neighbouring columns and to fill pages.

    A range such as `0.85 1.15` is the smallest and the largest factor.
    """

    line: Annotated[float, BeforeValidator(_number), decimal_number(0, 100)] = Field(
        0.0,
        description="The line height of the text in pt; lines of neighbouring columns are aligned to it. Default: off.",
        examples=["13"],
    )
    picture: FactorRange = Field(
        (1.0, 1.0),
        description="The range for the height of photographs, as factors. Default: no change.",
        examples=["0.85 1.15"],
    )
    drawing: FactorRange = Field(
        (1.0, 1.0),
        description="The range for the size of drawings, as factors. Default: no change.",
        examples=["0.85 1.15"],
    )
    leading: FactorRange = Field(
        (1.0, 1.0),
        description="The range for the height of all lines, as factors. Default: no change.",
        examples=["0.98 1.02"],
    )
    size: FactorRange = Field(
        (1.0, 1.0),
        description="The range for the size of type, as factors, in issues with a `fit`. Default: no change.",
        examples=["0.94 1.04"],
    )
    gaps: FactorRange = Field(
        (1.0, 1.0),
        description="The range for vertical spaces, as factors, in issues with a `fit`. Default: no change.",
        examples=["0.7 1.3"],
    )
    pull_quotes: YesNo = Field(
        False, description="yes: pull quotes can be left out if that fills a page better."
    )
    lower: YesNo = Field(
        False,
        description="yes: a picture or a pull quote can move in its story if that fills a page better.",
    )
    spaces: YesNo = Field(
        False,
        description="yes: spaces between stories and sections can change by a line or two if that fills a page better.",
    )


class Capacity(Part):
    """The amount of text that fits on pages of one paper size, measured with the theme's style sheets.

    Templates use these numbers before the layout, to choose what is on the cover. Choose numbers that always fit. The
    defaults are for A4; a theme that does not mention A5 has a `cover_list` of 14 and a `cover_lead` of 13 there.
    """

    cover_list: Count = Field(
        28, description="Lines of the list of contents on the cover.", examples=["28"]
    )
    cover_list_line: Count = Field(
        44, description="Characters in a line of that list.", examples=["44"]
    )
    cover_lead: Count = Field(
        17,
        description="Lines of headline and lead on the cover; a line of the headline counts twice.",
        examples=["17"],
    )
    cover_lead_line: Count = Field(
        60, description="Characters in a line of the lead on the cover.", examples=["60"]
    )
    cover_headline_line: Count = Field(
        25, description="Characters in a line of the headline on the cover.", examples=["25"]
    )
    volume_headlines: Count = Field(
        12, description="Headlines of issues on the cover of a volume.", examples=["12"]
    )
    volume_headline: Count = Field(
        150, description="Characters of the longest of these headlines.", examples=["150"]
    )
    volume_headlines_length: Count = Field(
        900,
        description="Characters of all these headlines, if each has as many as the longest.",
        examples=["900"],
    )
    contents_headline_line: Count = Field(
        17,
        description="Characters in a line of an issue's headline in the contents of a volume.",
        examples=["17"],
    )
    contents_rows: Count = Field(
        7,
        description="Rows of contents of an issue that is kept on one page of a volume.",
        examples=["7"],
    )
    contents_headline_rows: Count = Field(
        4,
        description="Rows of contents that must be on the page of the issue's headline.",
        examples=["4"],
    )
    title_issues: Count = Field(
        60, description="Issues in the list on the title page of a volume.", examples=["60"]
    )
    title_column: Count = Field(
        14,
        description="Issues in this list if it has one column, with headlines.",
        examples=["14"],
    )
    title_line: Count = Field(36, description="Characters in a line of this list.", examples=["36"])
    title_foot_line: Count = Field(
        60, description="Characters in a line at the foot of the title page.", examples=["60"]
    )
    title_lines: Count = Field(
        24, description="Lines of list and foot on the title page.", examples=["24"]
    )


DEFAULT_CAPACITY = {"A5": Capacity(cover_list=14, cover_lead=13)}
"""The capacity of papers that a theme does not mention; of others, the defaults of the keys."""


def _pair(value: object) -> tuple[str, ...]:
    """Return the names of two inks: that of the text and that of its background."""
    names = tuple(str(name) for name in value) if isinstance(value, (list, tuple)) else ()
    if len(names) != 2:
        raise model_error(
            "wrong-value",
            f"{value!r} is not a pair of inks",
            "write two names, for example [ink, paper]",
        )
    return names


RAGGED_ZONE = "16%"
"""The share of a ragged line that may stay empty before a word is divided.

With less, every fifth line of German ends in a hyphen; with this share, one in twelve to one in six.
"""

SheetName = Annotated[
    str,
    AfterValidator(_sheet),
    schema_of(pattern=r"^(?!/)(?!.*\.\.).*\.css$", expected="a .css file in the theme's folder"),
]


class Theme(Part):
    """The settings of a theme: `styles/<name>/theme.yaml`."""

    title: Text = Field(description="The name of the theme, for people.")
    paper: Annotated[str, AfterValidator(_paper), schema_of(enum=list(PAPERS))] = Field(
        "A4", description="The size of the trimmed page: A4, A5 or Letter."
    )
    inks: Annotated[dict[str, Ink], AfterValidator(_ink_names)] = Field(
        description="The colours by name; style sheets use them as var(--name)."
    )
    pairs: list[
        Annotated[
            tuple[str, ...],
            BeforeValidator(_pair),
            WithJsonSchema(
                {
                    "type": "array",
                    "items": {"type": ["string", "integer", "boolean"]},
                    "minItems": 2,
                    "maxItems": 2,
                }
            ),
        ]
    ] = Field(
        [],
        description="Inks of text, each with the ink of its background; their contrast is checked.",
        examples=["[[ink, paper], [text, tint]]"],
    )
    sheets: list[SheetName] = Field(
        min_length=1, description="The style sheets, in the order of the cascade."
    )
    web: list[SheetName] = Field(
        [],
        description="The style sheets of web pages, in order; they follow the one that all themes share.",
    )
    site: list[SheetName] = Field(
        [],
        description="The style sheets of the site, in order; they follow those of web pages.",
    )
    epub: list[SheetName] = Field(
        [],
        description="The style sheets of e-books, in order; they follow the one that all themes share.",
    )
    mail: list[SheetName] = Field(
        [],
        description="The style sheets of e-mails, in order; they follow the one that all themes share.",
    )
    short_address: Count | None = Field(
        None,
        description="The most characters of an address that is printed after the words of its link; longer ones are "
        "numbered notes. Default: all are numbered.",
        examples=["40"],
    )
    section_code: Count | None = Field(
        None,
        description="The fewest numbered links of a section that has a QR code in print, to the section online. "
        "Default: no section has one.",
        examples=["4"],
    )
    justified: Annotated[dict[str, list[Language]], AfterValidator(_paper_names)] = Field(
        default_factory=dict,
        description="The languages whose text is justified, by paper size; text in others is ragged. Without the key, "
        "the style sheets decide.",
        examples=["{A5: [en]}"],
    )
    opening_picture: YesNo = Field(
        False,
        description="yes: the picture of the lead is at the top of its page and bleeds, if it may be cropped and is "
        "large enough.",
    )
    fit: AdjustableParts = Field(
        AdjustableParts(),
        description="The changes that the layout can make to align lines and fill pages.",
    )

    capacity: Annotated[dict[str, Capacity], AfterValidator(_paper_names)] = Field(
        default_factory=dict,
        description="The amount of text that fits on pages, by paper size.",
    )

    def capacity_on(self, paper: str) -> Capacity:
        """Return the amount of text that fits on a paper size."""
        return self.capacity.get(paper) or DEFAULT_CAPACITY.get(paper) or Capacity()

    def justification_sheet(self, paper: str) -> str:
        """Return the style sheet that justifies text in the languages of `justified`; text in others is ragged."""
        if not self.justified:
            return ""
        languages = self.justified.get(paper, [])
        ragged = f"text-align: start; hyphenate-limit-zone: {RAGGED_ZONE}"
        rules = [f"html, article[lang] {{ {ragged} }}"]
        rules += [
            f"html:lang({one}), article[lang]:lang({one}) "
            "{ text-align: justify; hyphenate-limit-zone: 0 }"
            for one in languages
        ]
        return "\n".join(rules)

    def ink_sheet(self, *, cmyk: bool) -> str:
        """Return the style sheet that declares the inks, in CMYK or in RGB.

        Margin boxes inherit from `@page`, not from the root element, so the inks are declared on both.
        """
        lines = [f"--{name}: {_css(ink, cmyk=cmyk)};" for name, ink in self.inks.items()]
        block = " ".join(lines)
        return f":root {{ {block} }}\n@page {{ {block} }}\n"

    def screen_inks(self, *, dark: bool = False) -> dict[str, str]:
        """Return the colours of web pages by name, light or dark: the inks, and those of SCREEN_INKS that are missing.

        Text of the pairs has a contrast of at least MIN_CONTRAST, unless the theme states both colours.
        """
        inks = SCREEN_INKS | {name: ink.rgb for name, ink in self.inks.items()}
        if "ink" not in self.inks:
            inks["ink"] = inks["text"]
        if not dark:
            return inks
        given = {name: ink.dark for name, ink in self.inks.items() if ink.dark}
        known = [(text, ground) for text, ground in self.pairs if {text, ground} <= set(inks)]
        return dark_colours(inks, dict.fromkeys((*known, *SCREEN_PAIRS)), given)


def _css(ink: Ink, *, cmyk: bool) -> str:
    if not cmyk:
        return ink.rgb
    return "device-cmyk({})".format(" ".join(f"{part / 100:g}" for part in ink.cmyk))


def paper_sheet(paper: str, bleed: Bleed | None, *, first_folio: int = 1) -> str:
    """Return the style sheet with the page size, the bleed at each edge (None: no bleed) and the first page number.

    Bleed is set for left and right pages, because the gutter is at different sides of them.
    """
    width, height = PAPERS[paper]
    lines = [f"@page {{ size: {width}mm {height}mm; }}"]
    if first_folio != 1:
        lines.append(f"@page :first {{ counter-reset: page {first_folio}; }}")
    if bleed is not None:
        lines.append(f"@page {{ bleed-top: {bleed.top}mm; bleed-bottom: {bleed.bottom}mm; }}")
        for side, inner, outer in (("right", "left", "right"), ("left", "right", "left")):
            gutter = f"bleed-{inner}: {bleed.inner}mm; bleed-{outer}: {bleed.outer}mm;"
            lines.append(f"@page :{side} {{ {gutter} }}")
    return "\n".join(lines)
