"""The attachments that may stay in a volume: data and pictures that no program executes, associated as in PDF/A-3."""

import re

import pikepdf
from pikepdf import Stream

from printissue.pdf.objects import Raw
from printissue.volume.back_issues.decoding import decoded_size
from printissue.volume.back_issues.objects import (
    Objgen,
    dictionary_at,
    name_at,
    string,
    usable_keys,
)

LARGEST = 32 << 20
"""The largest attachment that may stay, in decoded bytes."""
_PICTURES = {
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "tif": (b"II*\0", b"MM\0*"),
    "tiff": (b"II*\0", b"MM\0*"),
    "webp": (b"RIFF",),
}
"""The first bytes of picture files, by suffix."""
_TEXTS = frozenset({"yaml", "yml", "json", "csv", "tsv", "txt", "md"})
_RELATIONS = frozenset({"/Source", "/Data", "/Supplement", "/Alternative"})
"""The relationships that PDF/A-3 (ISO 19005-3, 6.8) knows, except /Unspecified."""
_KEYS = frozenset({"/Type", "/F", "/UF", "/Desc", "/AFRelationship", "/EF"})
_ACTIVE_SVG = re.compile(
    r"<script|javascript:|\son\w+\s*=|<foreignobject|<!doctype|<!entity|<handler|<\?xml-", re.I
)


class AttachmentFilter:
    """The decision on the attachments of one file, each made once."""

    def __init__(self) -> None:
        self._known: dict[Objgen, bool] = {}

    def may_stay(self, specification: Raw) -> bool:
        """Return whether a file specification embeds harmless data; a direct object may never stay."""
        if not isinstance(specification, pikepdf.Dictionary) or not specification.is_indirect:
            return False
        key = specification.objgen
        if key not in self._known:
            self._known[key] = _is_harmless(specification)
        return self._known[key]


def _is_harmless(specification: Raw) -> bool:
    files = dictionary_at(specification, "/EF")
    names = {string(specification.get(key)) for key in ("/F", "/UF") if key in specification}
    if files is None or len(names) != 1 or not _KEYS.issuperset(usable_keys(specification)):
        return False
    if name_at(specification, "/AFRelationship") not in _RELATIONS:
        return False
    if not {"/F", "/UF"}.issuperset(usable_keys(files)) or "/F" not in files:
        return False
    (name,) = names
    return all(_is_data(name, stream) for stream in (files.get(key) for key in usable_keys(files)))


def _is_data(name: str, stream: Raw) -> bool:
    """Return whether an embedded file is data, of the type that its name says."""
    match = re.fullmatch(r"[^/\\:\x00-\x1f]+\.(\w+)", name)
    suffix = match[1].lower() if match else ""
    if suffix not in _TEXTS | _PICTURES.keys() | {"svg"} or not isinstance(stream, Stream):
        return False
    if "/F" in stream or decoded_size(stream, LARGEST) > LARGEST:
        return False
    try:
        content = stream.read_bytes()
    except pikepdf.PdfError:
        return False
    if suffix in _PICTURES:
        return content.startswith(_PICTURES[suffix])
    try:
        words = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return "\0" not in words and not (suffix == "svg" and _ACTIVE_SVG.search(words))
