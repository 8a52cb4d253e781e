"""What a simulation leaves behind as files: figures, events, runs."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

from dispatch.events import Header, write_events
from dispatch.figures import Figures, across
from dispatch.record import DayRecord, DrivenCall
from dispatch.scenarios.model import Scenario, Variant
from dispatch.scenarios.running import Cell
from mobility.region import Region

FORMAT = "rufbus-figures/1"
RUNS = (
    "date", "shift", "vehicle", "call", "stop", "name", "metres", "arrives_s", "departs_s", "on", "off",
    "absent", "on_board",
)  # fmt: skip
"""Columns of the runs; ``on_board`` counts passengers after the call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What results were made from.

    Parameters
    ----------
    region
        Fingerprint of the data (:func:`dispatch.scenarios.region_digest`).
    program
        Version of this program.
    """

    region: str
    program: str


def figures_json(
    scenario: Scenario, source: Source, results: Sequence[tuple[Variant, Mapping[int, Figures]]]
) -> str:
    """The figures of all variants and seeds, their means and intervals; the same for the same results.

    Parameters
    ----------
    scenario
        As it was written.
    source
        What it was simulated on.
    results
        Each variant with its figures by seed.
    """
    content = {
        "format": FORMAT,
        "scenario": {"name": scenario.name, "aim": scenario.aim, "owner": scenario.owner},
        "digest": {"scenario": scenario.digest, "region": source.region},
        "program": source.program,
        "dates": [day.isoformat() for day in scenario.dates],
        "variants": [_variant(variant, cells) for variant, cells in results],
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _variant(variant: Variant, cells: Mapping[int, Figures]) -> dict[str, Any]:
    return {
        "number": variant.number,
        "label": dict(variant.label),
        "across": across(list(cells.values())).to_json(),
        "seeds": [{"seed": seed, **figures.to_json()} for seed, figures in cells.items()],
    }


def events_text(region: Region, seed: int, cell: Cell) -> str:
    """What happened on all days of a simulation, one log after the other."""
    return "".join(
        write_events(Header(service_day=record.service_day.date, region=region.slug, seed=seed), events)
        for record, events in zip(cell.records, cell.events, strict=True)
    )


def runs_csv(records: Sequence[DayRecord], region: Region) -> str:
    """What was driven, one line for each time a vehicle stood somewhere."""
    text = StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(RUNS)
    for record in records:
        table.writerows(_rows(record, region))
    return text.getvalue()


def _rows(record: DayRecord, region: Region) -> Iterator[tuple[object, ...]]:
    passengers = {asking.request.reference: asking.request.needs.passengers for asking in record.askings}
    for drive in record.drives:
        on_board = 0
        for number, call in enumerate(drive.calls, start=1):
            on_board += sum(passengers[moment.reference] for moment in call.on)
            on_board -= sum(passengers[moment.reference] for moment in call.off)
            yield (
                record.service_day.date.isoformat(),
                drive.shift.id,
                drive.shift.vehicle.name,
                number,
                call.stop,
                region.stops[call.stop].name if call.stop in region.stops else "",
                call.metres,
                call.arrives,
                call.departs,
                *_who(call),
                on_board,
            )


def _who(call: DrivenCall) -> tuple[str, str, str]:
    on = " ".join(moment.reference for moment in call.on)
    off = " ".join(moment.reference for moment in call.off)
    return on, off, " ".join(call.absent)
