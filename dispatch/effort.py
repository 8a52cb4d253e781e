"""How hard the solver looks; apart from it, so that naming an effort does not load OR-Tools."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard the solver looks.

    Parameters
    ----------
    limit_ms
        Wall-clock limit (ms).
    work
        Limit in branches of the search tree: with the same seed and no other limit, the same plan on every
        machine.
    seed
        In which order the search looks at visits.

    Raises
    ------
    ValueError
        If there is no limit at all: the search would never end.
    """

    limit_ms: int | None = None
    work: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        if self.limit_ms is None and self.work is None:
            raise ValueError("an effort needs a limit")

    def share(self, fraction: float) -> "Effort":
        """A part of this effort."""
        limit_ms = None if self.limit_ms is None else max(1, int(self.limit_ms * fraction))
        work = None if self.work is None else max(1, int(self.work * fraction))
        return Effort(limit_ms, work, self.seed)
