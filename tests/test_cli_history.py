"""The command line's words for what was: exporting, deciding again, deleting and accounting."""

import csv
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from dispatch import live
from dispatch.office import Office
from mobility.bookings import Contact
from mobility.needs import Needs
from mobility.region import Region
from mobility.store import Database
from tests.offices import BY_TEN, MONDAY, booked, first_offer, offered, stop
from web.account_files import BOM
from web.cli import main

DAY = MONDAY.date.isoformat()
CANARY = Contact("Kanarie Vogel", "+4933841987654")
WINTER = datetime(2026, 12, 1, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch, database_url: str, redis_url: str) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("REDIS_URL", redis_url)
    monkeypatch.setenv("RUFBUS_SECRET_KEY", "a key for tests, long enough to be one")
    monkeypatch.delenv("RUFBUS_REGION", raising=False)
    monkeypatch.setattr("web.cli_history.utc_now", lambda: WINTER)


@pytest.fixture
def lined(office: Office, region: Region) -> Office:
    """An office with the lines of the region, as the command line has it."""
    return replace(office, region=region)


@pytest.fixture
def log(lined: Office, tmp_path: Path) -> Path:
    """The exported Monday, with one ride."""
    booked(lined, "Grubo", "Reetz")
    path = tmp_path / "monday.jsonl"
    assert main(["history", "export", DAY, "--out", str(path)]) == 0
    return path


def everything(database: Database) -> str:
    """All rows of all tables, as text."""
    with database.reading() as session:
        tables = session.scalars(text("select tablename from pg_tables where schemaname = 'public'")).all()
        return "\n".join(
            str(row)
            for table in tables
            for row in session.execute(text(f'select * from "{table}"'))  # noqa: S608
        )


# --- Days


def test_given_a_day_when_exported_without_a_file_then_it_is_printed(
    lined: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    booked(lined, "Grubo", "Reetz")
    assert main(["history", "export", DAY]) == 0
    events = [json.loads(line).get("event") for line in capsys.readouterr().out.splitlines()]
    assert events == [None, "asked", "offered", "accepted"]


def test_given_an_exported_day_when_replayed_then_every_decision_is_the_same(
    log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["history", "replay", str(log)]) == 0
    assert capsys.readouterr().out.endswith(f"{DAY}: 2 decisions made again, 0 taken as recorded, 0 differ\n")


def test_given_a_decision_that_nobody_made_when_replayed_then_it_is_named_and_the_exit_code_is_one(
    log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = log.read_text().splitlines()
    said = json.loads(lines[2])
    said["answer"]["offers"] = said["answer"]["offers"][:0]
    log.write_text("\n".join([lines[0], lines[1], json.dumps(said), lines[3]]))
    assert main(["history", "replay", str(log)]) == 1
    assert "offered 000001 at" in capsys.readouterr().out


@pytest.mark.parametrize("more", [[], ["--set", "policy.notice_min=30"]])
def test_given_a_day_of_a_region_that_is_not_here_when_replayed_then_both_regions_are_named(
    log: Path, capsys: pytest.CaptureFixture[str], more: list[str]
) -> None:
    log.write_text(log.read_text().replace('"region":"bad-belzig"', '"region":"elsewhere"', 1))
    assert main(["history", "replay", str(log), *more]) == 2
    said = capsys.readouterr().err
    assert "is a day of elsewhere, and the regions here are" in said
    assert "bad-belzig" in said


def test_given_another_rule_when_replayed_then_all_ask_anew_and_the_scenario_is_kept(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "anew"
    assert main(["history", "replay", str(log), "--set", "policy.notice_min=30", "--out", str(out)]) == 0
    assert {"scenario.toml", "history.jsonl", "figures.json", "events.jsonl"} <= {
        p.name for p in out.iterdir()
    }
    assert "notice_min = 30" in (out / "scenario.toml").read_text()
    assert "asked" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["history", "replay", "missing.jsonl"], "missing.jsonl cannot be read"),
        (["history", "export", "2026-09-15"], "2026-09-15 cannot be exported: nobody asked"),
        (["accounting", "2026-13"], "'2026-13' is no month like 2026-11"),
        (["accounting", "2026-09"], "2026-09 has no account"),
        (["history", "prune", "--before", "2026-11-30"], "only what lies before 2026-10-06 may be deleted"),
    ],
)
@pytest.mark.usefixtures("database")
def test_given_what_cannot_be_done_when_asked_for_then_one_line_says_why(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.startswith("rufbus: ")
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--set", "policy.notice_min"], "--set policy.notice_min: "),
        (["--set", "policy.no_such_rule=1"], "no_such_rule"),
        (["--out", "somewhere"], "say which with --set"),
    ],
)
def test_given_a_rule_that_is_none_when_replayed_then_it_is_refused(
    log: Path,
    words: list[str],
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["history", "replay", str(log), *words]) == 2
    assert said in capsys.readouterr().err


def test_given_a_folder_in_the_way_when_exported_then_nothing_is_half_written(
    lined: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    booked(lined, "Grubo", "Reetz")
    (tmp_path / "taken").mkdir()
    assert main(["history", "export", DAY, "--out", str(tmp_path / "taken")]) == 2
    assert "taken cannot be written" in capsys.readouterr().err


# --- Months


def test_given_a_month_when_accounted_then_files_and_sums_agree(
    lined: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    booked(lined, "Grubo", "Reetz")
    assert main(["accounting", "2026-09", "--out", str(tmp_path)]) == 0
    text = (tmp_path / "bookkeeping.csv").read_text(encoding="utf-8")
    assert text.startswith(BOM)
    head, *lines = csv.reader(text.removeprefix(BOM).splitlines(), delimiter=";")
    assert head[:5] == ["Datum", "Schicht", "Fahrzeug", "Kosten EUR", "Schlüssel"]
    cents = sum(int(line[3].replace(",", "")) for line in lines)
    assert cents == json.loads((tmp_path / "figures.json").read_text())["values"]["cost_cents"]
    split = list(csv.reader((tmp_path / "split.csv").read_text("utf-8").splitlines(), delimiter=";"))
    assert sum(int(line[1].replace(",", "")) for line in split[1:-1]) == cents
    assert int(split[-1][1].replace(",", "")) == cents
    assert "not closed" in capsys.readouterr().out


def test_given_the_same_month_when_accounted_twice_then_the_files_are_the_same(
    lined: Office, tmp_path: Path
) -> None:
    booked(lined, "Grubo", "Reetz")
    for folder in ("a", "b"):
        assert main(["accounting", "2026-09", "--out", str(tmp_path / folder)]) == 0
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_given_a_closed_month_when_closed_again_then_it_is_refused(
    lined: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    booked(lined, "Grubo", "Reetz")
    assert main(["accounting", "2026-09", "--close"]) == 0
    assert main(["accounting", "2026-09", "--close"]) == 2
    assert "a closed month stays as it is" in capsys.readouterr().err


# --- Deleting


def test_given_a_month_that_is_not_closed_when_pruned_then_nothing_is_deleted(
    lined: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    booked(lined, "Grubo", "Reetz")
    assert main(["history", "prune"]) == 2
    assert (
        "the account of 2026-09 is not closed: 'rufbus accounting 2026-09 --close'" in capsys.readouterr().err
    )
    assert live.rides_on(lined, MONDAY.date)


def test_given_eight_weeks_when_pruned_then_no_row_and_no_line_tells_of_anybody_and_the_account_stays(
    lined: Office, database: Database, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    ends = stop(lined, "Grubo"), stop(lined, "Reetz")
    ride = live.submit(lined, MONDAY, *ends, BY_TEN, Needs(), CANARY)
    ride = live.answer(lined, ride.request.reference)
    live.accept(lined, ride.request.reference, first_offer(ride))
    offered(lined, "Reetz", "Reetz")
    assert main(["accounting", "2026-09", "--close", "--out", str(tmp_path / "before")]) == 0
    assert CANARY.phone in everything(database)
    capsys.readouterr()

    assert main(["history", "prune", "--dry-run"]) == 0
    assert capsys.readouterr().out == f"{DAY}: 2 rides, 3 decisions\ndays to delete: 1\n"
    assert live.rides_on(lined, MONDAY.date)

    assert main(["history", "prune"]) == 0
    said = capsys.readouterr()
    assert said.out == f"{DAY}: 2 rides, 3 decisions\ndays deleted: 1\n"
    for secret in (CANARY.name, CANARY.phone, ride.token, ride.request.reference):
        assert secret not in everything(database) + said.out + said.err
    assert main(["accounting", "2026-09", "--out", str(tmp_path / "after")]) == 0
    for path in (tmp_path / "before").iterdir():
        assert path.read_bytes() == (tmp_path / "after" / path.name).read_bytes()
