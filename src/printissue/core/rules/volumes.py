"""Rules over a year of issues, and over what lies in a volume's folder."""

from printissue.core.errors import ExitCode
from printissue.core.rules.rule import Rule, error, warning

_M = ExitCode.MANUSCRIPT
_V = ExitCode.PREFLIGHT

VOLUMES: dict[str, Rule] = {
    # the year
    "volume-gap": error(
        _M,
        "The year lacks numbers, or without numbers dates, that its frequency or its other numbers "
        "promise. With `--allow-gaps` this is a warning, and the title page says what is lacking.",
    ),
    "volume-number": error(
        _M,
        "A number stands twice, runs backwards or does not follow on the others; or, in issues "
        "without numbers, a date stands twice.",
    ),
    "volume-order": error(
        _M,
        "The dates do not follow the order of the numbers or of the issues' keys. A date of another "
        "year is a warning.",
    ),
    # the folder
    "manifest-file": error(
        _V, "The volume's manifest is not there, is damaged, or is of a format not known here."
    ),
    "manifest-pages": error(
        _V,
        "The page ranges of the parts do not cover the volume: a gap, an overlap, or another "
        "count of pages than the file has.",
    ),
    "verify-missing": error(_V, "A file that the manifest names is not there."),
    "verify-changed": error(
        _V, "A file is not the one that the manifest names: its sha256 is another."
    ),
    "verify-rebuilt": error(
        _V, "An issue's file is not the one that was bound: it was built anew or changed since."
    ),
    "verify-added": warning(
        _V, "A file lies in the volume's folder that the manifest does not name."
    ),
    "verify-bag": error(
        _V,
        "The bag is not valid BagIt: a file of it is missing, was added or was changed.",
        "RFC 8493, 3",
    ),
    "bag-stale": error(_V, "The bag is whole, but it does not hold what the manifest names today."),
    "bag-source": error(
        _V, "A file that belongs in the bag is missing or is not the one that was bound."
    ),
}
"""By id."""
