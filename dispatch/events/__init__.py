"""The event log of a service day: what was asked, decided and driven, one JSON object a line.

Simulated and real days are written in the same words. Decisions carry all it takes to make them again: the
request, the answer, the offer that was booked, the runs an improvement changed. Booking numbers are the only
trace of people. What stands in the lines: ``docs/simulation.md``.
"""

from dispatch.events.lines import BrokenLog, read_events, write_events
from dispatch.events.model import (
    Answered,
    Asked,
    Decided,
    Decision,
    Event,
    Happened,
    Header,
    Improved,
    Stage,
    Step,
)

__all__ = [
    "Answered",
    "Asked",
    "BrokenLog",
    "Decided",
    "Decision",
    "Event",
    "Happened",
    "Header",
    "Improved",
    "Stage",
    "Step",
    "read_events",
    "write_events",
]
