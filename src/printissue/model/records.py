"""The bibliographic record of an issue or a volume, as library catalogues have it."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BibliographicRecord:
    """The bibliographic record of an issue or a volume. `created` is the cover date, so that equal files stay equal."""

    title: str
    publication: str
    publisher: str
    language: str
    cover_date: str
    created: dt.datetime
    identifier: str
    authors: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    description: str = ""
    rights: str = ""
    issn: str = ""
    volume: str = ""
    number: str = ""
    url: str = ""
