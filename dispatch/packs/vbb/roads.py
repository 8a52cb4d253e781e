"""Giving a pack in the area of the VBB the roads on which its buses run."""

from pathlib import Path

from dispatch.packs.osm_roads import MADE
from dispatch.packs.sources import name_source
from dispatch.packs.vbb.packages import SHAPES, Cache
from dispatch.packs.vbb.shapes import bus_shapes
from dispatch.packs.vbb.stations import places
from dispatch.packs.workbench import workbench
from dispatch.roads import build_matrix
from dispatch.roads.shapes.network import ShapeReport, save_shape_network
from mobility.errors import BrokenRegion
from mobility.region import Source
from mobility.region.settings import FILE, load_settings

SOURCE = Source(
    files=MADE,
    title=f"Straßen, auf denen Busse fahren, aus Linienverläufen des VBB (npm-Paket {SHAPES.name} "
    f"{SHAPES.version}), wenige von Hand ergänzt; kein vollständiges Straßennetz",
    licence="CC BY 3.0",
    attribution="VBB Verkehrsverbund Berlin-Brandenburg GmbH",
    as_of="2025-10-11",
)


def roads_from_vbb(folder: Path, cache: Cache) -> ShapeReport:
    """Make the roads of a pack from the shapes of the VBB's buses, and all that is built from them.

    Parameters
    ----------
    folder
        The pack; it stays as it was if anything is wrong.
    cache
        The packages; what it lacks is fetched.

    Raises
    ------
    NoPackage
        If a package cannot be had.
    BrokenRegion
        If the pack is broken or not in the area of the VBB, or a stop or settlement is too far from any road.
    """
    with workbench(folder) as draft:
        bounds = load_settings(draft).bounds
        known = places(cache)
        cache.progress("reading the shapes of buses")
        shapes = bus_shapes(cache, known, bounds)
        if not shapes:
            raise BrokenRegion(FILE, None, "has [bounds] in which the VBB has no bus")
        stops = [(place.lon, place.lat) for place in known.values() if place.inside(bounds)]
        report = save_shape_network(draft, shapes, stops, cache.progress)
        name_source(draft, SOURCE)
        cache.progress("finding the ways between all stops")
        build_matrix(draft)
    return report
