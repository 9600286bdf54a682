"""Rules over what the staff wrote: YAML, the model, and the pictures that it names."""

from printissue.errors import ExitCode
from printissue.rules.kinds import Rule, error, note, warning

_M = ExitCode.MANUSCRIPT

MANUSCRIPT: dict[str, Rule] = {
    # the manuscript: YAML
    "yaml-file": error(
        _M,
        "The file is not there, cannot be read, is no regular file or lies outside the workspace.",
    ),
    "yaml-encoding": error(
        _M, "The file is not UTF-8. The message names the first byte that is not."
    ),
    "yaml-size": error(
        _M,
        "The file is larger than 2 MiB, nested deeper than 32 levels or has more than 50,000 nodes.",
    ),
    "yaml-syntax": error(
        _M,
        "The file is not YAML. The place is where the parser gave up, often just after the fault.",
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
        ExitCode.PRESS,
        "A transparent picture is mixed with the one colour that it stands on, as the press asks.",
    ),
    "image-coarse": warning(
        _M, "The image has too few pixels for its place: below 150 ppi it looks coarse in print."
    ),
    "unknown-glyph": error(
        _M, "A character that none of the fonts has: it would be a hole on the page."
    ),
}
"""By id."""
