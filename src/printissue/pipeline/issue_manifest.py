"""The manifest of an issue: what its finished files were made from, and what is in them.

It is the file `manifest.json` beside the finished files. It has no time and no path of this machine: equal issues have
byte-equal manifests. It only lists editions that are up to date with its `inputs`; it is written after their files, so
it never claims more than there is. docs/builds.md describes it.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from printissue.core.findings import Finding, Place
from printissue.core.workspace import IssueRef, Workspace

FORMAT = 1
"""The format of the file; a manifest of another format counts as damaged."""


@dataclass(frozen=True, slots=True)
class Toolchain:
    """The versions and digests of all that makes files, by name; those of `layout` only matter to pages.

    They stay the same while the files and folders that are `watched` do; paths of folders end in a separator. `roots`
    are the folders of themes and templates outside the workspace, by their names in manifests.
    """

    versions: Mapping[str, str]
    layout: Mapping[str, str]
    watched: tuple[str, ...]
    roots: Mapping[str, str]


@dataclass(slots=True)  # a frozen one takes three times as long to make, and there are many
class Input:
    """An input: the SHA-256 of a file, or of the names in a folder; None if it does not exist.

    `editions` are those that depend on it.
    """

    sha256: str | None
    editions: list[str]


@dataclass(frozen=True, slots=True)
class OutputFile:
    """A finished file: its SHA-256, and its size in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class EditionRecord:
    """An edition that is up to date.

    `key` is a digest of everything that it was made from, except its templates. `options` are the printer, theme and
    paper that were chosen for the run. `files` are its files by their paths from the issue's folder. Of a continuous
    publication, `first_folio` follows from the issues before. `reading` and `findings` are the findings about what the
    issue names and about its pages. `downloads` are the sizes in bytes of other editions, if it names them.
    """

    key: str
    files: Mapping[str, OutputFile]
    pages: int | None = None
    first_folio: int = 1
    continuous: bool = False
    options: Mapping[str, str] = field(default_factory=dict)
    reading: tuple[Finding, ...] = ()
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    downloads: Mapping[str, int] | None = None

    @property
    def size(self) -> int:
        """The size of all files in bytes."""
        return sum(one.size for one in self.files.values())


@dataclass(frozen=True, slots=True)
class IssueManifest:
    """The editions of an issue that are up to date, with what they were made from.

    `inputs` are by name: a path from the workspace, or `!builtin/…` and `!theme/NAME/…` for files that come with
    printissue or with a package. A name that ends in `/` is a folder. `versions` matter to all editions,
    `layout_versions` to those with pages. `contents` are the parts of the issue (see `printissue.pipeline.contents`).
    """

    publication: str
    key: str
    versions: Mapping[str, str]
    layout_versions: Mapping[str, str]
    inputs: Mapping[str, Input]
    editions: Mapping[str, EditionRecord]
    contents: Mapping[str, Any] = field(default_factory=dict)
    format: int = FORMAT

    def inputs_of(self, edition: str) -> dict[str, str | None]:
        """Return the inputs of an edition with their digests."""
        return {name: one.sha256 for name, one in self.inputs.items() if edition in one.editions}


def manifest_file(workspace: Workspace, ref: IssueRef) -> Path:
    """Return the path of an issue's manifest.

    The folder of an issue whose key is a year may also have the manifest of that year's volumes.
    """
    name = "issue-manifest.json" if re.fullmatch("[0-9]{4}", ref.key) else "manifest.json"
    return workspace.output_folder(ref) / name


def read_manifest(workspace: Workspace, ref: IssueRef) -> IssueManifest | None:
    """Return the manifest of an issue; None if there is none, or if it is damaged."""
    try:
        return parse(manifest_file(workspace, ref).read_bytes())
    except (OSError, ValueError):
        return None


def as_json(manifest: IssueManifest) -> bytes:
    """Return the content of the file."""
    values = asdict(manifest)
    for record in values["editions"].values():
        for name in ("reading", "findings"):
            record[name] = [_plain(one) for one in record[name]]
    return (json.dumps(values, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()


def finding_values(finding: Finding) -> dict[str, Any]:
    """Return a finding as JSON values."""
    return _plain(asdict(finding))


def _plain(finding: Mapping[str, Any]) -> dict[str, Any]:
    place = {key: value for key, value in finding["place"].items() if value not in (None, "")}
    return {**finding, "place": place}


def parse(raw: bytes) -> IssueManifest:
    """Return the manifest in a file. Raise ValueError if it is damaged."""
    from pydantic import TypeAdapter

    manifest: IssueManifest = TypeAdapter(IssueManifest).validate_json(raw, strict=True)
    if manifest.format != FORMAT:
        raise ValueError(f"format {manifest.format}")
    return manifest


def parse_known(raw: bytes) -> IssueManifest:
    """Return the manifest in a file that printissue is known to have written; this takes a fraction of the time."""
    values = json.loads(raw)
    editions = {name: _record(one) for name, one in values["editions"].items()}
    inputs = {name: Input(one["sha256"], one["editions"]) for name, one in values["inputs"].items()}
    return IssueManifest(**{**values, "editions": editions, "inputs": inputs})


def _record(values: dict[str, Any]) -> EditionRecord:
    files = {name: OutputFile(**one) for name, one in values["files"].items()}
    found = {name: findings_of(values[name]) for name in ("reading", "findings")}
    return EditionRecord(**{**values, **found, "files": files, "notes": tuple(values["notes"])})


def findings_of(values: Sequence[dict[str, Any]]) -> tuple[Finding, ...]:
    """Return findings from their JSON values."""
    return tuple(Finding(**{**one, "place": _place(one["place"])}) for one in values)


def _place(values: dict[str, Any]) -> Place:
    return Place(**{**values, "box": tuple(values["box"])} if "box" in values else values)
