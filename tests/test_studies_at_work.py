"""Studies computed by real workers: by one or two, killed or not, and never in the way of the desk."""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psycopg
import pytest

import worker
from dispatch import studies
from dispatch.studies.working import compute
from mobility.store import studies as store
from mobility.store.cells import Claim
from mobility.store.studies import StoredResult
from mobility.studies import CellKey, CellState, Study, StudyState
from tests.homes import eventually
from tests.rigs import Rig, rig

pytestmark = [pytest.mark.services, pytest.mark.slow]
SCENARIO = """
name = "Ein Bus oder zwei"
dates = ["2026-11-24"]
seeds = 2

[demand]
rides_per_100 = 0.1

[fleet]
vans = 1
hours = ["05:00", "22:00"]

[[vary]]
key = "fleet.vans"
values = [1, 2]
"""
TRIGGERS = """
    create function hold() returns trigger language plpgsql as $$ begin
        perform pg_advisory_xact_lock_shared(4712);
        return new;
    end $$;
    create trigger hold before insert on study_result for each row execute function hold();
"""
"""A result, once it is computed, waits for a lock before it is stored."""


@pytest.fixture(scope="module")
def running_rig() -> Iterator[Rig]:
    with rig() as made:
        made.sql(TRIGGERS)
        yield made


@pytest.fixture
def service(running_rig: Rig) -> Iterator[Rig]:
    """The service, without any worker, and without what earlier tests asked."""
    for study in studies.studies(running_rig.office):
        studies.remove(running_rig.office, study.id)
    yield running_rig
    running_rig.stop_programs()


@pytest.fixture
def held(service: Rig) -> Iterator[psycopg.Connection]:
    """Nobody can store a result until this connection is closed."""
    with psycopg.connect(service.config.database_url, autocommit=True) as holder:
        holder.execute("select pg_advisory_lock(4712)")
        yield holder


def submit(service: Rig) -> Study:
    return studies.submit(service.office, "planung", SCENARIO)


def ring(service: Rig) -> None:
    with worker.make_bell(service.config, worker.PLANNER_PREFIX, worker.PLANNER) as bell:
        worker.ring(bell, "compute")


def stands(service: Rig, study: Study, state: StudyState) -> bool:
    return studies.study(service.office, study.id).state is state


def waits_to_store(service: Rig) -> bool:
    return bool(service.sql("select 1 from pg_locks where objid = 4712 and not granted"))


def results(service: Rig, study: Study) -> list[StoredResult]:
    with service.office.db.reading() as session:
        keys = [
            CellKey(study.id, variant.number, seed) for variant in study.variants for seed in variant.seeds
        ]
        return [store.load_result(session, key) for key in keys]


def computed_here(service: Rig, study: Study) -> list[StoredResult]:
    return [
        compute(service.office, Claim(CellKey(study.id, each.number, seed), "here", 1, study.base, each.text))
        for each in study.variants
        for seed in each.seeds
    ]


def test_one_worker_two_workers_and_none_come_to_the_same_bytes(service: Rig) -> None:
    alone = submit(service)
    service.start("planner")
    ring(service)
    assert eventually(partial(stands, service, alone, StudyState.DONE))
    together = submit(service)
    service.start("planner-2")
    ring(service)
    assert eventually(partial(stands, service, together, StudyState.DONE))
    here = computed_here(service, alone)
    assert results(service, alone) == here
    assert results(service, together) == here


def test_a_worker_killed_in_the_middle_of_a_cell_loses_it_to_another(
    service: Rig, held: psycopg.Connection
) -> None:
    # Given a worker that has computed a cell and is about to store it
    study = submit(service)
    service.start("planner")
    ring(service)
    assert eventually(partial(waits_to_store, service))
    # When it is killed, and the time of its lease goes by
    service.kill("planner")
    held.close()
    service.sql("update study_cell set lease_until = now() where state = 'running'")
    # Then the next one computes all cells, though nobody rings
    service.start("planner-2")
    assert eventually(partial(stands, service, study, StudyState.DONE))
    attempts = service.sql("select attempts from study_cell order by seed, variant")
    assert attempts == [(2,), (1,), (1,), (1,)]
    assert results(service, study) == computed_here(service, study)


def test_the_desk_takes_no_planner_s_work_and_planners_none_of_the_desk_s(service: Rig) -> None:
    # Given a study and a ride that wait
    study, ride = submit(service), service.asked()
    with worker.make_bell(service.config) as bell:
        worker.ring(bell, "answer", ride.request.reference)
    ring(service)
    # When only planners work, then the ride waits on
    service.start("planner")
    assert eventually(partial(stands, service, study, StudyState.DONE))
    assert not service.is_answered(ride)
    niceness = {os.getpriority(os.PRIO_PROCESS, pid) for pid in processes(service, "planner")}
    assert niceness == {worker.NICENESS}
    service.stop_programs()
    # When only the desk works, then the study waits on
    other = submit(service)
    ring(service)
    service.start("worker")
    assert eventually(lambda: service.is_answered(ride))
    assert studies.study(service.office, other.id).counts[CellState.PENDING] == other.cells


def processes(service: Rig, name: str) -> list[int]:
    """The worker and the processes it has started."""
    pid = service.programs.pid(name)
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *map(int, children)]
