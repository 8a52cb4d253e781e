"""Importing a feed: runs that never run, runs that are repeated, and until when the feed speaks."""

from datetime import date
from pathlib import Path

import gtfs_guru
import pytest

from dispatch.packs.feed import FeedReport, import_feed
from mobility.clock import MINUTE
from mobility.lines import LineRun
from mobility.region import Region, load_region
from tests.feeds import FEED, edited, feed
from tests.packs import copy_of_pack, table

MONDAY, FIRST_HOLIDAY = date(2026, 9, 7), date(2026, 10, 19)
SCHOOL = "school,1,1,1,1,1,0,0,20260901,20261212"
FREQUENCIES = "trip_id", "start_time", "end_time", "headway_secs"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return copy_of_pack(tmp_path)


def imported(pack: Path, **changes: str | bytes | None) -> Region:
    """The pack with the feed in it."""
    report(pack, **changes)
    return load_region(pack)


def report(pack: Path, **changes: str | bytes | None) -> FeedReport:
    return import_feed(pack, feed(pack.parent, **changes))


def run(region: Region, key: str) -> LineRun:
    (found,) = (run for run in region.lines.runs if run.id == key)
    return found


@pytest.mark.parametrize(
    "changes",
    [
        edited("calendar", SCHOOL, "school,1,1,1,1,1,0,0,20260901,20260831"),
        edited("calendar", SCHOOL, "school,1,1,1,1,1,0,0,20260905,20260906"),
        edited("calendar", SCHOOL, "school,1,1,1,1,1,0,0,20261019,20261019"),
        edited("calendar", "school,1,1,1,1,1,0,0", "school,0,0,0,0,0,0,0"),
        edited("calendar", "school,1", "other,1"),  # what is left is a day on which it does not run
    ],
)
def test_a_run_that_never_runs_is_left_out_and_named(pack: Path, changes: dict[str, str]) -> None:
    assert report(pack, **changes).left_out == (("bus", "it runs on no day"),)


def test_a_run_whose_period_is_upside_down_is_kept_if_a_date_is_added(pack: Path) -> None:
    backwards = edited("calendar", "0,0,20260901,20261212", "0,0,20260901,20260831")
    added = edited("calendar_dates", "school,20261019,2", "school,20261019,1")
    region = imported(pack, **backwards, **added)
    service = run(region, "bus").service
    assert service.runs(FIRST_HOLIDAY)
    assert not service.runs(MONDAY)
    found = gtfs_guru.validate(str(pack / "timetable.zip"), date="2026-09-07")
    assert [(notice.code, notice.file) for notice in found.errors()] == []


def test_a_run_that_is_repeated_at_no_time_is_left_out(pack: Path) -> None:
    told = report(pack, frequencies=table(FREQUENCIES, ("bus", "08:00:00", "08:00:00", 600)))
    assert told.left_out == (("bus", "its frequencies end before they begin"),)


def test_a_time_that_the_frequencies_say_twice_is_one_run(pack: Path) -> None:
    twice = ("bus", "08:00:00", "10:00:00", 3600), ("bus", "09:00:00", "11:00:00", 3600)
    region = imported(pack, frequencies=table(FREQUENCIES, *twice))
    assert [each.id for each in region.lines.runs if each.line == "580"] == [
        "bus@080000", "bus@090000", "bus@100000"
    ]  # fmt: skip


def test_the_same_exception_twice_is_one(pack: Path) -> None:
    twice = edited("calendar_dates", "20261019,2", "20261019,2\nschool,20261019,2")
    assert run(imported(pack, **twice), "bus").service.removed == {FIRST_HOLIDAY}


def test_a_way_that_is_no_number_shares_the_time_evenly(pack: Path) -> None:
    header, *rows = str(FEED["stop_times.txt"]).splitlines()
    ways = [f"{header},shape_dist_traveled", *(f"{row},{0 if ' 7:00' in row else 'inf'}" for row in rows)]
    times = [call.arrives // MINUTE for call in run(imported(pack, stop_times="\n".join(ways)), "bus").calls]
    assert times == [420, 430, 440]


# --- Until when it speaks


def test_a_feed_speaks_no_longer_than_its_last_run(pack: Path) -> None:
    longer = edited("feed_info", "20260901,20261212", "20260801,20271231")
    assert report(pack, **longer).valid == (date(2026, 8, 1), date(2026, 12, 12))
    shorter = edited("feed_info", "20260901,20261212", ",20261130")
    assert report(pack, **shorter).valid == (date(2026, 9, 1), date(2026, 11, 30))


def test_what_is_not_kept_does_not_make_a_feed_last_longer(pack: Path) -> None:
    longer = edited("feed_info", "20261212", "20301231")
    assert report(pack, **longer).valid[1] == date(2026, 12, 12)  # service "away" runs until 2030


@pytest.mark.parametrize(
    ("today", "warning"),
    [
        (date(2026, 11, 28), ""),
        (date(2026, 11, 29), "WARNING: the feed ends on 2026-12-12, nobody will find a bus after it"),
        (date(2026, 12, 12), "WARNING: the feed ends on 2026-12-12, nobody will find a bus after it"),
        (date(2026, 12, 13), "WARNING: the feed ended on 2026-12-12, nobody will find a bus in it"),
    ],
)
def test_a_feed_that_has_ended_or_soon_ends_is_warned_of(pack: Path, today: date, warning: str) -> None:
    said = report(pack).ending(today)
    assert said.startswith(warning)
    assert bool(said) == bool(warning)
