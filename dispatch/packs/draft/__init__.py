"""Drafting the region pack of a new municipality from OpenStreetMap, with or without a timetable."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from dispatch.packs.draft.destinations import draft_destinations
from dispatch.packs.draft.extract import Extract, cut_out, read_places
from dispatch.packs.draft.masts import Group, gathered, masts_of, stations_of, with_stations
from dispatch.packs.draft.municipalities import land_of, municipalities
from dispatch.packs.draft.settings import Particulars, region_name, vehicles_for, write_settings
from dispatch.packs.draft.settlements import Settlement, settlements
from dispatch.packs.draft.stops import DraftStop, draft_stops, kinds, main_stop
from dispatch.packs.draft.streets import Streets
from dispatch.packs.draft.tables import write_tables
from dispatch.packs.draft.timetable import feed_masts
from dispatch.packs.feed import import_feed
from dispatch.roads import build_matrix
from dispatch.roads.network import RoadReport, save_network
from dispatch.roads.osm import read_extract
from mobility.calendar import LAENDER
from mobility.errors import BrokenRegion
from mobility.ground import metres
from mobility.region import load_region
from mobility.region.settings import load_settings

MOST_PLACES = 500
"""More are a district, not a municipality: ways between all stops would take gigabytes."""

BEYOND = 0.05
"""How far around the municipalities the map matters (degrees): neighbours have stops and stations too."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to draft, and from what.

    Parameters
    ----------
    osm
        The extract.
    feed
        A timetable whose stops are taken instead of those of the map.
    only
        Municipalities to keep; all if empty.
    land
        Whose holidays count; found in the extract if ``None``.
    today
        Date of the draft.
    """

    osm: Path
    feed: Path | None = None
    only: tuple[str, ...] = ()
    land: str | None = None
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """What a draft has become.

    Parameters
    ----------
    folder, name
        Of the pack.
    settlements, parts
        How many there are.
    stops
        How many are stations, virtual and others.
    destinations, vehicles
        How many there are.
    hub
        Name of the stop at the hub.
    road_km
        Length of its roads (km).
    left_out
        Places that are in no settlement, and settlements that no street reaches.
    """

    folder: Path
    name: str
    settlements: int
    parts: int
    stops: Counter[str]
    destinations: int
    vehicles: int
    hub: str
    road_km: int
    left_out: tuple[str, ...]


def new_region(folder: Path, wanted: Wanted, say: Say) -> Drafted:
    """Make a pack where there is none: all of it or nothing.

    Parameters
    ----------
    folder
        Of the new pack; must not exist.
    wanted
        What to draft.
    say
        Tells how far it is.

    Raises
    ------
    BrokenRegion
        If something is at the folder already, the extract or feed cannot be used, or the roads do not join
        the stops.
    """
    if folder.exists():
        raise BrokenRegion(str(folder), None, "is there already, and a draft replaces nothing")
    if not folder.resolve().parent.is_dir():
        raise BrokenRegion(str(folder.parent), None, "is no folder in which a pack could be made")
    try:
        with TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.resolve().parent) as bench:
            draft = Path(bench) / folder.name
            draft.mkdir()
            drafted = _draft(draft, folder, wanted, say)
            load_region(draft)
            draft.rename(folder.resolve())
    except OSError as error:
        raise BrokenRegion(str(folder), None, f"cannot be made: {error.strerror}") from None
    return drafted


def _draft(draft: Path, folder: Path, wanted: Wanted, say: Say) -> Drafted:
    say(f"reading {wanted.osm.name}")
    extract = read_places(wanted.osm)
    belongs = municipalities(extract, region_name_of(folder))
    extract = _around(extract, belongs, wanted)
    everywhere, left = settlements(extract.places, belongs)
    kept = [each for each in everywhere if not wanted.only or each.municipality in wanted.only]
    say(f"finding stops for {len(kept)} settlements")
    groups = _groups(extract, everywhere, wanted, say)
    stops, unreached = draft_stops(
        groups, everywhere, frozenset(each.id for each in kept), Streets(extract.streets)
    )
    kept = [each for each in kept if each.name not in unreached]
    if not kept:
        raise BrokenRegion(str(wanted.osm), None, "has no street near any of its settlements")
    destinations = draft_destinations(extract.worth_a_ride, stops)
    write_tables(draft, kept, stops, destinations)
    hub = _hub(kept, stops)
    write_settings(draft, _particulars(kept, stops, hub, extract, wanted))
    roads = _build(draft, wanted, say)
    if wanted.feed:
        import_feed(draft, wanted.feed, say=say)
    return Drafted(
        folder=folder,
        name=region_name(kept),
        settlements=len(kept),
        parts=sum(len(each.parts) for each in kept),
        stops=kinds(stops),
        destinations=len(destinations),
        vehicles=vehicles_for(kept),
        hub=hub.name,
        road_km=round(roads.road_m / 1000),
        left_out=tuple(sorted({*unreached, *(left if not wanted.only else ())})),
    )


def region_name_of(folder: Path) -> str:
    """What a place is called whose municipality the map does not name: as the folder is."""
    return folder.name.replace("-", " ").replace("_", " ").title()


def _around(extract: Extract, belongs: Mapping[str, str], wanted: Wanted) -> Extract:
    """The part of the extract that matters: the municipalities that are wanted, and some way beyond."""
    for name in wanted.only:
        if name not in belongs.values():
            reason = f"has no municipality {name!r}; it has {', '.join(sorted(set(belongs.values())))}"
            raise BrokenRegion(str(wanted.osm), None, reason)
    inside = [place for place in extract.places if not wanted.only or belongs[place.id] in wanted.only]
    if len(inside) > MOST_PLACES:
        reason = f"has {len(inside)} places, too many for one region: name municipalities with --municipality"
        raise BrokenRegion(str(wanted.osm), None, reason)
    return cut_out(extract, inside, BEYOND)


def _groups(extract: Extract, everywhere: Sequence[Settlement], wanted: Wanted, say: Say) -> list[Group]:
    """The stops of the timetable if there is one, else those of the map; its stations, else the map's."""
    stations = stations_of(extract.stations)
    if wanted.feed is None:
        return with_stations(gathered(masts_of(extract.stops)), stations)
    found = feed_masts(wanted.feed, everywhere, say)
    return with_stations(gathered(found.masts), found.stations or stations)


def _hub(kept: Sequence[Settlement], stops: Sequence[DraftStop]) -> DraftStop:
    """The station nearest to the largest settlement, or else that settlement's main stop."""
    largest = kept[0]
    stations = [stop for stop in stops if stop.station]
    if stations:
        return min(stations, key=lambda stop: (metres(stop, largest), stop.id))
    return main_stop(largest, stops)


def _particulars(
    kept: Sequence[Settlement], stops: Sequence[DraftStop], hub: DraftStop, extract: Extract, wanted: Wanted
) -> Particulars:
    land = wanted.land or land_of(extract)
    if land not in LAENDER:
        raise BrokenRegion(
            str(wanted.osm), None, "does not say in which Land it is: say it with --land, like BB"
        )
    return Particulars(
        settlements=kept,
        stops=stops,
        hub=hub,
        depot=main_stop(kept[0], stops),
        land=land,
        osm=wanted.osm.name,
        osm_as_of=extract.as_of,
        feed=wanted.feed is not None,
        today=wanted.today,
    )


def _build(draft: Path, wanted: Wanted, say: Say) -> RoadReport:
    """Roads and the ways between all stops."""
    roads = read_extract(wanted.osm, load_settings(draft).bounds, say)
    report = save_network(draft, roads.graph)
    say("measuring the ways between all stops")
    build_matrix(draft)
    return report
