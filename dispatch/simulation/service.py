"""What a simulated day is given, and what it comes to."""

from dataclasses import dataclass

from dispatch.events import Event
from dispatch.expected import Demand
from dispatch.record import DayRecord
from dispatch.travel import TravelTimes
from mobility.day import Day
from mobility.lines import NO_LINES, Lines
from mobility.timetable import Timetable


@dataclass(frozen=True)
class Service:
    """The service on one day, as its desk knows it.

    Parameters
    ----------
    day
        As it begins: rules, vehicles on duty, and what is booked already, if anything is.
    travel
        Driving times.
    timetable
        Trains, to offer neighbouring ones and to know when passengers arrive with them.
    lines
        Scheduled lines, beside which no ride is promised (B10).
    expected
        What days before let expect, for a desk that looks ahead (``policy.foresight``); without it, it does
        not.
    """

    day: Day
    travel: TravelTimes
    timetable: Timetable
    lines: Lines = NO_LINES
    expected: Demand | None = None


@dataclass(frozen=True, slots=True)
class SimulatedDay:
    """A day that is over.

    Parameters
    ----------
    record
        What became of it.
    events
        What happened, in order of time.
    day
        As the desk has it in the end: without vehicles that broke down and what they carried.
    """

    record: DayRecord
    events: tuple[Event, ...]
    day: Day
