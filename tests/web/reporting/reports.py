"""A report made up in a moment: figures that get better, and dearer, with every van."""

from datetime import date
from random import Random

from dispatch.figures import FIGURES, Figures, Unit, Value
from mobility.region import Region
from web.charts import Goal
from web.reporting import Outcome, Report

SEEDS = (1, 2, 3)


def values(chance: Random, vans: int, asked: int) -> dict[str, Value]:
    """All figures of some wishes, with this many vans."""
    found: dict[str, Value] = {figure.key: round(chance.random(), 3) for figure in FIGURES}
    found |= {figure.key: asked // 2 for figure in FIGURES if figure.unit is Unit.COUNT}
    level = min(1.0, 0.5 + 0.1 * vans + chance.uniform(-0.01, 0.01))
    found |= {"asked": asked, "service_level": level, "declined_share": 1 - level, "wheelchair_gap": 2.0}
    return found | {"cost_cents": 60_000 * vans + chance.randrange(500), "trains_caught_share": None}


def figures(region: Region, seed: int, vans: int) -> Figures:
    """The figures of one simulation."""
    chance = Random(f"{seed}:{vans}")  # noqa: S311 - no secret
    groups = {
        "ortsteil": [ort.name for ort in region.ortsteile],
        "municipality": list(region.municipalities),
        "hour": ["05", "07", "13"],
        "need": ["none", "wheelchair"],
        "purpose": ["shopping"],
        "reason": ["NoPlace", "TooLate"],
    }
    by = {
        dimension: {name: values(chance, vans, number + 5) for number, name in enumerate(names)}
        for dimension, names in groups.items()
    }
    return Figures(values(chance, vans, 100), by)


def made_up(
    region: Region,
    vans: tuple[int, ...] = (2, 3, 4),
    *,
    name: str = "Wie viele Fahrzeuge?",
    aim: str = "Neun von zehn Wünschen binnen 20 Minuten.",
    owner: str = "Stadt Bad Belzig",
    label: str = "Zahl der Fahrzeuge: {}",
) -> Report:
    """A report about these numbers of vans."""
    outcomes = tuple(
        Outcome(
            number=number,
            name=label.format(count),
            value=count,
            figures={seed: figures(region, seed, count) for seed in SEEDS},
        )
        for number, count in enumerate(vans, start=1)
    )
    return Report(
        name=name,
        aim=aim,
        owner=owner,
        region=region,
        dates=(date(2026, 11, 24),),
        seeds=SEEDS,
        within=1200,
        changes=(("Vorlauf der Buchung", "30 Minuten"),),
        demand="erdacht",
        varied="Zahl der Fahrzeuge",
        answer="",
        goal=Goal(0.9, "Ziel: 90 %"),
        outcomes=outcomes,
        before=1,
        after=len(vans),
        rules="Genehmigung Version 1, Kostenschlüssel Version 1",
        region_digest="ab" * 32,
        scenario_digest="cd" * 32,
        program="0123456789ab",
        command="./rufbus simulate fahrzeuge.toml",
    )
