"""The only SQL of the project: PostgreSQL behind typed reads and guarded writes.

Functions take the session of a :meth:`Database.reading` or :meth:`Database.writing` block as their first
argument and return values of the domain, never rows.
"""

from mobility.store.database import BrokenRule, Database, DatabaseAway
from mobility.store.schema import migrate

__all__ = ["BrokenRule", "Database", "DatabaseAway", "migrate"]
