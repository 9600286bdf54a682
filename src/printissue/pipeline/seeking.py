"""Seeking: how tight an issue has to be set to end on a page, and well down on it, in as few trials as can be.

Each trial tells how far an issue goes: its pages but for the last, and the part of that which is filled. The next one
is made where this is reckoned to come out right.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from printissue.core.counting import counted
from printissue.layout import SAFE, Reckoning, Scale
from printissue.model.theme import AdjustableParts

TRIALS = 5
"""So many trials are made at most for one number of pages."""

STEPS = 32
"""So many degrees of tightness there are, and as many of looseness."""

TIGHT, LOOSE = 0.9, 0.8
"""So full is the last page to be where an issue is made tighter, and looser."""

FAR = 1.0
"""What misses its pages by so many is refused without a layout: broken tables may be reckoned wrong by less."""

TENTH = 0.1
"""For less than this part of a page more nothing is changed where the last one is not filled anyway."""

TEXT = 0.9
"""How much of a flow's height is lines; the rest is spaces."""


def scale_of(given: AdjustableParts, tightness: float) -> Scale:
    """Give the factors of a tightness, from -1, the loosest that the theme allows, to 1."""
    ranges = (given.size, given.leading, given.gaps)
    return Scale(*(round(1 + abs(tightness) * (one[tightness <= 0] - 1), 5) for one in ranges))


@dataclass(eq=False, slots=True)
class Seeker:
    """Seeks the tightness for so many `pages`; `measure` makes a trial of one.

    It gives how far the issue goes, and once more if what else is free brings it to the pages. `ends` has how far it
    goes by the tightness; those that were laid out, not only tried, are `held`.
    """

    measure: Callable[[float], Sequence[Reckoning]]
    given: AdjustableParts
    pages: int
    ends: dict[float, float] = field(default_factory=dict)
    held: set[float] = field(default_factory=set)
    _even: Reckoning = field(init=False)
    _holes: dict[float, int] = field(default_factory=dict)
    _short: dict[float, float] = field(default_factory=dict)
    _shift: float = 0.0

    def __post_init__(self) -> None:
        """Make the first trial, with everything as the sheets have it."""
        self._even = self._try(0.0)

    @property
    def spread(self) -> bool:
        """Tell whether the issue has fewer pages of itself."""
        return self._even.end <= self.pages - 1

    def seek(self) -> float | None:
        """Give the tightness nearest to none that meets the pages, and fills the last one."""
        while True:
            met = [one for one, end in self.ends.items() if self._least <= end <= self.pages]
            if met:
                return min(met, key=abs)
            following = self._next()
            if following is None or len(self.ends) > TRIALS + len(self.held):
                return None
            self._try(following)

    def _try(self, tightness: float) -> Reckoning:
        """Make a trial."""
        found, *others = self.measure(tightness)
        end = found.end
        for one in others:
            if one.end < self._least:
                self._short[tightness] = one.end
            elif one.empty:
                self._holes[tightness] = one.empty
            else:
                end = one.end
        self.ends[tightness] = end + self._shift
        return found

    def with_holes(self) -> float | None:
        """Give the tightness with which the pages are met, but other ones are left empty: as few as can be."""
        return min(self._holes, key=lambda one: (self._holes[one], abs(one)), default=None)

    def nearest(self) -> float | None:
        """Give the tightness that meets the pages and fills the last one best, where nothing fills it well."""
        met = {one: end for one, end in self.ends.items() if self.pages - 1 < end <= self.pages}
        met |= {one: end for one, end in self._short.items() if one not in self.held}
        return max(met, key=lambda one: (round(met[one] / TENTH), -abs(one)), default=None)

    def closest(self) -> float | None:
        """Give the tightness that misses the pages by least, unless it is by far."""
        missed = {
            one: max(end - self.pages, self._least - end)
            for one, end in self.ends.items()
            if one not in self.held
        }
        found = min(missed, key=lambda one: (missed[one], abs(one)), default=None)
        return found if found is not None and missed[found] < FAR else None

    def hold(self, tightness: float, end: float) -> None:
        """Take note of how far a layout goes; what was only tried is corrected by what it was reckoned wrong."""
        shift = end - min(max(self.ends[tightness], self._least), self.pages)
        if self._holes.pop(tightness, 0) or tightness in self._short:
            shift = 0.0  # it was not this end that was sought
        self._shift += shift
        self.held.add(tightness)
        for one in self.ends.keys() - self.held:
            self.ends[one] += shift
        self.ends[tightness] = end

    def lacking(self, end: float) -> int:
        """Tell how many lines the last page lacks to be well filled."""
        return self._even.lines(self._least - end)

    def refusal(self) -> str:
        """Say why the pages are not met, and by how many lines."""
        count = counted(self.pages, "page")
        others = self._even.pages - len(self._even.used)
        if others >= self.pages:
            return f"for {count} there is no room: with cover and back it has {others + 1} at least"
        over = min((end for end in self.ends.values() if end > self.pages), default=None)
        under = max((end for end in self.ends.values() if end < self._least), default=None)
        many = (
            f"has {counted(self._even.lines(over - self.pages), 'line')} too many" if over else ""
        )
        few = ""
        if under is not None:
            few = f"lacks {counted(self.lacking(under), 'line')} to fill the last"
        if many and few:
            return f"for {count} it {many}, or {few} if tighter"
        how = "tight" if many else "loose"
        return f"for {count} it {many or few}, as {how} as the theme allows"

    @property
    def _least(self) -> float:
        return self.pages - 1 + SAFE

    def _next(self) -> float | None:
        """Give the tightness to try next: between the tightest that is too long and the loosest that is too short."""
        low = max((one for one, end in self.ends.items() if end > self.pages), default=None)
        high = min((one for one, end in self.ends.items() if end < self._least), default=None)
        steps = [
            step / STEPS
            for step in range(-STEPS, STEPS + 1)
            if (low is None or step / STEPS > low) and (high is None or step / STEPS < high)
        ]
        if not steps:
            return None
        if (low is None or high is None) and len(self.ends) > 2:
            return steps[0 if low is None else -1]
        goal = self.pages - 1 + (LOOSE if self.spread else TIGHT)
        return min(steps, key=lambda one: (abs(self._reckoned(one, low, high) - goal), -abs(one)))

    def _reckoned(self, tightness: float, low: float | None, high: float | None) -> float:
        """Reckon how far an issue goes: on the line between two trials, or from one by what its lines lose."""
        if low is not None and high is not None:
            part = (tightness - low) / (high - low)
            return self.ends[low] + part * (self.ends[high] - self.ends[low])
        known = high if low is None else low
        assert known is not None
        others = self._even.pages - len(self._even.used)
        change = self._height(tightness) / self._height(known)
        return others + (self.ends[known] - others) * change

    def _height(self, tightness: float) -> float:
        scale = scale_of(self.given, tightness)
        return TEXT * scale.size * scale.leading + (1 - TEXT) * scale.gaps
