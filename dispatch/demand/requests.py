"""Passengers of a day as a table: wishes that were counted, or made up elsewhere, in and out."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

from dispatch.demand.people import Passengers
from mobility.bookings import Anchor, RideRequest, Wish
from mobility.clock import BERLIN, HOUR, MINUTE, ServiceDay
from mobility.errors import BrokenRegion, MobilityError
from mobility.needs import Needs
from mobility.region import Region
from mobility.tables import Row, parse_table, read_text

REQUIRED = ("asked_at", "anchor", "time", "origin", "destination")
OPTIONAL = (
    "train", "passengers", "wheelchairs", "prams", "walkers", "purpose", "home", "patience_s", "way_there",
)  # fmt: skip
COLUMNS = (*REQUIRED, *OPTIONAL)
NEEDS = ("passengers", "wheelchairs", "prams", "walkers")
TIME = re.compile(r"([0-4]?\d):([0-5]\d)(?::([0-5]\d))?", re.ASCII)
PURPOSE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*", re.ASCII)
NEGATIVE = re.compile(r"-\d+", re.ASCII)
PATIENCE = 30 * MINUTE
"""Of those of whom the table says nothing: so long the service lets people wait at most for a train."""
DAY = 24 * HOUR
LARGEST = 99
"""A party beyond it is a slip of the pen."""
FORMULA = tuple("=+-@\t\r")
"""What a spreadsheet would calculate if a text began with it."""


@dataclass
class BrokenRequests(MobilityError):
    """A table of requests that cannot be used.

    Parameters
    ----------
    file
        Its name.
    row
        Line as an editor counts it, or ``None`` if the file as a whole is meant.
    reason
        What is wrong, and what would be right.
    """

    file: str
    row: int | None
    reason: str

    def __str__(self) -> str:
        place = self.file if self.row is None else f"{self.file}, line {self.row}"
        return f"{place}: {self.reason}"


def read_requests(path: Path, region: Region, day: date) -> tuple[Passengers, ...]:
    """The passengers of a table, in the order of asking; the columns are explained in ``docs/demand.md``.

    Parameters
    ----------
    path
        The table.
    region
        Its stops and trains are meant.
    day
        The service day on which all ride.

    Raises
    ------
    BrokenRequests
        At the first mistake in the table.
    """
    try:
        text = _with_commas(read_text(path.parent, path.name)).rstrip("\r\n") + "\n"
        header = set(next(csv.reader(StringIO(text, newline="")), []))
        columns = {*REQUIRED, *(set(OPTIONAL) & header)}
        rows = list(parse_table(path.name, StringIO(text, newline=""), columns, more=False))
        return _numbered([_party(row, region, ServiceDay(day)) for row in rows], rows)
    except csv.Error as error:
        raise BrokenRequests(path.name, 1, f"is not CSV: {error}") from None
    except BrokenRegion as error:
        raise BrokenRequests(error.file, error.row, error.reason) from None


def write_requests(passengers: Sequence[Passengers]) -> str:
    """The table of passengers in the order of asking, to be read again."""
    text = StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    numbers = {party.request.reference: number for number, party in enumerate(passengers, 1)}
    for party in passengers:
        row = _row(party) | {"way_there": numbers.get(party.way_there or "", "")}
        writer.writerow({column: _harmless(str(value)) for column, value in row.items()})
    return text.getvalue()


def _with_commas(text: str) -> str:
    """The table with commas, also where a German spreadsheet has put semicolons; line by line the same."""
    header = text.partition("\n")[0]
    if ";" not in header or "," in header:
        return text
    commas = StringIO()
    rows = csv.reader(StringIO(text, newline=""), delimiter=";", strict=True)
    csv.writer(commas, lineterminator="\n").writerows(rows)
    return commas.getvalue()


def _row(party: Passengers) -> dict[str, object]:
    request = party.request
    wish, needs = request.wish, request.needs
    return {
        "asked_at": request.asked_at.astimezone(BERLIN).isoformat(),
        "anchor": wish.anchor,
        "time": _clock(wish.time),
        "origin": request.origin,
        "destination": request.destination,
        "train": wish.train or "",
        "passengers": needs.passengers,
        "wheelchairs": needs.wheelchairs,
        "prams": needs.prams,
        "walkers": needs.walkers,
        "purpose": party.purpose,
        "home": party.home,
        "patience_s": party.patience_s,
    }


def _clock(time: int) -> str:
    """Hours, minutes and, if there are any, seconds.

    >>> _clock(7 * 3600 + 300), _clock(25 * 3600 + 7)
    ('07:05', '25:00:07')
    """
    minutes, seconds = divmod(time, MINUTE)
    clock = f"{minutes // 60:02}:{minutes % 60:02}"
    return f"{clock}:{seconds:02}" if seconds else clock


def _harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe stands before what looks like one."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _plain(text: str) -> str:
    """What stands behind the apostrophe."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def _party(row: Row, region: Region, day: ServiceDay) -> Passengers:
    """A row as passengers, still without a reference and without the way there."""
    origin, destination = (row.reference(end, region.stops) for end in ("origin", "destination"))
    if origin == destination:
        raise row.broken(f"destination {destination!r} is where the ride begins")
    needs = _needs(row)
    request = RideRequest(
        "", origin, destination, _wish(row, region, day, origin, destination), needs, _asked_at(row, day)
    )
    usual = destination if row.values.get("way_there") else origin
    home = row.reference("home", region.stops) if row.values.get("home") else usual
    purpose = row.values.get("purpose", "")
    if purpose and not PURPOSE.fullmatch(purpose):
        raise row.broken(
            f"purpose {purpose!r} has other signs than lower-case letters, digits and underscores"
        )
    return Passengers(request, purpose, home, _count(row, "patience_s", PATIENCE))


def _asked_at(row: Row, day: ServiceDay) -> datetime:
    """An instant; without an offset the time is that of Berlin."""
    text = row.values["asked_at"]
    try:
        at = datetime.fromisoformat(text)
        at = (at if at.tzinfo else at.replace(tzinfo=BERLIN)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise row.broken(f"asked_at {text!r} is not a time like 2026-01-31T18:05") from None
    if at >= day.instant(2 * DAY):
        raise row.broken(f"asked_at {text!r} is after the rides of {day.date}")
    return at


def _wish(row: Row, region: Region, day: ServiceDay, origin: str, destination: str) -> Wish:
    anchor = Anchor(row.one_of("anchor", tuple(Anchor)))
    found = TIME.fullmatch(row.values["time"])
    if not found:
        raise row.broken(f"time {row.values['time']!r} is not a time like 07:30")
    time = int(found[1]) * HOUR + int(found[2]) * MINUTE + int(found[3] or 0)
    train = _plain(row.values.get("train", "")) or None
    station = destination if anchor is Anchor.ARRIVE else origin
    if train and region.timetable.train(day.date, station, train) is None:
        raise row.broken(f"train {train!r} does not call at {station} on {day.date}")
    return Wish(anchor, time, train)


def _needs(row: Row) -> Needs:
    counts = {key: _count(row, key, int(key == "passengers")) for key in NEEDS}
    for key, count in counts.items():
        if count > LARGEST:
            raise row.broken(f"{key} {count} is more than {LARGEST}")
    try:
        return Needs(**counts)
    except ValueError as error:
        raise row.broken(str(error)) from None


def _count(row: Row, column: str, default: int) -> int:
    text = row.values.get(column)
    if not text:
        return default
    if NEGATIVE.fullmatch(_plain(text)):
        raise row.broken(f"{column} {text!r} is negative")
    return row.count(column)


def _numbered(parties: Sequence[Passengers], rows: Sequence[Row]) -> tuple[Passengers, ...]:
    """In the order of asking, with references; ways there are named by the number of their row."""
    order = sorted(range(len(parties)), key=lambda n: (parties[n].request.asked_at, n))
    references = {n: f"{place:06}" for place, n in enumerate(order, 1)}
    return tuple(
        replace(
            parties[n],
            request=replace(parties[n].request, reference=references[n]),
            way_there=_way_there(rows[n], n, references),
        )
        for n in order
    )


def _way_there(row: Row, number: int, references: Mapping[int, str]) -> str | None:
    if not row.values.get("way_there"):
        return None
    there = row.count("way_there") - 1
    if there not in references or there == number:
        raise row.broken(f"way_there {there + 1} is not the number of another row")
    return references[there]
