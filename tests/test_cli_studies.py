"""Studies at the command line: submitted, computed here, looked at, exported, deleted."""

import csv
from io import BytesIO
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from dispatch import studies
from dispatch.office import Office
from mobility.store import Database
from mobility.studies import StudyState
from tests.dispatch.test_studies import GRID
from web.cli import main


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, database_url: str, database: Database, redis_url: str) -> None:  # noqa: ARG001 - an empty one
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("REDIS_URL", redis_url)
    monkeypatch.setenv("RUFBUS_SECRET_KEY", "a key for tests, long enough to be one")
    monkeypatch.delenv("RUFBUS_REGION", raising=False)


@pytest.fixture
def rings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each ring for those who compute."""
    heard: list[str] = []
    monkeypatch.setattr("web.cli_studies.ring_planner", lambda: heard.append("ring"))
    return heard


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["studies", *words]) == 0
    return capsys.readouterr().out


def added(capsys: pytest.CaptureFixture[str], folder: Path) -> str:
    """The id of a study, submitted from a file."""
    (folder / "grid.toml").write_text(GRID)
    return said(capsys, "add", str(folder / "grid.toml")).split()[0]


def test_given_a_scenario_when_added_and_computed_then_its_results_can_be_read_and_exported(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str], rings: list[str]
) -> None:
    study = added(capsys, tmp_path)
    assert rings == ["ring"]
    assert said(capsys, "work") == "4 cells computed\n"
    assert f"{study}  done" in said(capsys, "list")
    shown = said(capsys, "show", study)
    assert "fleet.vans = 2: 2 seeds, service_level" in shown
    rows = list(csv.DictReader(said(capsys, "export", study, "--wide").splitlines()))
    assert [(row["variant"], row["seed"]) for row in rows] == [("1", "1"), ("1", "2"), ("2", "1"), ("2", "2")]
    out = tmp_path / "results.parquet"
    said(capsys, "export", study, "--out", str(out))
    assert pq.read_table(BytesIO(out.read_bytes())).num_rows > len(rows)
    said(capsys, "remove", study)
    assert studies.studies(office) == []


def test_given_a_study_when_stopped_and_resumed_then_it_stands_so(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str], rings: list[str]
) -> None:
    study = added(capsys, tmp_path)
    assert "stopped" in said(capsys, "stop", study)
    assert said(capsys, "work") == "0 cells computed\n"
    assert "waiting" in said(capsys, "resume", study)
    assert rings == ["ring", "ring"]
    assert studies.study(office, study).state is StudyState.WAITING


@pytest.mark.parametrize("word", ["show", "stop", "resume", "remove", "export"])
def test_given_no_such_study_when_named_then_one_line_says_so(
    word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["studies", word, "zzzzzzzz"]) == 2
    assert capsys.readouterr().err == "rufbus: there is no study 'zzzzzzzz'\n"


def test_given_no_scenario_when_added_then_one_line_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text("seeds = 0")
    for path in (broken, tmp_path / "none.toml"):
        assert main(["studies", "add", str(path)]) == 2
        assert capsys.readouterr().err.startswith("rufbus: ")
