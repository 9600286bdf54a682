"""The folders and packages of templates, style sheets, themes, fonts and ICC profiles.

A file of the workspace comes first, then one of an installed theme package, then the built-in one of the same name.
`!builtin/NAME` names the built-in one, so that an override can extend what it replaces.
"""

import hashlib
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import platformdirs

from printissue.assets.theme_packages import ThemePackage, theme_packages
from printissue.core.errors import MissingError
from printissue.core.files import writable_cache, write_file
from printissue.core.inputs import note_file

RESOURCE_ORIGIN = "https://printissue.invalid/"
"""The origin of every resource that a page or style sheet names; the layout answers it from a table of bytes."""

FONT_PACKAGES: dict[str, str] = {
    "font_source_serif_pro": "files",
    "font_source_sans_pro": "files",
    "fontpkg_ibm_plex_mono": "files",
    "fontpkg_amiri": "files",
    "fontpkg_noto_sans": "files",
    "fontpkg_noto_sans_devanagari": "files",
    "fontpkg_noto_sans_khmer": "files",
    "fontpkg_noto_sans_tamil": "files",
    "fontpkg_noto_sans_telugu": "files",
    "fontpkg_noto_sans_thai": "files",
    "manimgx_fonts": ".",
}
"""The packages of fonts, in the order in which glyphs are looked up, each with its folder of font files."""

EXTRA_FONT_PACKAGES = ("noto_cjk_sans_jp_regular", "noto_cjk_sans_jp_bold")
"""The packages of the extra `cjk`, which are used if installed: Noto Sans CJK for Chinese, Japanese and Korean.

Each weight has the glyphs of all three; those of the language are chosen by its tag.
"""

PROFILE_SOURCES = {
    "PSOcoated_v3.icc": "the European Color Initiative offers it at www.eci.org",
    "PSOuncoated_v3_FOGRA52.icc": "the European Color Initiative offers it at www.eci.org",
    "GRACoL2013_CRPC6.icc": "Idealliance offers it, as does the ICC's profile registry at registry.color.org",
}
"""The sources of profiles that built-in printers name and that we may not redistribute."""

EXCLUDED_FONTS = (
    "NotoSansArabic*",
    *(
        f"manimgx_fonts/NotoSans{name}?wght?.ttf"
        for name in ("", "-Italic", "Devanagari", "Khmer", "Tamil", "Telugu", "Thai")
    ),
)
"""Font files that are not used, as patterns of the ends of their paths.

Noto Sans Arabic builds letters of shared shapes, so its text cannot be copied. manimgx-fonts is used only for families
that no fontpkg package has.
"""

BUILTIN = "!builtin/"
_FONT_SUFFIXES = (".ttf", ".otf")


def builtin_root() -> Path:
    """Return the folder with the built-in `styles/` and `templates/`: the package's own, or the checkout.

    Raise MissingError where neither has them.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package, package.parents[1]):
        if (folder / "templates").is_dir() and (folder / "styles").is_dir():
            return folder
    raise MissingError(
        "the built-in styles/ and templates/ are missing", "install printissue again"
    )


@dataclass(frozen=True, slots=True)
class Resources:
    """The folders in which files are looked up: a workspace, the installed theme packages, and the built-in files.

    `theme` is the theme that pages are set in: if a package provides it, its templates are used.
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
        """Return the path of `name` in `folder` (styles or templates), the workspace's first; None without one.

        A name that leads out of the folder, by `..` or a symbolic link, is not found.
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
        """Return the names of the workspace's, the packages' and the built-in themes, sorted."""
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
        """Return the message and hint for a theme that packages name and none can provide; else None.

        A theme of the workspace needs no package.
        """
        named = [one for one in self.packages if one.name == theme]
        if not named or _below(self.workspace / "styles", f"{theme}/theme.yaml"):
            return None
        if len(named) > 1:
            packages = " and ".join(one.distribution for one in named)
            message = f"several packages provide a theme {theme!r}: {packages}"
            return message, "uninstall all but one of them"
        if named[0].folder is None:
            message = f"the package {named[0].distribution} cannot provide the theme {theme!r}"
            return f"{message}: {named[0].fault}", "install it again, or uninstall it"
        return None

    def template_folders(self) -> tuple[Path, ...]:
        """Return the folders of templates: the workspace's, that of the theme's package, the built-in one."""
        package = self._package_folder(self.theme)
        own = (package / "templates",) if package else ()
        return (self.workspace / "templates", *own, self.builtin / "templates")

    def display_name(self, path: Path) -> str:
        """Return the path of a template or label file as findings show it, relative to its root folder."""
        package = self._package_folder(self.theme)
        if package and path.is_relative_to(package):
            return path.relative_to(package.parent).as_posix()
        root = self.workspace if path.is_relative_to(self.workspace) else self.builtin
        return path.relative_to(root).as_posix()

    def _package_folder(self, theme: str) -> Path | None:
        """Return the folder of the only package that provides a theme; None without one, or with several."""
        named = [one for one in self.packages if one.name == theme]
        return named[0].folder if len(named) == 1 else None

    def profile(self, name: str) -> Path:
        """Return the path of an ICC profile in `styles/icc/` or among the system's. Raise MissingError without one."""
        if path := self.find("styles", f"icc/{name}"):
            return path
        for folder in (self.workspace, *_system_profile_folders()):
            if path := _below(folder, name):
                return path
        raise MissingError(
            f"the ICC profile {name} is missing",
            f"put it into styles/icc/; {PROFILE_SOURCES.get(name, 'its publisher offers it')}",
        )

    def font_files(self) -> tuple[Path, ...]:
        """Return the font files that pages may use: those of the workspace's `styles/fonts/`, then the font packages'.

        Raise MissingError where a font package is not installed.
        """
        own, *packages = self.font_folders()
        files = _fonts_in(own)
        for folder in packages:
            files += _package_fonts(folder)
        return tuple(files)

    def font_folders(self) -> Iterator[Path]:
        """Yield the folders of font files, the workspace's first. Raise MissingError where a package is missing."""
        yield self.workspace / "styles" / "fonts"
        for package, inner in FONT_PACKAGES.items():
            yield _package_folder(package) / inner
        for package in EXTRA_FONT_PACKAGES:
            if find_spec(package) is not None:
                yield _package_folder(package)

    def fontconfig(self) -> Path:
        """Write a fontconfig file that names these fonts and no others, and return its path.

        With the fonts of the system, the same issue would look different on another machine.
        """
        existing = [folder for folder in self.font_folders() if folder.is_dir()]
        folders = "".join(f"<dir>{escape(str(folder), quote=False)}</dir>" for folder in existing)
        excluded = "".join(f"<glob>*/{pattern}</glob>" for pattern in EXCLUDED_FONTS)
        cache = writable_cache()
        text = (
            '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
            f"{folders}<cachedir>{escape(str(cache / 'fontconfig'), quote=False)}</cachedir>"
            # the same fonts exist as OTF too, and Pango could choose either
            "<selectfont><rejectfont><glob>*/font_source_*/*.otf</glob></rejectfont></selectfont>"
            f"<selectfont><rejectfont>{excluded}</rejectfont></selectfont>"
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
        """Return the characters of a text that no font has, each once, in order."""
        wanted = {ch: None for ch in dict.fromkeys(text) if not _needs_no_glyph(ch)}
        for font in self.font_files():
            if not wanted:
                break
            covered = _covered_characters(font)
            wanted = {ch: None for ch in wanted if ord(ch) not in covered}
        return "".join(wanted)

    def families(self) -> frozenset[str]:
        """Return the names of all font families, in lower case."""
        return frozenset(name for font in self.font_files() for name in _family_names(font))


def _below(folder: Path, name: str) -> Path | None:
    """Return the path of a file below a folder; None without one, or where symbolic links lead out of the folder."""
    note_file(folder / name)
    base = folder.resolve()
    try:
        path = (base / name).resolve()
        return path if path.is_relative_to(base) and path.is_file() else None
    except (OSError, RuntimeError, ValueError):  # too long, links in a circle, a NUL
        return None


@cache
def _package_folder(package: str) -> Path:
    """Return the folder of a font package. Raise MissingError if it is not installed."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        message = f"the font package {package.replace('_', '-')} is missing"
        raise MissingError(message, "make setup installs it")
    return Path(spec.origin).parent.resolve()


@cache
def _package_fonts(folder: Path) -> tuple[Path, ...]:
    """Return the font files of a package, which do not change while the program runs."""
    return tuple(_fonts_in(folder))


def _fonts_in(folder: Path) -> list[Path]:
    files = [
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in _FONT_SUFFIXES and not any(map(path.match, EXCLUDED_FONTS))
    ]
    return [
        path for path in files if not (path.suffix == ".otf" and path.with_suffix(".ttf") in files)
    ]


def _needs_no_glyph(ch: str) -> bool:
    """Return whether a character needs no glyph: white space, joiners, direction and variation marks, soft hyphen."""
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
    """Open a font file. Raise MissingError where it is damaged or not a font."""
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with font.open("rb") as stream, TTFont(stream, lazy=True) as opened:
            yield opened
    except (OSError, TTLibError, KeyError, ValueError, struct.error, AssertionError) as error:
        message = f"the font file {font} cannot be read: {error}"
        raise MissingError(message, "replace it, or delete it") from None


@cache
def _covered_characters(font: Path) -> frozenset[int]:
    with _opened(font) as opened:
        return frozenset(opened.getBestCmap() or {})


@cache
def _family_names(font: Path) -> frozenset[str]:
    with _opened(font) as opened:
        names = opened["name"]
        found = (names.getDebugName(number) for number in (1, 16))
        return frozenset(name.lower() for name in found if name)


def _system_profile_folders() -> Iterator[Path]:
    with suppress(RuntimeError):  # the user has no home
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
