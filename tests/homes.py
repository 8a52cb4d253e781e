"""Folders in which embedded servers can live, and patience with real processes."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def open_home() -> Iterator[Path]:
    """A folder with a short path that every user may enter; gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="rufbus-"))
    home.chmod(0o755)
    try:
        yield home
    finally:
        shutil.rmtree(home)


def eventually(holds: Callable[[], bool], seconds: float = 150.0) -> bool:
    """Whether it holds before the time is over; only for what real processes do."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and was not yet looked after does not."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False
