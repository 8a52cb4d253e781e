"""Figures of requests: what was asked, what became of it, and how those who rode were served.

All of them can be said of any group of requests as well as of all.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import floor, fsum

from dispatch.figures.values import Value, Values, ratio
from dispatch.record import BOOKED, Asking, DayRecord, Fate
from mobility.bookings import Anchor, Offer
from mobility.declines import ServedByLine

BY_LINE = ServedByLine.__name__
"""The reason of a decline in favour of a scheduled line (B10)."""
NINETY = 0.9


@dataclass(frozen=True, slots=True)
class Ridden:
    """A booking that was carried.

    Parameters
    ----------
    asking
        What was asked.
    offer
        What was promised.
    boards, arrives
        When boarding began, and when they were there (s).
    """

    asking: Asking
    offer: Offer
    boards: int
    arrives: int

    @property
    def ride(self) -> int:
        """Time on board without their own boarding (s)."""
        return self.arrives - self.boards - (self.offer.direct - self.asking.direct_s)

    @property
    def detour(self) -> int:
        """What the ride took longer than the direct way (s)."""
        return self.ride - self.asking.direct_s

    @property
    def wait(self) -> int:
        """Between the wish and what came of it, whichever was first (s)."""
        wish = self.asking.request.wish
        return abs((self.arrives if wish.anchor is Anchor.ARRIVE else self.boards) - wish.time)

    @property
    def deviation(self) -> int:
        """From the begin of the promised window to the begin of boarding (s)."""
        return self.boards - self.offer.promise.pickup.start

    @property
    def caught(self) -> bool:
        """Whether they reached their train in time, or were not fetched before they could have changed."""
        promise = self.offer.promise
        if self.asking.request.wish.anchor is Anchor.ARRIVE:
            return self.arrives <= promise.arrive_by
        return self.boards >= promise.pickup.start


def ridden(record: DayRecord) -> list[Ridden]:
    """Those who rode; who changed vehicles boarded the first and arrived with the last."""
    calls = [call for drive in record.drives for call in drive.calls]
    on = sorted(((each.reference, each.time) for call in calls for each in call.on), reverse=True)
    off = sorted((each.reference, each.time) for call in calls for each in call.off)
    boards, arrives = dict(on), dict(off)
    return [
        Ridden(asking, asking.offer, boards[asking.request.reference], arrives[asking.request.reference])
        for asking in record.askings
        if asking.fate is Fate.RODE and asking.offer
    ]


@dataclass(frozen=True, slots=True)
class Group:
    """Some requests, and those of them that were carried."""

    askings: Sequence[Asking]
    rode: Sequence[Ridden]

    @property
    def riders(self) -> int:
        """Passengers of those who were carried."""
        return sum(passengers(each.asking) for each in self.rode)

    @property
    def direct_m(self) -> int:
        """Direct ways of those who were carried, times passengers (m)."""
        return sum(each.asking.direct_m * passengers(each.asking) for each in self.rode)

    def revenue(self, fare_cents: int) -> int:
        """What those who were carried brought in (cents): fares, and the surcharges that were promised."""
        return fare_cents * self.riders + sum(each.offer.surcharge_cents for each in self.rode)

    def count(self, *fates: Fate) -> int:
        """How many came to one of these ends."""
        return sum(asking.fate in fates for asking in self.askings)

    def by(self, name: Callable[[Asking], str]) -> dict[str, "Group"]:
        """The same requests by the name of their group, in the order of names; without the nameless."""
        askings: dict[str, list[Asking]] = {}
        rode: dict[str, list[Ridden]] = {}
        for asking in self.askings:
            askings.setdefault(name(asking), []).append(asking)
        for each in self.rode:
            rode.setdefault(name(each.asking), []).append(each)
        return {key: Group(askings[key], rode.get(key, ())) for key in sorted(askings) if key}


def group(records: Iterable[DayRecord]) -> Group:
    """All requests of some days."""
    days = list(records)
    return Group(
        [asking for record in days for asking in record.askings],
        [each for record in days for each in ridden(record)],
    )


def served(asked: Group, within_s: int) -> Values:
    """Every figure of requests.

    Parameters
    ----------
    asked
        Who asked.
    within_s
        How far from the wish an offered ride may be to count as service (s).
    """
    return counts(asked) | _service(asked, within_s) | _quality(asked)


def counts(asked: Group) -> dict[str, Value]:
    """How many asked, and what became of them."""
    by_line = sum(map(_by_line, asked.askings))
    return {
        "asked": len(asked.askings),
        "served_by_line": by_line,
        "offered": sum(asking.nearest is not None for asking in asked.askings),
        "booked": asked.count(*BOOKED),
        "declined": asked.count(Fate.DECLINED) - by_line,
        "unsuited": asked.count(Fate.UNSUITED),
        "cancelled": asked.count(Fate.CANCELLED),
        "absent": asked.count(Fate.ABSENT),
        "lost": asked.count(Fate.LOST),
        "rode": asked.count(Fate.RODE),
        "riders": asked.riders,
    }


def _service(asked: Group, within_s: int) -> dict[str, Value]:
    """How well the wishes were met that no line serves."""
    ours = [asking for asking in asked.askings if not _by_line(asking)]
    near = sum(asking.nearest is not None and asking.nearest <= within_s for asking in ours)
    declined = sum(asking.fate is Fate.DECLINED for asking in ours)
    return {"service_level": ratio(near, len(ours)), "declined_share": ratio(declined, len(ours))}


def _quality(asked: Group) -> dict[str, Value]:
    """How those who rode were served, and whether the others who had a promise lost it."""
    rode, lost = asked.rode, [each for each in asked.askings if each.fate is Fate.LOST]
    trains = [each for each in rode if each.offer.train]
    missed = sum(each.offer is not None and each.offer.train is not None for each in lost)
    waits, deviations = [each.wait for each in rode], [each.deviation for each in rode]
    kept = sum(each.offer.promise.kept_by(each.boards, each.arrives) for each in rode)
    outside = sum(each.boards not in each.offer.promise.pickup for each in rode)
    return {
        "wait_mean_s": mean(waits),
        "wait_p90_s": percentile(waits, NINETY),
        "pickup_deviation_mean_s": mean(deviations),
        "pickup_deviation_p90_s": percentile(deviations, NINETY),
        "outside_window_share": ratio(outside, len(rode)),
        "promises_kept_share": ratio(kept, len(rode) + len(lost)),
        "ride_mean_s": mean([each.ride for each in rode]),
        "direct_mean_s": mean([each.asking.direct_s for each in rode]),
        "ride_ratio": mean([each.ride / each.asking.direct_s for each in rode if each.asking.direct_s]),
        "detour_mean_s": mean([each.detour for each in rode]),
        "trains_caught_share": ratio(sum(each.caught for each in trains), len(trains) + missed),
    }


def _by_line(asking: Asking) -> bool:
    return asking.fate is Fate.DECLINED and asking.reason == BY_LINE


def passengers(asking: Asking) -> int:
    """How many people ride."""
    return asking.request.needs.passengers


def mean(numbers: Sequence[float]) -> Value:
    """The mean; ``None`` of nothing."""
    return ratio(fsum(numbers), len(numbers))


def percentile(numbers: Iterable[float], share: float) -> Value:
    """The number below which such a share lies, between two by a straight line; ``None`` of nothing.

    >>> percentile([10, 20, 30, 40, 50], 0.9)  # 3.6 steps after the first
    46
    """
    ordered = sorted(numbers)
    if not ordered:
        return None
    place = (len(ordered) - 1) * share
    below = floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ratio(ordered[below] + (ordered[above] - ordered[below]) * (place - below), 1)
