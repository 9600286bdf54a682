"""Read mails: the HTML of a message, or its plain text, with the pictures that are attached to it."""

import email
import email.header
import email.message
import email.utils
import re
from collections.abc import Iterator
from dataclasses import replace

from printissue.intake.blocks import LeftOut, Newsletter, UnreadableError
from printissue.intake.html import read_html
from printissue.intake.plain import read_plain

Message = email.message.Message

_SEPARATOR = re.compile(
    rb"^From \S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} .*\r?\n", re.MULTILINE
)
"""The line before a message in an mbox. A line such as `From Vienna came …` is none."""

_LIST = re.compile(r"^(?:\s*(?:\[[^\]]{1,40}\]|(?:re|fwd?|wg|aw|tr):))+\s*", re.IGNORECASE)
"""The prefixes that mailing lists and mail programs put before a subject."""

_MAX_PARTS = 500
_MAX_MESSAGES = 2000
_LATIN = {"iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"}


def decode(data: bytes, charset: str = "") -> str:
    """Return the text of bytes: UTF-8, else the charset that is stated, else Windows-1252. ISO-8859-1 means that."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    for name in ("utf-8-sig", "cp1252" if charset.lower() in _LATIN else charset):
        try:
            return data.decode(name or "cp1252")
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    return data.decode("cp1252", "replace").replace("\ufffd", "")


def split_mbox(data: bytes) -> list[bytes]:
    """Return the messages of an mbox. Raise UnreadableError if there are none or too many."""
    starts = list(_SEPARATOR.finditer(data))
    if not starts:
        raise UnreadableError("the mailbox has no message", "export the mail as .eml", 1)
    if len(starts) > _MAX_MESSAGES:
        raise UnreadableError(f"the mailbox has more than {_MAX_MESSAGES} messages", "split it", 1)
    ends = [*(match.start() for match in starts[1:]), len(data)]
    return [
        re.sub(rb"(?m)^>(>*From )", rb"\1", data[match.end() : end])
        for match, end in zip(starts, ends, strict=True)
    ]


def read_mail(name: str, data: bytes) -> Newsletter:
    """Return the newsletter in a message. Raise UnreadableError if it has no text."""
    try:
        message = email.message_from_bytes(data)
        parts = list(_parts(message))
    except (RecursionError, ValueError, LookupError, AttributeError, TypeError) as error:
        raise UnreadableError(f"the mail cannot be read: {type(error).__name__}") from None
    pages = [(one, text) for one, text in parts if _type(one) == "text/html" and text.strip()]
    texts = [(one, text) for one, text in parts if _type(one) == "text/plain" and text.strip()]
    left_out: list[LeftOut] = []
    if pages:
        pictures = _pictures(message)
        found = read_html(name, "\n".join(text for _, text in pages), pictures)
        left_out += _missing(found, [text for _, text in texts])
    elif texts:
        read = [_plain(name, part, text) for part, text in texts]
        found = replace(read[0], blocks=tuple(block for one in read for block in one.blocks))
    else:
        raise UnreadableError("the mail has no words", "a picture cannot be read as text", 1)
    title = _LIST.sub("", _header(message, "Subject"))
    date = _date(_header(message, "Date"))
    return replace(
        found, title=title or found.title, date=date, left_out=(*found.left_out, *left_out)
    )


def _type(message: Message) -> str:
    return message.get_content_type()


def _parts(message: Message) -> Iterator[tuple[Message, str]]:
    """Yield the parts with text that are no attachments."""
    for number, part in enumerate(message.walk()):
        if number > _MAX_PARTS:
            raise UnreadableError(f"the mail has more than {_MAX_PARTS} parts", "", 1)
        attached = "attachment" in str(part.get("Content-Disposition", "")).lower()
        if part.is_multipart() or attached or part.get_content_maintype() != "text":
            continue
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            yield part, decode(payload, str(part.get_content_charset() or ""))


def _plain(name: str, part: Message, text: str) -> Newsletter:
    flowed = str(part.get_param("format") or "").lower() == "flowed"
    delete_space = str(part.get_param("delsp") or "").lower() == "yes"
    return read_plain(name, text, flowed=flowed, delete_space=delete_space)


def _missing(found: Newsletter, texts: list[str]) -> Iterator[LeftOut]:
    """Yield the words that only the plain text of a mail has, if they are many."""
    there = set(re.findall(r"\w{3,}", " ".join(block.text for block in found.blocks).lower()))
    plain = re.sub(r"https?://\S+", "", " ".join(texts))
    words = [word for word in re.findall(r"\w{3,}", plain) if word.lower() not in there]
    if len(words) > 10:
        shown = " ".join(words[:20])
        yield LeftOut(shown, f"{len(words)} words are only in the plain text of the mail")


def _pictures(message: Message) -> dict[str, bytes]:
    """Return the pictures of a message by their addresses: `cid:…` and Content-Location."""
    found: dict[str, bytes] = {}
    for part in message.walk():
        if part.get_content_maintype() != "image":
            continue
        data = part.get_payload(decode=True)
        if not isinstance(data, bytes) or not data:
            continue
        if name := str(part.get("Content-ID", "")).strip().strip("<>"):
            found[f"cid:{name}"] = data
        if place := str(part.get("Content-Location", "")).strip():
            found[place] = data
    return found


def _header(message: Message, name: str) -> str:
    raw = message.get(name)
    if raw is None:
        return ""
    try:
        parts = email.header.decode_header(raw)
    except (email.errors.HeaderParseError, ValueError):
        parts = [(str(raw), None)]
    text = "".join(
        decode(part, charset or "") if isinstance(part, bytes) else part for part, charset in parts
    )
    return " ".join(text.split())


def _date(text: str) -> str:
    """Return the day in a header, in the sender's time zone, or nothing if it is not valid."""
    try:
        return email.utils.parsedate_to_datetime(text).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
