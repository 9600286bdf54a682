"""The pictures of the README: the right pages, cropped to the trim, small files, with alternative texts."""

import importlib.util
import re
import sys

import pypdfium2
import pytest
from PIL import Image

from checkout import ROOT

README = (ROOT / "README.md").read_text("utf-8")
MOST_BYTES = 250_000


def load(name):
    """Load a script of docs/, which is not a package."""
    spec = importlib.util.spec_from_file_location(f"docs_{name}", ROOT / "docs" / f"{name}.py")
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


pictures = load("pictures")
TRIM = (10, 20, 110, 170)


def page_of(operators):
    """Return a PDF of one page with a word, whose trim is not in the middle of its MediaBox."""
    content = operators.encode()
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    box = " ".join(map(str, TRIM)).encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 150 200]/TrimBox[%b]/Contents 4 0 R"
        b"/Resources<</Font<</F %b>>>>>>" % (box, font),
        b"<</Length %d>>stream\n%b\nendstream" % (len(content), content),
    ]
    body = b"%PDF-1.6\n"
    starts = []
    for number, one in enumerate(objects, 1):
        starts.append(len(body))
        body += b"%d 0 obj%b\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    tail = (
        b"xref\n0 5\n0000000000 65535 f \n%btrailer<</Root 1 0 R/Size 5>>\nstartxref\n%d\n%%%%EOF"
    )
    return body + tail % (table, len(body))


def opened(words):
    """Return a document with one page for each word."""
    document = pypdfium2.PdfDocument.new()
    for word in words:
        text = f"BT /F 12 Tf 20 100 Td ({word}) Tj ET"
        document.import_pages(pypdfium2.PdfDocument(page_of(text)))
    return document


def test_a_page_is_cropped_to_its_trim():
    """The artwork fills the trim and stops there: neither white at an edge nor anything of beyond it."""
    left, bottom, right, top = TRIM
    red = f"1 0 0 rg 0 0 150 200 re f 0 0 1 rg {left} {bottom} {right - left} {top - bottom} re f"
    picture = pictures.page_picture(pypdfium2.PdfDocument(page_of(red))[0])
    scale = pictures.PPI / 72
    assert picture.width == pytest.approx((right - left) * scale, abs=1)
    assert picture.height == pytest.approx((top - bottom) * scale, abs=1)
    inside = picture.crop((2, 2, picture.width - 2, picture.height - 2))
    assert inside.getcolors() == [(inside.width * inside.height, (0, 0, 255))]


@pytest.mark.parametrize(
    ("words", "spread", "pages"),
    [
        ("one", False, [0]),
        ("two", False, [1]),
        ("two", True, [1, 2]),
        ("three", True, [1, 2]),
        ("four", True, [3, 4]),
    ],
)
def test_pages_are_found_by_words(words, spread, pages):
    document = opened(["one", "two", "three", "four", "five"])
    assert pictures.pages_of(document, pictures.Shot("x", words, spread)) == pages


def test_words_that_no_page_contains_are_an_error():
    with pytest.raises(SystemExit, match="choose other words"):
        pictures.pages_of(opened(["one"]), pictures.Shot("x", "six"))


def test_pages_lie_side_by_side_on_the_background():
    white, black = (Image.new("RGB", (20, 30), colour) for colour in ("white", "black"))
    picture = pictures.on_background([white, black])
    margin = pictures.MARGIN
    assert picture.size == (40 + 2 * margin, 30 + 2 * margin)
    assert picture.getpixel((margin, margin)) == (255, 255, 255)
    assert picture.getpixel((margin + 20, margin)) == (0, 0, 0)
    assert picture.getpixel((0, 0)) == pictures.BACKGROUND


WIDE = {shot.name: shot.spread for shot in pictures.SHOTS} | {pictures.REPORT: True, "site": False}


@pytest.mark.parametrize("name", WIDE)
def test_each_picture_is_small_and_has_an_alternative_text(name):
    file = pictures.FOLDER / f"{name}.png"
    assert file.stat().st_size < MOST_BYTES
    with Image.open(file) as picture:
        assert (picture.width > picture.height) == WIDE[name]
    tag = re.search(rf'<img src="docs/pictures/{name}\.png"[^>]*alt="([^"]*)"', README)
    assert tag, f"README.md does not show {name}.png"
    assert len(tag[1].split()) >= 8


def test_no_picture_is_left_over():
    assert {path.stem for path in pictures.FOLDER.iterdir()} == set(WIDE)
