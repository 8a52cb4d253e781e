"""What is promised to a passenger, and what keeping it means (B15-B19)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TimeWindow:
    """Closed interval of service-day seconds.

    Raises
    ------
    ValueError
        If it ends before it starts.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"window ends ({self.end}) before it starts ({self.start})")

    def __contains__(self, second: int) -> bool:
        return self.start <= second <= self.end


@dataclass(frozen=True, slots=True)
class Promise:
    """The commitment a confirmed booking carries; later plans may not break it (B18).

    Parameters
    ----------
    pickup
        Window in which the vehicle arrives at the pick-up stop and boarding begins (s). It never
        leaves before the window starts (B16).
    arrive_by
        Latest arrival at the drop-off stop (s); for a ride to the station this is at most the train's
        departure minus the transfer time (B29).
    max_ride
        Longest time from the begin of boarding to the arrival (s), detours included (B19).
    """

    pickup: TimeWindow
    arrive_by: int
    max_ride: int

    def kept_by(self, pickup: int, dropoff: int) -> bool:
        """Whether service at these seconds honours the promise.

        >>> promise = Promise(TimeWindow(100, 700), arrive_by=2000, max_ride=1200)
        >>> promise.kept_by(700, 1900), promise.kept_by(701, 1900), promise.kept_by(700, 1901)
        (True, False, False)
        """
        return pickup in self.pickup and dropoff <= self.arrive_by and dropoff - pickup <= self.max_ride
