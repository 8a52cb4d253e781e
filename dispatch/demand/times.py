"""Times of a day by chance, as people name them."""

from random import Random

from mobility.demand import Peak
from mobility.promises import TimeWindow

REDRAWS = 20
"""So often a time outside the hours is drawn again, before the nearest inside is taken."""


def time_about(peaks: tuple[Peak, ...], hours: TimeWindow, step: int, random: Random) -> int:
    """A time about one of the peaks, inside the hours and round where that is possible (s)."""
    peak = random.choices(peaks, [each.weight for each in peaks])[0]
    time = peak.at
    for _ in range(REDRAWS):
        time = int(random.gauss(peak.at, peak.spread))
        if time in hours:
            break
    return rounded(time, hours, step)


def rounded(time: int, hours: TimeWindow, step: int) -> int:
    """The round time before a time, but inside the hours (s).

    >>> rounded(8 * 3600 + 599, TimeWindow(5 * 3600, 24 * 3600), 300) - 8 * 3600
    300
    """
    return min(max(time - time % step, hours.start), hours.end)
