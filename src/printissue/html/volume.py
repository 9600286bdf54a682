"""A volume's own pages as HTML: cover, title page and contents before its issues, index and authors after them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from babel.dates import format_interval, format_skeleton
from markupsafe import Markup

from printissue.assets.resources import Resources
from printissue.assets.sandbox import ValueFunction
from printissue.assets.templates import fill
from printissue.core.counting import ranges
from printissue.core.findings import Finding
from printissue.core.limits import LIMITS, Limit
from printissue.core.workspace import IssueRef
from printissue.html import labels, words
from printissue.html.index import Entry, authors, index
from printissue.html.render import ComposedHtml
from printissue.model.cross_references import address
from printissue.model.issue import Publication
from printissue.model.volumes import (
    BoundIssue,
    BoundSection,
    BoundStory,
    Lack,
    PageRange,
    Volume,
)

TILES, TILE_LENGTH, TILE_LETTERS = 12, 150, 900
"""So many headlines, the longest and all together of so many letters, the cover has room for; else it has none."""

_LABEL_WIDTH = 17
"""Letters in a line of the headlines that hang beside the contents, on the smallest paper."""

_SHORT, _LABEL_ROWS = 7, 4
"""An issue of so few rows stands on one page; so many rows must stand beside its headline."""

LISTED, SIDE_BY_SIDE = 60, 14
"""So many issues the title page lists; more than the second number in columns, without their headlines."""

_TITLE_WIDTH, _FOOT_WIDTH, _TITLE_ROWS = 36, 60, 24
"""Letters in a line of the title page's list and of its foot, and the lines that both have room for."""


EXPOSED = {
    Volume: ("number", "indexed", "numbers"),
    BoundIssue: ("day", "stories"),
    PageRange: ("folios",),
    Entry: ("years",),
}
"""The properties and methods of a volume's values that its templates may use beside their fields."""


@dataclass(frozen=True, slots=True)
class PagesSetting:
    """How a volume's pages are set: for which layout and paper.

    Folios of the front matter are i, ii, iii …; those of the back matter are `roman` where the issues count
    each for itself; the sheet of the paper states the first. Where the last page is left nearly empty, another
    `spacing` fills it or spares it.
    """

    layout: str = "screen"
    paper: str = "A4"
    roman: bool = True
    spacing: Literal["normal", "tight", "loose"] = "normal"


def compose_front(
    volume: Volume,
    publication: Publication,
    resources: Resources,
    *,
    setting: PagesSetting,
    limit: Limit = LIMITS.template,
) -> tuple[ComposedHtml | None, tuple[Finding, ...]]:
    """Make the front matter: cover, title page, contents."""
    return _composed(
        "volume/front.html.j2",
        (volume,),
        publication,
        resources=resources,
        setting=setting,
        limit=limit,
    )


def compose_back(
    volume: Volume,
    publication: Publication,
    resources: Resources,
    *,
    setting: PagesSetting,
    limit: Limit = LIMITS.template,
) -> tuple[ComposedHtml | None, tuple[Finding, ...]]:
    """Make the back matter: index, list of authors, colophon."""
    return _composed(
        "volume/back.html.j2",
        (volume,),
        publication,
        resources=resources,
        setting=setting,
        limit=limit,
    )


def compose_cumulative(
    volumes: Sequence[Volume],
    publication: Publication,
    resources: Resources,
    *,
    setting: PagesSetting,
    limit: Limit = LIMITS.template,
) -> tuple[ComposedHtml | None, tuple[Finding, ...]]:
    """Make the index of several volumes as pages."""
    return _composed(
        "volume/cumulative.html.j2",
        volumes,
        publication,
        resources=resources,
        setting=setting,
        limit=limit,
    )


def compose_web_index(
    volumes: Sequence[Volume],
    publication: Publication,
    resources: Resources,
    *,
    limit: Limit = LIMITS.template,
) -> tuple[str | None, tuple[Finding, ...]]:
    """Make the index of several volumes as one web page, whose links open the volumes' files at their pages."""
    setting = PagesSetting()
    return fill(
        resources,
        "volume/web.html.j2",
        lambda: _context(volumes, publication, resources, setting=setting),
        exposed=EXPOSED,
        limit=limit,
    )


def _composed(
    template: str,
    volumes: Sequence[Volume],
    publication: Publication,
    *,
    resources: Resources,
    setting: PagesSetting,
    limit: Limit,
) -> tuple[ComposedHtml | None, tuple[Finding, ...]]:
    html, findings = fill(
        resources,
        template,
        lambda: _context(volumes, publication, resources, setting=setting),
        exposed=EXPOSED,
        limit=limit,
    )
    return (None if html is None else ComposedHtml(html, publication.language, {})), findings


def _context(
    volumes: Sequence[Volume],
    publication: Publication,
    resources: Resources,
    *,
    setting: PagesSetting,
) -> dict[str, Any]:
    language = publication.language
    label = labels.catalogue(resources, language)
    return {
        "volumes": volumes,
        "volume": volumes[0],
        "years": "–".join(dict.fromkeys((volumes[0].year, volumes[-1].year))),
        "note": _note(volumes, label),
        "publication": publication,
        "setting": setting,
        "language": language,
        "label": label,
        "dir": labels.direction,
        "inline": words.inline,
        "plain": words.plain,
        "prose": _prose,
        "issue_date": labels.issue_date,
        "period": ValueFunction(period),
        "mark": ValueFunction(lambda issue: mark(issue, language)),
        "lacks": ValueFunction(lambda volume: lacks(volume.lacks, label, language)),
        "address": ValueFunction(
            lambda volume, issue, part=None: _address(
                volume, issue, part or issue, label=label, language=language
            )
        ),
        "page": ValueFunction(lambda volume, issue, span: volume.page(issue, span)),
        "index": index(volumes, language),
        "authors": authors(volumes, language),
        "shape": ValueFunction(shape),
        "tiles": _tiles(volumes[0]),
        "crowded": crowded(volumes[0], publication),
        "listed": len(volumes[0].issues) <= LISTED,
        "side_by_side": len(volumes[0].issues) > SIDE_BY_SIDE,
    }


def _address(
    volume: Volume,
    issue: BoundIssue,
    part: BoundIssue | BoundSection | BoundStory,
    *,
    label: Callable[[str], str],
    language: str,
) -> str:
    """Return the address of an issue or a part of it, which says its title and page.

    Where every issue counts its own pages, a part's issue is named too.
    """
    date = labels.issue_date(issue.date, language)
    if isinstance(part, BoundIssue):
        title = words.plain(issue.headline or issue.title, issue.language)
        named = [title] if date in title else [date, title]
    else:
        title = part.heading if isinstance(part, BoundStory) else part.title
        tongue = part.language if isinstance(part, BoundStory) else issue.language
        named = [words.plain(title, tongue), *([] if volume.continuous else [date])]
    folio = part.span.first_folio
    page = [f"{label('page')} {folio}"] if folio else []
    comma = f"{label('comma')} "
    description = comma.join(one for one in (*named, *page) if one)
    return address(IssueRef(volume.publication, issue.key), part.anchor, description)


def shape(issue: BoundIssue) -> str:
    """Say how an issue stands in the contents.

    A `short` one is not divided; an `unnumbered` one needs little room beside it, `tall` and `taller` ones much.
    """
    rows = [1 + len(section.stories) for section in issue.sections]
    lines = -(-len(issue.headline or issue.title) // _LABEL_WIDTH)
    short = sum(rows) <= _SHORT or sum(rows[:2]) < _LABEL_ROWS
    tall = "taller" if lines > 4 else "tall" if lines > 2 else ""
    plain = "" if issue.number else "unnumbered"
    return " ".join(filter(None, ("short" * short, plain, tall)))


def crowded(volume: Volume, publication: Publication) -> bool:
    """Tell whether the title page's foot must follow its list, for there is no room to part them."""
    if len(volume.issues) > SIDE_BY_SIDE:
        return False
    titles = [issue.headline or issue.title for issue in volume.issues]
    rows = sum(-(-len(title) // _TITLE_WIDTH) for title in titles)
    return rows + -(-len(publication.imprint or "") // _FOOT_WIDTH) > _TITLE_ROWS


def _tiles(volume: Volume) -> tuple[BoundIssue, ...]:
    """Give the issues whose headlines stand on the cover: all, or none."""
    longest = max(len(issue.headline or issue.title) for issue in volume.issues)
    count = len(volume.issues)
    fits = count <= TILES and longest <= TILE_LENGTH and longest * count <= TILE_LETTERS
    return volume.issues if fits else ()


def _note(volumes: Sequence[Volume], label: Callable[[str], str]) -> str:
    """Say what the figures of an index are; nothing where all of them are pages."""
    numbered = any(not volume.continuous for volume in volumes)
    if len(volumes) > 1:
        return label("index_note_years" if numbered else "index_note_pages")
    dated = not any(issue.number for issue in volumes[0].issues)
    return label("index_note_dates" if dated else "index_note") if numbered else ""


def _prose(text: str, language: str, level: int) -> Markup:
    return words.prose(text, language, heading_level=level)


def mark(issue: BoundIssue, language: str) -> str:
    """Give what references call an issue by: its number, else its month or day in short."""
    if issue.number:
        return issue.number
    skeleton = "MMM" if len(issue.date) == 7 else "MMMd"
    text: str = format_skeleton(skeleton, issue.day, locale=labels.locale(language))
    return text


def period(issues: Sequence[BoundIssue], language: str) -> str:
    """Give the time that issues cover: 'January – December 2025'."""
    first, last = issues[0], issues[-1]
    dates = [labels.issue_date(issue.date, language) for issue in (first, last)]
    if {len(first.date), len(last.date)} == {7}:
        where = labels.locale(language)
        text: str = format_interval(first.day, last.day, "yMMMM", locale=where)
        return text
    return "\u2009–\u2009".join(dict.fromkeys(dates))


def lacks(missing: Sequence[Lack], label: Callable[[str], str], language: str) -> str:
    """Say what a volume lacks: 'lacks no. 7', 'lacks nos. 7, 9–12', 'lacks July 2025'; nothing where it is whole."""
    numbers = [one.number for one in missing if one.number]
    dates = [labels.issue_date(one.date, language) for one in missing if not one.number]
    if numbers:
        word = label("lacks_number" if len(numbers) == 1 else "lacks_numbers")
        numbers = [f"{word} {', '.join(ranges(map(int, numbers)))}"]
    if dates:
        dates = [f"{label('lacks')} {', '.join(dates)}"]
    return "; ".join([*numbers, *dates])
