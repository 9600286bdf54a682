"""A volume's own pages as HTML: cover, title page and contents before its issues, index and authors after them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from babel.dates import format_interval
from markupsafe import Markup

from printissue.assets import labels
from printissue.assets.resources import Resources
from printissue.assets.sandbox import ValueFunction
from printissue.assets.templates import fill
from printissue.core.counting import ranges
from printissue.core.findings import Finding
from printissue.core.limits import LIMITS, Limit
from printissue.core.workspace import IssueRef
from printissue.html import markdown
from printissue.html.estimates import (
    contents_classes,
    cover_headlines,
    title_page_is_crowded,
)
from printissue.html.index import IndexEntry, authors, index
from printissue.html.issue_pages import ComposedHtml
from printissue.model.cross_references import address
from printissue.model.issue import Publication
from printissue.model.theme import Capacity
from printissue.model.volumes import (
    BoundIssue,
    BoundSection,
    BoundStory,
    MissingIssue,
    PageRange,
    Volume,
)

EXPOSED = {
    Volume: ("number", "indexed", "numbers"),
    BoundIssue: ("day", "stories"),
    PageRange: ("folios",),
    IndexEntry: ("years",),
}
"""The properties and methods that templates may use in addition to the fields of values."""


@dataclass(frozen=True, slots=True)
class VolumeHtmlOptions:
    """The options of the HTML of a volume's own pages: their layout and paper, with the theme's capacity on it.

    Folios of the front matter are i, ii, iii …; those of the back matter are `roman` where each issue counts its own
    pages. Where the last page is nearly empty, another `spacing` fills it or saves it. Templates have the options as
    `setting`.
    """

    layout: str = "screen"
    paper: str = "A4"
    capacity: Capacity = field(default_factory=Capacity)
    roman: bool = True
    spacing: Literal["normal", "tight", "loose"] = "normal"


VolumePart = Literal["front", "back", "cumulative"]
"""The front matter (cover, title page, contents), the back matter (index, authors), the index of several volumes."""


def compose_volume(
    part: VolumePart,
    volumes: Sequence[Volume],
    publication: Publication,
    resources: Resources,
    *,
    options: VolumeHtmlOptions,
    limit: Limit = LIMITS.template,
) -> tuple[ComposedHtml | None, tuple[Finding, ...]]:
    """Return a part of a volume's own pages as HTML, with no findings, or None and the finding of a template's fault.

    `volumes` is a single one for the front and back matter.
    """
    html, findings = fill(
        resources,
        f"volume/{part}.html.j2",
        lambda: _context(volumes, publication, resources, options=options),
        exposed=EXPOSED,
        limit=limit,
    )
    return (None if html is None else ComposedHtml(html, publication.language, {})), findings


def compose_web_index(
    volumes: Sequence[Volume],
    publication: Publication,
    resources: Resources,
    *,
    limit: Limit = LIMITS.template,
) -> tuple[str | None, tuple[Finding, ...]]:
    """Return the index of several volumes as one web page, whose links open the volumes' files at the right pages."""
    options = VolumeHtmlOptions()
    return fill(
        resources,
        "volume/web.html.j2",
        lambda: _context(volumes, publication, resources, options=options),
        exposed=EXPOSED,
        limit=limit,
    )


def _context(
    volumes: Sequence[Volume],
    publication: Publication,
    resources: Resources,
    *,
    options: VolumeHtmlOptions,
) -> dict[str, Any]:
    language = publication.language
    label, capacity = labels.catalogue(resources, language), options.capacity
    return {
        "volumes": volumes,
        "volume": volumes[0],
        "years": "–".join(dict.fromkeys((volumes[0].year, volumes[-1].year))),
        "note": _note(volumes, label),
        "publication": publication,
        "setting": options,
        "language": language,
        "label": label,
        "dir": labels.direction,
        "inline": markdown.inline,
        "plain": markdown.plain,
        "prose": _prose,
        "issue_date": labels.issue_date,
        "period": ValueFunction(period),
        "mark": ValueFunction(lambda issue: short_name(issue, language)),
        "lacks": ValueFunction(lambda volume: missing_issues(volume.lacks, label, language)),
        "address": ValueFunction(
            lambda volume, issue, part=None: _address(
                volume, issue, part or issue, label=label, language=language
            )
        ),
        "page": ValueFunction(lambda volume, issue, span: volume.page(issue, span)),
        "index": index(volumes, language),
        "authors": authors(volumes, language),
        "shape": ValueFunction(lambda issue: contents_classes(issue, capacity)),
        "tiles": cover_headlines(volumes[0], capacity),
        "crowded": title_page_is_crowded(volumes[0], publication, capacity),
        "listed": len(volumes[0].issues) <= capacity.title_issues,
        "side_by_side": len(volumes[0].issues) > capacity.title_column,
    }


def _address(
    volume: Volume,
    issue: BoundIssue,
    part: BoundIssue | BoundSection | BoundStory,
    *,
    label: Callable[[str], str],
    language: str,
) -> str:
    """Return the address of an issue or a part of it, with a description of its title and page.

    Where each issue counts its own pages, the description of a part names the issue too.
    """
    date = labels.issue_date(issue.date, language)
    if isinstance(part, BoundIssue):
        title = markdown.plain(issue.headline or issue.title, issue.language)
        names = [title] if date in title else [date, title]
    else:
        title = part.heading if isinstance(part, BoundStory) else part.title
        title_language = part.language if isinstance(part, BoundStory) else issue.language
        names = [markdown.plain(title, title_language), *([] if volume.continuous else [date])]
    folio = part.span.first_folio
    page = [f"{label('page')} {folio}"] if folio else []
    comma = f"{label('comma')} "
    description = comma.join(one for one in (*names, *page) if one)
    return address(IssueRef(volume.publication, issue.key), part.anchor, description)


def _note(volumes: Sequence[Volume], label: Callable[[str], str]) -> str:
    """Return the note that explains the figures of an index; empty where all of them are pages."""
    numbered = any(not volume.continuous for volume in volumes)
    if len(volumes) > 1:
        return label("index_note_years" if numbered else "index_note_pages")
    dated = not any(issue.number for issue in volumes[0].issues)
    return label("index_note_dates" if dated else "index_note") if numbered else ""


def _prose(text: str, language: str, level: int) -> Markup:
    return markdown.prose(text, language, heading_level=level)


def short_name(issue: BoundIssue, language: str) -> str:
    """Return the name of an issue in references: its number, or else its abbreviated month or day."""
    return issue.number or labels.short_date(issue.date, language)


def period(issues: Sequence[BoundIssue], language: str) -> str:
    """Return the period that issues cover: 'January – December 2025'."""
    first, last = issues[0], issues[-1]
    dates = [labels.issue_date(issue.date, language) for issue in (first, last)]
    if {len(first.date), len(last.date)} == {7}:
        where = labels.locale(language)
        text: str = format_interval(first.day, last.day, "yMMMM", locale=where)
        return text
    return "\u2009–\u2009".join(dict.fromkeys(dates))


def missing_issues(
    missing: Sequence[MissingIssue], label: Callable[[str], str], language: str
) -> str:
    """Return the note on missing issues: 'lacks no. 7', 'lacks nos. 7, 9–12', 'lacks July 2025'; empty if complete."""
    numbers = [one.number for one in missing if one.number]
    dates = [labels.issue_date(one.date, language) for one in missing if not one.number]
    if numbers:
        word = label("lacks_number" if len(numbers) == 1 else "lacks_numbers")
        numbers = [f"{word} {', '.join(ranges(map(int, numbers)))}"]
    if dates:
        dates = [f"{label('lacks')} {', '.join(dates)}"]
    return "; ".join([*numbers, *dates])
