"""Places for a request: exactly those that exhaustive search with plain arithmetic finds."""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from dispatch.engine.model import FAR, Model, Runs, nodes_of
from dispatch.engine.placing import PLACE, every_place, put, scan, survey, take
from dispatch.engine.timing import time_run
from tests.dispatch.anything import examples
from tests.dispatch.engine.plain import CLOSE, Order, World, worlds, written

NONE = np.zeros(0, PLACE)
seeds = st.integers(0, 2**32)


class Place(NamedTuple):
    """Where a request fits, by plain arithmetic."""

    run: int
    i: int
    j: int
    driving: float
    pickup: float
    dropoff: float


def exhaustive(world: World, orders: Sequence[Order], request: tuple[int, int]) -> list[Place]:
    """All places in all runs."""
    found = []
    for run, order in enumerate(orders):
        for i, j, longer in world.places(run, order, request):
            spans = world.spans(longer)
            assert spans is not None
            driving = world.driving(longer) - world.driving(order)
            found.append(Place(run, i, j, driving, spans[i][0], spans[j + 1][0]))
    return found


def places(model: Model, runs: Runs, request: tuple[int, int]) -> list[Place]:
    """All places that the engine finds."""
    found = np.zeros(4096, PLACE)
    count = every_place(model, runs, *request, found)
    assert count >= 0
    assert (found["cost"][:count] == found["driving"][:count]).all()
    return [Place(*(place[name] for name in Place._fields)) for place in found[:count]]


def cheapest(
    model: Model, runs: Runs, run: int, request: tuple[int, int], best: float
) -> tuple[float, int, int]:
    """The cheapest place in one run that costs less than this."""
    driving, i, j, count = scan(model, runs, run, *request, best, NONE)
    assert count == 0
    return driving, i, j


@examples(250)
@given(worlds(1, 6, wide=True), seeds)
def test_the_places_found_are_those_of_exhaustive_search(world: World, seed: int) -> None:
    orders = world.filled(seed, but=1)
    model, runs = world.model(), written(world.model(), orders)
    for absent in world.absent(orders):
        request = world.requests[absent]
        expected, found = exhaustive(world, orders, request), places(model, runs, request)
        event(f"{min(len(expected), 12) // 4 * 4} places or more")
        assert [place[:3] for place in found] == [place[:3] for place in expected]
        for one, other in zip(found, expected, strict=True):
            assert one == pytest.approx(other, abs=CLOSE)


@examples(250)
@given(worlds(2, 7, wide=True), seeds, st.sampled_from((FAR, 0.0, 5.0, 20.0)))
def test_the_cheapest_place_of_a_run_is_that_of_exhaustive_search(
    world: World, seed: int, limit: float
) -> None:
    orders = world.filled(seed, but=1)
    model, runs = world.model(), written(world.model(), orders)
    for absent in world.absent(orders):
        every = exhaustive(world, orders, world.requests[absent])
        for run in range(len(orders)):
            here = {place[1:3]: place.driving for place in every if place.run == run}
            driving, i, j = cheapest(model, runs, run, world.requests[absent], limit)
            if i < 0:
                assert driving == limit
                assert all(dearer > limit - CLOSE for dearer in here.values())
            else:
                assert driving == pytest.approx(here[i, j], abs=CLOSE)
                assert driving == pytest.approx(min(here.values()), abs=CLOSE)
                assert driving < limit


@examples(150)
@given(worlds(1, 6, wide=True), seeds, st.lists(st.tuples(*4 * [st.integers(0, 100)]), max_size=5))
def test_a_survey_finds_the_cheapest_place_for_each_promise(
    world: World, seed: int, promises: list[tuple[int, int, int, int]]
) -> None:
    orders = world.filled(seed, but=1)
    model, runs = world.model(), written(world.model(), orders)
    for absent in world.absent(orders)[:1]:
        on, off = world.requests[absent]
        # some windows end before they begin: they are over
        rows = np.array([(a, a + b - 5, a + b + c, d) for a, b, c, d in promises], float).reshape(-1, 4)
        found = np.zeros(len(rows), PLACE)
        survey(model, runs, on, off, rows, found)
        for (first, last, by, ride), place in zip(rows.tolist(), found, strict=True):
            asked = world.promising(absent, first, last, by, ride)
            every = {each[:3]: each for each in exhaustive(asked, orders, (on, off))}
            event("fits" if every else "fits nowhere")
            if place["run"] < 0:
                assert not every
            else:
                same = every[place["run"], place["i"], place["j"]]
                assert [place[name] for name in Place._fields] == pytest.approx(list(same), abs=CLOSE)
                assert same.driving < min(each.driving for each in every.values()) + CLOSE
                assert place["cost"] == place["driving"]


@examples(120)
@given(worlds(1, 5, 2, wide=True), seeds)
def test_a_place_that_fits_to_the_second_is_found(world: World, seed: int) -> None:
    orders = world.filled(seed, but=1)
    request = world.requests[-1]
    for run, order in enumerate(orders):
        for i, j, longer in world.places(run, order, request):
            tight = world.to_the_second(longer)
            model = tight.model()
            found = places(model, written(model, orders), request)
            assert (run, i, j) in {place[:3] for place in found}
            event("fits")


def assert_fresh(model: Model, runs: Runs, run: int) -> None:
    """What is known of a run is what would be worked out anew."""
    fresh = written(model, [nodes_of(runs, number) for number in range(len(runs.heads) - 1)])
    size = runs.heads["size"][run]
    for name in fresh.visits.dtype.names or ():
        assert runs.visits[name][run, :size] == pytest.approx(fresh.visits[name][run, :size], abs=CLOSE), name
    for name in ("size", "driving", "cost"):
        assert runs.heads[name][run] == pytest.approx(fresh.heads[name][run], abs=CLOSE), name


@examples(150)
@given(worlds(1, 7, wide=True), seeds, st.booleans())
def test_a_run_that_is_changed_step_by_step_is_as_if_worked_out_anew(
    world: World, seed: int, only_driving: bool
) -> None:
    model, random = world.model(), Random(seed)  # noqa: S311 - no secret
    if not only_driving:
        weigh(model, random)
    runs = written(model, world.bare, room=16)
    found = np.zeros(4096, PLACE)
    for _ in range(12):
        request = random.randrange(len(world.requests))
        there = [run for run in range(len(world.bare)) if world.requests[request][0] in nodes_of(runs, run)]
        if there:
            take(model, runs, there[0], request)
            assert time_run(model, runs, there[0])
            assert_fresh(model, runs, there[0])
            continue
        count = every_place(model, runs, *world.requests[request], found)
        event("put" if count else "no place")
        if count:
            place = random.choice(found[:count].copy())
            run, before = int(place["run"]), runs.heads["cost"].sum()
            put(model, runs, run, int(place["i"]), int(place["j"]), *world.requests[request])
            assert_fresh(model, runs, run)
            assert runs.heads["cost"].sum() - before == pytest.approx(place["cost"], abs=CLOSE)


def weigh(model: Model, random: Random) -> None:
    """Let everything count, some more and some less."""
    model.weights["plain"] = 0
    for name in (
        "driving",
        "empty",
        "riding",
        "waiting",
        "balance",
        "slack",
        "used",
        "wheelchair",
        "stability",
    ):
        model.weights[name] = random.choice((0, 0.5, 2))
    for taste, node in zip(model.tastes, model.nodes, strict=True):
        taste["wish"], taste["people"] = random.randint(0, 40), random.choice((0, 1, 2))
        taste["riders"], taste["margin"] = random.choice((0, 1, 2)), random.choice((0, 5))
        if node["request"]:
            node["home"] = random.randint(0, 2)
