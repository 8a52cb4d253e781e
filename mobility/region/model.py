"""The values a region is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mobility.calendar import Calendar, DayType
from mobility.costs import Climate, CostKey, Costs, key_of
from mobility.demand import DemandRules
from mobility.fleet import Shift, Vehicle
from mobility.lines import Lines
from mobility.policy import AreaRules, ServicePolicy, rules_between
from mobility.promises import TimeWindow
from mobility.region.particulars import Fares, LineRules, Look, Phone, RoadRules
from mobility.region.permits import Permit
from mobility.timetable import Timetable


@dataclass(frozen=True, slots=True)
class Ortsteil:
    """A settlement of the region.

    Parameters
    ----------
    name
        Unique in the region.
    municipality
        To which it belongs.
    core
        Whether it is a core town; the others are the villages that the service is for.
    lat, lon
        Its centre (degrees).
    parts
        Smaller places inside it that have a name of their own.
    population
        If known.
    stop
        Id of its main stop.
    """

    name: str
    municipality: str
    core: bool
    lat: float
    lon: float
    parts: tuple[str, ...]
    population: int | None
    stop: str


@dataclass(frozen=True, slots=True)
class Stop:
    """A place where passengers board or alight: a group of masts and platforms under one name (B1).

    Parameters
    ----------
    id
        Id of the group in the VBB's data.
    name
        As passengers call it, with the settlement in front: ``Bad Belzig, Markt``.
    ortsteil, municipality
        Where it lies.
    part
        The part of the Ortsteil, if it has a name of its own; else empty.
    lat, lon
        The point of the group at which the vehicle stops (degrees).
    station
        Whether trains call here.
    boarding
        Id of the point at which the vehicle stops.
    points
        Ids of all points, ``boarding`` included.
    lines
        Lines that call here.
    """

    id: str
    name: str
    ortsteil: str
    municipality: str
    part: str
    lat: float
    lon: float
    station: bool
    boarding: str
    points: tuple[str, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Destination:
    """A place people ask for by name.

    Parameters
    ----------
    id
        Unique in the region; lower-case letters, digits and hyphens.
    name
        As people call it.
    kind
        What it is, like ``clinic`` or ``school``.
    stop
        Id of the stop that serves it.
    """

    id: str
    name: str
    kind: str
    stop: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where files of the pack come from; shown wherever their content is shown.

    Parameters
    ----------
    files
        Names of files in the pack.
    title
        What they contain.
    licence, attribution
        The terms of use, and whom to name.
    as_of
        Date of the content (ISO).
    """

    files: tuple[str, ...]
    title: str
    licence: str
    attribution: str
    as_of: str


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty of the standard roster.

    Parameters
    ----------
    id
        Becomes the id of the shift.
    vehicle
        Driven on it.
    depot
        Stop id at which it starts and ends.
    days
        Day types on which it is driven.
    hours
        Start and end (s).
    """

    id: str
    vehicle: Vehicle
    depot: str
    days: frozenset[DayType]
    hours: TimeWindow


@dataclass(frozen=True, kw_only=True, eq=False)
class Region:
    """A service area with everything that is particular to it; loaded once, the same for all.

    Parameters
    ----------
    slug
        Name of the pack's folder.
    name, municipalities
        What it is called, and who pays for it.
    station
        Id of the stop at the hub station.
    ortsteile, stops, destinations
        Its places; stops by id.
    abbreviations
        Ends of words that people write short, with the full ones.
    timetable
        Trains at its stations.
    lines
        Scheduled runs between its stops, trains among them.
    languages
        Codes of the languages of the pages, the usual one first.
    calendar
        Which day is of which type.
    demo_timetable
        Whether these are not the trains of today, so that pages must say so.
    vehicles, depot, roster
        The fleet, the stop at which its duties start and end, and the standard duties.
    policies
        The rules by day type.
    areas
        Parts of the region with rules of their own, by day type.
    phone, look, fares
        How to reach the desk, the colours of its pages, and what one rides with.
    costs, climate, cost_keys
        What the service costs, factors of its carbon dioxide, and all versions of the key by which the
        municipalities share the cost, the oldest first.
    demand
        Who would ride where, and when, as far as one can know beforehand.
    road_rules, line_rules
        How roads become driving times, and which lines count as parallel.
    permits
        All versions of the permit, the oldest first.
    sources
        Where every file comes from.
    folder
        Where the pack lies.
    """

    slug: str
    name: str
    municipalities: tuple[str, ...]
    station: str
    ortsteile: tuple[Ortsteil, ...]
    stops: Mapping[str, Stop]
    destinations: tuple[Destination, ...]
    abbreviations: Mapping[str, str]
    timetable: Timetable
    lines: Lines
    languages: tuple[str, ...]
    calendar: Calendar
    demo_timetable: bool
    vehicles: tuple[Vehicle, ...]
    depot: str
    roster: tuple[Duty, ...]
    policies: Mapping[DayType, ServicePolicy]
    areas: Mapping[DayType, tuple[AreaRules, ...]]
    phone: Phone
    look: Look
    fares: Fares
    costs: Costs
    climate: Climate
    cost_keys: tuple[CostKey, ...]
    demand: DemandRules
    road_rules: RoadRules
    line_rules: LineRules
    permits: tuple[Permit, ...]
    sources: tuple[Source, ...]
    folder: Path

    def day_type(self, day: date) -> DayType:
        """Which rules and duties a date has (B8, B9)."""
        return self.calendar.day_type(day)

    def policy(self, day: date) -> ServicePolicy:
        """The rules that hold on a date."""
        return self.policies[self.day_type(day)]

    def area_rules(self, day: date) -> tuple[AreaRules, ...]:
        """What differs in parts of the region on a date."""
        return self.areas[self.day_type(day)]

    def rules(self, day: date, origin: str, destination: str) -> ServicePolicy:
        """The rules of rides from one stop to another on a date."""
        return rules_between(self.policy(day), self.area_rules(day), origin, destination)

    def phone_hours(self, day: date) -> TimeWindow | None:
        """When the phone is answered on a date; ``None`` if it is not (B6)."""
        return self.phone.hours.get(self.day_type(day))

    def permit(self, day: date) -> Permit | None:
        """The permit in force on a date."""
        return next((permit for permit in self.permits if permit.holds(day)), None)

    def cost_key(self, day: date) -> CostKey:
        """The key by which the municipalities share the cost of a date (B43)."""
        return key_of(self.cost_keys, day)

    def shifts(self, day: date) -> tuple[Shift, ...]:
        """The standard duties of a date; none if there is no service."""
        today = self.day_type(day)
        return tuple(
            Shift(duty.id, duty.vehicle, duty.depot, duty.hours) for duty in self.roster if today in duty.days
        )
