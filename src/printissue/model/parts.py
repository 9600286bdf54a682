"""The items of sections: stories, notices, readings, events and advertisements, with their pictures and links."""

import re
from collections.abc import Iterator
from functools import cache
from types import UnionType
from typing import Annotated, ClassVar, Literal, Self, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, model_validator

from printissue.model.text_types import (
    UNPRINTED,
    Day,
    Email,
    Focus,
    Inline,
    Key,
    Language,
    Markdown,
    Markup,
    StoryRef,
    Text,
    Time,
    TimeZone,
    Url,
    Use,
    YesNo,
    model_error,
    schema_of,
)


class Part(BaseModel):
    """The base of everything that a YAML file describes: immutable, and without unknown keys."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)

    text_key: ClassVar[str] = ""
    """The key whose value a text in place of the part is; empty where the part must be a group of keys."""

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: object) -> object:
        return {cls.text_key: value} if cls.text_key and isinstance(value, str) else value

    @classmethod
    def words(cls) -> str:
        """Return the name of the class as words: `pull quote` for PullQuote."""
        return re.sub("(?<=[a-z])(?=[A-Z])", " ", cls.__name__).lower()


Path = tuple[str | int, ...]


def printed_texts(part: Part, path: Path = ()) -> Iterator[tuple[Path, str, Markup]]:
    """Yield the texts of a part that are printed on a page: path, text and markup, in the order of the keys."""
    markups = _markups(type(part))
    for key in type(part).model_fields:
        yield from _printed_texts(getattr(part, key), (*path, key), markups.get(key))


def _printed_texts(
    value: object, path: Path, markup: Markup | None
) -> Iterator[tuple[Path, str, Markup]]:
    if isinstance(value, Part):
        yield from printed_texts(value, path)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _printed_texts(item, (*path, number), markup)
    elif isinstance(value, str) and markup:
        yield path, value, markup


@cache
def _markups(part: type[Part]) -> dict[str, Markup]:
    """Return the markup of each key of a part whose value is a printed text, or a list of such texts."""
    hints = get_type_hints(part, include_extras=True).items()
    return {key: markup for key, hint in hints if (markup := _markup(hint))}


def _markup(hint: object) -> Markup | None:
    """Return the markup that the type of a key states: that of its `Use`, `text` for other texts, else None."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated and arguments[0] is str:
        uses = [extra for extra in arguments[1:] if isinstance(extra, Use)]
        return uses[-1].markup if uses else "text"
    if origin in (list, Union, UnionType):
        return next(filter(None, map(_markup, arguments)), None)
    return None


Year = Annotated[
    str,
    Field(pattern=r"^[1-9][0-9]{3}$"),
    schema_of(
        type=["string", "integer"],
        minimum=1000,
        maximum=9999,
        pattern=r"^[1-9][0-9]{3}$",
        expected="a year of four digits",
    ),
]


class Link(Part):
    """An address with a label: a link on screen, a numbered note in print."""

    label: Text = Field(
        description="The text that readers see.", examples=["Read the full article"]
    )
    url: Url = Field(
        description="The address: http, https, mailto or tel.",
        examples=["https://www.example.org/article"],
    )


PictureKind = Literal["photograph", "chart", "drawing"]
"""The kinds of pictures: each is set in its own way, and a chart is never cropped."""


class Image(Part):
    """A picture: a PNG, JPEG, SVG, WebP, GIF or TIFF file inside the workspace."""

    file: Annotated[Text, UNPRINTED] = Field(
        description="The path of the file, from the folder of the issue.",
        examples=["2015-10/border.svg"],
    )
    alt: Annotated[Text, UNPRINTED] | None = Field(
        None,
        description="A description of the picture for people who cannot see it. Required unless it is decorative.",
    )
    decorative: YesNo = Field(False, description="yes: the picture adds nothing to the text.")
    caption: Inline | None = Field(None, description="The line under the picture.")
    credit: Text | None = Field(None, description="The person who made the picture.")
    kind: PictureKind | None = Field(
        None,
        description="What the picture is; a chart is never cropped. Default: guessed from the file.",
    )
    size: Literal["column", "wide", "full-bleed"] | None = Field(
        None,
        description="The width: that of a column, of the page, or beyond its edges. Default: the theme's choice.",
    )
    crop: YesNo | None = Field(
        None,
        description="yes: the edges can be cut off; no: the whole picture is shown. Default: yes with a `focus`.",
        examples=["yes"],
    )
    focus: Focus | None = Field(
        None,
        description="The point that stays visible when the edges are cut off: percent from the left and from the top.",
        examples=["50% 30%"],
    )

    @model_validator(mode="after")
    def _alt_or_decorative(self) -> Self:
        if not self.decorative and self.alt is None:
            raise model_error(
                "missing-key",
                "the picture has no 'alt'",
                "describe in one sentence what it shows, or add 'decorative: yes'",
            )
        return self

    @model_validator(mode="after")
    def _focus_crops(self) -> Self:
        if self.focus is not None and self.crop is False:
            raise model_error(
                "wrong-value",
                "'focus' has no effect if 'crop' is no",
                "remove 'focus', or write 'crop: yes'",
            )
        return self

    @model_validator(mode="after")
    def _charts_are_whole(self) -> Self:
        if self.kind == "chart" and (self.crop or self.focus is not None):
            raise model_error(
                "wrong-value",
                "a chart is never cropped",
                f"remove '{'focus' if self.crop is None else 'crop'}', or write another 'kind'",
            )
        return self


class Abbreviation(Part):
    """An abbreviation and its meaning."""

    short: Annotated[Text, UNPRINTED] = Field(
        description="The abbreviation, as it is in the text.", examples=["ISSN"]
    )
    long: Annotated[Text, UNPRINTED] = Field(
        description="The full words.", examples=["International Standard Serial Number"]
    )


class Author(Part):
    """A person who wrote a story: a name, or a group of keys with more about the person."""

    text_key = "name"

    name: Text = Field(
        description="The name, for the by-line and the metadata.", examples=["Ada Example"]
    )
    role: Text | None = Field(
        None, description="The office or profession.", examples=["harbour master"]
    )
    portrait: Image | None = Field(None, description="A picture of the person.")
    about: Markdown | None = Field(
        None, description="A line about the person, at the end of the story."
    )
    url: Url | None = Field(
        None, description="The address of a page about the person, or an e-mail address."
    )


class Signature(Part):
    """The signature of a letter: a picture of the handwriting, or a text that is set like it."""

    text_key = "text"

    text: Text | None = Field(None, description="The signature as a text.", examples=["Ada"])
    image: Image | None = Field(
        None, description="A picture of the signature; its `alt` is the name in it."
    )

    @model_validator(mode="after")
    def _text_or_image(self) -> Self:
        if (self.text is None) == (self.image is None):
            raise model_error(
                "wrong-value",
                "the signature has both 'text' and 'image'"
                if self.text
                else "the signature is empty",
                "write either 'text' or 'image'",
            )
        return self


class PullQuote(Part):
    """A sentence from a story, set large to fill a column."""

    text: Inline = Field(description="The sentence.")
    by: Text | None = Field(None, description="The person who said or wrote it.")


class Box(Part):
    """A separate short text inside a story or a section: background, figures, a recipe."""

    heading: Inline = Field(description="The heading of the box.")
    body: Markdown = Field(description="The text of the box.")
    image: Image | None = Field(None, description="The picture of the box, above its text.")
    links: list[Link] = Field(default_factory=list, description="The links under its text.")


class Article(Part):
    """A story with its heading, text, pictures and links."""

    heading: Inline = Field(description="The headline.")
    id: Key | None = Field(
        None, description="The name for cross-references. Default: made from the heading."
    )
    kicker: Text | None = Field(None, description="One or two words above the headline.")
    standfirst: Inline | None = Field(
        None, description="The sentence under the headline that introduces the story."
    )
    authors: list[Author] = Field(
        default_factory=list,
        description="The authors, for the by-line and the metadata: names, or groups of keys.",
        examples=["Ada Example", "{name: Ben Example, role: harbour master}"],
    )
    topics: list[Text] = Field(
        default_factory=list, description="The subjects, for the metadata and the index."
    )
    language: Language | None = Field(
        None, description="The language of the story, if it is not that of the issue."
    )
    people: list[Text] = Field(
        default_factory=list,
        description="The people in the story as 'Surname, Name', for the index.",
    )
    places: list[Text] = Field(
        default_factory=list, description="The places in the story, for the index."
    )
    grade: Literal["lead", "feature", "story", "brief"] | None = Field(
        None,
        description="How large the story is set: a lead across the page, a brief small. Default: chosen by length, "
        "pictures and position.",
    )
    body: Markdown | None = Field(None, description="The text.")
    image: Image | None = Field(None, description="The picture of the story.")
    figures: list[Image] = Field(
        default_factory=list, description="More pictures, side by side under the text."
    )
    pull_quotes: list[PullQuote] = Field(
        default_factory=list, description="Sentences that can be set large."
    )
    boxes: list[Box] = Field(
        default_factory=list, description="Separate short texts inside the story."
    )
    related: list[StoryRef] = Field(
        default_factory=list,
        description="Other stories to read: `id` for one in this issue, `key/id` for one in another issue.",
        examples=["2025-01/forty-two-lines"],
    )
    links: list[Link] = Field(default_factory=list, description="The line of links under the text.")
    letter: YesNo = Field(
        False,
        description="yes: a letter, with its author's portrait at its head and name at its end.",
    )
    signature: Signature | None = Field(
        None, description="The signature under a letter: a text, or a picture."
    )


class NoticeContact(Part):
    """The person to turn to about a notice: a name, or a group of keys."""

    text_key = "name"

    name: Text | None = Field(None, description="The name.", examples=["Ada Example"])
    phone: Text | None = Field(None, description="The telephone number.")
    email: Email | None = Field(None, description="The e-mail address.")

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if not (self.name or self.phone or self.email):
            raise model_error(
                "wrong-value", "the contact is empty", "write a 'name', 'phone' or 'email'"
            )
        return self


class Notice(Part):
    """A short item for reference: a vacancy, a media report, something for sale."""

    heading: Inline = Field(description="The heading of the notice.")
    id: Key | None = Field(None, description="The name for cross-references.")
    group: Text | None = Field(
        None,
        description="The group that it belongs to: neighbouring notices of one group have a heading together.",
        examples=["For sale"],
    )
    source: Text | None = Field(
        None, description="The medium that it appeared in, or the employer."
    )
    place: Text | None = Field(None, description="The place.")
    date: Day | None = Field(None, description="The day when it appeared.")
    deadline: Day | None = Field(None, description="The last day for applications.")
    price: Text | None = Field(None, description="The price.", examples=["€ 40"])
    contact: NoticeContact | None = Field(
        None, description="The person to turn to: a name, or a group of keys."
    )
    language: Language | None = Field(
        None, description="The language of the notice, if it is not that of the issue."
    )
    body: Markdown | None = Field(None, description="A few lines of text.")
    links: list[Link] = Field(default_factory=list, description="Links to more information.")


class Download(Part):
    """One language version of a publication in a list of readings."""

    language: Language = Field(description="The language of this version.", examples=["fr"])
    url: Url = Field(description="The address of the file.")
    label: Text | None = Field(
        None, description="The text of the link. Default: the name of the language."
    )


class Reading(Part):
    """A publication to read: title, summary, one download per language."""

    title: Inline = Field(description="The title of the publication.")
    id: Key | None = Field(None, description="The name for cross-references.")
    subtitle: Inline | None = Field(None, description="The subtitle.")
    authors: list[Text] = Field(default_factory=list, description="The authors' names.")
    year: Year | None = Field(None, description="The year of publication.")
    language: Language | None = Field(
        None, description="The language of the summary, if it is not that of the issue."
    )
    body: Markdown | None = Field(None, description="The summary.")
    image: Image | None = Field(None, description="The cover of the publication.")
    downloads: list[Download] = Field(default_factory=list, description="The language versions.")
    links: list[Link] = Field(default_factory=list, description="Other links.")


class Event(Part):
    """An event on a day or over several days, with its times if they are known."""

    title: Inline = Field(description="The name of the event.")
    id: Key | None = Field(None, description="The name for cross-references.")
    start: Day = Field(
        description="The day of the event, or the first day.", examples=["2015-10-19"]
    )
    end: Day | None = Field(
        None, description="The last day, if there are several.", examples=["2015-10-23"]
    )
    start_time: Time | None = Field(
        None, description="The time at which it begins, on the first day.", examples=["18:30"]
    )
    end_time: Time | None = Field(
        None, description="The time at which it ends, on the last day.", examples=["20:00"]
    )
    timezone: TimeZone | None = Field(
        None,
        description="The time zone of the times, if it is not that of the publication.",
        examples=["Asia/Tbilisi"],
    )
    place: Text | None = Field(None, description="The place.", examples=["Tbilisi, Georgia"])
    organiser: Text | None = Field(None, description="The organiser.")
    price: Text | None = Field(
        None, description="The price of admission.", examples=["€ 10, free for members"]
    )
    language: Language | None = Field(
        None, description="The language of the event's text, if it is not that of the issue."
    )
    image: Image | None = Field(None, description="A picture of the event.")
    body: Markdown | None = Field(None, description="A few lines of text.")
    url: Url | None = Field(None, description="The address of a page with more information.")
    links: list[Link] = Field(
        default_factory=list, description="More links: the programme, tickets, a map."
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end is not None and self.end < self.start:
            raise model_error(
                "wrong-date",
                f"the event ends ({self.end}) before it starts ({self.start})",
                "swap the two dates, or correct one",
                key="end",
            )
        return self

    @model_validator(mode="after")
    def _times(self) -> Self:
        if self.start_time is None and (self.end_time or self.timezone):
            key = "end_time" if self.end_time else "timezone"
            raise model_error(
                "wrong-value",
                f"the event has '{key}', but no 'start_time'",
                "add 'start_time', for example 18:30",
                key=key,
            )
        if self.end_time is None or self.start_time is None:
            return self
        if (self.end or self.start) == self.start and self.end_time <= self.start_time:
            raise model_error(
                "wrong-date",
                f"the event ends ({self.end_time}) before it starts ({self.start_time})",
                "correct one of the times; an event after midnight ends on the next day: add 'end'",
                key="end_time",
            )
        return self


class Advertisement(Part):
    """A paid advertisement, a sponsor's one, or one of the publication itself; each edition marks it as such."""

    advertiser: Text | None = Field(
        None, description="The one who pays for the space.", examples=["The Example Bookshop"]
    )
    sponsor: Text | None = Field(
        None,
        description="The one who supports the publication; in place of `advertiser`.",
        examples=["The Example Foundation"],
    )
    size: Literal["page", "half", "quarter", "column"] = Field(
        "column",
        description="The space in print: a page, half of one, a quarter of one, or as high as it needs in a column.",
    )
    language: Language | None = Field(
        None, description="The language of the advertisement, if it is not that of the issue."
    )
    heading: Inline | None = Field(None, description="The heading.")
    body: Markdown | None = Field(None, description="The text.")
    image: Image | None = Field(
        None,
        description="The picture, or the whole advertisement as a picture; it is never cropped.",
    )
    url: Url | None = Field(None, description="The address that the advertisement leads to.")

    @model_validator(mode="after")
    def _one_payer(self) -> Self:
        if self.advertiser is not None and self.sponsor is not None:
            raise model_error(
                "wrong-value",
                "the advertisement has both 'advertiser' and 'sponsor'",
                "write one of the two",
                key="sponsor",
            )
        if not (self.heading or self.body or self.image):
            raise model_error(
                "wrong-value",
                "the advertisement is empty",
                "add a 'heading', a 'body' or an 'image'",
            )
        if self.image and (self.image.crop or self.image.focus or self.image.size):
            key = "crop" if self.image.crop else "focus" if self.image.focus else "size"
            raise model_error(
                "wrong-value",
                f"the picture of an advertisement cannot have '{key}': it is shown whole",
                f"remove '{key}'",
                key="image",
            )
        return self

    @property
    def paid(self) -> bool:
        """True if an advertiser or a sponsor pays for it."""
        return bool(self.advertiser or self.sponsor)


ITEM_KINDS = {
    "article": "articles",
    "notice": "notices",
    "reading": "readings",
    "event": "events",
    "advertisement": "advertisements",
}
"""The kinds of the items of sections: the key of a single one, and that of several."""


class MixedItem(Part):
    """An item of a section of mixed kinds: exactly one of these keys."""

    article: Article | None = Field(None, description="A story.")
    notice: Notice | None = Field(None, description="A short item for reference.")
    reading: Reading | None = Field(None, description="A publication to read.")
    event: Event | None = Field(None, description="An event.")
    advertisement: Advertisement | None = Field(None, description="An advertisement.")

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        kinds = [one for one in ITEM_KINDS if getattr(self, one) is not None]
        if len(kinds) != 1:
            raise model_error(
                "wrong-value",
                "the item has " + " and ".join(kinds) if kinds else "the item is empty",
                f"an item must have exactly one of {', '.join(ITEM_KINDS)}",
            )
        return self

    @property
    def key(self) -> str:
        """The key that the item has, one of `ITEM_KINDS`."""
        return next(one for one in ITEM_KINDS if getattr(self, one) is not None)
