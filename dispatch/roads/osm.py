"""Roads out of OpenStreetMap: from an extract on disk, or live from Overpass.

Only what a Rufbus may drive on reaches OSMnx: in a rural extract nine of ten ways are paths, fields and
buildings, and would take ten times the memory.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from math import cos, radians
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import osmnx as ox

from dispatch.roads.access import NODE_TAGS, ON_PERMISSION, ROADS, TAGS, keep_drivable
from dispatch.roads.extract import Progress, write_roads
from mobility.errors import BrokenRegion
from mobility.ground import METRES_PER_DEGREE
from mobility.region.settings import Bounds

if TYPE_CHECKING:
    import networkx as nx

MARGIN_M = 2000
"""How far beyond the bounds of a pack roads are taken: a way may leave them for a moment."""

SUFFIXES = (".osm", ".osm.gz", ".osm.bz2", ".osm.pbf")


@dataclass(frozen=True, slots=True)
class Extract:
    """Drivable roads of an area, as OpenStreetMap had them on a day.

    Parameters
    ----------
    graph
        Not simplified, in the schema of OSMnx, with the tags that matter.
    as_of
        The day, or ``None`` if the data do not tell.
    """

    graph: "nx.MultiDiGraph[Any]"
    as_of: date | None


def read_extract(file: Path, bounds: Bounds, progress: Progress) -> Extract:
    """The roads in a file as mappers and their servers hand it out.

    Parameters
    ----------
    file
        With one of the suffixes above.
    bounds
        Of the pack; roads are cut off some way beyond.
    progress
        Told what is done next.

    Raises
    ------
    BrokenRegion
        If the file is missing, cut short or no such extract, or has no road within the bounds.
    """
    if not file.name.endswith(SUFFIXES):
        raise BrokenRegion(file.name, None, f"has none of the suffixes {', '.join(SUFFIXES)}")
    if not file.is_file():
        raise BrokenRegion(str(file), None, "is no file")
    with TemporaryDirectory() as folder, _reading_tags():
        roads = Path(folder) / "roads.osm"
        try:
            as_of = write_roads(file, with_margin(bounds), roads, progress)
        except (RuntimeError, UnicodeDecodeError) as error:
            reason = f"is damaged, or no extract of OpenStreetMap: {error}"
            raise BrokenRegion(file.name, None, reason) from None
        progress("joining the roads")
        try:
            graph = ox.graph_from_xml(roads, simplify=False, retain_all=True)
        except ValueError:  # OSMnx: neither nodes nor ways
            raise _no_roads(file.name) from None
    return Extract(_drivable(graph, file.name), as_of)


def read_overpass(bounds: Bounds, today: date, progress: Progress) -> Extract:
    """The roads of today, from the Overpass server that OSMnx knows.

    Raises
    ------
    BrokenRegion
        If the server cannot be reached or has no road within the bounds.
    """
    box = with_margin(bounds)
    kinds = "|".join(sorted(ROADS | ON_PERMISSION))
    progress("asking Overpass for the roads")
    try:
        with _reading_tags():
            graph = ox.graph_from_bbox(
                (box.west, box.south, box.east, box.north),
                simplify=False,
                retain_all=True,
                custom_filter=f'["highway"~"^({kinds})$"]["area"!~"yes"]',
            )
    except OSError as error:  # those of requests are some of these
        raise BrokenRegion("Overpass", None, f"cannot be reached: {error}; use --osm FILE") from None
    except ValueError as error:  # OSMnx: no usable answer, or one without roads
        raise BrokenRegion("Overpass", None, f"has no roads for the bounds of the pack: {error}") from None
    return Extract(_drivable(graph, "Overpass"), today)


def with_margin(bounds: Bounds) -> Bounds:
    """Bounds widened to all sides."""
    up = MARGIN_M / METRES_PER_DEGREE
    aside = up / cos(radians(max(abs(bounds.south), abs(bounds.north))))
    return Bounds(bounds.south - up, bounds.west - aside, bounds.north + up, bounds.east + aside)


def _drivable(graph: "nx.MultiDiGraph[Any]", origin: str) -> "nx.MultiDiGraph[Any]":
    keep_drivable(graph)
    if not graph.edges:
        raise _no_roads(origin)
    return graph


def _no_roads(origin: str) -> BrokenRegion:
    return BrokenRegion(origin, None, "has no roads within the bounds of the pack")


@contextmanager
def _reading_tags() -> Iterator[None]:
    """OSMnx keeps the tags that matter here, and keeps no copies of answers on disk."""
    names = ("useful_tags_way", "useful_tags_node", "use_cache")
    before = {name: getattr(ox.settings, name) for name in names}
    ox.settings.useful_tags_way, ox.settings.useful_tags_node = list(TAGS), list(NODE_TAGS)
    ox.settings.use_cache = False
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(ox.settings, name, value)
