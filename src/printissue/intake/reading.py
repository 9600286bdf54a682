"""Read the bytes of a file as newsletters, by its suffix or its contents."""

import re
from dataclasses import replace

from printissue.intake.blocks import (
    MAX_BLOCKS,
    MAX_BYTES,
    MAX_LETTERS,
    Newsletter,
    UnreadableError,
    clean,
)
from printissue.intake.documents import read_feed, read_markdown
from printissue.intake.html import read_html
from printissue.intake.mail import decode, read_mail, split_mbox
from printissue.intake.plain import read_plain
from printissue.intake.tracking import without_readers_addresses
from printissue.intake.word import is_word_file, read_word

_SUFFIXES = {
    ".txt": "plain", ".text": "plain", ".html": "html", ".htm": "html", ".xhtml": "html", ".eml": "mail",
    ".mbox": "mbox", ".md": "markdown", ".markdown": "markdown", ".rss": "feed", ".atom": "feed", ".xml": "feed",
    ".docx": "word",
}  # fmt: skip
_SOURCE = re.compile(r"""(?:\bsrc\s*=\s*["']?|!\[[^\]]*\]\()([^"'>\s)]+)""", re.IGNORECASE)
_OTHERS = {
    b"%PDF": ("a PDF", "save it as text, HTML or .eml"),
    b"{\\rtf": ("RTF", "save it as .docx"),
    b"\xd0\xcf\x11\xe0": (
        "an old Word file or one with a password",
        "save it as .docx without a password",
    ),
    b"PK\x03\x04": ("a ZIP archive without a Word file", "unpack it, or save it as .docx"),
}
"""Formats that are not read, by their first bytes: what they are, and what to do."""


def read_newsletters(name: str, data: bytes, pictures: dict[str, bytes]) -> list[Newsletter]:
    """Return the newsletters in a file: one, or one for each message of a mailbox.

    `name` is the name of the file, `pictures` are the bytes of the files that `local_pictures` names. Raise
    UnreadableError if the file cannot be read as a newsletter.
    """
    if len(data) > MAX_BYTES:
        size = MAX_BYTES // 1_000_000
        raise UnreadableError(f"the file is larger than {size} MB", "remove its attachments")
    kind = _kind(name, data)
    if kind == "mbox":
        messages = split_mbox(data)
        found = [read_mail(f"{name}, message {n}", one) for n, one in enumerate(messages, 1)]
    elif kind == "mail":
        found = [read_mail(name, data)]
    elif kind == "feed":
        found = [read_feed(name, data)]
    elif kind == "html":
        found = [read_html(name, decode(data, _charset(data)), pictures)]
    elif kind == "word":
        found = [read_word(name, data)]
    elif kind == "markdown":
        found = [read_markdown(name, decode(data), pictures)]
    else:
        found = [read_plain(name, decode(data))]
    found = [
        replace(
            without_readers_addresses(one),
            title=clean(one.title),
            authors=tuple(map(clean, one.authors)),
        )
        for one in found
    ]
    for one in found:
        letters = sum(len(span.text) for block in one.blocks for span in block.spans)
        if len(one.blocks) > MAX_BLOCKS or letters > MAX_LETTERS:
            raise UnreadableError("the newsletter is too long for one issue", "split it")
        if not any(re.search(r"\w", block.text) for block in one.blocks):
            hint = "a picture cannot be read as text" if any(b.picture for b in one.blocks) else ""
            raise UnreadableError("the newsletter has no words", hint, 1)
    return found


def local_pictures(name: str, data: bytes) -> list[str]:
    """Return the addresses of pictures in a file that may be files beside it."""
    if _kind(name, data) not in ("html", "markdown") or len(data) > MAX_BYTES:
        return []
    found = _SOURCE.findall(decode(data, _charset(data)))
    return [one for one in dict.fromkeys(found) if not re.match(r"[a-z]+:|//|/|\\", one, re.I)]


def _kind(name: str, data: bytes) -> str:
    """Return the format of a file: by its suffix, else by its first bytes. Raise UnreadableError for other formats."""
    if data.startswith(b"PK\x03\x04") and is_word_file(data):
        return "word"
    for head, (what, hint) in _OTHERS.items():
        if data.startswith(head):
            raise UnreadableError(f"the file is {what}, which is not read as a newsletter", hint)
    suffix = re.search(r"\.\w+$", name.lower())
    if suffix and suffix[0] in _SUFFIXES:
        return _SUFFIXES[suffix[0]]
    head = data[:2000].lstrip().lower()
    if b"\0" in head:
        raise UnreadableError("the file is not a text", "save it as text, HTML or .eml")
    if head.startswith(b"from ") and re.match(rb"from \S+ +[a-z]{3} ", head):
        return "mbox"
    if re.match(rb"(?:[a-z-]+:.*\r?\n(?:[ \t].*\r?\n)*)*(?:from|subject|mime-version|date):", head):
        return "mail"
    return "html" if re.match(rb"<(?:!doctype html|html|\?xml.*xhtml)", head) else "plain"


def _charset(data: bytes) -> str:
    match = re.search(rb"charset\s*=\s*[\"']?([\w.:-]+)", data[:4096], re.IGNORECASE)
    return match[1].decode("ascii", "replace") if match else ""
