"""Estimates of what fits on a page, made from counts of characters before anything is laid out.

Templates need to know before the layout whether a cover has room for a list or a lead. The numbers below are the only
ones in Python that depend on style sheets: each names the rule of the built-in themes that it was measured with. They
are a little lower than the measured means, so that a theme with other sizes still has room.
"""

from dataclasses import dataclass
from math import ceil

from printissue.model.issue import Issue, Publication, Section
from printissue.model.parts import Article
from printissue.model.volumes import BoundIssue, Volume


@dataclass(frozen=True, slots=True)
class CoverRoom:
    """The lines that an issue's cover has room for: in its list of contents, and in its headline and lead.

    A line of the headline counts as two lines of the lead.
    """

    contents_lines: int
    lead_lines: int


LARGE_COVER = CoverRoom(contents_lines=28, lead_lines=17)
"""A4 and Letter: `.inside` and `.cover-story` of bulletin/cover.css."""

COVERS = {"A5": CoverRoom(contents_lines=14, lead_lines=13)}
"""Other papers: `.inside` (8 pt on 10.5 pt) and `.cover-story` of imprint/cover.css."""

CONTENTS_LINE = 44
"""Characters in a line of the list on the cover: `.inside` is 64 mm wide, in 8 pt (bulletin/cover.css)."""

LEAD_LINE = 60
"""Characters in a line of the lead on the cover: `.cover-story .lead` is 98 mm wide, in 10 pt (bulletin/cover.css)."""

HEADLINE_LINE = 25
"""Characters in a line of the headline on the cover: `.cover-story h2`, in 27 pt (bulletin/cover.css)."""

MAX_TILES, MAX_TILE_LENGTH, MAX_TILES_LENGTH = 12, 150, 900
"""Headlines that a volume's cover has room for, characters of the longest, and of all if all were as long.

`.tiles` is a grid of columns 38 mm or 40.5 mm wide (*/volume.css).
"""

SIDE_HEADLINE_LINE = 17
"""Characters in a line of an issue's headline beside a volume's contents.

`.contents-issue h3` is 27 mm wide, in 8.5 pt (imprint/volume.css).
"""

SHORT_ISSUE_ROWS = 7
"""An issue with no more rows of contents is kept on one page: `.contents-issue.short` (*/volume.css)."""

MIN_ROWS_BESIDE_HEADLINE = 4
"""Rows of contents that must be on the headline's page: `min-height` of `.contents-issue` (*/volume.css)."""

MAX_LISTED_ISSUES = 60
"""Issues that a volume's title page has room for, in columns: `.issue-list.side-by-side` (*/volume.css)."""

MAX_ISSUES_IN_ONE_COLUMN = 14
"""Issues that the title page lists in one column, with their headlines: `.issue-list` (*/volume.css)."""

TITLE_LINE, IMPRINT_LINE, TITLE_LINES = 36, 60, 24
"""Characters in a line of the title page's list and of its foot, and the lines that fit both.

`.issue-list li` and `.title-foot` of imprint/volume.css, the smaller page of the two themes.
"""


def _lines(text: str, width: int) -> int:
    """Return how many lines a text fills, at so many characters a line."""
    return ceil(len(text) / width)


# an issue's cover


@dataclass(frozen=True, slots=True)
class CoverEntry:
    """A section in the list on the cover, with the stories that are listed under it."""

    section: Section
    stories: tuple[Article, ...]


def cover_contents(issue: Issue, paper: str = "A4") -> list[CoverEntry]:
    """Return the list on the cover: sections with their stories, or only sections where that is too long."""
    entries = [CoverEntry(section, tuple(section.articles or ())) for section in issue.sections]
    titles = [
        title
        for entry in entries
        for title in (entry.section.title, *(story.heading for story in entry.stories))
    ]
    room = COVERS.get(paper, LARGE_COVER).contents_lines
    if sum(_lines(title, CONTENTS_LINE) for title in titles) <= room:
        return entries
    return [CoverEntry(entry.section, ()) for entry in entries]


def lead_fits_cover(issue: Issue, paper: str = "A4") -> bool:
    """Return whether the lead of the spotlight fits on the cover; otherwise it opens the inside pages."""
    if issue.spotlight is None:
        return False
    headline = _lines(issue.spotlight.heading, HEADLINE_LINE)
    lead = sum(_lines(text, LEAD_LINE) for text in issue.spotlight.lead.split("\n\n"))
    return 2 * headline + lead <= COVERS.get(paper, LARGE_COVER).lead_lines


# a volume's own pages


def cover_tiles(volume: Volume) -> tuple[BoundIssue, ...]:
    """Return the issues whose headlines are on the volume's cover: all or none."""
    longest = max(len(issue.headline or issue.title) for issue in volume.issues)
    count = len(volume.issues)
    fits = count <= MAX_TILES and longest <= MAX_TILE_LENGTH and longest * count <= MAX_TILES_LENGTH
    return volume.issues if fits else ()


def contents_classes(issue: BoundIssue) -> str:
    """Return the classes that say how much room an issue needs in a volume's contents.

    A `short` issue is not divided between pages. The headline of an `unnumbered` one needs little room beside the
    rows, that of a `tall` or `taller` one much.
    """
    rows = [1 + len(section.stories) for section in issue.sections]
    lines = _lines(issue.headline or issue.title, SIDE_HEADLINE_LINE)
    short = sum(rows) <= SHORT_ISSUE_ROWS or sum(rows[:2]) < MIN_ROWS_BESIDE_HEADLINE
    height = "taller" if lines > 4 else "tall" if lines > 2 else ""
    number = "" if issue.number else "unnumbered"
    return " ".join(filter(None, ("short" * short, number, height)))


def title_page_is_crowded(volume: Volume, publication: Publication) -> bool:
    """Return whether the foot of the title page must follow its list directly, because both fill the page."""
    if len(volume.issues) > MAX_ISSUES_IN_ONE_COLUMN:
        return False
    lines = sum(_lines(issue.headline or issue.title, TITLE_LINE) for issue in volume.issues)
    return lines + _lines(publication.imprint or "", IMPRINT_LINE) > TITLE_LINES
