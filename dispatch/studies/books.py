"""Studies as planners see them: submitted, looked at, stopped and resumed."""

import secrets
import string
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from dispatch.figures import Figures
from dispatch.office import Office
from dispatch.record import DayRecord
from dispatch.scenarios import Scenario, Variant, prepare, read_scenario, variant, variants
from dispatch.studies.origin import origin, pack
from dispatch.studies.stored import logs_from, records_from, unpacked
from mobility.store import studies as store
from mobility.studies import (
    CellKey,
    CellState,
    StaleStudy,
    Study,
    StudyState,
    StudyVariant,
    TooManyCells,
)

MOST_CELLS = 2000
"""Cells of one study: at some seconds each, a night's work for a small machine."""
SIGNS = string.ascii_lowercase + string.digits
ID_LENGTH = 8


@dataclass(frozen=True, slots=True)
class VariantResult:
    """What a variant came to so far.

    Parameters
    ----------
    number, label
        Which variant.
    seeds
        For which it is done, in order.
    figures
        One for each of them.
    """

    number: int
    label: Mapping[str, object]
    seeds: tuple[int, ...]
    figures: tuple[Figures, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a study has come.

    Parameters
    ----------
    state
        Where it stands as a whole.
    counts
        How many cells stand where; every state is there.
    remaining
        What is left takes about so long (s), as far as the cells that are done and running tell; ``None`` if
        they do not. A search may find that it has more to do.
    """

    state: StudyState
    counts: Mapping[CellState, int]
    remaining: float | None


def submit(office: Office, author: str, text: str) -> Study:
    """Write down a study; whoever calls this rings the workers afterwards.

    Parameters
    ----------
    author
        Login of who wants to know.
    text
        The scenario (TOML).

    Raises
    ------
    BrokenScenario
        If the scenario makes no sense.
    TooManyCells
        If variants and seeds make too many.
    """
    scenario = read_scenario(text)
    found = _first_variants(scenario)
    cells = len(found) * len(scenario.seeds)
    if cells > MOST_CELLS:
        raise TooManyCells(cells, MOST_CELLS)
    _try_out(office, scenario, found)
    made = origin(office, scenario.base)
    assert made is not None  # noqa: S101 - its region has just been loaded
    new = Study(
        id="",
        name=scenario.name,
        text=text,
        author=author,
        created_at=office.clock(),
        base=scenario.base,
        digest=scenario.digest,
        origin=made,
        stopped=False,
        complete=scenario.search is None,
        variants=tuple(map(as_stored, found)),
        counts={},
    )
    return study(office, _write(office, new))


def study(office: Office, study_id: str) -> Study:
    """The study of that id; :class:`UnknownStudy` if there is none."""
    with office.db.reading() as session:
        return store.load_study(session, study_id)


def studies(office: Office) -> list[Study]:
    """All studies, the newest first."""
    with office.db.reading() as session:
        return store.all_studies(session)


def progress(office: Office, study_id: str) -> Progress:
    """How far a study has come; :class:`UnknownStudy` if there is none."""
    found = study(office, study_id)
    running = max(1, found.counts[CellState.RUNNING])
    remaining = None if found.seconds is None else found.open_cells * found.seconds / running
    return Progress(found.state, found.counts, remaining)


def cancel(office: Office, study_id: str) -> None:
    """Stop a study: what waits is cancelled at once, what is being computed at its worker's next heart-beat.

    Raises
    ------
    UnknownStudy
        If there is none.
    """
    with office.db.writing() as session:
        store.stop(session, study_id)
    office.ring(channel(study_id))


def resume(office: Office, study_id: str) -> None:
    """Let a study go on that was stopped or has failed cells.

    Whoever calls this rings the workers afterwards.

    Raises
    ------
    UnknownStudy
        If there is none.
    StaleStudy
        If program or region are not those with which it was begun.
    """
    if is_stale(office, study(office, study_id)):
        raise StaleStudy(study_id)
    with office.db.writing() as session:
        store.put_back(session, study_id)
    office.ring(channel(study_id))


def rename(office: Office, study_id: str, name: str) -> None:
    """Call a study something else; :class:`UnknownStudy` if there is none."""
    with office.db.writing() as session:
        store.rename(session, study_id, name)
    office.ring(channel(study_id))


def remove(office: Office, study_id: str) -> None:
    """Delete a study with all it came to; no harm if it is gone."""
    with office.db.writing() as session:
        store.remove(session, study_id)
    office.ring(channel(study_id))


def is_stale(office: Office, found: Study) -> bool:
    """Whether a study would come to something else today: program or region have changed since."""
    return origin(office, found.base) != found.origin


def results(office: Office, study_id: str) -> list[VariantResult]:
    """What the variants came to, as far as they are done; :class:`UnknownStudy` if there is no such study."""
    with office.db.reading() as session:
        found, stored = store.load_study(session, study_id), store.figures_of(session, study_id)
    done = defaultdict[int, dict[int, Figures]](dict)
    for each in stored:
        done[each.variant][each.seed] = Figures.from_json(each.figures)
    return [
        VariantResult(each.number, each.label, tuple(done[each.number]), tuple(done[each.number].values()))
        for each in found.variants
    ]


def cell_record(office: Office, study_id: str, variant: int, seed: int) -> tuple[DayRecord, ...]:
    """What became of the days of a cell; :class:`UnknownCell` if it is not done."""
    with office.db.reading() as session:
        return records_from(unpacked(store.load_result(session, CellKey(study_id, variant, seed)).record))


def cell_events(office: Office, study_id: str, variant: int, seed: int) -> tuple[str, ...]:
    """The event logs of the days of a cell (JSON lines); :class:`UnknownCell` if it is not done."""
    with office.db.reading() as session:
        return logs_from(unpacked(store.load_result(session, CellKey(study_id, variant, seed)).events))


def channel(study_id: str) -> str:
    """Where watchers of a study listen for notices."""
    return f"study:{study_id}"


def as_stored(found: Variant) -> StudyVariant:
    """A variant as it is kept: with its whole scenario, so that its cells need nothing else."""
    return StudyVariant(found.number, found.label, found.scenario.to_toml(), found.scenario.seeds)


def _first_variants(scenario: Scenario) -> tuple[Variant, ...]:
    """All variants of a grid, or the first step of a search."""
    search = scenario.search
    if search is None:
        return variants(scenario)
    value = search.next_value({})
    return (variant(scenario, 1, {search.key: value}),)


def _try_out(office: Office, scenario: Scenario, found: tuple[Variant, ...]) -> None:
    """Refuse values that the region does not take: each once, not in all combinations."""
    first = found[0].label
    for each in found:
        if sum(each.label[key] != first[key] for key in first) <= 1:
            prepare(replace(each.scenario, base=str(pack(office, scenario.base))))


def _write(office: Office, new: Study) -> str:
    while True:
        named = replace(new, id="".join(secrets.choice(SIGNS) for _ in range(ID_LENGTH)))
        with office.db.writing() as session:
            if store.add_study(session, named):
                return named.id
