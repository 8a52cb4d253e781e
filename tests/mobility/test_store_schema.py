"""The migrations lead to exactly the tables the program works with."""

from collections.abc import Iterator
from threading import Barrier, Thread

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from mobility.store import migrate
from mobility.store.database import engine_for
from mobility.store.tables import Row
from tests.databases import scratch_database
from web.services import Urls


@pytest.fixture
def empty(servers: Urls) -> Iterator[str]:
    """A database without tables."""
    with scratch_database(servers.database_url) as url:
        yield url


def constraints(url: str) -> set[tuple[str, str, str]]:
    """Table, name and definition of every constraint, which Alembic compares only in part."""
    query = (
        "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint"
        " where connamespace = 'public'::regnamespace and conrelid <> 'alembic_version'::regclass"
    )
    with psycopg.connect(url) as db:
        db.execute("create table if not exists alembic_version (version_num text)")
        return {(str(table), str(name), str(rule)) for table, name, rule in db.execute(query)}


def test_a_migrated_database_has_the_tables_of_the_program(empty: str) -> None:
    migrate(empty)
    engine = engine_for(empty)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Row.metadata) == []
    engine.dispose()


def test_a_migrated_database_has_the_rules_of_the_program(servers: Urls, empty: str) -> None:
    migrate(empty)
    with scratch_database(servers.database_url) as made:
        engine = engine_for(made)
        Row.metadata.create_all(engine)
        engine.dispose()
        assert constraints(empty) == constraints(made)


def test_two_processes_may_migrate_at_once(empty: str) -> None:
    start, failed = Barrier(2), list[Exception]()

    def one() -> None:
        start.wait()
        try:
            migrate(empty)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            failed.append(error)

    both = [Thread(target=one) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert failed == []
