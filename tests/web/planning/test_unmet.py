"""Wishes without a ride: all of simulated people, of real ones only what tells of nobody (B45)."""

import re
from itertools import count

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch.figures.suppression import LEAST_RIDES, TOTAL
from dispatch.record import DayRecord, Fate
from mobility.accounts import Role
from mobility.clock import HOUR, ServiceDay
from tests.web.conftest import TUESDAY_AT_EIGHT, Site
from tests.web.planning.recorded import asking, computed
from tests.web.staff import hire, sign_in
from web.planning.pictured import Pictured
from web.planning.unmet import Unmet, unmet, unmet_layer

NOVEMBER = ServiceDay(TUESDAY_AT_EIGHT.date())
PLACES, WHY = ("Lütte", "Reetz", "Ragösen"), ("NoPlace", "TooLate")


@pytest.fixture
def paula(site: Site) -> FlaskClient:
    """A planner at work."""
    hire(site.office.db, "paula", Role.PLANNER)
    return sign_in(site.app, "paula")


def found(site: Site, wishes: list[tuple[str, str, int]], *, real: bool, others: int = 0) -> Unmet:
    """What is told of wishes: where, why not, and at which hour; so many more of each Ortsteil cancelled."""
    numbers = count(1)
    askings = tuple(
        asking(site.office, next(numbers), ortsteil, Fate.DECLINED, reason=reason, at=hour * HOUR)
        for ortsteil, reason, hour in wishes
    ) + tuple(
        asking(site.office, next(numbers), place, Fate.CANCELLED) for place in PLACES for _ in range(others)
    )
    record = DayRecord(service_day=NOVEMBER, askings=askings, drives=())
    return unmet(site.office.region, Pictured(title="", back=("", ""), records=(record,), real=real))


def told(where: Unmet, row: str, column: str = TOTAL) -> int | None:
    cell = where.places.cells[row, column]
    return None if cell is None else cell.rides


def test_given_simulated_wishes_when_they_are_counted_then_all_are_told(site: Site) -> None:
    where = found(site, [("Lütte", "NoPlace", 7), ("Lütte", "TooLate", 8)], real=False)

    assert (told(where, "Lütte"), told(where, "Lütte", "NoPlace"), told(where, "Reetz")) == (2, 1, 0)
    assert {hour: each.rides for hour, each in where.hours.items() if each} == {"07": 1, "08": 1}
    assert where.listed()[0][3] == "alle Fahrzeuge unterwegs oder besetzt: 1; nach Buchungsschluss: 1"


def test_given_wishes_that_a_line_serves_when_they_are_counted_then_they_are_not_among_them(
    site: Site,
) -> None:
    where = found(site, [("Lütte", "ServedByLine", 7), ("Lütte", "NoPlace", 7)], real=False)

    assert told(where, TOTAL) == 1


def test_given_few_real_wishes_when_they_are_counted_then_neither_place_nor_hour_is_told(site: Site) -> None:
    where = found(site, [("Lütte", "NoPlace", 7)] * 4, real=True)

    assert told(where, TOTAL) is None
    assert not any(where.hours.values())
    assert unmet_layer(site.office.region, where)["features"] == []


def test_given_many_real_wishes_when_they_are_counted_then_safe_numbers_are_told(site: Site) -> None:
    numbers = {("Lütte", "NoPlace"): 30, ("Reetz", "NoPlace"): 20, ("Ragösen", "NoPlace"): 3}
    numbers |= {("Lütte", "TooLate"): 6, ("Reetz", "TooLate"): 6}
    wishes_of_many = [(*cell, 7) for cell, n in numbers.items() for _ in range(n)]
    where = found(site, wishes_of_many, real=True, others=6)

    assert [told(where, name) for name in ("Lütte", "Ragösen", TOTAL)] == [36, None, 65]
    drawn = unmet_layer(site.office.region, where)["features"]
    assert [each["properties"]["text"] for each in drawn] == ["36"]


wishes = st.lists(
    st.tuples(st.sampled_from(PLACES), st.sampled_from(WHY), st.integers(5, 7)), min_size=1, max_size=40
)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(wishes)
def test_given_any_real_wishes_when_they_are_told_then_no_number_is_unsafe(
    site: Site, some: list[tuple[str, str, int]]
) -> None:
    where = found(site, some, real=True)
    numbers = [*where.places.cells.values(), *where.hours.values()]

    assert all(number is None or number.rides >= LEAST_RIDES for number in numbers)
    known = sum(number.rides for number in where.hours.values() if number)
    assert known <= (where.total.rides if where.total else 0)


def test_given_a_computed_cell_when_it_is_opened_then_page_map_and_table_say_the_same(
    site: Site, paula: FlaskClient
) -> None:
    way = f"/planung/{computed(site.office).id}/variante/1/durchlauf/1/ohne-fahrt"

    page, layer, table = paula.get(way), paula.get(f"{way}.geojson"), paula.get(f"{way}.csv")

    texts = [each["properties"]["text"] for each in layer.json["features"]]  # type: ignore[index]
    assert texts == ["1", "2"]
    for each in layer.json["features"]:  # type: ignore[index]
        assert f'id="{each["properties"]["entries"][0]}"' in page.text
    lines = table.text.splitlines()
    reasons = "alle Fahrzeuge unterwegs oder besetzt;außerhalb der Bedienzeit"
    assert lines[0] == f"\ufeffOrtsteil oder Stunde;{reasons};zusammen"
    assert "Reetz;1;1;2" in lines
    assert "alle Ortsteile;2;1;3" in lines
    assert "7 Uhr;;;1" in lines


def test_given_the_real_service_when_nothing_may_be_told_then_the_page_says_why(paula: FlaskClient) -> None:
    page = paula.get("/planung/betrieb/ohne-fahrt?monat=2026-09").text

    assert "Zahlen unter 5 Fahrten oder von weniger als 3 Personen fehlen" in page
    assert "Für diesen Monat ist nichts zu zeigen" in page
    assert not re.search(r"<td[^>]*>\d", page)
    table = paula.get("/planung/betrieb/ohne-fahrt.csv?monat=2026-09").text.splitlines()
    assert not any(re.search(r";\d", line) for line in table)
