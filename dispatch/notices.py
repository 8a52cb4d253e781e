"""Telling whoever watches a ride's page that the ride has changed, over the pub/sub of Redis or Valkey.

A notice says "look again" and nothing else. The channel is a digest of the ride's token: neither the server
nor its log ever sees the token itself (B47).
"""

import logging
import time
from collections.abc import Generator
from contextlib import closing
from hashlib import sha256

from redis import Redis
from redis.backoff import NoBackoff
from redis.client import PubSub
from redis.exceptions import RedisError
from redis.retry import Retry

TIMEOUT_S = 0.5
"""How long a server that hangs may hold up the caller (s)."""
HEARTBEAT_S = 15.0
"""How often a listener hears something even if nothing happens (s)."""

log = logging.getLogger(__name__)


class Notices:
    """Rings and listens; safe to share between threads.

    Parameters
    ----------
    redis_url
        ``redis://host:port/0`` or ``unix:///path/to/socket?db=0``.
    """

    def __init__(self, redis_url: str) -> None:
        self._redis = Redis.from_url(
            redis_url,
            socket_timeout=TIMEOUT_S,
            socket_connect_timeout=TIMEOUT_S,
            retry=Retry(NoBackoff(), retries=0),  # by default it tries for many seconds
        )

    def ring(self, token: str) -> None:
        """Tell the watchers of a ride to look again.

        Nobody waits for a server that is away: a page that misses a notice shows the change when it is
        loaded again.
        """
        try:
            self._redis.publish(_channel(token), b"")
        except RedisError as error:
            log.warning("a notice was not sent: %s", type(error).__name__)

    def listen(
        self, token: str, *, seconds: float, heartbeat: float = HEARTBEAT_S
    ) -> Generator[bool, None, None]:
        """``True`` whenever the ride has changed, ``False`` at every heartbeat, until the time is over.

        The first value comes once the subscription stands and is ``True``: a change between loading a page
        and listening is not missed. It ends early, without an error, if the server goes away.

        Parameters
        ----------
        token
            Token of the ride.
        seconds
            How long to listen.
        heartbeat
            Time between two values if nothing happens (s).
        """
        end = time.monotonic() + seconds
        with closing(self._pubsub()) as channel:
            try:
                channel.subscribe(_channel(token))  # type: ignore[no-untyped-call] # redis-py has no types here
                channel.get_message(timeout=TIMEOUT_S)  # the server's confirmation
                yield True
                while (left := end - time.monotonic()) > 0:
                    yield channel.get_message(timeout=min(heartbeat, left)) is not None
            except RedisError as error:
                log.warning("listening for notices ended: %s", type(error).__name__)

    def _pubsub(self) -> PubSub:
        # redis-py leaves this one method without types
        channel: PubSub = self._redis.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
        return channel


def _channel(token: str) -> str:
    return f"rufbus:ride:{sha256(token.encode()).hexdigest()}"
