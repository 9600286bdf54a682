"""Rules about the pages to impose and the spine of a cover."""

from printissue.core.errors import ExitCode
from printissue.core.rules.rule import Rule, error, warning

_I = ExitCode.PREFLIGHT

IMPOSITION: dict[str, Rule] = {
    "imposition-size": error(_I, "Pages to be bound together have several trimmed sizes."),
    "imposition-sheet": error(_I, "The sheet is too small for the pages with bleed and marks."),
    "imposition-blanks": warning(
        _I, "Blank pages were added, because the number of pages is not a multiple of four."
    ),
    "imposition-creep": warning(
        _I,
        "The creep is so large that pages lose much of their inner margin: the issue is too thick for saddle "
        "stitch.",
    ),
    "imposition-annotation": warning(
        _I, "Annotations without an appearance stream are not on the sheets."
    ),
    "cover-pages": error(_I, "A cover cannot be made from this number of pages."),
    "cover-spine": error(_I, "The width of the spine is not known, or is too large to bind."),
    "cover-text": warning(
        _I,
        "The text of the spine is left out: the spine is too narrow, or the font does not have all its letters.",
    ),
}
"""By id."""
