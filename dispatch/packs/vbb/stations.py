"""Stops of the VBB: where they are, what they are called, and which ids they had in 2021."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from dispatch.packs.vbb.packages import STATIONS, STATIONS_2021, Cache
from mobility.region.settings import Bounds

FILE = "full.json"


@dataclass(frozen=True, slots=True)
class Place:
    """A mast, platform or station.

    Parameters
    ----------
    id, name
        In the data of the VBB.
    lon, lat
        Where it is (degrees).
    """

    id: str
    name: str
    lon: float
    lat: float

    def inside(self, bounds: Bounds) -> bool:
        """Whether it lies in a box."""
        return bounds.south < self.lat < bounds.north and bounds.west < self.lon < bounds.east


def places(cache: Cache) -> dict[str, Place]:
    """All masts, platforms and stations of today, by id.

    Raises
    ------
    NoPackage
        If the package cannot be had.
    """
    stations = json.loads(cache.file(STATIONS, FILE))
    return {
        entry["id"]: _place(entry) for station in stations.values() for entry in (station, *station["stops"])
    }


def stations_2021(cache: Cache) -> dict[str, Place]:
    """The stations of 2021 by their own ids and those of their masts and platforms.

    A station has the id it has today, if there still is one of that number: ``900000222204`` has become
    ``de:12069:900222204``.

    Raises
    ------
    NoPackage
        If a package cannot be had.
    """
    today = _numbers(places(cache))
    found: dict[str, Place] = {}
    for station in json.loads(cache.file(STATIONS_2021, FILE)).values():
        old = _place(station)
        new = Place(today.get(old.id[-6:], old.id), old.name, old.lon, old.lat)
        found.update(dict.fromkeys((old.id, *(stop["id"] for stop in station["stops"])), new))
    return found


def _numbers(known: Mapping[str, Place]) -> dict[str, str]:
    """Station id by its last six digits; the part before two colons is the station of a mast."""
    stations = sorted({place.partition("::")[0] for place in known})
    return {station.split(":")[2][-6:]: station for station in stations if station.count(":") == 2}  # noqa: PLR2004 - country, district, number


def _place(entry: Mapping[str, object]) -> Place:
    match entry:
        case {"id": str(key), "name": str(name), "location": {"latitude": lat, "longitude": lon}}:
            return Place(key, " ".join(name.split()), float(lon), float(lat))
    raise ValueError(f"{entry.get('id')} is no stop")
