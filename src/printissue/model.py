"""What a publication, an issue and their parts are: the model that YAML, JSON Schema, docs and templates share."""

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from printissue.kinds import (
    Count,
    Day,
    Inline,
    Issn,
    IssueDate,
    Key,
    Language,
    Markdown,
    Text,
    Url,
    YesNo,
    refuse,
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


class Part(BaseModel):
    """Anything that a manuscript describes: strict, frozen, without keys of its own invention."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)


class Link(Part):
    """A labelled address: live on screen, a numbered note in print."""

    label: Text = Field(description="What the reader sees.", examples=["Read the full article"])
    url: Url = Field(
        description="Where it leads: http, https, mailto or tel.",
        examples=["https://www.example.org/article"],
    )


class Image(Part):
    """A picture: PNG, JPEG, SVG, WebP, GIF or TIFF inside the workspace."""

    file: Text = Field(description="Path from the issue's folder.", examples=["2015-10/border.svg"])
    alt: Text | None = Field(
        None,
        description="What the picture shows, for those who do not see it. Only a decorative one has none.",
    )
    decorative: YesNo = Field(
        False, description="yes: the picture says nothing that the text does not."
    )
    caption: Inline | None = Field(None, description="The line under the picture.")
    credit: Text | None = Field(None, description="Who made it.")

    @model_validator(mode="after")
    def _alt_or_decorative(self) -> Self:
        if not self.decorative and self.alt is None:
            raise refuse(
                "missing-key",
                "the picture has no 'alt'",
                "say in one sentence what it shows, or mark it 'decorative: yes'",
            )
        return self


class Article(Part):
    """A story: heading, text, picture, links."""

    heading: Inline = Field(description="The headline.")
    id: Key | None = Field(
        None, description="Name for cross-references; made from the heading where absent."
    )
    kicker: Text | None = Field(None, description="A word or two above the headline.")
    standfirst: Inline | None = Field(
        None, description="The sentence under the headline that says why to read on."
    )
    authors: list[Text] = Field(
        default_factory=list, description="Names, for the by-line and the metadata."
    )
    topics: list[Text] = Field(
        default_factory=list, description="Subjects, for the metadata and the index."
    )
    language: Language | None = Field(
        None, description="Where the story is not in the issue's language."
    )
    body: Markdown | None = Field(None, description="The text.")
    image: Image | None = Field(None, description="Its picture.")
    links: list[Link] = Field(default_factory=list, description="The line of links under the text.")


class Notice(Part):
    """A short item that is looked up: a vacancy, a media report."""

    heading: Inline = Field(description="What it is.")
    id: Key | None = Field(None, description="Name for cross-references.")
    source: Text | None = Field(None, description="Where it appeared or who offers it.")
    place: Text | None = Field(None, description="Where.")
    date: Day | None = Field(None, description="When it appeared.")
    deadline: Day | None = Field(None, description="Until when one may apply.")
    language: Language | None = Field(None, description="Where it is not in the issue's language.")
    body: Markdown | None = Field(None, description="A few lines.")
    links: list[Link] = Field(default_factory=list, description="Where to read on.")


class Download(Part):
    """One language version of a publication that is presented."""

    language: Language = Field(description="Its language.", examples=["fr"])
    url: Url = Field(description="Where it is.")
    label: Text | None = Field(None, description="In place of the language's name.")


class Reading(Part):
    """A publication that is presented: title, blurb, a download per language."""

    title: Inline = Field(description="Its title.")
    id: Key | None = Field(None, description="Name for cross-references.")
    subtitle: Inline | None = Field(None, description="Its subtitle.")
    authors: list[Text] = Field(default_factory=list, description="Who wrote it.")
    year: Annotated[str, schema_of(pattern=r"^[0-9]{4}$"), Field(pattern=r"^[0-9]{4}$")] | None = (
        Field(None, description="When it came out.")
    )
    language: Language | None = Field(
        None, description="Where the blurb is not in the issue's language."
    )
    body: Markdown | None = Field(None, description="The blurb.")
    image: Image | None = Field(None, description="Its cover.")
    downloads: list[Download] = Field(default_factory=list, description="Its language versions.")
    links: list[Link] = Field(default_factory=list, description="Other addresses.")


class Event(Part):
    """A dated happening: a day, or a range of days."""

    title: Inline = Field(description="What happens.")
    id: Key | None = Field(None, description="Name for cross-references.")
    start: Day = Field(description="The day, or the first one.", examples=["2015-10-19"])
    end: Day | None = Field(None, description="The last day of a range.", examples=["2015-10-23"])
    place: Text | None = Field(None, description="Where.", examples=["Tbilisi, Georgia"])
    organiser: Text | None = Field(None, description="Who holds it.")
    language: Language | None = Field(None, description="Where it is not in the issue's language.")
    body: Markdown | None = Field(None, description="A few lines.")
    url: Url | None = Field(None, description="Where to read on.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end is not None and self.end < self.start:
            raise refuse(
                "wrong-date", f"the event ends ({self.end}) before it starts ({self.start})"
            )
        return self


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
    photo_credits: list[Text] = Field(
        default_factory=list, description="Who took this section's photographs."
    )
    more: list[Link] = Field(default_factory=list, description="The 'more …' links at the end.")

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        given = [kind for kind in SECTION_KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            what = "has " + " and ".join(given) if given else "has no items"
            raise refuse(
                "wrong-value",
                f"the section {what}",
                f"exactly one of {', '.join(SECTION_KINDS)} belongs in a section",
            )
        if not getattr(self, given[0]) and not (self.lead or self.more):
            raise refuse(
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


class Issue(Part):
    """One number of a publication: `issues/<publication>/<key>.yaml`."""

    title: Inline = Field(
        description="The issue's title.", examples=["October 2015 Monthly Update"]
    )
    date: IssueDate = Field(
        description="Its cover date, a month or a day.", examples=["2015-10", "2015-10-01"]
    )
    volume: Count | None = Field(None, description="Volume.", examples=["12"])
    number: Count | None = Field(
        None, description="Number within the volume.", examples=["10", "7-8"]
    )
    language: Language | None = Field(
        None, description="Where it is not the publication's language."
    )
    online: Url | None = Field(None, description="The online version; a QR code in print.")
    spotlight: Spotlight | None = Field(None, description="What opens the issue.")
    sections: list[Section] = Field(min_length=1, description="Its parts, in the order of reading.")
    photo_credits: list[Text] = Field(default_factory=list, description="Who took the photographs.")
    connect: list[Link] = Field(
        default_factory=list,
        description="Social and contact links; the publication's where absent.",
    )

    @property
    def day(self) -> dt.date:
        """Give the cover date as a day: the first of the month where only a month is stated."""
        return dt.date.fromisoformat(self.date if len(self.date) == 10 else f"{self.date}-01")


class Contact(Part):
    """How to reach the publisher."""

    address: list[Text] = Field(
        default_factory=list, description="The postal address, a line each."
    )
    email: Annotated[Text, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")] | None = Field(
        None, description="An e-mail address."
    )
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
    theme: Key = Field("bulletin", description="The folder in `styles/` that says how it looks.")
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
