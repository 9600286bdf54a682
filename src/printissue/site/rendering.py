"""Pages of a site as HTML, by the templates in `templates/site/`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import Any

from markupsafe import Markup

from printissue.assets import labels
from printissue.assets.resources import Resources
from printissue.assets.sandbox import ValueFunction
from printissue.assets.templates import Templates
from printissue.core.findings import Finding
from printissue.core.limits import LIMITS, Limit
from printissue.model.issue import Contact
from printissue.site import addresses
from printissue.site.library import (
    Cover,
    Download,
    IssueEntry,
    Library,
    PublicationEntry,
    StoryEntry,
    TermEntry,
    VolumeEntry,
    brief,
)
from printissue.site.metadata import FeedLink, feed_links
from printissue.site.pages import Page, Step, tools_of
from printissue.site.reading import reading_page
from printissue.site.styles import ICON, SCRIPT

EXPOSED = {
    PublicationEntry: ("address",),
    IssueEntry: ("address", "year"),
    VolumeEntry: ("address",),
    TermEntry: ("address",),
    StoryEntry: ("has_page",),
    Cover: ("thumbnail", "largest"),
    Download: ("format", "name"),
}
"""The properties and methods that templates may use in addition to the fields of values."""


LabelIn = Callable[[str], Callable[[str], str]]
"""Returns the catalogue of labels of a language."""


@lru_cache(maxsize=16)
def _templates(resources: Resources, limit: Limit) -> tuple[Templates, LabelIn]:
    """Return the templates and labels of a theme. Each worker compiles them only once, for all tasks of a run."""
    templates = Templates(resources, exposed=EXPOSED, limit=limit)
    return templates, cache(partial(labels.catalogue, resources))


@dataclass(frozen=True, slots=True)
class SiteValues:
    """The values of the site on every page. `feeds` has those of each publication; those of all have an empty key."""

    title: str
    description: str
    language: str
    publications: tuple[PublicationEntry, ...]
    tools: tuple[Step, ...]
    feeds: Mapping[str, tuple[FeedLink, ...]]
    contact: Contact | None = None
    has_statement: bool = False
    about_html: str = ""
    has_search: bool = False


def site_values(library: Library, *, has_search: bool) -> SiteValues:
    """Return what every page of a library's site says."""
    return SiteValues(
        title=library.title,
        description=library.description,
        language=library.language,
        publications=tuple(map(brief, library.publications)),
        tools=tools_of(library),
        feeds={
            key: feed_links(library, key)
            for key in ("", *(one.key for one in library.publications))
        },
        contact=library.contact,
        has_statement=library.accessibility is not None,
        about_html=library.about_html,
        has_search=has_search,
    )


@dataclass(frozen=True, slots=True)
class Rendering:
    """The values of all pages of a site, the templates, and the addresses of style sheets by themes.

    `stylesheets` are those of whole pages, `bars` those of the bar only.
    """

    site: SiteValues
    resources: Resources
    stylesheets: Mapping[str, tuple[str, ...]]
    bars: Mapping[str, str]
    limit: Limit = LIMITS.template

    def render(self, pages: Sequence[Page]) -> list[tuple[str | None, tuple[Finding, ...]]]:
        """Return each page as HTML, or None and the finding that a template is at fault. This runs in a worker."""
        results = []
        for page in pages:
            resources = self.resources.for_theme(self.theme(page))
            templates, label_in = _templates(resources, self.limit)
            html, findings = templates.fill(page.template, partial(self._context, page, label_in))
            if html is not None and page.web_page:
                html = self._with_bar(page, html)
            results.append((html, findings))
        return results

    def _with_bar(self, page: Page, bar: str) -> str:
        assert page.web_page is not None
        sheet = _linker(page)(self.bars[self.theme(page)])
        head = f'{page.head}\n<link rel="stylesheet" href="{sheet}">\n'
        return reading_page(page.web_page.read_text(encoding="utf-8"), head=head, bar=bar)

    def theme(self, page: Page) -> str:
        """Return the theme of a page: that of its publication, or of the first one."""
        if page.publication:
            return page.publication.theme
        return self.site.publications[0].theme if self.site.publications else "bulletin"

    def _context(self, page: Page, label_in: LabelIn) -> dict[str, Any]:
        publication = page.publication
        language = page.language or (publication.language if publication else self.site.language)
        label = label_in(language)
        key = publication.key if publication else ""
        link = _linker(page)
        return {
            "site": self.site,
            "publication": publication,
            "publications": self.site.publications,
            "language": language,
            "address": page.address,
            "trail": _named(page.trail, label, language),
            "tools": _named(self.site.tools, label, language),
            "feeds": self.site.feeds.get(key, ()),
            "contact": (publication and publication.contact) or self.site.contact,
            "has_statement": self.site.has_statement,
            "full_masthead": page.full_masthead,
            "policy": page.policy,
            "head": Markup(page.head),
            "sheets": self._sheets(page),
            "icon": ICON,
            "label": label,
            "label_in": label_in,
            "link": link,
            "names": labels.name_list(label_in),
            "dir": labels.direction,
            "day": labels.day,
            "file_size": labels.file_size,
            "trusted": ValueFunction(lambda content: Markup(content.html)),
            "about_html": Markup(self.site.about_html),
            "has_search": self.site.has_search,
            "script": SCRIPT,
            **page.values,
        }

    def _sheets(self, page: Page) -> tuple[str, ...]:
        theme = self.theme(page)
        if page.stylesheets:
            return (*page.stylesheets, self.bars[theme])
        return self.stylesheets[theme]


def _linker(page: Page) -> Callable[[str], str]:
    """Return the function that makes an address a link that works on a page."""
    if page.root:
        return lambda address: addresses.absolute(page.root, address)
    return lambda address: addresses.relative(address, start=page.address)


def _named(steps: Sequence[Step], label: Callable[[str], str], language: str) -> tuple[Step, ...]:
    """Return links with their titles; the language of one is named only where it is not that of the page."""
    return tuple(
        Step(
            one.title or label(one.label),
            one.address,
            one.language if one.language != language else "",
        )
        for one in steps
    )
