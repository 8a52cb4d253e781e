"""Route lists and days as plain text: for the terminal, and for paper when the net is down."""

from collections.abc import Iterator, Sequence

from dispatch.figures.day import Figures
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


def figures_text(figures: Figures) -> str:
    """The key figures of a day in two lines."""
    reasons = ", ".join(f"{name} {count}" for name, count in figures.declined.items())
    declined = f"{sum(figures.declined.values())} declined" + (f" ({reasons})" if reasons else "")
    share = 100 * figures.pooled / figures.booked if figures.booked else 0
    return (
        f"{figures.asked} asked, {figures.booked} booked, {declined}\n"
        f"{share:.0f} % of the rides are shared; vehicles drive {figures.driven_m / 1000:.0f} km, "
        f"the rides alone would be {figures.direct_m / 1000:.0f} km without the ways to them"
    )
