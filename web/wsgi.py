"""What gunicorn loads: the application with the settings of the environment."""

import os

from mobility.config import Config
from web import create_app

app = create_app(Config.from_env(os.environ))
