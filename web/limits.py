"""How often one may try: counted in Valkey for all processes together, in memory while it is silent."""

from hashlib import sha256

from flask import Flask, request
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter, RateLimitExceeded

from mobility.config import Config
from web.problems import problem

TIMEOUT = 0.5
"""A store that hangs must not hang the caller: after this long each process counts for itself (s)."""


def hashed(text: str) -> str:
    """A key for counting by something personal: neither the store nor a log learns it (B47)."""
    return sha256(text.encode()).hexdigest()[:32]


def client_address() -> str:
    """Key of the client's address, as the trusted proxies tell it (B50)."""
    return hashed(request.remote_addr or "")


def _too_often(error: RateLimitExceeded) -> ResponseReturnValue:
    """The page a limit made for the case, or the one for all cases."""
    return error.response or problem(429)


def install(app: Flask, config: Config) -> Limiter:
    """The limiter of this application; it limits nothing by itself."""
    app.register_error_handler(RateLimitExceeded, _too_often)
    return Limiter(
        client_address,
        app=app,
        storage_uri=config.redis_url.replace("unix://", "redis+unix://", 1),
        storage_options={"socket_timeout": TIMEOUT, "socket_connect_timeout": TIMEOUT},  # type: ignore[dict-item]  # redis-py takes fractions
        key_prefix="rufbus-limit",
        in_memory_fallback_enabled=True,
        swallow_errors=True,
    )
