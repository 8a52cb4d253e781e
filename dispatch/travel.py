"""Stop-to-stop travel times: all that the dispatch core knows of roads."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dispatch.built import load_arrays
from mobility.errors import BrokenRegion

FILE = "matrix.npz"


class TravelTimes:
    """Driving times and distances between the stops of a region.

    Times are those of shortest ways: a stop between two others never makes the way shorter.

    Parameters
    ----------
    stops
        Stop ids, in the order of rows and columns.
    seconds, metres
        Square matrices, from row to column; whole seconds and metres, zero on the diagonal.
    points
        Those of the stops at which nobody boards: places on the roads where a vehicle can turn.
    """

    __slots__ = ("_index", "_metres", "_seconds", "_table", "_turns", "points", "stops")

    def __init__(
        self,
        stops: Sequence[str],
        seconds: Sequence[Sequence[int]],
        metres: Sequence[Sequence[int]],
        points: Iterable[str] = (),
    ) -> None:
        self.stops = tuple(stops)
        self._index = {stop: row for row, stop in enumerate(self.stops)}
        self._seconds = seconds
        self._metres = metres
        self._table: NDArray[np.int64] | None = None
        self.points = frozenset(points)
        self._turns = np.flatnonzero([stop in self.points for stop in self.stops])

    @classmethod
    def of(
        cls, ways: Mapping[str, Mapping[str, tuple[int, int]]], points: Iterable[str] = ()
    ) -> "TravelTimes":
        """Travel times from ``{from: {to: (seconds, metres)}}``; a stop reaches itself at once.

        >>> travel = TravelTimes.of({"A": {"B": (300, 4000)}, "B": {"A": (310, 4100)}})
        >>> travel.seconds("B", "A"), travel.metres("A", "B"), travel.seconds("A", "A"), "C" in travel
        (310, 4000, 0, False)
        """

        def matrix(part: int) -> list[list[int]]:
            return [[0 if a == b else ways[a][b][part] for b in ways] for a in ways]

        return cls(tuple(ways), matrix(0), matrix(1), points)

    def among(self, stops: Iterable[str]) -> "TravelTimes":
        """The same travel times between some of the stops only; the others are not served."""
        wanted = frozenset(stops)
        kept = [row for row, stop in enumerate(self.stops) if stop in wanted]

        def part(matrix: Sequence[Sequence[int]]) -> list[list[int]]:
            return [[matrix[a][b] for b in kept] for a in kept]

        names = [self.stops[row] for row in kept]
        return TravelTimes(names, part(self._seconds), part(self._metres), self.points & {*names})

    def __contains__(self, stop: object) -> bool:
        return stop in self._index

    @property
    def rows(self) -> Mapping[str, int]:
        """The row of each stop."""
        return self._index

    def seconds(self, a: str, b: str) -> int:
        """Driving time from one stop to another (s)."""
        return self._seconds[self._index[a]][self._index[b]]

    def table(self) -> NDArray[np.int64]:
        """Driving times from row to column (s), in the order of the stops."""
        if self._table is None:
            self._table = np.array(self._seconds, np.int64)
            self._table.flags.writeable = False
        return self._table

    def turn(self, a: str, b: str, elapsed: int) -> tuple[str, int]:
        """The next point at which a vehicle on its way from one stop to another can turn, else where it goes.

        Parameters
        ----------
        elapsed
            How long it has been driving (s).

        Returns
        -------
        The place, and how long after setting off the vehicle is there (s).
        """
        seconds, turns = self.table(), self._turns
        start, end = self._index[a], self._index[b]
        there = seconds[start, turns]
        ahead = np.flatnonzero((there + seconds[turns, end] == seconds[start, end]) & (there > elapsed))
        if not len(ahead):
            return b, self.seconds(a, b)
        nearest = ahead[np.argmin(there[ahead])]
        return self.stops[turns[nearest]], int(there[nearest])

    def metres(self, a: str, b: str) -> int:
        """Length of that way (m)."""
        return self._metres[self._index[a]][self._index[b]]


def load_travel(folder: Path) -> TravelTimes:
    """The travel times of a region pack, as :func:`dispatch.roads.build_matrix` left them.

    Raises
    ------
    BrokenRegion
        If the matrix is missing or damaged, or was built from other stops or roads.
    """
    stops, seconds, metres = load_arrays(folder, FILE, ("stops", "seconds", "metres"))
    shape = (len(stops), len(stops))
    if seconds.shape != shape or metres.shape != shape:
        raise BrokenRegion(FILE, None, "has tables of the wrong size")
    # plain lists: one value out of a list costs a tenth of one out of an array
    return TravelTimes(stops.tolist(), seconds.tolist(), metres.tolist())
