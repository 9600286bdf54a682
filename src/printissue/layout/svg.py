"""A trial of each SVG: it is drawn once by itself, so that faults are found with their lines."""

from collections.abc import Sequence

from printissue.core.limits import TimeLimitError, raise_beyond_cpu_time
from printissue.layout.engine import SvgFault, draw_svg

TIME_LIMIT = 10.0
"""Seconds of processor time that one SVG may take."""


def svg_faults(content: bytes, lines: Sequence[int]) -> list[tuple[str, int | None]]:
    """Return the faults of drawing an SVG, each with its line in the file where it is known.

    `lines` are the lines of the elements in document order. `load` must have been called.
    """
    try:
        with raise_beyond_cpu_time(TIME_LIMIT):
            faults = draw_svg(content)
    except TimeLimitError as error:
        faults = [SvgFault(error=error)]
    return list(dict.fromkeys(_describe(one, lines) for one in faults))


def _describe(fault: SvgFault, lines: Sequence[int]) -> tuple[str, int | None]:
    if fault.error is None:
        return fault.message, None
    if isinstance(fault.error, TimeLimitError):
        return f"the SVG takes more than {TIME_LIMIT:g} seconds to draw", None
    problem = " ".join(f"{type(fault.error).__name__}: {fault.error}".split())
    if not fault.tag:
        return f"the SVG cannot be drawn ({problem})", None
    known = fault.number is not None and fault.number < len(lines)
    line = lines[fault.number] if known and fault.number is not None else None
    return f"<{fault.tag}> cannot be drawn ({problem})", line
