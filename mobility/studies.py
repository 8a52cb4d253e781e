"""Studies: a scenario's variants, each computed for every seed, and how far that has come.

A *cell* is one variant under one seed. Cells are computed by workers on any number of machines; whoever
computes one holds it on lease.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from mobility.errors import MobilityError

Value = Any
"""What a variant may set a key to."""


class CellState(StrEnum):
    """Where a cell stands."""

    PENDING = "pending"
    """Waits for a worker."""
    RUNNING = "running"
    """Some worker holds it on lease."""
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class StudyState(StrEnum):
    """Where a study stands as a whole."""

    WAITING = "waiting"
    """Nobody has begun."""
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    """Some cells have failed, and no other is left to compute."""
    STOPPED = "stopped"
    """Somebody has stopped it; what is done is kept."""


class Failure(StrEnum):
    """Why a cell has no result."""

    LOST = "lost"
    """Several workers ended in the middle of it: killed, switched off, or out of memory."""
    REFUSED = "refused"
    """The scenario cannot be computed; the detail says why."""
    BROKEN = "broken"
    """The program made a mistake; the detail names it, and the worker's log tells more."""
    DIFFERS = "differs"
    """It was computed twice with different results, which must never happen; neither is kept."""


@dataclass(frozen=True, slots=True, order=True)
class CellKey:
    """Which cell.

    Parameters
    ----------
    study
        Id of the study.
    variant
        Number of the variant in the study.
    seed
        Of all chance in the cell.
    """

    study: str
    variant: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a result depends on besides the scenario and the seed, as digests.

    Parameters
    ----------
    code
        Of the program that computes.
    region
        Of the files of the region pack.
    """

    code: str
    region: str


@dataclass(frozen=True, slots=True)
class StudyVariant:
    """One of the variants of a study.

    Parameters
    ----------
    number
        From 1 on, in the order of the scenario.
    label
        What differs from the others: value by key.
    text
        The whole variant as a scenario (TOML).
    seeds
        For which it is computed, in order.
    """

    number: int
    label: Mapping[str, Value]
    text: str
    seeds: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FailedCell:
    """A cell without a result, and why.

    Parameters
    ----------
    variant, seed
        Which.
    reason
        Why.
    detail
        More about it, in the words of the program; may be empty.
    """

    variant: int
    seed: int
    reason: Failure
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """A study as it stands in the books.

    Parameters
    ----------
    id
        Eight letters and digits.
    name
        What its author calls it.
    text
        The scenario (TOML), as it was submitted.
    author
        Login of who submitted it.
    created_at
        When (UTC).
    base
        Region pack it is about.
    digest
        Of the scenario.
    origin
        What its results depend on besides.
    stopped
        Whether somebody has stopped it.
    complete
        Whether all variants are known; a search adds them step by step.
    variants
        Those known so far.
    counts
        How many cells stand where; every state is there.
    seconds
        What one cell took on average (s); ``None`` before the first is done.
    failures
        The cells that have failed.
    """

    id: str
    name: str
    text: str = field(repr=False)
    author: str
    created_at: datetime
    base: str
    digest: str
    origin: Origin
    stopped: bool
    complete: bool
    variants: tuple[StudyVariant, ...] = ()
    counts: Mapping[CellState, int]
    seconds: float | None = None
    failures: tuple[FailedCell, ...] = ()

    @property
    def open_cells(self) -> int:
        """How many cells wait or are being computed."""
        return self.counts[CellState.PENDING] + self.counts[CellState.RUNNING]

    @property
    def cells(self) -> int:
        """How many cells there are so far."""
        return sum(self.counts.values())

    @property
    def state(self) -> StudyState:
        """Where it stands as a whole."""
        if self.stopped:
            return StudyState.STOPPED
        begun = self.counts[CellState.RUNNING] or self.counts[CellState.DONE]
        if self.open_cells:
            return StudyState.RUNNING if begun else StudyState.WAITING
        if self.counts[CellState.FAILED]:
            return StudyState.FAILED
        return StudyState.DONE if self.complete else StudyState.RUNNING


@dataclass
class UnknownStudy(MobilityError):
    """There is no such study, or none any more."""

    id: str

    def __str__(self) -> str:
        return f"there is no study {self.id!r}"


@dataclass
class UnknownCell(MobilityError):
    """That cell of a study has no result."""

    key: CellKey

    def __str__(self) -> str:
        return f"study {self.key.study} has no result of variant {self.key.variant} and seed {self.key.seed}"


@dataclass
class TooManyCells(MobilityError):
    """A scenario whose variants and seeds make more cells than a study may have."""

    cells: int
    most: int

    def __str__(self) -> str:
        return f"{self.cells} variants times seeds are too many: at most {self.most}, so vary less"


@dataclass
class StaleStudy(MobilityError):
    """The study was begun with another program or other data of the region."""

    id: str

    def __str__(self) -> str:
        return (
            f"study {self.id} was begun with another program or other data of the region, so that new results"
            " would not fit those it has: submit its scenario anew"
        )
