"""Reading a scenario, strictly: a key nobody knows is refused, and so is a value that makes no sense."""

import tomllib
from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path

from dispatch.figures import FIGURES
from dispatch.scenarios.model import (
    BrokenScenario,
    Desk,
    Scenario,
    Search,
    Served,
    Source,
    Vary,
)
from dispatch.simulation import read_behaviour
from mobility.calendar import DayType
from mobility.clock import MINUTE
from mobility.errors import BrokenRegion
from mobility.region import PACKS
from mobility.region.toml import Table, Tree, merged

SEEDS = 5
"""How many samples there are unless said otherwise."""
WITHIN_MIN = 20
"""What counts as service unless said otherwise: the wish of the people here, not a rule."""
MOST_SEEDS, MOST_DATES = 100, 31
DESK = {"work": "work", "every_s": "every"}


def load_scenario(path: Path) -> Scenario:
    """A scenario from a file; files it names lie beside it.

    Raises
    ------
    BrokenScenario
        If it cannot be read or makes no sense.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BrokenScenario(str(path), "", f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise BrokenScenario(str(path), "", "is not UTF-8") from None
    return read_scenario(text, path.name, path.parent)


def read_scenario(text: str, file: str = "scenario.toml", folder: Path | None = None) -> Scenario:
    """A scenario as somebody wrote it.

    Parameters
    ----------
    text
        TOML.
    file
        What to call it in errors.
    folder
        Where the files and the pack lie that it names; without it, it may name none but bundled packs.

    Raises
    ------
    BrokenScenario
        If it is no TOML, a key is missing or unknown, or a value makes no sense. The rules of the region
        in it are checked when it is prepared.
    """
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BrokenScenario(file, "", f"is not TOML: {error}") from None
    return scenario_of(tree, file, folder)


def scenario_of(tree: Tree, file: str, folder: Path | None) -> Scenario:
    """A scenario from what TOML says; raises as :func:`read_scenario` does."""
    top = Table(file, "", tree)
    try:
        scenario = _read(top, tree, file, folder)
        top.done()
    except BrokenRegion as error:
        key, _, reason = error.reason.partition(" ")
        raise BrokenScenario(file, key, reason) from None
    return scenario


def _read(top: Table, tree: Tree, file: str, folder: Path | None) -> Scenario:
    demand = dict(top.tree("demand")) if "demand" in top else {}
    behaviour = top.table("behaviour") if "behaviour" in top else Table(file, "behaviour.", {})
    scenario = Scenario(
        name=_title(top, "name"),
        aim=_title(top, "aim") if "aim" in top else "",
        owner=_title(top, "owner") if "owner" in top else "",
        base=_base(top, folder),
        dates=_dates(top),
        seeds=_seeds(top),
        within=(top.count("within_min") if "within_min" in top else WITHIN_MIN) * MINUTE,
        source=_source(top, demand, folder),
        region=_region(top, demand),
        served=_served(top),
        closed=_closed(top),
        behaviour=read_behaviour(behaviour),
        desk=_desk(top),
        vary=tuple(map(_vary, top.tables("vary"))),
        search=_search(top.table("search")) if "search" in top else None,
        tree=tree,
        file=file,
    )
    keys = [vary.key for vary in scenario.vary]
    if keys and scenario.search:
        raise top.broken("search", "and vary are two ways to ask; take one of them")
    if len(set(keys)) < len(keys):
        raise top.broken("vary", "has the same key twice")
    return scenario


def _title(top: Table, key: str) -> str:
    """A text for people: of signs that can be printed, in several lines if they like."""
    text = top.text(key)
    if not all(sign.isprintable() or sign in "\r\n\t" for sign in text):
        raise top.broken(key, "has signs that cannot be printed")
    return text


def _base(top: Table, folder: Path | None) -> str:
    """Name of a bundled pack, or of any that whoever reads the scenario knows; else a folder beside it."""
    base = top.text("base") if "base" in top else Scenario.base
    is_name = Path(base).name == base and base not in (".", "..")
    if is_name and (folder is None or (PACKS / base).is_dir()):
        return base
    if folder is None:
        raise top.broken("base", "names a folder; only a scenario that is a file itself can do that")
    pack = (folder / base).resolve()
    if not pack.is_dir():
        raise top.broken("base", f"{base!r} is neither a bundled pack nor a folder: there is no {pack}")
    return str(pack)


def _dates(top: Table) -> tuple[date, ...]:
    days = top.dates("dates")
    if len(set(days)) < len(days):
        raise top.broken("dates", "has a day twice")
    if not 1 <= len(days) <= MOST_DATES:
        raise top.broken("dates", f"has {len(days)} days; 1 to {MOST_DATES} can be simulated together")
    return days


def _seeds(top: Table) -> tuple[int, ...]:
    count = top.count("seeds") if "seeds" in top else SEEDS
    if not 1 <= count <= MOST_SEEDS:
        raise top.broken("seeds", f"is not between 1 and {MOST_SEEDS}")
    return tuple(range(1, count + 1))


def _source(top: Table, demand: Tree, folder: Path | None) -> Source:
    """Takes the files out of what is said about demand."""
    files = {key: demand.pop(key) for key in ("file", "history") if key in demand}
    if len(files) > 1:
        raise top.broken("demand", "names a file and a history; there is one source of wishes")
    for key, value in files.items():
        if not isinstance(value, str) or not value:
            raise top.broken(f"demand.{key}", "is not a text")
        if demand:
            raise top.broken(f"demand.{next(iter(demand))}", f"says nothing beside demand.{key}")
        if folder is None:
            raise top.broken(
                f"demand.{key}", "names a file; only a scenario that is a file itself can do that"
            )
    return Source(**{key: folder / value for key, value in files.items() if folder})


def _region(top: Table, demand: Tree) -> Tree:
    """What is laid over the pack: what is written for it, the fleet, and what is said about demand."""
    over = top.tree("region") if "region" in top else {}
    if demand:
        over = merged(over, {"demand": demand})
    if "fleet" in top:
        over = {**over, **_fleet(top.table("fleet"))}
    return over


def _fleet(table: Table) -> Tree:
    """Vehicles all alike, with a duty each on every day: what takes the place of the pack's own."""
    vans = table.count("vans")
    places = {
        key: table.count(key) if key in table else default
        for key, default in (("seats", 8), ("wheelchairs", 1), ("prams", 2))
    }
    hours = [table.texts("hours")] if "hours" in table else []
    hours += [shift.texts("hours") for shift in table.tables("shift")]
    table.done()
    if not hours:
        raise table.broken("hours", "is missing")
    ids = [f"bus-{number}" for number in range(1, vans + 1)]
    duties = chain.from_iterable(_duties(van, hours, number) for number, van in enumerate(ids))
    return {
        "vehicle": [{"id": van, "name": f"Bus {van.rpartition('-')[2]}", **places} for van in ids],
        "duty": list(duties),
    }


def _duties(van: str, hours: list[tuple[str, ...]], number: int) -> Iterator[Tree]:
    """The duty of a vehicle: the hours are dealt out in turn."""
    yield {
        "id": van,
        "vehicle": van,
        "days": [str(day) for day in DayType],
        "hours": list(hours[number % len(hours)]),
    }


def _served(top: Table) -> Served:
    if "served" not in top:
        return Served()
    table = top.table("served")
    named = {
        key: frozenset(table.texts_or_none(key)) if key in table else frozenset()
        for key in ("municipalities", "ortsteile")
    }
    table.done()
    return Served(**named)


def _closed(top: Table) -> frozenset[str]:
    if "stops" not in top:
        return frozenset()
    table = top.table("stops")
    closed = frozenset(table.texts_or_none("closed"))
    table.done()
    return closed


def _desk(top: Table) -> Desk:
    if "desk" not in top:
        return Desk()
    table = top.table("desk")
    said = {name: table.count(key) for key, name in DESK.items() if key in table}
    table.done()
    return Desk(**said)


def _vary(table: Table) -> Vary:
    key, values = table.text("key"), table.values("values")
    table.done()
    if not values:
        raise table.broken("values", "is empty")
    if any(value in values[:number] for number, value in enumerate(values)):
        raise table.broken("values", "has a value twice")
    return Vary(key, values)


def _search(table: Table) -> Search:
    aims = {key: table.number(key) for key in ("at_least", "at_most") if key in table}
    search = Search(
        key=table.text("key"),
        first=table.count("from"),
        last=table.count("to"),
        figure=table.text("figure"),
        largest=table.flag("largest") if "largest" in table else False,
        **aims,
    )
    table.done()
    if len(aims) != 1:
        raise table.broken("at_least", "or at_most says what is aimed at; one of them")
    if search.last < search.first:
        raise table.broken("to", "is less than from")
    if search.figure not in {figure.key for figure in FIGURES}:
        raise table.broken("figure", f"{search.figure!r} is not a key figure")
    return search
