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
        Limit in sweeps over the day: with the same seed and no other limit, the same plan on every machine.
    seed
        Of the order in which it looks, and of the disturbances that take it elsewhere.
    """

    limit_ms: int | None = None
    work: int | None = None
    seed: int = 0
