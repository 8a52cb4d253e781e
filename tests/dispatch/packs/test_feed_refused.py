"""Importing a feed that is broken, dangerous or implausible: refused in words, with the pack untouched."""

import zipfile
from pathlib import Path

import pytest

from dispatch.packs.feed import import_feed
from mobility.errors import BrokenRegion
from tests.feeds import FEED, STATION, STOPS, edited, feed
from tests.packs import copy_of_pack, table, write_feed

IDLE = "daily,0,0,0,0,0,0,0"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return copy_of_pack(tmp_path)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"calendar": None, "calendar_dates": None}, "calendar.txt: is missing, and so is"),
        ({"stops": None}, "stops.txt: is missing"),
        ({"stop_times": None}, "stop_times.txt: is missing"),
        ({"agency": None}, "agency.txt: is missing"),
        ({"stops": str(FEED["stops.txt"]).encode("utf-16")}, "is not UTF-8 text"),
        ({"stops": STOPS.replace("Dessau", "Deßau").encode("latin-1")}, "stops.txt, line 9: is not UTF-8"),
        (edited("routes", ",route_type", ",kind"), "routes.txt, line 1: has no column route_type"),
        (edited("stops", "berlin,", "far,"), "stop_id 'far' is there twice"),
        (edited("trips", "r580,once,only-here", "r580,once,bus"), "trip_id 'bus' is there twice"),
        (edited("routes", "r555,", "r580,"), "route_id 'r580' is there twice"),
        (edited("calendar", "away,", "daily,"), "service_id 'daily' is there twice"),
        (edited("agency", "none,", "bus,"), "agency_id 'bus' is there twice"),
        (edited("agency", "Europe/Berlin", "America/New_York"), "is not the time of Europe/Berlin"),
        (edited("stop_times", "24:10:00", "24:61:00"), "'24:61:00' is not a time"),
        (edited("stop_times", "berlin,0", "berlin,first"), "stop_sequence 'first' is not a whole number"),
        (edited("stop_times", ",dessau,", ",atlantis,"), "calls at the stop 'atlantis', which is unknown"),
        (edited("calendar", "20261212", "20261312"), "'20261312' is not a date"),
        (edited("calendar_dates", "20261019,2", "20261019,3"), "exception_type '3' is not one of 1, 2"),
        (edited("stops", "52.1362", "north"), "line 2: stop_lat 'north' is no coordinate"),
        (edited("stops", "52.39", "91"), "stops.txt, line 10: stop_lat '91' is not between -90 and 90"),
        (edited("stops", "13.06", "nan"), "stops.txt, line 10: stop_lon 'nan' is not between -180 and 180"),
        (
            edited("stops", "52.1362,12.5951", "0,0"),
            f"feed.zip/stops.txt, line 2: stop_id '{STATION}' lies 5,9",
        ),
        (edited("stops", "52.136,12.595", "52.2,12.6"), f"by its station '{STATION}'; more than 1,000 m"),
        (
            edited("calendar_dates", "20261019,2", "20261019,2\nschool,20261019,1"),
            "calendar_dates.txt, line 3: 2026-10-19 is both added to service_id 'school' and removed",
        ),
        (edited("stop_times", "borne:by-name,2,0,0", "borne:by-name,2,9,0"),
         "feed.zip/stop_times.txt, line 6: pickup_type '9' is not one of 0, 1, 2, 3"),
        (edited("stop_times", "borne:by-name,2,0,0", "borne:by-name,2,0,x"),
         "feed.zip/stop_times.txt, line 6: drop_off_type 'x' is not one of 0, 1, 2, 3"),
        (edited("stop_times", "berlin,0", f"berlin,{'9' * 5000}"), "is not a whole number"),
        (edited("feed_info", "20261212", "20260831"),
         "feed.zip/feed_info.txt, line 2: feed_end_date 2026-08-31 is before feed_start_date 2026-09-01"),
        (edited("feed_info", "20260901,20261212", "20250901,20251212"),
         "feed speaks from 2025-09-01 to 2025-12-12; its runs run from 2026-09-01 to 2026-12-12"),
        (edited("calendar", "20260901", "20270901"), "be taken: 3 because it runs on no day"),
        (
            edited("trips", "r580,school", "r580,lost") | edited("calendar", "daily,1,1,1,1,1,1,1", IDLE),
            "no run that could be taken: 2 because it runs on no day, 1 because its service_id is unknown",
        ),
        ({"agency": "agency_name,agency_url,agency_timezone\n"}, "agency.txt: names no agency"),
        ({"../stops": "x"}, "'../stops.txt', which would lie outside"),
        ({"/etc/stops": "x"}, "'/etc/stops.txt', which would lie outside"),
        ({"..\\stops": "x"}, "stops.txt', which would lie outside"),
        ({"stops": "stop_id\n" + "x" * 200_000}, "has a line of 131072 characters or more"),
        ({"stops": 'stop_id,stop_name\n"a,b\n'}, "is not CSV"),
        (
            {"stops": table(("stop_id", "stop_name", "stop_lat", "stop_lon"), ("far", "Berlin", 52.5, 13.4))},
            "has no stop in the area of the pack",
        ),
        (
            {"trips": table(("route_id", "service_id", "trip_id"), ("away", "away", "potsdam"))},
            "has no run in the area of the pack",
        ),
    ],
)  # fmt: skip
def test_a_broken_feed_is_refused_and_the_pack_stays_as_it_was(
    pack: Path, changes: dict[str, str | bytes | None], reason: str
) -> None:
    made = feed(pack.parent, **changes)
    before = {path.name: path.read_bytes() for path in pack.iterdir()}
    with pytest.raises(BrokenRegion) as refused:
        import_feed(pack, made)
    assert reason in str(refused.value)
    assert {path.name: path.read_bytes() for path in pack.iterdir()} == before
    assert [path for path in pack.parent.iterdir() if path.name.startswith(".")] == []


def test_a_file_that_is_no_zip_is_refused(pack: Path) -> None:
    (pack.parent / "feed.zip").write_bytes(b"<html>not found</html>")
    with pytest.raises(BrokenRegion, match=r"feed\.zip: is not a readable ZIP file"):
        import_feed(pack, pack.parent / "feed.zip")


def test_a_zip_that_was_cut_off_or_spoilt_is_refused(pack: Path) -> None:
    made = feed(pack.parent)
    data = made.read_bytes()
    made.write_bytes(data[: len(data) // 2])
    with pytest.raises(BrokenRegion, match="is not a readable ZIP file"):
        import_feed(pack, made)
    at = data.index(b"agency_id")
    made.write_bytes(data[:at] + b"AGENCY" + data[at + 6 :])
    with pytest.raises(BrokenRegion, match="cannot be unpacked"):
        import_feed(pack, made)


def test_a_feed_in_a_folder_of_its_zip_is_refused_with_the_folder(pack: Path) -> None:
    inside = {f"gtfs/today/{name}": text for name, text in FEED.items()}
    made = write_feed(pack.parent / "feed.zip", inside | {"__MACOSX/gtfs/today/._stops.txt": b"\x00"})
    with pytest.raises(BrokenRegion) as refused:
        import_feed(pack, made)
    reason = "its tables lie in the folder 'gtfs/today': pack them at the top"
    assert refused.value == BrokenRegion("feed.zip", None, reason)


def test_a_member_without_a_date_and_one_without_a_name_are_no_reason_to_fail(pack: Path) -> None:
    made = feed(pack.parent)
    with zipfile.ZipFile(made, "a") as archive:
        member = zipfile.ZipInfo("notes.txt")
        member.date_time = (1980, 0, 0, 0, 0, 0)
        archive.writestr(member, "none")
        archive.writestr("./", "")
    assert import_feed(pack, made).source.as_of


def test_a_zip_that_would_fill_the_memory_is_refused_before_it_is_unpacked(pack: Path) -> None:
    made = feed(pack.parent)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("shapes.txt", "0" * 20_000_000)
    with pytest.raises(BrokenRegion, match=r"feed\.zip/shapes\.txt: would unpack to 19 MiB out of 0\.0"):
        import_feed(pack, made)
