"""Every fault of an issue is reported in one run, and once: no fault hides another."""

import pytest

import workbench
from printissue import pipeline
from printissue.core.findings import Finding, Place
from printissue.core.workspace import IssueRef, Workspace
from printissue.pipeline.making import _without_repeated
from workbench import REF, RecordingReporter, lay_out
from workbench import read_findings as found

ISSUE = """\
title: October
date: 2015-10
number: 10
sections:
  - title: News
    id: news
    lead: Words.
    articles:
      - heading: One
        body: |
          A [link](javascript:alert) here.
        image:
          file: absent.png
          alt: A ship
        related: [nope]
      - heading: Two
        standfirst: A \U00013000.
        links:
          - label: More
            url: https://www.example.org/
  - title: Events
    events:
      - title: A meeting
        start: 2015-10-01
        end: 2015-10-02
"""
OTHERS = {
    ("wrong-link", 11),
    ("image-missing", 13),
    ("unknown-story", 15),
    ("unknown-glyph", 17),
    ("theme-missing", 3),
}
"""The faults of the issue without changes, by rule and line."""

BROKEN = {
    "number": ("number: 10", "number: x", 3),
    "no title": ("title: October", "subject: October", 1),
    "title is a list": ("title: October", "title: [October]", 1),
    "empty title": ("title: October", "title:", 1),
    "quoted nothing": ("title: October", "title: ''", 1),
    "no such date": ("date: 2015-10\n", "date: 2015-13\n", 2),
    "unknown key": ("number: 10", "nunber: 10", 3),
    "twice": ("number: 10", "title: 10", 3),
    "anchor": ("number: 10", "number: &a 10", 3),
    "tag": ("number: 10", "number: !!int 10", 3),
    "tab in a text": ("Words.", "Wor\tds.", 7),
    "lead is a list": ("lead: Words.", "lead: [Words.]", 7),
    "bad id": ("id: news", "id: No News", 6),
    "no alt": ("alt: A ship", "caption: A ship", 13),
    "bad url": ("https://www.example.org/", "www.example.org", 20),
    "no url": ("url: https", "address: https", 20),
    "a link is a text": ("- label: More\n            url: https://www.example.org/", "- More", 19),
    "end before start": ("end: 2015-10-02", "end: 2015-09-02", 25),
    "date of an event": ("start: 2015-10-01", "start: soon", 24),
    "an event without a title": ("- title: A meeting", "- place: Here", 23),
    "two kinds": ("  - title: Events\n", "  - title: Events\n    notices: []\n", 21),
}


def marks(findings: list[Finding]) -> set[tuple[str, int | None]]:
    return {(one.rule, one.place.line) for one in findings}


def workspace_of(tmp_path, issue: str) -> Workspace:
    publication = workbench.PUBLICATION + "theme: nothing\n"
    return lay_out(
        tmp_path,
        {"issues/update/2015-10.yaml": issue, "issues/update/publication.yaml": publication},
    )


def test_the_issue_has_faults_of_every_kind(tmp_path) -> None:
    assert marks(found(workspace_of(tmp_path, ISSUE))) == OTHERS


@pytest.mark.parametrize("case", BROKEN)
def test_an_invalid_value_does_not_hide_other_faults(tmp_path, case: str) -> None:
    was, now, line = BROKEN[case]
    assert was in ISSUE
    issue = ISSUE.replace(was, now, 1)
    shift = issue.count("\n") - ISSUE.count("\n")
    findings = found(workspace_of(tmp_path, issue))
    after = {
        (rule, at + (shift if rule != "theme-missing" and at > line else 0)) for rule, at in OTHERS
    }
    assert after <= marks(findings)
    own = [one for one in findings if (one.rule, one.place.line) not in after]
    assert [one for one in own if abs((one.place.line or 0) - line) <= 1], own
    assert len(own) <= 2
    assert len(set(findings)) == len(findings)


def test_the_part_before_a_syntax_error_is_checked(tmp_path) -> None:
    findings = found(workspace_of(tmp_path, ISSUE + "  [\n"))
    assert {*OTHERS, ("yaml-syntax", 26)} - {("unknown-story", 15)} <= marks(findings)


def test_invalid_yaml_does_not_hide_faults_of_the_publication(tmp_path) -> None:
    workspace = workspace_of(tmp_path, "[")
    (tmp_path / "printers.yaml").write_text("ours:\n  marks: yes\n")
    assert {one.place.file for one in found(workspace)} == {
        "issues/update/2015-10.yaml",
        "issues/update/publication.yaml",
        "printers.yaml",
    }


def test_a_faulty_publication_does_not_hide_faults_of_the_issue(tmp_path) -> None:
    workspace = workspace_of(tmp_path, ISSUE)
    workspace.publication_file("update").write_text("title: [\n")
    rules = {one.rule for one in found(workspace)}
    assert {"yaml-syntax", "wrong-link", "image-missing", "unknown-story", "unknown-glyph"} == rules


def test_a_faulty_issue_does_not_hide_faults_of_templates_and_sheets(tmp_path) -> None:
    workspace = lay_out(
        tmp_path,
        {
            "issues/update/2015-10.yaml": ISSUE.replace("number: 10", "number: x"),
            "templates/parts/articles.html.j2": "{{ nope }}",
            "styles/bulletin/cover.css": "p { colour: red }",
        },
    )
    reporter = RecordingReporter()
    pipeline.check(workspace, [REF], reporter)
    rules = {one.rule for one in reporter.findings}
    assert {"wrong-value", "template-undefined", "css-fault", "image-missing"} <= rules


@pytest.mark.slow
@pytest.mark.parametrize(
    "css",
    [
        '@font-face { font-family: A; src: url("") }',
        "p { background: url() }",
        '@import "";',
        '@import url("");',
        '@color-profile device-cmyk { src: url(""); components: c, m, y, k }',
        '@color-profile --own { src: url("nope.icc") }',
    ],
)
def test_an_unknown_address_in_a_style_sheet_is_found_at_its_line(tmp_path, css: str) -> None:
    workspace = workbench.lay_out_in_bulletin(tmp_path, {"styles/bulletin/cover.css": f"{css}\n"})
    reporter = RecordingReporter()
    pipeline.check(workspace, [REF], reporter)
    (finding,) = [one for one in reporter.findings if one.rule == "css-url"]
    assert (finding.place.file, finding.place.line) == ("styles/bulletin/cover.css", 1)


# each fault once


def test_faults_that_issues_share_are_reported_once(tmp_path, monkeypatch, capsys) -> None:
    workspace = workspace_of(tmp_path, workbench.ISSUE)
    for month in ("11", "12"):
        text = workbench.ISSUE.replace("2015-10", f"2015-{month}")
        workspace.issue_file(IssueRef("update", f"2015-{month}")).write_text(text)
    (tmp_path / "printers.yaml").write_text("ours:\n  marks: yes\n")
    ended = workbench.Program(monkeypatch, capsys)(workspace, "check")
    assert ended.err.count("[theme-missing]") == 1
    assert ended.err.count("[missing-key]") == 1


# references into issues that have faults


def referring(tmp_path, other: str) -> list[Finding]:
    issue = workbench.ISSUE + "        related: [2015-11/harbour]\n"
    workspace = lay_out(
        tmp_path,
        {"issues/update/2015-10.yaml": issue, "issues/update/2015-11.yaml": other},
    )
    return [one for one in found(workspace, REF) if one.rule == "unknown-story"]


OTHER = workbench.ISSUE.replace("2015-10", "2015-11").replace("heading: One", "heading: Harbour")


@pytest.mark.slow
@pytest.mark.parametrize(
    "other",
    [
        OTHER,
        OTHER + "number: x\n",
        "nope: 1\n" + OTHER,
        OTHER.replace("title: October\n", ""),
        OTHER.replace("Harbour", "[Harbour]"),
        OTHER.replace("heading: Harbour", "headline: Harbour"),
        OTHER.replace("- heading: Harbour\n        body: Some words.", "- Harbour"),
        OTHER.replace("articles:", "artcles:"),
        OTHER.replace("articles:", "articles: &a"),
        OTHER.replace("sections:", "parts:"),
        OTHER.replace("title: News", "titel: News"),
        OTHER.replace("heading: Harbour", "heading: One")
        + "    articles:\n      - heading: Harbour\n",
        OTHER.replace("      - heading: Harbour", "      - <<: {heading: Harbour}"),
        OTHER + "    notices:\n      - heading: A\n",
        "title: [\n" + OTHER,
        OTHER.replace("      - heading", "      – heading"),
        "",
        b"\xff".decode("latin-1"),
        "[]",
    ],
)
def test_a_story_of_an_issue_with_faults_is_not_called_unknown(tmp_path, other: str) -> None:
    assert referring(tmp_path, other) == []


@pytest.mark.parametrize("fault", ["", "number: x\n", "nope: 1\n", "online: here\n"])
def test_a_missing_story_is_unknown_whatever_else_is_wrong(tmp_path, fault: str) -> None:
    (finding,) = referring(tmp_path, OTHER.replace("Harbour", "Ferry") + fault)
    assert finding.message == "2015-11 has no story 'harbour'"
    assert finding.hint == "its stories: ferry"


def test_a_missing_issue_is_named(tmp_path) -> None:
    issue = workbench.ISSUE + "        related: [2015-09/harbour]\n"
    (finding,) = found(lay_out(tmp_path, {"issues/update/2015-10.yaml": issue}))
    assert (finding.message, finding.hint) == (
        "update has no issue '2015-09'",
        "its issues are: 2015-10",
    )


def test_one_broken_issue_does_not_break_fourteen_others(tmp_path) -> None:
    files = {
        f"issues/update/2016-{n:02}.yaml": OTHER.replace("2015-11", f"2016-{n:02}")
        + "        related: [2015-10/one]\n"
        for n in range(1, 13)
    }
    workspace = lay_out(tmp_path, {"issues/update/2015-10.yaml": "title: [\n", **files})
    refs = [IssueRef("update", key) for key in workspace.issue_keys("update")]
    assert [one.place.file for one in found(workspace, *refs)] == ["issues/update/2015-10.yaml"]


def test_a_build_reports_all_faults_too(tmp_path, monkeypatch, capsys) -> None:
    workspace = lay_out(
        tmp_path,
        {
            "issues/update/2015-10.yaml": ISSUE.replace("number: 10", "number: x"),
            "styles/bulletin/cover.css": "p { colour: red }",
        },
    )
    ended = workbench.Program(monkeypatch, capsys)(workspace, "build")
    assert ended.code == 3
    for rule in ("wrong-value", "wrong-link", "image-missing", "unknown-story", "css-fault"):
        assert ended.err.count(f"[{rule}]") == 1, ended.err


def test_a_finding_of_two_layouts_on_the_same_page_is_reported_once() -> None:
    def fault(page: int, left: float, message: str = "a runt") -> Finding:
        return Finding("layout-runt", Place("a.yaml", page=page, box=(left, 9, 9, 9)), message)

    printed = (fault(2, 10), fault(2, 90), fault(3, 10))
    screen = (fault(2, 10.4), fault(3, 10), fault(4, 10), fault(3, 10, "another"))
    assert _without_repeated([printed, screen]) == (*printed, *screen[2:])
