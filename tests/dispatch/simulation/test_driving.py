"""A run as it is driven, by hand: two rides from the depot, times in seconds of the roads in worlds.py.

Depot to market 149 s, market to station 135 s, station to Borne 372 s, Borne to station 381 s, station to
depot 126 + 143 s; boarding 60 s.
"""

from collections.abc import Mapping

from dispatch.record import DrivenCall, Moment
from dispatch.simulation.driving import Driven, Party, Roads, drive
from mobility.plan import Run, Visit, VisitKind
from tests.worlds import BAHNHOF, BORNE, DEPOT, MARKT, TRAVEL, van

ON, OFF = VisitKind.PICKUP, VisitKind.DROPOFF
TEN = 36_000
RUN = Run(
    "shift-1",
    (
        Visit("ada", ON, MARKT, TEN),
        Visit("bea", ON, BAHNHOF, TEN + 600),
        Visit("ada", OFF, BORNE, TEN + 600 + 60 + 372),
        Visit("bea", OFF, BORNE, TEN + 600 + 60 + 372),
        Visit("eva", ON, BORNE, TEN + 1800),
        Visit("eva", OFF, BAHNHOF, TEN + 1800 + 60 + 381),
    ),
)
PROMISED = {"ada": TEN, "bea": TEN + 600, "eva": TEN + 1800}


def party(reference: str, *, there: int | None = 0, held: int = 0, extra: int = 0) -> Party:
    promised = PROMISED[reference]
    comes = None if there is None else promised + there
    return Party(comes, promised, wait=180, held=held, extra=extra)


def driven(
    parties: Mapping[str, Party] | None = None,
    *,
    slower: Mapping[int, int] | None = None,
    breaks: int | None = None,
    early: int = 0,
) -> Driven:
    """The run with some parties of other habits, and some drives that take longer (s)."""
    known = {reference: party(reference) for reference in PROMISED} | dict(parties or {})
    more = slower or {}
    roads = Roads(TRAVEL, 60, early, lambda _shift, number, planned: planned + more.get(number, 0))
    return drive(van(1), RUN, known.__getitem__, roads, breaks)


def call(found: Driven, number: int) -> DrivenCall:
    return found.drive.calls[number]


def test_given_nobody_deviates_when_driven_then_the_vehicle_waits_before_it_drives() -> None:
    found = driven()

    assert [(each.stop, each.arrives, each.departs) for each in found.drive.calls] == [
        (DEPOT, TEN - 149, TEN - 149),
        (MARKT, TEN, TEN + 600 - 135),
        (BAHNHOF, TEN + 600, TEN + 660),
        (BORNE, TEN + 1032, TEN + 1800),
        (BORNE, TEN + 1800, TEN + 1860),
        (BAHNHOF, TEN + 2241, TEN + 2301),
        (DEPOT, TEN + 2301 + 269, TEN + 2301 + 269),
    ]
    assert found.alighted == {"ada", "bea", "eva"}
    assert found.drive.broke_down is None


def test_given_a_slow_drive_when_driven_then_it_is_late_until_the_plan_has_time_to_spare() -> None:
    found = driven(slower={1: 100})

    assert call(found, 2).on == (Moment("bea", TEN + 700),)
    assert call(found, 3).off == (Moment("ada", TEN + 1132), Moment("bea", TEN + 1132))
    assert call(found, 4).on == (Moment("eva", TEN + 1800),)


def test_given_a_quick_drive_when_driven_then_nobody_gets_on_early_and_who_arrives_gets_off() -> None:
    found = driven(slower={1: -30, 2: -50})

    assert call(found, 2).arrives == TEN + 570
    assert call(found, 2).on == (Moment("bea", TEN + 600),)
    assert call(found, 3).off == (Moment("ada", TEN + 982), Moment("bea", TEN + 982))


def test_given_drivers_who_set_off_early_when_a_drive_is_slow_then_less_of_it_shows() -> None:
    found = driven(slower={1: 100}, early=60)

    assert call(found, 0).departs == TEN - 149 - 60
    assert call(found, 1).on == (Moment("ada", TEN),)
    assert call(found, 1).departs == TEN + 600 - 135 - 60
    assert call(found, 2).on == (Moment("bea", TEN + 640),)
    assert call(driven(early=60), 2).on == (Moment("bea", TEN + 600),)


def test_given_a_late_party_when_it_comes_in_time_then_the_driver_waits_and_leaves_late() -> None:
    found = driven({"bea": party("bea", there=180)})

    assert call(found, 2).on == (Moment("bea", TEN + 780),)
    assert call(found, 3).arrives == TEN + 780 + 60 + 372


def test_given_a_late_vehicle_when_a_party_is_later_still_then_the_driver_waits_from_the_arrival_on() -> None:
    found = driven({"bea": party("bea", there=280)}, slower={1: 100})

    assert call(found, 2).on == (Moment("bea", TEN + 880),)
    late = driven({"bea": party("bea", there=281)}, slower={1: 100})
    assert late.absent == (Moment("bea", TEN + 880),)


def test_given_nobody_at_the_stop_when_the_wait_is_over_then_the_vehicle_goes_on_without_a_boarding() -> None:
    found = driven({"bea": party("bea", there=None)})

    assert call(found, 2).absent == ("bea",)
    assert call(found, 2).departs == TEN + 780
    assert call(found, 3).off == (Moment("ada", TEN + 780 + 372),)
    assert found.alighted == {"ada", "eva"}


def test_given_absent_passengers_when_a_stop_was_only_theirs_then_it_is_left_out() -> None:
    found = driven({"eva": party("eva", there=None)})

    assert [each.stop for each in found.drive.calls] == [DEPOT, MARKT, BAHNHOF, BORNE, BORNE, DEPOT]
    assert found.drive.calls[-1].metres == TRAVEL.metres(BORNE, DEPOT)


def test_given_a_train_when_it_is_late_then_the_driver_holds_until_the_hold_ends() -> None:
    for delay, absent in ((600, ()), (601, (Moment("bea", TEN + 1200),))):
        found = driven({"bea": party("bea", there=delay, held=TEN + 1200)})
        assert found.absent == absent


def test_given_a_wheelchair_when_it_gets_on_and_off_then_each_takes_its_time() -> None:
    found = driven({"bea": party("bea", extra=240)})

    assert call(found, 2).departs == TEN + 600 + 240 + 60
    assert call(found, 3).off[1] == Moment("bea", TEN + 900 + 372)


def test_given_a_breakdown_while_driving_when_it_rolls_to_the_next_stop_then_everybody_gets_off_there() -> (
    None
):
    found = driven(breaks=TEN + 550)

    assert found.drive.broke_down == TEN + 600
    assert [each.stop for each in found.drive.calls] == [DEPOT, MARKT, BAHNHOF]
    assert call(found, 2).on == ()
    assert call(found, 2).off == (Moment("ada", TEN + 600),)
    assert found.stranded == {"ada"}
    assert found.alighted == frozenset()


def test_given_a_breakdown_at_a_stop_when_somebody_has_just_got_on_then_they_are_not_under_way() -> None:
    found = driven(breaks=TEN + 200)

    assert found.drive.broke_down == TEN + 200
    assert call(found, 1).on == ()
    assert call(found, 1).departs == TEN + 200
    assert found.stranded == frozenset()


def test_given_a_breakdown_on_arrival_when_people_are_there_then_they_have_arrived() -> None:
    found = driven(breaks=TEN + 700)

    assert found.drive.broke_down == TEN + 1032
    assert found.alighted == {"ada", "bea"}
    assert found.stranded == frozenset()


def test_given_a_breakdown_before_the_first_ride_when_it_is_noticed_then_the_vehicle_never_left() -> None:
    found = driven(breaks=TEN - 1000)

    assert found.drive.calls == ()
    assert found.drive.broke_down == TEN - 1000


def test_given_an_absent_party_when_the_vehicle_breaks_down_meanwhile_then_nobody_was_absent() -> None:
    found = driven({"bea": party("bea", there=None)}, breaks=TEN + 700)

    assert found.drive.broke_down == TEN + 700
    assert found.absent == ()
    assert found.stranded == {"ada"}


def test_given_no_visits_when_driven_then_the_vehicle_stays_at_home() -> None:
    roads = Roads(TRAVEL, 60, 0, lambda _shift, _number, planned: planned)
    found = drive(van(1), Run("shift-1"), party, roads)

    assert found.drive.calls == ()
