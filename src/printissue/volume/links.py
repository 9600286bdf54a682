"""Where links lead: every piece's named destinations under names of their own, and links between pieces made inner.

A link that is right as it stands is not looked into: most are names that nobody else uses, or point at their page.
A screen edition hides its links to other issues. Here they are shown where the other issue is in the volume too.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
)

from printissue.core.findings import Finding
from printissue.volume.parts import Part
from printissue.volume.stock import Stock
from printissue.volume.values import (
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

_AIM = re.compile(
    rb"/D(?:est)? (\((?:[^()\\]++|\\.)*+\)|<(?!<)|/|\[ ?-?\d+ ?[/\]]|\d+ 0 R)", re.DOTALL
)
"""Every destination but `[ page /How ...]`, the form that needs no change."""

_HIDDEN, _PRINTED = 2, 4
"""Flags of an annotation (ISO 32000-1, table 165)."""

Key = bytes | str
"""A destination's old name: a string's bytes, or a name object's text (PDF 1.1)."""


@dataclass(frozen=True, slots=True)
class Signs:
    """The named destinations of a part: what each old name is called in the volume."""

    part: Part
    new: Mapping[Key, bytes]

    def unchanged(self) -> frozenset[bytes]:
        """Give the names that stay, as a link writes them; only plain ones."""
        kept = (name for name, new in self.new.items() if name == new)
        return frozenset(b"(%s)" % name for name in kept if re.fullmatch(rb"[\w .:-]*", name))


@dataclass(slots=True)
class Tally:
    """How many links there are, how many came inside, how many lead to other files."""

    links: int = 0
    joined: int = 0
    left: int = 0


def name_places(stock: Stock, parts: Sequence[Part]) -> tuple[list[Signs], PdfObject | None]:
    """Name every destination of every part anew where names meet; give the volume's name tree too."""
    found = [(part, list(_named(part))) for part in parts]
    owned = [(part.piece.key, _octets(name)) for part, named in found for name, _ in named]
    fresh = iter(distinct(owned))
    signs, pairs = [], []
    for part, named in found:
        new = {name: next(fresh) for name, _ in named}
        pairs += [(new[name], _aimed(part, value)) for name, value in named]
        signs.append(Signs(part, new))
    return signs, name_tree(stock, pairs) if pairs else None


def _named(part: Part) -> Iterator[tuple[Key, PdfObject]]:
    strings = dict(names_of(entry(entry(part.catalogue, "/Names"), "/Dests")))
    yield from strings.items()
    old = entry(part.catalogue, "/Dests")
    if isinstance(old, DictionaryObject):
        yield from ((str(name), old.raw_get(name)) for name in old)


def _octets(name: Key) -> bytes:
    return name if isinstance(name, bytes) else name[1:].encode()


def _aimed(part: Part, value: PdfObject) -> PdfObject:
    """Give a destination that points at its page by reference; foreign files number pages instead."""
    known = resolved(value)
    inner = raw(known, "/D") if isinstance(known, DictionaryObject) else value
    fixed = _by_page(part, inner)
    return fixed or value


def _by_page(part: Part, value: object) -> ArrayObject | None:
    """Give `[3 /Fit]` as a destination at that page; None for what is not of that form, or past the end."""
    row = items(value)
    number = integer(row[0]) if row and isinstance(row[0], NumberObject) else None
    if number is None or not 0 <= number < len(part.pages):
        return None
    return ArrayObject([_page(part, number), *(row[1:] or [NameObject("/Fit")])])


def _page(part: Part, index: int) -> PdfObject:
    page = raw(part.catalogue, "/Pages")
    assert page is not None
    return type(page)(part.pages[index], 0, page.pdf)  # type: ignore[call-arg, attr-defined]


def relink(stock: Stock, signs: Sequence[Signs]) -> tuple[Tally, tuple[Finding, ...]]:
    """Lead every link of every part where it led, by its new name."""
    taken = {new for one in signs for new in one.new.values()}
    files = {one.part.piece.file: one for one in signs if one.part.piece.file}
    tally = Tally()
    findings: list[Finding] = []
    for own in signs:
        linker = _Linker(own, files, taken)
        plain = own.unchanged()
        for number in own.part.numbers:
            head = stock.heads[number]
            tally.links += b"/Subtype /Link" in head
            if b"/Dest" not in head and b"/GoTo" not in head:
                continue
            aims = _AIM.findall(head)
            if b"/GoToR" in head or any(aim not in plain for aim in aims):
                linker.mend(stock, number)
        tally.joined += linker.joined
        tally.left += len(linker.lost)
        findings += linker.findings()
    return tally, tuple(findings)


class _Linker:
    """Mends the links of one part."""

    def __init__(self, own: Signs, files: Mapping[str, Signs], taken: set[bytes]) -> None:
        self._own, self._files, self._taken = own, files, taken
        self._owners: dict[int, PdfObject] | None = None
        self._hidden: set[int] = set()
        self.joined = 0
        self.lost: list[str] = []
        self._vague: list[str] = []

    def mend(self, stock: Stock, number: int) -> None:
        """Mend all links inside an object."""
        value = stock.value(number)
        waiting: list[object] = [value]
        changed = False
        while waiting:
            node = waiting.pop()
            if isinstance(node, DictionaryObject):
                changed |= self._shown(stock, node) | self._dictionary(node)
                waiting += dict.values(node)
            elif isinstance(node, ArrayObject):
                waiting += items(node)
        if changed:
            stock.put(number, value)

    def findings(self) -> Iterator[Finding]:
        """Tell of links that lead out of the volume, or to a place that is not there."""
        place = self._own.part.place
        for name in dict.fromkeys(self.lost):
            message = f"a link leads to {name}, which is not in the volume"
            yield Finding("volume-link", place, message, "bind that file too, or take the link out")
        for name in dict.fromkeys(self._vague):
            message = f"a link leads to a place that {name} does not have; now to its first page"
            yield Finding("volume-link", place, message, "build the issue that links there again")

    def _shown(self, stock: Stock, node: DictionaryObject) -> bool:
        """Show a hidden link to another piece, and tag it as a link; return whether it is one."""
        action = entry(node, "/A")
        hidden = (integer(entry(node, "/F")) or 0) & _HIDDEN
        if not (hidden and entry(node, "/Subtype") == "/Link" and entry(action, "/S") == "/GoToR"):
            return False
        if _file(raw(action, "/F")) not in self._files:
            self._hidden.add(id(action))
            return False
        node[NameObject("/F")] = NumberObject(_PRINTED)
        owner = self._owner(integer(entry(node, "/StructParent")))
        element = resolved(owner)
        if isinstance(owner, IndirectObject) and isinstance(element, DictionaryObject):
            element[NameObject("/S")] = NameObject("/Link")
            stock.put(owner.idnum, element)
        return True

    def _owner(self, key: int | None) -> PdfObject | None:
        """Return the structure element that an annotation hangs from, by its key in the part's parent tree."""
        if self._owners is None:
            part = self._own.part
            tree = entry(entry(part.catalogue, "/StructTreeRoot"), "/ParentTree")
            self._owners = {number + part.keys.start: one for number, one in numbers_of(tree)}
        return None if key is None else self._owners.get(key)

    def _dictionary(self, node: DictionaryObject) -> bool:
        kind = entry(node, "/S")
        if kind == "/GoToR":
            return id(node) not in self._hidden and self._join(node)
        key = "/D" if kind == "/GoTo" else "/Dest"
        new = self._renamed(raw(node, key)) if key in node else None
        if new is not None:
            node[NameObject(key)] = new
        return new is not None

    def _renamed(self, value: object) -> PdfObject | None:
        """Give the new form of a destination; None where it needs none."""
        name = _name(value)
        if name is None:
            return _by_page(self._own.part, value)
        new = self._own.new.get(name)
        if new is None:
            new = self._dead(_octets(name))
        return None if new == name else ByteStringObject(new)

    def _dead(self, name: bytes) -> bytes:
        """Keep a link that led nowhere from coming to life by a name of another part."""
        while name in self._taken:
            name = prefixed(self._own.part.piece.key, name)
        return name

    def _join(self, node: DictionaryObject) -> bool:
        """Make a link to another piece's file one inside the volume."""
        name = _file(raw(node, "/F"))
        if (other := self._files.get(name)) is None:
            self.lost.append(name or "another file")
            return False
        aim, sign = raw(node, "/D"), _name(raw(node, "/D"))
        new = other.new.get(sign) if sign is not None else None
        there = ByteStringObject(new) if new is not None else _by_page(other.part, aim)
        if there is None:
            self._vague.append(name)
            there = ArrayObject([_page(other.part, 0), NameObject("/Fit")])
        for key in ("/F", "/NewWindow", "/SD"):
            node.pop(NameObject(key), None)
        node[NameObject("/S")], node[NameObject("/D")] = NameObject("/GoTo"), there
        self.joined += 1
        return True


def _name(value: object) -> Key | None:
    known = resolved(value)
    return str(known) if isinstance(known, NameObject) else octets(known)


def _file(value: object) -> str:
    """Give the name of a file specification, without its folder."""
    known = resolved(value)
    words = text(known) or text(entry(known, "/UF")) or text(entry(known, "/F"))
    return re.split(r"[/\\]", words)[-1]
