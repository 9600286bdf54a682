"""Resources: what is found where, that no name leads out of it, and the fonts that the press is shown."""

import shutil
import string
from fnmatch import fnmatch
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from printissue.assets import resources as module
from printissue.assets.resources import (
    EXTRA_FONT_PACKAGES,
    FONT_PACKAGES,
    Resources,
    builtin_root,
)
from printissue.core import files
from printissue.core.errors import MissingError

FONT = "SourceSerifPro-Regular.ttf"


def put(root: Path, name: str, content: str = "") -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


@pytest.fixture
def case(tmp_path: Path) -> Resources:
    """A workspace and a product beside each other, with something outside of both."""
    put(tmp_path, "secret.css", "secret")
    for root in ("mine", "built-in"):
        put(tmp_path, f"{root}/styles/paper/page.css", root)
        put(tmp_path, f"{root}/secret.css", "secret")
    put(tmp_path, "mine/styles/own/theme.yaml")
    put(tmp_path, "built-in/styles/paper/theme.yaml")
    put(tmp_path, "built-in/styles/paper/only.css", "built-in")
    put(tmp_path, "built-in/templates/issue.html.j2", "built-in")
    return Resources(tmp_path / "mine", tmp_path / "built-in")


def said(path: Path | None) -> str | None:
    return path.read_text(encoding="utf-8") if path else None


# names


def test_the_workspaces_own_comes_first(case: Resources) -> None:
    assert said(case.find("styles", "paper/page.css")) == "mine"
    assert said(case.find("styles", "paper/only.css")) == "built-in"
    assert said(case.find("templates", "issue.html.j2")) == "built-in"
    assert case.find("styles", "paper/none.css") is None
    assert case.find("styles", "paper") is None


def test_builtin_reaches_the_original_and_no_other(case: Resources) -> None:
    assert said(case.find("styles", "!builtin/paper/page.css")) == "built-in"
    assert case.find("styles", "!builtin/own/theme.yaml") is None


@pytest.mark.parametrize(
    "name",
    [
        *("../secret.css", "paper/../../secret.css", "!builtin/../secret.css", "../../secret.css"),
        *("", ".", "..", "!builtin/", "!builtin/..", "paper/\0.css", "x" * 5000),
    ],
)
def test_no_way_out(case: Resources, name: str) -> None:
    assert case.find("styles", name) is None


def test_no_way_out_by_an_absolute_name(case: Resources, tmp_path: Path) -> None:
    for root in ("mine", "built-in"):
        assert case.find("styles", str(tmp_path / root / "secret.css")) is None
    assert case.find("styles", f"!builtin/{tmp_path / 'secret.css'}") is None


def test_no_way_out_by_a_link(case: Resources, tmp_path: Path) -> None:
    folder = tmp_path / "mine" / "styles" / "own"
    (folder / "out.css").symlink_to(tmp_path / "secret.css")
    (folder / "up").symlink_to(tmp_path)
    (folder / "round.css").symlink_to(folder / "round.css")
    (folder / "in.css").symlink_to(folder.parent / "paper" / "page.css")
    for name in ("own/out.css", "own/up/secret.css", "own/round.css"):
        assert case.find("styles", name) is None
    assert said(case.find("styles", "own/in.css")) == "mine"


def test_a_linked_workspace_is_one(case: Resources, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(case.workspace)
    linked = Resources.of(tmp_path / "link")
    assert said(linked.find("styles", "paper/page.css")) == "mine"


names = st.lists(
    st.sampled_from(
        ["..", ".", "", "paper", "!builtin", "own", "secret.css", "page.css", "\\", "~"]
    )
    | st.text(string.printable, max_size=6),
    max_size=7,
).map("/".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(folder=st.sampled_from(["styles", "templates"]), name=names | st.text())
@example(folder="styles", name="!builtin/!builtin/../../secret.css")
@example(folder="styles", name="\ud800")
def test_no_name_leads_out_of_its_folder(case: Resources, folder: str, name: str) -> None:
    path = case.find(folder, name)
    if path is not None:
        assert path.is_file()
        roots = [root / folder for root in (case.workspace, case.builtin)]
        assert any(path.is_relative_to(root) for root in roots)
        assert said(path) != "secret"


def test_themes_of_both_places_each_once_sorted(case: Resources) -> None:
    assert case.themes() == ["own", "paper"]
    put(case.workspace, "styles/paper/theme.yaml")
    assert case.themes() == ["own", "paper"]


# the product's own


def test_the_products_own_is_complete() -> None:
    root = builtin_root()
    own = Resources(root / "nowhere", root)
    assert {"bulletin", "imprint"} <= set(own.themes())
    assert own.find("templates", "issue.html.j2") is not None


def test_a_product_without_its_folders_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "__file__", str(tmp_path / "a" / "b" / "c" / "resources.py"))
    with pytest.raises(MissingError, match="are missing"):
        builtin_root()


def test_the_packages_own_folders_come_before_the_checkouts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "src" / "printissue"
    monkeypatch.setattr(module, "__file__", str(package / "assets" / "resources.py"))
    for root in (package, tmp_path):
        for name in ("styles", "templates"):
            (root / name).mkdir(parents=True)
    assert builtin_root() == package
    (package / "styles").rmdir()
    assert builtin_root() == tmp_path


# profiles


def test_a_profile_is_the_workspaces_the_products_or_the_systems(
    case: Resources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = put(tmp_path, "system/System.icc", "system").parent
    monkeypatch.setattr(module, "_system_profile_folders", lambda: iter([tmp_path / "no", system]))
    assert said(case.profile("System.icc")) == "system"
    put(case.builtin, "styles/icc/System.icc", "built-in")
    assert said(case.profile("System.icc")) == "built-in"
    put(case.workspace, "styles/icc/System.icc", "mine")
    assert said(case.profile("System.icc")) == "mine"


def test_a_profile_that_is_nowhere(case: Resources, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_system_profile_folders", lambda: iter([]))
    with pytest.raises(MissingError, match=r"profile Nowhere\.icc is missing") as raised:
        case.profile("Nowhere.icc")
    assert "styles/icc/" in raised.value.hint


@pytest.mark.parametrize("name", ["../secret.css", "../../secret.css"])
def test_no_profile_is_found_outside(
    case: Resources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "system").mkdir()
    monkeypatch.setattr(module, "_system_profile_folders", lambda: iter([tmp_path / "system"]))
    with pytest.raises(MissingError):
        case.profile(name)


# fonts


def test_fonts_are_the_workspaces_then_the_packages(case: Resources) -> None:
    before = case.font_files()
    assert len(before) > 20
    source = next(path for path in before if path.name == FONT)
    own = case.workspace / "styles" / "fonts"
    own.mkdir(parents=True)
    shutil.copy(source, own / "Own.ttf")
    put(own, "readme.txt")
    assert case.font_files() == (own / "Own.ttf", *before)


def test_a_face_that_is_there_twice_counts_once(case: Resources) -> None:
    own = case.workspace / "styles" / "fonts"
    for name in ("A.ttf", "A.otf", "B.OTF"):
        put(own, name)
    mine = [path.name for path in case.font_files() if path.parent == own]
    assert mine == ["A.ttf", "B.OTF"]


def test_a_font_package_that_is_missing(case: Resources, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FONT_PACKAGES, "no_such_fonts", "files")
    with pytest.raises(MissingError, match="font package no-such-fonts is missing"):
        case.font_files()


def test_the_press_is_shown_these_fonts_and_no_others(
    case: Resources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files.platformdirs, "user_cache_dir", lambda _: str(tmp_path / "c & <d>"))
    (case.workspace / "styles" / "fonts").mkdir(parents=True)
    path = case.fontconfig()
    root = ElementTree.parse(path).getroot()
    folders = [one.text for one in root.iter("dir")]
    assert folders[0] == str(case.workspace / "styles" / "fonts")
    extra = [name for name in EXTRA_FONT_PACKAGES if find_spec(name)]
    assert len(folders) == 1 + len(FONT_PACKAGES) + len(extra)
    assert root.findtext("cachedir") == str(tmp_path / "c & <d>" / "fontconfig")
    assert list(root.iter("include")) == []
    assert case.fontconfig() == path
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_each_family_comes_from_one_package(case: Resources) -> None:
    """Two packages with the same family would leave it to chance which one a page gets."""
    packages: dict[str, set[str]] = {}
    for path in case.font_files():
        package = next((name for name in FONT_PACKAGES if name in path.parts), "extra")
        for family in module._family_names(path):
            packages.setdefault(family, set()).add(package)
    assert {name: found for name, found in packages.items() if len(found) > 1} == {}


def test_fontconfig_leaves_out_the_excluded_files(
    case: Resources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files.platformdirs, "user_cache_dir", lambda _: str(tmp_path))
    globs = [one.text or "" for one in ElementTree.parse(case.fontconfig()).iter("glob")]
    used = {str(path) for path in case.font_files()}
    every = [str(path) for folder in case.font_folders() for path in _fonts_below(folder)]
    kept = {path for path in every if not any(fnmatch(path, glob) for glob in globs)}
    assert kept == used


def _fonts_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.suffix in (".ttf", ".otf")]


def test_workspaces_with_other_fonts_have_other_files(
    case: Resources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files.platformdirs, "user_cache_dir", lambda _: str(tmp_path / "cache"))
    without = case.fontconfig()
    (case.workspace / "styles" / "fonts").mkdir(parents=True)
    assert case.fontconfig() != without


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Plain words, “quoted” – Ωmega, Кириллица, عربي, עברית, देवनागरी.", ""),
        ("\U00013000\U00013001, and \U00013000 again", "\U00013000\U00013001"),
        ("soft\u00adhyphen\u200b\u2060\u200f\ufeff\u2066x\u2069\n\t", ""),
        ("a heart ❤\ufe0f", ""),
        ("\ue000\U0010fffd", "\ue000\U0010fffd"),
        ("", ""),
    ],
)
def test_missing_glyphs_each_once_in_order(case: Resources, text: str, missing: str) -> None:
    assert case.missing_glyphs(text) == missing


def test_families_are_named_as_sheets_name_them(case: Resources) -> None:
    families = case.families()
    assert {"source serif pro", "source sans pro", "amiri", "ibm plex mono"} <= families
    assert all(name == name.lower() for name in families)


@pytest.mark.parametrize("length", [0, 7, 200, 5000, 60_000])
def test_a_font_file_that_is_cut_short_says_which(case: Resources, length: int) -> None:
    whole = next(path for path in case.font_files() if path.name == FONT)
    own = put(case.workspace, f"styles/fonts/Cut{length}.ttf")
    own.write_bytes(whole.read_bytes()[:length])
    with pytest.raises(MissingError, match=rf"Cut{length}\.ttf cannot be read"):
        case.families()
    with pytest.raises(MissingError, match=rf"Cut{length}\.ttf cannot be read"):
        case.missing_glyphs("中")
