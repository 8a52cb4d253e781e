"""The command line's word for a planner's scenario: ./rufbus simulate SCENARIO ..."""

import argparse
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from math import prod
from pathlib import Path
from tempfile import TemporaryDirectory

from dispatch.program import code_digest
from dispatch.scenarios import (
    Cell,
    Results,
    Scenario,
    Variant,
    load_scenario,
    mean_of,
    prepare,
    region_digest,
    simulate_all,
)
from dispatch.scenarios.writing import Source, events_text, figures_json, runs_csv
from mobility.errors import MobilityError
from web.progress import measured, progress
from web.reporting import report_of, write_report

FIGURES, EVENTS, RUNS = "figures.json", "events.jsonl", "runs.csv"
SHOWN = ("asked", "booked", "service_level", "promises_kept_share", "pooling", "subsidy_cents")
"""Figures by which variants are told apart at a glance."""
NAMES = 40
"""Width of the names of variants."""


class NotAFolder(MobilityError):
    """Where results should go is no folder, or cannot be written."""


def add_arguments(word: argparse.ArgumentParser) -> None:
    """What may be said about a scenario."""
    word.add_argument("scenario", type=Path, nargs="?", metavar="SCENARIO", help="a scenario (TOML)")
    word.add_argument("--seed", type=_seed, help="of all chance: only this sample instead of the scenario's")
    word.add_argument("--out", type=Path, metavar="DIR", help="folder for the results")
    word.add_argument(
        "--workers",
        type=_processes,
        default=os.cpu_count() or 1,
        help="processes at work; they change nothing but the time (default %(default)s, one per core)",
    )


def _seed(text: str) -> int:
    return _number_from(0, text)


def _processes(text: str) -> int:
    return _number_from(1, text)


def _number_from(least: int, text: str) -> int:
    number = int(text)
    if number < least:
        raise argparse.ArgumentTypeError(f"{text} is less than {least}")
    return number


def simulate(args: argparse.Namespace) -> int:
    """Simulate a scenario and write what it came to; the exit code."""
    scenario = load_scenario(args.scenario)
    seeds = scenario.seeds if args.seed is None else (args.seed,)
    out: Path = args.out or Path(args.scenario.stem)
    with measured(), _bench(out) as made:
        results = _simulate(scenario, seeds, args, made)
    print(summary(scenario, results))
    print(f"{out}: {', '.join(sorted(path.name for path in out.iterdir()))}")
    return 0


@contextmanager
def _bench(out: Path) -> Iterator[Path]:
    """A folder to write into, whose content takes the place of earlier results in ``out`` if all goes well.

    Raises
    ------
    NotAFolder
        If results cannot be put there.
    """
    if out.exists() and not out.is_dir():
        raise NotAFolder(f"{out} is not a folder")
    try:
        out.resolve().parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=f".{out.name}-", dir=out.resolve().parent) as bench:
            made = Path(bench) / out.name
            yield made
            _clear(out)
            shutil.copytree(made, out, dirs_exist_ok=True)
    except OSError as error:
        raise NotAFolder(f"{out} cannot be written: {error.strerror}") from None


def _clear(out: Path) -> None:
    """Remove earlier results, and nothing that somebody else has put beside them."""
    if (out / FIGURES).exists():
        for path in out.glob("variant-*"):
            shutil.rmtree(path)
        for name in (EVENTS, RUNS):
            (out / name).unlink(missing_ok=True)


def _simulate(scenario: Scenario, seeds: Sequence[int], args: argparse.Namespace, made: Path) -> Results:
    """Simulate all, each cell's files written as soon as it ends."""
    region = prepare(scenario).region
    made.mkdir()
    alone = len(seeds) == 1 and not scenario.vary and not scenario.search
    said = _counting(scenario, len(seeds))

    def done(variant: Variant, seed: int, cell: Cell) -> None:
        folder = made if alone else made / f"variant-{variant.number}" / f"seed-{seed}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / EVENTS).write_text(events_text(region, seed, cell), encoding="utf-8")
        (folder / RUNS).write_text(runs_csv(cell.records, region), encoding="utf-8")
        said(variant, seed)

    workers = 1 if alone else args.workers
    results = simulate_all(scenario, seeds, done, folder=args.scenario.parent, workers=workers)
    source = Source(region=region_digest(region.folder), program=code_digest())
    (made / FIGURES).write_text(figures_json(scenario, source, results), encoding="utf-8")
    write_report(report_of(scenario, region, source, results), made)
    return results


def _counting(scenario: Scenario, seeds: int) -> Callable[[Variant, int], None]:
    """Says after each simulation how many are left, and how long they may take."""
    began, total, ended = time.monotonic(), seeds * prod(len(vary.values) for vary in scenario.vary), 0

    def said(variant: Variant, seed: int) -> None:
        nonlocal ended
        ended += 1
        values = ", ".join(f"{key} = {value}" for key, value in variant.label.items())
        left = (time.monotonic() - began) / ended * (total - ended)
        more = "" if scenario.search or ended == total else f", about {left:.0f} s to go"
        of = "" if scenario.search else f" of {total}"
        progress(f"{ended}{of}: {values or scenario.name}, seed {seed}{more}")

    return said


def summary(scenario: Scenario, results: Results) -> str:
    """The few figures by which variants are told apart, one line each."""
    lines = [f"{'':{NAMES}} {'asked':>7} {'booked':>7} {'level':>7} {'kept':>7} {'pooling':>8} {'EUR':>9}"]
    for variant, cells in results:
        mean = {key: mean_of(cells, key) for key in SHOWN}
        values = ", ".join(f"{key.rpartition('.')[2]} {value}" for key, value in variant.label.items())
        lines.append(
            f"{(values or scenario.name)[:NAMES]:{NAMES}}"
            f" {_number(mean['asked'], 0, 7)} {_number(mean['booked'], 0, 7)}"
            f" {_number(mean['service_level'], 3, 7)} {_number(mean['promises_kept_share'], 3, 7)}"
            f" {_number(mean['pooling'], 2, 8)} {_number(mean['subsidy_cents'], 2, 9, 100)}"
        )
    if scenario.search:
        search = scenario.search
        means = {each.label[search.key]: mean_of(cells, search.figure) for each, cells in results}
        found = search.answer(means)
        lines.append(f"{search.key}: {'no value does' if found is None else found}")
    return "\n".join(lines)


def _number(value: float | None, digits: int, width: int, divisor: int = 1) -> str:
    return f"{'-':>{width}}" if value is None else f"{value / divisor:{width}.{digits}f}"
