"""The places in the manuscript of printed lines.

Templates may set a text anywhere, and more than once. So nothing is recorded on the way to the page. Instead, the
letters of a line are searched among those of the manuscript: first with the whole block around them in the story that
the line belongs to, then less strictly.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from printissue import html, manuscript
from printissue.core.findings import Place
from printissue.html.source_map import BARE_URL, MARKUP, parse_line, parse_markdown
from printissue.layout import PrintedLine
from printissue.manuscript import Manuscript, SourceMap
from printissue.model.parts import Path, printed_texts

_LEAST = 6
"""The number of letters that the start of a line must have to be searched by itself."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A text of the manuscript: the places of its file, its path there, and where its letters start in the index."""

    places: SourceMap
    path: Path
    start: int


@dataclass(slots=True)
class TextPlaces:
    """The letters of all printed texts of a manuscript, in which printed lines are found.

    `pictures` are the files of pictures in the manuscript by the names of their resources.
    """

    source: Manuscript
    pictures: dict[str, str] = field(default_factory=dict)
    _letters: str = ""
    _offsets: list[int] = field(default_factory=list)
    _texts: list[_Text] = field(default_factory=list)
    _anchors: dict[str, Path] = field(default_factory=dict)
    _ranges: dict[Path, tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        source = self.source
        parts = ((source.issue, source.places), (source.publication, source.publication_places))
        pieces: list[str] = []
        for part, places in parts:
            for path, text, markup in printed_texts(part):
                self._texts.append(_Text(places, path, len(self._offsets)))
                letters = [*_letters_of(text, is_markdown=markup == "markdown"), ("\n", len(text))]
                pieces += [letter for letter, _ in letters]
                self._offsets += [offset for _, offset in letters]
        self._letters = "".join(pieces)
        language = source.issue.language or source.publication.language
        self._anchors = html.anchored_parts(source.issue, source.ref.key, language)

    def place_of(self, line: PrintedLine) -> Place | None:
        """Return the place of a line or picture; that of its story if it is not found; None without a story."""
        path = self._anchors.get(line.anchor)
        if line.picture:
            return self._picture(line.picture) or self._part(path)
        text = letters(line.text)
        index = self._find(text, letters(line.block), path) if text else None
        return self._part(path) if index is None else self._place(index)

    def _part(self, path: Path | None) -> Place | None:
        return None if path is None else self.source.places.of(path)

    def _picture(self, name: str) -> Place | None:
        file = self.pictures.get(name)
        for path, image in manuscript.pictures(self.source):
            if image.file == file:
                return self.source.places.of((*path, "file"))
        for path, offset, picture in html.text_pictures(self.source.issue):
            if picture.file == file:
                return self.source.places.of(path, offset=offset)
        return None

    def _find(self, line: str, block: str, path: Path | None) -> int | None:
        """Return the index of the first letter of a line."""
        before = max(block.find(line), 0)
        starts = [line[:length] for length in (24, 12, _LEAST) if _LEAST <= length < len(line)]
        for start, end in (self._range(path), (0, len(self._letters))):
            index = self._letters.find(block, start, end) if block else -1
            if index >= 0:
                return index + before
            for wanted in (line, *starts):
                index = self._letters.find(wanted, start, end)
                if index >= 0:
                    return index
        return None

    def _range(self, path: Path | None) -> tuple[int, int]:
        """Return where the letters of a part of the issue start and end."""
        if path is None:
            return 0, 0
        if path not in self._ranges:
            inside = [
                number
                for number, one in enumerate(self._texts)
                if one.places is self.source.places and one.path[: len(path)] == path
            ]
            start = self._texts[inside[0]].start if inside else 0
            following = self._texts[inside[-1] + 1 :] if inside else []
            end = following[0].start if following else (len(self._letters) if inside else 0)
            self._ranges[path] = start, end
        return self._ranges[path]

    def _place(self, index: int) -> Place:
        text = next(one for one in reversed(self._texts) if one.start <= index)
        return text.places.of(text.path, offset=self._offsets[index])


def letters(text: str) -> str:
    """Return the letters and digits of a text without case: what typography and markup do not change."""
    return "".join(one.casefold() for one in text if one.isalnum())


def _letters_of(text: str, *, is_markdown: bool) -> Iterator[tuple[str, int]]:
    """Yield the printed letters of a text of the manuscript, each with its offset in the text."""
    if not is_markdown:
        block = parse_line(text)
        yield from _literal_letters(block.literal, text, block.offsets)
        return
    for block in parse_markdown(text).blocks:
        yield from _literal_letters(block.literal, block.content, block.offsets)


def _literal_letters(
    literal: str, content: str, offsets: Sequence[int]
) -> Iterator[tuple[str, int]]:
    for printed, written, offset in zip(literal, content, offsets, strict=False):
        if printed == MARKUP:
            continue
        character = written if printed == BARE_URL else printed
        for letter in letters(character):
            yield letter, offset
