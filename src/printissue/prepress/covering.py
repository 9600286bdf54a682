"""Covering: what each painting operator lays on the ground, as far as its area and colour can be told."""

from collections.abc import Sequence

import pikepdf

from printissue.prepress.ground import UNIT, area_of, around, common, is_upright
from printissue.prepress.scribe import FILL, Pair, Scribe
from printissue.prepress.spaces import Raw, Values
from printissue.prepress.state import EVERYWHERE, Area, Path, multiply


def cover_path(scribe: Scribe, path: Path, uses: Pair, *, even_odd: bool) -> None:
    """Lay a painted path; a rectangle of one opaque colour has it, and a frame leaves its inside free."""
    state = scribe.state
    if scribe.ground is None or not path.extents:
        return
    area = _extent(scribe, path)
    fills, strokes = uses
    if fills and even_odd and path.straight and path.is_frame():
        for bar in path.bars():
            scribe.ground.lay(common(area_of(bar, state.matrix), state.clip))
    elif fills:
        known = _is_rectangle(scribe, path) and not state.ragged
        scribe.ground.lay(common(area, state.clip), _opaque_fill(scribe) if known else None)
    if strokes:
        width = state.line_width * max(state.scale())
        left, bottom, right, top = area
        wide = (left - width, bottom - width, right + width, top + width)
        scribe.ground.lay(common(wide, state.clip))


def cover_text(scribe: Scribe, operands: Raw) -> None:
    """Lay a line of text, and move on."""
    state = scribe.state
    if scribe.ground is None:
        return
    pieces = list(operands[-1]) if isinstance(operands[-1], pikepdf.Array) else [operands[-1]]
    width = state.font_size * _width(scribe, pieces)
    fall, top = (state.rise + em * state.font_size for em in scribe.shop.faces.heights(state.font))
    box = (min(0.0, width), fall, max(0.0, width), top)
    matrix = multiply(scribe.text, state.matrix)
    scribe.ground.lay(common(area_of(box, matrix), state.clip))
    scribe.text = multiply((1.0, 0.0, 0.0, 1.0, width, 0.0), scribe.text)


def cover_box(scribe: Scribe, box: Area = UNIT, *, form: Raw = None) -> None:
    """Lay a picture, or a form with its own matrix."""
    if scribe.ground is None:
        return
    matrix = scribe.state.matrix
    if form is not None and "/Matrix" in form:
        a, b, c, d, e, f = (float(value) for value in form.Matrix)
        matrix = multiply((a, b, c, d, e, f), matrix)
    scribe.ground.lay(common(area_of(box, matrix), scribe.state.clip))


def cover_all(scribe: Scribe) -> None:
    """Lay what fills the clip, or is of an unknown size."""
    if scribe.ground is not None:
        scribe.ground.lay(scribe.state.clip)


def lose(scribe: Scribe) -> None:
    """Give the ground up, for what follows cannot be placed."""
    if scribe.ground is not None:
        scribe.ground.lay(EVERYWHERE)


def narrow(scribe: Scribe, path: Path) -> None:
    """Make a path the clip, if it is to be one."""
    if path.clips and path.extents:
        state = scribe.state
        state.clip = common(state.clip, _extent(scribe, path))
        state.ragged |= not _is_rectangle(scribe, path)


def standing(scribe: Scribe) -> Values | None:
    """Give the one colour that a picture stands on which is drawn now, or None."""
    if scribe.ground is None or not scribe.opaque:
        return None
    area = area_of(UNIT, scribe.state.matrix)
    return scribe.ground.beneath(common(area, scribe.state.clip))


def _extent(scribe: Scribe, path: Path) -> Area:
    corners = [(box[at], box[at + 1]) for box in path.extents for at in (0, 2)]
    return area_of(around(corners), scribe.state.matrix)


def _is_rectangle(scribe: Scribe, path: Path) -> bool:
    return path.straight and len(path.extents) == 1 and is_upright(scribe.state.matrix)


def _opaque_fill(scribe: Scribe) -> Values | None:
    """Give the colour that fills now, if it covers what is beneath."""
    state = scribe.state
    wanted = state.wanted[FILL]
    covers = scribe.opaque and not wanted.pattern and not state.overprint[FILL]
    return wanted.values if covers and len(wanted.values) == 4 else None


def _width(scribe: Scribe, pieces: Sequence[Raw]) -> float:
    """Give the width of strings and the gaps between them, in em."""
    font, width = scribe.state.font, 0.0
    for piece in pieces:
        if isinstance(piece, pikepdf.String):
            width += scribe.shop.faces.width(font, bytes(piece))
        else:
            width -= float(piece) / 1000
    return width
