"""Issues as a volume lists them: from a manuscript and its finished file, or from the headings of a back issue."""

from collections.abc import Iterator, Mapping, Sequence

from printissue.html.anchors import Anchors, items
from printissue.model.back_issues import BackIssue
from printissue.model.cross_references import PAGE_PREFIX
from printissue.model.issue import Issue, Publication, Section
from printissue.model.parts import Article
from printissue.model.volumes import BoundIssue, BoundSection, BoundStory, PageRange


def bound_issue(
    issue: Issue,
    publication: Publication,
    spans: Mapping[str, PageRange],
    *,
    key: str,
    pages: PageRange,
    offset: int = 0,
) -> BoundIssue:
    """Return an issue as the volume lists it.

    `spans` are the pages of its parts by their ids, `pages` those of its whole file; a part without pages is left out.
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
    section: Section, anchors: Anchors, spans: Mapping[str, PageRange], *, language: str
) -> BoundSection | None:
    own = anchors.of(section)
    known = [spans[one] for one in (own, *map(anchors.of, items(section))) if one in spans]
    if not known:
        return None
    span = known[0]
    for one in known[1:]:
        span = span.joined(one)
    stories = (
        _story(story, anchors.of(story), spans, language=language)
        for story in section.stories
        if anchors.of(story) in spans
    )
    return BoundSection(own, section.title, span, tuple(stories))


def _story(
    story: Article, anchor: str, spans: Mapping[str, PageRange], *, language: str
) -> BoundStory:
    return BoundStory(
        anchor=anchor,
        heading=story.heading,
        span=spans[anchor],
        language=story.language or language,
        authors=tuple(one.name for one in story.authors),
        topics=tuple(story.topics),
        people=tuple(story.people),
        places=tuple(story.places),
    )


def bound_old_issue(
    old: BackIssue,
    publication: Publication,
    folios: Sequence[str],
    *,
    key: str,
    offset: int = 0,
) -> BoundIssue:
    """Return a back issue as the volume lists it; `folios` are the printed numbers of its pages.

    A story begins on the page of its heading, and ends before the next story's page, or on the same page.
    """
    language = old.language or publication.language
    stories = tuple(_old_stories(old, folios, language=language))
    pages = _pages(folios, 0, len(folios) - 1)
    return BoundIssue(
        key=key,
        title=old.title,
        date=old.date,
        span=pages,
        language=language,
        sections=(BoundSection(f"{PAGE_PREFIX}1", "", pages, stories),) if stories else (),
        number=old.number or "",
        volume=old.volume or "",
        anchor=f"{PAGE_PREFIX}1",
        offset=offset,
    )


def _old_stories(old: BackIssue, folios: Sequence[str], *, language: str) -> Iterator[BoundStory]:
    starts = [min(heading.page, len(folios)) - 1 for heading in old.headings]
    ends = [*starts[1:], len(folios)][: len(starts)]
    for heading, start, after in zip(old.headings, starts, ends, strict=True):
        yield BoundStory(
            anchor=f"{PAGE_PREFIX}{start + 1}",
            heading=heading.title,
            span=_pages(folios, start, max(start, after - 1)),
            language=language,
            authors=tuple(heading.authors),
            topics=tuple(heading.topics),
            people=tuple(heading.people),
            places=tuple(heading.places),
        )


def _pages(folios: Sequence[str], first: int, last: int) -> PageRange:
    return PageRange(first, last, folios[first], folios[last])
