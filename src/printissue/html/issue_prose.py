"""The Markdown of an issue as HTML: with its notes, its pictures and the stories that it links to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from markupsafe import Markup, escape

from printissue.html import markdown
from printissue.html.figures_in_text import FiguresInText
from printissue.html.footnotes import Footnotes
from printissue.html.link_notes import LinkNotes, bare
from printissue.html.markdown_renderer import ProseContext
from printissue.model.cross_references import RelatedStory
from printissue.model.issue import Issue


def issue_prose(
    issue: Issue,
    notes: LinkNotes,
    footnotes: Footnotes,
    *,
    figures: FiguresInText,
    related: Mapping[str, RelatedStory],
    label: Callable[[str], Callable[[str], str]],
) -> Callable[..., Markup]:
    """Return the function that turns Markdown into HTML: `prose(text, language, level, inserts=…, …)`.

    `related` maps the names of stories to these stories. `label` returns the labels of a language.
    """
    context = ProseContext(
        footnotes,
        None if notes.live else _spelled(notes),
        _story_link(related, notes, label),
        figures,
    )
    short_forms = {one.short: one.long for one in issue.abbreviations}

    def prose(
        text: str,
        language: str,
        level: int,
        *,
        inserts: Sequence[Markup] = (),
        initial: bool = False,
        across: Sequence[str] = ("", ""),
    ) -> Markup:
        return markdown.prose(
            text,
            language,
            heading_level=level,
            note=None if notes.live else notes.mark,
            inserts=inserts,
            abbreviations=short_forms,
            initial=initial,
            context=replace(context, across=(str(across[0]), str(across[1]))),
        )

    return prose


def _spelled(notes: LinkNotes) -> Callable[[str, str], Markup]:
    """Return the function that writes the address of a link after its words, as a footnote has it."""

    def spelled(url: str, words: str) -> Markup:
        if bare(words) == bare(url):
            return Markup("")
        return Markup(' <bdi class="address" dir="ltr">{}</bdi>').format(notes.readable(url))

    return spelled


def _story_link(
    related: Mapping[str, RelatedStory],
    notes: LinkNotes,
    label: Callable[[str], Callable[[str], str]],
) -> Callable[[str, str], tuple[str, str]]:
    """Return the function of the HTML around the words of a link to a story, by its name and the text's language.

    In print, the words are followed by the story's page, or by its issue if that is another one.
    """

    def story_link(name: str, language: str) -> tuple[str, str]:
        story = related[name]
        if notes.live:
            return f'<a href="{escape(story.address)}">', "</a>"
        if not story.inside:
            return '<span class="story-link">', f"</span> ({escape(story.issue)})"
        page = label(language)("page")
        link = Markup('<a class="page-number" href="{}"></a>').format(story.address)
        return '<span class="story-link">', f"</span> ({escape(page)}\u00a0{link})"

    return story_link
