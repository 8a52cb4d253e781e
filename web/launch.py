"""Web, worker, beat and planner as children of one command, with servers of our own where none are named."""

import os
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from mobility.errors import MobilityError
from web.processes import POLL_S, Processes, Program
from web.services import Urls, services
from web.visitor import Visitor

ROOT = Path(__file__).parent.parent
STATE = ROOT / ".rufbus"
"""Where a checkout keeps what it makes while it runs; never in git."""
HOST = "127.0.0.1"
PORT = 8000
PORTS_TRIED = 50
START_S = 60.0
"""How long the pages may take until they answer for the first time (s)."""
WEB = ("--worker-class=gthread", "--threads=32", "--no-control-socket")
LAST_LINES = 15
PLANNERS = min(os.cpu_count() or 1, 4)
"""Processes that compute studies beside the service."""
STEPPING_BACK = ("nice", "-n", "10")
"""Words before a command that leave the machine to all others."""


@dataclass
class Stopped(MobilityError):
    """A part of the service ended by itself, or never answered; the text shows what it said last."""

    name: str
    log: Path

    def __str__(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join([f"the {self.name} does not run; the end of {self.log}:", *lines[-LAST_LINES:]])


@dataclass
class NoPort(MobilityError):
    """Neither the wished port nor one of those after it is free."""

    first: int

    def __str__(self) -> str:
        return f"no free port from {self.first} to {self.first + PORTS_TRIED - 1}"


@dataclass
class HalfOutside(MobilityError):
    """Only one of the two servers was named."""

    def __str__(self) -> str:
        return "set both DATABASE_URL and REDIS_URL, or neither of them"


@contextmanager
def servers(env: Mapping[str, str], home: Path) -> Iterator[Urls]:
    """The servers named in the environment, or our own with their data in ``home``.

    Raises
    ------
    HalfOutside
        If only one of the two is named.
    """
    database_url, redis_url = env.get("DATABASE_URL", ""), env.get("REDIS_URL", "")
    if database_url and redis_url:
        yield Urls(database_url, redis_url)
    elif database_url or redis_url:
        raise HalfOutside
    else:
        with services(home) as urls:
            yield urls


def free_port(first: int = PORT) -> int:
    """The wished port, or the next one on which nobody listens.

    Raises
    ------
    NoPort
        If all are taken.
    """
    for port in range(first, first + PORTS_TRIED):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise NoPort(first)


def start_service(processes: Processes, settings: Mapping[str, str], logs: Path, port: int) -> str:
    """Start web, worker and beat; the address of the start page, once it answers.

    Parameters
    ----------
    processes
        Which ends them.
    settings
        Environment variables they get besides ours.
    logs
        Folder of their logs.
    port
        Where the pages are served on this machine.

    Raises
    ------
    Stopped
        If the pages do not answer.
    """
    logs.mkdir(parents=True, exist_ok=True)
    start = partial(_start, processes, settings, logs)
    start(
        "worker", "celery", "--app=worker", "worker", "--pool=prefork", "--concurrency=2", "--loglevel=INFO"
    )
    start("beat", "celery", "--app=worker", "beat", f"--schedule={logs / 'beat'}", "--pidfile=")
    start("web", "gunicorn", *WEB, f"--bind={HOST}:{port}", "web.wsgi:app")
    address = f"http://{HOST}:{port}/"
    visitor, deadline = Visitor(address), time.monotonic() + START_S
    while not visitor.is_welcome():
        watch(processes, POLL_S)
        if time.monotonic() > deadline:
            raise Stopped("web", logs / "web.log")
    return address


def start_planner(processes: Processes, settings: Mapping[str, str], logs: Path) -> None:
    """Start those who compute studies beside a service that runs; nobody waits for them."""
    celery = ("celery", "--app=worker:planner", "worker", "--pool=prefork", f"--concurrency={PLANNERS}")
    beat = ("--beat", f"--schedule={logs / 'planner-beat'}")
    _start(processes, settings, logs, "planner", *celery, *beat, "--loglevel=INFO", before=STEPPING_BACK)


def _start(
    processes: Processes,
    settings: Mapping[str, str],
    logs: Path,
    name: str,
    *command: str,
    before: tuple[str, ...] = (),
) -> None:
    line = (*before, sys.executable, "-m", *command)
    env = {**os.environ, "PYTHONPATH": str(ROOT), **settings}
    processes.start(Program(name=name, command=line, log=logs / f"{name}.log", env=env, folder=ROOT))


def watch(processes: Processes, seconds: float | None = None) -> None:
    """Let time go by, without end if none is given.

    Raises
    ------
    Stopped
        If a part of the service ends by itself.
    """
    if ended := processes.wait(seconds):
        raise Stopped(ended.name, ended.log)
