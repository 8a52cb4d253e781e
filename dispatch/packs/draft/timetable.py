"""The stops of a timetable around the settlements of a draft."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dispatch.packs.draft.masts import Mast
from dispatch.packs.draft.settlements import Settlement
from dispatch.packs.draft.stops import OUTSIDE_M
from dispatch.packs.feed.matching import PLATFORM, FeedStop, feed_stops
from dispatch.packs.feed.runs import Selection, select
from mobility.errors import BrokenRegion
from mobility.ground import degrees, metres
from mobility.gtfs import RAIL, open_feed

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class FeedMasts:
    """What a feed has around the settlements.

    Parameters
    ----------
    masts
        Points at which buses call, in the groups of the feed.
    stations
        Those at which trains call.
    """

    masts: tuple[Mast, ...]
    stations: tuple[Mast, ...]


def feed_masts(path: Path, settlements: Sequence[Settlement], say: Say) -> FeedMasts:
    """The stops of a feed that lie around settlements and are served by some run.

    Raises
    ------
    BrokenRegion
        If the feed is broken, dangerous or has no run there.
    """
    with open_feed(path) as feed:
        say(f"reading {path.name}")
        stops = feed_stops(feed)
        near = _near(stops, settlements)
        by_rail, lines = _served(select(feed, near.keys(), say), near)
    if not lines:
        raise BrokenRegion(path.name, None, "has no run around the settlements of the map")
    masts = [replace(near[stop], lines=tuple(sorted(lines[stop]))) for stop in sorted(lines)]
    return FeedMasts(
        masts=tuple(mast for mast in masts if mast.id not in by_rail),
        stations=tuple(_stations((mast for mast in masts if mast.id in by_rail), stops)),
    )


def _near(stops: Mapping[str, FeedStop], settlements: Sequence[Settlement]) -> dict[str, Mast]:
    """The platforms and masts around settlements, by id."""
    found = {}
    up, aside = degrees(OUTSIDE_M, settlements[0].lat)
    south, north = min(each.lat for each in settlements) - up, max(each.lat for each in settlements) + up
    west, east = min(each.lon for each in settlements) - aside, max(each.lon for each in settlements) + aside
    for stop in stops.values():
        parent = stops.get(stop.parent)
        lat, lon = _place(stop, parent)
        if stop.kind != PLATFORM or lat is None or lon is None:
            continue
        if south < lat < north and west < lon < east:
            mast = Mast(stop.id, stop.name or (parent.name if parent else ""), lat, lon, group=stop.parent)
            if min(metres(mast, each) for each in settlements) <= OUTSIDE_M:
                found[stop.id] = mast
    return found


def _place(stop: FeedStop, parent: FeedStop | None) -> tuple[float | None, float | None]:
    """Where a stop is: itself, or else its station."""
    if (stop.lat is None or stop.lon is None) and parent:
        return parent.lat, parent.lon
    return stop.lat, stop.lon


def _served(selected: Selection, near: Mapping[str, Mast]) -> tuple[set[str], dict[str, set[str]]]:
    """At which stops trains call, and the lines of each stop."""
    by_rail, lines = set[str](), defaultdict[str, set[str]](set)
    for run in selected.runs:
        route = selected.routes[run.route]
        for call in run.calls:
            if call.stop in near:
                lines[call.stop].add("_".join(route.short.split()) or route.id)
                if route.kind in RAIL:
                    by_rail.add(call.stop)
    return by_rail, lines


def _stations(platforms: Iterable[Mast], stops: Mapping[str, FeedStop]) -> list[Mast]:
    """One point for each station: that of the feed, or else each platform for itself."""
    found: dict[str, Mast] = {}
    for platform in platforms:
        whole = stops.get(platform.group)
        if whole is None or whole.lat is None or whole.lon is None:
            found[platform.id] = replace(platform, kind="station", group="")
            continue
        before = found.get(whole.id)
        lines = {*platform.lines, *(before.lines if before else ())}
        name = whole.name or platform.name
        found[whole.id] = Mast(
            whole.id, name, whole.lat, whole.lon, "station", whole.id, tuple(sorted(lines))
        )
    return list(found.values())
