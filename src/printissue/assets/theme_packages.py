"""Themes that installed Python packages provide, by entry points of the group `printissue.themes`."""

from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path

from printissue.core.keys import key_fault

GROUP = "printissue.themes"
"""The group of entry points. The name of one is the theme's name; its value is the package with the theme's files."""

SHARED = ("epub", "fonts", "icc", "mail", "site", "web")
"""Folders of `styles/` that belong to no theme."""


@dataclass(frozen=True, slots=True)
class ThemePackage:
    """An entry point for a theme: its name, the distribution that has it, and the folder with the theme's files.

    Where there is no such folder, `fault` says why.
    """

    name: str
    distribution: str
    folder: Path | None = None
    fault: str = ""


def theme_packages() -> tuple[ThemePackage, ...]:
    """Return the themes that installed packages name, including faulty ones, sorted by name."""
    found = (_package(one) for one in entry_points(group=GROUP))
    return tuple(sorted(found, key=lambda one: (one.name, one.distribution)))


def _package(entry: EntryPoint) -> ThemePackage:
    distribution = entry.dist.name if entry.dist else "unknown"
    fault = key_fault(entry.name) or (
        "this folder is shared by all themes" if entry.name in SHARED else ""
    )
    if fault:
        return ThemePackage(entry.name, distribution, fault=f"it cannot name a theme: {fault}")
    try:
        spec = find_spec(entry.module)
    except Exception:  # importing the parent package may raise any exception
        spec = None
    if spec is None:
        fault = f"there is no package {entry.value!r}"
        return ThemePackage(entry.name, distribution, fault=fault)
    for folder in map(Path, spec.submodule_search_locations or ()):
        if (folder / "theme.yaml").is_file():
            return ThemePackage(entry.name, distribution, folder.resolve())
    fault = f"there is no theme.yaml in the package {entry.value!r}"
    return ThemePackage(entry.name, distribution, fault=fault)
