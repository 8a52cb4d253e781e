"""A day in motion: what the map is told, and the list that says the same without it."""

from itertools import pairwise

import pytest
from flask.testing import FlaskClient

from dispatch.record import Drive
from mobility.accounts import Role
from mobility.clock import ServiceDay
from tests.web.conftest import TUESDAY_AT_EIGHT, Site
from tests.web.planning.recorded import EIGHT, computed, day
from tests.web.staff import hire, sign_in
from web.planning.pictured import Pictured
from web.planning.replay import in_order, replayed

NOVEMBER = ServiceDay(TUESDAY_AT_EIGHT.date())
TWO_DAYS = 'name = "Zwei Tage"\ndates = ["2026-11-24", "2026-11-25"]\nseeds = 1\n'


@pytest.fixture
def paula(site: Site) -> FlaskClient:
    """A planner at work."""
    hire(site.office.db, "paula", Role.PLANNER)
    return sign_in(site.app, "paula")


def test_given_a_driven_day_when_it_is_replayed_then_everybody_who_gets_on_gets_off(site: Site) -> None:
    runs = replayed(site.office.region, day(site.office, NOVEMBER))
    halts = in_order(runs)

    assert [halt.aboard for halt in halts] == [0, 2, 3, 0, 0]
    assert [(halt.on, halt.off) for halt in halts] == [(0, 0), (2, 0), (1, 0), (0, 3), (0, 0)]
    assert [halt.arrives for halt in halts] == sorted(halt.arrives for halt in halts)
    assert halts[0].arrives == EIGHT - 3600


def test_given_an_idle_vehicle_when_the_day_is_replayed_then_it_has_no_calls(site: Site) -> None:
    runs = replayed(site.office.region, day(site.office, NOVEMBER))

    assert [bool(run.halts) for run in runs].count(True) == 1


def test_given_a_breakdown_when_the_day_is_replayed_then_the_last_call_says_so(site: Site) -> None:
    record = day(site.office, NOVEMBER)
    broken = Drive(record.drives[0].shift, record.drives[0].calls[:3], broke_down=EIGHT)
    (run, *_) = replayed(
        site.office.region, type(record)(service_day=NOVEMBER, askings=record.askings, drives=(broken,))
    )

    assert [halt.broken for halt in run.halts] == [False, False, True]


def test_given_a_cell_when_its_courses_are_read_then_legs_and_calls_follow_each_other_along_roads(
    site: Site, paula: FlaskClient
) -> None:
    way = f"/planung/{computed(site.office).id}/variante/1/durchlauf/1/ablauf"

    (run,) = paula.get(f"{way}.json").json["runs"]  # type: ignore[index]

    assert len(run["legs"]) == len(run["halts"]) - 1
    for leg, (a, b) in zip(run["legs"], pairwise(run["halts"]), strict=True):
        assert (leg["from"], leg["to"], leg["aboard"]) == (a["to"], b["from"], a["aboard"])
        assert len(leg["line"]) > 2  # a road, not a straight line
    assert run["halts"][0]["clock"] == "7:00"


def test_given_a_cell_when_its_page_is_read_then_every_call_stands_in_the_list(
    site: Site, paula: FlaskClient
) -> None:
    way = f"/planung/{computed(site.office).id}/variante/1/durchlauf/1/ablauf"

    page = paula.get(way).text
    (run,) = paula.get(f"{way}.json").json["runs"]  # type: ignore[index]

    assert all(f'id="{halt["entry"]}"' in page for halt in run["halts"])
    assert "2 steigen ein" in page
    assert "3 steigen aus" in page


def test_given_several_days_when_one_is_chosen_then_it_is_shown(site: Site, paula: FlaskClient) -> None:
    way = f"/planung/{computed(site.office, TWO_DAYS).id}/variante/1/durchlauf/1/ablauf"

    assert "24. November 2026." in paula.get(way).text
    assert "25. November 2026." in paula.get(f"{way}?tag=2026-11-25").text
    assert paula.get(f"{way}?tag=2026-11-26").status_code == 404
    assert paula.get(f"{way}?tag=gestern").status_code == 200


def test_given_a_study_when_its_papers_are_fetched_then_they_are_files_of_their_kind(
    site: Site, paula: FlaskClient
) -> None:
    study = computed(site.office).id
    way = f"/planung/{study}/papiere"

    sheet, page = paula.get(f"{way}/projektblatt.pdf"), paula.get(f"{way}/bericht.html")

    assert (sheet.mimetype, sheet.data[:5]) == ("application/pdf", b"%PDF-")
    assert "Ein Tag von Hand" in page.text
    assert page.headers["Content-Disposition"] == f'attachment; filename="{study}-bericht.html"'
    assert paula.get(f"{way}/anderes.pdf").status_code == 404


def test_given_wishes_of_real_people_when_the_day_is_opened_then_single_rides_are_not_shown(
    site: Site, paula: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = f"/planung/{computed(site.office).id}/variante/1/durchlauf/1/ablauf"
    shown = Pictured(title="", back=("", ""), records=(day(site.office, NOVEMBER),), real=True)
    monkeypatch.setattr("web.planning.replay.simulated", lambda *_: shown)

    page = paula.get(way).text

    assert "Der Ablauf würde einzelne Fahrten zeigen" in page
    assert "Ragösen" not in page
    assert paula.get(f"{way}.json").status_code == 404
    assert paula.get(f"{way}.geojson").status_code == 404
