"""The grades of an issue's stories: how large each is set, from the lead to briefs."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from printissue.html.markdown_blocks import has_wide_block
from printissue.model.issue import Issue, Section
from printissue.model.parts import Article, Image
from printissue.model.pictures import PANORAMA, PictureShape

Grade = Literal["lead", "feature", "story", "brief"]

MIN_STORIES_FOR_WIDE = 3
"""A section with fewer stories than this has no story across the page, unless the manuscript asks for one."""

LEAD_WORDS = 100
"""The least length of a story with a picture that becomes the lead of an issue."""

ESSAY_WORDS = 800
"""The least length of a first story without a picture that becomes the lead of an issue."""

FEATURE_WORDS = 250
"""The least length of a story that is set as a feature."""

BRIEF_WORDS = 100
"""A story without pictures that is shorter than this can be a brief."""

MIN_BRIEFS = 3
"""The number of short stories in a row that become briefs: a single one would look like an oversight."""


Shapes = Callable[[Image], PictureShape]
"""A function that returns the shape of a picture."""


@dataclass(frozen=True, slots=True)
class StoryGrades:
    """The grades of an issue's stories, and which of them are set across the page, both by `id()`."""

    grades: Mapping[int, Grade]
    wide: frozenset[int]

    def of(self, story: Article) -> Grade:
        """Return the grade of a story."""
        return self.grades[id(story)]

    def spans_page(self, story: Article) -> bool:
        """Return whether a story is set across the page: a lead, one with a wide picture, or the one chosen for it."""
        return id(story) in self.wide


def story_grades(issue: Issue, shapes: Shapes) -> StoryGrades:
    """Return the grades of stories: those that the manuscript states, or what suits the stories.

    The grade of other stories depends on their length, their pictures and their positions.
    """
    wide = {
        id(story) for section in issue.sections for story in _wide_stories(issue, section, shapes)
    }
    lead = _lead(issue, wide)
    grades: dict[int, Grade] = {}
    for section in issue.sections:
        # in a section of mixed kinds, other items are between them
        briefs = set(_briefs(section.articles or ()))
        for story in section.stories:
            grades[id(story)] = story.grade or _grade(
                story,
                is_lead=story is lead,
                is_wide=id(story) in wide,
                is_brief=id(story) in briefs,
            )
    across = {
        id(story)
        for section in issue.sections
        for story in section.stories
        if grades[id(story)] == "lead" or has_wide_block(story.body or "")
    }
    return StoryGrades(grades, frozenset(wide | across))


def _grade(story: Article, *, is_lead: bool, is_wide: bool, is_brief: bool) -> Grade:
    if is_lead:
        return "lead"
    if is_wide or _words(story) >= FEATURE_WORDS:
        return "feature"
    return "brief" if is_brief else "story"


def _lead(issue: Issue, wide: set[int]) -> Article | None:
    """Return the story that becomes the lead where the manuscript names none: the first, if it is long enough."""
    stories = [story for section in issue.sections for story in section.stories]
    if not stories or any(story.grade == "lead" for story in stories):
        return None
    first = stories[0]
    if first.letter:
        return None
    least = LEAD_WORDS if id(first) in wide else ESSAY_WORDS
    return first if _words(first) >= least else None


def _briefs(stories: Sequence[Article]) -> Iterator[int]:
    """Yield the `id()` of each story in a row of short ones without pictures."""
    for short, row in groupby(stories, key=_is_short):
        group = list(row)
        if short and len(group) >= MIN_BRIEFS:
            yield from map(id, group)


def _is_short(story: Article) -> bool:
    has_more = story.image or story.figures or story.boxes or story.pull_quotes or story.letter
    return not has_more and _words(story) < BRIEF_WORDS and story.grade in (None, "brief")


def _words(story: Article) -> int:
    return len(re.findall(r"\w+", story.body or ""))


def _wide_stories(issue: Issue, section: Section, shapes: Shapes) -> list[Article]:
    """Return the stories of a section that are set across the page.

    They are those that the manuscript calls lead stories or whose picture is wide. Where an issue has none of these,
    it is its first story, or in a long section the first one with a picture; one twice as wide as high comes first.
    """
    stories = section.stories
    requested = [story for story in stories if _asks_for_width(story)]
    if requested or any(_asks_for_width(story) for one in issue.sections for story in one.stories):
        return requested
    pictured = [story for story in stories if story.image and story.body]
    if not pictured or len(stories) < MIN_STORIES_FOR_WIDE:
        return []
    first = next(one for one in issue.sections if one.stories) is section
    if first and pictured[0] is stories[0]:
        return pictured[:1]
    panoramas = [one for one in pictured if one.image and shapes(one.image).ratio >= PANORAMA]
    return (panoramas or ([] if first else pictured))[:1]


def _asks_for_width(story: Article) -> bool:
    return story.grade == "lead" or bool(story.image and story.image.size in ("wide", "full-bleed"))
