"""Go through the values of an issue: its pictures, references and languages; find characters without a glyph."""

import unicodedata
from collections.abc import Callable, Iterator

from printissue.core.findings import Finding
from printissue.manuscript.nodes import Path
from printissue.manuscript.reading import MAX_FINDINGS, Manuscript
from printissue.manuscript.source_map import SourceMap
from printissue.model.issue import Issue
from printissue.model.parts import Event, Image, Part, printed_texts


def pictures(source: Manuscript | Issue) -> Iterator[tuple[Path, Image]]:
    """Yield the pictures of an issue with their paths, in reading order."""
    issue = source.issue if isinstance(source, Manuscript) else source
    for path, value in _values(issue):
        if isinstance(value, Image) and value.file:  # an invalid picture can be without a file
            yield path, value


def events(issue: Issue) -> Iterator[tuple[Path, Event]]:
    """Yield the events of an issue with their paths, in reading order."""
    for path, value in _values(issue):
        if isinstance(value, Event):
            yield path, value


def references(issue: Issue) -> Iterator[tuple[Path, str]]:
    """Yield the names of the stories that an issue's stories refer to, with the paths of the references."""
    for path, value in _values(issue):
        if isinstance(value, str) and "related" in path:
            yield path, value


def languages(part: Part) -> Iterator[tuple[Path, str]]:
    """Yield the language tags of a part and the parts below it, with their paths."""
    for path, value in _values(part):
        if isinstance(value, str) and path[-1] == "language":
            yield path, value


def check_glyphs(manuscript: Manuscript, missing: Callable[[str], str]) -> tuple[Finding, ...]:
    """Return a finding for each character that no font has, once per text.

    `missing` returns the characters of a text that no font has, in their order.
    """
    findings: list[Finding] = []
    parts = (
        (manuscript.issue, manuscript.places),
        (manuscript.publication, manuscript.publication_places),
    )
    if not missing("".join(text for part, _ in parts for _, text, _ in printed_texts(part))):
        return ()
    for part, places in parts:
        for path, text, _ in printed_texts(part):
            if without_glyph := missing(text):
                findings += _missing_glyphs(places, path, text, characters=without_glyph)
    return tuple(findings[:MAX_FINDINGS])


_HINT = "add a font with this character to styles/fonts/, or write the text in another way"
_EAST_ASIAN_HINT = (
    "install the fonts for Chinese, Japanese and Korean: pip install 'printissue[cjk]'"
)


def _is_east_asian(character: str) -> bool:
    """Return whether a character is set full width: Chinese, Japanese, Korean (UAX 11)."""
    return (
        unicodedata.east_asian_width(character) in "WF" and not 0x1F000 <= ord(character) < 0x20000
    )


def _missing_glyphs(
    places: SourceMap, path: Path, text: str, *, characters: str
) -> Iterator[Finding]:
    reported = [
        one for one in dict.fromkeys(characters[:MAX_FINDINGS]) if one in text and not one.isspace()
    ]
    where = places.characters(path, [text.index(one) for one in reported])
    for character, place in zip(reported, where, strict=True):
        name = unicodedata.name(character, "without a name")
        visible = (
            f"{character} "
            if character.isprintable() and not unicodedata.combining(character)
            else ""
        )
        hint = _EAST_ASIAN_HINT if _is_east_asian(character) else _HINT
        message = f"no font has the character {visible}(U+{ord(character):04X} {name})"
        yield Finding("unknown-glyph", place, message, hint)


def _values(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Yield all values below a value of the model with their paths, each before the values below it."""
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
