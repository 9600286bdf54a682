"""Content streams, rewritten operator by operator.

Every colour comes out in the palette's space; black text and rules overprint, all else knocks out.
What is too small for the press to keep its inks in register takes one ink. What is of no use in
print (marked content) is left out.
"""

import pikepdf
from pikepdf import Operator

from printissue.prepress.covering import cover_all, cover_box, cover_path, narrow
from printissue.prepress.lettering import LETTERING
from printissue.prepress.scribe import FILL, NORMAL, STROKE, Handler, Scribe
from printissue.prepress.spaces import CMYK, GREY, RGB, Raw, Space, UnconvertibleError
from printissue.prepress.state import RULE, SAME, Path
from printissue.printers import THINNEST_LINE

FAULTS = (ValueError, TypeError, IndexError, AttributeError, NotImplementedError)
"""What pikepdf and Python raise where an operand is not of the kind that the operator takes."""


def rewrite(scribe: Scribe, content: Raw) -> bytes:
    """Rewrite a page or stream; `scribe.resources()` then gives what the result names."""
    for instruction in pikepdf.parse_content_stream(content):
        operands, operator = instruction.operands, instruction.operator
        handler = HANDLERS.get(str(operator))
        try:
            if handler is None or handler(scribe, operands):
                scribe.out.append(instruction)
        except UnconvertibleError as error:
            scribe.shop.fault(str(error))
        except FAULTS:
            scribe.shop.fault(f"a {operator} operator has operands that it does not take")
    scribe.out += [([], Operator("Q"))] * len(scribe.stack)
    return pikepdf.unparse_content_stream(scribe.out)


def _save(scribe: Scribe, _: Raw) -> bool:
    scribe.stack.append(scribe.state.copy())
    return True


def _restore(scribe: Scribe, _: Raw) -> bool:
    if not scribe.stack:
        return False
    scribe.state = scribe.stack.pop()
    return True


def _transform(scribe: Scribe, operands: Raw) -> bool:
    a, b, c, d, e, f = (float(value) for value in operands)
    scribe.state.transform((a, b, c, d, e, f))
    return True


def _line_width(scribe: Scribe, operands: Raw) -> bool:
    scribe.state.line_width = float(operands[0])
    return True


def _path(scribe: Scribe) -> Path:
    if scribe.path is None:
        scribe.path = Path(len(scribe.out))
    return scribe.path


def _move(scribe: Scribe, operands: Raw) -> bool:
    x, y = (float(value) for value in operands)
    path = _path(scribe)
    path.begin(x, y)
    path.straight = False
    return True


def _reach(scribe: Scribe, operands: Raw) -> bool:
    numbers = [float(value) for value in operands]
    path = _path(scribe)
    for x, y in zip(numbers[::2], numbers[1::2], strict=True):
        path.reach(x, y)
    return True


def _rectangle(scribe: Scribe, operands: Raw) -> bool:
    x, y, width, height = (float(value) for value in operands)
    path = _path(scribe)
    path.begin(x, y)
    path.reach(x + width, y + height)
    return True


def _clip(scribe: Scribe, _: Raw) -> bool:
    _path(scribe).clips = True
    return True


def _end(scribe: Scribe, _: Raw) -> bool:
    narrow(scribe, _path(scribe))
    scribe.path = None
    return True


def _painter(*, fill: bool, stroke: bool, even_odd: bool = False) -> Handler:
    """Make the handler of an operator that paints a path."""

    def handler(scribe: Scribe, _: Raw) -> bool:
        state = scribe.state
        scale = state.scale()
        path, width = scribe.path or Path(0), state.line_width
        thin = fill and path.is_rule(scale, even_odd=even_odd)
        hair = thin and path.is_rule(scale, even_odd=even_odd, widest=_HAIR)
        scribe.paint(
            (fill, stroke),
            black=(thin, width * max(scale) <= RULE),
            small=(hair, width * min(scale) <= _HAIR),
        )
        cover_path(scribe, path, (fill, stroke), even_odd=even_odd)
        narrow(scribe, path)
        scribe.path = None
        return True

    return handler


_HAIR = THINNEST_LINE - SAME


def _graphics_state(scribe: Scribe, operands: Raw) -> bool:
    source = scribe.find("/ExtGState", operands[0])
    if "/SMask" in source:
        scribe.knock_out()
    if not scribe.uses("/ExtGState", operands[0]):
        scribe.use("/ExtGState", operands[0], scribe.shop.state(source, scribe))
    state = scribe.state
    fill, stroke = state.alpha
    state.alpha = (float(source.get("/ca", fill)), float(source.get("/CA", stroke)))
    state.line_width = float(source.get("/LW", state.line_width))
    state.masked = source.get("/SMask", state.masked) not in (False, "/None")
    state.blended = source.get("/BM", state.blended) not in (False, *NORMAL)
    return True


def _draw(scribe: Scribe, operands: Raw) -> bool:
    source = scribe.find("/XObject", operands[0])
    made = scribe.shop.x_object(source, scribe)
    name = scribe.use("/XObject", operands[0], made)
    scribe.knock_out()
    if source.get("/Subtype") == "/Form":
        left, bottom, right, top = (float(value) for value in source.BBox)
        cover_box(scribe, (left, bottom, right, top), form=source)
    else:
        cover_box(scribe)
    if made.inherits:
        stencil = source.get("/Subtype") == "/Image"
        scribe.paint((True, not stencil))
    scribe.out.append(([name], Operator("Do")))
    return False


def _inline(scribe: Scribe, operands: Raw) -> bool:
    image = operands[0]
    scribe.knock_out()
    cover_box(scribe)
    if image.image_mask:
        scribe.paint((True, False))
        return True
    name = scribe.use("/XObject", "/Inline", scribe.shop.inline(image, scribe))
    scribe.out.append(([name], Operator("Do")))
    return False


def _shade(scribe: Scribe, operands: Raw) -> bool:
    scribe.knock_out()
    cover_all(scribe)
    source = scribe.find("/Shading", operands[0])
    if not scribe.uses("/Shading", operands[0]):
        scribe.use("/Shading", operands[0], scribe.shop.shading(source, scribe))
    return True


def _plain_colour(side: int, space: Space) -> Handler:
    """Make the handler of an operator that sets a colour of a device space."""

    def handler(scribe: Scribe, operands: Raw) -> bool:
        scribe.want(side, space, operands)
        return False

    return handler


def _select_space(side: int) -> Handler:
    def handler(scribe: Scribe, operands: Raw) -> bool:
        scribe.want_space(side, operands[0])
        return False

    return handler


def _special_colour(side: int) -> Handler:
    def handler(scribe: Scribe, operands: Raw) -> bool:
        scribe.want_special(side, list(operands))
        return False

    return handler


def _drop(_: Scribe, __: Raw) -> bool:
    return False


HANDLERS: dict[str, Handler] = {
    "q": _save,
    "Q": _restore,
    "cm": _transform,
    "w": _line_width,
    "m": _move,
    **dict.fromkeys(("l", "c", "v", "y"), _reach),
    "re": _rectangle,
    "n": _end,
    **dict.fromkeys(("W", "W*"), _clip),
    **dict.fromkeys(("f", "F"), _painter(fill=True, stroke=False)),
    "f*": _painter(fill=True, stroke=False, even_odd=True),
    **dict.fromkeys(("S", "s"), _painter(fill=False, stroke=True)),
    **dict.fromkeys(("B", "b"), _painter(fill=True, stroke=True)),
    **dict.fromkeys(("B*", "b*"), _painter(fill=True, stroke=True, even_odd=True)),
    **LETTERING,
    "gs": _graphics_state,
    "Do": _draw,
    "INLINE IMAGE": _inline,
    "sh": _shade,
    "g": _plain_colour(FILL, GREY),
    "G": _plain_colour(STROKE, GREY),
    "rg": _plain_colour(FILL, RGB),
    "RG": _plain_colour(STROKE, RGB),
    "k": _plain_colour(FILL, CMYK),
    "K": _plain_colour(STROKE, CMYK),
    "cs": _select_space(FILL),
    "CS": _select_space(STROKE),
    **dict.fromkeys(("sc", "scn"), _special_colour(FILL)),
    **dict.fromkeys(("SC", "SCN"), _special_colour(STROKE)),
    **dict.fromkeys(("BMC", "BDC", "EMC", "MP", "DP", "BX", "EX"), _drop),
}
"""What is done at each operator; those that are not here pass."""
