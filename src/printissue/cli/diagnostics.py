"""The doctor: whether this machine has what printissue needs, each thing with what to do where it is missing.

It works where WeasyPrint itself does not load, and tells then which library is not there.
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
from printissue.core.tools import verapdf_folder
from printissue.model.printers import PRINTERS

ENGINES = ("weasyprint", "pikepdf", "pypdf", "jinja2", "pyyaml", "pydantic")
"""The packages that get a line of their own; all others share one."""

OLDEST_PYTHON = (3, 11)
OLDEST_PANGO = (1, 44)
"""WeasyPrint 70's own floor."""

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
"""What to ask which package manager for."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked for: whether it is there, what was found, and what to do where it is not.

    Where `needed` is False, only tests or later steps use it, and a build goes without.
    """

    name: str
    ok: bool
    found: str
    hint: str = ""
    needed: bool = True


def check(workspace: Path = Path()) -> list[Check]:
    """Look for everything that a build in `workspace` needs, then for what is optional."""
    return [
        _python(),
        *_press(),
        *_packages(),
        *_fonts(),
        *_profiles(workspace),
        _tool("Java", "java", "-version", install="java"),
        _verapdf(),
        _tool("Ghostscript", "gs", "--version", install="ghostscript"),
        _tool("Poppler", "pdftoppm", "-v", install="poppler"),
    ]


def lacking(checks: list[Check]) -> list[Check]:
    """Give the needed things that are not there: where there are any, nothing can be built."""
    return [one for one in checks if one.needed and not one.ok]


def _install(what: str) -> str:
    """Say how to install it: with this machine's package manager, or with each where there is none."""
    managers = [name for name in INSTALL[what] if shutil.which(name)][:1] or list(INSTALL[what])
    return " or ".join(f"{name} install {INSTALL[what][name]}" for name in managers)


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(str(part) for part in version)


def _python() -> Check:
    ok = sys.version_info[:2] >= OLDEST_PYTHON
    hint = f"{_dotted(OLDEST_PYTHON)} or newer: {_install('python')}"
    return Check("Python", ok, _dotted(sys.version_info[:3]), "" if ok else hint)


def _press() -> Iterator[Check]:
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
    found = "there" if subset else "not there"
    yield Check("HarfBuzz subset", subset, found, "" if subset else _install("harfbuzz"))


def _pango(version: tuple[int, int, int]) -> Check:
    """Compare Pango's version with the oldest one that WeasyPrint supports."""
    ok = version[:2] >= OLDEST_PANGO
    hint = f"{_dotted(OLDEST_PANGO)} or newer: {_install('pango')}"
    return Check("Pango", ok, _dotted(version), "" if ok else hint)


def _packages() -> Iterator[Check]:
    """Compare the installed Python packages with what printissue's own metadata asks for."""
    try:
        wanted = metadata.requires("printissue") or []
    except metadata.PackageNotFoundError:
        yield Check("printissue", False, "not installed", "make setup")
        return
    checks = [_package(text) for text in wanted if "extra ==" not in text]
    yield from (one for one in checks if one.name in ENGINES)
    others = [one for one in checks if one.name not in ENGINES]
    faults = [f"{one.name} {one.found}" for one in others if not one.ok]
    found = ", ".join(faults) or f"all {len(others)}"
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
    return Check(name, ok, found, "" if ok else f"{bounds} is wanted: make setup")


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
    """Look for the ICC profile of each built-in printer, where the prepress would look."""
    try:
        resources = Resources.of(workspace)
    except MissingError as error:
        yield Check("built-in styles", False, error.message, error.hint)
        return
    for name in dict.fromkeys(printer.profile for printer in PRINTERS.values()):
        try:
            path = resources.profile(name)
        except MissingError as error:
            theirs = name in PROFILE_SOURCES
            hint = f"optional, for its printer: {error.hint}" if theirs else error.hint
            yield Check(f"profile {name}", False, "not there", hint, needed=not theirs)
        else:
            yield Check(f"profile {name}", True, str(path))


def _tool(name: str, program: str, option: str, *, install: str) -> Check:
    """Ask an optional program for its version: the first line that it prints, to either stream."""
    missing = Check(name, False, "not there", f"optional: {_install(install)}", needed=False)
    path = shutil.which(program)
    if path is None:
        return missing
    try:
        run = subprocess.run([path, option], capture_output=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return Check(name, False, f"{path} does not run", missing.hint, needed=False)
    lines = (run.stdout + run.stderr).decode(errors="replace").strip().splitlines()
    if run.returncode != 0 or not lines:
        return Check(name, False, f"{path} does not run", missing.hint, needed=False)
    return Check(name, True, lines[0].strip(), needed=False)


def _verapdf() -> Check:
    folder = verapdf_folder()
    ok = any(folder.rglob("*.jar"))
    hint = "" if ok else "optional, for checks of conformance: make verapdf"
    return Check("veraPDF", ok, str(folder) if ok else "not there", hint, needed=False)
