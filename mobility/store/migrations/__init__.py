"""Alembic migrations, each forward and in one transaction."""
