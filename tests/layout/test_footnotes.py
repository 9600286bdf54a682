"""Footnotes on laid-out pages, in columns, with the style sheets of the themes."""

import re

import pytest

from checkout import ROOT
from printissue import layout as stage
from printissue.assets.resources import Resources
from printissue.assets.theme_files import Stylesheet
from printissue.html.footnotes import Footnotes
from printissue.html.markdown import prose
from printissue.html.markdown_renderer import ProseContext
from printissue.layout import LayoutInput
from printissue.layout.engine import Box

SHEET = """
    @page { size: 100mm 90mm; margin: 10mm }
    body { margin: 0; font: 9.5pt/13pt "Source Serif Pro" }
    p { margin: 0 }
    main { columns: 2; column-gap: 5mm }
    footer { align-self: end }
"""


def pages_of(theme: str, notes: int) -> list[stage.engine.Page]:  # type: ignore[name-defined]
    """Lay out paragraphs of three lines with a note each, with the rules of a theme for notes."""
    stage.load(Resources.of(ROOT).fontconfig())
    words = "Words of a paragraph that are long enough to fill some lines of a narrow column."
    text = "\n\n".join(
        f"{words}[^{n}] {words}\n\n[^{n}]: What note {n} says." for n in range(notes)
    )
    context = ProseContext(Footnotes("k---{}".format, at_foot=True))
    body = prose(text, "en", heading_level=4, context=context)
    shared = "!builtin/bulletin/markdown.css"
    css, base = (
        re.sub(
            r"var\(--\w+\)",
            "device-cmyk(0 0 0 1)",
            (ROOT / "styles" / name / "markdown.css").read_text(encoding="utf-8"),
        )
        for name in (theme, "bulletin")
    )
    html = f"<main class='body'>{body}</main><footer>End</footer>"
    sheets = (Stylesheet("a.css", SHEET), Stylesheet("b.css", css))
    layout = stage.lay_out(
        LayoutInput(html, sheets, {shared: base.encode()}, "issue.yaml", line=13)
    )
    assert layout.findings == ()
    assert layout.document is not None
    return layout.document.pages


def boxes(box: Box) -> list[Box]:
    return [box, *(inner for child in box.children for inner in boxes(child))]


@pytest.mark.parametrize("theme", ["bulletin", "imprint", "digest"])
def test_each_note_is_at_the_foot_of_the_page_of_its_mark(theme: str) -> None:
    pages = pages_of(theme, 14)
    assert len(pages) > 1
    seen = []
    for page in pages:
        named = [
            (one.element.get("role"), one.element)
            for one in boxes(page.box)
            if one.element is not None and one.element.get("role", "").startswith("doc-note")
        ]
        marks = {element[0].get("href") for _, element in named}
        notes = {
            f"#{one.element.get('id')}"
            for one in boxes(page.box)
            if one.element is not None and one.element.get("role") == "doc-footnote"
        }
        assert marks == notes
        seen += sorted(marks)
    assert len(seen) == 14


def test_lines_with_marks_are_as_high_as_others() -> None:
    [page, *_] = pages_of("bulletin", 3)
    lines = [one for one in boxes(page.root) if one.kind == "line" and one.tag == "p"]
    assert {round(one.height * 0.75, 2) for one in lines} == {13.0}


def test_the_end_of_an_issue_is_above_the_notes_of_its_page() -> None:
    page = pages_of("bulletin", 2)[-1]
    area = next(one for one in page.box.children if one.kind == "block" and one.tag != "html")
    [end] = [one for one in boxes(page.root) if one.tag == "footer" and one.kind == "block"]
    assert end.border_y + end.border_height == pytest.approx(area.y)
