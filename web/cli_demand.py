"""The command line's word for who would ride: ./rufbus demand PACK DATE."""

import argparse
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeAlias

from dispatch.demand import Passengers, expected_rides, passengers, write_requests
from mobility.bookings import Anchor
from mobility.clock import HOUR, ServiceDay
from mobility.errors import MobilityError
from mobility.region import Region, load_region
from mobility.region.demand import MOST_PER_100

Words: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - argparse gives its type no public name
LABEL = 18
"""Width of the first column."""
CELL = 5
"""Width of a number."""
NOBODY = "-"


class NoLevel(MobilityError):
    """What was typed is no level of demand."""


def add_words(words: Words) -> None:
    """Make the word known."""
    word = words.add_parser("demand", help="who would ride on a day: synthetic passengers of a region")
    word.add_argument("pack", help="name of a bundled pack, or folder of another")
    word.add_argument("date", type=date.fromisoformat, help="like 2026-11-24")
    word.add_argument("--seed", type=int, default=0, help="of all chance (default %(default)s)")
    word.add_argument(
        "--rides-per-100", type=float, metavar="RIDES", help="asked for by 100 inhabitants on a school day"
    )
    word.add_argument("--csv", action="store_true", help="print all requests instead of a summary")
    word.set_defaults(do=_demand)


def _demand(args: argparse.Namespace) -> int:
    region = load_region(args.pack)
    if args.rides_per_100 is not None:
        region = _at_level(region, args.rides_per_100)
    parties = passengers(region, args.date, args.seed)
    if args.csv:
        print(write_requests(parties), end="")
    else:
        print(*_summary(region, args.date, args.seed, parties), sep="\n")
    return 0


def _at_level(region: Region, level: float) -> Region:
    if not 0 <= level <= MOST_PER_100:
        raise NoLevel(f"--rides-per-100 {level} is not between 0 and {MOST_PER_100}")
    return replace(region, demand=replace(region.demand, rides_per_100=level))


def _summary(region: Region, day: date, seed: int, parties: Sequence[Passengers]) -> Iterator[str]:
    """What is asked for, as text: by purpose and hour, by Ortsteil, and in shares."""
    yield f"{region.name}, {day} ({region.day_type(day)}), seed {seed}"
    yield f"{len(parties)} rides asked for; {expected_rides(region, day):.1f} on average of such days"
    if not parties:
        return
    yield ""
    yield from _by_hour(parties)
    yield ""
    yield from _by_ortsteil(region, parties)
    yield ""
    yield from _shares(ServiceDay(day), parties)


def _by_hour(parties: Sequence[Passengers]) -> Iterator[str]:
    """Rides by purpose and hour of the wish."""
    counts = Counter((party.purpose, party.request.wish.time // HOUR) for party in parties)
    hours = sorted({hour for _, hour in counts})
    every = range(hours[0], hours[-1] + 1)
    yield _line("purpose, hour", [str(hour) for hour in every], "all")
    for purpose in sorted({purpose for purpose, _ in counts}):
        row = [counts[purpose, hour] for hour in every]
        yield _line(purpose, [str(number) if number else NOBODY for number in row], str(sum(row)))
    sums = [sum(counts[purpose, hour] for purpose in {purpose for purpose, _ in counts}) for hour in every]
    yield _line("all", [str(number) if number else NOBODY for number in sums], str(len(parties)))


def _line(label: str, cells: Sequence[str], last: str) -> str:
    return label.ljust(LABEL) + "".join(cell.rjust(CELL) for cell in (*cells, last))


def _by_ortsteil(region: Region, parties: Sequence[Passengers]) -> Iterator[str]:
    """Rides by where the passengers live and where they go."""
    homes, places = Counter[str](), Counter[str]()
    for party in parties:
        request = party.request
        place = request.destination if request.origin == party.home else request.origin
        homes[region.stops[party.home].ortsteil] += 1
        places[region.stops[place].ortsteil] += 1
    yield "Ortsteil".ljust(LABEL) + "from".rjust(CELL) + "to".rjust(CELL)
    for name in sorted(homes | places, key=lambda name: (-homes[name] - places[name], name)):
        yield name.ljust(LABEL) + str(homes[name]).rjust(CELL) + str(places[name]).rjust(CELL)


def _shares(day: ServiceDay, parties: Sequence[Passengers]) -> Iterator[str]:
    """Parts of all rides, in per cent, and the mean size of a party."""
    shares: dict[str, Callable[[Passengers], bool]] = {
        "asked on a day before": lambda party: party.request.asked_at < day.instant(0),
        "to be there by a time": lambda party: party.request.wish.anchor is Anchor.ARRIVE,
        "to or from a train": lambda party: party.request.wish.train is not None,
        "with a wheelchair": lambda party: party.request.needs.wheelchairs > 0,
        "with a walker": lambda party: party.request.needs.walkers > 0,
        "with a pram": lambda party: party.request.needs.prams > 0,
    }
    for label, is_so in shares.items():
        yield f"{100 * sum(map(is_so, parties)) / len(parties):3.0f} % {label}"
    persons = sum(party.request.needs.passengers for party in parties)
    yield f"{persons / len(parties):.2f} passengers in a party"
