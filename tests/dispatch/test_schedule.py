"""Timing of one run: exact, earliest, and equal to plain Bellman-Ford on the same rules."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from dispatch.problem import Problem
from dispatch.schedule import Ceiling, Network, earliest_times, latest_times, timed
from mobility.bookings import Booking, Offer
from mobility.clock import HOUR, MINUTE
from mobility.needs import Needs
from mobility.plan import Run, Visit, VisitKind
from mobility.promises import Promise, TimeWindow
from tests.dispatch.anything import examples
from tests.worlds import BAHNHOF, BORNE, POLICY, TRAVEL, WIESENBURG, ask, at, booked, monday, van

NEVER = -(10**9)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Rules for up to eight visits, about as often contradictory as not."""
    size = draw(st.integers(0, 8))
    starts = draw(st.lists(st.integers(0, 60), min_size=size, max_size=size))
    widths = draw(st.lists(st.integers(0, 50), min_size=size, max_size=size))
    gaps = draw(st.lists(st.integers(0, 15), min_size=size, max_size=size))
    pairs = st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(0, 60))
    ceilings = [Ceiling(*pair) for pair in draw(st.lists(pairs, max_size=4)) if pair[0] < pair[1] < size]
    latest = [start + width for start, width in zip(starts, widths, strict=True)]
    return Network(starts, latest, gaps, ceilings)


def least_solution(network: Network) -> list[int] | None:
    """Bellman-Ford: longest ways from a source before all visits, or ``None`` if they exceed a bound."""
    size = len(network.gaps)
    edges: list[tuple[int | None, int, int]] = [(None, k, bound) for k, bound in enumerate(network.earliest)]
    edges += [(k - 1, k, network.gaps[k]) for k in range(1, size)]
    edges += [(dropoff, pickup, -longest) for pickup, dropoff, longest in network.ceilings]
    times = [NEVER] * size
    for _ in range(size + 1):
        for before, after, weight in edges:
            times[after] = max(times[after], (0 if before is None else times[before]) + weight)
    settled = all(times[k] >= (0 if b is None else times[b]) + weight for b, k, weight in edges)
    in_time = all(time <= bound for time, bound in zip(times, network.latest, strict=True))
    return times if settled and in_time else None


@examples(300)
@given(networks())
def test_the_earliest_times_are_those_of_bellman_ford(network: Network) -> None:
    assert earliest_times(network) == least_solution(network)


@examples(300)
@given(networks())
def test_latest_times_exist_with_earliest_ones_and_are_tight(network: Network) -> None:
    earliest, latest = earliest_times(network), latest_times(network)
    assert (latest is None) == (earliest is None)
    if earliest is None or latest is None:
        return
    for position, time in enumerate(latest):
        assert earliest[position] <= time
        for second, possible in ((time, True), (time + 1, False)):
            fixed = network.earliest.copy()
            fixed[position] = max(fixed[position], second)
            later = Network(fixed, network.latest, network.gaps, network.ceilings)
            assert (least_solution(later) is not None) is possible


def test_a_vehicle_waits_for_the_start_of_a_window() -> None:
    network = Network(earliest=[100, 500], latest=[200, 600], gaps=[0, 50], ceilings=[])
    assert earliest_times(network) == [100, 500]


def test_a_pickup_is_moved_later_when_the_ride_would_last_too_long() -> None:
    # A boards at 100, then the vehicle waits for B until 500; A may ride 300 seconds at most
    network = Network([100, 500, 0], [250, 600, 900], [0, 50, 20], [Ceiling(0, 2, 300)])
    assert earliest_times(network) == [220, 500, 520]


def test_a_ride_that_is_too_long_even_from_the_end_of_the_window_is_impossible() -> None:
    network = Network([100, 500, 0], [219, 600, 900], [0, 50, 20], [Ceiling(0, 2, 300)])
    assert earliest_times(network) is None


def test_moving_one_pickup_later_can_move_another_one() -> None:
    # C's late boarding delays B's arrival, that moves B's boarding, and that moves A's
    network = Network(
        earliest=[0, 0, 0, 400, 0, 0],
        latest=[300, 300, 900, 500, 900, 900],
        gaps=[0, 10, 10, 10, 10, 10],
        ceilings=[Ceiling(0, 2, 50), Ceiling(1, 4, 150), Ceiling(3, 5, 100)],
    )
    assert earliest_times(network) == [220, 260, 270, 400, 410, 420]


def test_what_lies_behind_a_moved_pickup_moves_as_well() -> None:
    # both pick-ups wait for the third visit's window; whoever gets on between them comes after the first
    network = Network(
        earliest=[0, 0, 0, 400, 0],
        latest=[500, 500, 500, 500, 500],
        gaps=[0, 10, 10, 10, 10],
        ceilings=[Ceiling(0, 3, 300), Ceiling(2, 4, 100)],
    )
    assert earliest_times(network) == [100, 110, 310, 400, 410]


def test_boarding_counts_once_per_stop_and_extras_once_per_party() -> None:
    # Given two parties at Borne, one with a wheelchair, and one at Wiesenburg, all to the station
    window, late = TimeWindow(9 * HOUR, 9 * HOUR + 30 * MINUTE), 12 * HOUR
    asked = [
        ask("chair", BORNE, BAHNHOF, at(9 * HOUR), Needs(wheelchairs=1)),
        ask("pram", BORNE, BAHNHOF, at(9 * HOUR), Needs(passengers=2, prams=1)),
        ask("plain", WIESENBURG, BAHNHOF, at(9 * HOUR)),
    ]
    bookings = tuple(Booking(request, Offer(Promise(window, late, 3 * HOUR), 0)) for request in asked)
    problem = Problem(POLICY, (van(1),), bookings, TRAVEL, 0, {"shift-1": ()})
    # When one run fetches them in this order
    boarding = [Visit(b.reference, VisitKind.PICKUP, b.request.origin, 0) for b in bookings]
    leaving = [Visit(b.reference, VisitKind.DROPOFF, BAHNHOF, 0) for b in reversed(bookings)]
    run = timed(problem, Run("shift-1", (*boarding, *leaving)))
    # Then the pram's party boards when the wheelchair is in, and all share one minute per stop
    assert run is not None
    start = 9 * HOUR
    away = start + 4 * MINUTE + MINUTE + MINUTE
    wiesenburg = away + TRAVEL.seconds(BORNE, WIESENBURG)
    station = wiesenburg + MINUTE + TRAVEL.seconds(WIESENBURG, BAHNHOF)
    times = [visit.time for visit in run.visits]
    assert times == [start, start + 4 * MINUTE, wiesenburg, station, station, station + MINUTE]


def test_more_passengers_than_seats_cannot_be_timed() -> None:
    day = booked(monday(), ask("five", BORNE, BAHNHOF, at(9 * HOUR), Needs(passengers=5)))
    crowd = ask("four", BORNE, BAHNHOF, at(9 * HOUR), Needs(passengers=4))
    problem = Problem.of(day, TRAVEL).with_booking(Booking(crowd, day.bookings[0].offer))
    pickup, dropoff = (
        Visit("four", kind, stop, 0)
        for kind, stop in ((VisitKind.PICKUP, BORNE), (VisitKind.DROPOFF, BAHNHOF))
    )
    on, off = day.plan.runs[0].visits
    assert timed(problem, Run("shift-1", (on, pickup, dropoff, off))) is None
    assert timed(problem, Run("shift-1", (on, off))) == day.plan.runs[0]


def test_settled_visits_keep_their_times_and_open_ones_wait_for_now() -> None:
    # Given a ride that is driven, and one that begins where it ended
    day = booked(
        monday(),
        ask("first", BORNE, BAHNHOF, at(9 * HOUR)),
        ask("second", BAHNHOF, WIESENBURG, at(9 * HOUR + 20 * MINUTE)),
    )
    before = day.plan.runs[0].visits
    problem = Problem.of(day.at(9 * HOUR + 12 * MINUTE), TRAVEL)
    assert [visit.reference for visit in problem.settled["shift-1"]] == ["first", "first"]
    # When it is timed again some minutes later, as if the second one had not begun
    late = 9 * HOUR + 25 * MINUTE
    run = timed(replace(problem, now=late), day.plan.runs[0])
    # Then nothing that is driven moves, and the rest begins now
    assert run is not None
    assert run.visits[:2] == before[:2]
    assert [visit.time - late for visit in run.visits[2:]] == [
        0,
        MINUTE + TRAVEL.seconds(BAHNHOF, WIESENBURG),
    ]
