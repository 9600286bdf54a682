"""Copyfit: sizes, lines and spaces are changed within the theme's ranges until an issue has so many pages.

One number, the tightness, stands for all three. It is sought on trials alone; what was found is held to the layout
itself, where the last page has to be well filled, too.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from math import ceil, floor

from printissue.core.counting import counted
from printissue.layout import (
    MIN_FILL,
    PLAIN,
    SAFE,
    Layout,
    Reckoning,
    Scale,
    last_filled,
    reckoned,
)
from printissue.model.issue import RequiredPages
from printissue.model.theme import AdjustableParts
from printissue.pipeline.fitting import Goal, Setter, Start, Way, finish, start
from printissue.pipeline.seeking import Seeker, scale_of

LAYOUTS = 3
"""So many layouts are tried at most where one has other pages than were reckoned."""

TRIED = 2
"""So many numbers of pages are tried at most, below and above one that is refused, besides those it has anyway."""

NEAR = 1.0
"""What misses its pages by less than one may meet them by what else is free, such as pictures."""


@dataclass(frozen=True, slots=True)
class Copyfit:
    """What came of it: the layout with the scale that it was made in, or why there is none.

    `short` counts the lines that its last page lacks to be well filled. `others` are the nearest numbers of pages that
    the issue can have, below and above one that is refused.
    """

    layout: Layout | None = None
    scale: Scale = PLAIN
    refusal: str = ""
    short: int = 0
    others: tuple[int, ...] = ()


def copyfit(lay_out: Setter, given: AdjustableParts, wish: RequiredPages, *, place: str) -> Copyfit:
    """Lay an issue out on the number of pages that it is to have."""
    plain = lay_out(Way(trial=True))
    if plain.document is None:
        return Copyfit(plain)

    @cache
    def begun(tightness: float) -> Start:
        return start(lay_out, given, scale_of(given, tightness), plain=plain)

    def measured(tightness: float, *, pages: int) -> Sequence[Reckoning]:
        return _measured(begun(tightness), pages)

    def sought(pages: int) -> Copyfit:
        seeker = Seeker(partial(measured, pages=pages), given, pages)
        return _held(lay_out, begun, seeker, place=place)

    now = reckoned(plain, begun(0.0).bounds)
    refusals: dict[int, str] = {}
    for pages in _goals(now, wish):
        found = sought(pages)
        if not found.refusal:
            return found
        refusals[pages] = found.refusal
    tight, loose = (reckoned(begun(one).trial, begun(one).bounds).end for one in (1.0, -1.0))
    others = _others(next(iter(refusals)), (tight, loose, now.pages), refusals, sought)
    return Copyfit(refusal="; ".join(refusals.values()), others=tuple(others))


def _others(
    pages: int,
    reach: tuple[float, float, int],
    refused: Collection[int],
    sought: Callable[[int], Copyfit],
) -> Iterator[int]:
    """Yield the nearest numbers of pages, below and above those refused, that are met; each is laid out to be sure.

    `reach` is how far the issue goes at its tightest and its loosest, and its pages with nothing changed.
    """
    tight, loose, natural = reach
    least = max(1, min(ceil(tight), natural) - 1)
    most = max(floor(loose + 1 - SAFE), natural) + 1
    below = range(min(pages - 1, most), least - 1, -1)
    above = range(max(pages + 1, least), most + 1)
    for numbers in (below, above):
        wanted = [one for one in numbers if one not in refused]
        tried = dict.fromkeys([*wanted[:TRIED], *(one for one in wanted if one == natural)])
        met = next((one for one in tried if not sought(one).refusal), None)
        if met is not None:
            yield met


def _measured(begun: Start, pages: int) -> Sequence[Reckoning]:
    """Reckon the pages of a trial, and again with what else is free where that brings it to so many."""
    found = reckoned(begun.trial, begun.bounds)
    missed = max(found.end - pages, pages - 1 + SAFE - found.end)
    if not 0 < missed < NEAR:
        return (found,)
    other = reckoned(begun.trial, begun.bounds, pages=pages)
    return (found, other) if pages - 1 < other.end <= pages else (found,)


def _goals(now: Reckoning, wish: RequiredPages) -> Iterator[int]:
    """Give the numbers of pages that are wished for, the nearest first."""
    if wish.pages or not wish.multiple:
        yield wish.pages or now.pages
        return
    fewer = now.pages // wish.multiple * wish.multiple
    more = fewer + wish.multiple
    if fewer == now.pages:
        yield from (fewer, fewer - wish.multiple) if fewer > wish.multiple else (fewer,)
    elif not fewer or now.end - fewer > more - 1 - now.end:
        yield from (more, fewer) if fewer else (more,)
    else:
        yield from (fewer, more)


def _held(
    lay_out: Setter, begun: Callable[[float], Start], seeker: Seeker, *, place: str
) -> Copyfit:
    """Lay an issue out as it is sought; tighter or looser where it comes to other pages than were reckoned."""
    goal = Goal(place, pages=seeker.pages)
    best: tuple[float, Copyfit] | None = None
    for _ in range(LAYOUTS):
        sought = seeker.seek()
        if sought is None:
            sought = seeker.with_holes()
        if sought is None and not seeker.spread and best is None:
            sought = seeker.nearest()
        if sought is None and not seeker.held:
            sought = seeker.closest()
        if sought is None or sought in seeker.held:
            break
        layout, way = finish(lay_out, begun(sought), goal)
        if layout.document is None:
            return Copyfit(layout)
        last = last_filled(layout)
        end = layout.pages - 1 + last
        seeker.hold(sought, end)
        if layout.pages == seeker.pages and (best is None or last > best[0]):
            scale = scale_of(seeker.given, sought)
            scale = replace(scale, leading=round(way.line / seeker.given.line, 5))
            short = 0 if last >= MIN_FILL else seeker.lacking(end)
            best = last, Copyfit(layout, scale, short=short)
            if not short:
                return best[1]
    return best[1] if best and not seeker.spread else Copyfit(refusal=seeker.refusal())


def follow(lay_out: Setter, given: AdjustableParts, found: Copyfit, *, goal: Goal) -> Layout:
    """Lay another edition out in the scale of the one that was fitted, on the same pages where it fills them."""
    plain = lay_out(Way(trial=True))
    if plain.document is None or found.layout is None:
        return plain
    begun, pages = start(lay_out, given, found.scale, plain=plain), found.layout.pages
    if any(pages - 1 < one.end <= pages and not one.empty for one in _measured(begun, pages)):
        goal = replace(goal, pages=pages)
    return finish(lay_out, begun, goal)[0]


def note(scale: Scale, layout: Layout) -> str:
    """Say in which scale an issue came to its pages, and how full the last one with text is."""
    parts = (("sizes", scale.size), ("lines", scale.leading), ("spaces", scale.gaps))
    changed = [f"{name} at {factor:.1%}" for name, factor in parts if round(factor, 3) != 1]
    pages = counted(layout.pages, "page")
    last = f"the last page of text is {last_filled(layout):.0%} full"
    return f"fitted to {pages} with {', '.join(changed) or 'nothing changed'}; {last}"
