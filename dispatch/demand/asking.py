"""When people ask: on a day before, or shortly before they want to ride."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import exp
from random import Random

from dispatch.demand.outing import Leg, Outing
from dispatch.demand.times import time_about
from mobility.clock import HOUR, MINUTE, ServiceDay
from mobility.demand import DemandRules
from mobility.promises import TimeWindow

WAKING = TimeWindow(0, 24 * HOUR)
LATER = timedelta(minutes=1)
"""Between two requests of one party."""


@dataclass(frozen=True, slots=True)
class AskedLeg:
    """A way of an outing, and the instant at which it is asked for (UTC)."""

    leg: Leg
    at: datetime


def asked_legs(outing: Outing, day: date, rules: DemandRules, random: Random) -> Iterator[AskedLeg]:
    """The ways of an outing with the instants at which they are asked for, in order.

    Who asks for both at once does so one after the other; else the way back is asked for when it is due,
    but never before the way there.
    """
    ahead, at_once = random.random() < outing.purpose.prebooked, random.random() < rules.at_once
    earliest: datetime | None = None
    for leg in outing.legs:
        at = _day_before(day, rules, random) if ahead else _shortly_before(day, leg, rules, random)
        if earliest:
            at = earliest + LATER if at_once else max(at, earliest + LATER)
        yield AskedLeg(leg, at)
        earliest = at


def _day_before(day: date, rules: DemandRules, random: Random) -> datetime:
    days = random.choices(range(1, len(rules.days_before) + 1), rules.days_before)[0]
    asking = ServiceDay(day - timedelta(days=days))
    return asking.instant(time_about(rules.asking, WAKING, MINUTE, random))


def _shortly_before(day: date, leg: Leg, rules: DemandRules, random: Random) -> datetime:
    notice = int(rules.notice * exp(random.gauss(0, rules.notice_spread)))
    return ServiceDay(day).instant(leg.wish.time - min(notice, 24 * HOUR))
