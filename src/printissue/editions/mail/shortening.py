"""Stories that are shortened, because mail programs show the start of a long message only."""

from collections.abc import Mapping
from copy import deepcopy

from printissue.assets.elements import Element, classes, detach, find_class, text_of

MAX_BYTES = 102_000
"""The size in bytes up to which the HTML of a message is shown whole: Gmail cuts it off near 102 kB."""

_EXTRAS = frozenset({"box", "figures", "topics"})
"""Classes of the parts that a shortened story does not have."""


def take_links(root: Element) -> dict[str, Element]:
    """Remove the links to the rest of stories from a page, and return them by the ids of the stories.

    The template has one for each story, notice, reading and event of an issue that is online.
    """
    links = {one.attrib.pop("data-story"): one for one in root.iter() if one.get("data-story")}
    for link in links.values():
        detach(root, link)
    return links


def longest(root: Element, links: Mapping[str, Element]) -> list[str]:
    """Return the ids of the stories that a link can shorten, the longest first."""
    sizes = {
        one.get("id", ""): sum(len(text_of(part)) for part in _rest(one))
        for one in root.iter("article")
        if one.get("id") in links
    }
    return sorted((name for name, size in sizes.items() if size), key=lambda name: -sizes[name])


def shortened(root: Element, links: Mapping[str, Element], names: list[str]) -> Element:
    """Return a copy of a page in which some stories end after the standfirst or first paragraph, with a link."""
    page = deepcopy(root)
    for item in [one for one in page.iter("article") if one.get("id") in names]:
        body = find_class(item, "div", "body")
        for part in _rest(item):
            detach(item, part)
        place = find_class(item, "div", "story")
        place = item if place is None else place
        index = list(place).index(body) + 1 if body is not None and body in list(place) else 0
        place.insert(index, deepcopy(links[item.get("id", "")]))
    return page


def _rest(item: Element) -> list[Element]:
    """Return the elements of a story that a shortened one does not have."""
    body = find_class(item, "div", "body")
    rest = [one for one in item.iter() if _EXTRAS & set(classes(one))]
    if body is None or any(body in list(one.iter()) for one in rest):
        return rest
    kept = 0 if find_class(item, "p", "standfirst") is not None else 1
    paragraphs = list(body)
    first = next((n for n, one in enumerate(paragraphs) if one.tag == "p"), 0)
    return [*rest, *(paragraphs[first + 1 :] if kept else paragraphs)]
