"""Times, bounds, loads and driving of a run: those of plain arithmetic, and of a linear program."""

from dataclasses import replace
from itertools import pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from scipy.optimize import linprog

from dispatch.engine.model import FAR, Runs, blank_runs, write_run
from dispatch.engine.timing import time_run
from tests.dispatch.anything import examples
from tests.dispatch.engine.plain import CLOSE, PLACES, Call, Order, World, worlds

seeds = st.integers(0, 2**32)


def any_order(world: World, seed: int) -> list[int]:
    """All requests in the first run in any order, pick-ups before their drop-offs."""
    random = Random(seed)  # noqa: S311 - no secret
    order = list(world.bare[0])
    for on, off in world.requests:
        i = random.randint(1, len(order) - 1)
        order.insert(i, on)
        order.insert(random.randint(i + 1, len(order) - 1), off)
    return order


def timed(world: World, order: Order) -> Runs | None:
    """The run as the engine times it."""
    runs = blank_runs(1, len(order))
    write_run(runs, 0, list(order))
    return runs if time_run(world.model(), runs, 0) else None


@examples(400)
@given(worlds(0, 5, 2, wide=True), seeds, st.booleans())
def test_a_run_has_the_bounds_found_by_plain_arithmetic_or_cannot_be_driven(
    world: World, seed: int, drivable: bool
) -> None:
    order = world.filled(seed)[0] if drivable else any_order(world, seed)
    expected, runs = world.spans(order), timed(world, order)
    event(f"{len(order) // 4 * 4} visits or more, {'in time' if expected else 'too late'}")
    assert (runs is None) == (expected is None)
    if runs and expected:
        visits = runs.visits[0]
        assert [(v["early"], v["late"]) for v in visits] == [
            pytest.approx(each, abs=CLOSE) for each in expected
        ]
        assert [tuple(v[kind] for kind in PLACES) for v in visits] == list(world.loads(order))
        assert runs.heads["driving"][0] == pytest.approx(world.driving(order))
        assert runs.heads["cost"][0] == runs.heads["driving"][0]


def long_run(world: World, seed: int, *, whole: bool) -> tuple[World, list[int]]:
    """All requests in one run, each near to where it began, with windows around times that may be kept."""
    random = Random(seed)  # noqa: S311 - no secret
    order = list(world.bare[0][:1])
    on_board: list[int] = []
    for on, off in world.requests:
        order.append(on)
        on_board.append(off)
        while len(on_board) > random.randint(0, 4):
            order.append(on_board.pop(random.randrange(len(on_board))))
    order += [*on_board, world.bare[0][-1]]
    clock, at = 0.0, {0: 0.0}
    calls = list(world.calls)
    for number, node in enumerate(order):
        before, call = calls[order[number - 1]], calls[node]
        clock += number and before.extra + world.times[before.stop][call.stop]
        clock += random.choice((0, 0, random.randint(0, 10) if whole else random.random() * 10))
        at[node] = clock
        first, last = (random.choice((0, 3, 20, 40)) for _ in range(2))
        ride = (clock - at[call.pickup]) * random.choice((1, 1, 1.25, 2)) if call.pickup else call.ride
        calls[node] = replace(call, earliest=clock - first, latest=clock + last, ride=ride)
    if random.random() < 0.5:  # whoever waits too long, or rides too long
        node = random.choice(order[1:-1])
        late = random.choice((1, 2, 5)) + calls[node].latest - at[node]
        calls[node] = replace(calls[node], latest=calls[node].latest - late, ride=calls[node].ride - 1)
    return replace(world, calls=tuple(calls)), order


def by_program(world: World, order: Order, sign: int) -> list[float] | None:
    """The earliest times (1) or the latest (-1), each as a solution of a linear program."""
    calls = [world.calls[node] for node in order]
    rules, limits = [], []
    for at, (a, b) in enumerate(pairwise(calls)):
        rules.append([(k == at) - (k == at + 1) for k in range(len(order))])
        limits.append(-a.extra - world.times[a.stop][b.stop])
    for at, call in enumerate(calls):
        if call.pickup:
            on = order.index(call.pickup)
            rules.append([(k == at) - (k == on) for k in range(len(order))])
            limits.append(call.ride)
    bounds = [(call.earliest, call.latest) for call in calls]
    if any(first > last for first, last in bounds):
        return None
    found = linprog([sign] * len(order), A_ub=np.array(rules, float), b_ub=limits, bounds=bounds)
    assert found.status in {0, 2}
    return found.x.tolist() if found.x is not None else None


@examples(150)
@given(worlds(5, 15, 1), seeds, st.booleans())
def test_a_long_run_has_the_bounds_of_a_linear_program_or_cannot_be_driven(
    plain: World, seed: int, whole: bool
) -> None:
    world, order = long_run(plain, seed, whole=whole)
    runs, early, late = timed(world, order), by_program(world, order, 1), by_program(world, order, -1)
    event("in time" if early else "too late")
    assert (runs is None) == (early is None)
    if runs and early and late:
        assert runs.visits["early"][0].tolist() == pytest.approx(early, abs=CLOSE)
        assert runs.visits["late"][0].tolist() == pytest.approx(late, abs=CLOSE)


# ---- examples: everybody goes along one road, ten from stop to stop -----------------------------------

ROAD: list[list[float]] = [[abs(a - b) * 10 for b in range(6)] for a in range(6)]


def on_a_road(
    *rides: tuple[tuple[int, float, float], tuple[int, float, float], float],
) -> tuple[World, list[int]]:
    """One van of eight that starts and ends at stop 0, and rides from and to (stop, earliest, latest)."""
    calls = [Call(0, 0, 0), Call(0, 0, 1000), Call(0, 0, 1000)]
    pairs = []
    for number, (on, off, longest) in enumerate(rides, start=1):
        first = len(calls)
        calls.append(Call(*on, dropoff=first + 1, request=number, places=(1, 0, 0)))
        calls.append(Call(*off, ride=longest, pickup=first, request=number, places=(-1, 0, 0)))
        pairs.append((first, first + 1))
    world = World(tuple(calls), ROAD, ROAD, ((8, 1, 2),), ((1, 2),), tuple(pairs))
    return world, [node for pair in pairs for node in pair]


def early(world: World, order: Order) -> list[float] | None:
    runs = timed(world, [1, *order, 2])
    return None if runs is None else runs.visits["early"][0, 1:-1].tolist()


def test_a_vehicle_waits_for_the_start_of_a_window() -> None:
    world, order = on_a_road(((1, 50, 60), (2, 0, 100), FAR))
    assert early(world, order) == [50, 60]


def test_a_pickup_is_moved_later_when_the_ride_would_last_too_long() -> None:
    # the first one boards at 10, but the vehicle waits for the second until 100; he may ride for 40
    for latest, times in ((70, [70, 100, 110, 120]), (69, None)):
        world, (a, a_off, b, b_off) = on_a_road(
            ((1, 0, latest), (3, 0, 200), 40), ((2, 100, 150), (4, 0, 200), FAR)
        )
        assert early(world, [a, b, a_off, b_off]) == times


def test_moving_one_pickup_later_can_move_another_one() -> None:
    # C's late boarding delays B's arrival, that moves B's boarding, and that moves A's
    world, (a, a_off, b, b_off, c, c_off) = on_a_road(
        ((1, 0, 300), (3, 0, 900), 50), ((2, 0, 300), (5, 0, 900), 150), ((4, 400, 500), (4, 0, 900), 100)
    )
    assert early(world, [a, b, a_off, c, b_off, c_off]) == [220, 260, 270, 400, 410, 420]


def test_what_lies_behind_a_moved_pickup_moves_as_well() -> None:
    # two pick-ups wait for a drop-off that must not be early; whoever gets on in between follows the first
    world, (a, a_off, b, b_off, c, c_off) = on_a_road(
        ((1, 0, 500), (4, 400, 500), 300), ((2, 0, 500), (4, 0, 500), FAR), ((3, 0, 500), (5, 0, 500), 100)
    )
    assert early(world, [a, b, c, a_off, c_off, b_off]) == [100, 110, 310, 400, 410, 420]


def test_a_window_that_is_over_cannot_be_met_even_where_the_vehicle_stands() -> None:
    world, order = on_a_road(((0, 50, 40), (2, 0, 100), FAR))
    assert early(world, order) is None
    world, order = on_a_road(((0, 40, 40), (2, 60, 59), FAR))
    assert early(world, order) is None


def test_a_duty_that_has_no_time_cannot_be_driven() -> None:
    world, _ = on_a_road()
    over = replace(world, calls=(world.calls[0], *(Call(0, 10, 9) for _ in range(2))))
    assert timed(over, [1, 2]) is None
