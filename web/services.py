"""PostgreSQL and Valkey from Python wheels, for a machine that has no servers of its own.

Both are direct children, listen on Unix sockets only, keep their data in one folder, are started again when
they die, and end with the ``with`` block.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from redis import Redis
from redis.exceptions import RedisError

from web.hosting import Hosting, host
from web.processes import POLL_S, Processes, Program

READY_S = 30.0
"""How long a server may take to be ready, recovery after a crash included (s)."""
LOOK_S = 0.03
"""How often it is asked (s)."""
OWNER = "rufbus"
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": os.defpath}


@dataclass(frozen=True, slots=True)
class Urls:
    """Where the servers are reached; the first holds a password."""

    database_url: str
    redis_url: str

    def __repr__(self) -> str:
        return "Urls(…)"


class NotStarted(RuntimeError):
    """The servers could not be started; the text says why and what to do."""


@contextmanager
def services(home: Path) -> Iterator[Urls]:
    """Both servers, ready for use, with their data under ``home``.

    Raises
    ------
    NotStarted
        If the folder is in use or belongs to somebody else, or a server does not get ready.
    """
    with running(home) as (urls, _):
        yield urls


@contextmanager
def running(home: Path) -> Iterator[tuple[Urls, Processes]]:
    """Like :func:`services`, with the processes for those who want to look at them."""
    home = home.resolve()
    with _locked(home), host(home) as hosting, Processes() as processes:
        processes.start(_valkey(hosting))
        processes.start(_postgres(hosting))
        _await(lambda: _postgres_answers(hosting), hosting, "postgres")
        _await(lambda: _valkey_answers(hosting), hosting, "valkey")
        sockets, password = quote(str(hosting.sockets), safe=""), quote(hosting.password)
        database_url = f"postgresql://{OWNER}:{password}@/postgres?host={sockets}"
        yield Urls(database_url, f"unix://{_valkey_socket(hosting)}?db=0"), processes


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    """The folder is ours alone: no second start, not even while the first one is still ending."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock = (home / "lock").open("a")
    except PermissionError as error:
        raise NotStarted(f"{error.filename} belongs to another user: remove {home} or be that user") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NotStarted(f"already running: another process uses {home}") from None
        yield


def _postgres(hosting: Hosting) -> Program:
    data = hosting.data / "postgres"
    if not data.exists():
        _make_cluster(hosting, data)
    _end_orphan(data / "postmaster.pid", data)
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(hosting.sockets),
        "max_connections": "100",
        "log_error_verbosity": "terse",  # more would repeat refused rows, with names (B47)
    }
    return Program(
        name="postgres",
        command=(
            hosting.postgres("postgres"),
            "-D",
            str(data),
            *(f"--{name}={value}" for name, value in settings.items()),
        ),
        log=hosting.home / "postgres.log",
        env=ENVIRONMENT,
        user=hosting.user,
        stop=signal.SIGINT,  # PostgreSQL's fast shutdown: connections are closed, nothing is lost
        keep=True,
    )


def _make_cluster(hosting: Hosting, data: Path) -> None:
    """Make the database cluster; a half-made one from an interrupted start is thrown away."""
    for leftover in ("new", "setup"):
        shutil.rmtree(hosting.data / leftover, ignore_errors=True)
    new, setup = hosting.folder("new"), hosting.folder("setup")
    (setup / "password").write_text(hosting.password)
    command = (
        hosting.postgres("initdb"),
        f"--pgdata={new}",
        f"--username={OWNER}",
        f"--pwfile={setup / 'password'}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--no-instructions",
    )
    program = Program(
        name="initdb", command=command, log=hosting.home / "postgres.log", env=ENVIRONMENT, user=hosting.user
    )
    if program.spawn().wait():
        raise NotStarted(f"initdb failed; see {program.log}")
    shutil.rmtree(setup)
    new.rename(data)


def _postgres_answers(hosting: Hosting) -> bool:
    asked = (hosting.postgres("pg_isready"), "--quiet", f"--host={hosting.sockets}")
    return subprocess.run(asked, env=ENVIRONMENT, check=False).returncode == 0  # noqa: S603 - our own program


def _valkey(hosting: Hosting) -> Program:
    data = hosting.folder("valkey")
    _end_orphan(data / "pid", data)
    settings = {
        "port": "0",
        "unixsocket": str(_valkey_socket(hosting)),
        "unixsocketperm": "700",
        "dir": str(data),
        "pidfile": str(data / "pid"),
        "appendonly": "yes",
        "save": "",
        "maxmemory-policy": "noeviction",
    }
    return Program(
        name="valkey",
        command=(
            hosting.valkey(),
            *(word for name, value in settings.items() for word in (f"--{name}", value)),
        ),
        log=hosting.home / "valkey.log",
        env=ENVIRONMENT,
        user=hosting.user,
        keep=True,
    )


def _valkey_socket(hosting: Hosting) -> Path:
    return hosting.sockets / "valkey"


def _valkey_answers(hosting: Hosting) -> bool:
    try:
        with Redis(unix_socket_path=str(_valkey_socket(hosting)), socket_timeout=1) as valkey:
            return bool(valkey.ping())
    except RedisError:
        return False


def _await(answers: Callable[[], bool], hosting: Hosting, name: str) -> None:
    deadline = time.monotonic() + READY_S
    while not answers():
        if time.monotonic() > deadline:
            said = (hosting.home / f"{name}.log").read_text(errors="replace")[-2000:]
            raise NotStarted(f"{name} did not get ready in {READY_S:.0f} s; it said:\n{said}")
        time.sleep(LOOK_S)


def _end_orphan(pid_file: Path, data: Path) -> None:
    """End a server that outlived the process which started it, as it does after a ``kill -9``."""
    with suppress(FileNotFoundError, ProcessLookupError, ValueError, IndexError):
        pid = int(pid_file.read_text().split()[0])
        deadline = time.monotonic() + READY_S
        while Path(f"/proc/{pid}/cwd").readlink() == data and time.monotonic() < deadline:
            os.kill(pid, signal.SIGINT)
            time.sleep(POLL_S)
