"""Notices reach those who watch a ride, and hold up nobody when the server is away."""

import logging
import socket
import time
from threading import Thread

import pytest
from redis import Redis

from dispatch.notices import TIMEOUT_S, Notices
from tests.homes import open_home

TOKEN = "kanarie-0123456789abc"


@pytest.fixture
def notices(redis_url: str) -> Notices:
    return Notices(redis_url)


def test_a_listener_hears_a_ring(notices: Notices) -> None:
    heard = notices.listen(TOKEN, seconds=30)
    assert next(heard)  # the subscription stands
    notices.ring(TOKEN)
    assert next(heard)


def test_a_listener_hears_only_its_own_ride(notices: Notices) -> None:
    heard = notices.listen(TOKEN, seconds=30, heartbeat=0.2)
    assert next(heard)
    notices.ring("another-ride")
    assert next(heard) is False


def test_without_news_there_are_heartbeats_until_the_time_is_over(notices: Notices) -> None:
    heard = list(notices.listen(TOKEN, seconds=0.35, heartbeat=0.1))
    assert heard[0] is True
    assert 1 <= len(heard[1:]) <= 4
    assert not any(heard[1:])


def test_many_listen_to_one_ride(notices: Notices) -> None:
    listeners = [notices.listen(TOKEN, seconds=30) for _ in range(5)]
    assert all(next(heard) for heard in listeners)
    notices.ring(TOKEN)
    assert all(next(heard) for heard in listeners)


def test_who_stops_listening_gives_the_connection_back(notices: Notices, redis_url: str) -> None:
    for _ in range(3):
        heard = notices.listen(TOKEN, seconds=30)
        assert next(heard)
        heard.close()
    with Redis.from_url(redis_url) as redis:
        assert redis.pubsub_channels() == []


def test_the_server_never_learns_the_token(notices: Notices, redis_url: str) -> None:
    seen = ""
    with Redis.from_url(redis_url) as redis, redis.monitor() as watched:
        listener = Thread(target=lambda: next(notices.listen(TOKEN, seconds=5)))
        listener.start()
        notices.ring(TOKEN)
        while not ("PUBLISH" in seen and "SUBSCRIBE" in seen):
            seen += watched.next_command()["command"]
        listener.join()
    assert TOKEN not in seen


def test_a_server_that_is_away_is_noted_without_naming_anybody(
    caplog: pytest.LogCaptureFixture,
) -> None:
    away = Notices("unix:///nowhere/valkey")
    with caplog.at_level(logging.DEBUG):
        away.ring(TOKEN)
        assert list(away.listen(TOKEN, seconds=30)) == []
    assert len(caplog.records) == 2
    assert TOKEN not in caplog.text


def test_a_server_that_hangs_holds_up_nobody_for_long() -> None:
    # Given a server that takes connections and never answers
    with open_home() as home, socket.socket(socket.AF_UNIX) as hanging:
        hanging.bind(str(home / "valkey"))
        hanging.listen()
        notices = Notices(f"unix://{home / 'valkey'}")
        started = time.monotonic()
        notices.ring(TOKEN)
        assert list(notices.listen(TOKEN, seconds=30)) == []
        assert time.monotonic() - started < 8 * TIMEOUT_S
