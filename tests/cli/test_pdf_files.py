"""The commands on finished PDFs: lengths, sheet sizes and inks in options, the files and messages."""

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from impositionfiles import file_of, folded, opened, shown
from printissue.cli.pdf_files import cover, impose, inks, length, paper
from printissue.core.errors import ExitCode
from printissue.core.workspace import Workspace


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """Return a workspace with an issue of eight pages and a cover of four."""
    monkeypatch.chdir(tmp_path)
    Path("dummy.pdf").write_bytes(file_of(8))
    Path("cover.pdf").write_bytes(file_of(4))
    return Workspace(tmp_path)


def run(command, workspace, *arguments):
    result = CliRunner().invoke(command, list(arguments), obj=workspace, standalone_mode=False)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_sheets_are_written_next_to_the_file(workspace):
    result = run(impose, workspace, "dummy.pdf", "--caliper", "0.1mm")
    assert result.return_value == ExitCode.OK
    assert result.stdout == "dummy-saddle-2up.pdf\n"
    assert (
        "2 sheets (print on both sides, flip on the short edge, creep up to 0.10 mm)"
        in result.stderr
    )
    assert folded(Path("dummy-saddle-2up.pdf").read_bytes(), "saddle-2up") == list(range(1, 9))


def test_every_option_changes_the_sheets(workspace):
    result = run(
        impose, workspace, "dummy.pdf", "--layout", "saddle-4up", "--sheet", "300x420mm", "--gutter", "1mm",
        "--blanks", "last", "--direction", "rtl", "--no-marks", "-o", "out/sheets.pdf",
    )  # fmt: skip
    assert result.stdout == "out/sheets.pdf\n"
    content = Path("out/sheets.pdf").read_bytes()
    assert folded(content, "saddle-4up", right_to_left=True) == list(range(1, 9))
    page = opened(content).pages[0].obj
    assert float(page.MediaBox[2]) == pytest.approx(300 * 72 / 25.4, abs=0.01)
    assert "/ExtGState" not in page.Resources


def test_a_proof_is_written(workspace):
    result = run(impose, workspace, "dummy.pdf", "--layout", "4-up", "--sheet", "A4")
    assert result.stdout == "dummy-4-up.pdf\n"
    assert "2 sheets in" in result.stderr


def test_a_cover_is_written(workspace):
    result = run(
        cover, workspace, "cover.pdf", "--caliper", "0.1", "--leaves", "80", "--fill", "0 80 90 20",
        "--title", "Monthly", "--number", "7",
    )  # fmt: skip
    assert result.return_value == ExitCode.OK
    assert result.stdout == "cover-cover.pdf\n"
    assert "spine 8.00 mm" in result.stderr
    pages = opened(Path("cover-cover.pdf").read_bytes()).pages
    assert [[one.page for one in shown(page)] for page in pages] == [[4, 1], [2, 3]]
    assert b"0 0.8 0.9 0.2 k" in pages[0].obj.Contents.read_bytes()


def test_errors_write_nothing(workspace):
    result = run(cover, workspace, "cover.pdf")
    assert result.return_value == ExitCode.PREFLIGHT
    assert "cover.pdf: error: the width of the spine is not known [cover-spine]" in result.stderr
    assert not Path("cover-cover.pdf").exists()


def test_strict_treats_warnings_as_errors(workspace):
    Path("six.pdf").write_bytes(file_of(6))
    assert run(impose, workspace, "six.pdf", "--strict").return_value == ExitCode.PREFLIGHT
    assert not Path("six-saddle-2up.pdf").exists()
    assert run(impose, workspace, "six.pdf").return_value == ExitCode.OK


def test_findings_are_in_the_json_results(workspace):
    Path("none.pdf").write_bytes(b"none")
    result = run(impose, workspace, "none.pdf", "--format", "json")
    (finding,) = json.loads(result.stdout)["findings"]
    assert (finding["rule"], finding["place"]["file"]) == ("pdf-damaged", "none.pdf")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1mm", 0.1),
        ("0.1 mm", 0.1),
        ("0.1", 0.1),
        ("100um", 0.1),
        ("100 µm", 0.1),
        ("0.004in", 0.1016),
    ],
)
def test_lengths_are_parsed(text, value):
    assert length(text) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [("A4", (210, 297)), ("320x450mm", (320, 450)), ("320 x 450.5 mm", (320, 450.5))],
)
def test_sheet_sizes_are_parsed(text, value):
    assert paper(text) == value


@pytest.mark.parametrize("text", ["0 80 90 20", "0,80,90,20", "0% 80% 90% 20%", "0, 80, 90, 20"])
def test_inks_are_parsed(text):
    assert inks(text) == (0, 0.8, 0.9, 0.2)


@pytest.mark.parametrize(
    ("read", "text"),
    [(length, "thin"), (length, "-1mm"), (length, "1cm"), (paper, "A9"), (paper, "320x450"),
     (paper, "0x450mm"), (inks, "0 80 90"), (inks, "0 80 90 120"), (inks, "red"), (inks, "0 1 2 3 4")],
)  # fmt: skip
def test_wrong_values_are_refused(read, text):
    with pytest.raises(click.BadParameter, match="is not"):
        read(text)
