"""What a scenario simulates: its region, with other rules and fleet, and the stops that are served."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from dispatch.scenarios.model import BrokenScenario, Scenario
from dispatch.travel import TravelTimes, load_travel
from mobility.errors import BrokenRegion
from mobility.region import PACKS, Region, load_region

BASE = "base.toml"


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A scenario ready to be simulated.

    Parameters
    ----------
    scenario
        Without grid or search.
    region
        The region as it would be.
    travel
        Driving times between the stops that are served.
    """

    scenario: Scenario
    region: Region
    travel: TravelTimes


def prepare(scenario: Scenario) -> Setting:
    """The region of a scenario, as it would be.

    Raises
    ------
    BrokenScenario
        If there is no such region, it must not be like that, or the scenario names places it does not have.
    """
    try:
        region = load_region(scenario.base, scenario.region)
        travel = load_travel(region.folder)
    except BrokenRegion as error:
        raise _broken(scenario, error) from None
    _check_dates(scenario, region)
    return Setting(scenario=scenario, region=region, travel=travel.among(_served(scenario, region)))


def _check_dates(scenario: Scenario, region: Region) -> None:
    """Refuse days without a timetable: no train, no line, and so other wishes and other answers."""
    if region.timetable.valid is None:
        return
    first, last = region.timetable.valid
    for day in scenario.dates:
        if not first <= day <= last:
            reason = f"has {day}, but the timetable of {region.slug} is valid from {first} to {last} only"
            raise BrokenScenario(scenario.file, "dates", reason)


def _broken(scenario: Scenario, error: BrokenRegion) -> BrokenScenario:
    """Whether the scenario or the pack itself is to blame."""
    try:
        load_travel(load_region(scenario.base).folder)
    except BrokenRegion as fault:
        return BrokenScenario(scenario.file, "base", f"{scenario.base!r} is no region pack: {fault}")
    key, _, reason = error.reason.partition(" ")
    return BrokenScenario(scenario.file, f"region.{key}", reason)


def _served(scenario: Scenario, region: Region) -> frozenset[str]:
    """Stops at which the service calls; vehicles begin and end at their depots in any case."""
    _check(scenario, "served.municipalities", scenario.served.municipalities, set(region.municipalities))
    ortsteile = {ortsteil.name for ortsteil in region.ortsteile}
    _check(scenario, "served.ortsteile", scenario.served.ortsteile, ortsteile)
    _check(scenario, "stops.closed", scenario.closed, set(region.stops))
    open_stops = {
        stop.id
        for stop in region.stops.values()
        if not scenario.served
        or stop.municipality in scenario.served.municipalities
        or stop.ortsteil in scenario.served.ortsteile
    }
    depots = {region.depot, *(duty.depot for duty in region.roster)}
    return frozenset(open_stops - scenario.closed | depots)


def _check(scenario: Scenario, key: str, named: frozenset[str], known: set[str]) -> None:
    for name in sorted(named - known):
        raise BrokenScenario(scenario.file, key, f"names {name!r}, which the region does not have")


def region_digest(folder: Path) -> str:
    """Fingerprint of all data of a region pack and of what holds in every region."""
    digest = sha256()
    files = [*sorted(path for path in folder.iterdir() if path.is_file()), PACKS / BASE]
    for path in files:
        digest.update(path.name.encode() + sha256(path.read_bytes()).digest())
    return digest.hexdigest()
