"""No word of a manuscript is lost on its way into the editions, and the archive edition reads them in order."""

from collections.abc import Iterable, Iterator

import pytest
from babel.dates import format_skeleton

from conftest import EVERY_ISSUE, Built
from printissue import manuscript
from printissue.core.workspace import IssueRef
from printissue.manuscript import Manuscript
from printissue.model.parts import printed_texts
from wordcheck import Words, without_marks, words, words_by_page, words_by_tags

Path = tuple[str | int, ...]

BETWEEN = 300
"""The most words between two of a text on pages: those at the head and foot, a picture with its words."""
BESIDE = 3
"""The most words between two of a text along the tag tree: the labels of items of a list."""
BEFORE_TEXT, AFTER_TEXT = ("kicker", "heading", "standfirst"), ("boxes", "about", "links")
SUBJECTS = ("topics", "people", "places", "figures")
ORDER: dict[str, tuple[str, ...]] = {
    "articles": (*BEFORE_TEXT, "name", "role", "body", *AFTER_TEXT, *SUBJECTS),
    "letters": (
        *BEFORE_TEXT,
        "portrait",
        "body",
        "signature",
        "name",
        "role",
        *AFTER_TEXT,
        *SUBJECTS,
    ),
    "notices": ("heading", "source", "place", "price", "body", "contact", "links"),
    "readings": ("image", "title", "subtitle", "authors", "year", "body", "downloads", "links"),
    "events": ("title", "organiser", "place", "price", "image", "body", "links"),
    "advertisements": ("advertiser", "sponsor", "image", "heading", "body"),
}
"""The order in which the texts of an item are read; a story's quotations and picture are within the body."""


def source(built: Built, ref: IssueRef) -> Manuscript:
    found, findings = manuscript.read(built.workspace(ref), ref)
    assert found is not None, findings
    return found


def texts(found: Manuscript) -> Iterator[tuple[Path, str]]:
    """Return every text that an issue's pages show, with its path."""
    for part in (found.publication, found.issue):
        for path, text, _ in printed_texts(part):
            replaced = part is found.publication and path[0] == "connect" and found.issue.connect
            if path == ("date",):
                yield path, in_words(found)
            elif not replaced and not _left_out(found, path):
                yield path, text


def _left_out(found: Manuscript, path: Path) -> bool:
    """Return whether a text is only on pages that an issue may not have, or for the index."""
    subjects = _key(path) in ("topics", "people", "places")
    return path[0] == "fillers" or (subjects and not found.publication.print_topics)


def in_words(found: Manuscript) -> str:
    """Return the cover date of a month as CLDR writes it."""
    language = found.issue.language or found.publication.language
    locale = (language if "-" in language else {"en": "en-GB"}.get(language, language)).replace(
        "-", "_"
    )
    return str(format_skeleton("yMMMM", found.issue.day, locale=locale))


def wanted(path: Path, text: str) -> list[str]:
    return words(without_marks(_key(path), text))


def _key(path: Path) -> str:
    return next(step for step in reversed(path) if isinstance(step, str))


def beside(found: Manuscript) -> int:
    """Return how many words may be between two of a text along the tag tree: a quotation and a caption, too."""
    stories = [one for section in found.issue.sections for one in section.stories]
    quotations = (
        words(f"{one.text} {one.by or ''}") for story in stories for one in story.pull_quotes
    )
    pictures = [one.image for one in stories if one.image]
    captions = (words(f"{one.caption or ''} {one.credit or ''}") for one in pictures)
    return (
        BESIDE + max(map(len, quotations), default=0) + BESIDE + max(map(len, captions), default=0)
    )


def missing(found: Manuscript, there: Words, gap: int) -> list[Path]:
    """Return the paths of the texts whose words are not in a file in their order."""
    every = ((path, wanted(path, text)) for path, text in texts(found))
    missed = [(path, text) for path, text in every if text and there.after(text, gap=gap) is None]
    return [path for path, text in missed if not (there.notes and _has_initial(text, there, gap))]


def _has_initial(text: list[str], there: Words, gap: int) -> bool:
    """Return whether a text is in a file but for its first letter: in print, an initial is apart from its word."""
    rest = [text[0][1:], *text[1:]] if len(text[0]) > 1 else text[1:]
    return bool(rest) and there.after(rest, gap=gap) is not None


@EVERY_ISSUE
@pytest.mark.parametrize("edition", ["print", "archive", "screen"])
def test_every_word_is_on_a_page(
    built: Built, ref: IssueRef, edition: str, request: pytest.FixtureRequest
) -> None:
    found = source(built, ref)
    there = words_by_page(built.path(ref, edition))
    if ref.publication in ("arabic", "hebrew"):  # PDFium does not order a line that runs both ways
        every = (word for path, text in texts(found) for word in wanted(path, text))
        assert [word for word in every if word not in there] == []
        return
    if ref.publication == "indic":
        why = "glyphs for several letters, or for none, have no text of their own"
        request.applymarker(pytest.mark.xfail(strict=True, reason=why))
    assert missing(found, Words(there, notes=edition == "print"), BETWEEN) == []


@EVERY_ISSUE
@pytest.mark.parametrize("edition", ["archive", "screen"])
def test_every_word_is_in_the_tag_tree(
    built: Built, ref: IssueRef, edition: str, request: pytest.FixtureRequest
) -> None:
    if ref.publication == "indic":
        why = "a glyph that is drawn before its letter's place has no text"
        request.applymarker(pytest.mark.xfail(strict=True, reason=why))
    found = source(built, ref)
    with built.open(ref, edition) as pdf:
        there = Words(words_by_tags(pdf))
    assert missing(found, there, beside(found)) == []


@EVERY_ISSUE
def test_the_archive_is_read_in_the_manuscripts_order(built: Built, ref: IssueRef) -> None:
    if ref.publication == "indic":
        pytest.skip("its words are not all there: see above")
    found = source(built, ref)
    with built.open(ref, "archive") as pdf:
        there = Words(words_by_tags(pdf))
    place, every = 0, dict(texts(found))
    for path in in_order(found, every):
        text = wanted(path, every[path])
        after = there.after(text, start=place, gap=beside(found)) if text else place
        assert after is not None, f"{path} is not read in its place: {' '.join(text)}"
        place = after


def in_order(found: Manuscript, every: Iterable[Path]) -> Iterator[Path]:
    """Yield the paths of the texts of all sections in the order in which they are read."""
    paths = [path for path in every if path[0] == "sections"]
    for number, section in enumerate(found.issue.sections):
        own = [path for path in paths if path[1] == number]
        yield from (path for path in own if path[2] in ("title", "lead"))
        for kind, place, item in section.placed_items():
            length = 2 + len(place)
            texts_of_item = [path for path in own if path[2:length] == place]
            for key in ORDER["letters" if getattr(item, "letter", False) else kind]:
                yield from (path for path in texts_of_item if _part(kind, path[length:]) == key)
        yield from (
            path for key in ("boxes", "photo_credits", "more") for path in own if path[2] == key
        )


def _part(kind: str, path: Path) -> str | int:
    """Return the key of `ORDER` for a text of an item.

    An author of a story is read in several places; a picture in a box moves, as one of a story does.
    """
    if path[0] == "boxes" and "image" in path:
        return "image"
    return path[2] if kind == "articles" and path[0] == "authors" else path[0]


@pytest.mark.parametrize(
    "name", ["harbour-letter", pytest.param("magazine", marks=pytest.mark.slow)]
)
def test_the_order_forgets_no_text(built: Built, name: str) -> None:
    found = source(built, IssueRef(name, "2024-03"))
    every = {path for path, _ in texts(found) if path[0] == "sections"}
    floats = {"pull_quotes", "image", "group"}
    assert {path for path in every - set(in_order(found, every)) if not floats & set(path)} == set()


# the check itself


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("“Don’t”, said the WELL-known ﬁsh.", ["dont", "said", "the", "wellknown", "fish"]),
        ("Straße 12½ – 3.5", ["strasse", "121", "2", "3", "5"]),
        ("hy\u00adphen divi\u2010\nded e-\nmail", ["hyphen", "divided", "email"]),
        ("go 🚀 now", ["go", "🚀", "now"]),
        ("ﻣﻴﻨﺎء", ["ميناء"]),
        ("…", []),
    ],
)
def test_words_are_compared_by_what_is_read(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_marks_of_markdown_are_no_words() -> None:
    text = "# A *b*\n\n1. [c](https://d.org)\n\n`e`\n\n```f\ng\n```\n\n|h|i|\n|-|-|\n|j|~~k~~|"
    assert words(without_marks("body", text)) == list("abceghijk")
    assert words(without_marks("body", "Table: x\n\n|y|\n|-|\n")) == ["x", "y"]
    assert words(without_marks("heading", "1. *x*")) == ["1", "x"]


def test_a_lost_moved_or_changed_word_is_missed() -> None:
    there = Words(["the", "old", "man", "and", "the", "old", "sea"])
    assert there.after(["old", "sea"]) == 7
    assert there.after(["old", "man"], start=2) is None
    assert there.after(["man", "sea"]) is None
    assert there.after(["man", "sea"], gap=3) == 7
    assert there.after(["sea", "man"], gap=9) is None
    assert there.after(["ol"]) is None
    assert there.after(["old", "seas"]) is None


def test_a_long_word_may_be_divided_and_a_note_may_hang_on_one() -> None:
    there = Words(["donau", "dampf", "schiff12", "ahoi"], notes=True)
    assert there.after(["donaudampf"]) == 2
    assert there.after(["donaudampfschiff", "ahoi"]) == 4
    assert Words(["schiff12"]).after(["schiff"]) is None
