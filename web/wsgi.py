"""What gunicorn loads: the application with the settings of the environment."""

import os
from threading import Thread

from dispatch.warm import warm_up
from mobility.config import Config
from web import create_app
from web.pages import warn_of_end

app = create_app(Config.from_env(os.environ))

warn_of_end(app.extensions["office"])

# pages are there at once; the first caller on the phone waits for the rest at most
Thread(target=warm_up, name="warm-up", daemon=True).start()
