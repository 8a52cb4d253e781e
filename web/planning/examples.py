"""Questions to begin with: each is a scenario of the region at hand, one click away from being asked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from mobility.calendar import DayType
from mobility.clock import MINUTE
from mobility.promises import TimeWindow
from mobility.region import Region
from mobility.region.toml import Tree
from web.planning.fleet import as_clocks, duty_hours

WAY = 30 * MINUTE
"""From the depot to the first stop, and back from the last (s)."""
LOOK_AHEAD = 400
"""Every type of day that is looked for comes within so many days."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question that planners ask.

    Parameters
    ----------
    id
        In addresses.
    question
        As one would ask it.
    why
        What one learns from it.
    scenario
        The question as a scenario, for a region on a day.
    """

    id: str
    question: str
    why: str
    scenario: Callable[[Region, date], Tree]


def next_day(region: Region, today: date, kind: DayType = DayType.SCHOOL_DAY) -> date:
    """The next day of a type after today; tomorrow if there is none."""
    days = (today + timedelta(days=ahead) for ahead in range(1, LOOK_AHEAD))
    return next((day for day in days if region.day_type(day) is kind), today + timedelta(days=1))


def plain(region: Region, today: date) -> Tree:
    """The service as it is, on the next school day."""
    return {
        "owner": " und ".join(region.municipalities),
        "dates": [next_day(region, today).isoformat()],
        "seeds": 5,
        "within_min": 20,
    }


def _fleet(region: Region, today: date) -> Tree:
    """Vans at work all the time: only then is it their number alone that decides.

    The service lasts as long as people ask: what lies outside its hours is out of reach of any fleet.
    """
    vans, hours = len(region.vehicles), region.demand.hours
    around = TimeWindow(hours.start - WAY, hours.end + WAY)
    return plain(region, today) | {
        "region": {"policy": {"hours": as_clocks(hours)}},
        "fleet": {"hours": as_clocks(around)},
        "name": "Wie viele Fahrzeuge für 90 % der Wünsche?",
        "aim": "Wie viele Fahrzeuge brauchen wir, um 90 von 100 Wünschen binnen 20 Minuten zu erfüllen?",
        "search": {
            "key": "fleet.vans",
            "from": 1,
            "to": max(8, 3 * vans),
            "figure": "service_level",
            "at_least": 0.9,
        },
    }


def _notice(region: Region, today: date) -> Tree:
    return plain(region, today) | {
        "name": "Vorlauf 30 statt 60 Minuten",
        "aim": "Was ändert sich, wenn man bis 30 Minuten vor der Abfahrt buchen kann?",
        "vary": [{"key": "region.policy.notice_min", "values": [60, 30]}],
    }


def _sunday(region: Region, today: date) -> Tree:
    whole_day = as_clocks(region.policies[DayType.SCHOOL_DAY].hours)
    days = {kind: {"hours": whole_day} for kind in ("saturday", "sunday", "holiday")}
    return plain(region, today) | {
        "name": "Auch sonntags den ganzen Tag",
        "aim": "Was kostet der Sonntag, wenn der Rufbus so lange fährt wie an Werktagen, und wer fährt mit?",
        "dates": [next_day(region, today, DayType.SUNDAY).isoformat()],
        "region": {"policy": days},
        "fleet": {"shift": [{"hours": hours} for hours in duty_hours(region, next_day(region, today))]},
        "vary": [{"key": "fleet.vans", "values": [1, 2, 3]}],
    }


def _detour(region: Region, today: date) -> Tree:
    policy = region.policies[DayType.SCHOOL_DAY]
    percent, add = policy.detour_percent, policy.detour_add // 60
    return plain(region, today) | {
        "name": "Halber Umweg",
        "aim": "Wie viele Wünsche bleiben offen, wenn Fahrgäste nur halb so viel Umweg fahren müssen?",
        "vary": [
            {"key": "region.policy.detour_percent", "values": [percent, 100 + (percent - 100) // 2]},
            {"key": "region.policy.detour_add_min", "values": [add, add // 2]},
        ],
    }


def _joining(region: Region, today: date) -> Tree:
    first, *_ = region.municipalities
    return plain(region, today) | {
        "name": f"{first} beginnt, der Rest kommt später dazu",
        "aim": f"Reichen die Fahrzeuge, wenn nach {first} alle Gemeinden dazukommen?",
        "vary": [
            {"key": "served.municipalities", "values": [[first], list(region.municipalities)]},
            {"key": "fleet.vans", "values": [2, 3, 4]},
        ],
    }


EXAMPLES: tuple[Example, ...] = (
    Example(
        "fahrzeuge",
        "Wie viele Fahrzeuge für 90 % der Wünsche?",
        "Sucht die kleinste Flotte, die das Ziel erreicht, wenn alle den ganzen Tag fahren.",
        _fleet,
    ),
    Example("vorlauf", "Vorlauf 30 statt 60 Minuten", "Rechnet denselben Tag mit beiden Fristen.", _notice),
    Example(
        "sonntag", "Auch sonntags den ganzen Tag", "Rechnet einen Sonntag mit 1 bis 3 Fahrzeugen.", _sunday
    ),
    Example("umweg", "Halber Umweg", "Rechnet beide Grenzen, wie sie heute sind und halbiert.", _detour),
    Example(
        "gemeinden",
        "Eine Gemeinde kommt später dazu",
        "Rechnet beide Ausbaustufen mit 2, 3 und 4 Fahrzeugen.",
        _joining,
    ),
)
"""All of them, in the order of the page."""


def examples(region: Region) -> tuple[Example, ...]:
    """Those that make sense in a region: where there is one municipality, none can join."""
    return tuple(each for each in EXAMPLES if each.id != "gemeinden" or len(region.municipalities) > 1)


def find_example(region: Region, wanted: str) -> Example | None:
    """The example of that id."""
    return next((each for each in examples(region) if each.id == wanted), None)
