"""Where templates, style sheets, themes, fonts and ICC profiles are found.

The workspace's file of a name comes first, then that of an installed theme package, then the built-in one.
`!builtin/NAME` reaches the built-in one, so that an override can extend what it replaces.
"""

import hashlib
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import platformdirs

from printissue.assets.theme_packages import ThemePackage, theme_packages
from printissue.core.errors import MissingError
from printissue.core.files import writable_cache, write_file

FONT_PACKAGES: dict[str, str] = {
    "font_source_serif_pro": "files",
    "font_source_sans_pro": "files",
    "fontpkg_ibm_plex_mono": "files",
    "fontpkg_amiri": "files",
    "manimgx_fonts": ".",
}
"""The packages that bring fonts, in the order in which a missing glyph is looked for, each with its folder of files."""

PROFILE_SOURCES = {
    "PSOcoated_v3.icc": "the European Color Initiative offers it at www.eci.org",
    "PSOuncoated_v3_FOGRA52.icc": "the European Color Initiative offers it at www.eci.org",
    "GRACoL2013_CRPC6.icc": "Idealliance offers it, as does the ICC's profile registry at registry.color.org",
}
"""Where the profiles come from that built-in printers name and that may not be handed on."""

LEFT_OUT = "NotoSansArabic*"
"""It draws a letter as a shape and dots that many letters share: what it sets cannot be copied or read aloud."""

BUILTIN = "!builtin/"
_FONT_SUFFIXES = (".ttf", ".otf")


def builtin_root() -> Path:
    """Give the folder that holds the built-in `styles/` and `templates/`: the package's own, else the checkout's."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package, package.parents[1]):
        if (folder / "templates").is_dir() and (folder / "styles").is_dir():
            return folder
    raise MissingError(
        "the built-in styles/ and templates/ are not there", "install printissue anew"
    )


@dataclass(frozen=True, slots=True)
class Resources:
    """The places where files are looked for: a workspace, the installed theme packages and the product itself.

    `theme` is the theme that pages are set in: if a package brings it, its templates count.
    """

    workspace: Path
    builtin: Path
    packages: tuple[ThemePackage, ...] = ()
    theme: str = ""

    @classmethod
    def of(cls, workspace: Path) -> "Resources":
        """Return the resources of a workspace."""
        return cls(workspace.resolve(), builtin_root(), theme_packages())

    def for_theme(self, theme: str) -> "Resources":
        """Return the resources for pages that are set in a theme."""
        return replace(self, theme=theme)

    def find(self, folder: str, name: str) -> Path | None:
        """Find `name` in `folder` (styles or templates), the workspace's first; None if no place has it.

        A name that leads out of its folder, through `..` or a link, is not there.
        """
        if name.startswith(BUILTIN):
            return _below(self.builtin / folder, name.removeprefix(BUILTIN))
        places = [(self.workspace / folder, name), (self.builtin / folder, name)]
        theme, _, inner = name.partition("/")
        if folder == "styles" and (package := self._package_folder(theme)):
            places.insert(1, (package, inner))
        elif folder == "templates" and (package := self._package_folder(self.theme)):
            places.insert(1, (package / folder, name))
        return next((path for place in places if (path := _below(*place))), None)

    def themes(self) -> list[str]:
        """List the themes of the workspace, the packages and the product, sorted."""
        roots = (self.workspace, self.builtin)
        found = (path for root in roots for path in (root / "styles").glob("*/theme.yaml"))
        packages = (one.name for one in self.packages if self._package_folder(one.name))
        return sorted({*packages, *(path.parent.name for path in found)})

    def theme_files(self, theme: str) -> list[tuple[str, Path]]:
        """Return the files of a theme with their names in its folder, sorted; no code or templates of a package."""
        roots = [root / "styles" / theme for root in (self.workspace, self.builtin)]
        names = {one.relative_to(root).as_posix() for root in roots for one in root.rglob("*")}
        if package := self._package_folder(theme):
            inner = (one.relative_to(package) for one in package.rglob("*"))
            code = ("__pycache__", "templates")
            names |= {
                one.as_posix() for one in inner if one.suffix != ".py" and one.parts[0] not in code
            }
        found = ((name, self.find("styles", f"{theme}/{name}")) for name in sorted(names))
        return [(name, path) for name, path in found if path is not None]

    def theme_fault(self, theme: str) -> tuple[str, str] | None:
        """Return the message and the hint where packages name a theme, but none can bring it; else None.

        A theme of the workspace needs no package.
        """
        named = [one for one in self.packages if one.name == theme]
        if not named or _below(self.workspace / "styles", f"{theme}/theme.yaml"):
            return None
        if len(named) > 1:
            packages = " and ".join(one.distribution for one in named)
            message = f"several packages bring a theme {theme!r}: {packages}"
            return message, "uninstall all but one of them"
        if named[0].folder is None:
            message = f"the package {named[0].distribution} cannot bring the theme {theme!r}"
            return f"{message}: {named[0].fault}", "install it again, or uninstall it"
        return None

    def template_folders(self) -> tuple[Path, ...]:
        """Return the folders of templates: the workspace's, that of the theme's package, the built-in one."""
        package = self._package_folder(self.theme)
        own = (package / "templates",) if package else ()
        return (self.workspace / "templates", *own, self.builtin / "templates")

    def display_name(self, path: Path) -> str:
        """Return the name of a template or file of labels as findings show it: from the root of its place."""
        package = self._package_folder(self.theme)
        if package and path.is_relative_to(package):
            return path.relative_to(package.parent).as_posix()
        root = self.workspace if path.is_relative_to(self.workspace) else self.builtin
        return path.relative_to(root).as_posix()

    def _package_folder(self, theme: str) -> Path | None:
        """Return the folder of the one package that brings a theme; None where there is none, or several."""
        named = [one for one in self.packages if one.name == theme]
        return named[0].folder if len(named) == 1 else None

    def profile(self, name: str) -> Path:
        """Find an ICC profile in `styles/icc/`, then among the system's. MissingError where it is nowhere."""
        if path := self.find("styles", f"icc/{name}"):
            return path
        for folder in (self.workspace, *_system_profile_folders()):
            if path := _below(folder, name):
                return path
        raise MissingError(
            f"the ICC profile {name} is not there",
            f"put it into styles/icc/; {PROFILE_SOURCES.get(name, 'its publisher offers it')}",
        )

    def font_files(self) -> tuple[Path, ...]:
        """List the font files that the press may use: the workspace's `styles/fonts/`, then the font packages'."""
        return tuple(path for folder in self._font_folders() for path in _fonts_in(folder))

    def _font_folders(self) -> Iterator[Path]:
        own = self.workspace / "styles" / "fonts"
        if own.is_dir():
            yield own
        for package, inner in FONT_PACKAGES.items():
            spec = find_spec(package)
            if spec is None or spec.origin is None:
                raise MissingError(
                    f"the font package {package.replace('_', '-')} is missing",
                    "make setup installs it",
                )
            yield (Path(spec.origin).parent / inner).resolve()

    def fontconfig(self) -> Path:
        """Write the fontconfig file that shows the press these fonts and no other ones, and return its path.

        The fonts of a machine would make the pages of one machine differ from those of another.
        """
        folders = "".join(f"<dir>{escape(str(folder))}</dir>" for folder in self._font_folders())
        cache = writable_cache()
        text = (
            '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
            f"{folders}<cachedir>{escape(str(cache / 'fontconfig'))}</cachedir>"
            # the same faces also come as OTF, which Pango would pick by chance
            "<selectfont><rejectfont><glob>*/font_source_*/*.otf</glob></rejectfont></selectfont>"
            f"<selectfont><rejectfont><glob>*/{LEFT_OUT}</glob></rejectfont></selectfont>"
            "</fontconfig>"
        )
        content = text.encode()
        target = cache / f"fonts-{hashlib.sha256(content).hexdigest()[:12]}.conf"
        with suppress(OSError):
            if target.read_bytes() == content:
                return target
        write_file(target, content)
        return target

    def missing_glyphs(self, text: str) -> str:
        """Give the characters of a text that none of the fonts has, each once, in order."""
        wanted = dict.fromkeys(ch for ch in text if not _invisible(ch))
        for font in self.font_files():
            if not wanted:
                break
            covered = _coverage(font)
            wanted = {ch: None for ch in wanted if ord(ch) not in covered}
        return "".join(wanted)

    def families(self) -> frozenset[str]:
        """List the families of all fonts, in lower case, as `font-family` may name them."""
        return frozenset(name for font in self.font_files() for name in _family_names(font))


def _below(folder: Path, name: str) -> Path | None:
    """Find a file below a folder; None where there is none, or its name, with every link followed, leads out."""
    base = folder.resolve()
    try:
        path = (base / name).resolve()
        return path if path.is_relative_to(base) and path.is_file() else None
    except (OSError, RuntimeError, ValueError):  # too long, links in a circle, a NUL
        return None


def _fonts_in(folder: Path) -> list[Path]:
    files = [
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in _FONT_SUFFIXES and not path.match(LEFT_OUT)
    ]
    return [
        path for path in files if not (path.suffix == ".otf" and path.with_suffix(".ttf") in files)
    ]


def _invisible(ch: str) -> bool:
    """Tell whether a character needs no glyph: white space, joiners, direction and variation marks, soft hyphen."""
    return (
        ch.isspace()
        or ch in "\u00ad\u034f\u061c\u2060\ufeff"
        or 0x200B <= ord(ch) <= 0x200F
        or (
            0x202A <= ord(ch) <= 0x202E
            or 0x2066 <= ord(ch) <= 0x2069
            or 0xFE00 <= ord(ch) <= 0xFE0F
        )
    )


@contextmanager
def _opened(font: Path) -> Iterator[Any]:
    """Open a font file. MissingError where it is none."""
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with font.open("rb") as stream, TTFont(stream, lazy=True) as opened:
            yield opened
    except (OSError, TTLibError, KeyError, ValueError, struct.error, AssertionError) as error:
        message = f"the font file {font} cannot be read: {error}"
        raise MissingError(message, "put a whole one in its place, or take it away") from None


@cache
def _coverage(font: Path) -> frozenset[int]:
    with _opened(font) as opened:
        return frozenset(opened.getBestCmap() or {})


@cache
def _family_names(font: Path) -> frozenset[str]:
    with _opened(font) as opened:
        names = opened["name"]
        found = (names.getDebugName(number) for number in (1, 16))
        return frozenset(name.lower() for name in found if name)


def _system_profile_folders() -> Iterator[Path]:
    yield Path(platformdirs.user_data_dir()) / "icc"
    for text in (
        "/usr/share/color/icc",
        "/usr/local/share/color/icc",
        "/Library/ColorSync/Profiles",
    ):
        folder = Path(text)
        if folder.is_dir():
            yield folder
            yield from sorted(path for path in folder.rglob("*") if path.is_dir())
