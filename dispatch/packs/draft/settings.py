"""The first ``region.toml`` of a draft: what is particular, with reasons; all else is in ``base.toml``."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from math import ceil, floor
from pathlib import Path

from dispatch.packs.draft.settlements import Settlement
from dispatch.packs.draft.stops import DraftStop

FICTION = "+49 30 23125 000"
"""A number that the Bundesnetzagentur reserves for fiction: it reaches nobody."""

FICTION_BLOCK = "493023125"
"""The digits with which such numbers begin."""

OPEN = "noch nicht eingetragen"
"""What stands where a licence is not known yet."""

PEOPLE_PER_VEHICLE = 3000
FEWEST, MOST = 2, 6
"""One vehicle for so many people, within limits; a guess for a first plan, not a count."""

ROOM = 0.01
"""How far the bounds go beyond the outermost stop (degrees); they are whole hundredths."""

DUTIES = (("frueh", "05:00", "14:00"), ("spaet", "13:00", "22:00"), ("tag", "07:00", "16:00"))
WEEKEND = (("frueh", "08:00", "16:00"), ("spaet", "14:00", "22:00"))
MANY = 3
"""So many municipalities are named one by one in the name of the region."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What the settings of a draft are made of.

    Parameters
    ----------
    settlements
        The largest first.
    stops
        All of them.
    hub, depot
        Stop at which trains, or most people, are; stop at which duties begin and end.
    land
        Whose holidays count.
    osm, osm_as_of
        The extract and its date.
    feed
        Whether stops come from a timetable of the transport association.
    today
        Date of the draft.
    """

    settlements: Sequence[Settlement]
    stops: Sequence[DraftStop]
    hub: DraftStop
    depot: DraftStop
    land: str
    osm: str
    osm_as_of: date
    feed: bool
    today: date


def write_settings(folder: Path, given: Particulars) -> None:
    """Write ``region.toml``."""
    parts = (_head(given), _bounds(given.stops, given.settlements), _desk(), _fleet(given), _sources(given))
    text = "\n".join(chain.from_iterable(parts))
    (folder / "region.toml").write_text(text + "\n", encoding="utf-8")


def region_name(settlements: Sequence[Settlement]) -> str:
    """What the region is called after its municipalities, the one with most people first."""
    names = municipalities_of(settlements)
    if len(names) == 1:
        return names[0]
    if len(names) > MANY + 1:
        return f"{names[0]} und Umgebung"
    return f"{', '.join(names[:-1])} und {names[-1]}"


def municipalities_of(settlements: Sequence[Settlement]) -> list[str]:
    """The municipalities, the one with most people first."""
    people: dict[str, int] = {}
    for each in settlements:
        people[each.municipality] = people.get(each.municipality, 0) + each.people
    return sorted(people, key=lambda name: (-people[name], name))


def vehicles_for(settlements: Iterable[Settlement]) -> int:
    """How many vehicles a first plan takes."""
    people = sum(each.people for each in settlements)
    return min(MOST, max(FEWEST, ceil(people / PEOPLE_PER_VEHICLE)))


def _head(given: Particulars) -> list[str]:
    names = municipalities_of(given.settlements)
    return [
        f"# Draft of {given.today}. Go through it from top to bottom: 'TO FILL IN' marks what only you know.",
        "# What is not said here holds as in mobility/regions/base.toml ('rufbus region diff' shows the",
        "# difference). The words: docs/region-pack.md. What to do next: docs/guides/new-region.md.",
        "",
        f"name = {_text(region_name(given.settlements))} # on every page",
        f"municipalities = [{', '.join(map(_text, names))}]",
        f"land = {_text(given.land)} # whose holidays count",
        f"station = {_text(given.hub.id)} # the hub: {given.hub.name}",
        f"depot = {_text(given.depot.id)} # TO FILL IN: where duties begin and end; now {given.depot.name}",
        "demo_timetable = false # true while the pack holds times that are not today's",
        "",
    ]


def _bounds(stops: Iterable[DraftStop], settlements: Iterable[Settlement]) -> list[str]:
    masts = list(chain.from_iterable(stop.points for stop in stops))
    lats = [point.lat for point in settlements] + [point.lat for point in masts]
    lons = [point.lon for point in settlements] + [point.lon for point in masts]
    return [
        "[bounds] # every coordinate of the pack lies inside (degrees)",
        f"south = {floor((min(lats) - ROOM) * 100) / 100}",
        f"west = {floor((min(lons) - ROOM) * 100) / 100}",
        f"north = {ceil((max(lats) + ROOM) * 100) / 100}",
        f"east = {ceil((max(lons) + ROOM) * 100) / 100}",
        "",
    ]


def _desk() -> list[str]:
    return [
        "[phone]",
        f"number = {_text(FICTION)} # TO FILL IN: this one is reserved for fiction and reaches nobody",
        "",
        "[[phone.hours]] # TO FILL IN: when somebody answers; on other days nobody does",
        'days = ["school_day", "school_holiday"]',
        'hours = ["08:00", "17:00"]',
        "",
        "[fares]",
        'tickets = [] # TO FILL IN: tickets that are valid, like "Deutschlandticket"; none: the ride is free',
        'tariff = "Der Tarif wird noch festgelegt." # TO FILL IN: the tariff and where it can be read',
        "",
    ]


def _fleet(given: Particulars) -> list[str]:
    count = vehicles_for(given.settlements)
    people = sum(each.people for each in given.settlements)
    lines = [
        f"# TO FILL IN: the fleet. About {people} people live here, guessed where the map has no number;",
        f"# one vehicle for {PEOPLE_PER_VEHICLE}, at least {FEWEST} and at most {MOST}, is a first guess.",
        "",
    ]
    for n in range(1, count + 1):
        places = ["seats = 8", "wheelchairs = 1", "prams = 2"]
        lines += ["[[vehicle]]", f'id = "bus-{n}"', f'name = "Bus {n}"', *places, ""]
    lines += [
        "# TO FILL IN: the duties. Each begins before the first and ends after the last ride: the way from",
        "# and to the depot is in it. On 24 and 31 December there is none: the service pauses.",
        "",
    ]
    weekdays, weekend = '"school_day", "school_holiday"', '"saturday", "sunday", "holiday"'
    for n in range(count):
        lines += _duty(n, DUTIES, weekdays)
    for n in range(FEWEST):
        lines += _duty(n, WEEKEND, weekend)
    return lines


def _duty(n: int, patterns: Sequence[tuple[str, str, str]], days: str) -> list[str]:
    name, start, end = patterns[n % len(patterns)]
    turn = "" if n < len(patterns) else f"-{n // len(patterns) + 1}"
    return [
        "[[duty]]",
        f'id = "{name}{turn}"',
        f'vehicle = "bus-{n + 1}"',
        f"days = [{days}]",
        f'hours = ["{start}", "{end}"]',
        "",
    ]


def _sources(given: Particulars) -> list[str]:
    osm = f"OpenStreetMap ({given.osm})"
    lines = _source(
        ("region.toml",),
        "Entwurf: Fahrzeuge, Schichten, Zeiten und Telefonnummer sind ausgedacht",
        ("EUPL-1.2", "Rufbus-Projekt"),
        given.today,
    )
    tables = ("ortsteile.csv", "destinations.csv", *(() if given.feed else ("stops.csv",)))
    odbl = "ODbL 1.0", "© OpenStreetMap contributors"
    lines += _source(tables, f"Orte, Ziele und Haltestellen aus {osm}", odbl, given.osm_as_of)
    if given.feed:
        # a feed seldom says anything of its terms
        lines += _source(("stops.csv",), "Haltestellen aus dem Fahrplan", (OPEN, OPEN), given.today)
    roads = "roads.graphml.gz", "roads.geojson", "matrix.npz", "paths.npz"
    return lines + _source(roads, f"Straßen aus {osm}", odbl, given.osm_as_of)


def _source(files: Iterable[str], title: str, terms: tuple[str, str], as_of: date) -> list[str]:
    licence, attribution = terms
    return [
        "[[source]]",
        f"files = [{', '.join(map(_text, files))}]",
        f"title = {_text(title)}",
        f"licence = {_text(licence)}",
        f"attribution = {_text(attribution)}",
        f'as_of = "{as_of}"',
        "",
    ]


def _text(text: str) -> str:
    """A text as TOML writes it; JSON's strings are TOML's."""
    return json.dumps(text, ensure_ascii=False)
