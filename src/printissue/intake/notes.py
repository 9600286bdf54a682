"""Footnotes of Word and Markdown files: from the end of the document to the story that refers to them."""

import re

from printissue.assets.elements import Element, detach, parents, text_of
from printissue.intake.html import NOTE

_NOTE = re.compile(r"#((?:foot|end)note-\d+|fn\d+)$")
_BACK = re.compile(r"#(?:(?:foot|end)note-ref|fnref)")
_MAX_HEADING = 160


def move_notes(page: Element) -> None:
    """Move each footnote from the end of the document to the end of the story that refers to it.

    Its mark becomes a `span`, and its text a `p`, whose attribute `NOTE` is its number.
    """
    notes = {one.get("id"): one for one in page.iter("li") if _NOTE.match(f"#{one.get('id')}")}
    if not notes:
        return
    body = next(page.iter("body"))
    for ordered in [one for one in body.iter("ol") if one.find("li") in notes.values()]:
        detach(page, ordered)
    numbers: dict[str, str] = {}
    waiting: list[Element] = []
    order: list[Element] = []
    for block in list(body):
        if waiting and _opens_story(block):
            order += waiting
            waiting = []
        order.append(block)
        for link in list(block.iter("a")):
            match = _NOTE.match(link.get("href", ""))
            if match is None:
                continue
            note = notes.pop(match[1], None)
            if note is not None:
                numbers[match[1]] = re.sub(r"\D", "", text_of(link))
                waiting.append(_note(numbers[match[1]], note))
            if number := numbers.get(match[1]):
                link.tag, link.text, link.attrib = "span", f"[{number}]", {NOTE: number}
    body[:] = [*order, *waiting, *(_note("", one) for one in notes.values())]


def _opens_story(block: Element) -> bool:
    """Return whether a block is a heading, or looks like one: a short line that is bold or in another size."""
    if re.fullmatch("h[1-6]", str(block.tag)):
        return True
    text = text_of(block)
    parts = list(block)
    marked = parts and all(one.tag in ("strong", "span") for one in parts)
    return bool(
        block.tag == "p"
        and marked
        and len(text) <= _MAX_HEADING
        and text == " ".join("".join(text_of(one) for one in parts).split())
    )


def _note(number: str, note: Element) -> Element:
    """Return a footnote as a paragraph, without the link back."""
    above = parents(note)
    for link in [one for one in note.iter("a") if _BACK.match(one.get("href", ""))]:
        if link in above:
            detach(note, link)
    paragraph = Element("p", {NOTE: number} if number else {})
    for part in list(note):
        paragraph.append(part)
        part.tag, part.tail = "span", " "
    return paragraph
