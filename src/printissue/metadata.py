"""What a finished file says of itself: Dublin Core, PRISM and the standards it claims, as a value and as XMP."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Record:
    """The bibliographic record of one issue. `created` is the cover date: no clock goes into a file."""

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
