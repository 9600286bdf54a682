"""Theme files: style sheets in order and for their paper, the files they name, and what leads out of the theme."""

import pytest
import yaml

from printissue.assets.resources import Resources
from printissue.assets.theme_files import read_theme_files
from printissue.model.theme import Ink, Theme

INKS = {"ink": Ink(cmyk=(100, 0, 0, 0), rgb="#0000ff")}


def theme(*sheets: str) -> Theme:
    return Theme.model_construct(title="Own", paper="A4", inks=INKS, sheets=list(sheets))


@pytest.fixture
def put(tmp_path):
    """Puts files under styles/own/ and reads them as the theme of an issue."""
    root = tmp_path / "workspace"

    def theme_files(files, *, sheets=("a.css",), paper=None):
        for name, content in files.items():
            target = root / "styles" / "own" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_theme_files(Resources.of(root), "own", theme(*sheets), paper=paper)

    return theme_files


def reported(findings) -> list[tuple[str, str]]:
    return [(one.rule, str(one.place)) for one in findings]


def test_sheets_come_in_the_order_of_the_theme(put):
    files = {"a.css": "p {}", "b.css": "a {}"}
    theme_files, findings = put(files, sheets=("b.css", "a.css"))
    assert findings == ()
    assert [sheet.name for sheet in theme_files.stylesheets] == [
        "styles/own/b.css",
        "styles/own/a.css",
    ]
    assert [sheet.css for sheet in theme_files.stylesheets] == ["a {}", "p {}"]


def test_sheet_of_a_paper_follows_its_own(put):
    files = {"a.css": "", "a.a5.css": "", "b.css": ""}
    a4, _ = put(files, sheets=("a.css", "b.css"))
    a5, findings = put(files, sheets=("a.css", "b.css"), paper="A5")
    assert findings == ()
    assert (a4.paper, a5.paper) == ("A4", "A5")
    assert [sheet.name[11:] for sheet in a4.stylesheets] == ["a.css", "b.css"]
    assert [sheet.name[11:] for sheet in a5.stylesheets] == ["a.css", "a.a5.css", "b.css"]


def test_files_are_read_by_their_path(put):
    files = {
        "a.css": "@import 'more/b.css'; p { background: url(art/a.png) }",
        "more/b.css": "p { background: url('../art/b.png') }",
        "art/a.png": b"A",
        "art/b.png": b"B",
    }
    theme_files, findings = put(files)
    assert findings == ()
    assert dict(theme_files.files) == {
        f"styles/own/{name}": content if isinstance(content, bytes) else content.encode()
        for name, content in files.items()
        if name != "a.css"
    }


def test_built_in_sheet_is_reached_from_an_override(put):
    inks = "ink ink-soft tint hairline accent text paper"
    declared = "".join(f"--{name}: red;" for name in inks.split())
    sheet = f"@import '!builtin/bulletin/cover.css'; :root {{ {declared} }}"
    theme_files, findings = put({"a.css": sheet})
    assert findings == ()
    [(name, content)] = theme_files.files.items()
    assert name == "styles/own/!builtin/bulletin/cover.css"
    assert (
        content == (Resources.of(any_folder()).builtin / "styles/bulletin/cover.css").read_bytes()
    )


def any_folder():
    from pathlib import Path

    return Path(__file__).parent


def test_sheet_that_is_not_there(put):
    files = {"theme.yaml": "title: Own\n# a.css\nsheets:\n  - a.css\n  - aa.css  # a.css\n"}
    _, findings = put(files)
    assert reported(findings) == [("sheet-missing", "styles/own/theme.yaml:4:5")]


@pytest.mark.parametrize(
    "address",
    [
        "nope.png",
        "../../secret.png",
        "../../../secret.png",
        "art/../../../secret.png",
        "/secret.png",
        "//www.example.org/a.png",
        "https://www.example.org/a.png",
        "FILE:///etc/passwd",
        "file:/etc/passwd",
        "javascript:alert(1)",
        "data:text/css,p{}",
        "data:text/html,x",
        "link.png",
        "folder/secret.png",
        "art",
        "",
    ],
)
def test_what_leads_out_of_the_theme_is_refused(put, tmp_path, address):
    (tmp_path / "secret.png").write_bytes(b"secret")
    own = tmp_path / "workspace" / "styles" / "own"
    (own / "art").mkdir(parents=True)
    (own / "link.png").symlink_to(tmp_path / "secret.png")
    (own / "folder").symlink_to(tmp_path)
    theme_files, findings = put({"a.css": f"p {{ background: url('{address}') }}"})
    assert reported(findings) == [("css-url", "styles/own/a.css:1:21")]
    assert theme_files.files == {}


@pytest.mark.parametrize("address", ["data:image/png;base64,AAAA", "#mask"])
def test_what_needs_no_file_is_allowed(put, address):
    theme_files, findings = put({"a.css": f"p {{ background: url({address}) }}"})
    assert findings == ()
    assert theme_files.files == {}


def test_faults_of_imported_sheets_are_found_in_them(put):
    files = {
        "a.css": "@import 'b.css';",
        "b.css": "@import 'c.css';\np { color: var(--nope); font-family: Nope }",
        "c.css": b"\xff",
    }
    _, findings = put(files)
    assert sorted(reported(findings)) == [
        ("css-fault", "styles/own/b.css:2:12"),
        ("css-fault", "styles/own/c.css:1:1"),
        ("font-missing", "styles/own/b.css:2:38"),
    ]


def test_sheets_share_what_they_declare(put):
    files = {
        "a.css": "@import 'c.css'; p { color: var(--ink); background: var(--b); border: var(--c) }",
        "b.css": "@font-face { font-family: Own; src: url(own.ttf) } p { --b: red }",
        "c.css": "p { --c: red; font-family: Own }",
        "own.ttf": b"",
    }
    assert put(files, sheets=("a.css", "b.css"))[1] == ()


def test_sheets_that_import_each_other(put):
    files = {"a.css": "@import 'b.css';", "b.css": "@import 'c.css';\n@import 'b.css';"}
    files["c.css"] = "@import 'a.css';"
    assert reported(put(files)[1]) == [
        ("css-fault", "styles/own/c.css:1:9"),
        ("css-fault", "styles/own/b.css:2:9"),
    ]


def test_sheet_that_two_import_is_read_once(put):
    files = {"a.css": "@import 'b.css'; @import 'c.css';", "b.css": "@import 'c.css';", "c.css": ""}
    theme_files, findings = put(files)
    assert findings == ()
    assert sorted(theme_files.files) == ["styles/own/b.css", "styles/own/c.css"]


def test_all_faults_come_in_one_run(put):
    files = {"a.css": "p { color: var(--nope) }", "b.css": "a { background: url(nope.png) }"}
    _, findings = put(files, sheets=("a.css", "nope.css", "b.css"))
    assert {one.rule for one in findings} == {"css-fault", "sheet-missing", "css-url"}


@pytest.mark.parametrize("name", ["bulletin", "imprint"])
@pytest.mark.parametrize("paper", ["A4", "A5", "Letter"])
def test_built_in_themes_are_without_faults(tmp_path, name, paper):
    resources = Resources.of(tmp_path)
    text = (resources.builtin / "styles" / name / "theme.yaml").read_text(encoding="utf-8")
    read = Theme.model_validate(yaml.load(text, yaml.BaseLoader))
    theme_files, findings = read_theme_files(resources, name, read, paper=paper)
    assert findings == ()
    assert theme_files.stylesheets
