"""Requests as a table: what is written is read again, and every mistake is named with its line."""

import csv
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch.demand import BrokenRequests, Passengers, passengers, read_requests, write_requests
from dispatch.demand.requests import FORMULA, _harmless, _plain
from mobility.bookings import Anchor, RideRequest, Wish
from mobility.clock import HOUR, MINUTE, ServiceDay
from mobility.needs import Needs
from mobility.region import Region

TUESDAY = date(2026, 11, 24)
MARKET, SCHOOL = "de:12069:900222015", "de:12069:900222208"
HEADER = "asked_at,anchor,time,origin,destination"
ROW = f"2026-11-23T18:05,depart,07:30,{MARKET},{SCHOOL}"


def table(folder: Path, *lines: str) -> Path:
    path = folder / "requests.csv"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


@pytest.mark.parametrize("day", [TUESDAY, date(2026, 10, 25), date(2026, 3, 29)])
def test_given_a_synthetic_day_when_written_and_read_then_it_is_the_same(
    region: Region, tmp_path: Path, day: date
) -> None:
    parties = passengers(region, day, 1)
    path = tmp_path / "day.csv"
    path.write_text(write_requests(parties), encoding="utf-8")

    assert parties
    assert read_requests(path, region, day) == parties


def test_given_the_least_of_a_request_when_read_then_the_rest_is_usual(
    region: Region, tmp_path: Path
) -> None:
    [party] = read_requests(table(tmp_path, HEADER, ROW), region, TUESDAY)

    asked = datetime(2026, 11, 23, 17, 5, tzinfo=UTC)  # written as Berlin has it
    wish = Wish(Anchor.DEPART, 7 * HOUR + 30 * MINUTE)
    assert party == Passengers(
        RideRequest("000001", MARKET, SCHOOL, wish, Needs(), asked), "", MARKET, 30 * MINUTE
    )


def test_given_requests_in_any_order_when_read_then_they_come_as_they_were_asked(
    region: Region, tmp_path: Path
) -> None:
    path = table(
        tmp_path,
        f"{HEADER},way_there",
        f"2026-11-23T18:06:00+01:00,depart,12:00,{SCHOOL},{MARKET},2",
        f"2026-11-23T18:05:00+01:00,arrive,25:00:07,{MARKET},{SCHOOL},",
        f"2026-11-20,arrive,08:00,{MARKET},{SCHOOL},",
    )

    first, there, back = read_requests(path, region, TUESDAY)

    assert [party.request.reference for party in (first, there, back)] == ["000001", "000002", "000003"]
    assert (back.way_there, there.way_there) == ("000002", None)
    assert back.home == there.home == MARKET
    assert there.request.wish.time == 25 * HOUR + 7
    assert first.request.asked_at == datetime(2026, 11, 19, 23, tzinfo=UTC)


def test_given_the_table_of_a_german_spreadsheet_when_read_then_it_is_the_same(
    region: Region, tmp_path: Path
) -> None:
    lines = [f"{HEADER},purpose", f"{ROW},work".replace("07:30", "7:30:00")]
    path = table(tmp_path, *lines)
    expected = read_requests(path, region, TUESDAY)

    path.write_text("\r\n".join(lines).replace(",", ";"), encoding="utf-8-sig")

    assert read_requests(path, region, TUESDAY) == expected
    assert expected[0].request.wish.time == 7 * HOUR + 30 * MINUTE


def test_given_a_mistake_in_a_table_with_semicolons_when_read_then_its_line_is_named(
    region: Region, tmp_path: Path
) -> None:
    lines = [line.replace(",", ";") for line in (HEADER, ROW, ROW.replace("depart", "leave"))]

    with pytest.raises(BrokenRequests, match="line 3: anchor 'leave'"):
        read_requests(table(tmp_path, *lines), region, TUESDAY)


def test_given_a_train_when_read_then_it_is_the_one_of_that_station(region: Region, tmp_path: Path) -> None:
    train = next(
        train for train in region.timetable.trains(TUESDAY, region.station) if train.departs is not None
    )
    row = f"2026-11-23T18:05,arrive,08:00,{MARKET},{region.station},{train.id}"

    [party] = read_requests(table(tmp_path, f"{HEADER},train", row), region, TUESDAY)

    assert party.request.wish.train == train.id


@pytest.mark.parametrize(
    ("columns", "row", "reason"),
    [
        ("", "2026-11-23T18:05,depart,07:30,nowhere,{SCHOOL}", "origin 'nowhere' is unknown"),
        ("", "2026-11-23T18:05,depart,07:30,{MARKET},nowhere", "destination 'nowhere' is unknown"),
        ("", "2026-11-23T18:05,depart,07:30,{MARKET},{MARKET}", "is where the ride begins"),
        ("", "yesterday,depart,07:30,{MARKET},{SCHOOL}", "asked_at 'yesterday' is not a time like"),
        ("", "0001-01-01,depart,07:30,{MARKET},{SCHOOL}", "asked_at '0001-01-01' is not a time like"),
        ("", "2026-12-23T18:05,depart,07:30,{MARKET},{SCHOOL}", "is after the rides of 2026-11-24"),
        ("", "2026-11-23T18:05,leave,07:30,{MARKET},{SCHOOL}", "anchor 'leave' is not one of arrive, depart"),
        ("", "2026-11-23T18:05,depart,7.30,{MARKET},{SCHOOL}", "time '7.30' is not a time like 07:30"),
        ("", "2026-11-23T18:05,depart,07:30,{MARKET}", "has 4 values, the header has 5"),
        (",passengers", "{ROW},none", "passengers 'none' is not a whole number"),
        (",passengers", "{ROW},-1", "passengers '-1' is negative"),
        (",passengers", "{ROW},0", "passengers is 0, must be at least 1"),
        (",passengers", "{ROW},100", "passengers 100 is more than 99"),
        (",wheelchairs", "{ROW},2", "more wheelchairs than passengers"),
        (",train", "{ROW},RE99", "train 'RE99' does not call at de:12069:900222015 on 2026-11-24"),
        (",home", "{ROW},nowhere", "home 'nowhere' is unknown"),
        (",purpose", "{ROW},=1+1", "purpose '=1+1' has other signs"),
        (",patience_s", "{ROW},-5", "patience_s '-5' is negative"),
        (",way_there", "{ROW},1", "way_there 1 is not the number of another row"),
        (",way_there", "{ROW},7", "way_there 7 is not the number of another row"),
    ],
)
def test_given_a_mistake_in_a_row_when_read_then_file_and_line_are_named(
    region: Region, tmp_path: Path, columns: str, row: str, reason: str
) -> None:
    row = row.format(MARKET=MARKET, SCHOOL=SCHOOL, ROW=ROW)

    with pytest.raises(BrokenRequests) as broken:
        read_requests(table(tmp_path, HEADER + columns, row), region, TUESDAY)

    assert str(broken.value).startswith("requests.csv, line 2: ")
    assert reason in str(broken.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "requests.csv, line 1: has no column anchor, asked_at, destination, origin, time"),
        (b"asked_at,anchor\n", "requests.csv, line 1: has no column destination, origin, time"),
        (f"{HEADER},colour\n".encode(), "requests.csv, line 1: has the unknown column colour"),
        (f"{HEADER},time\n".encode(), "requests.csv, line 1: has a column twice"),
        (b"\xff\n", "requests.csv, line 1: is not UTF-8 text"),
        (f'{HEADER}\n"'.encode(), "requests.csv, line 2: is not CSV"),
    ],
)
def test_given_something_else_than_such_a_table_when_read_then_it_is_refused(
    region: Region, tmp_path: Path, text: bytes, message: str
) -> None:
    path = tmp_path / "requests.csv"
    path.write_bytes(text)

    with pytest.raises(BrokenRequests) as broken:
        read_requests(path, region, TUESDAY)

    assert str(broken.value).startswith(message)


def test_given_no_such_file_when_read_then_it_is_refused(region: Region, tmp_path: Path) -> None:
    with pytest.raises(BrokenRequests, match=r"missing\.csv: cannot be read"):
        read_requests(tmp_path / "missing.csv", region, TUESDAY)


@given(st.text("'=+-@\t\rab ", max_size=5))
def test_no_text_begins_like_a_formula_and_every_text_comes_back(text: str) -> None:
    assert not _harmless(text).startswith(FORMULA)
    if not text.startswith("'"):
        assert _plain(_harmless(text)) == text


def test_given_a_train_whose_id_looks_like_a_formula_when_written_then_no_spreadsheet_calculates_it() -> None:
    wish = Wish(Anchor.ARRIVE, 8 * HOUR, "=RE7")
    request = RideRequest("000001", MARKET, SCHOOL, wish, Needs(), datetime(2026, 11, 23, tzinfo=UTC))

    [row] = csv.DictReader(StringIO(write_requests([Passengers(request, "work", MARKET, 600)])))

    assert row["train"] == "'=RE7"


@st.composite
def parties(draw: st.DrawFn, stops: list[str]) -> list[Passengers]:
    """Passengers of any kind, in the order of asking, some of them on their way back."""
    found: list[Passengers] = []
    at = ServiceDay(TUESDAY).instant(-20 * 24 * HOUR)
    for number in range(draw(st.integers(0, 8))):
        at += timedelta(seconds=draw(st.integers(0, 2 * 24 * HOUR)))
        origin, destination = draw(st.lists(st.sampled_from(stops), min_size=2, max_size=2, unique=True))
        persons = draw(st.integers(1, 9))
        needs = Needs(
            persons, draw(st.integers(0, persons)), draw(st.integers(0, 3)), draw(st.integers(0, 3))
        )
        wish = Wish(draw(st.sampled_from(Anchor)), draw(st.integers(0, 30 * HOUR)))
        request = RideRequest(f"{number + 1:06}", origin, destination, wish, needs, at)
        there = draw(st.sampled_from([None, *(each.request.reference for each in found)]))
        purpose, home = draw(st.sampled_from(["", "work", "doctor"])), draw(st.sampled_from(stops))
        found.append(Passengers(request, purpose, home, draw(st.integers(0, 10**5)), there))
    return found


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whoever_asks_then_what_is_written_is_read_again(
    region: Region, tmp_path: Path, data: st.DataObject
) -> None:
    before = data.draw(parties(sorted(region.stops)))
    path = tmp_path / "any.csv"
    path.write_text(write_requests(before), encoding="utf-8")

    after = read_requests(path, region, TUESDAY)

    assert list(after) == before
    assert write_requests(after) == path.read_text(encoding="utf-8")


def test_given_blank_lines_at_the_end_when_read_then_they_are_no_rows(region: Region, tmp_path: Path) -> None:
    path = tmp_path / "requests.csv"
    path.write_text(write_requests(passengers(region, TUESDAY, 1)[:2]) + "\n\r\n", encoding="utf-8")

    assert len(read_requests(path, region, TUESDAY)) == 2
