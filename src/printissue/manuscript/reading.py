"""Read and validate the YAML files of a workspace: issues, publications, printers, limits."""

import re
import unicodedata
from collections.abc import Callable, Container
from collections.abc import Mapping as Table
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path as FilePath
from typing import TypeVar

from printissue.core.findings import Finding, Place, has_errors
from printissue.core.keys import key_fault, key_like
from printissue.core.limits import LIMITS, Limits
from printissue.core.workspace import IssueRef, Workspace
from printissue.manuscript.long_words import find_long_words
from printissue.manuscript.messages import quoted
from printissue.manuscript.model_paths import nearest
from printissue.manuscript.nodes import Mapping, Path, Scalar, child, walk
from printissue.manuscript.parsing import parse
from printissue.manuscript.recovery import recover, without_invalid
from printissue.manuscript.source import Source, decode, read_bytes
from printissue.manuscript.source_map import SourceMap
from printissue.manuscript.typos import cut_texts, repair
from printissue.manuscript.validation import validate
from printissue.model.issue import Issue, Publication, Section
from printissue.model.parts import Image, Part
from printissue.model.printers import PRINTERS, Printer
from printissue.model.settings import WorkspaceSettings, limits_of

P = TypeVar("P", bound=Part)

MAX_FINDINGS = 200
"""The most findings that are reported for a file: nobody reads more."""
_MONTH = r"[0-9]{4}-(0[1-9]|1[0-2])(?![0-9])"


@dataclass(frozen=True, slots=True)
class Manuscript:
    """An issue and its publication, with the place of every value. `source` are the bytes of the issue's file.

    `lost` are the paths of the values of an issue with errors that could not be read.
    """

    ref: IssueRef
    issue: Issue
    publication: Publication
    places: SourceMap
    publication_places: SourceMap
    source: bytes
    lost: frozenset[Path] = frozenset()

    @property
    def knows_its_stories(self) -> bool:
        """True if none of the lost values can be a story or the id of one."""
        return not any(map(_hides_a_story, self.lost))


def read(workspace: Workspace, ref: IssueRef) -> tuple[Manuscript | None, tuple[Finding, ...]]:
    """Return an issue with its publication, and the findings of both; None if any of them is an error."""
    manuscript, findings = read_valid(workspace, ref)
    return None if has_errors(findings) else manuscript, findings


def read_valid(workspace: Workspace, ref: IssueRef) -> tuple[Manuscript, tuple[Finding, ...]]:
    """Return the valid values of an issue and its publication, and the findings of both.

    If a finding is an error, required values can be None. Use the result only for further checks, so that all errors
    are found in one run.
    """
    raw, places, findings = load_yaml(workspace, workspace.issue_file(ref))
    publication_file = workspace.publication_file(ref.publication)
    _, publication_places, publication_findings = load_yaml(workspace, publication_file)
    issue, lost, new_findings = _validated(Issue, places, faulty=has_errors(findings))
    findings += new_findings
    if places:
        findings += [*_same_ids(places), *check_month(places, ref.key)]
    publication, _, new_findings = _validated(
        Publication, publication_places, faulty=has_errors(publication_findings)
    )
    publication_findings += new_findings
    name_findings = check_names(workspace, ref)
    result = (*name_findings, *sorted_findings(findings), *sorted_findings(publication_findings))
    manuscript = Manuscript(
        ref,
        issue,
        publication,
        places or _nowhere(workspace, workspace.issue_file(ref)),
        publication_places or _nowhere(workspace, publication_file),
        raw,
        lost,
    )
    return manuscript, result


def read_publication(workspace: Workspace, publication: str) -> Publication:
    """Return the valid values of a publication; required values can be None, as in `read_valid`."""
    _, places, findings = load_yaml(workspace, workspace.publication_file(publication))
    return _validated(Publication, places, faulty=has_errors(findings))[0]


def without_faults(manuscript: Manuscript, *, pictures: Container[str] | None = None) -> Manuscript:
    """Return a manuscript without its invalid parts, with placeholders for missing titles, dates and sections.

    `pictures` are the files of the pictures to keep (None: all).
    """

    def keep(part: Part) -> bool:
        return pictures is None or not isinstance(part, Image) or part.file in pictures

    issue, publication = manuscript.issue, manuscript.publication
    sections = [
        without_invalid(section, keep) or _stories_only(section, keep)
        for section in issue.sections or ()
        if section
    ]
    filled = {
        "title": issue.title or "…",
        "date": issue.date or "2000-01",
        "sections": sections or [Section(title="…", lead="…", articles=[])],
    }
    valid_issue = without_invalid(issue.model_copy(update=filled), keep)
    filled = {"title": publication.title or "…", "publisher": publication.publisher or "…"}
    valid_publication = without_invalid(publication.model_copy(update=filled), keep)
    assert valid_issue is not None
    assert valid_publication is not None
    return replace(manuscript, issue=valid_issue, publication=valid_publication)


def _stories_only(section: Section, keep: Callable[[Part], bool]) -> Section:
    """Return a section that is invalid as a whole with only its valid stories."""
    stories = [without_invalid(story, keep) for story in section.stories if story]
    return Section(
        title=section.title or "…",
        id=section.id,
        lead="…",
        articles=[story for story in stories if story],
    )


def _validated(
    model: type[P], places: SourceMap | None, *, faulty: bool
) -> tuple[P, frozenset[Path], list[Finding]]:
    """Return a part, or its valid values if it has errors, with the paths of the lost values and the findings."""
    tree = places.tree if places else Mapping(0, complete=False)
    whole, findings = validate(model, places) if places else (None, [])
    if whole is not None and not faulty:
        return whole, frozenset(), findings
    part, lost = recover(model, tree)
    return part, lost, findings


def _nowhere(workspace: Workspace, path: FilePath) -> SourceMap:
    """Return the source map of a file without values."""
    return SourceMap(Source.of(workspace.relative(path), ""), Mapping(0))


def _hides_a_story(path: Path) -> bool:
    """Return whether the lost value at a path can be, or contain, a story or the id of one."""
    match path:
        case () | ("sections",) | ("sections", _):
            return True
        case ("sections", _, str(key)):
            return key in ("articles", "items") or key not in Section.model_fields
        case ("sections", _, "articles" | "items", _) | ("sections", _, "items", _, "article"):
            return True
        case ("sections", _, "articles", _, "heading" | "id"):
            return True
        case ("sections", _, "items", _, "article", "heading" | "id"):
            return True
    return False


def read_printers(workspace: Workspace) -> tuple[dict[str, Printer], tuple[Finding, ...]]:
    """Return the printers by name, the built-in ones and those of `printers.yaml`, and the findings of that file."""
    printers: dict[str, Printer] = dict(PRINTERS)
    path = workspace.root / "printers.yaml"
    if not workspace.exists(path):
        return printers, ()
    _, places, findings = load_yaml(workspace, path)
    if places is None:
        return printers, tuple(sorted_findings(findings))
    for key in places.tree.entries:
        if not key.strip():
            hint = "write its name before the ':'"
            findings.append(
                Finding("wrong-name", places.key((key,)), "a printer has no name", hint)
            )
            continue
        if fault := key_fault(key):
            message = f"{quoted(key)} cannot be the name of a printer: {fault}"
            findings.append(Finding("wrong-name", places.key((key,)), message))
        findings += _add_printer(printers, places, key)
    return printers, tuple(sorted_findings(findings))


def read_limits(workspace: Workspace) -> tuple[Limits, tuple[Finding, ...]]:
    """Return the limits that `workspace.yaml` sets, or the default limits if it has errors, and its findings."""
    path = workspace.root / "workspace.yaml"
    if not workspace.exists(path):
        return LIMITS, ()
    _, places, findings = load_yaml(workspace, path)
    settings = None
    if places:
        settings, new_findings = validate(WorkspaceSettings, places)
        findings += new_findings
    if settings is None or has_errors(findings):
        return LIMITS, tuple(sorted_findings(findings))
    return limits_of(settings), tuple(sorted_findings(findings))


def _add_printer(printers: dict[str, Printer], places: SourceMap, key: str) -> list[Finding]:
    node = child(places.tree, key)
    if not isinstance(node, Mapping):
        return [
            Finding(
                "wrong-kind",
                places.key((key,)),
                f"{quoted(key)} must be a group of keys",
                "write its keys on the lines under it, indented, starting with 'title: …'",
            )
        ]
    printer, findings = validate(Printer, places, (key,))
    if printer:
        printers[key] = printer
    return findings


def check_printer(manuscript: Manuscript, printers: Table[str, Printer]) -> tuple[Finding, ...]:
    """Return a finding if the publication names a printer that is not one of `printers`."""
    name = manuscript.publication.printer
    if not name or name in printers:
        return ()
    meant = nearest(name, tuple(printers))
    question = f"did you mean {quoted(meant)}? " if meant else ""
    known = ", ".join(sorted(printers))
    hint = f"{question}the printers are {known}; you can add others in printers.yaml"
    place = manuscript.publication_places.of(("printer",))
    return (Finding("wrong-value", place, f"there is no printer {quoted(name)}", hint),)


def load_yaml(
    workspace: Workspace, path: FilePath
) -> tuple[bytes, SourceMap | None, list[Finding]]:
    """Return the bytes of a file, its source map and its findings; None for the map if the file has no usable tree."""
    raw, findings = read_bytes(workspace, path)
    if findings:
        return raw, None, findings
    places, parse_findings = _parsed(workspace.relative(path), raw)
    return raw, places, list(parse_findings)


@lru_cache(maxsize=64)
def _parsed(file: str, raw: bytes) -> tuple[SourceMap | None, tuple[Finding, ...]]:
    """Return the source map of a file. Cached: publications, and issues that others refer to, are read many times."""
    source, findings = decode(file, raw)
    if source is None:
        return None, tuple(findings)
    source, (tree, parse_findings) = repair(source, parse(source), parse)
    places = SourceMap(source, tree) if tree else None
    findings += cut_texts(source, tree) if tree else []
    return places, (*findings, *parse_findings, *(find_long_words(places) if places else ()))


def sorted_findings(findings: list[Finding]) -> list[Finding]:
    """Return the findings of a file by place, at most `MAX_FINDINGS`; the last one says how many are left out."""
    ordered = sorted(
        findings, key=lambda one: (one.place.line or 0, one.place.column or 0, one.rule)
    )
    if len(ordered) <= MAX_FINDINGS:
        return ordered
    last = ordered[MAX_FINDINGS - 1]
    hint = f"{len(ordered) - MAX_FINDINGS} more findings are not shown: correct these first"
    return [*ordered[: MAX_FINDINGS - 1], Finding(last.rule, last.place, last.message, hint)]


def check_names(workspace: Workspace, ref: IssueRef) -> list[Finding]:
    """Return findings if the names of an issue's file and folder are not keys, or not unique without their case."""
    file = workspace.issue_file(ref)
    findings = []
    for kind, name, path in (("folder", ref.publication, file.parent), ("file", ref.key, file)):
        if fault := key_fault(name):
            findings.append(
                Finding(
                    "wrong-name",
                    Place(workspace.relative(path)),
                    f"{quoted(name)} cannot be the name of a {kind}: {fault}",
                    f"rename it to {meant}" if (meant := key_like(name)) else "",
                )
            )
    folded = _folded(ref.key)
    for other in workspace.issue_keys(ref.publication):
        if other != ref.key and _folded(other) == folded:
            message = f"{quoted(f'{other}.yaml')} differs only in capital letters; some disks cannot hold both files"
            findings.append(
                Finding(
                    "wrong-name", Place(workspace.relative(file)), message, "rename one of them"
                )
            )
    return findings


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _same_ids(places: SourceMap) -> list[Finding]:
    """Return a finding for each part with an `id` that another part before it has."""
    seen: dict[str, Path] = {}
    findings = []
    for path, node in walk(places.tree):
        if path[-1:] == ("id",) and isinstance(node, Scalar):
            name = node.text.strip()
            first = places.of(seen.setdefault(name, path)).line
            if seen[name] != path:
                message = f"the id {quoted(name)} is already used in line {first}"
                hint = "use an id only once in an issue"
                findings.append(Finding("duplicate-id", places.of(path), message, hint))
    return findings


def check_month(places: SourceMap, key: str) -> list[Finding]:
    """Return a warning if the file's name starts with another month than that of the issue's date."""
    in_name = re.match(_MONTH, key)
    node = child(places.tree, "date")
    in_date = re.match(_MONTH, node.text.strip()) if isinstance(node, Scalar) else None
    if not in_name or not in_date or in_name[0] == in_date[0]:
        return []
    message = f"the issue is dated {in_date[0]}, but its file is named {key}.yaml"
    return [
        Finding("key-date", places.of(("date",)), message, "correct the date or rename the file")
    ]
