"""Checks of what Markdown refers to or contains: footnotes, stories, pictures, containers, languages of code."""

import re
from collections.abc import Iterator, Mapping, Set
from difflib import get_close_matches

from markdown_it.token import Token

from printissue.html.code import is_language, similar_language
from printissue.html.markdown_blocks import CONTAINERS, alone_pictures, container_words
from printissue.html.markdown_faults import MarkdownFault, literal_fault, misread_fault, quoted
from printissue.html.markdown_patterns import PRINTED
from printissue.html.markdown_renderer import code_language, picture_of
from printissue.html.source_map import MarkdownDocument, TextBlock, TokenSpan
from printissue.html.text_references import story_name


def reference_faults(
    document: MarkdownDocument, figures: Set[str] | None
) -> Iterator[MarkdownFault]:
    """Yield the faults of a text's references and containers.

    `figures` are the files of pictures whose keys are listed; with None, the text may name no pictures and stories.
    """
    yield from _note_faults(document)
    yield from _container_faults(document)
    for token in document.tokens:
        if token.type == "fence" and token.map:
            yield from _language_faults(token, document)
    for block in document.blocks:
        alone = bool(alone_pictures(document.tokens, block.number))
        for span in block.spans:
            if span.token.type == "image":
                yield from _picture_faults(span, block, figures, alone=alone)
            elif figures is None and story_name(span):
                message, hint = "only the texts of an issue link to stories", "write an address"
                yield MarkdownFault(block.offset(span.start), "wrong-link", message, hint)


# footnotes


def _note_faults(document: MarkdownDocument) -> Iterator[MarkdownFault]:
    """Report marks without a note, notes without a mark, and notes that no foot of a page can show."""
    notes: dict[str, Token] = {}
    for token in document.tokens:
        if token.type == "footnote_reference_open":
            yield from _note_fault(token, notes, document)
            notes.setdefault(token.meta["label"], token)
    marks = [
        (span.token.meta["label"], block, span)
        for block in document.blocks
        for span in block.spans
        if span.token.type == "footnote_ref"
    ]
    for label, block, span in marks:
        if label not in notes:
            message = f"[^{label}] {PRINTED}: there is no note of this name"
            similar = get_close_matches(label, notes, n=1)
            meant = f"write [^{similar[0]}], or " if similar else ""
            hint = f"{meant}write [^{label}]: and the note on a line of its own"
            yield literal_fault(block, span.start, message, hint)
        elif any(start <= block.number < end for start, end in _note_ranges(document)):
            message, hint = "a note cannot refer to a note", "write it as one note"
            yield MarkdownFault(block.offset(span.start), "wrong-value", message, hint)
    used = {label for label, *_ in marks}
    for label, token in notes.items():
        if label not in used:
            message = f"the note [^{label}] is not printed: no mark in the text refers to it"
            hint = f"write [^{label}] in the text, or remove the note"
            yield misread_fault(document, (token.map or [0])[0], f"[^{label}]", message, hint)


def _note_fault(
    token: Token, notes: Mapping[str, Token], document: MarkdownDocument
) -> Iterator[MarkdownFault]:
    """Report a note whose name another has, and one with more than paragraphs."""
    label, row = token.meta["label"], (token.map or [0])[0]
    if label in notes:
        message = f"there are two notes [^{label}]: only the last one is printed"
        yield misread_fault(document, row, f"[^{label}]", message, "give one another name")
    start = next(number for number, one in enumerate(document.tokens) if one is token)
    for one in document.tokens[start + 1 :]:
        if one.type == "footnote_reference_close":
            return
        if one.type not in ("paragraph_open", "paragraph_close", "inline"):
            what = {"fence": "code", "code_block": "code"}.get(
                one.type, "lists, tables or headings"
            )
            yield MarkdownFault(
                document.line_start((one.map or token.map or [0])[0]),
                "wrong-value",
                f"a note has paragraphs only, not {what}",
                "write it as a paragraph",
            )
            return


def _note_ranges(document: MarkdownDocument) -> list[tuple[int, int]]:
    """Return where notes start and end among the tokens."""
    types = [token.type for token in document.tokens]
    starts = [at for at, one in enumerate(types) if one == "footnote_reference_open"]
    return [(at, types.index("footnote_reference_close", at)) for at in starts]


# pictures


def _picture_faults(
    span: TokenSpan, block: TextBlock, figures: Set[str] | None, *, alone: bool
) -> Iterator[MarkdownFault]:
    picture, at = picture_of(span.token), block.offset(span.start)
    if figures is None:
        message, hint = "only the texts of an issue have pictures", "remove it"
        yield MarkdownFault(at, "wrong-value", message, hint)
    elif re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", picture.file) or not picture.file:
        message = f"the picture {quoted(picture.file)} is no file of the workspace"
        hint = "save it in the folder of the issue, and write its path: ![words](2015-10/boat.jpg)"
        yield MarkdownFault(at, "wrong-value", message, hint)
    elif not alone:
        message = "a picture cannot be in a line of text"
        hint = "write it as a paragraph of its own, with an empty line before and after it"
        yield MarkdownFault(at, "wrong-value", message, hint)
    elif not picture.alt.strip() and picture.file not in figures:
        message = "the picture has no alternative text"
        hint = (
            "write ![a sentence that says what it shows](file), or list the picture under 'figures'"
        )
        yield MarkdownFault(at, "missing-key", message, hint)


# containers and code


def _container_faults(document: MarkdownDocument) -> Iterator[MarkdownFault]:
    """Report containers that nothing closes, that are in other blocks, or that have what they cannot have."""
    for number, token in enumerate(document.tokens):
        name = token.type.removeprefix("container_").removesuffix("_open")
        if name not in CONTAINERS or not token.type.endswith("_open") or not token.map:
            continue
        first, last = token.map
        line = document.lines[last][1] if last < len(document.lines) else ""
        if not line.strip().startswith(token.markup):
            message = f"::: {name} is never closed: everything after it is in it"
            yield misread_fault(document, first, ":", message, "write ::: on a line after it")
        elif token.level:
            message = f"::: {name} cannot be in a list, a quotation or another container"
            at = document.line_start(first)
            yield MarkdownFault(at, "wrong-value", message, "end the other block before it")
        elif name == "wide" and container_words(token):
            message = f"{quoted(container_words(token))} after ::: wide is not printed"
            yield misread_fault(document, first, ":", message, "write it in a paragraph")
        inside = document.tokens[number + 1 : number + 2]
        if inside and inside[0].type == f"container_{name}_close":
            message = f"::: {name} is empty"
            at = document.line_start(first)
            yield MarkdownFault(at, "wrong-value", message, "write its text, or remove it")


def _language_faults(token: Token, document: MarkdownDocument) -> Iterator[MarkdownFault]:
    name = code_language(token)
    if name and not is_language(name):
        similar = similar_language(name)
        hint = f"did you mean {similar}?" if similar else "write the name of the language, or none"
        message = f"{quoted(name)} is no language of code that is known: its words are not marked"
        yield misread_fault(document, (token.map or [0])[0], name, message, hint)
