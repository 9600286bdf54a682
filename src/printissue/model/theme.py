"""A theme: the folder `styles/<name>/` whose `theme.yaml` lists its sheets, inks and paper."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from printissue.core.keys import key_fault
from printissue.model.editions import PAPERS
from printissue.model.parts import Part
from printissue.model.printers import Bleed, decimal_number, read_number
from printissue.model.text_types import (
    PERCENT_PATTERN,
    Text,
    YesNo,
    decimal_pattern,
    model_error,
    schema_of,
)


def _cmyk(value: object) -> tuple[int, ...]:
    """Read four percentages such as `100 72 0 32`."""
    if isinstance(value, tuple):
        return value
    words = str(value).split()
    if len(words) != 4 or not all(
        word.isascii() and word.isdigit() and len(word) <= 3 and int(word) <= 100 for word in words
    ):
        raise model_error(
            "wrong-value", f"{value!r} is no CMYK ink", "four percentages, for example 100 72 0 32"
        )
    return tuple(int(word) for word in words)


def _rgb(value: str) -> str:
    if len(value) != 7 or value[0] != "#" or set(value[1:].lower()) - set("0123456789abcdef"):
        raise model_error(
            "wrong-value",
            f"{value!r} is no screen colour",
            "six hexadecimal digits, for example #14387f",
        )
    return value.lower()


def _paper(value: str) -> str:
    if value not in PAPERS:
        raise model_error("wrong-value", f"{value!r} is no paper", f"one of {', '.join(PAPERS)}")
    return value


def _sheet(value: str) -> str:
    if not value.endswith(".css") or value.startswith("/") or ".." in value:
        raise model_error(
            "wrong-value", f"{value!r} is no sheet", "the name of a .css file in the theme's folder"
        )
    return value


def _ink_names(value: "dict[str, Ink]") -> "dict[str, Ink]":
    for name in value:
        if fault := key_fault(name):
            raise model_error("wrong-value", f"{name!r} cannot name an ink: {fault}")
    return value


MIN_CONTRAST = 4.5
"""Between text and what it stands on (WCAG 2.2, success criterion 1.4.3)."""


class Ink(Part):
    """A colour, once for the press and once for the screen."""

    cmyk: Annotated[
        tuple[int, ...],
        BeforeValidator(_cmyk),
        schema_of(
            pattern=rf"^{PERCENT_PATTERN}(?:\s+{PERCENT_PATTERN}){{3}}$",
            expected="four percentages, for example 100 72 0 32",
        ),
    ] = Field(description="Cyan, magenta, yellow, black in percent.")
    rgb: Annotated[
        str,
        AfterValidator(_rgb),
        schema_of(
            pattern="^#[0-9A-Fa-f]{6}$", expected="six hexadecimal digits, for example #14387f"
        ),
    ] = Field(description="The same for the screen, as #rrggbb.")

    @property
    def luminance(self) -> float:
        """Give the relative luminance of the screen's colour, from 0 to 1 (WCAG 2.2)."""
        parts = [int(self.rgb[start : start + 2], 16) / 255 for start in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def contrast(self, other: "Ink") -> float:
        """Give the contrast of two colours on the screen, from 1 to 21."""
        dark, light = sorted((self.luminance, other.luminance))
        return (light + 0.05) / (dark + 0.05)


_number = read_number(0, 100)


def _bounds(value: object) -> tuple[float, ...]:
    """Read two factors around 1, such as `0.85 1.15`."""
    words = value if isinstance(value, tuple) else str(value).split()
    found = tuple(_number(word) for word in words)
    if len(found) != 2 or not 0 < found[0] <= 1 <= found[1]:
        raise model_error(
            "wrong-value", f"{value!r} are no bounds", "the least and the most, as in 0.85 1.15"
        )
    return found


_UP_TO_ONE = r"(?:0+\.(?=[0-9]*[1-9])[0-9]{1,9}|0*1(?:\.0{1,9})?)"
Bounds = Annotated[
    tuple[float, ...],
    BeforeValidator(_bounds),
    schema_of(
        pattern=rf"^{_UP_TO_ONE}\s+{decimal_pattern(1, 100, '{1,9}')}$",
        expected="the least and the most, for example 0.85 1.15",
    ),
]


class AdjustableParts(Part):
    """What the press may change so that lines of neighbouring columns are level, and pages full."""

    line: Annotated[float, BeforeValidator(_number), decimal_number(0, 100)] = Field(
        0.0,
        description="The line of the text in pt: lines in neighbouring columns are brought level. None where absent.",
        examples=["13"],
    )
    picture: Bounds = Field(
        (1.0, 1.0),
        description="How far a photograph's height may go, as factors: `0.85 1.15`. Unchanged where absent.",
        examples=["0.85 1.15"],
    )
    drawing: Bounds = Field(
        (1.0, 1.0),
        description="How far a drawing may be scaled, as factors. Unchanged where absent.",
        examples=["0.85 1.15"],
    )
    leading: Bounds = Field(
        (1.0, 1.0),
        description="How far all lines may go, as factors. Unchanged where absent.",
        examples=["0.98 1.02"],
    )
    size: Bounds = Field(
        (1.0, 1.0),
        description="How far the sizes of type may go, as factors, where an issue says how many pages it has.",
        examples=["0.94 1.04"],
    )
    gaps: Bounds = Field(
        (1.0, 1.0),
        description="How far the spaces above and below may go, as factors, for the same.",
        examples=["0.7 1.3"],
    )
    pull_quotes: YesNo = Field(
        False, description="yes: pull quotes may be left out where a page is fuller without."
    )
    lower: YesNo = Field(
        False, description="yes: a picture may stand lower in its story where a page is fuller so."
    )


def _pair(value: object) -> tuple[str, ...]:
    """Read the names of two inks: what is written, and what it stands on."""
    names = tuple(str(name) for name in value) if isinstance(value, (list, tuple)) else ()
    if len(names) != 2:
        raise model_error(
            "wrong-value", f"{value!r} is no pair of inks", "for example [ink, paper]"
        )
    return names


class Theme(Part):
    """What `theme.yaml` says."""

    title: Text = Field(description="The theme's name, for people.")
    paper: Annotated[str, AfterValidator(_paper), schema_of(enum=list(PAPERS))] = Field(
        "A4", description="The trimmed page: A4, A5 or Letter."
    )
    inks: Annotated[dict[str, Ink], AfterValidator(_ink_names)] = Field(
        description="The colours, by name; sheets use them as var(--name)."
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
        description="Inks that text is set in, each with the ink that it stands on; their contrast is checked.",
        examples=["[[ink, paper], [text, tint]]"],
    )
    sheets: list[
        Annotated[
            str,
            AfterValidator(_sheet),
            schema_of(
                pattern=r"^(?!/)(?!.*\.\.).*\.css$", expected="a .css file in the theme's folder"
            ),
        ]
    ] = Field(min_length=1, description="The sheets, in order.")
    fit: AdjustableParts = Field(
        AdjustableParts(), description="What may change to bring lines level."
    )

    def ink_sheet(self, *, cmyk: bool) -> str:
        """Return the style sheet that declares the inks, in CMYK or in RGB.

        Margin boxes inherit from `@page`, not from the root element: the inks are declared on both.
        """
        lines = [f"--{name}: {_css(ink, cmyk=cmyk)};" for name, ink in self.inks.items()]
        block = " ".join(lines)
        return f":root {{ {block} }}\n@page {{ {block} }}\n"


def _css(ink: Ink, *, cmyk: bool) -> str:
    if not cmyk:
        return ink.rgb
    return "device-cmyk({})".format(" ".join(f"{part / 100:g}" for part in ink.cmyk))


def paper_sheet(paper: str, bleed: Bleed | None, *, first_folio: int = 1) -> str:
    """Give the sheet that states the trimmed page, the bleed over each edge (None: no bleed) and the first folio.

    The press knows which pages are left-hand ones; the gutter is at a page's other side.
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
