"""The runs of a feed that matter to a pack: found in two passes, so that most of the feed is never kept."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import isfinite

from mobility.clock import HOUR, MINUTE
from mobility.gtfs import RAIL, Archive, Table, read_services, span
from mobility.gtfs.load import to_access, to_count, to_seconds
from mobility.timetable import Service

CALLED_FOR = frozenset({715, *range(1500, 1508)})
"""Route types of services that come only when somebody calls: buses on demand and taxis."""
BOOKED, REGULAR = "2", ("", "0")
MOST_REPEATS = 2000
"""A run is not repeated more often on a day (once a minute would be 1,440 times)."""

Say = Callable[[str], None]
Repeat = tuple[int, int, int]
"""From when, until when and how often a run is repeated (s)."""


@dataclass(frozen=True, slots=True)
class Route:
    """A row of ``routes.txt``."""

    id: str
    agency: str
    short: str
    long: str
    kind: int


@dataclass(slots=True)
class Call:
    """A row of ``stop_times.txt``; times in seconds of the service day, ``None`` where the feed is silent."""

    place: int
    stop: str
    arrives: int | None
    departs: int | None
    on: str
    off: str
    way: float | None


@dataclass(slots=True)
class FeedRun:
    """A row of ``trips.txt`` with its calls."""

    id: str
    route: str
    service: str
    headsign: str
    direction: str
    accessible: str
    calls: list[Call] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Selection:
    """What is taken from a feed.

    Parameters
    ----------
    routes, services
        By id.
    runs
        In order of their ids, with all their calls, each with its times.
    left_out
        Ids of runs that would have mattered but cannot be right, with the reason.
    """

    routes: Mapping[str, Route]
    services: Mapping[str, Service]
    runs: tuple[FeedRun, ...]
    left_out: tuple[tuple[str, str], ...]


def select(feed: Archive, ours: Collection[str], say: Say) -> Selection:
    """The runs that call at stops of the pack: trains at one at least, all others at two.

    Parameters
    ----------
    feed
        The feed.
    ours
        Ids of stops of the feed that are stops of the pack.
    say
        Is told what is being done.

    Raises
    ------
    BrokenRegion
        If a table or column is missing, a row cannot be read, or every run had to be left out.
    """
    say("looking for runs that call in the area")
    hits = _hits(feed, ours)
    routes = _routes(feed)
    runs = _trips(feed, hits, routes)
    say(f"reading the times of {len(runs)} runs")
    _collect(feed, runs)
    services = read_services(feed, {run.service for run in runs.values()})
    repeats = _frequencies(feed, runs)
    live = {key: span(service) is not None for key, service in services.items()}
    chosen: list[FeedRun] = []
    left_out: list[tuple[str, str]] = []
    for key, run in sorted(runs.items()):
        if reason := _fault(run) or _idle(run, live, repeats.get(key)):
            left_out.append((key, reason))
        else:
            chosen += _repeated(run, repeats[key]) if key in repeats else [run]
    if left_out and not chosen:
        raise feed.broken(f"has no run that could be taken: {_counted(left_out)}")
    return Selection(
        {key: routes[key] for key in sorted({run.route for run in chosen})},
        {key: services[key] for key in sorted({run.service for run in chosen})},
        tuple(chosen),
        tuple(left_out),
    )


def _hits(feed: Archive, ours: Collection[str]) -> Counter[str]:
    """How often each run calls at stops of the pack."""
    hits: Counter[str] = Counter()
    known = frozenset(ours)
    with feed.table("stop_times.txt", ("trip_id", "stop_id")) as table:
        for key, stop in table:
            if stop in known:
                hits[key] += 1
    return hits


def _routes(feed: Archive) -> dict[str, Route]:
    routes: dict[str, Route] = {}
    names = "agency_id", "route_short_name", "route_long_name"
    with feed.table("routes.txt", ("route_id", "route_type"), names) as table:
        for key, kind, agency, short, long in table:
            if key in routes:
                raise table.broken(f"route_id {key!r} is there twice")
            number = to_count(table, "route_type", kind.strip())
            routes[key] = Route(
                key, agency, " ".join((short or long).split()), " ".join(long.split()), number
            )
    return routes


def _trips(feed: Archive, hits: Mapping[str, int], routes: Mapping[str, Route]) -> dict[str, FeedRun]:
    runs: dict[str, FeedRun] = {}
    may = "trip_headsign", "direction_id", "wheelchair_accessible"
    with feed.table("trips.txt", ("trip_id", "route_id", "service_id"), may) as table:
        for key, route, service, headsign, direction, accessible in table:
            if key not in hits:
                continue
            if key in runs:
                raise table.broken(f"trip_id {key!r} is there twice")
            if route not in routes:
                raise table.broken(f"route_id {route!r} is unknown")
            if hits[key] > 1 or routes[route].kind in RAIL:
                runs[key] = FeedRun(key, route, service, " ".join(headsign.split()), direction, accessible)
    return runs


def _collect(feed: Archive, runs: Mapping[str, FeedRun]) -> None:
    need = "trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"
    may = "pickup_type", "drop_off_type", "shape_dist_traveled"
    with feed.table("stop_times.txt", need, may) as table:
        for key, arrival, departure, stop, sequence, on, off, way in table:
            run = runs.get(key)
            if run is None or not stop:  # calls anywhere in an area have no stop
                continue
            place = to_count(table, "stop_sequence", sequence.strip())
            times = _time(table, "arrival_time", arrival), _time(table, "departure_time", departure)
            access = _access(table, "pickup_type", on), _access(table, "drop_off_type", off)
            run.calls.append(Call(place, stop, *times, *access, _metres(way)))
    for run in runs.values():
        run.calls.sort(key=lambda call: call.place)
        fill_in(run.calls)


def _time(table: Table, column: str, text: str) -> int | None:
    text = text.strip()
    return to_seconds(table, column, text) if text else None


def _access(table: Table, column: str, text: str) -> str:
    text = text.strip()
    to_access(table, column, text)  # refused here, where the line is known
    return text


def _metres(text: str) -> float | None:
    try:
        way = float(text)
    except ValueError:
        return None
    return way if isfinite(way) else None


def fill_in(calls: list[Call]) -> None:
    """Give every call between two that have a time its share of the time between, by way or else evenly."""
    for call in calls:
        call.arrives = call.departs if call.arrives is None else call.arrives
        call.departs = call.arrives if call.departs is None else call.departs
    timed = [n for n, call in enumerate(calls) if call.arrives is not None]
    for first, last in pairwise(timed):
        start, end = calls[first].departs, calls[last].arrives
        ways = [call.way for call in calls[first : last + 1]]
        for n in range(first + 1, last):
            share = (n - first) / (last - first)
            way, begin, whole = ways[n - first], ways[0], ways[-1]
            if way is not None and begin is not None and whole is not None and begin <= way <= whole > begin:
                share = (way - begin) / (whole - begin)
            if start is not None and end is not None:
                calls[n].arrives = calls[n].departs = start + round((end - start) * share)


def _fault(run: FeedRun) -> str:
    """Why the calls of a run cannot be right; empty if they can."""
    times = [time for call in run.calls for time in (call.arrives, call.departs)]
    known = [time for time in times if time is not None]
    if len(known) < len(times):
        return "it has no time at its first or last stop"
    if any(later < earlier for earlier, later in pairwise(known)):
        return "its times go backwards"
    if any(one.place == other.place for one, other in pairwise(run.calls)):
        return "two of its calls have the same place in the sequence"
    return ""


def _idle(run: FeedRun, live: Mapping[str, bool], repeats: Iterable[Repeat] | None) -> str:
    """Why a run never runs; empty if it does. Given are the services, and whether they have a day."""
    if run.service not in live:
        return "its service_id is unknown"
    if not live[run.service]:
        return "it runs on no day"
    if repeats is not None and all(last <= first for first, last, _ in repeats):
        return "its frequencies end before they begin"
    return ""


def _counted(left_out: Iterable[tuple[str, str]]) -> str:
    """How many runs have which fault, the most frequent first."""
    reasons = Counter(reason for _, reason in left_out)
    return ", ".join(f"{count} because {reason}" for reason, count in reasons.most_common())


def _frequencies(feed: Archive, runs: Mapping[str, FeedRun]) -> dict[str, list[Repeat]]:
    found: dict[str, list[Repeat]] = {}
    if "frequencies.txt" not in feed:
        return found
    with feed.table("frequencies.txt", ("trip_id", "start_time", "end_time", "headway_secs")) as table:
        for key, start, end, headway in table:
            if key not in runs:
                continue
            every = to_count(table, "headway_secs", headway.strip())
            first = to_seconds(table, "start_time", start.strip())
            last = to_seconds(table, "end_time", end.strip())
            if not every or (last - first) / every > MOST_REPEATS:
                raise table.broken(f"trip {key!r} would run every {every} seconds")
            found.setdefault(key, []).append((first, last, every))
    return found


def _repeated(run: FeedRun, repeats: Iterable[Repeat]) -> Iterator[FeedRun]:
    """The run at each of its times, the end excluded; once where the feed says one twice."""
    begin = run.calls[0].departs or 0
    for start in sorted({start for repeat in repeats for start in range(*repeat)}):
        moved = [
            replace(
                call,
                arrives=(call.arrives or 0) + start - begin,
                departs=(call.departs or 0) + start - begin,
            )
            for call in run.calls
        ]
        name = f"{run.id}@{start // HOUR:02}{start % HOUR // MINUTE:02}{start % MINUTE:02}"
        yield replace(run, id=name, calls=moved)
