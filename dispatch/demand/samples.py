"""Single wishes for demonstrations and tests: so many as are wanted, inside the service hours."""

from datetime import date
from random import Random

from dispatch.demand.chance import chosen
from dispatch.demand.outing import Outings
from dispatch.demand.people import Asked
from mobility.bookings import Wish
from mobility.clock import HOUR
from mobility.promises import TimeWindow
from mobility.region import Region

REDRAWS = 100
"""So often a wish outside the hours is drawn again."""


def wishes(region: Region, day: date, count: int, random: Random) -> list[Asked]:
    """What people might ask for on a service day, each from an outing of its own; the same for the same seed.

    There is none on a day on which nobody goes out.

    Parameters
    ----------
    region
        Where they live and go.
    day
        Its type, rules and trains hold.
    count
        How many.
    random
        Source of chance, seeded by the caller.

    Raises
    ------
    BrokenRegion
        If there are no two stops to ride between.
    """
    outings = Outings(region, day, region.demand)
    villages = {village.name: village for village in outings.places.villages}
    weights = {village.name: outings.places.population(village) for village in outings.places.villages}
    hours = _time_to_ride(region.policy(day).hours)
    found = []
    for _ in range(count if outings.anybody else 0):
        for _ in range(REDRAWS):
            key = str(random.getrandbits(64))
            outing = outings.draw(villages[chosen(weights, f"{key}:village")], key)
            leg = random.choice(outing.legs)
            if leg.wish.time in hours:
                break
        found.append(Asked(leg.origin, leg.destination, _inside(leg.wish, hours), outing.needs))
    return found


def _inside(wish: Wish, hours: TimeWindow) -> Wish:
    """The wish, if need be at a time at which there is service, and then for no train."""
    return wish if wish.time in hours else Wish(wish.anchor, min(max(wish.time, hours.start), hours.end))


def _time_to_ride(hours: TimeWindow) -> TimeWindow:
    """The hours without the first and the last, which leave hardly any time to ride."""
    inset = min(HOUR, (hours.end - hours.start) // 2)
    return TimeWindow(hours.start + inset, hours.end - inset)
