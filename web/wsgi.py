"""What gunicorn loads: the application with the settings of the environment."""

import os
from threading import Thread

import structlog

from dispatch.warm import warm_up
from mobility.clock import ServiceDay
from mobility.config import Config
from web import create_app

app = create_app(Config.from_env(os.environ))

office = app.extensions["office"]
if office.region.timetable.ends_soon(ServiceDay.of(office.clock()).date):
    structlog.get_logger().warning("timetable ends", last=str(office.region.timetable.valid[1]))

# pages are there at once; the first caller on the phone waits for the rest at most
Thread(target=warm_up, name="warm-up", daemon=True).start()
