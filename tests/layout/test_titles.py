"""A name that is too wide for its line is set smaller, never broken inside a word."""

import io
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image

from printissue import layout as stage
from printissue.assets.resources import Resources, builtin_root
from printissue.assets.stylesheets import Stylesheet
from printissue.model.editions import PAPERS, PRINT
from printissue.pipeline.issue import Composer
from printissue.pipeline.load import read
from printissue.pipeline.options import NO_CHOICE
from workbench import ISSUE, REF, lay_out_in_bulletin

pytestmark = pytest.mark.filterwarnings(
    "ignore:unclosed file.*sRGB:ResourceWarning", "ignore:Exception ignored.*sRGB"
)
SHORT = "Imprint"
LONG_WORD = "Donaudampfschifffahrtsgesellschaftsnachrichten"
NAMES = {
    SHORT: ("en", 1),
    "The Quayside Review": ("en", 1),
    "Hausmitteilungen": ("de", 1),
    LONG_WORD: ("de", 1),
    "WWWWWWWWWWWW": ("en", 1),
    "Mitteilungen der Gesellschaft für die Geschichte des Buchdrucks": ("de", 0),
    "مجلة تاريخ الطباعة والنشر في بلاد الشام": ("ar", 0),
    "L'Imprimeur": ("fr", 1),
}
"""Names with their language and the number of lines that they have to have, 0 where it depends on the page."""
SETTINGS = [
    (name, theme, tuple(PAPERS)[(number + shift) % len(PAPERS)])
    for number, name in enumerate(NAMES)
    for shift, theme in enumerate(("imprint", "bulletin"))
]
"""Each name in both themes; the papers take turns."""


def picture(width: int = 300, height: int = 200) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(target, "PNG")
    return target.getvalue()


COVER = """spotlight:
  heading: What this issue is about
  lead: A sentence of our own, and a second one.
  image: {file: a.png, alt: A field of teal.}
"""


def laid_out(tmp_path, *, theme: str, paper: str, name: str, cover: str = "") -> Any:
    """Return the document of a small issue, and its corrections."""
    language = NAMES.get(name, ("en", 1))[0]
    publication = (
        f'title: "{name}"\npublisher: The Centre\ntheme: {theme}\npaper: {paper}\n'
        f"language: {language}\n"
    )
    workspace = lay_out_in_bulletin(
        tmp_path,
        {
            "issues/update/publication.yaml": publication,
            "issues/update/2015-10.yaml": ISSUE.replace("sections:", cover + "sections:"),
            "issues/update/a.png": picture(),
        },
    )
    resources = Resources(workspace.root, builtin_root())
    stage.load(resources.fontconfig())
    job, findings = read(workspace, REF, resources, choice=NO_CHOICE)
    assert job is not None, findings
    layout = Composer(job).lay_out(PRINT, stage.LayoutOptions())
    assert layout.document is not None, layout.findings
    return layout.document


def boxes(box: Any):
    yield box
    for child in box.children:
        yield from boxes(child)


def lines_of(box: Any) -> list[tuple[str, float, float]]:
    """Return the lines of a block: text, left and right edge."""
    found = []
    for line in boxes(box):
        if line.kind != "line":
            continue
        texts = [one for one in boxes(line) if one.kind == "text" and one.text.strip()]
        if texts:
            words = "".join(one.text for one in texts).strip()
            left = min(one.x for one in texts)
            right = max(one.x + one.width for one in texts)
            found.append((words, left, right))
    return found


def masthead(document: Any) -> Any:
    page = document.pages[0].box
    return next(
        one for one in boxes(page) if one.element is not None and one.element.get("class") == "name"
    )


@pytest.mark.slow
@pytest.mark.parametrize(("name", "theme", "paper"), SETTINGS)
def test_a_name_fits_its_line(tmp_path, name, theme, paper):
    cover = COVER if list(NAMES).index(name) % 2 else ""
    document = laid_out(tmp_path, theme=theme, paper=paper, name=name, cover=cover)
    block = masthead(document)
    lines = lines_of(block)
    assert " ".join(words for words, _, _ in lines) == name  # a break is at a space
    assert NAMES[name][1] in (0, len(lines))
    size = block.font_size * 0.75
    assert size >= (20 if len(name.split()) > 1 else 9)
    page = document.pages[0].box
    for _, left, right in lines:
        assert left >= block.content_x - 0.5
        assert right <= block.content_x + block.width + 0.5
        assert right <= page.margin_width
    if name == SHORT:  # it fits as it is
        sizes = {"imprint": (90, 132), "bulletin": (43, 56)}[theme]
        assert size == pytest.approx(sizes[paper != "A5"])
    if cover:
        assert [one.box._box.page_type.name for one in document.pages].count("cover") == 1
    assert_running_heads(document, name)


def assert_running_heads(document: Any, name: str) -> None:
    """Check that the name in the running heads breaks between words only, and stays on the page."""
    heads = []
    for page in document.pages[1:]:
        box = page.box
        for margin in box.children:
            if margin.kind == "margin" and margin._box.at_keyword == "@bottom-left":
                lines = lines_of(margin)
                heads.append(" ".join(words for words, _, _ in lines))
                assert all(left >= 0 and right <= box.margin_width for _, left, right in lines)
    assert all(head.startswith(name) for head in heads if head)


CSS = """
@page { size: 100mm 100mm; margin: 10mm }
html { font: 10pt/13pt "Source Serif Pro" }
p, h1 { font-size: 40pt; line-height: 1.1; margin: 0 }
"""


def fitted(html: str) -> list[tuple[float, list[str], bool]]:
    """Return the size, the lines, and whether they fit, of each block with `data-fit`."""
    stage.load(Resources(builtin_root(), builtin_root()).fontconfig())
    layout_input = stage.LayoutInput(f"<body>{html}", (Stylesheet("own.css", CSS),), {}, "made-up")
    layout = stage.lay_out(replace(layout_input, corrections=stage.fit_titles(layout_input)))
    found = []
    for page in layout.document.pages:
        for box in boxes(page.box):
            if box.kind == "block" and box.element is not None and "data-fit" in box.element.attrib:
                lines = lines_of(box)
                edge = box.content_x + box.width + 0.5
                fits = all(right <= edge for _, _, right in lines)
                found.append((box.font_size * 0.75, [one[0] for one in lines], fits))
    return found


def test_words_in_elements_are_measured_as_they_are_set():
    html = f"<h1 data-fit><b>{LONG_WORD[:30]}</b> <i>2025</i></h1>"
    ((size, lines, fits),) = fitted(html)
    assert (lines, fits) == ([LONG_WORD[:30], "2025"], True)
    assert 9 < size < 40


def test_titles_beside_each_other_are_fitted_each_for_itself():
    html = f"<p data-fit>Short</p><div><p data-fit>{LONG_WORD}</p></div><p>{LONG_WORD}</p>"
    (short, long) = fitted(html)
    assert short[0] == pytest.approx(40)
    assert long[0] < 20
    assert long[1:] == ([LONG_WORD], True)


@pytest.mark.parametrize("text", ["", " ", "\n", "a", "<b></b>"])
def test_titles_of_next_to_nothing(text):
    assert all(size == pytest.approx(40) for size, _, _ in fitted(f"<p data-fit>{text}</p>"))


def test_a_title_of_very_many_words():
    ((size, lines, fits),) = fitted(f"<p data-fit>{'word ' * 150}</p>")
    assert size == pytest.approx(9)
    assert fits
    assert set(" ".join(lines).split()) == {"word"}


def test_a_word_that_no_line_holds_breaks_at_the_least_size():
    ((size, lines, fits),) = fitted(f"<p data-fit>{'W' * 400}</p>")
    assert size == pytest.approx(9)
    assert fits
    assert len(lines) > 1


def test_two_lines_are_better_than_a_small_one():
    ((size, lines, fits),) = fitted(
        "<p data-fit>A review of what is read and of what is not read</p>"
    )
    assert fits
    assert len(lines) == 2
    assert 20 <= size < 40
