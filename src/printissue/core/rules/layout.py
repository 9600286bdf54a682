"""Rules over the laid-out pages and the finished file."""

from printissue.core.errors import ExitCode
from printissue.core.rules.rule import Rule, error, warning

_P = ExitCode.LAYOUT

LAYOUT: dict[str, Rule] = {
    # the press
    "press-log": error(_P, "The layout engine reported a problem. The message is its own."),
    "press-refused": error(
        _P,
        "The page asked for something that the manuscript and theme do not name; nothing is fetched.",
    ),
    "press-anchor": error(_P, "A cross-reference points to a part that is not in this edition."),
    "press-colour": error(_P, "A colour or picture could not be brought into the printing inks."),
    "layout-stranded-heading": warning(
        _P, "A heading has fewer than two lines of its text below it before the column ends."
    ),
    "layout-widow": warning(
        _P, "A single line of a paragraph stands at the head or the foot of a column."
    ),
    "layout-runt": warning(_P, "The last line of a headline is a single word."),
    "layout-hyphens": warning(_P, "More than two lines in a row end with a hyphen."),
    "layout-overfull": warning(_P, "A line or a table reaches beyond its column."),
    "layout-empty": warning(
        _P, "A page of stories is less than 60 % full, and it is not the last of them."
    ),
    "folio-unknown": error(
        ExitCode.MANUSCRIPT,
        "Folios go on from issue to issue, and an earlier issue of the year has errors.",
    ),
    "fit-impossible": error(
        _P,
        "The issue cannot have the number of pages that its `fit` asks for. The hint names the nearest "
        "that it can have.",
    ),
    "fit-unfilled": warning(
        _P,
        "The issue has the pages that its `fit` asks for, but its last page of text is less than 60 % full.",
    ),
    "fit-multiple": warning(
        _P, "The number of pages that `fit` asks for is none that the printer binds."
    ),
    "press-structure": error(_P, "The finished file's tag tree is not whole."),
}
"""By id."""
