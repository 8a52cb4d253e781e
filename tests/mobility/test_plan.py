"""How a plan reads: runs, and the calls a driver makes at stops."""

from mobility.clock import MINUTE
from mobility.plan import TOUCHING, Plan, Run, Visit, VisitKind

NOON = 12 * 60 * MINUTE


def visit(reference: str, kind: VisitKind, stop: str, time: int) -> Visit:
    return Visit(reference, kind, stop, time)


def test_visits_at_one_stop_that_touch_are_one_call() -> None:
    # Given two who get off at the station and one who gets on there right after (B21)
    off = [visit(name, VisitKind.DROPOFF, "station", NOON) for name in ("ada", "bea")]
    on = visit("cleo", VisitKind.PICKUP, "station", NOON + TOUCHING)
    # When the driver reads the run
    (call,) = Run("frueh", (*off, on)).stop_calls()
    # Then it is one stop
    assert (call.stop, call.time, call.dropoffs, call.pickups) == ("station", NOON, ("ada", "bea"), ("cleo",))


def test_a_van_that_waits_at_a_stop_calls_there_twice() -> None:
    # Given somebody brought to the station and somebody else fetched there an hour later
    off = visit("ada", VisitKind.DROPOFF, "station", NOON)
    on = visit("bea", VisitKind.PICKUP, "station", NOON + 60 * MINUTE)
    # When the driver reads the run
    calls = list(Run("frueh", (off, on)).stop_calls())
    # Then each has a time of their own
    assert [(call.time, call.dropoffs, call.pickups) for call in calls] == [
        (NOON, ("ada",), ()),
        (NOON + 60 * MINUTE, (), ("bea",)),
    ]


def test_going_on_to_another_stop_is_another_call() -> None:
    on = visit("ada", VisitKind.PICKUP, "reetz", NOON)
    off = visit("ada", VisitKind.DROPOFF, "station", NOON)
    assert [call.stop for call in Run("frueh", (on, off)).stop_calls()] == ["reetz", "station"]


def test_an_empty_run_has_no_calls_and_leaves_the_plan() -> None:
    run = Run("frueh", (visit("ada", VisitKind.PICKUP, "reetz", NOON),))
    assert list(Run("frueh").stop_calls()) == []
    assert Plan((run,)).with_run(Run("frueh")) == Plan()
    assert Plan((run,)).run_of("ada") == run
