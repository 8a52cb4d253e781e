"""Strict reading of ``region.toml``."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from math import inf
from pathlib import Path

from mobility.calendar import DayType
from mobility.clock import HOUR, MINUTE
from mobility.errors import BrokenRegion
from mobility.fleet import Vehicle
from mobility.needs import Load
from mobility.objective import Objective
from mobility.policy import ServicePolicy
from mobility.promises import TimeWindow
from mobility.region.model import Duty, Source
from mobility.tables import read_text

FILE = "region.toml"

CLOCK = re.compile(r"(\d\d):([0-5]\d)", re.ASCII)
CLOCKS = frozenset({"early_until", "late_from", "advance_cutoff"})
"""Rules that are times of the day."""

COUNTS = frozenset(
    {
        "horizon_days",
        "min_ride_m",
        "detour_percent",
        "wheelchair_seats",
        "max_party",
        "surcharge_cents",
        "rearranging",
        "foresight",
    }
)
"""Rules that are plain numbers."""

MINUTES = {
    f"{field.name}_min": field.name
    for field in fields(ServicePolicy)
    if field.name not in {"hours", "objective", *CLOCKS, *COUNTS}
}
"""Rules that are durations: named and given in minutes in the file."""

LEADS = {"margin_min": "margin", "told_min": "told"}
WEIGHTS = frozenset(field.name for field in fields(Objective)) - frozenset(LEADS.values())
"""What the objective consists of: durations and plain numbers."""


@dataclass(frozen=True, slots=True)
class Area:
    """The box in which every coordinate of a pack lies (degrees)."""

    south: float
    west: float
    north: float
    east: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What ``region.toml`` says."""

    name: str
    municipalities: tuple[str, ...]
    station: str
    depot: str
    phone: str
    phone_hours: str
    demo_timetable: bool
    area: Area
    abbreviations: Mapping[str, str]
    direction_names: Mapping[str, str]
    vehicles: tuple[Vehicle, ...]
    roster: tuple[Duty, ...]
    policies: Mapping[DayType, ServicePolicy]
    sources: tuple[Source, ...]


def load_settings(folder: Path) -> Settings:
    """The settings of a pack.

    Raises
    ------
    BrokenRegion
        If the file is missing or no TOML, or a key is missing, unknown or has a value that makes no
        sense.
    """
    try:
        data = tomllib.loads(read_text(folder, FILE))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        raise BrokenRegion(FILE, int(found[1]) if found else None, f"is not TOML: {error}") from None
    top = _Table("", data)
    vehicles = tuple(_vehicle(table) for table in top.tables("vehicle"))
    _unique("vehicle", [vehicle.id for vehicle in vehicles])
    settings = Settings(
        name=top.text("name"),
        municipalities=top.texts("municipalities"),
        station=top.text("station"),
        depot=top.text("depot"),
        phone=top.text("phone"),
        phone_hours=top.text("phone_hours"),
        demo_timetable=top.flag("demo_timetable"),
        area=_area(top.table("area")),
        abbreviations=top.table("abbreviations").all_texts(),
        direction_names=top.table("direction_names").all_texts(),
        vehicles=vehicles,
        roster=_roster(top.tables("duty"), vehicles),
        policies=_policies(top.table("policy")),
        sources=tuple(_source(table) for table in top.tables("source")),
    )
    top.done()
    return settings


class _Table:
    """A TOML table whose keys are taken one by one; what is left over is unknown."""

    def __init__(self, path: str, values: Mapping[str, object]) -> None:
        self._path = path
        self._values = dict(values)

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(tuple(self._values))

    def broken(self, key: str, reason: str) -> BrokenRegion:
        return BrokenRegion(FILE, None, f"{self._path}{key} {reason}")

    def done(self) -> None:
        for key in self._values:
            raise self.broken(key, "is unknown")

    def _take(self, key: str) -> object:
        if key not in self._values:
            raise self.broken(key, "is missing")
        return self._values.pop(key)

    def text(self, key: str) -> str:
        value = self._take(key)
        if not isinstance(value, str) or not value.strip():
            raise self.broken(key, "is not a text")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        values = self._take(key)
        if not isinstance(values, list) or not values or not all(isinstance(v, str) and v for v in values):
            raise self.broken(key, "is not a list of texts")
        return tuple(values)

    def all_texts(self) -> dict[str, str]:
        return {key: self.text(key) for key in self}

    def flag(self, key: str) -> bool:
        value = self._take(key)
        if not isinstance(value, bool):
            raise self.broken(key, "is not true or false")
        return value

    def count(self, key: str) -> int:
        value = self._take(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.broken(key, "is not a whole number")
        return value

    def number(self, key: str) -> float:
        value = self._take(key)
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise self.broken(key, "is not a number")
        return float(value)

    def weight(self, key: str) -> float:
        value = self.number(key)
        if not 0 <= value < inf:
            raise self.broken(key, "is negative or has no end")
        return value

    def clock(self, key: str) -> int:
        return self._seconds(key, self.text(key))

    def hours(self, key: str) -> TimeWindow:
        times = self.texts(key)
        if len(times) != 2:  # noqa: PLR2004 - from and to
            raise self.broken(key, 'is not a pair like ["05:30", "21:30"]')
        start, end = (self._seconds(key, time) for time in times)
        if end <= start:
            raise self.broken(key, "ends before it starts")
        return TimeWindow(start, end)

    def _seconds(self, key: str, time: str) -> int:
        found = CLOCK.fullmatch(time)
        if not found:
            raise self.broken(key, f"has {time!r}, which is not a time like 05:30")
        return int(found[1]) * HOUR + int(found[2]) * MINUTE

    def table(self, key: str) -> "_Table":
        value = self._take(key)
        if not isinstance(value, dict):
            raise self.broken(key, "is not a table")
        return _Table(f"{self._path}{key}.", value)

    def tables(self, key: str) -> list["_Table"]:
        values = self._take(key)
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            raise self.broken(key, "is not a list of tables")
        return [_Table(f"{self._path}{key}[{n}].", value) for n, value in enumerate(values, 1)]


def _area(table: _Table) -> Area:
    area = Area(*(table.number(side) for side in ("south", "west", "north", "east")))
    table.done()
    if area.south >= area.north or area.west >= area.east:
        raise table.broken("south, west, north, east", "enclose nothing")
    return area


def _vehicle(table: _Table) -> Vehicle:
    places = Load(table.count("seats"), table.count("wheelchairs"), table.count("prams"))
    vehicle = Vehicle(table.text("id"), table.text("name"), places)
    table.done()
    return vehicle


def _roster(tables: list[_Table], vehicles: tuple[Vehicle, ...]) -> tuple[Duty, ...]:
    fleet = {vehicle.id: vehicle for vehicle in vehicles}
    roster = []
    for table in tables:
        days = table.texts("days")
        if not set(days) <= set(DayType):
            raise table.broken("days", f"are not of {', '.join(DayType)}")
        vehicle = table.text("vehicle")
        if vehicle not in fleet:
            raise table.broken("vehicle", f"{vehicle!r} is unknown")
        duty = Duty(table.text("id"), fleet[vehicle], frozenset(map(DayType, days)), table.hours("hours"))
        table.done()
        roster.append(duty)
    for day in DayType:
        _unique(f"duty on a {day}", [duty.id for duty in roster if day in duty.days])
    return tuple(roster)


def _policies(table: _Table) -> dict[DayType, ServicePolicy]:
    special = {day: table.table(day) for day in DayType if day in table}
    base = _policy(table, ServicePolicy())
    return {day: _policy(special[day], base) if day in special else base for day in DayType}


def _policy(table: _Table, base: ServicePolicy) -> ServicePolicy:
    changes: dict[str, int] = {}
    hours = table.hours("hours") if "hours" in table else base.hours
    objective = base.objective
    if "objective" in table:
        objective = _objective(table.table("objective"), objective)
    for key in table:
        if key in CLOCKS:
            changes[key] = table.clock(key)
        elif key in MINUTES:
            changes[MINUTES[key]] = table.count(key) * MINUTE
        elif key in COUNTS:
            changes[key] = table.count(key)
    table.done()
    if changes.get("step") == 0:
        raise table.broken("step_min", "is 0, so that there would be no end of offers")
    return replace(base, hours=hours, objective=objective, **changes)


def _objective(table: _Table, base: Objective) -> Objective:
    weights = {key: table.weight(key) for key in WEIGHTS if key in table}
    leads = {LEADS[key]: table.count(key) * MINUTE for key in LEADS if key in table}
    table.done()
    return replace(base, **weights, **leads)  # type: ignore[arg-type] # fields of both types


def _source(table: _Table) -> Source:
    source = Source(
        files=table.texts("files"),
        title=table.text("title"),
        licence=table.text("licence"),
        attribution=table.text("attribution"),
        as_of=table.text("as_of"),
    )
    table.done()
    return source


def _unique(what: str, ids: list[str]) -> None:
    for key in ids:
        if ids.count(key) > 1:
            raise BrokenRegion(FILE, None, f"{what} {key!r} is there twice")
