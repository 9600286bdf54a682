"""The items of sections: stories, notices, readings and events, with their pictures and links."""

import re
from collections.abc import Iterator
from functools import cache
from types import UnionType
from typing import Annotated, Literal, Self, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, model_validator

from printissue.model.text_types import (
    UNPRINTED,
    Day,
    Focus,
    Inline,
    Key,
    Language,
    Markdown,
    Markup,
    StoryRef,
    Text,
    Url,
    Use,
    YesNo,
    model_error,
    schema_of,
)


class Part(BaseModel):
    """The base of everything that a YAML file describes: immutable, and without unknown keys."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)

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


class Abbreviation(Part):
    """An abbreviation and its meaning."""

    short: Annotated[Text, UNPRINTED] = Field(
        description="The abbreviation, as it is in the text.", examples=["ISSN"]
    )
    long: Annotated[Text, UNPRINTED] = Field(
        description="The full words.", examples=["International Standard Serial Number"]
    )


class PullQuote(Part):
    """A sentence from a story, set large to fill a column."""

    text: Inline = Field(description="The sentence.")
    by: Text | None = Field(None, description="The person who said or wrote it.")


class Box(Part):
    """A separate short text inside a story: background, figures, a recipe."""

    heading: Inline = Field(description="The heading of the box.")
    body: Markdown = Field(description="The text of the box.")


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
    authors: list[Text] = Field(
        default_factory=list, description="The authors' names, for the by-line and the metadata."
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


class Notice(Part):
    """A short item for reference: a vacancy, a media report."""

    heading: Inline = Field(description="The heading of the notice.")
    id: Key | None = Field(None, description="The name for cross-references.")
    source: Text | None = Field(
        None, description="The medium that it appeared in, or the employer."
    )
    place: Text | None = Field(None, description="The place.")
    date: Day | None = Field(None, description="The day when it appeared.")
    deadline: Day | None = Field(None, description="The last day for applications.")
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
    """An event on a day or over several days."""

    title: Inline = Field(description="The name of the event.")
    id: Key | None = Field(None, description="The name for cross-references.")
    start: Day = Field(
        description="The day of the event, or the first day.", examples=["2015-10-19"]
    )
    end: Day | None = Field(
        None, description="The last day, if there are several.", examples=["2015-10-23"]
    )
    place: Text | None = Field(None, description="The place.", examples=["Tbilisi, Georgia"])
    organiser: Text | None = Field(None, description="The organiser.")
    language: Language | None = Field(
        None, description="The language of the event's text, if it is not that of the issue."
    )
    body: Markdown | None = Field(None, description="A few lines of text.")
    url: Url | None = Field(None, description="The address of a page with more information.")

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
