"""A library for the site whose texts could break XML, HTML, JSON and calendars."""

import datetime as dt

from printissue.site.content import ROOT
from printissue.site.library import (
    Cover,
    Download,
    EventEntry,
    IssueEntry,
    Library,
    Picture,
    PublicationEntry,
    ReadingPages,
    SectionEntry,
    StoryEntry,
    TermEntry,
    TermReference,
    VolumeEntry,
)

HOSTILE = "]]> & <b>\"x\"</b> '\x08' </script> \u2028 \U0001f4f0"
"""The end of a CDATA section, markup, quotes, a control character, the end of a script, a line separator, an emoji."""
ARABIC = "أخبار «المطبعة»"
BASE = "https://news.example.org/letters/"


def download(
    address: str, edition: str = "screen", media_type: str = "application/pdf"
) -> Download:
    return Download(
        address, edition, f"A PDF {HOSTILE}", "For reading.", media_type, 1234, "ab" * 32, "en", 8
    )


def cover(folder: str) -> Cover:
    pictures = [
        Picture(f"{folder}cover-{width}.jpg", width, width * 3 // 2, "image/jpeg")
        for width in (320, 800)
    ]
    return Cover(tuple(pictures), f"The cover {HOSTILE}")


def story(key: str, name: str, title: str = HOSTILE, **values: object) -> StoryEntry:
    address = f"news/{key}/stories/{name}/"
    return StoryEntry(
        "news",
        key,
        address,
        f"{key}--{name}",
        name,
        title,
        title_html="A <em>title</em>",
        section=HOSTILE,
        language=str(values.pop("language", "en")),
        content_html=f'<h2>Below</h2>\n<p>Go <a href="{ROOT}{address}">there</a>.<br>On.</p>',
        **values,  # type: ignore[arg-type]
    )


def issue(key: str, *, content: bool = True) -> IssueEntry:
    folder = f"news/{key}/"
    stories = (
        story(
            key,
            "one",
            standfirst=HOSTILE,
            summary=HOSTILE,
            authors=(f"Ada {HOSTILE}", "Ben"),
            topics=(HOSTILE,),
            people=("Aldus, Manutius",),
            places=("Venice",),
            first_folio="2",
            last_folio="3",
        ),
        story(key, "two", ARABIC, language="ar"),
    )
    event = EventEntry(
        "news",
        key,
        f"{key}--fair",
        HOSTILE,
        dt.date(2024, 10, 19),
        dt.date(2024, 10, 23),
        "19–23 October",
        "en",
        place="Vienna, Hall; 1",
        organiser=HOSTILE,
        description=f"First line\nsecond, {ARABIC * 20}",
    )
    return IssueEntry(
        "news",
        key,
        "issue" if content else "back-issue",
        HOSTILE,
        f"News: {HOSTILE}",
        key,
        "a month",
        "en",
        number="7-8",
        volume="3",
        headline=HOSTILE,
        lead_html="<p>The lead.</p>",
        cover=cover(folder),
        sections=(
            SectionEntry(f"{key}--news", HOSTILE, "articles", stories),
            SectionEntry(f"{key}--dates", "Dates", "events", content_html="<h2>Fair</h2>"),
        )
        if content
        else (),
        events=(event,) if content else (),
        downloads=(
            download(f"{folder}news-{key}-screen.pdf"),
            download(f"{folder}news-{key}.epub", "epub", "application/epub+zip"),
        ),
        reading=ReadingPages(f"{folder}web/") if content else None,
        first_folio="1",
        last_folio="8",
    )


def library(issues: int = 23) -> Library:
    """Return the library of a publication with issues of successive months, the first of them a back issue."""
    keys = [f"{2023 + month // 12}-{month % 12 + 1:02}" for month in range(issues)]
    entries = tuple(issue(key, content=key != keys[0]) for key in reversed(keys))
    newest = entries[0]
    term = TermEntry(
        "topics",
        HOSTILE,
        "x",
        "",
        (TermReference(newest, next(newest.stories())),) if issues > 1 else (),
    )
    volume = VolumeEntry(
        "news",
        "2023",
        f"News 2023 {HOSTILE}",
        "en",
        number="3",
        issues=entries[-12:],
        downloads=(download("news/volumes/2023/news-2023-volume.pdf", "archive"),),
        terms=(term,),
        first_pages={one.key: 5 for one in entries[-12:]},
        cover=cover("news/volumes/2023/"),
    )
    publication = PublicationEntry(
        "news",
        f"News {HOSTILE}",
        "en",
        "Us & them",
        subtitle=HOSTILE,
        issn="1234-5679",
        rights=HOSTILE,
        issues=entries,
        volumes=(volume,),
    )
    return Library(HOSTILE, BASE, "en", HOSTILE, publications=(publication,), terms=(term,))
