"""Files that browsers load: our own under ``static/``, others from ``node_modules`` by an allow-list.

Addresses made by :func:`asset` carry a hash of the content, so browsers may keep the file for a year.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, request, send_from_directory, url_for

from web.access import public

PACKAGES = Path(__file__).parent.parent / "node_modules"
OWN = Path(__file__).parent / "static"
YEAR = 365 * 24 * 3600
HOUR = 3600

TYPEFACE = "@fontsource/atkinson-hyperlegible/files/atkinson-hyperlegible-latin"
VENDOR = {
    "atkinson-400.woff2": f"{TYPEFACE}-400-normal.woff2",
    "atkinson-700.woff2": f"{TYPEFACE}-700-normal.woff2",
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "leaflet.css": "leaflet/dist/leaflet.css",
    "leaflet.js": "leaflet/dist/leaflet.js",
}

bp = Blueprint("assets", __name__)


def _path(filename: str) -> Path:
    vendor = VENDOR.get(filename.removeprefix("vendor/"))
    return PACKAGES / vendor if filename.startswith("vendor/") and vendor else OWN / filename


@cache
def _digest(filename: str) -> str:
    return sha256(_path(filename).read_bytes()).hexdigest()[:12]


def asset(filename: str) -> str:
    """Address of a file under ``/static/`` that changes when its content does.

    Raises
    ------
    FileNotFoundError
        If there is no such file; for ``vendor/`` files, if ``npm ci`` has not been run.
    """
    return url_for("assets.static", filename=filename, v=_digest(filename), lang=None)


@bp.get("/static/<path:filename>")
@public
def static(filename: str) -> Response:
    """A file of our own or of an allowed package."""
    if filename.startswith("vendor/") and filename.removeprefix("vendor/") not in VENDOR:
        abort(404)
    path = _path(filename)
    base = PACKAGES if path.is_relative_to(PACKAGES) else OWN
    response = send_from_directory(base, path.relative_to(base))
    hashed = request.args.get("v") == _digest(filename)
    response.cache_control.public = True
    response.cache_control.max_age = YEAR if hashed else HOUR
    response.cache_control.immutable = hashed
    return response


def install(app: Flask) -> None:
    """Serve the files and let templates name them."""
    app.register_blueprint(bp)
    app.jinja_env.globals["asset"] = asset
