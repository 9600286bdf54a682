"""What a file is: its version, claims, maker, output intents and fonts, and the tools at hand."""

import io
import shutil
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
from PIL import ImageCms

from printissue.core.files import verapdf_folder
from printissue.core.limits import address_space_for_programs
from printissue.pdf.objects import text
from printissue.preflight.claims import read_claims

Raw = Any
"""An object of the file, or a value read from it."""
Facts = dict[str, Any]
"""By name, of values that JSON knows."""

_DEPTH = 12
"""How deep forms, patterns and glyphs may stand in each other where fonts are looked for."""
_FILES = ("/FontFile", "/FontFile2", "/FontFile3")


def file_facts(pdf: pikepdf.Pdf) -> Facts:
    """Say what a file is; what cannot be read is empty."""
    return {
        "version": pdf.pdf_version,
        "encrypted": pdf.is_encrypted,
        "claims": _quiet(_claims, pdf) or [],
        **{name: _quiet(_info, pdf, f"/{name.title()}") or "" for name in _INFO},
        "intents": _quiet(_intents, pdf) or [],
        "fonts": _quiet(_fonts, pdf) or [],
    }


_INFO = ("title", "creator", "producer")


def tool_facts() -> Facts:
    """Name the optional tools that this machine has; an absent one is empty."""
    jars = verapdf_folder()
    return {
        "ghostscript": ghostscript_version(),
        "verapdf": jars.name if shutil.which("java") and any(jars.rglob("*.jar")) else "",
    }


def ghostscript_version() -> str:
    """Ask Ghostscript for its version; empty where it is not installed or does not run."""
    path = shutil.which("gs")
    if path is None:
        return ""
    try:
        with address_space_for_programs():
            run = subprocess.run([path, "--version"], capture_output=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return run.stdout.decode(errors="replace").strip() if run.returncode == 0 else ""


def _quiet(read: Callable[..., Raw], *values: Raw) -> Raw:
    """Read something of a file that may hold anything; None where it is not what it should be."""
    try:
        return read(*values)
    except Exception:
        return None


def _info(pdf: pikepdf.Pdf, key: str) -> str:
    found = pdf.docinfo.get(key)
    return text(found)[:200] if isinstance(found, pikepdf.String) else ""


def _claims(pdf: pikepdf.Pdf) -> list[str]:
    return list(read_claims(pdf).listed)


def _intents(pdf: pikepdf.Pdf) -> list[dict[str, str]]:
    found = pdf.Root.get("/OutputIntents", pikepdf.Array())
    return [_quiet(_intent, one) or {"kind": "unreadable"} for one in found.as_list()]


def _intent(intent: Raw) -> dict[str, str]:
    keys = {
        "kind": "/S",
        "condition": "/OutputConditionIdentifier",
        "registry": "/RegistryName",
        "info": "/Info",
    }
    said = {name: text(intent.get(key)).lstrip("/") for name, key in keys.items()}
    profile = intent.get("/DestOutputProfile")
    return {**said, "profile": _quiet(_description, profile) or ("unreadable" if profile else "")}


def _description(stream: Raw) -> str:
    profile = ImageCms.ImageCmsProfile(io.BytesIO(stream.read_bytes()))
    return ImageCms.getProfileDescription(profile).strip()


def _fonts(pdf: pikepdf.Pdf) -> list[dict[str, Any]]:
    """List the fonts that pages name, each once, with their kind and whether they are embedded."""
    found: dict[tuple[str, str, bool], None] = {}
    seen: set[tuple[int, int]] = set()
    for page in pdf.pages:
        for font in _fonts_of(page.obj.get("/Resources") or page.resources, seen, _DEPTH):
            described = _quiet(_font, font)
            if described:
                found[described] = None
    return [{"name": name, "kind": kind, "embedded": there} for name, kind, there in sorted(found)]


def _fonts_of(resources: Raw, seen: set[tuple[int, int]], depth: int) -> Iterator[Raw]:
    """Give the fonts of a resource dictionary and of all that it names, none twice."""
    if not isinstance(resources, pikepdf.Dictionary) or depth < 0:
        return
    for font in _entries(resources, "/Font", seen):
        yield font
        yield from _fonts_of(font.get("/Resources"), seen, depth - 1)
    for key in ("/XObject", "/Pattern"):
        for inner in _entries(resources, key, seen):
            yield from _fonts_of(inner.get("/Resources"), seen, depth - 1)


def _entries(resources: Raw, key: str, seen: set[tuple[int, int]]) -> Iterator[Raw]:
    named = resources.get(key)
    for entry in named.values() if isinstance(named, pikepdf.Dictionary) else ():
        if isinstance(entry, pikepdf.Dictionary | pikepdf.Stream) and entry.objgen not in seen:
            if entry.objgen != (0, 0):
                seen.add(entry.objgen)
            yield entry


def _font(font: Raw) -> tuple[str, str, bool]:
    kind = text(font.get("/Subtype")).lstrip("/")
    named = font.get("/BaseFont")
    name = text(font.get("/Name") if named is None else named).lstrip("/")
    if kind == "Type3":
        return name or "(no name)", kind, True
    inner = font.DescendantFonts[0] if kind == "Type0" else font
    descriptor = inner.get("/FontDescriptor", pikepdf.Dictionary())
    return name, kind, any(key in descriptor for key in _FILES)
