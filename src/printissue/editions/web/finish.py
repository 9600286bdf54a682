"""The steps from the composed HTML to the files of the web edition."""

from collections.abc import Iterator, Sequence

from printissue.assets.elements import (
    Element,
    isolate_addresses,
    parse,
    separate_spans,
    serialize,
    text_of,
)
from printissue.assets.theme_files import screen_ink_sheet
from printissue.assets.web_fonts import FontSet, font_set
from printissue.core.findings import Finding
from printissue.core.folders import Contents
from printissue.editions import EditionSource
from printissue.editions.web.downloads import INDEX
from printissue.editions.web.head import write_head
from printissue.editions.web.markup import (
    InlineStyles,
    link_issues,
    place_pictures,
    remove_hints,
    wrap_tables,
)
from printissue.editions.web.stories import Story, issue_page, stories_of, story_page

INKS, FONTS, PAGES = "styles/inks.css", "styles/fonts.css", "styles/pages.css"
"""The style sheets that the build makes: colours, fonts, and the styles of single elements."""


def finish(source: EditionSource) -> tuple[Contents, tuple[Finding, ...]]:
    """Return the files of a web edition and the findings; the page of the issue is the last file."""
    if source.theme_files is None or source.resources is None:
        raise ValueError("a web edition needs a theme and resources")
    theme, resources = source.theme_files, source.resources
    root = parse(source.html)
    styles = InlineStyles()
    files: dict[str, bytes] = dict(place_pictures(root, source.files, resources))
    link_issues(root)
    wrap_tables(root)
    separate_spans(root)
    isolate_addresses(root)
    styles.move(root)
    stories = stories_of(root)
    pages = dict(_pages(root, stories, pages=source.publication.stories == "pages"))
    fonts = font_set(
        resources,
        theme.web_stylesheets,
        "".join(text_of(page) for page in pages.values()),
        "".join(_code(pages[INDEX])),
    )
    files |= _style_files(source, fonts, styles.css())
    sheets = [INKS, FONTS, *(one.name for one in theme.web_stylesheets)]
    sheets += [PAGES] if PAGES in files else []
    for name, page in pages.items():
        story = next((one for one in stories if one.page == name), None)
        remove_hints(page)
        write_head(page, source.record, source.issue, sheets, story=story)
        files[name] = serialize(page)
    return {**files, INDEX: files.pop(INDEX)}, fonts.findings


def _pages(
    root: Element, stories: Sequence[Story], *, pages: bool
) -> Iterator[tuple[str, Element]]:
    """Yield the page of the issue, and one for each story where the publication has them."""
    yield INDEX, issue_page(root, stories if pages else ())
    if pages:
        for story in stories:
            yield story.page, story_page(root, story, stories)


def _code(root: Element) -> Iterator[str]:
    """Yield the text of computer code."""
    for element in root.iter():
        if element.tag in ("code", "pre", "kbd", "samp"):
            yield text_of(element)


def _style_files(source: EditionSource, fonts: FontSet, pages: str) -> dict[str, bytes]:
    """Return the style sheets with the files that they name, and the fonts."""
    theme_files = source.theme_files
    assert theme_files is not None
    return {
        **theme_files.web_files,
        **{sheet.name: sheet.css.encode() for sheet in theme_files.web_stylesheets},
        **fonts.files,
        INKS: screen_ink_sheet(theme_files.theme),
        FONTS: f"{fonts.css}\n".encode(),
        **({PAGES: pages.encode()} if pages else {}),
    }
