"""Telling the person at the terminal what a long command is doing, and what it cost."""

import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

MB = 1024
"""What ``getrusage`` counts in on Linux is kilobytes."""


def progress(text: str) -> None:
    """Say what is being done now; the results of a command have the output for themselves."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - a command line prints


@contextmanager
def measured() -> Iterator[None]:
    """Say at the end how long it took and how much memory was needed at most."""
    began = time.monotonic()
    yield
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MB
    progress(f"took {time.monotonic() - began:.1f} s, at most {peak:.0f} MB of memory")
