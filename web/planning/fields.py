"""A field of the form: what it is called, what it changes in a scenario, what holds today."""

from collections.abc import Callable
from dataclasses import dataclass

from mobility.region import Region
from web.planning.kinds import Kind

Today = Callable[[Region], str]
"""What holds in a region today, in words; empty if there is nothing to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing a scenario may change.

    Parameters
    ----------
    name
        In the form; the id of the field is made from it.
    key
        What it sets in a scenario, as a path of keys with dots.
    label
        What people call it, and what it is called in tables.
    kind
        How it is typed.
    unit
        What stands behind the value.
    hint
        What to know before one fills it in.
    today
        What holds without it.
    also
        Other keys that get the same value.
    """

    name: str
    key: str
    label: str
    kind: Kind
    unit: str = ""
    hint: str = ""
    today: Today = lambda _region: ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Fields about one subject."""

    name: str
    title: str
    intro: str
    fields: tuple[Field, ...]
