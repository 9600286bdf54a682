"""What each operator does in a walk through a content stream (ISO 32000-1, annex A): a table of steps."""

import pikepdf

from printissue.preflight.boundaries import Rect, rect_of
from printissue.preflight.found import Mark
from printissue.preflight.passing import Operands, Pass, Step
from printissue.preflight.pen import box, read_matrix, times
from printissue.preflight.steps_paths import PATHS
from printissue.preflight.steps_state import STATE
from printissue.preflight.steps_text import TEXT
from printissue.preflight.worded import worded

DEEPEST = 256
"""Marked-content sequences within each other that are kept."""
_UNIT = Rect(0.0, 0.0, 1.0, 1.0)


def _do(run: Pass, given: Operands) -> None:
    thing = run.resource("/XObject", given[0])
    if not isinstance(thing, pikepdf.Stream):
        return
    where = box(run.pen.matrix, _UNIT)
    layer = thing.get("/OC")
    if isinstance(layer, pikepdf.Dictionary):
        run.marks.append(Mark("/OC", layer, None))
    if thing.get("/Subtype") == "/Image":
        run.scanner.take("image", thing, where.cut(run.pen.clip))
        run.show("image", where)
    else:
        if not run.scanner.knows("form", thing):
            run.scanner.take("form", thing, _of_form(run, thing))
        run.inner(thing)
    if isinstance(layer, pikepdf.Dictionary):
        run.marks.pop()


def _of_form(run: Pass, form: pikepdf.Stream) -> Rect:
    """Give where a form stands: its box as it is placed, as far as the clip lets it."""
    bounds = rect_of(form.get("/BBox"))
    if bounds is None:
        return run.pen.clip
    matrix = times(read_matrix(form.get("/Matrix")), run.pen.matrix)
    return box(matrix, bounds).cut(run.pen.clip)


def _inline(run: Pass, _: Operands) -> None:
    run.show("image", box(run.pen.matrix, _UNIT))


def _shade(run: Pass, given: Operands) -> None:
    shading = run.resource("/Shading", given[0])
    if shading is not None:
        run.scanner.take("shading", shading, run.pen.clip)
    run.show("shading", run.pen.clip)


def _begin_marked(run: Pass, given: Operands) -> None:
    properties = given[1] if len(given) > 1 else None
    if isinstance(properties, pikepdf.Name):
        properties = run.resource("/Properties", properties)
    if not isinstance(properties, pikepdf.Dictionary):
        properties = None
    if len(run.marks) < DEEPEST:
        run.marks.append(Mark(worded(given[0]), properties, run.context.parents))
    else:
        run.deeper += 1


def _end_marked(run: Pass, _: Operands) -> None:
    if run.deeper:
        run.deeper -= 1
    elif len(run.marks) > len(run.context.marks):
        run.marks.pop()


STEPS: dict[str, Step] = {
    **STATE,
    **PATHS,
    **TEXT,
    "Do": _do,
    "BI": _inline,
    "sh": _shade,
    **dict.fromkeys(("BMC", "BDC"), _begin_marked),
    "EMC": _end_marked,
}
"""By operator; what is not here shows nothing and moves nothing."""
