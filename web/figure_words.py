"""Key figures as people read them: names, and numbers with their units and intervals."""

from collections.abc import Iterable, Mapping

from dispatch.figures import CATALOGUE, FIGURES, Better, Unit, Value
from web.charts import Measure
from web.figure_names import CHAPTERS, HEADLINE, WORDS, Chapter, Word

__all__ = [
    "CHAPTERS",
    "DIMENSIONS",
    "HEADLINE",
    "NEEDS",
    "REASONS",
    "WORDS",
    "Chapter",
    "Word",
    "groups",
    "in_order",
    "measure",
    "spread",
    "text",
    "verdict",
]

FORMS: Mapping[Unit, tuple[str, float, int]] = {
    Unit.COUNT: ("", 1.0, 0),
    Unit.SHARE: ("%", 100.0, 0),
    Unit.SECONDS: ("min", 1 / 60, 1),
    Unit.METRES: ("km", 0.001, 0),
    Unit.RATIO: ("", 1.0, 2),
    Unit.CENTS: ("€", 0.01, 2),
    Unit.GRAMS: ("kg", 0.001, 0),
    Unit.PER_HOUR: ("je Stunde", 1.0, 1),
    Unit.POINTS: ("Prozentpunkte", 1.0, 1),
}
"""How figures of a unit are written: unit, factor, decimals."""

HOURS = frozenset({"vehicle_s", "driven_s"})
"""Times so long that people count them in hours."""

WHOLE_EUROS = frozenset({"cost_cents", "revenue_cents", "subsidy_cents"})
"""Sums in which cents say nothing."""

COUNT_DECIMALS = 1
"""A mean of counts over several days is not whole."""

DIMENSIONS: Mapping[str, str] = {
    "ortsteil": "Ortsteil",
    "municipality": "Gemeinde",
    "hour": "Stunde",
    "need": "Bedarf",
    "purpose": "Zweck",
    "reason": "Grund",
}
"""By what figures are split."""

NEEDS: Mapping[str, str] = {
    "all": "alle",
    "none": "ohne besonderen Bedarf",
    "wheelchair": "mit Rollstuhl",
    "walker": "mit Rollator",
    "pram": "mit Kinderwagen",
}

REASONS: Mapping[str, str] = {
    "NoPlace": "alle Fahrzeuge unterwegs oder besetzt",
    "Displaces": "nähme anderen den Platz",
    "NoVehicleFits": "kein Fahrzeug mit genug Plätzen",
    "PartyTooLarge": "Gruppe zu groß",
    "OutsideHours": "außerhalb der Bedienzeit",
    "NoService": "an diesem Tag kein Rufbus",
    "TooLate": "nach Buchungsschluss",
    "TooFarAhead": "zu weit voraus",
    "DayOver": "Tag schon vorbei",
    "TooShort": "Weg zu kurz",
    "NotInArea": "nicht im Bediengebiet",
    "SameStop": "Start und Ziel gleich",
    "ServedByLine": "eine Linie fährt",
    "Unanswered": "nicht bearbeitet",
}
"""Why nothing could be promised, by the name of the class of the decline, the commonest first."""


def measure(key: str, *, mean: bool = False) -> Measure:
    """How values of a figure are written.

    Parameters
    ----------
    key
        Of the figure.
    mean
        Whether it is a mean over several days; then counts have decimals.
    """
    unit = CATALOGUE[key].unit
    name, factor, decimals = FORMS[unit]
    if key in HOURS:
        name, factor = "Stunden", 1 / 3600
    if key in WHOLE_EUROS:
        decimals = 0
    if unit is Unit.COUNT and mean:
        decimals = COUNT_DECIMALS
    whole = 1.0 if unit is Unit.SHARE else None
    return Measure(WORDS[key].name[0].upper() + WORDS[key].name[1:], name, factor, decimals, whole)


def text(key: str, value: Value, *, mean: bool = False) -> str:
    r"""A value of a figure as people read it.

    >>> text("service_level", 0.874), text("driven_m", 1_234_000), text("cost_per_ride_cents", 1250)
    ('87\xa0%', '1.234\xa0km', '12,50\xa0€')
    """
    return measure(key, mean=mean).text(value)


def spread(key: str, mean: Value, low: Value, high: Value) -> str:
    r"""A mean with the interval in which it lies.

    >>> spread("service_level", 0.874, 0.84, 0.9)
    '87\xa0% (84 bis 90\xa0%)'
    """
    written = measure(key, mean=True)
    between = written.interval(low, high)
    return f"{written.text(mean)} ({between})" if between else written.text(mean)


def verdict(key: str, low: Value, high: Value) -> str:
    """Whether a difference is for the better, by the interval of its mean.

    >>> verdict("service_level", 0.02, 0.05), verdict("cost_cents", 100, 900), verdict("asked", 1, 2)
    ('besser', 'schlechter', '')
    >>> verdict("service_level", -0.01, 0.05)
    'unklar'
    """
    better = CATALOGUE[key].better
    if better is None:
        return ""
    if low is None or high is None or low <= 0 <= high:
        return "gleich" if low == high == 0 else "unklar"
    return "besser" if (low > 0) == (better is Better.MORE) else "schlechter"


def groups(dimension: str, names: Iterable[str]) -> dict[str, str]:
    """What the groups of a dimension are called, in order."""
    known = {"need": NEEDS, "reason": REASONS}.get(dimension, {})
    return {name: known.get(name, name) for name in names}


def in_order() -> tuple[str, ...]:
    """Keys of all figures as in the catalogue."""
    return tuple(figure.key for figure in FIGURES)


def difference(key: str, value: Value) -> str:
    r"""What a figure changed by, with its sign; shares in percentage points.

    >>> difference("service_level", 0.05), difference("cost_cents", -12300)
    ('+5\xa0Prozentpunkte', '\u2212123\xa0€')
    """
    return change(key).signed(value)


def change(key: str) -> Measure:
    """How changes of a figure are written."""
    written = measure(key, mean=True)
    if CATALOGUE[key].unit is Unit.SHARE:
        return Measure(written.name, FORMS[Unit.POINTS][0], written.factor, 1 if written.decimals else 0)
    return written
