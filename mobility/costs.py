"""What a service costs, who pays for it, and what it spares the climate: the numbers, and exact division."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from mobility.clock import HOUR

KM = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What the service costs and earns (cents).

    Parameters
    ----------
    duty_hour_cents
        An hour on duty, waiting included: the driver.
    km_cents
        A kilometre: energy, wear, tyres.
    vehicle_day_cents
        A vehicle on a day on which it is on duty: purchase, insurance, workshop.
    day_cents
        A day of service: desk, phone, software.
    fare_cents
        What a passenger brings in for a ride besides the surcharge: the share of ticket sales that the
        transport association pays, or the fare itself.
    """

    duty_hour_cents: int
    km_cents: int
    vehicle_day_cents: int
    day_cents: int
    fare_cents: int

    def duty(self, seconds: int, metres: int) -> int:
        """What a duty costs that is paid for so long and drives so far, rounded to whole cents, half up.

        >>> costs = Costs(duty_hour_cents=4000, km_cents=45, vehicle_day_cents=0, day_cents=0, fare_cents=0)
        >>> costs.duty(seconds=5400, metres=12_345)  # 60.00 + 5.55525
        6556
        """
        whole = HOUR * KM
        part = self.duty_hour_cents * seconds * KM + self.km_cents * metres * HOUR
        return (2 * part + whole) // (2 * whole)

    def day(self, vehicles: int) -> int:
        """What a day costs besides its duties; nothing if no vehicle is on duty."""
        return self.day_cents + self.vehicle_day_cents * vehicles if vehicles else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Climate:
    """Factors of the carbon dioxide that is emitted and avoided.

    Parameters
    ----------
    vehicle_g_per_km
        Emission of the vehicles (g/km).
    car_g_per_km
        Emission of the cars that stay at home (g/km).
    car_share
        Share of the passengers who would have gone by car otherwise (0 to 1).
    car_occupancy
        People in such a car.
    """

    vehicle_g_per_km: float
    car_g_per_km: float
    car_share: float
    car_occupancy: float


class Method(StrEnum):
    """How the cost of a run is divided between municipalities (B43)."""

    HOME = "home"
    """By the passengers who live in each."""
    PASSENGER_KM = "passenger_km"
    """By the kilometres passengers ride in each; between two municipalities half counts for either."""
    EQUAL = "equal"
    """By passengers; who rides from one municipality to another counts half for either."""
    SHARES = "shares"
    """As agreed, whoever rides."""


@dataclass(frozen=True, slots=True)
class CostKey:
    """A version of the key by which municipalities share the cost (B43).

    Parameters
    ----------
    version
        1, 2, 3 ...
    since
        The first service day for which it holds.
    method
        How the cost is divided.
    shares
        What each municipality bears, as any whole numbers; only for :attr:`Method.SHARES`.
    """

    version: int
    since: date
    method: Method
    shares: Mapping[str, int] = field(default_factory=dict, hash=False)


def key_of(keys: Sequence[CostKey], day: date) -> CostKey:
    """The version that holds on a day; days before the first version have the first.

    Parameters
    ----------
    keys
        All versions, the oldest first; at least one.
    day
        The service day.
    """
    return next((key for key in reversed(keys) if key.since <= day), keys[0])


def apportion(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """A whole number divided by weights into whole numbers that sum up to it exactly.

    By largest remainder: everybody gets their share rounded down, and what is left goes, one each, to those
    who lost most by rounding, among equals in the order of their names.

    Parameters
    ----------
    total
        What is divided; zero or more.
    weights
        Zero or more each, and at least one that is more.

    Raises
    ------
    ValueError
        If a number is negative or all weights are zero.

    >>> apportion(100, {"Bad Belzig": 1, "Wiesenburg": 1, "Niemegk": 1})
    {'Bad Belzig': 34, 'Niemegk': 33, 'Wiesenburg': 33}
    """
    whole = sum(weights.values())
    if total < 0 or min(weights.values(), default=0) < 0 or not whole:
        raise ValueError(f"{total} cannot be divided by weights that sum up to {whole}")
    parts = {name: total * weights[name] // whole for name in sorted(weights)}
    by_loss = sorted(parts, key=lambda name: (-(total * weights[name] % whole), name))
    for name in by_loss[: total - sum(parts.values())]:
        parts[name] += 1
    return parts
