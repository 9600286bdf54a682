"""Rules for readers: tags, headings, alternative text, language, contrast."""

from printissue.core.errors import ExitCode
from printissue.core.rules.rule import Rule, error, warning

_F = ExitCode.PREFLIGHT
_UA = "ISO 14289-1"
_M = "Matterhorn 1.1"

ACCESSIBILITY: dict[str, Rule] = {
    # the file as a whole
    "tags-missing": error(
        _F,
        "The file has no tags, so screen readers have to guess its structure.",
        f"{_UA}, 7.1; WCAG 2.2, 1.3.1",
    ),
    "tags-unmarked": error(_F, "The file does not say that it is tagged.", f"{_UA}, 6.2"),
    "tags-suspect": error(
        _F, "The file says that its tags may be wrong (Suspects).", f"{_UA}, 7.1; {_M} 01-007"
    ),
    "title-missing": error(
        _F, "The metadata has no title.", f"{_UA}, 7.1; {_M} 06-003; WCAG 2.2, 2.4.2"
    ),
    "title-hidden": error(
        _F, "Viewers show the name of the file instead of its title.", f"{_M} 07-001, 07-002"
    ),
    "ua-claim": warning(_F, "A tagged file does not claim PDF/UA.", f"{_UA}, 5; {_M} 06-002"),
    "bookmarks-missing": warning(
        _F, "A file of more than 20 pages has no bookmarks.", "WCAG 2.2, 2.4.5"
    ),
    "access-forbidden": error(
        _F,
        "The permissions of an encrypted file do not allow screen readers.",
        f"{_UA}, 7.16; {_M} 26",
    ),
    "language-missing": error(
        _F, "The file does not state its language.", f"{_UA}, 7.2; {_M} 11; WCAG 2.2, 3.1.1"
    ),
    "language-tag": error(_F, "A language is not a valid language tag.", f"{_UA}, 7.2; RFC 5646"),
    # the structure tree
    "role-unknown": error(
        _F, "A tag is not mapped to a standard type.", f"{_UA}, 7.1; {_M} 02-001"
    ),
    "role-circular": error(_F, "The role map maps a tag back to itself.", f"{_M} 02-003"),
    "role-remapped": error(
        _F, "The role map gives a standard tag another meaning.", f"{_M} 02-004"
    ),
    "heading-order": error(
        _F,
        "The headings do not start with H1, or skip a level.",
        f"{_UA}, 7.4.2; {_M} 14-002, 14-003",
    ),
    "heading-mixed": error(
        _F, "Some headings are tagged as H, others with their level.", f"{_M} 14-007"
    ),
    "figure-alternative": error(
        _F, "A figure has no alternative text.", f"{_UA}, 7.3; {_M} 13-004; WCAG 2.2, 1.1.1"
    ),
    "formula-alternative": error(
        _F, "A formula has no alternative text.", f"{_UA}, 7.7; {_M} 17-002"
    ),
    "table-structure": error(
        _F,
        "A part of a table has the wrong parent or child.",
        f"ISO 32000-1, table 337; {_M} 09-004",
    ),
    "table-header": warning(_F, "A table has no header cells.", f"{_UA}, 7.5; WCAG 2.2, 1.3.1"),
    "table-scope": error(
        _F,
        "A header cell does not say whether it is for a row or a column.",
        f"{_UA}, 7.5; {_M} 15-003",
    ),
    "table-regular": error(
        _F, "The rows of a table do not have the same number of columns.", f"{_UA}, 7.2"
    ),
    "list-structure": error(
        _F,
        "A part of a list has the wrong parent or child.",
        f"ISO 32000-1, table 336; {_M} 09-005",
    ),
    "contents-structure": error(
        _F,
        "A part of a table of contents has the wrong parent or child.",
        f"ISO 32000-1, table 333; {_M} 09-006",
    ),
    "note-id": error(_F, "A note has no unique ID.", f"{_UA}, 7.9; {_M} 19-003, 19-004"),
    # content
    "content-untagged": error(
        _F, "Content is neither tagged nor marked as an artifact.", f"{_UA}, 7.1; {_M} 01-005"
    ),
    "artifact-nested": error(
        _F,
        "An artifact is within tagged content, or tagged content within an artifact.",
        f"{_M} 01-003, 01-004",
    ),
    "parent-tree": error(
        _F, "The content and the structure tree do not agree.", "ISO 32000-1, 14.7.4.4"
    ),
    "unicode-missing": error(
        _F, "Text cannot be read as characters.", f"{_UA}, 7.21.7; {_M} 10-001, 31-027"
    ),
    "contrast": warning(
        _F, "Text has too little contrast with what is below it.", f"WCAG 2.2, 1.4.3; {_M} 04-001"
    ),
    # annotations
    "tab-order": error(
        _F, "The tab key does not follow the tags.", f"{_UA}, 7.18.3; {_M} 28-008, 28-009"
    ),
    "link-tag": error(_F, "A link is not in the structure tree.", f"{_UA}, 7.18.5; {_M} 28-011"),
    "link-text": error(_F, "A link has no description.", f"{_UA}, 7.18.5; {_M} 28-012"),
    "field-tag": error(_F, "A form field is not in the structure tree.", f"{_M} 28-010"),
    "field-label": error(_F, "A form field has no description.", f"{_UA}, 7.18.1; {_M} 28-005"),
    "annotation-tag": error(_F, "An annotation is not in the structure tree.", f"{_M} 28-002"),
    "annotation-text": error(
        _F, "An annotation has no description.", f"{_UA}, 7.18.1; {_M} 28-004"
    ),
    # another program's result
    "verapdf": error(
        _F,
        "veraPDF found that the file is not what it claims. The message is from veraPDF.",
        "veraPDF",
    ),
}
"""By id."""
