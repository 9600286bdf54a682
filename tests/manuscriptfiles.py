"""A workspace of one publication with one issue, from the text of its files."""

from pathlib import Path

from printissue.core.workspace import IssueRef, Workspace

REF = IssueRef("update", "2015-10")
PUBLICATION = "title: Update\npublisher: The Centre\n"
ISSUE = "title: October\ndate: 2015-10\nsections:\n  - title: News\n    articles:\n      - heading: One\n"


def workspace_of(folder: Path, issue=ISSUE, publication=PUBLICATION, printers=None) -> Workspace:
    """Make a workspace of one publication with one issue."""
    files = {"issues/update/2015-10.yaml": issue, "issues/update/publication.yaml": publication}
    for name, text in (
        files | ({"printers.yaml": printers} if printers is not None else {})
    ).items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Workspace(folder)
