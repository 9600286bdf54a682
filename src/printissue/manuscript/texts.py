"""Going through an issue: its pictures, its printed texts, and the characters that no font has."""

import unicodedata
from collections.abc import Callable, Iterator

from printissue.core.findings import Finding
from printissue.manuscript.nodes import Path
from printissue.manuscript.places import SourceMap
from printissue.manuscript.reading import MOST_FINDINGS, Manuscript
from printissue.model.issue import Issue
from printissue.model.parts import Image, Part
from printissue.model.text_types import NOT_PRINTED


def pictures(source: Manuscript | Issue) -> Iterator[tuple[Path, Image]]:
    """Go through the pictures of an issue in the order of reading, with their paths."""
    issue = source.issue if isinstance(source, Manuscript) else source
    for path, value in _values(issue):
        if (
            isinstance(value, Image) and value.file
        ):  # a picture that is only partly valid may have none
            yield path, value


def references(issue: Issue) -> Iterator[tuple[Path, str]]:
    """Go through the names of other stories that an issue's stories refer to, with their paths."""
    for path, value in _values(issue):
        if isinstance(value, str) and "related" in path:
            yield path, value


def languages(part: Part) -> Iterator[tuple[Path, str]]:
    """Go through the language tags that a part states, with their paths."""
    for path, value in _values(part):
        if isinstance(value, str) and path[-1] == "language":
            yield path, value


def printed_texts(part: Part) -> Iterator[tuple[Path, str]]:
    """Go through the texts of a part that come to stand on a page, with their paths."""
    for path, value in _values(part):
        key = next(step for step in reversed(path) if isinstance(step, str))
        if isinstance(value, str) and key not in NOT_PRINTED:
            yield path, value


def check_glyphs(manuscript: Manuscript, missing: Callable[[str], str]) -> tuple[Finding, ...]:
    """Find the characters that no font has, once per text; `missing` gives those of a text, in order."""
    findings: list[Finding] = []
    for part, places in (
        (manuscript.issue, manuscript.places),
        (manuscript.publication, manuscript.publication_places),
    ):
        for path, text in printed_texts(part):
            if lacking := missing(text):
                findings += _unknown_glyphs(places, path, text, lacking=lacking)
    return tuple(findings[:MOST_FINDINGS])


def _unknown_glyphs(places: SourceMap, path: Path, text: str, *, lacking: str) -> Iterator[Finding]:
    characters = [
        one for one in dict.fromkeys(lacking[:MOST_FINDINGS]) if one in text and not one.isspace()
    ]
    where = places.characters(path, [text.index(one) for one in characters])
    hint = "put a font that has it into styles/fonts/, or write it otherwise"
    for character, place in zip(characters, where, strict=True):
        name = unicodedata.name(character, "without a name")
        shown = (
            f"{character} "
            if character.isprintable() and not unicodedata.combining(character)
            else ""
        )
        message = f"no font has the character {shown}(U+{ord(character):04X} {name})"
        yield Finding("unknown-glyph", place, message, hint)


def _values(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Go through all that is below a value of the model, each before what it holds."""
    below: Iterator[tuple[str | int, object]]
    if isinstance(value, Part):
        below = ((key, getattr(value, key)) for key in type(value).model_fields)
    elif isinstance(value, list):
        below = iter(enumerate(value))
    else:
        return
    for step, child in below:
        yield (*path, step), child
        yield from _values(child, (*path, step))
