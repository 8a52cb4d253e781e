"""The way to PostgreSQL: short transactions for reading and for writing, and locks across processes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, create_engine, func, make_url, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from mobility.errors import MobilityError

CONNECT_S = 5
"""How long one attempt to connect may take (s)."""
STATEMENT_MS = 10_000
"""How long one statement may take, waiting for locks included (ms)."""
NOTICE_DEATH = "client_connection_check_interval=500"
"""How soon the server notices that a client was killed, and frees what it had locked (ms)."""


@dataclass
class BrokenRule(MobilityError):
    """A write would have broken a constraint of the tables.

    It replaces the driver's error, whose text repeats the refused row with its names and tokens (B47).

    Parameters
    ----------
    constraint
        Name of the constraint, or of the error where none is known.
    """

    constraint: str

    def __str__(self) -> str:
        return f"a write was refused by {self.constraint}"


class DatabaseAway(MobilityError):
    """The database cannot be reached; nothing was changed."""

    def __str__(self) -> str:
        return "the database does not answer, or refuses this user; is DATABASE_URL right?"


@contextmanager
def connected(engine: Engine) -> Iterator[Connection]:
    """A connection from the pool.

    Raises
    ------
    DatabaseAway
        If there is none; it replaces the driver's error, whose text repeats the server's address.
    """
    try:
        connection = engine.connect()
    except OperationalError:
        raise DatabaseAway from None
    with connection:
        yield connection


def engine_for(url: str) -> Engine:
    """An engine for a ``postgresql://`` URL that reconnects by itself and never prints parameters.

    Everything the session writes is UTC (B53), whatever the server's own time zone is.
    """
    return create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        connect_args={
            "connect_timeout": CONNECT_S,
            "options": f"-c timezone=UTC -c statement_timeout={STATEMENT_MS} -c {NOTICE_DEATH}",
        },
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=5,
        max_overflow=30,
    )


class Database:
    """One database and its pool of connections; made once per process, after any fork.

    Parameters
    ----------
    url
        ``postgresql://user:password@host/name``, with ``?host=`` for a socket folder.
    """

    def __init__(self, url: str) -> None:
        self._engine = engine_for(url)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction in which all queries see the same moment and nothing can be written.

        Raises
        ------
        DatabaseAway
            If the database cannot be reached.
        """
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with (
            connected(self._engine) as connection,
            Session(connection.execution_options(**options)) as session,
        ):
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that is committed at the end of the block and undone by any error.

        Raises
        ------
        BrokenRule
            If a constraint refused a write.
        DatabaseAway
            If the database cannot be reached.
        """
        try:
            with connected(self._engine) as connection, Session(connection) as session, session.begin():
                yield session
        except IntegrityError as error:
            raise BrokenRule(_constraint(error)) from None

    @contextmanager
    def lock(self, name: str) -> Iterator[bool]:
        """Whether this process now holds the lock of that name; it never waits for it.

        PostgreSQL frees the lock when the block ends or the process dies. No transaction stays open.
        """
        key = func.hashtextextended(name, 0)
        with connected(self._engine.execution_options(isolation_level="AUTOCOMMIT")) as connection:
            held = bool(connection.scalar(select(func.pg_try_advisory_lock(key))))
            try:
                yield held
            finally:
                if held:
                    connection.execute(select(func.pg_advisory_unlock(key)))

    def dispose(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def _constraint(error: IntegrityError) -> str:
    diagnosis = getattr(error.orig, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or type(error.orig).__name__
