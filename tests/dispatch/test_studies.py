"""Studies on the real region: submitted, computed in this process, stopped, resumed, read and exported."""

import threading
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch import studies
from dispatch.office import Office
from dispatch.record import Asking, DayRecord, Drive, DrivenCall, Fate, Moment
from dispatch.scenarios import BrokenScenario, Variant, prepare, read_scenario, run, variants
from dispatch.studies import working
from dispatch.studies.books import as_stored
from dispatch.studies.stored import records_from, records_to_text, stored, unpacked
from dispatch.studies.working import compute
from mobility.bookings import Anchor, Offer, Wish
from mobility.clock import HOUR
from mobility.errors import MobilityError
from mobility.needs import Needs
from mobility.promises import Promise, TimeWindow
from mobility.store import cells
from mobility.store import studies as store
from mobility.store.cells import Claim
from mobility.store.studies import StoredResult
from mobility.store.study_rows import StudyCellRow
from mobility.studies import (
    CellKey,
    CellState,
    Failure,
    StaleStudy,
    Study,
    StudyState,
    StudyVariant,
    TooManyCells,
    UnknownCell,
    UnknownStudy,
)
from tests.homes import eventually
from tests.worlds import BORNE, MONDAY, WIESENBURG, ask, van

SMALL = """
name = "Ein Bus oder zwei"
dates = ["2026-09-14"]
seeds = 2

[demand]
rides_per_100 = 0.1

[fleet]
vans = 1
hours = ["05:00", "22:00"]
"""
GRID = f"""{SMALL}
[[vary]]
key = "fleet.vans"
values = [1, 2]
"""
SEARCH = f"""{SMALL}
[search]
key = "fleet.vans"
from = 1
to = 5
figure = "service_level"
at_least = 0.9
"""
QUICK = timedelta(seconds=0.2)
"""A lease whose heart beats every twentieth of a second."""


def submit(office: Office, text: str = GRID) -> Study:
    return studies.submit(office, "planung", text)


def work_all(office: Office) -> int:
    done = 0
    while studies.work(office, "here"):
        done += 1
    return done


def nothing_in(service_level: float = 1.0) -> StoredResult:
    """A result that nobody computed."""
    return StoredResult({"values": {"service_level": service_level}, "by": {}}, b"", b"", "d")


def test_given_a_grid_when_submitted_then_each_variant_waits_under_each_seed(office: Office) -> None:
    study = submit(office)
    assert study == studies.study(office, study.id)
    assert [dict(each.label) for each in study.variants] == [{"fleet.vans": 1}, {"fleet.vans": 2}]
    assert [each.seeds for each in study.variants] == [(1, 2), (1, 2)]
    assert study.state is StudyState.WAITING
    assert (study.author, study.created_at) == ("planung", office.clock())
    assert not studies.is_stale(office, study)
    assert studies.studies(office) == [study]


def test_given_a_study_when_computed_then_its_cells_are_those_of_the_simulation(office: Office) -> None:
    study = submit(office)
    assert work_all(office) == 4
    results = studies.results(office, study.id)
    assert studies.study(office, study.id).state is StudyState.DONE
    for result, variant in zip(results, variants(read_scenario(GRID)), strict=True):
        setting = prepare(replace(variant.scenario, base=str(office.region.folder)))
        for seed, figures in zip(result.seeds, result.figures, strict=True):
            cell = run(setting, seed)
            assert figures == cell.figures
            assert studies.cell_record(office, study.id, result.number, seed) == cell.records
            (events,) = studies.cell_events(office, study.id, result.number, seed)
            assert events.count("\n") == len(cell.events[0]) + 1


def test_given_two_workers_at_once_when_they_compute_then_the_bytes_are_those_of_one(office: Office) -> None:
    alone, together = submit(office), submit(office)
    with office.db.writing() as session:
        store.stop(session, together.id)
    work_all(office)
    studies.resume(office, together.id)
    crowd = [threading.Thread(target=work_all, args=(office,)) for _ in range(2)]
    for worker in crowd:
        worker.start()
    for worker in crowd:
        worker.join()
    with office.db.reading() as session:
        pairs = [
            [store.load_result(session, CellKey(each.id, number, seed)) for each in (alone, together)]
            for number in (1, 2)
            for seed in (1, 2)
        ]
    assert all(one == other for one, other in pairs)


def test_given_a_search_when_computed_then_steps_are_added_until_the_edge_is_known(office: Office) -> None:
    study = submit(office, SEARCH)
    assert [dict(each.label) for each in study.variants] == [{"fleet.vans": 5}]
    enough = 3

    def compute(_office: Office, held: Claim) -> StoredResult:
        vans = read_scenario(held.text).tree["fleet"]["vans"]
        return nothing_in(0.95 if vans >= enough else 0.5)

    while studies.work(office, "here", compute=compute):
        pass
    found = studies.study(office, study.id)
    vans = sorted(each.label["fleet.vans"] for each in found.variants)
    assert found.state is StudyState.DONE
    assert {enough - 1, enough} <= set(vans)
    assert len(vans) == len(set(vans))


def test_given_the_worker_of_a_last_step_is_killed_when_tended_then_the_search_goes_on(
    office: Office,
) -> None:
    study = submit(office, SEARCH)
    with office.db.writing() as session:
        for _ in study.variants[0].seeds:
            held = cells.claim(session, [study.id], "killed after storing", QUICK)
            assert held
            cells.keep(session, held, nothing_in(), 1.0)
    assert studies.tend(office) == 2
    assert len(studies.study(office, study.id).variants) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name = ", "not TOML"),
        (GRID.replace("[1, 2]", "[1, -2]"), "fleet.vans"),
        (
            GRID.replace('key = "fleet.vans"', 'key = "region.policy.notice_min"').replace("2]", '"x"]'),
            "notice",
        ),
        (SMALL + '[served]\nmunicipalities = ["Nirgendwo"]', "Nirgendwo"),
    ],
)
def test_given_a_scenario_that_makes_no_sense_when_submitted_then_nothing_is_written(
    office: Office, text: str, said: str
) -> None:
    with pytest.raises(BrokenScenario, match=said):
        submit(office, text)
    assert studies.studies(office) == []


def test_given_too_many_cells_when_submitted_then_that_is_refused(office: Office) -> None:
    many = GRID.replace("[1, 2]", str(list(range(1, 50)))).replace("seeds = 2", "seeds = 50")
    with pytest.raises(TooManyCells, match="2450"):
        submit(office, many)


def test_given_a_running_study_when_stopped_then_its_worker_is_interrupted_and_nothing_kept(
    office: Office,
) -> None:
    study = submit(office)
    finished = False

    def compute(_office: Office, _held: Claim) -> StoredResult:
        nonlocal finished
        studies.cancel(office, study.id)
        threading.Event().wait(60)
        finished = True
        return nothing_in()

    assert studies.work(office, "here", lease=QUICK, compute=compute)
    assert not finished
    found = studies.study(office, study.id)
    assert found.state is StudyState.STOPPED
    assert found.counts[CellState.CANCELLED] == 4
    with pytest.raises(UnknownCell):
        studies.cell_record(office, study.id, 1, 1)


def test_given_a_worker_that_cannot_be_interrupted_when_stopped_then_its_result_is_thrown_away(
    office: Office,
) -> None:
    study = submit(office)

    def compute(_office: Office, _held: Claim) -> StoredResult:
        studies.cancel(office, study.id)
        return nothing_in()

    worker = threading.Thread(target=studies.work, args=(office, "here"), kwargs={"compute": compute})
    worker.start()
    worker.join()
    assert studies.study(office, study.id).counts[CellState.CANCELLED] == 4


def test_given_a_long_computation_when_its_heart_beats_then_its_lease_is_longer(office: Office) -> None:
    study = submit(office)
    leases = list[datetime]()

    def lease_until() -> datetime:
        with office.db.reading() as session:
            until = session.scalar(select(StudyCellRow.lease_until).where(StudyCellRow.worker == "here"))
        assert until
        return until

    def compute(_office: Office, _held: Claim) -> StoredResult:
        leases.append(lease_until())
        assert eventually(lambda: lease_until() > leases[0], 60)
        leases.append(lease_until())
        return nothing_in()

    assert studies.work(office, "here", lease=timedelta(seconds=2), compute=compute)
    assert len(leases) == 2
    assert studies.study(office, study.id).counts[CellState.DONE] == 1


def test_given_a_database_that_is_away_for_a_beat_when_computed_then_the_cell_stays_ours(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    study = submit(office, SMALL.replace("seeds = 2", "seeds = 1"))
    renew, beaten, renewed = cells.renew, 0, threading.Event()

    def renew_later(session: Session, held: Claim, lease: timedelta) -> bool:
        nonlocal beaten
        beaten += 1
        if beaten == 1:
            raise ConnectionError
        kept = renew(session, held, lease)
        renewed.set()
        return kept

    def compute(_office: Office, _held: Claim) -> StoredResult:
        assert renewed.wait(60)
        return nothing_in()

    monkeypatch.setattr(cells, "renew", renew_later)
    assert studies.work(office, "here", lease=QUICK, compute=compute)
    assert "a heart-beat was missed: ConnectionError" in caplog.text
    assert studies.study(office, study.id).state is StudyState.DONE


def test_given_a_search_is_deleted_when_it_goes_on_then_nothing_of_it_comes_back(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = submit(office, SEARCH.replace("seeds = 2", "seeds = 1"))

    def late(found: Variant) -> StudyVariant:
        studies.remove(office, study.id)
        return as_stored(found)

    monkeypatch.setattr(working, "as_stored", late)
    assert studies.work(office, "here", compute=lambda _office, _held: nothing_in())
    assert studies.studies(office) == []


def test_given_a_lost_lease_when_tended_then_the_watchers_are_told(office: Office, rung: list[str]) -> None:
    study = submit(office)
    with office.db.writing() as session:
        cells.claim(session, [study.id], "gone", timedelta(0))
    assert studies.tend(office) == 4
    assert rung == [studies.channel(study.id)]


def test_given_a_scenario_that_cannot_be_simulated_when_computed_then_its_reason_is_kept(
    office: Office,
) -> None:
    study = submit(office)

    def compute(_office: Office, _held: Claim) -> StoredResult:
        raise BrokenScenario("scenario.toml", "fleet", "has no vehicle for wheelchairs")

    while studies.work(office, "here", compute=compute):
        pass
    found = studies.study(office, study.id)
    assert found.state is StudyState.FAILED
    assert {(each.reason, each.detail) for each in found.failures} == {
        (Failure.REFUSED, "scenario.toml: fleet has no vehicle for wheelchairs")
    }


def test_given_a_mistake_of_the_program_when_computed_then_three_try_and_the_log_tells(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    study = submit(office, SMALL.replace("seeds = 2", "seeds = 1"))
    tries = 0

    def compute(_office: Office, _held: Claim) -> StoredResult:
        nonlocal tries
        tries += 1
        raise ZeroDivisionError

    while studies.work(office, "here", compute=compute):
        pass
    (failed,) = studies.study(office, study.id).failures
    assert (tries, failed.reason, failed.detail) == (cells.MOST_ATTEMPTS, Failure.BROKEN, "ZeroDivisionError")
    assert "ZeroDivisionError" in caplog.text


def test_given_failed_cells_when_resumed_then_they_are_computed(office: Office) -> None:
    study = submit(office)

    def compute(_office: Office, _held: Claim) -> StoredResult:
        raise MobilityError

    while studies.work(office, "here", compute=compute):
        pass
    studies.resume(office, study.id)
    assert work_all(office) == 4
    assert studies.study(office, study.id).state is StudyState.DONE


@pytest.fixture
def changed(office: Office) -> Study:
    """A study that was begun with other data of the region."""
    study = submit(office)
    with office.db.writing() as session:
        store.remove(session, study.id)
        store.add_study(session, replace(study, origin=replace(study.origin, region="older")))
    return studies.study(office, study.id)


def test_given_a_study_of_other_data_when_looked_at_then_nobody_computes_or_resumes_it(
    office: Office, changed: Study
) -> None:
    assert studies.is_stale(office, changed)
    assert not studies.work(office, "here")
    assert studies.tend(office) == 0
    studies.cancel(office, changed.id)
    with pytest.raises(StaleStudy, match="other data"):
        studies.resume(office, changed.id)


def test_given_cells_done_and_running_when_asked_how_far_then_what_is_left_is_estimated(
    office: Office,
) -> None:
    study = submit(office)
    assert studies.progress(office, study.id).remaining is None
    with office.db.writing() as session:
        done = cells.claim(session, [study.id], "a", QUICK)
        assert done
        cells.keep(session, done, nothing_in(), 8.0)
        for worker in "bc":
            assert cells.claim(session, [study.id], worker, QUICK)
    found = studies.progress(office, study.id)
    assert found.counts[CellState.RUNNING] == 2
    assert found.remaining == 3 * 8 / 2


def test_given_a_study_when_anything_happens_to_it_then_its_watchers_are_told(
    office: Office, rung: list[str]
) -> None:
    study = submit(office, SMALL.replace("seeds = 2", "seeds = 1"))
    for step in (lambda: work_all(office), lambda: studies.cancel(office, study.id)):
        rung.clear()
        step()
        assert set(rung) == {studies.channel(study.id)}


def test_given_a_study_when_renamed_and_removed_then_it_is_so(office: Office) -> None:
    study = submit(office)
    studies.rename(office, study.id, "Anders")
    assert studies.study(office, study.id).name == "Anders"
    studies.remove(office, study.id)
    studies.remove(office, study.id)
    with pytest.raises(UnknownStudy):
        studies.study(office, study.id)


def test_given_records_when_kept_as_text_then_they_come_back(office: Office) -> None:
    scenario = replace(read_scenario(SMALL), base=str(office.region.folder))
    setting = prepare(scenario)
    cell = run(setting, 1)
    assert any(asking.offer for record in cell.records for asking in record.askings)
    assert records_from(records_to_text(cell.records)) == cell.records
    kept = stored(setting, 1, cell)
    assert kept == stored(setting, 1, run(setting, 1))
    assert records_from(unpacked(kept.record)) == cell.records


def test_given_a_record_with_everything_in_it_when_kept_as_text_then_it_comes_back() -> None:
    asked = ask("000001", BORNE, WIESENBURG, Wish(Anchor.ARRIVE, 9 * HOUR, "re7"), Needs(3, 1, 1, 1))
    offer = Offer(Promise(TimeWindow(1, 2), 3, 4), 5, 6, "re7")
    booked = Asking(
        request=asked, fate=Fate.ABSENT, offer=offer, nearest=60, direct_s=7, direct_m=8, purpose="doctor",
        home=BORNE,
    )  # fmt: skip
    declined = Asking(request=asked, fate=Fate.DECLINED, reason="NoPlace", direct_s=7, direct_m=8, home=BORNE)
    call = DrivenCall(
        stop=BORNE, metres=9, arrives=10, departs=11, on=(Moment("000001", 10),), off=(Moment("000002", 12),),
        absent=("000001",),
    )  # fmt: skip
    drives = Drive(van(1), (call,), broke_down=13), Drive(replace(van(2), driver="jurij"))
    record = DayRecord(service_day=MONDAY, askings=(booked, declined), drives=drives)
    assert records_from(records_to_text([record, record])) == (record, record)


def test_given_a_claim_when_computed_then_it_needs_nothing_but_its_own_text(office: Office) -> None:
    study = submit(office)
    claim = Claim(CellKey(study.id, 2, 1), "here", 1, study.base, study.variants[1].text)
    assert compute(office, claim).figures["values"]["asked"] > 0
