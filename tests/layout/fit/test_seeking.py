"""Seeking: the tightness for a number of pages is found in few trials, whatever an issue is like."""

import pytest

from printissue import layout as stage
from printissue.model.theme import AdjustableParts
from printissue.pipeline.seeking import TRIALS, Seeker, scale_of

GIVEN = AdjustableParts(line=13, size=(0.94, 1.04), leading=(0.98, 1.02), gaps=(0.7, 1.3))
ROOM = 50


class Issue:
    """Goes so far, in pages, with cover and back; in steps as high as what a page does not part."""

    def __init__(self, far: float, step: float = 0.01, text: float = 0.9) -> None:
        self.far, self.step, self.text, self.trials = far, step, text, list[float]()

    def __call__(self, tightness: float) -> tuple[stage.Reckoning, ...]:
        self.trials.append(tightness)
        scale = scale_of(GIVEN, tightness)
        height = self.text * scale.size * scale.leading + (1 - self.text) * scale.gaps
        far = round(self.far * height / self.step) * self.step
        whole = int(far)
        used = (*(float(ROOM),) * whole, (far - whole) * ROOM)
        return (stage.Reckoning(2 + len(used), used, ROOM, 2),)


@pytest.mark.parametrize("far", [0.4, 1.3, 3.9, 8.2, 21.7, 57.5])
@pytest.mark.parametrize("more", [-3, -1, 0, 1, 3])
@pytest.mark.parametrize("step", [0.01, 0.2])
@pytest.mark.parametrize("text", [0.7, 0.99])
def test_what_can_be_met_is_met(far: float, more: int, step: float, text: float) -> None:
    issue = Issue(far, step, text)
    pages = max(1, Issue(far)(0)[0].pages + more)
    seeker = Seeker(issue, GIVEN, pages)
    found = seeker.seek()
    ends = [Issue(far, step, text)(number / 64 - 1)[0].end for number in range(129)]
    if found is not None:
        assert pages - 1 + stage.SAFE <= seeker.ends[found] <= pages
    else:
        assert not any(pages - 1 + stage.SAFE + step <= end <= pages - step for end in ends)
    assert len(issue.trials) <= 1 + TRIALS
    assert len(set(issue.trials)) == len(issue.trials)


def test_most_are_met_in_three_trials() -> None:
    counts = []
    for far in (4.3, 8.2, 13.5, 21.7, 34.4, 57.5):
        for more in (-1, 0, 1):
            issue = Issue(far)
            Seeker(issue, GIVEN, Issue(far)(0)[0].pages + more).seek()
            counts.append(len(issue.trials))
    assert sum(counts) / len(counts) <= 2.5
    assert max(counts) <= 4


def test_what_is_met_as_it_is_stays() -> None:
    issue = Issue(8.8)
    assert Seeker(issue, GIVEN, 11).seek() == 0
    assert issue.trials == [0]


def test_what_a_layout_shows_corrects_what_was_reckoned() -> None:
    issue = Issue(8.8)
    seeker = Seeker(issue, GIVEN, 11)
    assert seeker.seek() == 0
    seeker.hold(0, 11.6)
    tighter = seeker.seek()
    assert tighter is not None
    assert tighter > 0
    seeker.hold(tighter, 10.3)
    between = seeker.seek()
    assert between is not None
    assert 0 < between < tighter


def test_between_too_many_and_too_few_both_are_told() -> None:
    seeker = Seeker(Issue(8.8, 2), GIVEN, 11)
    assert seeker.seek() is None
    assert (
        seeker.refusal()
        == "for 11 pages it has 100 lines too many, or lacks 61 lines to fill the last if tighter"
    )


def test_pages_without_holes_come_before_those_with_some() -> None:
    """What else is free meets the pages at once, but leaves others empty; a looser setting does not."""
    plain = Issue(8.3)
    holes = stage.Reckoning(11, (ROOM, ROOM * 0.4, *(float(ROOM),) * 6, ROOM * 0.8), ROOM, 2)

    def measure(tightness: float) -> tuple[stage.Reckoning, ...]:
        return (*plain(tightness), holes)

    seeker = Seeker(measure, GIVEN, 11)
    found = seeker.seek()
    assert found is not None
    assert found < 0


def test_holes_are_the_last_resort() -> None:
    far = stage.Reckoning(12, (float(ROOM),) * 10, ROOM, 2)
    one, two = (
        stage.Reckoning(11, (*(20.0,) * holes, *(float(ROOM),) * (9 - holes)), ROOM, 2)
        for holes in (1, 2)
    )

    def measure(tightness: float) -> tuple[stage.Reckoning, ...]:
        return (far, two if tightness < 0.9 else one)

    seeker = Seeker(measure, GIVEN, 11)
    assert seeker.seek() is None
    assert seeker.with_holes() == 1
    seeker.hold(1, 11.4)
    assert seeker.ends[0] == 12
    assert seeker.with_holes() == 0


def test_what_is_not_filled_anyway_is_changed_only_for_much() -> None:
    little, much = Issue(0.2), Issue(5.1)
    for issue, pages, least in ((little, 3, 0), (much, 8, -1)):
        seeker = Seeker(issue, GIVEN, pages)
        assert seeker.seek() is None
        assert not seeker.spread
        assert seeker.nearest() == least


def test_what_else_is_free_may_meet_pages_that_are_not_filled() -> None:
    far = stage.Reckoning(12, (float(ROOM),) * 9 + (ROOM * 0.6,), ROOM, 2)
    short = stage.Reckoning(11, (float(ROOM),) * 8 + (ROOM * 0.3,), ROOM, 2)

    def measure(_: float) -> tuple[stage.Reckoning, ...]:
        return (far, short)

    seeker = Seeker(measure, GIVEN, 11)
    assert seeker.seek() is None
    assert seeker.nearest() == 0
    seeker.hold(0, 11.2)
    assert seeker.nearest() != 0


def test_what_was_only_tried_is_corrected_too() -> None:
    seeker = Seeker(Issue(8.3), GIVEN, 11)
    found = seeker.seek()
    assert found is not None
    assert found != 0
    even, end = seeker.ends[0], seeker.ends[found]
    seeker.hold(found, end + 0.2)
    assert seeker.ends == {0: pytest.approx(even + 0.2), found: end + 0.2}


def test_lines_are_those_that_are_left_at_the_tightest_or_the_loosest() -> None:
    tight, loose = Issue(12), Issue(5)
    over, under = Seeker(tight, GIVEN, 10), Seeker(loose, GIVEN, 12)
    assert over.seek() is None
    assert under.seek() is None
    lines = -(-(tight(1)[0].end - 10) * ROOM * 2 // 1)
    assert over.refusal() == (
        f"for 10 pages it has {lines:.0f} lines too many, as tight as the theme allows"
    )
    lines = -(-(11 + stage.SAFE - loose(-1)[0].end) * ROOM * 2 // 1)
    assert under.refusal() == (
        f"for 12 pages it lacks {lines:.0f} lines to fill the last, as loose as the theme allows"
    )


def test_cover_and_back_leave_no_room() -> None:
    seeker = Seeker(Issue(0.4), GIVEN, 2)
    assert seeker.seek() is None
    assert seeker.refusal().startswith("for 2 pages there is no room")


def test_what_misses_by_little_is_held_to_a_layout_before_it_is_refused() -> None:
    near, far = Seeker(Issue(9.3), GIVEN, 10), Seeker(Issue(12), GIVEN, 10)
    assert near.seek() is None
    assert near.closest() == 1
    near.hold(1, 9.9)
    assert near.seek() == 1
    assert far.seek() is None
    assert far.closest() is None
