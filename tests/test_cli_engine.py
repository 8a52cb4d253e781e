"""The command line's words for the engine."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.dispatch.instances import CORDEAU
from tests.machine import ROOT
from web.cli import main

EXAMPLE = ROOT / "docs/examples/three-rides.json"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.txt"
    path.write_text(CORDEAU)
    return path


def test_given_a_cordeau_file_when_solved_then_the_plan_is_printed(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["solve", str(file), "--format", "cordeau", "--work", "200"]) == 0

    said = capsys.readouterr()
    plan = json.loads(said.out)
    assert plan["cost"] == pytest.approx(24)
    assert sorted(node for route in plan["routes"] for node in route) == [1, 2, 3, 4, 5, 6]
    assert said.err.startswith("cost 24.000, 3 of 3 requests served by 2 vehicles, ")


def test_given_the_same_seed_and_work_when_solved_twice_then_the_plans_are_equal(
    file: Path, tmp_path: Path
) -> None:
    plans = [tmp_path / "one.json", tmp_path / "two.json"]
    for plan in plans:
        command = [
            "solve",
            str(file),
            "--format",
            "cordeau",
            "--work",
            "50",
            "--seed",
            "7",
            "--out",
            str(plan),
        ]
        assert main(command) == 0

    assert plans[0].read_text() == plans[1].read_text()


def test_given_a_json_file_and_the_routing_library_when_solved_then_the_plan_is_written(
    tmp_path: Path,
) -> None:
    out = tmp_path / "plan.json"

    command = ["solve", str(EXAMPLE), "--format", "json", "--solver", "routing", "--seconds", "0.1"]
    assert main([*command, "--out", str(out)]) == 0

    plan = json.loads(out.read_text())
    assert (plan["format"], plan["unserved"]) == ("rufbus-solution/1", [])


def test_given_somebody_who_cannot_be_served_when_solved_then_the_exit_code_says_so(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(CORDEAU.replace("6 7.0 0.0 1 -1  0 200", "6 7.0 0.0 1 -1  0 14"))

    assert main(["solve", str(file), "--format", "cordeau", "--work", "50"]) == 1
    assert "2 of 3 requests served" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["solve", "missing.txt", "--format", "cordeau"], "rufbus: missing.txt: cannot be read: "),
        (["solve", str(EXAMPLE), "--format", "cordeau"], "three-rides.json, line 1: is no row of numbers"),
        (
            ["solve", str(EXAMPLE), "--format", "json", "--solver", "routing", "--work", "5"],
            "only the engine",
        ),
        (["bench", "darp", "missing"], "cannot be read"),
    ],
)
def test_given_what_cannot_be_solved_when_asked_for_then_one_line_says_why(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2

    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


@pytest.mark.parametrize("words", [["--seconds", "0"], ["--work", "0"], ["--seconds", "nan"]])
def test_given_no_effort_when_asked_to_solve_then_the_usage_is_shown(file: Path, words: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["solve", str(file), "--format", "cordeau", *words])


def test_given_a_folder_when_measured_then_every_instance_has_a_line_and_the_mean_comes_last(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "best_known.csv").write_text(f"instance,best_known\n{file.stem},24.0\n")
    report = tmp_path / "report.json"

    assert main(["bench", "darp", str(tmp_path), "--work", "100", "--json", str(report)]) == 0

    header, line, mean = capsys.readouterr().out.splitlines()
    assert header.split() == ["instance", "requests", "cost", "best", "known", "gap", "%", "CPU", "s"]
    assert line.split()[:4] == ["tiny", "3", "24.000", "24.000"]
    assert mean in {"1 of 1 solved, mean gap 0.000 %", "1 of 1 solved, mean gap -0.000 %"}
    written = json.loads(report.read_text())
    assert written["mean_gap_percent"] == pytest.approx(0)
    assert written["instances"][0]["faults"] == []


def test_given_an_instance_without_solution_when_measured_then_its_line_says_so(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(CORDEAU.replace("6 7.0 0.0 1 -1  0 200", "6 7.0 0.0 1 -1  0 14"))
    (tmp_path / "best_known.csv").write_text("instance,best_known\n")

    assert main(["bench", "darp", str(tmp_path), "--work", "50"]) == 1

    _, line, mean = capsys.readouterr().out.splitlines()
    assert line.endswith("1 requests unserved")
    assert mean == "0 of 1 solved"


def test_given_another_word_when_the_command_line_starts_then_no_solver_is_loaded() -> None:
    program = "import sys, web.cli_engine; print({'ortools', 'dispatch.darp'} & set(sys.modules))"

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout == "set()\n"
