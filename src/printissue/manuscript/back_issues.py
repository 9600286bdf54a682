"""Read and validate the description of a back issue: the YAML file beside its PDF."""

from dataclasses import dataclass
from pathlib import Path

from printissue.core.findings import Finding, Place, has_errors
from printissue.core.workspace import IssueRef, Workspace
from printissue.manuscript.messages import quoted
from printissue.manuscript.reading import check_month, check_names, load_yaml, sorted_findings
from printissue.manuscript.source_map import SourceMap
from printissue.manuscript.validation import validate
from printissue.model.back_issues import BackIssue
from printissue.model.issue import Publication


@dataclass(frozen=True, slots=True)
class BackIssueDescription:
    """A back issue and its publication, with the place of every value.

    `file` is its PDF, `source` are the bytes of its YAML file.
    """

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
    """Return the description of a back issue, and all findings; None if any of them is an error."""
    raw, places, findings = load_yaml(workspace, workspace.issue_file(ref))
    _, publication_places, publication_findings = load_yaml(
        workspace, workspace.publication_file(ref.publication)
    )
    issue = publication = None
    if places:
        issue, new_findings = validate(BackIssue, places)
        findings += [*new_findings, *check_month(places, ref.key)]
    if publication_places:
        publication, new_findings = validate(Publication, publication_places)
        publication_findings += new_findings
    name_findings = [*check_names(workspace, ref), *_without_pdf(workspace, ref)]
    result = (*name_findings, *sorted_findings(findings), *sorted_findings(publication_findings))
    if has_errors(result) or not (issue and publication and places and publication_places):
        return None, result
    file = workspace.back_issue_pdf(ref)
    description = BackIssueDescription(
        ref, issue, publication, places, publication_places, raw, file
    )
    return description, result


def check_headings(description: BackIssueDescription, pages: int) -> tuple[Finding, ...]:
    """Return a finding for each heading whose page is beyond the number of `pages` of the PDF."""
    return tuple(
        Finding(
            "old-heading-page",
            description.places.of(("headings", number, "page")),
            f"{quoted(heading.title)} is on page {heading.page}, but the PDF has {pages}",
            "count the pages of the PDF from 1; ignore the page numbers that are printed on them",
        )
        for number, heading in enumerate(description.issue.headings)
        if heading.page > pages
    )


def _without_pdf(workspace: Workspace, ref: IssueRef) -> list[Finding]:
    file = workspace.back_issue_pdf(ref)
    if workspace.contains_file(file):
        return []
    problem = (
        "does not exist" if not file.exists() else "is not a regular file inside the workspace"
    )
    return [Finding("old-unreadable", Place(workspace.relative(file)), f"the PDF {problem}")]
