"""Places: on which pages of a finished file each story begins and ends, and what folios those pages bear."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, NameTree, NumberTree, Object

from printissue.model.volumes import PageRange

_NAME = re.compile(r"[a-z0-9](?:-?[a-z0-9])*--(?!-)")
"""How the name of a part of an issue begins: the issue's key and two hyphens, not three."""

_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_NEAR = 2.0
"""Points by which two heights may differ and be the same."""


class _Spot(NamedTuple):
    """Where a destination is: its page from 0, the distance from the left and from the foot in points."""

    page: int
    left: float
    top: float


def places(content: bytes | Path, *, order: Sequence[str] = ()) -> Mapping[str, PageRange]:
    """Give the pages of all that has a name `KEY--name` in a file.

    The first page is the destination's, the last that of the story's element in the tag tree or, where there is none,
    told by the next name. `order` are the names in the order of reading, where it is known; else it is seen from where
    they stand. What others follow on its page ends there: a section, too, ends where its first story begins.
    """
    with pikepdf.open(io.BytesIO(content) if isinstance(content, bytes) else content) as pdf:
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        spots = dict(_spots(pdf, numbers))
        names = [name for name in order if name in spots] or _as_they_stand(pdf, spots)
        labels = folios(pdf)
        reach = _reach(pdf, numbers)
        last = dict(_lasts(names, spots, reach=reach, pages=len(labels)))
        return {
            name: PageRange(first, last[name], labels[first], labels[last[name]])
            for name in names
            for first in (spots[name].page,)
        }


def folios(pdf: pikepdf.Pdf) -> list[str]:
    """Give the folio of every page, as the page labels tell; without any they count from 1."""
    tree = pdf.Root.get("/PageLabels")
    ranges = dict(NumberTree(tree).items()) if isinstance(tree, Dictionary) else {}
    made: list[str] = []
    style, prefix, start, begun = "/D", "", 1, 0
    for page in range(len(pdf.pages)):
        if isinstance(said := ranges.get(page), Dictionary):
            style, prefix = str(said.get("/S", "")), str(said.get("/P", ""))
            start, begun = int(said.get("/St", 1)), page
        made.append(prefix + _numeral(start + page - begun, style))
    return made


def _numeral(number: int, style: str) -> str:
    """Write a number in a style of page labels (ISO 32000-1, table 159)."""
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


def _spots(pdf: pikepdf.Pdf, numbers: Mapping[tuple[int, int], int]) -> Iterator[tuple[str, _Spot]]:
    """Give the names of an issue's parts with where they lead; a damaged one is passed over."""
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
            yield name, _Spot(page, left, top)


def _destinations(pdf: pikepdf.Pdf) -> Iterator[tuple[str, Object]]:
    """Give the named destinations, of the name tree and of the dictionary that came before it."""
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


def _as_they_stand(pdf: pikepdf.Pdf, spots: Mapping[str, _Spot]) -> list[str]:
    """Put names in the order of reading: page by page, column by column, from the head to the foot."""
    viewer = pdf.Root.get("/ViewerPreferences", Dictionary())
    turned = -1 if str(viewer.get("/Direction", "")) == "/R2L" else 1
    return sorted(
        spots,
        key=lambda name: (
            spots[name].page,
            round(turned * spots[name].left),
            -spots[name].top,
            name,
        ),
    )


def _lasts(
    names: Sequence[str], spots: Mapping[str, _Spot], *, reach: Mapping[int, int], pages: int
) -> Iterator[tuple[str, int]]:
    """Give the last page of each: only what begins last on its page may go on to the next."""
    head = max((spot.top for spot in spots.values()), default=0.0)
    for number, name in enumerate(names):
        page = spots[name].page
        later = [spots[one] for one in names[number + 1 :]]
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
    """Give, by the page that a story begins on, the last page of all that begin there, as the tag tree has them."""
    root = pdf.Root.get("/StructTreeRoot")
    reach: dict[int, int] = {}
    if isinstance(root, Dictionary):
        for element in _elements(root, "/Art"):
            pages = [numbers[one] for one in _pages(element) if one in numbers]
            if pages:
                reach[min(pages)] = max(reach.get(min(pages), 0), *pages)
    return reach


def _elements(root: Object, role: str) -> Iterator[Object]:
    """Give the outermost elements of a role below another."""
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
    """Give the object numbers of the pages that an element has content on."""
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
