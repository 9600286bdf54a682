"""Rules about the output intent: the printing condition that the file was made for (ISO 32000-1, 14.11.5)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
from pikepdf import Object

from printissue.core.findings import Finding
from printissue.model.printers import Printer
from printissue.pdf.objects import number, string_entry
from printissue.preflight.claims import read_claims
from printissue.preflight.subject import Check, Subject

_HEADER = 128
_CHANNELS = {"GRAY": 1, "RGB": 3, "Lab": 3, "CMYK": 4}
_OUTPUT_CLASS = "prtr"
_REGISTERED = re.compile(
    r"FOGRA\d\d|CGATSTR00\d|CGATS21_CRPC[1-7]|IFRA\d\d|JC200\d+|JC[NW]2002|(PSR|EURO|SNAP|SWOP).*"
)
"""Names of printing conditions in the ICC registry, without spaces and in upper case."""
_EMBED = "embed the ICC profile of the printing condition"


@dataclass(frozen=True, slots=True)
class Profile:
    """The header of an ICC profile: its colour space, device class and version (ICC.1, 7.2)."""

    space: str
    device: str
    version: int


def read_profile(content: bytes) -> Profile | None:
    """Return the header of an ICC profile; None where `content` is not one."""
    if len(content) < _HEADER or content[36:40] != b"acsp":
        return None
    space, device = (content[at : at + 4].decode("latin-1").strip() for at in (16, 12))
    return Profile(space, device, content[8])


def pdfx_intents(pdf: pikepdf.Pdf) -> list[Object]:
    """Return the output intents for PDF/X."""
    intents = pdf.Root.get("/OutputIntents")
    if not isinstance(intents, pikepdf.Array):
        return []
    return [
        one
        for one in intents
        if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/GTS_PDFX"
    ]


def profile_space(pdf: pikepdf.Pdf) -> str:
    """Return the colour space of the output intent's profile; an empty string where there is none."""
    for intent in pdfx_intents(pdf)[:1]:
        profile = _embedded_profile(intent)
        return profile.space if profile else ""
    return ""


def _embedded_profile(intent: Object) -> Profile | None:
    stream = intent.get("/DestOutputProfile")
    try:
        return read_profile(stream.read_bytes()) if isinstance(stream, pikepdf.Stream) else None
    except pikepdf.PdfError:
        return None


def check_intent(subject: Subject) -> Iterator[Finding]:
    """intent-missing, intent-several, intent-condition: there is one output intent, and it names a condition."""
    intents, place = pdfx_intents(subject.pdf), subject.place()
    if not intents:
        message = "the file has no output intent, so its printing condition is not known"
        hint = _printer_condition(subject.printer) or f"name the printing condition and {_EMBED}"
        yield Finding("intent-missing", place, message, hint)
    if len(intents) > 1:
        message = f"the file has {len(intents)} output intents"
        yield Finding("intent-several", place, message, "keep one of them")
    for intent in intents[:1]:
        if not string_entry(intent, "/OutputConditionIdentifier"):
            message = (
                "the output intent does not name a printing condition (OutputConditionIdentifier)"
            )
            hint = _printer_condition(subject.printer)
            yield Finding("intent-condition", place, message, hint)


def check_profile(subject: Subject) -> Iterator[Finding]:
    """intent-profile, R0035: the output intent has the profile of a CMYK printing condition."""
    for intent in pdfx_intents(subject.pdf)[:1]:
        stream = intent.get("/DestOutputProfile")
        if not isinstance(stream, pikepdf.Stream):
            yield from _check_missing_profile(subject, intent)
            continue
        profile = _embedded_profile(intent)
        if profile is None:
            message = "the profile of the output intent is not an ICC profile"
            yield Finding("intent-profile", subject.place(), message, _EMBED)
            continue
        yield from _check_header(subject, profile, number(stream.get("/N")))


def _check_header(subject: Subject, profile: Profile, count: float | None) -> Iterator[Finding]:
    place = subject.place()
    if profile.space != "CMYK":
        message = f"the profile of the output intent is for {profile.space}, not for CMYK"
        yield Finding("R0035", place, message, _printer_condition(subject.printer) or _EMBED)
    if profile.device != _OUTPUT_CLASS:
        message = f"the profile of the output intent has the class {profile.device!r}, not {_OUTPUT_CLASS!r}"
        yield Finding("intent-profile", place, message, _EMBED)
    channels = _CHANNELS.get(profile.space)
    if channels is not None and count != channels:
        stated = "missing" if count is None else f"{count:g}"
        message = f"the profile has {channels} channels, but N of its stream is {stated}"
        yield Finding("intent-profile", place, message, "embed the profile again")
    if profile.version > 4:
        message = f"the profile of the output intent has ICC version {profile.version}"
        yield Finding("intent-profile", place, message, "embed a profile of version 2 or 4")


def _check_missing_profile(subject: Subject, intent: Object) -> Iterator[Finding]:
    if "/DestOutputProfileRef" not in intent:
        message = "the output intent has no profile"
        yield Finding("intent-profile", subject.place(), message, _EMBED)
    elif read_claims(subject.pdf).pdfx != "PDF/X-4p":
        message = "the profile of the output intent is outside the file"
        hint = "embed it; only PDF/X-4p may refer to an external profile"
        yield Finding("intent-profile", subject.place(), message, hint)


def check_condition(subject: Subject) -> Iterator[Finding]:
    """intent-condition, intent-registry: condition and registry are those of the printer."""
    printer = subject.printer
    if printer is None:
        yield from _check_registered(subject)
        return
    for intent in pdfx_intents(subject.pdf)[:1]:
        condition = string_entry(intent, "/OutputConditionIdentifier")
        if condition and _normalized(condition) != _normalized(printer.condition):
            message = f"the file is made for {condition}, but the printer uses {printer.condition}"
            hint = "convert it to the printer's condition, or ask the printer"
            yield Finding("intent-condition", subject.place(), message, hint)
        registry = string_entry(intent, "/RegistryName")
        if _without_scheme(registry) != _without_scheme(printer.registry):
            state = f"is {registry}" if registry else "is missing"
            message = f"the RegistryName of the output intent {state}"
            hint = f"set it to {printer.registry}"
            yield Finding("intent-registry", subject.place(), message, hint)


def _check_registered(subject: Subject) -> Iterator[Finding]:
    """Yield a finding for a condition that is neither registered nor described."""
    for intent in pdfx_intents(subject.pdf)[:1]:
        condition = string_entry(intent, "/OutputConditionIdentifier")
        description = string_entry(intent, "/Info") or string_entry(intent, "/OutputCondition")
        if condition and not description and not _REGISTERED.fullmatch(_normalized(condition)):
            message = f"the output condition {condition!r} is neither registered nor described"
            hint = "use a registered name, such as FOGRA39, or describe the condition in Info"
            yield Finding("intent-condition", subject.place(), message, hint, "warning")


def _normalized(condition: str) -> str:
    """Return a condition in upper case without spaces, with FOGRA39L as FOGRA39."""
    return re.sub(r"^(FOGRA\d+)L$", r"\1", re.sub(r"\s", "", condition).upper())


def _without_scheme(registry: str) -> str:
    return re.sub(r"^https?://|/+$", "", registry.lower())


def _printer_condition(printer: Printer | None) -> str:
    if printer is None:
        return ""
    return f"use the printer's condition {printer.condition} with the profile {printer.profile}"


CHECKS: tuple[Check, ...] = (check_intent, check_profile, check_condition)
"""The checks of this module."""
