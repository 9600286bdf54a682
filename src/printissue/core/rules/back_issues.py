"""Rules over old issues: PDFs without a manuscript that a volume takes in."""

from printissue.core.errors import ExitCode
from printissue.core.rules.rule import Rule, error, warning

_M = ExitCode.MANUSCRIPT

BACK_ISSUES: dict[str, Rule] = {
    "old-unreadable": error(
        _M, "The PDF of an old issue is not there, or is damaged beyond what can be repaired."
    ),
    "old-undescribed": warning(
        _M,
        "A PDF lies where old issues do, but no YAML of its name says what it is. It is not bound.",
    ),
    "old-password": error(
        _M,
        "The PDF is encrypted, and no password for it is there, or none that is there opens it. "
        "`passwords.yaml` holds them ([volumes.md](volumes.md#passwords)).",
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
        "The PDF asks for more processor time, memory, pages or decoded bytes than an old issue may take.",
    ),
    "old-pages": error(
        _M,
        "The PDF has no pages, or three readers (pikepdf, pypdf, pdfium) do not agree on how many it has. "
        "It is not bound.",
    ),
    "old-look": error(
        _M, "The first or the last page looks different after the repair. The PDF is not bound."
    ),
    "old-heading-page": error(
        _M, "A heading of an old issue names a page that lies beyond the end of its PDF."
    ),
    "old-repaired": warning(
        _M, "The PDF was damaged and has been repaired in the volume. The original stays as it is."
    ),
    "old-removed": warning(
        _M,
        "Content was left out of the volume: scripts, attachments that are no plain data, links to anything "
        "but https, http, mailto and tel addresses, private data of programs. The original stays as it is.",
    ),
}
"""By id."""
