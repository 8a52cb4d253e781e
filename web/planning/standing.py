"""How far a study has come, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from dispatch.studies import Progress
from mobility.clock import MINUTE
from mobility.studies import CellState, Failure, Study, StudyState
from web import times

STATES: Mapping[StudyState, str] = {
    StudyState.WAITING: "wartet",
    StudyState.RUNNING: "wird gerechnet",
    StudyState.DONE: "fertig",
    StudyState.FAILED: "unvollständig",
    StudyState.STOPPED: "angehalten",
}
"""What a planner calls where a study stands."""

FAILURES: Mapping[Failure, str] = {
    Failure.LOST: "Der Rechner ist mehrmals mitten in der Arbeit ausgefallen.",
    Failure.REFUSED: "So lässt sich das Szenario nicht rechnen.",
    Failure.BROKEN: "Im Programm ist ein Fehler aufgetreten. Bitte sagen Sie der Technik Bescheid.",
    Failure.DIFFERS: "Zwei Rechnungen widersprechen sich. Bitte sagen Sie der Technik Bescheid.",
}
"""Why a cell has no result, as a planner understands it."""

STEPS = 4
"""So many times is said aloud how far it is."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a study has come.

    Parameters
    ----------
    state
        In a word or two.
    done, cells
        How many cells are done, of how many.
    sentence
        The same as a sentence, with how long it will still take.
    aloud
        What a screen reader says: it changes a few times only.
    goes_on
        Whether anything is still to come by itself.
    """

    state: str
    done: int
    cells: int
    sentence: str
    aloud: str
    goes_on: bool

    @property
    def percent(self) -> int:
        """How much is done."""
        return 100 * self.done // self.cells if self.cells else 0


def standing(study: Study, progress: Progress) -> Standing:
    """How far a study has come."""
    done, cells = progress.counts[CellState.DONE], sum(progress.counts.values())
    goes_on = progress.state in (StudyState.WAITING, StudyState.RUNNING)
    step = done * STEPS // cells if cells else 0
    aloud = (
        f"{100 * step // STEPS} Prozent gerechnet."
        if goes_on
        else f"Die Studie ist {STATES[progress.state]}."
    )
    sentence = f"{done} von {cells} Rechnungen fertig."
    if not study.complete:
        sentence += " Die Suche kann noch weitere brauchen."
    if goes_on and progress.remaining is not None:
        short = progress.remaining < MINUTE
        left = "weniger als eine Minute" if short else f"etwa {times.duration(round(progress.remaining))}"
        sentence += f" Noch {left}."
    elif progress.state is StudyState.WAITING:
        sentence += " Sobald ein Rechner frei ist, geht es los."
    return Standing(STATES[progress.state], done, cells, sentence, aloud, goes_on)


def failures(study: Study) -> list[str]:
    """Why cells have no result: each reason once, with how often."""
    counts: dict[str, int] = {}
    for each in study.failures:
        said = FAILURES[each.reason] + (f" ({each.detail})" if each.reason is Failure.REFUSED else "")
        counts[said] = counts.get(said, 0) + 1
    return [
        f"{said} Betroffen: {'1 Rechnung' if n == 1 else f'{n} Rechnungen'}." for said, n in counts.items()
    ]
