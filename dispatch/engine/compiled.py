"""How the engine's inner loops become machine code: by Numba, kept on disk after the first time.

A function's machine code contains that of the functions it calls, and the numbers and layouts of the modules
it uses. Numba looks at the function's own file alone to see whether what it kept is still good; here all
files count that have such functions. They use nothing of the engine but each other.
"""

from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import ParamSpec, TypeVar

from numba import njit

P = ParamSpec("P")
R = TypeVar("R")

SOURCES = [source.read_bytes() for source in sorted(Path(__file__).parent.glob("*.py"))]
STAMP = sha256(b"".join(code for code in SOURCES if b"engine.compiled import" in code)).hexdigest()
"""What is kept is good for these sources and no others."""


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
        made._cache._cache_file._source_stamp = STAMP  # type: ignore[attr-defined] # noqa: SLF001 - no other way
    return made
