"""An issue as its staff wrote it: read, checked, and with every fault located, all in one run."""

import re
import unicodedata
from collections.abc import Mapping as Table
from dataclasses import dataclass
from pathlib import Path as FilePath

from printissue.findings import Finding, Place, has_errors
from printissue.kinds import key_fault
from printissue.limits import LIMITS, Limits
from printissue.manuscript.faults import check
from printissue.manuscript.lengths import long_words
from printissue.manuscript.nodes import Mapping, Path, Scalar, child, walk
from printissue.manuscript.parsing import parse
from printissue.manuscript.places import Places
from printissue.manuscript.shapes import nearest
from printissue.manuscript.source import decode, read_bytes
from printissue.manuscript.wording import quoted
from printissue.model import Issue, Publication
from printissue.printers import PRINTERS, Printer
from printissue.settings import WorkspaceSettings, limits_of
from printissue.workspace import IssueRef, Workspace

MOST_FINDINGS = 200
"""How many findings of a file are given; a file with more is not read to its end by anyone."""
_MONTH = r"[0-9]{4}-(0[1-9]|1[0-2])(?![0-9])"


@dataclass(frozen=True, slots=True)
class Manuscript:
    """An issue and its publication, with the place of every value; `source` is the issue's file as it is on disk."""

    ref: IssueRef
    issue: Issue
    publication: Publication
    places: Places
    publication_places: Places
    source: bytes


def read(workspace: Workspace, ref: IssueRef) -> tuple[Manuscript | None, tuple[Finding, ...]]:
    """Read an issue and its publication with the findings of both; None where any of them is an error."""
    raw, places, findings = load(workspace, workspace.issue_file(ref))
    publication_file = workspace.publication_file(ref.publication)
    _, publication_places, publication_findings = load(workspace, publication_file)
    issue = publication = None
    if places:
        issue, more = check(Issue, places)
        findings += [*more, *_same_ids(places), *other_month(places, ref.key)]
    if publication_places:
        publication, more = check(Publication, publication_places)
        publication_findings += more
    named = names_of(workspace, ref)
    result = (*named, *in_order(findings), *in_order(publication_findings))
    if has_errors(result) or not (issue and publication and places and publication_places):
        return None, result
    return Manuscript(ref, issue, publication, places, publication_places, raw), result


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


def _add_printer(printers: dict[str, Printer], places: Places, key: str) -> list[Finding]:
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
    if name in printers:
        return ()
    meant = nearest(name, tuple(printers))
    ask = f"did you mean {quoted(meant)}? " if meant else ""
    hint = f"{ask}there are {', '.join(sorted(printers))}; printers.yaml adds others"
    place = manuscript.publication_places.of(("printer",))
    return (Finding("wrong-value", place, f"there is no printer {quoted(name)}", hint),)


def load(workspace: Workspace, path: FilePath) -> tuple[bytes, Places | None, list[Finding]]:
    """Read a file as far as its tree; None where it has none that could be checked."""
    raw, findings = read_bytes(workspace, path)
    if findings:
        return raw, None, findings
    source, findings = decode(workspace.relative(path), raw)
    if source is None:
        return raw, None, findings
    tree, more = parse(source)
    places = Places(source, tree) if tree else None
    return raw, places, [*findings, *more, *(long_words(places) if places else ())]


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


def _same_ids(places: Places) -> list[Finding]:
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


def other_month(places: Places, key: str) -> list[Finding]:
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
