"""Instances given to the solvers: what comes back is right, and as cheap as can be where they are small."""

from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.darp import Format, Instance, Solver, faults, read, solve
from dispatch.darp.bench import bench
from dispatch.darp.instance import BrokenInstance
from dispatch.darp.numbered import numbered, solution_of
from dispatch.darp.solving import warm_up
from dispatch.engine.anneal import Budget
from dispatch.engine.proof import Proof
from tests.dispatch.anything import examples
from tests.dispatch.instances import CORDEAU, cheapest, instances
from tests.machine import ROOT


@pytest.fixture(autouse=True, scope="module")
def loaded() -> None:
    """Nothing is loaded or compiled while the seconds of a budget run."""
    warm_up()


def budget(solver: Solver) -> Budget:
    return Budget(steps=300) if solver is Solver.ENGINE else Budget(seconds=0.1)


@examples(60)
@given(instances())
def test_small_instances_are_solved_without_fault_and_to_the_optimum(instance: Instance) -> None:
    outcome, best = solve(instance, budget(Solver.ENGINE)), cheapest(instance)

    assert not [fault for fault in faults(instance, outcome.solution) if "visited 0 times" not in fault]
    assert bool(outcome.unserved) == (best is None)
    if best is not None:
        assert faults(instance, outcome.solution) == []
        assert outcome.solution.cost == pytest.approx(best)


@examples(40)
@given(instances(8, alike=False), st.sampled_from(Solver))
def test_vehicles_that_differ_are_used_without_fault(instance: Instance, solver: Solver) -> None:
    outcome = solve(instance, budget(solver), solver)

    left_out = len(outcome.unserved)
    wrong = faults(instance, outcome.solution)
    assert len([fault for fault in wrong if "visited 0 times" in fault]) == 2 * left_out
    assert len(wrong) == 2 * left_out


@pytest.mark.parametrize("solver", Solver)
def test_given_the_tiny_file_when_solved_then_two_share_and_one_does_not(
    tmp_path: Path, solver: Solver
) -> None:
    file = tmp_path / "tiny.txt"
    file.write_text(CORDEAU)

    outcome = solve(read(file, Format.CORDEAU), budget(solver), solver)

    # whoever goes alone: 2 * 5, 2 * 6 or 2 * 7; the two others as far as the farther one
    assert outcome.solution.cost == pytest.approx(24)
    assert sorted(len(route.nodes) for route in outcome.solution.routes) == [2, 4]


@pytest.mark.parametrize("solver", Solver)
def test_given_the_documented_example_when_solved_then_everybody_is_served(solver: Solver) -> None:
    instance = read(ROOT / "docs/examples/three-rides.json", Format.JSON)

    outcome = solve(instance, budget(solver), solver)

    assert faults(instance, outcome.solution) == []
    assert outcome.solution.cost == pytest.approx(65.8)


@pytest.mark.parametrize("solver", Solver)
def test_given_everybody_at_one_place_when_solved_then_they_are_served_for_nothing(
    tmp_path: Path, solver: Solver
) -> None:
    file = tmp_path / "tiny.txt"
    lines = [line.split() for line in CORDEAU.splitlines()]
    file.write_text("\n".join(" ".join([line[0], "4", "4", *line[3:]]) for line in lines if len(line) > 5))
    file.write_text("2 6 100 2 12\n" + file.read_text())

    outcome = solve(read(file, Format.CORDEAU), budget(solver), solver)

    assert (outcome.unserved, outcome.solution.cost) == ((), 0)


def hasty(seconds: float) -> Budget:
    """A budget whose seconds are short."""
    return Budget(seconds=seconds, clock=lambda: 20 * process_time())


def test_given_a_small_instance_and_some_time_when_solved_then_it_is_proven_too(tmp_path: Path) -> None:
    file = tmp_path / "tiny.txt"
    file.write_text(CORDEAU)
    instance = read(file, Format.CORDEAU)

    assert solve(instance, hasty(100)).is_optimal
    assert solve(instance, hasty(100)).solution.bound == pytest.approx(24)
    assert solve(instance, hasty(3)).solution.bound is None
    assert solve(instance, Budget(steps=50)).solution.bound is None
    assert solve(instance, Budget(steps=50), prove_s=30).is_optimal


def test_given_a_proof_that_fails_when_solved_then_the_search_has_what_is_left_and_the_bound_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "tiny.txt"
    file.write_text(CORDEAU)
    alone = [[7, 1, 4, 8], [7, 2, 3, 6, 5, 8]]
    monkeypatch.setattr("dispatch.engine.proof.prove", lambda *_: Proof(alone, 26.0, 20.0))

    outcome = solve(read(file, Format.CORDEAU), hasty(30))

    assert (outcome.solution.cost, outcome.solution.bound) == pytest.approx((24, 20))
    assert not outcome.is_optimal


def test_given_vehicles_that_differ_when_a_proof_is_asked_for_then_there_is_none() -> None:
    instance = read(ROOT / "docs/examples/three-rides.json", Format.JSON)

    assert solve(instance, Budget(steps=50), prove_s=30).solution.bound is None


def test_given_somebody_nobody_can_serve_when_solved_then_the_others_are(tmp_path: Path) -> None:
    file = tmp_path / "tiny.txt"
    file.write_text(CORDEAU.replace("6 7.0 0.0 1 -1  0 200", "6 7.0 0.0 1 -1  0 14"))
    instance = read(file, Format.CORDEAU)

    outcome = solve(instance, Budget(steps=100))

    assert outcome.unserved == ("3",)
    assert faults(instance, outcome.solution) == [f"node {node} is visited 0 times" for node in (3, 6)]
    assert solve(instance, Budget(steps=100), prove_s=9).solution.bound is None


def test_given_runs_when_turned_into_a_solution_then_a_vehicle_leaves_no_earlier_than_its_duty_allows(
    tmp_path: Path,
) -> None:
    file = tmp_path / "tiny.txt"
    file.write_text(CORDEAU.replace("2 6 100 2 12", "2 6 12 2 12"))
    instance = read(file, Format.CORDEAU)
    task = numbered(instance)

    solution = solution_of(instance, task, [[7, 1, 4, 8], [7, 8]])

    assert solution.routes[0].arrival - solution.routes[0].departure == 12
    assert solution.routes[0].times == (10, 15)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b", "a", "c"):
        (tmp_path / f"{name}.txt").write_text(CORDEAU)
    (tmp_path / "best_known.csv").write_text("instance,best_known\nc,24.0\nx,1\nb,20.0\n")
    return tmp_path


def test_given_a_folder_when_measured_then_gaps_are_to_the_best_known(folder: Path) -> None:
    rows = list(bench(folder, Budget(steps=300), Solver.ENGINE))

    assert [(row.instance, row.requests, row.best_known) for row in rows] == [
        ("c", 3, 24),
        ("b", 3, 20),
        ("a", 3, None),
    ]
    gaps = [row.gap for row in rows]
    assert gaps[:2] == pytest.approx([0, 20])
    assert gaps[2] is None
    assert not any(row.faults or row.unserved for row in rows)


def test_given_an_instance_that_nobody_can_solve_when_measured_then_it_has_no_gap(folder: Path) -> None:
    (folder / "c.txt").write_text(CORDEAU.replace("6 7.0 0.0 1 -1  0 200", "6 7.0 0.0 1 -1  0 14"))

    row = next(bench(folder, Budget(steps=100), Solver.ENGINE))

    assert (row.instance, row.unserved, row.gap) == ("c", 1, None)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (None, "best_known.csv: cannot be read"),
        ("instance,best_known\na,cheap\n", "line 2: must have an instance and a number"),
        ("name,best_known\na,1\n", "line 2: must have an instance and a number"),
    ],
)
def test_given_a_broken_table_when_measured_then_the_error_names_the_line(
    folder: Path, table: str | None, said: str
) -> None:
    (folder / "best_known.csv").unlink()
    if table is not None:
        (folder / "best_known.csv").write_text(table)

    with pytest.raises(BrokenInstance) as caught:
        next(bench(folder, Budget(steps=1), Solver.ENGINE))

    assert said in str(caught.value)


def test_given_a_folder_without_instances_when_measured_then_the_error_says_so(tmp_path: Path) -> None:
    (tmp_path / "best_known.csv").write_text("instance,best_known\n")

    with pytest.raises(BrokenInstance, match="has no instances"):
        next(bench(tmp_path, Budget(steps=1), Solver.ENGINE))
