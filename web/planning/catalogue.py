"""All fields of the form, by subject, with what holds in the region today."""

from collections.abc import Iterator
from functools import partial

from mobility.calendar import DayType
from mobility.clock import MINUTE
from mobility.policy import ServicePolicy
from mobility.promises import TimeWindow
from mobility.region import Region
from web.planning.fields import Field, Group
from web.planning.kinds import PERCENT, Count, Decimal, Hours, euros, grouped


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
    return Field(name=name, key=key, label=label, kind=Count(0, most), unit="Minuten", hint=hint, today=today)


FLEET = Group(
    "fahrzeuge",
    "Fahrzeuge und Dienste",
    "Leer gelassene Felder bleiben, wie sie heute sind. Mehr Fahrzeuge fahren reihum die Dienste von heute.",
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
            name="kinderwagenplaetze",
            key="fleet.prams",
            label="Kinderwagenplätze je Fahrzeug",
            kind=Count(0, 8),
            today=partial(_most, "prams"),
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
        policy_field(
            "vorlauf", "notice", "Vorlauf der Buchung", "So lange vor der Abholung muss gebucht sein."
        ),
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


DEMAND = Group(
    "nachfrage",
    "Nachfrage",
    "Wie viele Menschen fragen, schätzen wir aus Einwohnerzahlen, Zielen und Zwecken.",
    (
        Field(
            name="wuensche",
            key="demand.rides_per_100",
            label="Fahrtwünsche je 100 Einwohner und Tag",
            kind=Decimal(50),
            hint="An einem Schultag; am Wochenende sind es weniger",
            today=lambda region: grouped(region.demand.rides_per_100),
        ),
        Field(
            name="zuege",
            key="demand.bound",
            label="Bahnhofsfahrten für einen bestimmten Zug",
            kind=PERCENT,
            unit="Prozent",
            today=lambda region: f"{grouped(100 * region.demand.bound)} Prozent",
        ),
        Field(
            name="hin_und_zurueck",
            key="demand.at_once",
            label="Hin- und Rückfahrt in einem Anruf",
            kind=PERCENT,
            unit="Prozent",
            today=lambda region: f"{grouped(100 * region.demand.at_once)} Prozent",
        ),
        Field(
            name="spontan",
            key="demand.notice_min",
            label="Spontane fragen so lange vorher",
            kind=Count(1, 720),
            unit="Minuten",
            hint="Die Hälfte fragt früher, die Hälfte später",
            today=lambda region: f"{region.demand.notice // MINUTE} Minuten",
        ),
    ),
)


def share_field(name: str, key: str, label: str, hint: str = "") -> Field:
    """A field for how many people or things behave in some way; today's plan counts on none."""
    today = "0 Prozent"
    return Field(
        name=name,
        key=f"behaviour.{key}",
        label=label,
        kind=PERCENT,
        unit="Prozent",
        hint=hint,
        today=lambda _region: today,
    )


BEHAVIOUR = Group(
    "verhalten",
    "Was im Alltag dazwischenkommt",
    "Leer heißt: Alle sind pünktlich, und alles klappt. Tragen Sie ein, was im Alltag geschieht.",
    (
        Field(
            name="streuung",
            key="behaviour.drive_spread",
            label="Schwankung der Fahrzeiten",
            kind=PERCENT,
            unit="Prozent",
            hint="10 heißt: Zwei von drei Wegen dauern höchstens ein Zehntel länger oder kürzer als geplant.",
            today=lambda _region: "0 Prozent",
        ),
        share_field("nicht_erschienen", "absent_share", "Fahrgäste, die nicht erscheinen"),
        share_field("zu_spaet", "late_share", "Fahrgäste, die zu spät kommen"),
        share_field("absagen", "cancel_share", "Fahrgäste, die absagen"),
        share_field("pannen", "breakdown_share", "Dienste mit einer Panne"),
        share_field("verspaetung", "train_late_share", "Züge mit Verspätung"),
    ),
)


def cost_field(name: str, cost: str, label: str, most: float) -> Field:
    """A field for an amount of money (typed in euros)."""
    return Field(
        name=name,
        key=f"region.costs.{cost}_cents",
        label=label,
        kind=euros(most),
        unit="Euro",
        today=lambda region: f"{grouped(getattr(region.costs, cost + '_cents') / 100)} Euro",
    )


COSTS = Group(
    "kosten",
    "Kosten und Einnahmen",
    "Die Sätze von heute stehen in den Daten der Region.",
    (
        cost_field("dienststunde", "duty_hour", "Eine Stunde im Dienst", 500),
        cost_field("kilometer", "km", "Ein Kilometer", 50),
        cost_field("fahrzeugtag", "vehicle_day", "Ein Fahrzeug an einem Tag", 2000),
        cost_field("betriebstag", "day", "Die Leitstelle an einem Tag", 20_000),
        cost_field("fahrgeld", "fare", "Einnahme je Fahrgast", 100),
    ),
)

GROUPS: tuple[Group, ...] = (FLEET, SERVICE, DEMAND, BEHAVIOUR, COSTS)
"""All groups, in the order of the form."""


def fields() -> Iterator[Field]:
    """All fields, in the order of the form."""
    for group in GROUPS:
        yield from group.fields


def find_field(key: str) -> Field | None:
    """The field that sets a key of a scenario."""
    return next((field for field in fields() if key == field.key or key in field.also), None)
