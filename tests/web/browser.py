"""A real browser for tests: a served application, pages as large as a phone or a desk, and axe-core.

Set RUFBUS_SCREENSHOTS to a folder to keep pictures of everything that :func:`look_at` sees.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path("node_modules/axe-core/axe.min.js")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

PHONE = (390, 844)
SMALL_PHONE = (360, 740)
DESK = (1280, 900)


class Quiet(WSGIRequestHandler):
    """Serves without a word."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Keep the addresses of rides out of the output of tests."""


def in_one_piece(app: Flask) -> "WSGIApplication":
    """The application with answers that are read before they are sent, streams excepted.

    Werkzeug's server does not close a file that it was sending when the browser hangs up.
    """

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        found = app.wsgi_app(environ, start_response)
        if "text/event-stream" in environ.get("HTTP_ACCEPT", ""):
            return found
        with ExitStack() as ending:
            if hasattr(found, "close"):
                ending.callback(found.close)
            return [b"".join(found)]

    return answer


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve an application on a free port of this machine; yields its address without a final slash."""
    server = make_server("127.0.0.1", 0, in_one_piece(app), threaded=True, request_handler=Quiet)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Tab:
    """One page of a browser that forgets everything afterwards, and all it complained about.

    Parameters
    ----------
    complaints
        Script errors, refusals of the security policy, failed files, requests to other hosts.
    """

    def __init__(self, browser: Browser, size: tuple[int, int], *, javascript: bool = True) -> None:
        self.complaints: list[str] = []
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=javascript,
            locale="de-DE",
            timezone_id="Europe/Berlin",
            reduced_motion="reduce",
            permissions=["clipboard-read", "clipboard-write"],
        )
        self.page: Page = context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _request(self, request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "data:")):
            self.complaints.append(f"asked {request.url}")

    def close(self) -> None:
        """Forget the page."""
        self.page.context.close()


def axe_violations(page: Page) -> list[str]:
    """What axe-core finds wrong with a page, one line each; its rules include those of WCAG 2.2 AA."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {violation['help']} ({node['html'][:120]})"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def overflow(page: Page) -> int:
    """How many pixels a page is wider than its window: nobody should have to scroll sideways."""
    wide: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide


def look_at(page: Page, name: str) -> None:
    """Keep a picture of the whole page, if pictures are wanted."""
    folder = os.environ.get("RUFBUS_SCREENSHOTS")
    if folder:
        width = (page.viewport_size or {"width": 0})["width"]
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
