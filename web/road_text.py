"""What became of the roads of a region pack, as text for whoever prepares it."""

from collections.abc import Iterator

from dispatch.packs.calibrate import Fit
from dispatch.roads.network import RoadReport

FEW = 10
"""So many stops are listed that lie farthest from a road."""


def road_text(report: RoadReport) -> Iterator[str]:
    """The lines of a report."""
    yield f"{report.road_m / 1000:.0f} km of road: {report.nodes} nodes, {report.edges} directed edges"
    yield f"  {report.dropped_m / 1000:.1f} km left out, from where there is no way both there and back"
    if report.extra:
        yield f"  {report.extra} roads drawn by hand"
    metres = sorted(offset.metres for offset in report.offsets)
    yield f"  {len(metres)} stop points joined, {metres[len(metres) // 2]:.0f} m from the road in the middle"
    yield "  farthest from the road:"
    for offset in report.offsets[:FEW]:
        yield f"    {offset.metres:4.0f} m  {offset.name} ({offset.point})"


def fit_text(fit: Fit | None) -> str:
    """How the speeds compare with those of scheduled buses."""
    if fit is None:
        return "the timetable has no buses to compare the speeds with"
    best = f"{fit.runs} scheduled runs of buses are fitted best by [roads] speed_factor = {fit.factor}"
    return f"{best}; the speeds were made with {fit.now}"
