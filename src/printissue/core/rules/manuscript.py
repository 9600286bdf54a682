"""Rules for manuscripts: the YAML, the values, and the pictures that it names."""

from printissue.core.errors import ExitCode
from printissue.core.rules.rule import Rule, error, note, warning

_M = ExitCode.MANUSCRIPT

MANUSCRIPT: dict[str, Rule] = {
    # YAML
    "yaml-file": error(
        _M,
        "The file does not exist, cannot be read, is not a regular file or is outside the workspace.",
    ),
    "publication-missing": error(
        _M,
        "A folder of `issues/` has issues, but no `publication.yaml`, so none of them can be read.",
    ),
    "file-not-read": warning(
        _M,
        "A file looks like an issue or a publication, but it is not read because of its name or place.",
    ),
    "yaml-encoding": error(
        _M,
        "The file is not UTF-8, or not plain text at all. The message names the first byte that is not UTF-8.",
    ),
    "yaml-size": error(
        _M,
        "The file is larger than 2 MiB, nested deeper than 32 levels or has more than 50,000 nodes.",
    ),
    "yaml-syntax": error(
        _M,
        "The file is not valid YAML. The place is a character that only looks like one of YAML, such as a dash "
        "instead of a hyphen; or it is where the parser stopped, often just after the mistake.",
    ),
    "yaml-duplicate-key": error(
        _M, "A key is used twice in one group of keys. YAML would keep only the last value."
    ),
    "yaml-anchor": error(
        _M,
        "Anchors (&) and aliases (*) are not allowed, so that people can read an issue from top to bottom.",
    ),
    "yaml-tag": error(
        _M, "Tags (!) are not allowed: every value is a text, and its key decides how it is read."
    ),
    "yaml-character": error(_M, "The text contains a control character that no page can show."),
    "yaml-comment": warning(
        _M,
        "A # before a letter or digit cuts off a text, because YAML reads the rest as a comment.",
    ),
    # keys and values
    "unknown-key": error(
        _M,
        "The key is not allowed in this place. The hint names the most similar key, or the place for this one.",
    ),
    "missing-key": error(
        _M, "A required key is missing. The place is the group of keys that needs it."
    ),
    "wrong-kind": error(
        _M,
        "The value is a text, a list or a group of keys, but this key needs another of the three.",
    ),
    "wrong-value": error(_M, "The value is not allowed for this key."),
    "wrong-date": error(
        _M,
        "The value is not a date, or not a day of the calendar. Write dates as YYYY-MM-DD, months as YYYY-MM.",
    ),
    "wrong-link": error(_M, "The address is not an absolute http, https, mailto or tel URL."),
    "long-word": error(
        _M,
        "A word has more than 200 letters, an address more than 2,000 characters, or another text more than 1,000 "
        "without a place to break. The layout would search for such a place for minutes.",
    ),
    "wrong-name": error(
        _M,
        "The name of a file or folder cannot be a key: at most 64 of a-z, 0-9 and hyphens, and not a device name.",
    ),
    "duplicate-id": error(_M, "Two parts of an issue have the same `id`."),
    "unknown-issue": error(
        _M, "A translation is an issue that the publication does not have, or the issue itself."
    ),
    "unknown-story": error(_M, "A story refers to a story that is in no issue of the publication."),
    "number-order": warning(
        _M,
        "Another issue of the publication has the same number, or the issue before it has a higher one.",
    ),
    "date-twice": warning(_M, "Two issues of a publication have the same date."),
    "language-labels": warning(
        _M,
        "There is no file of labels for the language. The words that templates add, such as 'Contents' and 'By', "
        "are in English.",
    ),
    "language-unknown": warning(
        _M, "The language tag is well-formed, but there is no language with this tag."
    ),
    "event-zone": note(
        _M,
        "An event has a time, but neither it nor its publication has a time zone. Calendars show the same time "
        "everywhere, which is wrong for readers who are in another zone.",
    ),
    "key-date": warning(_M, "The name of the file means another month than the issue's `date`."),
    # pictures and text
    "image-missing": error(
        _M,
        "The image that the manuscript names does not exist, is not a regular file or is outside the workspace.",
    ),
    "image-damaged": error(_M, "The image is incomplete, or its format is not supported."),
    "image-too-large": error(_M, "The image has more pixels than the limit of 100 million."),
    "image-flattened": note(
        ExitCode.LAYOUT,
        "A transparent picture was flattened onto the colour of its background, as the print edition requires.",
    ),
    "image-drawing": error(
        _M,
        "The SVG cannot be drawn: it refers to itself, draws too much, or has an invalid value.",
    ),
    "image-frames": warning(
        _M, "The image has several frames or pages; only the first one is printed."
    ),
    "image-profile": note(
        _M, "The colour profile of the image does not match its colours and is ignored."
    ),
    "image-coarse": warning(
        _M,
        "The image has too few pixels for its width on the page: the printer requires a higher resolution.",
    ),
    "image-soft": note(
        _M, "The image has so few pixels for its width on the page that it looks soft in print."
    ),
    "advertisement-proportion": warning(
        _M,
        "The picture of an advertisement has other proportions than the space that it is for. It is never cropped, so "
        "a part of the space stays empty.",
    ),
    "image-cropped": note(
        _M, "More than 5 % of the image is cut off, as `crop` or `focus` in the manuscript allow."
    ),
    "markdown-literal": warning(
        _M,
        "The text has Markdown or HTML that is not supported here. The page would show the marks themselves.",
    ),
    "markdown-misread": warning(
        _M, "Markdown reads the text in another way than its writer probably meant."
    ),
    "unknown-glyph": error(
        _M, "No font has this character. The page would show a gap or a box instead."
    ),
    # newsletters that become drafts
    "intake-file": error(
        _M,
        "`intake` cannot read the file as a newsletter: it is of another format, larger than 20 MB, nested too deeply, "
        "damaged or without words.",
    ),
    "intake-date": error(
        _M,
        "The newsletter has no date, so that its issue has neither a date nor a file name.",
    ),
}
"""By id."""
