"""Read Markdown with front matter, and RSS and Atom feeds, by way of their HTML."""

import html
import re
from dataclasses import replace
from xml.etree import ElementTree

import yaml
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from printissue.assets.elements import parse, serialize
from printissue.intake.blocks import Block, LeftOut, Newsletter, UnreadableError, clean
from printissue.intake.html import read_html
from printissue.intake.notes import move_notes

_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_ATOM = "{http://www.w3.org/2005/Atom}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_MAX_ENTRIES = 500


def read_markdown(name: str, text: str, pictures: dict[str, bytes]) -> Newsletter:
    """Return the blocks of a Markdown file; its front matter (YAML) has title, date and authors.

    Raise UnreadableError if the front matter is not valid YAML.
    """
    values: dict[str, object] = {}
    if match := _FRONT_MATTER.match(text):
        try:
            loaded = yaml.load(clean(match[1]), yaml.BaseLoader)
        except (yaml.YAMLError, RecursionError) as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 2 if mark else 1
            raise UnreadableError("the front matter is not valid YAML", "", line) from None
        values = loaded if isinstance(loaded, dict) else {}
        text = text[match.end() :]
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    footnote_plugin(parser, inline=False)
    page = parse(parser.render(clean(text)))
    move_notes(page)
    found = read_html(name, serialize(page).decode(), pictures)
    stated = {str(key).lower(): value for key, value in values.items()}
    authors = stated.get("authors") or stated.get("author") or []
    listed = [authors] if isinstance(authors, str) else authors
    names = [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
    title, date = stated.get("title"), stated.get("date")
    return replace(
        found,
        title=" ".join(title.split()) if isinstance(title, str) else found.title,
        date=date if isinstance(date, str) else "",
        authors=tuple(names),
    )


def read_feed(name: str, data: bytes) -> Newsletter:
    """Return the entries of an RSS or Atom feed as stories. Raise UnreadableError if it is no feed or not valid XML."""
    if re.search(rb"<!(?:DOCTYPE|ENTITY)", data[:4096], re.IGNORECASE):
        raise UnreadableError(
            "the feed declares a document type, which is not read", "remove it", 1
        )
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError, RecursionError) as error:
        line = getattr(error, "position", (1, 0))[0]
        raise UnreadableError("the feed is not valid XML", "", line) from None
    atom = root.tag == f"{_ATOM}feed"
    channel = root if atom else root.find("channel")
    if channel is None:
        raise UnreadableError("the file is neither RSS nor Atom", "", 1)
    entries = list(root.iter(f"{_ATOM}entry" if atom else "item"))[:_MAX_ENTRIES]
    blocks: list[Block] = []
    left_out: list[LeftOut] = []
    for entry in entries:
        page = _entry(entry, atom=atom)
        read = read_html(name, page)
        left_out += read.left_out
        blocks += [_lowered(block, first=number == 0) for number, block in enumerate(read.blocks)]
    title = channel.findtext(f"{_ATOM}title" if atom else "title") or ""
    stated = ("pubDate", f"{_ATOM}updated", f"{_ATOM}published")
    dates = [_text(one, stated) for one in (channel, *entries)]
    return Newsletter(
        name,
        tuple(blocks),
        title=" ".join(title.split()),
        date=next((date for date in dates if date), ""),
        left_out=tuple(left_out),
    )


def _lowered(block: Block, *, first: bool) -> Block:
    """Return a block of an entry: the title of the entry is its only heading of level 2."""
    if block.kind != "heading":
        return block
    return replace(block, level=2 if first else max(block.level, 3))


def _entry(entry: ElementTree.Element, *, atom: bool) -> str:
    """Return an entry as HTML."""
    title = _text(entry, (f"{_ATOM}title", "title"))
    if atom:
        found = entry.findall(f"{_ATOM}link")
        links = [one.get("href", "") for one in found if one.get("rel", "alternate") == "alternate"]
        content = _text(entry, (f"{_ATOM}content", f"{_ATOM}summary"))
    else:
        links = [_text(entry, ("link",))]
        content = _text(entry, (_CONTENT, "description"))
    url = html.escape(links[0] if links else "", quote=True)
    head = f'<a href="{url}">{html.escape(title)}</a>' if url else html.escape(title)
    return f"<h2>{head}</h2><div>{content}</div>"


def _text(entry: ElementTree.Element, names: tuple[str, ...]) -> str:
    """Return the text of the first of several elements that has one; XHTML inside is returned as such."""
    for name in names:
        found = entry.find(name)
        if found is None:
            continue
        if len(found):
            return "".join(ElementTree.tostring(one, "unicode", method="html") for one in found)
        if found.text and found.text.strip():
            return found.text.strip()
    return ""
