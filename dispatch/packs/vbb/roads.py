"""Roads of a pack in the area of the VBB, from the shapes of its bus lines."""

from pathlib import Path

from dispatch.packs.vbb.packages import LINES, SHAPES, STATIONS, Cache
from dispatch.packs.vbb.shapes import bus_shapes
from dispatch.packs.vbb.stations import places
from dispatch.roads.shapes.network import ShapeReport, save_shape_network
from mobility.region.settings import load_settings

PACKAGES = (STATIONS, SHAPES, LINES)


def build_roads(folder: Path, cache: Cache) -> ShapeReport:
    """Make the road graph of a pack from the packages of the VBB, and write it.

    Raises
    ------
    NoPackage
        If a package cannot be had.
    BrokenRegion
        If the pack is broken, or a stop or settlement is too far from any road.
    """
    bounds = load_settings(folder).bounds
    known = places(cache)
    cache.progress("reading the shapes of buses")
    shapes = bus_shapes(cache, known, bounds)
    stops = [
        (place.lon, place.lat)
        for place in known.values()
        if bounds.south < place.lat < bounds.north and bounds.west < place.lon < bounds.east
    ]
    return save_shape_network(folder, shapes, stops, cache.progress)
