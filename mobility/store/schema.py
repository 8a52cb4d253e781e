"""Bringing a database to the schema of this program."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import func, select, text

from mobility.store import study_rows, tables
from mobility.store.database import connected, engine_for

TABLES = (tables, study_rows)
"""The modules of all tables; loading them makes them known."""
MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(database_url: str) -> None:
    """Run all migrations that are missing, in one transaction.

    Several processes may call this at once: the first one works, the others wait and find nothing to do.
    """
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    engine = engine_for(database_url)
    try:
        with connected(engine) as connection, connection.begin():
            connection.execute(text("set local statement_timeout = 0"))
            connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("migrate", 0))))
            settings.attributes["connection"] = connection
            command.upgrade(settings, "head")
    finally:
        engine.dispose()
