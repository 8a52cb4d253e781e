"""A scenario as the fields of a form, and back."""

import re
import tomllib
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date

import tomli_w
from werkzeug.datastructures import MultiDict

from mobility.errors import MobilityError
from mobility.region import Region
from mobility.region.toml import Tree, merged
from web.planning import question
from web.planning.catalogue import fields
from web.planning.fleet import complete
from web.planning.kinds import Count, Unreadable
from web.planning.trees import drop, find, leaves, put

Form = MultiDict[str, str]

WITHIN_MIN, SEEDS = 20, 5
"""What the form proposes."""

LONGEST = {"name": 120, "ziel": 600, "verantwortlich": 160}
TEXTS = {"name": "name", "ziel": "aim", "verantwortlich": "owner"}
"""Keys of a scenario by the field that sets them."""
NUMBERS = {"laeufe": ("seeds", Count(1, 100)), "binnen": ("within_min", Count(1, 240))}
PLACES = {"gemeinden": "served.municipalities", "ortsteile": "served.ortsteile"}
DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})|(\d{4})-(\d{2})-(\d{2})")


@dataclass
class Unfilled(MobilityError):
    """A form that is not a scenario yet.

    Parameters
    ----------
    errors
        What is wrong, in sentences by the name of the field.
    """

    errors: Mapping[str, str]

    def __str__(self) -> str:
        return "; ".join(self.errors)


def read_draft(form: Form, region: Region) -> str:
    """The scenario that a form describes, as TOML.

    Only what the fields say is checked here; whether the whole makes sense says
    :func:`dispatch.scenarios.read_scenario`.

    Raises
    ------
    Unfilled
        With all mistakes at once.
    """
    tree: Tree = {}
    errors: dict[str, str] = {}
    _read_titles(form, tree, errors)
    tree["base"] = region.slug
    _read_days(form, tree, errors)
    for name, (key, kind) in NUMBERS.items():
        try:
            tree[key] = kind.read(form.get(name, ""))
        except Unreadable as error:
            errors[name] = str(error)
    _read_fields(form, tree, errors)
    for name, key in PLACES.items():
        if chosen := form.getlist(name):
            put(tree, key, chosen)
    question.read(form, region, tree, errors)
    tree = _with_expert(form, tree, errors)
    if errors:
        raise Unfilled(errors)
    complete(tree, region)
    return tomli_w.dumps(tree)


def fill_draft(tree: Tree, region: Region) -> Form:
    """The form that describes a scenario; what has no field of its own stands in the one for experts."""
    rest = deepcopy({key: value for key, value in tree.items() if key != "base"})
    form: Form = MultiDict({name: str(rest.pop(key, "")) for name, key in TEXTS.items()})
    form["tage"] = "; ".join(german_date(day) for day in map(str, rest.pop("dates", [])))
    for name, (key, kind) in NUMBERS.items():
        if isinstance(rest.get(key), int):
            form[name] = kind.show(rest.pop(key))
    for name, key in PLACES.items():
        if chosen := find(rest, key):
            form.setlist(name, chosen)
            drop(rest, key)
    for field in fields():
        value = find(rest, field.key)
        if value is None or any(find(rest, key) != value for key in field.also):
            continue
        form[field.name] = field.kind.show(value)
        for key in (field.key, *field.also):
            drop(rest, key)
    question.fill(form, region, rest)
    form["experte"] = tomli_w.dumps(rest)
    form.setdefault("laeufe", str(SEEDS))
    form.setdefault("binnen", str(WITHIN_MIN))
    return form


def german_date(day: str) -> str:
    """An ISO date as it is typed here.

    >>> german_date("2026-11-24")
    '24.11.2026'
    """
    found = date.fromisoformat(day)
    return f"{found.day}.{found.month}.{found.year}"


def read_date(text: str) -> date:
    """A date as it is typed here.

    Raises
    ------
    Unreadable
        If there is no such day.
    """
    found = DAY.fullmatch(text)
    if not found:
        raise Unreadable(f"„{text}“ ist kein Datum wie 24.11.2026.")
    day, month, year = found.groups()[:3] if found[1] else found.groups()[:2:-1]
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise Unreadable(f"Den Tag {text} gibt es nicht.") from None


def _read_titles(form: Form, tree: Tree, errors: dict[str, str]) -> None:
    for name, key in TEXTS.items():
        text = " ".join(form.get(name, "").split())
        if len(text) > LONGEST[name]:
            errors[name] = f"Bitte fassen Sie sich kürzer: höchstens {LONGEST[name]} Zeichen."
        elif text:
            tree[key] = text
    if not form.get("name", "").strip():
        errors["name"] = "Bitte geben Sie der Studie einen Namen."


def _read_days(form: Form, tree: Tree, errors: dict[str, str]) -> None:
    named = re.split(r"[;,\s]+", form.get("tage", "").strip())
    try:
        days = [read_date(day).isoformat() for day in named if day]
    except Unreadable as error:
        errors["tage"] = str(error)
        return
    if not days:
        errors["tage"] = "Bitte nennen Sie mindestens einen Tag."
    elif len(set(days)) < len(days):
        errors["tage"] = "Ein Tag steht hier zweimal."
    tree["dates"] = days


def _read_fields(form: Form, tree: Tree, errors: dict[str, str]) -> None:
    for field in fields():
        text = form.get(field.name, "").strip()
        if not text:
            continue
        try:
            value = field.kind.read(text)
        except Unreadable as error:
            errors[field.name] = f"{field.label}: {error}"
            continue
        for key in (field.key, *field.also):
            put(tree, key, value)


def _with_expert(form: Form, tree: Tree, errors: dict[str, str]) -> Tree:
    """The tree with what stands in the field for experts; a key may not be said twice."""
    try:
        more = tomllib.loads(form.get("experte", ""))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        where = f" Zeile {line[1]} ist nicht zu lesen." if line else ""
        errors["experte"] = f"Weitere Angaben: Das ist kein TOML.{where}"
        return tree
    twice = sorted(leaves(more).keys() & leaves(tree).keys())
    if twice:
        errors["experte"] = f"Weitere Angaben: „{twice[0]}“ hat weiter oben ein eigenes Feld."
    return merged(more, tree)
