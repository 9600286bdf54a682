"""A volume as a BagIt bag (RFC 8493): files for deposit in an archive, with a checksum of each.

The bag is the folder `<publication>-<year>-bag` in the volume's folder. It holds the volumes, the manifest, the issues'
files that were bound (`issues/`) and the originals of back issues (`originals/`). It is made in a temporary folder and
renamed when it is complete; equal input gives equal bytes.

The library bagit writes BagIt 0.97, does not sort the tag manifest, changes the working directory and logs. This module
makes up for the first two and hides the last. Because of the working directory, do not use it in two threads at once.
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

from printissue.core.errors import WriteError
from printissue.core.files import umask
from printissue.core.findings import Finding, Place
from printissue.core.version import VERSION
from printissue.volume import manifest as manifests
from printissue.volume.manifest import Manifest, as_json, sha256_of

_DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
"""RFC 8493, 2.1.1. Our bags meet what 1.0 requires beyond 0.97: one algorithm, every file in its manifest."""
TAGS = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt")
"""The files of a bag beside `data/`; the last lists the others."""


@dataclass(frozen=True, slots=True)
class Item:
    """A file of the bag: its name below `data/`, its source and the sha256 that it must have.

    `shown` is its name in findings.
    """

    name: str
    source: Path
    sha256: str
    shown: str


def bag_folder(folder: Path, manifest: Manifest) -> Path:
    """Return the folder of a volume's bag."""
    return folder / f"{manifest.publication}-{manifest.year}-bag"


def bag_items(folder: Path, manifest: Manifest, *, root: Path) -> tuple[Item, ...]:
    """Return the files that belong in the bag of a volume, sorted by name; `root` is the workspace."""

    def shown(path: Path) -> str:
        return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name

    def item(name: str, source: Path, sha256: str) -> Item:
        return Item(name, source, sha256, shown(source))

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
    """Write the bag of a volume and return its folder.

    If a file is missing or is not the one that was bound, there is no bag, and findings say why. An older bag is
    replaced when the new one is complete. Raises WriteError.
    """
    target = bag_folder(folder, manifest)
    if target.exists() and not (target / "bagit.txt").is_file():
        raise WriteError(
            f"cannot write the bag {target}: there is something else in its place",
            "move that to another place",
        )
    items = bag_items(folder, manifest, root=root)
    try:
        with tempfile.TemporaryDirectory(
            prefix=f".{target.name}.", suffix=".part", dir=folder
        ) as temp:
            fresh = Path(temp) / "new"
            findings = tuple(_copy(fresh, items))
            if findings:
                return None, findings
            _make(fresh, _bag_info(manifest))
            _finalize(fresh)
            _swap(fresh, target, Path(temp) / "old")
    except (OSError, bagit.BagError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise WriteError(f"cannot write the bag {target}: {reason}") from None
    return target, ()


@contextmanager
def quiet() -> Iterator[None]:
    """Suppress the log of the library and its deprecation warnings."""
    logger = logging.getLogger("bagit")
    kept, logger.disabled = logger.disabled, True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.disabled = kept


def _copy(fresh: Path, items: tuple[Item, ...]) -> Iterator[Finding]:
    """Copy the files of the bag into a folder; yield a finding for each that is missing or was changed."""
    for item in items:
        copy = fresh / item.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        if not item.source.is_file():
            yield Finding("bag-source", Place(item.shown), "the file is missing", _REBIND)
            continue
        shutil.copyfile(item.source, copy)
        if (actual := sha256_of(copy)) != item.sha256:
            message = f"the file is not the one that was bound: sha256 {actual}, not {item.sha256}"
            yield Finding("bag-source", Place(item.shown), message, _REBIND)


_REBIND = "bind the volume again, then bag it"


def _bag_info(manifest: Manifest) -> dict[str, str | list[str]]:
    """Return the entries of bag-info.txt (RFC 8493, 2.2.2); bagit adds Payload-Oxum."""
    identifiers = [f"{manifest.publication}/{manifest.year}"]
    if manifest.issn:
        identifiers.append(f"ISSN {manifest.issn}")
    files = ", ".join(entry.file for entry in manifest.volumes)
    return {
        "Source-Organization": _line(manifest.publisher),
        "External-Identifier": identifiers,
        "External-Description": _line(f"{manifest.title} {manifest.year}: {files}"),
        "Bagging-Date": manifest.date,
        "Bag-Software-Agent": f"printissue {VERSION}; bagit {version('bagit')}",
    }


def _line(text: str) -> str:
    return " ".join(text.split())


def _make(folder: Path, info: Mapping[str, str | list[str]]) -> None:
    """Turn a folder into a bag, and validate it."""
    with quiet():
        bagit.make_bag(str(folder), dict(info), checksums=["sha256"])
        (folder / "bagit.txt").write_bytes(_DECLARATION.encode())
        *listed, last = TAGS
        lines = "".join(f"{sha256_of(folder / name)}  {name}\n" for name in listed)
        (folder / last).write_bytes(lines.encode())
        bagit.Bag(str(folder)).validate()


def _finalize(folder: Path) -> None:
    """Set permissions by the umask, and write the files to the disk."""
    allowed = ~umask()
    folder.chmod(0o777 & allowed)
    for path in folder.rglob("*"):
        path.chmod((0o777 if path.is_dir() else 0o666) & allowed)
        if path.is_file():
            with path.open("r+b") as stream:
                os.fsync(stream.fileno())


def _swap(fresh: Path, target: Path, old: Path) -> None:
    """Move a finished bag to its place. If that fails, restore the bag that was there."""
    existed = target.exists()
    if existed:
        target.rename(old)
    try:
        fresh.rename(target)
    except BaseException:
        if existed:
            old.rename(target)
        raise
