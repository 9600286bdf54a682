"""Opening any file: one that is not a PDF, damaged, locked or empty is one finding, never an exception."""

import io
import os
from pathlib import Path

import pikepdf
import pytest

from printissue.core.errors import ExitCode
from printissue.core.findings import Finding, exit_code
from printissue.preflight import opening
from printissue.preflight.opening import file_digest, opened


def whole(pages: int = 1, **options: object) -> bytes:
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(200, 200))
    target = io.BytesIO()
    pdf.save(target, **options)  # type: ignore[arg-type]  # options of one test each
    return target.getvalue()


def tried(path: Path, password: str | None = None) -> tuple[int | None, tuple[Finding, ...]]:
    """Return the number of pages, None where the file does not open, and the findings."""
    with opened(path, "x.pdf", passwords=[password] if password is not None else []) as (
        pdf,
        findings,
    ):
        return (len(pdf.pages) if pdf else None), findings


def put(folder: Path, content: bytes) -> Path:
    path = folder / "secret-folder.pdf"
    path.write_bytes(content)
    return path


def test_an_intact_file_has_no_findings(tmp_path: Path) -> None:
    assert tried(put(tmp_path, whole(3))) == (3, ())


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "pdf-none"),
        (b"Dear reader,\n" * 200, "pdf-none"),
        (b"\x89PNG\r\n" + bytes(2000) + b"%PDF-1.4", "pdf-none"),
        (b"%PDF-1.4\n" + bytes(3000), "pdf-damaged"),
        (b"%PDF-1.4\n%%EOF", "pdf-damaged"),
        (b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj trailer<</Root 1 0 R>>", None),
        (whole(0), "pdf-empty"),
    ],
    ids=["nothing", "text", "late header", "header alone", "end at once", "own parent", "no pages"],
)
def test_a_file_that_is_not_a_pdf_is_one_error(
    tmp_path: Path, content: bytes, rule: str | None
) -> None:
    pages, findings = tried(put(tmp_path, content))
    assert pages is None
    assert rule is None or rule in [finding.rule for finding in findings]
    assert exit_code(findings) is ExitCode.PREFLIGHT
    assert "secret-folder" not in "".join(finding.as_text() for finding in findings)


def test_missing_files_and_folders(tmp_path: Path) -> None:
    for path, words in ((tmp_path / "none.pdf", "does not exist"), (tmp_path, "is a folder")):
        pages, (finding,) = tried(path)
        assert pages is None
        assert finding.rule == "pdf-missing"
        assert words in finding.message


def test_a_pipe_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    pages, (finding,) = tried(tmp_path / "pipe.pdf")
    assert (pages, finding.rule) == (None, "pdf-missing")


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path, whole())
    monkeypatch.setattr(opening, "MOST_BYTES", path.stat().st_size)
    assert tried(path)[0] == 1
    monkeypatch.setattr(opening, "MOST_BYTES", path.stat().st_size - 1)
    pages, (finding,) = tried(path)
    assert (pages, finding.rule) == (None, "pdf-large")


def test_a_damaged_cross_reference_table_is_repaired_and_reported(tmp_path: Path) -> None:
    content = whole(2, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    broken = content.replace(b"startxref", b"startxxxx")
    pages, (finding,) = tried(put(tmp_path, broken))
    assert pages == 2
    assert (finding.rule, finding.severity) == ("pdf-repaired", "warning")
    assert "secret-folder" not in finding.message


def test_junk_before_the_header(tmp_path: Path) -> None:
    assert tried(put(tmp_path, b"\r\n" + whole()))[0] == 1


def test_a_password_opens_a_locked_file(tmp_path: Path) -> None:
    locked = pikepdf.Encryption(owner="owner", user="user", R=6)
    path = put(tmp_path, whole(encryption=locked))
    for password, words in (
        (None, "needs a password"),
        ("wrong", "none of the known passwords opens it"),
    ):
        pages, (finding,) = tried(path, password)
        assert (pages, finding.rule) == (None, "pdf-locked")
        assert words in finding.message
        assert "wrong" not in finding.as_text()
    assert tried(path, "user") == (1, ())


def test_an_empty_password(tmp_path: Path) -> None:
    path = put(tmp_path, whole(encryption=pikepdf.Encryption(owner="owner", user="", R=6)))
    assert tried(path) == (1, ())


def test_truncated_files_have_findings(tmp_path: Path) -> None:
    content = whole(3, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    for cut in range(0, len(content), 61):
        pages, findings = tried(put(tmp_path, content[:cut]))
        assert findings or pages == 3


def test_the_digest_of_a_file(tmp_path: Path) -> None:
    path = put(tmp_path, b"abc")
    assert file_digest(path).startswith("ba7816bf8f01cfea")
    assert file_digest(tmp_path / "none") == ""


def test_no_words_of_python_are_in_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise AttributeError("'NoneType' object has no attribute 'get'")

    monkeypatch.setattr(opening, "unlock", fail)
    pages, (finding,) = tried(put(tmp_path, whole()))
    assert (pages, finding.rule) == (None, "pdf-damaged")
    assert finding.message == "the file cannot be read: its structure is damaged"
