"""Chance that stays with a person: what changes for others changes nothing for them."""

from collections.abc import Mapping
from hashlib import blake2b
from math import log
from random import Random

STEPS = 2**53
"""Numbers between 0 and 1 that are told apart."""


def stream(key: str, what: str) -> Random:
    """A source of chance of a person for one thing that is decided."""
    return Random(f"{key}:{what}")  # noqa: S311 - made up, no secret


def chosen(weights: Mapping[str, float], key: str) -> str:
    """One of several, as likely as its weight, and always the same for the same person.

    What is added or taken away moves only those who choose it or had chosen it: each option has a lot of
    its own, whatever the others are (weighted rendezvous hashing).

    >>> all(chosen({"a": 1, "b": 2, "c": 0}, str(n)) in "ab" for n in range(99))
    True
    >>> before = [chosen({"a": 1, "b": 2, "c": 1}, str(n)) for n in range(99)]
    >>> after = [chosen({"a": 1, "b": 2}, str(n)) for n in range(99)]
    >>> {(old, new) for old, new in zip(before, after) if old != new} == {("c", "a"), ("c", "b")}
    True

    Raises
    ------
    ValueError
        If nothing has a weight above 0.
    """
    likely = (option for option, weight in weights.items() if weight > 0)
    return max(likely, key=lambda option: (log(_lot(key, option)) / weights[option], option))


def _lot(key: str, option: str) -> float:
    """A number above 0, at most 1, all of them alike likely."""
    digest = blake2b(f"{key}:{option}".encode(), digest_size=8).digest()
    return (int.from_bytes(digest) % STEPS + 1) / STEPS
