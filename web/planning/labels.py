"""What scenarios and their variants set, in words."""

from collections.abc import Mapping
from typing import Any

from mobility.region import Region
from web.planning.catalogue import find_field
from web.planning.fields import Field
from web.planning.kinds import Hours, Unreadable
from web.planning.question import varied

AS_TODAY = "wie heute"
NOTHING = "ohne Angabe"

OTHER_KEYS: Mapping[str, str] = {
    "name": "Name",
    "aim": "Ziel",
    "owner": "Verantwortlich",
    "dates": "Tage",
    "seeds": "Durchläufe je Tag",
    "within_min": "Erfüllt heißt: binnen so vieler Minuten",
    "fleet.shift": "Dienste, reihum",
    "served.municipalities": "Bediente Gemeinden",
    "served.ortsteile": "Bediente Ortsteile",
    "stops.closed": "Geschlossene Haltestellen",
    "demand.file": "Wünsche aus der Datei",
    "demand.history": "Wünsche aus dem Tag",
}
"""What keys are called that have no field of their own kind."""


def key_words(key: str) -> str:
    """What people call a key of a scenario; the key itself if nobody has named it.

    >>> key_words("fleet.vans"), key_words("desk.work")
    ('Zahl der Fahrzeuge', 'desk.work')
    """
    field = find_field(key)
    return field.label if field else OTHER_KEYS.get(key, key)


def value_words(key: str, value: Any) -> str:  # noqa: ANN401 - whatever a scenario says there
    """A value of a scenario as people say it.

    >>> value_words("region.policy.notice_min", 30), value_words("served.municipalities", ["Au", "Bach"])
    ('30 Minuten', 'Au und Bach')
    """
    field = find_field(key)
    try:
        if field:
            return " ".join(part for part in (field.kind.show(value), field.unit) if part)
    except Unreadable:
        pass  # a file may say what the form would refuse; the file's words are shown
    if isinstance(value, list) and all(isinstance(each, dict) and "hours" in each for each in value):
        return "; ".join(Hours().show(each["hours"]) for each in value)
    if isinstance(value, list):
        *most, last = map(str, value) if value else (NOTHING,)
        return f"{', '.join(most)} und {last}" if most else last
    if isinstance(value, bool):
        return "ja" if value else "nein"
    return str(value)


def variant_words(label: Mapping[str, Any]) -> str:
    """What tells a variant from the others of its study.

    >>> variant_words({"fleet.vans": 3, "region.policy.notice_min": 30})
    'Zahl der Fahrzeuge: 3, Vorlauf der Buchung: 30 Minuten'
    """
    said = (f"{key_words(key)}: {value_words(key, value)}" for key, value in label.items())
    return ", ".join(said) or "Das Szenario"


def field_of(region: Region, key: str) -> Field | None:
    """The field that varies a key, the one for the served municipalities included."""
    return next((field for field in varied(region) if field.key == key), None)
