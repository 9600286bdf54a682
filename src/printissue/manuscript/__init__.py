"""The manuscript stage: read the YAML of a workspace, and return valid values with their places, and all findings."""

from printissue.manuscript.back_issues import BackIssueDescription, check_headings, read_back_issue
from printissue.manuscript.passwords import read_passwords
from printissue.manuscript.reading import (
    Manuscript,
    check_printer,
    read,
    read_limits,
    read_printers,
    read_publication,
    read_valid,
    without_faults,
)
from printissue.manuscript.schema import schema
from printissue.manuscript.site import has_site, read_site
from printissue.manuscript.source_map import SourceMap
from printissue.manuscript.texts import (
    check_glyphs,
    events,
    languages,
    pictures,
    references,
)
from printissue.manuscript.themes import read_theme

__all__ = [
    "BackIssueDescription",
    "Manuscript",
    "SourceMap",
    "check_glyphs",
    "check_headings",
    "check_printer",
    "events",
    "has_site",
    "languages",
    "pictures",
    "read",
    "read_back_issue",
    "read_limits",
    "read_passwords",
    "read_printers",
    "read_publication",
    "read_site",
    "read_theme",
    "read_valid",
    "references",
    "schema",
    "without_faults",
]
