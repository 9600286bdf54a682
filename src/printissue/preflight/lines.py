"""Rules of lines: grey ones, thin ones (GWG 2022 R0012, R0018, R0019), and hairlines."""

from collections.abc import Iterator

from printissue.core.findings import Finding
from printissue.preflight.columns import gravity
from printissue.preflight.gathering import Hit, gathered
from printissue.preflight.marks import Mark
from printissue.preflight.overprint import is_line, thin_line
from printissue.preflight.reader import reading
from printissue.preflight.subject import Check, Subject

THINNEST = 0.25
"""The least width of a line, in pt (R0018, R0019)."""


def check_lines(subject: Subject) -> Iterator[Finding]:
    """R0012, R0018, R0019, hairline: lines that a press cannot hold."""
    yield from gathered(subject, _lines(subject))


def _lines(subject: Subject) -> Iterator[Hit]:
    for mark in reading(subject).printed:
        if not is_line(mark):
            continue
        paint = mark.paint
        if paint.space.family == "DeviceGray" and paint.black and thin_line(mark):
            yield from _grey(subject, mark)
        if mark.size < THINNEST - 1e-3:
            yield from _thin(subject, mark)


def _grey(subject: Subject, mark: Mark) -> Iterator[Hit]:
    if asked := gravity(subject, "R0012"):
        message = f"a black line of {mark.size:.3g} pt is in DeviceGray, where it cannot overprint"
        hint = "write black as 0 0 0 1 K"
        yield Hit("R0012", mark.page, message, hint, mark.box, gravity=asked)


def _thin(subject: Subject, mark: Mark) -> Iterator[Hit]:
    hint = f"draw it at least {THINNEST} pt wide"
    what = "line" if mark.kind == "stroke" else "filled line"
    width = _width(mark)
    if mark.paint.white:
        message, asked = f"a white {what} is {width} wide", gravity(subject, "R0018")
        yield Hit("R0018", mark.page, message, hint, mark.box, gravity=asked, rank=mark.size)
        return
    if mark.paint.count > 1:
        message = f"a {what} in {mark.paint.count} inks is {width} wide"
        asked = gravity(subject, "R0019")
        yield Hit("R0019", mark.page, message, hint, mark.box, gravity=asked, rank=mark.size)
    yield _hairline(mark, f"a {what} is {width} wide")


def _hairline(mark: Mark, message: str) -> Hit:
    hint = f"draw it at least {THINNEST} pt wide, for thinner ones break up"
    return Hit("hairline", mark.page, message, hint, mark.box, rank=mark.size)


def _width(mark: Mark) -> str:
    """Say a width; zero is one pixel of whatever draws it."""
    return f"{mark.size:.2g} pt" if mark.size > 0 else "0 pt (one dot of the device)"


CHECKS: tuple[Check, ...] = (check_lines,)
