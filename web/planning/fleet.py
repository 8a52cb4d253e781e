"""A fleet of which the form says only a part: the rest is that of today."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from mobility.calendar import DayType
from mobility.promises import TimeWindow
from mobility.region import Region
from mobility.region.toml import Tree


def complete(tree: Tree, region: Region) -> None:
    """Fill in what a scenario with another fleet leaves open: vehicles and duties as they are today.

    Duties are dealt out to the vehicles in turn, so that as many vehicles as today drive as they do today.
    """
    named = {str(key).partition(".")[0] for key in _varied(tree)}
    if "fleet" not in tree and "fleet" not in named:
        return
    fleet = tree.setdefault("fleet", {})
    usual, _ = Counter(vehicle.capacity for vehicle in region.vehicles).most_common(1)[0]
    fleet.setdefault("vans", len(region.vehicles))
    fleet.setdefault("seats", usual.seats)
    fleet.setdefault("wheelchairs", usual.wheelchairs)
    fleet.setdefault("prams", usual.prams)
    if "hours" not in fleet and "shift" not in fleet:
        fleet["shift"] = [{"hours": hours} for hours in duty_hours(region, _first_day(tree))]


def dealt(tree: Tree) -> str:
    """A warning that some vehicles of a scenario get the same duty as others; empty if none does.

    Who adds vehicles expects more of the day to be covered; duties dealt out in turn repeat themselves.
    """
    shifts = tree.get("fleet", {}).get("shift", [])
    vans = max(_numbers_of_vans(tree), default=0)
    if not 1 < len(shifts) < vans:
        return ""
    start, end = (str(time).removeprefix("0") for time in shifts[0]["hours"])
    return (
        f"Dienste werden reihum vergeben: Das {len(shifts) + 1}. Fahrzeug bekommt wieder den ersten Dienst, "
        f"{start} bis {end} Uhr. Sollen alle Fahrzeuge länger fahren, geben Sie bei den Fahrzeugen "
        "„Dienst jedes Fahrzeugs“ an."
    )


def duty_hours(region: Region, day: date) -> list[list[str]]:
    """The duties of a day as a scenario says them; if it has none, of a school day or all service hours."""
    duties = [duty.hours for duty in region.roster if region.day_type(day) in duty.days]
    duties = duties or [duty.hours for duty in region.roster if DayType.SCHOOL_DAY in duty.days]
    return [as_clocks(hours) for hours in duties or [region.policy(day).hours]]


def as_clocks(hours: TimeWindow) -> list[str]:
    """Two times as a scenario says them.

    >>> as_clocks(TimeWindow(18_000, 79_200))
    ['05:00', '22:00']
    """
    return [f"{time // 3600:02}:{time // 60 % 60:02}" for time in (hours.start, hours.end)]


def _numbers_of_vans(tree: Tree) -> Iterator[int]:
    """How many vehicles a scenario may have, of all its variants."""
    search = tree.get("search", {})
    grids = [each["values"] for each in tree.get("vary", []) if each.get("key") == "fleet.vans"]
    yield from (value for values in grids for value in values if isinstance(value, int))
    if search.get("key") == "fleet.vans":
        yield search["to"]
    elif not grids and isinstance(vans := tree.get("fleet", {}).get("vans"), int):
        yield vans


def _varied(tree: Tree) -> Iterator[object]:
    yield from (each.get("key") for each in tree.get("vary", []))
    yield tree.get("search", {}).get("key")


def _first_day(tree: Tree) -> date:
    return date.fromisoformat(str(tree["dates"][0]))
