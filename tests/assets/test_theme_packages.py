"""Themes that are Python packages: found by entry points, after the workspace's files and before the built-in ones."""

import importlib
import re
from pathlib import Path

import pytest

from printissue import pipeline
from printissue.assets.resources import Resources
from printissue.core.inputs import Snapshots
from printissue.core.workspace import Workspace
from printissue.pipeline.load import read_valid
from printissue.pipeline.new_files import new_theme
from printissue.pipeline.options import NO_CHOICE, Choice
from printissue.pipeline.toolchain import templates_digest
from workbench import PUBLICATION, REF, RecordingReporter, lay_out, lay_out_in_bulletin

THEME = """\
title: Harbour
paper: A5
inks: {text: {cmyk: 0 0 0 100, rgb: "#000000"}}
sheets: [harbour.css]
"""
FILES = {"theme.yaml": THEME, "harbour.css": "p { color: var(--text) }"}
THEMED = {"issues/update/publication.yaml": PUBLICATION + "theme: harbour\n"}


@pytest.fixture
def site(tmp_path, monkeypatch) -> Path:
    """A folder on the path, in which packages can be installed."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    return folder


def install(site: Path, package: str, files: dict[str, str], *, entry: str = "") -> Path:
    """Install a distribution as pip does: the package's folder and the metadata beside it."""
    folder = site / package
    for name, content in ({"__init__.py": "raise SystemExit('it was imported')"} | files).items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content)
    info = site / f"{package}-1.0.dist-info"
    info.mkdir()
    name = package.replace("_", "-")
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    entry = entry or f"harbour = {package}"
    (info / "entry_points.txt").write_text(f"[printissue.themes]\n{entry}\n")
    importlib.invalidate_caches()
    return folder


def workspace_with(tmp_path: Path, files: dict[str, str] | None = None) -> Workspace:
    return lay_out(tmp_path / "own", THEMED | (files or {}))


def found(workspace: Workspace, choice: Choice = NO_CHOICE) -> list[tuple[str, str, str]]:
    _, findings = read_valid(workspace, REF, Resources.of(workspace.root), choice=choice)
    return [(finding.rule, finding.message, finding.hint) for finding in findings]


def test_a_package_brings_a_theme(tmp_path, site):
    """Its sheets and templates set the pages; nothing of its code is run."""
    template = (
        '{% extends "!builtin/issue.html.j2" %}{% block cover %}{{ nothing.at_all }}{% endblock %}'
    )
    folder = install(site, "harbour_theme", FILES | {"templates/issue.html.j2": template})
    workspace = workspace_with(tmp_path)
    resources = Resources.of(workspace.root)
    assert "harbour" in resources.themes()
    assert resources.find("styles", "harbour/harbour.css") == folder / "harbour.css"
    assert found(workspace) == []
    job, _ = read_valid(workspace, REF, resources, choice=NO_CHOICE)
    assert job is not None
    assert [sheet.name for sheet in job.theme_files.stylesheets] == ["styles/harbour/harbour.css"]
    assert job.theme_files.paper == "A5"
    reporter = RecordingReporter()
    pipeline.check(workspace, [REF], reporter)
    places = {
        (finding.rule, finding.place.file, finding.place.line) for finding in reporter.findings
    }
    assert places == {("template-undefined", "harbour_theme/templates/issue.html.j2", 1)}


def test_its_templates_count_only_in_its_theme(tmp_path, site):
    folder = install(site, "harbour_theme", FILES | {"templates/parts/x.html.j2": "x"})
    resources = Resources.of(tmp_path)
    assert resources.find("templates", "parts/x.html.j2") is None
    themed = resources.for_theme("harbour")
    assert themed.find("templates", "parts/x.html.j2") == folder / "templates/parts/x.html.j2"
    assert themed.find("templates", "!builtin/parts/x.html.j2") is None
    assert themed.find("styles", "harbour/../../secret") is None


def test_the_workspace_comes_first_and_the_product_last(tmp_path, site):
    files = {"page.css": "a {}", "cover.css": "b {}", "theme.yaml": THEME}
    folder = install(site, "bulletin_theme", files, entry="bulletin = bulletin_theme")
    own = lay_out_in_bulletin(tmp_path / "own", {"styles/bulletin/page.css": "c {}"}).root
    resources = Resources.of(own)
    assert resources.find("styles", "bulletin/page.css") == own / "styles/bulletin/page.css"
    assert resources.find("styles", "bulletin/cover.css") == folder / "cover.css"
    builtin = resources.builtin / "styles" / "bulletin"
    assert resources.find("styles", "bulletin/type.css") == builtin / "type.css"
    assert resources.find("styles", "!builtin/bulletin/cover.css") == builtin / "cover.css"


def test_two_packages_with_one_theme_are_a_finding(tmp_path, site):
    install(site, "a_theme", FILES)
    install(site, "b_theme", FILES)
    message = "several packages provide a theme 'harbour': a-theme and b-theme"
    wanted = [("theme-package", message, "uninstall all but one of them")]
    workspace = workspace_with(tmp_path)
    assert found(workspace) == wanted
    assert found(workspace, Choice(theme="harbour")) == wanted
    assert found(workspace, Choice(theme="bulletin")) == []
    own = {"styles/harbour/theme.yaml": THEME, "styles/harbour/harbour.css": ""}
    assert found(workspace_with(tmp_path, own)) == []


@pytest.mark.parametrize(
    ("entry", "files", "fault"),
    [
        ("harbour = gone_theme", FILES, "there is no package 'gone_theme'"),
        ("harbour = harbour_theme.inner", FILES, "there is no package 'harbour_theme.inner'"),
        ("harbour = harbour_theme", {}, "there is no theme.yaml in the package 'harbour_theme'"),
    ],
)
def test_a_broken_entry_point_is_a_finding(tmp_path, site, entry, files, fault):
    install(site, "harbour_theme", {"__init__.py": "raise ValueError"} | files, entry=entry)
    message = f"the package harbour-theme cannot provide the theme 'harbour': {fault}"
    wanted = ("theme-package", message, "install it again, or uninstall it")
    assert found(workspace_with(tmp_path)) == [wanted]
    assert "harbour" not in Resources.of(tmp_path).themes()


def test_a_name_that_no_theme_can_have_is_left_out(tmp_path, site):
    install(site, "odd_theme", FILES, entry="Harbour View = odd_theme\nfonts = odd_theme")
    resources = Resources.of(tmp_path)
    assert [one.fault for one in resources.packages] != ["", ""]
    assert not {"Harbour View", "fonts"} & set(resources.themes())


def test_another_template_makes_issues_out_of_date(tmp_path, site):
    folder = install(site, "harbour_theme", FILES | {"templates/labels/en.yaml": "a: b"})
    before = templates_digest(Resources.of(tmp_path), Snapshots())
    (folder / "templates" / "labels" / "en.yaml").write_text("a: c")
    assert templates_digest(Resources.of(tmp_path), Snapshots()) != before


def test_a_theme_can_be_started_from_a_package(tmp_path, site):
    install(site, "harbour_theme", FILES | {"img/x.svg": "<svg/>", "templates/a.j2": ""})
    made = new_theme(Workspace(tmp_path / "own"), "quay", origin="harbour")
    names = [path.relative_to(tmp_path / "own" / "styles" / "quay").as_posix() for path in made]
    assert names == ["harbour.css", "img/x.svg", "theme.yaml"]


def test_the_manual_names_the_group_of_entry_points():
    text = (Path(__file__).parents[2] / "docs" / "themes.md").read_text(encoding="utf-8")
    assert re.search(r'\[project\.entry-points\."printissue\.themes"\]', text)
