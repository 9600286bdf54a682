"""The renderer of Markdown: links, footnotes, pictures, code, and the containers of boxes and pull quotes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import escape

from printissue.html.code import highlighted
from printissue.html.footnotes import Footnotes, TextNotes

AddressNote = Callable[[str, str], str]
"""A function of a link's address and the end of its words; it returns the HTML that follows these in print."""


@dataclass(frozen=True, slots=True)
class PictureInText:
    """A picture that a text names: its file, its alternative text and its caption."""

    file: str
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class ProseContext:
    """The notes, stories and pictures that the Markdown of an issue refers to.

    `note_in_note` is the note of an address in a footnote. `story` returns the HTML before and after the words of a
    link to a story, by the story's name and the language of the text; `figures` that of the pictures of a paragraph.
    Without them, such a link is text, and there are no pictures. `across` is the HTML before and after what is as wide
    as the page.
    """

    footnotes: Footnotes = field(default_factory=lambda: Footnotes(str))
    note_in_note: AddressNote | None = None
    story: Callable[[str, str], tuple[str, str]] | None = None
    figures: Callable[[Sequence[PictureInText], str], str] | None = None
    across: tuple[str, str] = ("", "")


TEASER = ProseContext(Footnotes(str, hidden=True))
"""The context of a text that is shown in part or in another place: without notes, stories and pictures."""


class Renderer(RendererHTML):
    """A renderer of one text. Without `note`, links are live."""

    note: AddressNote | None = None
    language: str = "en"
    context: ProseContext
    notes: TextNotes

    # links

    def link_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """Return the start of a link: a live one, the words of a numbered address, or a story."""
        url = str(tokens[idx].attrGet("href"))
        closing = env.setdefault("closing", [])
        if url.startswith("#"):
            story = self.context.story
            before, after = story(url[1:], self.language) if story else ("", "")
            closing.append(lambda _: after)
            return before
        note = self.note
        if note is None:
            closing.append(lambda _: "</a>")
            return f'<a href="{escape(url)}">'
        closing.append(lambda words: f"</span>{note(url, words)}")
        return '<span class="link">'

    def link_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """Return the end of a link, with what follows its words."""
        close: Callable[[str], str] = env["closing"].pop()
        return close(tokens[idx - 1].content)

    # notes

    def footnote_ref(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """Return the mark of a note; at the foot of pages, the note follows its first mark."""
        notes, note = self.notes, tokens[idx].meta["id"]
        if notes.notes.hidden:
            return ""
        first, at_foot = notes.is_first(note), notes.notes.at_foot
        own = f' id="{notes.id(note, mark=True)}"' if first else ""
        role = ' role="doc-noteref"'
        # in a PDF, the element around the link is the reference
        on_mark, on_link = (role, "") if at_foot else ("", role)
        mark = (
            f'<sup class="note-mark"{on_mark}>'
            f'<a{own} href="#{notes.id(note)}"{on_link}>{notes.mark(note)}</a></sup>'
        )
        return f"{mark}{self._foot_note(note, options)}" if first and at_foot else mark

    def _foot_note(self, note: int, options: OptionsDict) -> str:
        """Return a note that is set at the foot of the page, in one line of HTML: WeasyPrint keeps its white space."""
        start = f'<span class="footnote" role="doc-footnote" id="{self.notes.id(note)}">'
        return f"{start}{self._note_text(note, options, between='<br>')}</span>"

    def _note_text(self, note: int, options: OptionsDict, *, between: str) -> str:
        """Return the mark and the paragraphs of a note."""
        link = f'<a class="note-number" href="#{self.notes.id(note, mark=True)}"'
        role = "" if self.notes.notes.at_foot else ' role="doc-backlink"'
        paragraphs = [one for one in self.notes.content[note] if one.type == "inline"]
        outside, self.note = self.note, self.context.note_in_note if self.note else None
        text = between.join(
            self.renderInline(one.children or [], options, {}) for one in paragraphs
        )
        self.note = outside
        return f"{link}{role}>{self.notes.mark(note)}</a> {' '.join(text.split())}"

    def end_notes(self, options: OptionsDict) -> str:
        """Return the notes of a text as a list after it."""
        if self.notes.notes.hidden:
            return ""
        notes = "".join(
            f'<div class="footnote" role="doc-footnote" id="{self.notes.id(note)}">'
            f"<p>{self._note_text(note, options, between='</p><p>')}</p></div>\n"
            for note in self.notes.content
        )
        return f'<div class="footnotes">\n{notes}</div>\n' if notes else ""

    # pictures and code

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Return the description of a picture in a line, which is a fault."""
        return str(escape(tokens[idx].content))

    def pictures(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """Return the pictures of a paragraph of nothing else."""
        figures = self.context.figures
        children = tokens[idx].children or []
        return figures([picture_of(one) for one in children], self.language) if figures else ""

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Return code between fences, in the colours of its language."""
        token = tokens[idx]
        language = code_language(token)
        if not language:
            return f"<pre><code>{escape(token.content)}</code></pre>\n"
        code = highlighted(token.content, language)
        return f'<pre><code class="language-{escape(language)}">{code}</code></pre>\n'

    # containers

    def container_wide_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """Return the start of what is as wide as the page."""
        return f'{self.context.across[0]}<div class="across">\n'

    def container_wide_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """Return the end of what is as wide as the page."""
        return f"</div>\n{self.context.across[1]}"


def picture_of(token: Token) -> PictureInText:
    """Return the picture that a token names."""
    return PictureInText(
        unquote(str(token.attrGet("src"))), token.content, str(token.attrGet("title") or "")
    )


def code_language(token: Token) -> str:
    """Return the language that the first line of a block of code names."""
    return (token.info.split() or [""])[0]
