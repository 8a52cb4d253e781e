"""Databases of a test's own on the servers that are there."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg


@contextmanager
def scratch_database(server_url: str) -> Iterator[str]:
    """An empty database of our own on a server; gone afterwards."""
    name = f"rufbus_test_{secrets.token_hex(4)}"
    with psycopg.connect(server_url, autocommit=True) as server:
        server.execute(f"create database {name}".encode())
        yield urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
        server.execute(f"drop database {name} with (force)".encode())
