"""Events as lines of JSON, and back: the same bytes for the same events."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from dispatch.effort import Effort
from dispatch.events.model import (
    Answered,
    Asked,
    Decided,
    Event,
    Happened,
    Header,
    Improved,
    Stage,
    Step,
)
from mobility import answers
from mobility.bookings import Anchor, RideRequest, Wish
from mobility.errors import MobilityError
from mobility.fleet import Shift, Vehicle
from mobility.needs import Load, Needs
from mobility.plan import Run, Visit, VisitKind
from mobility.promises import TimeWindow

FORMAT = "events/1"

Json = dict[str, Any]
Found = TypeVar("Found")


@dataclass
class BrokenLog(MobilityError):
    """An event log that cannot be read.

    Parameters
    ----------
    file
        What it is called.
    line
        As an editor counts it.
    reason
        What is wrong.
    """

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.reason}"


def write_events(header: Header, events: Iterable[Event]) -> str:
    """A whole log: the header, then one event a line, in the order given."""
    lines = [_header_to_json(header), *map(to_json, events)]
    return "".join(f"{json.dumps(line, ensure_ascii=False, separators=(',', ':'))}\n" for line in lines)


def read_events(text: str, file: str = "events.jsonl") -> tuple[Header, tuple[Event, ...]]:
    """The log that was written.

    Raises
    ------
    BrokenLog
        If it is of another format, or a line is none of ours.
    """
    first, *others = text.removesuffix("\n").split("\n")
    header = _read(file, 1, first, _header_from_json)
    return header, tuple(_read(file, number, line, from_json) for number, line in enumerate(others, start=2))


def to_json(event: Event) -> Json:
    """An event as plain JSON values; what is not known is left out."""
    found: Json = {"at": event.at, "event": event.event}
    match event:
        case Asked():
            found |= _request_to_json(event.request)
            found |= {"purpose": event.purpose, "home": event.home, "patience": event.patience}
        case Answered():
            found |= {"reference": event.reference, "answer": answers.encode(event.answer)}
        case Decided():
            offer = answers.encode((event.offer,)) if event.offer else None
            found |= {"reference": event.reference, "offer": offer}
        case Improved():
            found["runs"] = {run.shift: _visits_to_json(run) for run in event.runs}
            found["effort"] = asdict(event.effort) if event.effort else None
        case Happened():
            found |= {"reference": event.reference, "shift": event.shift, "stop": event.stop}
    if not isinstance(event, Asked | Happened):
        found["version"] = event.version
    return {key: value for key, value in found.items() if value is not None and value != ""}


def from_json(line: Json) -> Event:
    """The event that was written.

    Raises
    ------
    KeyError, TypeError, ValueError
        If it is none of ours.
    """
    at, event, reference = _whole(line["at"]), line["event"], line.get("reference", "")
    version = line.get("version")
    if event == Asked.event:
        words = {key: line[key] for key in ("purpose", "home", "patience") if key in line}
        return Asked(at=at, request=_request_from_json(line), **words)
    if event in {"offered", "declined"}:
        return Answered(at=at, reference=reference, answer=answers.decode(line["answer"]), version=version)
    if event == Improved.event:
        effort = Effort(**line["effort"]) if "effort" in line else None
        runs = tuple(_run_from_json(shift, visits) for shift, visits in line["runs"].items())
        return Improved(at=at, runs=runs, effort=effort, version=version)
    if event in set(Step):
        stored = answers.decode(line["offer"]) if "offer" in line else None
        offer = stored[0] if isinstance(stored, tuple) else None
        return Decided(at=at, step=Step(event), reference=reference, offer=offer, version=version)
    shift, stop = line.get("shift", ""), line.get("stop", "")
    return Happened(at=at, stage=Stage(event), reference=reference, shift=shift, stop=stop)


def _read(file: str, number: int, text: str, reader: Callable[[Json], Found]) -> Found:
    try:
        return reader(json.loads(text))
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise BrokenLog(
            file, number, f"is no line of an event log ({type(error).__name__}: {error})"
        ) from None


def _header_to_json(header: Header) -> Json:
    day = header.service_day.isoformat()
    found: Json = {"format": FORMAT, "service_day": day, "region": header.region, "seed": header.seed}
    return found | ({"shifts": [_shift_to_json(shift) for shift in header.shifts]} if header.shifts else {})


def _header_from_json(line: Json) -> Header:
    if line["format"] != FORMAT:
        raise ValueError(f"format {line['format']!r}, this program knows {FORMAT!r}")
    day = date.fromisoformat(line["service_day"])
    shifts = tuple(_shift_from_json(shift) for shift in line.get("shifts", ()))
    return Header(service_day=day, region=line["region"], seed=line["seed"], shifts=shifts)


def _shift_to_json(shift: Shift) -> Json:
    hours = [shift.hours.start, shift.hours.end]
    return {"id": shift.id, "vehicle": asdict(shift.vehicle), "depot": shift.depot, "hours": hours}


def _shift_from_json(line: Json) -> Shift:
    vehicle = line["vehicle"]
    van = Vehicle(vehicle["id"], vehicle["name"], Load(**vehicle["capacity"]))
    return Shift(line["id"], van, line["depot"], TimeWindow(*map(_whole, line["hours"])))


def _request_to_json(request: RideRequest) -> Json:
    wish = request.wish
    return {
        "reference": request.reference,
        "origin": request.origin,
        "destination": request.destination,
        "anchor": wish.anchor.value,
        "wish": wish.time,
        "train": wish.train,
        "needs": asdict(request.needs),
        "asked_at": request.asked_at.isoformat(),
    }


def _request_from_json(line: Json) -> RideRequest:
    asked_at = datetime.fromisoformat(line["asked_at"])
    if asked_at.tzinfo is None:
        raise ValueError(f"asked_at {line['asked_at']!r} has no time zone")
    return RideRequest(
        reference=line["reference"],
        origin=line["origin"],
        destination=line["destination"],
        wish=Wish(Anchor(line["anchor"]), _whole(line["wish"]), line.get("train")),
        needs=Needs(**line["needs"]),
        asked_at=asked_at,
    )


def _visits_to_json(run: Run) -> list[list[str | int]]:
    return [[visit.reference, visit.kind.value, visit.stop, visit.time] for visit in run.visits]


def _run_from_json(shift: str, visits: Iterable[list[Any]]) -> Run:
    return Run(shift, tuple(Visit(ref, VisitKind(kind), stop, _whole(at)) for ref, kind, stop, at in visits))


def _whole(value: object) -> int:
    """A number of seconds; JSON also knows others."""
    if not isinstance(value, int):
        raise TypeError(f"{value!r} is not a whole number")
    return value
