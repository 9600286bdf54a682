"""The search for a tightness: it finds the page count in few trials, whatever the issue."""

import pytest

from printissue.layout.fit.choosing import MIN_ESTIMATED_FILL
from printissue.layout.fit.filling import PageEstimate
from printissue.layout.fit.tightness import MOST_TRIALS, TightnessSearch, scale_of
from printissue.model.theme import AdjustableParts

RANGES = AdjustableParts(line=13, size=(0.94, 1.04), leading=(0.98, 1.02), gaps=(0.7, 1.3))
LINES = 50


class Issue:
    """An issue of a length in pages, with cover and back; `step` is the share of a page that no break divides."""

    def __init__(self, length: float, step: float = 0.01, text: float = 0.9) -> None:
        self.length, self.step, self.text, self.trials = length, step, text, list[float]()

    def __call__(self, tightness: float) -> tuple[PageEstimate, ...]:
        self.trials.append(tightness)
        scale = scale_of(RANGES, tightness)
        height = self.text * scale.size * scale.leading + (1 - self.text) * scale.gaps
        end = round(self.length * height / self.step) * self.step
        whole = int(end)
        used = (*(float(LINES),) * whole, (end - whole) * LINES)
        return (PageEstimate(2 + len(used), used, LINES, 2),)


@pytest.mark.parametrize("length", [0.4, 1.3, 3.9, 8.2, 21.7, 57.5])
@pytest.mark.parametrize("more", [-3, -1, 0, 1, 3])
@pytest.mark.parametrize("step", [0.01, 0.2])
@pytest.mark.parametrize("text", [0.7, 0.99])
def test_a_page_count_that_can_be_met_is_met(
    length: float, more: int, step: float, text: float
) -> None:
    issue = Issue(length, step, text)
    pages = max(1, Issue(length)(0)[0].pages + more)
    search = TightnessSearch(issue, RANGES, pages)
    found = search.find()
    ends = [Issue(length, step, text)(number / 64 - 1)[0].end for number in range(129)]
    if found is not None:
        assert pages - 1 + MIN_ESTIMATED_FILL <= search.ends[found] <= pages
    else:
        assert not any(pages - 1 + MIN_ESTIMATED_FILL + step <= end <= pages - step for end in ends)
    assert len(issue.trials) <= 1 + MOST_TRIALS
    assert len(set(issue.trials)) == len(issue.trials)


def test_most_page_counts_are_met_in_three_trials() -> None:
    counts = []
    for length in (4.3, 8.2, 13.5, 21.7, 34.4, 57.5):
        for more in (-1, 0, 1):
            issue = Issue(length)
            TightnessSearch(issue, RANGES, Issue(length)(0)[0].pages + more).find()
            counts.append(len(issue.trials))
    assert sum(counts) / len(counts) <= 2.5
    assert max(counts) <= 4


def test_a_page_count_that_is_met_changes_nothing() -> None:
    issue = Issue(8.8)
    assert TightnessSearch(issue, RANGES, 11).find() == 0
    assert issue.trials == [0]


def test_a_layout_corrects_the_estimates() -> None:
    issue = Issue(8.8)
    search = TightnessSearch(issue, RANGES, 11)
    assert search.find() == 0
    search.record(0, 11.6)
    tighter = search.find()
    assert tighter is not None
    assert tighter > 0
    search.record(tighter, 10.3)
    between = search.find()
    assert between is not None
    assert 0 < between < tighter


def test_between_too_many_and_too_few_both_are_told() -> None:
    search = TightnessSearch(Issue(8.8, 2), RANGES, 11)
    assert search.find() is None
    assert (
        search.refusal()
        == "for 11 pages the issue has 100 lines too many, or 61 lines too few in a tighter setting"
    )


def test_pages_without_holes_come_before_those_with_some() -> None:
    """What else is free meets the pages at once, but leaves others empty; a looser setting does not."""
    plain = Issue(8.3)
    holes = PageEstimate(11, (LINES, LINES * 0.4, *(float(LINES),) * 6, LINES * 0.8), LINES, 2)

    def measure(tightness: float) -> tuple[PageEstimate, ...]:
        return (*plain(tightness), holes)

    search = TightnessSearch(measure, RANGES, 11)
    found = search.find()
    assert found is not None
    assert found < 0


def test_underfull_pages_are_the_last_resort() -> None:
    long = PageEstimate(12, (float(LINES),) * 10, LINES, 2)
    one, two = (
        PageEstimate(11, (*(20.0,) * holes, *(float(LINES),) * (9 - holes)), LINES, 2)
        for holes in (1, 2)
    )

    def measure(tightness: float) -> tuple[PageEstimate, ...]:
        return (long, two if tightness < 0.9 else one)

    search = TightnessSearch(measure, RANGES, 11)
    assert search.find() is None
    assert search.with_underfull_pages() == 1
    search.record(1, 11.4)
    assert search.ends[0] == 12
    assert search.with_underfull_pages() == 0


def test_a_last_page_that_stays_underfull_is_changed_only_for_much() -> None:
    little, much = Issue(0.2), Issue(5.1)
    for issue, pages, least in ((little, 3, 0), (much, 8, -1)):
        search = TightnessSearch(issue, RANGES, pages)
        assert search.find() is None
        assert not search.must_grow
        assert search.best_filled() == least


def test_other_changes_may_meet_a_page_count_with_an_underfull_page() -> None:
    long = PageEstimate(12, (float(LINES),) * 9 + (LINES * 0.6,), LINES, 2)
    short = PageEstimate(11, (float(LINES),) * 8 + (LINES * 0.3,), LINES, 2)

    def measure(_: float) -> tuple[PageEstimate, ...]:
        return (long, short)

    search = TightnessSearch(measure, RANGES, 11)
    assert search.find() is None
    assert search.best_filled() == 0
    search.record(0, 11.2)
    assert search.best_filled() != 0


def test_estimates_of_other_trials_are_corrected_too() -> None:
    search = TightnessSearch(Issue(8.3), RANGES, 11)
    found = search.find()
    assert found is not None
    assert found != 0
    even, end = search.ends[0], search.ends[found]
    search.record(found, end + 0.2)
    assert search.ends == {0: pytest.approx(even + 0.2), found: end + 0.2}


def test_a_refusal_counts_lines_at_the_tightest_or_the_loosest() -> None:
    tight, loose = Issue(12), Issue(5)
    over, under = TightnessSearch(tight, RANGES, 10), TightnessSearch(loose, RANGES, 12)
    assert over.find() is None
    assert under.find() is None
    lines = -(-(tight(1)[0].end - 10) * LINES * 2 // 1)
    assert over.refusal() == (
        f"for 10 pages the issue has {lines:.0f} lines too many in the tightest setting of the theme"
    )
    lines = -(-(11 + MIN_ESTIMATED_FILL - loose(-1)[0].end) * LINES * 2 // 1)
    assert under.refusal() == (
        f"for 12 pages the issue has {lines:.0f} lines too few in the loosest setting of the theme"
    )


def test_cover_and_back_leave_no_page() -> None:
    search = TightnessSearch(Issue(0.4), RANGES, 2)
    assert search.find() is None
    assert search.refusal().startswith("for 2 pages there is no space")


def test_a_near_miss_is_laid_out_before_it_is_refused() -> None:
    near, far = TightnessSearch(Issue(9.3), RANGES, 10), TightnessSearch(Issue(12), RANGES, 10)
    assert near.find() is None
    assert near.closest() == 1
    near.record(1, 9.9)
    assert near.find() == 1
    assert far.find() is None
    assert far.closest() is None
