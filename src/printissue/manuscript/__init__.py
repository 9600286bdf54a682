"""The manuscript stage: a workspace's YAML in, checked values with their places and all findings out."""

from printissue.manuscript.oldissues import FoundOld, check_headings, read_old
from printissue.manuscript.passwords import read_passwords
from printissue.manuscript.places import Places
from printissue.manuscript.reading import (
    Manuscript,
    check_printer,
    read,
    read_limits,
    read_printers,
)
from printissue.manuscript.schema import schema
from printissue.manuscript.texts import check_glyphs, pictures, printed_texts, references
from printissue.manuscript.themes import read_theme

__all__ = [
    "FoundOld",
    "Manuscript",
    "Places",
    "check_glyphs",
    "check_headings",
    "check_printer",
    "pictures",
    "printed_texts",
    "read",
    "read_limits",
    "read_old",
    "read_passwords",
    "read_printers",
    "read_theme",
    "references",
    "schema",
]
