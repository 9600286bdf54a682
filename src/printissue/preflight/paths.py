"""The operators that build and paint paths (ISO 32000-1, 8.5)."""

from math import hypot
from typing import Any

from printissue.preflight.marks import Paint
from printissue.preflight.matrices import Area, Point, bounds, placed, sides, stroke_width
from printissue.preflight.objects import Raw
from printissue.preflight.patterns import lay_painted
from printissue.preflight.walker import Handler, Track, Walker

MAX_ALONG = 256
"""Segments whose directions are kept."""
LINE = 14.0
"""A rectangle of a path of several counts as a line when it is longer than this (pt)."""
EVEN = 0.05
"""Points so near each other (pt) are on one line."""


def _place(walker: Walker, x: Raw, y: Raw) -> Point:
    return placed(walker.state.ctm, float(x), float(y))


def _move(walker: Walker, operands: list[Any]) -> None:
    track = walker.track
    track.start = track.pen = _place(walker, *operands[-2:])
    track.points.append(track.pen)
    if len(track.figures) < MAX_ALONG:
        track.figures.append(len(track.along))


def _go(track: Track, point: Point) -> None:
    x, y = track.pen
    if len(track.along) < MAX_ALONG:
        track.along.append((point[0] - x, point[1] - y))
    track.points.append(point)
    track.pen = point


def _line(walker: Walker, operands: list[Any]) -> None:
    _straight(walker.track, _place(walker, *operands[-2:]))


def _straight(track: Track, point: Point) -> None:
    if len(track.straight) < MAX_ALONG:
        track.straight.append((track.pen, point))
    _go(track, point)


def _curve(walker: Walker, operands: list[Any]) -> None:
    """Follow a curve by its control points: it lies within them."""
    for x, y in zip(operands[::2], operands[1::2], strict=True):
        _go(walker.track, _place(walker, x, y))
    walker.track.curved = True


def _rectangle(walker: Walker, operands: list[Any]) -> None:
    x, y, width, height = (float(one) for one in operands[-4:])
    _move(walker, [x, y])
    for corner in ((x + width, y), (x + width, y + height), (x, y + height), (x, y)):
        _line(walker, list(corner))


def _close(walker: Walker, _operands: list[Any]) -> None:
    track = walker.track
    if track.points and track.pen != track.start:
        _straight(track, track.start)


def _clip(walker: Walker, _operands: list[Any]) -> None:
    walker.track.clips = True


def _paint(*, fill: bool = False, stroke: bool = False, close: bool = False) -> Handler:
    """Give a painting operator; every one ends the path."""

    def handler(walker: Walker, operands: list[Any]) -> None:
        if close:
            _close(walker, operands)
        track, walker.track = walker.track, Track()
        if track.points and fill:
            area = bounds(track.points)
            thin = -1.0 if stroke else _thinness(track)  # the outline is drawn over its edge
            size = thin * walker.frame.unit if thin > 0 else thin
            facts = {"size": size, "flat": _flat(track, area)}
            lay_painted(walker, "fill", area, paint=walker.state.fill, **facts)
        if track.points and stroke:
            _stroke(walker, track, walker.state.stroke)
        if track.clips:
            walker.clip(track.points)

    return handler


def _stroke(walker: Walker, track: Track, paint: Paint) -> None:
    state = walker.state
    width = stroke_width(state.ctm, state.width, () if track.curved else track.along)
    left, bottom, right, top = bounds(track.points)
    across, up = (state.width * side / 2 for side in sides(state.ctm))
    if len(track.along) == 1:  # a single line is no wider than across itself
        x, y = track.along[0]
        length = hypot(x, y) or 1.0
        across, up = across * abs(y) / length, up * abs(x) / length
    area: Area = (left - across, bottom - up, right + across, top + up)
    lay_painted(walker, "stroke", area, paint=paint, size=width * walker.frame.unit)


def _flat(track: Track, area: Area) -> bool:
    """Tell whether a straight part of the path lies along an edge of its area."""
    if len(track.straight) >= MAX_ALONG:
        return True
    left, bottom, right, top = area
    for (x0, y0), (x1, y1) in track.straight:
        if abs(x0 - x1) < EVEN < abs(y0 - y1) and min(abs(x0 - left), abs(x0 - right)) < EVEN:
            return True
        if abs(y0 - y1) < EVEN < abs(x0 - x1) and min(abs(y0 - bottom), abs(y0 - top)) < EVEN:
            return True
    return False


def _thinness(track: Track) -> float:
    """Give the shorter side of a plain rectangle, in pt, 0 for a figure of no area; -1 for any other.

    Of several figures the thinnest counts that is long enough to be a line; one of no area is the
    edge of another there.
    """
    if track.curved or len(track.along) >= MAX_ALONG:
        return -1.0
    ends = [*track.figures[1:], len(track.along)]
    figures = (track.along[start:end] for start, end in zip(track.figures, ends, strict=True))
    sizes = [size for figure in figures if figure and (size := _size(figure))]
    if len(track.figures) == 1:
        return sizes[0][0] if sizes else -1.0
    return min((short for short, long in sizes if short and long > LINE), default=-1.0)


def _size(figure: list[Point]) -> tuple[float, float] | None:
    """Give the sides of a rectangle, the shorter first; None for what is none."""
    drawn = [one for one in figure if hypot(*one) > 1e-6]
    if not drawn:
        return None
    lengths = [hypot(*one) for one in drawn]
    longest = max(lengths)
    if all(_across(drawn[0], one) < 1e-6 * longest for one in drawn):
        return 0.0, longest
    if len(drawn) not in (3, 4):
        return None
    (x, y), (u, v) = drawn[:2]
    square = abs(x * u + y * v) <= 1e-3 * lengths[0] * lengths[1]
    back = all(
        hypot(one[0] + other[0], one[1] + other[1]) <= 1e-3 * longest
        for one, other in zip(drawn, drawn[2:], strict=False)
    )
    return (min(lengths[:2]), max(lengths[:2])) if square and back else None


def _across(one: Point, other: Point) -> float:
    """Give how far two directions are from being one, as the area between them."""
    return abs(one[0] * other[1] - one[1] * other[0])


PATHS: dict[str, Handler] = {
    "m": _move,
    "l": _line,
    **dict.fromkeys(("c", "v", "y"), _curve),
    "re": _rectangle,
    "h": _close,
    **dict.fromkeys(("W", "W*"), _clip),
    "n": _paint(),
    **dict.fromkeys(("f", "F", "f*"), _paint(fill=True)),
    "S": _paint(stroke=True),
    "s": _paint(stroke=True, close=True),
    **dict.fromkeys(("B", "B*"), _paint(fill=True, stroke=True)),
    **dict.fromkeys(("b", "b*"), _paint(fill=True, stroke=True, close=True)),
}
"""By operator."""
