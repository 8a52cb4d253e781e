"""The drivable roads of an OpenStreetMap extract, read as a stream and written to a small file."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, cast

import osmium
from osmium.filter import KeyFilter
from osmium.osm import NODE, NOTHING, WAY, Location
from osmium.osm.mutable import Node, Way

from dispatch.roads.access import NODE_TAGS, TAGS, drivable
from mobility.region.settings import Bounds

if TYPE_CHECKING:
    from osmium.osm import Node as OsmNode
    from osmium.osm import Way as OsmWay

NEVER = datetime(2004, 8, 9, tzinfo=UTC)
"""The day OpenStreetMap began; nothing in it is older, and an extract may leave its times out."""

STATED = "osmosis_replication_timestamp"
"""Where extracts of the large servers tell of when they are."""

Progress = Callable[[str], None]
"""Told, in words, what is done next."""


def write_roads(file: Path, box: Bounds, target: Path, progress: Progress) -> date | None:
    """Write the drivable ways within a box, with their nodes and the tags that matter, to another file.

    Three passes, so that neither the order nor the size of the extract matters: which nodes ways use, where
    those are, and the ways again. Ways are cut off at the edge of the box, and where the extract lacks
    their nodes.

    Returns
    -------
    The day of the data: as the extract states it, else the day of the last change to a road; ``None``
    if it has no times.

    Raises
    ------
    RuntimeError, UnicodeDecodeError
        If the file is damaged or no extract.
    """
    progress(f"looking for roads in {file.name}")
    used, newest = set[int](), NEVER
    for way in _ways(file):
        used.update(ref.ref for ref in way.nodes)
        newest = max(newest, way.timestamp)
    progress("looking for the places of their nodes")
    known = set[int]()
    with osmium.SimpleWriter(target) as writer:
        for node in cast("Iterator[OsmNode]", iter(osmium.FileProcessor(file, NODE))):
            # (osmium's own filter of numbers takes as much memory as there are numbers up to the highest)
            if node.id in used and _inside(node.location, box):
                known.add(node.id)
                tags = {key: node.tags[key] for key in NODE_TAGS if key in node.tags}
                writer.add_node(Node(id=node.id, location=node.location, tags=tags))
        progress(f"taking the roads between {len(known)} nodes")
        pieces = 0
        for way in _ways(file):
            tags = {key: way.tags[key] for key in TAGS if key in way.tags}
            for number, nodes in enumerate(_runs((ref.ref for ref in way.nodes), known)):
                pieces += bool(number)
                writer.add_way(Way(id=-pieces if number else way.id, nodes=nodes, tags=tags))
    return _stated_day(file) or (newest.date() if newest > NEVER else None)


def _ways(file: Path) -> "Iterator[OsmWay]":
    ways = osmium.FileProcessor(file, WAY).with_filter(KeyFilter("highway"))
    return (way for way in cast("Iterator[OsmWay]", iter(ways)) if drivable(dict(way.tags)))


def _runs(nodes: Iterable[int], known: set[int]) -> Iterator[list[int]]:
    """The parts of a way whose nodes are known."""
    for there, run in groupby(nodes, known.__contains__):
        part = list(run)
        if there and len(part) > 1:
            yield part


def _inside(place: Location, box: Bounds) -> bool:
    return place.valid() and box.west <= place.lon <= box.east and box.south <= place.lat <= box.north


def _stated_day(file: Path) -> date | None:
    with osmium.io.Reader(file, NOTHING) as reader:
        stated = reader.header().get(STATED)
    return datetime.fromisoformat(stated).date() if stated else None
