"""Painting with patterns and shadings (ISO 32000-1, 8.7)."""

from typing import Any

import pikepdf

from printissue.preflight.marks import Kind, Paint
from printissue.preflight.matrices import IDENTITY, Area, Matrix, meet, placed_area, product
from printissue.preflight.objects import Raw
from printissue.preflight.tints import compiled
from printissue.preflight.walker import INITIAL, Fact, State, Walker

STEPS = 16
"""Intervals in which the course of a shading is looked at."""


def lay_painted(walker: Walker, kind: Kind, area: Area, *, paint: Paint, **facts: Fact) -> None:
    """Lay down a mark in a colour, or in what its pattern paints."""
    if not paint.pattern:
        walker.lay(kind, area, paint, **facts)
        return
    pattern = walker.resource("/Pattern", paint.pattern)
    if int(pattern.get("/PatternType", 1)) == 2:
        shown = shading_paint(walker, pattern.Shading, pattern=paint.pattern)
        walker.lay("shading" if kind == "fill" else kind, area, shown, **facts)
        return
    walker.lay(kind, area, paint, **facts)
    _tile(walker, area, paint, pattern=pattern)


def _tile(walker: Walker, area: Area, paint: Paint, *, pattern: Raw) -> None:
    """Read a tile once a page for each colour; its marks stand where it is painted.

    It knows nothing of the state that it is painted in (ISO 32000-1, 8.7.3.1).
    """
    state = walker.state
    shown = meet(area, state.clip)
    coloured = int(pattern.get("/PaintType", 1)) == 1
    if shown is None or not walker.once("tile", pattern.objgen, paint.pattern, paint.values):
        return
    matrix = product(matrix_or_none(pattern.get("/Matrix")), walker.context.base)
    left, bottom, right, top = (float(one) for one in pattern.BBox)
    cell = placed_area(matrix, (left, bottom, right, top))
    plain = INITIAL if coloured else _plain(walker, paint)
    alpha = state.group_alpha * state.alpha[0]
    fresh = State(matrix, cell, fill=plain, stroke=plain, group_alpha=alpha)
    with walker.aside(state=fresh, instead=shown):
        walker.inside(pattern, pattern.get("/Resources"), name=paint.pattern[1:])


def _plain(walker: Walker, paint: Paint) -> Paint:
    """Give the colour that an uncoloured tile is painted in."""
    if paint.space.base is None:
        raise ValueError("an uncoloured pattern is given no colour")
    return walker.shelf.paint(paint.space.base, paint.values)


def matrix_or_none(value: Raw) -> Matrix:
    """Read a matrix entry; one that is absent changes nothing. ValueError if it is not six numbers."""
    if value is None:
        return IDENTITY
    a, b, c, d, e, f = (float(one) for one in value)
    return a, b, c, d, e, f


def shade(walker: Walker, operands: list[Any]) -> None:
    """Carry out `sh`: a shading over all that the clip leaves."""
    name = str(operands[-1])
    shading = walker.resource("/Shading", name)
    area = walker.state.clip
    if "/BBox" in shading:
        left, bottom, right, top = (float(one) for one in shading.BBox)
        area = placed_area(walker.state.ctm, (left, bottom, right, top))
    walker.lay("shading", area, shading_paint(walker, shading, pattern=name))


def shading_paint(walker: Walker, shading: Raw, *, pattern: str) -> Paint:
    """Give a shading's space, with the inks of its heaviest place where its course is a function."""
    space = walker.space(_value(shading.ColorSpace))
    function = shading.get("/Function")
    if function is None:
        return Paint(space, (), None, False, pattern)
    call = compiled(function)
    heaviest: Paint | None = None
    for point in _points(shading, function):
        paint = walker.shelf.paint(space, call(point))
        if paint.total is None:
            return Paint(space, (), None, False, pattern)
        if heaviest is None or paint.total > (heaviest.total or 0.0):
            heaviest = paint
    if heaviest is None:
        return Paint(space, (), None, False, pattern)
    return Paint(space, heaviest.values, heaviest.inks, heaviest.white, pattern)


def _value(space: Raw) -> Raw:
    return str(space) if isinstance(space, pikepdf.Name) else space


def _points(shading: Raw, function: Raw) -> list[tuple[float, ...]]:
    leader = function[0] if isinstance(function, pikepdf.Array) else function
    domain = [float(one) for one in shading.get("/Domain", leader.get("/Domain", (0, 1)))]
    if len(domain) == 4:
        x0, x1, y0, y1 = domain
        part = range(0, STEPS + 1, 4)
        return [
            (x0 + (x1 - x0) * x / STEPS, y0 + (y1 - y0) * y / STEPS) for x in part for y in part
        ]
    first, last = domain[:2]
    return [(first + (last - first) * step / STEPS,) for step in range(STEPS + 1)]
