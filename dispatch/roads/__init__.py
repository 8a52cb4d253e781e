"""Roads: from the graph of a region pack to travel times, ways on the map and the map's roads.

Only :func:`build_matrix` needs the graph and the libraries that read it; everything that runs day by
day reads what it built.
"""

from pathlib import Path

from dispatch.roads.paths import Paths, load_paths

__all__ = ["Paths", "build_matrix", "load_paths"]


def build_matrix(folder: Path) -> None:
    """Build ``matrix.npz``, ``paths.npz`` and ``roads.geojson`` of a region pack from its stops and roads.

    Raises
    ------
    BrokenRegion
        If the pack is broken, a stop is not on the road graph, or cannot be reached.
    """
    # these libraries take seconds to load, and only the person who builds a pack needs them
    from dispatch.roads.build import build  # noqa: PLC0415

    build(folder)
