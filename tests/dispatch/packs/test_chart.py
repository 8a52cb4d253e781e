"""The sheet of a region: everything on it, nothing over anything else, and the same picture every time."""

import json
from dataclasses import replace
from datetime import date
from itertools import combinations
from math import hypot
from pathlib import Path

import pytest

from dispatch.packs.chart import LETTER, MARK, MOST_MARKS, WIDTH, Chart, draw
from dispatch.packs.check import Checked, Finding, Grade, Kind, Spot, check_pack
from dispatch.packs.picture import Caption, save_picture
from mobility.region import Region
from tests.packs import BAD_BELZIG

CAPTION = Caption(
    title="Tal",
    dots={"hub": "Knoten", "station": "Bahnhof", "stop": "Haltestelle"},
    marks={grade: grade.value for grade in Grade},
    artificial="gerade Linie",
    attribution="© niemand",
)


@pytest.fixture(scope="module")
def checked() -> Checked:
    return check_pack(BAD_BELZIG, date(2026, 11, 22))


@pytest.fixture(scope="module")
def chart(region: Region, checked: Checked) -> Chart:
    return draw(region, checked)


def test_given_a_region_when_it_is_drawn_then_all_its_places_are_on_the_sheet(
    region: Region, chart: Chart
) -> None:
    spots = [*(dot.at for dot in chart.dots), *(label.at for label in chart.labels)]

    assert len(chart.dots) == len(region.stops)
    assert {label.name for label in chart.labels} == {ort.name for ort in region.ortsteile}
    assert [dot.kind for dot in chart.dots].count("hub") == 1
    assert all(0 < x < WIDTH and 0 < y < chart.height for x, y in spots)


def test_given_a_region_when_it_is_drawn_then_north_is_up_and_distances_are_true(
    region: Region, chart: Chart
) -> None:
    at = {label.name: label.at for label in chart.labels}
    (dx, dy) = (a - b for a, b in zip(at["Reetz"], at["Ragösen"], strict=True))

    assert dx < 0 < dy  # Reetz lies in the south-west
    assert hypot(dx, dy) / chart.length * chart.kilometres == pytest.approx(
        20.2, abs=0.5
    )  # as the crow flies
    assert len(region.municipalities) == 2


def test_given_names_when_they_are_drawn_then_no_two_overlap(chart: Chart) -> None:
    boxes = [
        (x, y - label.size * 0.8, x + len(label.name) * LETTER * label.size, y)
        for label in chart.labels
        if label.text
        for x, y in [label.text]
    ]

    assert len(boxes) > 0.9 * len(chart.labels)
    for a, b in combinations(boxes, 2):
        assert not (a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3])


def test_given_findings_at_one_place_when_they_are_drawn_then_their_marks_stand_apart(region: Region) -> None:
    stop = region.stops[region.station]
    same = tuple(Finding(Kind.OFF_ROAD, {"n": n}, (Spot("", stop.lat, stop.lon),)) for n in range(20))

    marks = draw(region, Checked(region, same)).marks

    assert [mark.number for mark in marks] == list(range(1, 21))
    assert all(hypot(a.at[0] - b.at[0], a.at[1] - b.at[1]) > 2 * MARK for a, b in combinations(marks, 2))


def test_given_a_finding_between_two_places_when_it_is_drawn_then_a_line_joins_them(region: Region) -> None:
    ends = tuple(Spot("", stop.lat, stop.lon) for stop in list(region.stops.values())[:2])
    chart = draw(region, Checked(region, (Finding(Kind.DETOUR, {"a": "A", "b": "B"}, ends),)))

    ((_, a, b),) = chart.links
    (mark,) = chart.marks
    assert mark.place == pytest.approx(((a[0] + b[0]) / 2, (a[1] + b[1]) / 2))


def test_given_roads_that_are_odd_everywhere_when_they_are_drawn_then_marks_do_not_hide_the_map(
    region: Region,
) -> None:
    spots = tuple(Spot("", stop.lat, stop.lon) for stop in region.stops.values())

    assert len(draw(region, Checked(region, (Finding(Kind.SLOW, {}, spots),))).marks) == MOST_MARKS


def test_given_a_pack_whose_roads_are_not_built_when_it_is_drawn_then_its_places_are(
    region: Region, tmp_path: Path
) -> None:
    chart = draw(replace(region, folder=tmp_path), Checked(region, ()))

    assert chart.roads == ()
    assert chart.dots


def test_given_a_single_place_when_it_is_drawn_then_the_sheet_has_a_size(
    region: Region, tmp_path: Path
) -> None:
    (tmp_path / "roads.geojson").write_text(json.dumps({"features": []}))
    stop = region.stops[region.station]
    ort = replace(
        next(ort for ort in region.ortsteile if ort.name == stop.ortsteil),
        stop=stop.id,
        lat=stop.lat,
        lon=stop.lon,
    )
    alone = replace(region, folder=tmp_path, ortsteile=(ort,), stops={stop.id: stop}, destinations=())

    chart = draw(alone, Checked(alone, ()))

    assert chart.height > 0
    assert all(0 < x < WIDTH and 0 < y < chart.height for x, y in (dot.at for dot in chart.dots))


def test_given_the_same_sheet_when_it_is_pictured_twice_then_the_bytes_are_the_same(
    chart: Chart, tmp_path: Path
) -> None:
    for name in ("a.png", "b.png"):
        save_picture(chart, CAPTION, tmp_path / name)

    picture = (tmp_path / "a.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert picture == (tmp_path / "b.png").read_bytes()


def test_given_another_sheet_when_it_is_pictured_then_the_picture_differs(
    chart: Chart, tmp_path: Path
) -> None:
    save_picture(chart, CAPTION, tmp_path / "a.png")
    save_picture(replace(chart, marks=(), links=()), CAPTION, tmp_path / "b.png")

    assert (tmp_path / "a.png").read_bytes() != (tmp_path / "b.png").read_bytes()
