from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility.clock import HOUR, MINUTE
from mobility.errors import BrokenRegion
from mobility.gtfs import Local, load_feed, span
from mobility.timetable import Service, Timetable
from tests.packs import table, write_feed

MONDAY, SATURDAY = date(2026, 11, 23), date(2026, 11, 28)
OURS = {"belzig": "belzig", "belzig:1": "belzig", "medewitz": "medewitz"}
HERE = Local(stops=OURS, names={"Berlin Ostkreuz": "Berlin"})

FEED: dict[str, str | bytes] = {
    "stops.txt": table(
        ("stop_id", "stop_name", "parent_station"),
        ("dessau", "Dessau Hauptbahnhof", ""),
        ("medewitz:platform", "Medewitz", "medewitz"),
        ("belzig:1", "Bad Belzig", ""),
        ("berlin", "Berlin Ostkreuz", ""),
    ),
    "routes.txt": table(
        ("route_id", "route_short_name", "route_type"),
        ("re7", "RE7", 2),
        ("re3", "RE3", 106),
        ("555", "555", 3),
    ),
    "calendar.txt": table(
        ("service_id", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
         "start_date", "end_date"),
        ("week", 1, 1, 1, 1, 1, 0, 0, 20260101, 20261231),
    ),
    "calendar_dates.txt": table(
        ("service_id", "date", "exception_type"),
        ("week", 20261128, 1),
        ("week", 20261124, 2),
        ("once", 20270105, 1),
    ),
    "trips.txt": table(
        ("route_id", "service_id", "trip_id", "trip_headsign"),
        ("re7", "week", "through", "Berlin Ostkreuz"),
        ("re7", "week", "ends", ""),
        ("re3", "once", "begins", "Berlin"),
        ("555", "week", "bus", "Bad Belzig"),
    ),
    "stop_times.txt": table(
        ("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"),
        ("through", "24:30:00", "24:31:30", "belzig:1", 30),  # rows in any order
        ("through", "23:58:00", "23:58:00", "dessau", 1),
        ("through", "24:20:00", "24:20:00", "medewitz:platform", 20),
        ("through", "25:40:00", "25:40:00", "berlin", 40),
        ("ends", "5:00:00", "5:00:00", "dessau", 0),
        ("ends", "5:30:00", "5:30:00", "belzig:1", 1),
        ("begins", "06:00:00", "06:00:00", "belzig:1", 5),
        ("begins", "07:00:00", "07:00:00", "berlin", 6),
        ("bus", "07:00:00", "07:00:00", "belzig:1", 1),
    ),
}  # fmt: skip


def read(folder: Path, **changes: str | bytes | None) -> Timetable:
    """The timetable of the feed with some tables changed or, with ``None``, left out."""
    tables = FEED | {f"{name}.txt": text for name, text in changes.items() if text is not None}
    kept = {
        name: text for name, text in tables.items() if changes.get(name.removesuffix(".txt"), "") is not None
    }
    timetable, _ = load_feed(write_feed(folder / "feed.zip", kept), HERE)
    return timetable


def edited(name: str, old: str, new: str) -> dict[str, str]:
    text = FEED[f"{name}.txt"]
    assert isinstance(text, str)
    assert old in text
    return {name: text.replace(old, new, 1)}


def test_a_train_that_calls_has_both_times_on_its_service_day(tmp_path: Path) -> None:
    through = read(tmp_path).train(MONDAY, "belzig", "through")
    assert through
    assert (through.arrives, through.departs) == (24 * HOUR + 30 * MINUTE, 24 * HOUR + 31 * MINUTE + 30)
    assert (through.line, through.stop) == ("RE7", "belzig")


def test_platforms_and_parent_stations_are_known_as_our_stop(tmp_path: Path) -> None:
    timetable = read(tmp_path)
    assert [train.id for train in timetable.trains(MONDAY, "medewitz")] == ["through"]
    assert [train.id for train in timetable.trains(MONDAY, "belzig")] == ["ends", "through"]


def test_far_ends_have_the_names_people_use(tmp_path: Path) -> None:
    through = read(tmp_path).train(MONDAY, "belzig", "through")
    ends = read(tmp_path).train(MONDAY, "belzig", "ends")
    assert through
    assert ends
    assert (through.origin, through.destination) == ("Dessau Hauptbahnhof", "Berlin")
    assert (ends.origin, ends.destination) == ("Dessau Hauptbahnhof", "Bad Belzig")  # no headsign: last stop


def test_a_train_that_begins_or_ends_lacks_that_time(tmp_path: Path) -> None:
    ends, begins = (
        read(tmp_path).train(day, "belzig", name)
        for day, name in ((MONDAY, "ends"), (date(2027, 1, 5), "begins"))
    )
    assert ends
    assert begins
    assert (ends.arrives, ends.departs) == (5 * HOUR + 30 * MINUTE, None)
    assert (begins.arrives, begins.departs) == (None, 6 * HOUR)


def test_where_nobody_may_get_on_or_off_there_is_no_train_to_catch_or_to_leave(tmp_path: Path) -> None:
    header = "trip_id,arrival_time,departure_time,stop_id,stop_sequence"
    closed = str(FEED["stop_times.txt"]).replace(header, f"{header},pickup_type,drop_off_type")
    for types, times in (("1,0", (True, False)), ("0,1", (False, True)), (",", (True, True))):
        text = "\n".join(f"{line},{types}" if n else line for n, line in enumerate(closed.splitlines()))
        found = read(tmp_path, stop_times=text + "\n").train(MONDAY, "belzig", "through")
        assert found
        assert (found.arrives is not None, found.departs is not None) == times


def test_only_trains_are_read(tmp_path: Path) -> None:
    assert all(train.id != "bus" for train in read(tmp_path).trains(MONDAY, "belzig"))


def test_exceptions_add_and_remove_days(tmp_path: Path) -> None:
    timetable = read(tmp_path)
    assert timetable.trains(SATURDAY, "belzig")
    assert not timetable.trains(date(2026, 11, 24), "belzig")
    assert [train.id for train in timetable.trains(date(2027, 1, 5), "belzig")] == ["begins"]


def test_a_feed_speaks_for_the_days_it_names_or_else_for_those_it_has(tmp_path: Path) -> None:
    assert read(tmp_path).valid == (date(2026, 1, 1), date(2027, 1, 5))
    info = table(("feed_start_date", "feed_end_date"), (20260201, 20260430))
    assert read(tmp_path, feed_info=info).valid == (date(2026, 2, 1), date(2026, 4, 30))
    longer = table(("feed_start_date", "feed_end_date"), (20251201, 20271231))
    assert read(tmp_path, feed_info=longer).valid == (date(2025, 12, 1), date(2027, 1, 5))
    half = table(("feed_publisher_name", "feed_end_date"), ("VBB", 20260430))
    assert read(tmp_path, feed_info=half).valid == (date(2026, 1, 1), date(2026, 4, 30))
    silent = table(("feed_publisher_name",), ("VBB",))
    assert read(tmp_path, feed_info=silent).valid == (date(2026, 1, 1), date(2027, 1, 5))


def test_either_calendar_alone_will_do(tmp_path: Path) -> None:
    assert read(tmp_path, calendar_dates=None, **edited("trips", "once", "week")).trains(MONDAY, "belzig")
    dated = read(tmp_path, calendar=None)
    assert [train.id for train in dated.trains(SATURDAY, "belzig")] == ["ends", "through"]
    assert not dated.trains(MONDAY, "belzig")


@pytest.mark.parametrize("name", ["stops", "routes", "trips", "stop_times"])
def test_a_feed_without_one_of_its_tables_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BrokenRegion, match=rf"feed\.zip/{name}\.txt: is missing"):
        read(tmp_path, **{name: None})


def test_a_feed_without_any_calendar_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BrokenRegion, match=r"feed\.zip/calendar\.txt: is missing"):
        read(tmp_path, calendar=None, calendar_dates=None)


@pytest.mark.parametrize(
    ("name", "old", "new", "line", "reason"),
    [
        ("stop_times", "24:30:00", "24:60:00", 2, "arrival_time '24:60:00' is not a time like 07:05:00"),
        ("stop_times", "24:31:30", "", 2, "departure_time '' is not a time like 07:05:00"),
        ("stop_times", "24:31:30", "24:29:00", 2, "departs before it arrives"),
        ("stop_times", "belzig:1,30", "belzig:1,x", 2, "stop_sequence 'x' is not a whole number"),
        ("stop_times", "belzig:1", "atlantis", 2, "stop_id 'atlantis' is unknown"),
        ("stop_times", "stop_sequence", "place", 1, "has no column stop_sequence"),
        ("calendar", "20261231", "20261331", 2, "end_date '20261331' is not a date like 20260131"),
        ("calendar", "1,1,1", "1,2,1", 2, "tuesday '2' is not one of 0, 1"),
        ("calendar_dates", "20261128,1", "20261128,3", 2, "exception_type '3' is not one of 1, 2"),
        ("trips", "re7,week", "re7,never", 2, "service_id 'never' is unknown"),
        ("routes", "RE7,2", "RE7,rail", 2, "route_type 'rail' is not a whole number"),
    ],
)  # fmt: skip
def test_a_broken_row_is_refused_with_table_line_and_reason(
    tmp_path: Path, name: str, old: str, new: str, line: int, reason: str
) -> None:
    with pytest.raises(BrokenRegion) as refused:
        read(tmp_path, **edited(name, old, new))
    assert refused.value == BrokenRegion(f"feed.zip/{name}.txt", line, reason)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("line", [2, 5_000, 20_000])
def test_text_that_is_not_utf_8_is_refused_where_it_stands(tmp_path: Path, line: int, end: str) -> None:
    lines = ["stop_id,stop_name", *(f"stop-{n},Lübnitz {n}" for n in range(20_000))]
    rows = [text.encode("latin-1" if n == line else "utf-8") for n, text in enumerate(lines, start=1)]
    with pytest.raises(BrokenRegion) as refused:
        read(tmp_path, stops=end.encode().join(rows))
    assert refused.value == BrokenRegion("feed.zip/stops.txt", line, "is not UTF-8 text")


def test_a_feed_in_which_nothing_ever_runs_is_refused(tmp_path: Path) -> None:
    idle = edited("calendar", "1,1,1,1,1,0,0", "0,0,0,0,0,0,0")
    with pytest.raises(BrokenRegion, match=r"feed\.zip: has no run on any day"):
        read(tmp_path, **idle, calendar_dates=None, **edited("trips", "once", "week"))


def test_a_date_that_is_added_and_removed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BrokenRegion) as refused:
        read(tmp_path, **edited("calendar_dates", "once,20270105", "week,20261124"))
    reason = "2026-11-24 is both added to service_id 'week' and removed from it"
    assert refused.value == BrokenRegion("feed.zip/calendar_dates.txt", 4, reason)


DAYS = st.dates(date(2026, 1, 1), date(2026, 3, 31))


@given(
    st.builds(Service, DAYS, DAYS, st.frozensets(st.integers(0, 6)), st.frozensets(DAYS), st.frozensets(DAYS))
)
def test_the_span_of_a_service_is_its_first_and_last_day(service: Service) -> None:
    year = (date(2026, 1, 1) + timedelta(n) for n in range(90))
    days = [day for day in year if service.runs(day)]
    assert span(service) == ((days[0], days[-1]) if days else None)


def test_a_feed_without_a_run_at_our_stops_is_refused(tmp_path: Path) -> None:
    feed = write_feed(tmp_path / "feed.zip", FEED)
    with pytest.raises(BrokenRegion, match=r"feed\.zip: has no run that calls at a stop of the region"):
        load_feed(feed, Local(stops={"elsewhere": "elsewhere"}))


@pytest.mark.parametrize("data", [None, b"PK", b"<html>"])
def test_a_file_that_is_no_zip_is_refused(tmp_path: Path, data: bytes | None) -> None:
    if data:
        (tmp_path / "feed.zip").write_bytes(data)
    with pytest.raises(BrokenRegion, match=r"feed\.zip: is not a readable ZIP file"):
        load_feed(tmp_path / "feed.zip", HERE)
