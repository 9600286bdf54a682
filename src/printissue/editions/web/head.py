"""The head of a page: its style sheets, what it may load, and what a link to it shows."""

from collections.abc import Sequence

from printissue.assets.elements import Element, text_of
from printissue.editions.web.stories import Story
from printissue.model.issue import Issue
from printissue.model.records import BibliographicRecord

POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
"""The Content-Security-Policy of each page: its own pictures, style sheets and fonts, and nothing else."""


def write_head(
    page: Element,
    record: BibliographicRecord,
    issue: Issue | None,
    sheets: Sequence[str],
    *,
    story: Story | None,
) -> None:
    """Complete the head of the page of an issue or of a story."""
    head = next(page.iter("head"))
    title = next(head.iter("title"))
    up = "../" if story else ""
    if story:
        title.text = f"{story.title} – {text_of(title)}"
    description = _standfirst(page) if story else record.description
    policy = Element("meta", {"http-equiv": "Content-Security-Policy", "content": POLICY})
    head.insert(list(head).index(next(head.iter("meta"))) + 1, policy)
    policy.tail = "\n"
    if description:
        _add(head, "meta", name="description", content=description)
    _add(head, "meta", name="generator", content="printissue")
    _add(head, "meta", property="og:title", content=story.title if story else record.title)
    _add(head, "meta", property="og:site_name", content=record.publication)
    _add(head, "meta", property="og:type", content="article" if story else "website")
    if description:
        _add(head, "meta", property="og:description", content=description)
    if issue and issue.online and not story:
        _add(head, "link", rel="canonical", href=issue.online)
        _add(head, "meta", property="og:url", content=issue.online)
    for link in () if story else [one for one in page.iter("a") if one.get("hreflang")]:
        language, target = link.get("hreflang", ""), link.get("href", "")
        _add(head, "link", rel="alternate", hreflang=language, href=target)
    for name in sheets:
        _add(head, "link", rel="stylesheet", href=f"{up}{name}")


def _add(head: Element, tag: str, **attributes: str) -> None:
    element = Element(tag, attributes)
    element.tail = "\n"
    head.append(element)


def _standfirst(page: Element) -> str:
    """Return the sentence under the heading of a story; its first paragraph without one."""
    for article in page.iter("article"):
        for name in ("standfirst", "body"):
            for element in article.iter():
                if name in element.get("class", "").split():
                    paragraph = element if name == "standfirst" else element.find("p")
                    if paragraph is not None:
                        return text_of(paragraph)
    return ""
