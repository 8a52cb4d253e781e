"""Cells of studies in a real database: claimed once, in turns, on lease; stored once."""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mobility.store import Database, cells, studies
from mobility.store.cells import MOST_ATTEMPTS, Claim
from mobility.store.studies import StoredResult
from mobility.studies import (
    CellKey,
    CellState,
    Failure,
    Origin,
    Study,
    StudyState,
    StudyVariant,
    UnknownCell,
    UnknownStudy,
)

LONG = timedelta(hours=1)
OVER = timedelta(seconds=-1)
"""A lease that has run out as soon as it begins."""
MORNING = datetime(2026, 9, 10, 8, tzinfo=UTC)
RESULT = StoredResult({"values": {"booked": 7}, "by": {}}, b"record", b"events", "d1")


def a_study(id_: str, variants: int = 1, seeds: Sequence[int] = (1,), minutes: int = 0) -> Study:
    found = tuple(
        StudyVariant(n, {"fleet.vans": n}, f"text {n}", tuple(seeds)) for n in range(1, variants + 1)
    )
    return Study(
        id=id_,
        name="Wie viele Busse?",
        text="scenario",
        author="planung",
        created_at=MORNING + timedelta(minutes=minutes),
        base="bad-belzig",
        digest="d",
        origin=Origin(code="c", region="r"),
        stopped=False,
        complete=True,
        variants=found,
        counts={},
    )


def add(database: Database, *found: Study) -> None:
    with database.writing() as session:
        for each in found:
            assert studies.add_study(session, each)


def load(database: Database, id_: str) -> Study:
    with database.reading() as session:
        return studies.load_study(session, id_)


def try_claim(database: Database, worker: str = "w", lease: timedelta = LONG) -> Claim | None:
    with database.writing() as session:
        waiting = [each.id for each in cells.waiting(session)]
        return cells.claim(session, waiting, worker, lease)


def claim(database: Database, worker: str = "w", lease: timedelta = LONG) -> Claim:
    held = try_claim(database, worker, lease)
    assert held
    return held


def keep(database: Database, held: Claim, result: StoredResult = RESULT) -> bool:
    with database.writing() as session:
        return cells.keep(session, held, result, 2.0)


def release(database: Database) -> list[str]:
    with database.writing() as session:
        return cells.release_lost(session)


def renew(database: Database, held: Claim) -> bool:
    with database.writing() as session:
        return cells.renew(session, held, LONG)


def test_given_a_new_study_when_loaded_then_it_is_as_it_was_submitted(database: Database) -> None:
    new = a_study("aaaaaaaa", variants=2, seeds=(3, 1))
    add(database, new)
    found = load(database, "aaaaaaaa")
    assert replace(found, counts={}, variants=()) == replace(new, variants=())
    assert found.variants == tuple(replace(each, seeds=(1, 3)) for each in new.variants)
    assert found.counts == {**dict.fromkeys(CellState, 0), CellState.PENDING: 4}
    assert found.state is StudyState.WAITING


def test_given_an_id_is_taken_when_another_study_wants_it_then_it_is_refused(database: Database) -> None:
    add(database, a_study("aaaaaaaa"))
    with database.writing() as session:
        assert not studies.add_study(session, a_study("aaaaaaaa", variants=3))
    assert load(database, "aaaaaaaa").cells == 1


def test_given_several_studies_when_listed_then_the_newest_comes_first(database: Database) -> None:
    add(database, a_study("bbbbbbbb"), a_study("aaaaaaaa", minutes=5))
    with database.reading() as session:
        assert [each.id for each in studies.all_studies(session)] == ["aaaaaaaa", "bbbbbbbb"]


def test_given_variants_and_seeds_when_claimed_then_all_variants_have_a_seed_before_the_next(
    database: Database,
) -> None:
    add(database, a_study("aaaaaaaa", variants=2, seeds=(1, 2)))
    order = [(held.key.variant, held.key.seed) for held in (claim(database) for _ in range(4))]
    assert order == [(1, 1), (2, 1), (1, 2), (2, 2)]
    assert try_claim(database) is None


def test_given_a_long_study_when_a_short_one_comes_then_they_take_turns(database: Database) -> None:
    add(database, a_study("aaaaaaaa", seeds=range(1, 9)))
    first = [claim(database).key.study for _ in range(3)]
    add(database, a_study("bbbbbbbb", seeds=(1, 2), minutes=5))
    then = [claim(database).key.study for _ in range(5)]
    assert first == ["aaaaaaaa"] * 3
    assert Counter(then[:4]) == {"aaaaaaaa": 2, "bbbbbbbb": 2}


def test_given_many_workers_at_once_when_they_claim_then_no_cell_is_given_twice(database: Database) -> None:
    add(
        database,
        a_study("aaaaaaaa", variants=5, seeds=range(4)),
        a_study("bbbbbbbb", variants=5, seeds=range(4)),
    )

    def take_all(worker: str) -> list[CellKey]:
        taken = []
        while held := try_claim(database, worker):
            taken.append(held.key)
        return taken

    with ThreadPoolExecutor(6) as crowd:
        taken = [key for keys in crowd.map(take_all, "abcdef") for key in keys]
    assert len(taken) == len(set(taken)) == 40


def test_given_a_lease_when_it_is_renewed_then_the_cell_stays_ours(database: Database) -> None:
    add(database, a_study("aaaaaaaa"))
    held = claim(database, lease=OVER)
    assert renew(database, held)
    assert release(database) == []
    assert load(database, "aaaaaaaa").counts[CellState.RUNNING] == 1


def test_given_a_worker_is_gone_when_its_lease_runs_out_then_another_takes_the_cell(
    database: Database,
) -> None:
    add(database, a_study("aaaaaaaa"))
    lost = claim(database, "gone", OVER)
    assert release(database) == ["aaaaaaaa"]
    held = claim(database, "other")
    assert (held.key, held.attempt) == (lost.key, 2)
    assert not renew(database, lost)
    assert renew(database, held)


def test_given_a_cell_that_ends_its_workers_when_tried_three_times_then_it_has_failed(
    database: Database,
) -> None:
    add(database, a_study("aaaaaaaa"))
    for attempt in range(1, MOST_ATTEMPTS + 1):
        assert claim(database, lease=OVER).attempt == attempt
        release(database)
    assert try_claim(database) is None
    found = load(database, "aaaaaaaa")
    assert [each.reason for each in found.failures] == [Failure.LOST]
    assert found.state is StudyState.FAILED


def test_given_a_failed_cell_when_the_study_is_resumed_then_it_is_as_new(database: Database) -> None:
    add(database, a_study("aaaaaaaa", seeds=(1, 2)))
    held = claim(database)
    with database.writing() as session:
        cells.give_up(session, held, Failure.REFUSED, "fleet.vans is negative")
    assert load(database, "aaaaaaaa").failures[0].detail == "fleet.vans is negative"
    with database.writing() as session:
        studies.put_back(session, "aaaaaaaa")
    assert load(database, "aaaaaaaa").failures == ()
    assert claim(database).attempt == 1


def test_given_a_result_when_kept_then_it_is_there_with_its_time(database: Database) -> None:
    add(database, a_study("aaaaaaaa"))
    held = claim(database)
    with database.reading() as session, pytest.raises(UnknownCell):
        studies.load_result(session, held.key)
    assert keep(database, held)
    with database.reading() as session:
        assert studies.load_result(session, held.key) == RESULT
        assert studies.figures_of(session, "aaaaaaaa") == [(1, 1, RESULT.figures)]
    found = load(database, "aaaaaaaa")
    assert (found.state, found.seconds) == (StudyState.DONE, 2.0)


def test_given_a_lost_lease_when_both_workers_finish_then_one_result_is_kept(database: Database) -> None:
    add(database, a_study("aaaaaaaa"))
    slow = claim(database, "slow", OVER)
    release(database)
    quick = claim(database, "quick")
    assert keep(database, slow)
    assert not renew(database, quick)
    assert keep(database, quick)
    assert load(database, "aaaaaaaa").counts[CellState.DONE] == 1


def test_given_a_cell_computed_twice_when_the_results_differ_then_it_has_failed(database: Database) -> None:
    add(database, a_study("aaaaaaaa"))
    slow = claim(database, "slow", OVER)
    release(database)
    quick = claim(database, "quick")
    keep(database, slow)
    keep(database, quick, RESULT._replace(digest="d2"))
    assert [each.reason for each in load(database, "aaaaaaaa").failures] == [Failure.DIFFERS]
    with database.reading() as session:
        assert studies.figures_of(session, "aaaaaaaa") == []


def test_given_a_study_is_stopped_when_workers_look_then_nothing_waits_and_results_stay(
    database: Database,
) -> None:
    add(database, a_study("aaaaaaaa", seeds=(1, 2, 3)))
    done, running = claim(database), claim(database)
    keep(database, done)
    with database.writing() as session:
        studies.stop(session, "aaaaaaaa")
    assert try_claim(database) is None
    assert not renew(database, running)
    assert not keep(database, running)
    found = load(database, "aaaaaaaa")
    assert found.state is StudyState.STOPPED
    assert (found.counts[CellState.DONE], found.counts[CellState.CANCELLED]) == (1, 2)


def test_given_a_stopped_study_when_resumed_then_only_what_is_missing_waits(database: Database) -> None:
    add(database, a_study("aaaaaaaa", seeds=(1, 2, 3)))
    keep(database, claim(database))
    with database.writing() as session:
        studies.stop(session, "aaaaaaaa")
        studies.put_back(session, "aaaaaaaa")
    assert [claim(database).key.seed for _ in range(2)] == [2, 3]
    assert load(database, "aaaaaaaa").state is StudyState.RUNNING


def test_given_a_cell_given_back_when_claimed_then_the_attempt_counts(database: Database) -> None:
    add(database, a_study("aaaaaaaa"))
    held = claim(database)
    with database.writing() as session:
        cells.give_back(session, held)
    assert claim(database).attempt == 2


def test_given_a_study_when_removed_then_nothing_of_it_is_left_and_its_worker_stops(
    database: Database,
) -> None:
    add(database, a_study("aaaaaaaa", seeds=(1, 2)), a_study("bbbbbbbb", minutes=1))
    done, running = claim(database), claim(database)
    keep(database, done)
    with database.writing() as session:
        studies.remove(session, done.key.study)
    assert not keep(database, done)
    with pytest.raises(UnknownStudy):
        load(database, done.key.study)
    assert load(database, running.key.study).cells == 1


def test_given_no_such_study_when_anything_is_done_to_it_then_that_is_said(database: Database) -> None:
    for step in (studies.stop, studies.put_back):
        with pytest.raises(UnknownStudy, match="no study"), database.writing() as session:
            step(session, "zzzzzzzz")
    with pytest.raises(UnknownStudy), database.writing() as session:
        studies.rename(session, "zzzzzzzz", "neu")


def test_given_a_search_when_all_its_cells_are_done_then_its_next_step_is_due(database: Database) -> None:
    add(database, replace(a_study("aaaaaaaa"), complete=False))

    def due() -> list[str]:
        with database.reading() as session:
            return cells.exhausted(session)

    assert due() == []
    keep(database, claim(database))
    assert due() == ["aaaaaaaa"]
    assert load(database, "aaaaaaaa").state is StudyState.RUNNING
    step = StudyVariant(2, {"fleet.vans": 2}, "text", (1,))
    with database.writing() as session:
        studies.add_variants(session, "aaaaaaaa", [step])
        studies.add_variants(session, "aaaaaaaa", [step])  # as another worker would at the same time
    assert due() == []
    assert load(database, "aaaaaaaa").cells == 2
    keep(database, claim(database))
    with database.writing() as session:
        studies.mark_complete(session, "aaaaaaaa")
    assert due() == []
    assert load(database, "aaaaaaaa").state is StudyState.DONE
