"""The web application over a real office, with a desk that answers at once in the background."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dispatch import live
from dispatch.notices import Notices
from dispatch.office import Office
from dispatch.travel import TravelTimes
from mobility.config import Config
from mobility.region import Region
from mobility.store import Database
from tests.offices import Wall
from tests.web.browser import serving
from web import create_app

TUESDAY_AT_EIGHT = datetime(2026, 11, 24, 7, tzinfo=UTC)
NOWHERE = "redis://127.0.0.1:1/0"


def config_for(redis_url: str) -> Config:
    """Settings of an application under test."""
    return Config(
        database_url="postgresql://nobody@127.0.0.1:1/none",
        redis_url=redis_url,
        secret_key="a key for tests, long enough to be one",
        secure_cookies=False,
    )


@pytest.fixture
def wall() -> Wall:
    """The clock on the wall: a school-day Tuesday, eight o'clock in Berlin."""
    return Wall(TUESDAY_AT_EIGHT)


@pytest.fixture
def reader(region: Region, travel: TravelTimes, wall: Wall) -> FlaskClient:
    """A visitor of pages that need no database; touching one fails."""
    config = config_for(NOWHERE)
    office = Office(Database(config.database_url), region, travel, wall, ring=lambda _token: None)
    return create_app(config, wall, office, ring=lambda _reference: None).test_client()


@dataclass(frozen=True)
class Site:
    """A running service.

    Parameters
    ----------
    app, office
        The application and the office it speaks for.
    asked
        References for which the desk was rung, while nobody answers by itself.
    """

    app: Flask
    office: Office
    asked: list[str]

    def answer_all(self) -> None:
        """Let the desk answer everything it was asked."""
        while self.asked:
            live.answer(self.office, self.asked.pop(0))


@pytest.fixture
def site(office: Office, redis_url: str, wall: Wall) -> Site:
    """The application over the real region with empty books; the desk waits to be told to answer."""
    awake = replace(office, clock=wall, ring=Notices(redis_url).ring)
    asked: list[str] = []
    app = create_app(config_for(redis_url), wall, awake, ring=asked.append, ring_studies=lambda: None)
    return Site(app, awake, asked)


@pytest.fixture
def passenger(site: Site) -> FlaskClient:
    """A visitor without cookies."""
    return site.app.test_client(use_cookies=False)


@pytest.fixture
def address(office: Office, redis_url: str, wall: Wall) -> Iterator[str]:
    """Address of a running service whose desk answers in the background."""
    awake = replace(office, clock=wall, ring=Notices(redis_url).ring)
    with ThreadPoolExecutor(1) as desk:

        def ring(reference: str) -> None:
            desk.submit(live.answer, awake, reference)

        with serving(create_app(config_for(redis_url), wall, awake, ring)) as found:
            yield found
