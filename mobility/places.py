"""Finding places by what people type: settlements, stops, stations and destinations."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import lru_cache

from rapidfuzz.fuzz import ratio

from mobility.region import Region, Stop

TOWN = 10
"""From this many stops on a settlement is a town, where everybody calls a stop by its street alone."""

LONGEST_QUERY = 60
"""What is typed beyond is not read."""

SHORTEST_PART = 3
"""Least letters that are looked for in the middle of words."""

SHORTEST_MISTYPED = 4
"""Least letters in which a typing error is looked for."""

ALIKE = 74.0
"""Least likeness, in percent, of a mistyped name: one wrong letter in four, or two in eight."""


class PlaceKind(StrEnum):
    """What a place is; in order of what people mean first when names are alike."""

    ORTSTEIL = "ortsteil"
    STATION = "station"
    DESTINATION = "destination"
    PART = "part"
    STOP = "stop"


_RANK = {kind: rank for rank, kind in enumerate(PlaceKind)}


@dataclass(frozen=True, slots=True)
class Place:
    """A place from or to which people ride.

    Parameters
    ----------
    id
        Stable; lower-case letters, digits and hyphens.
    name
        What people call it.
    kind
        What it is.
    detail
        In what it lies: the municipality of an Ortsteil, the Ortsteil of anything else.
    stop
        Id of the stop that serves it.
    """

    id: str
    name: str
    kind: PlaceKind
    detail: str
    stop: str


class _Match(IntEnum):
    """How a name answers a query, best first."""

    SAME = 0
    FIRST_WORDS = 1
    NAME_BEGINS = 2
    WORDS_BEGIN = 3
    WORDS_CONTAIN = 4
    MISTYPED = 5


@dataclass(frozen=True, slots=True)
class _Entry:
    """A place as it is searched for.

    Parameters
    ----------
    place
        The place.
    name
        The words of the name that is shown, folded.
    names
        Every name it goes by, folded, without blanks; the one that is shown comes first.
    words
        The words of its name and of where it lies, folded.
    order
        Rank among places that answer a query equally well.
    """

    place: Place
    name: list[str]
    names: tuple[str, ...]
    words: tuple[str, ...]
    order: tuple[bool, int, str]


@dataclass(frozen=True, slots=True)
class _Index:
    """All places of a region by id, and those that are searched."""

    places: dict[str, Place]
    entries: tuple[_Entry, ...]


def find_places(region: Region, text: str, limit: int = 8) -> list[Place]:
    """The places that somebody who types ``text`` may mean, the likeliest first.

    Umlauts, capitals, blanks and hyphens do not matter, and typing errors hardly. A stop that another
    place in the list stands for is left out.
    """
    words = fold(text[:LONGEST_QUERY], region.abbreviations)
    query = "".join(words)
    if not query:
        return []
    entries = _index(region).entries
    ranked: list[tuple[float, tuple[bool, int, str], Place]]
    ranked = [(rank, e.order, e.place) for e in entries if (rank := _match(e, query, words)) is not None]
    if min((rank for rank, *_ in ranked), default=_Match.MISTYPED) >= _Match.WORDS_CONTAIN:
        ranked += _mistyped(entries, query, words)
    found: list[Place] = []
    for *_, place in sorted(ranked, key=lambda match: match[:2]):
        if len(found) < limit and not any(_doubles(place, other) or place == other for other in found):
            found.append(place)
    return found


def _mistyped(
    entries: Iterable[_Entry], query: str, words: list[str]
) -> Iterator[tuple[float, tuple[bool, int, str], Place]]:
    """The places whose names are like a query, ranked behind those that answer it as it is."""
    if len(query) >= SHORTEST_MISTYPED:
        for entry in entries:
            if (like := _likeness(entry, query, words)) >= ALIKE:
                yield _Match.MISTYPED + 1 - like / 100, entry.order, entry.place


def list_places(region: Region) -> list[Place]:
    """Every place that :func:`find_places` can find."""
    return [entry.place for entry in _index(region).entries]


def place(region: Region, place_id: str) -> Place | None:
    """The place with this id; every stop has one, even if searching shows another place in its stead."""
    return _index(region).places.get(place_id)


def stop_place(region: Region, stop: str) -> Place:
    """The place that is the stop itself, for who points at it on a map.

    Raises
    ------
    KeyError
        If the stop is unknown.
    """
    return _index(region).places[_id("stop", stop)]


def fold(text: str, abbreviations: Mapping[str, str] | None = None) -> list[str]:
    """The words of a text without capitals, accents and the two ways to write an umlaut.

    >>> fold("Groß Briesen, Lübnitzer Str."), fold("gross briesen luebnitzer str.", {"str.": "straße"})
    (['gross', 'briesen', 'lubnitzer', 'str'], ['gross', 'briesen', 'lubnitzer', 'strasse'])
    """
    text = text.casefold()
    for short, full in (abbreviations or {}).items():
        text = re.sub(rf"{re.escape(short)}(?!\w)", full.casefold(), text)
    letters = unicodedata.normalize("NFKD", text)
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    for vowel in "aou":
        plain = plain.replace(f"{vowel}e", vowel)
    return re.findall(r"[a-z0-9]+", plain)


def _match(entry: _Entry, query: str, words: list[str]) -> _Match | None:
    if query in entry.names:
        return _Match.SAME
    if entry.name[: len(words)] == words:
        return _Match.FIRST_WORDS
    if entry.names[0].startswith(query):
        return _Match.NAME_BEGINS
    begins = all(any(known.startswith(word) for known in entry.words) for word in words)
    if begins or any(name.startswith(query) for name in entry.names):
        return _Match.WORDS_BEGIN
    if len(query) >= SHORTEST_PART and all(any(word in known for known in entry.words) for word in words):
        return _Match.WORDS_CONTAIN
    return None


def _likeness(entry: _Entry, query: str, words: list[str]) -> float:
    """How like a mistyped query is to a place's names or to their beginnings (percent)."""
    whole = max(ratio(query, name) for name in entry.names)
    begin = max(ratio(query, name[: len(query)]) for name in entry.names)
    wordwise = sum(max(ratio(word, known) for known in entry.words) for word in words) / len(words)
    return max(whole, begin, wordwise)


def _doubles(place: Place, other: Place) -> bool:
    """Whether one of two places only names the stop that serves the other."""
    return place.stop == other.stop and PlaceKind.STOP in (place.kind, other.kind)


@lru_cache(maxsize=8)
def _index(region: Region) -> _Index:
    settlements = [*_ortsteile(region), *_parts(region)]
    destinations = list(_destinations(region))
    stops = {stop.id: _stop(region, stop) for stop in region.stops.values()}
    named = [*settlements, *destinations]
    silent = {stop.id for stop in region.stops.values() if _is_silent(region, stop, named)}
    listed = [*named, *(place for stop, place in stops.items() if stop not in silent)]
    places = {place.id: place for place in (*named, *stops.values())}
    return _Index(places, tuple(_entry(region, place) for place in listed))


def _ortsteile(region: Region) -> Iterator[Place]:
    for ortsteil in region.ortsteile:
        key = _id("ortsteil", ortsteil.name)
        yield Place(key, ortsteil.name, PlaceKind.ORTSTEIL, ortsteil.municipality, ortsteil.stop)


def _parts(region: Region) -> Iterator[Place]:
    for ortsteil in region.ortsteile:
        for part in ortsteil.parts:
            inside = [s.id for s in region.stops.values() if (s.ortsteil, s.part) == (ortsteil.name, part)]
            stop = inside[0] if inside else ortsteil.stop
            yield Place(_id("part", ortsteil.name, part), part, PlaceKind.PART, ortsteil.name, stop)


def _destinations(region: Region) -> Iterator[Place]:
    for destination in region.destinations:
        stop = region.stops[destination.stop]
        is_station = stop.station and destination.kind == PlaceKind.STATION
        kind = PlaceKind.STATION if is_station else PlaceKind.DESTINATION
        yield Place(_id("destination", destination.id), destination.name, kind, stop.ortsteil, stop.id)


def _stop(region: Region, stop: Stop) -> Place:
    _, _, own = stop.name.partition(", ")
    name = own if own and _stops_in(region)[stop.ortsteil] >= TOWN else stop.name
    kind = PlaceKind.STATION if stop.station else PlaceKind.STOP
    return Place(_id("stop", stop.id), name, kind, stop.ortsteil, stop.id)


def _is_silent(region: Region, stop: Stop, named: list[Place]) -> bool:
    """Whether another place says all that the name of this stop would say."""
    settlement, _, own = stop.name.partition(", ")
    alone = _stops_in(region)[stop.ortsteil] == 1
    for other in named:
        if other.stop == stop.id:
            if other.kind in (PlaceKind.ORTSTEIL, PlaceKind.PART):
                if alone or settlement == stop.name == other.name:
                    return True
            elif set(fold(own)) <= set(fold(other.name)):
                return True
    return False


def _stops_in(region: Region) -> Counter[str]:
    return Counter(stop.ortsteil for stop in region.stops.values())


def _entry(region: Region, place: Place) -> _Entry:
    texts = [place.name, f"{place.name} {place.detail}", f"{place.detail} {place.name}"]
    if place.kind is PlaceKind.ORTSTEIL:  # its municipality would find all others too
        texts = [place.name, *([place.detail] if place.detail.startswith(place.name) else [])]
    folded = [fold(text, region.abbreviations) for text in texts]
    names = tuple("".join(words) for words in folded)
    words = tuple({word for words in folded for word in words})
    return _Entry(place, folded[0], names, words, (place.stop != region.station, _RANK[place.kind], names[0]))


def _id(*parts: str) -> str:
    return "-".join(word for part in parts for word in fold(part))
