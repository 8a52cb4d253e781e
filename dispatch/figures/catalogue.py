"""Which key figures there are: what each means, its unit, and what is better.

The order is that of a report: what was asked, how it was served, what was driven, what it cost, what it
did for the climate, and whom it left out.
"""

from enum import StrEnum
from typing import NamedTuple


class Unit(StrEnum):
    """In what a figure is counted."""

    COUNT = "count"
    SHARE = "share"
    """Of one: 0.25 is a quarter."""
    SECONDS = "s"
    METRES = "m"
    RATIO = "ratio"
    CENTS = "cents"
    GRAMS = "g"
    PER_HOUR = "per_h"
    POINTS = "points"
    """Differences of two shares, in hundredths: 5 is the difference between 25 % and 20 %."""


class Better(StrEnum):
    """Which way a figure gets better."""

    MORE = "more"
    LESS = "less"


class Figure(NamedTuple):
    """A key figure.

    Parameters
    ----------
    key
        Its name in files and programs.
    unit
        In what it is counted.
    better
        Which way it gets better; ``None`` if that cannot be said.
    meaning
        How it is calculated.
    """

    key: str
    unit: Unit
    better: Better | None
    meaning: str


_COUNT, _SHARE, _S, _M, _RATIO = Unit.COUNT, Unit.SHARE, Unit.SECONDS, Unit.METRES, Unit.RATIO
_CENTS, _G, _PER_H, _POINTS = Unit.CENTS, Unit.GRAMS, Unit.PER_HOUR, Unit.POINTS
_MORE, _LESS = Better.MORE, Better.LESS

FIGURES: tuple[Figure, ...] = (
    # what was asked, and what became of it
    Figure("asked", _COUNT, None, "requests"),
    Figure("served_by_line", _COUNT, None, "declined because a scheduled line serves the wish (B10)"),
    Figure("offered", _COUNT, _MORE, "requests to which any ride was offered, if only as an alternative"),
    Figure("booked", _COUNT, _MORE, "requests with a promise: rode + cancelled + absent + lost"),
    Figure("declined", _COUNT, _LESS, "declined, nothing booked, and no line serves the wish"),
    Figure("unsuited", _COUNT, _LESS, "offered, and nothing of it taken"),
    Figure("cancelled", _COUNT, _LESS, "booked and withdrawn by the passengers"),
    Figure("absent", _COUNT, _LESS, "booked, and nobody was at the stop"),
    Figure("lost", _COUNT, _LESS, "booked, and the service did not come"),
    Figure("rode", _COUNT, _MORE, "bookings that were carried"),
    Figure("riders", _COUNT, _MORE, "passengers of the bookings that were carried"),
    Figure(
        "service_level",
        _SHARE,
        _MORE,
        "of asked - served_by_line: those offered a ride at most the given time from their wish",
    ),
    Figure("declined_share", _SHARE, _LESS, "declined / (asked - served_by_line)"),
    # how those who rode were served
    Figure("wait_mean_s", _S, _LESS, "mean of |boarding - wish|, or of |wish - arrival| if that was wished"),
    Figure("wait_p90_s", _S, _LESS, "90th percentile of the same"),
    Figure("pickup_deviation_mean_s", _S, _LESS, "mean of boarding - begin of the promised window"),
    Figure("pickup_deviation_p90_s", _S, _LESS, "90th percentile of the same"),
    Figure("outside_window_share", _SHARE, _LESS, "of rode: those whose boarding began outside the window"),
    Figure("promises_kept_share", _SHARE, _MORE, "of rode + lost: window, arrival and longest ride all kept"),
    Figure("ride_mean_s", _S, _LESS, "mean of ride = arrival - boarding - own time to get on"),
    Figure("direct_mean_s", _S, None, "mean driving time of the direct way of those who rode"),
    Figure("ride_ratio", _RATIO, _LESS, "mean of ride / direct way"),
    Figure("detour_mean_s", _S, _LESS, "mean of ride - direct way"),
    Figure(
        "trains_caught_share",
        _SHARE,
        _MORE,
        "of rode + lost with a train: there by the promised arrival, or picked up not before the window",
    ),
    # what was driven
    Figure("vehicle_s", _S, _LESS, "time on duty, which is paid"),
    Figure("driven_s", _S, _LESS, "time at the wheel: from leaving each place to arriving at the next"),
    Figure("driven_m", _M, _LESS, "from the depot and back"),
    Figure("empty_m", _M, _LESS, "driven_m with nobody on board"),
    Figure("empty_share", _SHARE, _LESS, "empty_m / driven_m"),
    Figure("passenger_m", _M, _MORE, "driven_m times passengers on board"),
    Figure("direct_m", _M, _MORE, "direct ways of those who rode, times passengers"),
    Figure("occupancy", _RATIO, _MORE, "passenger_m / driven_m"),
    Figure("pooling", _RATIO, _MORE, "direct_m / driven_m"),
    Figure("shared_share", _SHARE, _MORE, "of rode: those with another booking on board on some leg"),
    Figure("rides_per_vehicle_h", _PER_H, _MORE, "rode / vehicle_s"),
    Figure("riders_per_vehicle_h", _PER_H, _MORE, "riders / vehicle_s"),
    # what it cost
    Figure("cost_cents", _CENTS, _LESS, "duties by hour and km, vehicles and the service itself by day"),
    Figure("revenue_cents", _CENTS, _MORE, "fare of each rider, and the surcharges that were promised"),
    Figure("subsidy_cents", _CENTS, _LESS, "cost_cents - revenue_cents"),
    Figure("cost_per_ride_cents", _CENTS, _LESS, "cost_cents / rode"),
    Figure("cost_per_rider_cents", _CENTS, _LESS, "cost_cents / riders"),
    Figure("subsidy_per_ride_cents", _CENTS, _LESS, "subsidy_cents / rode"),
    Figure("subsidy_per_rider_cents", _CENTS, _LESS, "subsidy_cents / riders"),
    # the climate
    Figure("co2_g", _G, _LESS, "driven_m x emission of the vehicles"),
    Figure("car_m_avoided", _M, _MORE, "direct_m x share who would have gone by car / car occupancy"),
    Figure("co2_avoided_g", _G, _MORE, "car_m_avoided x emission of cars - co2_g"),
    # whom it leaves out
    Figure(
        "worst_ortsteil_declined_share",
        _SHARE,
        _LESS,
        "highest declined_share of an Ortsteil with at least 5 requests that no line serves",
    ),
    Figure("wheelchair_gap", _POINTS, _LESS, "declined_share with wheelchairs - declined_share of all (B27)"),
)
"""Every key figure, in the order of a report."""

SIGNED = frozenset(
    {
        "detour_mean_s",
        "subsidy_cents",
        "subsidy_per_ride_cents",
        "subsidy_per_rider_cents",
        "co2_avoided_g",
        "wheelchair_gap",
    }
)
"""Keys of the figures that are below nothing as a matter of course."""

CATALOGUE = {figure.key: figure for figure in FIGURES}
"""The same by key."""
