"""Words: those of a manuscript, those of a finished file, and whether the ones are among the others.

A file's words are read in two ways: by page, as a reader's search does (PDFium), and along the tag tree.
Words are compared without case, quotation marks, hyphens and direction; signs and emoji count as words.
"""

import io
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from pathlib import Path

import pikepdf
import pypdfium2
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from structure import Key, Node, walk

_DROPPED = re.compile("[\u00ad\u02b9'’‘“”„‚\"«»‹›`\u200b-\u200f\u2060-\u2069\ufe00-\ufe0f\ufeff]")
_LINE_END_HYPHEN = re.compile("[\ufffe\x02]\\s*|[-\u2010\u2011]\\s+")
_HYPHEN = re.compile("[-\u2010\u2011\ufffe\x02]\\s*")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufefc]")
_LATIN = "[A-Za-z\u00c0-\u024f]"
_LEFT_TO_RIGHT = re.compile(rf"{_LATIN}(?:[^\u0590-\u08ff0-9]*{_LATIN})?|[0-9]+(?:[.,:/][0-9]+)*")
_RUN = re.compile("[\u0590-\u08ff\ufb1d-\ufefc](?:[^A-Za-z0-9]*[\u0590-\u08ff\ufb1d-\ufefc])?")
_CAPTION = "Table: "
_MARKDOWN_KEYS = {"body", "lead", "imprint"}
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_MARKDOWN.use(deflist_plugin).use(footnote_plugin)
for _name in ("box", "quote", "wide"):
    _MARKDOWN.use(container_plugin, _name)


def words(text: str) -> list[str]:
    """Divide a text into words: letters, marks and digits without a space between, and each sign by itself."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = _HYPHEN.sub("", _DROPPED.sub("", text))
    found, word = [], ""
    for char in text:
        kind = unicodedata.category(char)
        if kind[0] in "LMN":
            word += char
            continue
        if word:
            found.append(word)
            word = ""
        if kind == "So":
            found.append(char)
    return [*found, word] if word else found


def without_marks(key: str, text: str) -> str:
    """Take Markdown's marks and footnotes off a text of the manuscript; `key` tells whether it is Markdown."""
    if key not in _MARKDOWN_KEYS:
        return text
    tokens = _MARKDOWN.parse(text)
    for paragraph, following in zip(tokens, tokens[2:], strict=False):
        first = paragraph.children[0] if paragraph.children else None
        if following.type == "table_open" and first and first.content.startswith(_CAPTION):
            first.content = first.content.removeprefix(_CAPTION)
    return " ".join(_contents(tokens))


def _contents(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "footnote_block_open":
            return
        if token.type.startswith("container_") and token.nesting == 1:
            yield token.info.strip().partition(" ")[2]
        if token.children is not None:
            yield "".join(_pieces(token.children))
        elif token.content:
            yield token.content


def _pieces(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        yield "\n" if token.type in ("softbreak", "hardbreak") else token.content


def words_by_page(path: Path) -> list[str]:
    """Read a file's words page by page, as if it were read from the left: else PDFium turns words round."""
    with pikepdf.open(path) as pdf:
        if "/ViewerPreferences" in pdf.Root:
            del pdf.Root.ViewerPreferences
        content = io.BytesIO()
        pdf.save(content)
    with pypdfium2.PdfDocument(content.getvalue()) as pdf:
        text = "\n".join(page.get_textpage().get_text_range() for page in pdf)
    return words(_LINE_END_HYPHEN.sub("\n", text))  # something else may follow at the end of a page


def words_by_tags(pdf: pikepdf.Pdf) -> list[str]:
    """Read a file's words along its tag tree, without footnotes, in the order in which each line is read."""
    structure = walk(pdf)
    return words("\n".join(_lines(structure.root, structure.texts, str(pdf.Root.Lang))))


def _lines(node: Node, texts: dict[Key, str], language: str) -> Iterator[str]:
    language = str(node.raw.get("/Lang", language))
    for kid in node.kids:
        if isinstance(kid, Node):
            if kid.role not in ("Reference", "Note"):
                yield from _lines(kid, texts, language)
        else:
            yield _logical(texts[kid], backward=language[:2] in ("ar", "he"))


def _logical(line: str, *, backward: bool) -> str:
    """Turn a line, which is drawn from left to right, into its order of reading; `backward`: it starts at the right."""
    if not _RIGHT_TO_LEFT.search(line):
        return line
    return _LEFT_TO_RIGHT.sub(_turned, line[::-1]) if backward else _RUN.sub(_turned, line)


def _turned(run: re.Match[str]) -> str:
    return run.group()[::-1]


class Words:
    """The words of a file, to look others up in. With `notes`, a number may hang on a word's end."""

    def __init__(self, found: list[str], *, notes: bool = False) -> None:
        self.found = found
        self.notes = notes
        self._places: dict[str, list[int]] = {}
        for place, word in enumerate(found):
            self._places.setdefault(word, []).append(place)

    def after(self, wanted: list[str], *, start: int = 0, gap: int = 0) -> int | None:
        """Find words in their order from `start` on, at most `gap` others between two; give where they end."""
        for first in range(start, len(self.found)):
            if (end := self._matches(wanted[0], first)) is not None:
                for word in wanted[1:]:
                    end = self._next(word, end, end + gap)
                    if end is None:
                        break
                else:
                    return end
        return None

    def _next(self, word: str, low: int, high: int) -> int | None:
        """Return the place after a word from `low` to `high`, whole or divided."""
        for number in range(low, min(high + 1, len(self.found))):
            if (end := self._matches(word, number, high - low)) is not None:
                return end
        return None

    def _matches(self, word: str, number: int, gap: int = 0) -> int | None:
        """Return the place after a word, which may be divided, also by the words at the foot of a page."""
        joined = self.found[number]
        if joined[0] != word[0]:
            return None
        number += 1
        while number < len(self.found) and len(joined) < len(word):
            if len(joined) > 1 and word.startswith(joined):
                places = self._places.get(word.removeprefix(joined), ())
                rest = bisect_left(places, number)
                if rest < len(places) and places[rest] <= number + gap:
                    number = places[rest]
            joined += self.found[number]
            number += 1
        rest = joined.removeprefix(word)
        if joined == word or (self.notes and joined != rest and rest.isdecimal()):
            return number
        return None
