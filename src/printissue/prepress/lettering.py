"""The operators of text (ISO 32000-1, 9): small type takes one ink, black type overprints."""

from printissue.prepress.covering import cover_text, lose
from printissue.prepress.scribe import Handler, Pair, Scribe
from printissue.prepress.spaces import Raw
from printissue.prepress.state import IDENTITY, SAME


def _begin(scribe: Scribe, _: Raw) -> bool:
    scribe.text = IDENTITY
    return True


def _matrix(scribe: Scribe, operands: Raw) -> bool:
    a, b, c, d, e, f = (float(value) for value in operands)
    scribe.text = (a, b, c, d, e, f)
    return True


def _show(scribe: Scribe, operands: Raw) -> bool:
    state = scribe.state
    mode = state.text_mode % 4
    uses: Pair = (mode in (0, 2), mode in (1, 2))
    small = state.type_size(scribe.text) < scribe.shop.smallest - SAME
    scribe.paint(uses, black=(True, True), small=(small, small))
    if state.drawn_font:
        scribe.knock_out()
    cover_text(scribe, operands)
    return True


def _next(scribe: Scribe, operands: Raw) -> bool:
    lose(scribe)
    return _show(scribe, operands)


def _unplaced(scribe: Scribe, _: Raw) -> bool:
    lose(scribe)
    return True


def _mode(scribe: Scribe, operands: Raw) -> bool:
    scribe.state.text_mode = int(operands[0])
    return True


def _font(scribe: Scribe, operands: Raw) -> bool:
    font = scribe.find("/Font", operands[0])
    scribe.state.drawn_font = font.get("/Subtype") == "/Type3"
    scribe.state.font, scribe.state.font_size = font, float(operands[1])
    if not scribe.uses("/Font", operands[0]):
        scribe.use("/Font", operands[0], scribe.shop.font(font, scribe))
    return True


def _rise(scribe: Scribe, operands: Raw) -> bool:
    scribe.state.rise = float(operands[0])
    return True


LETTERING: dict[str, Handler] = {
    "BT": _begin,
    "Tm": _matrix,
    "Tr": _mode,
    "Tf": _font,
    "Ts": _rise,
    **dict.fromkeys(("Tj", "TJ"), _show),
    **dict.fromkeys(("'", '"'), _next),
    **dict.fromkeys(("Td", "TD", "T*", "Tc", "Tw", "Tz"), _unplaced),
}
"""What is done at each of them; the layout engine places every line by a matrix of its own."""
