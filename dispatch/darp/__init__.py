"""Dial-a-ride instances from files: read, solved by the engine, checked and written."""

from enum import StrEnum
from pathlib import Path
from typing import Any

from dispatch.darp.check import faults
from dispatch.darp.cordeau import cordeau_answer, read_cordeau
from dispatch.darp.instance import BrokenInstance, Instance, Solution
from dispatch.darp.json_format import json_answer, read_json
from dispatch.darp.solving import PROOF_S, Outcome, Solver, solve, warm_up

__all__ = [
    "PROOF_S",
    "BrokenInstance",
    "Format",
    "Instance",
    "Outcome",
    "Solution",
    "Solver",
    "answer",
    "faults",
    "read",
    "solve",
    "warm_up",
]


class Format(StrEnum):
    """How a file is written."""

    CORDEAU = "cordeau"
    JSON = "json"


def read(path: Path, format_: Format) -> Instance:
    """The instance in a file.

    Raises
    ------
    BrokenInstance
        If it cannot be read, or is not what it should be.
    """
    return read_cordeau(path) if format_ is Format.CORDEAU else read_json(path)


def answer(instance: Instance, solution: Solution, format_: Format) -> dict[str, Any]:
    """What is written about a solution in that format (JSON)."""
    return cordeau_answer(solution) if format_ is Format.CORDEAU else json_answer(instance, solution)
