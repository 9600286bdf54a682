"""Whether a year's volumes are what their manifest says, and what has changed since they were bound.

Nothing is written. The manifest is held against the volumes (their sha256, their pages), the parts
against the volume (their ranges cover it), against the issues' files that were bound and the originals
of old issues; and the bag, where there is one, against itself and against the manifest.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

import bagit
import pikepdf

from printissue.core.findings import Finding, Place
from printissue.volume import manifest as manifests
from printissue.volume.bag import TAGS, bag_folder, contents, quiet
from printissue.volume.manifest import Entry, Manifest, Original, Part, sha256_of


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at: the volume's name, and how many of each kind of file; `bag` tells of one."""

    name: str
    volumes: int = 0
    parts: int = 0
    originals: int = 0
    bag: bool = False


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where a volume lies: the workspace and the volume's folder in it."""

    root: Path
    folder: Path

    def place(self, path: Path) -> Place:
        """Give the place of a file, from the workspace where it lies inside."""
        inside = path.is_relative_to(self.root)
        return Place(path.relative_to(self.root).as_posix() if inside else str(path))


def verify(folder: Path, *, root: Path) -> tuple[Verified, tuple[Finding, ...]]:
    """Verify the volumes of a folder; `root` is the workspace, where their parts are looked for."""
    desk = _Desk(root, folder)
    name = desk.place(folder / manifests.FILE).file
    manifest, faults = manifests.read(folder, name=name)
    if manifest is None:
        return Verified(folder.name), faults
    findings = [one for entry in manifest.volumes for one in _volume(entry, desk)]
    findings += _sources(manifest, desk)
    findings += _strays(manifest, desk)
    bag = bag_folder(folder, manifest)
    if bag.exists():
        findings += _bag(bag, desk) or _contents(bag, manifest, desk)
    parts = manifest.principal.parts
    seen = Verified(
        f"{manifest.publication}/{manifest.year}",
        volumes=len(manifest.volumes),
        parts=sum(part.kind == "issue" for part in parts),
        originals=sum(part.original is not None for part in parts),
        bag=bag.exists(),
    )
    return seen, tuple(findings)


# the volume


def _volume(entry: Entry, desk: _Desk) -> Iterator[Finding]:
    """Hold a volume's file against its entry, and the entry against itself."""
    file = desk.folder / entry.file
    if not file.is_file():
        hint = "bind the volume again, or take it from the bag"
        yield Finding("verify-missing", desk.place(file), "the volume is not there", hint)
    elif change := _change(file, entry.sha256):
        hint = "bind the volume again, or take it from the bag"
        yield Finding("verify-changed", desk.place(file), f"the volume was changed: {change}", hint)
    else:
        yield from _pages(file, entry.pages, desk)
    yield from _ranges(entry, desk)


def _change(file: Path, expected: str) -> str:
    """Say how a file differs from what was expected; nothing where it does not."""
    try:
        found = sha256_of(file)
    except OSError as error:
        return f"it cannot be read: {error.strerror or error}"
    return "" if found == expected else f"expected sha256 {expected}, found {found}"


def _pages(file: Path, expected: int, desk: _Desk) -> Iterator[Finding]:
    """Count the pages of a file that is the one that the manifest names."""
    try:
        with pikepdf.open(file) as pdf:
            found = len(pdf.pages)
    except (pikepdf.PdfError, pikepdf.PasswordError, OSError) as error:
        message = f"the file cannot be opened: {str(error).replace(str(file), file.name)}"
        yield Finding("manifest-pages", desk.place(file), message, _REBIND)
        return
    if found != expected:
        message = f"{file.name} has {found} pages, the manifest says {expected}"
        yield Finding("manifest-pages", desk.place(file), message, _REBIND)


_REBIND = "bind the volume again"


def _ranges(entry: Entry, desk: _Desk) -> Iterator[Finding]:
    """Walk the parts' ranges from the first page to the last."""
    place = desk.place(desk.folder / manifests.FILE)
    parts = sorted(entry.parts, key=lambda part: (part.first_page, part.last_page))
    steps = [(0, "the beginning"), *((part.last_page, part.key) for part in parts)]
    starts = [*((part.first_page, part.key) for part in parts), (entry.pages + 1, "the end")]
    for (last, before), (first, after) in zip(steps, starts, strict=True):
        if first != last + 1:
            what = "no part holds" if first > last else "two parts hold"
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


def _sources(manifest: Manifest, desk: _Desk) -> Iterator[Finding]:
    """Hold the issues' files and the originals of old issues against what was bound, each file once."""
    parts = [part for entry in manifest.volumes for part in entry.parts]
    for part in {part.file: part for part in parts if part.file}.values():
        yield from _part(part, desk)
    originals = {part.original.file: part.original for part in parts if part.original}
    for original in originals.values():
        yield from _original(original, desk)


def _part(part: Part, desk: _Desk) -> Iterator[Finding]:
    """Hold an issue's file against what was bound. It need not be there: the volume holds its pages."""
    file = desk.root / part.file
    if not file.is_file():
        return
    if not (change := _change(file, part.sha256)):
        yield from _pages(file, part.last_page - part.first_page + 1, desk)
    else:
        message = f"{file.name} was built anew or changed since it was bound: {change}"
        hint = "bind the volume again, so that it holds the issue as it is now"
        yield Finding("verify-rebuilt", desk.place(file), message, hint)


def _original(original: Original, desk: _Desk) -> Iterator[Finding]:
    file = desk.root / original.file
    if not file.is_file():
        hint = "take it from the bag, where there is one"
        yield Finding("verify-missing", desk.place(file), "the original is not there", hint)
    elif change := _change(file, original.sha256):
        message = f"the original was changed since it was bound: {change}"
        yield Finding("verify-changed", desk.place(file), message, "an original is never touched")


def _strays(manifest: Manifest, desk: _Desk) -> Iterator[Finding]:
    """Find what lies in the folder and is not the volume's."""
    known = {entry.file for entry in manifest.volumes}
    known |= {manifests.FILE, bag_folder(desk.folder, manifest).name}
    for path in sorted(desk.folder.iterdir()):
        if path.name not in known:
            message = "the manifest does not name this"
            yield Finding("verify-added", desk.place(path), message, "move it elsewhere")


# the bag


def _bag(folder: Path, desk: _Desk) -> list[Finding]:
    """Have the library validate the bag; where it is not valid, tell every file that is at fault."""
    try:
        with quiet():
            bag = bagit.Bag(str(folder))
            bag.validate()
    except Exception as error:  # whatever a damaged bag makes of the library is the bag's fault
        said = str(error).replace(f"{folder.resolve()}{os.sep}", "").replace(str(folder), "the bag")
        return list(_faults(folder, desk)) or [
            Finding("verify-bag", desk.place(folder), f"the bag is not valid: {said}", _REBAG)
        ]
    return []


_REBAG = "bag the volume again: --bag"


def _faults(folder: Path, desk: _Desk) -> Iterator[Finding]:
    """Tell what is missing, added and changed in a bag whose lists can be read."""
    try:
        with quiet():
            bag = bagit.Bag(str(folder))
            missing, added = bag.compare_manifests_with_fs()
    except Exception:  # then the library's own words are all there is
        return
    for name in sorted(missing):
        yield _bag_fault(folder / name, "is missing from the bag", desk)
    for name in sorted(added):
        yield _bag_fault(folder / name, "lies in the bag, but none of its lists names it", desk)
    for name, sums in sorted(bag.entries.items()):
        file = folder / name
        if (
            file.is_file()
            and "sha256" in sums
            and (change := _change(file, sums["sha256"].lower()))
        ):
            yield _bag_fault(file, f"was changed in the bag: {change}", desk)


def _bag_fault(file: Path, message: str, desk: _Desk) -> Finding:
    return Finding("verify-bag", desk.place(file), f"{file.name} {message}", _REBAG)


def _contents(folder: Path, manifest: Manifest, desk: _Desk) -> Iterator[Finding]:
    """Hold a valid bag against the manifest: it may be of a volume that has been bound anew since.

    BagIt does without the tag manifest and takes files that no list names; our bags have neither.
    """
    for name in sorted({*TAGS, "data"} - (here := {path.name for path in folder.iterdir()})):
        yield _bag_fault(folder / name, "is missing from the bag", desk)
    for name in sorted(here - {*TAGS, "data"}):
        yield _bag_fault(folder / name, "lies in the bag, but none of its lists names it", desk)
    with quiet():
        entries = bagit.Bag(str(folder)).entries
    held = {
        PurePath(name).relative_to("data").as_posix(): sums.get("sha256", "").lower()
        for name, sums in entries.items()
        if PurePath(name).parts[0] == "data"
    }
    wanted = {item.name: item.sha256 for item in contents(desk.folder, manifest, root=desk.root)}
    for name in sorted({*held, *wanted}):
        if held.get(name) != wanted.get(name):
            what = "holds another" if name in held and name in wanted else "lacks"
            message = f"the bag {what if name in wanted else 'still holds'} {name}"
            yield Finding("bag-stale", desk.place(folder), message, _REBAG)
