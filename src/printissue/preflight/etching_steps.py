"""Etching a plate, operator by operator: colours become amounts of three inks.

What overprints leaves the inks alone that it has none of: an operator that paints nothing on this plate is left out,
one that paints a part of its inks darkens.
"""

from collections.abc import Callable

import pikepdf
from pikepdf import Array, Name

from printissue.preflight.etching import FILL, NORMAL, STROKE, Etching, Ink
from printissue.preflight.inkwell import CMYK, GREY, InseparableError, Raw, Space

Handler = Callable[[Etching, Raw, str], bool]
"""Takes an operator's operands and name; tells whether the operator is to be written as it is."""

Point = tuple[float, float]
BEND = 2e-5
"""By how much of its length a line is bent."""
_FAULTS = (ValueError, TypeError, IndexError, KeyError, AttributeError, NotImplementedError)
"""What pikepdf and Python raise where an operand is not of the kind that its operator takes."""
_PATHS = {
    "f": (True, False),
    "F": (True, False),
    "f*": (True, False),
    "S": (False, True),
    "s": (False, True),
    "B": (True, True),
    "b": (True, True),
    "B*": (True, True),
    "b*": (True, True),
}
"""Which sides an operator paints: fill, stroke."""
_FILLS_ALONE = {"B": "f", "b": "f", "B*": "f*", "b*": "f*"}
_STROKES_ALONE = {"B": "S", "B*": "S", "b": "s", "b*": "s"}


def etch(etching: Etching, content: Raw) -> bytes:
    """Rewrite a page or a stream; what is broken in it is left out."""
    for instruction in pikepdf.parse_content_stream(content):
        operator = str(instruction.operator)
        handler = HANDLERS.get(operator)
        try:
            if handler is None or handler(etching, instruction.operands, operator):
                etching.keep(instruction)
        except InseparableError as error:
            etching.maker.fault(str(error))
        except _FAULTS:
            etching.maker.fault(f"an operator {operator} has operands that it does not take")
    return etching.finish()


def _save(etching: Etching, _: Raw, __: str) -> bool:
    etching.save()
    return True


def _restore(etching: Etching, _: Raw, __: str) -> bool:
    return etching.restore()


def _plain(side: int, space: Space) -> Handler:
    """Make the handler of an operator that sets a colour of a device space."""

    def handler(etching: Etching, operands: Raw, _: str) -> bool:
        return _set(etching, side, space=space, operands=operands)

    return handler


def _rgb(side: int) -> Handler:
    def handler(etching: Etching, operands: Raw, _: str) -> bool:
        return _set(etching, side, space=etching.maker.inkwell.rgb(), operands=operands)

    return handler


def _set(etching: Etching, side: int, *, space: Space, operands: Raw) -> bool:
    values = tuple(float(value) for value in operands)
    if len(values) != space.size:
        raise InseparableError(f"a colour has {len(values)} components in place of {space.size}")
    etching.set(side, Ink(space, values))
    return False


def _select(side: int) -> Handler:
    """Make the handler of cs and CS, which also set the space's first colour."""

    def handler(etching: Etching, operands: Raw, _: str) -> bool:
        space = etching.maker.inkwell.space(operands[0], etching.source)
        etching.set(side, Ink(space, space.initial, pattern=space.kind == "pattern"))
        return False

    return handler


def _special(side: int) -> Handler:
    """Make the handler of sc, scn and the like: a colour of the selected space, or a pattern."""

    def handler(etching: Etching, operands: Raw, _: str) -> bool:
        ink = etching.state.inks[side]
        if len(operands) and isinstance(operands[-1], Name):
            _pattern(etching, side, list(operands))
            return False
        return _set(etching, side, space=ink.space, operands=operands)

    return handler


def _pattern(etching: Etching, side: int, operands: list[Raw]) -> None:
    space = etching.state.inks[side].space
    made = etching.use("/Pattern", operands[-1], lambda it: etching.maker.pattern(it, etching))
    if made is None:
        return
    select, paint = (("cs", "scn"), ("CS", "SCN"))[side]
    source = etching.found("/Pattern", operands[-1])
    drawn_in = etching.gradient(source.Shading) if "/Shading" in source else None
    etching.set(side, Ink(space, (), pattern=True, gradient=drawn_in))
    if space.base is None or len(operands) == 1:
        etching.emit([Name.Pattern], select)
        etching.emit([made], paint)
        return
    values = tuple(float(value) for value in operands[:-1])
    named = etching.add("/ColorSpace", Array([Name.Pattern, Name.DeviceRGB]))
    etching.emit([named], select)
    etching.emit([*etching.channels(Ink(space.base, values)), made], paint)


def _graphics_state(etching: Etching, operands: Raw, _: str) -> bool:
    source, state = etching.found("/ExtGState", operands[0]), etching.state
    stroke = bool(source.get("/OP", state.over[STROKE]))
    fill = bool(source.get("/op", source.get("/OP", state.over[FILL])))
    state.over = (fill, stroke)
    state.mode = int(source.get("/OPM", state.mode))
    if "/BM" in source:
        modes = source.BM.as_list() if isinstance(source.BM, Array) else [source.BM]
        state.blended = str(modes[0]) not in NORMAL if modes else False
    return True


def _rectangle(etching: Etching, operands: Raw, _: str) -> bool:
    """Draw a rectangle line by line."""
    x, y, width, height = (float(value) for value in operands)
    etching.emit((x, y), "m")
    _bend(etching, (x, y), (x + width, y))
    for corner in ((x + width, y), (x + width, y + height), (x, y + height)):
        etching.emit(corner, "l")
    etching.emit((), "h")
    etching.begun = None
    return False


def _bend(etching: Etching, begin: Point, end: Point) -> None:
    """Bend a line, less than can be seen: pdfium brings rectangles to whole pixels, which falsifies thin rules."""
    across, up = end[0] - begin[0], end[1] - begin[1]
    middle = (begin[0] + across / 2 + up * BEND, begin[1] + up / 2 - across * BEND)
    etching.emit(middle, "l")


def _move(etching: Etching, operands: Raw, _: str) -> bool:
    x, y = (float(value) for value in operands)
    etching.begun = (x, y)
    return True


def _line(etching: Etching, operands: Raw, _: str) -> bool:
    """Bend the first line of a path, for the path may be a rectangle."""
    x, y = (float(value) for value in operands)
    if etching.begun:
        _bend(etching, etching.begun, (x, y))
        etching.begun = None
    return True


def _curve(etching: Etching, _: Raw, __: str) -> bool:
    etching.begun = None
    return True


def _path(etching: Etching, _: Raw, operator: str) -> bool:
    wanted = _PATHS[operator]
    shown = [etching.paints(side) if wanted[side] else False for side in (FILL, STROKE)]
    if shown[FILL] is False and shown[STROKE] is False:
        operator = "n"
    elif shown[STROKE] is False:
        operator = _FILLS_ALONE.get(operator, operator)
    elif shown[FILL] is False:
        operator = _STROKES_ALONE.get(operator, operator)
    etching.paint([], operator, darken=None in shown)
    return False


def _text(etching: Etching, operands: Raw, operator: str) -> bool:
    mode = etching.state.text_mode
    fills, strokes = mode % 4 in (0, 2), mode % 4 in (1, 2)
    fill = etching.paints(FILL) if fills else False
    stroke = etching.paints(STROKE) if strokes else False
    needed = {(True, False): 0, (False, True): 1, (True, True): 2, (False, False): 3}
    wanted = needed[fill is not False, stroke is not False] + (4 if mode >= 4 else 0)
    if wanted != mode:
        etching.emit([wanted], "Tr")
    etching.paint(operands, operator, darken=None in (fill, stroke))
    if wanted != mode:
        etching.emit([mode], "Tr")
    return False


def _text_mode(etching: Etching, operands: Raw, _: str) -> bool:
    etching.state.text_mode = max(0, min(7, int(operands[0])))
    return True


def _font(etching: Etching, operands: Raw, _: str) -> bool:
    font = etching.found("/Font", operands[0])
    if font.get("/Subtype") != "/Type3":
        return True
    made = etching.use("/Font", operands[0], lambda it: etching.maker.font(it, etching))
    if made is not None:
        etching.emit([made, operands[1]], "Tf")
    return made is None


def _draw(etching: Etching, operands: Raw, _: str) -> bool:
    source = etching.found("/XObject", operands[0])
    if source.get("/Subtype") == "/Form":
        made = etching.add("/XObject", etching.maker.form(source, etching))
        if made is not None:
            etching.emit([made], "Do")
        return False
    _image(etching, source)
    return False


def _inline(etching: Etching, operands: Raw, _: str) -> bool:
    image = operands[0]
    _image(etching, etching.maker.pdf.make_stream(image.read_raw_bytes(), image.obj))
    return False


def _image(etching: Etching, source: Raw) -> None:
    """Draw a picture, or a stencil in the colour that is set."""
    if source.get("/ImageMask", False):
        made, shown = etching.add("/XObject", source), etching.paints(FILL)
    else:
        space = etching.maker.space_of(source, etching.source)
        shown = etching.shows(etching.inks_of(space))
        made = etching.add("/XObject", etching.maker.picture(source, space))
    if made is not None and shown is not False:
        etching.paint([made], "Do", darken=shown is None)


def _shade(etching: Etching, operands: Raw, _: str) -> bool:
    made = etching.use(
        "/Shading", operands[0], lambda it: etching.maker.shading(it, etching.source)
    )
    shown = etching.shows(etching.inks_of(etching.gradient(etching.found("/Shading", operands[0]))))
    if made is not None and shown is not False:
        etching.paint([made], "sh", darken=shown is None)
    return False


def _drop(_: Etching, __: Raw, ___: str) -> bool:
    return False


HANDLERS: dict[str, Handler] = {
    "q": _save,
    "Q": _restore,
    "g": _plain(FILL, GREY),
    "G": _plain(STROKE, GREY),
    "k": _plain(FILL, CMYK),
    "K": _plain(STROKE, CMYK),
    "rg": _rgb(FILL),
    "RG": _rgb(STROKE),
    "cs": _select(FILL),
    "CS": _select(STROKE),
    **dict.fromkeys(("sc", "scn"), _special(FILL)),
    **dict.fromkeys(("SC", "SCN"), _special(STROKE)),
    "gs": _graphics_state,
    "re": _rectangle,
    "m": _move,
    "l": _line,
    **dict.fromkeys(("c", "v", "y"), _curve),
    **dict.fromkeys(_PATHS, _path),
    **dict.fromkeys(("Tj", "TJ", "'", '"'), _text),
    "Tr": _text_mode,
    "Tf": _font,
    "Do": _draw,
    "INLINE IMAGE": _inline,
    "sh": _shade,
    "ri": _drop,
}
"""What is done at each operator; those that are not here pass."""
