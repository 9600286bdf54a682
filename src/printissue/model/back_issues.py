"""Back issues: finished PDFs without a manuscript, each with a few lines of YAML that name its parts."""

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
    first_day,
    model_error,
    schema_of,
)

MAX_PAGE = 9999
"""The highest page number that a heading can have."""


def _page(value: object) -> int:
    if isinstance(value, int):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"[1-9][0-9]{0,3}", value):
        hint = "count the pages of the PDF from 1; ignore the page numbers that are printed on them"
        raise model_error("wrong-value", f"{value!r} is not the number of a page", hint)
    return int(value)


PageNumber = Annotated[
    int,
    BeforeValidator(_page),
    schema_of(
        type=["integer", "string"],
        minimum=1,
        maximum=MAX_PAGE,
        pattern="^[1-9][0-9]{0,3}$",
        expected="the number of a page, counted from 1",
    ),
]


class Heading(Part):
    """A story or section of a back issue, for the contents, bookmarks and index of a volume."""

    title: Inline = Field(
        description="The headline, as it is printed.", examples=["A press for the island"]
    )
    page: PageNumber = Field(
        description="The page of the PDF where it starts, counted from 1.", examples=["3"]
    )
    authors: list[Text] = Field(
        default_factory=list, description="The authors' names, for the list of authors."
    )
    topics: list[Text] = Field(default_factory=list, description="The subjects, for the index.")
    people: list[Text] = Field(
        default_factory=list,
        description="The people in the story as 'Surname, Name', for the index.",
    )
    places: list[Text] = Field(
        default_factory=list, description="The places in the story, for the index."
    )


class BackIssue(Part):
    """An issue that exists only as a PDF: `issues/<publication>/<key>.yaml` beside `<key>.pdf`."""

    title: Inline = Field(description="The title of the issue.", examples=["March 2024"])
    date: IssueDate = Field(
        description="The cover date, a month or a day.", examples=["2024-03", "2024-03-15"]
    )
    volume: SerialNumber | None = Field(
        None, description="The number of the volume.", examples=["12"]
    )
    number: SerialNumber | None = Field(
        None, description="The number of the issue within the volume.", examples=["3", "7-8"]
    )
    language: Language | None = Field(
        None, description="The language of the issue, if it is not that of the publication."
    )
    headings: list[Heading] = Field(
        default_factory=list, description="The stories, in reading order."
    )

    @property
    def day(self) -> dt.date:
        """The cover date as a day: the first of the month if the date is a month."""
        return first_day(self.date)
