"""TrueType programs taken apart and put together: every glyph is drawn as before."""

import io
from typing import Any

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from printissue.volume.font_programs import read, write


def square(size: int, at: int = 0) -> Any:
    pen = TTGlyphPen(None)
    pen.moveTo((at, at))
    for corner in ((at, at + size), (at + size, at + size), (at + size, at)):
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()


def composed(*parts: tuple[str, tuple[float, ...]], glyphs: dict[str, Any]) -> Any:
    pen = TTGlyphPen(glyphs)
    for name, moved in parts:
        pen.addComponent(name, moved)
    return pen.glyph()


def font(order: list[str], *, units: int = 1000, wide: int = 0) -> bytes:
    """Build a font with these glyphs in this order: `sN` a square of size N, `xN` two squares, `empty` nothing."""
    glyphs: dict[str, Any] = {".notdef": square(100)}
    for name in order:
        glyphs[name] = square(int(name[1:])) if name.startswith("s") else TTGlyphPen(None).glyph()
    for name in order:
        if name.startswith("x"):
            base = f"s{name[1:]}"
            moved = (1, 0, 0, 1, 300, 20)
            scaled = (0.5, 0, 0, 0.5, 0, 0)
            turned = (0.5, 0.25, -0.25, 0.5, -5, 700)
            glyphs[name] = composed((base, moved), (base, scaled), (base, turned), glyphs=glyphs)
    builder = FontBuilder(units, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap({})
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics({name: (600 + 10 * len(name) + wide, 5) for name in glyphs})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupPost()
    target = io.BytesIO()
    builder.save(target)
    return target.getvalue()


def drawn(content: bytes, number: int) -> Any:
    """Return the points of a glyph with its components drawn, and its width."""
    own = TTFont(io.BytesIO(content))
    name = own.getGlyphOrder()[number]
    points, _, _ = own["glyf"][name].getCoordinates(own["glyf"])
    return list(points), own["hmtx"][name]


def joined(*parts: tuple[bytes, list[int]]) -> bytes:
    programs = [read(content, shown) for content, shown in parts]
    glyphs = {number: glyph for one in programs for number, glyph in one.glyphs.items()}
    return write(programs, glyphs)


def test_glyphs_of_two_subsets_are_in_one_font() -> None:
    one, other = font(["s10", "empty", "empty1"]), font(["empty", "s20", "s30"])
    both = joined((one, [0, 1]), (other, [0, 2, 3]))
    assert drawn(both, 1) == drawn(one, 1)
    assert [drawn(both, number) for number in (2, 3)] == [drawn(other, number) for number in (2, 3)]


def test_components_that_are_not_shown_get_other_numbers() -> None:
    """Each subset has its composite at its own number, and the component of it at number 3."""
    one, other = font(["x10", "empty", "s10"]), font(["empty", "x20", "s20"])
    both = joined((one, [0, 1]), (other, [0, 2]))
    assert drawn(both, 1) == drawn(one, 1)
    assert drawn(both, 2) == drawn(other, 2)


def test_a_component_that_is_shown_too_is_stored_once() -> None:
    one = font(["s10", "x10"])
    assert TTFont(io.BytesIO(joined((one, [0, 1, 2]))))["maxp"].numGlyphs == 3


def test_equal_glyphs_are_equal_whatever_the_numbers_of_their_components() -> None:
    one, other = font(["x10", "s10"]), font(["x10", "empty", "empty1", "s10"])
    assert read(one, [1]).glyphs[1] == read(other, [1]).glyphs[1]


@pytest.mark.parametrize("other", [font(["x20", "s20"]), font(["x10", "s10"], wide=7)])
def test_glyphs_that_differ_in_components_or_width_differ(other: bytes) -> None:
    one = font(["x10", "s10"])
    assert read(one, [1]).glyphs[1] != read(other, [1]).glyphs[1]


def test_faces_differ_by_their_units() -> None:
    assert read(font(["s10"]), [0]).face == read(font(["s20"]), [0]).face
    assert read(font(["s10"]), [0]).face != read(font(["s10"], units=2048), [0]).face


def test_the_result_is_a_whole_font() -> None:
    content = joined(
        (font(["s10", "x10"]), [0, 2]), (font(["empty", "empty1", "empty2", "s500"]), [4])
    )
    own = TTFont(io.BytesIO(content), checkChecksums=2)
    assert set(own.keys()) >= {"glyf", "head", "hhea", "hmtx", "loca", "maxp"}
    assert own["maxp"].numGlyphs == len(own["loca"].locations) - 1
    assert (own["head"].xMax, own["head"].yMax) == (500, 708)


def test_equal_input_gives_equal_bytes() -> None:
    parts = [(font(["s10", "x10"]), [0, 2]), (font(["empty", "empty1", "s500"]), [3])]
    assert joined(*parts) == joined(*parts)


def test_a_glyph_composed_of_itself_is_refused() -> None:
    content = bytearray(font(["x10", "s10"]))
    own = TTFont(io.BytesIO(bytes(content)))
    table = own.reader.tables["glyf"]
    start = table.offset + own["loca"].locations[1]
    assert content[start : start + 2] == b"\xff\xff"
    content[start + 12 : start + 14] = b"\0\1"  # its first component is itself
    with pytest.raises(ValueError, match="composite"):
        read(bytes(content), [1])


@pytest.mark.parametrize("cut", [3, 40, 200, 400])
def test_a_font_cut_short_is_refused(cut: int) -> None:
    with pytest.raises(Exception):  # noqa: B017 - fontTools raises errors of many kinds
        read(font(["x10", "s10"])[:cut], [1, 2, 3])
