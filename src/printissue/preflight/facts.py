"""Facts about a file: version, claims, producer, output intents, fonts, page sizes; and the installed tools."""

import io
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf
from PIL import ImageCms

from printissue.core.files import verapdf_folder
from printissue.core.limits import address_space_for_programs
from printissue.pdf.boxes import Box, PageBoxes
from printissue.pdf.matrix import Area, transformed_area
from printissue.pdf.objects import Raw, text
from printissue.preflight.claims import read_claims

Facts = dict[str, Any]
"""Facts by name, as values that JSON can hold."""

_DEPTH = 12
"""The maximum nesting of forms, patterns and glyphs when fonts are collected."""
_FONT_PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")
_INFO = ("title", "creator", "producer")


@dataclass(frozen=True, slots=True)
class PageFacts:
    """A page as it is seen: its width and height in mm, and its trim and bleed boxes where it has them.

    `inks` are the mean values of its separations in percent over the whole sheet, `densest` is the largest sum of inks
    of a window in percent, with the place of the window.
    """

    number: int
    size: tuple[float, float]
    trim: Box | None = None
    bleed: Box | None = None
    inks: tuple[tuple[str, float], ...] = ()
    densest: tuple[float, Box] | None = None


def page_facts(boxes: PageBoxes) -> PageFacts:
    """Return the size and boxes of a page."""
    trim, bleed = (
        None if box is None else _as_seen(boxes, box) for box in (boxes.trim, boxes.bleed)
    )
    return PageFacts(boxes.page, boxes.size, trim, bleed)


def _as_seen(boxes: PageBoxes, area: Area) -> Box:
    left, top, right, bottom = transformed_area(boxes.to_seen, area)
    return left, top, right - left, bottom - top


def file_facts(pdf: pikepdf.Pdf) -> Facts:
    """Return the facts about a file; those that cannot be read are empty."""
    return {
        "version": pdf.pdf_version,
        "encrypted": pdf.is_encrypted,
        "claims": _or_none(_claims, pdf) or [],
        **{name: _or_none(_info, pdf, f"/{name.title()}") or "" for name in _INFO},
        "intents": _or_none(_intents, pdf) or [],
        "fonts": _or_none(_fonts, pdf) or [],
    }


def tool_facts() -> Facts:
    """Return the versions of the optional tools; that of a missing one is empty."""
    jars = verapdf_folder()
    return {
        "ghostscript": ghostscript_version(),
        "verapdf": jars.name if shutil.which("java") and any(jars.rglob("*.jar")) else "",
    }


def ghostscript_version() -> str:
    """Return the version of Ghostscript; an empty string where it is not installed or does not run."""
    path = shutil.which("gs")
    if path is None:
        return ""
    try:
        with address_space_for_programs():
            run = subprocess.run([path, "--version"], capture_output=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return run.stdout.decode(errors="replace").strip() if run.returncode == 0 else ""


def _or_none(read: Callable[..., Raw], *values: Raw) -> Raw:
    """Return what `read` finds in a file of any content; None where it raises."""
    try:
        return read(*values)
    except Exception:
        return None


def _info(pdf: pikepdf.Pdf, key: str) -> str:
    value = pdf.docinfo.get(key)
    return text(value)[:200] if isinstance(value, pikepdf.String) else ""


def _claims(pdf: pikepdf.Pdf) -> list[str]:
    return list(read_claims(pdf).listed)


def _intents(pdf: pikepdf.Pdf) -> list[dict[str, str]]:
    intents = pdf.Root.get("/OutputIntents", pikepdf.Array())
    return [_or_none(_intent, one) or {"kind": "unreadable"} for one in intents.as_list()]


def _intent(intent: Raw) -> dict[str, str]:
    keys = {
        "kind": "/S",
        "condition": "/OutputConditionIdentifier",
        "registry": "/RegistryName",
        "info": "/Info",
    }
    values = {name: text(intent.get(key)).lstrip("/") for name, key in keys.items()}
    profile = intent.get("/DestOutputProfile")
    description = _or_none(_profile_description, profile) or ("unreadable" if profile else "")
    return {**values, "profile": description}


def _profile_description(stream: Raw) -> str:
    profile = ImageCms.ImageCmsProfile(io.BytesIO(stream.read_bytes()))
    return ImageCms.getProfileDescription(profile).strip()


def _fonts(pdf: pikepdf.Pdf) -> list[dict[str, Any]]:
    """Return the fonts of all pages, each once, with their type and whether they are embedded."""
    found: dict[tuple[str, str, bool], None] = {}
    seen: set[tuple[int, int]] = set()
    for page in pdf.pages:
        for font in _fonts_of(page.obj.get("/Resources") or page.resources, seen, _DEPTH):
            described = _or_none(_font, font)
            if described:
                found[described] = None
    return [
        {"name": name, "kind": kind, "embedded": embedded} for name, kind, embedded in sorted(found)
    ]


def _fonts_of(resources: Raw, seen: set[tuple[int, int]], depth: int) -> Iterator[Raw]:
    """Yield the fonts of a resource dictionary and of all resources that it refers to, each once."""
    if not isinstance(resources, pikepdf.Dictionary) or depth < 0:
        return
    for font in _entries(resources, "/Font", seen):
        yield font
        yield from _fonts_of(font.get("/Resources"), seen, depth - 1)
    for key in ("/XObject", "/Pattern"):
        for inner in _entries(resources, key, seen):
            yield from _fonts_of(inner.get("/Resources"), seen, depth - 1)


def _entries(resources: Raw, key: str, seen: set[tuple[int, int]]) -> Iterator[Raw]:
    table = resources.get(key)
    for entry in table.values() if isinstance(table, pikepdf.Dictionary) else ():
        if isinstance(entry, pikepdf.Dictionary | pikepdf.Stream) and entry.objgen not in seen:
            if entry.objgen != (0, 0):
                seen.add(entry.objgen)
            yield entry


def _font(font: Raw) -> tuple[str, str, bool]:
    kind = text(font.get("/Subtype")).lstrip("/")
    base = font.get("/BaseFont")
    name = text(font.get("/Name") if base is None else base).lstrip("/")
    if kind == "Type3":
        return name or "(no name)", kind, True
    inner = font.DescendantFonts[0] if kind == "Type0" else font
    descriptor = inner.get("/FontDescriptor", pikepdf.Dictionary())
    return name, kind, any(key in descriptor for key in _FONT_PROGRAMS)
