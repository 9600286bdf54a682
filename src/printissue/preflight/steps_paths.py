"""The operators of a walk that draw and paint paths."""

from printissue.preflight.passing import Operands, Part, Pass, Step
from printissue.preflight.pen import around, point

_CORNERS = 4
_MANY = 64
"""So many subpaths of one path are noted by themselves; more are noted as one."""


def _move(run: Pass, given: Operands) -> None:
    run.parts.append(([point(run.pen.matrix, float(given[0]), float(given[1]))], True))


def _line(run: Pass, given: Operands) -> None:
    if run.parts:
        run.parts[-1][0].append(point(run.pen.matrix, float(given[-2]), float(given[-1])))


def _curve(run: Pass, given: Operands) -> None:
    if run.parts:
        numbers = [float(one) for one in given]
        pairs = zip(numbers[0::2], numbers[1::2], strict=False)
        points = [*run.parts[-1][0], *(point(run.pen.matrix, x, y) for x, y in pairs)]
        run.parts[-1] = (points, False)


def _rectangle(run: Pass, given: Operands) -> None:
    x, y, width, height = (float(one) for one in list(given)[-4:])
    corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    run.parts.append(([point(run.pen.matrix, *corner) for corner in corners], True))


def _clip(run: Pass, _: Operands) -> None:
    run.clips = True


def _paint(*, fills: bool, shows: bool = True) -> Step:
    def step(run: Pass, _: Operands) -> None:
        parts, run.parts = run.parts, []
        if shows:
            for points, straight in parts if len(parts) < _MANY else [_joined(parts)]:
                flat = fills and run.pen.opaque and straight and _is_upright(points)
                colour = run.pen.colour if fills else None
                run.show("path", around(points), colour=colour, flat=flat)
        if run.clips and parts:
            run.pen.clip = run.pen.clip.cut(around(_joined(parts)[0]))
        run.clips = False

    return step


def _joined(parts: list[Part]) -> Part:
    return [one for points, _ in parts for one in points], False


def _is_upright(points: list[tuple[float, float]]) -> bool:
    """Tell whether corners are those of a rectangle along the page's edges."""
    corners = points[:-1] if len(points) == _CORNERS + 1 and points[0] == points[-1] else points
    if len(corners) != _CORNERS:
        return False
    ahead = [*corners[1:], corners[0]]
    return all(
        abs(x - u) < 0.01 or abs(y - v) < 0.01
        for (x, y), (u, v) in zip(corners, ahead, strict=True)
    )


PATHS: dict[str, Step] = {
    "m": _move,
    "l": _line,
    **dict.fromkeys(("c", "v", "y"), _curve),
    "re": _rectangle,
    **dict.fromkeys(("W", "W*"), _clip),
    **dict.fromkeys(("f", "F", "f*", "B", "B*", "b", "b*"), _paint(fills=True)),
    **dict.fromkeys(("S", "s"), _paint(fills=False)),
    "n": _paint(fills=False, shows=False),
}
"""By operator."""
