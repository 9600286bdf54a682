"""Everything that pages depend on besides the files of an issue: program, libraries, fonts, dictionaries.

A finished file can be used again only while all of this is the same.
"""

import ctypes
import hashlib
import os
import platform
import re
import sys
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, metadata, version
from importlib.util import find_spec
from pathlib import Path

from PIL import features

from printissue.assets.resources import Resources
from printissue.core.inputs import Snapshots
from printissue.core.version import VERSION
from printissue.pipeline.issue_manifest import Toolchain

NOT_IN_PAGES = frozenset({"bagit", "click", "filelock", "pebble", "platformdirs", "rich"})
"""Packages that printissue requires and that no page depends on. Every other one counts, with all that it requires."""

LIBRARIES = {
    "Pango": ("pango-1.0", 0, "pango_version_string"),
    "PangoFT2": ("pangoft2-1.0", 0, ""),
    "HarfBuzz": ("harfbuzz", 0, "hb_version_string"),
    "HarfBuzz subset": ("harfbuzz-subset", 0, ""),
    "fontconfig": ("fontconfig", 1, "FcGetVersion"),
    "FreeType": ("freetype", 6, ""),
    "FriBidi": ("fribidi", 0, ""),
}
"""The system libraries that pages depend on: name, version of the ABI, the function that returns the version."""

PICTURE_FEATURES = (
    "freetype2",
    "jpg",
    "jpg_2000",
    "libjpeg_turbo",
    "libtiff",
    "littlecms2",
    "webp",
    "zlib",
    "zlib_ng",
)
"""The libraries within Pillow that read, convert and write pictures."""

CODE, FONTS, HYPHENATION = "files of printissue", "fonts", "hyphenation dictionaries"
"""The names of the digests among the versions."""

_LOADER_CACHE = "/etc/ld.so.cache"
"""The file by which Linux finds system libraries."""


def read_toolchain(resources: Resources, snapshots: Snapshots) -> Toolchain:
    """Return the versions of everything that makes files. Raise MissingError if a font package is not installed."""
    package = Path(__file__).resolve().parents[1]
    shipped = tuple(package / name for name in ("styles", "templates"))
    code = [path for path in _below(package) if not any(map(path.is_relative_to, shipped))]
    fonts = resources.font_files()
    dictionaries = [path for folder in _dictionaries() for path in _below(folder)]
    mapped = _mapped_libraries()
    own_fonts = resources.workspace / "styles" / "fonts"  # also if it does not exist yet
    folders = [package, own_fonts, *resources.font_folders(), *_dictionaries()]
    watched = [*code, *fonts, *dictionaries, *mapped, Path(_LOADER_CACHE)]
    names = [(path.relative_to(package).as_posix(), path) for path in code]
    return Toolchain(
        versions={
            **versions(),
            **_theme_versions(resources),
            CODE: _digest(names, snapshots),
            FONTS: _digest(((path.name, path) for path in fonts), snapshots),
        },
        layout={
            **libraries(),
            **{path.name: snapshots.of(str(path)).digest or "" for path in mapped},
            HYPHENATION: _digest(((path.name, path) for path in dictionaries), snapshots),
        },
        watched=(*map(str, watched), *(f"{one}{os.sep}" for one in _watched_folders(folders))),
        roots={"!builtin": str(resources.builtin)}
        | {f"!theme/{one.name}": str(one.folder) for one in resources.packages if one.folder},
    )


def template_files(resources: Resources) -> list[Path]:
    """Return all templates and labels."""
    folders = [resources.workspace / "templates", resources.builtin / "templates"]
    folders += [one.folder / "templates" for one in resources.packages if one.folder]
    return [path for folder in folders for path in _below(folder)]


def templates_digest(resources: Resources, snapshots: Snapshots) -> str:
    """Return a digest of all templates and labels, for what depends on templates that are not known yet."""
    roots = [resources.workspace, resources.builtin]
    roots += [one.folder for one in resources.packages if one.folder]
    files = template_files(resources)
    names = [
        next(path.relative_to(one) for one in roots if path.is_relative_to(one)) for path in files
    ]
    return _digest(
        ((name.as_posix(), path) for name, path in zip(names, files, strict=True)), snapshots
    )


def program(resources: Resources) -> str:
    """Return a digest of all versions and templates: everything beside the manuscript and its theme.

    Raise MissingError if a font package is not installed.
    """
    snapshots = Snapshots()
    found = read_toolchain(resources, snapshots)
    values = (sorted(found.versions.items()), sorted(found.layout.items()))
    text = repr((values, templates_digest(resources, snapshots)))
    return hashlib.sha256(text.encode()).hexdigest()


def _digest(files: Iterable[tuple[str, Path]], snapshots: Snapshots) -> str:
    """Return a digest of the names and contents of files."""
    total = hashlib.sha256()
    for name, path in files:
        total.update(f"{name}:{snapshots.of(str(path)).digest}\n".encode())
    return total.hexdigest()


def _watched_folders(folders: Iterable[Path]) -> Iterator[Path]:
    """Yield folders with all folders below them, and those that packages are installed in."""
    for folder in folders:
        yield folder
        yield from (
            path for path in folder.rglob("*") if path.is_dir() and path.name != "__pycache__"
        )
    yield from (Path(one) for one in sys.path if any(Path(one).glob("*.dist-info")))


def _theme_versions(resources: Resources) -> dict[str, str]:
    """Return the packages that provide themes, with their versions."""
    return {
        f"theme {one.name}": f"{one.distribution} {version(one.distribution)}"
        for one in resources.packages
        if one.folder
    }


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that pages and files depend on."""
    import pikepdf  # a check that finds nothing changed needs templates_digest only

    found = {
        "printissue": VERSION,
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        "qpdf": pikepdf.__libqpdf_version__,
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
    }
    found |= {f"Pillow's {name}": str(features.version(name)) for name in PICTURE_FEATURES}
    waiting = ["printissue"]
    while waiting:
        for name in _package(waiting.pop())[1]:
            if name not in found and name not in NOT_IN_PAGES:
                installed, _ = _package(name)
                if installed:  # else it is asked for on other machines only
                    found[name] = installed
                    waiting.append(name)
    return dict(sorted(found.items()))


@cache
def _package(package: str) -> tuple[str, tuple[str, ...]]:
    """Return the version of a package, empty if it is not installed, and the names of those that it requires.

    What its extras require is left out.
    """
    try:
        about = metadata(package)  # `version` and `requires` would read it twice
    except PackageNotFoundError:
        return "", ()
    wanted = about.get_all("Requires-Dist") or []
    names = (re.match(r"[\w.-]+", text) for text in wanted if "extra ==" not in text)
    return about["Version"], tuple(
        re.sub(r"[-_.]+", "-", name[0]).lower() for name in names if name
    )


@cache
def libraries() -> dict[str, str]:
    """Return the versions of the system libraries that pages depend on."""
    return {name: _library(*row) for name, row in LIBRARIES.items()}


def _mapped_libraries() -> list[Path]:
    """Return the files of the system libraries that are loaded, on Linux; elsewhere none.

    A distribution may patch a library without changing its version.
    """
    libraries()  # loads them
    try:
        mapped = Path("/proc/self/maps").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return []
    paths = map(Path, set(re.findall(r"(/\S*/lib[\w.-]+\.so[\w.-]*)$", mapped, re.MULTILINE)))
    stems = tuple(f"lib{name}.so" for name, _, _ in LIBRARIES.values())
    return sorted(path for path in paths if path.name.startswith(stems))


def _library(name: str, abi: int, function: str) -> str:
    """Return the version of a system library, `present` if it is unknown, or `missing`."""
    for file in (
        f"lib{name}.so.{abi}",
        f"lib{name}.{abi}.dylib",
        f"lib{name}.dylib",
        f"lib{name}-{abi}.dll",
    ):
        try:
            library = ctypes.CDLL(file)
        except OSError:
            continue
        if not function:
            return "present"
        ask = getattr(library, function)
        ask.restype = ctypes.c_int if function == "FcGetVersion" else ctypes.c_char_p
        return str(ask())
    return "missing"


def _dictionaries() -> Iterator[Path]:
    """Yield the folder of the hyphenation dictionaries."""
    spec = find_spec("pyphen")
    if spec and spec.origin:
        yield Path(spec.origin).parent / "dictionaries"


def _below(folder: Path) -> list[Path]:
    paths = (path for path in folder.rglob("*") if "__pycache__" not in path.parts)
    return sorted(path for path in paths if path.is_file())
