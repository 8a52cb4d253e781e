"""Doorbells: what they ring with, and what happens when the broker or the worker is away."""

import json
import logging
import socket
import time

import pytest
from redis import Redis

import worker
from mobility.config import Config
from tests.homes import open_home


def config_for(redis_url: str) -> Config:
    return Config(database_url="postgresql://nowhere/none", redis_url=redis_url, secret_key="x" * 32)


@pytest.mark.parametrize(
    ("redis_url", "broker_url"),
    [
        ("redis://valkey:6379/1", "redis://valkey:6379/1"),
        ("rediss://:secret@valkey:6379/1", "rediss://:secret@valkey:6379/1"),
        ("unix:///run/valkey", "redis+socket:///run/valkey?virtual_host=0"),
        ("unix:///run/valkey?db=2", "redis+socket:///run/valkey?virtual_host=2"),
        ("unix://:secret@/run/valkey?db=2", "redis+socket://:secret@/run/valkey?virtual_host=2"),
    ],
)
def test_one_address_serves_both_clients(redis_url: str, broker_url: str) -> None:
    assert worker.broker_url(redis_url) == broker_url


def test_a_message_holds_the_key_and_is_plain_json(redis_url: str) -> None:
    with worker.make_bell(config_for(redis_url)) as bell:
        worker.ring(bell, "answer", "482916")
    with Redis.from_url(redis_url) as redis:
        (message,) = redis.lrange(f"{worker.PREFIX}desk", 0, -1)
    envelope = json.loads(message)
    assert envelope["headers"]["task"] == "answer"
    assert envelope["content-type"] == "application/json"
    assert envelope["headers"]["argsrepr"] == "('482916',)"


def test_everything_celery_keeps_has_our_prefix(redis_url: str) -> None:
    with worker.make_bell(config_for(redis_url)) as bell:
        worker.ring(bell, "answer", "482916")
    with Redis.from_url(redis_url, decode_responses=True) as redis:
        assert all(key.startswith(worker.PREFIX) for key in redis.scan_iter())


def test_a_task_that_runs_as_long_as_it_may_is_not_delivered_a_second_time() -> None:
    settings = worker.settings(config_for("redis://nowhere/0"))
    options, limit = settings["broker_transport_options"], settings["task_time_limit"]
    assert isinstance(options, dict)
    assert isinstance(limit, int)
    assert options["visibility_timeout"] >= 2 * limit  # it and the one that waits behind it
    assert limit * 1000 > config_for("redis://nowhere/0").improve_ms


def test_nobody_waits_for_a_broker_that_is_away(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), worker.make_bell(config_for("unix:///nowhere/valkey")) as bell:
        worker.ring(bell, "answer", "482916")
    assert "broken" in caplog.text


def test_nobody_waits_long_for_a_broker_that_hangs(caplog: pytest.LogCaptureFixture) -> None:
    with open_home() as home, socket.socket(socket.AF_UNIX) as hanging:
        hanging.bind(str(home / "valkey"))
        hanging.listen()
        with worker.make_bell(config_for(f"unix://{home / 'valkey'}")) as bell:
            worker.ring(bell, "answer", "482916")  # the first one sets up the client
            started = time.monotonic()
            worker.ring(bell, "answer", "482916")
            assert time.monotonic() - started < 4 * worker.RING_S
    assert caplog.text.count("broken") == 2


def test_rings_for_studies_go_where_no_desk_looks(redis_url: str) -> None:
    with worker.make_bell(config_for(redis_url), worker.PLANNER_PREFIX, worker.PLANNER) as bell:
        worker.ring(bell, "compute")
    with Redis.from_url(redis_url, decode_responses=True) as redis:
        keys = list(redis.scan_iter())
        (message,) = redis.lrange(f"{worker.PLANNER_PREFIX}{worker.PLANNER}", 0, -1)
    assert json.loads(message)["headers"]["task"] == "compute"
    assert all(key.startswith(worker.PLANNER_PREFIX) for key in keys)


@pytest.mark.parametrize(("cells", "waiting", "rings"), [(0, 0, 0), (3, 0, 1), (3, 1, 1)])
def test_studies_are_rung_for_if_cells_wait_and_no_ring_does(
    redis_url: str, monkeypatch: pytest.MonkeyPatch, cells: int, waiting: int, rings: int
) -> None:
    config = config_for(redis_url)
    with worker.make_bell(config, worker.PLANNER_PREFIX, worker.PLANNER) as bell:
        monkeypatch.setattr(worker, "_config", lambda: config)
        monkeypatch.setattr(worker, "_planner_bell", lambda: bell)
        for _ in range(waiting):
            worker.ring_planner()
        worker.ring_if_silent(cells)
    with Redis.from_url(redis_url) as redis:
        assert redis.llen(f"{worker.PLANNER_PREFIX}{worker.PLANNER}") == rings


def test_nothing_limits_how_long_a_cell_is_computed_and_no_message_comes_twice() -> None:
    settings = worker.planner_settings(config_for("redis://nowhere/0"))
    assert (settings["task_time_limit"], settings["task_acks_late"]) == (None, False)
