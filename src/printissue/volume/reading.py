"""Read a file that goes into a volume: qpdf repairs and normalizes it, pypdf parses what qpdf wrote.

qpdf gives each page that occurs twice an object of its own, numbers all objects without gaps, sets generation 0 and
writes the length of each stream directly, so the rest of the package does not need to handle other forms.
"""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pypdf import PdfReader, apply_configuration
from pypdf.generic import NameObject

from printissue.volume.objects import entry, text

_LIMIT = 2**31 - 1
"""Back issues are checked before they are bound, so pypdf's limits on sizes and counts do not apply here."""


class UnreadableError(Exception):
    """A file cannot be bound; the message says why."""


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A file as pypdf reads it; `version` is that of its header, `producer` the text from its Info dictionary."""

    reader: PdfReader
    version: str
    producer: str


def read(content: bytes | Path) -> SourceDocument:
    """Return a file, normalized by qpdf. Raises UnreadableError."""
    try:
        normalized = _normalize(content)
    except pikepdf.PasswordError:
        raise UnreadableError("it is encrypted, and opens only with a password") from None
    except (pikepdf.PdfError, OSError, ValueError, RuntimeError) as error:
        raise UnreadableError(f"it cannot be read: {error}") from None
    try:
        reader = PdfReader(io.BytesIO(normalized), strict=True)
        version = reader.pdf_header.removeprefix("%PDF-")
        return SourceDocument(
            reader, version, text(entry(entry(reader.trailer, "/Info"), "/Producer"))
        )
    except Exception as error:  # pypdf raises errors of many kinds for damaged files
        raise UnreadableError(f"it cannot be read: {error}") from None


def _normalize(content: bytes | Path) -> bytes:
    target = io.BytesIO()
    source = io.BytesIO(content) if isinstance(content, bytes) else content
    with pikepdf.open(source) as pdf:
        if pdf.is_encrypted:
            raise UnreadableError("it is encrypted")
        if len(pdf.pages) == 0:
            raise UnreadableError("it has no pages")
        pdf.save(
            target,
            fix_metadata_version=False,
            static_id=True,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return target.getvalue()


@contextmanager
def pypdf_settings() -> Iterator[None]:
    """Set pypdf up to read files of any size, keep the bytes of names, and log nothing.

    A name is a sequence of bytes (ISO 32000-1, 7.3.5). Read as Latin-1, each byte is one character, and
    `objects.ByteName` writes the same bytes again. By default, pypdf reads names that are not UTF-8 in other encodings
    but writes them in UTF-8, so that content streams no longer find their resources. The encodings are a setting of the
    whole process: other threads must not read files with pypdf at the same time.
    """
    charsets, logger = NameObject.CHARSETS, logging.getLogger("pypdf")
    disabled = logger.disabled
    try:
        NameObject.CHARSETS = ("latin-1",)  # type: ignore[assignment]
        logger.disabled = True
        with apply_configuration(
            maximum_declared_stream_length=_LIMIT,
            array_maximum_element_count=_LIMIT,
            dictionary_maximum_element_count=_LIMIT,
        ):
            yield
    finally:
        NameObject.CHARSETS, logger.disabled = charsets, disabled
