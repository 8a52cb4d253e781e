"""What an earlier day of the neutral benchmark lets us expect of another.

The profile was counted on a day of a thousand requests; where people get on and off is said by the network.
"""

from dispatch.expected import Demand
from dispatch.neutral import Scenario
from mobility.needs import Needs

RIDES = {
    5: (7, 3, 2),
    6: (123, 52, 8),
    7: (157, 60, 16),
    8: (60, 21, 8),
    9: (20, 4, 4),
    10: (19, 6, 4),
    11: (45, 23, 5),
    12: (82, 12, 31),
    13: (85, 17, 24),
    14: (49, 8, 19),
    15: (50, 6, 15),
    16: (106, 14, 41),
    17: (116, 20, 40),
    18: (57, 9, 22),
    19: (22, 3, 11),
    20: (2, 0, 1),
}
"""By hour: rides, of which to the hub, of which from the hub."""
PARTIES = {
    Needs(1): 700,
    Needs(2): 179,
    Needs(3): 52,
    Needs(4): 38,
    Needs(1, 1): 22,
    Needs(2, 1): 5,
    Needs(4, 1): 4,
}
DAILY = 200.0
"""Days of the benchmark have a hundred rides or several hundred; nobody knows before the day."""


def expected_on(scenario: Scenario) -> Demand:
    """What may be expected on a day of the benchmark, for all that is known before it begins."""
    rides, outward, inward = (
        dict(zip(RIDES, counts, strict=True)) for counts in zip(*RIDES.values(), strict=True)
    )
    return Demand(
        daily=DAILY,
        rides=rides,
        outward=outward,
        inward=inward,
        hub=scenario.hub,
        stops={stop: weight for stop, weight in scenario.stops.items() if stop != scenario.hub},
        parties=PARTIES,
    )
