"""The HTML of stories and sections: taken from the page of a web edition, with addresses from the root of the site."""

import copy
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import lxml.html

ROOT = "https://printissue.invalid/site/"
"""The start of each address within the site, in the HTML of a library."""

STORY_CLASS = "grade-"
"""The beginning of the class of stories in a web edition."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_LINK = re.compile(rf'href="{re.escape(ROOT)}([^"#]*/stories/[^"]*)"')

Target = Callable[[str], str]
"""Returns the address from the root of the site for an address of a web edition."""


@dataclass(frozen=True, slots=True)
class StoryContent:
    """A story in a web edition: its HTML without the heading, its first paragraph, and its first picture.

    The picture is the address, the width and height in px; None if there is none.
    """

    html: str
    opening: str
    picture: tuple[str, int, int] | None


@dataclass(frozen=True, slots=True)
class SectionContent:
    """A section in a web edition: the HTML of its lead, and of all that is neither its head nor a story."""

    lead: str
    html: str


@dataclass(frozen=True, slots=True)
class WebPage:
    """The page of a web edition: its stories and sections by their anchors, and the addresses of its style sheets."""

    stories: Mapping[str, StoryContent]
    sections: Mapping[str, SectionContent]
    stylesheets: tuple[str, ...]


def read_web_page(page: bytes, target: Target) -> WebPage:
    """Return the content of a web edition's page; `target` changes each of its addresses.

    Headings start at level 2. The standfirst, the by-line, the topics and the link to a story's own page are left out.
    """
    parser = lxml.html.HTMLParser(encoding="utf-8")
    root = lxml.html.document_fromstring(page, parser=parser)
    stylesheets = tuple(target(one) for one in root.xpath("//link[@rel='stylesheet']/@href"))
    _retarget(root, lambda address: f"{ROOT}{target(address)}")
    return WebPage(
        {one.get("id"): _story(copy.deepcopy(one)) for one in root.xpath("//article[@id]")},
        {one.get("id"): _section(copy.deepcopy(one)) for one in root.xpath("//main//section[@id]")},
        stylesheets,
    )


def with_root(content: str, root: str) -> str:
    """Return HTML of a library with its addresses from another root: `../` for each folder of a page, or a URL."""
    return content.replace(ROOT, root)


def without_unknown_stories(content: str, known: Callable[[str], bool]) -> str:
    """Return HTML of a library without the links to stories that are not `known` by address; their text stays."""
    if all(known(address) for address in _LINK.findall(content)):
        return content
    root = lxml.html.fragment_fromstring(content, create_parent="div")
    for link in list(root.iter("a")):
        address = link.get("href", "").removeprefix(ROOT)
        if address != link.get("href") and "/stories/" in address and not known(address):
            link.drop_tag()
    return _inner(root)


def _story(article: Any) -> StoryContent:  # noqa: ANN401 - lxml has no types
    for element in article.xpath("./header | .//p[@class='story-page' or @class='topics']"):
        element.drop_tree()
    for element in article.iter("h3", "h4", "h5", "h6"):
        element.tag = f"h{max(int(element.tag[1]) - 2, 2)}"
    paragraphs = article.xpath(".//*[@class='body']/p")
    opening = " ".join(paragraphs[0].text_content().split()) if paragraphs else ""
    first = next(iter(article.xpath(".//img[@src][@width][@height]")), None)
    picture = None
    if first is not None:
        address = first.get("src").removeprefix(ROOT)
        picture = (address, int(first.get("width")), int(first.get("height")))
    return StoryContent(_inner(article), opening, picture)


def _section(section: Any) -> SectionContent:  # noqa: ANN401
    leads = section.xpath(".//*[@class='section-lead']")
    lead = _inner(leads[0]) if leads else ""
    stories = f"article[starts-with(@class, '{STORY_CLASS}')]"
    for element in section.xpath(f"./header | .//{stories} | ./div[@class='plate']"):
        element.drop_tree()
    for element in section.xpath("./div[not(*)]"):
        element.drop_tree()
    for element in section.iter("h3", "h4", "h5", "h6"):
        element.tag = f"h{max(int(element.tag[1]) - 1, 2)}"
    return SectionContent(lead, _inner(section))


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
    return " ".join([target(address), *descriptor])


def _inner(element: Any) -> str:  # noqa: ANN401
    """Return the HTML of an element's content."""
    element.tail = None
    whole: str = lxml.html.tostring(element, encoding="unicode")
    return whole[whole.index(">") + 1 : whole.rindex("</")].strip()
