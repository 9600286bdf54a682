"""A digest of everything that pages depend on besides manuscript and theme: program, libraries, fonts, dictionaries.

A file in `output/` can be used again only while all of this is the same.
"""

import ctypes
import hashlib
import platform
import re
import zlib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec
from pathlib import Path

import pikepdf
from PIL import features

from printissue.assets.resources import Resources
from printissue.core.version import VERSION

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

Stamp = tuple[int, int, int, int]
_digests: dict[Path, tuple[Stamp, bytes]] = {}


def program(resources: Resources) -> str:
    """Return a digest of everything beside the manuscript and its theme that can change a page.

    Raise MissingError where a font package is not installed.
    """
    total = hashlib.sha256(repr((versions(), libraries())).encode())
    package = Path(__file__).resolve().parents[1]
    folders = (
        package,
        resources.workspace / "templates",
        resources.builtin / "templates",
        *_dictionaries(),
    )
    files = [
        (path.relative_to(folder).as_posix(), path) for folder in folders for path in _below(folder)
    ]
    for one in resources.packages:  # their sheets are the theme's, which are counted with the issue
        if one.folder:
            inner = _below(one.folder / "templates")
            files += [(f"{one.name}/{path.relative_to(one.folder)}", path) for path in inner]
    files += [(path.name, path) for path in resources.font_files()]
    for name, path in files:
        total.update(f"{name}:".encode())
        total.update(digest_of(path))
    return total.hexdigest()


def digest_of(path: Path) -> bytes:
    """Return the sha256 of a file, or nothing where it cannot be read.

    The file is read only once while its size, times and inode stay the same.
    """
    try:
        stat = path.stat()
        stamp = (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)
        known = _digests.get(path)
        if known is None or known[0] != stamp:
            with path.open("rb") as stream:
                known = _digests[path] = (stamp, hashlib.file_digest(stream, "sha256").digest())
    except OSError:
        return b""
    return known[1]


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that pages and files depend on."""
    found = {
        "printissue": VERSION,
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        "qpdf": pikepdf.__libqpdf_version__,
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
    }
    found |= {f"Pillow's {name}": str(features.version(name)) for name in PICTURE_FEATURES}
    waiting = ["printissue"]
    while waiting:
        for name in _required(waiting.pop()):
            if name not in found and name not in NOT_IN_PAGES:
                try:
                    found[name] = version(name)
                except PackageNotFoundError:  # asked for on other machines only
                    continue
                waiting.append(name)
    return dict(sorted(found.items()))


@cache
def _required(package: str) -> tuple[str, ...]:
    """Return the names of the packages that a package requires, without its extras."""
    try:
        wanted = requires(package) or []
    except PackageNotFoundError:
        return ()
    names = (re.match(r"[\w.-]+", text) for text in wanted if "extra ==" not in text)
    return tuple(re.sub(r"[-_.]+", "-", name[0]).lower() for name in names if name)


@cache
def libraries() -> dict[str, str]:
    """Return the versions of the system libraries that pages depend on and, on Linux, digests of their files.

    A distribution may patch a library without changing its version.
    """
    found = {name: _library(*row) for name, row in LIBRARIES.items()}
    try:
        mapped = Path("/proc/self/maps").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return found
    paths = map(Path, set(re.findall(r"(/\S*/lib[\w.-]+\.so[\w.-]*)$", mapped, re.MULTILINE)))
    stems = tuple(f"lib{name}.so" for name, _, _ in LIBRARIES.values())
    for path in sorted(path for path in paths if path.name.startswith(stems)):
        found[path.name] = digest_of(path).hex()
    return found


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
