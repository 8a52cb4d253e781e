"""Vehicles and their duties."""

from dataclasses import dataclass

from mobility.needs import Load
from mobility.promises import TimeWindow


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A minibus.

    Parameters
    ----------
    id
        Stable key, also used in addresses.
    name
        What drivers and operators call it.
    capacity
        Its places. A wheelchair place in use takes seats away; how many is a rule of the service
        (:attr:`mobility.policy.ServicePolicy.wheelchair_seats`).
    """

    id: str
    name: str
    capacity: Load


@dataclass(frozen=True, slots=True)
class Shift:
    """The duty of one vehicle and its driver on one service day.

    Parameters
    ----------
    id
        Unique within the service day.
    vehicle
        The vehicle that is driven.
    depot
        Stop id at which the duty starts and ends.
    hours
        Start and end of the duty (s); the vehicle leaves the depot and is back in between.
    driver
        Login of the account that drives, if assigned; only this driver sees the route list (B48, B49).
    """

    id: str
    vehicle: Vehicle
    depot: str
    hours: TimeWindow
    driver: str | None = None
