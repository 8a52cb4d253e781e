"""All settings of all processes, read once from the environment; there is no other configuration."""

from collections.abc import Mapping
from dataclasses import dataclass

from mobility.errors import MobilityError


@dataclass
class MissingSetting(MobilityError):
    """A setting without which a process must not start."""

    name: str

    def __str__(self) -> str:
        return f"the environment variable {self.name} is not set"


@dataclass
class UnreadableSetting(MobilityError):
    """A setting that is no whole number, or a negative one."""

    name: str

    def __str__(self) -> str:
        return f"the environment variable {self.name} must be a whole number, 0 or more"


@dataclass(frozen=True, kw_only=True)
class Config:
    """Settings of web, worker, beat and command line.

    Parameters
    ----------
    database_url
        PostgreSQL, as ``postgresql://user:password@host/name`` (``?host=`` for a socket folder).
    redis_url
        Redis or Valkey, as ``redis://host:port/0`` or ``unix:///path/to/socket?db=0``.
    secret_key
        Signs staff sessions; at least 32 characters.
    region
        Name of a bundled region pack or path of a pack's folder.
    improve_ms
        Time limit of one improvement of a day's plan (ms).
    proxy_hops
        How many reverse proxies in front may be trusted for the client's address (B50).
    secure_cookies
        Whether staff cookies are sent over HTTPS only; off in the demo on loopback.
    demo
        Whether demo accounts exist and the pages say that they are a demonstration.
    frame_ancestors
        Origins that may show the pages in a frame, as in the header ``Content-Security-Policy``; empty for
        none. An app's own web view is not a frame and needs nothing here.
    """

    database_url: str
    redis_url: str
    secret_key: str
    region: str = "bad-belzig"
    improve_ms: int = 5000
    proxy_hops: int = 0
    secure_cookies: bool = True
    demo: bool = False
    frame_ancestors: str = ""

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Config":
        """Settings from environment variables.

        Raises
        ------
        MissingSetting
            If a variable without default is absent or the secret key is too short.
        UnreadableSetting
            If a number is none.
        """
        secret = env.get("RUFBUS_SECRET_KEY", "")
        if len(secret) < 32:  # noqa: PLR2004 - the number stands in the docstring
            raise MissingSetting("RUFBUS_SECRET_KEY")
        for name in ("DATABASE_URL", "REDIS_URL"):
            if not env.get(name):
                raise MissingSetting(name)
        return cls(
            database_url=env["DATABASE_URL"],
            redis_url=env["REDIS_URL"],
            secret_key=secret,
            region=env.get("RUFBUS_REGION", cls.region),
            improve_ms=_number(env, "RUFBUS_IMPROVE_MS", cls.improve_ms),
            proxy_hops=_number(env, "RUFBUS_PROXY_HOPS", cls.proxy_hops),
            secure_cookies=env.get("RUFBUS_SECURE_COOKIES", "1") == "1",
            demo=env.get("RUFBUS_DEMO", "0") == "1",
            frame_ancestors=env.get("RUFBUS_FRAME_ANCESTORS", ""),
        )


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, str(default))
    if not (text.isascii() and text.isdigit()):
        raise UnreadableSetting(name)
    return int(text)
