"""What gunicorn loads: the application with the settings of the environment."""

import os
from threading import Thread

from dispatch.warm import warm_up
from mobility.config import Config
from web import create_app

app = create_app(Config.from_env(os.environ))

# pages are there at once; the first caller on the phone waits for the rest at most
Thread(target=warm_up, name="warm-up", daemon=True).start()
