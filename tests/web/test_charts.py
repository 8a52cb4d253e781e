"""Charts say the same in picture, description and table; nothing that others wrote is obeyed."""

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.charts import (
    Bar,
    Bars,
    Chart,
    Columns,
    Goal,
    Line,
    Measure,
    Numbers,
    Pair,
    Pairs,
    Point,
    Scatter,
    Spot,
    Stack,
    Stacked,
    csv_text,
    front,
    hourly,
)
from web.charts.measure import NOTHING
from web.charts.paper import WIDTH, ticks

SVG = "{http://www.w3.org/2000/svg}"
SHARE = Measure("Erfüllte Wünsche", "%", 100)
EUROS = Measure("Kosten", "€", 0.01, 2)
COUNT = Measure("Wünsche")
EVIL = '<script>alert("1")</script> & "mehr"'

CHARTS: tuple[Chart, ...] = (
    Bars("bars", "Balken", SHARE, (Bar("zwei", 0.5, 0.4, 0.6), Bar(EVIL, 0.9), Bar("drei", None))),
    Bars("loss", "Verlust", EUROS, (Bar("a", -500.0, -900.0, 100.0), Bar("b", 200.0))),
    Pairs("pairs", "Paare", SHARE, "heute", EVIL, (Pair("Lütte", Bar("", 0.2, 0.1, 0.3), Bar("", 0.8)),)),
    Line(
        "line",
        "Linie",
        Measure("Fahrzeuge"),
        SHARE,
        (Point(4, 0.9, 0.85, 0.95), Point(2, 0.5, 0.4, 0.6), Point(3, None)),
        Goal(0.9, "Ziel: 90 %"),
    ),
    Scatter(
        "scatter",
        "Punkte",
        EUROS,
        SHARE,
        (Spot(1, EVIL, 10_000, 0.5), Spot(2, "b", 20_000, 0.4), Spot(3, "c", 30_000, 0.9)),
        "less",
        "more",
    ),
    Stacked(
        "stacked",
        "Gründe",
        COUNT,
        ("kein Platz", EVIL),
        (Stack("Lütte", (3.0, None)), Stack("Reetz", (0, 2))),
    ),
    Columns(
        "columns", "Stunden", "Uhr", COUNT, ("gebucht", "ohne"), (Stack("7", (5, 1)), Stack("8", (None, 0)))
    ),
    Bars("empty", "Leer", SHARE, ()),
    Columns("none", "Leer", "Uhr", COUNT, ("gebucht",), ()),
    Line("nothing", "Leer", COUNT, SHARE, ()),
    Scatter("nobody", "Leer", COUNT, SHARE, (), "less", "more"),
)

every = pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.key)


def drawn(chart: Chart) -> ET.Element:
    return ET.fromstring(str(chart.svg()))  # noqa: S314 - our own text


@every
def test_given_a_chart_when_it_is_drawn_then_it_is_an_image_with_name_and_description(chart: Chart) -> None:
    picture = drawn(chart)

    named = picture.attrib["aria-labelledby"].split()
    assert picture.attrib["role"] == "img"
    assert [picture.find(f"{SVG}{tag}").attrib["id"] for tag in ("title", "desc")] == named  # type: ignore[union-attr]
    assert picture.find(f"{SVG}title").text == chart.title  # type: ignore[union-attr]


@every
def test_given_a_chart_when_it_is_drawn_then_it_needs_no_script_and_no_style_of_its_own(chart: Chart) -> None:
    picture = drawn(chart)

    assert not [node.tag for node in picture.iter() if node.tag in (f"{SVG}script", f"{SVG}style")]
    assert not [node for node in picture.iter() if "style" in node.attrib]
    assert "<script>" not in str(chart.svg())


@every
def test_given_a_chart_when_it_is_drawn_twice_then_the_text_is_the_same(chart: Chart) -> None:
    assert str(chart.svg()) == str(chart.svg())


@every
def test_given_a_chart_when_its_numbers_are_read_then_every_row_fits_the_head(chart: Chart) -> None:
    numbers = chart.numbers()

    assert {len(row) for row in numbers.rows} <= {len(numbers.head)}
    assert len(numbers.texts()) == len(numbers.rows)


def test_given_values_when_bars_are_drawn_then_their_lengths_are_proportional() -> None:
    chart = Bars("b", "Balken", SHARE, (Bar("halb", 0.45), Bar("ganz", 0.9)))

    short, long = (
        float(node.attrib["width"])
        for node in drawn(chart).iter(f"{SVG}rect")
        if node.attrib["height"] == "18"
    )
    assert long == pytest.approx(2 * short, abs=0.2)


def test_given_an_interval_when_a_bar_is_drawn_then_its_number_stands_beside_it() -> None:
    words = [node.text for node in drawn(CHARTS[0]).iter(f"{SVG}text")]

    assert "50\xa0% (40 bis 60\xa0%)" in words
    assert NOTHING in words


def test_given_a_negative_value_when_bars_are_drawn_then_it_goes_to_the_left_of_zero() -> None:
    rects = [node for node in drawn(CHARTS[1]).iter(f"{SVG}rect") if node.attrib["height"] == "18"]
    left, right = (float(node.attrib["x"]) for node in rects)

    assert left + float(rects[0].attrib["width"]) == pytest.approx(right, abs=0.2)


def test_given_two_series_when_they_are_drawn_then_their_fills_differ_without_colour() -> None:
    fills = [node.attrib["fill"] for node in drawn(CHARTS[2]).iter(f"{SVG}rect") if "stroke" in node.attrib]

    assert len(set(fills)) == 2
    assert any(fill.startswith("url(#chart-pairs-") for fill in fills)


def test_given_points_in_any_order_when_a_line_is_drawn_then_it_goes_from_left_to_right() -> None:
    (course,) = [
        node for node in drawn(CHARTS[3]).iter(f"{SVG}polyline") if node.attrib["stroke-width"] == "2.6"
    ]
    xs = [float(spot.split(",")[0]) for spot in course.attrib["points"].split()]

    assert xs == sorted(xs)
    assert len(xs) == 2  # the point without a value is in the table only
    assert [row[0] for row in CHARTS[3].numbers().rows] == [2, 3, 4]


def test_given_variants_when_they_are_weighed_then_the_front_is_told_in_picture_and_table() -> None:
    chart = CHARTS[4]
    assert isinstance(chart, Scatter)

    assert chart.best() == {1, 3}
    assert [row[-1] for row in chart.numbers().rows] == ["ja", "nein", "ja"]
    assert "Von keiner anderen übertroffen: 1, 3." in str(chart.svg())


spots = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=12)


@given(spots)
def test_given_any_variants_when_the_front_is_asked_for_then_none_on_it_is_beaten_and_all_others_are(
    pairs: list[tuple[int, int]],
) -> None:
    variants = [Spot(number, "", x, y) for number, (x, y) in enumerate(pairs)]
    best = front(variants, "less", "more")

    def beats(a: Spot, b: Spot) -> bool:
        return a.x <= b.x and a.y >= b.y and (a.x, a.y) != (b.x, b.y)

    assert best == {b.number for b in variants if not any(beats(a, b) for a in variants)}
    assert best


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6), st.integers(2, 8))
def test_given_any_range_when_ticks_are_chosen_then_they_enclose_it_in_even_steps(
    low: float, size: float, about: int
) -> None:
    found = ticks(low, low + size, about)
    steps = [b - a for a, b in pairwise(found)]

    assert found[0] <= low + 1e-6 * max(abs(low), 1)
    assert found[-1] >= low + size - 1e-6 * max(abs(low) + size, 1)
    assert max(steps) == pytest.approx(min(steps), rel=1e-3)


@given(st.text(max_size=300))
def test_given_any_name_when_a_bar_has_it_then_the_picture_stays_whole_and_inside(name: str) -> None:
    picture = drawn(Bars("b", "Balken", SHARE, (Bar(name, 0.5, 0.4, 0.6),)))

    assert all(float(node.attrib["x"]) <= WIDTH for node in picture.iter(f"{SVG}text"))


def test_given_numbers_when_they_are_written_for_a_spreadsheet_then_it_reads_them_as_such() -> None:
    found = csv_text(
        Numbers(("Ort", "Anteil (%)"), (("Lütte; Dorf", 12.5), ("Reetz", None), ("-Dorf", -0.0)))
    )

    assert found == '\ufeffOrt;Anteil (%)\r\n"Lütte; Dorf";12,5\r\nReetz;\r\n\'-Dorf;0\r\n'


def test_given_long_names_when_a_legend_is_drawn_then_it_wraps() -> None:
    chart = Stacked("s", "Gründe", COUNT, tuple(f"ein recht langer Grund {n}" for n in range(6)), ())
    tops = {node.attrib["y"] for node in drawn(chart).iter(f"{SVG}rect") if node.attrib["width"] == "17"}

    assert len(tops) > 1


SHARE_OF_SERVICE = Measure("Anteil ohne Fahrt", "%", 100, whole=1.0)


@pytest.mark.parametrize(
    "chart",
    [
        Bars("b", "Anteil", SHARE_OF_SERVICE, (Bar("a", 0.06),)),
        Line("l", "Anteil", COUNT, SHARE_OF_SERVICE, (Point(1, 0.04), Point(2, 0.06))),
        Scatter("s", "Anteil", EUROS, SHARE_OF_SERVICE, (Spot(1, "a", 500, 0.06),), "less", "less"),
    ],
    ids=lambda chart: chart.key,
)
def test_given_small_shares_when_they_are_drawn_then_the_axis_goes_to_the_whole(chart: Chart) -> None:
    words = [node.text or "" for node in drawn(chart).iter(f"{SVG}text")]

    assert any(re.fullmatch("100(\xa0%)?", word) for word in words)


def test_given_variants_of_other_wishes_when_they_are_drawn_then_no_front_is_claimed() -> None:
    spots = (Spot(1, "a", 10_000, 0.5), Spot(2, "b", 20_000, 0.4))
    chart = Scatter("s", "Punkte", EUROS, SHARE, spots, "less", "more", comparable=False)

    assert chart.best() == frozenset()
    assert "übertroffen" not in str(chart.svg()) + str(chart.numbers())
    assert [len(row) for row in chart.numbers().texts()] == [4, 4]


def test_given_hours_without_anything_when_they_become_columns_then_they_keep_their_places() -> None:
    stacks = hourly({11: (2,), 14: (1,)}, (0,))

    assert [(stack.label, stack.values) for stack in stacks] == [
        ("11", (2,)),
        ("12", (0,)),
        ("13", (0,)),
        ("14", (1,)),
    ]
    assert hourly({}, (0,)) == ()


def test_given_counts_when_columns_are_drawn_then_the_axis_counts_in_whole_steps() -> None:
    chart = Columns("c", "Stunden", "Uhr", COUNT, ("gebucht",), (Stack("7", (1,)),))
    words = {node.text for node in drawn(chart).iter(f"{SVG}text")}

    assert not [word for word in words if word and re.search(r"\d,\d", word)]
