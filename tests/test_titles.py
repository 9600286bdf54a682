"""A name that is too wide for its line is set smaller, never broken inside a word."""

import io
from typing import Any

import pytest
from PIL import Image

from printissue import press
from printissue.editions import EDITIONS, PAPERS
from printissue.pressrun.desk import NO_CHOICE, read
from printissue.pressrun.fitting import Way
from printissue.pressrun.work import Compositor
from printissue.typecase import Typecase, builtin_root
from workbench import ISSUE, REF, lay_out

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
    workspace = lay_out(
        tmp_path,
        {
            "issues/update/publication.yaml": publication,
            "issues/update/2015-10.yaml": ISSUE.replace("sections:", cover + "sections:"),
            "issues/update/a.png": picture(),
        },
    )
    typecase = Typecase(workspace.root, builtin_root())
    press.load(typecase.fontconfig())
    job, findings = read(workspace, REF, typecase, choice=NO_CHOICE)
    assert job is not None, findings
    layout = Compositor(job)(EDITIONS["print"], Way())
    assert layout.document is not None, layout.findings
    return layout.document


def boxes(box: Any):
    box = getattr(box, "_box", box)
    yield box
    for child in getattr(box, "children", ()):
        yield from boxes(child)


def lines_of(box: Any) -> list[tuple[str, float, float]]:
    """Return the lines of a block: text, left and right edge."""
    found = []
    for line in boxes(box):
        if type(line).__name__ != "LineBox":
            continue
        texts = [one for one in boxes(line) if hasattr(one, "text") and one.text.strip()]
        if texts:
            words = "".join(one.text for one in texts).strip()
            left = min(one.position_x for one in texts)
            right = max(one.position_x + one.width for one in texts)
            found.append((words, left, right))
    return found


def masthead(document: Any) -> Any:
    page = document.pages[0]._page_box
    return next(
        one
        for one in boxes(page)
        if getattr(one, "element", None) is not None and one.element.get("class") == "name"
    )


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("theme", ["imprint", "bulletin"])
@pytest.mark.parametrize("name", NAMES)
def test_a_name_fits_its_line(tmp_path, name, theme, paper):
    cover = COVER if list(NAMES).index(name) % 2 else ""
    document = laid_out(tmp_path, theme=theme, paper=paper, name=name, cover=cover)
    block = masthead(document)
    lines = lines_of(block)
    assert " ".join(words for words, _, _ in lines) == name  # a break is at a space
    assert NAMES[name][1] in (0, len(lines))
    size = block.style["font_size"] * 0.75
    assert size >= (20 if len(name.split()) > 1 else 9)
    page = document.pages[0]._page_box
    for _, left, right in lines:
        assert left >= block.content_box_x() - 0.5
        assert right <= block.content_box_x() + block.width + 0.5
        assert right <= page.margin_width()
    if name == SHORT:  # it fits as it is
        sizes = {"imprint": (90, 132), "bulletin": (43, 56)}[theme]
        assert size == pytest.approx(sizes[paper != "A5"])
    if cover:
        assert [one._page_box.page_type.name for one in document.pages].count("cover") == 1
    assert_running_heads(document, name)


def assert_running_heads(document: Any, name: str) -> None:
    """Hold that the name in the running heads breaks between words only, and stays on the page."""
    heads = []
    for page in document.pages[1:]:
        box = page._page_box
        for margin in box.children:
            if getattr(margin, "at_keyword", "") == "@bottom-left":
                lines = lines_of(margin)
                heads.append(" ".join(words for words, _, _ in lines))
                assert all(left >= 0 and right <= box.margin_width() for _, left, right in lines)
    assert all(head.startswith(name) for head in heads if head)
