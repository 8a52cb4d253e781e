"""What import-linter cannot see: who knows the worker, and how large things may grow."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.machine import ROOT

LONGEST_FILE = 300
LONGEST_FUNCTION = 40
LONG_FOR_A_REASON = {
    "dispatch/solver.py": "a routing model is one piece",
    "web/problems.py": "a table of words",
}
EMPTY_NAMES = {"utils", "helpers", "common", "misc"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def sources() -> list[str]:
    packages = (
        path for package in ("mobility", "dispatch", "web") for path in (ROOT / package).rglob("*.py")
    )
    return [
        str(path.relative_to(ROOT))
        for path in (*packages, ROOT / "worker.py")
        if "versions" not in path.parts
    ]


def imported(source: str) -> set[str]:
    """The top-level names a file imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse((ROOT / source).read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def functions(source: str) -> Iterator[tuple[str, int]]:
    """The functions of a file with their lines, docstrings left out."""
    for node in ast.walk(ast.parse((ROOT / source).read_text())):
        if isinstance(node, Function) and node.end_lineno:
            docstring = node.body[0] if ast.get_docstring(node) else None
            told = (docstring.end_lineno or 0) - docstring.lineno + 1 if docstring else 0
            yield node.name, node.end_lineno - node.lineno + 1 - told


@pytest.mark.parametrize("source", [source for source in sources() if not source.startswith("web/")])
def test_given_anything_but_web_when_read_then_nobody_knows_the_worker(source: str) -> None:
    assert "worker" not in imported(source)


def test_given_the_worker_when_read_then_it_knows_the_desk_and_no_page() -> None:
    assert imported("worker.py") & {"mobility", "dispatch", "web"} == {"mobility", "dispatch"}


@pytest.mark.parametrize("source", sources())
def test_given_a_file_when_read_then_it_is_small_and_its_name_says_something(source: str) -> None:
    assert Path(source).stem not in EMPTY_NAMES
    assert len((ROOT / source).read_text().splitlines()) <= LONGEST_FILE
    if source not in LONG_FOR_A_REASON:
        assert [name for name, lines in functions(source) if lines > LONGEST_FUNCTION] == []
