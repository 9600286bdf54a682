"""Continuous folios: where an issue begins, and which issues are outdated when another one changes."""

from pathlib import Path

import pikepdf
import pytest

from printissue.core.workspace import IssueRef, Workspace
from printissue.model.editions import EDITIONS
from printissue.pipeline import NO_CHOICE, BuildOptions, build
from printissue.pipeline.cache import BuildCache
from workbench import PLAIN_THEME, RecordingReporter, output_file

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
    for name, content in PLAIN_THEME.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    folder = tmp_path / "issues" / "news"
    folder.mkdir(parents=True)
    (folder / "publication.yaml").write_text(
        "title: News\npublisher: Us\npagination: continuous\nprinter: offset-eu\n"
    )
    for ref in REFS:
        (folder / f"{ref.key}.yaml").write_text(SHORT.format(title=ref.key, date=ref.key))
    return Workspace(tmp_path)


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
def test_an_issue_that_grows_moves_those_after_it(workspace: Workspace) -> None:
    made(workspace, REFS, "screen")

    def reasons() -> list[list[str]]:
        cache = BuildCache.of(workspace)
        return [cache.outdated(ref, EDITIONS["screen"], NO_CHOICE) for ref in REFS]

    assert reasons() == [[], [], []]
    file = workspace.issue_file(REFS[1])
    file.write_text(file.read_text().replace("short", "long"))
    assert reasons() == [[f"issues/news/{REFS[1].key}.yaml changed"]] * 3
    assert statuses(made(workspace, REFS, "screen")) == ["up to date", "made", "up to date"]
    file.write_text(file.read_text().replace("It is a long one.", "It goes on. " * 2000))
    assert statuses(made(workspace, REFS, "screen")) == ["up to date", "made", "made"]
    assert reasons() == [[], [], []]


def statuses(reporter: RecordingReporter) -> list[str]:
    return [one.status for one in reporter.issues]
