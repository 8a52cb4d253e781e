"""The stops of the draft: those of the source, and a virtual one where none is near a settlement."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dispatch.packs.draft.masts import STATION_WORDS, VIRTUAL, Group, Mast
from dispatch.packs.draft.settlements import Settlement
from dispatch.packs.draft.streets import Kerb, Streets
from mobility.ground import metres
from mobility.places import fold

WALK_M = 800.0
"""A settlement whose nearest stop is farther from its centre gets a virtual stop (m)."""

OUTSIDE_M = 3000.0
"""A stop farther from every settlement serves none of them (m)."""

STREET_M = 1500.0
"""A settlement farther from every street cannot be served (m)."""

NAMESAKE_M = 1500.0
"""A stop so near to a settlement of the same name belongs to it (m)."""

FRONT_M = 400.0
"""How far the forecourt of a station may be from its tracks (m)."""

NAMING_M = 60.0
"""A stop without a name may be called by a street so near (m)."""


@dataclass(frozen=True, slots=True)
class DraftStop:
    """A stop of the draft.

    Parameters
    ----------
    id, name
        Unique in the region.
    settlement
        In which it lies.
    points
        All of them.
    boarding
        Id of the one at which the vehicle stops.
    part
        The part of the settlement whose name it has, or empty.
    virtual
        Whether nothing stands there yet.
    """

    id: str
    name: str
    settlement: Settlement
    points: Group
    boarding: str
    part: str = ""
    virtual: bool = False

    @property
    def lat(self) -> float:
        """Where the vehicle stops (degrees)."""
        return self._at.lat

    @property
    def lon(self) -> float:
        """Where the vehicle stops (degrees)."""
        return self._at.lon

    @property
    def station(self) -> bool:
        """Whether it is at a railway station."""
        return any(point.kind == "station" for point in self.points)

    @property
    def _at(self) -> Mast:
        return next(point for point in self.points if point.id == self.boarding)


def draft_stops(
    groups: Iterable[Group], settlements: Sequence[Settlement], wanted: frozenset[str], streets: Streets
) -> tuple[list[DraftStop], list[str]]:
    """The stops of the wanted settlements, and the names of settlements that no street reaches.

    Parameters
    ----------
    groups
        Stops of the source, wherever they lie.
    settlements
        All of the source: a stop belongs to the nearest.
    wanted
        Ids of those in the region.
    streets
        Where a vehicle can stop.
    """
    stops: list[DraftStop] = []
    for group in groups:
        home = _home(group, settlements)
        if home.id in wanted and metres(home, group[0]) <= OUTSIDE_M:
            stops += _stop(group, home, streets)
    unreached = []
    for settlement in settlements:
        if settlement.id not in wanted or _is_served(settlement, stops):
            continue
        kerb = streets.nearest(settlement)
        if kerb and kerb.away <= STREET_M:
            stops.append(_virtual(settlement, kerb))
        else:
            unreached.append(settlement.name)
    lost = set(unreached) - {stop.settlement.name for stop in stops}
    return sorted(_told_apart(stops, streets), key=lambda stop: (stop.name, stop.id)), sorted(lost)


def main_stop(settlement: Settlement, stops: Iterable[DraftStop]) -> DraftStop:
    """The stop of a settlement nearest to its centre."""
    inside = [stop for stop in stops if stop.settlement.id == settlement.id]
    return min(inside, key=lambda stop: (metres(stop, settlement), stop.id))


def _home(group: Group, settlements: Sequence[Settlement]) -> Settlement:
    """The settlement of a stop: the nearest of those whose name it has, or else the nearest of all."""
    key = fold(_called(group))
    near = [each for each in settlements if metres(each, group[0]) <= NAMESAKE_M]
    namesakes = [each for each in near if key in (fold(name) for name in (_plain(each.name), *each.parts))]
    return min(namesakes or settlements, key=lambda each: (metres(each, group[0]), each.id))


def _called(group: Group) -> str:
    return next((mast.name for mast in group if mast.name), "")


def _is_served(settlement: Settlement, stops: Iterable[DraftStop]) -> bool:
    inside = (stop for stop in stops if stop.settlement.id == settlement.id)
    return any(metres(stop, settlement) <= WALK_M for stop in inside)


def _stop(group: Group, settlement: Settlement, streets: Streets) -> list[DraftStop]:
    """A stop of the source; none for a station without a forecourt."""
    first, name = group[0], _called(group)
    station = any(mast.kind == "station" for mast in group)
    masts = [mast for mast in group if mast.kind == "mast"]
    if not masts:
        kerb = streets.nearest(first)
        if kerb is None or kerb.away > FRONT_M:
            return []
        forecourt = Mast(f"{first.id}{VIRTUAL}", first.name, kerb.lat, kerb.lon)
        masts, group = [forecourt], (*group, forecourt)
    part = next((part for part in settlement.parts if fold(part) == fold(name)), "")
    called = part or _name(name, settlement, station=station)
    return [DraftStop(first.group or first.id, called, settlement, group, masts[0].id, part)]


def _virtual(settlement: Settlement, kerb: Kerb) -> DraftStop:
    point = Mast(f"osm:{settlement.id}{VIRTUAL}", "", kerb.lat, kerb.lon)
    return DraftStop(point.id, settlement.name, settlement, (point,), point.id, virtual=True)


def _name(name: str, settlement: Settlement, *, station: bool) -> str:
    """What a stop is called, with the settlement, or else the municipality, in front.

    A name that begins with either loses it there; so do stations their own word, which is put last.
    """
    place, own = settlement.name, _plain(settlement.name)
    for before in (own, settlement.municipality):
        if rest := _after(before, name):
            place, name = (settlement.name if before == own else before), rest
            break
    if station:
        words = [word for word in re.split(r"[ ,]+", name) if not STATION_WORDS & set(fold(word))]
        town = " ".join(words) if words and fold(" ".join(words)) != fold(own) else place
        return f"{town}, Bahnhof"
    if not name or fold(name) in (fold(own), fold(place)):
        return settlement.name
    return f"{place}, {name}"


def _after(before: str, name: str) -> str:
    """What follows in a name after the name of a place; empty if it does not begin with it."""
    found = re.fullmatch(rf"{re.escape(before)}[\s,/-]+(.+)", name, re.IGNORECASE)
    return found[1].strip() if found else ""


def _plain(name: str) -> str:
    return re.sub(r" \(.*\)$", "", name)


def _told_apart(stops: Sequence[DraftStop], streets: Streets) -> list[DraftStop]:
    """Stops of one name are called by their streets, or else counted; the one in the middle keeps it."""
    by_name = defaultdict[str, list[DraftStop]](list)
    for stop in stops:
        by_name["-".join(fold(stop.name))].append(stop)
    taken = set(by_name)
    done = []
    for alike in by_name.values():
        first, *others = sorted(alike, key=lambda stop: (metres(stop, stop.settlement), stop.id))
        done.append(first)
        for stop in others:
            name = next(name for name in _other_names(stop, streets) if "-".join(fold(name)) not in taken)
            taken.add("-".join(fold(name)))
            done.append(replace(stop, name=name))
    return done


def _other_names(stop: DraftStop, streets: Streets) -> Iterable[str]:
    kerb = streets.nearest(stop)
    if kerb and kerb.street and kerb.away <= NAMING_M:
        yield f"{stop.name}, {kerb.street}" if "," not in stop.name else f"{stop.name} ({kerb.street})"
    number = 2
    while True:
        yield f"{stop.name} {number}"
        number += 1


def kinds(stops: Iterable[DraftStop]) -> Counter[str]:
    """How many stops are stations, virtual, or neither."""
    return Counter("station" if stop.station else "virtual" if stop.virtual else "bus" for stop in stops)
