"""Many synthetic days, drawn once for all that count something."""

from datetime import date

import pytest

from dispatch.demand import Passengers, passengers
from mobility.region import Region

SCHOOL_DAY = date(2026, 11, 24)
DAYS = range(30)
"""Seeds of the days."""


@pytest.fixture(scope="package")
def many_days(region: Region) -> list[tuple[Passengers, ...]]:
    """So many school days that shares mean something."""
    return [passengers(region, SCHOOL_DAY, seed) for seed in DAYS]


@pytest.fixture(scope="package")
def many(many_days: list[tuple[Passengers, ...]]) -> list[Passengers]:
    """The passengers of all these days."""
    return [party for day in many_days for party in day]
