"""Checks of a manuscript's Markdown: what no edition can show, and what is printed or read differently than meant."""

import re
from collections.abc import Iterator
from functools import lru_cache
from html.entities import html5
from itertools import pairwise

from markdown_it.token import Token
from pydantic_core import PydanticCustomError

from printissue.html.markdown import MAX_NESTING
from printissue.html.markdown_faults import MarkdownFault, literal_fault, misread_fault, quoted
from printissue.html.markdown_patterns import (
    COMMENT_HINT,
    LITERAL_PATTERNS,
    PRINTED,
    TAG_HINT,
    TAG_HINTS,
    TAGS,
    UNCLOSED_PATTERNS,
)
from printissue.html.reference_checks import reference_faults
from printissue.html.source_map import (
    MarkdownDocument,
    TextBlock,
    TokenSpan,
    parse_line,
    parse_markdown,
)
from printissue.html.text_references import listed_figures, story_name
from printissue.model.issue import Issue
from printissue.model.parts import Part, Path, printed_texts
from printissue.model.text_types import Markup, check_url


def check_markdown(part: Part) -> Iterator[tuple[Path, MarkdownFault]]:
    """Yield the faults of all printed texts in a part, each with the path of its text."""
    figures = None
    if isinstance(part, Issue):
        figures = frozenset(one.file for one in listed_figures(part))
    for path, text, kind in printed_texts(part):
        for fault in faults(text, kind, figures=figures):
            yield path, fault


def faults(
    text: str, kind: Markup = "markdown", *, figures: frozenset[str] | None = frozenset()
) -> list[MarkdownFault]:
    """Return the faults of a text in reading order, only the first of several at the same character.

    `figures` are the files of pictures whose keys are listed; with None, the text may name no pictures and stories.
    """
    return list(_faults(text, kind, figures))


@lru_cache(maxsize=1024)
def _faults(text: str, kind: Markup, figures: frozenset[str] | None) -> tuple[MarkdownFault, ...]:
    """Return the faults of a text. Cached: a proof checks all texts after each save."""
    if kind == "markdown":
        document = parse_markdown(text)
        found = [*_markdown_faults(document), *reference_faults(document, figures)]
    else:
        found = list(_line_faults(parse_line(text), kind))
    first: dict[int, MarkdownFault] = {}
    for fault in found:
        first.setdefault(fault.offset, fault)
    return tuple(first[offset] for offset in sorted(first))


# lines: titles, names, captions


def _line_faults(block: TextBlock, kind: Markup) -> Iterator[MarkdownFault]:
    allowed = "only emphasis, subscript and superscript" if kind == "inline" else "no marks"
    for span in block.spans:
        mark = _mark_not_allowed(span, block, kind)
        if mark:
            hint = _MARK_HINTS.get(mark, "remove the marks")
            message = f"{mark} {PRINTED}: this text allows {allowed}"
            yield MarkdownFault(block.offset(span.start), "markdown-literal", message, hint)
        yield from _escape_faults(span, block)
        yield from _tag_faults(span, block)
        if kind != "markdown" and span.token.info == "entity":
            written = block.content[span.start : span.end]
            yield literal_fault(
                block, span.start, f"{written} {PRINTED}", "write the character itself"
            )
    if match := re.match(r"#{1,6} (?=\S)", block.literal):
        yield literal_fault(block, 0, f"{match[0].strip()} {PRINTED}", "remove it")
    yield from _pattern_faults(block)
    yield from (fault for fault, _ in _unclosed(block))


_MARK_HINTS = {
    "a link": "links have keys of their own",
    "the mark of a note": "only texts in Markdown have notes: write it there",
    "a subscript": "write a character such as ₂",
    "a superscript": "write a character such as ²",
}


def _mark_not_allowed(span: TokenSpan, block: TextBlock, kind: Markup) -> str:
    """Name the mark of a span that a line does not allow; empty where it does, or where it may be no mark."""
    token, before = span.token, block.content[span.start - 1 : span.start]
    if token.type == "link_open":
        return "" if token.markup == "linkify" else "a link"
    if token.type in ("image", "code_inline", "s_open", "footnote_ref"):
        return {
            "image": "a picture",
            "code_inline": "a mark for code",
            "s_open": "~~",
            "footnote_ref": "the mark of a note",
        }[token.type]
    if kind == "text" and token.type in ("sub_open", "sup_open"):
        return "a subscript" if token.type == "sub_open" else "a superscript"
    if token.type in ("em_open", "strong_open") and kind == "text" and not before.isalnum():
        return "emphasis"
    return ""


# Markdown


def _markdown_faults(document: MarkdownDocument) -> Iterator[MarkdownFault]:
    for token in document.tokens:
        if any(one.level > MAX_NESTING + 1 for one in (token, *(token.children or ()))):
            yield MarkdownFault(
                document.line_start((token.map or _map_before(document, token))[0]),
                "wrong-value",
                f"lists, quotations or emphasis are nested more than {MAX_NESTING // 2} deep",
                "use fewer levels",
            )
            break
    for block in document.blocks:
        for span in block.spans:
            yield from _span_faults(span, block, document)
        yield from _block_faults(block, document)
        yield from _pattern_faults(block)
    yield from _unclosed_faults(document)
    yield from _structure_faults(document)


def _map_before(document: MarkdownDocument, token: Token) -> list[int]:
    """Return the lines of the nearest token before this one that has any."""
    number = document.tokens.index(token)
    return next((one.map for one in reversed(document.tokens[:number]) if one.map), [0, 1])


def _pattern_faults(block: TextBlock) -> Iterator[MarkdownFault]:
    for one in LITERAL_PATTERNS:
        for match in one.pattern.finditer(block.literal):
            written = quoted(block.content[match.start() : match.end()])
            yield literal_fault(block, match.start(), one.message.format(written), one.hint)


def _span_faults(
    span: TokenSpan, block: TextBlock, document: MarkdownDocument
) -> Iterator[MarkdownFault]:
    token = span.token
    if token.type == "link_open" and not story_name(span):
        yield from _link_faults(span, block, document)
    elif token.type == "em_open":
        yield from _emphasis_faults(span, block)
    yield from _tag_faults(span, block)
    yield from _escape_faults(span, block)


def _link_faults(
    span: TokenSpan, block: TextBlock, document: MarkdownDocument
) -> Iterator[MarkdownFault]:
    """Yield the fault of a link's address, at the address: after its words, or in the line that defines it."""
    token = span.token
    if token.markup == "linkify":
        return
    url = str(token.attrGet("href"))
    try:
        check_url(url)
    except PydanticCustomError as error:
        problem = error.context or {}
        offset = _address_offset(span, block, document, url)
        yield MarkdownFault(offset, problem["rule"], problem["message"], problem["hint"])


def _address_offset(span: TokenSpan, block: TextBlock, document: MarkdownDocument, url: str) -> int:
    written = block.content[span.start : span.end]
    if written.startswith("<"):
        return block.offset(span.start + 1)
    if written.endswith(")"):
        address = re.compile(r"\(\s*<?").match(written, _words_end(written))
        if address:
            return block.offset(span.start + min(address.end(), len(written) - 1))
    for reference in document.references.values():
        if reference["href"] == url:
            number = reference["map"][0]
            start, line = document.lines[number]
            opening = re.search(r"\]:\s*<?(?=\S)", line)
            return start + opening.end() if opening else document.line_start(number + 1)
    return block.offset(span.start)


def _words_end(written: str) -> int:
    """Return where the words of a link end: after the ] that closes its first [."""
    depth = 0
    for match in re.finditer(r"\\.|`[^`]*`|[\[\]]", written):
        depth += {"[": 1, "]": -1}.get(match[0], 0)
        if depth == 0 and match[0] == "]":
            return match.end()
    return len(written)


def _emphasis_faults(span: TokenSpan, block: TextBlock) -> Iterator[MarkdownFault]:
    around = block.content[max(span.start - 1, 0) : span.end + 1]
    if re.fullmatch(r"\d\*\d", around):
        yield MarkdownFault(
            block.offset(span.start),
            "markdown-misread",
            "the asterisks between numbers are read as emphasis",
            "write × for a product, or \\* for an asterisk",
        )
    elif block.literal[span.start - 1 : span.start] == "*" and span.start:
        message = "one of the asterisks here is never closed"
        hint = "write as many after the words as before them"
        yield literal_fault(block, span.start - 1, message, hint)


def _tag_faults(span: TokenSpan, block: TextBlock) -> Iterator[MarkdownFault]:
    """Report an HTML comment, an opening tag, or a closing tag without an opening one."""
    if span.token.type != "html_inline":
        return
    written = span.token.content
    match = re.match(r"<(/?)([A-Za-z][A-Za-z0-9]*)(?:\s*/?>|\s[^<]*=)", written)
    if written.startswith("<!--"):
        message = f"the comment {quoted(written)} {PRINTED}"
        yield literal_fault(block, span.start, message, COMMENT_HINT)
    elif match and match[2].lower() in TAGS:
        name = match[2].lower()
        others = (one.token.content.lower() for one in block.spans)
        if match[1] and any(re.match(rf"<{name}\b", one) for one in others):
            return
        message = f"the HTML tag {quoted(written)} {PRINTED}"
        yield literal_fault(block, span.start, message, TAG_HINTS.get(name, TAG_HINT))


def _escape_faults(span: TokenSpan, block: TextBlock) -> Iterator[MarkdownFault]:
    """Report escapes of YAML outside double quotes, and entities whose ampersand is escaped."""
    if span.token.type != "text_special":
        return
    before, after = block.content[: span.start], block.content[span.end :]
    if span.token.content == "\\n" and _is_line_break(before, after):
        hint = "write \\n only in double quotes, or start a text of several lines with |"
        yield literal_fault(block, span.start, f"\\n {PRINTED}", hint)
    elif span.token.content == "\\u" and re.match(r"[0-9a-fA-F]{4}", after):
        written = f"\\u{after[:4]}"
        yield literal_fault(block, span.start, f"{written} {PRINTED}", "write the character itself")
    elif span.token.info == "entity" and span.token.content == "&":
        match = re.match(r"#\d+;|#[xX][0-9a-fA-F]+;|[A-Za-z]\w*;", after)
        if match and (match[0].startswith("#") or match[0] in html5):
            message = f"&{match[0]} is printed, because its & is written as &amp;"
            yield literal_fault(block, span.start, message, "write the character itself")


def _is_line_break(before: str, after: str) -> bool:
    """Return whether a backslash and an n are meant as a line break, not as part of a Windows path or LaTeX."""
    word = (before.split() or [""])[-1] if not before[-1:].isspace() else ""
    if re.match(r"[A-Za-z]:(?:\\|$)|\\\\|\$", word) or "\\" in word.replace("\\n", ""):
        return False
    return bool(word) or not after[:1].islower()


# blocks


def _block_faults(block: TextBlock, document: MarkdownDocument) -> Iterator[MarkdownFault]:
    opener = document.tokens[block.number - 1]
    if opener.type == "heading_open" and opener.markup in ("-", "="):
        yield from _underline_faults(block, opener, document)
    if opener.type != "paragraph_open":
        return
    if document.tokens[block.number - 2].type == "list_item_open" and block.number > 1:
        match = re.match(r"\[[ xX]\](?=\s|$)", block.literal)
        if match:
            message = f"{match[0]} {PRINTED}: task lists are not supported"
            yield literal_fault(block, 0, message, "remove it, or write ☐ or ☑")
    yield from _heading_faults(block, document)
    yield from _list_faults(block)
    yield from _table_faults(block)


def _underline_faults(
    block: TextBlock, opener: Token, document: MarkdownDocument
) -> Iterator[MarkdownFault]:
    """Report a paragraph that a line of dashes turns into a heading, where a rule was probably intended."""
    text, (_, end) = block.content, opener.map or (0, 1)
    underline = document.lines[end - 1][1].lstrip("> ").rstrip()
    is_prose = len(text) > 100 or text.endswith((".", ":", ",", ";", "…"))
    if "\n" in text or (len(underline) <= 5 and is_prose):
        yield MarkdownFault(
            block.offset(0),
            "markdown-misread",
            f"the line {quoted(underline)} below turns this paragraph into a heading",
            "put a blank line between the paragraph and a rule; write a heading as ## words",
        )


def _heading_faults(block: TextBlock, document: MarkdownDocument) -> Iterator[MarkdownFault]:
    at_top = document.tokens[block.number - 1].level == 0
    alone = at_top and "\n" not in block.content and block.number + 2 < len(document.tokens)
    for match in re.finditer(r"^#+(?=[^\s#])", block.literal, re.MULTILINE):
        marks = match[0]
        if len(marks) == 1 and not (alone and _may_be_heading(block)):
            continue
        if len(marks) <= 6:
            hint = f"write a heading as {marks} words, and a hash sign as \\#"
            message = f"{marks} {PRINTED}: no space follows it"
            yield literal_fault(block, match.start(), message, hint)


def _may_be_heading(block: TextBlock) -> bool:
    """Return whether a paragraph that starts with # is probably a heading, not a hashtag or a number."""
    text = block.literal
    return bool(re.match(r"#[^\W\d_]", text)) and text.count("#") == 1 and text[-1] not in ".!?:,;…"


_BULLET = re.compile(r"([•·‣●▪◦○■□➢➤✓✔–—]|[-*+](?=[^\W\d_]))")


def _list_faults(block: TextBlock) -> Iterator[MarkdownFault]:
    """Report lines that look like the items of a list, but run on in one paragraph."""
    lines = block.literal.split("\n")
    starts = [0]
    for one in lines:
        starts.append(starts[-1] + len(one) + 1)
    bullets = [match[1] if (match := _BULLET.match(one)) else "" for one in lines]
    for number, bullet in enumerate(bullets):
        if bullet and bullets[number:].count(bullet) == len(bullets) - number >= 2:
            hint = "start each item with '- ', and leave a blank line before the list"
            message = f"the lines that start with {bullet} are one paragraph, not a list"
            yield literal_fault(block, starts[number], message, hint)
            break
    for number, (one, after) in enumerate(pairwise(lines)):
        first, second = (re.match(r"(\d{1,9})[.)] +\S", text) for text in (one, after))
        if number and first and second and int(second[1]) == int(first[1]) + 1:
            message = "these numbered lines are part of the paragraph above, not a list"
            hint = "leave a blank line before the list"
            yield literal_fault(block, starts[number], message, hint)
            break


_DASHES = re.compile(r"^\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$", re.MULTILINE)


def _table_faults(block: TextBlock) -> Iterator[MarkdownFault]:
    """Report rows that look like a table, but are read as a paragraph."""
    text = block.literal
    if match := _DASHES.search(text):
        before = text[: match.start()].rstrip("\n").rpartition("\n")[2]
        heads, columns = len(_cells(before)), len(_cells(match[0]))
        counts = f"its header row has {heads} cells, the line of dashes below it {columns}"
        message = f"these rows are not a table: {counts}"
        index = match.start() - len(before) - 1 if before else match.start()
        yield literal_fault(block, max(index, 0), message, "write dashes for each column")
    elif match := re.search(r"^\|[^\n]*\|[^\n|]*\|[ \t]*\n\|[^\n]*\|[ \t]*$", text, re.MULTILINE):
        message = "these rows are not a table: there is no line such as |---|---| under the first"
        hint = "write that line under the header row"
        yield literal_fault(block, match.start(), message, hint)


def _cells(row: str) -> list[str]:
    row = re.sub(r"^[\s>]*\|?|\|?\s*$", "", row)
    return re.split(r"(?<!\\)\|", row)


def _unclosed_faults(document: MarkdownDocument) -> Iterator[MarkdownFault]:
    """Report marks that nothing closes, except asterisks of notes: those after a word and at the start of a line."""
    has_notes = any(re.search(r"[\w.,)\"”“»]\*+(?!\w)", one.literal) for one in document.blocks)
    for block in document.blocks:
        for fault, match in _unclosed(block):
            starts_line = block.content[match.start() - 1 : match.start()] in ("", "\n")
            if not (starts_line and match[0].startswith("*") and has_notes):
                yield fault


def _unclosed(block: TextBlock) -> Iterator[tuple[MarkdownFault, re.Match[str]]]:
    reported = [match for one in LITERAL_PATTERNS for match in one.pattern.finditer(block.literal)]
    for pattern in UNCLOSED_PATTERNS:
        for match in pattern.pattern.finditer(block.literal):
            if any(one.start() <= match.start() < one.end() for one in reported):
                continue
            word = (block.content[match.start() :].split() or [""])[0]
            message = pattern.message.format(quoted(word))
            yield literal_fault(block, match.start(), message, pattern.hint), match


# Markdown that is read differently than intended


def _structure_faults(document: MarkdownDocument) -> Iterator[MarkdownFault]:
    for number, token in enumerate(document.tokens):
        if token.type == "fence" and token.map:
            yield from _fence_faults(token, document)
        elif token.type == "code_block" and token.map:
            yield from _indent_faults(token, document)
        elif token.type == "tr_open" and token.map:
            yield from _row_faults(number, document)
        elif token.type == "dd_open" and token.map:
            yield from _definition_faults(token.map[0], document)
    yield from _number_faults(document)


def _fence_faults(token: Token, document: MarkdownDocument) -> Iterator[MarkdownFault]:
    first, last = token.map or (0, 0)
    closing = document.lines[min(last, len(document.lines)) - 1][1].lstrip("> ").rstrip()
    if last - 1 == first or not (
        closing.startswith(token.markup) and not closing.strip(token.markup[0])
    ):
        message = f"{token.markup} is never closed: everything after it is set as code"
        hint = f"write {token.markup} on a line after the code"
        yield misread_fault(document, first, token.markup, message, hint)


def _indent_faults(token: Token, document: MarkdownDocument) -> Iterator[MarkdownFault]:
    words = token.content.split()
    prose = re.fullmatch(r"[^\W\d_][^{}=;<>()\\|]*[.!?]['\"”“»]?", " ".join(words))
    if len(words) >= 8 and prose and token.map:
        message = "this is set as code, because it is indented by four spaces or more"
        hint = "indent it like the lines before it"
        yield misread_fault(document, token.map[0], words[0], message, hint)


def _definition_faults(row: int, document: MarkdownDocument) -> Iterator[MarkdownFault]:
    """Report a line that is read as a definition because of its tilde, which more often means `about`."""
    if document.lines[row][1].lstrip("> \t").startswith("~"):
        message = "this line is read as the definition of the line above, because it starts with ~"
        hint = "write \\~ for a tilde; start a definition with ': '"
        yield misread_fault(document, row, "~", message, hint)


def _row_faults(number: int, document: MarkdownDocument) -> Iterator[MarkdownFault]:
    """Report a row with more cells than its table has columns: the last cells are not printed."""
    token = document.tokens[number]
    end = next(
        at for at in range(number, len(document.tokens)) if document.tokens[at].type == "tr_close"
    )
    columns = sum(one.type in ("td_open", "th_open") for one in document.tokens[number:end])
    row = (token.map or [0])[0]
    cells = _cells(document.lines[row][1])
    if len(cells) > columns and any(cell.strip() for cell in cells[columns:]):
        counts = f"this row has {len(cells)} cells, but its table has {columns} columns"
        message = f"{counts}: the rest is not printed"
        yield misread_fault(document, row, "|", message, "write \\| for a bar inside a cell")


def _number_faults(document: MarkdownDocument) -> Iterator[MarkdownFault]:
    """Report numbers at the start of a paragraph that are read as a list, or printed as other numbers."""
    last = 0
    for start, token in enumerate(document.tokens):
        if token.type != "ordered_list_open":
            continue
        items = []
        for one in document.tokens[start:]:
            if one.type == "list_item_open" and one.level == token.level + 1 and one.map:
                items.append((int(one.info or 0), one.map[0]))
            if one.type == "ordered_list_close" and one.level == token.level:
                break
        first, row = items[0]
        if len(items) == 1 and first not in (0, 1, last + 1):
            message = f"the number {first} turns this paragraph into the item of a list"
            hint = f"write {first}\\. for a number that starts a sentence"
            yield misread_fault(document, row, str(first), message, hint)
        if len({number for number, _ in items}) > 1:
            for index, (number, row) in enumerate(items):
                if number != first + index:
                    message = f"the number {number} is printed as {first + index}: the list counts up from {first}"
                    hint = f"write {number}\\. to keep the number"
                    yield misread_fault(document, row, str(number), message, hint)
        last = first + len(items) - 1
