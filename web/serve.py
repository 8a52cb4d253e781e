"""The service on one machine under one command, for trying it out; production starts its parts one by one."""

from collections.abc import Mapping

from mobility.config import Config
from mobility.store import migrate
from web.launch import STATE, free_port, servers, start_planner, start_service, watch
from web.processes import Processes, orderly_end

HOME = STATE / "service"


def run(env: Mapping[str, str], *, port: int) -> int:
    """Serve until Ctrl-C; the exit code.

    Raises
    ------
    MobilityError
        If a setting is missing, or a part does not start or ends.
    """
    try:
        with orderly_end(), servers(env, HOME) as urls, Processes() as processes:
            settings = {**env, "DATABASE_URL": urls.database_url, "REDIS_URL": urls.redis_url}
            migrate(Config.from_env(settings).database_url)
            address = start_service(processes, settings, HOME / "logs", free_port(port))
            start_planner(processes, settings, HOME / "logs")
            print(f"{address} is served, logs are in {HOME / 'logs'}; Ctrl-C ends it", flush=True)
            watch(processes)
    except KeyboardInterrupt:
        print("stopped")
    return 0
