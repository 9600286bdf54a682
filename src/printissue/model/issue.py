"""What a publication, an issue and their parts are: the model that YAML, JSON Schema, docs and templates share."""

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from printissue.model.parts import (
    Abbreviation,
    Article,
    Event,
    Image,
    Link,
    Notice,
    Part,
    Reading,
)
from printissue.model.printers import PageCount
from printissue.model.text_types import (
    Inline,
    Issn,
    IssueDate,
    Key,
    Language,
    Markdown,
    SerialNumber,
    Text,
    Url,
    model_error,
    schema_of,
)

Frequency = Literal[
    "weekly",
    "fortnightly",
    "monthly",
    "bimonthly",
    "quarterly",
    "half-yearly",
    "yearly",
    "irregular",
]


SECTION_KINDS = ("articles", "notices", "readings", "events")


class Section(Part):
    """A titled part of an issue that holds items of one kind: articles, notices, readings or events."""

    title: Text = Field(description="Its title.", examples=["Upcoming events"])
    id: Key | None = Field(
        None, description="Name for cross-references; made from the title where absent."
    )
    lead: Markdown | None = Field(None, description="A few lines under the title.")
    articles: list[Article] | None = Field(None, description="Stories.")
    notices: list[Notice] | None = Field(None, description="Vacancies, media items and the like.")
    readings: list[Reading] | None = Field(None, description="Publications that are presented.")
    events: list[Event] | None = Field(None, description="Dated happenings.")
    order: Literal["fixed", "free"] = Field(
        "fixed",
        description="free: short stories, notices and readings may change places where a page is fuller so.",
    )
    photo_credits: list[Text] = Field(
        default_factory=list, description="Who took this section's photographs."
    )
    more: list[Link] = Field(default_factory=list, description="The 'more …' links at the end.")

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        given = [kind for kind in SECTION_KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            what = "has " + " and ".join(given) if given else "has no items"
            raise model_error(
                "wrong-value",
                f"the section {what}",
                f"exactly one of {', '.join(SECTION_KINDS)} belongs in a section",
            )
        if not getattr(self, given[0]) and not (self.lead or self.more):
            raise model_error(
                "wrong-value",
                f"the section's {given[0]} are empty",
                "give items, a lead or a 'more' link, or leave the section out",
            )
        return self

    @property
    def kind(self) -> str:
        """Tell which kind of items the section holds."""
        return next(kind for kind in SECTION_KINDS if getattr(self, kind) is not None)


class Spotlight(Part):
    """What the issue is about: it opens the cover."""

    heading: Inline = Field(description="The cover's headline.")
    kicker: Text | None = Field(
        None, description="A word or two above it; 'In the spotlight' where absent."
    )
    lead: Markdown = Field(description="A paragraph that opens the issue.")
    image: Image | None = Field(None, description="The cover's picture.")


class RequiredPages(Part):
    """How many pages an issue has to have; sizes, lines and spaces change within the theme's ranges for that."""

    pages: PageCount | None = Field(
        None, description="So many, with cover and back.", examples=["8"]
    )
    multiple: PageCount | None = Field(
        None, description="A multiple of so many, the nearest that can be reached.", examples=["4"]
    )

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.pages is None) == (self.multiple is None):
            raise model_error(
                "wrong-value",
                "'fit' asks for both pages and a multiple"
                if self.pages
                else "'fit' asks for nothing",
                "give pages, or a multiple",
            )
        return self


class Issue(Part):
    """One number of a publication: `issues/<publication>/<key>.yaml`."""

    title: Inline = Field(
        description="The issue's title.", examples=["October 2015 Monthly Update"]
    )
    date: IssueDate = Field(
        description="Its cover date, a month or a day.", examples=["2015-10", "2015-10-01"]
    )
    volume: SerialNumber | None = Field(None, description="Volume.", examples=["12"])
    number: SerialNumber | None = Field(
        None, description="Number within the volume.", examples=["10", "7-8"]
    )
    language: Language | None = Field(
        None, description="Where it is not the publication's language."
    )
    online: Url | None = Field(None, description="The online version; a QR code in print.")
    fit: RequiredPages | None = Field(
        None,
        description="How many pages it has to have in print; as many as it needs where absent.",
    )
    spotlight: Spotlight | None = Field(None, description="What opens the issue.")
    sections: list[Section] = Field(min_length=1, description="Its parts, in the order of reading.")
    photo_credits: list[Text] = Field(default_factory=list, description="Who took the photographs.")
    abbreviations: list[Abbreviation] = Field(
        default_factory=list,
        description="Short forms and what they stand for; a screen reader says the long form.",
    )
    connect: list[Link] = Field(
        default_factory=list,
        description="Social and contact links; the publication's where absent.",
    )

    @property
    def day(self) -> dt.date:
        """Give the cover date as a day: the first of the month where only a month is stated."""
        return dt.date.fromisoformat(self.date if len(self.date) == 10 else f"{self.date}-01")


_EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
Email = Annotated[
    str, Field(pattern=_EMAIL), schema_of(pattern=_EMAIL, expected="for example office@example.org")
]


class Contact(Part):
    """How to reach the publisher."""

    address: list[Text] = Field(
        default_factory=list, description="The postal address, a line each."
    )
    email: Email | None = Field(None, description="An e-mail address.")
    phone: Text | None = Field(None, description="A telephone number.")
    web: Url | None = Field(None, description="The publisher's site.")


class Publication(Part):
    """The serial that issues are numbers of: `issues/<publication>/publication.yaml`."""

    title: Text = Field(description="The masthead.", examples=["Monthly Update"])
    subtitle: Text | None = Field(None, description="The line under the masthead.")
    publisher: Text = Field(description="Who publishes it.")
    issn: Issn | None = Field(
        None, description="Its ISSN, checked by its last digit.", examples=["1234-5679"]
    )
    language: Language = Field("en", description="Its language.")
    frequency: Frequency = Field("irregular", description="How often it comes out.")
    pagination: Literal["issue", "continuous"] = Field(
        "issue",
        description="Folios begin anew in each issue, or go on through all issues of a year.",
    )
    theme: Key = Field("bulletin", description="The folder in `styles/` that says how it looks.")
    paper: Literal["A4", "A5", "Letter"] | None = Field(
        None, description="The trimmed page; the theme's own where absent."
    )
    printer: Key = Field(
        "offset-eu",
        description="The print shop's profile: a built-in one or one of `printers.yaml`.",
    )
    base_url: Url | None = Field(None, description="Where its issues are published.")
    imprint: Markdown | None = Field(None, description="Who is responsible; closes each issue.")
    rights: Text | None = Field(None, description="The copyright line.")
    contact: Contact | None = Field(None, description="How to reach the publisher.")
    connect: list[Link] = Field(
        default_factory=list, description="Social and contact links of every issue."
    )
