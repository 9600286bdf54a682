"""The ledger and continuous folios: what is built again, and where an issue begins."""

import json
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from printissue.assets.resources import Resources
from printissue.core.errors import WriteError
from printissue.core.workspace import IssueRef, Workspace
from printissue.model.editions import EDITIONS
from printissue.pipeline import NO_CHOICE, BuildOptions, build
from printissue.pipeline.cache import LEDGER, Ledger, fingerprint
from printissue.pipeline.load import read
from printissue.pipeline.toolchain import program
from workbench import RecordingReporter, output_file

SHORT = """\
title: {title}
date: {date}
sections:
  - title: News
    articles:
      - heading: A story of {date}
        body: It is a short one.
"""
REFS = [IssueRef("news", f"2024-0{month}") for month in (1, 2, 3)]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    folder = tmp_path / "issues" / "news"
    folder.mkdir(parents=True)
    (folder / "publication.yaml").write_text(
        "title: News\npublisher: Us\npagination: continuous\nprinter: offset-eu\n"
    )
    for ref in REFS:
        (folder / f"{ref.key}.yaml").write_text(SHORT.format(title=ref.key, date=ref.key))
    return Workspace(tmp_path)


def job_of(workspace: Workspace, ref: IssueRef = REFS[0]):
    job, findings = read(workspace, ref, Resources.of(workspace.root), choice=NO_CHOICE)
    assert job, findings
    return job


def labels(workspace: Workspace, ref: IssueRef, edition: str) -> list[str]:
    with pikepdf.open(output_file(workspace, ref, edition)) as pdf:
        return [page.label for page in pdf.pages]


def made(workspace: Workspace, refs: list[IssueRef], edition: str) -> RecordingReporter:
    reporter = RecordingReporter()
    build(workspace, BuildOptions(tuple(refs), (EDITIONS[edition],)), reporter)
    return reporter


@pytest.mark.slow
def test_an_issue_begins_where_the_one_before_it_ended_in_print(workspace: Workspace) -> None:
    made(workspace, [REFS[2]], "archive")
    printed = 2 * 4  # each of two short issues fills up to the printer's multiple
    assert labels(workspace, REFS[2], "archive")[0] == str(printed + 1)


@pytest.mark.slow
def test_folios_continue_through_a_year(workspace: Workspace) -> None:
    made(workspace, REFS, "print")
    found = [label for ref in REFS for label in labels(workspace, ref, "print")]
    assert found == [str(number) for number in range(1, 13)]


@pytest.mark.slow
def test_every_edition_has_the_printed_page_count(workspace: Workspace) -> None:
    made(workspace, REFS[:1], "screen")
    assert labels(workspace, REFS[0], "screen") == ["1", "2", "3", "4"]


@pytest.mark.slow
def test_folios_start_again_with_each_year(workspace: Workspace) -> None:
    file = workspace.issue_file(REFS[2])
    file.rename(file.with_name("2025-03.yaml"))
    moved = IssueRef("news", "2025-03")
    workspace.issue_file(moved).write_text(SHORT.format(title="x", date="2025-03"))
    made(workspace, [moved], "screen")
    assert labels(workspace, moved, "screen")[0] == "1"


def test_an_earlier_issue_with_errors_stops_the_later_ones(workspace: Workspace) -> None:
    workspace.issue_file(REFS[0]).write_text("title: x\n")
    reporter = made(workspace, [REFS[1]], "screen")
    assert [one.rule for one in reporter.findings] == ["folio-unknown"]
    assert "2024-01 has errors" in reporter.findings[0].message
    assert not output_file(workspace, REFS[1], "screen").exists()


@pytest.mark.slow
def test_an_earlier_issue_without_a_layout_stops_the_later_ones(workspace: Workspace) -> None:
    text = workspace.issue_file(REFS[0]).read_text()
    workspace.issue_file(REFS[0]).write_text(text + "fit: {multiple: 400}\n")
    reporter = made(workspace, [REFS[1]], "screen")
    assert [one.rule for one in reporter.findings] == ["folio-unknown"]
    assert "2024-01 has errors" in reporter.findings[0].message


@pytest.mark.slow
def test_a_requested_page_count_is_used_without_a_layout(workspace: Workspace) -> None:
    text = workspace.issue_file(REFS[0]).read_text()
    workspace.issue_file(REFS[0]).write_text(text + "fit: {pages: 40}\n")
    made(workspace, [REFS[1]], "screen")
    assert labels(workspace, REFS[1], "screen")[0] == "41"


@pytest.mark.slow
def test_the_ledger_knows_a_file_until_something_of_it_changes(workspace: Workspace) -> None:
    made(workspace, [REFS[0]], "screen")
    job, file = job_of(workspace), output_file(workspace, REFS[0], "screen")
    ledger = Ledger.of(workspace)
    assert ledger.holds(job, "screen", file)
    assert not ledger.holds(job, "archive", file)
    assert not ledger.holds(replace(job, first_folio=5), "screen", file)
    assert not ledger.holds(replace(job, source=b"another"), "screen", file)
    file.write_bytes(b"somebody else's")
    assert not ledger.holds(job, "screen", file)


@pytest.mark.slow
def test_a_run_that_cannot_write_a_file_still_records_those_it_wrote(workspace: Workspace) -> None:
    blocked = output_file(workspace, REFS[1], "print").parent
    blocked.parent.mkdir(parents=True)
    blocked.write_text("a file where the folder of the second issue belongs")
    with pytest.raises(WriteError):
        made(workspace, REFS[:2], "print")
    written = output_file(workspace, REFS[0], "print")
    assert Ledger.of(workspace).holds(job_of(workspace), "print", written)


@pytest.mark.slow
def test_the_page_count_is_that_of_the_print_edition(workspace: Workspace) -> None:
    made(workspace, [REFS[0]], "print")
    assert Ledger.of(workspace).pages(job_of(workspace)) == 4
    made(workspace, [REFS[0]], "screen")
    assert Ledger.of(workspace).pages(job_of(workspace)) == 4
    assert Ledger.of(workspace).pages(job_of(workspace, REFS[1])) == 0


@pytest.mark.parametrize("damaged", ["", "[]", "{", '{"news/2024-01": 5}', '{"a": {"b": 1}}'])
def test_a_damaged_ledger_is_an_empty_one(workspace: Workspace, damaged: str) -> None:
    output = workspace.root / "output"
    output.mkdir()
    (output / LEDGER).write_text(damaged)
    assert Ledger.of(workspace).pages(job_of(workspace)) == 0


def test_the_ledger_is_sorted(workspace: Workspace) -> None:
    ledger = Ledger.of(workspace)
    for ref in reversed(REFS):
        ledger.record(job_of(workspace, ref), files={"screen": b"x"})
    ledger.save()
    written = json.loads((workspace.root / "output" / LEDGER).read_text())
    assert list(written) == [str(ref) for ref in REFS]


def test_the_fingerprint_does_not_depend_on_the_folio(workspace: Workspace) -> None:
    job = job_of(workspace)
    assert fingerprint(job, "") == fingerprint(replace(job, first_folio=9), "")
    assert fingerprint(job, "") != fingerprint(job, "another program")
    assert fingerprint(job, "") != fingerprint(job_of(workspace, REFS[1]), "")


# a damaged ledger

DAMAGED = [
    "null", "[]", "3", '"words"', "true", "{", "", "\0", "[" * 100_000, '{"news/2024-01": null}',
    '{"news/2024-01": []}', '{"news/2024-01": 7}', '{"news/2024-01": "x"}', '{"news/2024-01": {}}',
    '{"news/2024-01": [["inputs", "x"]]}', '{"": {}}',
    *(
        f'{{"news/2024-01": {{"inputs": {inputs}, "first_folio": {folio}, "pages": {pages}, "files": {files}}}}}'
        for inputs, folio, pages, files in (
            ("@", "1", "4", "null"),
            ("@", "1", "4", "[]"),
            ("@", "1", "4", "7"),
            ("@", "1", "4", '{"archive": null}'),
            ("@", "1", "4", '{"archive": []}'),
            ("@", "1", "4", '"archive"'),
            ("@", "null", "4", "{}"),
            ("@", '"1"', '"4"', "{}"),
            ("@", "1", "4.5", "{}"),
            ("@", "1", "-3", "{}"),
            ("@", "-1", "4", "{}"),
            ("@", "1", "true", "{}"),
            ("@", "1e999", "NaN", "{}"),
            ("null", "1", "4", "{}"),
            ("[]", "1", "4", "{}"),
            ("{}", "{}", "{}", "{}"),
        )
    ),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("text", DAMAGED, ids=range(len(DAMAGED)))
def test_any_damage_of_the_ledger_is_tolerated(workspace: Workspace, text: str) -> None:
    job, _ = read(workspace, REFS[0], Resources.of(workspace.root), choice=NO_CHOICE)
    path = workspace.root / "output" / LEDGER
    path.parent.mkdir()
    inputs = fingerprint(job, program(Resources.of(workspace.root)))
    path.write_text(text.replace("@", f'"{inputs}"'))
    ledger = Ledger.of(workspace)
    assert ledger.pages(job) == 0
    assert not ledger.holds(job, "archive", path)
    ledger.record(job, files={"archive": b"x"}, pages=8)
    ledger.save()
    assert Ledger.of(workspace).pages(job) == 8


def test_a_damaged_entry_does_not_affect_others(workspace: Workspace) -> None:
    job, _ = read(workspace, REFS[0], Resources.of(workspace.root), choice=NO_CHOICE)
    ledger = Ledger.of(workspace)
    ledger.record(job, files={"archive": b"x"}, pages=8)
    ledger.save()
    path = workspace.root / "output" / LEDGER
    path.write_text(json.dumps(json.loads(path.read_text()) | {"news/2024-02": {"files": None}}))
    assert Ledger.of(workspace).pages(job) == 8
