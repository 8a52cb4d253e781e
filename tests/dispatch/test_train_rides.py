"""Rides to and from a train keep the time to change, to the minute (B28, B29)."""

from dataclasses import replace

import pytest

from mobility.clock import HOUR, MINUTE
from mobility.day import Day
from mobility.needs import Needs
from mobility.timetable import Train, from_train, to_train
from tests.worlds import BAHNHOF, REETZ, ask, monday, offers

TRAIN = Train("re7", "RE7", BAHNHOF, 10 * HOUR, 10 * HOUR + 2 * MINUTE, "Dessau", "Berlin")
FAR_PLATFORM = {BAHNHOF: (9 * MINUTE, 4 * MINUTE)}


def day(changes: dict[str, tuple[int, int]]) -> Day:
    empty = monday()
    return replace(empty, policy=replace(empty.policy, changes=changes))


@pytest.mark.parametrize(
    ("changes", "needs", "minutes"),
    [
        ({}, Needs(), 5),
        ({}, Needs(wheelchairs=1), 10),
        (FAR_PLATFORM, Needs(), 9),
        (FAR_PLATFORM, Needs(wheelchairs=1), 13),
        ({REETZ: (MINUTE, MINUTE)}, Needs(), 5),
    ],
)
def test_whoever_rides_to_a_train_is_there_in_time_and_whoever_comes_from_one_is_not_hurried(
    changes: dict[str, tuple[int, int]], needs: Needs, minutes: int
) -> None:
    there = day(changes)
    arriving = offers(there, ask("100001", REETZ, BAHNHOF, to_train(TRAIN, needs, there.policy), needs))
    leaving = offers(there, ask("100002", BAHNHOF, REETZ, from_train(TRAIN, needs, there.policy), needs))
    assert TRAIN.departs
    assert TRAIN.arrives
    assert max(offer.promise.arrive_by for offer in arriving) == TRAIN.departs - minutes * MINUTE
    assert min(offer.promise.pickup.start for offer in leaving) == TRAIN.arrives + minutes * MINUTE
