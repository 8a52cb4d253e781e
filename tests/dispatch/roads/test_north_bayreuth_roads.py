"""A real rural extract, where it lies beside the checkout: OpenStreetMap of 2014, 7,801 ways."""

from datetime import date

import osmnx as ox
import pytest

from dispatch.roads.osm import read_extract
from mobility.region.settings import Bounds
from tests.dispatch.roads.hamlet import quiet
from tests.machine import ROOT

EXTRACT = ROOT.parent / "shared" / "data" / "north-bayreuth.osm.gz"
BOUNDS = Bounds(south=49.9721, west=11.4807, north=50.047, east=11.6053)


@pytest.mark.skipif(not EXTRACT.exists(), reason="no north-bayreuth.osm.gz in ../shared/data")
def test_given_a_real_extract_then_the_roads_are_as_long_as_another_count_says() -> None:
    extract = read_extract(EXTRACT, BOUNDS, quiet)
    assert extract.as_of == date(2014, 11, 3)
    assert len(extract.graph) == 5872
    strong = ox.truncate.largest_component(extract.graph, strongly=True)
    lengths: list[float] = [road["length"] for *_, road in strong.edges(data=True)]
    # OSMnx's own choice of roads for cars has 377 km in its largest part, both directions counted
    assert sum(lengths) / 1000 == pytest.approx(377, rel=0.03)
