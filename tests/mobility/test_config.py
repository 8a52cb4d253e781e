"""Settings: what is missing or unreadable stops the start with a plain line."""

import pytest

from mobility.config import Config, MissingSetting, UnreadableSetting

GIVEN = {
    "DATABASE_URL": "postgresql://rufbus@localhost/rufbus",
    "REDIS_URL": "redis://localhost:6379/0",
    "RUFBUS_SECRET_KEY": "a key for tests, long enough to be one",
}


def test_three_settings_are_enough_and_the_rest_is_safe() -> None:
    config = Config.from_env(GIVEN)
    assert (config.region, config.improve_ms, config.proxy_hops) == ("bad-belzig", 5000, 0)
    assert config.secure_cookies
    assert not config.demo


@pytest.mark.parametrize("name", sorted(GIVEN))
def test_without_one_of_them_nothing_starts(name: str) -> None:
    with pytest.raises(MissingSetting, match=name):
        Config.from_env({**GIVEN, name: ""})


def test_a_short_key_is_as_good_as_none() -> None:
    with pytest.raises(MissingSetting, match="RUFBUS_SECRET_KEY"):
        Config.from_env({**GIVEN, "RUFBUS_SECRET_KEY": "x" * 31})


@pytest.mark.parametrize("name", ["RUFBUS_IMPROVE_MS", "RUFBUS_PROXY_HOPS"])
@pytest.mark.parametrize("text", ["", "five", "-1", "1.5", "²"])
def test_a_number_that_is_none_is_named(name: str, text: str) -> None:
    with pytest.raises(UnreadableSetting, match=f"{name} must be a whole number"):
        Config.from_env({**GIVEN, name: text})


def test_numbers_and_switches_are_read() -> None:
    config = Config.from_env(
        {**GIVEN, "RUFBUS_IMPROVE_MS": "250", "RUFBUS_PROXY_HOPS": "1", "RUFBUS_SECURE_COOKIES": "0"}
    )
    assert (config.improve_ms, config.proxy_hops, config.secure_cookies) == (250, 1, False)
