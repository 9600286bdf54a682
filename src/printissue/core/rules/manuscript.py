"""Rules over what the staff wrote: YAML, the model, and the pictures that it names."""

from printissue.core.errors import ExitCode
from printissue.core.rules.rule import Rule, error, note, warning

_M = ExitCode.MANUSCRIPT

MANUSCRIPT: dict[str, Rule] = {
    # the manuscript: YAML
    "yaml-file": error(
        _M,
        "The file is not there, cannot be read, is no regular file or lies outside the workspace.",
    ),
    "publication-missing": error(
        _M, "A folder of `issues/` has issues, but no `publication.yaml`: none of them can be read."
    ),
    "file-not-read": warning(
        _M,
        "A file looks like an issue or a publication, but is in a place, or has a name, where none is read.",
    ),
    "yaml-encoding": error(
        _M,
        "The file is not UTF-8, or is no plain text at all. The message names the first byte that fits no character.",
    ),
    "yaml-size": error(
        _M,
        "The file is larger than 2 MiB, nested deeper than 32 levels or has more than 50,000 nodes.",
    ),
    "yaml-syntax": error(
        _M,
        "The file is not YAML. The place is that of a character that only looks like one of YAML, such as a dash in "
        "place of a hyphen, or else where the parser gave up, often just after the fault.",
    ),
    "yaml-duplicate-key": error(
        _M, "A key stands twice in one mapping; YAML would silently keep only the last."
    ),
    "yaml-anchor": error(
        _M, "Anchors (&) and aliases (*) are not taken: an issue is read by people, top to bottom."
    ),
    "yaml-tag": error(
        _M, "Tags (!) are not taken: every value is text, and the model says what kind it is."
    ),
    "yaml-character": error(_M, "The text holds a control character that no page can show."),
    "yaml-comment": warning(
        _M,
        "A text is cut off by a # with a letter or digit behind it, for YAML takes the rest as a comment.",
    ),
    # the manuscript: the model
    "unknown-key": error(
        _M, "The key is none that this place knows. The hint names the nearest that it does."
    ),
    "missing-key": error(
        _M, "A key that must be there is not. The place is the mapping that lacks it."
    ),
    "wrong-kind": error(_M, "A text where a list or mapping is wanted, or the other way round."),
    "wrong-value": error(_M, "The value is of the right kind, but not one that this key takes."),
    "wrong-date": error(
        _M,
        "Not a date, or one that the calendar does not have. Dates are YYYY-MM-DD, months YYYY-MM.",
    ),
    "wrong-link": error(_M, "An address that is no absolute http, https, mailto or tel URL."),
    "long-word": error(
        _M,
        "A word of more than 200 letters, an address of more than 2,000 characters, or another stretch of more than "
        "1,000 without a place to break: the layout would look for one for minutes.",
    ),
    "wrong-name": error(
        _M,
        "A file or folder name that cannot be a key: a-z, 0-9 and hyphens, at most 64, no device name.",
    ),
    "duplicate-id": error(_M, "Two parts of an issue carry the same `id`."),
    "unknown-story": error(
        _M, "A story refers to another one that is in no issue of the publication."
    ),
    "number-order": warning(
        _M,
        "The number is one that another issue of the publication has, or is lower than that of the issue before it.",
    ),
    "date-twice": warning(_M, "Two issues of a publication have the same date."),
    "language-labels": warning(
        _M,
        "No file of labels is in the language: what templates add, such as 'Contents' and 'By', is in English.",
    ),
    "language-unknown": warning(
        _M, "The language tag is well formed, but no language is known by it."
    ),
    "key-date": warning(_M, "The file's name reads as another month than the issue's `date`."),
    # the manuscript: what it names
    "image-missing": error(
        _M,
        "The image that the manuscript names is not there, is no regular file or is outside the workspace.",
    ),
    "image-damaged": error(
        _M, "The image cannot be read to its end, or is of a kind that the press does not take."
    ),
    "image-too-large": error(_M, "The image has more pixels than the press takes (100 million)."),
    "image-flattened": note(
        ExitCode.LAYOUT,
        "A transparent picture is mixed with the one colour that it stands on, as the press asks.",
    ),
    "image-drawing": error(
        _M,
        "The SVG cannot be drawn: it refers to itself, draws too much, or holds a value that is none.",
    ),
    "image-frames": warning(
        _M, "The image has several frames or pages; a printed page shows the first."
    ),
    "image-profile": note(
        _M, "The image has a colour profile that does not fit its colours; the profile is ignored."
    ),
    "image-coarse": warning(
        _M,
        "The image has too few pixels for its width on the page: the printer asks for a higher resolution.",
    ),
    "image-soft": note(
        _M, "The image has so few pixels for its width on the page that it looks soft in print."
    ),
    "image-cropped": note(
        _M, "More than 5 % of the image is cut off, as `crop` or `focus` in the manuscript allow."
    ),
    "markdown-literal": warning(
        _M,
        "Text that looks like Markdown, or HTML, that is not taken: the page would show the marks themselves.",
    ),
    "markdown-misread": warning(
        _M, "Text that Markdown reads otherwise than its writer probably meant it."
    ),
    "unknown-glyph": error(
        _M, "A character that none of the fonts has: it would be a hole on the page."
    ),
}
"""By id."""
