"""One simulation of a scenario: its days with one seed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dispatch.demand import Passengers, passengers, read_requests
from dispatch.expected import Demand, PastRide
from dispatch.figures import Figures, figures
from dispatch.history.asking import read_history
from dispatch.record import DayRecord
from dispatch.scenarios.setting import Setting
from dispatch.simulation import Conduct, Event, Service, simulate_day
from mobility.clock import ServiceDay
from mobility.day import Day

EARLIER = 20
"""Days of the kind that a desk has seen before: the working days of four weeks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one simulation came to.

    Parameters
    ----------
    records
        What became of each day.
    events
        What happened on each day, in order of time.
    figures
        The key figures of all days together.
    """

    records: tuple[DayRecord, ...]
    events: tuple[tuple[Event, ...], ...]
    figures: Figures


def run(setting: Setting, seed: int) -> Cell:
    """The days of a scenario with one seed; the same for the same seed, everywhere.

    Raises
    ------
    MobilityError
        If a file with wishes cannot be used.
    """
    scenario, region = setting.scenario, setting.region
    conduct = Conduct(effort=scenario.desk.effort, every=scenario.desk.every, lines=region.lines)
    days = []
    for day in scenario.dates:
        service = _service(setting, day)
        asking = _asking(setting, day, seed)
        days.append(simulate_day(service, asking, scenario.behaviour, conduct, seed))
    records = tuple(simulated.record for simulated in days)
    return Cell(
        records=records,
        events=tuple(simulated.events for simulated in days),
        figures=figures(records, region, scenario.within),
    )


def _service(setting: Setting, day: date) -> Service:
    region = setting.region
    begin = Day(ServiceDay(day), region.policy(day), region.shifts(day), areas=region.area_rules(day))
    return Service(
        day=begin,
        travel=setting.travel,
        timetable=region.timetable,
        lines=region.lines,
        expected=_expected(setting, day) if begin.policy.foresight else None,
    )


def _expected(setting: Setting, day: date) -> Demand | None:
    """What the weeks before would have let a desk expect that looks ahead: other samples of such a day."""
    hub = setting.region.station
    requests = [
        each.request for sample in range(EARLIER) for each in passengers(setting.region, day, -1 - sample)
    ]
    rides = [PastRide(r.wish.time, r.origin, r.destination, r.needs) for r in requests]
    known = any(ride.origin != hub or ride.destination != hub for ride in rides)
    return Demand.of(rides, hub, EARLIER) if known else None


def _asking(setting: Setting, day: date, seed: int) -> Iterable[Passengers]:
    """Who asks on a day: those who live where the service runs, everybody if that is everywhere."""
    scenario, region = setting.scenario, setting.region
    if scenario.source.file:
        asking = read_requests(scenario.source.file, region, day)
    elif scenario.source.history:
        asking = read_history(scenario.source.history, region, day)
    else:
        asking = passengers(region, day, seed)
    return [each for each in asking if not scenario.served or each.home in setting.travel]
