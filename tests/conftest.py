"""Servers, a database that is empty for every test, and an office on the real region.

The servers are the embedded ones, or those of DATABASE_URL and REDIS_URL. On given servers the tests make a
database of their own, which needs the right to create one, and use and empty Redis databases from 15 down.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

import pytest
from playwright.sync_api import Browser
from redis import Redis
from sqlalchemy import delete

from dispatch.office import Office
from dispatch.travel import TravelTimes, load_travel
from mobility.lines import NO_LINES
from mobility.region import Region, load_region
from mobility.store import Database, migrate
from mobility.store.tables import Row
from tests.databases import scratch_database
from tests.homes import open_home
from tests.offices import LAST_WEEK, Wall
from tests.web.browser import CHROMIUM, chromium
from web.services import Urls, services


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "servers" in getattr(item, "fixturenames", ()):
            item.add_marker("services")


@pytest.fixture(scope="session")
def servers() -> Iterator[Urls]:
    """The servers to test on."""
    database_url, redis_url = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
    if database_url and redis_url:
        worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
        redis = urlsplit(redis_url)
        where = {"query": f"db={15 - worker}"} if redis.scheme == "unix" else {"path": f"/{15 - worker}"}
        yield Urls(database_url, urlunsplit(redis._replace(**where)))
        return
    with ExitStack() as stack:
        yield stack.enter_context(services(stack.enter_context(open_home())))


@pytest.fixture(scope="session")
def database_url(servers: Urls) -> Iterator[str]:
    """A migrated database; ask for ``database`` as well to find it empty."""
    with scratch_database(servers.database_url) as url:
        migrate(url)
        yield url


@pytest.fixture(scope="session")
def _pool(database_url: str) -> Iterator[Database]:
    pool = Database(database_url)
    yield pool
    pool.dispose()


@pytest.fixture
def database(_pool: Database) -> Database:
    """The database, with empty tables."""
    with _pool.writing() as session:
        for table in reversed(Row.metadata.sorted_tables):
            session.execute(delete(table))
    return _pool


@pytest.fixture
def redis_url(servers: Urls) -> str:
    """An empty Redis or Valkey."""
    with Redis.from_url(servers.redis_url) as redis:
        redis.flushdb()
    return servers.redis_url


@pytest.fixture(scope="session")
def region() -> Region:
    """The real region."""
    return load_region("bad-belzig")


@pytest.fixture(scope="session")
def travel(region: Region) -> TravelTimes:
    """The driving times of the real region."""
    return load_travel(region.folder)


@pytest.fixture
def rung() -> list[str]:
    """The tokens of the rides whose watchers were told to look again."""
    return []


@pytest.fixture
def office(database: Database, region: Region, travel: TravelTimes, rung: list[str]) -> Office:
    """An office on the real region with empty books, some days before the rides of the tests.

    No scheduled line serves what the tests ask for; what lines change has tests of its own.
    """
    alone = replace(region, lines=NO_LINES)
    return Office(database, alone, travel, Wall(LAST_WEEK), rung.append)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one browser of all tests, where there is one: Playwright takes no second in a process."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing")
    with chromium() as found:
        yield found
