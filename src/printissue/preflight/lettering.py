"""The operators of text (ISO 32000-1, 9)."""

from itertools import islice
from typing import Any

from printissue.preflight.matrices import (
    IDENTITY,
    Area,
    Point,
    height_of,
    placed_area,
    product,
)
from printissue.preflight.objects import Raw
from printissue.preflight.patterns import lay_painted
from printissue.preflight.settings import matrix_of
from printissue.preflight.typefaces import Typeface
from printissue.preflight.walker import Handler, Walker

_FILLS, _STROKES, _CLIPS = (0, 2, 4, 6), (1, 2, 5, 6), (4, 5, 6, 7)
"""Rendering modes that paint inside, paint the outline, narrow the clip."""


def _begin(walker: Walker, _operands: list[Any]) -> None:
    walker.line = walker.text = IDENTITY
    walker.text_clip = []


def _end(walker: Walker, _operands: list[Any]) -> None:
    if walker.text_clip:
        points: list[Point] = []
        for left, bottom, right, top in walker.text_clip:
            points += [(left, bottom), (right, top)]
        walker.clip(points)
    walker.text_clip = []


def _font(walker: Walker, operands: list[Any]) -> None:
    name, size = operands[-2:]
    walker.state.font_size = float(size)
    walker.state.typeface = None
    walker.state.typeface = walker.shelf.typeface(walker.resource("/Font", name))


def _parameter(name: str, factor: float = 1.0) -> Handler:
    def handler(walker: Walker, operands: list[Any]) -> None:
        setattr(walker.state, name, float(operands[-1]) * factor)

    return handler


def _mode(walker: Walker, operands: list[Any]) -> None:
    walker.state.mode = int(operands[-1])


def _matrix(walker: Walker, operands: list[Any]) -> None:
    walker.line = walker.text = matrix_of(operands[-6:])


def _move(walker: Walker, operands: list[Any]) -> None:
    x, y = (float(one) for one in operands[-2:])
    walker.line = walker.text = product((1.0, 0.0, 0.0, 1.0, x, y), walker.line)


def _move_leading(walker: Walker, operands: list[Any]) -> None:
    walker.state.leading = -float(operands[-1])
    _move(walker, operands)


def _next(walker: Walker, _operands: list[Any]) -> None:
    _move(walker, [0.0, -walker.state.leading])


def _show(walker: Walker, operands: list[Any]) -> None:
    _draw(walker, operands[-1:])


def _show_all(walker: Walker, operands: list[Any]) -> None:
    _draw(walker, operands[-1])


def _show_next(walker: Walker, operands: list[Any]) -> None:
    _next(walker, operands)
    _draw(walker, operands[-1:])


def _show_spaced(walker: Walker, operands: list[Any]) -> None:
    walker.state.word_space, walker.state.letter_space = (float(one) for one in operands[-3:-1])
    _show_next(walker, operands)


def _draw(walker: Walker, pieces: list[Any]) -> None:
    """Draw strings and the numbers between them as one mark, and move on."""
    state = walker.state
    face = state.typeface
    if face is None:
        raise ValueError("text is shown without a usable font")
    advance, empty = 0.0, True
    for piece in pieces:
        if isinstance(piece, float):
            advance -= piece / 1000 * state.font_size
        elif isinstance(piece, bytes):
            if face.glyphs and state.mode != 3:
                _glyphs(walker, face, piece, start=advance)
            advance += _advance(walker, face, piece)
            empty = empty and not piece.strip(b" ") and face.lengths == (1,)
    start = walker.text
    step = (0.0, advance) if face.vertical else (advance * state.stretch, 0.0)
    walker.text = product((1.0, 0.0, 0.0, 1.0, *step), start)
    if not empty:
        _lay(walker, face, step=step, start=start)


def _advance(walker: Walker, face: Typeface, text: bytes) -> float:
    """Give how far a string moves on, in text space, unstretched; vertical writing goes down."""
    state = walker.state
    codes = list(face.codes(text))
    if face.vertical:
        return -len(codes) * (state.font_size - state.letter_space)
    width = sum(face.advance(code) for code, _ in codes) * state.font_size
    spaces = sum(1 for code, length in codes if code == 32 and length == 1)
    return width + len(codes) * state.letter_space + spaces * state.word_space


def _lay(walker: Walker, face: Typeface, *, step: Point, start: Raw) -> None:
    """Lay down the marks of a string: inside, outline, clip, as the rendering mode has it."""
    state = walker.state
    matrix = product(start, state.ctm)
    size = state.font_size
    if face.vertical:
        local: Area = (-size / 2, min(step[1], 0.0), size / 2, max(step[1], 0.0))
    else:
        heights = sorted((face.fall * size + state.raised, face.rise * size + state.raised))
        end = step[0] - state.letter_space * state.stretch
        local = (min(end, 0.0), heights[0], max(end, 0.0), heights[1])
    area = placed_area(matrix, local)
    effective = abs(size) * face.em * height_of(matrix) * walker.frame.unit
    facts: dict[str, Any] = {"size": effective, "font": face.name}
    if state.mode in _FILLS and not _coloured(walker, face):
        lay_painted(walker, "text", area, paint=state.fill, **facts)
    if state.mode in _STROKES and not face.glyphs:
        lay_painted(walker, "text", area, paint=state.stroke, outline=True, **facts)
    if state.mode in _CLIPS:
        walker.text_clip.append(area)


def _coloured(walker: Walker, face: Typeface) -> bool:
    """Tell whether a Type 3 font's glyphs bring their own colours (`d0`)."""
    for glyph in face.glyphs.values():
        first = [one.name for one in islice(walker.shelf.program(glyph), 4)]
        return "d0" in first
    return False


def _glyphs(walker: Walker, face: Typeface, text: bytes, *, start: float) -> None:
    """Read the procedures of a Type 3 string's glyphs, each once a page and size."""
    state = walker.state
    if face.matrix is None or not _coloured(walker, face):
        return
    size = round(state.font_size, 2)
    for code, _ in face.codes(text):
        glyph = face.glyphs.get(code)
        if glyph is not None and walker.once("glyph", id(face), code, size):
            own = product((size * state.stretch, 0.0, 0.0, size, start, state.raised), walker.text)
            matrix = product(face.matrix, product(own, state.ctm))
            with walker.aside(ctm=matrix, mode=0):
                walker.inside(glyph, face.resources, name=f"{face.name or 'Type 3'} {code}")
        start += _advance(walker, face, bytes([code]))


LETTERING: dict[str, Handler] = {
    "BT": _begin,
    "ET": _end,
    "Tf": _font,
    "Tc": _parameter("letter_space"),
    "Tw": _parameter("word_space"),
    "Tz": _parameter("stretch", 0.01),
    "TL": _parameter("leading"),
    "Ts": _parameter("raised"),
    "Tr": _mode,
    "Tm": _matrix,
    "Td": _move,
    "TD": _move_leading,
    "T*": _next,
    "Tj": _show,
    "TJ": _show_all,
    "'": _show_next,
    '"': _show_spaced,
}
"""By operator."""
