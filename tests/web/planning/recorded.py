"""A simulated day made by hand: two bookings share a vehicle, some wishes stay without a ride."""

from datetime import UTC, datetime
from itertools import pairwise

from dispatch import studies
from dispatch.figures import figures
from dispatch.office import Office
from dispatch.record import Asking, DayRecord, Drive, DrivenCall, Fate, Moment
from dispatch.scenarios import Cell, Setting, read_scenario
from dispatch.studies.stored import stored
from mobility.bookings import Anchor, Offer, RideRequest, Wish
from mobility.clock import HOUR, MINUTE, ServiceDay
from mobility.needs import Needs
from mobility.promises import Promise, TimeWindow
from mobility.store.cells import Claim
from mobility.store.studies import StoredResult
from mobility.studies import Study
from tests.offices import stop

EIGHT = 8 * HOUR
DECLINED = (
    ("Reetz", "NoPlace", 6 * HOUR),
    ("Reetz", "OutsideHours", 22 * HOUR),
    ("Lütte", "NoPlace", 7 * HOUR),
    ("Lütte", "ServedByLine", 9 * HOUR),
)
"""Where wishes without a ride come from, why, and when they were."""


def asking(
    office: Office,
    number: int,
    ortsteil: str,
    fate: Fate,
    *,
    reason: str = "",
    at: int = EIGHT,
    people: int = 1,
) -> Asking:
    """A wish of somebody who lives in an Ortsteil and wants to go to the station."""
    home, station = stop(office, ortsteil), office.region.station
    direct = office.travel.seconds(home, station)
    promise = Promise(TimeWindow(at, at + 10 * MINUTE), at + 2 * HOUR, 2 * HOUR)
    return Asking(
        request=RideRequest(
            reference=f"{number:06}",
            origin=home,
            destination=station,
            wish=Wish(Anchor.DEPART, at),
            needs=Needs(passengers=people),
            asked_at=datetime(2026, 11, 23, 12, tzinfo=UTC),
        ),
        fate=fate,
        reason=reason,
        offer=Offer(promise, direct + MINUTE) if fate is Fate.RODE else None,
        nearest=0 if fate is Fate.RODE else None,
        direct_s=direct,
        direct_m=office.travel.metres(home, station),
        home=home,
    )


def day(office: Office, service_day: ServiceDay) -> DayRecord:
    """Two from Ragösen and one from Lütte ride together to the station."""
    first, second, *idle = office.region.shifts(service_day.date)
    ragoesen, luette = stop(office, "Ragösen"), stop(office, "Lütte")
    way = [first.depot, ragoesen, luette, office.region.station, first.depot]
    calls, now = (
        [DrivenCall(stop=first.depot, metres=0, arrives=EIGHT - HOUR, departs=EIGHT - HOUR)],
        EIGHT - HOUR,
    )
    for a, b in pairwise(way):
        now += office.travel.seconds(a, b) + MINUTE
        calls.append(
            DrivenCall(
                stop=b,
                metres=office.travel.metres(a, b),
                arrives=now,
                departs=now + MINUTE,
                on=_moments(now, {ragoesen: ("000001",), luette: ("000002",)}.get(b, ())),
                off=_moments(now, ("000001", "000002") if b == office.region.station else ()),
            )
        )
    rode = (asking(office, 1, "Ragösen", Fate.RODE, people=2), asking(office, 2, "Lütte", Fate.RODE))
    declined = (
        asking(office, 10 + number, ortsteil, Fate.DECLINED, reason=reason, at=at)
        for number, (ortsteil, reason, at) in enumerate(DECLINED)
    )
    drives = (Drive(first, tuple(calls)), Drive(second), *(Drive(shift) for shift in idle))
    return DayRecord(service_day=service_day, askings=(*rode, *declined), drives=drives)


def _moments(time: int, references: tuple[str, ...]) -> tuple[Moment, ...]:
    return tuple(Moment(reference, time) for reference in references)


def by_hand(office: Office, held: Claim) -> StoredResult:
    """What a cell comes to: always the same day."""
    scenario = read_scenario(held.text)
    records = tuple(day(office, ServiceDay(each)) for each in scenario.dates)
    cell = Cell(records=records, events=tuple(() for _ in records), figures=figures(records, office.region))
    return stored(Setting(scenario=scenario, region=office.region, travel=office.travel), held.key.seed, cell)


SCENARIO = """
name = "Ein Tag von Hand"
dates = ["2026-11-24"]
seeds = 1
"""


def computed(office: Office, text: str = SCENARIO) -> Study:
    """A study with the days made by hand."""
    study = studies.submit(office, "paula", text)
    while studies.work(office, "w", compute=by_hand):
        pass
    return studies.study(office, study.id)
