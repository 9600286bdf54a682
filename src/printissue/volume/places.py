"""The pages of a finished file on which each story begins and ends, and the folios of these pages."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, NameTree, NumberTree, Object

from printissue.model.volumes import PageRange

_NAME = re.compile(r"[a-z0-9](?:-?[a-z0-9])*--(?!-)")
"""The beginning of a destination's name: the key of the issue and two hyphens, not three."""

_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_NEAR = 2.0
"""Heights that differ by no more than this, in pt, count as equal."""


class _Position(NamedTuple):
    """The position of a destination: its page from 0, its distance from the left and the bottom edge in pt."""

    page: int
    left: float
    top: float


def places(content: bytes | Path, *, order: Sequence[str] = ()) -> Mapping[str, PageRange]:
    """Return the pages of each named destination `KEY--name` of a file.

    The first page is that of the destination, the last that of the story's structure element or, if there is none, the
    one before the next name. `order` are the names in reading order, if it is known; otherwise it is derived from their
    positions. A story ends on the page on which another follows: a section, too, ends where its first story begins.
    """
    with pikepdf.open(io.BytesIO(content) if isinstance(content, bytes) else content) as pdf:
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        positions = dict(_positions(pdf, numbers))
        names = [name for name in order if name in positions] or _by_position(pdf, positions)
        labels = folios(pdf)
        reach = _reach(pdf, numbers)
        last = dict(_lasts(names, positions, reach=reach, pages=len(labels)))
        return {
            name: PageRange(first, last[name], labels[first], labels[last[name]])
            for name in names
            for first in (positions[name].page,)
        }


def folios(pdf: pikepdf.Pdf) -> list[str]:
    """Return the folio of every page by the page labels; without labels, pages count from 1."""
    tree = pdf.Root.get("/PageLabels")
    ranges = dict(NumberTree(tree).items()) if isinstance(tree, Dictionary) else {}
    labels: list[str] = []
    style, prefix, start, since = "/D", "", 1, 0
    for page in range(len(pdf.pages)):
        if isinstance(label := ranges.get(page), Dictionary):
            style, prefix = str(label.get("/S", "")), str(label.get("/P", ""))
            start, since = int(label.get("/St", 1)), page
        labels.append(prefix + _numeral(start + page - since, style))
    return labels


def _numeral(number: int, style: str) -> str:
    """Return a number in a style of page labels (ISO 32000-1, table 159)."""
    match style:
        case "/D":
            return str(number)
        case "/r" | "/R":
            text = _roman(number)
        case "/a" | "/A":
            text = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        case _:
            return ""
    return text.upper() if style.isupper() else text


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def _positions(
    pdf: pikepdf.Pdf, numbers: Mapping[tuple[int, int], int]
) -> Iterator[tuple[str, _Position]]:
    """Yield the names of an issue's destinations with their positions; damaged ones are skipped."""
    for name, target in _destinations(pdf):
        goal = target.get("/D") if isinstance(target, Dictionary) else target
        if not _NAME.match(name) or not isinstance(goal, Array) or not len(goal):
            continue
        page = numbers.get(goal[0].objgen) if isinstance(goal[0], Dictionary) else None
        if page is not None:
            left, top = (
                float(goal[place]) if len(goal) > place and _is_number(goal[place]) else 0.0
                for place in (2, 3)
            )
            yield name, _Position(page, left, top)


def _destinations(pdf: pikepdf.Pdf) -> Iterator[tuple[str, Object]]:
    """Yield the named destinations of the name tree, and of the dictionary that PDF 1.1 has instead."""
    old = pdf.Root.get("/Dests")
    if isinstance(old, Dictionary):
        yield from ((name.removeprefix("/"), goal) for name, goal in old.items())
    tree = pdf.Root.get("/Names", Dictionary()).get("/Dests")
    if isinstance(tree, Dictionary):
        yield from NameTree(tree).items()


def _is_number(value: object) -> bool:
    try:
        float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False
    return True


def _by_position(pdf: pikepdf.Pdf, positions: Mapping[str, _Position]) -> list[str]:
    """Return names in reading order: page by page, column by column, from top to bottom."""
    viewer = pdf.Root.get("/ViewerPreferences", Dictionary())
    turned = -1 if str(viewer.get("/Direction", "")) == "/R2L" else 1
    return sorted(
        positions,
        key=lambda name: (
            positions[name].page,
            round(turned * positions[name].left),
            -positions[name].top,
            name,
        ),
    )


def _lasts(
    names: Sequence[str],
    positions: Mapping[str, _Position],
    *,
    reach: Mapping[int, int],
    pages: int,
) -> Iterator[tuple[str, int]]:
    """Yield the last page of each: only the last to begin on a page may continue on the next."""
    head = max((position.top for position in positions.values()), default=0.0)
    for number, name in enumerate(names):
        page = positions[name].page
        later = [positions[one] for one in names[number + 1 :]]
        if later and later[0].page == page:
            yield name, page
        elif page in reach:
            yield name, reach[page]
        elif later:
            after = later[0].page - (later[0].top > head - _NEAR)
            yield name, max(page, after)
        else:
            yield name, pages - 1


def _reach(pdf: pikepdf.Pdf, numbers: Mapping[tuple[int, int], int]) -> dict[int, int]:
    """Return the last page of the stories that begin on a page, by the structure tree."""
    root = pdf.Root.get("/StructTreeRoot")
    reach: dict[int, int] = {}
    if isinstance(root, Dictionary):
        for element in _elements(root, "/Art"):
            pages = [numbers[one] for one in _pages(element) if one in numbers]
            if pages:
                reach[min(pages)] = max(reach.get(min(pages), 0), *pages)
    return reach


def _elements(root: Object, role: str) -> Iterator[Object]:
    """Yield the outermost elements of a role below another element."""
    seen: set[tuple[int, int]] = set()
    waiting = list(_kids(root))
    while waiting:
        element = waiting.pop()
        if not isinstance(element, Dictionary) or "/S" not in element or element.objgen in seen:
            continue
        if element.objgen != (0, 0):
            seen.add(element.objgen)
        if str(element.S) == role:
            yield element
        else:
            waiting += _kids(element)


def _pages(element: Object) -> Iterator[tuple[int, int]]:
    """Yield the object numbers of the pages on which an element has content."""
    seen: set[tuple[int, int]] = set()
    waiting = [element]
    while waiting:
        one = waiting.pop()
        own = one.get("/Pg")
        for kid in _kids(one):
            if not isinstance(kid, Dictionary):
                page = own
            elif "/S" in kid:
                if kid.objgen not in seen:
                    seen.update({kid.objgen} - {(0, 0)})
                    waiting.append(kid)
                continue
            else:
                page = kid.get("/Pg", own)
            if page is not None:
                yield page.objgen


def _kids(element: Object) -> list[Object]:
    kids = element.get("/K")
    if isinstance(kids, Array):
        return list(kids)
    return [] if kids is None else [kids]
