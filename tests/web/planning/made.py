"""Results made up in a moment, so that pages have something to show: arithmetic on what a scenario says."""

import tomllib
from random import Random

from dispatch import studies
from dispatch.figures import FIGURES, Figures, Unit
from dispatch.office import Office
from mobility.store.cells import Claim
from mobility.store.studies import StoredResult
from mobility.studies import Study

ASKED = 120


def made_up(office: Office, held: Claim) -> StoredResult:
    """Figures of a service that gets better, and dearer, with every van."""
    del office
    tree = tomllib.loads(held.text)
    vans = tree.get("fleet", {}).get("vans", 3)
    notice = tree.get("region", {}).get("policy", {}).get("notice_min", 60)
    chance = Random(held.key.seed)  # noqa: S311 - made up, and the same each time
    service = min(1.0, 0.45 + 0.12 * vans - notice / 1000 + chance.uniform(-0.02, 0.02))
    values: dict[str, float | int | None] = {
        figure.key: round(100 * chance.random() + 10 * vans, 3) for figure in FIGURES
    }
    values |= {figure.key: round(chance.random(), 3) for figure in FIGURES if figure.unit is Unit.SHARE}
    declined = round(ASKED * (1 - service))
    values |= {
        "asked": ASKED,
        "declined": declined,
        "service_level": round(service, 4),
        "riders": ASKED - declined,
        "subsidy_cents": 45_000 * vans + chance.randrange(5000),
        "cost_cents": 60_000 * vans,
        "trains_caught_share": None,
    }
    group = {
        "asked": 24,
        "declined": declined // 5,
        "declined_share": 1 - service,
        "riders": 20,
        "service_level": service,
        "wait_mean_s": 400,
    }
    by = {
        "ortsteil": {"Reetz": group, "Lütte": {**group, "asked": 2}, "Ragösen": group},
        "hour": {"07": group, "08": group, "13": group},
        "need": {"none": group, "wheelchair": {**group, "asked": 1}},
        "purpose": {"doctor": group},
        "municipality": {
            "Bad Belzig": {**group, "cost_cents": 1000, "revenue_cents": 100, "subsidy_cents": 900},
            "Wiesenburg/Mark": {**group, "cost_cents": 2000, "revenue_cents": 100, "subsidy_cents": 1900},
        },
    }
    return StoredResult(dict(Figures(values, by).to_json()), b"", b"", f"{vans}-{held.key.seed}")


SCENARIO = """
name = "Vorlauf 30 statt 60 Minuten"
aim = "Was ändert sich, wenn man später buchen kann?"
owner = "Stadt Bad Belzig"
dates = ["2026-11-24"]
seeds = 3
[[vary]]
key = "region.policy.notice_min"
values = [60, 30]
"""

GRID = """
name = "Gemeinden und Fahrzeuge"
dates = ["2026-11-24"]
seeds = 3
[fleet]
vans = 3
hours = ["05:00", "22:00"]
[[vary]]
key = "served.municipalities"
values = [["Bad Belzig"], ["Bad Belzig", "Wiesenburg/Mark"]]
[[vary]]
key = "fleet.vans"
values = [2, 3, 4]
"""

SEARCH = """
name = "Wie viele Fahrzeuge für 90 % der Wünsche?"
dates = ["2026-11-24"]
seeds = 2
[fleet]
vans = 3
hours = ["05:00", "22:00"]
[search]
key = "fleet.vans"
from = 1
to = 8
figure = "service_level"
at_least = 0.9
"""


def submitted(office: Office, text: str = SCENARIO) -> Study:
    """A study that nobody has begun."""
    return studies.submit(office, "paula", text)


def compute(office: Office, cells: int = 1000) -> None:
    """Let a worker compute so many cells."""
    for _ in range(cells):
        if not studies.work(office, "w", compute=made_up):
            return


def finished(office: Office, text: str = SCENARIO) -> Study:
    """A study with all its results."""
    study = submitted(office, text)
    compute(office)
    return studies.study(office, study.id)
