"""Subsets of one font are merged if every glyph number means the same in both; pages look the same."""

import io
import re
import zlib
from functools import cache

import pikepdf
import pypdfium2
import pytest

from printissue.volume import bind
from rawpages import finished
from volumefiles import OPTIONS, part_file, saved, volume


@cache
def issue(words: str) -> bytes:
    """Set a small issue as the press does."""
    pdf, _ = finished(f"<h1>{words}</h1><p lang=en>{words}: <i>è, é, ü</i></p>")
    with pdf:
        return saved(pdf)


WORDS = ("Hamburgefons", "Quartz vixen, ñandú!", "Ålesund – çedille")


def fonts(pdf: pikepdf.Pdf) -> dict[str, set[tuple[int, int]]]:
    """Return the fonts that pages use, by their names without tags."""
    found: dict[str, set[tuple[int, int]]] = {}
    for page in pdf.pages:
        for font in page.obj.Resources.Font.values():
            found.setdefault(str(font.BaseFont)[8:], set()).add(font.objgen)
    return found


def shown(content: bytes) -> list[tuple[bytes, str]]:
    pages = pypdfium2.PdfDocument(content)
    return [
        (bytes(page.render(scale=2).buffer), page.get_textpage().get_text_range()) for page in pages
    ]


def test_each_face_is_embedded_once_and_shows_the_same() -> None:
    parts = [issue(words) for words in WORDS]
    content, bound, findings = bind(
        [part_file(f"k{at}", one) for at, one in enumerate(parts)], OPTIONS
    )
    assert findings == ()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        found = fonts(pdf)
        assert {name: len(own) for name, own in found.items()} == dict.fromkeys(found, 1)
        assert bound.fonts_merged == 2 * len(found)
    assert shown(content) == [page for one in parts for page in shown(one)]


def test_the_merged_font_knows_all_widths_and_letters() -> None:
    with volume(*(part_file(f"k{at}", issue(words)) for at, words in enumerate(WORDS))).pdf as pdf:
        font = next(iter(pdf.pages[0].obj.Resources.Font.values()))
        descendant = font.DescendantFonts[0]
        widths = sum(len(row) for row in list(descendant.W)[1::2])
        words = font.ToUnicode.read_bytes()
        letters = re.findall(rb"^<(....)> <(?!ffff)", words, re.MULTILINE)
        assert words.count(b"<ffff>") == 1  # the range of codes
        program = descendant.FontDescriptor.FontFile2
        assert len(letters) == len(set(letters)) <= widths
        assert int(program.Length1) == len(program.read_bytes())
        names = {
            str(one)
            for one in (font.BaseFont, descendant.BaseFont, descendant.FontDescriptor.FontName)
        }
        assert len(names) == 1
        assert re.fullmatch(r"/[A-Z]{6}\+.+", names.pop())


def changed(words: str, change: object) -> bytes:
    with pikepdf.open(io.BytesIO(issue(words))) as pdf:
        for font in {
            font.objgen: font for page in pdf.pages for font in page.obj.Resources.Font.values()
        }.values():
            change(font)  # type: ignore[operator]
        return saved(pdf)


def other_letters(font: pikepdf.Object) -> None:
    """Assign the text of another letter to every glyph."""
    words = font.ToUnicode.read_bytes()
    font.ToUnicode.write(re.sub(rb"> <00(..)>", rb"> <01\1>", words))


def other_widths(font: pikepdf.Object) -> None:
    for row in list(font.DescendantFonts[0].W)[1::2]:
        for at, width in enumerate(row):
            row[at] = int(width) + 1


def a_range_of_letters(font: pikepdf.Object) -> None:
    words = font.ToUnicode.read_bytes()
    more = b"1 beginbfrange\n<0001> <0002> <0041>\nendbfrange\nendcmap"
    font.ToUnicode.write(words.replace(b"endcmap", more, 1))


def damaged_program(font: pikepdf.Object) -> None:
    program = font.DescendantFonts[0].FontDescriptor.FontFile2
    program.write(program.read_bytes()[:60])


def no_letters(font: pikepdf.Object) -> None:
    font.ToUnicode.write(b"begincmap endcmap")


def another_order(font: pikepdf.Object) -> None:
    font.DescendantFonts[0].DW = 900


@pytest.mark.parametrize(
    "change",
    [
        other_letters,
        other_widths,
        a_range_of_letters,
        damaged_program,
        no_letters,
        another_order,
    ],
    ids=lambda change: change.__name__,
)
def test_subsets_that_mean_something_else_stay_apart(change: object) -> None:
    parts = [issue(WORDS[0]), changed(WORDS[0], change)]
    made = volume(part_file("a", parts[0]), part_file("b", parts[1]))
    assert made.bound.fonts_merged == 0
    assert all(len(own) == 2 for own in fonts(made.pdf).values())


@pytest.mark.parametrize("coding", ["FlateDecode", "LZWDecode", "Unheard"])
@pytest.mark.parametrize("what", ["program", "letters"])
def test_a_font_that_cannot_be_decoded_is_left_unchanged(what: str, coding: str) -> None:
    def wrong(font: pikepdf.Object) -> None:
        program = font.DescendantFonts[0].FontDescriptor.FontFile2
        stream = program if what == "program" else font.ToUnicode
        stream.write(b"words, and packed by nothing", filter=pikepdf.Name(f"/{coding}"))

    part_files = [part_file("a", issue(WORDS[0])), part_file("b", changed(WORDS[0], wrong))]
    content, bound, findings = bind(part_files, OPTIONS)
    assert content
    assert (bound.fonts_merged, findings) == (0, ())


def test_glyphs_that_differ_keep_fonts_apart() -> None:
    """Both subsets show a glyph of one number, drawn differently."""

    def squeezed(font: pikepdf.Object) -> None:
        program = font.DescendantFonts[0].FontDescriptor.FontFile2
        content = bytearray(program.read_bytes())
        at = content.index(b"glyf") + 8
        start = int.from_bytes(content[at : at + 4], "big")
        content[start + 2] ^= 1
        program.write(bytes(content))

    made = volume(part_file("a", issue(WORDS[0])), part_file("b", changed(WORDS[0], squeezed)))
    assert made.bound.fonts_merged == 0


def test_fonts_of_other_makers_are_left_unchanged() -> None:
    def foreign(words: str) -> bytes:
        with pikepdf.open(io.BytesIO(issue(words))) as pdf:
            pdf.trailer.Info.Producer = pikepdf.String("Another 1.0")
            return saved(pdf)

    made = volume(part_file("a", foreign(WORDS[0])), part_file("b", foreign(WORDS[1])))
    assert made.bound.fonts_merged == 0


def test_equal_fonts_are_shared_even_where_they_are_not_merged() -> None:
    made = volume(part_file("a", issue(WORDS[0])), part_file("b", issue(WORDS[0])))
    assert all(len(own) == 1 for own in fonts(made.pdf).values())


def test_a_merged_font_is_packed() -> None:
    with volume(*(part_file(f"k{at}", issue(words)) for at, words in enumerate(WORDS))).pdf as pdf:
        font = next(iter(pdf.pages[0].obj.Resources.Font.values()))
        program = font.DescendantFonts[0].FontDescriptor.FontFile2
        assert zlib.decompress(program.read_raw_bytes()) == program.read_bytes()
