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
EVEN = 0.05
"""Points so near each other (pt) are on one line."""


def _place(walker: Walker, x: Raw, y: Raw) -> Point:
    return placed(walker.state.ctm, float(x), float(y))


def _move(walker: Walker, operands: list[Any]) -> None:
    track = walker.track
    track.start = track.pen = _place(walker, *operands[-2:])
    track.points.append(track.pen)
    track.figures += 1


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
            facts = {"size": _thinness(track), "flat": _flat(track, area)}
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
    """Give the shorter side of a plain rectangle, in pt; -1 for any other figure."""
    closed = track.pen == track.start
    if track.curved or track.figures != 1 or len(track.along) != (4 if closed else 3):
        return -1.0
    first, second = track.along[:2]
    lengths = hypot(*first), hypot(*second)
    square = abs(first[0] * second[0] + first[1] * second[1])
    return min(lengths) if square <= 1e-3 * lengths[0] * lengths[1] + 1e-9 else -1.0


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
