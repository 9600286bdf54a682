"""The parts that sections hold: stories, notices, readings, events, with their pictures and links."""

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
    """Anything that a manuscript describes: strict, frozen, without keys of its own invention."""

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
    """A labelled address: live on screen, a numbered note in print."""

    label: Text = Field(description="What the reader sees.", examples=["Read the full article"])
    url: Url = Field(
        description="Where it leads: http, https, mailto or tel.",
        examples=["https://www.example.org/article"],
    )


class Image(Part):
    """A picture: PNG, JPEG, SVG, WebP, GIF or TIFF inside the workspace."""

    file: Annotated[Text, UNPRINTED] = Field(
        description="Path from the issue's folder.", examples=["2015-10/border.svg"]
    )
    alt: Annotated[Text, UNPRINTED] | None = Field(
        None,
        description="What the picture shows, for those who do not see it. Only a decorative one has none.",
    )
    decorative: YesNo = Field(
        False, description="yes: the picture says nothing that the text does not."
    )
    caption: Inline | None = Field(None, description="The line under the picture.")
    credit: Text | None = Field(None, description="Who made it.")
    size: Literal["column", "wide", "full-bleed"] | None = Field(
        None,
        description="Across a column, across the page, or over its edges; the theme's choice where absent.",
    )
    crop: YesNo | None = Field(
        None,
        description="yes: its edges may be cut off; no: it is shown whole. Where absent, yes if there is a `focus`.",
        examples=["yes"],
    )
    focus: Focus | None = Field(
        None,
        description="What stays in sight where its edges are cut off: percent from the left and from the top.",
        examples=["50% 30%"],
    )

    @model_validator(mode="after")
    def _alt_or_decorative(self) -> Self:
        if not self.decorative and self.alt is None:
            raise model_error(
                "missing-key",
                "the picture has no 'alt'",
                "say in one sentence what it shows, or mark it 'decorative: yes'",
            )
        return self

    @model_validator(mode="after")
    def _focus_crops(self) -> Self:
        if self.focus is not None and self.crop is False:
            raise model_error(
                "wrong-value",
                "'focus' has no effect where 'crop' is no",
                "remove 'focus', or write 'crop: yes'",
            )
        return self


class Abbreviation(Part):
    """A short form and what it stands for."""

    short: Annotated[Text, UNPRINTED] = Field(
        description="The short form, as it stands in the text.", examples=["ISSN"]
    )
    long: Annotated[Text, UNPRINTED] = Field(
        description="What it stands for.", examples=["International Standard Serial Number"]
    )


class PullQuote(Part):
    """A sentence of a story, set large where it fills a column."""

    text: Inline = Field(description="The sentence.")
    by: Text | None = Field(None, description="Whose words they are.")


class Box(Part):
    """A small text of its own inside a story: background, numbers, a recipe."""

    heading: Inline = Field(description="Its heading.")
    body: Markdown = Field(description="Its text.")


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
    people: list[Text] = Field(
        default_factory=list, description="Persons it is about, 'Surname, Name', for the index."
    )
    places: list[Text] = Field(
        default_factory=list, description="Places it is about, for the index."
    )
    form: Literal["lead", "story", "short"] | None = Field(
        None,
        description="A lead story is set large across the page, a short one small; the theme's choice where absent.",
    )
    body: Markdown | None = Field(None, description="The text.")
    image: Image | None = Field(None, description="Its picture.")
    figures: list[Image] = Field(
        default_factory=list, description="More pictures, set side by side under the text."
    )
    pull_quotes: list[PullQuote] = Field(
        default_factory=list, description="Sentences that may be set large."
    )
    boxes: list[Box] = Field(default_factory=list, description="Small texts of their own.")
    related: list[StoryRef] = Field(
        default_factory=list,
        description="Stories to read too: `id` in this issue, `key/id` in another of the publication.",
        examples=["2025-01/forty-two-lines"],
    )
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
    year: Year | None = Field(None, description="When it came out.")
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
            raise model_error(
                "wrong-date",
                f"the event ends ({self.end}) before it starts ({self.start})",
                "swap the two dates, or correct one",
                key="end",
            )
        return self
