"""Ringing the desk: the request is in the database already, the bell only makes it quick."""

from collections.abc import Callable

import structlog
from flask import Flask, current_app
from kombu.exceptions import OperationalError

Doorbell = Callable[[str], None]

_KEY = "rufbus.doorbell"
log = structlog.get_logger()


def ring_worker(reference: str) -> None:
    """Wake a worker; if the broker is away, the sweep finds the request a little later."""
    # the worker's module reads its configuration when it is imported, which tests of pages do not need
    from worker import answer  # noqa: PLC0415

    try:
        answer.delay(reference)
    except OperationalError:
        log.warning("doorbell broken", reference=reference)


def ask_desk(reference: str) -> None:
    """Ask the desk to look at a request soon."""
    ring: Doorbell = current_app.extensions[_KEY]
    ring(reference)


def install(app: Flask, doorbell: Doorbell) -> None:
    """Use this bell in the application."""
    app.extensions[_KEY] = doorbell
