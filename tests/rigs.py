"""The service as it really runs: servers of its own, worker and beat as processes that can be killed."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import LiteralString

import psycopg

from dispatch import live
from dispatch.office import Office
from mobility.bookings import Contact, Ride, RideState
from mobility.clock import ServiceDay, utc_now
from mobility.config import Config
from mobility.needs import Needs
from mobility.store import migrate
from tests.homes import open_home
from tests.offices import ADA, BY_TEN, stop
from tests.packs import pack_without_lines
from web.processes import Processes, Program
from web.services import running

ROOT = Path(__file__).parent.parent
COMMANDS = {
    "worker": (
        "--app=worker",
        "worker",
        "--pool=prefork",
        "--concurrency=1",
        "--loglevel=DEBUG",
        "--without-mingle",
    ),
    "beat": ("--app=worker", "beat", "--pidfile=", "--loglevel=DEBUG", "--schedule={home}/beat"),
    "planner": (
        *("--app=worker:planner", "worker", "--pool=prefork", "--concurrency=1", "--loglevel=DEBUG"),
        *("--without-mingle", "--beat", "--schedule={home}/{name}-beat", "--hostname={name}@%h"),
    ),
}
COMMANDS["planner-2"] = COMMANDS["planner"]


@dataclass(frozen=True)
class Rig:
    """A running service.

    Parameters
    ----------
    home
        Folder of data and logs.
    config
        Its settings.
    office
        An office of the test's own on the same database.
    servers, programs
        PostgreSQL and Valkey; worker and beat.
    """

    home: Path
    config: Config
    office: Office
    servers: Processes
    programs: Processes

    def start(self, name: str) -> None:
        """Start "worker", "beat", "planner", or a second "planner-2"."""
        config = self.config
        env = {
            **os.environ,
            "DATABASE_URL": config.database_url,
            "REDIS_URL": config.redis_url,
            "RUFBUS_REGION": config.region,
            "RUFBUS_SECRET_KEY": config.secret_key,
            "RUFBUS_IMPROVE_MS": str(config.improve_ms),
        }
        words = [word.format(home=self.home, name=name) for word in COMMANDS[name]]
        command = (sys.executable, "-m", "celery", *words)
        log = self.home / f"{name}.log"
        self.programs.start(Program(name=name, command=command, log=log, env=env, folder=ROOT))

    def kill(self, name: str) -> None:
        """Kill one of them with all its processes."""
        os.killpg(self.programs.pid(name), signal.SIGKILL)
        assert self.programs.wait(30)

    def stop_programs(self) -> None:
        """End worker and beat in order."""
        self.programs.stop()

    def kill_pool(self) -> None:
        """Kill the processes in which the worker runs its tasks."""
        pid = self.programs.pid("worker")
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            os.kill(int(child), signal.SIGKILL)

    def asked(self, village: str = "Reetz", contact: Contact = ADA) -> Ride:
        """A ride for the day after tomorrow, asked for and not yet answered."""
        day = ServiceDay(ServiceDay.of(utc_now()).date + timedelta(days=2))
        places = stop(self.office, village), stop(self.office, "Bahnhof")
        return live.submit(self.office, day, *places, BY_TEN, Needs(), contact)

    def is_answered(self, ride: Ride) -> bool:
        """Whether the desk has spoken."""
        return live.ride_by_token(self.office, ride.token).state is not RideState.REQUESTED

    def sql(self, statement: LiteralString, *values: object) -> list[tuple[object, ...]]:
        """The rows of a statement, which is committed."""
        with psycopg.connect(self.config.database_url) as db:
            cursor = db.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []


@contextmanager
def rig() -> Iterator[Rig]:
    """Servers with an empty database; worker and beat are started by the test."""
    with open_home() as home, running(home) as (urls, servers), Processes() as programs:
        config = Config(
            database_url=urls.database_url,
            redis_url=urls.redis_url,
            region=str(pack_without_lines(home)),
            secret_key="x" * 40,
            improve_ms=2000,
        )
        migrate(config.database_url)
        office = replace(Office.open(config, utc_now), ring=lambda _token: None)
        yield Rig(home, config, office, servers, programs)
        office.db.dispose()
