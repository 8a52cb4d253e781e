"""How the engine's inner loops become machine code: by Numba, kept on disk after the first time."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from numba import njit

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """The same function, compiled when it is first called; it lets other threads run meanwhile."""
    return njit(cache=True, nogil=True, error_model="numpy")(function)


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """The same for a function so short that calling it would cost more than it does."""
    return njit(cache=True, nogil=True, error_model="numpy", forceinline=True)(function)
