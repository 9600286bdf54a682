"""The targets of links: named destinations under unique names, and links between parts that lead inside the volume.

`PdfWriter` skips a named destination whose name it knows, and sorts names as text; so the names are united here.
A screen edition hides its links to other issues. They are shown if the other issue is in the volume.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    PdfObject,
)

from printissue.core.findings import Finding
from printissue.volume.objects import (
    dictionary,
    distinct,
    entry,
    integer,
    items,
    name_tree,
    names_of,
    numbers_of,
    octets,
    prefixed,
    raw,
    resolved,
    text,
)
from printissue.volume.parts import Part
from printissue.volume.writer import VolumeWriter

_HIDDEN, _PRINTED = 2, 4
"""Flags of an annotation (ISO 32000-1, table 165)."""

Name = bytes | str
"""The name of a destination in its own file: the bytes of a string, or the text of a name object (PDF 1.1)."""


@dataclass(frozen=True, slots=True)
class NamedDestinations:
    """The named destinations of a part, with the name that each has in the volume."""

    part: Part
    renamed: Mapping[Name, bytes]


@dataclass(slots=True)
class LinkCounts:
    """The number of link annotations, of links that now lead inside the volume, and of those to other files."""

    links: int = 0
    joined: int = 0
    left: int = 0


def unite_destinations(
    writer: VolumeWriter, parts: Sequence[Part]
) -> tuple[list[NamedDestinations], PdfObject | None]:
    """Rename destinations so that each name is unique. Return the names by part, and the volume's name tree."""
    found = [(part, list(_named(part))) for part in parts]
    owned = [(part.key, _octets(own)) for part, named in found for own, _ in named]
    new_names = iter(distinct(owned))
    united, pairs = [], []
    for part, named in found:
        renamed = {own: next(new_names) for own, _ in named}
        pairs += [(renamed[own], _to_page(part, value)) for own, value in named]
        united.append(NamedDestinations(part, renamed))
    return united, name_tree(writer, pairs) if pairs else None


def _named(part: Part) -> Iterator[tuple[Name, PdfObject]]:
    strings = dict(names_of(entry(entry(part.catalogue, "/Names"), "/Dests")))
    yield from strings.items()
    old = dictionary(raw(part.catalogue, "/Dests"))
    yield from ((str(own), old.raw_get(own)) for own in old)


def _octets(own: Name) -> bytes:
    return own if isinstance(own, bytes) else own[1:].encode("latin-1")


def _to_page(part: Part, value: PdfObject) -> PdfObject:
    """Return a destination that refers to its page; some files number pages instead."""
    known = resolved(value)
    inner = raw(known, "/D") if isinstance(known, DictionaryObject) else value
    return _by_number(part, inner) or value


def _by_number(part: Part, value: object) -> ArrayObject | None:
    """Return `[3 /Fit]` as a destination that refers to the page; None for another form or a missing page."""
    row = items(value)
    number = integer(row[0]) if row and isinstance(row[0], NumberObject) else None
    if number is None or not 0 <= number < len(part.pages):
        return None
    return ArrayObject([part.page(number), *(row[1:] or [NameObject("/Fit")])])


def rewrite_links(
    united: Sequence[NamedDestinations],
) -> tuple[LinkCounts, tuple[Finding, ...]]:
    """Update the destinations of all links to their new names."""
    used = {new for one in united for new in one.renamed.values()}
    files = {one.part.source.file: one for one in united if one.part.source.file}
    counts = LinkCounts()
    findings: list[Finding] = []
    for own in united:
        rewriter = _LinkRewriter(own, files, used)
        rewriter.run()
        counts.links += rewriter.links
        counts.joined += rewriter.joined
        counts.left += len(rewriter.lost)
        findings += rewriter.findings()
    return counts, tuple(findings)


class _LinkRewriter:
    """Rewrites the links of one part."""

    def __init__(
        self, own: NamedDestinations, files: Mapping[str, NamedDestinations], used: set[bytes]
    ) -> None:
        self._own, self._files, self._used = own, files, used
        self._owners: dict[int, PdfObject] | None = None
        self._hidden: set[int] = set()
        self.links = self.joined = 0
        self.lost: list[str] = []
        self._inexact: list[str] = []

    def run(self) -> None:
        """Rewrite all links: annotations first, since a link that stays hidden keeps its action."""
        dictionaries = self._own.part.dictionaries
        for annotation in dictionaries:
            if "/Subtype" in annotation and entry(annotation, "/Subtype") == "/Link":
                self.links += 1
                self._show(annotation)
        for one in dictionaries:
            if "/Dest" in one:
                self._rename(one, "/Dest")
            kind = one.get("/S")
            if kind == "/GoTo" and "/D" in one:
                self._rename(one, "/D")
            elif kind == "/GoToR" and id(one) not in self._hidden:
                self._join(one)

    def findings(self) -> Iterator[Finding]:
        """Yield a finding for each file or destination that is not in the volume."""
        place = self._own.part.place
        for file in dict.fromkeys(self.lost):
            message = f"a link leads to {file}, which is not in the volume"
            yield Finding("volume-link", place, message, "bind that file too, or remove the link")
        for file in dict.fromkeys(self._inexact):
            message = (
                f"a link leads to a place that {file} does not have; it now leads to its first page"
            )
            yield Finding("volume-link", place, message, "build the issue that has the link again")

    def _show(self, annotation: DictionaryObject) -> None:
        """Show a hidden link to another part, and tag it as a link."""
        action = entry(annotation, "/A")
        hidden = (integer(entry(annotation, "/F")) or 0) & _HIDDEN
        if not hidden or entry(action, "/S") != "/GoToR":
            return
        if _file(raw(action, "/F")) not in self._files:
            self._hidden.add(id(action))
            return
        annotation[NameObject("/F")] = NumberObject(_PRINTED)
        element = resolved(self._owner(integer(entry(annotation, "/StructParent"))))
        if isinstance(element, DictionaryObject):
            element[NameObject("/S")] = NameObject("/Link")

    def _owner(self, key: int | None) -> PdfObject | None:
        """Return the structure element of an annotation, by its key in the part's parent tree."""
        if self._owners is None:
            part = self._own.part
            tree = entry(part.structure, "/ParentTree")
            self._owners = {number + part.keys.start: one for number, one in numbers_of(tree)}
        return None if key is None else self._owners.get(key)

    def _rename(self, holder: DictionaryObject, key: str) -> None:
        """Write the new form of a destination, if it needs one."""
        value = raw(holder, key)
        name = _name(value)
        if name is None:
            new: PdfObject | None = _by_number(self._own.part, value)
        else:
            renamed = self._own.renamed.get(name)
            if renamed is None:
                renamed = self._unused(_octets(name))
            new = None if renamed == name else ByteStringObject(renamed)
        if new is not None:
            holder[NameObject(key)] = new

    def _unused(self, name: bytes) -> bytes:
        """Keep a link that led nowhere from leading to a destination of another part."""
        while name in self._used:
            name = prefixed(self._own.part.key, name)
        return name

    def _join(self, action: DictionaryObject) -> None:
        """Turn a link to the file of another part into a link to a page of the volume."""
        file = _file(raw(action, "/F"))
        other = self._files.get(file)
        if other is None:
            self.lost.append(file or "another file")
            return
        value = raw(action, "/D")
        name = _name(value)
        new = other.renamed.get(name) if name is not None else None
        there = ByteStringObject(new) if new is not None else _by_number(other.part, value)
        if there is None:
            self._inexact.append(file)
            there = ArrayObject([other.part.page(0), NameObject("/Fit")])
        for key in ("/F", "/NewWindow", "/SD"):
            action.pop(key, None)
        action[NameObject("/S")], action[NameObject("/D")] = NameObject("/GoTo"), there
        self.joined += 1


def _name(value: object) -> Name | None:
    known = resolved(value)
    return str(known) if isinstance(known, NameObject) else octets(known)


def _file(value: object) -> str:
    """Return the name in a file specification, without its folder."""
    known = resolved(value)
    words = text(known) or text(entry(known, "/UF")) or text(entry(known, "/F"))
    return re.split(r"[/\\]", words)[-1]
