"""Importing a GTFS feed of any size into a pack: what runs in its area, as a small feed of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dispatch.packs.feed.matching import Matches, Point, match, pack_points
from dispatch.packs.feed.origin import FILE, read_origin
from dispatch.packs.feed.runs import Say, Selection, select
from dispatch.packs.feed.writing import write_feed
from dispatch.packs.sources import name_source
from dispatch.packs.workbench import workbench
from mobility.errors import BrokenRegion
from mobility.gtfs import RAIL, open_feed
from mobility.region import Source
from mobility.region.settings import load_settings
from mobility.timetable import ENDING


@dataclass(frozen=True, slots=True)
class FeedReport:
    """What an import made.

    Parameters
    ----------
    runs, trains
        How many runs were kept, and how many of them are trains.
    lines
        Their names, sorted.
    valid
        First and last date for which the feed speaks.
    unmatched
        Stops of the feed in the area that no stop of the pack matches: id and name.
    silent
        Names of stops of the pack at which no run calls.
    left_out
        Runs that cannot be right: id and reason.
    source
        What the pack now says about the feed.
    """

    runs: int
    trains: int
    lines: tuple[str, ...]
    valid: tuple[date, date]
    unmatched: tuple[tuple[str, str], ...]
    silent: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]
    source: Source

    def ending(self, today: date) -> str:
        """A warning if the feed has ended or has fewer than 14 days left; else empty."""
        last = self.valid[1]
        if last < today:
            return f"WARNING: the feed ended on {last}, nobody will find a bus in it. Is there a newer one?"
        if last < today + ENDING:
            return f"WARNING: the feed ends on {last}, nobody will find a bus after it. See to the next one."
        return ""


def unheard(_text: str) -> None:
    """Nobody listens to what is being done."""


def import_feed(
    folder: Path,
    feed: Path,
    *,
    source: Source | None = None,
    licence: str | None = None,
    attribution: str | None = None,
    say: Say = unheard,
) -> FeedReport:
    """Put the runs of a feed that matter to a pack into its ``timetable.zip``, and name their source.

    Parameters
    ----------
    folder
        The pack.
    feed
        Any GTFS feed, as a ZIP file.
    source
        What the pack is to say about it; without, what the feed says about itself.
    licence, attribution
        What the feed does not say about itself.
    say
        Is told what is being done.

    Raises
    ------
    BrokenRegion
        If the feed is broken, dangerous or has nothing in the area, or the pack is broken. The pack is then
        as it was before.
    """
    with workbench(folder) as draft:
        return _import(draft, feed, source, (licence, attribution), say)


def _import(
    folder: Path, path: Path, source: Source | None, terms: tuple[str | None, str | None], say: Say
) -> FeedReport:
    points, abbreviations = pack_points(folder), load_settings(folder).abbreviations
    with open_feed(path) as feed:
        say("reading the stops")
        matches = match(feed, points, abbreviations)
        if not matches.ours:
            raise feed.broken("has no stop in the area of the pack")
        selected = select(feed, matches.ours, say)
        if not selected.runs:
            raise feed.broken("has no run in the area of the pack")
        _check_stops(path.name, selected, matches)
        origin = read_origin(feed, selected.services.values())
    say(f"writing {len(selected.runs)} runs")
    write_feed(folder / FILE, selected, matches, origin)
    named = source or origin.source(*terms)
    name_source(folder, named)
    trains = sum(selected.routes[run.route].kind in RAIL for run in selected.runs)
    return FeedReport(
        runs=len(selected.runs),
        trains=trains,
        lines=tuple(sorted({route.short for route in selected.routes.values()})),
        valid=origin.valid,
        unmatched=tuple((stop.id, stop.name) for stop in matches.unmatched),
        silent=_silent(points, selected, matches),
        left_out=selected.left_out,
        source=named,
    )


def _check_stops(name: str, selected: Selection, matches: Matches) -> None:
    for run in selected.runs:
        for call in run.calls:
            if call.stop not in matches.stops:
                reason = f"trip {run.id!r} calls at the stop {call.stop!r}, which is unknown"
                raise BrokenRegion(f"{name}/stop_times.txt", None, reason)


def _silent(points: Iterable[Point], selected: Selection, matches: Matches) -> tuple[str, ...]:
    called = {
        matches.ours[call.stop].stop
        for run in selected.runs
        for call in run.calls
        if call.stop in matches.ours
    }
    return tuple(sorted({point.name for point in points if point.stop not in called}))
