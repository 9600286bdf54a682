"""Rules over the pages that are imposed, and over the spine of a cover."""

from printissue.core.errors import ExitCode
from printissue.core.rules.rule import Rule, error, warning

_I = ExitCode.PREFLIGHT

IMPOSITION: dict[str, Rule] = {
    "imposition-size": error(_I, "Pages that are to be bound together have several trimmed sizes."),
    "imposition-sheet": error(_I, "The sheet is too small for the pages with bleed and marks."),
    "imposition-blanks": warning(
        _I, "Blank pages were added, for the number of pages is not one that folds."
    ),
    "imposition-creep": warning(
        _I,
        "The creep is so large that pages lose much of their inner margin: the issue is too thick "
        "for saddle stitch.",
    ),
    "imposition-annotation": warning(
        _I, "Annotations have no appearance of their own; sheets do not show them."
    ),
    "cover-pages": error(_I, "The file has not the pages that a cover is made of."),
    "cover-spine": error(_I, "The spine's width is not known, or is none that can be bound."),
    "cover-text": warning(
        _I,
        "The spine's text is left out, or a part of it: the spine is too narrow, or the font has "
        "not all letters.",
    ),
}
"""By id."""
