"""Importing a feed: what is taken, what it becomes, and what is refused with the pack untouched."""

import zipfile
from datetime import date
from pathlib import Path

import gtfs_guru
import pytest

from dispatch.packs.feed import FeedReport, import_feed
from dispatch.packs.feed.runs import Call, fill_in
from mobility.clock import HOUR, MINUTE
from mobility.lines import Access, LineRun
from mobility.region import Region, Source, load_region
from tests.feeds import BERGHOLZ, BORNE, FEED, STATION, edited, feed
from tests.packs import copy_of_pack, table

MONDAY, LAST_SCHOOL_DAY, FIRST_HOLIDAY = date(2026, 9, 7), date(2026, 10, 16), date(2026, 10, 19)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return copy_of_pack(tmp_path)


def imported(pack: Path, **changes: str | bytes | None) -> Region:
    """The pack with the feed in it."""
    import_feed(pack, feed(pack.parent, **changes))
    return load_region(pack)


def report(pack: Path, **changes: str | bytes | None) -> FeedReport:
    return import_feed(pack, feed(pack.parent, **changes))


def run(region: Region, key: str) -> LineRun:
    (found,) = (run for run in region.lines.runs if run.id == key)
    return found


# --- What is taken


def test_trains_at_a_station_and_buses_between_two_stops_are_taken_and_nothing_else(pack: Path) -> None:
    told = report(pack)
    assert (told.runs, told.trains) == (3, 1)
    assert told.lines == ("580", "RE7", "Rufbus 555")
    region = load_region(pack)
    assert [each.id for each in region.timetable.trains(MONDAY, STATION)] == ["train"]
    assert {each.id for each in region.lines.runs} == {"bus", "call"}


def test_a_train_keeps_its_far_ends_and_its_times_after_midnight(pack: Path) -> None:
    train = imported(pack).timetable.train(MONDAY, STATION, "train")
    assert train
    assert (train.origin, train.destination) == ("Berlin", "Dessau Hbf")
    assert (train.arrives, train.departs) == (25 * HOUR, 25 * HOUR + MINUTE)


def test_stops_are_found_by_id_by_parent_and_by_place_and_name(pack: Path) -> None:
    told = report(pack)
    calls = [call.stop for call in run(load_region(pack), "bus").calls]
    assert calls == [BERGHOLZ, BORNE, STATION]
    assert told.unmatched == (("borne:elsewhere", "Friedhof"),)
    assert "Bad Belzig, Markt" in told.silent
    assert "Borne" not in told.silent


def test_a_call_without_times_gets_its_share_of_the_time_between(pack: Path) -> None:
    times = [call.arrives // MINUTE for call in run(imported(pack), "bus").calls]
    assert times == [420, 430, 440]


def test_the_way_decides_the_share_where_the_feed_knows_it() -> None:
    calls = [
        Call(0, "a", 0, 0, "", "", 0.0),
        Call(1, "b", None, None, "", "", 1.0),
        Call(2, "c", None, 700, "", "", 9.0),
        Call(3, "d", None, None, "", "", None),
        Call(4, "e", 900, None, "", "", 10.0),
    ]
    fill_in(calls)
    assert [(call.arrives, call.departs) for call in calls] == [
        (0, 0), (78, 78), (700, 700), (800, 800), (900, 900)
    ]  # fmt: skip


def test_where_passengers_may_get_on_and_off_is_kept(pack: Path) -> None:
    region = imported(pack)
    first, *_ = run(region, "bus").calls
    assert (first.on, first.off) == (Access.OPEN, Access.CLOSED)
    assert run(region, "bus").accessible
    assert not run(region, "call").accessible


def test_a_line_on_demand_must_be_booked_although_its_feed_does_not_say_so(pack: Path) -> None:
    # B14: route type 715
    assert {call.on for call in run(imported(pack), "call").calls} == {Access.BOOKED}


def test_calendars_are_those_of_the_runs_with_their_exceptions(pack: Path) -> None:
    service = run(imported(pack), "bus").service
    assert service.runs(LAST_SCHOOL_DAY)
    assert not service.runs(FIRST_HOLIDAY)
    with zipfile.ZipFile(pack / "timetable.zip") as archive:
        assert {line.partition(b",")[0] for line in archive.read("calendar.txt").splitlines()[1:]} == {
            b"daily", b"school"
        }  # fmt: skip


def test_dates_alone_are_a_calendar(pack: Path) -> None:
    dates = table(("service_id", "date", "exception_type"), ("school", 20260907, 1), ("daily", 20260908, 1))
    region = imported(pack, calendar=None, calendar_dates=dates)
    assert run(region, "bus").service.runs(MONDAY)
    assert not run(region, "call").service.runs(MONDAY)


def test_a_run_that_is_repeated_becomes_as_many_runs(pack: Path) -> None:
    frequencies = table(
        ("trip_id", "start_time", "end_time", "headway_secs", "exact_times"),
        ("bus", "08:00:00", "10:00:00", 3600, 1),
    )
    region = imported(pack, frequencies=frequencies)
    buses = {each.id: each.calls[0].departs // HOUR for each in region.lines.runs if each.line == "580"}
    assert buses == {"bus@080000": 8, "bus@090000": 9}


def test_the_feed_says_for_which_time_it_speaks_and_else_its_calendars_do(pack: Path) -> None:
    assert report(pack).valid == (date(2026, 9, 1), date(2026, 12, 12))
    info = table(
        ("feed_publisher_name", "feed_publisher_url", "feed_lang"), ("VBB", "https://example.org", "de")
    )
    longer = edited("calendar", "1,1,1,1,1,0,0,20260901,20261212", "1,1,1,1,1,0,0,20260901,20261231")
    assert report(pack, feed_info=info, **longer).valid == (date(2026, 9, 1), date(2026, 12, 31))
    assert load_region(pack).timetable.valid == (date(2026, 9, 1), date(2026, 12, 31))


def test_a_feed_need_not_have_what_is_optional(pack: Path) -> None:
    trips = table(("trip_id", "route_id", "service_id"), ("bus", "r580", "school"))
    times = [line.rsplit(",", 2)[0] for line in str(FEED["stop_times.txt"]).splitlines()]
    told = report(pack, feed_info=None, trips=trips, stop_times="\n".join(times))
    assert (told.runs, told.source.attribution) == (1, "Die Bahn")
    bus = run(load_region(pack), "bus")
    assert bus.direction == "Gleis 9"  # the last stop
    assert not bus.accessible
    assert {(call.on, call.off) for call in bus.calls} == {(Access.OPEN, Access.OPEN)}


def test_a_run_that_cannot_be_right_is_left_out_and_named(pack: Path) -> None:
    told = report(pack, **edited("stop_times", "07:20:00,07:20:00,other", "06:20:00,06:20:00,other"))
    assert told.left_out == (("bus", "its times go backwards"),)
    assert told.runs == 2


def test_a_run_of_an_unknown_service_is_left_out(pack: Path) -> None:
    told = report(pack, **edited("trips", "r580,school", "r580,unheard-of"))
    assert told.left_out == (("bus", "its service_id is unknown"),)


# --- What it becomes


def test_the_pack_says_whose_feed_it_is_and_keeps_every_other_word(pack: Path) -> None:
    before = (pack / "region.toml").read_text(encoding="utf-8")
    import_feed(pack, feed(pack.parent), licence="CC BY 4.0", attribution="VBB")
    source = next(each for each in load_region(pack).sources if "timetable.zip" in each.files)
    assert "VBB Verkehrsverbund" in source.title
    assert (source.licence, source.attribution) == ("CC BY 4.0", "VBB")
    after = (pack / "region.toml").read_text(encoding="utf-8")
    gone = [line for line in before.splitlines() if line not in after.splitlines()]
    assert len(gone) <= 4


def test_who_knows_better_says_where_it_is_from(pack: Path) -> None:
    known = Source(("timetable.zip",), "Fahrplan von 2021", "CC BY 3.0", "VBB", "2021-05-30")
    assert import_feed(pack, feed(pack.parent), source=known).source == known
    assert known in load_region(pack).sources


def test_the_same_feed_gives_the_same_bytes_also_when_it_is_imported_again(pack: Path) -> None:
    made = feed(pack.parent)
    import_feed(pack, made)
    once = {path.name: path.read_bytes() for path in pack.iterdir()}
    import_feed(pack, made)
    assert {path.name: path.read_bytes() for path in pack.iterdir()} == once


def test_what_was_imported_is_a_feed_that_can_be_imported(pack: Path) -> None:
    region = imported(pack)
    small = (pack / "timetable.zip").rename(pack.parent / "small.zip")
    import_feed(pack, small)
    again = load_region(pack)
    assert again.lines.runs == region.lines.runs
    assert again.timetable.calls == region.timetable.calls
    assert again.timetable.valid == region.timetable.valid


def test_the_small_feed_keeps_the_rules_of_gtfs(pack: Path) -> None:
    import_feed(pack, feed(pack.parent))
    found = gtfs_guru.validate(str(pack / "timetable.zip"), date="2026-09-07")
    assert [(notice.code, notice.file) for notice in found.errors()] == []
