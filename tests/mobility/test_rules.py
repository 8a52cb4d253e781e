"""Base, municipality, day types and areas: which rule holds for which ride."""

from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility.calendar import LAENDER, DayType
from mobility.clock import HOUR, MINUTE
from mobility.errors import BrokenRegion
from mobility.policy import AREA_RULES, AreaRules, ServicePolicy, rules_between
from mobility.promises import TimeWindow
from mobility.region import load_region
from mobility.region.rules import COUNTS, MINUTES, as_written
from mobility.region.settings import base_policies
from mobility.region.toml import merged
from tests.packs import copy_of_pack, edit

TUESDAY, SATURDAY = date(2026, 11, 24), date(2026, 11, 28)
WIESENBURG = """
[[area]]
name = "Wiesenburg"
municipalities = ["Wiesenburg/Mark"]

[area.policy]
notice_min = 90
surcharge_cents = 100

[area.policy.saturday]
hours = ["10:00", "18:00"]

[[area]]
name = "Der Norden"
ortsteile = ["Ragösen", "Reetz"]

[area.policy]
notice_min = 45
parallel = false
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return copy_of_pack(tmp_path)


def with_areas(pack: Path, text: str = WIESENBURG) -> Path:
    edit(
        pack,
        "region.toml",
        "# ---- where every file comes from",
        f"{text}\n# ---- where every file comes from",
    )
    return pack


def test_the_base_file_says_what_the_policy_says_by_default() -> None:
    base = base_policies()
    assert base[DayType.SCHOOL_DAY] == base[DayType.SCHOOL_HOLIDAY] == ServicePolicy()


def test_the_base_file_says_something_about_every_rule() -> None:
    rules = as_written(ServicePolicy())
    text = (Path("mobility") / "regions" / "base.toml").read_text(encoding="utf-8")
    keys = [key.removeprefix("objective.") for key in rules]
    assert [key for key in keys if f"\n{key} = " not in text] == []
    # no rule is left out: only the changes at single stations have no base
    assert len(set(rules) & {*MINUTES, *COUNTS}) == len(MINUTES) + len(COUNTS)
    assert {field.name for field in fields(ServicePolicy)} >= AREA_RULES


def test_what_a_municipality_does_not_say_is_as_in_the_base_file(pack: Path) -> None:
    text = (pack / "region.toml").read_text(encoding="utf-8")
    start, end = text.index("[policy]"), text.index("# ---- where every file")
    (pack / "region.toml").write_text(text[:start] + text[end:], encoding="utf-8")
    assert dict(load_region(pack).policies) == base_policies()


def test_a_ride_has_the_rules_of_the_areas_it_touches_the_last_on_top(pack: Path) -> None:
    region = load_region(with_areas(pack))
    stop = {ortsteil.name: ortsteil.stop for ortsteil in region.ortsteile}

    def rules(origin: str, destination: str, day: date = TUESDAY) -> tuple[int, int, bool]:
        found = region.rules(day, stop[origin], stop[destination])
        return found.notice // MINUTE, found.surcharge_cents, found.parallel

    assert rules("Bad Belzig", "Hagelberg") == (60, 0, True)
    assert rules("Bad Belzig", "Jeserigerhütten") == rules("Jeserigerhütten", "Bad Belzig") == (90, 100, True)
    assert rules("Bad Belzig", "Ragösen") == (45, 0, False)
    # Reetz belongs to both: what the later area says counts, and the earlier where it is silent
    assert rules("Reetz", "Bad Belzig") == (45, 100, False)
    opening = TimeWindow(10 * HOUR, 18 * HOUR)
    assert region.rules(SATURDAY, stop["Jeserigerhütten"], stop["Borne"]).hours == opening
    assert region.rules(TUESDAY, stop["Jeserigerhütten"], stop["Borne"]).hours == region.policy(TUESDAY).hours
    assert region.rules(SATURDAY, stop["Borne"], stop["Hagelberg"]) == region.policy(SATURDAY)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("surcharge_cents = 100", "boarding_min = 2",
         "area[1].policy.boarding_min is unknown, or is the same everywhere on a day"),
        ("surcharge_cents = 100", "notice = 2", "area[1].policy.notice is unknown"),
        ("surcharge_cents = 100", "[area.policy.objective]\nriding = 1",
         "area[1].policy.objective is unknown, or is the same everywhere on a day"),
        ('ortsteile = ["Ragösen", "Reetz"]', 'ortsteile = ["Ragösen", "Rom"]',
         "area Der Norden: ortsteil 'Rom' is unknown"),
        ('ortsteile = ["Ragösen", "Reetz"]\n', "",
         "area[2].municipalities and ortsteile are missing, one of which says where the area is"),
        ('["Wiesenburg/Mark"]', '["Rom"]', "area Wiesenburg: municipality 'Rom' is unknown"),
    ],
)  # fmt: skip
def test_an_area_that_makes_no_sense_is_refused(pack: Path, old: str, new: str, reason: str) -> None:
    assert old in WIESENBURG
    with_areas(pack, WIESENBURG.replace(old, new))
    with pytest.raises(BrokenRegion) as refusal:
        load_region(pack)
    assert refusal.value == BrokenRegion("region.toml", None, reason)


@given(st.lists(st.tuples(st.sets(st.sampled_from("abcd")), st.integers(0, 500)), max_size=5))
def test_only_areas_at_the_ends_of_a_ride_count(areas: list[tuple[set[str], int]]) -> None:
    rules = tuple(
        AreaRules(str(n), frozenset(stops), {"surcharge_cents": cents})
        for n, (stops, cents) in enumerate(areas)
    )
    touched = [cents for stops, cents in areas if stops & {"a", "b"}]
    found = rules_between(ServicePolicy(surcharge_cents=7), rules, "a", "b")
    assert found.surcharge_cents == [7, *touched][-1]
    assert found == rules_between(ServicePolicy(surcharge_cents=7), rules, "b", "a")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('land = "BB"', 'land = "XY"', f"land 'XY' is not one of {', '.join(sorted(LAENDER))}"),
        ('land = "BB"', 'land = "BB"\nlanguages = []', "languages is not a list of texts"),
        ("[fares]", '[look]\naction = "green"\n[fares]',
         "look.action has 'green', which is not a colour like #0a6b2e"),
        ("[fares]", '[look]\nlogo = "../x.svg"\n[fares]', "look.logo '../x.svg' is not a file of the pack"),
        ("[fares]", "[roads]\nspeed_factor = 0\n[fares]",
         "roads.speed_factor is 0, so that nobody would ever arrive"),
        ("[fares]", "[lines]\nnever_parallel = 589\n[fares]", "lines.never_parallel is not a list of texts"),
        ("[fares]", '[[change]]\nstop = "x"\nchange_min = 1\nwheelchair_change_min = 1\n[fares]',
         "change.stop 'x' is unknown"),
        ("[fares]", '[[calendar]]\nname = "x"\nfirst=2026-05-16\nlast=2026-05-15\ntype="sunday"\n[fares]',
         "calendar[1].last comes before first"),
        ('days = ["saturday", "sunday", "holiday"]\nhours = ["08:00", "20:00"]',
         'days = ["saturday", "school_day"]\nhours = ["08:00", "20:00"]',
         "phone.hours[2].days has school_day, which has its hours already"),
        ('id = "kind"', 'id = "schwerbehindert"', "entitlement 'schwerbehindert' is there twice"),
        ('name = "Bus 3"', 'name = "Bus 3"\ndepot = "x"', "depot of duty spaet 'x' is unknown"),
    ],
)  # fmt: skip
def test_a_particular_that_makes_no_sense_is_refused(pack: Path, old: str, new: str, reason: str) -> None:
    edit(pack, "region.toml", old, new)
    with pytest.raises(BrokenRegion) as refusal:
        load_region(pack)
    assert refusal.value == BrokenRegion("region.toml", None, reason)


def test_a_vehicle_may_have_a_depot_of_its_own(pack: Path) -> None:
    edit(pack, "region.toml", 'name = "Bus 3"', 'name = "Bus 3"\ndepot = "de:12069:900220152"')
    region = load_region(pack)
    assert {duty.depot for duty in region.roster if duty.vehicle.name == "Bus 3"} == {"de:12069:900220152"}
    assert [shift.depot for shift in region.shifts(TUESDAY)] == [
        region.depot,
        region.depot,
        "de:12069:900220152",
    ]


def test_the_phone_is_answered_by_the_type_of_the_day(pack: Path) -> None:
    region = load_region(pack)
    assert region.phone_hours(TUESDAY) == TimeWindow(6 * HOUR, 20 * HOUR)
    assert region.phone_hours(SATURDAY) == TimeWindow(8 * HOUR, 20 * HOUR)
    assert region.phone_hours(date(2026, 12, 24)) is None  # B9: the office is closed


def test_an_overlay_changes_tables_key_by_key_and_lists_as_a_whole() -> None:
    base = {"a": {"b": {"c": 1, "d": [1, 2]}, "e": 2}, "f": [{"g": 1}]}
    overlay = {"a": {"b": {"d": [3]}}, "f": [], "h": 1}
    assert merged(base, overlay) == {"a": {"b": {"c": 1, "d": [3]}, "e": 2}, "f": [], "h": 1}
    assert base == {"a": {"b": {"c": 1, "d": [1, 2]}, "e": 2}, "f": [{"g": 1}]}
