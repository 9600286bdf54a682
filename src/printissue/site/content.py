"""The HTML of stories: taken from the page of a web edition, and its addresses led elsewhere."""

import copy
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import lxml.html

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")

Target = Callable[[str], str]
"""Returns the new address for an address within the site."""


@dataclass(frozen=True, slots=True)
class StoryContent:
    """A story in a web edition: its HTML without the heading, its first paragraph, and its first picture.

    The picture is the address, the width and height in px; None if there is none.
    """

    html: str
    opening: str
    picture: tuple[str, int, int] | None


@dataclass(frozen=True, slots=True)
class WebPage:
    """The page of a web edition: its stories by their anchors, and the addresses of its style sheets."""

    stories: Mapping[str, StoryContent]
    stylesheets: tuple[str, ...]


def read_web_page(page: bytes, target: Target) -> WebPage:
    """Return the stories of a web edition's page; `target` changes each address.

    Headings start at level 2. The standfirst, the by-line and the link to the story's own page are left out.
    """
    parser = lxml.html.HTMLParser(encoding="utf-8")
    root = lxml.html.document_fromstring(page, parser=parser)
    articles = root.xpath("//article[@id]")
    return WebPage(
        {article.get("id"): _content(copy.deepcopy(article), target) for article in articles},
        tuple(target(one) for one in root.xpath("//link[@rel='stylesheet']/@href")),
    )


def _content(article: Any, target: Target) -> StoryContent:  # noqa: ANN401 - lxml has no types
    article.tail = None
    for element in article.xpath("./header | .//p[@class='story-page' or @class='topics']"):
        element.drop_tree()
    for element in article.iter("h3", "h4", "h5", "h6"):
        element.tag = f"h{max(int(element.tag[1]) - 2, 2)}"
    _retarget(article, target)
    paragraphs = article.xpath(".//*[@class='body']/p")
    opening = " ".join(paragraphs[0].text_content().split()) if paragraphs else ""
    first = next(iter(article.xpath(".//img[@src][@width][@height]")), None)
    picture = None
    if first is not None:
        picture = (first.get("src"), int(first.get("width")), int(first.get("height")))
    return StoryContent(_inner(article), opening, picture)


def retarget(content: str, target: Target) -> str:
    """Return HTML whose addresses within the site are changed by `target`; others, such as `https:`, stay."""
    root = lxml.html.fragment_fromstring(content, create_parent="div")
    _retarget(root, target)
    return _inner(root)


def without_links(content: str, unwanted: Callable[[str], bool]) -> str:
    """Return HTML without the links whose addresses are `unwanted`; their text stays."""
    if "href" not in content:
        return content
    root = lxml.html.fragment_fromstring(content, create_parent="div")
    links = [one for one in root.iter("a") if unwanted(one.get("href", ""))]
    for link in links:
        link.drop_tag()
    return _inner(root) if links else content


def _retarget(root: Any, target: Target) -> None:  # noqa: ANN401
    for element in root.iter():
        for name in ("href", "src"):
            if (value := element.get(name)) is not None and not _SCHEME.match(value):
                element.set(name, target(value))
        if (sources := element.get("srcset")) is not None:
            element.set("srcset", ", ".join(_source(one, target) for one in sources.split(",")))


def _source(candidate: str, target: Target) -> str:
    """Return one candidate of a `srcset`, its address changed."""
    address, *descriptor = candidate.split()
    return " ".join([address if _SCHEME.match(address) else target(address), *descriptor])


def _inner(element: Any) -> str:  # noqa: ANN401
    """Return the HTML of an element's content."""
    whole: str = lxml.html.tostring(element, encoding="unicode")
    return whole[whole.index(">") + 1 : whole.rindex("</")].strip()
