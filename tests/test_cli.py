"""The command line, as the person at the terminal meets it."""

import fcntl
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dispatch.office import Office
from mobility.accounts import Account, Role
from mobility.store import Database
from mobility.store.accounts import find_account, save_account
from tests import offices
from tests.offices import MONDAY
from tests.packs import BAD_BELZIG, copy_of_pack, edit
from web.cli import main
from web.passwords import check_password
from web.services import NotStarted, Urls

PASSWORD = "a long password"
DAY = MONDAY.date.isoformat()


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, database_url: str, redis_url: str) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("REDIS_URL", redis_url)
    monkeypatch.setenv("RUFBUS_SECRET_KEY", "a key for tests, long enough to be one")
    monkeypatch.delenv("RUFBUS_REGION", raising=False)


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))


def test_given_the_bundled_pack_when_shown_then_places_and_every_licence_are_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["region", "show", "bad-belzig"]) == 0

    shown = capsys.readouterr().out
    assert "29 settlements" in shown
    assert "stops.csv" in shown
    assert "Verkehrsverbund Berlin-Brandenburg" in shown


def test_given_a_broken_pack_when_shown_then_one_line_says_where_and_the_exit_code_is_two(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    pack = copy_of_pack(tmp_path)
    edit(pack, "stops.csv", "Reppinichen", "")

    assert main(["region", "show", str(pack)]) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("rufbus: stops.csv, line ")
    assert said.err.count("\n") == 1


def test_a_pack_that_does_not_exist_is_answered_with_those_that_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for word in ("show", "diff", "matrix", "distances"):
        assert main(["region", word, "atlantis"]) == 2
        said = capsys.readouterr().err
        assert "there is no pack in" in said
        assert said.endswith("atlantis; bundled are: bad-belzig\n")


def test_a_pack_whose_ways_are_missing_is_not_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for file in ("matrix.npz", "paths.npz"):
        pack = copy_of_pack(tmp_path / file)
        (pack / file).unlink()
        assert main(["region", "show", str(pack)]) == 2
        assert f"{file}: is missing: build it with 'rufbus region matrix'" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["Täl kreis", "TALKREIS", ""])
def test_a_name_that_is_none_makes_no_pack(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["region", "new", name, "--osm", "map.osm"]) == 2
    assert "is no name of a pack: take lower-case letters, digits and hyphens" in capsys.readouterr().err


def test_given_a_missing_setting_when_migrating_then_it_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RUFBUS_SECRET_KEY", raising=False)

    assert main(["migrate"]) == 2
    assert "RUFBUS_SECRET_KEY" in capsys.readouterr().err


@pytest.mark.usefixtures("settings")
def test_given_a_migrated_database_when_migrated_again_then_nothing_is_wrong() -> None:
    assert main(["migrate"]) == 0


@pytest.mark.parametrize("words", [["migrate"], ["runs", DAY], ["invariants", DAY]])
def test_given_no_database_when_one_is_needed_then_one_line_says_so_without_its_address(
    words: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://rufbus:secret@127.0.0.1:1/none")
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    monkeypatch.setenv("RUFBUS_SECRET_KEY", "a key for tests, long enough to be one")

    assert main(words) == 2

    said = capsys.readouterr().err
    assert said.startswith("rufbus: the database does not answer")
    assert said.count("\n") == 1
    assert "secret" not in said


@pytest.mark.usefixtures("settings", "typed")
def test_given_a_password_on_the_standard_input_when_an_account_is_added_then_it_can_be_used(
    database: Database,
) -> None:
    assert main(["account", "add", "anna", "--role", "operator", "--name", "Anna A."]) == 0

    with database.reading() as session:
        account = find_account(session, "anna")
    assert account is not None
    assert (account.role, account.name, account.session_epoch) == (Role.OPERATOR, "Anna A.", 0)
    assert check_password(account.password_hash, PASSWORD)


@pytest.mark.usefixtures("settings")
def test_given_an_account_when_added_again_then_its_sessions_end(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
        main(["account", "add", "anna", "--role", "driver", "--name", "Anna A."])

    with database.reading() as session:
        account = find_account(session, "anna")
    assert account is not None
    assert account.session_epoch == 1


@pytest.mark.usefixtures("settings", "database")
@pytest.mark.parametrize(("login", "password"), [("anna", "short"), ("Anna", PASSWORD), ("an na", PASSWORD)])
def test_given_a_bad_login_or_password_when_an_account_is_added_then_it_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], login: str, password: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))

    assert main(["account", "add", login, "--role", "driver", "--name", "Anna A."]) == 2
    assert password not in capsys.readouterr().err


@pytest.mark.usefixtures("settings")
def test_given_a_driver_when_named_for_a_shift_then_the_list_says_who_drives(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    with database.writing() as session:
        save_account(session, Account("bernd", Role.DRIVER, "Bernd", "hash"))

    assert main(["driver", DAY, "frueh", "bernd"]) == 0
    main(["runs", DAY])

    assert re.search(r"Schicht frueh, .* fährt: bernd", capsys.readouterr().out)


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize(("shift", "login"), [("frueh", "nobody"), ("frueh", "anna"), ("nachts", "bernd")])
def test_given_no_such_driver_or_shift_when_named_then_it_is_refused(
    database: Database, shift: str, login: str
) -> None:
    with database.writing() as session:
        save_account(session, Account("bernd", Role.DRIVER, "Bernd", "hash"))
        save_account(session, Account("anna", Role.OPERATOR, "Anna", "hash"))

    assert main(["driver", DAY, shift, login]) == 2


@pytest.mark.usefixtures("settings")
def test_given_a_booked_ride_when_runs_are_printed_then_stops_times_and_short_names_stand_in_order(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    ride = offices.booked(office, "Reppinichen")

    assert main(["runs", DAY]) == 0

    printed = capsys.readouterr().out
    number = " ".join(ride.request.reference[n : n + 2] for n in (0, 2, 4))
    assert printed.count(f"{number}  Ada B., 1 Person") == 2
    assert printed.index("Reppinichen") < printed.index("Bad Belzig, Bahnhof")
    assert "danach an Bord: 1" in printed
    assert "keine Fahrten" in printed
    assert "Beispiel" not in printed


@pytest.mark.usefixtures("settings", "database")
def test_given_a_day_without_service_when_runs_are_printed_then_that_is_said(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["runs", "2026-12-24"]) == 0
    assert "no vehicle is on duty on 2026-12-24" in capsys.readouterr().out


@pytest.mark.usefixtures("settings")
def test_given_a_kept_promise_when_a_day_is_checked_then_the_exit_code_is_zero(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    offices.booked(office, "Reppinichen")

    assert main(["invariants", DAY]) == 0
    assert f"{DAY}: 1 bookings, 0 faults" in capsys.readouterr().out


@pytest.mark.usefixtures("settings")
def test_given_a_broken_day_when_checked_then_the_fault_is_named_and_the_exit_code_is_one(
    office: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    offices.booked(office, "Reppinichen")
    monkeypatch.setattr("web.cli.rides_on", lambda _office, _date: [])

    assert main(["invariants", DAY]) == 1
    assert "stands in only one of the books and the day" in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["nonsense"], ["runs", "tomorrow"], ["account", "add", "anna"]])
def test_given_words_that_mean_nothing_when_said_then_the_usage_is_shown(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)

    assert ended.value.code == 2
    assert "usage: rufbus" in capsys.readouterr().err


def test_given_a_demonstration_runs_when_another_starts_in_its_folder_then_it_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (tmp_path / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        assert main(["demo", "--once", "--folder", str(tmp_path)]) == 2

    assert "already running" in capsys.readouterr().err


def test_given_servers_that_do_not_start_when_demonstrated_then_the_reason_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)

    @contextmanager
    def broken(_home: Path) -> Iterator[Urls]:
        raise NotStarted("postgres belongs to another user")
        yield

    monkeypatch.setattr("web.launch.services", broken)

    assert main(["demo", "--once", "--folder", str(tmp_path)]) == 2
    assert capsys.readouterr().err == "rufbus: postgres belongs to another user\n"


@pytest.mark.slow
def test_given_a_pack_without_travel_times_when_the_matrix_is_built_then_it_is_there_again(
    tmp_path: Path,
) -> None:
    pack = copy_of_pack(tmp_path)
    (pack / "matrix.npz").unlink()

    assert main(["region", "matrix", str(pack)]) == 0
    assert (pack / "matrix.npz").read_bytes() == (BAD_BELZIG / "matrix.npz").read_bytes()
