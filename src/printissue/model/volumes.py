"""Volumes: the issues that are bound, their sections and stories, and the pages of each."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from printissue.model.text_types import first_day

Form = Literal["archive", "screen"]
"""The form of a volume: the edition of the issues that are bound."""
MAIN_FORM: Form = "archive"
"""The form that is bound if none is asked for, and that is preserved."""


@dataclass(frozen=True, slots=True, order=True)
class PageRange:
    """A range of pages of one file: the first and the last page, counted from 0, and their printed page numbers."""

    first: int
    last: int
    first_folio: str = ""
    last_folio: str = ""

    @property
    def folios(self) -> str:
        """The printed page numbers, `12` or `14–16`; without them, the page numbers of the file from 1."""
        first = self.first_folio or str(self.first + 1)
        last = self.last_folio or str(self.last + 1)
        return first if first == last else f"{first}–{last}"

    def joined(self, other: "PageRange") -> "PageRange":
        """Return the range from the first page of both ranges to the last page of both."""
        start = min(self, other, key=lambda pages: pages.first)
        end = max(self, other, key=lambda pages: pages.last)
        return PageRange(start.first, end.last, start.first_folio, end.last_folio)


@dataclass(frozen=True, slots=True)
class BoundStory:
    """A story of an issue. `anchor` is its id in the file of the issue, `heading` is inline Markdown."""

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
    """A section of an issue. Sections of notices or events have no stories."""

    anchor: str
    title: str
    span: PageRange
    stories: tuple[BoundStory, ...] = ()


@dataclass(frozen=True, slots=True)
class BoundIssue:
    """An issue of a volume. `date` is its cover date, a month or a day.

    `span` are the pages of its file; `offset` is the number of pages before it in the volume, without the front
    matter.
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
        """The cover date as a day: the first of the month if the date is a month."""
        return first_day(self.date)

    def stories(self) -> Iterator[BoundStory]:
        """Yield all stories, in reading order."""
        for section in self.sections:
            yield from section.stories


def folios_continue(issues: Sequence[BoundIssue]) -> bool:
    """Return whether page numbers continue from issue to issue, so that each of them is unique in the volume."""
    spans = [issue.span for issue in issues]
    folios = [folio for span in spans for folio in (span.first_folio, span.last_folio)]
    if not all(folio.isdecimal() for folio in folios):
        return False
    return all(int(before.last_folio) < int(after.first_folio) for before, after in pairwise(spans))


@dataclass(frozen=True, slots=True)
class MissingIssue:
    """An issue that is missing from a volume: its number or, if issues have none, its cover date."""

    number: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Volume:
    """A bound year of a publication.

    `year` is its name (`2025`, `2024/25`). With `continuous`, page numbers continue from issue to issue. The front
    matter has the page numbers i, ii, iii …; the back matter continues those of the issues if they are `continuous`,
    otherwise those of the front matter. `file` is the address of the bound file from the page of an index.
    """

    publication: str
    year: str
    language: str
    issues: tuple[BoundIssue, ...]
    lacks: tuple[MissingIssue, ...] = ()
    continuous: bool = False
    front_pages: int = 0
    file: str = ""

    @property
    def number(self) -> str:
        """The volume number that all issues have, or an empty text."""
        numbers = {issue.volume for issue in self.issues}
        return numbers.pop() if len(numbers) == 1 else ""

    @property
    def indexed(self) -> bool:
        """True if any story has a topic, a person, a place or an author for the index."""
        stories = (story for issue in self.issues for story in issue.stories())
        return any(
            story.topics or story.people or story.places or story.authors for story in stories
        )

    @property
    def numbers(self) -> str:
        """The first and the last issue number as a range: `1–12`. A double issue has two numbers."""
        numbers = [number for issue in self.issues for number in issue.number.split("-") if number]
        return "–".join(dict.fromkeys((numbers[0], numbers[-1]))) if numbers else ""

    def page(self, issue: BoundIssue, span: PageRange) -> int:
        """Return the page of the bound file, from 1, where a page range of an issue starts."""
        return self.front_pages + issue.offset + span.first + 1
