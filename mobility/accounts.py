"""Who signs in: the people who work for the service. Passengers need no account."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody does for the service, and so what they may see (B48, B49)."""

    OPERATOR = "operator"
    DRIVER = "driver"
    PLANNER = "planner"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in.

    Parameters
    ----------
    login
        Unique, lower case; drivers are assigned to shifts by it.
    role
        What they do.
    name
        What colleagues call them.
    password_hash
        Argon2id, with its parameters and salt in the text.
    session_epoch
        Counts password changes; a session of an earlier epoch has ended.
    """

    login: str
    role: Role
    name: str
    password_hash: str
    session_epoch: int = 0

    def __repr__(self) -> str:
        return f"Account({self.login}, {self.role})"
