"""Route lists and days as plain text: for the terminal, and for paper when the net is down."""

from collections.abc import Iterator, Sequence

from dispatch.figures import Figures
from dispatch.report import Party, RouteCall, RouteList
from web import times, words

STOP_WIDTH = 38


def route_text(route: RouteList) -> str:
    """A route list in German, since drivers read it; one line per stop and one per party."""
    day, shift = route.service_day, route.shift
    hours = f"{times.clock_time(day, shift.hours.start)} bis {times.clock_time(day, shift.hours.end)} Uhr"
    heading = f"{shift.vehicle.name}, Schicht {shift.id}, {hours}, {route.passengers} Fahrgäste"
    if shift.driver:
        heading += f", fährt: {shift.driver}"
    if not route.calls:
        return f"{heading}\n  keine Fahrten\n"
    lines = [line for call in route.calls for line in _call_lines(route, call)]
    return "\n".join([heading, *lines, ""])


def _call_lines(route: RouteList, call: RouteCall) -> Iterator[str]:
    arrives = times.clock_time(route.service_day, call.time)
    departs = times.clock_time(route.service_day, call.departs)
    yield f"  {arrives:>5} bis {departs:>5}  {call.stop.name:{STOP_WIDTH}} danach an Bord: {call.on_board}"
    yield from _parties("aus", call.gets_off)
    yield from _parties("ein", call.gets_on)


def _parties(way: str, parties: Sequence[Party]) -> Iterator[str]:
    for party in parties:
        yield f"{'':17}{way}  {words.reference(party.reference)}  {party.name}, {words.needs(party.needs)}"


def figures_text(found: Figures) -> str:
    """The key figures of a day in two lines."""
    values = found.values
    counts = {name: reason["asked"] or 0 for name, reason in found.by["reason"].items()}
    reasons = ", ".join(f"{name} {counts[name]}" for name in sorted(counts, key=lambda name: -counts[name]))
    declined = f"{sum(counts.values())} declined" + (f" ({reasons})" if reasons else "")
    return (
        f"{values['asked']} asked, {values['booked']} booked, {declined}\n"
        f"{100 * (values['shared_share'] or 0):.0f} % of the rides are shared; vehicles drive "
        f"{(values['driven_m'] or 0) / 1000:.0f} km, with {values['occupancy'] or 0:.2f} passengers"
    )
