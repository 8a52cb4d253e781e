"""How sure an office that looks ahead wants to be before it declines a ride, or sends a van elsewhere."""

from dataclasses import dataclass

from mobility.clock import MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    """How sure the office wants to be; wishes are counted in passengers' requests served.

    Parameters
    ----------
    options
        How many of the rides that could be promised are compared, those with least driving first.
    choice
        How many wishes more another ride than the thriftiest must leave room for.
    driving
        How many wishes more each hour of driving must serve, or leave room for, on a quiet day. On others
        the wishes that it displaces say what it costs.
    quiet
        A day is quiet if what was seen of it comes to fewer wishes for each van, and nobody books ahead:
        whoever does is pooled by the plan, which a price on driving does not help.
    known
        From which share of the day's wishes on that can be told.
    thrift
        How many times dearer moves are on a quiet day.
    moving
        How many wishes more a van must be able to serve elsewhere to be sent there.
    hour
        The same for each hour of driving there.
    reach
        A van is near to whoever it can reach in this time (s).
    gain
        The least share of the wishes that a van must come near to by moving, to be looked at.
    moves
        How many moves are compared at once.
    every
        Least time between looking for moves (s).
    """

    options: int = 4
    choice: float = 0.05
    driving: float = 1.2
    quiet: float = 20.0
    known: float = 0.05
    thrift: float = 3.0
    moving: float = 0.05
    hour: float = 1.0
    reach: int = 15 * MINUTE
    gain: float = 0.02
    moves: int = 3
    every: int = MINUTE
