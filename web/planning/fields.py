"""The fields in which a scenario is described: what each is called, what it changes, what holds today."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from mobility.calendar import DayType
from mobility.clock import MINUTE
from mobility.policy import ServicePolicy
from mobility.promises import TimeWindow
from mobility.region import Region
from web.planning.kinds import PERCENT, Count, Decimal, Hours, Kind, grouped

Today = Callable[[Region], str]
"""What holds in a region today, in words; empty if there is nothing to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing a scenario may change.

    Parameters
    ----------
    name
        In the form; the id of the field is made from it.
    key
        What it sets in a scenario, as a path of keys with dots.
    label
        What people call it, and what it is called in tables.
    kind
        How it is typed.
    unit
        What stands behind the value.
    hint
        What to know before one fills it in.
    today
        What holds without it.
    also
        Other keys that get the same value.
    """

    name: str
    key: str
    label: str
    kind: Kind
    unit: str = ""
    hint: str = ""
    today: Today = lambda _region: ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Fields about one subject."""

    name: str
    title: str
    intro: str
    fields: tuple[Field, ...]


def _policy(region: Region, day: DayType = DayType.SCHOOL_DAY) -> ServicePolicy:
    return region.policies[day]


def _minutes(rule: str, region: Region) -> str:
    return f"{getattr(_policy(region), rule) // MINUTE} Minuten"


def _clocks(hours: TimeWindow) -> str:
    start, end = (f"{time // MINUTE // 60}:{time // MINUTE % 60:02}" for time in (hours.start, hours.end))
    return f"{start} bis {end} Uhr"


def _hours(day: DayType, region: Region) -> str:
    return _clocks(_policy(region, day).hours)


def _duties(region: Region) -> str:
    duties = [duty for duty in region.roster if DayType.SCHOOL_DAY in duty.days]
    hours = sorted({(duty.hours.start, duty.hours.end) for duty in duties})
    return "; ".join(_clocks(TimeWindow(*pair)) for pair in hours)


def _most(places: str, region: Region) -> str:
    counts = sorted({getattr(vehicle.capacity, places) for vehicle in region.vehicles})
    return " oder ".join(map(str, counts))


def policy_field(name: str, rule: str, label: str, hint: str = "", *, most: int = 240) -> Field:
    """A field for a rule of the service that is a number of minutes."""
    key, today = f"region.policy.{rule}_min", partial(_minutes, rule)
    return Field(
        name=name, key=key, label=label, kind=Count(0, most), unit="Minuten", hint=hint, today=today
    )


FLEET = Group(
    "fahrzeuge",
    "Fahrzeuge und Dienste",
    "Leer gelassene Felder bleiben, wie sie heute sind. Wer die Zahl der Fahrzeuge ändert, ersetzt damit alle heutigen Dienste.",
    (
        Field(
            name="fahrzeuge",
            key="fleet.vans",
            label="Zahl der Fahrzeuge",
            kind=Count(1, 60),
            today=lambda region: str(len(region.vehicles)),
        ),
        Field(
            name="plaetze",
            key="fleet.seats",
            label="Sitzplätze je Fahrzeug",
            kind=Count(1, 30),
            today=partial(_most, "seats"),
        ),
        Field(
            name="rollstuhlplaetze",
            key="fleet.wheelchairs",
            label="Rollstuhlplätze je Fahrzeug",
            kind=Count(0, 8),
            today=partial(_most, "wheelchairs"),
        ),
        Field(
            name="dienst",
            key="fleet.hours",
            label="Dienst jedes Fahrzeugs",
            kind=Hours(),
            hint="Mit dem Weg vom und zum Depot, zum Beispiel 5:00 bis 22:00",
            today=_duties,
        ),
    ),
)

SERVICE = Group(
    "angebot",
    "Angebot und Regeln",
    "Leer gelassene Felder bleiben, wie sie heute sind.",
    (
        Field(
            name="bedienzeit",
            key="region.policy.hours",
            label="Bedienzeit an Werktagen",
            kind=Hours(),
            today=partial(_hours, DayType.SCHOOL_DAY),
        ),
        Field(
            name="wochenende",
            key="region.policy.sunday.hours",
            label="Bedienzeit an Wochenenden und Feiertagen",
            kind=Hours(),
            today=partial(_hours, DayType.SUNDAY),
            also=("region.policy.saturday.hours", "region.policy.holiday.hours"),
        ),
        policy_field("vorlauf", "notice", "Vorlauf der Buchung", "So lange vor der Abholung muss gebucht sein."),
        policy_field("zeitfenster", "tolerance", "Breite des Abholfensters", most=60),
        Field(
            name="umweg",
            key="region.policy.detour_percent",
            label="Längste Fahrt im Verhältnis zur Direktfahrt",
            kind=Count(100, 500),
            unit="Prozent",
            hint="150 heißt: höchstens anderthalbmal so lange wie ohne andere Fahrgäste.",
            today=lambda region: f"{_policy(region).detour_percent} Prozent",
        ),
        policy_field(
            "umweg_minuten",
            "detour_add",
            "Umweg, der immer erlaubt ist",
            "Von beiden Grenzen gilt die großzügigere.",
            most=120,
        ),
        policy_field("laengste_fahrt", "max_ride", "Längste Fahrt überhaupt"),
        policy_field("suchweite", "search", "Wie weit vom Wunsch eine Fahrt angeboten wird"),
        policy_field("umstieg", "change", "Zeit zum Umsteigen in den Zug", most=60),
    ),
)

GROUPS: tuple[Group, ...] = (FLEET, SERVICE)
"""All groups, in the order of the form."""


def fields() -> Iterator[Field]:
    """All fields, in the order of the form."""
    for group in GROUPS:
        yield from group.fields


def find_field(key: str) -> Field | None:
    """The field that sets a key of a scenario."""
    return next((field for field in fields() if key == field.key or key in field.also), None)


__all__ = ["GROUPS", "PERCENT", "Decimal", "Field", "Group", "fields", "find_field", "grouped"]
