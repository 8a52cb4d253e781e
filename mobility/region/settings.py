"""What ``region.toml`` says, on top of what ``base.toml`` says for every region."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from mobility.calendar import LAENDER, Calendar, DayType, SpecialDays
from mobility.clock import HOUR, MINUTE
from mobility.costs import Climate, CostKey, Costs
from mobility.demand import DemandRules
from mobility.errors import BrokenRegion
from mobility.fleet import Vehicle
from mobility.needs import Load
from mobility.policy import ServicePolicy
from mobility.region import rules
from mobility.region.demand import read_demand
from mobility.region.model import Duty, Source
from mobility.region.money import read_climate, read_cost_keys, read_costs
from mobility.region.particulars import Entitlement, Fares, LineRules, Look, Phone, RoadRules
from mobility.region.toml import Table, Tree, merged, read_toml

FILE = "region.toml"
BASE = "base.toml"
"""What holds in every region that says nothing else; lies beside the bundled packs."""

PACKS = Path(__file__).parent.parent / "regions"
"""Where the bundled packs lie."""

DAY = 24 * HOUR
"""No driver is on duty for longer (s)."""

COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Bounds:
    """The box in which every coordinate of a pack lies (degrees)."""

    south: float
    west: float
    north: float
    east: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What holds in a region."""

    name: str
    municipalities: tuple[str, ...]
    languages: tuple[str, ...]
    station: str
    depot: str
    phone: Phone
    look: Look
    fares: Fares
    costs: Costs
    climate: Climate
    cost_keys: tuple[CostKey, ...]
    demand: DemandRules
    demo_timetable: bool
    calendar: Calendar
    bounds: Bounds
    roads: RoadRules
    lines: LineRules
    abbreviations: Mapping[str, str]
    direction_names: Mapping[str, str]
    vehicles: tuple[Vehicle, ...]
    roster: tuple[Duty, ...]
    policies: Mapping[DayType, ServicePolicy]
    areas: tuple[rules.AreaText, ...]
    sources: tuple[Source, ...]


def base_policies() -> dict[DayType, ServicePolicy]:
    """The rules of a region that says nothing about them."""
    return rules.policies(Table(BASE, "", read_toml(PACKS, BASE)).table("policy"))


def load_settings(folder: Path, over: Tree | None = None) -> Settings:
    """The settings of a pack.

    Parameters
    ----------
    folder
        Where it lies.
    over
        What is laid over ``region.toml``, with the same keys.

    Raises
    ------
    BrokenRegion
        If the file is missing or no TOML, or a key is missing, unknown or has a value that makes no
        sense.
    """
    written = merged(merged(read_toml(PACKS, BASE), read_toml(folder, FILE)), over or {})
    top = Table(FILE, "", written)
    depot, tables = top.text("depot"), top.tables("vehicle")
    depots = [table.text("depot") if "depot" in table else depot for table in tables]
    vehicles = tuple(map(_vehicle, tables))
    _unique("vehicle", [vehicle.id for vehicle in vehicles])
    municipalities = top.texts("municipalities")
    homes = {vehicle.id: home for vehicle, home in zip(vehicles, depots, strict=True)}
    settings = Settings(
        name=top.text("name"),
        municipalities=municipalities,
        languages=top.texts("languages"),
        station=top.text("station"),
        depot=depot,
        phone=_phone(top.table("phone")),
        look=_look(top.table("look")),
        fares=_fares(top.table("fares")),
        costs=read_costs(top.table("costs")),
        climate=read_climate(top.table("climate")),
        cost_keys=read_cost_keys(top, municipalities),
        demand=read_demand(top.table("demand")),
        demo_timetable=top.flag("demo_timetable"),
        calendar=_calendar(top),
        bounds=_bounds(top.table("bounds")),
        roads=_roads(top.table("roads")),
        lines=_lines(top.table("lines")),
        abbreviations=top.table("abbreviations").all_texts(),
        direction_names=top.table("direction_names").all_texts(),
        vehicles=vehicles,
        roster=_roster(top.tables("duty"), vehicles, homes),
        policies=_with_changes(rules.policies(top.table("policy")), top.tables("change")),
        areas=tuple(map(rules.area, top.tables("area"))),
        sources=tuple(_source(table) for table in top.tables("source")),
    )
    top.done()
    return settings


def _phone(table: Table) -> Phone:
    number = table.text("number")
    hours = {}
    for period in table.tables("hours"):
        window = period.hours("hours")
        for day in _days(period):
            if day in hours:
                raise period.broken("days", f"has {day}, which has its hours already")
            hours[day] = window
        period.done()
    table.done()
    return Phone(number, hours)


def _look(table: Table) -> Look:
    colours = {key: table.text(key) for key in ("action", "action_strong", "link", "highlight")}
    for key, colour in colours.items():
        if not COLOUR.fullmatch(colour):
            raise table.broken(key, f"has {colour!r}, which is not a colour like #0a6b2e")
    logo = table.text("logo") if "logo" in table else None
    table.done()
    return Look(**colours, logo=logo)


def _fares(table: Table) -> Fares:
    entitlements = []
    for each in table.tables("entitlement"):
        entitlements.append(Entitlement(each.text("id"), each.text("name"), each.flag("surcharge")))
        each.done()
    _unique("entitlement", [each.id for each in entitlements])
    fares = Fares(table.texts_or_none("tickets"), table.text("tariff"), tuple(entitlements))
    table.done()
    return fares


def _calendar(top: Table) -> Calendar:
    land = top.text("land")
    if land not in LAENDER:
        raise top.broken("land", f"{land!r} is not one of {', '.join(sorted(LAENDER))}")
    special = []
    for table in top.tables("calendar"):
        first, last = table.date("first"), table.date("last")
        if last < first:
            raise table.broken("last", "comes before first")
        special.append(
            SpecialDays(table.text("name"), first, last, _day_type(table, table.text("type"), "type"))
        )
        table.done()
    return Calendar(land, tuple(special))


def _bounds(table: Table) -> Bounds:
    bounds = Bounds(*(table.number(side) for side in ("south", "west", "north", "east")))
    table.done()
    if bounds.south >= bounds.north or bounds.west >= bounds.east:
        raise table.broken("south, west, north, east", "enclose nothing")
    return bounds


def _roads(table: Table) -> RoadRules:
    roads = RoadRules(table.weight("speed_factor"), table.count("max_offset_m"))
    if not roads.speed_factor:
        raise table.broken("speed_factor", "is 0, so that nobody would ever arrive")
    table.done()
    return roads


def _lines(table: Table) -> LineRules:
    named = {key: frozenset(table.texts_or_none(key)) for key in ("never_parallel", "always_parallel")}
    table.done()
    return LineRules(**named)


def _vehicle(table: Table) -> Vehicle:
    places = Load(table.count("seats"), table.count("wheelchairs"), table.count("prams"))
    vehicle = Vehicle(table.text("id"), table.text("name"), places)
    table.done()
    return vehicle


def _roster(
    tables: list[Table], vehicles: tuple[Vehicle, ...], depots: Mapping[str, str]
) -> tuple[Duty, ...]:
    fleet = {vehicle.id: vehicle for vehicle in vehicles}
    roster = []
    for table in tables:
        days, vehicle = _days(table), table.text("vehicle")
        if vehicle not in fleet:
            raise table.broken("vehicle", f"{vehicle!r} is unknown")
        hours = table.hours("hours")
        if hours.end - hours.start > DAY:
            raise table.broken("hours", "last longer than a day")
        roster.append(Duty(table.text("id"), fleet[vehicle], depots[vehicle], days, hours))
        table.done()
    for day in DayType:
        _unique(f"duty on a {day}", [duty.id for duty in roster if day in duty.days])
    return tuple(roster)


def _days(table: Table) -> frozenset[DayType]:
    return frozenset(_day_type(table, day, "days") for day in table.texts("days"))


def _day_type(table: Table, day: str, key: str) -> DayType:
    try:
        return DayType(day)
    except ValueError:
        raise table.broken(key, f"has {day!r}, which is not one of {', '.join(DayType)}") from None


def _with_changes(
    policies: Mapping[DayType, ServicePolicy], tables: list[Table]
) -> dict[DayType, ServicePolicy]:
    """The rules with the least times between bus and train at single stations (B28)."""
    changes = {}
    for table in tables:
        times = table.count("change_min") * MINUTE, table.count("wheelchair_change_min") * MINUTE
        changes[table.text("stop")] = times
        table.done()
    return {day: replace(policy, changes=changes) for day, policy in policies.items()}


def _source(table: Table) -> Source:
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
