"""Rules for the layout: the laid-out pages and the finished files."""

from printissue.core.errors import ExitCode
from printissue.core.rules.rule import Rule, error, note, warning

_L = ExitCode.LAYOUT

LAYOUT: dict[str, Rule] = {
    "press-log": error(_L, "The layout engine reported a problem; the message is its own."),
    "press-refused": error(
        _L,
        "The page requested a file or an address that neither the manuscript nor the theme names. Nothing is fetched.",
    ),
    "press-anchor": error(_L, "A cross-reference leads to a part that is not in this edition."),
    "press-colour": error(_L, "A colour or picture cannot be converted to printing inks."),
    "layout-stranded-heading": warning(
        _L, "A heading has fewer than two lines of text below it at the end of a column."
    ),
    "layout-widow": warning(
        _L, "A single line of a paragraph is at the top or the bottom of a column."
    ),
    "layout-runt": warning(_L, "The last line of a headline is a single word."),
    "layout-hyphens": warning(_L, "More than two lines in a row end with a hyphen."),
    "layout-broken-line": warning(
        _L, "A word is alone on a line inside a paragraph, although the next word fits beside it."
    ),
    "layout-overfull": warning(_L, "A line or a table is wider than its column."),
    "layout-empty": warning(
        _L, "A page of stories is less than 60 % full, and it is not the last of them."
    ),
    "folio-unknown": error(
        ExitCode.MANUSCRIPT,
        "Page numbers continue from issue to issue, but an earlier issue of the year has errors.",
    ),
    "fit-impossible": error(
        _L,
        "The issue cannot have the number of pages that its `fit` requires. The hint names the nearest possible one.",
    ),
    "fit-unfilled": warning(
        _L,
        "The issue has the number of pages that its `fit` requires, but its last page of text is less than 60 % full.",
    ),
    "fit-multiple": warning(
        _L, "The number of pages that `fit` requires is not one that the printer binds."
    ),
    "mail-size": warning(
        _L,
        "The HTML of the e-mail is larger than 102 kB. Mail programs show the start of such a message only.",
    ),
    "mail-shortened": note(
        _L,
        "Stories of the e-mail are cut after their first paragraph, with a link to the rest online, so that the HTML "
        "has at most 102 kB.",
    ),
    "mail-pictures": warning(
        _L,
        "`publication.yaml` has `pictures: link` for e-mails, but the issue has no address online. The message "
        "contains the pictures.",
    ),
    "press-structure": error(_L, "The tag tree of the finished file has errors."),
}
"""By id."""
