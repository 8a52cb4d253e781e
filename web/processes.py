"""Programs as direct children of this process: started with a log file, kept running, ended in order."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from types import FrameType, TracebackType
from typing import Self

POLL_S = 0.1
"""How often children are looked at (s)."""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody other than us as whom a program runs."""

    uid: int
    gid: int


@dataclass(frozen=True, kw_only=True)
class Program:
    """What to run and how to end it.

    Parameters
    ----------
    name
        What messages call it.
    command
        The program and its arguments.
    log
        File to which its output is appended.
    env
        Its whole environment; ours if not given.
    folder
        Where it runs.
    user
        As whom it runs; as us if not given. Only root may choose.
    stop
        The signal that asks it to end.
    patience
        How long it may take to end before it is killed with all it has started (s).
    keep
        Whether it is started again when it ends by itself.
    """

    name: str
    command: tuple[str, ...]
    log: Path
    env: Mapping[str, str] = field(default_factory=lambda: dict(os.environ), repr=False)
    folder: Path = Path("/")
    user: User | None = None
    stop: signal.Signals = signal.SIGTERM
    patience: float = 20.0
    keep: bool = False

    def spawn(self) -> subprocess.Popen[bytes]:
        """Start it."""
        with self.log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - programs are named by our own code
                (*_tied_to_us(self.stop), *self.command),
                cwd=self.folder,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                user=self.user.uid if self.user else None,
                group=self.user.gid if self.user else None,
                extra_groups=[] if self.user else None,
            )


class Processes:
    """Running programs, ended in the reverse order of their start when the ``with`` block ends.

    Each has a session of its own: Ctrl-C in the terminal reaches only us, and what a program has started
    itself ends with it. If we are killed, Linux asks them to end; as it ties them to the thread that started
    them, that is to be the main thread.
    """

    def __init__(self) -> None:
        self._running: list[tuple[Program, subprocess.Popen[bytes]]] = []
        self._changing = Lock()
        self._end = Event()
        self._ended: SimpleQueue[Program] = SimpleQueue()
        self._keeper = Thread(target=self._keep, name="keeper of the children", daemon=True)

    def __enter__(self) -> Self:
        self._keeper.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end.set()
        self._keeper.join()
        self.stop()

    def stop(self) -> None:
        """End all programs, the last one that was started first."""
        with self._changing:
            while self._running:
                _stop(*self._running.pop())

    def start(self, program: Program) -> None:
        """Start one more program."""
        with self._changing:
            self._running.append((program, program.spawn()))

    def pid(self, name: str) -> int:
        """Process id of the program of that name, as it runs now."""
        with self._changing:
            return next(process.pid for program, process in self._running if program.name == name)

    def wait(self, seconds: float | None = None) -> Program | None:
        """Wait until a program that is not kept running ends, but not longer; which one it was, if any."""
        try:
            return self._ended.get(timeout=seconds)
        except Empty:
            return None

    def _keep(self) -> None:
        while not self._end.wait(POLL_S):
            with self._changing:
                self._running = [self._kept(*each) for each in self._running]

    def _kept(
        self, program: Program, process: subprocess.Popen[bytes]
    ) -> tuple[Program, subprocess.Popen[bytes]]:
        if process.returncode is not None or process.poll() is None:
            return program, process
        if program.keep:
            return program, program.spawn()
        self._ended.put(program)
        return program, process


@contextmanager
def orderly_end() -> Iterator[None]:
    """Make SIGTERM and a closed terminal end this process as Ctrl-C does, through its ``with`` blocks.

    The first of these signals raises ``KeyboardInterrupt``; further ones are ignored, so that an impatient
    second Ctrl-C leaves nothing behind. Only the main thread may use this.

    Whatever fails after the signal counts as its consequence: a driver that is interrupted in the middle of
    a statement may raise an error of its own instead.
    """
    ends = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # as nohup leaves it
        ends.append(signal.SIGHUP)

    ended = False

    def end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature of a handler
        nonlocal ended
        ended = True
        for each in ends:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, end) for number in ends}
    try:
        yield
    except Exception:
        if ended:
            raise KeyboardInterrupt from None
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@cache
def _tied_to_us(stop: signal.Signals) -> tuple[str, ...]:
    """The words before a command with which Linux sends it that signal when we are killed and cannot."""
    tool = shutil.which("setpriv")
    words = (tool, f"--pdeathsig={stop.name.removeprefix('SIG')}", "--") if tool else ()
    works = words and subprocess.run((*words, "true"), check=False, capture_output=True).returncode == 0  # noqa: S603
    return words if works else ()


def _stop(program: Program, process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        process.send_signal(program.stop)
    with suppress(subprocess.TimeoutExpired):
        process.wait(program.patience)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
