"""Importing the feed of a whole transport association: seconds and peak memory, by its size.

usage: python -m benchmarks.feed [--runs N ...]

The feed is generated: runs all over a Land with 22 calls each, and one in a hundred through the area of the
bundled pack. The VBB has about 250,000 runs with 5.5 million calls. Before the import nothing is unpacked.
"""

import argparse
import io
import platform
import time
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path
from random import Random
from shutil import copytree
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile

from dispatch.packs.feed import import_feed
from dispatch.packs.feed.matching import pack_points
from mobility.region import PACKS

PACK = PACKS / "bad-belzig"
RUNS = (25_000, 250_000)
STOPS = 42_000
CALLS = 22
LOCAL = 100
"""One run in so many is one of the area."""
WEEKDAYS = "monday,tuesday,wednesday,thursday,friday,saturday,sunday"
SMALL_TABLES = {
    "agency.txt": "agency_id,agency_name,agency_url,agency_timezone\nv,Verbund,https://example.org,Europe/Berlin\n",
    "calendar.txt": f"service_id,{WEEKDAYS},start_date,end_date\ns,1,1,1,1,1,0,0,20260101,20261231\n",
    "routes.txt": "route_id,agency_id,route_short_name,route_type\n"
    + "".join(f"r{n},v,{n},700\n" for n in range(1300)),
}


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description="What importing a feed takes.")
    parser.add_argument("--runs", type=int, nargs="+", default=RUNS, help="sizes (default %(default)s)")
    args = parser.parse_args()
    print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}")
    print(f"{'runs':>8} {'calls':>10} {'zipped MB':>10} {'kept':>6} {'seconds':>8} {'peak MB':>8}")
    for runs in args.runs:
        with TemporaryDirectory() as folder:
            feed = Path(folder) / "feed.zip"
            write(feed, runs)
            size = feed.stat().st_size / 1e6
            copytree(PACK, Path(folder) / "pack")
            with get_context("spawn").Pool(1) as fresh:
                kept, seconds, peak = fresh.apply(measured, (Path(folder) / "pack", feed))
        print(f"{runs:8} {runs * CALLS:10} {size:10.1f} {kept:6} {seconds:8.1f} {peak:8.0f}", flush=True)


def measured(pack: Path, feed: Path) -> tuple[int, float, float]:
    """Runs kept, seconds, and the most memory that the process ever had (MB; Linux only)."""
    began = time.perf_counter()
    kept = import_feed(pack, feed).runs
    seconds = time.perf_counter() - began
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return kept, seconds, int(status["VmHWM"].split()[0]) / 1024


def write(feed: Path, runs: int) -> None:
    """Write a feed of that many runs."""
    random = Random(runs)  # noqa: S311 - made up, no secret
    ours = [point.id for point in pack_points(PACK)]
    with ZipFile(feed, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in SMALL_TABLES.items():
            archive.writestr(name, text)
        _write(archive, "stops.txt", _stops(random))
        _write(archive, "trips.txt", _trips(runs))
        _write(archive, "stop_times.txt", _stop_times(runs, ours, random))


def _write(archive: ZipFile, name: str, lines: Iterator[str]) -> None:
    with archive.open(name, "w", force_zip64=True) as raw, io.TextIOWrapper(raw, "utf-8") as text:
        text.writelines(lines)


def _stops(random: Random) -> Iterator[str]:
    yield "stop_id,stop_name,stop_lat,stop_lon\n"
    for point in pack_points(PACK):
        yield f'{point.id},"{point.name}",{point.lat},{point.lon}\n'
    for number in range(STOPS):
        place = random.uniform(51.4, 53.6), random.uniform(11.3, 14.7)
        yield f'de:12000:{number},"Ort {number}, Mitte",{place[0]:.6f},{place[1]:.6f}\n'


def _trips(runs: int) -> Iterator[str]:
    yield "route_id,service_id,trip_id,trip_headsign\n"
    yield from (f'r{run % 1300},s,{run},"Ort {run % STOPS}, Mitte"\n' for run in range(runs))


def _stop_times(runs: int, ours: list[str], random: Random) -> Iterator[str]:
    yield "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type\n"
    for run in range(runs):
        start = random.randrange(4 * 60, 22 * 60)
        first = random.randrange(STOPS)
        for call in range(CALLS):
            clock = f"{(start + 2 * call) // 60:02}:{(start + 2 * call) % 60:02}:00"
            stop = (
                ours[(run + call) % len(ours)] if run % LOCAL == 0 else f"de:12000:{(first + call) % STOPS}"
            )
            yield f"{run},{clock},{clock},{stop},{call},0,0\n"


if __name__ == "__main__":
    main()
