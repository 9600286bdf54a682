"""The page of an issue, and pages of single stories."""

import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass

from printissue.assets.elements import (
    Element,
    classes,
    detach,
    find_class,
    ids,
    parents,
    text_of,
)
from printissue.editions.web.downloads import INDEX


@dataclass(frozen=True, slots=True)
class Story:
    """A story: its id in the page of the issue, its own page, its title and its language (empty: that of the issue)."""

    anchor: str
    page: str
    title: str
    language: str


def stories_of(root: Element) -> tuple[Story, ...]:
    """Return the stories of an issue in order."""
    found = []
    for article in root.iter("article"):
        heading = article.find(".//h3")
        anchor = article.get("id", "")
        if anchor and heading is not None and _is_story(article):
            page = f"stories/{anchor.partition('--')[2]}.html"
            found.append(Story(anchor, page, text_of(heading), article.get("lang", "")))
    return tuple(found)


def _is_story(article: Element) -> bool:
    return any(name.startswith("grade-") for name in classes(article))


def issue_page(root: Element, stories: Sequence[Story]) -> Element:
    """Return the page of the whole issue, with links to the pages of its stories."""
    page = deepcopy(root)
    anchors = {story.anchor: story for story in stories}
    for element in _story_links(page):
        detach(page, element)
        story = anchors.get(element.get("data-story", ""))
        if story and element.get("data-on") == "issue":
            element.tail = "\n"
            _element(page, story.anchor).append(element)
    for link in page.iter("a"):
        story = anchors.get(link.get("href", "").removeprefix("#"))
        if "data-page" in link.attrib and story:
            link.set("href", story.page)
    return page


def story_page(root: Element, story: Story, stories: Sequence[Story]) -> Element:
    """Return the page of one story: the masthead, the story, links to its neighbours, the colophon."""
    page = deepcopy(root)
    links = [
        element
        for element in _story_links(page)
        if element.get("data-on") == "story" and element.get("data-story") == story.anchor
    ]
    for element in _story_links(page):
        detach(page, element)
    main = next(page.iter("main"))
    article = _element(page, story.anchor)
    plate = _plate(page, article)
    main[:] = [*plate, article, *links]
    page.set("class", f"{page.get('class', '')} story-alone".strip())
    for downloads in [one for one in page.iter() if "data-downloads" in one.attrib]:
        detach(page, downloads)
    _raise_headings(page, article)
    _retarget(page, stories)
    return page


def _story_links(page: Element) -> list[Element]:
    return [one for one in page.iter() if "data-story" in one.attrib]


def _element(page: Element, anchor: str) -> Element:
    return next(one for one in page.iter() if one.get("id") == anchor)


def _plate(page: Element, article: Element) -> list[Element]:
    """Return the full-bleed picture of a section's first story, which is in front of the section's heading."""
    above = parents(page)
    section = above[above[article]]
    first = next(section.iter("article"), None)
    plate = find_class(section, "div", "plate") if first is article else None
    return [plate] if plate is not None and above[plate] is section else []


def _raise_headings(page: Element, article: Element) -> None:
    """Make the story's heading that of the page, those in it one level lower, and the issue's title a paragraph."""
    for heading in list(page.iter("h1")):
        heading.tag = "p"
        heading.set("class", "issue-title")
    for element in article.iter():
        if isinstance(element.tag, str) and re.fullmatch("h[3-6]", element.tag):
            element.tag = f"h{int(element.tag[1]) - 2}"


def _retarget(page: Element, stories: Sequence[Story]) -> None:
    """Lead links that left the page to the page of a story or of the issue, and files to the folder above."""
    here = set(ids(page))
    by_anchor = {story.anchor: story for story in stories}
    for element in page.iter():
        for name in ("href", "src", "srcset"):
            value = element.get(name)
            if value is None or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", value):
                continue
            if not value.startswith("#"):
                element.set(name, re.sub(r"(^|, )", r"\1../", value))
            elif "data-issue" in element.attrib:
                element.set(name, f"../{INDEX}{value}")
            elif value[1:] in by_anchor and (
                "data-page" in element.attrib or value[1:] not in here
            ):
                element.set(name, by_anchor[value[1:]].page.removeprefix("stories/"))
            elif value[1:] not in here:
                element.set(name, f"../{INDEX}{value}")
