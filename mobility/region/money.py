"""What a pack says about money and climate."""

from collections.abc import Sequence

from mobility.costs import Climate, CostKey, Costs, Method
from mobility.region.toml import Table


def read_costs(table: Table) -> Costs:
    """The table ``[costs]``."""
    costs = Costs(
        duty_hour_cents=table.count("duty_hour_cents"),
        km_cents=table.count("km_cents"),
        vehicle_day_cents=table.count("vehicle_day_cents"),
        day_cents=table.count("day_cents"),
        fare_cents=table.count("fare_cents"),
    )
    table.done()
    return costs


def read_climate(table: Table) -> Climate:
    """The table ``[climate]``."""
    climate = Climate(
        vehicle_g_per_km=table.weight("vehicle_g_per_km"),
        car_g_per_km=table.weight("car_g_per_km"),
        car_share=table.weight("car_share"),
        car_occupancy=table.weight("car_occupancy"),
    )
    if climate.car_share > 1:
        raise table.broken("car_share", "is more than 1")
    if climate.car_occupancy < 1:
        raise table.broken("car_occupancy", "is less than 1: nobody would drive")
    table.done()
    return climate


def read_cost_keys(top: Table, municipalities: Sequence[str]) -> tuple[CostKey, ...]:
    """The list ``[[cost_key]]``: versions 1, 2, 3 ... of the key, each from its day on (B43)."""
    keys: list[CostKey] = []
    for table in top.tables("cost_key"):
        version, since = table.count("version"), table.date("from")
        if version != len(keys) + 1:
            raise table.broken("version", f"is {version}, not {len(keys) + 1}")
        if keys and since <= keys[-1].since:
            raise table.broken("from", "is not after that of the version before")
        method = _method(table)
        shares = _shares(table.table("shares"), municipalities) if method is Method.SHARES else {}
        keys.append(CostKey(version, since, method, shares))
        table.done()
    if not keys:
        raise top.broken("cost_key", "is missing")
    return tuple(keys)


def _method(table: Table) -> Method:
    name = table.text("method")
    try:
        return Method(name)
    except ValueError:
        raise table.broken("method", f"has {name!r}, which is not one of {', '.join(Method)}") from None


def _shares(table: Table, municipalities: Sequence[str]) -> dict[str, int]:
    """What each municipality bears; all are named, so that none is forgotten."""
    shares = {name: table.count(name) for name in municipalities}
    table.done()
    if not sum(shares.values()):
        raise table.broken(municipalities[0], "and all others are 0: nobody would pay")
    return shares
