"""Foresight on days of the neutral benchmark."""

import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from dispatch.foresight import Foresight
from dispatch.neutral import load_scenario, log
from dispatch.neutral_past import DAILY, RIDES, expected_on
from dispatch.simulation import Conduct, simulate
from mobility.clock import HOUR
from tests.dispatch.anything import examples
from tests.dispatch.crossroads import (
    CHURCH,
    FARM,
    FOREST,
    LAKE,
    MILL,
    SCHOOL,
    STATION,
    Json,
    faults,
    request,
    scenario,
    van,
    written,
)
from web.cli_simulate import conduct_of

SEVEN = 7 * HOUR
NODES = (STATION, FARM, MILL, CHURCH, SCHOOL, FOREST, LAKE)


@st.composite
def mornings(draw: st.DrawFn) -> Json:
    """A busy hour of wishes at once."""
    asked = []
    for number in range(draw(st.integers(0, 14))):
        way = draw(st.permutations(NODES))[:2]
        party = draw(st.sampled_from((1, 1, 2, 5)))
        asked.append(
            request(
                number, (way[0], way[1]), draw(st.integers(SEVEN, SEVEN + HOUR)), patience=900, party=party
            )
        )
    return scenario(asked, [van(number) for number in range(draw(st.integers(1, 3)))])


def served(day: Json) -> bytes:
    """The log of a day on which the office looks ahead."""
    with TemporaryDirectory() as folder:
        loaded = load_scenario(written(Path(folder), day))
    conduct = conduct_of(loaded, work=20, seed=1, samples=12)
    outcome = simulate(loaded.day, loaded.passengers, loaded.travel, conduct)
    return json.dumps(log(loaded, outcome)).encode()


def test_given_the_profile_when_added_up_then_it_is_that_of_a_thousand_rides() -> None:
    rides, outward, inward = zip(*RIDES.values(), strict=True)
    assert sum(rides) == 1000
    assert all(to + since <= all_ for all_, to, since in zip(rides, outward, inward, strict=True))


def test_given_a_network_that_says_who_uses_its_stops_when_a_day_begins_then_that_is_expected(
    tmp_path: Path,
) -> None:
    loaded = load_scenario(written(tmp_path, scenario([request(0, (MILL, LAKE), SEVEN)], [van(0)])))
    demand = expected_on(loaded)
    assert loaded.hub == str(STATION)
    assert demand.stops == {str(FARM): 1 + FARM, str(MILL): 1 + MILL}
    assert demand.places == (str(FARM), str(MILL), str(STATION))
    assert demand.expected(0, 24 * HOUR, seen=0) == DAILY
    assert loaded.travel.points.isdisjoint({*demand.places, str(LAKE)})


@given(mornings())
@examples(25)
def test_given_any_morning_when_the_office_looks_ahead_then_no_rule_is_broken_and_nobody_forgotten(
    day: Json,
) -> None:
    assert faults(day, json.loads(served(day))) == []


@given(mornings())
@examples(8)
def test_given_any_morning_when_served_twice_with_one_seed_then_the_same_bytes(day: Json) -> None:
    assert served(day) == served(day)


def test_given_no_samples_when_an_office_is_set_up_then_it_does_not_look_ahead(tmp_path: Path) -> None:
    loaded = load_scenario(written(tmp_path, scenario([request(0, (MILL, LAKE), SEVEN)], [van(0)])))
    assert conduct_of(loaded, work=0, seed=0, samples=0) == Conduct(turning=True)


def test_given_samples_when_an_office_is_set_up_then_they_are_shared_among_the_vans(tmp_path: Path) -> None:
    vans = [van(number) for number in range(3)]
    loaded = load_scenario(written(tmp_path, scenario([request(0, (MILL, LAKE), SEVEN)], vans)))
    for samples, each in ((12, 4), (1, 1)):
        ahead = getattr(conduct_of(loaded, work=0, seed=0, samples=samples).admission, "__self__", None)
        assert isinstance(ahead, Foresight)
        assert ahead.samples == each


def test_given_a_network_without_a_hub_when_an_office_is_set_up_then_it_does_not_look_ahead(
    tmp_path: Path,
) -> None:
    path = written(tmp_path, scenario([request(0, (MILL, LAKE), SEVEN)], [van(0)]))
    loaded = replace(load_scenario(path), hub="")
    assert conduct_of(loaded, work=0, seed=0) == Conduct(turning=True)
