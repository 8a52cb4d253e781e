"""What days cost, and which municipality bears how much of it (B43)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from dispatch.figures.driven import legs
from dispatch.record import Asking, DayRecord, Drive
from mobility.clock import ServiceDay
from mobility.costs import CostKey, Costs, Method, apportion
from mobility.fleet import Shift
from mobility.region import Region

Weights = Counter[str]
"""What counts for each municipality, in a unit of the method."""


@dataclass(frozen=True, slots=True)
class CostLine:
    """What one drive costs, or a day besides its drives, and who bears it.

    Parameters
    ----------
    service_day
        Of which day.
    shift
        Whose drive; ``None`` for what the day costs besides.
    cents
        The cost.
    key
        Version of the key that divides it.
    parts
        What each municipality bears (cents); together the cost.
    """

    service_day: ServiceDay
    shift: Shift | None
    cents: int
    key: int
    parts: Mapping[str, int]


def drive_cost(drive: Drive, costs: Costs) -> int:
    """What a drive costs (cents): its time on duty, idle or not, and its way."""
    hours = drive.shift.hours
    return costs.duty(hours.end - hours.start, sum(leg.metres for leg in legs(drive)))


def day_cost(record: DayRecord, costs: Costs) -> int:
    """What a day costs besides its drives (cents)."""
    return costs.day(len({drive.shift.vehicle.id for drive in record.drives}))


def total_cost(records: Iterable[DayRecord], costs: Costs) -> int:
    """What days cost (cents)."""
    return sum(
        day_cost(record, costs) + sum(drive_cost(drive, costs) for drive in record.drives)
        for record in records
    )


def split(records: Sequence[DayRecord], region: Region, key: CostKey | None = None) -> dict[str, int]:
    """What each municipality bears of the cost of some days (cents): together exactly :func:`total_cost`."""
    parts = dict.fromkeys(region.municipalities, 0)
    for line in cost_lines(records, region, key):
        for name, cents in line.parts.items():
            parts[name] += cents
    return parts


def cost_lines(
    records: Sequence[DayRecord], region: Region, key: CostKey | None = None
) -> Iterator[CostLine]:
    """The cost of some days, line by line, each divided to the cent.

    A drive is divided by those who rode it. What nobody rode, idle duties and what a day costs besides its
    drives, is divided by all who rode that day; if nobody did, by all who rode on any of the days; if nobody
    did that either, equally.

    Parameters
    ----------
    records
        The days.
    region
        Whose municipalities and costs.
    key
        The key; without it each day has the one that is in force.
    """
    shares: dict[CostKey, _Shares] = {}
    for record in records:
        held = key or region.cost_key(record.service_day.date)
        yield from shares.setdefault(held, _Shares(region, held, records)).lines(record)


class _Shares:
    """How one key divides.

    Parameters
    ----------
    region
        Whose municipalities and costs.
    key
        The key.
    records
        All days, for what nobody rode on its own day.
    """

    def __init__(self, region: Region, key: CostKey, records: Sequence[DayRecord]) -> None:
        self._region, self._key, self._records = region, key, records

    def lines(self, record: DayRecord) -> Iterator[CostLine]:
        """The cost of a day: its drives, then what it costs besides."""
        costs = self._region.costs
        runs = self._runs(record)
        day = sum(runs, Weights()) or self._period
        for drive, weights in zip(record.drives, runs, strict=True):
            yield self._line(record, drive.shift, drive_cost(drive, costs), weights or day)
        if cents := day_cost(record, costs):
            yield self._line(record, None, cents, day)

    def _line(self, record: DayRecord, shift: Shift | None, cents: int, weights: Weights) -> CostLine:
        parts = apportion(cents, weights)
        every = {name: parts.get(name, 0) for name in self._region.municipalities}
        return CostLine(record.service_day, shift, cents, self._key.version, every)

    @cached_property
    def _period(self) -> Weights:
        """What counts for each municipality on all days together; the same for each if nobody rode."""
        runs = (weights for record in self._records for weights in self._runs(record))
        return sum(runs, Weights()) or Weights(self._region.municipalities)

    def _runs(self, record: DayRecord) -> list[Weights]:
        """What counts for each municipality on each drive of a day; nothing where nobody rode."""
        askings = {asking.request.reference: asking for asking in record.askings}
        if self._key.method is Method.SHARES:
            return [+Weights(self._key.shares) for _ in record.drives]
        if self._key.method is Method.PASSENGER_KM:
            return [self._by_metres(drive, askings) for drive in record.drives]
        return [self._by_riders(drive, askings) for drive in record.drives]

    def _by_riders(self, drive: Drive, askings: Mapping[str, Asking]) -> Weights:
        """By passengers who boarded: all for their home, or half for either end of the ride."""
        weights = Weights()
        for asking in (askings[each.reference] for call in drive.calls for each in call.on):
            request = asking.request
            equal = self._key.method is Method.EQUAL
            ends = (request.origin, request.destination) if equal else (asking.home, asking.home)
            self._count(weights, ends, request.needs.passengers)
        return weights

    def _by_metres(self, drive: Drive, askings: Mapping[str, Asking]) -> Weights:
        """By metres ridden, half for where each leg begins and half for where it ends."""
        weights = Weights()
        for leg in legs(drive):
            people = sum(askings[reference].request.needs.passengers for reference in leg.on_board)
            self._count(weights, (leg.origin, leg.destination), leg.metres * people)
        return +weights

    def _count(self, weights: Weights, stops: Iterable[str], number: int) -> None:
        """Count for the municipality of each stop; places on the road and stops that are gone lie in none."""
        for stop_id in stops:
            if stop := self._region.stops.get(stop_id):
                weights[stop.municipality] += number
