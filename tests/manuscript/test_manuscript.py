"""The manuscript stage as a whole: files with errors and the findings for them, and valid files."""

import pickle
import re

import pytest

from checkout import ROOT
from manuscriptfiles import ISSUE, PUBLICATION, REF, workspace_of
from printissue import manuscript
from printissue.core.findings import Finding
from printissue.core.workspace import IssueRef
from printissue.model.printers import PRINTERS

CASES = sorted((ROOT / "tests" / "cases" / "manuscript").glob("*.yaml"))
EXPECT = re.compile(r"^ *# expect(?: \+(\d+))?: (\S+) (\d+) (.+)$")


def expected(text: str) -> list[tuple[str, int, int, str]]:
    """Return the expectations of a case. Each is for the next line without one, or for the line `+n` below that."""
    lines = text.split("\n")
    wanted = []
    for number, line in enumerate(lines):
        if match := EXPECT.match(line):
            below = next(n for n in range(number, len(lines)) if not EXPECT.match(lines[n]))
            wanted.append((match[2], below + 1 + int(match[1] or 0), int(match[3]), match[4]))
    return wanted


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_case(case, tmp_path):
    kind, text = case.stem.partition("-")[0], case.read_bytes()
    workspace = workspace_of(tmp_path, **{kind: text})
    result, findings = (
        manuscript.read_printers(workspace)
        if kind == "printers"
        else manuscript.read(workspace, REF)
    )
    wanted = expected(text.decode())
    assert wanted
    found = [(one.rule, one.place.line, one.place.column) for one in findings]
    assert sorted(found) == sorted(one[:3] for one in wanted), "\n".join(
        map(Finding.as_text, findings)
    )
    for rule, line, column, fragment in wanted:
        texts = [
            f"{one.message} {one.hint}"
            for one in findings
            if (one.rule, one.place.line, one.place.column) == (rule, line, column)
        ]
        assert any(fragment in one for one in texts), texts
    if any(one.severity == "error" for one in findings) and kind != "printers":
        assert result is None


def test_there_are_enough_cases():
    assert len(CASES) >= 30


def test_good_issue_is_read(tmp_path):
    found, findings = manuscript.read(workspace_of(tmp_path), REF)
    assert findings == ()
    assert found is not None
    assert (found.issue.title, found.publication.title, found.ref) == ("October", "Update", REF)
    assert found.source == ISSUE.encode()
    assert found.places.of(("title",)).file == "issues/update/2015-10.yaml"
    assert found.publication_places.of(("title",)).file == "issues/update/publication.yaml"


def test_a_manuscript_can_be_pickled(tmp_path):
    found, _ = manuscript.read(workspace_of(tmp_path), REF)
    again = pickle.loads(pickle.dumps(found))
    assert again.issue == found.issue
    assert again.places.of(("sections", 0, "title")) == found.places.of(("sections", 0, "title"))


def test_errors_of_both_files_are_found_in_one_run(tmp_path):
    found, findings = manuscript.read(
        workspace_of(tmp_path, issue=ISSUE + "zzz: 1\n", publication="title: Update\n"), REF
    )
    assert found is None
    assert [(one.rule, one.place.file) for one in findings] == [
        ("unknown-key", "issues/update/2015-10.yaml"),
        ("missing-key", "issues/update/publication.yaml"),
    ]


def test_warnings_do_not_stop_the_work(tmp_path):
    found, findings = manuscript.read(
        workspace_of(tmp_path, issue=ISSUE.replace("2015-10", "2015-12")), REF
    )
    assert found is not None
    assert [one.rule for one in findings] == ["key-date"]


@pytest.mark.parametrize(
    ("key", "date"),
    [("2015-10-special", "2015-10-31"), ("october", "2015-11"), ("2015-13", "2015-11")],
)
def test_names_that_agree_with_the_date_or_have_none(tmp_path, key, date):
    workspace = workspace_of(tmp_path)
    ref = IssueRef("update", key)
    workspace.issue_file(ref).write_text(ISSUE.replace("2015-10", date))
    assert manuscript.read(workspace, ref)[1] == ()


@pytest.mark.parametrize("key", ["October", "con", "a" * 65, "-x", "ö"])
def test_file_names_that_are_not_keys(tmp_path, key):
    workspace = workspace_of(tmp_path)
    ref = IssueRef("update", key)
    workspace.issue_file(ref).write_text(ISSUE)
    found, findings = manuscript.read(workspace, ref)
    assert found is None
    assert [(one.rule, one.place.file) for one in findings] == [
        ("wrong-name", f"issues/update/{key}.yaml")
    ]


def test_names_that_differ_in_capitals_only(tmp_path):
    workspace = workspace_of(tmp_path)
    (tmp_path / "issues/update/Special.yaml").write_text(ISSUE)
    (tmp_path / "issues/update/special.yaml").write_text(ISSUE)
    if len(workspace.issue_keys("update")) < 3:
        pytest.skip("this disk takes the two names for one")
    found, findings = manuscript.read(workspace, IssueRef("update", "special"))
    assert found is None
    assert [one.rule for one in findings] == ["wrong-name"]
    assert "'Special.yaml'" in findings[0].message


def test_files_that_cannot_be_read(tmp_path):
    workspace = workspace_of(tmp_path / "here")
    outside = tmp_path / "outside.yaml"
    outside.write_text(ISSUE)
    folder = tmp_path / "here/issues/update"
    (folder / "linked.yaml").symlink_to(outside)
    (folder / "loop.yaml").symlink_to(folder / "loop.yaml")
    (folder / "folder.yaml").mkdir()
    for key in ("linked", "loop", "folder", "absent"):
        found, findings = manuscript.read(workspace, IssueRef("update", key))
        assert found is None
        assert [one.rule for one in findings] == ["yaml-file"], key


def test_many_findings_are_cut(tmp_path):
    _, findings = manuscript.read(
        workspace_of(tmp_path, issue=ISSUE + "".join(f"zz{n}: 1\n" for n in range(500))), REF
    )
    assert len(findings) == 200
    assert findings[0].place.line == 7
    assert findings[-1].hint.startswith("300 more findings")


def test_messages_have_no_words_of_pydantic(tmp_path):
    """No message of any case has a word of the library that found the error."""
    for case in CASES:
        kind = case.stem.partition("-")[0]
        workspace = workspace_of(tmp_path / case.stem, **{kind: case.read_bytes()})
        findings = (
            manuscript.read_printers(workspace)
            if kind == "printers"
            else manuscript.read(workspace, REF)
        )[1]
        for one in findings:
            text = f"{one.message} {one.hint}".lower()
            assert not re.search(
                r"pydantic|valid (string|list|dictionary)|<\w+ \w+>|none\b.*type", text
            ), text
            assert len(one.message) <= 300


class TestPrinters:
    def test_only_the_built_in_printers(self, tmp_path):
        printers, findings = manuscript.read_printers(workspace_of(tmp_path))
        assert printers == PRINTERS
        assert findings == ()

    def test_workspace_adds_and_replaces(self, tmp_path):
        text = "ours:\n  title: Our own\n  bleed:\n    inner: 0\noffset-eu:\n  title: Theirs\n  marks: yes\n"
        printers, findings = manuscript.read_printers(workspace_of(tmp_path, printers=text))
        assert findings == ()
        assert (printers["ours"].bleed.inner, printers["ours"].bleed.top) == (0.0, 3.0)
        assert printers["offset-eu"].marks is True
        assert set(printers) == {*PRINTERS, "ours"}

    def test_invalid_printers_are_left_out(self, tmp_path):
        text = "ours:\n  title: Our own\ntheirs:\n  marks: yes\n"
        printers, findings = manuscript.read_printers(workspace_of(tmp_path, printers=text))
        assert set(printers) == {*PRINTERS, "ours"}
        assert [(one.rule, one.place.file, one.place.line) for one in findings] == [
            ("missing-key", "printers.yaml", 4)
        ]

    def test_empty_file(self, tmp_path):
        printers, findings = manuscript.read_printers(
            workspace_of(tmp_path, printers="# none yet\n")
        )
        assert printers == PRINTERS
        assert [one.rule for one in findings] == ["wrong-kind"]

    def test_unknown_printer(self, tmp_path):
        found, _ = manuscript.read(
            workspace_of(tmp_path, publication=PUBLICATION + "printer: offset-uk\n"), REF
        )
        (finding,) = manuscript.check_printer(found, PRINTERS)
        assert (finding.rule, finding.place.line, finding.place.column) == ("wrong-value", 3, 10)
        assert (
            "did you mean 'offset-eu'?" in finding.hint
            or "did you mean 'offset-us'?" in finding.hint
        )
        assert (
            manuscript.check_printer(found, PRINTERS | {"offset-uk": PRINTERS["offset-eu"]}) == ()
        )
