"""What a municipality changes, as it reads it."""

from pathlib import Path

from dispatch.packs.differences import differences
from mobility.region import load_region
from tests.packs import copy_of_pack, edit


def test_a_municipality_that_changes_nothing_has_no_difference(tmp_path: Path) -> None:
    pack = copy_of_pack(tmp_path)
    assert differences(load_region(pack)) == []


def test_each_changed_rule_is_named_with_its_days_and_both_values(tmp_path: Path) -> None:
    pack = copy_of_pack(tmp_path)
    edit(pack, "region.toml", "notice_min = 60", "notice_min = 45")
    edit(pack, "region.toml", "[policy.sunday]", "[policy.sunday]\nsurcharge_cents = 100")
    edit(
        pack,
        "region.toml",
        "[fares]",
        '[[area]]\nname = "Wiesenburg"\nmunicipalities = ["Wiesenburg/Mark"]\n'
        "[area.policy]\nnotice_min = 90\n[area.policy.saturday]\nparallel = false\n"
        '[[change]]\nstop = "de:12069:900220152"\nchange_min = 8\nwheelchair_change_min = 10\n[fares]',
    )
    assert [(found.area, str(found)) for found in differences(load_region(pack))] == [
        ("", "change at de:12069:900220152: - -> 8, with wheelchair 10 more"),
        ("", "notice_min: 60 -> 45"),
        ("", "surcharge_cents (sunday): 0 -> 100"),
        ("Wiesenburg", "notice_min: 45 -> 90"),
        ("Wiesenburg", "parallel (saturday): true -> false"),
    ]
