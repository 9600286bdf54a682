"""What is wrong in a manuscript's Markdown: what no edition can show, what is printed or read otherwise than meant."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.entities import html5
from itertools import pairwise

from markdown_it.token import Token
from pydantic_core import PydanticCustomError

from printissue.html.markdown import DEEPEST
from printissue.html.marks import MARKS, TAG_HINT, TAG_HINTS, TAGS, UNCLOSED, Mark
from printissue.html.passages import Document, Passage, Span, document, line
from printissue.model.parts import Part, printed_texts
from printissue.model.text_types import Markup, check_url

Path = tuple[str | int, ...]
_PRINTED = "is printed as it is written"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at a character (from 0) of a text."""

    offset: int
    rule: str
    message: str
    hint: str


def check_markdown(part: Part) -> Iterator[tuple[Path, Fault]]:
    """Yield what is wrong in the marks of all printed texts of a part, with the path of each text."""
    for path, text, kind in printed_texts(part):
        for fault in faults(text, kind):
            yield path, fault


def faults(text: str, kind: Markup = "markdown") -> list[Fault]:
    """Return what is wrong in a text, in the order of reading; of several faults in a place the first."""
    found = _markdown_faults(text) if kind == "markdown" else _line_faults(line(text), kind)
    first: dict[int, Fault] = {}
    for fault in found:
        first.setdefault(fault.offset, fault)
    return [first[offset] for offset in sorted(first)]


# lines: titles, names, captions


def _line_faults(passage: Passage, kind: Markup) -> Iterator[Fault]:
    taken = "emphasis is the one mark" if kind == "inline" else "there are no marks"
    for span in passage.spans:
        what = _not_in_lines(span, passage, kind)
        if what:
            hint = "links have keys of their own" if what == "a link" else "take the marks out"
            message = f"{what} {_PRINTED}: {taken} that this text takes"
            yield Fault(passage.origin(span.start), "markdown-literal", message, hint)
        yield from _escape_faults(span, passage)
        yield from _tag_faults(span, passage)
        if kind != "markdown" and span.token.info == "entity":
            written = passage.content[span.start : span.end]
            yield _literal(
                passage, span.start, f"{written} {_PRINTED}", "write the character itself"
            )
    if match := re.match(r"#{1,6} (?=\S)", passage.literal):
        yield _literal(passage, 0, f"{match[0].strip()} {_PRINTED}", "take it out")
    yield from _mark_faults(passage, MARKS)
    yield from (fault for fault, _ in _unclosed(passage))


def _not_in_lines(span: Span, passage: Passage, kind: Markup) -> str:
    """Name what a line does not take; an empty text where it does, or where it may be meant."""
    token, before = span.token, passage.content[span.start - 1 : span.start]
    if token.type == "link_open":
        return "" if token.markup == "linkify" else "a link"
    if token.type in ("image", "code_inline", "s_open"):
        return {"image": "a picture", "code_inline": "a mark for code", "s_open": "~~"}[token.type]
    if token.type in ("em_open", "strong_open") and kind == "text" and not before.isalnum():
        return "emphasis"
    return ""


# Markdown


def _markdown_faults(text: str) -> Iterator[Fault]:
    read = document(text)
    for token in read.tokens:
        if any(one.level > DEEPEST + 1 for one in (token, *(token.children or ()))):
            yield Fault(
                read.line_start((token.map or _map_before(read, token))[0]),
                "wrong-value",
                f"lists, quotations or emphasis stand more than {DEEPEST // 2} deep in each other",
                "say it with fewer levels",
            )
            break
    for passage in read.passages:
        for span in passage.spans:
            yield from _span_faults(span, passage, read)
        yield from _block_faults(passage, read)
        yield from _mark_faults(passage, MARKS)
    yield from _unclosed_faults(read)
    yield from _structure_faults(read)


def _map_before(read: Document, token: Token) -> list[int]:
    """Return the lines of the nearest token before one that has none itself."""
    at = read.tokens.index(token)
    return next((one.map for one in reversed(read.tokens[:at]) if one.map), [0, 1])


def _literal(passage: Passage, offset: int, message: str, hint: str) -> Fault:
    return Fault(passage.origin(offset), "markdown-literal", message, hint)


def _shown(text: str) -> str:
    """Return what a message quotes: one line, cut where it is long."""
    text = " ".join(text.split())
    return repr(text if len(text) <= 40 else f"{text[:39]}…")


def _mark_faults(passage: Passage, marks: Sequence[Mark]) -> Iterator[Fault]:
    for mark in marks:
        for match in mark.pattern.finditer(passage.literal):
            written = _shown(passage.content[match.start() : match.end()])
            yield _literal(passage, match.start(), mark.message.format(written), mark.hint)


def _span_faults(span: Span, passage: Passage, read: Document) -> Iterator[Fault]:
    token, at = span.token, passage.origin(span.start)
    if token.type == "image":
        hint = "give the picture under 'image:', with its alt text"
        yield Fault(at, "wrong-value", "a picture inside the text", hint)
    elif token.type == "link_open":
        if passage.content.startswith("[^", span.start):
            written = _shown(passage.content[span.start : span.end])
            message = f"{written} is a link here: there are no footnotes"
            yield _literal(
                passage, span.start, message, "write the note into the text, in brackets"
            )
        yield from _link_faults(span, passage, read)
    elif token.type == "em_open":
        yield from _emphasis_faults(span, passage)
    yield from _tag_faults(span, passage)
    yield from _escape_faults(span, passage)


def _link_faults(span: Span, passage: Passage, read: Document) -> Iterator[Fault]:
    """Check a link's address, and find it: behind its words, or in the line that defines it."""
    token = span.token
    if token.markup == "linkify":
        return
    url = str(token.attrGet("href"))
    try:
        check_url(url)
    except PydanticCustomError as error:
        said = error.context or {}
        at = _address_at(span, passage, read, url)
        yield Fault(at, said["rule"], said["message"], said["hint"])


def _address_at(span: Span, passage: Passage, read: Document, url: str) -> int:
    written = passage.content[span.start : span.end]
    if written.startswith("<"):
        return passage.origin(span.start + 1)
    if written.endswith(")"):
        opener = _words_end(written)
        address = re.compile(r"\(\s*<?").match(written, opener)
        if address:
            return passage.origin(span.start + min(address.end(), len(written) - 1))
    for one in read.references.values():
        if one["href"] == url:
            start, text = read.lines[one["map"][0]]
            found = re.search(r"\]:\s*<?(?=\S)", text)
            return start + found.end() if found else read.line_start(one["map"][0] + 1)
    return passage.origin(span.start)


def _words_end(written: str) -> int:
    """Return where the words of a link end: behind the ] that closes its first [."""
    depth = 0
    for match in re.finditer(r"\\.|`[^`]*`|[\[\]]", written):
        depth += {"[": 1, "]": -1}.get(match[0], 0)
        if depth == 0 and match[0] == "]":
            return match.end()
    return len(written)


def _emphasis_faults(span: Span, passage: Passage) -> Iterator[Fault]:
    around = passage.content[max(span.start - 1, 0) : span.end + 1]
    if re.fullmatch(r"\d\*\d", around):
        yield Fault(
            passage.origin(span.start),
            "markdown-misread",
            "the asterisks between numbers set what is between them in italics",
            "write × for times, or \\* for an asterisk",
        )
    elif passage.literal[span.start - 1 : span.start] == "*" and span.start:
        message = "of the asterisks that open here, one has none that closes it"
        yield _literal(passage, span.start - 1, message, "write as many behind the words as before")


def _tag_faults(span: Span, passage: Passage) -> Iterator[Fault]:
    """Report HTML that opens something, or that closes what nothing opened."""
    if span.token.type != "html_inline":
        return
    written = span.token.content
    match = re.match(r"<(/?)([A-Za-z][A-Za-z0-9]*)(?:\s*/?>|\s[^<]*=)", written)
    if written.startswith("<!--"):
        hint = "take it out, or write it as a YAML comment: # before a key"
        yield _literal(passage, span.start, f"the comment {_shown(written)} {_PRINTED}", hint)
    elif match and match[2].lower() in TAGS:
        name = match[2].lower()
        others = (one.token.content.lower() for one in passage.spans)
        if match[1] and any(re.match(rf"<{name}\b", one) for one in others):
            return
        message = f"the HTML tag {_shown(written)} {_PRINTED}"
        yield _literal(passage, span.start, message, TAG_HINTS.get(name, TAG_HINT))


def _escape_faults(span: Span, passage: Passage) -> Iterator[Fault]:
    """Report YAML's escapes where YAML does not read them, and entities that are written twice over."""
    if span.token.type != "text_special":
        return
    before, behind = passage.content[: span.start], passage.content[span.end :]
    if span.token.content == "\\n" and _is_line_break(before, behind):
        hint = 'only "…" in YAML turns \\n into a new line: start a new one, in a text that | opens'
        yield _literal(passage, span.start, f"\\n {_PRINTED}", hint)
    elif span.token.content == "\\u" and re.match(r"[0-9a-fA-F]{4}", behind):
        written = f"\\u{behind[:4]}"
        yield _literal(passage, span.start, f"{written} {_PRINTED}", "write the character itself")
    elif span.token.info == "entity" and span.token.content == "&":
        match = re.match(r"#\d+;|#[xX][0-9a-fA-F]+;|[A-Za-z]\w*;", behind)
        if match and (match[0].startswith("#") or match[0] in html5):
            message = f"&{match[0]} is printed: the & before it is written as &amp;"
            yield _literal(passage, span.start, message, "write the character itself")


def _is_line_break(before: str, behind: str) -> bool:
    """Return whether a backslash and an n stand for a new line: not in a path of Windows, not in LaTeX."""
    word = (before.split() or [""])[-1] if not before[-1:].isspace() else ""
    if re.match(r"[A-Za-z]:(?:\\|$)|\\\\|\$", word) or "\\" in word.replace("\\n", ""):
        return False
    return bool(word) or not behind[:1].islower()


# blocks


def _block_faults(passage: Passage, read: Document) -> Iterator[Fault]:
    opener = read.tokens[passage.number - 1]
    if opener.type == "heading_open" and opener.markup in ("-", "="):
        yield from _underline_faults(passage, opener, read)
    if opener.type != "paragraph_open":
        return
    if read.tokens[passage.number - 2].type == "list_item_open" and passage.number > 1:
        match = re.match(r"\[[ xX]\](?=\s|$)", passage.literal)
        if match:
            message = f"{match[0]} {_PRINTED}: there are no boxes to tick"
            yield _literal(passage, 0, message, "take it out, or write ☐ or ☑")
    yield from _heading_faults(passage, read)
    yield from _list_faults(passage)
    yield from _table_faults(passage)
    match = re.match(r"[^\n.!?]{1,50}\n(: +)(?=\S)", passage.literal)
    if match:
        message = f"': ' {_PRINTED}: there are no lists of definitions"
        yield _literal(passage, match.start(1), message, "write a list: - **term**: definition")


def _underline_faults(passage: Passage, opener: Token, read: Document) -> Iterator[Fault]:
    """Report a paragraph that a line of dashes makes a heading, though a rule was meant."""
    text, (_, end) = passage.content, opener.map or (0, 1)
    underline = read.lines[end - 1][1].lstrip("> ").rstrip()
    is_prose = len(text) > 100 or text.endswith((".", ":", ",", ";", "…"))
    if "\n" in text or (len(underline) <= 5 and is_prose):
        yield Fault(
            passage.origin(0),
            "markdown-misread",
            f"the line {_shown(underline)} below makes this paragraph a heading",
            "leave a blank line between the paragraph and a rule; write a heading as ## words",
        )


def _heading_faults(passage: Passage, read: Document) -> Iterator[Fault]:
    at_top = read.tokens[passage.number - 1].level == 0
    lone = at_top and "\n" not in passage.content and passage.number + 2 < len(read.tokens)
    for match in re.finditer(r"^#+(?=[^\s#])", passage.literal, re.MULTILINE):
        marks = match[0]
        if len(marks) == 1 and not (lone and _may_be_heading(passage)):
            continue
        if len(marks) <= 6:
            hint = f"write a heading as {marks} words; \\# is a hash sign"
            message = f"{marks} {_PRINTED}: no blank follows it"
            yield _literal(passage, match.start(), message, hint)


def _may_be_heading(passage: Passage) -> bool:
    """Return whether a paragraph that starts with # is more like a heading than like a hashtag or number."""
    text = passage.literal
    return bool(re.match(r"#[^\W\d_]", text)) and text.count("#") == 1 and text[-1] not in ".!?:,;…"


_BULLET = re.compile(r"([•·‣●▪◦○■□➢➤✓✔–—]|[-*+](?=[^\W\d_]))")


def _list_faults(passage: Passage) -> Iterator[Fault]:
    """Report lines that look like the items of a list, but are run together in a paragraph."""
    lines = passage.literal.split("\n")
    starts = [0]
    for one in lines:
        starts.append(starts[-1] + len(one) + 1)
    bullets = [match[1] if (match := _BULLET.match(one)) else "" for one in lines]
    for number, bullet in enumerate(bullets):
        if bullet and bullets[number:].count(bullet) == len(bullets) - number >= 2:
            hint = "start each item with '- ', and leave a blank line before the list"
            message = (
                f"the lines that start with {bullet} are no list: they run on in one paragraph"
            )
            yield _literal(passage, starts[number], message, hint)
            break
    for number, (one, after) in enumerate(pairwise(lines)):
        first, second = (re.match(r"(\d{1,9})[.)] +\S", text) for text in (one, after))
        if number and first and second and int(second[1]) == int(first[1]) + 1:
            message = "these numbered lines are no list: they run on in the paragraph above"
            yield _literal(passage, starts[number], message, "leave a blank line before the list")
            break


_DASHES = re.compile(r"^\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$", re.MULTILINE)


def _table_faults(passage: Passage) -> Iterator[Fault]:
    """Report rows that make no table."""
    text = passage.literal
    if match := _DASHES.search(text):
        before = text[: match.start()].rstrip("\n").rpartition("\n")[2]
        heads, columns = len(_cells(before)), len(_cells(match[0]))
        said = f"{heads} cells, the line of dashes below it {columns}"
        message = f"this is no table: its head has {said}"
        at = match.start() - len(before) - 1 if before else match.start()
        yield _literal(passage, max(at, 0), message, "give each column its dashes")
    elif match := re.search(r"^\|[^\n]*\|[^\n|]*\|[ \t]*\n\|[^\n]*\|[ \t]*$", text, re.MULTILINE):
        message = "these rows are no table: a line such as |---|---| is missing under the first"
        yield _literal(passage, match.start(), message, "write it under the heads of the columns")


def _cells(row: str) -> list[str]:
    row = re.sub(r"^[\s>]*\|?|\|?\s*$", "", row)
    return re.split(r"(?<!\\)\|", row)


def _unclosed_faults(read: Document) -> Iterator[Fault]:
    """Report marks that nothing closes, but for the asterisks of notes: those at a word's end and a line's start."""
    noted = any(re.search(r"[\w.,)\"”“»]\*+(?!\w)", one.literal) for one in read.passages)
    for passage in read.passages:
        for fault, match in _unclosed(passage):
            starts_line = passage.content[match.start() - 1 : match.start()] in ("", "\n")
            if not (starts_line and match[0].startswith("*") and noted):
                yield fault


def _unclosed(passage: Passage) -> Iterator[tuple[Fault, re.Match[str]]]:
    found = [match for mark in MARKS for match in mark.pattern.finditer(passage.literal)]
    for mark in UNCLOSED:
        for match in mark.pattern.finditer(passage.literal):
            if any(one.start() <= match.start() < one.end() for one in found):
                continue
            word = (passage.content[match.start() :].split() or [""])[0]
            message = mark.message.format(_shown(word))
            yield _literal(passage, match.start(), message, mark.hint), match


# what is read otherwise than meant


def _structure_faults(read: Document) -> Iterator[Fault]:
    for number, token in enumerate(read.tokens):
        if token.type == "fence" and token.map:
            yield from _fence_faults(token, read)
        elif token.type == "code_block" and token.map:
            yield from _indent_faults(token, read)
        elif token.type == "tr_open" and token.map:
            yield from _row_faults(number, read)
    yield from _number_faults(read)


def _misread(read: Document, row: int, mark: str, message: str, hint: str) -> Fault:
    """Make the fault for a line at its mark, which list and quotation marks may stand before."""
    start, text = read.lines[row]
    at = text.find(mark) if mark else -1
    offset = start + at if at >= 0 else read.line_start(row)
    return Fault(offset, "markdown-misread", message, hint)


def _fence_faults(token: Token, read: Document) -> Iterator[Fault]:
    first, last = token.map or (0, 0)
    closing = read.lines[min(last, len(read.lines)) - 1][1].lstrip("> ").rstrip()
    if last - 1 == first or not (
        closing.startswith(token.markup) and not closing.strip(token.markup[0])
    ):
        message = f"{token.markup} is never closed: all that follows is set as code"
        yield _misread(
            read, first, token.markup, message, f"write {token.markup} on a line behind the code"
        )


def _indent_faults(token: Token, read: Document) -> Iterator[Fault]:
    words = token.content.split()
    prose = re.fullmatch(r"[^\W\d_][^{}=;<>()\\|]*[.!?]['\"”“»]?", " ".join(words))
    if len(words) >= 8 and prose and token.map:
        message = "this is set as code, since it is indented by four blanks or more"
        yield _misread(read, token.map[0], words[0], message, "indent it like the lines before it")


def _row_faults(number: int, read: Document) -> Iterator[Fault]:
    """Report a row of more cells than its table has columns: what is over is not printed."""
    token = read.tokens[number]
    end = next(at for at in range(number, len(read.tokens)) if read.tokens[at].type == "tr_close")
    columns = sum(one.type in ("td_open", "th_open") for one in read.tokens[number:end])
    row = (token.map or [0])[0]
    cells = _cells(read.lines[row][1])
    if len(cells) > columns and any(cell.strip() for cell in cells[columns:]):
        message = (
            f"this row has {len(cells)} cells, its table {columns} columns: the rest is not printed"
        )
        yield _misread(read, row, "|", message, "write \\| for a bar inside a cell")


def _number_faults(read: Document) -> Iterator[Fault]:
    """Report numbers at the start of a paragraph that are taken for a list, or printed as other numbers."""
    last = 0
    for start, token in enumerate(read.tokens):
        if token.type != "ordered_list_open":
            continue
        items = []
        for one in read.tokens[start:]:
            if one.type == "list_item_open" and one.level == token.level + 1 and one.map:
                items.append((int(one.info or 0), one.map[0]))
            if one.type == "ordered_list_close" and one.level == token.level:
                break
        first, row = items[0]
        if len(items) == 1 and first not in (0, 1, last + 1):
            message = f"the number {first} makes this paragraph the item of a list"
            yield _misread(
                read,
                row,
                str(first),
                message,
                f"write {first}\\. for a number that starts a sentence",
            )
        if len({number for number, _ in items}) > 1:
            for at, (number, row) in enumerate(items):
                if number != first + at:
                    message = f"the number {number} is printed as {first + at}: a list counts on from {first}"
                    yield _misread(
                        read,
                        row,
                        str(number),
                        message,
                        f"write {number}\\. for a number that stays",
                    )
        last = first + len(items) - 1
