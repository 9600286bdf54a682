"""A theme's style sheets and the files that they name, read and checked before any page is laid out."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import dirname, join, normpath

from printissue.assets import stylesheets
from printissue.assets.resources import BUILTIN, Resources
from printissue.assets.stylesheets import Stylesheet
from printissue.core.findings import Finding, Place
from printissue.model.theme import Theme

__all__ = ["Stylesheet", "ThemeFiles", "read_theme_files"]


@dataclass(frozen=True, slots=True)
class ThemeFiles:
    """All sheets of a theme for a paper, in order, and the bytes of the files that they name.

    `files` are by their paths, which begin with `styles/`.
    """

    theme: Theme
    paper: str
    sheets: tuple[Stylesheet, ...]
    files: Mapping[str, bytes]


def read_theme_files(
    resources: Resources, name: str, theme: Theme, *, paper: str | None = None
) -> tuple[ThemeFiles, tuple[Finding, ...]]:
    """Read a theme's stylesheets, the sheets those import, and the files all of them name.

    Of each sheet `page.css` the variant for the paper, `page.a5.css`, follows it where there is one.
    """
    findings: list[Finding] = []
    listed: list[Stylesheet] = []
    imported: list[Stylesheet] = []
    files: dict[str, bytes] = {}
    chosen = paper or theme.paper
    for sheet_name in theme.sheets:
        variant = f"{sheet_name.removesuffix('.css')}.{chosen.lower()}.css"
        for candidate in (sheet_name, variant):
            path = resources.find("styles", f"{name}/{candidate}")
            if path is not None:
                sheet, more = stylesheets.decode(f"styles/{name}/{candidate}", path.read_bytes())
                listed.append(sheet)
                findings += [*more, *_gather(resources, sheet, files=files, imported=imported)]
            elif candidate == sheet_name:
                place = _listed(resources, name, sheet_name)
                findings.append(
                    Finding("sheet-missing", place, f"there is no sheet {sheet_name!r}")
                )
    findings += _faults(resources, theme, [*listed, *imported])
    return ThemeFiles(theme, chosen, tuple(listed), files), tuple(findings)


def _listed(resources: Resources, theme: str, sheet: str) -> Place:
    """Find the line of `theme.yaml` that lists a sheet."""
    file = f"styles/{theme}/theme.yaml"
    path = resources.find("styles", f"{theme}/theme.yaml")
    lines = path.read_text(encoding="utf-8-sig").splitlines() if path else []
    for number, text in enumerate(lines, 1):
        listed = re.sub(r"(^|\s)#.*", "", text)
        if found := re.search(rf"(?<![\w./-]){re.escape(sheet)}(?![\w./-])", listed):
            return Place(file, number, found.start() + 1, text=text)
    return Place(file)


def _gather(
    resources: Resources,
    sheet: Stylesheet,
    *,
    files: dict[str, bytes],
    imported: list[Stylesheet],
    within: tuple[str, ...] = (),
) -> Iterator[Finding]:
    """Read every file that a sheet names with url() or @import, and what imported sheets name.

    `within` are the sheets through which this one is imported.
    """
    chain = (*within, sheet.name)
    for address, node in stylesheets.addresses(sheet):
        if address.startswith(("data:image/", "#")):
            continue
        target = _target(sheet.name, address)
        path = resources.find("styles", _in_typecase(target)) if target else None
        if path is None:
            message = f"{address!r} is not in the theme's folder"
            hint = "nothing is fetched from elsewhere"
            yield Finding("css-url", stylesheets.place(sheet, node), message, hint)
        elif target in chain:
            message = f"{address!r} imports the sheet that imports it"
            yield Finding("css-fault", stylesheets.place(sheet, node), message)
        elif target not in files:
            files[target] = path.read_bytes()
            if target.endswith(".css"):
                inner, findings = stylesheets.decode(target, files[target])
                imported.append(inner)
                yield from findings
                yield from _gather(resources, inner, files=files, imported=imported, within=chain)


def _target(sheet: str, address: str) -> str:
    """Give the path of what a sheet names, beginning with `styles/`; empty where it leads out."""
    if re.match(r"^[A-Za-z][A-Za-z0-9+.-]*:|^/", address):
        return ""
    path = normpath(join(dirname(sheet), address))
    return path if path.startswith("styles/") else ""


def _in_typecase(target: str) -> str:
    """Give the name under which the resources finds a target: `!builtin/` may stand anywhere in it."""
    _, builtin, name = target.partition(BUILTIN)
    return BUILTIN + name if builtin else target.removeprefix("styles/")


def _faults(resources: Resources, theme: Theme, every: list[Stylesheet]) -> Iterator[Finding]:
    """Find the faults of all sheets; what one of them declares, the others may use."""
    families = resources.families() | {
        name for one in every for name in stylesheets.own_families(one)
    }
    inks = frozenset(f"--{name}" for name in theme.inks)
    known = inks | {name for one in every for name in stylesheets.variables(one)}
    for sheet in every:
        yield from stylesheets.faults(sheet, families=families, known=known, inks=inks)
