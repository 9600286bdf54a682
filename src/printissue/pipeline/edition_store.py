"""The store of finished editions, in the user's cache folder, by everything that they were made from.

If files are deleted, or an earlier state of an issue comes back, its editions are restored from here instead of being
made. An entry is the result of a layout for one edition: a line of JSON, then the contents of its files. Its key covers
all templates, because the ones that an edition uses are only known after it is made.
"""

import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from itertools import accumulate, pairwise
from pathlib import Path

from printissue.core.disk_cache import DiskCache
from printissue.core.errors import UsageError
from printissue.core.findings import Finding, has_errors
from printissue.core.inputs import Inputs
from printissue.model.editions import EDITIONS, Edition
from printissue.model.volumes import PageRange
from printissue.pipeline.cache import BuildCache
from printissue.pipeline.fingerprint import edition_key
from printissue.pipeline.issue_manifest import finding_values, findings_of
from printissue.pipeline.job import Job, LayoutResult

VARIABLE = "PRINTISSUE_CACHE_LIMIT"
"""The environment variable for the size of the store."""

_DEFAULT = "2 GB"
_UNITS = {"MB": 10**6, "GB": 10**9}
_FORMAT = 1
_CACHE = DiskCache("editions", repr(_FORMAT))


def max_bytes() -> int:
    """Return the size of the store in bytes; 0 if nothing is stored. Raise UsageError if the variable is not valid."""
    value = os.environ.get(VARIABLE) or _DEFAULT
    match = re.fullmatch(r"(0)|([0-9]{1,6}) ?(MB|GB)", value)
    if match is None:
        hint = "for example 500 MB or 4 GB; 0 turns the store off"
        raise UsageError(f"{VARIABLE} is {value!r}, which is not an amount", hint)
    return 0 if match[1] else int(match[2]) * _UNITS[match[3]]


def load_edition(
    job: Job, edition: Edition, cache: BuildCache, on_damage: Callable[[Path], object]
) -> LayoutResult | None:
    """Return the result for an edition, with the findings about it; None if it is not in the store.

    `on_damage` is called with the path of an entry that is damaged.
    """
    stored = _CACHE.load(_key(job, edition, cache), on_damage) if max_bytes() else None
    return None if stored is None else _parse(stored, edition, cache)


def store_edition(job: Job, edition: Edition, result: LayoutResult, cache: BuildCache) -> None:
    """Store the result for an edition, unless it has errors, or a template has changed since the run began."""
    inputs = result.inputs_of(edition)
    changed = any(cache.snapshots.of(path).digest != one.digest for path, one in inputs.items())
    if max_bytes() and not changed and not has_errors((*result.findings, *result.remarks)):
        content = _as_bytes(edition, result, cache.named(inputs))
        _CACHE.add(_key(job, edition, cache), content)


def check_key(job: Job, cache: BuildCache) -> str:
    """Return the key of the findings of `check` about an issue; empty if nothing is stored.

    It is also empty before the first build of a workspace: finding all versions takes longer than it saves.
    """
    if not (max_bytes() and cache.knows_toolchain):
        return ""
    keys = [edition_key(job, one, cache.toolchain) for one in EDITIONS.values()]
    return _CACHE.key(b"check", *map(str.encode, (*keys, cache.templates)))


def load_findings(key: str) -> tuple[Finding, ...] | None:
    """Return stored findings by their key; None if there are none."""
    stored = _CACHE.load(key) if key else None
    return None if stored is None else findings_of(json.loads(stored))


def store_findings(key: str, findings: Sequence[Finding]) -> None:
    """Store findings."""
    if key:
        _CACHE.add(key, json.dumps([finding_values(one) for one in findings]).encode())


def load_page_count(key: str) -> int:
    """Return the page count of an issue by its key (`fingerprint.count_key`); 0 if it is not in the store."""
    stored = _CACHE.load(_CACHE.key(b"pages", key.encode())) if max_bytes() else None
    return int(stored) if stored else 0


def store_page_count(key: str, pages: int) -> None:
    """Store the page count of an issue."""
    if max_bytes() and pages:
        _CACHE.add(_CACHE.key(b"pages", key.encode()), str(pages).encode())


def limit_size() -> None:
    """Remove the entries that were not used for longest, while the store is too large."""
    if limit := max_bytes():
        _CACHE.evict(limit)


def _key(job: Job, edition: Edition, cache: BuildCache) -> str:
    parts = (edition.name, edition_key(job, edition, cache.toolchain), cache.templates)
    return _CACHE.key(*(one.encode() for one in parts))


def _as_bytes(edition: Edition, result: LayoutResult, inputs: Mapping[str, str | None]) -> bytes:
    files = result.folders[edition.name] if edition.index else {"": result.files[edition.name]}
    head = {
        "pages": result.pages,
        "notes": result.notes,
        "findings": [finding_values(one) for one in result.findings],
        "remarks": [finding_values(one) for one in result.remarks],
        "places": {anchor: asdict(one) for anchor, one in result.places.items()},
        "inputs": list(inputs),
        "files": [(name, len(content)) for name, content in files.items()],
    }
    return b"".join((json.dumps(head).encode(), b"\n", *files.values()))


def _parse(stored: bytes, edition: Edition, cache: BuildCache) -> LayoutResult:
    line, _, body = stored.partition(b"\n")
    head = json.loads(line)
    ends = accumulate((size for _, size in head["files"]), initial=0)
    names = [name for name, _ in head["files"]]
    files = {
        name: body[start:end] for name, (start, end) in zip(names, pairwise(ends), strict=True)
    }
    paths = map(cache.names.path, head["inputs"])
    inputs: Inputs = {path: cache.snapshots.of(path) for path in paths}
    return LayoutResult(
        findings_of(head["findings"]),
        {} if edition.index else {edition.name: files[""]},
        head["pages"],
        findings_of(head["remarks"]),
        tuple(head["notes"]),
        {edition.name: files} if edition.index else {},
        inputs={edition.layout: inputs},
        places={anchor: PageRange(**one) for anchor, one in head["places"].items()},
    )
