"""Decode the bytes of a file into text for the YAML parser, with the place of every character.

Every line ends in a line feed in this text, and it has no byte order mark; columns stay the same. A character that no
page can show is reported and replaced by one other character, so that the rest can be checked.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from printissue.core.findings import Finding, Place
from printissue.core.workspace import Workspace

MAX_BYTES = 2 * 1024 * 1024
BAD_CHARACTER = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""Characters that a manuscript must not have: control characters other than the line feed, and surrogates."""

_MOST_BAD_CHARACTERS = 1000
_MAX_LINE = 2000  # a longer line is not shown in findings: it may have hundreds of them
_NAMES = {
    "\t": "a tab",
    "\0": "a NUL",
    "\x85": "a line break of another kind",
    "\u2028": "a line break of another kind",
    "\u2029": "a paragraph break of another kind",
    "\ufeff": "a byte order mark inside the text",
}
_HINTS = {
    "\t": "use spaces: two for each level of indentation, one within a line",
    "\ufeff": "delete it, or type the line again: it is invisible in most editors",
    "\u2028": "start a new line",
    "\u2029": "start a new line",
    "\x85": "start a new line",
}


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a file. `file` is its path from the workspace, `starts` are the indices where its lines start."""

    file: str
    text: str
    lines: tuple[str, ...]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, file: str, text: str) -> "Source":
        """Return the source for a text whose lines end in line feeds."""
        starts = (0, *(match.end() for match in re.finditer("\n", text)))
        return cls(file, text, tuple(text.split("\n")), starts)

    def place(self, index: int) -> Place:
        """Return the place of the character at an index. An index beyond the last line means the end of that line."""
        index = min(index, len(self.text.rstrip("\n")) if index >= self.starts[-1] else index)
        row = bisect_right(self.starts, index) - 1
        line = self.lines[row]
        shown = line if len(line) <= _MAX_LINE else ""
        # a repaired text can have longer lines than the file
        column = min(index - self.starts[row], len(line)) + 1
        return Place(self.file, line=row + 1, column=column, text=shown)


def read_bytes(workspace: Workspace, path: Path) -> tuple[bytes, list[Finding]]:
    """Return the bytes of a file of the workspace, at most `MAX_BYTES` + 1, and a finding if it cannot be read."""
    place = Place(workspace.relative(path))
    try:
        if not workspace.contains_file(path):
            absent = (
                "does not exist"
                if not path.exists()
                else "is not a regular file inside the workspace"
            )
            return b"", [Finding("yaml-file", place, f"the file {absent}")]
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of symbolic links
        reason = getattr(error, "strerror", None) or str(error)
        return b"", [Finding("yaml-file", place, f"the file cannot be read: {reason}")]
    if len(raw) > MAX_BYTES:
        return raw, [
            Finding(
                "yaml-size",
                place,
                "the file is larger than 2 MiB",
                "put pictures into files of their own",
            )
        ]
    return raw, []


def decode(file: str, raw: bytes) -> tuple[Source | None, list[Finding]]:
    """Return the source for a file's bytes; None if they are not UTF-8, or if tabs make the indentation unclear."""
    if other := _other_format(file, raw):
        return None, [other]
    if wide := _wide(raw):
        message = f"the file is not UTF-8, but {wide}"
        place = Place(file, line=1, column=1)
        return None, [Finding("yaml-encoding", place, message, "save it as UTF-8")]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, [_not_utf8(file, raw, error.start)]
    text = (
        text.removeprefix("\ufeff")
        .replace("\r\r\n", "\n")
        .replace("\r\n", "\n")
        .replace("\r", "\n")
    )
    source = Source.of(file, _cleaned(text))
    findings = list(islice(_bad_characters(source, text), _MOST_BAD_CHARACTERS))
    tab_indents = re.search(r"^ *\t[ \t]*[^ \t\n]", text, re.MULTILINE)
    return None if tab_indents else source, findings


def _cleaned(text: str) -> str:
    return BAD_CHARACTER.sub(lambda match: replacement(match[0]), text)


def replacement(character: str) -> str:
    """Return the character that replaces a bad one while the rest of the file is checked."""
    return " " if character == "\t" else "\ufffd"


def bad_character(place: Place, character: str) -> Finding:
    """Return the finding for a character that no page can show."""
    name = _NAMES.get(
        character, "a control character" if character < "\ud800" else "half a character"
    )
    hint = _HINTS.get(character, "delete it")
    message = f"the text contains {name} (U+{ord(character):04X})"
    return Finding("yaml-character", place, message, hint)


def _bad_characters(source: Source, text: str) -> Iterator[Finding]:
    """Yield a finding for the first of each bad character in each line of `text`, the original of `source`."""
    for start, line in zip(source.starts, text.split("\n"), strict=True):
        for character in dict.fromkeys(BAD_CHARACTER.findall(line)):
            yield bad_character(source.place(start + line.index(character)), character)


_FORMATS = (
    (
        rb"PK\x03\x04(?s:.*)mimetypeapplication/vnd\.oasis\.opendocument\.text",
        "an OpenDocument text (.odt)",
    ),
    (rb"PK\x03\x04(?s:.*)word/", "a Word document (.docx)"),
    (
        rb"PK\x03\x04(?s:.*)(xl/|mimetypeapplication/vnd\.oasis\.opendocument\.spreadsheet)",
        "a spreadsheet",
    ),
    (rb"PK\x03\x04", "a ZIP archive, probably a document of a word processor"),
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a document of an older word processor (.doc)"),
    (rb"\{\\rtf", "a rich text document (.rtf)"),
    (rb"%PDF-", "a PDF"),
    (rb"\x89PNG|\xff\xd8\xff|GIF8|II\*\x00|MM\x00\*|RIFF....WEBP", "a picture"),
    (rb"\x1f\x8b", "a gzip archive"),
    (rb"(?i)\s*(<!doctype html|<html)", "a web page (.html)"),
    (rb"\s*<\?xml", "an XML file"),
)
"""The first bytes of files of other formats, with the names of the formats."""


def _other_format(file: str, raw: bytes) -> Finding | None:
    """Return the finding for a file that has another format than YAML, or None."""
    for pattern, what in _FORMATS:
        if re.match(pattern, raw):
            message = f"this is {what}, not a YAML file"
            hint = "save it as plain text in UTF-8 ('Save as', 'Plain text'), with a name that ends in .yaml"
            return Finding("yaml-encoding", Place(file, line=1, column=1), message, hint)
    return None


def _wide(raw: bytes) -> str:
    """Return the name of the encoding of a file with two or four bytes per character, or an empty text."""
    if raw[:4] in (b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
        return "UTF-32"
    zeros = raw[0:400:2].count(0), raw[1:400:2].count(0)
    half = len(raw[:400]) / 2
    return "UTF-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") or max(zeros) > 0.8 * half else ""


def _not_utf8(file: str, raw: bytes, offset: int) -> Finding:
    before = (
        raw[:offset].replace(b"\r\n", b"\n").replace(b"\r", b"\n").removeprefix(b"\xef\xbb\xbf")
    )
    line = before.count(b"\n") + 1
    head = before.rpartition(b"\n")[2].decode("utf-8")
    tail = re.split(rb"[\r\n]", raw[offset : offset + 200])[0].decode("utf-8", "replace")
    place = Place(
        file,
        line=line,
        column=len(head) + 1,
        text=_cleaned(head + tail) if len(head) <= _MAX_LINE else "",
    )
    message = (
        f"the file is not UTF-8: byte {offset} (0x{raw[offset]:02X}) is not part of a character"
    )
    return Finding("yaml-encoding", place, message, _encoding_hint(raw, offset))


def _encoding_hint(raw: bytes, offset: int) -> str:
    """Return a hint that says which character the byte at an offset probably is, and what to do."""
    try:
        meant = raw[offset : offset + 1].decode("cp1252")
    except UnicodeDecodeError:
        meant = ""
    if re.search("[\u00c0-\u017f\u2010-\u2026\u20ac]", raw[:offset].decode("utf-8")):
        return "the text before it is UTF-8: type this character again and save the file as UTF-8"
    if meant:
        return f"save the file as UTF-8; in Windows-1252 this byte is {meant!r}"
    return "save the file as UTF-8"
