"""Processes are killed, messages are lost and doubled: every request is still answered, once."""

import os
import signal
import threading
from collections.abc import Iterator
from functools import partial

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError

import worker
from dispatch import live
from dispatch.notices import Notices
from mobility.bookings import Contact, Declined, Ride
from mobility.declines import Unanswered
from mobility.store import DatabaseAway
from tests.homes import eventually
from tests.rigs import Rig, rig

pytestmark = [pytest.mark.services, pytest.mark.slow]
CANARY = Contact("Kanarie Vogel", "+4933841987654")
TRIGGERS = """
    create table answered (reference text);
    create function note() returns trigger language plpgsql as $$ begin
        if new.state = 'offered' then perform pg_advisory_xact_lock(4711); end if;
        insert into answered values (new.reference);
        return new;
    end $$;
    create trigger note before update on ride for each row
        when (old.state = 'requested' and new.state <> 'requested') execute function note();
    create table refused (reference text);
    create function refuse() returns trigger language plpgsql as $$ begin
        if new.reference in (select reference from refused) then new.token := 'short'; end if;
        return new;
    end $$;
    create trigger refuse before update on ride for each row execute function refuse();
"""
"""Every answer is counted; an offer, once the desk has found it, waits for a lock before it is stored; and
what happens to a ride can be made to break a rule."""


@pytest.fixture(scope="module")
def running_rig() -> Iterator[Rig]:
    with rig() as made:
        made.sql(TRIGGERS)
        yield made


@pytest.fixture
def service(running_rig: Rig) -> Iterator[Rig]:
    """The service, without worker and beat."""
    yield running_rig
    running_rig.stop_programs()


def times_answered(service: Rig, ride: Ride) -> object:
    ((count,),) = service.sql("select count(*) from answered where reference = %s", ride.request.reference)
    return count


def attempts(service: Rig, ride: Ride) -> object:
    ((count,),) = service.sql("select attempts from ride where reference = %s", ride.request.reference)
    return count


def is_held(service: Rig) -> bool:
    """Whether somebody has found an offer and waits to store it."""
    return bool(service.sql("select 1 from pg_locks where objid = 4711 and not granted"))


@pytest.fixture
def held(service: Rig) -> Iterator[psycopg.Connection]:
    """Nobody can store an offer until this connection is closed."""
    with psycopg.connect(service.config.database_url, autocommit=True) as holder:
        holder.execute("select pg_advisory_lock(4711)")
        yield holder


def is_held_at(service: Rig, ride: Ride, attempt: int) -> bool:
    return attempts(service, ride) == attempt and is_held(service)


def ring(service: Rig, ride: Ride, times: int = 1) -> None:
    with worker.make_bell(service.config) as bell:
        for _ in range(times):
            worker.ring(bell, "answer", ride.request.reference)


def test_a_ring_is_answered_and_the_page_is_told(service: Rig) -> None:
    ride = service.asked()
    heard = Notices(service.config.redis_url).listen(ride.token, seconds=60)
    assert next(heard)
    service.start("worker")
    ring(service, ride)
    assert next(heard)
    assert service.is_answered(ride)
    heard.close()


def test_a_worker_killed_in_the_middle_of_an_answer_costs_nobody_the_answer(
    service: Rig, held: psycopg.Connection
) -> None:
    # Given a worker that has computed an offer and is about to store it; and a request whose bell was lost
    ride, unheard = service.asked(), service.asked()
    service.start("worker")
    ring(service, ride)
    assert eventually(lambda: is_held(service))
    # When it is killed
    service.kill("worker")
    held.close()
    assert not service.is_answered(ride)
    # Then the next one answers both
    service.start("worker")
    service.start("beat")
    assert eventually(lambda: service.is_answered(ride) and service.is_answered(unheard))
    # And ringing more often changes nothing
    last = service.asked()
    ring(service, ride, times=5)
    ring(service, last)
    assert eventually(lambda: service.is_answered(last))
    assert [times_answered(service, each) for each in (ride, unheard)] == [1, 1]
    assert attempts(service, ride) == 2


def test_a_request_that_kills_whoever_answers_it_ends_as_unanswered(
    service: Rig, held: psycopg.Connection
) -> None:
    ride, patient = service.asked(), service.asked()
    service.start("worker")
    ring(service, ride)
    for attempt in range(1, live.ANSWER_TRIES + 1):
        assert eventually(partial(is_held_at, service, ride, attempt))
        service.kill_pool()
    assert eventually(lambda: service.is_answered(ride))
    assert live.ride_by_token(service.office, ride.token).answer == Declined(Unanswered())
    # And the worker goes on with the next one
    held.close()
    ring(service, patient)
    assert eventually(lambda: service.is_answered(patient))


def test_a_broker_that_is_killed_with_its_queue_keeps_it(service: Rig) -> None:
    rides = [service.asked() for _ in range(5)]
    for ride in rides:
        ring(service, ride)
    os.kill(service.servers.pid("valkey"), signal.SIGKILL)
    service.start("worker")
    assert eventually(lambda: all(service.is_answered(ride) for ride in rides))
    assert [times_answered(service, ride) for ride in rides] == [1] * 5


def test_a_database_that_is_killed_under_load_keeps_every_acknowledged_ride(service: Rig) -> None:
    acknowledged, failed = list[Ride](), list[Exception]()
    enough = threading.Event()

    def ask() -> None:
        while not enough.is_set():
            try:
                acknowledged.append(service.asked())
            except (DatabaseAway, DBAPIError) as error:
                failed.append(error)

    crowd = [threading.Thread(target=ask) for _ in range(4)]
    for thread in crowd:
        thread.start()
    assert eventually(lambda: len(acknowledged) > 20)
    os.kill(service.servers.pid("postgres"), signal.SIGKILL)
    assert eventually(lambda: bool(failed))
    before = len(acknowledged)
    assert eventually(lambda: len(acknowledged) > before + 20)
    enough.set()
    for thread in crowd:
        thread.join()
    stored = {ride.token for ride in live.rides_on(service.office, acknowledged[0].day.date)}
    assert {ride.token for ride in acknowledged} <= stored


def test_no_log_and_no_queue_names_anybody(service: Rig) -> None:
    # Given a ride that goes well and one that the database refuses in every way
    service.start("worker")
    service.start("beat")
    well, badly = service.asked(contact=CANARY), service.asked(contact=CANARY)
    service.sql("insert into refused values (%s)", badly.request.reference)
    ring(service, badly)
    ring(service, well)
    assert eventually(lambda: service.is_answered(well))
    service.stop_programs()
    # Then every log was written, and none of them, nor the queue, knows who they are
    logs = [*service.home.glob("*.log"), *(service.home / "valkey").rglob("*.aof")]
    assert {log.stem for log in logs} >= {"worker", "beat", "postgres", "valkey"}
    everything = "".join(log.read_text(errors="replace") for log in logs)
    assert "answer" in everything
    assert "refused by ck_ride_token" in everything
    for secret in ("Kanarie", "Vogel", "987654", well.token, badly.token):
        assert secret not in everything
