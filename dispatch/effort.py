"""How hard the solver looks; apart from it, so that naming an effort does not load OR-Tools."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard the solver looks; without limits, until it has found nothing better for some time.

    Parameters
    ----------
    limit_ms
        Wall-clock limit (ms).
    work
        Limit in times of ruin and recreate: with the same seed and no other limit, the same plan on every
        machine.
    seed
        Of all chance.
    """

    limit_ms: int | None = None
    work: int | None = None
    seed: int = 0
