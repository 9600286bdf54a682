"""A description of an issue without Markdown, for metadata and slug lines."""

import re
from dataclasses import dataclass

from printissue.assets.labels import issue_date
from printissue.html.markdown import plain
from printissue.model.issue import Issue, Publication

_MAX_DESCRIPTION = 400


@dataclass(frozen=True, slots=True)
class Description:
    """An issue's full title, its own title, its cover date in words, and its subject."""

    title: str
    issue: str
    date: str
    description: str


def describe(issue: Issue, publication: Publication) -> Description:
    """Return the description of an issue; the full title starts with the publication's unless the issue's has it."""
    language = issue.language or publication.language
    own = plain(issue.title, language)
    title = own if publication.title.lower() in own.lower() else f"{publication.title}: {own}"
    about = plain(issue.spotlight.heading, language) if issue.spotlight else ""
    return Description(title, own, issue_date(issue.date, language), _cut(about))


def _cut(text: str) -> str:
    """Cut a text at the end of a word, to a length that catalogues show."""
    if len(text) <= _MAX_DESCRIPTION:
        return text
    return re.sub(r"\s+\S*$", "", text[:_MAX_DESCRIPTION]) + "…"
