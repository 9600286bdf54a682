"""Copyfit: sizes, lines and spaces are changed within the theme's ranges until an issue has so many pages.

One number, the tightness, stands for all three. The loosest one that does not need more pages fills them best; it is
found by halves, on trials alone. What was found is held to the layout itself.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from printissue import press
from printissue.model import Fit
from printissue.pressrun.fitting import Goal, Setter, Start, Way, finish, start
from printissue.theme import Fitting

HALVES = 4
"""So many times the range is halved in which the tightness is sought."""

LAYOUTS = 4
"""So many layouts are tried at most where one has other pages than were reckoned."""

STEP = 0.25
"""By so much tighter or looser the next one is at least."""

FILLED = 0.75
"""So full is the last page of stories where no looser setting is sought."""

Tightness = tuple[float, float, float]
"""Of sizes, of lines, of spaces: each from -1, the loosest that the theme allows, to 1."""

EVEN: Tightness = (0.0, 0.0, 0.0)
"""Everything as the sheets have it."""

Reckon = Callable[[Tightness], press.Reckoning]


@dataclass(frozen=True, slots=True)
class Copyfit:
    """What came of it: the layout with the scale that it was made in, or why there is none."""

    layout: press.Layout | None = None
    scale: press.Scale = press.PLAIN
    refusal: str = ""


def scale_of(given: Fitting, tightness: Tightness) -> press.Scale:
    """Give the factors of a tightness."""
    ranges = zip(tightness, (given.size, given.leading, given.gaps), strict=True)
    return press.Scale(*(round(1 + abs(one) * (bounds[one <= 0] - 1), 5) for one, bounds in ranges))


def copyfit(lay_out: Setter, given: Fitting, wish: Fit, *, place: str) -> Copyfit:
    """Lay an issue out on the number of pages that it is to have."""
    plain = lay_out(Way(trial=True))
    if plain.document is None:
        return Copyfit(plain)

    @cache
    def begun(tightness: Tightness) -> Start:
        return start(lay_out, given, scale_of(given, tightness), plain=plain)

    refusal = ""
    for pages in _goals(_reckoner(begun)(EVEN), wish):
        found = _held(lay_out, begun, Goal(place, pages=pages))
        if not isinstance(found, str):
            layout, tightness = found
            return Copyfit(layout, scale_of(given, tightness))
        refusal = refusal or found
    return Copyfit(refusal=refusal)


def _reckoner(begun: Callable[[Tightness], Start], lost: float = 0.0) -> Reckon:
    """Give what reckons the pages of a tightness; level columns lose so many lines."""

    @cache
    def reckon(tightness: Tightness) -> press.Reckoning:
        one = begun(tightness)
        return press.reckoned(one.trial, one.bounds, lost=lost)

    return reckon


def _goals(now: press.Reckoning, wish: Fit) -> Iterator[int]:
    """Give the numbers of pages that are wished for, the nearest first."""
    if wish.pages or not wish.multiple:
        yield wish.pages or now.pages
        return
    fewer = now.pages // wish.multiple * wish.multiple
    more = fewer + wish.multiple
    if fewer == now.pages:
        yield fewer
    elif not fewer or now.over(fewer) > now.under(more):
        yield from (more, fewer) if fewer else (more,)
    else:
        yield from (fewer, more)


def _sought(reckon: Reckon, pages: int) -> Tightness | str:
    """Find the loosest tightness with so many pages, or say by how many lines they are missed."""
    now = reckon(EVEN)
    if _is_good(now, pages):
        return EVEN
    loose, tight = (0.0, 1.0) if now.pages > pages else (-1.0, 0.0)
    if reckon(_even(tight)).pages > pages:
        over = _lines(reckon(_even(tight)).over(pages))
        return f"for {pages} pages it has {over} too many, as tight as the theme allows"
    if reckon(_even(loose)).pages < pages:
        under = _lines(reckon(_even(loose)).under(pages))
        return f"for {pages} pages it lacks {under}, as loose as the theme allows"
    tried = [EVEN, _even(tight), _even(loose)]
    for _ in range(HALVES):
        if _is_good(reckon(_even(tight)), pages):
            break
        middle = (loose + tight) / 2
        tried.append(_even(middle))
        loose, tight = (middle, tight) if reckon(tried[-1]).pages > pages else (loose, middle)
    found = [one for one in tried if reckon(one).pages == pages]
    if not found:
        found = [one for one in _mixed(loose, tight) if reckon(one).pages == pages]
    if found:
        return max(found, key=lambda one: (-reckon(one).empty, reckon(one).last))
    over, under = (
        _lines(reckon(_even(loose)).over(pages)),
        _lines(reckon(_even(tight)).under(pages)),
    )
    return f"for {pages} pages it has {over} too many, or lacks {under} if tighter"


def _even(tightness: float) -> Tightness:
    return tightness, tightness, tightness


def _mixed(loose: float, tight: float) -> Iterator[Tightness]:
    """Give what lies between two neighbours."""
    yield loose, tight, tight
    yield loose, loose, tight
    yield tight, loose, loose


def _is_good(one: press.Reckoning, pages: int) -> bool:
    """Tell whether pages are as many as they are to be, and full."""
    return one.pages == pages and not one.empty and one.last >= FILLED


def _held(
    lay_out: Setter, begun: Callable[[Tightness], Start], goal: Goal
) -> tuple[press.Layout, Tightness] | str:
    """Lay an issue out as it is sought; tighter or looser where it comes to other pages than were reckoned."""
    pages = goal.pages or 0
    sought = _sought(_reckoner(begun), pages)
    if isinstance(sought, str):
        return sought
    low, high, lost = -1.0 - STEP, 1.0 + STEP, 0.0
    for _ in range(LAYOUTS):
        layout, _ = finish(lay_out, begun(sought), goal)
        if layout.document is None or layout.pages == pages:
            return layout, sought
        at, more = sum(sought) / 3, layout.pages > pages
        low, high = (at, high) if more else (low, at)
        lost += 1 if more else -1
        again = _sought(_reckoner(begun, lost), pages)
        wanted = at if isinstance(again, str) else sum(again) / 3
        wanted = max(wanted, low + STEP) if more else min(wanted, high - STEP)
        if not low < wanted < high or abs(wanted) > 1:
            break
        sought = _even(wanted)
    return f"for {pages} pages it has too many lines or too few, however tight it is set"


def _lines(count: int) -> str:
    return "1 line" if count == 1 else f"{count} lines"


def note(scale: press.Scale, layout: press.Layout) -> str:
    """Say in which scale an issue came to its pages, and how full the last one of its stories is."""
    last = list(press.shares(layout.document.pages).values())[-1:]
    full = f"; the last page of stories is {last[0]:.0%} full" if last else ""
    parts = (("sizes", scale.size), ("lines", scale.leading), ("spaces", scale.gaps))
    changed = [f"{name} at {factor:.1%}" for name, factor in parts if factor != 1]
    return f"fitted to {layout.pages} pages with {', '.join(changed) or 'nothing changed'}{full}"
