"""What was compiled before is used again, unless any part of the engine has changed."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from dispatch.engine import compiled

INNER = """
from engine.compiled import compiled

@compiled
def inner():
    return {answer}
"""
OUTER = """
from engine.compiled import compiled
from engine.inner import inner

@compiled
def outer():
    return inner()

print(outer(), sum(outer.stats.cache_hits.values()))
"""


@pytest.fixture
def engine(tmp_path: Path) -> Path:
    """An engine of two functions, one of which calls the other."""
    folder = tmp_path / "engine"
    folder.mkdir()
    (folder / "compiled.py").write_bytes(Path(compiled.__file__).read_bytes())
    (folder / "outer.py").write_text(OUTER)
    (folder / "inner.py").write_text(INNER.format(answer=41))
    return folder


def run(engine: Path) -> list[str]:
    """What the outer function answers, and how often it was found compiled."""
    done = subprocess.run(
        [sys.executable, "-m", "engine.outer"],
        env={"PYTHONPATH": str(engine.parent), "PATH": os.defpath},
        cwd=engine.parent,
        capture_output=True,
        check=True,
        text=True,
    )
    return done.stdout.split()


def test_given_a_called_function_changed_when_run_again_then_its_callers_are_compiled_again(
    engine: Path,
) -> None:
    assert run(engine) == ["41", "0"]
    assert run(engine) == ["41", "1"]
    (engine / "inner.py").write_text(INNER.format(answer=42))
    assert run(engine) == ["42", "0"]


def test_modules_with_machine_code_import_no_others_of_ours() -> None:
    # else a change of those would not be noticed
    folder = Path(compiled.__file__).parent
    texts = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.py")}
    machine = {name for name, text in texts.items() if "engine.compiled import" in text}
    assert {"timing", "placing", "ruin"} <= machine
    for name in machine:
        ours = re.findall(r"^ *(?:from|import) ((?:dispatch|mobility)[\w.]*)", texts[name], re.MULTILINE)
        assert {module.removeprefix("dispatch.engine.") for module in ours} <= machine | {"compiled"}
