"""The stories and pictures that the Markdown of an issue refers to: `[words](#name)`, `![alt](file)`."""

from collections.abc import Iterator
from urllib.parse import unquote

from printissue.html.markdown_blocks import alone_pictures
from printissue.html.markdown_renderer import PictureInText, picture_of
from printissue.html.source_map import MarkdownDocument, TextBlock, TokenSpan, parse_markdown
from printissue.model.issue import Issue
from printissue.model.parts import Article, Image, Path, printed_texts


def story_links(issue: Issue) -> Iterator[tuple[Path, int, str]]:
    """Yield the names of the stories that texts link to, with the path of the text and the offset of the link."""
    for path, document in _documents(issue, "(#", "<#", "]: #"):
        for block in document.blocks:
            for span in block.spans:
                if name := story_name(span):
                    yield path, block.offset(span.start), name


def story_name(span: TokenSpan) -> str:
    """Return the name of the story that an inline token links to; an empty text if it does not link to one."""
    url = str(span.token.attrGet("href")) if span.token.type == "link_open" else ""
    return unquote(url[1:]) if url.startswith("#") else ""


def text_pictures(issue: Issue) -> Iterator[tuple[Path, int, PictureInText]]:
    """Yield the pictures of texts, each with the path of its text and the offset in it."""
    for path, document in _documents(issue, "!["):
        for block, span in _pictures(document):
            yield path, block.offset(span.start), picture_of(span.token)


def listed_figures(issue: Issue) -> list[Image]:
    """Return the pictures under `figures` of all stories; an invalid issue can be without sections or stories."""
    return [
        picture
        for section in issue.sections or ()
        for story in section.stories
        for picture in story.figures or ()
        if picture.file
    ]


def figures_after(story: Article) -> list[Image]:
    """Return the figures of a story that its text does not place."""
    if not story.figures or "![" not in (story.body or ""):
        return list(story.figures)
    placed = {
        picture_of(span.token).file for _, span in _pictures(parse_markdown(story.body or ""))
    }
    return [picture for picture in story.figures if picture.file not in placed]


def _documents(issue: Issue, *marks: str) -> Iterator[tuple[Path, MarkdownDocument]]:
    """Yield the Markdown of an issue that has one of some marks, parsed, with the path of each text."""
    for path, text, markup in printed_texts(issue):
        if markup == "markdown" and any(mark in text for mark in marks):
            yield path, parse_markdown(text)


def _pictures(document: MarkdownDocument) -> Iterator[tuple[TextBlock, TokenSpan]]:
    """Yield the pictures of a text that are set: those in paragraphs of nothing else."""
    for block in document.blocks:
        if alone_pictures(document.tokens, block.number):
            for span in block.spans:
                if span.token.type == "image":
                    yield block, span
