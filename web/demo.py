"""The demonstration: the whole service on this machine, with a day of rides in it.

Every demonstration begins anew: the data an earlier one left in its folder are thrown away. With
``DATABASE_URL`` and ``REDIS_URL`` it uses those servers and throws nothing away, but takes only a database
without real accounts.
"""

import fcntl
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from dispatch.audit import faults
from dispatch.figures import figures
from dispatch.live import Office, assign_driver, day_on, rides_on
from dispatch.recording import as_planned
from dispatch.report import route_list
from mobility.accounts import Role
from mobility.clock import ServiceDay, utc_now
from mobility.config import Config
from mobility.errors import MobilityError
from mobility.store import Database, migrate
from mobility.store.accounts import accounts
from web.demo_day import Demonstration, demo_date
from web.demo_staff import DEMO_STAFF, DemoAccount, demo_accounts
from web.launch import STATE, free_port, servers, start_planner, start_service, watch
from web.processes import Processes, orderly_end
from web.route_text import figures_text, route_text
from web.services import Urls
from web.visitor import Visitor

HOME = STATE / "demo"
INTERRUPTED = 130


class InUse(MobilityError):
    """The demonstration must not run here; the text says why."""


def run(env: Mapping[str, str], *, once: bool, port: int, home: Path = HOME) -> int:
    """Show the service; the exit code.

    Parameters
    ----------
    env
        Environment variables.
    once
        Print the lists of all runs and end, with 0 only if the day keeps everything that was promised;
        otherwise serve until Ctrl-C.
    port
        Where the pages are served, or on the next free port.
    home
        Folder of its data and logs.

    Raises
    ------
    MobilityError
        If something does not start, refuses a request, or takes too long.
    """
    try:
        with orderly_end(), _alone(home), servers(env, home / "servers") as urls, Processes() as processes:
            office, settings = _open(env, urls)
            staff = staff_for(office.db)
            say("starting web, worker and beat")
            address = start_service(processes, settings, home / "logs", free_port(port))
            demo = Demonstration(office, Visitor(address), say, partial(watch, processes))
            found = _play(demo, staff, every_run=once)
            if once:
                return 1 if found else 0
            start_planner(processes, settings, home / "logs")
            say(_welcome(address, staff))
            watch(processes)
    except KeyboardInterrupt:
        say("stopped")
    return INTERRUPTED if once else 0


def say(text: str) -> None:
    """Tell the person at the terminal at once."""
    print(text, flush=True)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """One demonstration at a time in a folder, without what an earlier one left there."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse(f"a demonstration is already running in {home}") from None
        for leftover in ("servers", "logs"):
            shutil.rmtree(home / leftover, ignore_errors=True)
        yield


def _open(env: Mapping[str, str], urls: Urls) -> tuple[Office, dict[str, str]]:
    """The office on a migrated database, and the settings of the processes that share it."""
    settings = {
        "DATABASE_URL": urls.database_url,
        "REDIS_URL": urls.redis_url,
        "RUFBUS_SECRET_KEY": secrets.token_urlsafe(48),
        "RUFBUS_SECURE_COOKIES": "0",
        "RUFBUS_DEMO": "1",
    }
    config = Config.from_env({**env, **settings})
    migrate(config.database_url)
    return Office.open(config, utc_now), settings


def staff_for(db: Database) -> list[DemoAccount]:
    """The people of the demonstration, with new passwords.

    Raises
    ------
    InUse
        If the database holds any other account.
    """
    with db.reading() as session:
        strangers = {account.login for account in accounts(session)} - set(DEMO_STAFF)
    if strangers:
        raise InUse("the database of DATABASE_URL holds real accounts; the demonstration takes an empty one")
    return demo_accounts(db)


def _play(demo: Demonstration, staff: list[DemoAccount], *, every_run: bool) -> list[str]:
    """Fill a day and print it; everything that is wrong with it then."""
    office = demo.office
    date = demo_date(office.region, ServiceDay.of(utc_now()).date)
    drivers = [account.login for account in staff if account.role is Role.DRIVER]
    for shift, driver in zip(day_on(office, date).shifts, drivers, strict=False):
        assign_driver(office, date, shift.id, driver)
    demo.book(date)
    day, rides = day_on(office, date), rides_on(office, date)
    shifts = sorted(day.shifts, key=lambda shift: shift.hours.start)
    for shift in shifts if every_run else shifts[:1]:
        say(route_text(route_list(office.region, office.travel, day, rides, shift.id)))
    say(figures_text(figures([as_planned(office.region, day, rides, office.travel)], office.region)))
    found = faults(day, rides, office.travel)
    for fault in found:
        say(f"FAULT {fault}")
    say(f"{len(found)} faults" if found else "every promise is kept")
    return found


def _welcome(address: str, staff: list[DemoAccount]) -> str:
    rows = [f"  {account.login:12} {account.password:16} {account.role}" for account in staff]
    lines = [
        "",
        f"Passengers:  {address}",
        f"Staff:       {address}anmelden",
        *rows,
        "Every start of the demonstration begins anew. Ctrl-C ends it.",
    ]
    return "\n".join(lines)
