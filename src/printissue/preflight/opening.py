"""Opening a file that may be anything: what cannot be opened is a finding, never a traceback."""

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

logging.getLogger("pikepdf").addHandler(logging.NullHandler())  # what it says, findings say better

MOST_BYTES = 1 << 30
"""A larger file is not taken on: 1 GiB."""
_HEAD = 1024
"""Readers look for `%PDF-` in so many bytes at the start (ISO 32000-1, annex H, note 13)."""

Opened = tuple[pikepdf.Pdf | None, tuple[Finding, ...]]
"""A file opened, or None; and what there is to say of that."""


@contextmanager
def opened(path: Path, name: str, *, passwords: Sequence[str] = ()) -> Iterator[Opened]:
    """Open a file for a preflight, and close it in the end; `name` is what findings call it.

    The empty password is tried first, then each of `passwords`.
    """
    refusal = _refusal(path, name)
    pdf, findings = (None, (refusal,)) if refusal else _open(path, name, passwords)
    try:
        with (
            decoding_limit(),
            warnings.catch_warnings(action="ignore"),
        ):  # pikepdf's and Pillow's, of what they read
            yield pdf, findings
    finally:
        if pdf is not None:
            pdf.close()


def fingerprint(path: Path) -> str:
    """Give a file's SHA-256 in hexadecimal digits; empty where it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def _refusal(path: Path, name: str) -> Finding | None:
    """Say why a file is not to be opened at all."""
    place = Place(name)
    try:
        if not path.is_file():
            what = "is a folder" if path.is_dir() else "is not there"
            return Finding("pdf-missing", place, f"the file {what}", "name a PDF file")
        if (size := path.stat().st_size) > MOST_BYTES:
            message = (
                f"the file has {size / (1 << 20):.0f} MiB; {MOST_BYTES >> 20} MiB are the most"
            )
            return Finding("pdf-large", place, message, "split it, or make its pictures smaller")
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        return Finding("pdf-missing", place, f"the file cannot be read: {reason}")
    if b"%PDF-" not in head:
        what = "is empty" if not head else f"has no %PDF- in its first {_HEAD} bytes"
        return Finding("pdf-none", place, f"the file {what}", "export it as PDF once more")
    return None


def _open(path: Path, name: str, passwords: Sequence[str]) -> Opened:
    place = Place(name)
    try:
        pdf = unlock(path, passwords, suppress_warnings=True)
    except pikepdf.PasswordError:
        what = (
            "is encrypted, and no password for it opens it"
            if passwords
            else "is encrypted, and opens only with a password"
        )
        hint = f"save it without a password for print, or give its password in {FILE}"
        return None, (Finding("pdf-locked", place, f"the file {what}", hint),)
    except Exception as error:
        message = f"the file cannot be read: {_plain(error, path)}"
        return None, (Finding("pdf-damaged", place, message, "export it once more"),)
    try:
        return _counted(pdf, place, path)
    except Exception as error:
        pdf.close()
        message = f"the tree of pages cannot be read: {_plain(error, path)}"
        return None, (Finding("pdf-damaged", place, message, "export it once more"),)


def _counted(pdf: pikepdf.Pdf, place: Place, path: Path) -> Opened:
    """Look at the pages once, so that what is wrong with their tree shows here."""
    count = len(pdf.pages)
    for page in pdf.pages:
        page.obj.get("/Type")
    findings = []
    if repairs := pdf.get_warnings():
        more = f", and {len(repairs) - 1} more repairs" if len(repairs) > 1 else ""
        message = f"the file is damaged: {_plain(repairs[0], path)}{more}"
        hint = "it was repaired for this preflight alone; export it once more"
        findings.append(Finding("pdf-repaired", place, message, hint))
    if not count:
        findings.append(Finding("pdf-empty", place, "the file has no pages", "export it once more"))
        pdf.close()
        return None, tuple(findings)
    return pdf, tuple(findings)


def _plain(error: object, path: Path) -> str:
    """Give a message in one line, without the file's path: the finding names the file."""
    text = " ".join(str(error).replace(str(path), "").split()).strip(" :")
    return text[:300] or type(error).__name__
