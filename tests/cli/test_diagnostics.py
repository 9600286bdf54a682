"""The checks of `printissue doctor`: what is installed, and how to install what is missing."""

import os
import stat
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from printissue.cli import diagnostics
from printissue.cli.diagnostics import Check, check, missing
from printissue.core import files
from printissue.core.files import VERAPDF, verapdf_folder
from printissue.model.printers import PRINTERS, Printer


def fake_program(folder: Path, name: str, script: str) -> None:
    """Put a program of this name on disk; the script is sh."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def by_name(checks: list[Check]) -> dict[str, Check]:
    return {one.name: one for one in checks}


@pytest.fixture
def path_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is all of PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def test_nothing_is_missing_here() -> None:
    checks = check()
    assert missing(checks) == []
    assert {"Python", "Pango", "weasyprint", "pikepdf", "pypdf", "jinja2", "pyyaml"} <= set(
        by_name(checks)
    )


@pytest.mark.usefixtures("path_folder")
def test_names_are_unique_and_faults_carry_hints() -> None:
    checks = check()
    assert len(by_name(checks)) == len(checks)
    for one in checks:
        assert one.found
        assert bool(one.hint) is not one.ok, one


def test_the_installed_versions_are_reported() -> None:
    checks = by_name(check())
    assert checks["weasyprint"].found == metadata.version("weasyprint")
    assert checks["Python"].found.startswith("3.")
    assert checks["Pango"].found.startswith("1.")


def test_the_profile_of_every_printer_is_checked() -> None:
    names = set(by_name(check()))
    assert {f"profile {printer.profile}" for printer in PRINTERS.values()} <= names


def test_a_profile_that_may_not_be_redistributed_is_optional(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    odd = Printer(title="odd", profile="Nowhere.icc")
    monkeypatch.setitem(diagnostics.PRINTERS, "odd", odd)
    monkeypatch.setitem(diagnostics.PROFILE_SOURCES, "Nowhere.icc", "somebody offers it")
    found = by_name(check())["profile Nowhere.icc"]
    assert not found.ok
    assert not found.needed
    assert "somebody offers it" in found.hint


def test_a_missing_profile_of_another_printer_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    odd = Printer(title="odd", profile="Nowhere.icc")
    monkeypatch.setitem(diagnostics.PRINTERS, "odd", odd)
    found = by_name(check())["profile Nowhere.icc"]
    assert not found.ok
    assert found.needed
    assert "styles/icc" in found.hint
    assert found in missing(check())


def test_a_profile_of_the_workspace_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "styles" / "icc" / "Own.icc"
    own.parent.mkdir(parents=True)
    own.write_bytes(b"icc")
    monkeypatch.setitem(diagnostics.PRINTERS, "own", Printer(title="own", profile="Own.icc"))
    assert by_name(check(tmp_path))["profile Own.icc"].found == str(own)


def test_missing_built_in_files_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> Path:
        raise diagnostics.MissingError(
            "the built-in styles/ and templates/ are not there", "install it again"
        )

    monkeypatch.setattr("printissue.assets.resources.builtin_root", gone)
    found = by_name(check())["built-in styles"]
    assert not found.ok
    assert found.hint == "install it again"


def test_an_old_python_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagnostics, "OLDEST_PYTHON", (9, 1))
    found = by_name(check())["Python"]
    assert not found.ok
    assert found.hint.startswith("install 9.1 or newer: ")


@pytest.mark.parametrize(
    ("version", "ok", "text"),
    [
        ((1, 50, 12), True, "1.50.12"),
        ((1, 44, 0), True, "1.44.0"),
        ((1, 43, 99), False, "1.43.99"),
        ((2, 0, 0), True, "2.0.0"),
    ],
)
def test_pango_1_44_or_newer_is_needed(version: tuple[int, int, int], ok: bool, text: str) -> None:
    found = diagnostics._pango(version)
    assert (found.ok, found.found) == (ok, text)
    assert bool(found.hint) is not ok


@pytest.mark.parametrize(
    ("requirement", "ok"),
    [
        ("pypdf>=1", True),
        ("pypdf>=999.1", False),
        ("pypdf==0.0.1", False),
        ("no-such-package-of-ours>=1", False),
        (f"pypdf=={metadata.version('pypdf')}", True),
        ("fontpkg-amiri>=1.2", True),
        ("pypdf>=999; python_version < '3'", False),
        ("pypdf<999,>=1", True),
        ("pypdf<1,>=0", False),
        ("pypdf>=1, <999", True),
        ("pypdf<999,>=998", False),
    ],
)
def test_a_package_is_compared_with_its_requirement(requirement: str, ok: bool) -> None:
    assert diagnostics._package(requirement).ok is ok


def test_other_packages_share_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = ["weasyprint>=70", "segno>=999", "no-such-package-of-ours>=1", "x>=1; extra == 'y'"]
    monkeypatch.setattr(diagnostics.metadata, "requires", lambda _name: wanted)
    checks = by_name(list(diagnostics._packages()))
    assert set(checks) == {"weasyprint", "other packages"}
    assert checks["weasyprint"].ok
    assert "segno 1" in checks["other packages"].found
    assert "no-such-package-of-ours not installed" in checks["other packages"].found


def test_a_missing_installation_of_printissue_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def requires(name: str) -> list[str]:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(diagnostics.metadata, "requires", requires)
    (found,) = diagnostics._packages()
    assert (found.name, found.ok) == ("printissue", False)


def test_a_missing_font_package_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(diagnostics.FONT_PACKAGES, "fontpkg_no_such_font", "files")
    found = by_name(check())["font no_such_font"]
    assert (found.ok, found.found, found.hint) == (False, "not installed", "make setup")


def test_a_font_package_without_fonts_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "font_hollow").mkdir()
    (tmp_path / "font_hollow" / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(diagnostics.FONT_PACKAGES, "font_hollow", "files")
    found = by_name(check())["font hollow"]
    assert (found.ok, found.found) == (False, "0 files")


def run_with_fake_ffi(tmp_path: Path, ffi: str, path: str) -> list[str]:
    """Run the checks in a Python with a fake weasyprint. Return the lines that they print."""
    package = tmp_path / "fake" / "weasyprint" / "text"
    package.mkdir(parents=True)
    (package.parent / "__init__.py").touch()
    (package / "__init__.py").touch()
    (package / "ffi.py").write_text(ffi)
    code = (
        "from printissue.cli.diagnostics import check\n"
        "for one in check(): print(one.name, one.ok, one.needed, one.found, one.hint, sep='|')"
    )
    source = Path(diagnostics.__file__).parents[2]
    folders = os.pathsep.join([str(tmp_path / "fake"), str(source)])
    environment = {**os.environ, "PYTHONPATH": folders, "PATH": path}
    run = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert run.stderr == ""
    return run.stdout.splitlines()


def test_a_library_that_cannot_be_loaded_is_reported(tmp_path: Path) -> None:
    fake_program(tmp_path, "apt-get", "exit 1")
    ffi = (
        "print('a page of advice')\nraise OSError(\"cannot load library 'libpango-1.0-0'\\nmore\")"
    )
    lines = run_with_fake_ffi(tmp_path, ffi, str(tmp_path))
    assert not any("advice" in line for line in lines)
    assert (
        "layout engine|False|True|cannot load library 'libpango-1.0-0'|"
        "apt-get install libpango-1.0-0 libpangoft2-1.0-0" in lines
    )


def test_a_missing_weasyprint_is_reported(tmp_path: Path) -> None:
    lines = run_with_fake_ffi(tmp_path, "import no_such_module_of_ours", "")
    (line,) = [one for one in lines if one.startswith("layout engine|False|True|No module named")]
    assert line.endswith("|make setup")


def test_a_missing_harfbuzz_subset_library_is_reported(tmp_path: Path) -> None:
    ffi = """
import warnings
warnings.warn("HarfBuzz-Subset will be required", DeprecationWarning, stacklevel=1)
harfbuzz_subset = None
class pango:
    pango_version = staticmethod(lambda: 14300)
"""
    lines = run_with_fake_ffi(tmp_path, ffi, "")
    assert any(line.startswith("HarfBuzz subset|False|True|not found|") for line in lines)
    assert any(line.startswith("Pango|False|True|1.43.0|install 1.44 or newer: ") for line in lines)


@pytest.mark.parametrize("what", sorted(diagnostics.INSTALL))
def test_the_hint_names_the_package_manager_that_is_installed(path_folder: Path, what: str) -> None:
    everywhere = diagnostics._install(what)
    assert [part.split()[0] for part in everywhere.split(" or ")] == ["apt-get", "dnf", "brew"]
    fake_program(path_folder, "dnf", "exit 1")
    assert diagnostics._install(what) == f"dnf install {diagnostics.INSTALL[what]['dnf']}"


@pytest.mark.usefixtures("path_folder")
def test_missing_optional_tools_are_not_errors() -> None:
    checks = by_name(check())
    for name in ("Java", "Ghostscript", "Poppler"):
        assert not checks[name].ok
        assert checks[name].found == "not found"
        assert checks[name].hint.startswith("optional: ")
    assert missing(check()) == []


def test_the_version_of_a_tool_is_read_from_either_stream(path_folder: Path) -> None:
    fake_program(path_folder, "java", "echo 'openjdk version 17' >&2; echo second >&2")
    fake_program(path_folder, "gs", "echo 10.00.0")
    checks = by_name(check())
    assert (checks["Java"].ok, checks["Java"].found) == (True, "openjdk version 17")
    assert (checks["Ghostscript"].ok, checks["Ghostscript"].found) == (True, "10.00.0")


@pytest.mark.parametrize("script", ["exit 1", "true", "echo no Java here >&2; exit 1"])
def test_a_tool_that_cannot_be_run_is_reported(path_folder: Path, script: str) -> None:
    fake_program(path_folder, "java", script)
    found = by_name(check())["Java"]
    assert not found.ok
    assert found.found.endswith("cannot be run")


def test_a_tool_that_is_no_program(path_folder: Path) -> None:
    fake_program(path_folder, "java", "")
    (path_folder / "java").write_bytes(b"\x7fELF nothing")
    assert by_name(check())["Java"].found.endswith("cannot be run")


def test_verapdf_where_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRINTISSUE_VERAPDF", str(tmp_path))
    assert not by_name(check())["veraPDF"].ok
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "greenfield-apps.jar").touch()
    found = by_name(check())["veraPDF"]
    assert (found.ok, found.found, found.needed) == (True, str(tmp_path), False)


def test_verapdf_in_the_users_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PRINTISSUE_VERAPDF", raising=False)
    monkeypatch.setattr(files.platformdirs, "user_cache_dir", lambda name: str(tmp_path / name))
    assert verapdf_folder() == tmp_path / "printissue" / VERAPDF


def test_doctor_does_not_load_the_press_by_itself() -> None:
    code = "import sys, printissue.cli.diagnostics; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
