"""The standards that a volume claims: those that every part claims in its own metadata and fulfils in its structure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from xml.etree import ElementTree

from pypdf.generic import ArrayObject, PdfObject, StreamObject

from printissue.core.findings import Finding
from printissue.model.editions import Standard
from printissue.pdf.metadata import NAMESPACES
from printissue.volume.objects import decoded, entry, is_true, items, raw, resolved, stored, text
from printissue.volume.options import BindingOptions
from printissue.volume.parts import Part

_LEVELS: Mapping[str, Standard] = {"B": "pdfa-3b", "U": "pdfa-3u", "A": "pdfa-3a"}
"""Conformance levels of PDF/A-3, the weakest first."""
_LEVEL_ORDER = ("", *_LEVELS)


@dataclass(frozen=True, slots=True)
class _PartClaims:
    """The claims of a part that a volume can repeat: a level of PDF/A-3 (or -2, which it contains), and PDF/UA-1.

    The reasons say why it does not claim more; they are empty if it does.
    """

    level: Literal["", "B", "U", "A"]
    accessible: bool
    why_level: str = ""
    why_accessible: str = ""


def claims(
    parts: Sequence[Part], options: BindingOptions, *, tagged: frozenset[str]
) -> tuple[frozenset[Standard], tuple[Finding, ...]]:
    """Return what the volume claims, and a finding for each part that keeps it from claiming more.

    `tagged` are the keys of the parts that have a structure tree.
    """
    own = [(part, _part_claims(part, tagged=part.key in tagged)) for part in parts]
    claimed: set[Standard] = set()
    findings: list[Finding] = []
    if "pdfua-1" in options.claims:
        if all(one.accessible for _, one in own):
            claimed.add("pdfua-1")
        findings += _not_claimed([(part, one.why_accessible) for part, one in own], "PDF/UA-1")
    if "pdfa-3a" in options.claims:
        weakest = min((one.level for _, one in own), key=_LEVEL_ORDER.index)
        differing = _differing_profiles(parts)
        if weakest and not differing:
            claimed.add(_LEVELS[weakest])
        findings += _not_claimed([(part, one.why_level) for part, one in own], "PDF/A-3a")
        findings += differing
    return frozenset(claimed), tuple(findings)


def _not_claimed(reasons: Sequence[tuple[Part, str]], title: str) -> Iterator[Finding]:
    for part, reason in reasons:
        if reason:
            message = f"the volume does not claim {title}: this part {reason}"
            hint = "bind an archive edition of it, if there is one"
            yield Finding("volume-claim", part.place, message, hint)


def _part_claims(part: Part, *, tagged: bool) -> _PartClaims:
    packet = _packet(part)
    version, level = packet.get("pdfaid:part", ""), packet.get("pdfaid:conformance", "").upper()
    marked = is_true(entry(entry(part.catalogue, "/MarkInfo"), "/Marked"))
    known: Literal["", "B", "U", "A"] = ""
    if version in ("2", "3") and level in _LEVELS:
        known = level  # type: ignore[assignment]
    if known == "A" and not (tagged and marked):
        known = "U"
    untagged = "has no tags" if not tagged else "does not say that it is tagged"
    why_level = "" if known == "A" else _why_level(version, level) or untagged
    accessible = packet.get("pdfuaid:part") == "1" and tagged and marked
    why_accessible = "does not claim it" if tagged and marked else untagged
    if proven := part.source.proven:
        if _LEVEL_ORDER.index(proven.level) < _LEVEL_ORDER.index(known):
            known, why_level = proven.level, proven.why_level
        if accessible and not proven.accessible:
            accessible, why_accessible = False, proven.why_accessible
    return _PartClaims(known, accessible, why_level, "" if accessible else why_accessible)


def _why_level(version: str, level: str) -> str:
    if not version:
        return "is not PDF/A"
    if version in ("2", "3"):
        return "" if level == "A" else f"is PDF/A-{version}{level.lower()}"
    return f"is PDF/A-{version}{level.lower()}, which PDF/A-3 does not contain"


def _packet(part: Part) -> dict[str, str]:
    """Return the claims in a part's XMP packet by their prefixed names; empty if the packet is not XML."""
    try:
        content = decoded(raw(part.catalogue, "/Metadata"))
        root = ElementTree.fromstring((content or b"").strip(b"\0 \r\n\t"))
    except (ElementTree.ParseError, ValueError, LookupError):
        return {}
    names = {
        f"{{{NAMESPACES[prefix]}}}{name}": f"{prefix}:{name}"
        for prefix, name in (("pdfaid", "part"), ("pdfaid", "conformance"), ("pdfuaid", "part"))
    }
    packet: dict[str, str] = {}
    for element in root.iter():
        pairs = [(element.tag, element.text or ""), *element.attrib.items()]
        packet.update((names[tag], value.strip()) for tag, value in pairs if tag in names)
    return packet


def intents(parts: Sequence[Part]) -> ArrayObject:
    """Return the output intents of all parts, those with equal profiles once."""
    kept: dict[object, PdfObject] = {}
    for part in parts:
        for one in items(raw(part.catalogue, "/OutputIntents")):
            kept.setdefault((str(entry(one, "/S")), _profile(one) or _condition(one)), one)
    return ArrayObject(kept.values())


def _profile(intent: PdfObject) -> bytes | None:
    """Return the output profile; a damaged one as it is stored, which equals no sound one."""
    stream = resolved(raw(intent, "/DestOutputProfile"))
    try:
        return decoded(stream)
    except ValueError:
        return stored(stream) if isinstance(stream, StreamObject) else None


def _condition(intent: PdfObject) -> str:
    return re.sub(r"\s+", " ", text(entry(intent, "/OutputConditionIdentifier")))


def _differing_profiles(parts: Sequence[Part]) -> list[Finding]:
    """Find parts with another output profile: PDF/A allows one profile in a file (ISO 19005-3, 6.2.3)."""
    first: bytes | None = None
    findings = []
    for part in parts:
        for one in items(raw(part.catalogue, "/OutputIntents")):
            profile = _profile(one)
            if profile is not None and profile != (first := first or profile):
                message = (
                    "the volume does not claim PDF/A: the output profile of this part differs "
                    "from that of the first part"
                )
                hint = "build all issues with one profile, or bind them in separate volumes"
                findings.append(Finding("volume-claim", part.place, message, hint))
                break
    return findings
