"""Settlements, stops and destinations: what is missing, and what cannot be told apart."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import TypeVar

from dispatch.packs.check.findings import Finding, Kind, Spot, Values
from dispatch.packs.draft.masts import VIRTUAL
from mobility.ground import metres
from mobility.places import fold
from mobility.region import Ortsteil, Region, Stop

WALK_M = 1000
"""A settlement should have a stop so near to its centre (m)."""

TWINS_M = 30
"""Two stops so near to each other are one to a passenger (m)."""

NAMED = 5
"""So many names stand in a list before it is cut short."""

Named = TypeVar("Named", Ortsteil, Stop)


def check_places(region: Region) -> Iterator[Finding]:
    """What is odd about the places of a region."""
    stops = list(region.stops.values())
    for ort in region.ortsteile:
        away = min(metres(ort, stop) for stop in stops)
        if away > WALK_M:
            yield Finding(Kind.NO_STOP_NEAR, {"name": ort.name, "metres": round(away)}, (spot(ort),))
    for alike in _alike(region.ortsteile):
        yield Finding(Kind.SAME_SETTLEMENT, {"names": listed(alike)}, tuple(map(spot, alike)))
    for same in _alike(stops):
        yield Finding(Kind.SAME_STOP, {"names": listed(same)}, tuple(map(spot, same)))
    for a, b in combinations(stops, 2):
        if metres(a, b) <= TWINS_M:
            values: Values = {"a": a.name, "b": b.name, "metres": round(metres(a, b))}
            yield Finding(Kind.TWINS, values, (spot(a), spot(b)))
    yield from _notes(region, stops)


def _notes(region: Region, stops: Sequence[Stop]) -> Iterator[Finding]:
    unknown = [ort for ort in region.ortsteile if ort.population is None]
    if unknown:
        yield Finding(Kind.NO_POPULATION, {"count": len(unknown), "names": listed(unknown)})
    virtual = [stop for stop in stops if stop.boarding.endswith(VIRTUAL) and not stop.station]
    if virtual:
        yield Finding(Kind.VIRTUAL, {"count": len(virtual), "names": listed(virtual)})
    if not region.destinations:
        yield Finding(Kind.NO_DESTINATION)


def _alike(places: Iterable[Named]) -> Iterator[list[Named]]:
    """Places that nobody can tell apart in a search."""
    by_name = defaultdict[str, list[Named]](list)
    for place in places:
        by_name["".join(fold(place.name))].append(place)
    return (same for same in by_name.values() if len(same) > 1)


def spot(place: Ortsteil | Stop) -> Spot:
    """Where a place is."""
    return Spot(place.name, place.lat, place.lon)


def listed(places: Sequence[Ortsteil | Stop]) -> str:
    """The names of the first places."""
    names = [place.name for place in places[:NAMED]]
    return ", ".join([*names, "…"] if len(places) > NAMED else names)
