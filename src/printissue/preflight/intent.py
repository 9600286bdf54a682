"""Rules over the output intent: what the file was made to be printed on (ISO 32000-1, 14.11.5)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
from pikepdf import Object

from printissue.core.findings import Finding
from printissue.model.printers import Printer
from printissue.pdf.objects import number
from printissue.pdf.objects import text as decoded
from printissue.preflight.claims import read_claims
from printissue.preflight.subject import Check, Subject

_HEADER = 128
_CHANNELS = {"GRAY": 1, "RGB": 3, "Lab": 3, "CMYK": 4}
_OUTPUT = "prtr"
_REGISTERED = re.compile(
    r"FOGRA\d\d|CGATSTR00\d|CGATS21_CRPC[1-7]|IFRA\d\d|JC200\d+|JC[NW]2002|(PSR|EURO|SNAP|SWOP).*"
)
"""Names of conditions as the ICC's registry has them, plainly written."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What the header of an ICC profile says: its colour space and device class (ICC.1, 7.2)."""

    space: str
    device: str
    version: int


def read_profile(content: bytes) -> Profile | None:
    """Read the header of an ICC profile; None where it is none."""
    if len(content) < _HEADER or content[36:40] != b"acsp":
        return None
    space, device = (content[at : at + 4].decode("latin-1").strip() for at in (16, 12))
    return Profile(space, device, content[8])


def intents(pdf: pikepdf.Pdf) -> list[Object]:
    """Give the output intents for PDF/X."""
    listed = pdf.Root.get("/OutputIntents")
    if not isinstance(listed, pikepdf.Array):
        return []
    return [
        one
        for one in listed
        if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/GTS_PDFX"
    ]


def condition_of(pdf: pikepdf.Pdf) -> str:
    """Name the output condition that the file states; an empty text where it states none."""
    return next((_text(one, "/OutputConditionIdentifier") for one in intents(pdf)), "")


def space_of(pdf: pikepdf.Pdf) -> str:
    """Name the colour space of the output intent's profile; an empty text where there is none."""
    for intent in intents(pdf)[:1]:
        stream = intent.get("/DestOutputProfile")
        try:
            read = read_profile(stream.read_bytes()) if isinstance(stream, pikepdf.Stream) else None
        except pikepdf.PdfError:
            read = None
        return read.space if read else ""
    return ""


def check_intent(subject: Subject) -> Iterator[Finding]:
    """Find a file without an output intent, with several, or with one that names nothing."""
    found, where = intents(subject.pdf), subject.place()
    if not found:
        message = "no output intent says what the file was made to be printed on"
        hint = _wanted(subject.printer) or "state the output condition and embed its profile"
        yield Finding("intent-missing", where, message, hint)
    if len(found) > 1:
        message = f"{len(found)} output intents say what the file was made to be printed on"
        yield Finding("intent-several", where, message, "keep one")
    for intent in found[:1]:
        if not _text(intent, "/OutputConditionIdentifier"):
            message = "the output intent names no condition (OutputConditionIdentifier)"
            yield Finding("intent-condition", where, message, _wanted(subject.printer))


def check_profile(subject: Subject) -> Iterator[Finding]:
    """Find an output intent whose profile is not there, damaged, or not one of a press."""
    where = subject.place()
    for intent in intents(subject.pdf)[:1]:
        stream = intent.get("/DestOutputProfile")
        if not isinstance(stream, pikepdf.Stream):
            yield from _without_profile(subject, intent)
            continue
        try:
            profile = read_profile(stream.read_bytes())
        except pikepdf.PdfError:
            profile = None
        if profile is None:
            message = "the output intent's profile is no ICC profile"
            yield Finding("intent-profile", where, message, "embed the condition's ICC file")
            continue
        yield from _judged(subject, profile, number(stream.get("/N")))


def _judged(subject: Subject, profile: Profile, count: float | None) -> Iterator[Finding]:
    where = subject.place()
    if profile.space != "CMYK":
        message = f"the output intent's profile is for {profile.space}, not for CMYK"
        hint = _wanted(subject.printer) or "embed the profile of a printing condition"
        yield Finding("R0035", where, message, hint)
    if profile.device != _OUTPUT:
        message = f"the output intent's profile is of the class {profile.device!r}, not {_OUTPUT!r}"
        yield Finding("intent-profile", where, message, "embed the profile of a printing condition")
    channels = _CHANNELS.get(profile.space)
    if channels is not None and count != channels:
        said = "nothing" if count is None else f"{count:g}"
        message = f"the profile has {channels} channels; its stream's N says {said}"
        yield Finding("intent-profile", where, message, "embed the profile anew")
    if profile.version > 4:
        message = f"the output intent's profile is of ICC version {profile.version}"
        yield Finding("intent-profile", where, message, "embed one of version 2 or 4")


def _without_profile(subject: Subject, intent: Object) -> Iterator[Finding]:
    if "/DestOutputProfileRef" not in intent:
        message = "the output intent has no profile"
        yield Finding("intent-profile", subject.place(), message, "embed the condition's ICC file")
    elif read_claims(subject.pdf).pdfx != "PDF/X-4p":
        message = "the output intent's profile lies outside the file"
        hint = "embed it; only PDF/X-4p may refer to one"
        yield Finding("intent-profile", subject.place(), message, hint)


def check_condition(subject: Subject) -> Iterator[Finding]:
    """Find an output condition or a registry that is not the printer's."""
    printer = subject.printer
    if printer is None:
        yield from _unknown(subject)
        return
    for intent in intents(subject.pdf)[:1]:
        said = _text(intent, "/OutputConditionIdentifier")
        if said and _plain(said) != _plain(printer.condition):
            message = f"the file was made for {said}; the printer prints on {printer.condition}"
            hint = "convert it into the printer's condition, or ask for another"
            yield Finding("intent-condition", subject.place(), message, hint)
        registry = _text(intent, "/RegistryName")
        if _address(registry) != _address(printer.registry):
            there = f"is {registry}" if registry else "is not there"
            message = f"the RegistryName of the output intent {there}"
            yield Finding("intent-registry", subject.place(), message, f"it is {printer.registry}")


def _unknown(subject: Subject) -> Iterator[Finding]:
    """Find the name of a condition that tells nobody anything."""
    for intent in intents(subject.pdf)[:1]:
        said = _text(intent, "/OutputConditionIdentifier")
        told = _text(intent, "/Info") or _text(intent, "/OutputCondition")
        if said and not told and not _REGISTERED.fullmatch(_plain(said)):
            message = (
                f"the output condition {said!r} is no registered name, and nothing describes it"
            )
            hint = "use the registered name, for example FOGRA39, or describe the condition in Info"
            yield Finding("intent-condition", subject.place(), message, hint, "warning")


def _text(intent: Object, key: str) -> str:
    value = intent.get(key)
    return decoded(value).strip() if isinstance(value, pikepdf.String) else ""


def _plain(condition: str) -> str:
    """Write a condition without spaces, and FOGRA39L as FOGRA39."""
    return re.sub(r"^(FOGRA\d+)L$", r"\1", re.sub(r"\s", "", condition).upper())


def _address(registry: str) -> str:
    return re.sub(r"^https?://|/+$", "", registry.lower())


def _wanted(printer: Printer | None) -> str:
    return (
        f"the printer prints on {printer.condition}, profile {printer.profile}" if printer else ""
    )


CHECKS: tuple[Check, ...] = (check_intent, check_profile, check_condition)
"""The rules of this module."""
