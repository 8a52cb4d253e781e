"""The Celery application: doorbells that wake the desk, and the sweeps that ring for those nobody heard.

The row in the database is the queue, a message only says "look at it". Tasks take keys, look first, and may
run twice, late or never. Settings are read from the environment when they are first needed, in ``celery
--app=worker worker`` and ``... beat`` as well as where a request rings; importing this module needs none.
"""

import logging
import os
from datetime import date
from functools import cache
from urllib.parse import parse_qs, urlsplit

from celery import Celery
from celery.signals import worker_init, worker_process_init
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from dispatch import live
from dispatch.effort import Effort
from dispatch.warm import warm_up
from mobility.clock import utc_now
from mobility.config import Config

ANSWER_EVERY_S = 10
"""How often lost requests are looked for (s)."""
IMPROVE_EVERY_S = 30
"""How often the plans that have changed are looked for (s)."""
OVERHEAD_S = 25
"""What a task may take besides solving (s); then its process is killed."""
RING_S = 0.5
"""How long a broker that hangs may hold up whoever rings (s)."""
PREFIX = "rufbus:"
"""Of all keys in Redis that are Celery's."""

log = logging.getLogger(__name__)


def broker_url(redis_url: str) -> str:
    """A Redis URL as Celery's broker wants it.

    >>> broker_url("unix:///run/valkey?db=2"), broker_url("redis://valkey:6379/1")
    ('redis+socket:///run/valkey?virtual_host=2', 'redis://valkey:6379/1')
    """
    url = urlsplit(redis_url)
    if url.scheme != "unix":
        return redis_url
    number = parse_qs(url.query).get("db", ["0"])[0]
    return f"redis+socket://{url.netloc}{url.path}?virtual_host={number}"


def settings(config: Config) -> dict[str, object]:
    """Celery's settings.

    A message that was taken and not acknowledged is delivered again after ``visibility_timeout``: longer
    than any task with another one waiting behind it, or the same task would run twice at once.
    """
    longest = config.improve_ms // 1000 + OVERHEAD_S
    return {
        "broker_url": broker_url(config.redis_url),
        "broker_connection_retry_on_startup": True,
        "broker_transport_options": {
            "global_keyprefix": PREFIX,
            "visibility_timeout": 2 * longest,
            "unacked_restore_interval": 5,
            "unacked_restore_throttle": 1,
        },
        "task_default_queue": "desk",
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_ignore_result": True,
        "task_acks_late": True,
        "task_time_limit": longest,
        "worker_prefetch_multiplier": 1,
        "worker_proc_alive_timeout": OVERHEAD_S,  # it opens its office first, see _get_ready
        "beat_schedule": {
            task: {"task": task, "schedule": seconds, "options": {"expires": seconds}}
            for task, seconds in (("sweep", ANSWER_EVERY_S), ("sweep_plans", IMPROVE_EVERY_S))
        },
    }


def bell_settings(config: Config) -> dict[str, object]:
    """The settings of whoever rings: like the worker's, but a broker that hangs counts as broken at once."""
    at_once = {
        "global_keyprefix": PREFIX,
        "socket_timeout": RING_S,
        "socket_connect_timeout": RING_S,
        "max_retries": 0,
    }
    return {**settings(config), "broker_transport_options": at_once}


def make_bell(config: Config) -> Celery:
    """Who rings; it never waits long for the broker."""
    bell = Celery("rufbus-bell", set_as_current=False)
    bell.conf.update(bell_settings(config))
    return bell


@cache
def _config() -> Config:
    return Config.from_env(os.environ)


@cache
def _office() -> live.Office:
    """The office of this process; only tasks ask for it, so none is shared over a fork."""
    return live.Office.open(_config(), utc_now)


@cache
def _bell() -> Celery:
    return make_bell(_config())


@worker_init.connect
def _warm_up(**_: object) -> None:
    """Load the engine before processes are forked, so that all of them have it."""
    warm_up()


@worker_process_init.connect
def _get_ready(**_: object) -> None:
    """Open the office when a process of the pool begins, so that no passenger waits for it."""
    _office()


app = Celery("rufbus", set_as_current=False)
app.add_defaults(lambda: settings(_config()))


@app.task(name="answer", reject_on_worker_lost=True)
def answer(reference: str) -> None:
    """Offer or decline one requested ride."""
    live.answer(_office(), reference)


@app.task(name="improve")
def improve(day: str) -> None:
    """Look for a better plan of the day with that ISO date."""
    live.improve(_office(), date.fromisoformat(day), Effort(limit_ms=_config().improve_ms))


@app.task(name="sweep")
def sweep() -> None:
    """Ring again for the requests whose message was lost."""
    for reference in live.unanswered(_office()):
        ring(_bell(), "answer", reference)


@app.task(name="sweep_plans")
def sweep_plans() -> None:
    """Ring for the days whose plan has changed since it was last improved."""
    for day in live.unimproved_dates(_office()):
        ring(_bell(), "improve", day.isoformat())


def ring_answer(reference: str) -> None:
    """Ask for an answer soon; to be called after the request is committed."""
    ring(_bell(), "answer", reference)


def ring(bell: Celery, task: str, key: str) -> None:
    """Ask for a task soon; if the broker is away that is noted, and a sweep asks again later."""
    try:
        bell.send_task(task, (key,), retry=False)
    except (OperationalError, RedisError) as error:
        log.warning("the bell for %s is broken: %s", task, type(error).__name__)
