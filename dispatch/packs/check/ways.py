"""Roads and the ways between stops: what cannot be reached, or takes suspiciously long."""

from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

from shapely import LineString, STRtree
from shapely import Point as Place

from dispatch.packs.check.findings import Finding, Kind, Spot
from dispatch.packs.check.places import spot
from dispatch.roads.drawing import line
from dispatch.travel import TravelTimes
from mobility.clock import HOUR, MINUTE
from mobility.ground import degrees, metres
from mobility.region import Region, Stop

OFFSET_M = 100
"""A stop farther from its road is probably on another (m)."""

ROAD_M = 500
"""A settlement's centre should have a road so near (m)."""

NEIGHBOURS = 4
"""The way to so many nearest stops is looked at ..."""

NEXT_M, FAR_M = 300, 5000
"""... as long as they are so far apart (m)."""

DETOUR = 2.5
"""A way so many times longer than the straight line is suspicious ..."""

DETOUR_M = 1500
"""... if it is so much longer (m)."""

TWICE, MUCH = 2, 5 * MINUTE
"""One direction takes suspiciously long at so many times the other and so much more (s)."""

CRAWL, RACE = 10, 120
"""Speeds on roads outside these limits are suspicious (km/h) ..."""

LONG_M = 200
"""... on a piece so long (m)."""

Graph = Any
"""A road graph of NetworkX, which only :mod:`dispatch.roads` may load."""


def check_ways(region: Region, travel: TravelTimes, graph: Graph) -> Iterator[Finding]:
    """What is odd about the roads of a region and the ways between its stops."""
    nodes = {data["stop_id"]: node for node, data in graph.nodes(data=True) if "stop_id" in data}
    at = {stop.id: nodes[stop.boarding] for stop in region.stops.values() if stop.boarding in nodes}
    yield from _unreached(region, graph, at)
    yield from _off_road(region, graph, at)
    yield from _roadless(region, graph)
    yield from _ways(region, travel)
    yield from _speeds(graph)


def _unreached(region: Region, graph: Graph, at: Mapping[str, Any]) -> Iterator[Finding]:
    hub = at.get(region.station)
    there, back = _reached(graph.succ, hub), _reached(graph.pred, hub)
    for stop in region.stops.values():
        if at.get(stop.id) not in there & back:
            yield Finding(Kind.UNREACHED, {"name": stop.name}, (spot(stop),))


def _reached(neighbours: Mapping[Any, Mapping[Any, Any]], start: object) -> set[Any]:
    found, waiting = {start}, deque([start])
    while waiting:
        fresh = set(neighbours.get(waiting.popleft(), ())) - found
        found |= fresh
        waiting.extend(fresh)
    return found


def _off_road(region: Region, graph: Graph, at: Mapping[str, Any]) -> Iterator[Finding]:
    for stop in region.stops.values():
        roads = graph.adj.get(at.get(stop.id), {}).values()
        links = [road["length"] for pair in roads for road in pair.values() if road.get("connector")]
        if links and min(links) > OFFSET_M:
            yield Finding(Kind.OFF_ROAD, {"name": stop.name, "metres": round(min(links))}, (spot(stop),))


def _roadless(region: Region, graph: Graph) -> Iterator[Finding]:
    lat = sum(ort.lat for ort in region.ortsteile) / len(region.ortsteile)
    north, east = degrees(1, lat)  # so scaled, one unit is one metre in each direction
    lines = [
        LineString([(x / east, y / north) for x, y in line(graph, (u, v), road)])
        for u, v, road in graph.edges(data=True)
        if not road.get("connector")
    ]
    tree = STRtree(lines)
    for ort in region.ortsteile:
        centre = Place(ort.lon / east, ort.lat / north)
        away = centre.distance(lines[int(tree.query_nearest(centre)[0])]) if lines else float("inf")
        if away > ROAD_M:
            yield Finding(Kind.NO_ROAD_NEAR, {"name": ort.name, "metres": round(away)}, (spot(ort),))


def _ways(region: Region, travel: TravelTimes) -> Iterator[Finding]:
    stops = list(region.stops.values())
    pairs = {frozenset((a.id, b.id)) for a in stops for b in _neighbours(a, stops)}
    for a, b in sorted(sorted(pair) for pair in pairs):
        yield from _way(region.stops[a], region.stops[b], travel)


def _neighbours(stop: Stop, stops: list[Stop]) -> list[Stop]:
    apart = sorted((metres(stop, other), other.id, other) for other in stops if other is not stop)
    return [other for away, _, other in apart if NEXT_M <= away <= FAR_M][:NEIGHBOURS]


def _way(a: Stop, b: Stop, travel: TravelTimes) -> Iterator[Finding]:
    straight, along = metres(a, b), min(travel.metres(a.id, b.id), travel.metres(b.id, a.id))
    names = {"a": a.name, "b": b.name}
    if along > DETOUR * straight and along - straight > DETOUR_M:
        lengths = {"straight": round(straight), "along": along}
        yield Finding(Kind.DETOUR, {**names, **lengths}, (spot(a), spot(b)))
    there, back = travel.seconds(a.id, b.id), travel.seconds(b.id, a.id)
    short, long = sorted((there, back))
    if long > TWICE * short and long - short > MUCH:
        times = {"there": there, "back": back}
        yield Finding(Kind.ONE_WAY, {**names, **times}, (spot(a), spot(b)))


def _speeds(graph: Graph) -> Iterator[Finding]:
    slow, fast = dict[tuple[float, float], Spot](), dict[tuple[float, float], Spot]()
    artificial = 0.0
    for u, v, road in graph.edges(data=True):
        artificial += road["length"] if road.get("artificial") and not road.get("connector") else 0
        if road.get("connector") or road["length"] < LONG_M:
            continue
        kmh = road["length"] / 1000 / (road["travel_time"] / HOUR)
        points = line(graph, (u, v), road)
        lon, lat = points[len(points) // 2]
        name = road.get("name") or road.get("ref") or ""
        here = Spot(name if isinstance(name, str) else name[0], lat, lon)
        if kmh < CRAWL:
            slow.setdefault((lat, lon), here)
        elif kmh > RACE:
            fast.setdefault((lat, lon), here)
    for kind, found, limit in ((Kind.SLOW, slow, CRAWL), (Kind.FAST, fast, RACE)):
        if found:
            spots = tuple(found[key] for key in sorted(found))
            yield Finding(kind, {"count": len(found), "limit": limit}, spots)
    if artificial:
        yield Finding(Kind.ARTIFICIAL, {"metres": round(artificial / 2)})
