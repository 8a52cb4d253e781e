"""What import-linter cannot see: the worker, which is a module, and the size of things."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.machine import ROOT

PACKAGES = ("mobility", "dispatch", "web")
MIGRATIONS = ROOT / "mobility" / "store" / "migrations" / "versions"
SOURCES = sorted(
    path
    for path in (
        ROOT / "worker.py",
        *(path for package in PACKAGES for path in (ROOT / package).rglob("*.py")),
    )
    if MIGRATIONS not in path.parents
)
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
LONG_FOR_A_REASON = {
    "dispatch/engine/placing.py": "a scan is one pass, and calls cost time",
    "dispatch/engine/ruin.py": "the loop of a search is one piece",
    "dispatch/engine/paths.py": "a search by labels is one loop",
    "dispatch/engine/tails.py": "the same",
    "web/problems.py": "a table of words",
}
Function = ast.FunctionDef | ast.AsyncFunctionDef
VAGUE = {"base", "common", "globals", "helper", "helpers", "misc", "util", "utils"}

by_source = pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))


def imports(path: Path) -> Iterator[str]:
    """Every module a file imports, wherever in it, as a dotted name."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def functions(path: Path) -> Iterator[Function]:
    tree = ast.walk(ast.parse(path.read_text()))
    return (node for node in tree if isinstance(node, Function))


def body(function: Function) -> list[ast.stmt]:
    """The statements of a function without its docstring."""
    return function.body[1:] if ast.get_docstring(function) else function.body


def length(function: Function) -> int:
    """Lines of a function without its docstring."""
    whole = (function.end_lineno or 0) - function.lineno + 1
    told = function.body[0] if ast.get_docstring(function) else None
    return whole - ((told.end_lineno or 0) - told.lineno + 1 if told else 0)


def test_the_worker_knows_the_desk_in_live_operation_and_nothing_below_it() -> None:
    ours = {name for name in imports(ROOT / "worker.py") if name.partition(".")[0] in PACKAGES}
    assert {name for name in ours if name.startswith("dispatch.")} <= {
        "dispatch.live",
        "dispatch.studies",
        "dispatch.effort.Effort",
        "dispatch.warm.warm_up",
    }
    assert {name.split(".")[1] for name in ours if name.startswith("mobility.")} <= {"clock", "config"}
    assert not {name for name in ours if name.startswith("web")}


def test_the_worker_uses_celery_and_its_transport_besides() -> None:
    roots = {name.partition(".")[0] for name in imports(ROOT / "worker.py")}
    assert roots - set(PACKAGES) - sys.stdlib_module_names <= {"celery", "kombu", "redis"}


def test_only_the_web_rings_the_worker() -> None:
    ringing = {path for path in SOURCES if any(name.split(".")[0] == "worker" for name in imports(path))}
    assert {path.relative_to(ROOT).parts[0] for path in ringing} <= {"web"}


def test_tasks_are_doorbells() -> None:
    tasks = [
        function
        for function in functions(ROOT / "worker.py")
        if any(".task(" in ast.unparse(decorator) for decorator in function.decorator_list)
    ]
    assert {task.name for task in tasks} == {"answer", "improve", "sweep", "sweep_plans", "compute", "tend"}
    for task in tasks:
        assert len(body(task)) == 1, f"{task.name} does more than call the desk or ring"
        assert {ast.unparse(arg.annotation) for arg in task.args.args if arg.annotation} <= {"str"}


@by_source
def test_no_file_outgrows_a_sitting(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST_FILE


@by_source
def test_no_function_outgrows_a_screen(path: Path) -> None:
    if str(path.relative_to(ROOT)) not in LONG_FOR_A_REASON:
        assert [each.name for each in functions(path) if length(each) > LONGEST_FUNCTION] == []


@by_source
def test_every_module_has_a_name_that_says_what_it_is(path: Path) -> None:
    assert path.stem not in VAGUE


def test_the_pages_start_without_solver_and_road_libraries() -> None:
    # they take seconds and hundreds of megabytes, and no page needs them
    # (Numba looks which SciPy there is, and loads nothing of it)
    heavy = {
        "ortools",
        "osmnx",
        "networkx",
        "scipy.sparse",
        "scipy.optimize",
        "pandas",
        "osmium",
        "shapely",
        "matplotlib",
        "pyarrow",
        "typst",
    }
    code = f"import sys, web; print(*sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True)
    assert done.stdout.strip() == ""
