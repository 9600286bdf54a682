"""An issue in plain words, for metadata and slug lines: Markdown's marks taken off."""

import re
from dataclasses import dataclass

from printissue.html.labels import issue_date
from printissue.html.words import plain
from printissue.model.issue import Issue, Publication

_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Description:
    """The issue's full title, its own title, its cover date in words, and what it is about."""

    title: str
    issue: str
    date: str
    description: str


def describe(issue: Issue, publication: Publication) -> Description:
    """Describe an issue; the full title names the publication where the issue's own does not."""
    language = issue.language or publication.language
    own = plain(issue.title, language)
    title = own if publication.title.lower() in own.lower() else f"{publication.title}: {own}"
    about = plain(issue.spotlight.heading, language) if issue.spotlight else ""
    return Description(title, own, issue_date(issue.date, language), _cut(about))


def _cut(text: str) -> str:
    """Cut a text at a word's end, to what a catalogue shows."""
    if len(text) <= _LONGEST:
        return text
    return re.sub(r"\s+\S*$", "", text[:_LONGEST]) + "…"
