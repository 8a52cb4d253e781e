"""A feed as a transport association publishes it, with everything that makes real feeds difficult."""

from pathlib import Path

from tests.packs import table, write_feed

STATION, PLATFORM = "de:12069:900220143", "de:12069:900220143:1:50"
BERGHOLZ, BORNE = "de:12069:900222239", "de:12069:900222036"

Tables = dict[str, str | bytes]

STOPS = table(
    ("stop_id", "stop_name", "stop_lat", "stop_lon", "location_type", "parent_station"),
    (STATION, "S Bad Belzig Bhf", 52.1362, 12.5951, 1, ""),
    (PLATFORM, "S Bad Belzig Bhf", 52.13606, 12.59495, 0, STATION),
    ("other:platform", "Gleis 9", 52.136, 12.595, "", STATION),
    ("borne:by-name", "Borne (bei Bad Belzig)", 52.1109, 12.5361, "", ""),
    ("borne:elsewhere", "Friedhof", 52.1109, 12.5361, "", ""),
    ("de:12069:900222239::2", "Bergholz", 52.10202, 12.55489, "", ""),
    ("berlin", "Berlin Ostbahnhof", 52.51, 13.43, "", ""),
    ("dessau", "Dessau Hbf", 51.84, 12.23, "", ""),
    ("far", "Potsdam, Markt", 52.39, 13.06, "", ""),
)  # fmt: skip
"""Ids, parents, and a place and a name that say which stop of the pack is meant."""

FEED: Tables = {
    "agency.txt": table(
        ("agency_id", "agency_name", "agency_url", "agency_timezone"),
        ("re", "Die Bahn", "https://example.org", "Europe/Berlin"),
        ("bus", "Kreisbus, Verkehrsbetrieb", "https://example.com", "Europe/Berlin"),
        ("none", "Fährt woanders", "https://example.net", "Europe/Berlin"),
    ),
    "stops.txt": "\ufeff" + STOPS,
    "routes.txt": table(
        ("route_id", "agency_id", "route_short_name", "route_long_name", "route_type"),
        ("r7", "re", "RE7", "", 106),
        ("r580", "bus", "580", 'Bergholz, "Borne"', 700),
        ("r555", "bus", "", "Rufbus 555", 715),
        ("away", "none", "X", "", 3),
    ),
    "trips.txt": table(
        ("route_id", "service_id", "trip_id", "trip_headsign", "wheelchair_accessible"),
        ("r7", "daily", "train", "", ""),
        ("r580", "school", "bus", "Bad Belzig, Bahnhof", 1),
        ("r580", "once", "only-here", "Borne", ""),
        ("r555", "daily", "call", "", 2),
        ("away", "never", "potsdam", "", ""),
    ),
    "stop_times.txt": table(
        (
            "trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence", "pickup_type",
            "drop_off_type",
        ),
        ("train", "24:10:00", "24:10:00", "berlin", 0, 0, 0),
        ("train", "25:00:00", "25:01:00", PLATFORM, 7, 0, 0),
        ("train", "25:40:00", "25:40:00", "dessau", 9, 0, 0),
        ("bus", " 7:00:00", " 7:00:00", "de:12069:900222239::2", 1, 0, 1),
        ("bus", "", "", "borne:by-name", 2, 0, 0),
        ("bus", "07:20:00", "07:20:00", "other:platform", 3, "", ""),
        ("only-here", "08:00:00", "08:00:00", "borne:by-name", 1, "", ""),
        ("only-here", "09:00:00", "09:00:00", "far", 2, "", ""),
        ("call", "09:00:00", "09:00:00", "borne:by-name", 1, "", ""),
        ("call", "09:20:00", "09:20:00", STATION, 2, "", ""),
        ("potsdam", "09:00:00", "09:00:00", "far", 1, "", ""),
    ),
    "calendar.txt": table(
        (
            "service_id", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
            "start_date", "end_date",
        ),
        ("daily", 1, 1, 1, 1, 1, 1, 1, 20260901, 20261212),
        ("school", 1, 1, 1, 1, 1, 0, 0, 20260901, 20261212),
        ("away", 1, 1, 1, 1, 1, 1, 1, 20200101, 20301231),
    ),
    "calendar_dates.txt": table(
        ("service_id", "date", "exception_type"),
        ("school", 20261019, 2),
        ("once", 20261003, 1),
    ),
    "feed_info.txt": table(
        (
            "feed_publisher_name", "feed_publisher_url", "feed_lang", "feed_start_date", "feed_end_date",
            "feed_version",
        ),
        ("VBB  Verkehrsverbund", "https://example.org", "de", 20260901, 20261212, "2026-09"),
    ),
}  # fmt: skip


def feed(folder: Path, **changes: str | bytes | None) -> Path:
    """The feed with some tables changed, added or, with ``None``, left out."""
    tables = FEED | {f"{name}.txt": text for name, text in changes.items() if text is not None}
    left_out = {f"{name}.txt" for name, text in changes.items() if text is None}
    return write_feed(folder / "feed.zip", {name: t for name, t in tables.items() if name not in left_out})


def edited(name: str, old: str, new: str) -> dict[str, str]:
    """A table with a text in it replaced."""
    text = FEED[f"{name}.txt"]
    assert isinstance(text, str)
    assert old in text
    return {name: text.replace(old, new)}
