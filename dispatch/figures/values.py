"""What days came to: the values of the key figures, as a whole and by groups."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Value = float | int | None
"""Of a figure; ``None`` where it is not defined, as a mean over nobody."""
Values = Mapping[str, Value]
"""By key of the figure."""
Groups = Mapping[str, Mapping[str, Values]]
"""By dimension (``ortsteil``, ``hour`` ...) and group (``Reetz``, ``07`` ...)."""
Tree = dict[str, dict[str, dict[str, dict[str, Value]]] | dict[str, Value]]

DECIMALS = 6


def exact(value: Value) -> Value:
    """A value as it is kept: whole numbers whole, others rounded to six decimals.

    >>> exact(2.0), exact(1 / 3), exact(-1e-9), exact(None)
    (2, 0.333333, 0, None)
    """
    if value is None:
        return None
    rounded = round(value, DECIMALS)
    return int(rounded) if rounded == int(rounded) else rounded


def ratio(part: float, whole: float) -> Value:
    """A part of a whole; ``None`` where there is no whole.

    >>> ratio(1, 4), ratio(0, 0)
    (0.25, None)
    """
    return exact(part / whole) if whole else None


@dataclass(frozen=True, slots=True)
class Figures:
    """What days came to.

    Parameters
    ----------
    values
        All figures of :data:`dispatch.figures.FIGURES` by key.
    by
        The same for groups, as far as they can be said of a group: by ``ortsteil`` and ``municipality`` in
        which the passengers live, ``hour`` of the wish, ``need``, ``purpose``, and ``reason`` of the decline.
    """

    values: Values
    by: Groups = field(default_factory=dict)

    def to_json(self) -> Tree:
        """As JSON has it; :meth:`from_json` reads it."""
        groups = {
            dimension: {group: dict(values) for group, values in grouped.items()}
            for dimension, grouped in self.by.items()
        }
        return {"values": dict(self.values), "by": groups}

    @classmethod
    def from_json(cls, tree: Mapping[str, Mapping[str, object]]) -> "Figures":
        """What :meth:`to_json` made."""
        return cls(tree["values"], tree["by"])  # type: ignore[arg-type] # of our own making
