"""Verification of a file's claims of PDF/A and PDF/UA, by our own rules and by veraPDF.

A claim is believed only if nothing speaks against it and all of the file could be examined. PDF/A is checked against
ISO 19005-2 and -3, which differ only in attachments; -1 and -4 are other standards, and are not examined.
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
from printissue.preflight import features, fonts, interactive, verapdf
from printissue.preflight.accessibility import ACCESS_CHECKS, content, document, structure
from printissue.preflight.accessibility.text import has_characters
from printissue.preflight.claims import Claims, read_claims
from printissue.preflight.opening import opened
from printissue.preflight.output_intent import read_profile
from printissue.preflight.reader import content_of, used_resources
from printissue.preflight.subject import Subject

OWN = "printissue"
_MOST = 20
"""The most objections to one standard that are kept."""
_EXAMINED = ("PDF/A-2", "PDF/A-3")
_PDFUA = "PDF/UA-1"
_ACTIONS = frozenset({"/GoTo", "/GoToR", "/GoToE", "/URI", "/Named", "/Thread", "/SubmitForm"})
"""The actions that PDF/A allows (ISO 19005-3, 6.5.1)."""
_FORBIDDEN_ANNOTATIONS = frozenset({"/3D", "/Sound", "/Screen", "/Movie", "/RichMedia"})
"""ISO 19005-3, 6.3.1."""
_HIDING_FLAGS = 0b1_0010_0011
"""Invisible, Hidden, NoView and ToggleNoView (6.3.2)."""
_PRINT_FLAG = 0b100
_DEVICE_CLASSES = frozenset({"prtr", "mntr"})
_PROFILE_SPACES = frozenset({"GRAY", "RGB", "CMYK"})
_CHANNELS = {"DeviceRGB": "RGB", "DeviceCMYK": "CMYK"}


@dataclass(frozen=True, slots=True)
class VerifiedClaims:
    """The claims of a file, and the objections to its PDF/A (`archive`) and PDF/UA (`access`); none where they hold.

    `by` names the examiners.
    """

    claims: tuple[str, ...] = ()
    archive: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    by: tuple[str, ...] = ()


class Objection(NamedTuple):
    """A fact that contradicts a claim, besides the findings of rules."""

    message: str
    page: int | None = None


_Check = Callable[[Subject], Iterable[Finding | Objection]]


def verify_claims(path: Path, name: str) -> VerifiedClaims:
    """Examine what a file claims by our own rules; a file without claims is not examined."""
    with opened(path, name) as (pdf, _):
        if pdf is None:
            unreadable = ("cannot be read",)
            return VerifiedClaims(archive=unreadable, access=unreadable)
        claims = read_claims(pdf)
        subject = Subject(pdf, path, name)
        archive, access = tuple[str, ...](), tuple[str, ...]()
        if claims.pdfa.startswith(_EXAMINED):
            archive = _objections(subject, _archive_checks(claims))
        if claims.pdfua == _PDFUA:
            access = _objections(subject, _PDFUA_CHECKS)
    return VerifiedClaims(_listed(claims), archive, access, (OWN,) if _listed(claims) else ())


def confirm_with_verapdf(verified: Mapping[Path, VerifiedClaims]) -> dict[Path, VerifiedClaims]:
    """Ask veraPDF, where it is installed, about the claims that our own rules do not object to."""
    paths = [path for path, one in verified.items() if _open_claims(one)]
    if not paths or not verapdf.is_installed():
        return dict(verified)
    results = verapdf.validate(paths)
    confirmed = {path: _confirmed(verified[path], results[path]) for path in paths}
    return {**verified, **confirmed}


def _open_claims(verified: VerifiedClaims) -> list[str]:
    """Return the claims that a volume can adopt and that have no objection so far."""
    return [
        one
        for one in verified.claims
        if (one.startswith(_EXAMINED) and not verified.archive)
        or (one.startswith(_PDFUA) and not verified.access)
    ]


def _confirmed(verified: VerifiedClaims, result: verapdf.ValidationResult) -> VerifiedClaims:
    for claim in _open_claims(verified):
        standard = claim.rpartition("-")[0]
        profiles = {
            profile: failed
            for profile, failed in result.failures.items()
            if profile.startswith(standard)
        }
        failures = tuple(one.message for failed in profiles.values() for one in failed)[:_MOST]
        if not profiles:
            failures = (result.error or f"veraPDF did not validate it as {claim}",)
        field = "access" if claim.startswith(_PDFUA) else "archive"
        verified = replace(verified, **{field: failures})
    return replace(verified, by=(*verified.by, verapdf.title()))


def _listed(claims: Claims) -> tuple[str, ...]:
    return tuple(one for one in (claims.pdfa, claims.pdfua) if one)


def _objections(subject: Subject, checks: Iterable[_Check]) -> tuple[str, ...]:
    """Return the objections of checks; one that applies to several pages is listed once with its pages."""
    pages: dict[str, set[int]] = {}
    for check in checks:
        try:
            for message, page in _as_objections(check(subject)):
                where = pages.setdefault(message, set())
                where |= {page} if page else set()
        except Exception:  # a file of any content can make a check fail
            name = getattr(check, "__name__", "rule").strip("_").removeprefix("check_")
            name = name.replace("_", " ")
            pages.setdefault(f"the check of {name} failed", set())
    return tuple(
        f"{message} ({'page' if len(found) == 1 else 'pages'} {', '.join(ranges(found))})"
        if found
        else message
        for message, found in list(pages.items())[:_MOST]
    )


def _as_objections(found: Iterable[Finding | Objection]) -> Iterator[Objection]:
    """Yield objections, and findings that are errors as objections."""
    for one in found:
        if isinstance(one, Objection):
            yield one
        elif one.severity == "error":
            yield Objection(one.message, one.place.page)


def _archive_checks(claims: Claims) -> tuple[_Check, ...]:
    level = claims.pdfa[-1]
    return (
        *_PDFA_CHECKS,
        *((_check_characters,) if level in "ua" else ()),
        *(_LEVEL_A_CHECKS if level == "a" else ()),
    )


def _check_packet(subject: Subject) -> Iterator[Objection]:
    if fault := read_xmp_packet(subject.pdf).fault:
        yield Objection(fault)


def _check_colours(subject: Subject) -> Iterator[Objection]:
    """Object to device colours that no output intent describes (6.2.4.3); default colour spaces are resolved before."""
    intent_space = _intent_space(subject.pdf)
    read = content_of(subject)
    used = [(obj.page, obj.paint.space) for obj in read.objects]
    used += [(group.page, group.space) for group in read.groups if group.space and not group.mask]
    for page, space in dict.fromkeys(used):
        for one in space.chain():
            if not one.family.startswith("Device") or one.family == "DeviceN":
                continue
            if not intent_space or _CHANNELS.get(one.family, intent_space) != intent_space:
                intent = (
                    f"the output intent is for {intent_space}"
                    if intent_space
                    else "there is no output intent"
                )
                yield Objection(f"{one.family} is used, but {intent}", page)


def _intent_space(pdf: pikepdf.Pdf) -> str:
    """Return the colour space of the PDF/A output intent; an empty string if none can be read."""
    profiles = (read_profile(profile) for profile in _intent_profiles(pdf))
    return next((profile.space for profile in profiles if profile), "")


def _intent_profiles(pdf: pikepdf.Pdf) -> list[bytes]:
    """Return the profiles of the PDF/A output intents, each once."""
    intents = pdf.Root.get("/OutputIntents")
    streams = (
        one.get("/DestOutputProfile")
        for one in (intents if isinstance(intents, pikepdf.Array) else ())
        if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/GTS_PDFA1"
    )
    return list(
        dict.fromkeys(one.read_bytes() for one in streams if isinstance(one, pikepdf.Stream))
    )


def _check_intent(subject: Subject) -> Iterator[Objection]:
    """Object to output intents with several profiles, or a profile that is not of a device (6.2.3)."""
    profiles = _intent_profiles(subject.pdf)
    if len(profiles) > 1:
        yield Objection("its output intents have different profiles")
    for data in profiles:
        profile = read_profile(data)
        if profile is None:
            yield Objection("the profile of its output intent cannot be read")
            continue
        known = profile.device in _DEVICE_CLASSES and profile.space in _PROFILE_SPACES
        if not known or profile.version > 4:
            kind = f"{profile.device}, {profile.space}, version {profile.version}"
            yield Objection(f"PDF/A does not allow the profile of its output intent ({kind})")


def _check_transparency(subject: Subject) -> Iterator[Objection]:
    """Object to transparency without a blending colour space (6.2.10)."""
    if _intent_space(subject.pdf):
        return
    for page, what, _ in features.transparent(subject):
        group = subject.pdf.pages[page - 1].obj.get("/Group")
        if not isinstance(group, pikepdf.Dictionary) or "/CS" not in group:
            yield Objection(f"the colour space in which {what} blends is not stated", page)


def _check_streams(subject: Subject) -> Iterator[Objection]:
    """Object to LZW (6.1.7.2), and to interpolated and alternate images (6.2.8)."""
    for stream in subject.pdf.objects:
        if not isinstance(stream, pikepdf.Stream):
            continue
        value = stream.get("/Filter")
        filters = list(value) if isinstance(value, pikepdf.Array) else [value]
        if "/LZWDecode" in [decoded(one) for one in filters if isinstance(one, pikepdf.Name)]:
            yield Objection("a stream is compressed as LZW")
        if stream.get("/Subtype") == "/Image" and bool(stream.get("/Interpolate", False)):
            yield Objection("an image is interpolated")
        if stream.get("/Subtype") == "/Image" and "/Alternates" in stream:
            yield Objection("an image has alternates")


def _check_actions(subject: Subject) -> Iterator[Objection]:
    for kind, page, _ in interactive.actions(subject.pdf):
        if kind not in _ACTIONS:
            yield Objection(f"it contains an action: {kind.lstrip('/')}", page)
    form = subject.pdf.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary):
        if "/XFA" in form:
            yield Objection("it contains an XFA form")
        if bool(form.get("/NeedAppearances", False)):
            yield Objection("its form fields have no appearance")


def _check_annotations(subject: Subject) -> Iterator[Objection]:
    """Object to annotations that PDF/A does not allow, that are not printed, or that have no appearance (6.3)."""
    for number_of_page, page in enumerate(subject.pdf.pages, 1):
        for one in annotations(page.obj):
            kind = decoded(one.get("/Subtype"))
            flags = int(number(one.get("/F")) or 0)
            if kind in _FORBIDDEN_ANNOTATIONS:
                message = f"an annotation is of the type {kind.lstrip('/')}"
                yield Objection(message, number_of_page)
            if kind == "/Popup":
                continue
            if flags & _HIDING_FLAGS or not flags & _PRINT_FLAG:
                message = f"an annotation ({kind.lstrip('/')}) is not printed"
                yield Objection(message, number_of_page)
            if kind != "/Link" and rect_of(one.get("/Rect")) and "/AP" not in one:
                message = f"an annotation ({kind.lstrip('/')}) has no appearance"
                yield Objection(message, number_of_page)


def _check_layers(subject: Subject) -> Iterator[Objection]:
    """Object to layers that turn on or off automatically (6.9)."""
    layers = subject.pdf.Root.get("/OCProperties")
    if not isinstance(layers, pikepdf.Dictionary):
        return
    others = layers.get("/Configs")
    for one in (layers.get("/D"), *(others if isinstance(others, pikepdf.Array) else ())):
        if isinstance(one, pikepdf.Dictionary) and "/AS" in one:
            yield Objection("its layers turn on and off automatically")


def _check_readable(subject: Subject) -> Iterator[Objection]:
    """Object to content that could not be read to its end: the rest is not known."""
    read = content_of(subject)
    for fault in read.faults:
        yield Objection(f"a content stream cannot be read: {fault.message}", fault.page)
    for page in sorted(read.endless):
        yield Objection("the page has more content than is examined", page)


def _check_characters(subject: Subject) -> Iterator[Objection]:
    """Object to fonts whose codes cannot be mapped to characters (6.2.11.7), in untagged files too."""
    for used in fonts.fonts_used(subject):
        if not has_characters(used.resource):
            message = f"text in the font {font_name(used.resource)} cannot be read as characters"
            yield Objection(message, used.page)


def _check_transfer(subject: Subject) -> Iterator[Objection]:
    """Object to any transfer function, the identity too: PDF/A allows no TR, and no TR2 but Default (6.2.5)."""
    for used in used_resources(subject, "gstate"):
        if "/TR" in used.resource or used.resource.get("/TR2", "/Default") != "/Default":
            yield Objection("a transfer curve is set", used.page)


def _check_xobjects(subject: Subject) -> Iterator[Finding]:
    yield from features.check_external_content(subject)
    yield from features.check_transfer_and_halftones(subject)


_PDFA_CHECKS: tuple[_Check, ...] = (
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
    _check_readable,
)
"""The checks for every level of PDF/A-2 and -3."""
_LEVEL_A_CHECKS: tuple[_Check, ...] = (
    document.check_tags,
    structure.check_roles,
    content.check_tagged,
    content.check_parents,
)
"""The further checks for level A (6.7)."""
_PDFUA_CHECKS: tuple[_Check, ...] = tuple(
    one for one in ACCESS_CHECKS if one is not verapdf.check_claims
)
