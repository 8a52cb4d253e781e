"""The trains before and after the wished one, in the same direction."""

from datetime import date

import pytest

from dispatch.connections import neighbouring
from mobility.bookings import Anchor, RideRequest, Wish
from mobility.clock import HOUR, MINUTE
from mobility.day import Day
from mobility.needs import Needs
from mobility.policy import ServicePolicy
from mobility.timetable import Service, Timetable, Train
from tests.offices import LAST_WEEK, MONDAY

STATION = "Bahnhof"
DAILY = Service(date(2026, 1, 1), date(2026, 12, 31), frozenset(range(7)))


def train(name: str, hour: float, origin: str = "Dessau", destination: str = "Berlin") -> Train:
    time = int(hour * HOUR)
    return Train(name, "RE7", STATION, time - MINUTE, time, origin, destination)


TRAINS = (
    train("six", 6),
    train("nine", 9),
    train("other way", 9.5, "Berlin", "Dessau"),
    train("ten", 10),
    train("eleven", 11),
    Train("ends", "RE7", STATION, 10 * HOUR, None, "Dessau", "Bad Belzig"),
    Train("begins", "RE7", STATION, None, 10 * HOUR, "Bad Belzig", "Berlin"),
)
TIMETABLE = Timetable((DAILY.first, DAILY.last), {STATION: tuple((DAILY, each) for each in TRAINS)})
DAY = Day(MONDAY, ServicePolicy())


def others(anchor: Anchor, name: str | None, needs: Needs = Needs()) -> list[tuple[str | None, int]]:
    ends = ("Reetz", STATION) if anchor is Anchor.ARRIVE else (STATION, "Reetz")
    request = RideRequest("482916", *ends, Wish(anchor, 10 * HOUR, name), needs, LAST_WEEK)
    return [(wish.train, wish.time) for wish in neighbouring(TIMETABLE, DAY, request)]


def test_who_wants_to_reach_a_train_may_take_the_one_before_or_the_one_after() -> None:
    assert others(Anchor.ARRIVE, "ten") == [
        ("begins", 10 * HOUR - 5 * MINUTE),
        ("eleven", 11 * HOUR - 5 * MINUTE),
    ]


def test_who_comes_from_a_train_may_take_the_one_after_or_the_one_before() -> None:
    wishes = others(Anchor.DEPART, "ten", Needs(wheelchairs=1))
    assert [name for name, _ in wishes] == ["eleven", "ends"]
    assert wishes[0][1] == 11 * HOUR - MINUTE + 10 * MINUTE


@pytest.mark.parametrize(
    ("anchor", "name"),
    [
        (Anchor.ARRIVE, None),
        (Anchor.ARRIVE, "no such train"),
        (Anchor.ARRIVE, "ends"),
        (Anchor.DEPART, "begins"),
        (Anchor.ARRIVE, "other way"),
    ],
)
def test_there_are_none_without_a_train_that_goes_the_same_way(anchor: Anchor, name: str | None) -> None:
    assert others(anchor, name) == []


def test_a_train_hours_away_is_no_alternative() -> None:
    assert others(Anchor.ARRIVE, "six") == []
    assert [name for name, _ in others(Anchor.ARRIVE, "eleven")] == ["ten"]
