"""A volume as its own pages see it: which issues it holds, what stands in them, and on which pages."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True, order=True)
class PageRange:
    """The pages of one file that a story takes, counted from 0, and the folios that are printed on them."""

    first: int
    last: int
    first_folio: str = ""
    last_folio: str = ""

    @property
    def folios(self) -> str:
        """Write the pages as a reader looks them up: `12`, or `14–16`."""
        first = self.first_folio or str(self.first + 1)
        last = self.last_folio or str(self.last + 1)
        return first if first == last else f"{first}–{last}"

    def joined(self, other: "PageRange") -> "PageRange":
        """Give the pages from the beginning of the earlier span to the end of the later."""
        start = min(self, other, key=lambda one: one.first)
        end = max(self, other, key=lambda one: one.last)
        return PageRange(start.first, end.last, start.first_folio, end.last_folio)


@dataclass(frozen=True, slots=True)
class BoundStory:
    """A story of an issue. `anchor` is its id in the issue's file, `heading` a line with emphasis marks."""

    anchor: str
    heading: str
    span: PageRange
    language: str
    authors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BoundSection:
    """A section of an issue; one that is looked up, with notices or events, names no stories."""

    anchor: str
    title: str
    span: PageRange
    stories: tuple[BoundStory, ...] = ()


@dataclass(frozen=True, slots=True)
class BoundIssue:
    """An issue of a volume: its cover date (a month or a day), number and headline, and its sections.

    `span` are the pages of its file; `offset` is the number of pages that stand before it in the volume, the
    front matter not counted.
    """

    key: str
    title: str
    date: str
    span: PageRange
    language: str
    sections: tuple[BoundSection, ...] = ()
    number: str = ""
    volume: str = ""
    headline: str = ""
    anchor: str = ""
    offset: int = 0

    @property
    def day(self) -> dt.date:
        """Give the cover date as a day: the first of the month where only a month is stated."""
        return dt.date.fromisoformat(self.date if len(self.date) == 10 else f"{self.date}-01")

    def stories(self) -> Iterator[BoundStory]:
        """Give all stories, in the order of reading."""
        for section in self.sections:
            yield from section.stories


def folios_continue(issues: Sequence[BoundIssue]) -> bool:
    """Tell whether folios run on from issue to issue, so that a page alone tells where a thing is."""
    spans = [issue.span for issue in issues]
    folios = [one for span in spans for one in (span.first_folio, span.last_folio)]
    if not all(folio.isdecimal() for folio in folios):
        return False
    return all(int(one.last_folio) < int(after.first_folio) for one, after in pairwise(spans))


@dataclass(frozen=True, slots=True)
class Lack:
    """An issue that a volume lacks: its number or, where issues have none, its cover date."""

    number: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Volume:
    """A year of a publication, bound.

    `year` names it (`2025`, `2024/25`); `continuous` tells that the issues' folios run on from one to the next.
    The front matter counts i, ii, iii …; the back matter goes on with the issues' folios where they are
    continuous, else with the front matter's. `file` is the bound file's address from where an index is read.
    """

    publication: str
    year: str
    language: str
    issues: tuple[BoundIssue, ...]
    lacks: tuple[Lack, ...] = ()
    continuous: bool = False
    front_pages: int = 0
    file: str = ""

    @property
    def number(self) -> str:
        """Give the number of the volume that its issues agree on, else nothing."""
        numbers = {issue.volume for issue in self.issues}
        return numbers.pop() if len(numbers) == 1 else ""

    @property
    def indexed(self) -> bool:
        """Tell whether there is anything for an index or a list of authors."""
        stories = (story for issue in self.issues for story in issue.stories())
        return any(one.topics or one.people or one.places or one.authors for one in stories)

    @property
    def numbers(self) -> str:
        """Give the numbers of the first and the last issue, as a range: `1–12`; a double issue has two."""
        given = [one for issue in self.issues for one in issue.number.split("-") if one]
        return "–".join(dict.fromkeys((given[0], given[-1]))) if given else ""

    def page(self, issue: BoundIssue, span: PageRange) -> int:
        """Give the page of the bound file, from 1, that a span of an issue begins on."""
        return self.front_pages + issue.offset + span.first + 1
