"""Letting another thread end a computation that nobody wants any more."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType

SIGNAL = signal.SIGUSR2


class Interrupted(BaseException):
    """The computation is not wanted any more; no error, so that nothing on the way takes it for one."""


@contextmanager
def interruptible() -> Iterator[Callable[[], None]]:
    """A function with which any thread ends the block, by :class:`Interrupted`.

    Only the main thread can be interrupted; elsewhere the block runs to its end. Machine code is left first.
    """
    if current_thread() is not main_thread():
        yield _nothing
        return
    wanted = True

    def end(_number: int, _frame: FrameType | None) -> None:
        if wanted:
            raise Interrupted

    before = signal.signal(SIGNAL, end)
    try:
        yield _interrupt
    finally:
        wanted = False
        signal.signal(SIGNAL, before)


def _interrupt() -> None:
    number = main_thread().ident
    assert number is not None  # noqa: S101 - the main thread has begun
    signal.pthread_kill(number, SIGNAL)


def _nothing() -> None:
    """Nobody can be interrupted."""
