"""All rules over a file for readers, in the order that a report gives them; and those over the file as a whole."""

from collections.abc import Iterator

import pikepdf

from printissue.core.findings import Finding
from printissue.pdf.metadata import read_xmp_packet
from printissue.preflight import (
    access_content,
    access_links,
    access_structure,
    access_tables,
    access_text,
    fonts,
    verapdf,
)
from printissue.preflight.claims import is_tagged, promised, read_claims
from printissue.preflight.subject import Check, Subject

LONG = 20
"""A file of more pages is one that wants bookmarks."""


def check_tree(subject: Subject) -> Iterator[Finding]:
    """Find a file without tags, or with tags that it does not stand by."""
    root = subject.pdf.Root
    marked = root.get("/MarkInfo")
    marked = marked if isinstance(marked, pikepdf.Dictionary) else pikepdf.Dictionary()
    if not is_tagged(subject.pdf):
        message = "the file has no tags: a screen reader has to guess what it says"
        hint = "make it anew as tagged PDF"
        yield Finding("tags-missing", subject.place(), message, hint, promised(subject.pdf))
    elif not bool(marked.get("/Marked", False)):
        message = "the file has tags, but does not say that it is tagged"
        yield Finding("tags-unmarked", subject.place(), message, "set MarkInfo's Marked to true")
    if bool(marked.get("/Suspects", False)):
        message = "the file says itself that its tags are not to be trusted"
        yield Finding("tags-suspect", subject.place(), message, "check them, then drop Suspects")


def check_title(subject: Subject) -> Iterator[Finding]:
    """Find a file without a title, or one whose window shows the file's name instead."""
    packet, where = read_xmp_packet(subject.pdf), subject.place()
    if not packet.get("dc:title"):
        message = packet.fault or "the metadata has no title (dc:title)"
        hint = "write the title into the XMP metadata"
        yield Finding("title-missing", where, message, hint, promised(subject.pdf))
    preferences = subject.pdf.Root.get("/ViewerPreferences")
    shown = isinstance(preferences, pikepdf.Dictionary) and preferences.get("/DisplayDocTitle")
    if not shown:
        message = "a reader's window shows the file's name, not its title"
        hint = "set DisplayDocTitle to true"
        yield Finding("title-hidden", where, message, hint, promised(subject.pdf))


def check_identifier(subject: Subject) -> Iterator[Finding]:
    """Find a tagged file that does not claim PDF/UA."""
    if is_tagged(subject.pdf) and not read_claims(subject.pdf).pdfua:
        message = "the file is tagged, but does not claim PDF/UA"
        hint = "once it holds to all of PDF/UA, write pdfuaid:part into the XMP metadata"
        yield Finding("ua-claim", subject.place(), message, hint)


def check_bookmarks(subject: Subject) -> Iterator[Finding]:
    """Find a long file without bookmarks."""
    outlines = subject.pdf.Root.get("/Outlines")
    has = isinstance(outlines, pikepdf.Dictionary) and "/First" in outlines
    if len(subject.pdf.pages) > LONG and not has:
        message = f"{len(subject.pdf.pages)} pages have no bookmarks"
        yield Finding("bookmarks-missing", subject.place(), message, "make them from the headings")


def check_permission(subject: Subject) -> Iterator[Finding]:
    """Find an encrypted file that keeps screen readers out."""
    if subject.pdf.is_encrypted and not subject.pdf.allow.accessibility:
        message = "the file's permissions keep screen readers out"
        yield Finding("access-forbidden", subject.place(), message, "allow access for them")


CHECKS: tuple[Check, ...] = (
    check_tree,
    check_title,
    check_identifier,
    check_bookmarks,
    check_permission,
)
"""The rules of this module."""

ACCESS_CHECKS: tuple[Check, ...] = (
    *CHECKS,
    *access_structure.CHECKS,
    *access_tables.CHECKS,
    *access_content.CHECKS,
    *access_links.CHECKS,
    *access_text.CHECKS,
    fonts.check_embedded,
    fonts.check_glyphs,
    verapdf.check_claims,
)
"""The rules over a file for readers; the last one asks veraPDF, where it is installed, and takes seconds."""
