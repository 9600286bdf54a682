"""Open files of any kind: a file that cannot be opened is a finding, not an exception."""

import hashlib
import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pikepdf

from printissue.core.findings import Finding, Place
from printissue.pdf.content import decoding_limit
from printissue.pdf.passwords import FILE, unlock

logging.getLogger("pikepdf").addHandler(logging.NullHandler())  # findings report the same faults

MOST_BYTES = 1 << 30
"""The largest file that is examined: 1 GiB."""
_HEAD = 1024
"""The bytes at the start in which `%PDF-` must be (ISO 32000-1, annex H, note 13)."""
_EXPORT_AGAIN = "export the file again"

Opened = tuple[pikepdf.Pdf | None, tuple[Finding, ...]]
"""The opened file, or None, and the findings of opening it."""


@contextmanager
def opened(path: Path, name: str, *, passwords: Sequence[str] = ()) -> Iterator[Opened]:
    """Open a file for a preflight, and close it at the end; `name` is what findings call it.

    The empty password is tried first, then each of `passwords`.
    """
    refusal = _refuse(path, name)
    pdf, findings = (None, (refusal,)) if refusal else _open(path, name, passwords)
    try:
        with decoding_limit(), warnings.catch_warnings(action="ignore"):  # of pikepdf and Pillow
            yield pdf, findings
    finally:
        if pdf is not None:
            pdf.close()


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal digits; an empty string where it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def _refuse(path: Path, name: str) -> Finding | None:
    """Return a finding where a file is missing, too large, or not a PDF."""
    place = Place(name)
    try:
        if not path.is_file():
            message = "this is a folder" if path.is_dir() else "the file does not exist"
            return Finding("pdf-missing", place, message, "name a PDF file")
        if (size := path.stat().st_size) > MOST_BYTES:
            message = f"the file has {size / (1 << 20):.0f} MiB; at most {MOST_BYTES >> 20} MiB are examined"
            return Finding("pdf-large", place, message, "split it, or reduce its images")
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        return Finding("pdf-missing", place, f"the file cannot be read: {why}")
    if b"%PDF-" not in head:
        what = (
            "is empty"
            if not head
            else f"is not a PDF: there is no %PDF- in its first {_HEAD} bytes"
        )
        return Finding("pdf-none", place, f"the file {what}", "export it as PDF again")
    return None


def _open(path: Path, name: str, passwords: Sequence[str]) -> Opened:
    place = Place(name)
    try:
        pdf = unlock(path, passwords, suppress_warnings=True)
    except pikepdf.PasswordError:
        what = (
            "is encrypted, and none of the known passwords opens it"
            if passwords
            else "is encrypted and needs a password"
        )
        hint = f"for print, save it without a password, or add its password to {FILE}"
        return None, (Finding("pdf-locked", place, f"the file {what}", hint),)
    except Exception as error:
        message = f"the file cannot be read: {_one_line(error, path)}"
        return None, (Finding("pdf-damaged", place, message, _EXPORT_AGAIN),)
    try:
        return _with_pages(pdf, place, path)
    except Exception as error:
        pdf.close()
        message = f"the page tree cannot be read: {_one_line(error, path)}"
        return None, (Finding("pdf-damaged", place, message, _EXPORT_AGAIN),)


def _with_pages(pdf: pikepdf.Pdf, place: Place, path: Path) -> Opened:
    """Read each page once, so that faults of the page tree are found here."""
    count = len(pdf.pages)
    for page in pdf.pages:
        page.obj.get("/Type")
    findings = []
    if repairs := pdf.get_warnings():
        more = f", and {len(repairs) - 1} more repairs" if len(repairs) > 1 else ""
        message = f"the file is damaged: {_one_line(repairs[0], path)}{more}"
        hint = "export the file again; it was repaired only for this preflight"
        findings.append(Finding("pdf-repaired", place, message, hint))
    if not count:
        findings.append(Finding("pdf-empty", place, "the file has no pages", _EXPORT_AGAIN))
        pdf.close()
        return None, tuple(findings)
    return pdf, tuple(findings)


def _one_line(error: object, path: Path) -> str:
    """Return an error message in one line, without the path: the finding names the file.

    What Python says of a damaged object is of no use to users, and is replaced.
    """
    known = isinstance(error, str | pikepdf.PdfError) or type(error) is RuntimeError
    if not known:
        return "its structure is damaged"
    text = " ".join(str(error).replace(str(path), "").split()).strip(" :")
    return text[:300] or "its structure is damaged"
