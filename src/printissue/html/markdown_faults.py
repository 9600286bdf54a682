"""Faults of Markdown, and where they are."""

from dataclasses import dataclass

from printissue.html.source_map import MarkdownDocument, TextBlock


@dataclass(frozen=True, slots=True)
class MarkdownFault:
    """A fault of a text at the character `offset`, counted from 0."""

    offset: int
    rule: str
    message: str
    hint: str


def literal_fault(block: TextBlock, offset: int, message: str, hint: str) -> MarkdownFault:
    """Return a fault of text that is printed as written, at a character of a block."""
    return MarkdownFault(block.offset(offset), "markdown-literal", message, hint)


def quoted(text: str) -> str:
    """Return a text as messages quote it: in one line, at most 40 characters."""
    text = " ".join(text.split())
    return repr(text if len(text) <= 40 else f"{text[:39]}…")


def misread_fault(
    document: MarkdownDocument, row: int, mark: str, message: str, hint: str
) -> MarkdownFault:
    """Return a fault of a line at its first `mark`, which marks of lists and quotations may precede."""
    start, line = document.lines[row]
    column = line.find(mark) if mark else -1
    offset = start + column if column >= 0 else document.line_start(row)
    return MarkdownFault(offset, "markdown-misread", message, hint)
