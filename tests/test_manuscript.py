"""The manuscript stage as a whole: faulty files with the findings that they must give, and files that are fine."""

import re
from pathlib import Path

import pytest

from printissue import manuscript
from printissue.findings import Finding
from printissue.workspace import IssueRef, Workspace

CASES = sorted((Path(__file__).parent / "cases" / "manuscript").glob("*.yaml"))
EXPECT = re.compile(r"^ *# expect(?: \+(\d+))?: (\S+) (\d+) (.+)$")
REF = IssueRef("update", "2015-10")
PUBLICATION = "title: Update\npublisher: The Centre\n"
ISSUE = "title: October\ndate: 2015-10\nsections:\n  - title: News\n    articles:\n      - heading: One\n"


def workspace_of(folder, issue=ISSUE, publication=PUBLICATION, printers=None) -> Workspace:
    """Make a workspace of one publication with one issue."""
    files = {"issues/update/2015-10.yaml": issue, "issues/update/publication.yaml": publication}
    for name, text in (files | ({"printers.yaml": printers} if printers is not None else {})).items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Workspace(folder)


def expected(text: str) -> list[tuple[str, int, int, str]]:
    """Read the expectations of a case: each is for the next line that is none, or for one `+n` below that."""
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
        manuscript.read_printers(workspace) if kind == "printers" else manuscript.read(workspace, REF)
    )
    wanted = expected(text.decode())
    assert wanted
    found = [(one.rule, one.place.line, one.place.column) for one in findings]
    assert sorted(found) == sorted(one[:3] for one in wanted), "\n".join(map(Finding.as_text, findings))
    for rule, line, column, fragment in wanted:
        said = [
            f"{one.message} {one.hint}"
            for one in findings
            if (one.rule, one.place.line, one.place.column) == (rule, line, column)
        ]
        assert any(fragment in one for one in said), said
    if any(one.severity == "error" for one in findings) and kind != "printers":
        assert result is None
