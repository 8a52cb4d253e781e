"""The web application: pages for residents, operators and drivers over one office."""

from collections.abc import Callable

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from dispatch.live import Office
from dispatch.notices import Notices
from mobility.clock import Clock, ServiceDay, utc_now
from mobility.config import Config
from web import (
    assets,
    auth,
    console,
    driver,
    finding,
    headers,
    i18n,
    inputs,
    limits,
    look,
    maps,
    pages,
    planning,
    problems,
    refusals,
    resident,
    rides,
    times,
    words,
)
from web.day_types import hours_by_day
from web.opening import opening
from worker import ring_answer, ring_planner

Bell = Callable[[str], None]
PlannerBell = Callable[[], None]

MAX_FORM = 64 * 1024
"""No form of ours is longer (bytes)."""


def _words_for_templates(app: Flask, config: Config, office: Office) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.filters["emphasise_times"] = times.emphasise_times
    app.jinja_env.globals.update(
        region=office.region,
        demo=config.demo,
        clock_time=times.clock_time,
        times=times,
        words=words,
        refusals=refusals,
        phone_opening=lambda: opening(office.region, office.clock()),
        hours_by_day=hours_by_day,
        today=lambda: ServiceDay.of(office.clock()).date,
        timetable_date=lambda: pages.timetable_date(office.region),
        timetable_warning=lambda: pages.timetable_warning(office.region, ServiceDay.of(office.clock()).date),
    )


def create_app(
    config: Config,
    clock: Clock = utc_now,
    office: Office | None = None,
    ring: Bell = ring_answer,
    ring_studies: PlannerBell = ring_planner,
) -> Flask:
    """The application; it reads the region once and touches the database only when a view asks.

    Views find the office at ``current_app.extensions["office"]`` (:func:`web.resident.office`) and the
    settings at ``["rufbus.config"]``.

    Parameters
    ----------
    config
        Settings of this process.
    clock
        What time it is.
    office
        The office the pages speak for; opened from ``config`` if absent.
    ring
        Tells a worker the reference of a request that waits for its answer.
    ring_studies
        Tells those who compute studies that there may be something to do.
    """
    app = Flask(__name__, static_folder=None)
    app.config.update(SECRET_KEY=config.secret_key, MAX_CONTENT_LENGTH=MAX_FORM)
    if config.proxy_hops:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # as Flask's manual does it
            app.wsgi_app, x_for=config.proxy_hops, x_proto=config.proxy_hops, x_host=config.proxy_hops
        )
    office = office or Office.open(config, clock)
    app.extensions["office"] = office
    app.extensions["rufbus.config"] = config
    app.extensions["rufbus.ring"] = ring
    app.extensions["rufbus.ring_planner"] = ring_studies
    app.extensions["rufbus.notices"] = Notices(config.redis_url)
    i18n.install(app, office.region.languages)
    headers.install(app, config)
    problems.install(app)
    inputs.install(app)
    assets.install(app)
    look.install(app, office.region)
    _words_for_templates(app, config, office)
    limiter = limits.install(app, config)
    auth.install(app, config, office.db, limiter)
    for blueprint in (resident.bp, rides.bp, pages.bp, console.bp, driver.bp, maps.bp, *planning.BLUEPRINTS):
        app.register_blueprint(blueprint)
    finding.install(app, limiter)
    return app
