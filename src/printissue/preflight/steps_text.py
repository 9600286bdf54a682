"""The operators of a walk that set and show text."""

from dataclasses import replace
from typing import Any

import pikepdf
from pikepdf import Object

from printissue.preflight.boundaries import Rect, number
from printissue.preflight.found import Shown
from printissue.preflight.passing import Operands, Pass, Step
from printissue.preflight.pen import IDENTITY, Pen, box, read_matrix, times


def _begin_text(run: Pass, _: Operands) -> None:
    run.line = run.text = IDENTITY


def _font(run: Pass, given: Operands) -> None:
    font = run.resource("/Font", given[0])
    use_font(run, font, float(given[1]))


def use_font(run: Pass, font: Object | None, size: float) -> None:
    """Take a font up at a size."""
    run.pen.size = size
    run.pen.font = font if isinstance(font, pikepdf.Dictionary) else None
    run.pen.widths = run.scanner.widths(run.pen.font) if run.pen.font is not None else None


def _set(name: str, scale: float = 1.0) -> Step:
    def step(run: Pass, given: Operands) -> None:
        setattr(run.pen, name, float(given[0]) * scale)

    return step


def _mode(run: Pass, given: Operands) -> None:
    run.pen.mode = int(given[0])


def _to_line(run: Pass, given: Operands) -> None:
    run.line = times((1, 0, 0, 1, float(given[0]), float(given[1])), run.line)
    run.text = run.line


def _to_line_with_leading(run: Pass, given: Operands) -> None:
    run.pen.leading = -float(given[1])
    _to_line(run, given)


def _next_line(run: Pass, _: Operands) -> None:
    _to_line(run, (0.0, -run.pen.leading))


def _text_matrix(run: Pass, given: Operands) -> None:
    run.line = run.text = read_matrix(given)


def _text(run: Pass, given: Operands) -> None:
    _write(run, [given[0]])


def _texts(run: Pass, given: Operands) -> None:
    _write(run, list(given[0]))


def _line_of_text(run: Pass, given: Operands) -> None:
    _next_line(run, given)
    _write(run, [given[-1]])


def _spaced_text(run: Pass, given: Operands) -> None:
    run.pen.word, run.pen.letter = float(given[0]), float(given[1])
    _line_of_text(run, given)


def _write(run: Pass, pieces: list[Any]) -> None:
    """Show the strings of one operator as one piece of text, and move on."""
    pen = run.pen
    across, text = 0.0, b""
    for piece in pieces:
        shift = number(piece) if not isinstance(piece, pikepdf.String) else None
        if shift is not None:
            across -= shift / 1000 * pen.size * pen.stretch
        elif isinstance(piece, pikepdf.String):
            text += bytes(piece)
            across += _advance(pen, bytes(piece))
    at = times(run.text, pen.matrix)
    low, high = pen.rise - 0.2 * pen.size, pen.rise + 0.8 * pen.size
    where = box(at, Rect(min(0.0, across), min(low, high), max(0.0, across), max(low, high)))
    run.text = times((1, 0, 0, 1, across, 0), run.text)
    if text:
        _note_text(run, where, text=text, size=abs(pen.size) * (at[2] ** 2 + at[3] ** 2) ** 0.5)


def _advance(pen: Pen, text: bytes) -> float:
    if pen.widths is None:
        return 0.5 * pen.size * len(text) * pen.stretch
    width, glyphs, spaces = pen.widths.of(text)
    return (width * pen.size + glyphs * pen.letter + spaces * pen.word) * pen.stretch


def _note_text(run: Pass, where: Rect, *, text: bytes, size: float) -> None:
    pen = run.pen
    if pen.font is not None:
        rendered = pen.mode != 3 and where.touches(pen.clip)
        first = run.scanner.take("font", pen.font, where, rendered=rendered)
        if first and pen.font.get("/Subtype") == "/Type3":
            _walk_glyphs(run, pen.font)
    fills = pen.mode % 4 in (0, 2)
    colour = pen.colour if fills and pen.opaque else None
    if not run.notes():
        return
    run.note(
        Shown(
            run.scanner.page,
            "text",
            where,
            tuple(run.marks),
            colour=colour,
            size=size,
            text=text,
            font=pen.font,
            mode=pen.mode,
        )
    )


def _walk_glyphs(run: Pass, font: Object) -> None:
    glyphs, own = font.get("/CharProcs"), font.get("/Resources")
    if isinstance(glyphs, pikepdf.Dictionary):
        context = run.context
        if isinstance(own, pikepdf.Dictionary):
            context = replace(context, resources=own)
        for _, glyph in glyphs.items():
            if isinstance(glyph, pikepdf.Stream):
                run.scanner.form(glyph, run.pen, context, quiet=True)


TEXT: dict[str, Step] = {
    "BT": _begin_text,
    "Tf": _font,
    "Tr": _mode,
    "Tc": _set("letter"),
    "Tw": _set("word"),
    "Tz": _set("stretch", 0.01),
    "TL": _set("leading"),
    "Ts": _set("rise"),
    "Td": _to_line,
    "TD": _to_line_with_leading,
    "T*": _next_line,
    "Tm": _text_matrix,
    "Tj": _text,
    "TJ": _texts,
    "'": _line_of_text,
    '"': _spaced_text,
}
"""By operator."""
