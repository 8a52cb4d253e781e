"""./rufbus simulate SCENARIO: what a planner types, and what it leaves behind."""

import json
from pathlib import Path

import pytest

from web.cli import main

SCENARIO = """
name = "Zwei Fahrzeuge"
dates = ["2026-11-24"]
seeds = 2
[demand]
rides_per_100 = 0.4
[desk]
work = 20
[fleet]
vans = 2
hours = ["05:00", "22:00"]
"""
GRID = '[[vary]]\nkey = "fleet.vans"\nvalues = [1, 2]\n'
REPORTS = {"report.html", "report.pdf", "sheet.html", "sheet.pdf"}


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "zwei.toml"
    path.write_text(SCENARIO, encoding="utf-8")
    return path


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_same_seed_leaves_the_same_bytes(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # When somebody simulates a scenario twice with the same seed
    for out in ("a", "b"):
        words = ["simulate", str(scenario), "--seed", "7", "--out", str(scenario.parent / out)]
        assert main(words) == 0
    said = capsys.readouterr()
    # Then the folders hold the same figures, events, runs and reports
    first, second = contents(scenario.parent / "a"), contents(scenario.parent / "b")
    assert first == second
    assert set(first) == {"figures.json", "events.jsonl", "runs.csv", *REPORTS}
    # And the figures say which seed they are of
    figures = json.loads(first["figures.json"])
    assert [seed["seed"] for seed in figures["variants"][0]["seeds"]] == [7]
    # And the terminal names them, and tells what was going on
    assert "Zwei Fahrzeuge" in said.out
    assert "1 of 1: Zwei Fahrzeuge, seed 7" in said.err


def test_a_grid_leaves_a_folder_for_each_variant_and_seed(
    scenario: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scenario.write_text(SCENARIO + GRID, encoding="utf-8")
    out = scenario.parent / "out"
    assert main(["simulate", str(scenario), "--out", str(out), "--workers", "1"]) == 0
    logs = {path for path in contents(out) if path.endswith("events.jsonl")}
    assert logs == {f"variant-{n}/seed-{seed}/events.jsonl" for n in (1, 2) for seed in (1, 2)}
    assert [line.split()[:2] for line in capsys.readouterr().out.splitlines()[1:3]] == [
        ["vans", "1"],
        ["vans", "2"],
    ]


@pytest.mark.parametrize(
    ("more", "words", "said"),
    [
        ("vans = 3", [], "Cannot overwrite"),
        ("", ["--out", "zwei.toml"], "is not a folder"),
        ("[served]\nortsteile = ['Atlantis']", [], "served.ortsteile names 'Atlantis'"),
        ("", ["--neutral", "x.json"], "name one thing"),
        ("", ["--out", "/proc/nope/x"], "cannot be written"),
    ],
)
def test_what_cannot_be_simulated_is_said_and_nothing_is_left(
    scenario: Path,
    more: str,
    words: list[str],
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(scenario.parent)
    scenario.write_text(SCENARIO + more, encoding="utf-8")
    assert main(["simulate", "zwei.toml", *words]) == 2
    error = capsys.readouterr().err
    assert error.startswith("rufbus: ")
    assert said in error
    assert [path.name for path in scenario.parent.iterdir()] == ["zwei.toml"]


def test_new_results_take_the_place_of_older_ones_and_of_nothing_else(scenario: Path) -> None:
    # Given a folder with the results of a grid, and something of somebody else
    out = scenario.parent / "out"
    scenario.write_text(SCENARIO + GRID, encoding="utf-8")
    assert main(["simulate", str(scenario), "--out", str(out), "--workers", "1", "--seed", "1"]) == 0
    (out / "notes.txt").write_text("mine")
    # When another scenario is simulated into it
    scenario.write_text(SCENARIO, encoding="utf-8")
    assert main(["simulate", str(scenario), "--out", str(out), "--seed", "1"]) == 0
    # Then nothing of the grid is left, and all else is
    assert set(contents(out)) == {"figures.json", "events.jsonl", "runs.csv", "notes.txt", *REPORTS}


@pytest.mark.parametrize("words", [["--workers", "0"], ["--seed", "-1"], ["--seed", "one"]])
def test_numbers_that_make_no_sense_are_refused(
    scenario: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["simulate", str(scenario), *words])
    assert caught.value.code == 2
    assert words[0] in capsys.readouterr().err


def test_whoever_stops_a_simulation_is_told_so_and_finds_nothing(
    scenario: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("web.cli_scenario.simulate_all", interrupted)
    assert main(["simulate", str(scenario), "--out", str(scenario.parent / "out")]) == 130
    assert capsys.readouterr().err.splitlines()[-1] == "rufbus: stopped"
    assert [path.name for path in scenario.parent.iterdir()] == ["zwei.toml"]
