"""Masts and platforms of a map or a timetable, gathered into stops."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dispatch.packs.draft.extract import Thing
from mobility.ground import metres
from mobility.places import fold

TOGETHER_M = 250.0
"""Masts of one name so near to each other are one stop (m)."""

OPPOSITE_M = 60.0
"""A mast without a name so near to another belongs to its stop (m)."""

FORECOURT_M = 150.0
"""A bus stop so near to a railway station is the station's, if its name says so (m)."""

VIRTUAL = ":v"
"""End of the id of a point at which nothing stands yet."""

STATION_WORDS = frozenset({"bahnhof", "bhf", "haltepunkt", "bf"})


@dataclass(frozen=True, slots=True)
class Mast:
    """A point of a stop.

    Parameters
    ----------
    id
        Unique in the source.
    name
        In the source; may be empty.
    lat, lon
        Where (degrees).
    kind
        ``mast``, ``platform`` or ``station``, as in ``stops.csv``.
    group
        Id of the stop in the source, if the source has groups; else empty.
    lines
        That call there, as far as known.
    """

    id: str
    name: str
    lat: float
    lon: float
    kind: str = "mast"
    group: str = ""
    lines: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The name without what does not matter in typing."""
        return " ".join(fold(self.name))


Group = tuple[Mast, ...]
"""The points of one stop, in a fixed order."""


def masts_of(things: Iterable[Thing]) -> list[Mast]:
    """The bus stops of a map."""
    return [Mast(f"osm:{thing.id}", thing.name, thing.lat, thing.lon) for thing in things]


def stations_of(things: Iterable[Thing]) -> list[Mast]:
    """The railway stations of a map."""
    return [Mast(f"osm:{thing.id}", thing.name, thing.lat, thing.lon, "station") for thing in things]


def gathered(masts: Sequence[Mast]) -> list[Group]:
    """Masts as stops: by the source's own groups, else by name and distance.

    One without a name joins the stop across the road.
    """
    groups: list[list[Mast]] = []
    for mast in sorted(masts, key=lambda mast: (not mast.name, mast.id)):
        fitting = [group for group in groups if _fits(mast, group)]
        if not fitting:
            groups.append([mast])
            continue
        first, *others = fitting
        first.append(mast)
        for group in others:  # two rows of masts that this one joins
            first.extend(group)
            groups.remove(group)
    return [tuple(sorted(group, key=lambda mast: mast.id)) for group in groups]


def _fits(mast: Mast, group: Sequence[Mast]) -> bool:
    if mast.group or group[0].group:
        return mast.group == group[0].group
    if not mast.name:
        return any(metres(mast, other) <= OPPOSITE_M for other in group)
    return any(mast.key == other.key and metres(mast, other) <= TOGETHER_M for other in group)


def with_stations(groups: Sequence[Group], stations: Iterable[Mast]) -> list[Group]:
    """The stops, with each station in the stop on its forecourt, or as a stop of its own."""
    done = list(groups)
    for station in stations:
        twins = [n for n, group in enumerate(done) if _same_station(station, group)]
        near = [n for n, group in enumerate(done) if _on_forecourt(station, group)]
        if twins:
            continue
        if near:
            n = min(near, key=lambda n: min(metres(station, mast) for mast in done[n]))
            done[n] = (*done[n], station)
        else:
            done.append((station,))
    return done


def _same_station(station: Mast, group: Group) -> bool:
    there = [mast for mast in group if mast.kind == "station"]
    return any(mast.key == station.key and metres(mast, station) <= 2 * TOGETHER_M for mast in there)


def _on_forecourt(station: Mast, group: Group) -> bool:
    near = min(metres(station, mast) for mast in group)
    named = any(STATION_WORDS & set(mast.key.split()) for mast in group)
    return near <= (FORECOURT_M if named else OPPOSITE_M)
