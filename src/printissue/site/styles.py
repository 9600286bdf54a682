"""The style sheets and fonts of a site: for each theme those of its web pages, then those of the site."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from printissue.assets.resources import Resources
from printissue.assets.theme_files import ThemeFiles, screen_ink_sheet
from printissue.assets.web_fonts import BASE_TEXT, font_set
from printissue.core.findings import Finding
from printissue.core.folders import Contents
from printissue.site.library import Library

FOLDER = "assets/"
"""The folder of the site's own files."""

ICON, SCRIPT = f"{FOLDER}icon.svg", f"{FOLDER}search.js"
"""The icon of the site, and the script of the search page."""

BAR = "styles/site/bar.css"
"""The style sheet of the bar, which pages of stories and reading pages have too."""


@dataclass(frozen=True, slots=True)
class SiteStyles:
    """The style sheets of a theme and all files that they need, by their addresses, and the findings."""

    files: Contents
    findings: tuple[Finding, ...] = ()


def stylesheet_addresses(theme: str, theme_files: ThemeFiles) -> tuple[str, ...]:
    """Return the addresses of the style sheets of a theme's pages, in order."""
    sheets = (sheet.name for sheet in theme_files.site_stylesheets)
    names = ("styles/inks.css", "styles/fonts.css", *sheets)
    return tuple(f"{FOLDER}{theme}/{name}" for name in names)


def bar_address(theme: str) -> str:
    """Return the address of the style sheet of the bar."""
    return f"{FOLDER}{theme}/{BAR}"


def theme_styles(
    theme: str, theme_files: ThemeFiles, resources: Resources, text: str
) -> SiteStyles:
    """Return the files of a theme's pages; its fonts have the characters of `text`."""
    fonts = font_set(resources, theme_files.site_stylesheets, f"{BASE_TEXT}{text}", BASE_TEXT)
    files = {
        **theme_files.web_files,
        **{sheet.name: sheet.css.encode() for sheet in theme_files.site_stylesheets},
        **fonts.files,
        "styles/inks.css": screen_ink_sheet(theme_files.theme),
        "styles/fonts.css": f"{fonts.css}\n".encode(),
    }
    named = {f"{FOLDER}{theme}/{name}": content for name, content in files.items()}
    return SiteStyles(named, fonts.findings)


def own_files(library: Library, resources: Resources) -> dict[str, bytes]:
    """Return the icon of the site and the script of its search."""
    colours = library.publications[0].colours
    script = resources.find("templates", "site/search.js")
    return {ICON: _icon(library.title, colours), SCRIPT: script.read_bytes() if script else b""}


def _icon(title: str, colours: Mapping[str, str]) -> bytes:
    """Return the icon of the site: the first letter of its title on the ink of its first publication."""
    ground, letter = colours.get("ink", "#000000"), colours.get("paper", "#ffffff")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
        f'<rect width="64" height="64" fill="{ground}"/>'
        f'<text x="32" y="47" text-anchor="middle" font-family="Georgia, serif" font-weight="700" '
        f'font-size="44" fill="{letter}">{escape(title[:1])}</text></svg>\n'
    ).encode()
