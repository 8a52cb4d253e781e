"""The demonstration: its day, its people, its guard, and the whole of it as a process."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch import live
from dispatch.office import Office
from mobility.accounts import Account, Role
from mobility.bookings import Ride, RideState
from mobility.calendar import DayType
from mobility.region import Region
from mobility.store import Database
from mobility.store.accounts import save_account
from tests.homes import open_home
from tests.machine import ROOT
from web.demo import InUse, staff_for
from web.demo_day import LEAD, TUESDAY, demo_date, demo_requests
from web.visitor import PageRefused, Visitor

LONG_ENOUGH_S = 240.0


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_given_any_day_when_a_demonstration_is_planned_then_its_day_is_served_and_bookable(
    region: Region, today: date
) -> None:
    found = demo_date(region, today)

    days = [today + timedelta(days=n) for n in range(LEAD, region.policy(today).horizon_days + 1)]
    school_tuesdays = [
        day for day in days if day.weekday() == TUESDAY and region.day_type(day) is DayType.SCHOOL_DAY
    ]
    assert found in days
    assert region.shifts(found)
    assert not school_tuesdays or found == school_tuesdays[0]


def test_given_the_same_seed_when_people_ask_then_they_ask_the_same_and_no_phone_is_real(
    region: Region,
) -> None:
    day = demo_date(region, date(2026, 11, 22))

    asked = list(demo_requests(region, day))

    assert asked == list(demo_requests(region, day))
    assert len(asked) == 40
    assert all(re.fullmatch(r"030 23125 \d{3}", answers["telefon"]) for answers in asked)


def test_given_real_accounts_when_a_demonstration_starts_then_it_refuses_the_database(
    database: Database,
) -> None:
    with database.writing() as session:
        save_account(session, Account("anna", Role.OPERATOR, "Anna A.", "hash"))

    with pytest.raises(InUse, match="real accounts"):
        staff_for(database)


def test_given_an_earlier_demonstration_when_one_starts_then_its_people_get_new_passwords(
    database: Database,
) -> None:
    first, second = staff_for(database), staff_for(database)

    assert [account.login for account in first] == [account.login for account in second]
    assert {account.password for account in first}.isdisjoint(account.password for account in second)


def answered(office: Office, token: str) -> Ride:
    """The ride of that page once the desk has looked at it."""
    deadline = time.monotonic() + 30
    while (ride := live.ride_by_token(office, token)).state is RideState.REQUESTED:
        assert time.monotonic() < deadline, "nobody answered"
    return ride


def test_given_a_running_service_when_a_visitor_asks_and_accepts_then_the_ride_is_booked(
    address: str, office: Office, region: Region
) -> None:
    visitor = Visitor(f"{address}/")
    answers = next(demo_requests(region, date(2026, 12, 1)))

    page = visitor.ask(answers)
    token = page.rpartition("/")[2]
    assert answered(office, token).state is RideState.OFFERED

    assert visitor.accept_first(page)
    assert live.ride_by_token(office, token).state is RideState.BOOKED
    assert not visitor.accept_first(page)


def test_given_answers_that_make_no_sense_when_a_visitor_asks_then_the_refusal_repeats_nothing(
    address: str,
) -> None:
    with pytest.raises(PageRefused) as refused:
        Visitor(f"{address}/").ask({"von": "nowhere", "name": "Ada Beispiel"})

    assert str(refused.value) == "a request for a ride was refused: status 422"


def test_given_nobody_serves_when_a_visitor_comes_then_it_is_not_welcome() -> None:
    assert not Visitor("http://127.0.0.1:1/").is_welcome()


@contextmanager
def demonstration(folder: Path, *words: str) -> Iterator["subprocess.Popen[str]"]:
    """The demonstration as a process of its own, ended with all its children."""
    command = [sys.executable, "-m", "web.cli", "demo", "--folder", str(folder), *words]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as demo:
        try:
            yield demo
        finally:
            demo.terminate()
            demo.communicate(timeout=60)


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder for a demonstration that every user may enter, so that it keeps its data there."""
    with open_home() as found:
        yield found


def processes_of(folder: Path) -> list[str]:
    """Command lines of processes that work in a folder."""
    commands = (path.read_bytes().replace(b"\0", b" ") for path in Path("/proc").glob("[0-9]*/cmdline"))
    return [command.decode() for command in commands if str(folder).encode() in command]


@pytest.mark.slow
@pytest.mark.services
@pytest.mark.timeout(LONG_ENOUGH_S)
def test_given_a_fresh_folder_when_played_once_then_all_runs_are_printed_and_every_promise_is_kept(
    home: Path,
) -> None:
    with demonstration(home, "--once") as demo:
        said, _ = demo.communicate()

    assert demo.returncode == 0, said
    assert said.count("Schicht") == 3
    assert re.search(r"^40 asked, \d+ booked", said, re.MULTILINE)
    assert said.endswith("every promise is kept\n")
    assert processes_of(home) == []


@pytest.mark.slow
@pytest.mark.services
@pytest.mark.timeout(LONG_ENOUGH_S)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_given_a_demonstration_when_it_is_interrupted_then_everything_ends_cleanly(
    home: Path, number: signal.Signals
) -> None:
    with demonstration(home) as demo:
        assert demo.stdout
        said = ""
        for line in demo.stdout:
            said += line
            if "asked for" in line and number is signal.SIGTERM:
                break  # in the middle of its work
            if "Ctrl-C ends it" in line:
                break
        demo.send_signal(number)
        rest, _ = demo.communicate(timeout=60)

    assert demo.returncode == 0, said + rest
    assert rest.endswith("stopped\n")
    assert processes_of(home) == []
