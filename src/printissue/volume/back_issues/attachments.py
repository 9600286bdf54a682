"""Attachments that may stay in a volume: data and pictures that no program runs, as PDF/A-3 associates them."""

import re

import pikepdf
from pikepdf import Stream

from printissue.volume.back_issues.decoding import decoded_size
from printissue.volume.back_issues.objects import (
    Ref,
    Value,
    dictionary,
    keys,
    name,
    ref,
    text,
)

LARGEST = 32 << 20
"""Bytes of an attachment that stays, unpacked."""
_PICTURES = {
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "tif": (b"II*\0", b"MM\0*"),
    "tiff": (b"II*\0", b"MM\0*"),
    "webp": (b"RIFF",),
}
"""How the picture files of these endings begin."""
_TEXTS = frozenset({"yaml", "yml", "json", "csv", "tsv", "txt", "md"})
_RELATIONS = frozenset({"/Source", "/Data", "/Supplement", "/Alternative"})
"""What PDF/A-3 says that an associated file is for; /Unspecified says nothing."""
_KEYS = frozenset({"/Type", "/F", "/UF", "/Desc", "/AFRelationship", "/EF"})
_ACTIVE_SVG = re.compile(
    r"<script|javascript:|\son\w+\s*=|<foreignobject|<!doctype|<!entity|<handler|<\?xml-", re.I
)


class Attachments:
    """Judges the attachments of one file, each once."""

    def __init__(self) -> None:
        self._known: dict[Ref, bool] = {}

    def may_stay(self, specification: Value) -> bool:
        """Return whether a file specification holds harmless data; one that stands directly somewhere never stays."""
        if not isinstance(specification, pikepdf.Dictionary) or not specification.is_indirect:
            return False
        place = ref(specification)
        if place not in self._known:
            self._known[place] = _is_harmless(specification)
        return self._known[place]


def _is_harmless(specification: Value) -> bool:
    files = dictionary(specification, "/EF")
    called = {text(specification.get(key)) for key in ("/F", "/UF") if key in specification}
    if files is None or len(called) != 1 or not _KEYS.issuperset(keys(specification)):
        return False
    if name(specification, "/AFRelationship") not in _RELATIONS:
        return False
    if not {"/F", "/UF"}.issuperset(keys(files)) or "/F" not in files:
        return False
    (file,) = called
    return all(_is_data(file, stream) for stream in (files.get(key) for key in keys(files)))


def _is_data(file: str, stream: Value) -> bool:
    """Return whether an embedded file is what its name says, and that is nothing that acts."""
    called = re.fullmatch(r"[^/\\:\x00-\x1f]+\.(\w+)", file)
    ending = called[1].lower() if called else ""
    if ending not in _TEXTS | _PICTURES.keys() | {"svg"} or not isinstance(stream, Stream):
        return False
    if "/F" in stream or decoded_size(stream, LARGEST) > LARGEST:
        return False
    try:
        content = stream.read_bytes()
    except pikepdf.PdfError:
        return False
    if ending in _PICTURES:
        return content.startswith(_PICTURES[ending])
    try:
        words = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return "\0" not in words and not (ending == "svg" and _ACTIVE_SVG.search(words))
