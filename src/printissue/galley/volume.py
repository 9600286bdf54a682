"""A volume's own pages as HTML: cover, title page and contents before its issues, index and authors after them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from babel.dates import format_interval, format_skeleton
from markupsafe import Markup

from printissue.editions import LayoutName
from printissue.findings import Finding
from printissue.galley import labels, words
from printissue.galley.contents import Anchors, items
from printissue.galley.index import authors, index
from printissue.galley.render import Galley
from printissue.galley.templates import fill
from printissue.model import Issue, Publication, Section
from printissue.parts import Article
from printissue.siblings import address
from printissue.typecase import Typecase
from printissue.volumes import BoundIssue, BoundSection, BoundStory, Lack, Span, Volume
from printissue.workspace import IssueRef

TILES = 12
"""So many headlines the cover has room for; of more issues it gives the numbers alone."""


@dataclass(frozen=True, slots=True)
class PagesSetting:
    """How a volume's pages are set: for which layout and paper.

    Folios of the front matter are i, ii, iii …; those of the back matter are `roman` where the issues count
    each for itself; the sheet of the paper states the first. Where the last page is left nearly empty, another
    `spacing` fills it or spares it.
    """

    layout: LayoutName = "screen"
    paper: str = "A4"
    roman: bool = True
    spacing: Literal["normal", "tight", "loose"] = "normal"


def story_anchors(issue: Issue, key: str, language: str) -> tuple[str, ...]:
    """List the ids of an issue's sections and items in the order of reading."""
    anchors = Anchors(issue, key, language)
    return tuple(
        anchors.of(part) for section in issue.sections for part in (section, *items(section))
    )


def bound_issue(
    issue: Issue,
    publication: Publication,
    spans: Mapping[str, Span],
    *,
    key: str,
    pages: Span,
    offset: int = 0,
) -> BoundIssue:
    """Describe an issue for the volume that it is bound in.

    `spans` are the pages of its parts by their ids, `pages` those of its whole file; a part without is not listed.
    """
    language = issue.language or publication.language
    anchors = Anchors(issue, key, language)
    sections = (_section(one, anchors, spans, language=language) for one in issue.sections)
    return BoundIssue(
        key=key,
        title=issue.title,
        date=issue.date,
        span=pages,
        language=language,
        sections=tuple(one for one in sections if one),
        number=issue.number or "",
        volume=issue.volume or "",
        headline=issue.spotlight.heading if issue.spotlight else "",
        anchor=anchors.named("cover"),
        offset=offset,
    )


def _section(
    section: Section, anchors: Anchors, spans: Mapping[str, Span], *, language: str
) -> BoundSection | None:
    own = anchors.of(section)
    found = [spans[one] for one in (own, *map(anchors.of, items(section))) if one in spans]
    if not found:
        return None
    span = found[0]
    for one in found[1:]:
        span = span.joined(one)
    stories = (
        _story(story, anchors.of(story), spans, language=language)
        for story in section.articles or ()
        if anchors.of(story) in spans
    )
    return BoundSection(own, section.title, span, tuple(stories))


def _story(story: Article, anchor: str, spans: Mapping[str, Span], *, language: str) -> BoundStory:
    return BoundStory(
        anchor=anchor,
        heading=story.heading,
        span=spans[anchor],
        language=story.language or language,
        authors=tuple(story.authors),
        topics=tuple(story.topics),
        people=tuple(story.people),
        places=tuple(story.places),
    )


def compose_front(
    volume: Volume, publication: Publication, typecase: Typecase, *, setting: PagesSetting
) -> tuple[Galley | None, tuple[Finding, ...]]:
    """Make the front matter: cover, title page, contents."""
    return _composed(
        "volume/front.html.j2", (volume,), publication, typecase=typecase, setting=setting
    )


def compose_back(
    volume: Volume, publication: Publication, typecase: Typecase, *, setting: PagesSetting
) -> tuple[Galley | None, tuple[Finding, ...]]:
    """Make the back matter: index, list of authors, colophon."""
    return _composed(
        "volume/back.html.j2", (volume,), publication, typecase=typecase, setting=setting
    )


def compose_cumulative(
    volumes: Sequence[Volume],
    publication: Publication,
    typecase: Typecase,
    *,
    setting: PagesSetting,
) -> tuple[Galley | None, tuple[Finding, ...]]:
    """Make the index of several volumes as pages."""
    return _composed(
        "volume/cumulative.html.j2", volumes, publication, typecase=typecase, setting=setting
    )


def compose_web_index(
    volumes: Sequence[Volume], publication: Publication, typecase: Typecase
) -> tuple[str | None, tuple[Finding, ...]]:
    """Make the index of several volumes as one web page, whose links open the volumes' files at their pages."""
    setting = PagesSetting()
    return fill(
        typecase,
        "volume/web.html.j2",
        lambda: _context(volumes, publication, typecase, setting=setting),
    )


def _composed(
    template: str,
    volumes: Sequence[Volume],
    publication: Publication,
    *,
    typecase: Typecase,
    setting: PagesSetting,
) -> tuple[Galley | None, tuple[Finding, ...]]:
    html, findings = fill(
        typecase, template, lambda: _context(volumes, publication, typecase, setting=setting)
    )
    return (None if html is None else Galley(html, publication.language, {})), findings


def _context(
    volumes: Sequence[Volume],
    publication: Publication,
    typecase: Typecase,
    *,
    setting: PagesSetting,
) -> dict[str, Any]:
    language = publication.language
    label = labels.catalogue(typecase, language)
    return {
        "volumes": volumes,
        "volume": volumes[0],
        "publication": publication,
        "setting": setting,
        "language": language,
        "label": label,
        "dir": labels.direction,
        "inline": words.inline,
        "plain": words.plain,
        "prose": _prose,
        "issue_date": labels.issue_date,
        "period": period,
        "mark": lambda issue: mark(issue, language),
        "lacks": lambda volume: lacks(volume.lacks, label, language),
        "address": lambda volume, issue, anchor: address(
            IssueRef(volume.publication, issue.key), anchor
        ),
        "index": index(volumes, language),
        "authors": authors(volumes, language),
        "tiles": volumes[0].issues if len(volumes[0].issues) <= TILES else (),
    }


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
    """Say what a volume lacks: 'lacks no. 7', 'lacks nos. 7, 9', 'lacks July 2025'; nothing where it is whole."""
    numbers = [one.number for one in missing if one.number]
    dates = [labels.issue_date(one.date, language) for one in missing if not one.number]
    if numbers:
        word = label("lacks_number" if len(numbers) == 1 else "lacks_numbers")
        numbers = [f"{word} {', '.join(numbers)}"]
    if dates:
        dates = [f"{label('lacks')} {', '.join(dates)}"]
    return "; ".join([*numbers, *dates])
