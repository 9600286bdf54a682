"""An old issue as its staff described it: the YAML beside its PDF, read and checked like a manuscript."""

from dataclasses import dataclass
from pathlib import Path

from printissue.core.findings import Finding, Place, has_errors
from printissue.core.workspace import IssueRef, Workspace
from printissue.manuscript.messages import quoted
from printissue.manuscript.places import SourceMap
from printissue.manuscript.reading import in_order, load, names_of, other_month
from printissue.manuscript.validation import check
from printissue.model.back_issues import BackIssue
from printissue.model.issue import Publication


@dataclass(frozen=True, slots=True)
class BackIssueDescription:
    """An old issue and its publication, with the place of every value; `file` is its PDF, `source` its YAML."""

    ref: IssueRef
    issue: BackIssue
    publication: Publication
    places: SourceMap
    publication_places: SourceMap
    source: bytes
    file: Path


def read_back_issue(
    workspace: Workspace, ref: IssueRef
) -> tuple[BackIssueDescription | None, tuple[Finding, ...]]:
    """Read the description of an old issue and its publication; None where any finding is an error."""
    raw, places, findings = load(workspace, workspace.issue_file(ref))
    _, publication_places, publication_findings = load(
        workspace, workspace.publication_file(ref.publication)
    )
    issue = publication = None
    if places:
        issue, more = check(BackIssue, places)
        findings += [*more, *other_month(places, ref.key)]
    if publication_places:
        publication, more = check(Publication, publication_places)
        publication_findings += more
    named = [*names_of(workspace, ref), *_without_pdf(workspace, ref)]
    result = (*named, *in_order(findings), *in_order(publication_findings))
    if has_errors(result) or not (issue and publication and places and publication_places):
        return None, result
    file = back_issue_pdf(workspace, ref)
    found = BackIssueDescription(ref, issue, publication, places, publication_places, raw, file)
    return found, result


def check_headings(found: BackIssueDescription, pages: int) -> tuple[Finding, ...]:
    """Check, once the PDF is open, that it has the pages which the headings name."""
    return tuple(
        Finding(
            "old-heading-page",
            found.places.of(("headings", number, "page")),
            f"{quoted(heading.title)} is on page {heading.page}, but the PDF has {pages}",
            "count the pages of the PDF from 1, whatever is printed on them",
        )
        for number, heading in enumerate(found.issue.headings)
        if heading.page > pages
    )


def back_issue_pdf(workspace: Workspace, ref: IssueRef) -> Path:
    """Give the place of an old issue's PDF, beside its YAML."""
    return workspace.issue_file(ref).with_suffix(".pdf")


def _without_pdf(workspace: Workspace, ref: IssueRef) -> list[Finding]:
    file = back_issue_pdf(workspace, ref)
    if workspace.contains_file(file):
        return []
    absent = "is not there" if not file.exists() else "is no regular file inside the workspace"
    return [Finding("old-unreadable", Place(workspace.relative(file)), f"the PDF {absent}")]
