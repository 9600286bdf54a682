"""Publications, issues and their sections: the model behind the YAML, the JSON Schema, the docs and the templates."""

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from printissue.model.parts import (
    ITEM_KINDS,
    Abbreviation,
    Advertisement,
    Article,
    Box,
    Event,
    Image,
    Link,
    MixedItem,
    Notice,
    Part,
    Reading,
)
from printissue.model.printers import PageCount
from printissue.model.text_types import (
    UNPRINTED,
    UNSUBSCRIBE,
    Email,
    Inline,
    Issn,
    IssueDate,
    IssueUrl,
    Key,
    Language,
    Markdown,
    SerialNumber,
    Text,
    TimeZone,
    Unsubscribe,
    Url,
    YesNo,
    first_day,
    model_error,
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


SECTION_KINDS = ("articles", "notices", "readings", "events", "items")

Item = Article | Notice | Reading | Event | Advertisement


class Section(Part):
    """A part of an issue with a title and items: articles, notices, readings or events, or `items` of mixed kinds."""

    title: Text = Field(description="The title of the section.", examples=["Upcoming events"])
    id: Key | None = Field(
        None, description="The name for cross-references. Default: made from the title."
    )
    lead: Markdown | None = Field(None, description="A few lines under the title.")
    articles: list[Article] | None = Field(None, description="The stories of the section.")
    notices: list[Notice] | None = Field(None, description="Vacancies, media reports and the like.")
    readings: list[Reading] | None = Field(None, description="Publications to read.")
    events: list[Event] | None = Field(None, description="Events with their dates.")
    items: list[MixedItem] | None = Field(
        None, description="Items of mixed kinds, in the order in which they are read."
    )
    advertisements: list[Advertisement] = Field(
        default_factory=list, description="Advertisements after the items of the section."
    )
    order: Literal["fixed", "free"] = Field(
        "fixed",
        description="free: short stories, notices and readings can change places if that fills the pages better.",
    )
    boxes: list[Box] = Field(
        default_factory=list, description="Separate short texts at the end of the section."
    )
    photo_credits: list[Text] = Field(
        default_factory=list, description="The photographers of this section."
    )
    more: list[Link] = Field(
        default_factory=list, description="The 'more …' links at the end of the section."
    )

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        kinds = [kind for kind in SECTION_KINDS if getattr(self, kind) is not None]
        if len(kinds) != 1:
            what = "has " + " and ".join(kinds) if kinds else "has no items"
            raise model_error(
                "wrong-value",
                f"the section {what}",
                f"a section must have exactly one of {', '.join(SECTION_KINDS)}",
            )
        if not getattr(self, kinds[0]) and not (self.lead or self.more):
            raise model_error(
                "wrong-value",
                f"the section's {kinds[0]} are empty",
                "add items, a lead or a 'more' link, or remove the section",
            )
        return self

    @property
    def kind(self) -> str:
        """The kind of the section's items, one of `SECTION_KINDS`."""
        return next(kind for kind in SECTION_KINDS if getattr(self, kind) is not None)

    def placed_items(self) -> Iterator[tuple[str, tuple[str | int, ...], Item]]:
        """Yield the items in the order in which they are read: kind, path in the section, item.

        The kind is the name that a list of such items has: `articles`, `advertisements`.
        """
        kind = self.kind
        for number, item in enumerate(getattr(self, kind)):
            if isinstance(item, MixedItem):
                yield ITEM_KINDS[item.key], (kind, number, item.key), getattr(item, item.key)
            else:
                yield kind, (kind, number), item
        for number, advertisement in enumerate(self.advertisements):
            yield "advertisements", ("advertisements", number), advertisement

    @property
    def stories(self) -> list[Article]:
        """The stories of the section, in the order in which they are read."""
        if self.items is None:
            return self.articles or []
        return [item.article for item in self.items if item and item.article]


class Spotlight(Part):
    """The main subject of the issue, at the top of the cover."""

    heading: Inline = Field(description="The headline on the cover.")
    kicker: Text | None = Field(
        None, description="One or two words above the headline. Default: 'In the spotlight'."
    )
    lead: Markdown = Field(description="A paragraph that opens the issue.")
    image: Image | None = Field(None, description="The picture on the cover.")


class RequiredPages(Part):
    """The number of pages that an issue must have; sizes and spaces change within the theme's ranges to reach it."""

    pages: PageCount | None = Field(
        None, description="The number of pages, including the cover and the back.", examples=["8"]
    )
    multiple: PageCount | None = Field(
        None,
        description="The number of pages is a multiple of this; the nearest possible one is chosen.",
        examples=["4"],
    )

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.pages is None) == (self.multiple is None):
            raise model_error(
                "wrong-value",
                "'fit' has both 'pages' and 'multiple'" if self.pages else "'fit' is empty",
                "write either 'pages' or 'multiple'",
            )
        return self


class Translation(Part):
    """The same issue in another language: another issue of the publication, or an address."""

    language: Language = Field(description="The language of the other issue.", examples=["de"])
    issue: Key | None = Field(
        None, description="The key of the issue in this publication.", examples=["2015-10-de"]
    )
    url: Url | None = Field(None, description="The address, if it is elsewhere.")

    @model_validator(mode="after")
    def _issue_or_url(self) -> Self:
        if (self.issue is None) == (self.url is None):
            raise model_error(
                "wrong-value",
                "the translation has both 'issue' and 'url'"
                if self.url
                else "the translation is nowhere",
                "write either 'issue' or 'url'",
            )
        return self


class Issue(Part):
    """One issue of a publication: `issues/<publication>/<key>.yaml`."""

    title: Inline = Field(
        description="The title of the issue.", examples=["October 2015 Monthly Update"]
    )
    date: IssueDate = Field(
        description="The cover date, a month or a day.", examples=["2015-10", "2015-10-01"]
    )
    volume: SerialNumber | None = Field(
        None, description="The number of the volume.", examples=["12"]
    )
    number: SerialNumber | None = Field(
        None, description="The number of the issue within the volume.", examples=["10", "7-8"]
    )
    language: Language | None = Field(
        None, description="The language of the issue, if it is not that of the publication."
    )
    translations: list[Translation] = Field(
        default_factory=list, description="The same issue in other languages."
    )
    online: Url | None = Field(
        None, description="The address of the online version; a QR code in print."
    )
    fit: RequiredPages | None = Field(
        None,
        description="The number of pages in print. Default: as many as the text needs.",
    )
    spotlight: Spotlight | None = Field(None, description="The main subject, on the cover.")
    sections: list[Section] = Field(
        min_length=1, description="The parts of the issue, in reading order."
    )
    photo_credits: list[Text] = Field(
        default_factory=list, description="The photographers of the issue."
    )
    abbreviations: list[Abbreviation] = Field(
        default_factory=list,
        description="Abbreviations and their meanings; a screen reader reads the full words.",
    )
    connect: list[Link] = Field(
        default_factory=list,
        description="Social media and contact links. Default: those of the publication.",
    )

    @property
    def day(self) -> dt.date:
        """The cover date as a day: the first of the month if the date is a month."""
        return first_day(self.date)


class Contact(Part):
    """The publisher's contact details."""

    address: list[Text] = Field(
        default_factory=list, description="The postal address, one item per line."
    )
    email: Email | None = Field(None, description="The e-mail address.")
    phone: Text | None = Field(None, description="The telephone number.")
    web: Url | None = Field(None, description="The address of the publisher's website.")


class StandingFiller(Part):
    """A page of the publication for issues that need more pages: an advertisement for itself, a form, dates."""

    heading: Inline = Field(description="The heading of the page.", examples=["Read us at home"])
    body: Markdown | None = Field(None, description="The text of the page.")
    form: list[Text] = Field(
        default_factory=list,
        description="The fields of a form; each has a line to write on.",
        examples=["Name", "Address"],
    )
    links: list[Link] = Field(
        default_factory=list,
        description="Addresses at the foot of the page; in print, a QR code leads to the first.",
    )


class MailSettings(Part):
    """The settings of the e-mail edition: addresses, and where its pictures are."""

    sender: Annotated[Email, UNPRINTED] | None = Field(
        None,
        description="The address that the e-mail comes from. Default: the `email` of `contact`.",
        examples=["newsletter@example.org"],
    )
    reply_to: Annotated[Email, UNPRINTED] | None = Field(
        None, description="The address that answers go to. Default: that of the sender."
    )
    unsubscribe: Unsubscribe = Field(
        UNSUBSCRIBE,
        description="The address to unsubscribe: https or mailto, or the placeholder of the sending service.",
        examples=["https://www.example.org/unsubscribe", '"*|UNSUB|*"'],
    )
    pictures: Literal["embed", "link"] = Field(
        "embed",
        description="`embed`: the e-mail contains its pictures; `link`: it loads them from the issue's address online.",
    )


class Publication(Part):
    """The serial that issues belong to: `issues/<publication>/publication.yaml`."""

    title: Text = Field(description="The title, for the masthead.", examples=["Monthly Update"])
    subtitle: Text | None = Field(None, description="The line under the masthead.")
    publisher: Text = Field(description="The name of the publisher.")
    issn: Issn | None = Field(
        None, description="The ISSN; its check digit is verified.", examples=["1234-5679"]
    )
    language: Language = Field("en", description="The language of the publication.")
    frequency: Frequency = Field("irregular", description="How often an issue appears.")
    pagination: Literal["issue", "continuous"] = Field(
        "issue",
        description="Page numbers start at 1 in each issue, or continue through all issues of a year.",
    )
    theme: Key = Field("bulletin", description="The theme: the name of a folder in `styles/`.")
    paper: Literal["A4", "A5", "Letter"] | None = Field(
        None, description="The size of the trimmed page. Default: that of the theme."
    )
    printer: Key = Field(
        "offset-eu",
        description="The profile of the print shop: a built-in one or one of `printers.yaml`.",
    )
    timezone: TimeZone | None = Field(
        None,
        description="The time zone of the times of events, for calendars.",
        examples=["Europe/Vienna"],
    )
    base_url: Url | None = Field(
        None, description="The address under which the issues are published."
    )
    online: IssueUrl | None = Field(
        None,
        description="The address of each issue online; `{key}` is the issue's key. An issue can have another `online`.",
    )
    stories: Literal["page", "pages"] = Field(
        "page",
        description="`page`: the web edition is one page an issue; `pages`: each story has its own page as well.",
    )
    address_panel: YesNo = Field(
        False, description="yes: the last page of the print edition has room for an address."
    )
    print_topics: YesNo = Field(
        False,
        description="yes: the pages of print, archive and screen editions show the topics, people and places of each "
        "story. The index of a volume and web pages have them anyway.",
    )
    mail: MailSettings = Field(MailSettings(), description="The settings of the e-mail edition.")
    imprint: Markdown | None = Field(
        None, description="The legal notice at the end of each issue: who is responsible for it."
    )
    rights: Text | None = Field(None, description="The copyright line.")
    contact: Contact | None = Field(None, description="The publisher's contact details.")
    connect: list[Link] = Field(
        default_factory=list, description="Social media and contact links for every issue."
    )
    fillers: list[StandingFiller] = Field(
        default_factory=list,
        description="The pages that are added, in this order, where an issue needs more pages. After them, and without "
        "them, a quotation of the issue fills a page.",
    )
