"""Gathering: the issues of a year, new and old, in the order in which a volume holds them."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from printissue import legacy, manuscript
from printissue.bindery import gaps
from printissue.bindery.numbering import Numbered, in_order
from printissue.dress import Dress
from printissue.errors import UsageError
from printissue.findings import Finding, Place, has_errors
from printissue.job import Job
from printissue.legacy import Intake
from printissue.model import Publication
from printissue.oldissues import OldIssue
from printissue.pressrun.desk import NO_CHOICE, dress_of, read
from printissue.typecase import Typecase
from printissue.volumes import Lack
from printissue.workspace import IssueRef, Workspace

PASSWORD = "PRINTISSUE_PASSWORD"
"""The environment variable with the password of old issues that are encrypted."""


@dataclass(frozen=True, slots=True)
class OldPiece:
    """An old issue: what was stated of it, and its PDF as a volume takes it."""

    ref: IssueRef
    issue: OldIssue
    language: str
    intake: Intake


@dataclass(frozen=True, slots=True)
class Year:
    """A year of a publication, read: its issues in order, what it lacks, and the dress of the volume's own pages."""

    publication: Publication
    dress: Dress
    pieces: tuple[Job | OldPiece, ...]
    lacks: tuple[Lack, ...]


@dataclass(frozen=True, slots=True)
class YearRef:
    """The name of a year's volume: `publication/year`."""

    publication: str
    year: str

    def __str__(self) -> str:
        """Give it as the command line takes it."""
        return f"{self.publication}/{self.year}"


_Found = manuscript.Manuscript | manuscript.FoundOld


def years(workspace: Workspace, publication: str) -> list[str]:
    """List the years that a publication has issues of."""
    found, _ = _found(workspace, publication)
    return sorted({one.issue.date[:4] for one in found})


def gather(
    workspace: Workspace, ref: YearRef, typecase: Typecase, *, allow_gaps: bool
) -> tuple[Year | None, tuple[Finding, ...]]:
    """Read all issues of a year with all that they name; None where a finding is an error.

    Raises UsageError where the publication has no issue of that year.
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
    lacks, findings = gaps.sequence(
        numbered,
        frequency=first.publication.frequency,
        year=ref.year,
        allow_gaps=allow_gaps,
        place=first.publication_places.of(("frequency",)),
    )
    findings = (*faults, *_undescribed(workspace, ref), *findings)
    if has_errors(findings):
        return None, findings
    pieces: list[Job | OldPiece] = []
    for one in numbered:
        piece, more = _piece(workspace, own[one.key], typecase)
        findings += more
        pieces += [piece] if piece else []
    dress, more = dress_of(typecase, first, NO_CHOICE)
    findings += more
    if dress is None or has_errors(findings):
        return None, findings
    return Year(first.publication, dress, tuple(pieces), lacks), findings


def _undescribed(workspace: Workspace, ref: YearRef) -> Iterator[Finding]:
    """Warn of PDFs that may be old issues of the year, but are not described."""
    for path in workspace.undescribed(ref.publication):
        if not re.match("[0-9]{4}", path.stem) or path.stem.startswith(ref.year):
            message = "no YAML says what this PDF is: it is not bound"
            hint = f"give its title and date in {path.stem}.yaml, or move it into a folder"
            yield Finding("old-undescribed", Place(workspace.relative(path)), message, hint)


def _found(
    workspace: Workspace, publication: str
) -> tuple[tuple[_Found, ...], tuple[Finding, ...]]:
    """Read what all issues of a publication state, new and old, without what they name."""
    if not workspace.publication_file(publication).is_file():
        known = ", ".join(workspace.publications()) or "none yet"
        raise UsageError(f"there is no publication {publication!r}", f"publications here: {known}")
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
    for key in workspace.old_keys(publication):
        yield manuscript.read_old(workspace, IssueRef(publication, key))


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


def _piece(
    workspace: Workspace, found: _Found, typecase: Typecase
) -> tuple[Job | OldPiece | None, tuple[Finding, ...]]:
    if isinstance(found, manuscript.Manuscript):
        return read(workspace, found.ref, typecase, choice=NO_CHOICE)
    name = workspace.relative(found.file)
    given = manuscript.read_limits(workspace)[0].old_issue
    limits = replace(legacy.LIMITS, seconds=given.seconds, memory=given.memory)
    password = os.environ.get(PASSWORD)
    intake, findings = legacy.take_in(found.file, name=name, password=password, limits=limits)
    if intake is None:
        return None, findings
    findings += manuscript.check_headings(found, intake.pages)
    language = found.issue.language or found.publication.language
    return OldPiece(found.ref, found.issue, language, intake), findings
