"""The checks of `printissue doctor`: what is installed, what is missing and how to install it.

They also run if WeasyPrint cannot be loaded, and then name the library that is missing.
"""

import operator
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from printissue.assets.resources import FONT_PACKAGES, PROFILE_SOURCES, Resources
from printissue.core.errors import MissingError
from printissue.core.files import verapdf_folder
from printissue.model.printers import PRINTERS

ENGINES = ("weasyprint", "pikepdf", "pypdf", "jinja2", "pyyaml", "pydantic")
"""The packages that have a line of their own; the others share one."""

OLDEST_PYTHON = (3, 11)
OLDEST_PANGO = (1, 44)
"""The oldest version that WeasyPrint 70 supports."""

INSTALL: dict[str, dict[str, str]] = {
    "python": {"apt-get": "python3 python3-venv", "dnf": "python3", "brew": "python"},
    "pango": {
        "apt-get": "libpango-1.0-0 libpangoft2-1.0-0",
        "dnf": "pango",
        "brew": "pango",
    },
    "harfbuzz": {"apt-get": "libharfbuzz-subset0", "dnf": "harfbuzz", "brew": "harfbuzz"},
    "java": {"apt-get": "default-jre-headless", "dnf": "java-headless", "brew": "openjdk"},
    "ghostscript": {"apt-get": "ghostscript", "dnf": "ghostscript", "brew": "ghostscript"},
    "poppler": {"apt-get": "poppler-utils", "dnf": "poppler-utils", "brew": "poppler"},
}
"""The packages to install, by package manager."""


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one check: whether the thing is there, what was found, and how to install it if not.

    `needed` is False for what a build works without.
    """

    name: str
    ok: bool
    found: str
    hint: str = ""
    needed: bool = True


def check(workspace: Path = Path()) -> list[Check]:
    """Check everything that a build in `workspace` needs, then what is optional."""
    return [
        _python(),
        *_layout_engine(),
        *_packages(),
        *_fonts(),
        *_profiles(workspace),
        _tool("Java", "java", "-version", install="java"),
        _verapdf(),
        _tool("Ghostscript", "gs", "--version", install="ghostscript"),
        _tool("Poppler", "pdftoppm", "-v", install="poppler"),
    ]


def missing(checks: list[Check]) -> list[Check]:
    """Return the failed checks of things that a build needs."""
    return [one for one in checks if one.needed and not one.ok]


def _install(what: str) -> str:
    """Return the command that installs it with the package manager found, or with each if none is found."""
    managers = [name for name in INSTALL[what] if shutil.which(name)][:1] or list(INSTALL[what])
    return " or ".join(f"{name} install {INSTALL[what][name]}" for name in managers)


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(str(part) for part in version)


def _python() -> Check:
    ok = sys.version_info[:2] >= OLDEST_PYTHON
    hint = f"install {_dotted(OLDEST_PYTHON)} or newer: {_install('python')}"
    return Check("Python", ok, _dotted(sys.version_info[:3]), "" if ok else hint)


def _layout_engine() -> Iterator[Check]:
    """Load WeasyPrint, and check the native libraries that it uses."""
    from printissue.layout.engine import native_libraries

    try:
        libraries = native_libraries()
    except (OSError, ImportError) as error:
        fault = str(error).partition("\n")[0]
        hint = _install("pango") if isinstance(error, OSError) else "make setup"
        yield Check("layout engine", False, fault, hint)
        return
    yield Check("layout engine", True, "WeasyPrint loads")
    yield _pango(libraries.pango)
    subset = libraries.has_harfbuzz_subset
    found = "found" if subset else "not found"
    yield Check("HarfBuzz subset", subset, found, "" if subset else _install("harfbuzz"))


def _pango(version: tuple[int, int, int]) -> Check:
    """Compare Pango's version with the oldest one that WeasyPrint supports."""
    ok = version[:2] >= OLDEST_PANGO
    hint = f"install {_dotted(OLDEST_PANGO)} or newer: {_install('pango')}"
    return Check("Pango", ok, _dotted(version), "" if ok else hint)


def _packages() -> Iterator[Check]:
    """Compare the installed Python packages with the requirements in printissue's metadata."""
    try:
        wanted = metadata.requires("printissue") or []
    except metadata.PackageNotFoundError:
        yield Check("printissue", False, "not installed", "make setup")
        return
    checks = [_package(text) for text in wanted if "extra ==" not in text]
    yield from (one for one in checks if one.name in ENGINES)
    others = [one for one in checks if one.name not in ENGINES]
    faults = [f"{one.name} {one.found}" for one in others if not one.ok]
    found = ", ".join(faults) or f"all {len(others)} installed"
    yield Check("other packages", not faults, found, "make setup" if faults else "")


_COMPARE: dict[str, Callable[[list[int], list[int]], bool]] = {
    "==": operator.eq,
    ">=": operator.ge,
    "<": operator.lt,
}


def _package(requirement: str) -> Check:
    """Compare one package with a requirement such as `weasyprint<71,>=70`."""
    wanted = requirement.partition(";")[0].replace(" ", "")
    name, bounds = re.fullmatch(r"([\w.-]+)(.*)", wanted).groups()  # type: ignore[union-attr]
    try:
        found = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Check(name, False, "not installed", "make setup")
    ok = all(
        _COMPARE[sign](_numbers(found), _numbers(bound))
        for sign, bound in re.findall(r"(==|>=|<)([^,]+)", bounds)
    )
    return Check(name, ok, found, "" if ok else f"{bounds} is required: make setup")


def _numbers(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version)]


def _fonts() -> Iterator[Check]:
    for package, inner in FONT_PACKAGES.items():
        spec = find_spec(package)
        folder = Path(spec.origin).parent / inner if spec and spec.origin else None
        count = sum(1 for _ in folder.rglob("*.[to]tf")) if folder else 0
        found = f"{count} files" if folder else "not installed"
        short = package.removeprefix("fontpkg_").removeprefix("font_")
        yield Check(f"font {short}", count > 0, found, "" if count else "make setup")


def _profiles(workspace: Path) -> Iterator[Check]:
    """Look for the ICC profile of each built-in printer."""
    try:
        resources = Resources.of(workspace)
    except MissingError as error:
        yield Check("built-in styles", False, error.message, error.hint)
        return
    for name in dict.fromkeys(printer.profile for printer in PRINTERS.values()):
        try:
            path = resources.profile(name)
        except MissingError as error:
            optional = name in PROFILE_SOURCES
            hint = f"optional, for one printer: {error.hint}" if optional else error.hint
            yield Check(f"profile {name}", False, "not found", hint, needed=not optional)
        else:
            yield Check(f"profile {name}", True, str(path))


def _tool(name: str, program: str, option: str, *, install: str) -> Check:
    """Run an optional program to find its version: the first line that it prints, to either stream."""
    absent = Check(name, False, "not found", f"optional: {_install(install)}", needed=False)
    path = shutil.which(program)
    if path is None:
        return absent
    try:
        run = subprocess.run([path, option], capture_output=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return Check(name, False, f"{path} cannot be run", absent.hint, needed=False)
    lines = (run.stdout + run.stderr).decode(errors="replace").strip().splitlines()
    if run.returncode != 0 or not lines:
        return Check(name, False, f"{path} cannot be run", absent.hint, needed=False)
    return Check(name, True, lines[0].strip(), needed=False)


def _verapdf() -> Check:
    folder = verapdf_folder()
    ok = any(folder.rglob("*.jar"))
    hint = "" if ok else "optional, to check PDF/A and PDF/UA: make verapdf"
    return Check("veraPDF", ok, str(folder) if ok else "not found", hint, needed=False)
