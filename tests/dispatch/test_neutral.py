"""Days of the neutral benchmark, from the scenario to the log."""

import json
import math
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.effort import Effort
from dispatch.neutral import BrokenScenario, NeutralPolicy, load_scenario, log
from dispatch.simulation import Conduct, simulate
from mobility.clock import HOUR
from mobility.needs import Load, Needs
from mobility.promises import Promise, TimeWindow
from tests.dispatch.anything import examples
from tests.dispatch.crossroads import (
    CHURCH,
    DIRECT,
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
from tests.machine import ROOT

BENCH = ROOT.parent / "shared" / "bench"
NINE = 9 * HOUR


def served(day: Json, folder: Path, conduct: Conduct | None = None) -> Json:
    """The log of a day, as it comes out of the file."""
    loaded = load_scenario(written(folder, day))
    outcome = simulate(loaded.day, loaded.passengers, loaded.travel, conduct or Conduct())
    result: Json = json.loads(json.dumps(log(loaded, outcome)))
    return result


# --- what is read -------------------------------------------------------------------------------------


def test_given_a_request_when_read_then_all_of_it_is_asked_at_its_time(tmp_path: Path) -> None:
    asked = request(7, (MILL, SCHOOL), NINE, patience=1200, ahead=HOUR, party=3, wheelchairs=1)
    loaded = load_scenario(written(tmp_path, scenario([asked], [van(0)])))

    [passenger] = loaded.passengers
    assert passenger.pickup == TimeWindow(NINE, NINE + 1200)
    assert passenger.request.reference == "7"
    assert (passenger.request.origin, passenger.request.destination) == (str(MILL), str(SCHOOL))
    assert passenger.request.needs == Needs(3, wheelchairs=1)
    assert loaded.day.service_day.seconds(passenger.request.asked_at) == NINE - HOUR
    assert loaded.day.policy.load(passenger.request.needs) == Load(asked["seats"], wheelchairs=1)


def test_given_a_van_when_read_then_its_places_and_hours_hold(tmp_path: Path) -> None:
    vans = [van(4, seats=5, places=0, shift=(NINE, 2 * NINE))]
    [shift] = load_scenario(written(tmp_path, scenario([], vans))).day.shifts

    assert shift.id == "4"
    assert shift.vehicle.capacity == Load(5)
    assert shift.hours == TimeWindow(NINE, 2 * NINE)


def test_given_a_network_when_read_then_ways_are_the_quickest_and_rounded_up(tmp_path: Path) -> None:
    asked = [request(0, (FARM, CHURCH), NINE), request(1, (LAKE, STATION), NINE)]
    travel = load_scenario(written(tmp_path, scenario(asked, [van(0)]))).travel

    for a, b in ((FARM, CHURCH), (CHURCH, FARM), (LAKE, STATION), (STATION, LAKE)):
        assert travel.seconds(str(a), str(b)) == math.ceil(DIRECT[a, b])
    assert travel.metres(str(FARM), str(CHURCH)) == math.ceil(2100.8 + 3400.1)


def test_given_a_depot_when_driving_from_it_then_way_counts_and_the_way_back_does_not(tmp_path: Path) -> None:
    loaded = load_scenario(written(tmp_path, scenario([request(0, (FARM, LAKE), NINE)], [van(0)])))

    depot = loaded.day.shifts[0].depot
    assert loaded.travel.seconds(depot, str(FARM)) == math.ceil(DIRECT[STATION, FARM])
    assert loaded.travel.seconds(str(FARM), depot) == 0


@pytest.mark.parametrize("file", ["day.json", "network.json"])
@pytest.mark.parametrize("content", ["{", "[]", '{"format": "another/1"}', None])
def test_given_a_file_of_another_kind_when_read_then_it_is_named(
    tmp_path: Path, file: str, content: str | None
) -> None:
    path = written(tmp_path, scenario([], [van(0)]))
    (tmp_path / file).unlink()
    if content is not None:
        (tmp_path / file).write_text(content)

    with pytest.raises(BrokenScenario, match=f"^{file}: "):
        load_scenario(path)


@pytest.mark.parametrize("part", ["requests", "fleet", "rules"])
def test_given_a_scenario_with_a_part_missing_when_read_then_the_part_is_named(
    tmp_path: Path, part: str
) -> None:
    day = scenario([], [van(0)])
    del day[part]

    with pytest.raises(BrokenScenario, match=part):
        load_scenario(written(tmp_path, day))


def test_given_a_stop_outside_the_network_when_read_then_the_scenario_is_broken(tmp_path: Path) -> None:
    asked = request(0, (FARM, LAKE), NINE) | {"to_node": 99}

    with pytest.raises(BrokenScenario, match="99"):
        load_scenario(written(tmp_path, scenario([asked], [van(0)])))


# --- what is promised ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("driving", "most"),
    [
        (300, 60 + 299 + 600),
        (1201, 60 + 1200 + 600),
        (1203, 60 + 1803),
        (6001, 60 + 9000),
    ],
)
def test_given_driving_rounded_up_when_a_ride_is_limited_then_by_its_share_of_driving_alone(
    driving: int, most: int
) -> None:
    policy = NeutralPolicy(detour_add=600, max_ride=10**6)

    assert policy.longest_ride(60 + driving) == most


def test_given_a_promise_when_made_then_a_ride_may_begin_last_and_be_longest() -> None:
    policy = NeutralPolicy(detour_add=600)

    assert policy.promise(1001, 460, 10**6) == Promise(TimeWindow(1001, 1601), 1601 + 1059, 1059)


def test_given_a_last_moment_when_a_promise_is_made_then_the_ride_is_over_by_then() -> None:
    assert NeutralPolicy().promise(1000, 460, 2000).arrive_by == 2000


# --- what is driven -----------------------------------------------------------------------------------


def test_given_one_request_when_served_then_the_van_waits_where_it_is_and_comes_at_once(
    tmp_path: Path,
) -> None:
    day = scenario([request(5, (MILL, SCHOOL), NINE, ahead=HOUR)], [van(2)])

    result = served(day, tmp_path)

    ride = 60 + math.ceil(DIRECT[MILL, SCHOOL])
    assert result["vehicles"] == [
        {
            "id": 2,
            "visits": [
                {
                    "node": MILL,
                    "arrive": NINE,
                    "depart": NINE + 60,
                    "board": [{"request": 5, "at": NINE}],
                    "alight": [],
                },
                {
                    "node": SCHOOL,
                    "arrive": NINE + ride,
                    "depart": NINE + ride + 60,
                    "board": [],
                    "alight": [{"request": 5, "at": NINE + ride}],
                },
            ],
        }
    ]
    assert result["promises"] == [{"request": 5, "pickup": NINE + 300}]
    assert result["rejected"] == []
    assert result["scenario"] == "crossroads"


def test_given_two_parties_at_one_stop_when_served_then_it_is_one_visit(tmp_path: Path) -> None:
    asked = [request(n, (MILL, SCHOOL), NINE + 30 * n, ahead=HOUR) for n in range(2)]

    [vehicle] = served(scenario(asked, [van(0)]), tmp_path)["vehicles"]

    boarding, alighting = vehicle["visits"]
    assert [each["request"] for each in boarding["board"]] == [0, 1]
    assert {each["request"] for each in alighting["alight"]} == {0, 1}
    assert boarding["depart"] == NINE + 30 + 60


def test_given_a_later_ride_when_the_first_is_done_then_the_van_stays_until_it_must_leave(
    tmp_path: Path,
) -> None:
    asked = [
        request(0, (MILL, SCHOOL), NINE, ahead=HOUR),
        request(1, (MILL, FARM), NINE + 2 * HOUR, ahead=3 * HOUR),
    ]

    [vehicle] = served(scenario(asked, [van(0)]), tmp_path)["vehicles"]

    waiting, coming = vehicle["visits"][1:3]
    assert (waiting["node"], coming["node"], coming["arrive"]) == (SCHOOL, MILL, NINE + 2 * HOUR)
    assert waiting["depart"] == coming["arrive"] - math.ceil(DIRECT[SCHOOL, MILL])


def test_given_nobody_who_can_come_when_asked_then_the_request_is_rejected(tmp_path: Path) -> None:
    asked = [request(n, (LAKE, FARM), NINE, party=5) for n in (3, 1)]

    result = served(scenario(asked, [van(0, shift=(NINE, 2 * NINE))]), tmp_path)

    assert result["rejected"] == [1, 3]
    assert result["promises"] == []
    assert result["vehicles"] == [{"id": 0, "visits": []}]


def test_given_a_duty_when_it_ends_then_the_van_need_not_be_home_but_everybody_off(tmp_path: Path) -> None:
    ride = 60 + math.ceil(DIRECT[STATION, FARM])
    asked = [request(0, (STATION, FARM), NINE, patience=600)]
    just = scenario(asked, [van(0, shift=(18000, NINE + ride + 60))])
    short = scenario(asked, [van(0, shift=(18000, NINE + ride + 59))])

    assert served(just, tmp_path)["rejected"] == []
    assert served(short, tmp_path)["rejected"] == [0]


# --- whole days ---------------------------------------------------------------------------------------

NODES = (STATION, FARM, MILL, CHURCH, SCHOOL, FOREST, LAKE)


@st.composite
def days(draw: st.DrawFn) -> Json:
    """Any small day on which rides meet."""
    asked = []
    for number in range(draw(st.integers(0, 12))):
        way = draw(st.permutations(NODES))[:2]
        party = draw(st.sampled_from((1, 1, 1, 2, 3, 5, 8)))
        asked.append(
            request(
                number,
                (way[0], way[1]),
                draw(st.integers(NINE, NINE + 2 * HOUR)),
                patience=draw(st.sampled_from((300, 600, 900, 1200))),
                ahead=draw(st.sampled_from((0, 0, 600, HOUR))),
                party=party,
                wheelchairs=draw(st.sampled_from((0, 0, 0, 1))),
            )
        )
    shifts = st.sampled_from(((18000, 79200), (NINE, NINE + 2 * HOUR), (NINE - 600, NINE + HOUR)))
    fleet = [
        van(number, seats=draw(st.sampled_from((4, 8))), places=draw(st.integers(0, 1)), shift=draw(shifts))
        for number in range(draw(st.integers(1, 3)))
    ]
    return scenario(asked, fleet)


def bytes_of(day: Json, conduct: Conduct) -> bytes:
    with TemporaryDirectory() as folder:
        return json.dumps(served(day, Path(folder), conduct)).encode()


EFFORT = Effort(work=20, seed=3)
CONDUCTS = (
    Conduct(),
    Conduct(turning=True),
    Conduct(effort=EFFORT, rearranging=EFFORT),
    Conduct(effort=EFFORT, holding=EFFORT, answers=NINE - 1800),
    Conduct(effort=EFFORT, rearranging=EFFORT, holding=EFFORT, answers=NINE, turning=True),
)


@given(days(), st.sampled_from(CONDUCTS))
@examples(150)
def test_given_any_day_when_served_then_no_rule_is_broken_and_nobody_forgotten(
    day: Json, conduct: Conduct
) -> None:
    assert faults(day, json.loads(bytes_of(day, conduct))) == []


@given(days())
@examples(10)
def test_given_any_day_when_served_twice_with_one_seed_then_the_same_bytes(day: Json) -> None:
    conduct = CONDUCTS[-1]

    assert bytes_of(day, conduct) == bytes_of(day, conduct)


def test_given_a_log_with_any_fault_when_driven_again_then_it_is_found(tmp_path: Path) -> None:
    # who judges others is judged here
    day = scenario([request(0, (MILL, SCHOOL), NINE), request(1, (LAKE, FARM), NINE)], [van(0, seats=4)])
    good = served(day, tmp_path)
    assert faults(day, good) == []

    def with_board(**changes: int) -> Json:
        bad: Json = json.loads(json.dumps(good))
        bad["vehicles"][0]["visits"][0]["board"][0] |= changes
        return bad

    def with_first(**changes: int) -> Json:
        bad: Json = json.loads(json.dumps(good))
        bad["vehicles"][0]["visits"][0] |= changes
        return bad

    boards = good["vehicles"][0]["visits"][0]["board"][0]["at"]
    assert any("hurries" in fault for fault in faults(day, with_board(at=boards - 1)))
    assert any("wrong time" in fault for fault in faults(day, with_board(at=boards - HOUR)))
    assert any("flies" in fault for fault in faults(day, with_first(arrive=18000)))
    assert any("gets on at" in fault for fault in faults(day, with_first(node=FOREST)))
    assert any("lists" in fault for fault in faults(day, good | {"rejected": []}))
    assert any("lists" in fault for fault in faults(day, good | {"rejected": [0, 1]}))
    assert any("unknown" in fault for fault in faults(day, good | {"rejected": [1, 2]}))
    assert any(
        "told" in fault for fault in faults(day, good | {"promises": [{"request": 0, "pickup": NINE - 1}]})
    )


@pytest.mark.skipif(not BENCH.is_dir(), reason="the benchmark is not beside this checkout")
@pytest.mark.parametrize("cell", ["r100-v6-s1", "r100-v6-s1-imm", "r300-v12-s1"])
def test_given_a_day_of_the_benchmark_when_its_own_program_scores_the_log_then_nothing_is_broken(
    cell: str, tmp_path: Path
) -> None:
    path, result = BENCH / "scen" / f"bad-belzig-{cell}.json", tmp_path / "log.json"
    loaded = load_scenario(path)
    outcome = simulate(loaded.day, loaded.passengers, loaded.travel)
    result.write_text(json.dumps(log(loaded, outcome)))

    scored = subprocess.run(
        [sys.executable, str(BENCH / "kpi.py"), str(path), str(result), "--json"],
        capture_output=True,
        check=True,
        text=True,
    )

    figures = json.loads(scored.stdout)
    assert (figures["hard"], figures["soft"], figures["abandoned"]) == (0, 0, 0)
    assert figures["served"] == len(outcome.day.bookings)
    assert figures["served_in_rules_share"] == figures["served_share"]
