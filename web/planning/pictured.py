"""What maps and tables of a page are made from: one simulation of a study, or a month of the real service."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from flask import abort, request, url_for

from dispatch import studies
from dispatch.accounting import Month, NoMonth
from dispatch.office import Office, day_on, rides_on
from dispatch.record import Asking, DayRecord
from dispatch.recording import as_planned
from dispatch.scenarios import read_scenario
from mobility.clock import ServiceDay
from mobility.region import Region
from web import times
from web.planning.labels import variant_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictured:
    """Days that a page shows.

    Parameters
    ----------
    title
        What they are, in words.
    back
        Address of the page about it, and what that is called.
    records
        What became of them.
    real
        Whether they tell of real people, so that only safe numbers may be shown (B45).
    riders
        By reference, anything that tells people apart; a request stands for itself without.
    """

    title: str
    back: tuple[str, str]
    records: tuple[DayRecord, ...]
    real: bool
    riders: Mapping[str, str] = field(default_factory=dict, repr=False)

    def askings(self) -> Iterator[tuple[Asking, str]]:
        """All requests, each with who asked."""
        for record in self.records:
            for asking in record.askings:
                reference = asking.request.reference
                yield asking, self.riders.get(reference, f"{record.service_day.date} {reference}")


def simulated(office: Office, study_id: str, number: int, seed: int) -> Pictured:
    """One simulation; 404 if it is of another region than these pages, as maps would not fit.

    Raises
    ------
    UnknownStudy, UnknownCell
        If there is no such study, or no result.
    """
    study = studies.study(office, study_id)
    records = studies.cell_record(office, study_id, number, seed)
    variant = next(each for each in study.variants if each.number == number)
    scenario = read_scenario(variant.text)
    if scenario.base != office.region.slug:
        abort(404)
    address = url_for("planning_details.show", study_id=study_id, number=number)
    return Pictured(
        title=f"{study.name}: {variant_words(variant.label)}, Durchlauf {seed}",
        back=(address, variant_words(variant.label)),
        records=records,
        real=scenario.source.history is not None,
    )


def served(office: Office) -> tuple[Pictured, Month]:
    """The real service in the month that the address names, the last that is over without; and the month.

    Only whole months: from numbers of periods that overlap, those of a single day could be calculated.
    A month that is not over is empty.
    """
    today = ServiceDay.of(office.clock()).date
    month = _asked_month(Month.of(today).before)
    over = month.last < today
    books = [(day, rides_on(office, day)) for day in month.days(until=month.last)] if over else []
    pictured = Pictured(
        title=times.month_name(month.first),
        back=(url_for("planning.overview"), "Planung"),
        records=tuple(
            as_planned(office.region, day_on(office, day), rides, office.travel)
            for day, rides in books
            if rides
        ),
        real=True,
        riders={
            ride.request.reference: ride.contact.phone for _, rides in books for ride in rides if ride.contact
        },
    )
    return pictured, month


def ortsteil_of(region: Region, stop: str) -> str:
    """The Ortsteil in which a stop lies; empty if the region has no such stop any more."""
    return region.stops[stop].ortsteil if stop in region.stops else ""


def _asked_month(usual: Month) -> Month:
    try:
        return Month.read(request.args.get("monat", ""))
    except NoMonth:
        return usual
