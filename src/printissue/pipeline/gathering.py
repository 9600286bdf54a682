"""Gather the issues of a year, those in YAML and back issues, in the order of their volume."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from printissue import manuscript
from printissue.assets.resources import Resources
from printissue.assets.theme_files import ThemeFiles
from printissue.core.errors import UsageError
from printissue.core.findings import Finding, Place, has_errors
from printissue.core.workspace import IssueRef, Workspace
from printissue.model.back_issues import BackIssue
from printissue.model.cross_references import archive_name
from printissue.model.issue import Publication
from printissue.model.volumes import MissingIssue
from printissue.pdf.passwords import Passwords
from printissue.pipeline.job import Job
from printissue.pipeline.load import read, theme_files_of
from printissue.pipeline.options import NO_CHOICE
from printissue.volume import back_issues, gaps
from printissue.volume.back_issues import RepairedPdf
from printissue.volume.numbering import Numbered, in_order, span


@dataclass(frozen=True, slots=True)
class BackIssueJob:
    """A back issue: its description, and its PDF as it is bound."""

    ref: IssueRef
    issue: BackIssue
    language: str
    repaired: RepairedPdf


@dataclass(frozen=True, slots=True)
class Year:
    """A year of a publication: its issues in order, the gaps, and the theme of the volume's own pages."""

    publication: Publication
    theme_files: ThemeFiles
    issues: tuple[Job | BackIssueJob, ...]
    lacks: tuple[MissingIssue, ...]


@dataclass(frozen=True, slots=True)
class YearRef:
    """The name of a year's volume: `publication/year`."""

    publication: str
    year: str

    def __str__(self) -> str:
        """Return it as the command line accepts it."""
        return f"{self.publication}/{self.year}"


_Found = manuscript.Manuscript | manuscript.BackIssueDescription


def years(workspace: Workspace, publication: str) -> list[str]:
    """List the years that a publication has issues of."""
    found, _ = _found(workspace, publication)
    return sorted({one.issue.date[:4] for one in found})


def gather(
    workspace: Workspace,
    ref: YearRef,
    resources: Resources,
    *,
    allow_gaps: bool,
    passwords: Passwords | None = None,
) -> tuple[Year | None, tuple[Finding, ...]]:
    """Read all issues of a year and everything they name; return None if a finding is an error.

    Every issue is read, so that all findings are reported. If gaps are allowed, a back issue whose PDF cannot be
    bound is a gap, and its errors are warnings.

    Raise UsageError if the publication has no issue of that year.
    """
    found, faults = _found(workspace, ref.publication)
    own = {one.ref.key: one for one in found if one.issue.date[:4] == ref.year}
    if not own:
        if faults:  # an issue that cannot be read may be one of the year
            return None, faults
        known = ", ".join(sorted({one.issue.date[:4] for one in found})) or "none"
        raise UsageError(
            f"{ref.publication} has no issue of {ref.year}", f"years of its issues: {known}"
        )
    numbered = in_order(_numbered(one) for one in own.values())
    first = own[numbered[0].key]
    reader = _Reader(
        workspace, resources, passwords or Passwords(workspace.root), _cross_references(workspace)
    )
    issues = tuple(job for one in numbered if (job := reader.job(own[one.key])))
    refused = [one for one in numbered if one.key in reader.refused]
    allow_gaps = allow_gaps and bool(issues)
    place = first.publication_places.of(("frequency",))
    lacks, gap_findings = gaps.sequence(
        [one for one in numbered if one not in refused or not allow_gaps],
        frequency=first.publication.frequency,
        year=ref.year,
        allow_gaps=allow_gaps,
        place=place,
    )
    findings = (*faults, *_undescribed(workspace, ref), *gap_findings, *reader.findings)
    for reasons in reader.refused.values():
        findings += (
            tuple(replace(one, severity_override="warning") for one in reasons)
            if allow_gaps
            else reasons
        )
    if refused:
        findings += (_refusal(refused, ref.year, place=place, allow_gaps=allow_gaps),)
        lacks = _with_refused(lacks, refused)
    theme_files, more = theme_files_of(resources, first, NO_CHOICE)
    findings += more
    if theme_files is None or has_errors(findings):
        return None, findings
    return Year(first.publication, theme_files, issues, lacks), findings


def _cross_references(workspace: Workspace) -> frozenset[str]:
    """Return the names of the archive files of all issues, by which one archive file links to another."""
    return frozenset(
        archive_name(IssueRef(publication, key))
        for publication in workspace.publications()
        for key in (*workspace.issue_keys(publication), *workspace.back_issue_keys(publication))
    )


def _refusal(refused: Sequence[Numbered], year: str, *, place: Place, allow_gaps: bool) -> Finding:
    """Return the finding about back issues of a year that cannot be bound."""
    names = ", ".join(f"no. {one.number}" if one.number else one.date for one in refused)
    message = f"{names} of {year} cannot be bound"
    if allow_gaps:
        return Finding("volume-gap", place, message, severity_override="warning")
    hint = "repair the files, or bind with --allow-gaps: then the title page lists what is missing"
    return Finding("volume-gap", place, message, hint)


def _with_refused(
    lacks: Sequence[MissingIssue], refused: Sequence[Numbered]
) -> tuple[MissingIssue, ...]:
    """Return the missing issues of a volume, with those that are refused, sorted and without duplicates."""
    found = dict.fromkeys(lacks)
    for one in refused:
        numbers = span(one.number) if one.number else None
        if numbers:
            found |= {
                MissingIssue(number=str(each)): None for each in range(numbers[0], numbers[1] + 1)
            }
        else:
            found[MissingIssue(date=one.date)] = None
    return tuple(sorted(found, key=lambda lack: (int(lack.number or 0), lack.date)))


def _undescribed(workspace: Workspace, ref: YearRef) -> Iterator[Finding]:
    """Yield warnings about PDFs that may be back issues of the year, but have no description."""
    for path in workspace.undescribed_pdfs(ref.publication):
        if not re.match("[0-9]{4}", path.stem) or path.stem.startswith(ref.year):
            message = "this PDF has no description in YAML and is not bound"
            hint = f"describe it in {path.stem}.yaml with title and date, or move it into a folder"
            yield Finding("old-undescribed", Place(workspace.relative(path)), message, hint)


def _found(
    workspace: Workspace, publication: str
) -> tuple[tuple[_Found, ...], tuple[Finding, ...]]:
    """Read the manuscripts and descriptions of all issues of a publication, but not what they name."""
    if not workspace.publication_file(publication).is_file():
        known = ", ".join(workspace.publications()) or "none yet"
        raise UsageError(
            f"there is no publication {publication!r}", f"the publications are: {known}"
        )
    found: list[_Found] = []
    findings: list[Finding] = []
    for one, faults in _each(workspace, publication):
        found += [one] if one else []
        findings += [] if one else faults
    return tuple(found), tuple(dict.fromkeys(findings))


def _each(
    workspace: Workspace, publication: str
) -> Iterator[tuple[_Found | None, Sequence[Finding]]]:
    for key in workspace.issue_keys(publication):
        yield manuscript.read(workspace, IssueRef(publication, key))
    for key in workspace.back_issue_keys(publication):
        yield manuscript.read_back_issue(workspace, IssueRef(publication, key))


def _numbered(found: _Found) -> Numbered:
    issue, places = found.issue, found.places
    return Numbered(
        found.ref.key,
        issue.date,
        places.of(("date",)),
        issue.number,
        issue.volume,
        places.of(("number",)) if issue.number else None,
    )


class _Reader:
    """Reads the issues of a year; `refused` has the back issues that cannot be bound, by key, with the reasons."""

    def __init__(
        self,
        workspace: Workspace,
        resources: Resources,
        passwords: Passwords,
        cross_references: frozenset[str],
    ) -> None:
        self._workspace, self._resources = workspace, resources
        given = manuscript.read_limits(workspace)[0].old_issue
        self._limits = replace(
            back_issues.REPAIR_LIMITS, seconds=given.cpu_time, memory=given.memory
        )
        self._passwords, self._cross_references = passwords, cross_references
        self.findings: tuple[Finding, ...] = ()
        self.refused: dict[str, tuple[Finding, ...]] = {}

    def job(self, found: _Found) -> Job | BackIssueJob | None:
        """Read an issue and everything it names; return None if it has errors."""
        if isinstance(found, manuscript.Manuscript):
            job, findings = read(self._workspace, found.ref, self._resources, choice=NO_CHOICE)
            self.findings += findings
            return job
        repaired, findings = back_issues.repair_back_issue(
            found.file,
            name=self._workspace.relative(found.file),
            passwords=self._passwords.of(found.file),
            cross_references=self._cross_references,
            limits=self._limits,
        )
        if repaired is None:
            self.refused[found.ref.key] = findings
            return None
        self.findings += (*findings, *manuscript.check_headings(found, repaired.pages))
        language = found.issue.language or found.publication.language
        return BackIssueJob(found.ref, found.issue, language, repaired)
