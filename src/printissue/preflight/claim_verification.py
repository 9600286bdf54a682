"""Whether a file is what it says of PDF/A and PDF/UA, as far as our own rules and veraPDF can tell.

A claim is believed only where nothing speaks against it and all of it could be examined. PDF/A is read after
ISO 19005-2 and -3, whose clauses are the same but for attachments; -1 and -4 are other standards, and not examined.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import pikepdf

from printissue.core.counting import ranges
from printissue.core.findings import Finding
from printissue.pdf.boxes import rect_of
from printissue.pdf.metadata import read_xmp_packet
from printissue.pdf.objects import annotations, font_name, number
from printissue.pdf.objects import text as decoded
from printissue.preflight import (
    access_content,
    access_structure,
    features,
    fonts,
    interactive,
    verapdf,
)
from printissue.preflight.access import ACCESS_CHECKS, check_tree
from printissue.preflight.access_text import has_characters
from printissue.preflight.claims import Claims, read_claims
from printissue.preflight.intent import read_profile
from printissue.preflight.opening import opened
from printissue.preflight.reader import content_of, used_resources
from printissue.preflight.subject import Subject

OWN = "printissue"
_MOST = 20
"""Reasons that are kept of each standard."""
_EXAMINED = ("PDF/A-2", "PDF/A-3")
_READERS = "PDF/UA-1"
_ACTIONS = frozenset({"/GoTo", "/GoToR", "/GoToE", "/URI", "/Named", "/Thread", "/SubmitForm"})
"""What PDF/A lets an action do (ISO 19005-3, 6.5.1)."""
_BARRED_ANNOTATIONS = frozenset({"/3D", "/Sound", "/Screen", "/Movie", "/RichMedia"})
"""6.3.1"""
_HIDING = 0b1_0010_0011
"""Flags Invisible, Hidden, NoView and ToggleNoView (6.3.2); with them goes a missing Print flag."""
_PRINTS = 0b100
_DEVICES = frozenset({"prtr", "mntr"})
_SPACES = frozenset({"GRAY", "RGB", "CMYK"})
_CHANNELS = {"DeviceRGB": "RGB", "DeviceCMYK": "CMYK"}


@dataclass(frozen=True, slots=True)
class VerifiedClaims:
    """What a file claims, and why it is not believed: reasons against PDF/A and against PDF/UA, none where it is.

    `by` names who examined it.
    """

    claims: tuple[str, ...] = ()
    archive: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    by: tuple[str, ...] = ()


class Objection(NamedTuple):
    """One thing that speaks against a claim; findings of rules are others."""

    message: str
    page: int | None = None


_Check = Callable[[Subject], Iterable[Finding | Objection]]


def verify_claims(path: Path, name: str) -> VerifiedClaims:
    """Examine what a file claims by our own rules; a file that claims nothing needs no proof."""
    with opened(path, name) as (pdf, _):
        if pdf is None:
            unread = ("cannot be read",)
            return VerifiedClaims(archive=unread, access=unread)
        claims = read_claims(pdf)
        subject = Subject(pdf, path, name)
        archive, access = tuple[str, ...](), tuple[str, ...]()
        if claims.pdfa.startswith(_EXAMINED):
            archive = _reasons(subject, _archive_checks(claims))
        if claims.pdfua == _READERS:
            access = _reasons(subject, _ACCESS)
    return VerifiedClaims(_listed(claims), archive, access, (OWN,) if _listed(claims) else ())


def confirm_with_verapdf(proofs: Mapping[Path, VerifiedClaims]) -> dict[Path, VerifiedClaims]:
    """Ask veraPDF about files too, where it is installed and our own rules have nothing against a claim."""
    asked = [path for path, proof in proofs.items() if _open_claims(proof)]
    if not asked or not verapdf.is_there():
        return dict(proofs)
    results = verapdf.validate(asked)
    confirmed = {path: _confirmed(proofs[path], results[path]) for path in asked}
    return {**proofs, **confirmed}


def _open_claims(proof: VerifiedClaims) -> list[str]:
    """Return the claims that a volume could take over and that nothing speaks against so far."""
    return [
        one
        for one in proof.claims
        if (one.startswith(_EXAMINED) and not proof.archive)
        or (one.startswith(_READERS) and not proof.access)
    ]


def _confirmed(proof: VerifiedClaims, result: verapdf.ValidationResult) -> VerifiedClaims:
    for claim in _open_claims(proof):
        kind = claim.rpartition("-")[0]
        profiles = {one: said for one, said in result.failures.items() if one.startswith(kind)}
        said = tuple(one.message for failed in profiles.values() for one in failed)[:_MOST]
        if not profiles:
            said = (result.silent or f"veraPDF did not examine it as {claim}",)
        field = "access" if claim.startswith(_READERS) else "archive"
        proof = replace(proof, **{field: said})
    return replace(proof, by=(*proof.by, verapdf.title()))


def _listed(claims: Claims) -> tuple[str, ...]:
    return tuple(one for one in (claims.pdfa, claims.pdfua) if one)


def _reasons(subject: Subject, checks: Iterable[_Check]) -> tuple[str, ...]:
    """Return what speaks against a claim, the same on several pages once, with its pages."""
    pages: dict[str, set[int]] = {}
    for check in checks:
        try:
            for message, page in _spoken(check(subject)):
                where = pages.setdefault(message, set())
                where |= {page} if page else set()
        except Exception as error:  # whatever a foreign file does to a check
            name = getattr(check, "__name__", "rule").strip("_").replace("_", " ")
            pages.setdefault(f"{name} could not be done ({type(error).__name__})", set())
    return tuple(
        f"{message} ({'page' if len(found) == 1 else 'pages'} {', '.join(ranges(found))})"
        if found
        else message
        for message, found in list(pages.items())[:_MOST]
    )


def _spoken(found: Iterable[Finding | Objection]) -> Iterator[Objection]:
    """Yield what a check found, of findings those that are errors."""
    for one in found:
        if isinstance(one, Objection):
            yield one
        elif one.severity == "error":
            yield Objection(one.message, one.place.page)


def _archive_checks(claims: Claims) -> tuple[_Check, ...]:
    level = claims.pdfa[-1]
    return (
        *_ARCHIVE,
        *((_check_characters,) if level in "ua" else ()),
        *(_TAGS if level == "a" else ()),
    )


def _check_packet(subject: Subject) -> Iterator[Objection]:
    if fault := read_xmp_packet(subject.pdf).fault:
        yield Objection(fault)


def _check_colours(subject: Subject) -> Iterator[Objection]:
    """Find colours of a device that no output intent describes (6.2.4.3); Default spaces are in the marks already."""
    known = _intent_space(subject.pdf)
    read = content_of(subject)
    painted = [(obj.page, obj.paint.space) for obj in read.objects]
    painted += [(one.page, one.space) for one in read.groups if one.space and not one.mask]
    for page, space in dict.fromkeys(painted):
        for one in space.chain():
            if not one.family.startswith("Device") or one.family == "DeviceN":
                continue
            if not known or _CHANNELS.get(one.family, known) != known:
                what = (
                    f"the output intent is one of {known}" if known else "there is no output intent"
                )
                yield Objection(f"{one.family} is used, and {what}", page)


def _intent_space(pdf: pikepdf.Pdf) -> str:
    """Return the colour space of the PDF/A output intent's profile; empty where there is none that can be read."""
    profiles = (read_profile(content) for content in _intent_profiles(pdf))
    return next((profile.space for profile in profiles if profile), "")


def _intent_profiles(pdf: pikepdf.Pdf) -> list[bytes]:
    """Return the profiles of the PDF/A output intents, each once."""
    listed = pdf.Root.get("/OutputIntents")
    streams = (
        one.get("/DestOutputProfile")
        for one in (listed if isinstance(listed, pikepdf.Array) else ())
        if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/GTS_PDFA1"
    )
    return list(
        dict.fromkeys(one.read_bytes() for one in streams if isinstance(one, pikepdf.Stream))
    )


def _check_intent(subject: Subject) -> Iterator[Objection]:
    """Find output intents whose profile is none of a device, or that have several (6.2.3)."""
    contents = _intent_profiles(subject.pdf)
    if len(contents) > 1:
        yield Objection("its output intents have different profiles")
    for content in contents:
        profile = read_profile(content)
        if profile is None:
            yield Objection("the profile of its output intent cannot be read")
        elif profile.device not in _DEVICES or profile.space not in _SPACES or profile.version > 4:
            what = f"{profile.device}, {profile.space}, version {profile.version}"
            yield Objection(f"the profile of its output intent is of another kind ({what})")


def _check_transparency(subject: Subject) -> Iterator[Objection]:
    """Find transparency of which nothing says in which colours it blends (6.2.10)."""
    if _intent_space(subject.pdf):
        return
    for page, what, _ in features.transparent(subject):
        group = subject.pdf.pages[page - 1].obj.get("/Group")
        if not isinstance(group, pikepdf.Dictionary) or "/CS" not in group:
            yield Objection(f"nothing says which colours {what} blends in", page)


def _check_streams(subject: Subject) -> Iterator[Objection]:
    """Find LZW (6.1.7.2), data in other files, and pictures that are to be smoothed (6.2.8)."""
    for stream in subject.pdf.objects:
        if not isinstance(stream, pikepdf.Stream):
            continue
        given = stream.get("/Filter")
        filters = list(given) if isinstance(given, pikepdf.Array) else [given]
        if "/LZWDecode" in [decoded(one) for one in filters if isinstance(one, pikepdf.Name)]:
            yield Objection("a stream is compressed as LZW")
        if stream.get("/Subtype") == "/Image" and bool(stream.get("/Interpolate", False)):
            yield Objection("a picture asks to be interpolated")
        if stream.get("/Subtype") == "/Image" and "/Alternates" in stream:
            yield Objection("a picture has alternates")


def _check_actions(subject: Subject) -> Iterator[Objection]:
    for kind, page, _ in interactive.actions(subject.pdf):
        if kind not in _ACTIONS:
            yield Objection(f"it holds an action: {kind.lstrip('/')}", page)
    form = subject.pdf.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary):
        if "/XFA" in form:
            yield Objection("it holds an XFA form")
        if bool(form.get("/NeedAppearances", False)):
            yield Objection("its form fields have no look of their own")


def _check_annotations(subject: Subject) -> Iterator[Objection]:
    """Find annotations that PDF/A does not take, or of which nobody knows how they look (6.3)."""
    for page, sheet in enumerate(subject.pdf.pages, 1):
        for one in annotations(sheet.obj):
            kind = decoded(one.get("/Subtype"))
            flags = int(number(one.get("/F")) or 0)
            if kind in _BARRED_ANNOTATIONS:
                yield Objection(f"an annotation is of the kind {kind.lstrip('/')}", page)
            if kind == "/Popup":
                continue
            if flags & _HIDING or not flags & _PRINTS:
                yield Objection(f"an annotation ({kind.lstrip('/')}) is not printed", page)
            if kind != "/Link" and rect_of(one.get("/Rect")) and "/AP" not in one:
                yield Objection(f"an annotation ({kind.lstrip('/')}) has no look", page)


def _check_layers(subject: Subject) -> Iterator[Objection]:
    """Find layers without a name, or that switch themselves (6.9)."""
    layers = subject.pdf.Root.get("/OCProperties")
    if not isinstance(layers, pikepdf.Dictionary):
        return
    more = layers.get("/Configs")
    for one in (layers.get("/D"), *(more if isinstance(more, pikepdf.Array) else ())):
        if isinstance(one, pikepdf.Dictionary) and "/AS" in one:
            yield Objection("its layers switch themselves")


def _check_followed(subject: Subject) -> Iterator[Objection]:
    """Find contents that could not be read to their end: nothing is known of the rest."""
    read = content_of(subject)
    for fault in read.faults:
        yield Objection(f"a content stream cannot be followed: {fault.message}", fault.page)
    for page in sorted(read.endless):
        yield Objection("there is more on the page than is examined", page)


def _check_characters(subject: Subject) -> Iterator[Objection]:
    """Find fonts whose codes lead to no characters (6.2.11.7), in untagged files too."""
    for used in fonts.fonts_used(subject):
        if not has_characters(used.resource):
            message = f"text in the font {font_name(used.resource)} cannot be read as characters"
            yield Objection(message, used.page)


def _check_transfer(subject: Subject) -> Iterator[Objection]:
    """Find transfer functions, the identity too: a graphics state has no TR, and no TR2 but Default (6.2.5)."""
    for used in used_resources(subject, "gstate"):
        if "/TR" in used.resource or used.resource.get("/TR2", "/Default") != "/Default":
            yield Objection("a transfer curve is set", used.page)


def _check_xobjects(subject: Subject) -> Iterator[Finding]:
    yield from features.check_stand_ins(subject)
    yield from features.check_curves(subject)


_ARCHIVE: tuple[_Check, ...] = (
    _check_packet,
    fonts.check_embedded,
    fonts.check_widths,
    _check_intent,
    _check_colours,
    _check_transparency,
    _check_streams,
    _check_actions,
    _check_annotations,
    _check_layers,
    _check_xobjects,
    _check_transfer,
    _check_followed,
)
"""What every level of PDF/A-2 and -3 asks."""
_TAGS: tuple[_Check, ...] = (
    check_tree,
    access_structure.check_roles,
    access_content.check_tagged,
    access_content.check_parents,
)
"""What level A asks besides (6.7)."""
_ACCESS: tuple[_Check, ...] = tuple(one for one in ACCESS_CHECKS if one is not verapdf.check_claims)
