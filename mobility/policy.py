"""The rules of the service for one day type: every number of the B-rules, with its default.

A municipality changes numbers here by its region pack, never in code; ``regions/base.toml`` says the
same defaults in the words of a pack.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from mobility.clock import HOUR, MINUTE, ServiceDay
from mobility.needs import Load, Needs
from mobility.objective import USUAL, Objective
from mobility.promises import Promise, TimeWindow


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicePolicy:
    """The service's rules on one day type; times are seconds of the service day.

    Parameters
    ----------
    hours
        Service hours: pick-up and drop-off lie inside (B2).
    notice
        Least time between booking and the promised pick-up (s, B3).
    offer_margin
        What is offered can still be booked for so long, unless nothing else can be offered (s, B3).
    early_until, late_from
        Rides promised before ``early_until`` or from ``late_from`` on are booked in advance (B4).
    advance_cutoff
        Until when: of the day before for early rides, of the same day for late ones (s, B4).
    horizon_days
        How many days ahead rides can be booked (B5).
    min_ride_m
        Shorter rides are walked, unless somebody has a mobility need (m, B7).
    tolerance
        Width of the promised pick-up window (s, B16).
    detour_percent, detour_add, max_ride
        Ceiling of a ride: the greater of direct ride x percent / 100 and direct ride + add, but at most
        ``max_ride`` or the direct ride itself if that is longer (s, B19).
    boarding, wheelchair_boarding, pram_boarding
        Time at a stop, and what each wheelchair and pram adds to it (s, B20).
    wheelchair_seats
        Seats that one passenger in a wheelchair takes, the folded-away ones included (B24).
    max_party
        Largest party one ride may have (B26).
    change, wheelchair_change
        Least time between bus and train, and what a wheelchair adds to it (s, B28).
    changes
        Stations where these two are others, by stop id (s, B28).
    parallel
        Whether rides that a scheduled line serves are declined (B10).
    line_before, line_after
        A line serves a wish to be picked up if it departs at most so long before or after it; a wish to be
        there by then, or at a train, if it arrives at most ``line_before`` earlier (s, B10).
    line_walk_m
        How far passengers walk to a stop of a line, from it, or between two (m, B10).
    line_change, line_change_max
        Least and longest time for a change between two lines, besides the way between their stops (s, B10).
    line_booked_counts
        Whether lines that have to be booked by phone serve a wish too (B14).
    surcharge_cents
        Comfort surcharge per passenger (cents, B32).
    objective
        What makes one plan better than another.
    rearranging
        How often other rides are moved about in search of a plan that has a place for one that has none
        (0: never).
    foresight
        Against how many likely futures a ride is judged before it is offered; what displaces more rides
        than it serves is declined (0: no ride is).
    step, search
        Offers start on multiples of ``step``; they are sought up to ``search`` from the wish (s).
    train_search
        The same for a ride to or from a train: longer nobody should have to wait for it (s).
    """

    hours: TimeWindow = TimeWindow(5 * HOUR + 30 * MINUTE, 21 * HOUR + 30 * MINUTE)
    notice: int = HOUR
    offer_margin: int = 5 * MINUTE
    early_until: int = 8 * HOUR
    late_from: int = 18 * HOUR
    advance_cutoff: int = 17 * HOUR
    horizon_days: int = 14
    min_ride_m: int = 1000
    tolerance: int = 10 * MINUTE
    detour_percent: int = 150
    detour_add: int = 15 * MINUTE
    max_ride: int = HOUR
    boarding: int = MINUTE
    wheelchair_boarding: int = 4 * MINUTE
    pram_boarding: int = MINUTE
    wheelchair_seats: int = 3
    max_party: int = 8
    change: int = 5 * MINUTE
    wheelchair_change: int = 5 * MINUTE
    changes: Mapping[str, tuple[int, int]] = field(default_factory=dict, hash=False)
    parallel: bool = True
    line_before: int = 30 * MINUTE
    line_after: int = 30 * MINUTE
    line_walk_m: int = 300
    line_change: int = 3 * MINUTE
    line_change_max: int = 30 * MINUTE
    line_booked_counts: bool = False
    surcharge_cents: int = 0
    objective: Objective = USUAL
    rearranging: int = 200
    foresight: int = 0
    step: int = 5 * MINUTE
    search: int = HOUR
    train_search: int = 30 * MINUTE

    def load(self, needs: Needs) -> Load:
        """The places a party takes (B24)."""
        return Load(
            seats=needs.passengers + (self.wheelchair_seats - 1) * needs.wheelchairs,
            wheelchairs=needs.wheelchairs,
            prams=needs.prams,
        )

    def extra_boarding(self, needs: Needs) -> int:
        """Time a party adds to a stop, getting on or off, beyond ``boarding`` itself (s, B20)."""
        return self.wheelchair_boarding * needs.wheelchairs + self.pram_boarding * needs.prams

    def longest_ride(self, direct: int) -> int:
        """The ceiling of a ride, from the begin of boarding, whose direct ride takes ``direct`` (s, B19).

        >>> [ServicePolicy().longest_ride(direct * MINUTE) // MINUTE for direct in (10, 50, 70)]
        [25, 60, 70]
        """
        relative = max(direct * self.detour_percent // 100, direct + self.detour_add)
        return max(direct, min(relative, self.max_ride))

    def promise(self, start: int, direct: int, latest: int) -> Promise:
        """What is promised for a pick-up from ``start`` on, in whole minutes as people read it (B16, B19).

        A window that nobody could use to its end is cut short.

        Parameters
        ----------
        start
            Begin of the window (s).
        direct
            The ride without others, from the begin of boarding (s).
        latest
            When the ride must be over (s).
        """
        longest = self.longest_ride(direct)
        latest = min(start + longest, latest, self.hours.end)
        arrive_by = max(start + direct, latest - latest % MINUTE)
        end = min(start + self.tolerance, arrive_by - direct)
        return Promise(TimeWindow(start, max(start, end - end % MINUTE)), arrive_by, longest)

    def transfer(self, needs: Needs, stop: str) -> int:
        """Least time between bus and train for a party at a station (s, B28)."""
        change, more = self.changes.get(stop, (self.change, self.wheelchair_change))
        return change + (more if needs.wheelchairs else 0)

    def deadline(self, day: ServiceDay, pickup: int) -> datetime:
        """Last instant at which a ride promised for ``pickup`` may be booked, inclusive (B3, B4)."""
        notice = day.instant(pickup) - timedelta(seconds=self.notice)
        if pickup < self.early_until:
            eve = ServiceDay(day.date - timedelta(days=1))
            return min(notice, eve.instant(self.advance_cutoff))
        if pickup >= self.late_from:
            return min(notice, day.instant(self.advance_cutoff))
        return notice


AREA_RULES = frozenset(
    {
        "hours",
        "notice",
        "offer_margin",
        "early_until",
        "late_from",
        "advance_cutoff",
        "min_ride_m",
        "tolerance",
        "detour_percent",
        "detour_add",
        "max_ride",
        "max_party",
        "surcharge_cents",
        "step",
        "search",
        "train_search",
        "parallel",
        "line_before",
        "line_after",
        "line_walk_m",
        "line_change",
        "line_change_max",
        "line_booked_counts",
    }
)
"""Rules about single rides, which may differ from place to place; the others hold for vehicles and days."""


@dataclass(frozen=True, slots=True)
class AreaRules:
    """What differs for rides that begin or end in a part of the region.

    Parameters
    ----------
    name
        Of the part.
    stops
        Ids of its stops.
    changes
        Values by rule, each of :data:`AREA_RULES`.
    """

    name: str
    stops: frozenset[str]
    changes: Mapping[str, object]


def rules_between(
    policy: ServicePolicy, areas: tuple[AreaRules, ...], origin: str, destination: str
) -> ServicePolicy:
    """The rules of a ride: those of the day, then of each area it begins or ends in, the last on top."""
    for area in areas:
        if area.stops & {origin, destination}:
            policy = replace(policy, **area.changes)  # type: ignore[arg-type] # each of its field's type
    return policy
