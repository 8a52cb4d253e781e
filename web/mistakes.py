"""What can be wrong with an answer, and its German words: what is missing, how to put it right, no blame."""

from dataclasses import dataclass, field
from enum import StrEnum

from mobility.errors import MobilityError
from mobility.needs import MAX_PASSENGERS
from mobility.places import Place
from web.i18n import gettext as _

MOST_AIDS = 4
"""More wheelchairs, prams or walkers in one party are a matter for the phone."""


class Mistake(StrEnum):
    """What can be wrong with an answer."""

    PLACE_MISSING = "place missing"
    PLACE_UNKNOWN = "place unknown"
    PLACE_AMBIGUOUS = "place ambiguous"
    SAME_PLACE = "same place"
    DAY_UNKNOWN = "day unknown"
    TIME_MISSING = "time missing"
    TRAIN_UNKNOWN = "train unknown"
    NUMBER_UNREADABLE = "number unreadable"
    PARTY_TOO_SMALL = "party too small"
    PARTY_TOO_LARGE = "party too large"
    TOO_MANY_AIDS = "too many aids"
    MORE_WHEELCHAIRS_THAN_PEOPLE = "more wheelchairs than people"
    NAME_MISSING = "name missing"
    PHONE_MISSING = "phone missing"
    PHONE_TOO_SHORT = "phone too short"
    PHONE_TOO_LONG = "phone too long"
    PHONE_WRONG = "phone wrong"
    REFERENCE_WRONG = "reference wrong"


@dataclass
class Mistaken(MobilityError):
    """Answers that cannot be used; the text never repeats what was typed (B47).

    Parameters
    ----------
    mistakes
        By field name, in the order of the form.
    candidates
        By field name, the places an ambiguous name may mean.
    """

    mistakes: dict[str, Mistake]
    candidates: dict[str, list[Place]] = field(default_factory=dict)

    def __str__(self) -> str:
        return ", ".join(f"{name}: {mistake}" for name, mistake in self.mistakes.items())


def _sentences() -> dict[Mistake, str]:
    return {
        Mistake.PLACE_MISSING: _("Bitte nennen Sie einen Ort oder eine Haltestelle."),
        Mistake.PLACE_UNKNOWN: _(
            "Diesen Ort kennen wir nicht. Vielleicht liegt er nicht in unserem Bediengebiet. "
            "Oder ein kürzeres Wort hilft, zum Beispiel nur der Ortsteil."
        ),
        Mistake.PLACE_AMBIGUOUS: _("Hier passen mehrere Orte. Bitte wählen Sie einen aus."),
        Mistake.SAME_PLACE: _("Start und Ziel sind dieselbe Haltestelle. Bitte wählen Sie ein anderes Ziel."),
        Mistake.DAY_UNKNOWN: _("Bitte wählen Sie einen Tag aus der Liste."),
        Mistake.TIME_MISSING: _("Bitte wählen Sie einen Zug oder eine Uhrzeit."),
        Mistake.TRAIN_UNKNOWN: _("Dieser Zug fährt an dem Tag nicht. Bitte wählen Sie einen anderen."),
        Mistake.NUMBER_UNREADABLE: _("Bitte geben Sie eine Zahl ein."),
        Mistake.PARTY_TOO_SMALL: _("Mindestens eine Person fährt mit."),
        Mistake.PARTY_TOO_LARGE: _(
            "In einem Rufbus fahren höchstens %(most)d Personen. Für größere Gruppen rufen Sie uns bitte an."
        )
        % {"most": MAX_PASSENGERS},
        Mistake.TOO_MANY_AIDS: _(
            "Mehr als %(most)d davon können wir hier nicht aufnehmen. Rufen Sie uns bitte an."
        )
        % {"most": MOST_AIDS},
        Mistake.MORE_WHEELCHAIRS_THAN_PEOPLE: _(
            "Das sind mehr Rollstühle als Personen. Bitte zählen Sie bei den Personen alle mit."
        ),
        Mistake.NAME_MISSING: _("Bitte geben Sie Ihren Namen an, damit wir Sie ansprechen können."),
        Mistake.PHONE_MISSING: _("Bitte geben Sie eine Telefonnummer an, damit wir Sie erreichen können."),
        Mistake.PHONE_TOO_SHORT: _("Die Telefonnummer ist zu kurz. Bitte geben Sie sie mit Vorwahl an."),
        Mistake.PHONE_TOO_LONG: _(
            "Die Telefonnummer hat zu viele Ziffern. Bitte prüfen Sie sie noch einmal."
        ),
        Mistake.PHONE_WRONG: _(
            "Diese Telefonnummer gibt es so nicht. Bitte prüfen Sie sie, zum Beispiel: 033841 12345."
        ),
        Mistake.REFERENCE_WRONG: _("Die Buchungsnummer hat sechs Ziffern, zum Beispiel 48 29 16."),
    }


def sentence(mistake: Mistake) -> str:
    """What is wrong and how to put it right."""
    return _sentences()[mistake]


def by_field(mistaken: Mistaken) -> dict[str, str]:
    """The sentences for a form, by field name."""
    return {name: sentence(mistake) for name, mistake in mistaken.mistakes.items()}
