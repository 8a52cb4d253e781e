"""Where vehicles are between their visits, so that they can be sent elsewhere before they arrive.

A vehicle waits before it drives and drives the quickest way. So its plan says where it is, and nobody has to
ask its driver; a position that was measured can stand in for it.
"""

from collections.abc import Mapping

from dispatch.courses import course
from dispatch.travel import TravelTimes
from mobility.day import Day, Position
from mobility.fleet import Shift
from mobility.plan import Run

NOWHERE: Mapping[str, Position] = {}
NO_RUN = Run("")


def whereabouts(
    day: Day, travel: TravelTimes, goals: Mapping[str, Position] = NOWHERE
) -> tuple[Position, ...]:
    """Where the vehicles that have set off can next turn; those that wait where they were are left out.

    Parameters
    ----------
    day
        With the positions that were known last.
    travel
        Driving times, and where a vehicle can turn.
    goals
        By shift, where vehicles without passengers drive to, and when they will be there.
    """
    known = {position.shift: position for position in day.positions}
    runs = {run.shift: run for run in day.plan.runs}
    found = (
        _position(
            day.now, travel, shift, runs.get(shift.id, NO_RUN), known.get(shift.id), goals.get(shift.id)
        )
        for shift in day.shifts
    )
    return tuple(position for position in found if position)


def _position(
    now: int, travel: TravelTimes, shift: Shift, run: Run, known: Position | None, goal: Position | None
) -> Position | None:
    """Where one vehicle can next turn."""
    if known and known.time > now:
        return known
    behind = course(run, shift.depot, travel).behind(now)
    visits = run.visits[max(0, behind - 1) : behind + 1]
    calls = [Position(shift.id, visit.stop, visit.time) for visit in visits]
    start = calls.pop(0) if behind else Position(shift.id, shift.depot, shift.hours.start)
    if known and known.time > start.time:
        start = known
    else:
        known = None
    ahead = calls or ([goal] if goal and goal.time > start.time else [])
    if not ahead:
        return known
    target = ahead[0]
    if target.time <= now:
        return target
    leaves = target.time - travel.seconds(start.place, target.place)
    if leaves >= now:
        return known
    place, driven = travel.turn(start.place, target.place, now - leaves)
    return Position(shift.id, place, leaves + driven)
