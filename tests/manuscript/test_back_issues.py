"""The description of a back issue: the YAML beside a PDF, read with every error at its place."""

import pickle
from pathlib import Path

import pytest

from printissue import manuscript
from printissue.core.workspace import IssueRef, Workspace
from printissue.manuscript.back_issues import (
    BackIssueDescription,
    check_headings,
    read_back_issue,
)
from printissue.model.back_issues import BackIssue
from printissue.model.issue import Publication
from workbench import lay_out

REF = IssueRef("update", "2024-03")
TEXT = """\
title: March 2024
date: 2024-03
number: 3
headings:
  - title: A press for the *island*
    page: 3
    authors: [Ada Example]
    places: [Malta]
  - title: Letters
    page: 12
    topics: [letters, readers]
    people: ["Example, Ben"]
"""


def laid_out(folder: Path, text: str = TEXT, **files: str | bytes) -> Workspace:
    named = {"issues/update/2024-03.yaml": text, "issues/update/2024-03.pdf": b"%PDF-"}
    return lay_out(folder, named | files)


def found(workspace: Workspace) -> BackIssueDescription:
    result, findings = read_back_issue(workspace, REF)
    assert result is not None, findings
    assert findings == ()
    return result


def faults(workspace: Workspace) -> list[tuple[str, str, int | None, int | None]]:
    result, findings = read_back_issue(workspace, REF)
    assert result is None
    return [(one.rule, one.place.file, one.place.line, one.place.column) for one in findings]


def test_a_valid_description_is_read(tmp_path):
    old = found(laid_out(tmp_path))
    assert (old.issue.title, old.issue.number, str(old.issue.day)) == (
        "March 2024",
        "3",
        "2024-03-01",
    )
    first, second = old.issue.headings
    assert (first.title, first.page, first.authors) == (
        "A press for the *island*",
        3,
        ["Ada Example"],
    )
    assert (second.page, second.topics, second.people) == (
        12,
        ["letters", "readers"],
        ["Example, Ben"],
    )
    assert isinstance(old.publication, Publication)
    assert old.source == TEXT.encode()
    assert old.file == tmp_path / "issues/update/2024-03.pdf"
    assert old.file == Workspace(tmp_path).back_issue_pdf(REF)


def test_a_day_without_headings_is_enough(tmp_path):
    old = found(laid_out(tmp_path, "title: March\ndate: 2024-03-15\nvolume: 7\nlanguage: de\n"))
    assert str(old.issue.day) == "2024-03-15"
    assert (old.issue.headings, old.issue.volume, old.issue.language) == ([], "7", "de")


def test_a_description_can_be_pickled(tmp_path):
    old = found(laid_out(tmp_path))
    assert pickle.loads(pickle.dumps(old)).issue == old.issue


@pytest.mark.parametrize(
    ("change", "rule", "line", "column"),
    [
        (("title: March 2024\n", ""), "missing-key", 1, 1),
        (("date: 2024-03", "date: 2024-13"), "wrong-date", 2, 7),
        (("number: 3", "number: three"), "wrong-value", 3, 9),
        (("page: 12", "page: 0"), "wrong-value", 10, 11),
        (("page: 12", "page: ii"), "wrong-value", 10, 11),
        (("page: 12", "page: 12345"), "wrong-value", 10, 11),
        (("page: 12", "pages: 12"), "unknown-key", 10, 5),
        (("topics: [", "topic: ["), "unknown-key", 11, 5),
        (("number: 3", "sections: []"), "unknown-key", 3, 1),
        (("headings:", "headings: x\nlater:"), "wrong-kind", 4, 11),
    ],
)
def test_errors_have_their_place(tmp_path, change, rule, line, column):
    where = "issues/update/2024-03.yaml"
    assert (rule, where, line, column) in faults(laid_out(tmp_path, TEXT.replace(*change)))


def test_errors_of_all_files_are_found_in_one_run(tmp_path):
    workspace = laid_out(
        tmp_path, "title: March\n", **{"issues/update/publication.yaml": "title: Update\n"}
    )
    (tmp_path / "issues/update/2024-03.pdf").unlink()
    assert faults(workspace) == [
        ("old-unreadable", "issues/update/2024-03.pdf", None, None),
        ("missing-key", "issues/update/2024-03.yaml", 1, 1),
        ("missing-key", "issues/update/publication.yaml", 1, 1),
    ]


def test_a_pdf_outside_the_workspace_is_rejected(tmp_path):
    outside = tmp_path / "other.pdf"
    outside.write_bytes(b"%PDF-")
    workspace = laid_out(tmp_path / "own")
    file = workspace.back_issue_pdf(REF)
    file.unlink()
    file.symlink_to(outside)
    assert [one[0] for one in faults(workspace)] == ["old-unreadable"]


def test_the_name_of_another_month_is_a_warning(tmp_path):
    result, findings = read_back_issue(
        laid_out(tmp_path, TEXT.replace("date: 2024-03", "date: 2024-04")), REF
    )
    assert result is not None
    assert [one.rule for one in findings] == ["key-date"]


@pytest.mark.parametrize(("pages", "beyond"), [(12, []), (11, [12]), (2, [3, 12])])
def test_headings_beyond_the_end(tmp_path, pages, beyond):
    findings = check_headings(found(laid_out(tmp_path)), pages)
    assert [one.rule for one in findings] == ["old-heading-page"] * len(beyond)
    lines = {3: 6, 12: 10}
    assert [one.place.line for one in findings] == [lines[page] for page in beyond]
    for one, page in zip(findings, beyond, strict=True):
        assert f"is on page {page}, but the PDF has {pages}" in one.message


def test_back_issues_have_a_schema():
    schema = manuscript.schema("old-issue")
    assert schema["title"] == "Back issue"
    assert set(schema["properties"]) == set(BackIssue.model_fields)
    assert schema["$defs"]["Heading"]["properties"]["page"]["type"] == ["integer", "string"]
    assert schema["required"] == ["title", "date"]


def test_check_reads_the_descriptions_of_back_issues(tmp_path, program) -> None:
    folder = tmp_path / "issues" / "old"
    folder.mkdir(parents=True)
    (folder / "publication.yaml").write_text("title: Old\npublisher: Us\n", encoding="utf-8")
    (folder / "2014-03.pdf").write_bytes(b"%PDF-1.7\n")
    about = folder / "2014-03.yaml"
    about.write_text("title: March 2014\ndate: 2014-03\nnumbr: 27\n", encoding="utf-8")
    ended = program(tmp_path, "check", "old")
    assert ended.code == 3
    assert "issues/old/2014-03.yaml:3:1: error: the key 'numbr' is not allowed" in ended.err
    about.write_text("title: March 2014\ndate: 2014-03\nnumber: 27\n", encoding="utf-8")
    for names in ((), ("old",), ("old/2014-03",)):
        ended = program(tmp_path, "check", *names)
        assert (ended.code, "1 issue checked" in ended.err) == (0, True), ended.err
    assert "there are no issues yet" in program(tmp_path, "build", "old").err
