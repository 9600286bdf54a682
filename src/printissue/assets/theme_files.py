"""A theme's style sheets and the files that they name, read and checked before the layout."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath

from printissue.assets import stylesheets
from printissue.assets.resources import BUILTIN, Resources
from printissue.assets.stylesheets import Stylesheet
from printissue.core.findings import Finding, Place
from printissue.model.theme import Capacity, Theme

__all__ = ["Stylesheet", "ThemeFiles", "read_theme_files"]


@dataclass(frozen=True, slots=True)
class ThemeFiles:
    """The style sheets of a theme for a paper, in order, and the files that they name, by paths below `styles/`.

    `web_stylesheets` and `web_files` are those of web pages, `epub_stylesheets` and `epub_files` those of e-books,
    `mail_stylesheets` and `mail_files` those of e-mails.
    `site_stylesheets` are those of the site's pages: the ones of web pages, and then its own.
    """

    theme: Theme
    paper: str
    stylesheets: tuple[Stylesheet, ...]
    files: Mapping[str, bytes]
    web_stylesheets: tuple[Stylesheet, ...] = ()
    web_files: Mapping[str, bytes] = field(default_factory=dict)
    epub_stylesheets: tuple[Stylesheet, ...] = ()
    epub_files: Mapping[str, bytes] = field(default_factory=dict)
    mail_stylesheets: tuple[Stylesheet, ...] = ()
    mail_files: Mapping[str, bytes] = field(default_factory=dict)
    site_stylesheets: tuple[Stylesheet, ...] = ()

    @property
    def capacity(self) -> Capacity:
        """The amount of text that fits on pages of this paper."""
        return self.theme.capacity_on(self.paper)


WEB_BASES = ("web/base.css", "web/markdown.css")
"""The style sheets of web pages, below `styles/`, that those of each theme follow."""

SITE_BASES = ("site/bar.css", "site/base.css")
"""The style sheets of the site, below `styles/`: they follow those of web pages and precede those of each theme."""

EPUB_BASES = ("epub/base.css", "epub/markdown.css")
"""The style sheets of e-books, below `styles/`, that those of each theme follow."""

MAIL_BASES = ("mail/base.css", "mail/markdown.css")
"""The style sheets of e-mails, below `styles/`, that those of each theme follow."""


def read_theme_files(
    resources: Resources, name: str, theme: Theme, *, paper: str | None = None
) -> tuple[ThemeFiles, tuple[Finding, ...]]:
    """Return the files of a theme with the findings in them.

    Those are the style sheets that the theme lists, the ones that they import, and the files that any of them names.
    The variant of a style sheet for the paper, such as `page.a5.css`, follows it where there is one.
    """
    findings: list[Finding] = []
    listed: list[Stylesheet] = []
    imported: list[Stylesheet] = []
    files: dict[str, bytes] = {}
    used_paper = paper or theme.paper
    for filename in theme.sheets:
        variant = f"{filename.removesuffix('.css')}.{used_paper.lower()}.css"
        for candidate in (filename, variant):
            path = resources.find("styles", f"{name}/{candidate}")
            if path is not None:
                stylesheet, more = stylesheets.decode(
                    f"styles/{name}/{candidate}", path.read_bytes()
                )
                listed.append(stylesheet)
                findings += more
                findings += _read_named_files(resources, stylesheet, files=files, imported=imported)
            elif candidate == filename:
                message = f"there is no style sheet {filename!r}"
                findings.append(
                    Finding("sheet-missing", _place_in_theme(resources, name, filename), message)
                )
    findings += _faults(resources, theme, [*listed, *imported])
    web, web_files, web_findings = _read_screen(
        resources, name, theme, [*WEB_BASES, *(f"{name}/{one}" for one in theme.web)]
    )
    epub, epub_files, epub_findings = _read_screen(
        resources, name, theme, [*EPUB_BASES, *(f"{name}/{one}" for one in theme.epub)]
    )
    mail, mail_files, mail_findings = _read_screen(
        resources, name, theme, [*MAIL_BASES, *(f"{name}/{one}" for one in theme.mail)]
    )
    findings += web_findings + epub_findings + mail_findings
    made = ThemeFiles(
        theme,
        used_paper,
        tuple(listed),
        files,
        web_stylesheets=web,
        web_files=web_files,
        epub_stylesheets=epub,
        epub_files=epub_files,
        mail_stylesheets=mail,
        mail_files=mail_files,
    )
    return made, tuple(findings)


def read_site_theme_files(
    resources: Resources, name: str, theme: Theme
) -> tuple[ThemeFiles, tuple[Finding, ...]]:
    """Return only the files of a theme for the site, with the findings in them."""
    own = [f"{name}/{filename}" for filename in theme.site]
    web = [*WEB_BASES, *(f"{name}/{filename}" for filename in theme.web)]
    sheets, files, findings = _read_screen(resources, name, theme, [*web, *SITE_BASES, *own])
    made = ThemeFiles(
        theme,
        theme.paper,
        (),
        {},
        web_stylesheets=sheets[: len(web)],
        web_files=files,
        site_stylesheets=sheets,
    )
    return made, tuple(findings)


def _read_screen(
    resources: Resources, name: str, theme: Theme, targets: Sequence[str]
) -> tuple[tuple[Stylesheet, ...], dict[str, bytes], list[Finding]]:
    """Return style sheets for screens by their paths below `styles/`, the files that they name, and the findings."""
    findings: list[Finding] = []
    listed: list[Stylesheet] = []
    imported: list[Stylesheet] = []
    files: dict[str, bytes] = {}
    for target in targets:
        path = resources.find("styles", target)
        if path is None:
            filename = target.removeprefix(f"{name}/")
            message = f"there is no style sheet {filename!r}"
            place = _place_in_theme(resources, name, filename)
            findings.append(Finding("sheet-missing", place, message))
            continue
        stylesheet, more = stylesheets.decode(f"styles/{target}", path.read_bytes())
        listed.append(stylesheet)
        findings += more
        findings += _read_named_files(resources, stylesheet, files=files, imported=imported)
    sheets = [*listed, *imported]
    known = {f"--{ink}" for ink in (*theme.inks, *theme.screen_inks())}
    known |= {variable for sheet in sheets for variable in stylesheets.variables(sheet)}
    for sheet in sheets:
        findings += stylesheets.web_faults(sheet, known=known)
    return tuple(listed), files, findings


def _place_in_theme(resources: Resources, theme: str, filename: str) -> Place:
    """Return the line of `theme.yaml` that lists a style sheet."""
    file = f"styles/{theme}/theme.yaml"
    path = resources.find("styles", f"{theme}/theme.yaml")
    lines = path.read_text(encoding="utf-8-sig").splitlines() if path else []
    for number, line in enumerate(lines, 1):
        content = re.sub(r"(^|\s)#.*", "", line)
        if found := re.search(rf"(?<![\w./-]){re.escape(filename)}(?![\w./-])", content):
            return Place(file, number, found.start() + 1, text=line)
    return Place(file)


def _read_named_files(
    resources: Resources,
    stylesheet: Stylesheet,
    *,
    files: dict[str, bytes],
    imported: list[Stylesheet],
    importers: tuple[str, ...] = (),
) -> Iterator[Finding]:
    """Read every file that a style sheet names with url() or @import, and the files that imported ones name.

    `importers` are the names of the style sheets through which this one is imported.
    """
    chain = (*importers, stylesheet.name)
    for address, node in stylesheets.addresses(stylesheet):
        if address.startswith(("data:image/", "#")):
            continue
        target = _target(stylesheet.name, address)
        path = resources.find("styles", _resource_name(target)) if target else None
        if path is None:
            message = f"{address!r} is not in the theme's folder"
            hint = "put the file there: nothing is fetched from elsewhere"
            yield Finding("css-url", stylesheets.place(stylesheet, node), message, hint)
        elif target in chain:
            message = f"{address!r} imports the style sheet that imports it"
            yield Finding("css-fault", stylesheets.place(stylesheet, node), message)
        elif target not in files:
            files[target] = path.read_bytes()
            if target.endswith(".css"):
                inner, findings = stylesheets.decode(target, files[target])
                if findings:
                    files[target] = b""
                imported.append(inner)
                yield from findings
                yield from _read_named_files(
                    resources, inner, files=files, imported=imported, importers=chain
                )


def _target(stylesheet: str, address: str) -> str:
    """Return the path below `styles/` of a file that a style sheet names; empty for one outside it."""
    if re.match(r"^[A-Za-z][A-Za-z0-9+.-]*:|^/", address):
        return ""
    path = normpath(join(dirname(stylesheet), address))
    return path if path.startswith("styles/") else ""


def _resource_name(target: str) -> str:
    """Return the name under which the resources find a target; `!builtin/` may be anywhere in it."""
    _, builtin, name = target.partition(BUILTIN)
    return BUILTIN + name if builtin else target.removeprefix("styles/")


def _faults(resources: Resources, theme: Theme, sheets: list[Stylesheet]) -> Iterator[Finding]:
    """Yield the faults of all style sheets; each may use what another one declares."""
    families = resources.families() | {
        name for sheet in sheets for name in stylesheets.own_families(sheet)
    }
    inks = frozenset(f"--{name}" for name in theme.inks)
    known = inks | {name for sheet in sheets for name in stylesheets.variables(sheet)}
    for sheet in sheets:
        yield from stylesheets.faults(sheet, families=families, known=known, inks=inks)


def screen_ink_sheet(theme: Theme) -> bytes:
    """Return the style sheet that declares the colours of web pages, light and dark as the reader's system asks."""
    light, dark = theme.screen_inks(), theme.screen_inks(dark=True)
    return (
        f":root {{ color-scheme: light dark; {_variables(light)} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {_variables(dark)} }} }}\n"
        f":root {{ --picture-ground: {light['paper']} }}\n"
    ).encode()


def _variables(inks: Mapping[str, str]) -> str:
    return " ".join(f"--{name}: {colour};" for name, colour in inks.items())
