"""The message as a file (RFC 5322): plain text, HTML and pictures, with the headers of a newsletter."""

import hashlib
from collections.abc import Iterable
from email.headerregistry import Address
from email.message import MIMEPart
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Any

from printissue.editions import EditionSource
from printissue.editions.mail.pictures import MailPicture

NOWHERE = "printissue.invalid"
"""The domain of a sender that the publication does not name, and of identifiers (RFC 6761: it leads nowhere)."""

_WHOLE = frozenset({"list-unsubscribe", "message-id", "content-id"})
"""Headers on one line: folded, Python would encode the long addresses in them as text."""


class _Policy(EmailPolicy):
    """The policy of SMTP, but with some headers on one line."""

    def fold(self, name: str, value: Any) -> str:  # noqa: ANN401 - a header of any kind
        """Return a header as lines."""
        if name.lower() in _WHOLE:
            return f"{name}: {value}\r\n"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:  # noqa: ANN401 - a header of any kind
        """Return a header as lines in bytes."""
        return self.fold(name, value).encode("ascii", "surrogateescape")


_POLICY = _Policy(linesep="\r\n")


def sender_of(source: EditionSource) -> str:
    """Return the address that the message comes from: that of the publication, or one that leads nowhere."""
    contact = source.publication.contact
    address = source.publication.mail.sender or (contact.email if contact else None) or ""
    return address if address.isascii() and address else f"newsletter@{NOWHERE}"


def content_id(source: EditionSource, picture: str) -> str:
    """Return the identifier by which the HTML names a picture of the message."""
    return f"{picture}@{_domain(source)}"


def message(source: EditionSource, html: str, text: str, pictures: Iterable[MailPicture]) -> bytes:
    """Return the message. Pictures are those that it contains; without any, the HTML links to them.

    Every part has a fixed transfer encoding and every boundary a fixed name, so that the same issue has the same bytes.
    """
    alternative = MIMEPart(policy=_POLICY)
    alternative.make_alternative(_boundary(source, "alternative"))
    for content, kind in ((text, "plain"), (html, "html")):
        part = MIMEPart(policy=_POLICY)
        part.set_content(content, subtype=kind, charset="utf-8", cte="quoted-printable")
        alternative.attach(part)
    embedded = [_picture_part(source, one) for one in pictures]
    whole = MIMEPart(policy=_POLICY)
    if embedded:
        whole.make_related(_boundary(source, "related"))
        whole.set_param("type", "multipart/alternative")
        whole.attach(alternative)
        for part in embedded:
            whole.attach(part)
    else:
        whole.make_alternative(_boundary(source, "alternative"))
        for part in alternative.iter_parts():
            whole.attach(part)
    _set_headers(whole, source)
    return whole.as_bytes()


def _picture_part(source: EditionSource, picture: MailPicture) -> MIMEPart:
    part = MIMEPart(policy=_POLICY)
    kind, _, subtype = picture.media_type.partition("/")
    part.set_content(
        picture.content,
        kind,
        subtype,
        cte="base64",
        disposition="inline",
        filename=picture.name,
        cid=f"<{content_id(source, picture.name)}>",
    )
    return part


def _set_headers(whole: MIMEPart, source: EditionSource) -> None:
    settings, record = source.publication.mail, source.record
    user, _, domain = sender_of(source).rpartition("@")
    whole["Subject"] = _line(record.title)
    whole["From"] = Address(_line(record.publication), user, domain)
    if settings.reply_to and settings.reply_to.isascii():
        user, _, domain = settings.reply_to.rpartition("@")
        whole["Reply-To"] = Address("", user, domain)
    whole["Date"] = format_datetime(record.created)
    whole["Message-ID"] = f"<{record.identifier}@{_domain(source)}>"
    whole["MIME-Version"] = "1.0"
    whole["Content-Language"] = record.language
    whole["List-Unsubscribe"] = f"<{settings.unsubscribe}>"
    if not settings.unsubscribe.lower().startswith("mailto:"):
        whole["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    # Outlook opens a file with this header as a draft that can be sent
    whole["X-Unsent"] = "1"


def _line(text: str) -> str:
    return " ".join(text.split())


def _domain(source: EditionSource) -> str:
    return sender_of(source).rpartition("@")[2]


def _boundary(source: EditionSource, kind: str) -> str:
    """Return a boundary: `=_` is in no quoted-printable and no base64 text (RFC 2045, 6.7)."""
    digest = hashlib.sha256(f"{source.record.identifier} {kind}".encode()).hexdigest()[:16]
    return f"=_{kind}_{digest}"
