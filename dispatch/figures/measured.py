"""All figures of days, as a whole and by groups."""

from collections.abc import Callable, Sequence
from functools import partial

from dispatch.figures.driven import Driven, driven
from dispatch.figures.equity import wheelchair_gap, worst_ortsteil
from dispatch.figures.money import split, total_cost
from dispatch.figures.served import Group, counts, group, served
from dispatch.figures.values import Figures, Value, Values, exact, ratio
from dispatch.record import Asking, DayRecord
from mobility.clock import HOUR
from mobility.costs import KM, Climate
from mobility.region import Region

WITHIN = 1200
"""How far from the wish an offered ride counts as service, unless said otherwise (s)."""


def figures(records: Sequence[DayRecord], region: Region, policy_within_s: int = WITHIN) -> Figures:
    """The figures of some days, real or simulated.

    Parameters
    ----------
    records
        The days; several are taken together, not averaged.
    region
        Where the stops lie, what the service costs and who pays.
    policy_within_s
        How far from the wish an offered ride may be to count in ``service_level`` (s).
    """
    asked, vehicles = group(records), driven(records)
    cost, revenue = total_cost(records, region.costs), asked.revenue(region.costs.fare_cents)
    by = _groups(asked, region, policy_within_s)
    by["municipality"] = _with_money(by["municipality"], asked, records, region)
    whole = served(asked, policy_within_s)
    values = {
        **whole,
        **_driving(asked, vehicles),
        **_money(cost, revenue, rides=len(asked.rode), riders=asked.riders),
        **_climate(asked.direct_m, vehicles.metres, region.climate),
    }
    worst = worst_ortsteil(by["ortsteil"])
    values["worst_ortsteil_declined_share"] = worst[1] if worst else None
    values["wheelchair_gap"] = wheelchair_gap(whole, by["need"])
    return Figures(values, by)


def need(asking: Asking) -> str:
    """The group of needs of a request: the first of wheelchair, walker and pram that rides along."""
    needs = asking.request.needs
    if needs.wheelchairs:
        return "wheelchair"
    return "walker" if needs.walkers else "pram" if needs.prams else "none"


def _hour(asking: Asking) -> str:
    return f"{asking.request.wish.time // HOUR:02d}"


def _ortsteil(region: Region, asking: Asking) -> str:
    return region.stops[asking.home].ortsteil if asking.home in region.stops else ""


def _municipality(region: Region, asking: Asking) -> str:
    return region.stops[asking.home].municipality if asking.home in region.stops else ""


def _groups(asked: Group, region: Region, within_s: int) -> dict[str, dict[str, Values]]:
    names: dict[str, Callable[[Asking], str]] = {
        "ortsteil": partial(_ortsteil, region),
        "municipality": partial(_municipality, region),
        "hour": _hour,
        "need": need,
        "purpose": lambda asking: asking.purpose,
    }
    groups = {
        dimension: {key: served(part, within_s) for key, part in asked.by(name).items()}
        for dimension, name in names.items()
    }
    reasons = asked.by(lambda asking: asking.reason)
    groups["reason"] = {key: counts(part) for key, part in reasons.items()}
    return groups


def _with_money(
    groups: dict[str, Values], asked: Group, records: Sequence[DayRecord], region: Region
) -> dict[str, Values]:
    """Every municipality, whether anybody there asked or not, with what it bears and what it earns."""
    nobody = Group((), ())
    parts, costs = asked.by(partial(_municipality, region)), split(records, region)
    found: dict[str, Values] = {}
    for name, cost in costs.items():
        part = parts.get(name, nobody)
        revenue = part.revenue(region.costs.fare_cents)
        money = {"cost_cents": cost, "revenue_cents": revenue, "subsidy_cents": cost - revenue}
        found[name] = {**groups.get(name, served(nobody, 0)), **money}
    return found


def _driving(asked: Group, vehicles: Driven) -> dict[str, Value]:
    rides, metres = len(asked.rode), vehicles.metres
    return {
        "vehicle_s": vehicles.duty_s,
        "driven_s": vehicles.wheel_s,
        "driven_m": metres,
        "empty_m": vehicles.empty_m,
        "empty_share": ratio(vehicles.empty_m, metres),
        "passenger_m": vehicles.passenger_m,
        "direct_m": asked.direct_m,
        "occupancy": ratio(vehicles.passenger_m, metres),
        "pooling": ratio(asked.direct_m, metres),
        "shared_share": ratio(vehicles.shared, rides),
        "rides_per_vehicle_h": ratio(rides * HOUR, vehicles.duty_s),
        "riders_per_vehicle_h": ratio(asked.riders * HOUR, vehicles.duty_s),
    }


def _money(cost: int, revenue: int, *, rides: int, riders: int) -> dict[str, Value]:
    subsidy = cost - revenue
    return {
        "cost_cents": cost,
        "revenue_cents": revenue,
        "subsidy_cents": subsidy,
        "cost_per_ride_cents": ratio(cost, rides),
        "cost_per_rider_cents": ratio(cost, riders),
        "subsidy_per_ride_cents": ratio(subsidy, rides),
        "subsidy_per_rider_cents": ratio(subsidy, riders),
    }


def _climate(direct_m: int, driven_m: int, climate: Climate) -> dict[str, Value]:
    emitted = driven_m * climate.vehicle_g_per_km / KM
    avoided_m = direct_m * climate.car_share / climate.car_occupancy
    return {
        "co2_g": exact(emitted),
        "car_m_avoided": exact(avoided_m),
        "co2_avoided_g": exact(avoided_m * climate.car_g_per_km / KM - emitted),
    }
