"""An issue as its staff wrote it: read, checked, and with every fault located, all in one run."""

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
from printissue.manuscript.long_words import long_words
from printissue.manuscript.messages import quoted
from printissue.manuscript.model_paths import nearest
from printissue.manuscript.nodes import Mapping, Path, Scalar, child, walk
from printissue.manuscript.parsing import parse
from printissue.manuscript.places import SourceMap
from printissue.manuscript.recovery import partial, sound
from printissue.manuscript.source import Source, decode, read_bytes
from printissue.manuscript.typos import cut_texts, mend
from printissue.manuscript.validation import check
from printissue.model.issue import Issue, Publication, Section
from printissue.model.parts import Image, Part
from printissue.model.printers import PRINTERS, Printer
from printissue.model.settings import WorkspaceSettings, limits_of

P = TypeVar("P", bound=Part)

MOST_FINDINGS = 200
"""How many findings of a file are given; a file with more is not read to its end by anyone."""
_MONTH = r"[0-9]{4}-(0[1-9]|1[0-2])(?![0-9])"


@dataclass(frozen=True, slots=True)
class Manuscript:
    """An issue and its publication, with the place of every value; `source` is the issue's file as it is on disk.

    `lost` are the paths of the issue's values that could not be read, where it has errors.
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
        """Whether no story, and no name of one, may be among what is lost."""
        return not any(map(_hides_a_story, self.lost))


def read(workspace: Workspace, ref: IssueRef) -> tuple[Manuscript | None, tuple[Finding, ...]]:
    """Return an issue and its publication with the findings of both; None where any of them is an error."""
    found, findings = read_valid(workspace, ref)
    return None if has_errors(findings) else found, findings


def read_valid(workspace: Workspace, ref: IssueRef) -> tuple[Manuscript, tuple[Finding, ...]]:
    """Return what is valid of an issue and its publication, with the findings of both.

    Where a finding is an error, values may be None that the model does not allow to be: the result is only to be
    checked further, so that all faults are found in one run.
    """
    raw, places, findings = load(workspace, workspace.issue_file(ref))
    publication_file = workspace.publication_file(ref.publication)
    _, publication_places, publication_findings = load(workspace, publication_file)
    issue, lost, more = _checked(Issue, places, faulty=has_errors(findings))
    findings += more
    if places:
        findings += [*_same_ids(places), *other_month(places, ref.key)]
    publication, _, more = _checked(
        Publication, publication_places, faulty=has_errors(publication_findings)
    )
    publication_findings += more
    named = names_of(workspace, ref)
    result = (*named, *in_order(findings), *in_order(publication_findings))
    found = Manuscript(
        ref,
        issue,
        publication,
        places or _nowhere(workspace, workspace.issue_file(ref)),
        publication_places or _nowhere(workspace, publication_file),
        raw,
        lost,
    )
    return found, result


def read_publication(workspace: Workspace, publication: str) -> Publication:
    """Return what is valid of a publication's description, as `read_valid` does."""
    _, places, findings = load(workspace, workspace.publication_file(publication))
    return _checked(Publication, places, faulty=has_errors(findings))[0]


def without_faults(found: Manuscript, *, pictures: Container[str] | None = None) -> Manuscript:
    """Return a manuscript without what is faulty in it; what every issue needs is filled in.

    `pictures` are the files of the pictures that may stay: all where it is None.
    """

    def keep(part: Part) -> bool:
        return pictures is None or not isinstance(part, Image) or part.file in pictures

    issue, publication = found.issue, found.publication
    given = [one for one in issue.sections or () if one]
    sections = [sound(one, keep) or _stories_only(one, keep) for one in given]
    filled = {
        "title": issue.title or "…",
        "date": issue.date or "2000-01",
        "sections": sections or [Section(title="…", lead="…", articles=[])],
    }
    whole = sound(issue.model_copy(update=filled), keep)
    named = {"title": publication.title or "…", "publisher": publication.publisher or "…"}
    by = sound(publication.model_copy(update=named), keep)
    assert whole is not None
    assert by is not None
    return replace(found, issue=whole, publication=by)


def _stories_only(section: Section, keep: Callable[[Part], bool]) -> Section:
    """Return a section that is faulty as a whole with nothing but its stories."""
    stories = [sound(one, keep) for one in section.articles or () if one]
    return Section(
        title=section.title or "…",
        id=section.id,
        lead="…",
        articles=[one for one in stories if one],
    )


def _checked(
    model: type[P], places: SourceMap | None, *, faulty: bool
) -> tuple[P, frozenset[Path], list[Finding]]:
    """Return a part as it is, or what is valid of it, with the paths that are lost and the findings."""
    tree = places.tree if places else Mapping(0, whole=False)
    whole, findings = check(model, places) if places else (None, [])
    if whole is not None and not faulty:
        return whole, frozenset(), findings
    part, lost = partial(model, tree)
    return part, lost, findings


def _nowhere(workspace: Workspace, path: FilePath) -> SourceMap:
    """Return the places of a file that has no values."""
    return SourceMap(Source.of(workspace.relative(path), ""), Mapping(0))


def _hides_a_story(path: Path) -> bool:
    """Whether a story, or the name that others refer to it by, may be in what is lost at a path."""
    match path:
        case () | ("sections",) | ("sections", _):
            return True
        case ("sections", _, str(key)):
            return key == "articles" or key not in Section.model_fields
        case ("sections", _, "articles", _):
            return True
        case ("sections", _, "articles", _, "heading" | "id"):
            return True
    return False


def read_printers(workspace: Workspace) -> tuple[dict[str, Printer], tuple[Finding, ...]]:
    """Read the printers: the built-in ones and those of the workspace's `printers.yaml`, where it has one."""
    printers: dict[str, Printer] = dict(PRINTERS)
    path = workspace.root / "printers.yaml"
    if not path.is_symlink() and not path.exists():
        return printers, ()
    _, places, findings = load(workspace, path)
    if places is None:
        return printers, tuple(in_order(findings))
    for key in places.tree.entries:
        if not key.strip():
            hint = "write its name before the ':'"
            findings.append(
                Finding("wrong-name", places.key((key,)), "a printer has no name", hint)
            )
            continue
        if fault := key_fault(key):
            message = f"{quoted(key)} cannot name a printer: {fault}"
            findings.append(Finding("wrong-name", places.key((key,)), message))
        findings += _add_printer(printers, places, key)
    return printers, tuple(in_order(findings))


def read_limits(workspace: Workspace) -> tuple[Limits, tuple[Finding, ...]]:
    """Read what the workspace's `workspace.yaml` allows each kind of work; the usual limits where it has errors."""
    path = workspace.root / "workspace.yaml"
    if not path.is_symlink() and not path.exists():
        return LIMITS, ()
    _, places, findings = load(workspace, path)
    settings = None
    if places:
        settings, more = check(WorkspaceSettings, places)
        findings += more
    if settings is None or has_errors(findings):
        return LIMITS, tuple(in_order(findings))
    return limits_of(settings), tuple(in_order(findings))


def _add_printer(printers: dict[str, Printer], places: SourceMap, key: str) -> list[Finding]:
    node = child(places.tree, key)
    if not isinstance(node, Mapping):
        return [
            Finding(
                "wrong-kind",
                places.key((key,)),
                f"{quoted(key)} takes keys with values",
                "the first is 'title: …'",
            )
        ]
    printer, findings = check(Printer, places, (key,))
    if printer:
        printers[key] = printer
    return findings


def check_printer(manuscript: Manuscript, printers: Table[str, Printer]) -> tuple[Finding, ...]:
    """Check that the printer which the publication names is one of `printers`."""
    name = manuscript.publication.printer
    if not name or name in printers:
        return ()
    meant = nearest(name, tuple(printers))
    ask = f"did you mean {quoted(meant)}? " if meant else ""
    hint = f"{ask}there are {', '.join(sorted(printers))}; printers.yaml adds others"
    place = manuscript.publication_places.of(("printer",))
    return (Finding("wrong-value", place, f"there is no printer {quoted(name)}", hint),)


def load(workspace: Workspace, path: FilePath) -> tuple[bytes, SourceMap | None, list[Finding]]:
    """Read a file as far as its tree; None where it has none that could be checked."""
    raw, findings = read_bytes(workspace, path)
    if findings:
        return raw, None, findings
    places, found = _parsed(workspace.relative(path), raw)
    return raw, places, list(found)


@lru_cache(maxsize=64)
def _parsed(file: str, raw: bytes) -> tuple[SourceMap | None, tuple[Finding, ...]]:
    """Return a file's tree; a publication and the issues that others refer to are asked for again and again."""
    source, findings = decode(file, raw)
    if source is None:
        return None, tuple(findings)
    source, (tree, more) = mend(source, parse(source), parse)
    places = SourceMap(source, tree) if tree else None
    findings += cut_texts(source, tree) if tree else []
    return places, (*findings, *more, *(long_words(places) if places else ()))


def in_order(findings: list[Finding]) -> list[Finding]:
    """Sort the findings of a file by place; of very many, give the first and say how many are left out."""
    ordered = sorted(
        findings, key=lambda one: (one.place.line or 0, one.place.column or 0, one.rule)
    )
    if len(ordered) <= MOST_FINDINGS:
        return ordered
    shown = ordered[:MOST_FINDINGS]
    last, left = shown[-1], len(ordered) - MOST_FINDINGS
    return [
        *shown[:-1],
        Finding(
            last.rule,
            last.place,
            last.message,
            f"{left} more findings are left out: mend these first",
        ),
    ]


def names_of(workspace: Workspace, ref: IssueRef) -> list[Finding]:
    """Check that the issue's file and folder have names that are keys, alone on every kind of disk."""
    file = workspace.issue_file(ref)
    findings = []
    for kind, name, path in (("folder", ref.publication, file.parent), ("file", ref.key, file)):
        if fault := key_fault(name):
            findings.append(
                Finding(
                    "wrong-name",
                    Place(workspace.relative(path)),
                    f"{quoted(name)} cannot name a {kind}: {fault}",
                    f"rename it to {meant}" if (meant := key_like(name)) else "",
                )
            )
    folded = _folded(ref.key)
    for other in workspace.issue_keys(ref.publication):
        if other != ref.key and _folded(other) == folded:
            message = f"{quoted(f'{other}.yaml')} has the same name but for capitals; some disks take them for one"
            findings.append(
                Finding(
                    "wrong-name", Place(workspace.relative(file)), message, "rename one of them"
                )
            )
    return findings


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _same_ids(places: SourceMap) -> list[Finding]:
    """Find the parts whose `id` another one before them has."""
    seen: dict[str, Path] = {}
    findings = []
    for path, node in walk(places.tree):
        if path[-1:] == ("id",) and isinstance(node, Scalar):
            name = node.text.strip()
            first = places.of(seen.setdefault(name, path)).line
            if seen[name] != path:
                message = f"the id {quoted(name)} is taken: line {first} has it"
                findings.append(
                    Finding(
                        "duplicate-id", places.of(path), message, "an id is used once in an issue"
                    )
                )
    return findings


def other_month(places: SourceMap, key: str) -> list[Finding]:
    """Warn where the file's name starts as another month than the issue's date."""
    named = re.match(_MONTH, key)
    node = child(places.tree, "date")
    dated = re.match(_MONTH, node.text.strip()) if isinstance(node, Scalar) else None
    if not named or not dated or named[0] == dated[0]:
        return []
    message = f"the issue is dated {dated[0]}, but its file is named {key}.yaml"
    return [
        Finding("key-date", places.of(("date",)), message, "correct the one or rename the other")
    ]
