"""A volume as a BagIt bag (RFC 8493): what an archive takes in, with a checksum of every file.

The bag lies in the volume's folder as `<publication>-<year>-bag`. It holds the volumes, the manifest,
the issues' files as they were bound (`issues/`) and the originals of old issues (`originals/`). It is made
in a temp folder beside its place and renamed when it is complete; equal input gives equal bytes.

The library bagit writes BagIt 0.97, names no order for the tag manifest, changes the working directory
while it works, and logs; all four end here. It is not to be called from two threads at once.
"""

import logging
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import bagit

from printissue import __version__
from printissue.core.errors import WriteError
from printissue.core.files import umask
from printissue.core.findings import Finding, Place
from printissue.volume import manifest as manifests
from printissue.volume.manifest import Manifest, as_json, sha256_of

_DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
"""RFC 8493, 2.1.1. What 1.0 asks beyond 0.97 holds: one algorithm, every file in its manifest."""
TAGS = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt")
"""The files of a bag beside `data/`; the last lists the others."""


@dataclass(frozen=True, slots=True)
class Item:
    """A file of the bag: its name below `data/`, where it lies and the sha256 that it must have.

    `told` is how findings call it.
    """

    name: str
    source: Path
    sha256: str
    told: str


def bag_folder(folder: Path, manifest: Manifest) -> Path:
    """Give the place of a volume's bag in the volume's folder."""
    return folder / f"{manifest.publication}-{manifest.year}-bag"


def contents(folder: Path, manifest: Manifest, *, root: Path) -> tuple[Item, ...]:
    """List what belongs in the bag of a volume, sorted by name; `root` is the workspace."""

    def told(path: Path) -> str:
        return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name

    def item(name: str, source: Path, sha256: str) -> Item:
        return Item(name, source, sha256, told(source))

    items = [item(one.file, folder / one.file, one.sha256) for one in manifest.volumes]
    recorded = sha256_of(as_json(manifest))
    items.append(item(manifests.FILE, folder / manifests.FILE, recorded))
    for part in manifest.principal.parts:
        if part.file:
            file = root / part.file
            items.append(item(f"issues/{file.name}", file, part.sha256))
        if part.original:
            file = root / part.original.file
            items.append(item(f"originals/{file.name}", file, part.original.sha256))
    return tuple(sorted({one.name: one for one in items}.values(), key=lambda one: one.name))


def make_bag(
    folder: Path, manifest: Manifest, *, root: Path
) -> tuple[Path | None, tuple[Finding, ...]]:
    """Bag a volume. Where a file is missing or is not what was bound there is no bag, and findings say why.

    An older bag is replaced once the new one is complete. Raises WriteError.
    """
    target = bag_folder(folder, manifest)
    if target.exists() and not (target / "bagit.txt").is_file():
        raise WriteError(
            f"cannot write the bag {target}: what is there is not a bag", "move it to another place"
        )
    items = contents(folder, manifest, root=root)
    try:
        with tempfile.TemporaryDirectory(
            prefix=f".{target.name}.", suffix=".part", dir=folder
        ) as temp:
            fresh = Path(temp) / "new"
            findings = tuple(_filled(fresh, items))
            if findings:
                return None, findings
            _bag(fresh, _bag_info(manifest))
            _settle(fresh)
            _swap(fresh, target, Path(temp) / "old")
    except (OSError, bagit.BagError) as error:
        said = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise WriteError(f"cannot write the bag {target}: {said}") from None
    return target, ()


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the library's log and its warnings of outdated calls to itself."""
    logger = logging.getLogger("bagit")
    kept, logger.disabled = logger.disabled, True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.disabled = kept


def _filled(fresh: Path, items: tuple[Item, ...]) -> Iterator[Finding]:
    """Copy the bag's files into a folder; yield what is missing or is another file than was bound."""
    for item in items:
        copy = fresh / item.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        if not item.source.is_file():
            yield Finding("bag-source", Place(item.told), "the file is not there", _MEND)
            continue
        shutil.copyfile(item.source, copy)
        if (found := sha256_of(copy)) != item.sha256:
            message = f"the file is not the one that was bound: sha256 {found}, not {item.sha256}"
            yield Finding("bag-source", Place(item.told), message, _MEND)


_MEND = "bind the volume again, then bag it"


def _bag_info(manifest: Manifest) -> dict[str, str | list[str]]:
    """Give what bag-info.txt says (RFC 8493, 2.2.2); bagit adds Payload-Oxum."""
    identifiers = [f"{manifest.publication}/{manifest.year}"]
    if manifest.issn:
        identifiers.append(f"ISSN {manifest.issn}")
    files = ", ".join(entry.file for entry in manifest.volumes)
    return {
        "Source-Organization": _line(manifest.publisher),
        "External-Identifier": identifiers,
        "External-Description": _line(f"{manifest.title} {manifest.year}: {files}"),
        "Bagging-Date": manifest.date,
        "Bag-Software-Agent": f"printissue {__version__}; bagit {version('bagit')}",
    }


def _line(text: str) -> str:
    return " ".join(text.split())


def _bag(folder: Path, info: Mapping[str, str | list[str]]) -> None:
    """Turn a folder into a bag, and prove it."""
    with quiet():
        bagit.make_bag(str(folder), dict(info), checksums=["sha256"])
        (folder / "bagit.txt").write_bytes(_DECLARATION.encode())
        *listed, last = TAGS
        lines = "".join(f"{sha256_of(folder / name)}  {name}\n" for name in listed)
        (folder / last).write_bytes(lines.encode())
        bagit.Bag(str(folder)).validate()


def _settle(folder: Path) -> None:
    """Set the rights that the umask leaves, and bring the files to the disk."""
    left = ~umask()
    folder.chmod(0o777 & left)
    for path in folder.rglob("*"):
        path.chmod((0o777 if path.is_dir() else 0o666) & left)
        if path.is_file():
            with path.open("r+b") as stream:
                os.fsync(stream.fileno())


def _swap(fresh: Path, target: Path, old: Path) -> None:
    """Put a finished bag in its place; what lay there comes back where that fails."""
    had = target.exists()
    if had:
        target.rename(old)
    try:
        fresh.rename(target)
    except BaseException:
        if had:
            old.rename(target)
        raise
