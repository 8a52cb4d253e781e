"""How sure figures are: means over seeds with their confidence intervals, and differences of two variants."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from typing import NamedTuple

from dispatch.figures.catalogue import CATALOGUE, SIGNED, Unit
from dispatch.figures.values import Figures, Value, Values, exact

STUDENT_95 = (
    12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004, 2.262157, 2.228139,
    2.200985, 2.178813, 2.160369, 2.144787, 2.131450, 2.119905, 2.109816, 2.100922, 2.093024, 2.085963,
    2.079614, 2.073873, 2.068658, 2.063899, 2.059539, 2.055529, 2.051831, 2.048407, 2.045230, 2.042272,
)  # fmt: skip
"""Quantiles 0.975 of Student's t with 1, 2, 3 ... degrees of freedom."""
NORMAL_95 = 1.959963985
"""The same of the normal distribution."""


class Interval(NamedTuple):
    """A mean over seeds, and the interval in which the mean of all seeds lies with 95 %.

    Parameters
    ----------
    mean
        ``None`` if no seed has a value.
    low, high
        ``None`` for fewer than two seeds.
    n
        How many seeds have a value.
    """

    mean: Value
    low: Value
    high: Value
    n: int


Intervals = Mapping[str, Interval]
Tree = dict[str, dict[str, object]]


@dataclass(frozen=True, slots=True)
class Spread:
    """Figures over several seeds, in the shape of :class:`dispatch.figures.Figures`."""

    values: Intervals
    by: Mapping[str, Mapping[str, Intervals]]

    def to_json(self) -> Tree:
        """As JSON has it: intervals as objects with ``mean``, ``low``, ``high`` and ``n``."""
        return {
            "values": _plain(self.values),
            "by": {
                dimension: {group: _plain(intervals) for group, intervals in groups.items()}
                for dimension, groups in self.by.items()
            },
        }


def across(cells: Sequence[Figures]) -> Spread:
    """The means of figures over seeds, with their confidence intervals.

    Intervals end where a figure cannot be: a share is never more than one, and most figures never less than
    nothing; where people board is never before their window, unless a seed has it so. A group that is missing
    in a seed counts there with 0 of whatever is counted; it has no shares and no means there, so that theirs
    are over fewer seeds.

    Parameters
    ----------
    cells
        The figures of each seed.
    """
    return _spread(_table(cells), _possible)


def difference(before: Sequence[Figures], after: Sequence[Figures]) -> Spread:
    """What changed: the means of ``after - before`` over pairs of the same seed.

    The same seed means the same wishes and the same chance on both sides, so that differences vary less
    than the figures themselves. Pairs in which either side has no value are left out.

    Parameters
    ----------
    before, after
        The figures of each seed, in the same order of seeds.

    Raises
    ------
    ValueError
        If there are more seeds on one side.
    """
    if len(before) != len(after):
        raise ValueError(f"{len(before)} seeds before cannot be paired with {len(after)} after")
    both = _table([*before, *after])

    def paired(_key: str, values: Sequence[Value]) -> Interval:
        pairs = zip(values[: len(before)], values[len(before) :], strict=True)
        return interval([None if a is None or b is None else b - a for a, b in pairs])

    return _spread(both, paired)


def interval(values: Iterable[Value]) -> Interval:
    """The mean of some values with its 95 % interval by Student's t; what is missing is left out.

    >>> interval([1, 2, 3, None])
    Interval(mean=2, low=-0.484138, high=4.484138, n=3)
    """
    known = [value for value in values if value is not None]
    n = len(known)
    if not n:
        return Interval(None, None, None, 0)
    mean = fsum(known) / n
    if n == 1:
        return Interval(exact(mean), None, None, 1)
    deviation = sqrt(fsum((value - mean) ** 2 for value in known) / (n - 1))
    reach = student_95(n - 1) * deviation / sqrt(n)
    return Interval(exact(mean), exact(mean - reach), exact(mean + reach), n)


def _possible(key: str, values: Sequence[Value]) -> Interval:
    """The interval of some values without those a figure cannot have."""
    found = interval(values)
    if found.low is None or found.high is None:
        return found
    share = key in CATALOGUE and CATALOGUE[key].unit is Unit.SHARE
    below = key in SIGNED or any(value is not None and value < 0 for value in values)
    low = found.low if below else max(found.low, 0)
    return found._replace(low=low, high=min(found.high, 1) if share else found.high)


def student_95(freedom: int) -> float:
    """The quantile 0.975 of Student's t; from 31 degrees of freedom on by its series (Fisher and Cornish).

    >>> student_95(1), round(student_95(1000), 3)
    (12.706205, 1.962)
    """
    if freedom <= len(STUDENT_95):
        return STUDENT_95[freedom - 1]
    z, v = NORMAL_95, freedom
    first, second = (z**3 + z) / 4, (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / v + second / v**2 + third / v**3


_Columns = dict[str, list[Value]]
_Table = tuple[_Columns, dict[str, dict[str, _Columns]]]


def _table(cells: Sequence[Figures]) -> _Table:
    """The values of every key, and of every key of every group, each as a list over the cells."""
    dimensions = dict.fromkeys(dimension for cell in cells for dimension in cell.by)
    by = {}
    for dimension in dimensions:
        groups = [cell.by.get(dimension, {}) for cell in cells]
        names = sorted({name for each in groups for name in each})
        by[dimension] = {name: _columns([each.get(name) for each in groups]) for name in names}
    return _columns([cell.values for cell in cells]), by


def _columns(rows: Sequence[Values | None]) -> _Columns:
    keys = dict.fromkeys(key for row in rows if row is not None for key in row)
    return {key: [_absent(key) if row is None else row.get(key) for row in rows] for key in keys}


def _absent(key: str) -> Value:
    """What a group that is not there has of a figure."""
    return 0 if key in CATALOGUE and CATALOGUE[key].unit is Unit.COUNT else None


def _spread(table: _Table, summary: Callable[[str, Sequence[Value]], Interval]) -> Spread:
    values, by = table
    return Spread(
        {key: summary(key, column) for key, column in values.items()},
        {
            dimension: {
                name: {key: summary(key, column) for key, column in columns.items()}
                for name, columns in groups.items()
            }
            for dimension, groups in by.items()
        },
    )


def _plain(intervals: Intervals) -> dict[str, object]:
    return {key: each._asdict() for key, each in intervals.items()}
