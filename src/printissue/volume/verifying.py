"""Verify that a year's volumes match their manifest, and find what has changed since they were bound.

Nothing is written. The manifest is compared with the volumes (their sha256 and pages), with the page ranges of the
parts, with the issues' files that were bound and with the originals of back issues. The bag, if there is one, is
validated and compared with the manifest.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

import bagit
import pikepdf

from printissue.core.findings import Finding, Place
from printissue.volume import manifest as manifests
from printissue.volume.bag import TAGS, bag_folder, bag_items, quiet
from printissue.volume.manifest import Entry, Manifest, Original, Part, sha256_of


@dataclass(frozen=True, slots=True)
class Verified:
    """The verified volume: its name, the number of files of each kind, and whether there is a bag."""

    name: str
    volumes: int = 0
    parts: int = 0
    originals: int = 0
    bag: bool = False


@dataclass(frozen=True, slots=True)
class _Location:
    """The location of a volume: the workspace and the volume's folder in it."""

    root: Path
    folder: Path

    def place(self, path: Path) -> Place:
        """Return the place of a file, relative to the workspace if it is inside."""
        inside = path.is_relative_to(self.root)
        return Place(path.relative_to(self.root).as_posix() if inside else str(path))


def verify(folder: Path, *, root: Path) -> tuple[Verified, tuple[Finding, ...]]:
    """Verify the volumes of a folder; `root` is the workspace, which has the files of their parts."""
    location = _Location(root, folder)
    name = location.place(folder / manifests.FILE).file
    manifest, problems = manifests.read(folder, name=name)
    if manifest is None:
        return Verified(folder.name), problems
    findings = [one for entry in manifest.volumes for one in _check_volume(entry, location)]
    findings += _check_sources(manifest, location)
    findings += _unknown_files(manifest, location)
    bag = bag_folder(folder, manifest)
    if bag.exists():
        findings += _check_bag(bag, location) or _compare_bag(bag, manifest, location)
    parts = manifest.principal.parts
    verified = Verified(
        f"{manifest.publication}/{manifest.year}",
        volumes=len(manifest.volumes),
        parts=sum(part.kind == "issue" for part in parts),
        originals=sum(part.original is not None for part in parts),
        bag=bag.exists(),
    )
    return verified, tuple(findings)


# the volume


def _check_volume(entry: Entry, location: _Location) -> Iterator[Finding]:
    """Compare the file of a volume with its entry, and check the page ranges of the entry."""
    file = location.folder / entry.file
    if not file.is_file():
        hint = "bind the volume again, or copy it from the bag"
        yield Finding("verify-missing", location.place(file), "the volume is missing", hint)
    elif change := _change(file, entry.sha256):
        hint = "bind the volume again, or copy it from the bag"
        yield Finding(
            "verify-changed", location.place(file), f"the volume was changed: {change}", hint
        )
    else:
        yield from _pages(file, entry.pages, location)
    yield from _ranges(entry, location)


def _change(file: Path, expected: str) -> str:
    """Describe how a file differs from what is expected; empty if it does not."""
    try:
        actual = sha256_of(file)
    except OSError as error:
        return f"it cannot be read: {error.strerror or error}"
    return "" if actual == expected else f"expected sha256 {expected}, found {actual}"


def _pages(file: Path, expected: int, location: _Location) -> Iterator[Finding]:
    """Compare the number of pages of a file with the manifest."""
    try:
        with pikepdf.open(file) as pdf:
            actual = len(pdf.pages)
    except (pikepdf.PdfError, pikepdf.PasswordError, OSError) as error:
        message = f"the file cannot be opened: {str(error).replace(str(file), file.name)}"
        yield Finding("manifest-pages", location.place(file), message, _REBIND)
        return
    if actual != expected:
        message = f"{file.name} has {actual} pages, the manifest says {expected}"
        yield Finding("manifest-pages", location.place(file), message, _REBIND)


_REBIND = "bind the volume again"


def _ranges(entry: Entry, location: _Location) -> Iterator[Finding]:
    """Check that the page ranges of the parts cover the volume without gaps or overlaps."""
    place = location.place(location.folder / manifests.FILE)
    parts = sorted(entry.parts, key=lambda part: (part.first_page, part.last_page))
    steps = [(0, "the beginning"), *((part.last_page, part.key) for part in parts)]
    starts = [*((part.first_page, part.key) for part in parts), (entry.pages + 1, "the end")]
    for (last, before), (first, after) in zip(steps, starts, strict=True):
        if first != last + 1:
            what = "no part has" if first > last else "two parts have"
            low, high = sorted((first, last + 1))
            pages = f"page {low}" if high == low + 1 else f"pages {low} to {high - 1}"
            message = f"{what} {pages} of {entry.file}, between {before} and {after}"
            yield Finding("manifest-pages", place, message, _REBIND)
    for part in parts:
        if part.last_page < part.first_page:
            message = (
                f"{part.key} ends on page {part.last_page}, before its first, {part.first_page}"
            )
            yield Finding("manifest-pages", place, message, _REBIND)


# what it was bound from


def _check_sources(manifest: Manifest, location: _Location) -> Iterator[Finding]:
    """Compare the issues' files and the originals of back issues with what was bound, each file once."""
    parts = [part for entry in manifest.volumes for part in entry.parts]
    for part in {part.file: part for part in parts if part.file}.values():
        yield from _check_part(part, location)
    originals = {part.original.file: part.original for part in parts if part.original}
    for original in originals.values():
        yield from _check_original(original, location)


def _check_part(part: Part, location: _Location) -> Iterator[Finding]:
    """Compare the file of an issue with what was bound. It may be missing: the volume has its pages."""
    file = location.root / part.file
    if not file.is_file():
        return
    if not (change := _change(file, part.sha256)):
        yield from _pages(file, part.last_page - part.first_page + 1, location)
    else:
        message = f"{file.name} was rebuilt or changed since it was bound: {change}"
        hint = "bind the volume again, so that it has the current issue"
        yield Finding("verify-rebuilt", location.place(file), message, hint)


def _check_original(original: Original, location: _Location) -> Iterator[Finding]:
    file = location.root / original.file
    if not file.is_file():
        hint = "copy it from the bag, if there is one"
        yield Finding("verify-missing", location.place(file), "the original is missing", hint)
    elif change := _change(file, original.sha256):
        message = f"the original was changed since it was bound: {change}"
        yield Finding(
            "verify-changed", location.place(file), message, "restore it from the bag or a backup"
        )


def _unknown_files(manifest: Manifest, location: _Location) -> Iterator[Finding]:
    """Find files in the folder that do not belong to the volume."""
    known = {entry.file for entry in manifest.volumes}
    known |= {manifests.FILE, bag_folder(location.folder, manifest).name}
    for path in sorted(location.folder.iterdir()):
        if path.name not in known:
            message = "the manifest does not list this file"
            yield Finding("verify-added", location.place(path), message, "move it elsewhere")


# the bag


def _check_bag(folder: Path, location: _Location) -> list[Finding]:
    """Validate the bag with bagit. If it is not valid, return a finding for each file at fault."""
    try:
        with quiet():
            bag = bagit.Bag(str(folder))
            bag.validate()
    except Exception as error:  # the library raises errors of many kinds for damaged bags
        reason = (
            str(error).replace(f"{folder.resolve()}{os.sep}", "").replace(str(folder), "the bag")
        )
        return list(_bag_problems(folder, location)) or [
            Finding("verify-bag", location.place(folder), f"the bag is not valid: {reason}", _REBAG)
        ]
    return []


_REBAG = "bag the volume again: --bag"


def _bag_problems(folder: Path, location: _Location) -> Iterator[Finding]:
    """Yield what is missing, added and changed in a bag whose manifests can be read."""
    try:
        with quiet():
            bag = bagit.Bag(str(folder))
            missing, added = bag.compare_manifests_with_fs()
    except Exception:  # the bag cannot be read: the error of `validate` is all there is
        return
    for name in sorted(missing):
        yield _bag_finding(folder / name, "is missing from the bag", location)
    for name in sorted(added):
        yield _bag_finding(
            folder / name, "is in the bag, but its manifests do not list it", location
        )
    for name, sums in sorted(bag.entries.items()):
        file = folder / name
        if (
            file.is_file()
            and "sha256" in sums
            and (change := _change(file, sums["sha256"].lower()))
        ):
            yield _bag_finding(file, f"was changed in the bag: {change}", location)


def _bag_finding(file: Path, message: str, location: _Location) -> Finding:
    return Finding("verify-bag", location.place(file), f"{file.name} {message}", _REBAG)


def _compare_bag(folder: Path, manifest: Manifest, location: _Location) -> Iterator[Finding]:
    """Compare a valid bag with the manifest: the volume may have been bound again since.

    BagIt allows a bag without a tag manifest and with unlisted tag files; our bags have neither.
    """
    for name in sorted({*TAGS, "data"} - (present := {path.name for path in folder.iterdir()})):
        yield _bag_finding(folder / name, "is missing from the bag", location)
    for name in sorted(present - {*TAGS, "data"}):
        yield _bag_finding(
            folder / name, "is in the bag, but its manifests do not list it", location
        )
    with quiet():
        entries = bagit.Bag(str(folder)).entries
    bagged = {
        PurePath(name).relative_to("data").as_posix(): sums.get("sha256", "").lower()
        for name, sums in entries.items()
        if PurePath(name).parts[0] == "data"
    }
    expected = {
        item.name: item.sha256 for item in bag_items(location.folder, manifest, root=location.root)
    }
    for name in sorted({*bagged, *expected}):
        if bagged.get(name) != expected.get(name):
            what = "has another" if name in bagged and name in expected else "does not have"
            message = f"the bag {what if name in expected else 'still has'} {name}"
            yield Finding("bag-stale", location.place(folder), message, _REBAG)
