"""Rules for volumes: the issues of a year, back issues, passwords, binding, and the folder of a volume."""

from printissue.core.errors import ExitCode
from printissue.core.rules.rule import Rule, error, warning

_M = ExitCode.MANUSCRIPT
_P = ExitCode.PREFLIGHT

VOLUMES: dict[str, Rule] = {
    # the parts of the volume
    "volume-part": error(
        _P, "A part of the volume cannot be bound: it is unreadable, encrypted or has no pages."
    ),
    "volume-claim": warning(
        _P,
        "The volume does not claim a standard, or only a weaker level of it, because this part does not conform to it.",
        "ISO 19005-3, 6.6.4; ISO 14289-1, 5",
    ),
    "volume-link": warning(
        _P,
        "A link in a part leads to a file that is not in the volume, or to a place that a part does not have.",
    ),
    "volume-not-kept": warning(
        _P,
        "The volume cannot contain something of a part: a signature, a script, a setting of the whole file.",
    ),
    # the year
    "volume-gap": error(
        _M,
        "Issues are missing in the year: numbers or, without numbers, dates that its frequency or its other numbers "
        "lead you to expect. With `--allow-gaps` this is a warning, and the title page lists the missing issues.",
    ),
    "volume-number": error(
        _M,
        "A number is used twice, is lower than the one before, or does not continue the series. In issues without "
        "numbers: a date is used twice.",
    ),
    "volume-order": error(
        _M,
        "The dates are not in the order of the numbers or of the issues' keys. A date of another year is a warning.",
    ),
    # the folder
    "manifest-file": error(
        _P,
        "The volume's manifest is missing or damaged, or has a format that this version cannot read.",
    ),
    "manifest-pages": error(
        _P,
        "The page ranges of the parts do not match the volume: there is a gap or an overlap, or the file has another "
        "number of pages.",
    ),
    "verify-missing": error(_P, "A file that the manifest names is missing."),
    "verify-changed": error(
        _P, "A file has changed since the manifest was written: its SHA-256 is different."
    ),
    "verify-rebuilt": error(
        _P, "The file of an issue was rebuilt or changed after the volume was bound."
    ),
    "verify-added": warning(_P, "The volume's folder has a file that the manifest does not name."),
    "verify-bag": error(
        _P,
        "The bag is not valid BagIt: one of its files is missing, was added or was changed.",
        "RFC 8493, 3",
    ),
    "bag-stale": error(_P, "The bag is intact, but it does not match the current manifest."),
    "bag-source": error(_P, "A file for the bag is missing, or is not the one that was bound."),
}
"""The rules for the parts of a volume, its year and its folder, by id."""

BACK_ISSUES: dict[str, Rule] = {
    "old-unreadable": error(
        _M, "The PDF of a back issue is missing, or so damaged that it cannot be repaired."
    ),
    "old-undescribed": warning(
        _M,
        "A PDF is in the place of a back issue, but there is no YAML file with its name. The PDF is not bound.",
    ),
    "old-password": error(
        _M,
        "The PDF is encrypted, and there is no password for it, or no password opens it. "
        "Write the passwords into `passwords.yaml` ([volumes.md](volumes.md#passwords)).",
    ),
    "password-file": error(
        _M, "The list of passwords cannot be read, or a line of it is not a file and its password."
    ),
    "password-readable": warning(
        _M, "Other users of the machine can read or write the list of passwords."
    ),
    "password-unused": warning(
        _M, "A line of the list of passwords names a file that is not in the workspace."
    ),
    "old-limits": error(
        _M,
        "The PDF needs more processor time, memory, pages or decoded bytes than a back issue can use.",
    ),
    "old-pages": error(
        _M,
        "The PDF has no pages, or three readers (pikepdf, pypdf, pdfium) do not agree on the number of pages. "
        "The PDF is not bound.",
    ),
    "old-look": error(
        _M, "The first or the last page looks different after the repair. The PDF is not bound."
    ),
    "old-heading-page": error(
        _M, "A heading of a back issue names a page beyond the end of its PDF."
    ),
    "old-repaired": warning(
        _M, "The PDF was damaged and has been repaired in the volume. The original is unchanged."
    ),
    "old-removed": warning(
        _M,
        "Content was left out of the volume: scripts, attachments other than plain data, links to addresses other "
        "than https, http, mailto and tel, private data of programs. The original is unchanged.",
    ),
}
"""The rules for back issues (PDFs without a manuscript) and their passwords, by id."""
