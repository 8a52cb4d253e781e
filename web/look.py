"""The colours and the logo of the municipality, out of its pack."""

from hashlib import sha256
from mimetypes import guess_type

from flask import Blueprint, Flask, Response, send_from_directory, url_for

from mobility.region import Region
from web.access import public
from web.assets import YEAR, asset
from web.resident import office

bp = Blueprint("look", __name__)


@bp.get("/farben.css")
@public
def colours() -> Response:
    """The municipality's colours in place of the project's own; the drivers' dark pages keep theirs."""
    response = Response(_sheet(office().region), mimetype="text/css")
    response.cache_control.public = True
    response.cache_control.immutable = True
    response.cache_control.max_age = YEAR
    return response


@bp.get("/logo")
@public
def logo() -> Response:
    """The municipality's logo, as it lies in its pack."""
    region = office().region
    return send_from_directory(region.folder, region.look.logo or "")


def _sheet(region: Region) -> str:
    look = region.look
    tokens = {
        "action": look.action,
        "action-strong": look.action_strong,
        "link": look.link,
        "attention": look.highlight,
        "accent-1": look.action,
        "accent-2": look.link,
        "accent-3": look.highlight,
    }
    rules = "".join(f"  --{name}: {colour};\n" for name, colour in tokens.items())
    return f':root:not([data-theme="dark"]) {{\n{rules}}}\n'


def _colours_address(region: Region) -> str:
    """An address that changes when the colours do."""
    return url_for("look.colours", v=sha256(_sheet(region).encode()).hexdigest()[:12], lang=None)


def _logo_address(region: Region) -> str:
    return url_for("look.logo", lang=None) if region.look.logo else asset("logo.svg")


def install(app: Flask, region: Region) -> None:
    """Serve them, and let templates name them."""
    app.register_blueprint(bp)
    app.jinja_env.globals.update(
        colours=lambda: _colours_address(region),
        logo=lambda: _logo_address(region),
        logo_type=guess_type(region.look.logo or "logo.svg")[0],
    )
