"""The operators of a walk that set the state: matrix, colours, graphics states."""

from copy import copy

import pikepdf

from printissue.preflight.boundaries import number
from printissue.preflight.passing import Operands, Pass, Step
from printissue.preflight.pen import colour_of, components, read_matrix, times
from printissue.preflight.steps_text import use_font

_DEEPEST = 512
"""So many states are kept; ISO 32000-1, annex C, grants 28."""


def _save(run: Pass, _: Operands) -> None:
    if len(run.stack) < _DEEPEST:
        run.stack.append(copy(run.pen))


def _restore(run: Pass, _: Operands) -> None:
    if run.stack:
        run.pen = run.stack.pop()


def _concat(run: Pass, given: Operands) -> None:
    run.pen.matrix = times(read_matrix(given), run.pen.matrix)


def _gstate(run: Pass, given: Operands) -> None:
    wanted = run.resource("/ExtGState", given[0])
    if not isinstance(wanted, pikepdf.Dictionary):
        return
    run.scanner.take("gstate", wanted, run.pen.clip)
    alpha, blend = number(wanted.get("/ca")), wanted.get("/BM")
    mask = wanted.get("/SMask")
    if alpha is not None or blend is not None or mask is not None:
        plain = blend in (None, "/Normal", "/Compatible") and not isinstance(
            mask, pikepdf.Dictionary
        )
        run.pen.opaque = plain and alpha in (None, 1)
    if isinstance(wanted.get("/Font"), pikepdf.Array) and len(wanted.Font) == 2:
        use_font(run, wanted.Font[0], float(wanted.Font[1]))
    if isinstance(mask, pikepdf.Dictionary):
        run.inner(mask.get("/G"), quiet=True)


def _device(count: int) -> Step:
    def step(run: Pass, given: Operands) -> None:
        run.pen.space, run.pen.colour = count, colour_of([float(one) for one in given[:count]])

    return step


def _space(run: Pass, given: Operands) -> None:
    named = run.resource("/ColorSpace", given[0])
    run.pen.space = components(given[0] if named is None else named)
    first = {1: [0.0], 3: [0.0] * 3, 4: [0.0, 0.0, 0.0, 1.0]}.get(run.pen.space or 0, [])
    run.pen.colour = colour_of(first)


def _colour(run: Pass, given: Operands) -> None:
    if len(given) and isinstance(given[-1], pikepdf.Name):
        _pattern(run, given)
        run.pen.colour = None
    elif run.pen.space is not None and len(given) == run.pen.space:
        run.pen.colour = colour_of([float(one) for one in given])


def _pattern(run: Pass, given: Operands) -> None:
    """Note a pattern, for filling or stroking, and walk the stream of a tiling one."""
    if not len(given) or not isinstance(given[-1], pikepdf.Name):
        return
    pattern = run.resource("/Pattern", given[-1])
    if pattern is not None and run.scanner.take("pattern", pattern, run.pen.clip):
        run.inner(pattern, quiet=True)


STATE: dict[str, Step] = {
    "q": _save,
    "Q": _restore,
    "cm": _concat,
    "gs": _gstate,
    "g": _device(1),
    "rg": _device(3),
    "k": _device(4),
    "cs": _space,
    "sc": _colour,
    "scn": _colour,
    "SCN": _pattern,
}
"""By operator."""
