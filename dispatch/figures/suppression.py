"""Which numbers of a statistic may be published (B45): none that tells of fewer than 5 rides or 3 riders.

Nor any from which such a number follows. Whoever knows some cells of a table and its totals can subtract.
Seen as a network, rows and columns are places, every cell is a way from its row to its column, and the
totals are ways back; what flows in flows out. A number that is left out cannot be told from the others
exactly if one could be added to it along a circle of numbers that are left out, none of which becomes
negative. Where there is no such circle the cheapest is made, by leaving out what counts fewest rides.

Two tables of the same rides are safe alone and tell together what neither may. So whatever is published of
the same rides is one table, whose columns may be parts of others, and of which each document shows a part.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import product
from types import MappingProxyType
from typing import NamedTuple

LEAST_RIDES = 5
LEAST_RIDERS = 3
TOTAL = ""
"""Row or column of the totals of a table."""


class Count(NamedTuple):
    """Rides, and how many different people rode them."""

    rides: int
    riders: int

    @property
    def safe(self) -> bool:
        """Whether the number tells of nobody in particular."""
        return self.rides >= LEAST_RIDES and self.riders >= LEAST_RIDERS


class Entry(NamedTuple):
    """One ride in a statistic: its row, its column, and who rode (any number or name of the person)."""

    row: str
    column: str
    rider: str


@dataclass(frozen=True, slots=True)
class PublicTable:
    """A table with its totals; what must not be told is ``None``.

    Parameters
    ----------
    rows, columns
        Names, in order.
    cells
        By row and column; ``TOTAL`` is the row, and the column, of totals.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], Count | None]

    @property
    def left_out(self) -> int:
        """How many cells are not told, totals aside."""
        return sum(self.cells[row, column] is None for row in self.rows for column in self.columns)

    def part(self, columns: Sequence[str], whole: str = TOTAL) -> "PublicTable":
        """Some of the columns, with another one as their total; what was left out stays so."""
        cells = {
            (row, shown): self.cells[row, column]
            for row in (*self.rows, TOTAL)
            for shown, column in (*((name, name) for name in columns), (TOTAL, whole))
        }
        return PublicTable(self.rows, tuple(columns), cells)


def suppressed(cells: Mapping[str, Count], total: Count | None = None) -> dict[str, Count | None]:
    """A list of numbers of which those are left out that must not be told, nor follow from the others.

    Parameters
    ----------
    cells
        The numbers, by group. Groups of which nobody knows that they are empty should be among them.
    total
        Their total if it is published too; without it nothing follows from anything. If it has to be left
        out, all of the cells are, for their sum is the total.
    """
    if total is None:
        return {name: count if count.safe else None for name, count in cells.items()}
    if not total.safe:
        return dict.fromkeys(cells)
    ways = [_Way("out", "in", count) for count in cells.values()]
    hidden = _hide([*ways, _Way("in", "out", total, told=True)])
    return {name: None if number in hidden else count for number, (name, count) in enumerate(cells.items())}


def publishable(
    rides: Iterable[Entry],
    rows: Sequence[str] = (),
    columns: Sequence[str] = (),
    within: Mapping[str, str] = MappingProxyType({}),
) -> PublicTable:
    """A table of rides with its totals, without what must not be told nor follows from what is told.

    Parameters
    ----------
    rides
        What is counted.
    rows, columns
        Names that belong to the table even if nobody rode there, in order; others follow by name. An empty
        row would tell that nobody rode, if it were known to be missing.
    within
        By column, the column that it is part of; those sum up their parts and have no rides of their own.
    """
    counted = list(rides)
    in_rows = tuple(dict.fromkeys([*rows, *sorted(ride.row for ride in counted)]))
    in_columns = tuple(dict.fromkeys([*columns, *sorted(ride.column for ride in counted)]))
    sums = {column: tuple(_sums(column, within)) for column in in_columns}
    places = [(row, column) for row in (*in_rows, TOTAL) for column in (*in_columns, TOTAL)]
    riders: dict[tuple[str, str], list[str]] = {place: [] for place in places}
    for ride in counted:
        for place in product((ride.row, TOTAL), sums[ride.column]):
            riders[place].append(ride.rider)
    counts = {place: Count(len(who), len(set(who))) for place, who in riders.items()}
    hidden = _hide([_way(place, count, within) for place, count in counts.items()])
    told = {place: None if n in hidden else counts[place] for n, place in enumerate(places)}
    return PublicTable(in_rows, in_columns, told)


class _Way(NamedTuple):
    """A number as a way of the network."""

    start: str
    end: str
    size: Count
    told: bool = False
    """Whether it is told in any case."""


def _sums(column: str, within: Mapping[str, str]) -> Iterator[str]:
    """A column, whatever it is part of, and the total."""
    yield column
    while column := within.get(column, TOTAL):
        yield column
    yield TOTAL


def _way(place: tuple[str, str], count: Count, within: Mapping[str, str]) -> _Way:
    """A cell leads from its row to its column, totals lead on from columns and back to rows.

    A column that has parts is a place between: in every row on the way to its parts, below on the way back.
    """
    row, column = place
    parts = set(within.values())
    if column == TOTAL:
        return _Way("columns", "rows", count) if row == TOTAL else _Way("rows", f"row {row} ", count)
    whole = within.get(column, TOTAL)
    if row == TOTAL:
        start = f"parts {column}" if column in parts else f"column {column}"
        return _Way(start, f"parts {whole}" if whole else "columns", count)
    end = f"row {row} {column}" if column in parts else f"column {column}"
    return _Way(f"row {row} {whole}", end, count)


def _hide(ways: Sequence[_Way]) -> set[int]:
    """Numbers of the ways to leave out: what is not safe, and enough others that none of it follows."""
    hidden = {number for number, way in enumerate(ways) if not way.size.safe}
    for number in sorted(hidden):
        circle = _cheapest_back(ways, hidden, number)
        if circle is None:
            return set(range(len(ways)))
        hidden |= circle
    return hidden


def _cheapest_back(ways: Sequence[_Way], hidden: set[int], number: int) -> set[int] | None:
    """The ways by which one more on a way can come back to its start, leaving out fewest rides.

    Any way can carry one more, and whatever carries something one less, which is to go it backwards.
    """
    steps: dict[str, list[tuple[str, int, int]]] = {}
    for other, way in enumerate(ways):
        cost = 0 if other in hidden else way.size.rides + 1
        if other != number and not (way.told and cost):
            steps.setdefault(way.start, []).append((way.end, other, cost))
            if way.size.rides:
                steps.setdefault(way.end, []).append((way.start, other, cost))
    goal = ways[number].start
    queue: list[tuple[int, str, tuple[int, ...]]] = [(0, ways[number].end, ())]
    seen: set[str] = set()
    while queue:
        cost, place, used = heappop(queue)
        if place == goal:
            return set(used)
        if place not in seen:
            seen.add(place)
            for end, other, more in steps.get(place, ()):
                heappush(queue, (cost + more, end, (*used, other)))
    return None
