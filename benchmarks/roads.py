"""Roads: what building them takes, how fast all ways are found, and how soon web and worker are there.

usage: python -m benchmarks.roads [--osm FILE]

A region is drafted out of the extract, and its roads are built again as ``rufbus region build`` does. Then
the times between 300 places spread over them are found, and by plain NetworkX one place after the other;
both must agree. Seconds are CPU; all but the matrix has processes of its own, whose peak memory includes
Python and the libraries.
"""

import argparse
import platform
import resource
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import date
from io import StringIO
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TypeVar

from mobility.config import Config

EXTRACT = Path(__file__).parents[2] / "shared" / "data" / "north-bayreuth.osm.gz"
PLACES = 300
TIMES = 5
CENTI = 100

Result = TypeVar("Result")
Cost = tuple[float, float]
"""Seconds of CPU, and peak memory (MB; Linux only)."""


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description="What roads cost.")
    parser.add_argument("--osm", type=Path, default=EXTRACT, help="an extract (default %(default)s)")
    args = parser.parse_args()
    print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}")
    with TemporaryDirectory() as folder:
        pack = Path(folder) / "pack"
        apart(draft, pack, args.osm)
        print(f"{'':40} {'seconds':>8} {'peak MB':>8}")
        row("loading the libraries alone", *apart(load_libraries))
        row(f"roads of {args.osm.name}", *apart(build, pack, args.osm))
        compare(pack)
        row("web, ready for its first page", *apart(start_web, pack))
        row("worker, ready for its first task", *apart(start_worker, pack))


def row(what: str, seconds: float, peak: float) -> None:
    """Print what was measured."""
    print(f"{what:40} {seconds:8.2f} {peak:8.0f}", flush=True)


def apart(do: Callable[..., None], *args: object) -> Cost:
    """What something costs in a process of its own."""
    with get_context("spawn").Pool(1) as fresh:
        return fresh.apply(measured, (do, *args))


def measured(do: Callable[..., None], *args: object) -> Cost:
    """What something costs, from the start of the process."""
    with redirect_stdout(StringIO()):
        do(*args)
    return time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def draft(pack: Path, extract: Path) -> None:
    """A region made of the extract."""
    from dispatch.packs.draft import Wanted, new_region  # noqa: PLC0415 - each process loads what it needs

    new_region(pack, Wanted(osm=extract, land="BY", today=date(2026, 11, 22)), lambda _text: None)


def load_libraries() -> None:
    """What building roads has to load first."""
    import dispatch.packs.osm_roads  # noqa: F401, PLC0415


def build(pack: Path, extract: Path) -> None:
    """What ``rufbus region build`` does."""
    from dispatch.packs.osm_roads import roads_from_file  # noqa: PLC0415

    roads_from_file(pack, extract, None, lambda _text: None)


def compare(pack: Path) -> None:
    """All ways between many places, and the same by plain NetworkX."""
    import networkx as nx  # noqa: PLC0415
    import numpy as np  # noqa: PLC0415

    from dispatch.roads.build import Roads, load_graph  # noqa: PLC0415

    graph = load_graph(pack)
    for *_, road in graph.edges(data=True):
        road["centi"] = max(1, round(road["travel_time"] * CENTI))
    roads = Roads.of(graph)
    sources = [round(number) for number in np.linspace(0, len(roads.nodes) - 1, PLACES)]
    ours, (times, previous) = timed(lambda: roads.quickest(sources))
    walked, _ = timed(lambda: roads.along(sources, previous))
    nodes = [roads.nodes[number] for number in sources]
    theirs, plain = timed(
        lambda: [nx.single_source_dijkstra_path_length(graph, node, weight="centi") for node in nodes]
    )
    assert (times[:, sources] == [[found[node] for node in nodes] for found in plain]).all()
    print(f"{PLACES} x {PLACES} ways over {len(roads.nodes)} nodes and {len(graph.edges)} edges:")
    print(f"{'  their times':40} {ours:8.3f}")
    print(f"{'  and their lengths':40} {walked:8.3f}")
    print(f"{'  the times by plain NetworkX':40} {theirs:8.3f}   {theirs / ours:.0f} times as long")


def timed(do: Callable[[], Result]) -> tuple[float, Result]:
    """The median of several times (s), and the result."""
    spent = []
    for _ in range(TIMES):
        began = time.process_time()
        result = do()
        spent.append(time.process_time() - began)
    return median(spent), result


def start_web(pack: Path) -> None:
    """What each process of gunicorn does before it takes requests; the database is not asked yet."""
    from web import create_app  # noqa: PLC0415

    create_app(config(pack))


def start_worker(pack: Path) -> None:
    """What Celery does before it takes tasks, with an engine that is compiled already."""
    import worker  # noqa: F401, PLC0415
    from dispatch.live import Office  # noqa: PLC0415
    from dispatch.warm import warm_up  # noqa: PLC0415
    from mobility.clock import utc_now  # noqa: PLC0415

    warm_up()
    Office.open(config(pack), utc_now)


def config(pack: Path) -> Config:
    """Settings of a process that asks neither database nor broker."""
    return Config(
        database_url="postgresql://nobody@localhost/none",
        redis_url="redis://localhost:6379/0",
        secret_key="x" * 32,
        region=str(pack),
    )


if __name__ == "__main__":
    main()
