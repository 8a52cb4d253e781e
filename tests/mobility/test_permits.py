"""The permit of the service, version by version (§ 44 PBefG)."""

from datetime import date
from pathlib import Path

import pytest

from mobility.calendar import DayType
from mobility.errors import BrokenRegion
from mobility.region import Region, load_region
from mobility.region.permits import load_permits
from tests.packs import copy_of_pack, edit

FILE = "permit.toml"
NEXT = """
[[permit]]
version = 2
valid_from = 2031-01-01
authority = "Landesamt"
reference = "44-7"
tariff = "VBB-Tarif"
municipalities = ["Bad Belzig"]
points = ["gone"]

[permit.hours]
sunday = ["09:00", "20:00"]
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return copy_of_pack(tmp_path)


def extended(pack: Path, text: str) -> None:
    with (pack / FILE).open("a", encoding="utf-8") as file:
        file.write(text)


def test_the_bundled_permit_covers_every_stop_and_all_service_hours(region: Region) -> None:
    permit = region.permit(date(2026, 11, 24))
    assert permit
    assert permit.points == set(region.stops)
    assert set(permit.municipalities) == set(region.municipalities)
    for day in {day for duty in region.roster for day in duty.days}:
        hours, permitted = region.policies[day].hours, permit.hours[day]
        assert permitted.start <= hours.start < hours.end <= permitted.end


def test_each_date_has_the_version_that_is_in_force(pack: Path) -> None:
    extended(pack, NEXT)
    region = load_region(pack)
    found = {day: region.permit(day) for day in (date(2025, 12, 31), date(2030, 12, 31), date(2031, 1, 1))}
    assert [permit and permit.version for permit in found.values()] == [None, 1, 2]
    second = found[date(2031, 1, 1)]
    assert second
    assert set(second.hours) == {DayType.SUNDAY}
    assert second.holds(date(2099, 1, 1))


def test_a_pack_without_permit_loads_and_has_none(pack: Path) -> None:
    (pack / FILE).unlink()
    edit(pack, "region.toml", '"region.toml", "permit.toml"', '"region.toml"')
    assert load_region(pack).permits == ()


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("version = 2", "version = 3", "does not count its versions 1, 2, 3 ..."),
        ("2031-01-01", "2030-12-31", "has version 1 still in force when version 2 begins"),
        ("2031-01-01", '"soon"', "permit[2].valid_from 'soon' is not a date like 2026-01-31"),
        ('tariff = "VBB-Tarif"\n', "", "permit[2].tariff is missing"),
        ("sunday", "sundays", "permit[2].hours.sundays is unknown"),
        ('points = ["gone"]', "points = []", "permit[2].points is not a list of texts"),
    ],
)
def test_a_permit_that_makes_no_sense_is_refused(pack: Path, old: str, new: str, reason: str) -> None:
    assert old in NEXT
    extended(pack, NEXT.replace(old, new))
    with pytest.raises(BrokenRegion) as refusal:
        load_permits(pack)
    assert refusal.value == BrokenRegion(FILE, None, reason)
