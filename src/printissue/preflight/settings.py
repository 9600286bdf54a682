"""The operators that change the graphics state (ISO 32000-1, 8.4.4 and 8.6.8)."""

from copy import copy
from dataclasses import replace
from typing import Any

import pikepdf

from printissue.preflight.colours import PATTERN, Space
from printissue.preflight.marks import Paint
from printissue.preflight.matrices import Matrix
from printissue.preflight.objects import Raw
from printissue.preflight.placing import soft_mask
from printissue.preflight.visibility import SHOWN
from printissue.preflight.walker import MAX_SAVED, Handler, Walker


def _save(walker: Walker, _operands: list[Any]) -> None:
    if len(walker.saved) >= MAX_SAVED:
        raise ValueError("more graphics states are saved than a reader keeps")
    walker.saved.append(copy(walker.state))


def _restore(walker: Walker, _operands: list[Any]) -> None:
    if not walker.saved:
        raise ValueError("a graphics state is restored that was not saved")
    walker.state = walker.saved.pop()


def matrix_of(operands: Raw) -> Matrix:
    """Read six numbers. ValueError if they are not six."""
    a, b, c, d, e, f = (float(one) for one in operands)
    return a, b, c, d, e, f


def _concatenate(walker: Walker, operands: list[Any]) -> None:
    walker.concatenate(matrix_of(operands[-6:]))


def _line_width(walker: Walker, operands: list[Any]) -> None:
    walker.state.width = abs(float(operands[-1]))


def _device(name: str, *, second: bool) -> Handler:
    """Give the operator that sets a device space and a colour in it."""

    def handler(walker: Walker, operands: list[Any]) -> None:
        paint = walker.shelf.paint(walker.space(name), tuple(map(float, operands)))
        _set(walker, paint, second=second)

    return handler


def _set(walker: Walker, paint: Paint, *, second: bool) -> None:
    if second:
        walker.state.stroke = paint
    else:
        walker.state.fill = paint


def _space(*, second: bool) -> Handler:
    def handler(walker: Walker, operands: list[Any]) -> None:
        space = walker.space(operands[-1])
        if space.family == "Pattern":
            _set(walker, Paint(space, (), None, False), second=second)
        else:
            _set(walker, walker.shelf.paint(space, space.first), second=second)

    return handler


def _colour(*, second: bool) -> Handler:
    def handler(walker: Walker, operands: list[Any]) -> None:
        current = walker.state.stroke if second else walker.state.fill
        if operands and isinstance(operands[-1], str):
            values = tuple(map(float, operands[:-1]))
            space = current.space if current.space.family == "Pattern" else PATTERN
            paint = _patterned(walker, space, values)
            _set(walker, replace(paint, pattern=operands[-1]), second=second)
        else:
            values = tuple(map(float, operands))
            _set(walker, walker.shelf.paint(current.space, values), second=second)

    return handler


def _patterned(walker: Walker, space: Space, values: tuple[float, ...]) -> Paint:
    """Give the paint of a pattern; an uncoloured one takes its colour from the space beneath."""
    if space.base is None or not values:
        return Paint(space, (), None, False)
    beneath = walker.shelf.paint(space.base, values)
    return Paint(space, beneath.values, beneath.inks, beneath.white)


def _external(walker: Walker, operands: list[Any]) -> None:
    """Carry out `gs`."""
    wanted = walker.resource("/ExtGState", operands[-1])
    state = walker.state
    fill, stroke = state.alpha
    state.alpha = float(wanted.get("/ca", fill)), float(wanted.get("/CA", stroke))
    if "/OP" in wanted:
        both = bool(wanted.OP)
        state.overprint = bool(wanted.get("/op", both)), both
    elif "/op" in wanted:
        state.overprint = bool(wanted.op), state.overprint[1]
    state.opm = int(wanted.get("/OPM", state.opm))
    state.width = abs(float(wanted.get("/LW", state.width)))
    if "/BM" in wanted:
        blend = wanted.BM
        first = blend[0] if isinstance(blend, pikepdf.Array) else blend
        state.blend = str(first).removeprefix("/").replace("Compatible", "Normal")
    if "/Font" in wanted:
        font, size = wanted.Font
        state.typeface, state.font_size = walker.shelf.typeface(font), float(size)
    if isinstance(wanted.get("/SMask"), pikepdf.Dictionary):
        soft_mask(walker, wanted.SMask)


def _begin_marked(walker: Walker, operands: list[Any]) -> None:
    layer = SHOWN
    if len(operands) > 1 and operands[0] == "/OC" and isinstance(operands[1], str):
        layer = walker.shelf.layers.of(walker.resource("/Properties", operands[1]))
    walker.layers.append(layer)


def _end_marked(walker: Walker, _operands: list[Any]) -> None:
    if walker.layers:
        walker.layers.pop()


def _allow(by: int) -> Handler:
    def handler(walker: Walker, _operands: list[Any]) -> None:
        walker.unknown_allowed = max(0, walker.unknown_allowed + by)

    return handler


def _nothing(_walker: Walker, _operands: list[Any]) -> None:
    """Leave alone what changes nothing that a mark tells."""


def _uncoloured(walker: Walker, _operands: list[Any]) -> None:
    """Stop at `d1`: the glyph is a stencil, and the text's own mark tells its colour."""
    walker.context.stopped = True


SETTINGS: dict[str, Handler] = {
    "q": _save,
    "Q": _restore,
    "cm": _concatenate,
    "w": _line_width,
    "g": _device("/DeviceGray", second=False),
    "G": _device("/DeviceGray", second=True),
    "rg": _device("/DeviceRGB", second=False),
    "RG": _device("/DeviceRGB", second=True),
    "k": _device("/DeviceCMYK", second=False),
    "K": _device("/DeviceCMYK", second=True),
    "cs": _space(second=False),
    "CS": _space(second=True),
    **dict.fromkeys(("sc", "scn"), _colour(second=False)),
    **dict.fromkeys(("SC", "SCN"), _colour(second=True)),
    "gs": _external,
    **dict.fromkeys(("BMC", "BDC"), _begin_marked),
    "EMC": _end_marked,
    "BX": _allow(1),
    "EX": _allow(-1),
    "d1": _uncoloured,
    **dict.fromkeys(("J", "j", "M", "d", "ri", "i", "MP", "DP", "d0"), _nothing),
}
"""By operator."""
