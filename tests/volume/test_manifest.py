"""The manifest: written and read back, refused where it is damaged."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from printissue.core.errors import ExitCode, WriteError
from printissue.core.findings import exit_code
from printissue.volume import manifest as manifests
from printissue.volume.manifest import (
    as_json,
    merged,
    read,
    sha256_of,
    tools,
    volume_name,
    write,
)
from shelf import Shelf, bound, with_screen


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return bound(tmp_path)


def change(shelf: Shelf, **values: Any) -> None:
    """Change keys of the written manifest; `__` leads into it, as `volumes__archive__pages`."""
    file = shelf.folder / manifests.FILE
    content = json.loads(file.read_bytes())
    for path, value in values.items():
        *above, last = path.split("__")
        place = content
        for key in above:
            place = place[int(key) if key.isdigit() else key]
        place[last] = value
    file.write_text(json.dumps(content), encoding="utf-8")


def refusal(shelf: Shelf) -> str:
    found, (finding,) = read(shelf.folder, name="output/imprint/2025/manifest.json")
    assert found is None
    assert (finding.rule, finding.place.file) == (
        "manifest-file",
        "output/imprint/2025/manifest.json",
    )
    assert exit_code([finding]) == ExitCode.PREFLIGHT
    return finding.message


def test_what_is_written_is_read_back(shelf: Shelf) -> None:
    assert read(shelf.folder) == (shelf.manifest, ())


def test_names_are_as_documented(tmp_path: Path) -> None:
    folder = manifests.volume_folder(tmp_path, "imprint", "2025")
    assert folder == tmp_path / "output" / "imprint" / "2025"
    assert volume_name("imprint", "2025", "screen") == "imprint-2025-volume-screen.pdf"


def test_the_file_is_sorted_indented_utf8(shelf: Shelf) -> None:
    text = (shelf.folder / manifests.FILE).read_text(encoding="utf-8")
    content = json.loads(text)
    assert text == json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    assert "Druckgeschichte" in text
    assert "–" in text
    assert content["format"] == 1
    first = content["volumes"]["archive"]["parts"][1]
    assert first["file"] == "output/imprint/2025-01/imprint-2025-01-archive.pdf"
    assert (first["first_page"], first["last_page"]) == (3, 5)


def test_the_volume_holds_no_path_of_the_machine(shelf: Shelf, tmp_path: Path) -> None:
    assert str(tmp_path).encode() not in as_json(shelf.manifest)


def test_equal_volumes_have_equal_manifests(shelf: Shelf, tmp_path: Path) -> None:
    again = bound(tmp_path / "elsewhere")
    assert as_json(again.manifest) == as_json(shelf.manifest)


def test_the_order_of_tools_does_not_matter(shelf: Shelf) -> None:
    entry = shelf.manifest.principal
    turned = replace(entry, tools=dict(reversed(list(entry.tools.items()))))
    assert as_json(replace(shelf.manifest, volumes=(turned,))) == as_json(shelf.manifest)


def test_tools_are_named_with_their_versions() -> None:
    assert set(tools()) == {"printissue", "python", "weasyprint", "pypdf", "pikepdf", "pypdfium2"}
    assert all(text[0].isdigit() for text in tools().values())


def test_sha256_of_bytes_and_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    expected = hashlib.sha256(b"abc").hexdigest()
    assert sha256_of(b"abc") == sha256_of(tmp_path / "a") == expected


def test_another_form_joins_the_first(shelf: Shelf) -> None:
    both = with_screen(shelf)
    assert [entry.form for entry in both.manifest.volumes] == ["archive", "screen"]
    assert both.manifest.principal == shelf.manifest.principal
    assert read(both.folder) == (both.manifest, ())


def test_a_form_bound_again_replaces_its_entry(shelf: Shelf) -> None:
    both = with_screen(shelf).manifest
    anew = replace(shelf.manifest, volumes=(replace(both.principal, pages=99),))
    assert [entry.pages for entry in merged(both, anew).volumes] == [99, 2]


def test_nothing_of_another_year_is_kept(shelf: Shelf) -> None:
    old = replace(shelf.manifest, year="2024")
    assert merged(old, shelf.manifest) == shelf.manifest
    assert merged(None, shelf.manifest) == shelf.manifest


def test_no_manifest_is_a_finding(tmp_path: Path) -> None:
    found, (finding,) = read(tmp_path)
    assert found is None
    assert finding.message == "there is no manifest here"
    assert "printissue volume" in finding.hint


def test_a_folder_in_its_place_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / manifests.FILE).mkdir()
    (finding,) = read(tmp_path)[1]
    assert "cannot be read" in finding.message


def test_broken_json_is_reported_with_its_line(shelf: Shelf) -> None:
    (shelf.folder / manifests.FILE).write_text('{\n  "format": 1,\n}\n', encoding="utf-8")
    (finding,) = read(shelf.folder)[1]
    assert finding.place.line in (2, 3)
    assert "damaged" in finding.message


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b'"x"', b"\xff\xfe", b"[" * 100_000, b'{"format": 1, "volumes": {}}'],
    ids=["empty", "list", "object", "text", "not utf-8", "deep", "no volume"],
)
def test_what_is_no_manifest_is_refused(shelf: Shelf, content: bytes) -> None:
    (shelf.folder / manifests.FILE).write_bytes(content)
    assert refusal(shelf).startswith("the manifest is damaged: ")


@pytest.mark.parametrize("format_", [2, "1", None])
def test_a_format_of_tomorrow_is_refused(shelf: Shelf, format_: object) -> None:
    change(shelf, format=format_)
    assert refusal(shelf).endswith(f"its format is {format_!r}, but this program reads format 1")


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("volumes__archive__sha256", "abc", "volumes.0.sha256"),
        ("volumes__archive__pages", 0, "volumes.0.pages"),
        ("volumes__archive__pages", "11", "volumes.0.pages"),
        ("volumes__archive__parts__1__first_page", None, "volumes.0.parts.1.first_page"),
        ("volumes__archive__parts__1__colour", "red", "colour"),
        ("volumes__archive__form", "print", "volumes.0.form"),
        ("volumes__archive__form", "screen", "the wrong names"),
        ("date", "2025", "date"),
        ("publication", "../imprint", "publication"),
        ("year", "..", "year"),
        ("volumes__archive__parts__1__file", "../../etc/passwd", "not a file of the workspace"),
        ("volumes__archive__parts__1__file", "/etc/passwd", "not a file of the workspace"),
        ("volumes__archive__parts__1__file", "C:\\x.pdf", "not a file of the workspace"),
        ("volumes__archive__parts__3__original__file", "a/../../b", "not a file of the workspace"),
        ("volumes__archive__file", "x/y.pdf", "not a file name"),
    ],
)
def test_a_wrong_value_is_named(shelf: Shelf, path: str, value: object, told: str) -> None:
    change(shelf, **{path: value})
    assert told in refusal(shelf)


def test_a_folder_that_cannot_be_written(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(WriteError):
        write(tmp_path / "file", shelf.manifest)
