"""All simulations of a scenario on this machine, over as many processes as it has cores."""

import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from pathlib import Path
from signal import SIG_IGN, SIGINT, signal
from statistics import fmean

from dispatch.figures import Figures
from dispatch.scenarios.model import Scenario, Search, Variant
from dispatch.scenarios.reading import scenario_of
from dispatch.scenarios.running import Cell, run
from dispatch.scenarios.setting import Setting, prepare
from dispatch.scenarios.variants import variant, variants
from dispatch.warm import warm_up
from mobility.region.toml import Tree

Done = Callable[[Variant, int, Cell], None]
"""Told of each simulation as it ends, in any order."""
Results = list[tuple[Variant, Mapping[int, Figures]]]


def simulate_all(
    scenario: Scenario, seeds: Sequence[int], done: Done, *, folder: Path | None = None, workers: int = 1
) -> Results:
    """Simulate all variants of a scenario, or the steps of its search.

    Parameters
    ----------
    scenario
        What is asked.
    seeds
        One simulation of each variant for each of them.
    done
        Told of each result.
    folder
        Where the files lie that the scenario names.
    workers
        How many processes work at once; it changes nothing but the time.

    Raises
    ------
    MobilityError
        If the scenario makes no sense; before anything is simulated, unless a value that is searched does.
    """
    if workers == 1:
        return _simulate_all(scenario, seeds, done, folder, None)
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), _begin) as pool:
        try:
            return _simulate_all(scenario, seeds, done, folder, pool)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _begin() -> None:
    """Make a process ready; whoever presses Ctrl-C speaks to the one that waits for it."""
    signal(SIGINT, SIG_IGN)
    warm_up()


def mean_of(figures: Mapping[int, Figures], key: str) -> float | None:
    """The mean of a figure over the seeds that have it."""
    values = [value for each in figures.values() if (value := each.values[key]) is not None]
    return fmean(values) if values else None


def _simulate_all(
    scenario: Scenario, seeds: Sequence[int], done: Done, folder: Path | None, pool: Executor | None
) -> Results:
    if scenario.search is None:
        combinations = variants(scenario, folder)
        for each in combinations:
            prepare(each.scenario)
        return _simulate(combinations, seeds, done, folder, pool)
    return _searched(scenario, scenario.search, seeds, done, folder, pool)


def _searched(
    scenario: Scenario,
    search: Search,
    seeds: Sequence[int],
    done: Done,
    folder: Path | None,
    pool: Executor | None,
) -> Results:
    """The steps of a search in the order of their values."""
    results: dict[int, tuple[Variant, Mapping[int, Figures]]] = {}
    means: dict[int, float | None] = {}
    while (value := search.next_value(means)) is not None:
        step = variant(scenario, len(means) + 1, {search.key: value}, folder)
        ((_, figures),) = _simulate([step], seeds, done, folder, pool)
        results[value], means[value] = (step, figures), mean_of(figures, search.figure)
    return [results[value] for value in sorted(results)]


def _simulate(
    combinations: Sequence[Variant],
    seeds: Sequence[int],
    done: Done,
    folder: Path | None,
    pool: Executor | None,
) -> Results:
    found: dict[tuple[int, int], Figures] = {}
    for each, seed, cell in _cells(combinations, seeds, folder, pool):
        found[each.number, seed] = cell.figures
        done(each, seed, cell)
    return [(each, {seed: found[each.number, seed] for seed in seeds}) for each in combinations]


def _cells(
    combinations: Sequence[Variant], seeds: Sequence[int], folder: Path | None, pool: Executor | None
) -> Iterator[tuple[Variant, int, Cell]]:
    if pool is None:
        for each in combinations:
            setting = prepare(each.scenario)
            for seed in seeds:
                yield each, seed, run(setting, seed)
        return
    waiting: dict[Future[Cell], tuple[Variant, int]] = {}
    for each in combinations:
        for seed in seeds:
            future = pool.submit(_apart, each.scenario.tree, each.scenario.file, folder, seed)
            waiting[future] = each, seed
    while waiting:
        for future in wait(waiting, return_when=FIRST_COMPLETED).done:
            yield *waiting.pop(future), future.result()


def _apart(tree: Tree, file: str, folder: Path | None, seed: int) -> Cell:
    """One simulation in a process of its own, which keeps the last setting: the next seed has the same."""
    scenario = scenario_of(tree, file, folder)
    if _kept.get(scenario.digest) is None:
        _kept.clear()
        _kept[scenario.digest] = prepare(scenario)
    return run(_kept[scenario.digest], seed)


_kept: dict[str, Setting] = {}
