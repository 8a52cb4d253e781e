"""The Celery applications: doorbells that wake the desk, and the sweeps that ring for those nobody heard.

The row in the database is the queue, a message only says "look at it". Tasks take keys, look first, and may
run twice, late or never. Settings are read from the environment when they are first needed, in ``celery
--app=worker worker`` and ``... beat`` as well as where a request rings; importing this module needs none.

``celery --app=worker:planner worker --beat`` computes studies. It has a broker of its own, as far as messages
go: whatever waits or runs there, no passenger waits behind it.
"""

import logging
import os
import secrets
import socket
from datetime import date
from functools import cache
from urllib.parse import parse_qs, urlsplit

from celery import Celery
from celery.signals import worker_init, worker_process_init
from celery.worker import WorkController
from kombu.exceptions import OperationalError
from redis import Redis
from redis.exceptions import RedisError

from dispatch import live, studies
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
PLANNER_PREFIX = "rufbus-planner:"
"""The same for those who compute studies."""
PLANNER = "planner"
"""Their queue."""
TEND_EVERY_S = 10
"""How often studies are looked after (s)."""
NICENESS = 10
"""How far those who compute studies step back when the machine has other work."""

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


def planner_settings(config: Config) -> dict[str, object]:
    """The settings of those who compute studies.

    A computation may take hours, so nothing limits its time, and its message is done with once it begins: the
    lease on the row tells whether somebody is at work. A process takes a message only when it is free.
    """
    desk = settings(config)
    return {
        **desk,
        "broker_transport_options": {
            "global_keyprefix": PLANNER_PREFIX,
            "visibility_timeout": 60,
            "unacked_restore_interval": 5,
            "unacked_restore_throttle": 1,
        },
        "task_default_queue": PLANNER,
        "task_acks_late": False,
        "task_time_limit": None,
        "worker_disable_prefetch": True,
        "beat_schedule": {
            "tend": {"task": "tend", "schedule": TEND_EVERY_S, "options": {"expires": TEND_EVERY_S}}
        },
    }


def bell_settings(config: Config, prefix: str = PREFIX, queue: str = "desk") -> dict[str, object]:
    """The settings of whoever rings: like the worker's, but a broker that hangs counts as broken at once."""
    at_once = {
        "global_keyprefix": prefix,
        "socket_timeout": RING_S,
        "socket_connect_timeout": RING_S,
        "max_retries": 0,
    }
    return {**settings(config), "broker_transport_options": at_once, "task_default_queue": queue}


def make_bell(config: Config, prefix: str = PREFIX, queue: str = "desk") -> Celery:
    """Who rings; it never waits long for the broker."""
    bell = Celery("rufbus-bell", set_as_current=False)
    bell.conf.update(bell_settings(config, prefix, queue))
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


@cache
def _planner_bell() -> Celery:
    return make_bell(_config(), PLANNER_PREFIX, PLANNER)


@cache
def _name() -> str:
    """What this process is called among all that compute studies."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"


@worker_init.connect
def _warm_up(sender: WorkController, **_: object) -> None:
    """Load the engine before processes are forked, so that all of them have it."""
    if sender.app is planner:
        os.nice(max(0, NICENESS - os.nice(0)))
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


planner = Celery("rufbus-planner", set_as_current=False)
planner.add_defaults(lambda: planner_settings(_config()))


@planner.task(name="compute")
def compute() -> None:
    """Compute a cell of a study, if one waits; whoever is free looks for the next one meanwhile."""
    studies.work(_office(), _name(), wake=ring_planner)


@planner.task(name="tend")
def tend() -> None:
    """Free what killed workers left, and ring if cells wait and no ring is on its way."""
    ring_if_silent(studies.tend(_office()))


def ring_if_silent(cells: int) -> None:
    """Ring for cells that wait, unless a ring still waits for a process that is free."""
    with Redis.from_url(_config().redis_url) as broker:
        silent = not broker.exists(f"{PLANNER_PREFIX}{PLANNER}")
    if cells and silent:
        ring_planner()


def ring_planner() -> None:
    """Ask for studies to be computed soon; to be called after they are committed."""
    ring(_planner_bell(), "compute")


def ring_answer(reference: str) -> None:
    """Ask for an answer soon; to be called after the request is committed."""
    ring(_bell(), "answer", reference)


def ring(bell: Celery, task: str, *keys: str) -> None:
    """Ask for a task soon; if the broker is away that is noted, and a sweep asks again later."""
    try:
        bell.send_task(task, keys, retry=False)
    except (OperationalError, RedisError) as error:
        log.warning("the bell for %s is broken: %s", task, type(error).__name__)
