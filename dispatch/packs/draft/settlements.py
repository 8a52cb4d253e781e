"""Which places become settlements of the draft, and what they are called.

Cities, towns, villages and hamlets are settlements. A suburb is one if it lies apart from all of these; else
it is a part of its town. A dwelling on its own, or a hamlet at the edge of a larger place, is a part too: it
can be searched for, and the stop of the settlement serves it. Cities and towns are core towns.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dispatch.packs.draft.extract import Thing
from mobility.ground import metres
from mobility.places import fold

RANK = {"city": 0, "town": 1, "village": 2, "suburb": 3, "hamlet": 4, "isolated_dwelling": 5}
CORE = frozenset({"city", "town"})
EDGE_M = 400.0
"""A hamlet so near to a larger place belongs to it (m)."""

SUBURB_M = 1500.0
"""A suburb so near to a larger place is a part of it (m)."""

DWELLING_M = 2000.0
"""A dwelling farther from every settlement is left out (m)."""

NEAR = {"suburb": SUBURB_M, "hamlet": EDGE_M, "isolated_dwelling": DWELLING_M}
GUESS = {"city": 20_000, "town": 5000, "village": 200, "suburb": 200, "hamlet": 30, "isolated_dwelling": 5}
"""Inhabitants assumed where the map names none; only for sizing the fleet and finding the main place."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """A settlement of the draft.

    Parameters
    ----------
    id
        Of the place in the map.
    name
        Unique in the region, also for who types it without capitals and accents.
    kind
        Value of ``place``.
    municipality
        To which it belongs.
    lat, lon
        Its centre (degrees).
    parts
        Places that belong to it.
    population
        If the map names it.
    population_as_of
        Year or date of that number, if the map names it.
    """

    id: str
    name: str
    kind: str
    municipality: str
    lat: float
    lon: float
    parts: tuple[str, ...] = ()
    population: int | None = None
    population_as_of: str = ""

    @property
    def core(self) -> bool:
        """Whether it is a core town."""
        return self.kind in CORE

    @property
    def people(self) -> int:
        """Inhabitants, guessed where not known."""
        return self.population or GUESS[self.kind]

    @property
    def size(self) -> tuple[int, int, str]:
        """Sorts the largest first."""
        return -self.people, RANK[self.kind], self.id


def settlements(
    places: Iterable[Thing], municipality: Mapping[str, str]
) -> tuple[list[Settlement], list[str]]:
    """The settlements of a draft, the largest first, and the names of places that were left out.

    Parameters
    ----------
    places
        Of the extract.
    municipality
        Of each place, by its id.
    """
    chosen: list[Settlement] = []
    parts: dict[str, list[str]] = {}
    left: list[str] = []
    for place in sorted((_settlement(place, municipality) for place in places), key=_standing):
        nearest = min(chosen, key=lambda other: (metres(place, other), other.id), default=None)
        apart = metres(place, nearest) if nearest else float("inf")
        if nearest and apart <= NEAR.get(place.kind, 0.0):
            parts.setdefault(nearest.id, []).append(place.name)
        elif place.kind == "isolated_dwelling":
            left.append(place.name)
        else:
            chosen.append(place)
    whole = [replace(each, parts=_parts(each, parts.get(each.id, ()))) for each in chosen]
    return sorted(_told_apart(whole), key=lambda each: each.size), left


def _standing(place: Settlement) -> tuple[int, int, str]:
    return RANK[place.kind], -place.people, place.id


def _parts(settlement: Settlement, names: Sequence[str]) -> tuple[str, ...]:
    """Names of parts, each once, without those that say the settlement's own name."""
    by_key = {
        key: name for name in sorted(names, reverse=True) if (key := _key(name)) != _key(settlement.name)
    }
    return tuple(sorted(by_key.values()))


def _settlement(place: Thing, municipality: Mapping[str, str]) -> Settlement:
    population = re.sub(r"[ .,]", "", place.tags.get("population", ""))
    known = population.isascii() and population.isdigit() and int(population) > 0
    return Settlement(
        id=place.id,
        name=place.name,
        kind=place.tags["place"],
        municipality=municipality[place.id],
        lat=place.lat,
        lon=place.lon,
        population=int(population) if known else None,
        population_as_of=" ".join(place.tags.get("population:date", "").split()) if known else "",
    )


def _told_apart(chosen: Sequence[Settlement]) -> list[Settlement]:
    """Settlements of one name get their municipality behind it, or else the next other settlement."""
    done = list(chosen)
    for more in (_in_municipality, _near_another):
        keys = [_key(each.name) for each in done]
        done = [
            replace(each, name=more(each, original, chosen)) if keys.count(_key(each.name)) > 1 else each
            for each, original in zip(done, chosen, strict=True)
        ]
    taken: dict[str, int] = {}
    for n, each in enumerate(done):
        taken[_key(each.name)] = count = taken.get(_key(each.name), 0) + 1
        if count > 1:
            done[n] = replace(each, name=f"{each.name} {count}")
    return done


def _in_municipality(_each: Settlement, original: Settlement, _all: Sequence[Settlement]) -> str:
    return f"{original.name} ({original.municipality})"


def _near_another(_each: Settlement, original: Settlement, all_: Sequence[Settlement]) -> str:
    others = [other for other in all_ if _key(other.name) != _key(original.name)]
    if not others:
        return original.name
    return f"{original.name} (bei {min(others, key=lambda other: metres(original, other)).name})"


def _key(name: str) -> str:
    return "-".join(fold(name))
