"""What an old issue is: a finished PDF without a manuscript, and the few lines of YAML that name its parts."""

import datetime as dt
import re
from typing import Annotated

from pydantic import BeforeValidator, Field

from printissue.model.parts import Part
from printissue.model.text_types import (
    Inline,
    IssueDate,
    Language,
    SerialNumber,
    Text,
    model_error,
    schema_of,
)

MOST_PAGES = 9999
"""The highest page that a heading may name."""


def _page(value: object) -> int:
    if isinstance(value, int):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"[1-9][0-9]{0,3}", value):
        hint = "count the pages of the PDF from 1, whatever is printed on them"
        raise model_error("wrong-value", f"{value!r} is no page of a PDF", hint)
    return int(value)


PageNumber = Annotated[
    int,
    BeforeValidator(_page),
    schema_of(
        type=["integer", "string"],
        minimum=1,
        maximum=MOST_PAGES,
        pattern="^[1-9][0-9]{0,3}$",
        expected="a page, counted from 1",
    ),
]


class Heading(Part):
    """A story or section of an old issue, for the volume's contents, bookmarks and index."""

    title: Inline = Field(
        description="Its headline, as the page shows it.", examples=["A press for the island"]
    )
    page: PageNumber = Field(
        description="The page of the PDF that it starts on, counted from 1.", examples=["3"]
    )
    authors: list[Text] = Field(
        default_factory=list, description="Who wrote it, for the list of authors."
    )
    topics: list[Text] = Field(default_factory=list, description="Subjects, for the index.")
    people: list[Text] = Field(
        default_factory=list, description="Persons it is about, 'Surname, Name', for the index."
    )
    places: list[Text] = Field(
        default_factory=list, description="Places it is about, for the index."
    )


class BackIssue(Part):
    """An issue that is there as a PDF only: `issues/<publication>/<key>.yaml` beside `<key>.pdf`."""

    title: Inline = Field(description="The issue's title.", examples=["March 2024"])
    date: IssueDate = Field(
        description="Its cover date, a month or a day.", examples=["2024-03", "2024-03-15"]
    )
    volume: SerialNumber | None = Field(None, description="Volume.", examples=["12"])
    number: SerialNumber | None = Field(
        None, description="Number within the volume.", examples=["3", "7-8"]
    )
    language: Language | None = Field(
        None, description="Where it is not the publication's language."
    )
    headings: list[Heading] = Field(
        default_factory=list, description="Its stories, in the order of reading."
    )

    @property
    def day(self) -> dt.date:
        """Give the cover date as a day: the first of the month where only a month is stated."""
        return dt.date.fromisoformat(self.date if len(self.date) == 10 else f"{self.date}-01")
