from datetime import date
from itertools import accumulate, pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.packs.calibrate import DWELL, Fit, fit, write_factor
from dispatch.packs.osm_roads import roads_from_file
from dispatch.travel import load_travel
from mobility.errors import BrokenRegion
from mobility.lines import LineCall, LineRun
from mobility.region.settings import load_settings
from mobility.timetable import Service
from tests.dispatch.roads.hamlet import OSM, contents, hamlet, quiet
from tests.packs import edit, write_feed

ALWAYS = Service(date(2026, 1, 1), date(2026, 12, 31), frozenset(range(7)))
WAYS = {("a", "b"): 300, ("b", "c"): 600, ("c", "d"): 240, ("a", "d"): 500}


def seconds(a: str, b: str) -> int:
    return WAYS[a, b]


def run(stops: str, *times: int) -> LineRun:
    """A run that arrives and departs at the same time (s), as timetables have it."""
    calls = [LineCall(stop, time, time) for stop, time in zip(stops, times, strict=True)]
    return LineRun(stops, "500", "nowhere", ALWAYS, False, tuple(calls))  # noqa: FBT003


def test_given_buses_as_fast_as_the_roads_then_the_factor_stays() -> None:
    assert fit([run("ab", 0, 300), run("bc", 0, 600)], seconds, 1.0) == Fit(1.0, 1.0, 2)


def test_given_slower_buses_then_speeds_are_lowered_from_what_they_are() -> None:
    assert fit([run("ab", 0, 400)], seconds, 0.9) == Fit(0.68, 0.9, 1)


def test_given_stops_on_the_way_then_they_are_taken_off() -> None:
    assert fit([run("abcd", 0, 300, 900 + DWELL, 1140 + 2 * DWELL)], seconds, 1.0) == Fit(1.0, 1.0, 1)


def test_given_long_and_short_runs_then_long_ones_weigh_more() -> None:
    found = fit([run("bc", 0, 600), run("ab", 0, 600)], seconds, 1.0)
    # least squares: (600*600 + 600*300) / (600² + 300²) is 1.2
    assert found == Fit(0.83, 1.0, 2)


@pytest.mark.parametrize(
    "odd", [run("ab", 0, 240), run("ab", 0, 601), run("ad", 0, 3600), run("aa", 0, 900)], ids=str
)
def test_given_short_runs_and_detours_then_they_tell_nothing(odd: LineRun) -> None:
    assert fit([odd], lambda a, b: WAYS.get((a, b), 0), 1.0) is None


def test_given_no_runs_then_there_is_no_factor() -> None:
    assert fit([], seconds, 1.0) is None


@given(st.lists(st.integers(200, 2000), min_size=1, max_size=8), st.floats(0.6, 1.6))
def test_given_buses_that_are_slower_by_some_share_then_it_is_found(ways: list[int], share: float) -> None:
    stops = [str(number) for number in range(len(ways) + 1)]
    known = dict(zip(pairwise(stops), ways, strict=True))
    times = [0, *accumulate(round(way * share * 2) + DWELL for way in ways)]
    times[-1] -= DWELL
    calls = tuple(LineCall(stop, time, time) for stop, time in zip(stops, times, strict=True))
    bus = LineRun("1", "500", "nowhere", ALWAYS, False, calls)  # noqa: FBT003
    found = fit([bus], lambda a, b: 2 * known[a, b], 1.0)
    assert found is None or found.factor == pytest.approx(1 / share, abs=0.02)
    assert found is not None or times[-1] < 300


@pytest.mark.parametrize(
    "roads",
    [
        "",
        "[roads]\n",
        "[roads]\nmax_offset_m = 300\n",
        "[roads] # ours\nmax_offset_m = 300\nspeed_factor = 0.7 # as fitted\n",
    ],
)
def test_given_a_factor_when_written_then_it_holds_and_all_else_stays(tmp_path: Path, roads: str) -> None:
    pack = hamlet(tmp_path)
    text = (pack / "region.toml").read_text(encoding="utf-8").replace("# kept as it is\n", roads)
    (pack / "region.toml").write_text(text, encoding="utf-8")
    check_written(pack, text)


def test_given_the_roads_come_last_when_a_factor_is_written_then_it_holds(tmp_path: Path) -> None:
    pack = hamlet(tmp_path)
    with (pack / "region.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[roads]\nspeed_factor = 1.2\nmax_offset_m = 200\n")
    check_written(pack, (pack / "region.toml").read_text(encoding="utf-8"))


def check_written(pack: Path, text: str) -> None:
    before = load_settings(pack)
    write_factor(pack, 0.93)
    after = load_settings(pack)
    assert after.roads.speed_factor == 0.93
    assert after.roads.max_offset_m == before.roads.max_offset_m
    assert after.sources == before.sources
    kept = [line for line in text.splitlines() if not line.startswith("speed_factor")]
    assert set(kept) <= set((pack / "region.toml").read_text(encoding="utf-8").splitlines())


# ---- in a pack --------------------------------------------------------------------------------------------

FEED = {
    "agency.txt": "agency_id,agency_name,agency_url,agency_timezone\n1,Bus,https://bus.example,Europe/Berlin\n",
    "stops.txt": "stop_id,stop_name,stop_lat,stop_lon\na:1,Adorf,50.0101,11.0150\nb:1,Bedorf,50.01,11.06\n",
    "routes.txt": "route_id,agency_id,route_short_name,route_type\n500,1,500,3\nRB,1,RB1,2\n",
    "trips.txt": "trip_id,route_id,service_id\nbus,500,always\ntrain,RB,always\n",
    "stop_times.txt": (
        "trip_id,stop_id,stop_sequence,arrival_time,departure_time\n"
        "bus,a:1,1,08:00:00,08:00:00\nbus,b:1,2,08:05:00,08:05:00\n"
        "train,a:1,1,08:00:00,08:00:00\ntrain,b:1,2,08:02:00,08:02:00\n"
    ),
    "calendar.txt": (
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        "always,1,1,1,1,1,1,1,20260101,20261231\n"
    ),
}


def with_feed(pack: Path) -> Path:
    """The pack with a bus that takes five minutes from Adorf to Bedorf, and a train that takes two."""
    write_feed(pack / "timetable.zip", FEED)
    edit(pack, "region.toml", 'files = ["region.toml"', 'files = ["timetable.zip", "region.toml"')
    return pack


def test_given_a_timetable_when_roads_are_built_then_the_fit_is_told_and_nothing_changed(
    tmp_path: Path,
) -> None:
    pack = with_feed(hamlet(tmp_path))
    made = roads_from_file(pack, OSM, None, quiet)
    assert load_travel(pack).seconds("a", "b") == 177
    # the dwell on the way does not count: there is no stop on the way
    assert made.fit == Fit(round(177 / 300, 2), 1.0, 1)
    assert "speed_factor" not in (pack / "region.toml").read_text(encoding="utf-8")


def test_given_a_timetable_when_roads_are_calibrated_then_driving_takes_as_long_as_the_bus(
    tmp_path: Path,
) -> None:
    pack = with_feed(hamlet(tmp_path))
    roads_from_file(pack, OSM, None, quiet, calibrate=True)
    assert load_settings(pack).roads.speed_factor == 0.59
    assert load_travel(pack).seconds("a", "b") == pytest.approx(300, abs=3)


def test_given_no_buses_when_roads_are_calibrated_then_that_is_refused(tmp_path: Path) -> None:
    pack = hamlet(tmp_path)
    before = contents(pack)
    with pytest.raises(BrokenRegion, match=r"timetable\.zip: has no buses to which speeds could be fitted"):
        roads_from_file(pack, OSM, None, quiet, calibrate=True)
    assert contents(pack) == before
