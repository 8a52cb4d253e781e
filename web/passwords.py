"""Passwords: hashed with Argon2id, checked in the same time whether the account exists or not."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

LONGEST = 256
"""Longer input is refused unread, so that nobody makes the server hash a novel (characters)."""

_LEGIBLE = "abcdefghkmnpqrstuvwxyz23456789"  # nothing that is mistaken for something else when read out
_GROUPS, _GROUP = 3, 4

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """The text to store for a password."""
    return _hasher.hash(password)


def check_password(password_hash: str | None, password: str) -> bool:
    """Whether a password belongs to a stored hash; ``None`` takes as long and is never right."""
    try:
        _hasher.verify(_nobody() if password_hash is None else password_hash, password[:LONGEST])
    except (VerifyMismatchError, InvalidHashError):
        return False
    return password_hash is not None and len(password) <= LONGEST


def random_password() -> str:
    """A password for a demonstration, made to be typed from a screen (about 58 bits)."""
    return "-".join("".join(secrets.choice(_LEGIBLE) for _ in range(_GROUP)) for _ in range(_GROUPS))


@cache
def _nobody() -> str:
    """The hash of a password that nobody knows."""
    return hash_password(secrets.token_urlsafe())
