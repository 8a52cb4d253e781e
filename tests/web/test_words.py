from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility import declines
from mobility.bookings import Offer
from mobility.clock import HOUR, MINUTE, ServiceDay
from mobility.declines import Decline, Leg
from mobility.promises import Promise, TimeWindow
from mobility.region import Stop
from mobility.region.particulars import Fares
from web import refusals, times, words
from web.i18n import SOURCE, use_language

MONDAY = date(2026, 11, 23)
DAY = ServiceDay(MONDAY)
TICKETS = Fares(("Deutschlandticket",), "Es gilt der Tarif des Verkehrsverbunds.", ())
EXAMPLES: list[Decline] = [
    declines.NotInArea("nowhere"),
    declines.SameStop(),
    declines.TooShort(metres=640, least_m=1000),
    declines.OutsideHours(TimeWindow(5 * HOUR + 30 * MINUTE, 21 * HOUR + 30 * MINUTE)),
    declines.TooLate(datetime(2026, 11, 23, 16, tzinfo=UTC)),
    declines.TooFarAhead(date(2026, 12, 1)),
    declines.DayOver(),
    declines.PartyTooLarge(8),
    declines.NoVehicleFits(),
    declines.NoService(),
    declines.ServedByLine((Leg("580", "Bad Belzig", "reetz", "station", 7 * HOUR + 5 * MINUTE, 8 * HOUR),)),
    declines.NoPlace(),
    declines.Displaces(),
    declines.Unanswered(),
]


def stop(key: str, name: str, *, station: bool = False) -> Stop:
    return Stop(key, name, "Reetz", "Wiesenburg/Mark", "", 52.1, 12.4, station, key, (key,), ())


STOPS = {
    "reetz": stop("reetz", "Reetz, Ortsmitte"),
    "station": stop("station", "Bad Belzig, Bahnhof", station=True),
}


@pytest.fixture(autouse=True)
def _german_afterwards() -> object:
    yield
    use_language(SOURCE)


def test_every_decline_has_words() -> None:
    kinds = {kind for kind in vars(declines).values() if isinstance(kind, type) and issubclass(kind, Decline)}
    kinds -= {Decline}
    assert set(refusals.DECLINES) == kinds
    assert {type(example) for example in EXAMPLES} == kinds


@pytest.mark.parametrize("reason", EXAMPLES, ids=lambda reason: type(reason).__name__)
def test_a_decline_is_a_sentence_in_both_languages(reason: Decline) -> None:
    german = refusals.decline(reason, DAY, MONDAY, STOPS)
    use_language("en")
    english = refusals.decline(reason, DAY, MONDAY, STOPS)
    assert german != english
    for sentence in (german, english):
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert "%" not in sentence


def test_the_deadline_of_a_decline_is_told_in_local_time() -> None:
    assert (
        refusals.decline(EXAMPLES[4], DAY, MONDAY)
        == "Der Buchungsschluss für diese Fahrt war heute, 17:00 Uhr."
    )


def test_a_decline_by_a_line_names_line_stops_and_times_of_both_legs() -> None:
    # B11
    first = Leg("572", "Wiesenburg", "reetz", "station", 7 * HOUR + 5 * MINUTE, 7 * HOUR + 30 * MINUTE)
    second = Leg("RE7", "Dessau", "station", "reetz", 7 * HOUR + 41 * MINUTE, 7 * HOUR + 52 * MINUTE)
    told = refusals.decline(declines.ServedByLine((first, second)), DAY, MONDAY, STOPS)
    assert "Linie 572 fährt um 7:05 Uhr an der Haltestelle Reetz, Ortsmitte ab" in told
    assert "kommt um 7:30 Uhr am Bahnhof Bad Belzig an" in told
    assert "Dann fährt die Linie RE7 um 7:41 Uhr am Bahnhof Bad Belzig ab" in told


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_a_line_is_told_with_the_clock_of_that_day_also_when_the_clocks_change(day: date) -> None:
    # GTFS counts from noon minus twelve hours
    leg = Leg("580", "", "reetz", "station", 8 * HOUR + 5 * MINUTE, 8 * HOUR + 30 * MINUTE)
    told = refusals.decline(declines.ServedByLine((leg,)), ServiceDay(day), day, STOPS)
    assert "um 8:05 Uhr" in told
    assert "um 8:30 Uhr" in told


def offer(**times_s: int) -> Offer:
    window = TimeWindow(times_s.get("start", 50_700), times_s.get("end", 51_300))
    return Offer(Promise(window, times_s.get("arrive_by", 53_280), 34 * MINUTE), 18 * MINUTE)


def test_a_promise_to_a_train_reads_as_people_say_it() -> None:
    journey = words.Journey(
        DAY,
        MONDAY,
        words.at_stop("Reppinichen", station=False),
        words.at_stop("Bad Belzig, Bahnhof", station=True),
        offer(),
        departs=14 * HOUR + 58 * MINUTE,
    )
    assert words.promise(journey) == [
        "Wir holen Sie heute zwischen 14:05 und 14:15 Uhr an der Haltestelle Reppinichen ab.",
        "Spätestens um 14:48 Uhr sind Sie am Bahnhof Bad Belzig.",
        "Ihr Zug fährt um 14:58 Uhr.",
    ]
    assert words.ceiling(journey.offer) == "Höchstens 34 Minuten unterwegs, direkt wären es 18 Minuten."


def test_a_promise_from_a_train_begins_with_the_train() -> None:
    journey = words.Journey(
        DAY, MONDAY - timedelta(days=3), "am Bahnhof Bad Belzig", "in Reetz", offer(), arrives=50_400
    )
    assert words.promise(journey)[:2] == [
        "Ihr Zug kommt um 14:00 Uhr an.",
        "Wir holen Sie am Mo., 23. Nov. zwischen 14:05 und 14:15 Uhr am Bahnhof Bad Belzig ab.",
    ]


@given(seconds=st.integers(0, 26 * HOUR))
def test_no_time_on_a_page_says_more_than_is_promised(seconds: int) -> None:
    hours, minutes = times.arrival(DAY, seconds).split(":")
    shown = (int(hours) * 60 + int(minutes)) * MINUTE
    assert 0 <= (shown - seconds) % (24 * HOUR) < MINUTE
    at_least = times.at_least(seconds)
    assert times.duration(seconds) == at_least or seconds % MINUTE


@pytest.mark.parametrize(
    ("day", "seconds", "shown"),
    [
        (date(2026, 3, 29), 90 * MINUTE, "0:30"),  # the clocks go forward: the day counts from an hour before
        (date(2026, 3, 29), 4 * HOUR, "4:00"),
        (date(2026, 10, 25), 2 * HOUR, "2:00"),  # the second of the two: winter time
        (date(2026, 10, 25), 8 * HOUR, "8:00"),
        (date(2026, 11, 23), 25 * HOUR, "1:00"),
    ],
)
def test_times_are_those_of_the_clock_on_the_wall(day: date, seconds: int, shown: str) -> None:
    assert times.clock_time(ServiceDay(day), seconds) == shown


def test_a_ride_after_midnight_belongs_to_the_next_day_in_words() -> None:
    assert times.at(DAY, 25 * HOUR, MONDAY) == "morgen, 1:00 Uhr"


def test_the_surcharge_is_told_in_euros_of_the_language() -> None:
    assert "2,50 Euro" in words.fare(TICKETS, 250)
    use_language("en")
    assert "2.50 euros" in words.fare(TICKETS, 250)


def test_emphasis_never_lets_markup_through() -> None:
    assert str(times.emphasise_times("<i>7:35</i>")) == '&lt;i&gt;<b class="time">7:35</b>&lt;/i&gt;'
