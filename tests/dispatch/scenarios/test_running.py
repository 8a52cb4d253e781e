"""What a scenario simulates: the same for the same seed, over as many processes as one likes."""

import json
from datetime import date
from pathlib import Path

import pytest

from dispatch.demand import passengers, write_requests
from dispatch.scenarios import (
    BrokenScenario,
    Cell,
    Scenario,
    Variant,
    load_scenario,
    prepare,
    read_scenario,
    region_digest,
    run,
    running,
    simulate_all,
)
from dispatch.scenarios.writing import RUNS, Source, events_text, figures_json, runs_csv

FEW = """
name = "Wenige"
dates = ["2026-11-24"]
seeds = 2
[demand]
rides_per_100 = 0.5
[behaviour]
{behaviour}
[desk]
work = 20
[fleet]
vans = 2
hours = ["05:00", "22:00"]
"""
TUESDAY = date(2026, 11, 24)
VARY = '[[vary]]\nkey = "fleet.vans"\nvalues = [1, 2]'
SEARCH = '[search]\nkey = "fleet.vans"\nfrom = 1\nto = 4\nfigure = "booked"\nat_least = 14'


def few(more: str = "", behaviour: str = "") -> Scenario:
    return read_scenario(FEW.format(behaviour=behaviour) + more)


def everything(scenario: Scenario, workers: int) -> tuple[str, dict[tuple[int, int], str]]:
    """All that a scenario leaves behind, as text."""
    region = prepare(scenario).region
    logs: dict[tuple[int, int], str] = {}

    def done(variant: Variant, seed: int, cell: Cell) -> None:
        logs[variant.number, seed] = events_text(region, seed, cell) + runs_csv(cell.records, region)

    results = simulate_all(scenario, scenario.seeds, done, workers=workers)
    return figures_json(scenario, Source(region="x", program="y"), results), logs


def test_how_many_processes_work_changes_no_byte() -> None:
    # Given a grid of two fleets
    scenario = few(VARY)
    # When one process simulates it, and then two do
    alone, together = everything(scenario, 1), everything(scenario, 2)
    # Then figures, events and runs are the same, and there is one of each per variant and seed
    assert alone == together
    assert sorted(alone[1]) == [(1, 1), (1, 2), (2, 1), (2, 2)]
    assert json.loads(alone[0])["variants"][1]["label"] == {"fleet.vans": 2}


def test_another_seed_is_another_day_for_the_same_people() -> None:
    setting = prepare(few())
    first, second = run(setting, 1), run(setting, 2)
    assert first != second
    assert run(setting, 1) == first


def test_a_van_more_leaves_people_as_they_are() -> None:
    # Given the same seed with one van and with two
    one, two = (
        run(prepare(read_scenario(few().to_toml().replace("vans = 2", f"vans = {vans}"))), 1)
        for vans in (1, 2)
    )
    # Then the same people ask for the same rides
    asked = [[asking.request for asking in cell.records[0].askings] for cell in (one, two)]
    assert asked[0] == asked[1]
    assert two.figures.values["booked"] >= one.figures.values["booked"]  # type: ignore[operator]


def test_a_search_tries_few_values_and_shows_the_edge() -> None:
    scenario = few(SEARCH)
    tried: list[int] = []
    results = simulate_all(scenario, (1,), lambda each, _seed, _cell: tried.append(each.label["fleet.vans"]))
    assert tried[0] == 4
    assert len(tried) == len(set(tried))
    assert [each.label["fleet.vans"] for each, _ in results] == sorted(tried)


def test_only_those_ask_who_live_where_the_service_runs() -> None:
    setting = prepare(few('[served]\nmunicipalities = ["Wiesenburg/Mark"]'))
    region = setting.region
    askings = run(setting, 1).records[0].askings
    assert askings
    assert {region.stops[asking.home].municipality for asking in askings} <= {"Wiesenburg/Mark"}
    assert any(asking.reason == "NotInArea" for asking in askings)


def test_wishes_of_a_file_take_the_place_of_made_up_ones(tmp_path: Path) -> None:
    # Given the made-up passengers of a day, written as a table
    made_up = few()
    region = prepare(made_up).region
    asking = passengers(region, made_up.dates[0], 1)
    (tmp_path / "wishes.csv").write_text(write_requests(asking), encoding="utf-8")
    # When a scenario reads the table
    text = made_up.to_toml().replace("rides_per_100 = 0.5", 'file = "wishes.csv"')
    (tmp_path / "s.toml").write_text(text, encoding="utf-8")
    cell = run(prepare(load_scenario(tmp_path / "s.toml")), 1)
    # Then they are answered as if they were made up
    assert cell.records == run(prepare(made_up), 1).records
    assert len(cell.records[0].askings) == len(asking)


def test_a_simulated_day_can_be_asked_anew(tmp_path: Path) -> None:
    # Given the log of a simulated day
    setting = prepare(few())
    first = run(setting, 1)
    (tmp_path / "day.jsonl").write_text(events_text(setting.region, 1, first), encoding="utf-8")
    # When its passengers ask again under the same rules
    text = few().to_toml().replace("rides_per_100 = 0.5", 'history = "day.jsonl"')
    (tmp_path / "s.toml").write_text(text, encoding="utf-8")
    again = run(prepare(load_scenario(tmp_path / "s.toml")), 1)
    # Then they get the same rides
    fates = [[asking.fate for asking in cell.records[0].askings] for cell in (first, again)]
    assert fates[0] == fates[1]


def test_days_are_simulated_apart_and_counted_together() -> None:
    both = few().to_toml().replace('"2026-11-24",', '"2026-11-24",\n    "2026-11-28",')
    cell = run(prepare(read_scenario(both)), 1)
    assert len(cell.records) == 2
    assert cell.figures.values["asked"] == sum(len(record.askings) for record in cell.records)


def test_a_table_of_runs_tells_every_call() -> None:
    setting = prepare(few())
    cell = run(setting, 1)
    lines = runs_csv(cell.records, setting.region).splitlines()
    assert lines[0] == ",".join(RUNS)
    assert len(lines) - 1 == sum(len(drive.calls) for drive in cell.records[0].drives)
    # And everybody has got off in the end
    assert lines[-1].endswith(",0")


def test_a_grid_is_refused_before_anything_is_simulated() -> None:
    broken = few('[[vary]]\nkey = "region.policy.notice_min"\nvalues = [30, "viel"]')

    def never(_variant: Variant, _seed: int, _cell: Cell) -> None:
        pytest.fail("something was simulated")

    with pytest.raises(BrokenScenario, match=r"region\.policy\.notice_min is not a whole number"):
        simulate_all(broken, (1,), never)


def test_another_file_in_a_pack_is_another_fingerprint(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("1")
    before = region_digest(tmp_path)
    assert region_digest(tmp_path) == before
    (tmp_path / "a.csv").write_text("2")
    assert region_digest(tmp_path) != before


def test_a_desk_that_looks_ahead_knows_days_like_this_one() -> None:
    # Given a desk that weighs rides against those likely to be asked, and one that does not
    text = few().to_toml()
    plain, weighing = (
        running._service(prepare(read_scenario(each)), TUESDAY)
        for each in (text, text + "\n[region.policy]\nforesight = 40\n")
    )
    # Then only the first one has days of other people behind it, as many as usually ask
    assert plain.expected is None
    assert weighing.expected is not None
    asked = [len(run(prepare(few()), seed).records[0].askings) for seed in (1, 2)]
    assert 0.5 * min(asked) < weighing.expected.daily < 2 * max(asked)
