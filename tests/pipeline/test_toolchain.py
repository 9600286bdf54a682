"""The digest of everything that pages depend on: it changes with each part, and with nothing else."""

import os
import shutil
from pathlib import Path

import pikepdf
import pytest

from checkout import ROOT
from printissue.assets import resources as cases
from printissue.assets.resources import Resources
from printissue.core.inputs import Snapshots
from printissue.pipeline import toolchain
from printissue.pipeline.toolchain import read_toolchain, templates_digest

SETTERS = [
    "babel",
    "cssselect2",
    "fonttools",
    "jinja2",
    "markdown-it-py",
    "markupsafe",
    "pikepdf",
    "pillow",
    "pydantic",
    "pydantic-core",
    "pydyf",
    "pypdf",
    "pypdfium2",
    "pyphen",
    "pyyaml",
    "segno",
    "tinycss2",
    "tinyhtml5",
    "weasyprint",
]
SYSTEM = ("Pango", "HarfBuzz", "HarfBuzz subset", "fontconfig", "FreeType", "FriBidi")


def program(resources: Resources) -> object:
    """Return all versions, and the digest of all templates."""
    found = read_toolchain(resources, Snapshots())
    versions = (found.versions, found.layout)
    return versions, templates_digest(resources, Snapshots())


@pytest.fixture
def workspace(tmp_path: Path) -> Resources:
    """A workspace with a font, a template and a label of its own."""
    fonts = tmp_path / "styles" / "fonts"
    (tmp_path / "templates" / "labels").mkdir(parents=True)
    fonts.mkdir(parents=True)
    source = next(one for one in Resources.of(ROOT).font_files() if one.suffix == ".ttf")
    shutil.copy(source, fonts / "Own.ttf")
    (tmp_path / "templates" / "issue.html.j2").write_text("<p>")
    (tmp_path / "templates" / "labels" / "en.yaml").write_text("by: From")
    return Resources.of(tmp_path)


def test_the_digest_is_equal_when_nothing_changes(workspace: Resources) -> None:
    before = program(workspace)
    assert program(workspace) == before
    toolchain.libraries.cache_clear()
    toolchain._package.cache_clear()
    assert program(workspace) == before


def test_the_digest_does_not_depend_on_the_folder(workspace: Resources, tmp_path: Path) -> None:
    moved = tmp_path / "moved"
    for name in ("styles", "templates"):
        shutil.copytree(workspace.workspace / name, moved / name)
    assert program(Resources.of(moved)) == program(workspace)


@pytest.mark.parametrize(
    "name", ["styles/fonts/Own.ttf", "templates/issue.html.j2", "templates/labels/en.yaml"]
)
def test_each_file_of_the_workspace_counts(workspace: Resources, name: str) -> None:
    before = program(workspace)
    path = workspace.workspace / name
    content = bytearray(path.read_bytes())
    content[-1] ^= 1  # of the same length
    path.write_bytes(content)
    changed = program(workspace)
    assert changed != before
    path.unlink()
    assert program(workspace) not in (before, changed)


def test_a_file_with_its_old_time_is_read_again(workspace: Resources) -> None:
    path = workspace.workspace / "styles" / "fonts" / "Own.ttf"
    before, stat = program(workspace), path.stat()
    other = path.with_name("other")
    other.write_bytes(path.read_bytes()[:-1] + b"x")
    os.utime(other, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    other.replace(path)
    assert path.stat().st_mtime_ns == stat.st_mtime_ns
    assert program(workspace) != before


@pytest.mark.parametrize("package", list(cases.FONT_PACKAGES))
def test_each_font_package_counts(
    workspace: Resources, package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = program(workspace)
    folder_of = cases._package_folder
    copy = tmp_path / "site" / package
    shutil.copytree(folder_of(package), copy)
    monkeypatch.setattr(
        cases, "_package_folder", lambda name: copy if name == package else folder_of(name)
    )
    assert program(workspace) == before
    font = next(one for one in workspace.font_files() if one.is_relative_to(copy))
    other = next(one for one in reversed(workspace.font_files()) if one.is_relative_to(copy))
    font.write_bytes(other.read_bytes() + b"x")  # another weight under the same name
    assert program(workspace) != before


def test_each_hyphenation_dictionary_counts(
    workspace: Resources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (own,) = toolchain._dictionaries()
    before = program(workspace)
    copy = tmp_path / "dictionaries"
    shutil.copytree(own, copy)
    monkeypatch.setattr(toolchain, "_dictionaries", lambda: iter([copy]))
    assert program(workspace) == before
    for name in ("hyph_en_GB.dic", "hyph_de_DE.dic"):
        before = program(workspace)
        with (copy / name).open("a") as stream:
            stream.write("x1x")
        assert program(workspace) != before


@pytest.mark.slow
@pytest.mark.parametrize("package", SETTERS)
def test_each_package_counts(
    workspace: Resources, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = program(workspace)
    known = toolchain._package
    monkeypatch.setattr(
        toolchain,
        "_package",
        lambda name: ("99", known(name)[1]) if name == package else known(name),
    )
    assert program(workspace) != before


@pytest.mark.parametrize("package", sorted(toolchain.NOT_IN_PAGES))
def test_no_page_depends_on_the_terminal(
    workspace: Resources, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = program(workspace)
    known = toolchain._package
    monkeypatch.setattr(
        toolchain,
        "_package",
        lambda name: ("99", known(name)[1]) if name == package else known(name),
    )
    assert program(workspace) == before


@pytest.mark.parametrize("library", SYSTEM)
def test_each_system_library_counts(
    workspace: Resources, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, found = program(workspace), toolchain.libraries()
    assert found[library] != "missing"
    monkeypatch.setattr(toolchain, "libraries", lambda: found | {library: "99"})
    assert program(workspace) != before


@pytest.mark.parametrize(
    ("holder", "name", "value"),
    [
        (pikepdf, "__libqpdf_version__", "99"),
        (toolchain.platform, "python_version", lambda: "3.99"),
        (toolchain.zlib, "ZLIB_RUNTIME_VERSION", "99"),
        (toolchain.features, "version", lambda _: "99"),
        (toolchain, "VERSION", "99"),
    ],
)
def test_libraries_inside_packages_count(
    workspace: Resources, holder: object, name: str, value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = program(workspace)
    monkeypatch.setattr(holder, name, value)
    assert program(workspace) != before
