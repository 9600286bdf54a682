"""A small volume as its pages see it, and the web index over two of them."""

from functools import cache

from printissue.assets.resources import Resources, builtin_root
from printissue.html import compose_web_index
from printissue.model.issue import Publication
from printissue.model.volumes import BoundIssue, BoundSection, BoundStory, PageRange, Volume

PUBLICATION = Publication(
    title="Update", publisher="The Centre", subtitle="Of the centre", issn="1234-5679"
)


def story(key: str, name: str, first: int, last: int, **more) -> BoundStory:
    span = PageRange(first - 1, last - 1, str(first), str(last))
    return BoundStory(f"{key}--{name}", f"The *{name}* of {key}", span, "en", **more)


def issue(number: int, **more) -> BoundIssue:
    key = f"2025-{number:02}"
    stories = (
        story(key, "press", 2, 3, topics=("type", f"topic {number}"), authors=("Jane Smith",)),
        story(key, "paper", 4, 4, topics=("type",), people=("Orsi, Luigi",), places=("Parma",)),
    )
    sections = (
        BoundSection(f"{key}--news", "News & views", PageRange(1, 3, "2", "4"), stories),
        BoundSection(f"{key}--dates", "Dates", PageRange(4, 4, "5", "5")),
    )
    known = {"number": str(number), "volume": "7", "headline": f"Headline {number}"}
    return BoundIssue(
        key, f"Title {number}", key, PageRange(0, 5, "1", "6"), "en", sections,
        anchor=f"{key}---cover", offset=6 * (number - 1), **known | more,
    )  # fmt: skip


def volume(count: int = 3, **more) -> Volume:
    issues = tuple(issue(number) for number in range(1, count + 1))
    return Volume("update", language="en", **{"year": "2025", "issues": issues} | more)


@cache
def resources() -> Resources:
    return Resources(builtin_root() / "nowhere", builtin_root())


YEARS = (
    volume(1, year="2024", file="2024/update.pdf", front_pages=4),
    volume(2, file="2025/update.pdf", front_pages=6),
)


def web(*volumes: Volume, **more) -> str:
    text, findings = compose_web_index(volumes, PUBLICATION.model_copy(update=more), resources())
    assert findings == ()
    return text
