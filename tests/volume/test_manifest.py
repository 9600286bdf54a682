"""The manifest: written and read back, refused where it is damaged."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from boundyears import BoundYear, bound, with_screen
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


@pytest.fixture
def bound_year(tmp_path: Path) -> BoundYear:
    return bound(tmp_path)


def change(bound_year: BoundYear, **values: Any) -> None:
    """Change keys of the written manifest; `__` leads into it, as `volumes__archive__pages`."""
    file = bound_year.folder / manifests.FILE
    content = json.loads(file.read_bytes())
    for path, value in values.items():
        *above, last = path.split("__")
        place = content
        for key in above:
            place = place[int(key) if key.isdigit() else key]
        place[last] = value
    file.write_text(json.dumps(content), encoding="utf-8")


def refusal(bound_year: BoundYear) -> str:
    found, (finding,) = read(bound_year.folder, name="output/imprint/2025/manifest.json")
    assert found is None
    assert (finding.rule, finding.place.file) == (
        "manifest-file",
        "output/imprint/2025/manifest.json",
    )
    assert exit_code([finding]) == ExitCode.PREFLIGHT
    return finding.message


def test_what_is_written_is_read_back(bound_year: BoundYear) -> None:
    assert read(bound_year.folder) == (bound_year.manifest, ())


def test_names_are_as_documented(tmp_path: Path) -> None:
    folder = manifests.volume_folder(tmp_path, "imprint", "2025")
    assert folder == tmp_path / "output" / "imprint" / "2025"
    assert volume_name("imprint", "2025", "screen") == "imprint-2025-volume-screen.pdf"


def test_the_file_is_sorted_indented_utf8(bound_year: BoundYear) -> None:
    text = (bound_year.folder / manifests.FILE).read_text(encoding="utf-8")
    content = json.loads(text)
    assert text == json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    assert "Druckgeschichte" in text
    assert "–" in text
    assert content["format"] == 1
    first = content["volumes"]["archive"]["parts"][1]
    assert first["file"] == "output/imprint/2025-01/imprint-2025-01-archive.pdf"
    assert (first["first_page"], first["last_page"]) == (3, 5)


def test_the_volume_holds_no_path_of_the_machine(bound_year: BoundYear, tmp_path: Path) -> None:
    assert str(tmp_path).encode() not in as_json(bound_year.manifest)


def test_equal_volumes_have_equal_manifests(bound_year: BoundYear, tmp_path: Path) -> None:
    again = bound(tmp_path / "elsewhere")
    assert as_json(again.manifest) == as_json(bound_year.manifest)


def test_the_order_of_tools_does_not_matter(bound_year: BoundYear) -> None:
    entry = bound_year.manifest.principal
    turned = replace(entry, tools=dict(reversed(list(entry.tools.items()))))
    assert as_json(replace(bound_year.manifest, volumes=(turned,))) == as_json(bound_year.manifest)


def test_tools_are_named_with_their_versions() -> None:
    assert set(tools()) == {"printissue", "python", "weasyprint", "pypdf", "pikepdf", "pypdfium2"}
    assert all(text[0].isdigit() for text in tools().values())


def test_sha256_of_bytes_and_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    expected = hashlib.sha256(b"abc").hexdigest()
    assert sha256_of(b"abc") == sha256_of(tmp_path / "a") == expected


def test_another_form_joins_the_first(bound_year: BoundYear) -> None:
    both = with_screen(bound_year)
    assert [entry.form for entry in both.manifest.volumes] == ["archive", "screen"]
    assert both.manifest.principal == bound_year.manifest.principal
    assert read(both.folder) == (both.manifest, ())


def test_a_form_bound_again_replaces_its_entry(bound_year: BoundYear) -> None:
    both = with_screen(bound_year).manifest
    again = replace(bound_year.manifest, volumes=(replace(both.principal, pages=99),))
    assert [entry.pages for entry in merged(both, again).volumes] == [99, 2]


def test_nothing_of_another_year_is_kept(bound_year: BoundYear) -> None:
    old = replace(bound_year.manifest, year="2024")
    assert merged(old, bound_year.manifest) == bound_year.manifest
    assert merged(None, bound_year.manifest) == bound_year.manifest


def test_no_manifest_is_a_finding(tmp_path: Path) -> None:
    found, (finding,) = read(tmp_path)
    assert found is None
    assert finding.message == "there is no manifest here"
    assert "printissue volume" in finding.hint


def test_a_folder_in_its_place_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / manifests.FILE).mkdir()
    (finding,) = read(tmp_path)[1]
    assert "cannot be read" in finding.message


def test_broken_json_is_reported_with_its_line(bound_year: BoundYear) -> None:
    (bound_year.folder / manifests.FILE).write_text('{\n  "format": 1,\n}\n', encoding="utf-8")
    (finding,) = read(bound_year.folder)[1]
    assert finding.place.line in (2, 3)
    assert "damaged" in finding.message


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b'"x"', b"\xff\xfe", b"[" * 100_000, b'{"format": 1, "volumes": {}}'],
    ids=["empty", "list", "object", "text", "not utf-8", "deep", "no volume"],
)
def test_what_is_no_manifest_is_refused(bound_year: BoundYear, content: bytes) -> None:
    (bound_year.folder / manifests.FILE).write_bytes(content)
    assert refusal(bound_year).startswith("the manifest is damaged: ")


@pytest.mark.parametrize("format_", [2, "1", None])
def test_a_format_of_tomorrow_is_refused(bound_year: BoundYear, format_: object) -> None:
    change(bound_year, format=format_)
    assert refusal(bound_year).endswith(
        f"its format is {format_!r}, but this program reads format 1"
    )


@pytest.mark.parametrize(
    ("path", "value", "message"),
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
def test_a_wrong_value_is_named(
    bound_year: BoundYear, path: str, value: object, message: str
) -> None:
    change(bound_year, **{path: value})
    assert message in refusal(bound_year)


def test_a_folder_that_cannot_be_written(bound_year: BoundYear, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(WriteError):
        write(tmp_path / "file", bound_year.manifest)
