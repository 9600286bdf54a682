"""Estimates of what fits on a page, made from counts of characters before anything is laid out.

Templates need to know before the layout whether a cover has space for a list or a lead. The numbers are those of the
theme (`capacity`).
"""

from dataclasses import dataclass
from math import ceil

from printissue.model.issue import Issue, Publication, Section
from printissue.model.parts import Article
from printissue.model.theme import Capacity
from printissue.model.volumes import BoundIssue, Volume


def _lines(text: str, width: int) -> int:
    """Return the number of lines that a text fills, with `width` characters a line."""
    return ceil(len(text) / width)


# an issue's cover


@dataclass(frozen=True, slots=True)
class CoverEntry:
    """A section in the list on the cover, with the stories that are listed under it."""

    section: Section
    stories: tuple[Article, ...]


def cover_contents(issue: Issue, capacity: Capacity) -> list[CoverEntry]:
    """Return the list on the cover: sections with their stories, or only sections where that is too long."""
    entries = [CoverEntry(section, tuple(section.stories)) for section in issue.sections]
    titles = [
        title
        for entry in entries
        for title in (entry.section.title, *(story.heading for story in entry.stories))
    ]
    lines = sum(_lines(title, capacity.cover_list_line) for title in titles)
    if lines <= capacity.cover_list:
        return entries
    return [CoverEntry(entry.section, ()) for entry in entries]


def lead_fits_cover(issue: Issue, capacity: Capacity) -> bool:
    """Return whether the lead of the spotlight fits on the cover; otherwise it opens the inside pages."""
    if issue.spotlight is None:
        return False
    headline = _lines(issue.spotlight.heading, capacity.cover_headline_line)
    paragraphs = issue.spotlight.lead.split("\n\n")
    lead = sum(_lines(text, capacity.cover_lead_line) for text in paragraphs)
    return 2 * headline + lead <= capacity.cover_lead


# a volume's own pages


def cover_headlines(volume: Volume, capacity: Capacity) -> tuple[BoundIssue, ...]:
    """Return the issues whose headlines are on the volume's cover: all or none."""
    longest = max(len(issue.headline or issue.title) for issue in volume.issues)
    count = len(volume.issues)
    fits = (
        count <= capacity.volume_headlines
        and longest <= capacity.volume_headline
        and longest * count <= capacity.volume_headlines_length
    )
    return volume.issues if fits else ()


def contents_classes(issue: BoundIssue, capacity: Capacity) -> str:
    """Return the classes that say how much space an issue needs in a volume's contents.

    A `short` issue is not divided between pages. The headline of an `unnumbered` one needs little space beside the
    rows, that of a `tall` or `taller` one much.
    """
    rows = [1 + len(section.stories) for section in issue.sections]
    lines = _lines(issue.headline or issue.title, capacity.contents_headline_line)
    few = sum(rows) <= capacity.contents_rows
    short = few or sum(rows[:2]) < capacity.contents_headline_rows
    height = "taller" if lines > 4 else "tall" if lines > 2 else ""
    number = "" if issue.number else "unnumbered"
    return " ".join(filter(None, ("short" * short, number, height)))


def title_page_is_crowded(volume: Volume, publication: Publication, capacity: Capacity) -> bool:
    """Return whether the foot of the title page must follow its list directly, because both fill the page."""
    if len(volume.issues) > capacity.title_column:
        return False
    titles = [issue.headline or issue.title for issue in volume.issues]
    lines = sum(_lines(title, capacity.title_line) for title in titles)
    foot = _lines(publication.imprint or "", capacity.title_foot_line)
    return lines + foot > capacity.title_lines
