"""Simulations from the command line."""

import json
from pathlib import Path

import pytest

from tests.dispatch.crossroads import CHURCH, LAKE, MILL, SCHOOL, faults, request, scenario, van, written
from web.cli import main

DAY = scenario(
    [
        request(0, (MILL, SCHOOL), 30000, ahead=600),
        request(1, (SCHOOL, MILL), 30300, ahead=900),
        request(2, (LAKE, CHURCH), 30600),
        request(3, (MILL, LAKE), 40000),
    ],
    [van(0)],
)


def test_given_a_day_of_the_benchmark_when_simulated_then_a_log_is_written_and_summed_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, log = written(tmp_path, DAY), tmp_path / "log.json"

    options = ["--seed", "4", "--samples", "0"]
    assert main(["simulate", "--neutral", str(path), "--log", str(log), *options]) == 0

    content = json.loads(log.read_text())
    assert content["format"] == "drt-bench-log/1"
    assert faults(DAY, content) == []
    assert content["cpu_s"] > 0
    assert content["runtime_s"] > 0
    assert content["peak_rss_mb"] > 10
    assert "crossroads: 3 of 4 served" in capsys.readouterr().out


def test_given_no_effort_when_simulated_then_there_are_no_batches(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, log = written(tmp_path, DAY), tmp_path / "log.json"

    assert main(["simulate", "--neutral", str(path), "--log", str(log), "--work", "0"]) == 0

    assert ", 0 batches," in capsys.readouterr().out


def test_given_no_scenario_when_simulated_then_one_line_says_so_and_the_exit_code_is_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "missing.json"

    assert main(["simulate", "--neutral", str(missing), "--log", str(tmp_path / "log.json")]) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("rufbus: missing.json: cannot be read")
    assert not (tmp_path / "log.json").exists()
