"""What a study asks: one scenario, a grid of values, or the smallest or largest value that will do."""

from collections.abc import Iterator
from enum import StrEnum

from werkzeug.datastructures import MultiDict

from dispatch.figures import CATALOGUE
from dispatch.figures.catalogue import Unit
from mobility.region import Region
from mobility.region.toml import Tree
from web.planning.catalogue import fields
from web.planning.fields import Field
from web.planning.kinds import PERCENT, Count, Decimal, Kind, Names, Unreadable, euros, in_a_row, several

Form = MultiDict[str, str]

ROWS = ("1", "2")
"""A grid of the form has so many dimensions; files may have more."""
MOST_VALUES = 20


class Question(StrEnum):
    """The kinds of questions."""

    ONE = "eins"
    GRID = "werte"
    SEARCH = "suche"


AIMS: dict[Unit, tuple[Kind, str]] = {
    Unit.SHARE: (PERCENT, "Prozent"),
    Unit.SECONDS: (Decimal(1_000_000, per=1 / 60), "Minuten"),
    Unit.METRES: (Decimal(1_000_000, per=0.001), "Kilometer"),
    Unit.CENTS: (euros(10_000_000), "Euro"),
    Unit.GRAMS: (Decimal(1_000_000, per=0.001), "Kilogramm"),
}
"""How the aim of a search is typed, by the unit of its figure."""
PLAIN_AIM: tuple[Kind, str] = (Decimal(1_000_000), "")


def aim_of(figure: str) -> tuple[Kind, str]:
    """How an aim for a figure is typed, and in what."""
    return AIMS.get(CATALOGUE[figure].unit, PLAIN_AIM)


def varied(region: Region) -> tuple[Field, ...]:
    """The fields whose values a grid may play through."""
    names = Names(region.municipalities)
    hint = f"Mehrere mit Pluszeichen, zum Beispiel {names.show(list(region.municipalities))}"
    served = Field(
        name="gemeinden", key="served.municipalities", label="Bediente Gemeinden", kind=names, hint=hint
    )
    return (*(field for field in fields() if not field.also), served)


def searched(region: Region) -> tuple[Field, ...]:
    """The fields whose smallest or largest value can be looked for."""
    return tuple(field for field in varied(region) if isinstance(field.kind, Count))


def read(form: Form, region: Region, tree: Tree, errors: dict[str, str]) -> None:
    """Put what is asked into a scenario, and what is wrong with it into the errors."""
    asked = form.get("frage", Question.ONE)
    if asked == Question.GRID:
        _read_grid(form, region, tree, errors)
    elif asked == Question.SEARCH:
        _read_search(form, region, tree, errors)
    elif asked != Question.ONE:
        errors["frage"] = "Bitte wählen Sie, was untersucht wird."


def fill(form: Form, region: Region, tree: Tree) -> None:
    """Put what a scenario asks into a form; what the form cannot say stays in the scenario."""
    form["frage"] = Question.ONE
    if "vary" in tree:
        _fill_grid(form, region, tree)
    elif "search" in tree:
        _fill_search(form, region, tree)


def _named(choices: tuple[Field, ...], name: str) -> Field | None:
    return next((field for field in choices if field.name == name), None)


def _keyed(choices: tuple[Field, ...], key: object) -> Field | None:
    return next((field for field in choices if field.key == key), None)


def _read_grid(form: Form, region: Region, tree: Tree, errors: dict[str, str]) -> None:
    grid: list[dict[str, object]] = []
    for row in ROWS:
        field = _named(varied(region), form.get(f"was{row}", ""))
        text = form.get(f"werte{row}", "").strip()
        if field is None:
            if text:
                errors[f"was{row}"] = "Bitte wählen Sie, was diese Werte bedeuten."
            continue
        try:
            values = several(field.kind, text)
        except Unreadable as error:
            errors[f"werte{row}"] = f"{field.label}: {error}"
            continue
        if not 1 < len(values) <= MOST_VALUES:
            errors[f"werte{row}"] = f"{field.label}: Bitte nennen Sie 2 bis {MOST_VALUES} Werte."
        grid.append({"key": field.key, "values": values})
    tree["vary"] = grid
    if grid and grid[0]["key"] == grid[-1]["key"] and len(grid) > 1:
        errors["was2"] = "Bitte wählen Sie zwei verschiedene Dinge."
    if not grid and not any(f"{part}{row}" in errors for part in ("was", "werte") for row in ROWS):
        errors["was1"] = "Bitte wählen Sie, was sich ändern soll."


def _fill_grid(form: Form, region: Region, tree: Tree) -> None:
    grid = tree["vary"]
    rows = list(_rows(region, grid)) if isinstance(grid, list) and len(grid) <= len(ROWS) else []
    if not rows or len(rows) < len(grid):
        return
    del tree["vary"]
    form["frage"] = Question.GRID
    for number, (field, values) in zip(ROWS, rows, strict=False):
        form[f"was{number}"], form[f"werte{number}"] = field.name, values


def _rows(region: Region, grid: list[Tree]) -> Iterator[tuple[Field, str]]:
    for each in grid:
        field = _keyed(varied(region), each.get("key"))
        try:
            if field:
                yield field, in_a_row(field.kind, each["values"])
        except (Unreadable, KeyError):
            continue


def _read_search(form: Form, region: Region, tree: Tree, errors: dict[str, str]) -> None:
    field = _named(searched(region), form.get("suche", ""))
    figure = form.get("kennzahl", "")
    if field is None:
        errors["suche"] = "Bitte wählen Sie, was gesucht wird."
        return
    search: dict[str, object] = {"key": field.key}
    for name, key in (("von", "from"), ("bis", "to")):
        try:
            search[key] = field.kind.read(form.get(name, ""))
        except Unreadable as error:
            errors[name] = f"{field.label}: {error}"
    if figure not in CATALOGUE:
        errors["kennzahl"] = "Bitte wählen Sie eine Kennzahl."
        return
    search["figure"] = figure
    try:
        aim = aim_of(figure)[0].read(form.get("schwelle", ""))
    except Unreadable as error:
        errors["schwelle"] = str(error)
        return
    search["at_most" if form.get("art") == "hoechstens" else "at_least"] = aim
    if form.get("richtung") == "groesste":
        search["largest"] = True
    tree["search"] = search


def _fill_search(form: Form, region: Region, tree: Tree) -> None:
    search = tree["search"]
    field = _keyed(searched(region), search.get("key"))
    figure = search.get("figure")
    if field is None or figure not in CATALOGUE:
        return
    del tree["search"]
    form["frage"], form["suche"], form["kennzahl"] = Question.SEARCH, field.name, figure
    form["von"], form["bis"] = str(search.get("from", "")), str(search.get("to", ""))
    form["art"] = "hoechstens" if "at_most" in search else "mindestens"
    form["schwelle"] = aim_of(figure)[0].show(search.get("at_most", search.get("at_least", 0)))
    form["richtung"] = "groesste" if search.get("largest") else "kleinste"
