"""Destinations of the draft: what people of a village ride to, as far as the map names it near a stop."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dispatch.packs.draft.extract import Thing
from dispatch.packs.draft.kinds import KINDS
from dispatch.packs.draft.stops import DraftStop
from mobility.ground import metres
from mobility.places import fold

WALK_M = 500.0
"""A destination farther from every stop is left out (m)."""


@dataclass(frozen=True, slots=True)
class DraftDestination:
    """A destination of the draft.

    Parameters
    ----------
    id
        Unique; lower-case letters, digits and hyphens.
    name, kind
        As people call it, and what it is.
    stop
        Id of the stop that serves it.
    source
        How one knows.
    """

    id: str
    name: str
    kind: str
    stop: str
    source: str


def draft_destinations(things: Iterable[Thing], stops: Sequence[DraftStop]) -> list[DraftDestination]:
    """Stations first, then what lies within a walk of a stop, by name."""
    found = [
        (f"Bahnhof {stop.name.removesuffix(', Bahnhof')}", "station", stop, "railway=station")
        for stop in stops
        if stop.station
    ]
    near = []
    for thing in things:
        tag = next((tag for tag in KINDS if thing.tags.get(tag[0]) == tag[1]), None)
        stop = min(stops, key=lambda stop: (metres(stop, thing), stop.id))
        if tag and metres(stop, thing) <= WALK_M:
            near.append((thing.name, KINDS[tag], stop, f"{tag[0]}={tag[1]}, {thing.id}"))
    return _told_apart([*found, *sorted(near, key=lambda each: (each[0], each[2].name, each[3]))])


def _told_apart(found: Iterable[tuple[str, str, DraftStop, str]]) -> list[DraftDestination]:
    """Destinations with ids of their own.

    Those of one name also say where they are; of those of one name in one settlement the first stays.
    """
    once = {(_slug(each[0]), each[2].settlement.name): each for each in reversed(list(found))}
    keys = Counter(key for key, _ in once)
    done: dict[str, DraftDestination] = {}
    for (key, where), (name, kind, stop, source) in reversed(once.items()):
        full = f"{name} ({where})" if keys[key] > 1 else name
        if slug := _slug(full):
            done.setdefault(slug, DraftDestination(slug, full, kind, stop.id, f"OpenStreetMap: {source}"))
    return list(done.values())


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", "-".join(fold(name))).strip("-")
