"""Footnotes of Markdown: at the foot of pages, or after the text that they belong to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

ABJAD = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"
"""The letters that number notes in Arabic script, in their numerical order."""

LATIN = "abcdefghijklmnopqrstuvwxyz"


@dataclass(slots=True)
class Footnotes:
    """The footnotes of an issue, in the order in which the templates show them.

    `name` returns the id of a name in the issue. With `at_foot`, notes are set at the foot of the page, and their
    numbers count through the issue; otherwise they follow their text, and each text counts from 1. With `letters`,
    marks are letters, because numbers are those of addresses. Texts that are `hidden` show neither marks nor notes.
    """

    name: Callable[[str], str]
    at_foot: bool = False
    letters: bool = False
    hidden: bool = False
    _count: int = 0

    def of_text(self, language: str) -> "TextNotes":
        """Return the footnotes of one text."""
        return TextNotes(self, ABJAD if language.partition("-")[0] in ("ar", "fa", "ur") else LATIN)

    def next_number(self) -> int:
        """Return the number of the next note of the issue."""
        self._count += 1
        return self._count


@dataclass(slots=True)
class TextNotes:
    """The footnotes of one text: their tokens by the parser's numbers, in the order of their first marks."""

    notes: Footnotes
    alphabet: str = LATIN
    content: Mapping[int, Sequence[Token]] = field(default_factory=dict)
    _numbers: dict[int, int] = field(default_factory=dict)

    def take(self, tokens: list[Token]) -> None:
        """Take the notes out of the tokens of a text, at whose end the parser has put them."""
        starts = [at for at, one in enumerate(tokens) if one.type == "footnote_block_open"]
        if not starts:
            return
        content: dict[int, list[Token]] = {}
        for token in tokens[starts[0] :]:
            if token.type == "footnote_open":
                note = content.setdefault(token.meta["id"], [])
            elif not token.type.startswith("footnote_"):
                note.append(token)
        del tokens[starts[0] :]
        self.content = content

    def is_first(self, note: int) -> bool:
        """Return whether a note has no mark so far."""
        return note not in self._numbers

    def number(self, note: int) -> int:
        """Return the number of a note in the issue, which makes its id unique."""
        if note not in self._numbers:
            self._numbers[note] = self.notes.next_number()
        return self._numbers[note]

    def mark(self, note: int) -> str:
        """Return the mark of a note: a number or letters."""
        number = self.number(note)
        if not self.notes.at_foot:
            number = list(self._numbers).index(note) + 1
        return _letters(number, self.alphabet) if self.notes.letters else str(number)

    def id(self, note: int, *, mark: bool = False) -> str:
        """Return the id of a note, or of its first `mark`."""
        return self.notes.name(f"note-{self.number(note)}{'-mark' if mark else ''}")


def _letters(number: int, alphabet: str) -> str:
    """Return a number as letters: a to z, then aa to az and so on."""
    text = ""
    while number:
        number, letter = divmod(number - 1, len(alphabet))
        text = alphabet[letter] + text
    return text
