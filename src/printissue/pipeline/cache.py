"""The build cache: which finished files are up to date, and why others are not.

The manifest of an issue (`issue_manifest.py`) records the digests of everything that its editions were made from. An
edition is up to date while all of these are the same and its files are the recorded ones. The index, a file in
`output/`, remembers the digests of files by their stamps, so that unchanged files are not read again. Without it all
files are read; so it can be deleted, and the page counts of issues that were not built are then counted again.

This module loads no stage, so that a run in which nothing has changed takes no longer than looking at the files.
"""

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Self

from printissue.core.errors import WriteError
from printissue.core.files import write_file
from printissue.core.inputs import Inputs, Snapshots, State, file_system_time, settled
from printissue.core.workspace import IssueRef, Workspace
from printissue.model.editions import EDITIONS, Edition
from printissue.pipeline.issue_manifest import (
    EditionRecord,
    Input,
    IssueManifest,
    Toolchain,
    manifest_file,
    parse,
    parse_known,
)
from printissue.pipeline.options import Choice
from printissue.pipeline.reporting import Made, Status

INDEX = ".build-index"
"""The name of the index in output/: a line with the SHA-256 of the rest, which is JSON."""

_FORMAT = 1
_VARIABLES = ("LD_LIBRARY_PATH", "LD_PRELOAD", "DYLD_LIBRARY_PATH", "PYTHONPATH")
"""The environment variables that decide which libraries are loaded."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names of inputs in manifests: paths from the workspace, or `!builtin/…`, `!theme/NAME/…`, or full paths."""

    root: str
    roots: Mapping[str, str]

    def of(self, path: str) -> str:
        """Return the name of a path."""
        real = os.path.realpath(self.root)
        for name, root in (("", self.root), ("", real), *self.roots.items()):
            if path.startswith(root + os.sep):
                inner = path[len(root) + 1 :].replace(os.sep, "/")
                return f"{name}/{inner}" if name else inner
        return path

    def path(self, name: str) -> str:
        """Return the path of a name."""
        if name.startswith("!"):
            for prefix, root in self.roots.items():
                if name.startswith(f"{prefix}/"):
                    return root + name[len(prefix) :]
        return os.path.join(self.root, name)  # noqa: PTH118 - keeps the separator at the end


@dataclass(slots=True)
class _Index:
    """The content of the index.

    `files` are the states of files by path: the stamp is None if a later change might leave it equal. `toolchain` are
    the versions that the last run found, with what they depend on. `page_counts` are the page counts of issues with
    their keys, `folios` the first folios of issues of continuous publications.
    """

    files: dict[str, State] = field(default_factory=dict)
    toolchain: dict[str, Any] = field(default_factory=dict)
    page_counts: dict[str, list[Any]] = field(default_factory=dict)
    folios: dict[str, dict[str, Any]] = field(default_factory=dict)


class BuildCache:
    """The manifests of a workspace's issues, and the states of all files that they depend on.

    `damaged` are the files of the cache that cannot be read, from the workspace.
    """

    def __init__(self, workspace: Workspace, index: _Index) -> None:
        self._workspace, self._index, self._started = workspace, index, 0
        self.snapshots = Snapshots({path: one for path, one in index.files.items() if one.stamp})
        self.damaged: list[str] = []
        self._manifests: dict[IssueRef, IssueManifest | None] = {}
        self._digests: dict[str, str | None] = {}
        self._changed: dict[IssueRef, Mapping[str, Input]] = {}
        self._written: set[str] = set()
        self._is_new = False  # whether the index has to be written

    @classmethod
    def of(cls, workspace: Workspace) -> Self:
        """Read the index of a workspace."""
        path = workspace.root / "output" / INDEX
        index, damaged = _Index(), False
        try:
            index = _parse_index(path.read_bytes(), str(workspace.root))
        except FileNotFoundError:
            pass
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            damaged = True
        cache = cls(workspace, index)
        cache.damaged += [workspace.relative(path)] if damaged else []
        return cache

    @contextmanager
    def saved(self) -> Iterator[Self]:
        """Write the index at the end of the block, also if the block ends with an error. The workspace must be locked.

        Raise WriteError if it cannot be written, unless another error ends the block.
        """
        self._started = file_system_time(self._workspace.root / "output")
        try:
            yield self
        except BaseException:
            with suppress(WriteError, OSError):
                self.save()
            raise
        self.save()

    # what is up to date

    def outdated(self, ref: IssueRef, edition: Edition, choice: Choice) -> list[str]:
        """Return the reasons why an edition may be outdated; none if it is up to date.

        This reads no manuscript, so a change that does not reach the edition is a reason as well: `holds` decides.
        """
        manifest = self.manifest(ref)
        record = manifest.editions.get(edition.name) if manifest else None
        if manifest is None or record is None:
            return [f"there is no {edition.name} edition in the build cache"]
        reasons = self._other_options(record, choice)
        reasons += self._other_versions(manifest, edition)
        reasons += [
            _change(name, one.sha256, self.digest(name))
            for name, one in self._changed_inputs(ref, manifest).items()
            if edition.name in one.editions
        ]
        if record.continuous and not reasons:
            reasons += self._other_folio(ref, record)
        return reasons or self._other_outputs(ref, record)

    @staticmethod
    def _other_options(record: EditionRecord, choice: Choice) -> list[str]:
        before, now = record.options, choice.as_options()
        names = [
            name for name in ("printer", "theme", "paper") if before.get(name) != now.get(name)
        ]
        return [f"--{name} was {before.get(name, 'not set')}" for name in names]

    def _other_versions(self, manifest: IssueManifest, edition: Edition) -> list[str]:
        reasons = _differences(manifest.versions, self.toolchain.versions)
        if edition.laid_out:
            reasons += _differences(manifest.layout_versions, self.toolchain.layout)
        return reasons

    def _changed_inputs(self, ref: IssueRef, manifest: IssueManifest) -> Mapping[str, Input]:
        """Return the inputs of an issue that are not the recorded ones."""
        if ref not in self._changed:
            digests = self._digests  # of most inputs, which issues share, without a call
            self._changed[ref] = {
                name: one
                for name, one in manifest.inputs.items()
                if (digests[name] if name in digests else self.digest(name)) != one.sha256
            }
        return self._changed[ref]

    def _other_inputs(self, inputs: Mapping[str, str | None]) -> list[str]:
        return [
            _change(name, before, now)
            for name, before in inputs.items()
            if (now := self.digest(name)) != before
        ]

    def _other_folio(self, ref: IssueRef, record: EditionRecord) -> list[str]:
        folios = self._index.folios.get(ref.publication)
        if folios is None:
            return ["the folios of the issues before it are not known"]
        if changed := self._other_inputs(folios["inputs"]):
            return changed
        first = folios["first"].get(ref.key)
        return [] if first == record.first_folio else [f"its first folio was {record.first_folio}"]

    def _other_outputs(self, ref: IssueRef, record: EditionRecord) -> list[str]:
        """Return the files of an edition that are missing or not the recorded ones."""
        reasons = []
        for name, file in record.files.items():
            path = f"{self._workspace.root}/output/{ref}/{name}"  # takes a tenth of joining a Path
            now = self.snapshots.of(path).digest
            if now != file.sha256:
                reasons.append(_change(self.names.of(path), file.sha256, now))
        if record.downloads is not None and self.download_sizes(ref) != record.downloads:
            reasons.append("the sizes of its downloads changed")
        return reasons

    def download_sizes(self, ref: IssueRef) -> dict[str, int]:
        """Return the sizes in bytes of an issue's files that web pages offer to readers."""
        folder = self._workspace.output_folder(ref)
        sizes = {}
        for edition in EDITIONS.values():
            if edition.download:
                with suppress(OSError):
                    sizes[edition.name] = (folder / edition.file_name(ref)).stat().st_size
        return sizes

    def holds(self, ref: IssueRef, edition: Edition, key: str) -> bool:
        """Return whether an edition is up to date, by its key (`fingerprint.edition_key`) and its templates."""
        manifest = self.manifest(ref)
        record = manifest.editions.get(edition.name) if manifest else None
        return (
            manifest is not None
            and record is not None
            and record.key == key
            and not self._other_inputs(_templates(manifest.inputs_of(edition.name)))
            and not self._other_outputs(ref, record)
        )

    def record(self, ref: IssueRef, edition: str) -> EditionRecord | None:
        """Return the record of an edition; None if there is none."""
        manifest = self.manifest(ref)
        return manifest.editions.get(edition) if manifest else None

    def made(self, ref: IssueRef, edition: Edition, record: EditionRecord, status: Status) -> Made:
        """Return the file of an edition from its record."""
        name = edition.file_name(ref)
        path = self._workspace.output_folder(ref) / name
        digest = record.files[name].sha256
        return Made(ref, edition.name, path, record.pages, record.size, status, digest)

    # manifests

    def manifest(self, ref: IssueRef) -> IssueManifest | None:
        """Return the manifest of an issue; None if there is none, or if it is damaged."""
        if ref not in self._manifests:
            self._manifests[ref] = self._read_manifest(ref)
        return self._manifests[ref]

    def _read_manifest(self, ref: IssueRef) -> IssueManifest | None:
        path = manifest_file(self._workspace, ref)
        try:
            raw = path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError:
            raw = b""
        known = self._index.files.get(str(path))
        self.snapshots.of(str(path))
        if known and known.digest == hashlib.sha256(raw).hexdigest():
            return parse_known(raw)
        try:
            return parse(raw)
        except (ValueError, RecursionError):
            self.damaged.append(self._workspace.relative(path))
            return None

    def updated(
        self,
        ref: IssueRef,
        inputs: Inputs,
        *,
        records: Mapping[str, EditionRecord | None],
        templates: Mapping[str, Inputs],
        keys: Mapping[str, str],
    ) -> IssueManifest:
        """Return the new manifest of an issue but for its contents, with the `records` of editions that are up to date.

        An edition whose record is None is left out. `inputs` are those of reading the issue, `templates` those of
        making editions, by edition; editions without have those of the old manifest. Other editions of the old
        manifest are kept if their key is the one in `keys`, or if nothing has changed that they depend on.
        """
        old = self.manifest(ref)
        reading = self.named(inputs)
        own: dict[str, dict[str, str | None]] = {}
        editions = {name: one for name, one in records.items() if one is not None}
        for name in editions:
            if name in templates:
                own[name] = self.named(templates[name]) | reading
            elif old is not None:
                own[name] = _templates(old.inputs_of(name)) | reading
        others = set(old.editions) & set(EDITIONS) - set(records) if old else ()
        for name in others:
            assert old is not None
            before, record = old.inputs_of(name), old.editions[name]
            if record.key == keys.get(name) and not self._other_inputs(_templates(before)):
                own[name], editions[name] = _templates(before) | reading, record
            elif not self._other_versions(old, EDITIONS[name]) and not self._other_inputs(before):
                own[name], editions[name] = before, record
        table: dict[str, Input] = {}
        for edition_name, names in sorted(own.items()):
            for name, digest in names.items():
                table.setdefault(name, Input(digest, [])).editions.append(edition_name)
        return IssueManifest(
            publication=ref.publication,
            key=ref.key,
            versions=self.toolchain.versions,
            layout_versions=self.toolchain.layout,
            inputs=dict(sorted(table.items())),
            editions=editions,
        )

    def keep(self, ref: IssueRef, manifest: IssueManifest) -> None:
        """Note that the manifest of an issue and the files that it names have been written."""
        self._manifests[ref] = manifest
        self._changed.pop(ref, None)
        self._is_new = True
        path = manifest_file(self._workspace, ref)
        folder = f"{path.parent}{os.sep}"
        names = [name for record in manifest.editions.values() for name in record.files]
        for one in (path.name, *names):
            self._written.add(folder + one)
            self.snapshots.again(folder + one)

    def named(self, inputs: Inputs) -> dict[str, str | None]:
        """Return digests by name, and remember the states; a state that is known already is the older one."""
        found: dict[str, str | None] = {}
        for path, state in inputs.items():
            known = self.snapshots.taken.setdefault(path, state)
            found[self.names.of(path)] = known.digest
        return found

    # what all issues depend on

    @cached_property
    def toolchain(self) -> Toolchain:
        """The versions of everything that makes files. Raise MissingError if a font package is not installed."""
        stored, root = self._index.toolchain, str(self._workspace.root)
        if stored.get("environment") == _environment(self._workspace) and all(
            self.snapshots.of(os.path.join(root, path)).digest == digest  # noqa: PTH118
            for path, digest in stored["watched"].items()
        ):
            watched = tuple(os.path.join(root, path) for path in stored["watched"])  # noqa: PTH118
            return Toolchain(stored["versions"], stored["layout"], watched, stored["roots"])
        from printissue.assets.resources import Resources
        from printissue.pipeline.toolchain import read_toolchain

        self._is_new = True
        return read_toolchain(Resources.of(self._workspace.root), self.snapshots)

    @property
    def knows_toolchain(self) -> bool:
        """True if an earlier run has found the versions of everything that makes files."""
        return bool(self._index.toolchain)

    @cached_property
    def templates(self) -> str:
        """The digest of all templates."""
        from printissue.assets.resources import Resources
        from printissue.pipeline.toolchain import templates_digest

        return templates_digest(Resources.of(self._workspace.root), self.snapshots)

    @cached_property
    def names(self) -> Names:
        """The names of inputs."""
        return Names(str(self._workspace.root), self.toolchain.roots)

    def digest(self, name: str) -> str | None:
        """Return the digest of an input; None if it does not exist."""
        if name not in self._digests:
            self._digests[name] = self.snapshots.of(self.names.path(name)).digest
        return self._digests[name]

    # folios

    def page_count(self, ref: IssueRef, key: str) -> int:
        """Return the page count of an issue by its key (`fingerprint.count_key`); 0 if it is not known."""
        known, pages = self._index.page_counts.get(str(ref), ["", 0])
        return pages if known == key else 0

    def keep_page_count(self, ref: IssueRef, key: str, pages: int) -> None:
        """Remember the page count of an issue."""
        if pages:
            self._is_new = True
            self._index.page_counts[str(ref)] = [key, pages]

    def keep_folio(self, ref: IssueRef, first_folio: int, inputs: Inputs) -> None:
        """Remember the first folio of an issue, which depends on `inputs` of all issues of its publication."""
        named = self.named(inputs)
        known = self._index.folios.get(ref.publication)
        if known is None or known["inputs"] != named:
            known = self._index.folios[ref.publication] = {"inputs": named, "first": {}}
        known["first"][ref.key] = first_folio
        self._is_new = True

    # the index

    def save(self) -> None:
        """Write the index, if it changes. Raise WriteError if it cannot be written."""
        if not (self._is_new or self.snapshots.is_new or self.damaged):
            return
        path = self._workspace.root / "output" / INDEX
        now = file_system_time(path.parent)
        is_known = "toolchain" in self.__dict__  # a run may end before it is needed
        toolchain = self._toolchain_values() if is_known else self._index.toolchain
        files = {one: state for one, state in self._index.files.items() if os.path.lexists(one)}
        for one, state in self.snapshots.taken.items():
            if state.digest is None:
                files.pop(one, None)
            else:
                since = now if one in self._written else self._started
                files[one] = state if settled(state, since) else State(state.digest)
        index = replace(self._index, files=files, toolchain=toolchain)
        content = _index_bytes(index, str(self._workspace.root))
        with suppress(OSError):
            if path.read_bytes() == content:
                return
        write_file(path, content)

    def _toolchain_values(self) -> dict[str, Any]:
        one, inside = self.toolchain, f"{self._workspace.root}{os.sep}"
        return {
            "environment": _environment(self._workspace),
            "versions": one.versions,
            "layout": one.layout,
            "watched": {
                path.removeprefix(inside): self.snapshots.of(path).digest for path in one.watched
            },
            "roots": one.roots,
        }


def _templates(inputs: Mapping[str, str | None]) -> dict[str, str | None]:
    """Return the inputs that are templates or labels: those of making an edition, not of reading its issue."""
    return {
        name: digest
        for name, digest in inputs.items()
        if name.startswith(("templates/", "!builtin/templates/"))
        or (name.startswith("!theme/") and name.split("/")[2] == "templates")
        if not name.endswith("/")
    }


def _change(name: str, before: str | None, now: str | None) -> str:
    """Return how a file changed, in words."""
    if before is None:
        return f"{name} is new"
    return f"{name} is missing" if now is None else f"{name} changed"


def _differences(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Return which versions and digests differ, in words."""
    if before == now:
        return []
    reasons = []
    for name in sorted({*before, *now}):
        old, new = before.get(name, "none"), now.get(name, "none")
        if old != new:
            is_digest = len(old) == len(new) == 64 or "" in (old, new)
            reasons.append(f"{name} changed" if is_digest else f"{name} {old} → {new}")
    return reasons


def _environment(workspace: Workspace) -> str:
    """Return a digest of what decides, besides files, which versions and fonts a process finds."""
    found = [str(workspace.root), sys.version, sys.prefix, os.path.dirname(__file__)]  # noqa: PTH120
    found += [f"{name}={os.environ.get(name)}" for name in _VARIABLES]
    if sys.platform != "linux":  # elsewhere the files of system libraries are not watched
        from printissue.pipeline.toolchain import libraries

        found += [f"{name} {one}" for name, one in libraries().items()]
    return hashlib.sha256("\0".join(found).encode("utf-8", "surrogateescape")).hexdigest()


def _parse_index(raw: bytes, root: str) -> _Index:
    """Return the content of the index. Raise ValueError, KeyError or TypeError if it is damaged."""
    digest, _, content = raw.partition(b"\n")
    if digest.decode() != hashlib.sha256(content).hexdigest():
        raise ValueError("the digest is another one")
    values = json.loads(content)
    if values.pop("format") != _FORMAT:
        return _Index()
    files = {
        os.path.join(root, path): State(digest, tuple(stamp) if stamp else None)  # noqa: PTH118
        for path, (digest, *stamp) in values.pop("files").items()
    }
    return _Index(files, **values)


def _index_bytes(index: _Index, root: str) -> bytes:
    """Return the content of the file; paths in the workspace start there."""
    inside = root + os.sep
    values = {
        "format": _FORMAT,
        "files": {
            path.removeprefix(inside): [one.digest, *(one.stamp or ())]
            for path, one in index.files.items()
        },
        "toolchain": index.toolchain,
        "page_counts": index.page_counts,
        "folios": index.folios,
    }
    content = json.dumps(values, sort_keys=True).encode()
    return hashlib.sha256(content).hexdigest().encode() + b"\n" + content
