"""Rules for readers about the file as a whole: tags, title, claim, bookmarks, permissions."""

from collections.abc import Iterator

import pikepdf

from printissue.core.findings import Finding
from printissue.pdf.metadata import read_xmp_packet
from printissue.preflight.claims import is_tagged, read_claims, severity_of_missing_tags
from printissue.preflight.subject import Check, Subject

LONG = 20
"""A file with more pages needs bookmarks."""


def check_tags(subject: Subject) -> Iterator[Finding]:
    """tags-missing, tags-unmarked, tags-suspect: the file is tagged, says so, and trusts its tags."""
    root = subject.pdf.Root
    mark_info = root.get("/MarkInfo")
    mark_info = mark_info if isinstance(mark_info, pikepdf.Dictionary) else pikepdf.Dictionary()
    if not is_tagged(subject.pdf):
        message = "the file has no tags, so screen readers have to guess its structure"
        severity = severity_of_missing_tags(subject.pdf)
        hint = "export it as tagged PDF"
        yield Finding("tags-missing", subject.place(), message, hint, severity)
    elif not bool(mark_info.get("/Marked", False)):
        message = "the file has tags, but does not say that it is tagged"
        yield Finding("tags-unmarked", subject.place(), message, "set Marked in MarkInfo to true")
    if bool(mark_info.get("/Suspects", False)):
        message = "the file says that its tags may be wrong (Suspects)"
        yield Finding("tags-suspect", subject.place(), message, "check them, then remove Suspects")


def check_title(subject: Subject) -> Iterator[Finding]:
    """title-missing, title-hidden: the file has a title, and viewers show it."""
    packet, place = read_xmp_packet(subject.pdf), subject.place()
    severity = severity_of_missing_tags(subject.pdf)
    if not packet.get("dc:title"):
        message = packet.fault or "the metadata has no title (dc:title)"
        hint = "write the title to the XMP metadata"
        yield Finding("title-missing", place, message, hint, severity)
    preferences = subject.pdf.Root.get("/ViewerPreferences")
    is_shown = isinstance(preferences, pikepdf.Dictionary) and preferences.get("/DisplayDocTitle")
    if not is_shown:
        message = "viewers show the name of the file instead of its title"
        yield Finding("title-hidden", place, message, "set DisplayDocTitle to true", severity)


def check_identifier(subject: Subject) -> Iterator[Finding]:
    """ua-claim: a tagged file claims PDF/UA."""
    if is_tagged(subject.pdf) and not read_claims(subject.pdf).pdfua:
        message = "the file is tagged, but does not claim PDF/UA"
        hint = "when it meets all of PDF/UA, write pdfuaid:part to the XMP metadata"
        yield Finding("ua-claim", subject.place(), message, hint)


def check_bookmarks(subject: Subject) -> Iterator[Finding]:
    """bookmarks-missing: a long file has bookmarks."""
    outlines = subject.pdf.Root.get("/Outlines")
    has_bookmarks = isinstance(outlines, pikepdf.Dictionary) and "/First" in outlines
    if len(subject.pdf.pages) > LONG and not has_bookmarks:
        message = f"the file has {len(subject.pdf.pages)} pages, but no bookmarks"
        hint = "make bookmarks from the headings"
        yield Finding("bookmarks-missing", subject.place(), message, hint)


def check_permission(subject: Subject) -> Iterator[Finding]:
    """access-forbidden: an encrypted file allows screen readers."""
    if subject.pdf.is_encrypted and not subject.pdf.allow.accessibility:
        message = "the permissions of the file do not allow screen readers"
        yield Finding("access-forbidden", subject.place(), message, "allow accessibility")


CHECKS: tuple[Check, ...] = (
    check_tags,
    check_title,
    check_identifier,
    check_bookmarks,
    check_permission,
)
"""The checks of this module."""
