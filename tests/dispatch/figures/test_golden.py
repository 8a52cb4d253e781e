"""Tiny days on which every figure is calculated by hand."""

import pytest

from dispatch.figures import FIGURES, Figure, Figures, Value, figures
from dispatch.record import DayRecord, Fate
from mobility.bookings import Anchor, Wish
from mobility.region import Region
from tests.dispatch.figures.tiny import (
    BAHNHOF,
    BELZIG_TOWN,
    DEPOT,
    LUETTE,
    REETZ,
    WIESENBURG_TOWN,
    asking,
    busy_tuesday,
    call,
    drive,
    promised,
    record,
    with_round_numbers,
)


def measured(region: Region, *records: DayRecord) -> Figures:
    return figures(records, with_round_numbers(region))


def rounded(number: float) -> float:
    return round(number, 6)


BUSY_TUESDAY = {
    "asked": 10,
    "served_by_line": 1,  # h
    "offered": 8,  # all but d and h; to j an alternative
    "booked": 6,  # a b c, e f i
    "declined": 2,  # d j
    "unsuited": 1,  # g
    "cancelled": 1,  # f
    "absent": 1,  # e
    "lost": 1,  # i
    "rode": 3,
    "riders": 2 + 1 + 1,
    "service_level": rounded(6 / 9),  # a b c e f i within 20 min, not g and j; h is the line's
    "declined_share": rounded(2 / 9),
    "wait_mean_s": (540 + 360 + 1200) // 3,  # a: 9:00 - 8:51, b: 8:26 - 8:20, c: 10:10 - 9:50
    "wait_p90_s": 540 + 0.8 * (1200 - 540),  # 0.9 of the two steps from the first to the third
    "pickup_deviation_mean_s": (300 + 360 + 1200) // 3,  # windows begin 8:10, 8:20, 9:50
    "pickup_deviation_p90_s": 360 + 0.8 * (1200 - 360),
    "outside_window_share": rounded(1 / 3),  # c
    "promises_kept_share": 2 / 4,  # a and b, of these, c and i
    "ride_mean_s": rounded((2100 + 1200 + 740) / 3),  # a: 36 min - 1, b: 25 - 5, c: 13:20 - 1
    "direct_mean_s": rounded((1500 + 1200 + 700) / 3),
    "ride_ratio": rounded((2100 / 1500 + 1200 / 1200 + 740 / 700) / 3),
    "detour_mean_s": rounded((600 + 0 + 40) / 3),
    "trains_caught_share": 1 / 2,  # a of a and i
    "vehicle_s": 4 * 3600 + 3 * 3600,
    "driven_s": (900 + 600 + 1200 + 180) + (600 + 740 + 180),
    "driven_m": 32_000 + 19_000,
    "empty_m": (10_000 + 2_000) + (8_000 + 2_000),
    "empty_share": rounded(22 / 51),
    "passenger_m": 2 * 5_000 + 3 * 15_000 + 9_000,
    "direct_m": 2 * 18_000 + 15_000 + 9_000,
    "occupancy": rounded(64 / 51),
    "pooling": rounded(60 / 51),
    "shared_share": rounded(2 / 3),
    "rides_per_vehicle_h": rounded(3 / 7),
    "riders_per_vehicle_h": rounded(4 / 7),
    "cost_cents": (14_400 + 3_200) + (10_800 + 1_900) + (500 + 2 * 1_000),
    "revenue_cents": 4 * 200 + 100,
    "subsidy_cents": 32_800 - 900,
    "cost_per_ride_cents": rounded(32_800 / 3),
    "cost_per_rider_cents": 32_800 // 4,
    "subsidy_per_ride_cents": rounded(31_900 / 3),
    "subsidy_per_rider_cents": 31_900 // 4,
    "co2_g": 51 * 200,
    "car_m_avoided": 20_000,  # half of 60 km by car, 1.5 in each
    "co2_avoided_g": 20 * 150 - 10_200,
    "worst_ortsteil_declined_share": 1 / 5,  # Lütte; nowhere else did five ask
    "wheelchair_gap": rounded(100 * (1 / 2 - 2 / 9)),  # j of b and j
}


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.key)
def test_given_a_busy_tuesday_when_measured_then_each_figure_is_what_the_hand_calculates(
    region: Region, figure: Figure
) -> None:
    found = measured(region, busy_tuesday()).values[figure.key]

    assert found == pytest.approx(BUSY_TUESDAY[figure.key], abs=1e-6)


def test_given_a_day_when_measured_then_it_has_the_figures_of_the_catalogue_in_its_order(
    region: Region,
) -> None:
    assert list(measured(region, busy_tuesday()).values) == [figure.key for figure in FIGURES]


def test_given_a_busy_tuesday_when_grouped_then_groups_are_what_they_say(region: Region) -> None:
    by = measured(region, busy_tuesday()).by

    def column(dimension: str, key: str) -> dict[str, Value]:
        return {group: values[key] for group, values in by[dimension].items()}

    assert column("ortsteil", "asked") == {"Lütte": 5, "Reetz": 3, "Wiesenburg": 2}
    assert column("municipality", "asked") == {BELZIG_TOWN: 5, WIESENBURG_TOWN: 5}
    assert column("hour", "asked") == {"08": 1, "09": 3, "10": 6}
    assert column("need", "asked") == {"none": 7, "walker": 1, "wheelchair": 2}
    assert column("purpose", "asked") == {"doctor": 1, "work": 1}
    assert column("reason", "asked") == {"NoPlace": 2, "ServedByLine": 1}
    assert column("reason", "declined") == {"NoPlace": 2, "ServedByLine": 0}
    assert column("ortsteil", "wait_mean_s") == {"Lütte": 1200, "Reetz": 540, "Wiesenburg": 360}
    assert column("ortsteil", "declined_share") == {"Lütte": 0.2, "Reetz": 0, "Wiesenburg": 0.5}
    assert column("need", "declined_share")["wheelchair"] == 0.5
    assert column("municipality", "revenue_cents") == {BELZIG_TOWN: 200 + 100, WIESENBURG_TOWN: 3 * 200}


def test_given_a_busy_tuesday_when_split_by_home_then_runs_and_the_day_are_borne_by_their_riders(
    region: Region,
) -> None:
    towns = measured(region, busy_tuesday()).by["municipality"]

    # van 1 carried three from Wiesenburg/Mark, van 2 one from Bad Belzig; the day is divided 3 : 1
    assert towns[WIESENBURG_TOWN]["cost_cents"] == 17_600 + 1_875
    assert towns[BELZIG_TOWN]["cost_cents"] == 12_700 + 625
    assert towns[BELZIG_TOWN]["subsidy_cents"] == 12_700 + 625 - 300


def test_given_the_same_day_twice_when_taken_together_then_sums_double_and_means_stay(
    region: Region,
) -> None:
    # both days have the same references: they are other people all the same
    once = measured(region, busy_tuesday()).values
    twice = measured(region, busy_tuesday(), busy_tuesday()).values

    for figure in FIGURES:
        whole = figure.unit in {"count", "cents", "g", "m", "s"} and "mean" not in figure.key
        doubles = whole and "p90" not in figure.key and "per_ride" not in figure.key
        if figure.key.endswith("p90_s"):
            continue  # between six numbers, not three
        assert twice[figure.key] == pytest.approx((2 if doubles else 1) * (once[figure.key] or 0))


def test_given_nobody_asked_when_measured_then_vans_cost_and_nothing_is_divided_by_zero(
    region: Region,
) -> None:
    found = measured(region, record([], drive(1, (28_800, 43_200))))

    known = {key: value for key, value in found.values.items() if value}
    assert known == {"vehicle_s": 14_400, "cost_cents": 15_900, "subsidy_cents": 15_900}
    assert {key for key, value in found.values.items() if value is None} == {
        key
        for key in BUSY_TUESDAY
        if key.endswith(("_share", "mean_s", "p90_s", "ratio", "per_ride_cents", "per_rider_cents"))
        or key in {"service_level", "occupancy", "pooling", "wheelchair_gap"}
    }
    # nobody rode on any day: both bear the same
    assert [town["cost_cents"] for town in found.by["municipality"].values()] == [7_950, 7_950]


def test_given_a_day_without_service_when_measured_then_it_costs_nothing(region: Region) -> None:
    found = measured(region, record([asking("a", REETZ, Fate.DECLINED, nearest=None, reason="NoService")]))

    assert found.values["cost_cents"] == 0
    assert found.values["rides_per_vehicle_h"] is None
    assert found.values["declined_share"] == 1


def test_given_a_breakdown_when_others_take_over_then_the_ride_counts_once_from_begin_to_end(
    region: Region,
) -> None:
    day = record(
        [
            asking("x", REETZ, Fate.RODE, offer=promised(30_000, 33_000, 1260), direct=(1200, 15_000)),
            asking("y", REETZ, Fate.LOST, offer=promised(30_000, 33_000, 1260)),
        ],
        drive(
            1,
            (28_800, 43_200),
            call(DEPOT, 0, (29_000, 29_000)),
            call(REETZ, 10, (30_000, 30_060), on={"x": 30_000, "y": 30_000}),
            call("on the road", 6, (30_600, 30_600)),
            broke_down=30_600,
        ),
        drive(
            2,
            (28_800, 43_200),
            call(DEPOT, 0, (30_600, 30_600)),
            call("on the road", 7, (31_400, 31_460), on={"x": 31_400}),
            call(BAHNHOF, 9, (32_000, 32_060), off={"x": 32_000}),
            call(DEPOT, 2, (32_300, 32_300)),
        ),
    )

    found = measured(region, day).values

    assert found["ride_mean_s"] == 2000 - 60  # from Reetz to the station, the wait on the road included
    assert found["driven_m"] == 16_000 + 18_000
    assert found["empty_m"] == 10_000 + 7_000 + 2_000
    assert found["passenger_m"] == 2 * 6_000 + 9_000
    assert found["promises_kept_share"] == 0.5
    assert found["shared_share"] == 1  # with y, who did not get there


def test_given_one_gets_off_where_the_next_gets_on_when_shared_then_they_had_no_company(
    region: Region,
) -> None:
    offer = promised(30_000, 40_000, 1260)
    day = record(
        [
            asking("x", REETZ, Fate.RODE, offer=offer, destination=LUETTE),
            asking("y", LUETTE, Fate.RODE, offer=offer),
        ],
        drive(
            1,
            (28_800, 43_200),
            call(DEPOT, 0, (29_000, 29_000)),
            call(REETZ, 10, (30_000, 30_060), on={"x": 30_000}),
            call(LUETTE, 10, (31_000, 31_060), off={"x": 31_000}, on={"y": 31_000}),
            call(BAHNHOF, 10, (32_000, 32_060), off={"y": 32_000}),
            call(DEPOT, 2, (32_300, 32_300)),
        ),
    )

    assert measured(region, day).values["shared_share"] == 0


@pytest.mark.parametrize(("boards", "caught"), [(30_000, 1), (30_599, 1), (29_999, 0)])
def test_given_a_ride_from_a_train_when_picked_up_before_one_can_have_changed_then_the_train_is_missed(
    region: Region, boards: int, caught: int
) -> None:
    wish, offer = Wish(Anchor.DEPART, 29_900, "RE7"), promised(30_000, 33_000, 760, train="RE7")
    day = record(
        [asking("x", BAHNHOF, Fate.RODE, destination=LUETTE, wish=wish, offer=offer)],
        drive(
            1,
            (28_800, 43_200),
            call(DEPOT, 0, (29_000, 29_000)),
            call(BAHNHOF, 2, (29_500, boards + 60), on={"x": boards}),
            call(LUETTE, 9, (31_500, 31_560), off={"x": 31_500}),
            call(DEPOT, 8, (32_300, 32_300)),
        ),
    )

    assert measured(region, day).values["trains_caught_share"] == caught


def test_given_figures_when_written_and_read_then_they_are_the_same(region: Region) -> None:
    found = measured(region, busy_tuesday())

    assert Figures.from_json(found.to_json()) == found
    numbers = [value for value in found.values.values() if value is not None]
    assert all(isinstance(value, int) or value == round(value, 6) for value in numbers)
