"""What a volume may claim: only what every part claims, in its own metadata and by what it is."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from xml.etree import ElementTree

from pypdf.generic import ArrayObject, IndirectObject, PdfObject

from printissue.core.findings import Finding
from printissue.pdf.metadata import NAMESPACES, Standard
from printissue.volume.orders import BindingOptions
from printissue.volume.parts import Part
from printissue.volume.stock import Stock
from printissue.volume.values import dictionary, entry, items, raw, text

_LEVELS: Mapping[str, Standard] = {"B": "pdfa-3b", "U": "pdfa-3u", "A": "pdfa-3a"}
"""Conformance levels of PDF/A-3, the weakest first."""
_LEVEL_ORDER = ("", *_LEVELS)

_TITLES: Mapping[str, str] = {
    "pdfa-3a": "PDF/A-3a",
    "pdfa-3u": "PDF/A-3u",
    "pdfa-3b": "PDF/A-3b",
    "pdfua-1": "PDF/UA-1",
}


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a part claims that a volume can: a level of PDF/A-3 (or -2, which it contains), and PDF/UA-1.

    The reasons say why it does not claim more; empty where it does.
    """

    level: Literal["", "B", "U", "A"]
    accessible: bool
    why_level: str = ""
    why_accessible: str = ""


def claims(
    stock: Stock, parts: Sequence[Part], order: BindingOptions, *, tagged: frozenset[str]
) -> tuple[frozenset[Standard], tuple[Finding, ...]]:
    """Give what the volume claims, and a finding for each part that keeps it from more."""
    own = [(part, _claimed(stock, part, tagged=part.piece.key in tagged)) for part in parts]
    made: set[Standard] = set()
    findings: list[Finding] = []
    if all(one.accessible for _, one in own):
        made.add("pdfua-1")
    findings += _told(own, "why_accessible", "PDF/UA-1")
    if order.form == "archive":
        weakest = min((one.level for _, one in own), key=_LEVEL_ORDER.index)
        clash = _clash(stock, parts)
        if weakest and not clash:
            made.add(_LEVELS[weakest])
        findings += [*_told(own, "why_level", "PDF/A-3a"), *clash]
    return frozenset(made), tuple(findings)


def _told(own: Sequence[tuple[Part, Claimed]], why: str, title: str) -> Iterator[Finding]:
    for part, one in own:
        if reason := getattr(one, why):
            message = f"the volume does not claim {title}: this part {reason}"
            hint = "bind an archive edition of it, where there is one"
            yield Finding("volume-claim", part.place, message, hint)


def _claimed(stock: Stock, part: Part, *, tagged: bool) -> Claimed:
    said = _said(stock, part)
    version, level = said.get("pdfaid:part", ""), said.get("pdfaid:conformance", "").upper()
    marked = str(entry(entry(part.catalogue, "/MarkInfo"), "/Marked")) == "True"
    known: Literal["", "B", "U", "A"] = ""
    if version in ("2", "3") and level in _LEVELS:
        known = level  # type: ignore[assignment]
    if known == "A" and not (tagged and marked):
        known = "U"
    untagged = "has no tags" if not tagged else "does not say that it is tagged"
    why_level = "" if known == "A" else _why_level(version, level) or untagged
    accessible = said.get("pdfuaid:part") == "1" and tagged and marked
    stated = "does not claim it" if tagged and marked else untagged
    if shown := part.piece.shown:
        if _LEVEL_ORDER.index(shown.level) < _LEVEL_ORDER.index(known):
            known, why_level = shown.level, shown.why_level
        if accessible and not shown.accessible:
            accessible, stated = False, shown.why_accessible
    return Claimed(known, accessible, why_level, "" if accessible else stated)


def _why_level(version: str, level: str) -> str:
    if not version:
        return "is not PDF/A"
    if version in ("2", "3"):
        return "" if level == "A" else f"is PDF/A-{version}{level.lower()}"
    return f"is PDF/A-{version}{level.lower()}, which PDF/A-3 does not contain"


def _said(stock: Stock, part: Part) -> dict[str, str]:
    """Read a part's packet: each property of ours by its prefixed name; nothing where it is no XML."""
    stream = raw(part.catalogue, "/Metadata")
    if not isinstance(stream, IndirectObject):
        return {}
    try:
        root = ElementTree.fromstring(stock.decoded(stream.idnum).strip(b"\0 \r\n\t"))
    except (ElementTree.ParseError, ValueError, LookupError):
        return {}
    names = {
        f"{{{NAMESPACES[prefix]}}}{name}": f"{prefix}:{name}"
        for prefix, name in (("pdfaid", "part"), ("pdfaid", "conformance"), ("pdfuaid", "part"))
    }
    said: dict[str, str] = {}
    for element in root.iter():
        pairs = [(element.tag, element.text or ""), *element.attrib.items()]
        said.update((names[tag], value.strip()) for tag, value in pairs if tag in names)
    return said


def intents(stock: Stock, parts: Sequence[Part]) -> ArrayObject:
    """Give the output intents of all parts, those with equal profiles once."""
    kept: dict[object, PdfObject] = {}
    for part in parts:
        for one in items(raw(part.catalogue, "/OutputIntents")):
            kept.setdefault((str(entry(one, "/S")), _profile(stock, one) or _condition(one)), one)
    return ArrayObject(kept.values())


def _profile(stock: Stock, intent: PdfObject) -> bytes | None:
    profile = raw(intent, "/DestOutputProfile")
    if not isinstance(profile, IndirectObject):
        return None
    try:
        return stock.decoded(profile.idnum)
    except ValueError:
        return stock.data.get(profile.idnum)  # equal to no sound one


def _condition(intent: PdfObject) -> str:
    return re.sub(r"\s+", " ", text(entry(intent, "/OutputConditionIdentifier")))


def _clash(stock: Stock, parts: Sequence[Part]) -> list[Finding]:
    """Find parts whose colours mean something else: PDF/A allows one profile in a file (ISO 19005-3, 6.2.3)."""
    first: bytes | None = None
    findings = []
    for part in parts:
        for one in items(raw(part.catalogue, "/OutputIntents")):
            profile = _profile(stock, dictionary(one))
            if profile is not None and profile != (first := first or profile):
                message = "the volume does not claim PDF/A: this part's output profile is another than the first part's"
                hint = "build the issues with one profile, or bind them apart"
                findings.append(Finding("volume-claim", part.place, message, hint))
                break
    return findings
