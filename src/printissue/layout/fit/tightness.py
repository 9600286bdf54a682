"""Search how tightly an issue must be set to end on a page, and far enough down on it, in as few trials as possible.

Each trial measures the end of an issue: its page count less one, plus the filled share of its last page. The next
trial is made where the end is expected to be right.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from printissue.core.counting import counted
from printissue.layout.fit.choosing import MIN_ESTIMATED_FILL
from printissue.layout.fit.filling import PageEstimate
from printissue.layout.fit.scaling import Scale
from printissue.model.theme import AdjustableParts

MOST_TRIALS = 5
"""The number of trials to make for one page count."""

STEPS = 32
"""The number of steps from plain to the tightest setting, and to the loosest."""

AIM_TIGHTER, AIM_LOOSER = 0.9, 0.8
"""The share of the last page to aim at where an issue is set tighter, and looser."""

FAR = 1.0
"""A page count that is missed by this many pages is refused without a layout.

If it is missed by less, an estimate of broken tables may be wrong.
"""

TENTH = 0.1
"""The share of a page below which a fuller last page is not worth a change if it is not full enough anyway."""

LINES_SHARE = 0.9
"""The share of lines in a flow's height; the rest is spaces."""


def scale_of(ranges: AdjustableParts, tightness: float) -> Scale:
    """Return the scale of a tightness, from -1, the loosest setting in the theme's ranges, to 1, the tightest."""
    factors = (ranges.size, ranges.leading, ranges.gaps)
    return Scale(*(round(1 + abs(tightness) * (one[tightness <= 0] - 1), 5) for one in factors))


def height(scale: Scale) -> float:
    """Return the factor by which the height of a flow changes at a scale, roughly."""
    return LINES_SHARE * scale.size * scale.leading + (1 - LINES_SHARE) * scale.gaps


@dataclass(eq=False, slots=True)
class TightnessSearch:
    """Searches the tightness at which an issue has a number of `pages`.

    `measure` makes a trial at a tightness and returns its estimate, and a second one if other changes bring it to
    the page count. `ends` has the end of the issue by tightness; those of `laid_out` are exact, the others estimated.
    """

    measure: Callable[[float], Sequence[PageEstimate]]
    ranges: AdjustableParts
    pages: int
    ends: dict[float, float] = field(default_factory=dict)
    laid_out: set[float] = field(default_factory=set)
    _plain: PageEstimate = field(init=False)
    _underfull: dict[float, int] = field(default_factory=dict)
    _short: dict[float, float] = field(default_factory=dict)
    _shift: float = 0.0

    def __post_init__(self) -> None:
        """Make the first trial, without changes."""
        self._plain = self._try(0.0)

    @property
    def must_grow(self) -> bool:
        """True if the issue has fewer pages without changes."""
        return self._plain.end <= self.pages - 1

    def find(self) -> float | None:
        """Return the tightness nearest to 0 that meets the page count with a full last page; None if there is none."""
        while True:
            met = [one for one, end in self.ends.items() if self._least <= end <= self.pages]
            if met:
                return min(met, key=abs)
            following = self._next()
            if following is None or len(self.ends) > MOST_TRIALS + len(self.laid_out):
                return None
            self._try(following)

    def _try(self, tightness: float) -> PageEstimate:
        """Make a trial."""
        found, *others = self.measure(tightness)
        end = found.end
        for one in others:
            if one.end < self._least:
                self._short[tightness] = one.end
            elif one.underfull:
                self._underfull[tightness] = one.underfull
            else:
                end = one.end
        self.ends[tightness] = end + self._shift
        return found

    def with_underfull_pages(self) -> float | None:
        """Return the tightness that meets the page count with the fewest other pages left too empty."""
        return min(self._underfull, key=lambda one: (self._underfull[one], abs(one)), default=None)

    def best_filled(self) -> float | None:
        """Return the tightness that meets the page count and fills the last page best, where nothing fills it well."""
        met = {one: end for one, end in self.ends.items() if self.pages - 1 < end <= self.pages}
        met |= {one: end for one, end in self._short.items() if one not in self.laid_out}
        return max(met, key=lambda one: (round(met[one] / TENTH), -abs(one)), default=None)

    def closest(self) -> float | None:
        """Return the tightness that misses the page count by least; None if that is too far."""
        missed = {
            one: max(end - self.pages, self._least - end)
            for one, end in self.ends.items()
            if one not in self.laid_out
        }
        found = min(missed, key=lambda one: (missed[one], abs(one)), default=None)
        return found if found is not None and missed[found] < FAR else None

    def record(self, tightness: float, end: float) -> None:
        """Record the end of a layout, and correct the estimates by the error found."""
        shift = end - min(max(self.ends[tightness], self._least), self.pages)
        if self._underfull.pop(tightness, 0) or tightness in self._short:
            shift = 0.0  # the search did not aim at this end
        self._shift += shift
        self.laid_out.add(tightness)
        for one in self.ends.keys() - self.laid_out:
            self.ends[one] += shift
        self.ends[tightness] = end

    def missing_lines(self, end: float) -> int:
        """Return the number of lines missing on the last page to be full enough."""
        return self._plain.lines(self._least - end)

    def refusal(self) -> str:
        """Return why the page count is not met, and by how many lines."""
        count = counted(self.pages, "page")
        others = self._plain.pages - len(self._plain.used)
        if others >= self.pages:
            least = counted(others + 1, "page")
            return (
                f"for {count} there is no space: with cover and back the issue has at least {least}"
            )
        over = min((end for end in self.ends.values() if end > self.pages), default=None)
        under = max((end for end in self.ends.values() if end < self._least), default=None)
        too_many = too_few = ""
        if over is not None:
            too_many = f"{counted(self._plain.lines(over - self.pages), 'line')} too many"
        if under is not None:
            too_few = f"{counted(self.missing_lines(under), 'line')} too few"
        if too_many and too_few:
            return f"for {count} the issue has {too_many}, or {too_few} in a tighter setting"
        setting = "tightest" if too_many else "loosest"
        return (
            f"for {count} the issue has {too_many or too_few} in the {setting} setting of the theme"
        )

    @property
    def _least(self) -> float:
        return self.pages - 1 + MIN_ESTIMATED_FILL

    def _next(self) -> float | None:
        """Return the tightness to try next: between the tightest that is too long and the loosest too short."""
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
        goal = self.pages - 1 + (AIM_LOOSER if self.must_grow else AIM_TIGHTER)
        return min(steps, key=lambda one: (abs(self._expected(one, low, high) - goal), -abs(one)))

    def _expected(self, tightness: float, low: float | None, high: float | None) -> float:
        """Return the expected end: interpolated between two trials, or extrapolated from one by its line heights."""
        if low is not None and high is not None:
            part = (tightness - low) / (high - low)
            return self.ends[low] + part * (self.ends[high] - self.ends[low])
        known = high if low is None else low
        assert known is not None
        others = self._plain.pages - len(self._plain.used)
        change = self._height(tightness) / self._height(known)
        return others + (self.ends[known] - others) * change

    def _height(self, tightness: float) -> float:
        return height(scale_of(self.ranges, tightness))
