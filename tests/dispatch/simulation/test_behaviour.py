"""What people and vehicles happen to do: as often and as far as said, each by a stream of its own."""

from statistics import mean, median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.simulation import Behaviour, read_behaviour
from dispatch.simulation.behaviour import Chance
from mobility.clock import HOUR
from mobility.errors import BrokenRegion
from mobility.promises import TimeWindow
from mobility.region.toml import Table
from tests.dispatch.anything import examples

MANY = [f"{number:06}" for number in range(4000)]
DAY = TimeWindow(6 * HOUR, 20 * HOUR)


def chance(seed: int = 1, **said: float) -> Chance:
    return Chance(Behaviour(**said), str(seed))  # type: ignore[arg-type] # all of them are numbers


def table(**values: object) -> Table:
    return Table("scenario.toml", "behaviour.", values)


@given(st.integers(), st.text(max_size=8), st.integers(0, 10**5))
@examples(50)
def test_given_nothing_is_said_when_chance_is_asked_then_everything_is_as_planned(
    seed: int, subject: str, planned: int
) -> None:
    found = chance(seed)

    assert found.drive(subject, 3, planned) == planned
    assert found.lateness(subject) == found.train_delay(subject) == found.thinking(subject) == 0
    assert not found.is_absent(subject)
    assert found.cancels_ahead(subject) is found.breakdown(subject, DAY) is None


def test_given_shares_and_means_when_many_are_drawn_then_they_come_out() -> None:
    found = chance(late_share=0.2, late_s=300, absent_share=0.1, cancel_share=0.3, cancel_ahead_s=3600)
    late = [each for each in map(found.lateness, MANY) if each]
    cancelled = [each for each in map(found.cancels_ahead, MANY) if each is not None]

    assert len(late) / len(MANY) == pytest.approx(0.2, abs=0.03)
    assert mean(late) == pytest.approx(300, rel=0.1)
    assert mean(map(found.is_absent, MANY)) == pytest.approx(0.1, abs=0.02)
    assert len(cancelled) / len(MANY) == pytest.approx(0.3, abs=0.03)
    assert mean(cancelled) == pytest.approx(3600, rel=0.1)


def test_given_a_spread_when_drives_are_drawn_then_the_median_is_kept_and_none_is_too_quick() -> None:
    drives = [chance(drive_mean=1.1, drive_spread=0.2).drive("a", number, 1000) for number in range(4000)]

    assert median(drives) == pytest.approx(1100, rel=0.02)
    assert min(drives) == 800
    assert max(drives) > 1500


def test_given_shifts_when_vehicles_break_down_then_within_their_hours() -> None:
    found = [chance(breakdown_share=0.5).breakdown(shift, DAY) for shift in MANY]
    times = [time for time in found if time is not None]

    assert len(times) / len(found) == pytest.approx(0.5, abs=0.03)
    assert all(time in DAY for time in times)
    assert max(times) - min(times) > 13 * HOUR


def test_given_a_larger_share_when_drawn_again_then_whoever_was_late_is_so_still_and_just_as_late() -> None:
    few, many = (
        {subject: chance(late_share=share).lateness(subject) for subject in MANY} for share in (0.1, 0.4)
    )

    assert all(many[subject] == late for subject, late in few.items() if late)


def test_given_other_seeds_or_subjects_when_drawn_then_the_draws_are_others() -> None:
    assert {chance(seed, late_share=1).lateness("a") for seed in range(50)} != {
        chance(seed, late_share=1).lateness("b") for seed in range(50)
    }
    assert len({chance(seed, late_share=1, late_s=10**6).lateness("a") for seed in range(50)}) == 50


def test_given_a_table_when_read_then_minutes_become_seconds_and_the_rest_is_as_planned() -> None:
    found = read_behaviour(table(late_share=0.1, late_min=2.5, no_show_wait_min=5, drive_spread=0.15))

    assert found == Behaviour(late_share=0.1, late_s=150, no_show_wait_s=300, drive_spread=0.15)
    assert isinstance(found.no_show_wait_s, int)
    assert read_behaviour(table()) == Behaviour()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"absent_share": 1.5}, "behaviour.absent_share is a share, and more than 1"),
        ({"absent_share": -0.1}, "behaviour.absent_share is negative or has no end"),
        ({"late_min": "two"}, "behaviour.late_min is not a number"),
        ({"late_s": 3}, "behaviour.late_s is unknown"),
        ({"drive_least": 1.2}, "behaviour.drive_least is more than 1: no drive would be as planned"),
    ],
)
def test_given_a_table_that_makes_no_sense_when_read_then_the_key_is_named(
    values: dict[str, object], message: str
) -> None:
    with pytest.raises(BrokenRegion, match=message):
        read_behaviour(table(**values))


def test_given_drives_that_take_no_time_when_read_then_they_are_refused() -> None:
    with pytest.raises(BrokenRegion, match="drive_mean is 0: no drive would take any time"):
        read_behaviour(table(drive_mean=0))
