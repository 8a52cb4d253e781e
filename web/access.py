"""Who may call which route: every view says so, one check enforces it, and silence means no (B49).

>>> @public
... def welcome() -> str:
...     return "Guten Tag"
>>> access_of(welcome).allows(None)
True
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from mobility.accounts import Role

P = ParamSpec("P")
R = TypeVar("R")

OFFICE = (Role.OPERATOR, Role.ADMIN)
PLANNING = (Role.OPERATOR, Role.PLANNER, Role.ADMIN)
PLANNERS = (Role.PLANNER, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Access:
    """Who may call a route.

    Parameters
    ----------
    roles
        Roles that may call it; ``None`` for everybody, signed in or not.
    own
        What the caller must own besides, in words: the view looks it up among the caller's own things
        only and answers 404 for everything else, so that nobody learns what exists.
    """

    roles: frozenset[Role] | None
    own: str | None = None

    def allows(self, role: Role | None) -> bool:
        """Whether somebody with this role (``None``: not signed in) may call the route."""
        return self.roles is None or role in self.roles


_DECLARED = "__access__"


def _declare(view: Callable[P, R], access: Access) -> Callable[P, R]:
    setattr(view, _DECLARED, access)
    return view


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Declare a view that everybody may call."""
    return _declare(view, Access(roles=None))


def secret_address(view: Callable[P, R]) -> Callable[P, R]:
    """Declare a view whose address holds a secret that only its owner was given."""
    return _declare(view, Access(roles=None, own="the token in the address"))


def staff(*roles: Role, own: str | None = None) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare a view for signed-in people with one of these roles, about ``own`` things only."""

    def declare(view: Callable[P, R]) -> Callable[P, R]:
        return _declare(view, Access(frozenset(roles), own))

    return declare


def access_of(view: Callable[..., object]) -> Access | None:
    """What a view declares about its callers; ``None`` if it declares nothing."""
    found = getattr(view, _DECLARED, None)
    return found if isinstance(found, Access) else None
