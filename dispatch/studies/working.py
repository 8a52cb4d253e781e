"""Studies as workers see them: one cell after the other is claimed, computed and stored.

A worker holds its cell on lease and renews it by a heart-beat of its own thread, so that a cell whose worker
is killed, or whose machine is switched off, is free again soon. Whatever happens, a cell is stored once.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from threading import Event, Thread
from time import perf_counter

from dispatch.office import Office
from dispatch.scenarios import prepare, read_scenario, run, variant
from dispatch.scenarios.batch import mean_of
from dispatch.studies.books import as_stored, channel, results
from dispatch.studies.interruption import Interrupted, interruptible
from dispatch.studies.origin import origin, pack
from dispatch.studies.stored import stored
from mobility.errors import MobilityError
from mobility.store import BrokenRule, cells
from mobility.store import studies as store
from mobility.store.cells import Claim, WaitingStudy
from mobility.store.studies import StoredResult
from mobility.studies import Failure

LEASE = timedelta(seconds=60)
"""How long a worker may be silent before its cell is given to another."""
BEATS = 4
"""Heart-beats in the time of a lease."""

Compute = Callable[[Office, Claim], StoredResult]

log = logging.getLogger(__name__)


def compute(office: Office, held: Claim) -> StoredResult:
    """What a cell comes to.

    Raises
    ------
    MobilityError
        If its scenario cannot be simulated.
    """
    scenario = read_scenario(held.text, f"{held.key.study}.toml")
    setting = prepare(replace(scenario, base=str(pack(office, held.base))))
    return stored(setting, held.key.seed, run(setting, held.key.seed))


def nobody() -> None:
    """Nobody else looks for work."""


def work(
    office: Office,
    worker: str,
    *,
    wake: Callable[[], None] = nobody,
    lease: timedelta = LEASE,
    compute: Compute = compute,
) -> bool:
    """Compute one cell, if any waits; whether there was one.

    Parameters
    ----------
    worker
        Name of this process among all that compute.
    wake
        Called once a cell is ours: others may look for the next one.
    lease
        How long the others wait for a sign of life.
    compute
        What computes a cell.
    """
    _tidy(office)
    possible = [each.id for each in _possible(office)]
    with office.db.writing() as session:
        held = cells.claim(session, possible, worker, lease)
    if held is None:
        return False
    wake()
    office.ring(channel(held.key.study))
    _compute(office, held, lease, compute)
    _extend(office, held.key.study)
    office.ring(channel(held.key.study))
    return True


def tend(office: Office) -> int:
    """Free the cells of workers that are gone and let searches go on; how many cells we could compute now."""
    _tidy(office)
    return sum(each.cells for each in _possible(office))


def _tidy(office: Office) -> None:
    with office.db.writing() as session:
        freed = cells.release_lost(session)
        searches = cells.exhausted(session)
    for study in searches:
        _extend(office, study)
    for study in freed:
        office.ring(channel(study))


def _possible(office: Office) -> list[WaitingStudy]:
    """Studies that wait and were begun with this program and these data."""
    with office.db.reading() as session:
        waiting = cells.waiting(session)
    here = {base: origin(office, base) for base in {each.base for each in waiting}}
    return [each for each in waiting if each.origin == here[each.base]]


def _compute(office: Office, held: Claim, lease: timedelta, compute: Compute) -> None:
    """Compute a cell and store what it came to, or why it came to nothing."""
    began = perf_counter()
    try:
        with interruptible() as interrupt, _kept(office, held, lease, interrupt):
            result = compute(office, held)
    except Interrupted:
        log.info("%s is not wanted any more", held.key)
        return
    except MobilityError as error:
        _give_up(office, held, Failure.REFUSED, str(error))
        return
    except Exception as error:
        log.exception("%s could not be computed", held.key)
        if held.attempt >= cells.MOST_ATTEMPTS:
            _give_up(office, held, Failure.BROKEN, type(error).__name__)
            return
        with office.db.writing() as session:
            cells.give_back(session, held)
        return
    with office.db.writing() as session:
        kept = cells.keep(session, held, result, perf_counter() - began)
    if not kept:
        log.info("%s is not wanted any more", held.key)


def _give_up(office: Office, held: Claim, reason: Failure, detail: str) -> None:
    with office.db.writing() as session:
        cells.give_up(session, held, reason, detail)


@contextmanager
def _kept(office: Office, held: Claim, lease: timedelta, interrupt: Callable[[], None]) -> Iterator[None]:
    """Renew the lease until the block ends; interrupt the block once the cell is no longer ours."""
    ended = Event()

    def beat() -> None:
        while not ended.wait(lease.total_seconds() / BEATS):
            try:
                with office.db.writing() as session:
                    ours = cells.renew(session, held, lease)
            except Exception as error:  # noqa: BLE001 - a database that is away for a moment costs one beat
                log.warning("a heart-beat was missed: %s", type(error).__name__)
                continue
            if not ours and not ended.is_set():
                interrupt()
                return

    heart = Thread(target=beat, name=f"heart of {held.key}", daemon=True)
    heart.start()
    try:
        yield
    finally:
        ended.set()
        heart.join()


def _extend(office: Office, study_id: str) -> None:
    """Take the next step of a search, if the last one is done; whoever else does it takes the same."""
    with office.db.reading() as session:
        if study_id not in cells.exhausted(session):
            return
        study = store.load_study(session, study_id)
    scenario = read_scenario(study.text, f"{study_id}.toml")
    search = scenario.search
    assert search is not None  # noqa: S101 - others are complete
    means: dict[int, float | None] = {}
    for result in results(office, study_id):
        value = result.label[search.key]
        assert isinstance(value, int)  # noqa: S101 - a search is among whole numbers
        by_seed = dict(zip(result.seeds, result.figures, strict=True))
        means[value] = mean_of(by_seed, search.figure)
    following = search.next_value(means)
    try:
        with office.db.writing() as session:
            if following is None:
                store.mark_complete(session, study_id)
            else:
                step = variant(scenario, len(means) + 1, {search.key: following})
                store.add_variants(session, study_id, [as_stored(step)])
    except BrokenRule:
        log.info("study %s was deleted", study_id)
