"""Who would ride in a municipality of which only a map is known."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from dispatch.demand import passengers
from mobility.region import Region, load_region
from tests.homes import open_home
from tests.machine import ROOT
from web.cli import main

EXTRACT = ROOT.parent / "shared" / "data" / "north-bayreuth.osm.gz"
TUESDAY = date(2026, 11, 24)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not EXTRACT.exists(), reason=f"{EXTRACT} is not there"),
]


@pytest.fixture(scope="module")
def drafted() -> Iterator[Region]:
    """The region as it is drafted from the map, without a timetable."""
    with open_home() as home:
        pack = home / "north-bayreuth"
        assert main(["region", "new", str(pack), "--osm", str(EXTRACT)]) == 0
        yield load_region(pack)


def test_given_a_drafted_region_when_a_day_is_made_up_then_people_ride_between_its_places(
    drafted: Region,
) -> None:
    parties = passengers(drafted, TUESDAY, 1)

    purposes = Counter(each.purpose for each in parties)
    assert set(purposes) == {purpose.id for purpose in drafted.demand.purposes}
    kinds = {place.stop: place.kind for place in drafted.destinations}
    shops = [
        each
        for each in parties
        if each.purpose == "shopping"
        and "shop" in {kinds.get(each.request.origin), kinds.get(each.request.destination)}
    ]
    assert shops
    for each in parties:
        assert each.request.wish.train is None
        assert {each.request.origin, each.request.destination} <= set(drafted.stops)
        ends = {drafted.stops[stop].ortsteil for stop in (each.request.origin, each.request.destination)}
        assert len(ends) == 2
