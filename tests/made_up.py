"""Made-up issues that between them use every field of the model, and many odd ends.

Each is a publication of its own with one issue; `write` puts them into a workspace as YAML.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from made_up_pictures import PICTURES
from made_up_words import paragraphs, sentences

Values = dict[str, Any]

KEY = "2024-03"
SITE = "https://www.example.org/"


@dataclass(frozen=True)
class MadeUp:
    """An issue: its publication's key, both files as values, the pictures that it names, other issues by key."""

    name: str
    issue: Values
    publication: Values = field(default_factory=dict)
    pictures: tuple[str, ...] = ()
    others: Values = field(default_factory=dict)
    built: tuple[str, ...] = (KEY,)
    """The keys of the issues that the tests build; the others are only referred to."""

    def __str__(self) -> str:
        return self.name


def write(root: Path, issues: Iterable[MadeUp]) -> None:
    """Write issues with their publications and pictures into a workspace."""
    for one in issues:
        folder = root / "issues" / one.name
        (folder / KEY).mkdir(parents=True)
        about = {"title": one.name.replace("-", " ").title(), "publisher": "The Harbour Office"}
        _dump(folder / "publication.yaml", about | one.publication)
        _dump(folder / f"{KEY}.yaml", {"title": "March 2024", "date": KEY} | one.issue)
        for key, other in one.others.items():
            _dump(folder / f"{key}.yaml", other)
        for name in one.pictures:
            (folder / KEY / name).write_bytes(PICTURES[name]())


def _dump(path: Path, values: Values) -> None:
    text = yaml.safe_dump(_as_text(values), allow_unicode=True, sort_keys=False, width=10_000)
    path.write_text(text, encoding="utf-8")


def copy_of(one: MadeUp, name: str, **publication: str) -> MadeUp:
    """Return an issue under another name, with its publication changed."""
    return replace(one, name=name, publication=one.publication | publication, built=(KEY,))


def _as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_text(one) for key, one in value.items()}
    return [_as_text(one) for one in value] if isinstance(value, list) else str(value)


def link(label: str, path: str = "") -> Values:
    return {"label": label, "url": SITE + path}


def image(name: str, alt: str = "A ferry under an evening sky.", **more: str) -> Values:
    shown = {"decorative": "yes"} if not alt else {"alt": alt}
    return {"file": f"{KEY}/{name}", **shown, **more}


def story(number: object, length: int = 2, tongue: str = "en", **more: Any) -> Values:
    heading = f"{sentences(f'h{number}', 1, tongue).rstrip('.')} {number}"
    return {"heading": heading, "body": paragraphs(number, length, tongue), **more}


def stories(title: str, count: int, length: int = 2, language: str = "en") -> Values:
    items = [story(f"{title} {n}", length, language) for n in range(1, count + 1)]
    return {"title": title, "articles": items}


def long() -> MadeUp:
    """Some eight pages of stories, each section with a picture in its third story."""
    sections = [stories(f"Part {n}", 5, 5) for n in range(1, 3)]
    for section in sections:
        section["articles"][2]["image"] = image("grey.png", caption="The bay at *noon*.")
    spotlight = {"heading": "Many pages of harbour life", "lead": sentences("long", 4)}
    return MadeUp(
        "long-reads", {"spotlight": spotlight, "sections": sections}, pictures=("grey.png",)
    )


OLD_NEWS = {"title": "News", "articles": [{"heading": "An *older* story", "id": "older-story"}]}
IMPRINT = """\
Responsible: **L. Wharf**. See [our rules](https://www.example.org/rules).

- on paper
- on screen
"""


FULL_PICTURES = ("ferry.svg", "photo.jpg", "rgba.png", "grey.png")
OLDER = {"2024-02": {"title": "February", "date": "2024-02", "sections": [OLD_NEWS]}}


def full() -> MadeUp:
    """Every field of the model, each at least once."""
    article = story(
        "full",
        3,
        id="main-story",
        kicker="Harbour",
        standfirst="Why the *tide* waits for nobody.",
        authors=["Ada Quay", "Ben Mole", "Cleo Pier"],
        topics=["tides", "timetables"],
        people=["Quay, Ada", "Mole, Ben"],
        places=["North Mole"],
        grade="lead",
        language="en-GB",
        image=image(
            "ferry.svg",
            caption="Leaving *at dusk*.",
            credit="Drawing: D. Ock",
            size="wide",
            focus="50% 30%",
        ),
        figures=[image("grey.png", caption="Before."), image("rgba.png", caption="After.")],
        pull_quotes=[{"text": "The tide *waits*.", "by": "N. Barge"}, {"text": "So do we."}],
        boxes=[{"heading": "In *numbers*", "body": "- 40 boats\n- 3 piers"}],
        related=["second-story", "2024-02/older-story"],
        links=[link("The whole story", "story?a=1&b=2#part"), link("Tide tables", "tides/")],
    )
    notice = {
        "heading": "Keeper of the *small* light",
        "id": "keeper",
        "source": "Harbour Gazette",
        "place": "North Mole",
        "date": "2024-02-29",
        "deadline": "2024-04-15",
        "language": "en-GB",
        "body": "Nights only; bring *your own* coat.",
        "links": [link("Apply", "apply")],
    }
    reading = {
        "title": "A *short* history of knots",
        "id": "knots",
        "subtitle": "With forty diagrams",
        "authors": ["Ella Rope", "Finn Cord"],
        "year": "2023",
        "language": "en",
        "body": sentences("knots", 3),
        "image": image("photo.jpg", "The cover of a book about knots."),
        "downloads": [
            {"language": "fr", "url": f"{SITE}noeuds.pdf"},
            {"language": "de", "url": f"{SITE}knoten.pdf", "label": "Deutsche Fassung"},
        ],
        "links": [link("The publisher’s page", "knots")],
    }
    event = {
        "title": "Regatta of *very* slow boats",
        "id": "regatta",
        "start": "2024-05-30",
        "end": "2024-06-02",
        "place": "Inner Basin",
        "organiser": "Slow Boat Club",
        "language": "en",
        "body": "The EO will start it. " + sentences("regatta", 2),
        "url": f"{SITE}regatta",
    }
    single = {"title": "Open day", "start": "2024-05-01"}
    second = story("second", id="second-story", grade="brief", image=image("rgba.png", ""))
    issue = {
        "title": "Spring *double* issue",
        "volume": "12",
        "number": "7-8",
        "language": "en-GB",
        "online": f"{SITE}2024/03/",
        "spotlight": {
            "heading": "A town that *listens* to its harbour",
            "kicker": "This season",
            "lead": paragraphs("lead", 2),
            "image": image("photo.jpg", caption="The bay.", credit="Photo: G. Anchor"),
        },
        "sections": [
            {
                "title": "Stories & “sayings”",
                "id": "stories",
                "lead": "What people *tell* one another; see [the archive](https://www.example.org/archive).",
                "articles": [article, second],
                "photo_credits": ["H. Buoy", "I. Keel via Example"],
                "more": [link("More stories", "stories"), link("All years", "years")],
            },
            {"title": "Vacancies", "notices": [notice]},
            {"title": "Readings", "readings": [reading]},
            {"title": "Dates", "events": [event, single]},
        ],
        "photo_credits": ["J. Hull", "K. Stern"],
        "abbreviations": [{"short": "EO", "long": "Example Office"}],
        "connect": [link("Harbour on the web"), {"label": "Ring us", "url": "tel:+43123456"}],
    }
    publication = {
        "title": "The Harbour Letter",
        "subtitle": "News from the quays",
        "publisher": "Harbour Office & Sons",
        "issn": "1234-5679",
        "language": "en",
        "frequency": "bimonthly",
        "theme": "bulletin",
        "printer": "offset-eu",
        "paper": "A4",
        "base_url": SITE,
        "imprint": IMPRINT,
        "rights": "© 2024 Harbour Office. All rights reserved.",
        "contact": {
            "address": ["1 Quay Street", "1010 Harbourtown"],
            "email": "letter@example.org",
            "phone": "+43 1 234 56",
            "web": SITE,
        },
        "connect": [link("Never shown")],
    }
    keys = (KEY, *OLDER)
    return MadeUp("harbour-letter", issue, publication, FULL_PICTURES, OLDER, built=keys)


def bare() -> MadeUp:
    """Sections without items, no picture, no spotlight."""
    sections = [
        {"title": "Nothing to report", "articles": [], "lead": "All is *quiet* on the quays."},
        {"title": "No vacancies", "notices": [], "more": [link("Ask again", "ask")]},
        {"title": "No books", "readings": [], "lead": "The shelf is empty."},
        {"title": "No dates", "events": [], "lead": "Winter.", "more": [link("Past dates")]},
    ]
    return MadeUp("bare", {"sections": sections})


def single() -> MadeUp:
    """One article, and nothing else."""
    return MadeUp("single", {"sections": [{"title": "News", "articles": [{"heading": "Fog"}]}]})


def right_to_left(name: str, language: str, said: tuple[str, ...]) -> MadeUp:
    """An issue in a script from right to left, with words and numbers that run the other way in it.

    Each of the fourteen texts in `said` is in one place only.
    """
    paper, office, issue, theme, news, first_heading, second_heading, alt, caption, *rest = said
    label, mixed, dates, party, place = rest
    first = story("one", 3, language, heading=first_heading)
    first["body"] += f"\n\n{mixed} 2024, 3.5, Example Office (EO)."
    first["image"] = image("ferry.svg", alt, caption=caption)
    first["links"] = [
        link(label, "story"),
        link("Example Site", "x"),
        link(f"Example {place}", "y"),
    ]
    second = story("two", 2, language, heading=second_heading)
    english = story("foreign", 1, "en", language="en")
    event = {"title": party, "start": "2024-05-30", "end": "2024-06-02", "place": place}
    values = {
        "title": issue,
        "spotlight": {"heading": theme, "lead": sentences("lead", 3, language)},
        "sections": [
            {"title": news, "articles": [first, second, english]},
            {"title": dates, "events": [event]},
        ],
    }
    publication = {"title": paper, "publisher": office, "language": language}
    return MadeUp(name, values, publication, ("ferry.svg",))


def arabic() -> MadeUp:
    said = (
        "رسالة الميناء|مكتب الخليج|عدد مارس|خبز وشاي|أخبار قصيرة|جسر جديد في الشمال|تأخر القطار ثانية|"
        "عبّارة عند الغروب|لون السماء بنفسجي|اقرأ المزيد|تقرير سنة|مواعيد|سباق القوارب البطيئة|ساحة النخيل"
    )
    return right_to_left("arabic", "ar", tuple(said.split("|")))


def hebrew() -> MadeUp:
    said = (
        "מכתב הנמל|משרד המפרץ|גיליון מרץ|לחם ותה|ידיעות קצרות|גשר חדש בצפון|הרכבת איחרה שוב|"
        "מעבורת בערב|צבע השמים סגול|להמשך קריאה|דוח שנת|מועדים|מרוץ סירות איטיות|כיכר הדקלים"
    )
    return right_to_left("hebrew", "he", tuple(said.split("|")))


SCRIPTS = """\
Greek Ελληνικά ἀρχή, Russian Русский язык, Ukrainian їжак ґанок, Georgian ქართული ენა, Armenian հայերեն լեզու,
Amharic አማርኛ ቋንቋ, Vietnamese Tiếng Việt,
Turkish İstanbul ığdır, Polish zażółć gęślą jaźń, Czech příliš žluťoučký.

Emoji 😀 🎉 🚀 ❤️ 👍🏽 👩‍👩‍👧 🇦🇹 in a line; arrows → ←, signs ≠ ∞ √ ½ № § ¶ † ‡, notes ♫, snow ☃.

A word in Arabic, ميناء, and one in Hebrew, נמל, between English ones.
"""


def many_scripts() -> MadeUp:
    """Emoji and many scripts, in texts of every kind."""
    first: Values = {"heading": "Hello 😀 Γειά Привет", "kicker": "Ελλάδα 🎉", "body": SCRIPTS}
    first |= {"authors": ["Ольга Квай", "Νίκος Μόλος"], "topics": ["ποίηση", "კითხვა"]}
    notice = {"heading": "Место → Tbilisi თბილისი", "place": "თბილისი", "body": "🚀 now"}
    sections = [
        {"title": "Scripts 🚀 письма", "articles": [first]},
        {"title": "Notes ♫", "notices": [notice]},
    ]
    return MadeUp("many-scripts", {"title": "Март 2024 🎉", "sections": sections})


def indic() -> MadeUp:
    """Scripts whose letters change their order and join as they are drawn."""
    body = "Hindi हिन्दी भाषा, Bengali বাংলা ভাষা, Tamil தமிழ் மொழி, Khmer ភាសាខ្មែរ, Thai ภาษาไทย, Lao ພາສາລາວ."
    article = {"heading": "कविता की किताब", "body": body, "topics": ["हिन्दी"]}
    return MadeUp("indic", {"sections": [{"title": "पत्रिका", "articles": [article]}]})


def tables() -> MadeUp:
    """A table over a page break, a wide one, one with empty cells and one with marks in its cells."""
    head = "| Boat | Tons | Captain |\n|:-----|-----:|:-------:|\n"
    tall = head + "".join(f"| Boat {n} | {n * 37} | Captain {n} |\n" for n in range(1, 71))
    wide = "|" + "|".join(f" Column {n} " for n in range(1, 11)) + "|\n" + "|---" * 10 + "|\n"
    wide += "".join("|" + "|".join(f" v{r}x{c} " for c in range(10)) + "|\n" for r in range(4))
    marked = "| *Name* | What |\n|---|---|\n| **Bold** | [a link](https://www.example.org/t) |\n| `code` | |\n"
    items = [
        {"heading": "Seventy boats", "body": f"Before the table.\n\n{tall}\n\nAfter the table."},
        {"heading": "Ten columns", "body": wide},
        {"heading": "Marks in cells", "body": marked},
        {"heading": "A head alone", "body": f"Table: Boats to *come*\n\n{head}\n\nNo rows."},
    ]
    return MadeUp("tables", {"sections": [{"title": "Tables", "articles": items}]})


LISTS = """\
- first
  1. inner one
     - deep one
     - deep two
  2. inner two
- second, with two paragraphs

  the other paragraph
- third

1. alpha
2. beta
   - gamma
   - delta

3. after a gap

7. starts at three still
"""
CODE = """\
Use `printissue build` and `a < b && c > "d"`.

```python
def tide(hour: int) -> float:
    return 2.5 * (hour % 12) / 6  # metres, roughly; this comment is long enough to leave its column
```

    an indented block
      with two spaces more

> A quotation.
>
> > A quotation in it.
>
> 1. a list in it
> 2. its second item

Line one\\
line two after a break. ~~Struck out~~ and **bold _both_**. A rule:

---

The end.
"""
HEADINGS = """\
#### Four first

Text below four.

# One then

##### Five after one

Text below five.

## Two & *marked*

### Three
"""


def markdown() -> MadeUp:
    """Lists in lists, code, quotations, and headings that skip levels."""
    items = [
        {"heading": "Lists in lists", "body": LISTS},
        {"heading": "Code and quotations", "body": CODE},
        {"heading": "Headings that skip", "body": HEADINGS},
    ]
    lead = "A lead with\n\n- a list\n- of two\n\n> and a quotation"
    spotlight = {
        "heading": "Marks *everywhere*",
        "lead": "Opening.\n\n## Heading in it\n\n1. one\n2. two",
    }
    sections = [{"title": "Markdown", "lead": lead, "articles": items}]
    return MadeUp("markdown", {"spotlight": spotlight, "sections": sections})


def stretched() -> MadeUp:
    """Words and addresses longer than any line, and a cover that cannot hold its lead and headline."""
    word = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
    address = SITE + "/".join(f"a-very-long-part-{n}" for n in range(14)) + "?q=" + "x" * 80
    first: Values = {"heading": f"The {word}", "standfirst": f"On {word}s", "authors": [word]}
    first |= {"body": f"{word * 2} and [{address}]({address}).\n\n`{'y' * 150}`"}
    first |= {"links": [{"label": address, "url": address}]}
    spotlight = {"heading": sentences("huge", 6), "kicker": word, "lead": paragraphs("huge", 14)}
    sections = [
        {"title": word * 2, "articles": [first, story("short", 1)]},
        {"title": "Dates", "events": [{"title": word, "start": "2024-05-01", "place": word * 2}]},
    ]
    issue = {"title": f"March {word}", "spotlight": spotlight, "sections": sections}
    return MadeUp("stretched", issue, {"title": word[:36], "publisher": word})


def many_links() -> MadeUp:
    """Two hundred links to half as many addresses, in the texts and in the lines under them."""
    items = [
        story(
            n,
            1,
            body=" ".join(f"[Place {n}-{m}]({SITE}place/{n % 4}/{m})" for m in range(15)) + ".",
            links=[link(f"Way {n}-{m}", f"way/{n % 4}/{m}") for m in range(10)],
        )
        for n in range(8)
    ]
    return MadeUp("many-links", {"sections": [{"title": "Links", "articles": items}]})


def european(language: str, title: str) -> MadeUp:
    """An issue in one language, quotation marks and a range of days in it."""
    first = story("one", 4, language, authors=["A. B.", "C. D.", "E. F."], topics=["x", "y"])
    first["body"] += "\n\n\"Aa\" bb -- cc ... 'dd'."
    event = {"title": sentences("event", 1, language), "start": "2024-02-27", "end": "2024-03-02"}
    notice = {"heading": title, "date": "2024-02-01", "deadline": "2024-03-31"}
    reading: Values = {"title": title, "downloads": [{"language": "en", "url": SITE}]}
    reading["authors"] = ["G. H."]
    sections = [
        stories(title, 2, 3, language),
        {"title": f"{title} 2", "articles": [first], "photo_credits": ["I. J."]},
        {"title": f"{title} 3", "events": [event]},
        {"title": f"{title} 4", "notices": [notice]},
        {"title": f"{title} 5", "readings": [reading]},
    ]
    spotlight = {"heading": sentences("top", 1, language), "lead": sentences("lead", 3, language)}
    issue = {"title": title, "number": "3", "spotlight": spotlight, "sections": sections}
    return MadeUp(f"european-{language}", issue, {"language": language})


def mixed() -> MadeUp:
    """A language for each item of an English issue."""
    items = [story(tag, 2, tag, language=tag) for tag in ("de", "fr", "es", "ar", "he")]
    event = {"title": "مواعيد", "start": "2024-05-30", "end": "2024-06-02", "language": "ar"}
    notice = {"heading": "Stelle", "deadline": "2024-05-30", "language": "de-AT"}
    reading = {"title": "Œuvres", "language": "fr", "body": sentences("r", 2, "fr"), "year": "1999"}
    sections = [
        {"title": "Voices", "articles": items},
        {"title": "Dates", "events": [event]},
        {"title": "Vacancies", "notices": [notice]},
        {"title": "Books", "readings": [reading]},
    ]
    return MadeUp("mixed", {"sections": sections})


def magazine() -> MadeUp:
    """All that the sections of a magazine have: a letter, authors, advertisements, groups, times, mixed items."""
    ada = {
        "name": "Ada Quay",
        "role": "editor",
        "portrait": image("photo.jpg", "Ada Quay at her desk.", credit="Photo: N. Barge"),
        "about": "Ada Quay has edited *this paper* since it had four pages.",
        "url": "mailto:ada@example.org",
    }
    letter = story(
        "letter", 2, letter="yes", authors=[ada], signature={"text": "A. Quay"}, grade="feature"
    )
    told = story(
        "told",
        3,
        id="told",
        authors=["Ben Mole", {"name": "Cleo Pier", "about": "Cleo Pier mends *nets*."}],
        topics=["nets"],
        people=["Pier, Cleo"],
        places=["South Mole"],
        boxes=[
            {
                "heading": "Where to *start*",
                "body": "Any shop for sailors has twine.",
                "image": image("grey.png", "A net on a wall.", caption="A net."),
                "links": [link("Twine and needles", "twine")],
            }
        ],
    )
    signed = {
        "heading": "What the crew thinks",
        "body": sentences("crew", 3),
        "letter": "yes",
        "authors": [{"name": "Dora Keel", "role": "mate"}],
        "signature": {"image": image("rgba.png", "Dora Keel's signature.")},
    }
    notices: list[Values] = [
        {
            "heading": "Oars",
            "group": "For sale",
            "price": "€ 40",
            "contact": {"name": "Ella Rope", "phone": "+43 1 000 00 00"},
        },
        {"heading": "A *small* anchor", "group": "For sale", "contact": {"email": "e@example.org"}},
        {"heading": "Sailing dog", "group": "Wanted", "body": "It should not bark at gulls."},
    ]
    events: list[Values] = [
        {
            "title": "Night walk",
            "start": "2024-04-19",
            "start_time": "21:30",
            "end_time": "23:00",
            "price": "free",
            "image": image("ferry.svg"),
            "body": "Bring a lamp.",
            "links": [link("The route", "route"), link("The tides", "tides")],
        },
        {
            "title": "Meeting of the two harbours",
            "start": "2024-04-20",
            "start_time": "9:00",
            "timezone": "Europe/Lisbon",
            "place": "Lisbon, Portugal",
        },
    ]
    house = {"heading": "Read us at *home*", "body": "Ask at the quay.", "url": f"{SITE}read"}
    shop = {
        "advertiser": "The Example Bookshop",
        "size": "half",
        "heading": "Charts and *almanacs*",
        "body": "Open when the tide is out.",
        "url": f"{SITE}shop",
        "language": "en-GB",
    }
    drawn = {
        "sponsor": "The Chandler",
        "size": "column",
        "image": image("ferry.svg", "A ferry that sails for rope at two euros."),
    }
    items: list[Values] = [
        {"article": told},
        {"event": events[0]},
        {"notice": notices[0]},
        {"notice": notices[1]},
        {"notice": notices[2]},
        {"advertisement": shop},
        {"reading": {"title": "Knots for *two* hands", "authors": ["Finn Cord"], "year": "2023"}},
        {"event": events[1]},
    ]
    issue = {
        "language": "en-GB",
        "sections": [
            {"title": "From the editor", "articles": [letter, signed]},
            {"title": "All sorts", "lead": "In *this* order.", "items": items},
            {
                "title": "Afloat",
                "articles": [story(f"afloat {n}", 4) for n in range(3)],
                "advertisements": [drawn, {**house, "size": "quarter"}],
                "boxes": [{"heading": "By the way", "body": "The ferry is *late*."}],
            },
        ],
        "translations": [{"language": "de", "url": f"{SITE}de/"}],
    }
    publication = {
        "timezone": "Europe/Vienna",
        "print_topics": "yes",
        "address_panel": "yes",
        "fillers": [
            {
                "heading": "Subscribe *now*",
                "body": "Twelve issues a year.",
                "form": ["Name", "Address"],
                "links": [link("Subscribe online", "subscribe")],
            }
        ],
        "contact": {"address": ["1 Quay Street", "1010 Harbourtown"]},
    }
    return MadeUp("magazine", issue, publication, FULL_PICTURES)


def many_sections() -> MadeUp:
    """Sixteen sections, one item each, of all kinds, some of them with the same title."""
    kinds: list[Values] = [
        {"articles": [{"heading": "A story", "body": "It is short."}]},
        {"notices": [{"heading": "A notice"}]},
        {"readings": [{"title": "A reading"}]},
        {"events": [{"title": "An event", "start": "2024-05-01"}]},
    ]
    sections = [{"title": f"Section {n // 2}", **kinds[n % 4]} for n in range(16)]
    return MadeUp("many-sections", {"sections": sections})


def gallery() -> MadeUp:
    """Every kind of picture, in stories and in readings."""
    names = tuple(PICTURES)
    items = [
        story(n, 1, image=image(name, f"Scene {name}", caption=f"File {n}", credit="M. Sail"))
        for n, name in enumerate(names)
    ]
    books = [{"title": f"Book {name}", "image": image(name, f"Cover {name}")} for name in names[:3]]
    sections = [{"title": "Gallery", "articles": items}, {"title": "Covers", "readings": books}]
    spotlight = {"heading": "All kinds", "lead": "Look.", "image": image("cmyk.jpg", "In ink.")}
    return MadeUp("gallery", {"spotlight": spotlight, "sections": sections}, pictures=names)


ISSUES: tuple[MadeUp, ...] = (
    long(),
    many_links(),
    many_sections(),
    gallery(),
    full(),
    bare(),
    single(),
    arabic(),
    hebrew(),
    many_scripts(),
    indic(),
    tables(),
    markdown(),
    stretched(),
    european("de", "Märzausgabe"),
    european("fr", "L’édition de mars"),
    mixed(),
    magazine(),
    copy_of(full(), "pocket", paper="A5", printer="print-on-demand"),
    copy_of(full(), "in-imprint", theme="imprint", paper="A5"),
    copy_of(
        european("es", "Edición de marzo"),
        "letter-es",
        theme="imprint",
        paper="Letter",
        printer="offset-us",
    ),
)
"""All of them, the longest first so that two presses share the work well."""
