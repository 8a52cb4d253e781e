"""How the engine's inner loops become machine code: by Numba, kept on disk after the first time."""

from collections.abc import Callable
from contextlib import suppress
from typing import ParamSpec, TypeVar

from numba import njit

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """The same function, compiled when it is first called; it lets other threads run meanwhile."""
    return _compiled(function, forceinline=False)


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """The same for a function so short that calling it would cost more than it does."""
    return _compiled(function, forceinline=True)


def _compiled(function: Callable[P, R], *, forceinline: bool) -> Callable[P, R]:
    made = njit(nogil=True, error_model="numpy", forceinline=forceinline)(function)
    with suppress(RuntimeError):  # there is no folder that may be written to: then each process compiles
        made.enable_caching()
    return made
