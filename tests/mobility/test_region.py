import os
import shutil
import subprocess
import sys
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest

from mobility.calendar import DayType
from mobility.clock import HOUR, MINUTE
from mobility.errors import BrokenRegion
from mobility.objective import Objective
from mobility.promises import TimeWindow
from mobility.region import Region, load_region
from tests.packs import copy_of_pack, edit, line_of, write_feed

TUESDAY, SUNDAY, CHRISTMAS_EVE = date(2026, 11, 24), date(2026, 11, 29), date(2026, 12, 24)

HAGELBERG = "Hagelberg,Bad Belzig,0,52.138881,12.519488"
KLEIN_GLIEN = "de:12069:900222106::1,de:12069:900222106,Klein Glien,Hagelberg,Klein Glien,Bad Belzig"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return copy_of_pack(tmp_path)


def refused(pack: Path) -> BrokenRegion:
    with pytest.raises(BrokenRegion) as refusal:
        load_region(pack)
    return refusal.value


def test_a_pack_is_loaded_by_its_name_or_its_folder(pack: Path, region: Region) -> None:
    assert load_region(str(pack)).stops == region.stops
    assert (region.slug, load_region(pack).slug) == ("bad-belzig", "pack")


def test_a_pack_that_does_not_exist_is_refused() -> None:
    with pytest.raises(BrokenRegion, match=r"region\.toml: cannot be read"):
        load_region("atlantis")


def test_rules_follow_the_type_of_the_day(region: Region) -> None:
    # B2 and B4: other service hours, and another end of the early rides, at weekends
    weekday, sunday = region.policy(TUESDAY), region.policy(SUNDAY)
    assert weekday.hours == TimeWindow(5 * HOUR + 30 * MINUTE, 21 * HOUR + 30 * MINUTE)
    assert sunday.hours == TimeWindow(8 * HOUR + 30 * MINUTE, 21 * HOUR + 30 * MINUTE)
    assert (weekday.early_until, sunday.early_until) == (8 * HOUR, 9 * HOUR + 30 * MINUTE)
    assert (weekday.notice, sunday.notice) == (HOUR, HOUR)
    assert set(region.policies) == set(DayType)


def test_on_the_eves_nobody_drives(region: Region) -> None:
    assert region.shifts(CHRISTMAS_EVE) == ()  # B9


def test_a_rule_of_the_pack_replaces_the_default_and_a_day_type_replaces_the_rule(pack: Path) -> None:
    edit(pack, "region.toml", "tolerance_min = 10", "tolerance_min = 15\nboarding_min = 2")
    edit(pack, "region.toml", "[policy.sunday]", "[policy.sunday]\nsurcharge_cents = 100")
    changed = load_region(pack)
    weekday, sunday = changed.policy(TUESDAY), changed.policy(SUNDAY)
    assert (weekday.tolerance, weekday.boarding, weekday.surcharge_cents) == (900, 120, 0)
    assert (sunday.tolerance, sunday.boarding, sunday.surcharge_cents) == (900, 120, 100)


def test_the_objective_is_what_the_pack_says_and_a_day_type_changes_some_of_it(pack: Path) -> None:
    weights = "[policy.objective]\nriding = 0.25\nused = 600\nmargin_min = 7\ntold_min = 0\n"
    edit(pack, "region.toml", "[policy.saturday]", f"{weights}[policy.saturday]")
    sunday = "[policy.sunday.objective]\nriding = 1\n[policy.holiday]"
    edit(pack, "region.toml", "[policy.holiday]", sunday)
    changed = load_region(pack)
    expected = Objective(riding=0.25, used=600, margin=7 * MINUTE, told=0)
    assert changed.policy(TUESDAY).objective == expected
    assert changed.policy(SUNDAY).objective == replace(expected, riding=1)


@pytest.mark.parametrize(
    "key", [field.name for field in fields(Objective) if field.name not in {"margin", "told"}]
)
def test_every_weight_of_the_objective_can_be_set_and_is_never_negative(pack: Path, key: str) -> None:
    edit(pack, "region.toml", "[policy.saturday]", f"[policy.objective]\n{key} = 1.5\n[policy.saturday]")
    assert load_region(pack).policy(TUESDAY).objective == Objective(**{key: 1.5})  # type: ignore[arg-type]
    edit(pack, "region.toml", f"{key} = 1.5", f"{key} = -1.5")
    reason = f"policy.objective.{key} is negative or has no end"
    assert refused(pack) == BrokenRegion("region.toml", None, reason)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("drives = 1", "drives is unknown"),
        ("plain = 1", "plain is unknown"),
        ("told = 1800", "told is unknown"),
        ('riding = "1"', "riding is not a number"),
        ("riding = true", "riding is not a number"),
        ("riding = inf", "riding is negative or has no end"),
        ("riding = nan", "riding is negative or has no end"),
        ("margin_min = -1", "margin_min is not a whole number"),
        ("told_min = 1.5", "told_min is not a whole number"),
    ],
)
def test_a_weight_that_makes_no_sense_is_refused(pack: Path, line: str, reason: str) -> None:
    edit(pack, "region.toml", "[policy.saturday]", f"[policy.objective]\n{line}\n[policy.saturday]")
    assert refused(pack) == BrokenRegion("region.toml", None, f"policy.objective.{reason}")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('name = "Bad Belzig und Wiesenburg/Mark"\n', "", "name is missing"),
        ('name = "Bad Belzig und Wiesenburg/Mark"', "name = 7", "name is not a text"),
        ('name = "Bad Belzig und Wiesenburg/Mark"', 'title = "?"\nname = "x"', "title is unknown"),
        ('municipalities = ["Bad Belzig", "Wiesenburg/Mark"]', "municipalities = []",
         "municipalities is not a list of texts"),
        ("demo_timetable = true ", 'demo_timetable = "yes" ', "demo_timetable is not true or false"),
        ("notice_min = 60", "notice_min = -1", "policy.notice_min is not a whole number"),
        ("notice_min = 60", "notice_min = true", "policy.notice_min is not a whole number"),
        ("notice_min = 60", "notice = 3600", "policy.notice is unknown"),
        ("[policy.sunday]", "[policy.sunday]\ntolerence_min = 5", "policy.sunday.tolerence_min is unknown"),
        ("[policy.sunday]", "[policy.sunday]\nstep_min = 0",
         "policy.sunday.step_min is 0, so that there would be no end of offers"),
        ("[policy.sunday]", "[policy.funday]", "policy.funday is unknown"),
        ('early_until = "08:00"', 'early_until = "8:00"',
         "policy.early_until has '8:00', which is not a time like 05:30"),
        ('hours = ["05:30", "21:30"]', 'hours = ["21:30", "05:30"]', "policy.hours ends before it starts"),
        ('hours = ["05:30", "21:30"]', 'hours = ["05:30"]',
         'policy.hours is not a pair like ["05:30", "21:30"]'),
        ("south = 51.98", 'south = "51.98"', "bounds.south is not a number"),
        ("south = 51.98", "south = 53.0", "bounds.south, west, north, east enclose nothing"),
        ("[bounds]", "[limits]", "bounds is missing"),
        ("[direction_names]", "[[direction_names]]", "direction_names is not a table"),
        ('"Berlin Ostbahnhof" = "Berlin"', '"Berlin Ostbahnhof" = ""',
         "direction_names.Berlin Ostbahnhof is not a text"),
        ('id = "bus-2"', 'id = "bus-1"', "vehicle 'bus-1' is there twice"),
        ('vehicle = "bus-3"', 'vehicle = "bus-4"', "duty[3].vehicle 'bus-4' is unknown"),
        ('id = "tag"', 'id = "frueh"', "duty on a school_day 'frueh' is there twice"),
        ('["saturday", "sunday", "holiday"]', '["weekend"]',
         f"phone.hours[2].days has 'weekend', which is not one of {', '.join(DayType)}"),
        ("seats = 8", "seats = 8\ndoors = 2", "vehicle[1].doors is unknown"),
        ('station = "de:12069:900220143"', 'station = "nowhere"', "station 'nowhere' is unknown"),
        ('depot = "de:12069:900221999"', 'depot = "nowhere"', "depot 'nowhere' is unknown"),
        ('as_of = "2021-08-08"', 'as_of = "2021"', "as_of '2021' is not a date like 2026-01-31"),
        ('files = ["timetable.zip"]', 'files = ["timetable.zip", "lines.csv"]',
         "names a source of lines.csv, which is not there: delete it from [[source]]"),
    ],
)  # fmt: skip
def test_a_setting_that_makes_no_sense_is_refused(pack: Path, old: str, new: str, reason: str) -> None:
    edit(pack, "region.toml", old, new)
    assert refused(pack) == BrokenRegion("region.toml", None, reason)


def test_a_table_where_a_list_of_tables_belongs_is_refused(pack: Path) -> None:
    text = (pack / "region.toml").read_text(encoding="utf-8")
    (pack / "region.toml").write_text("source = 7\n" + text[: text.index("[[source]]")], encoding="utf-8")
    assert refused(pack).reason == "source is not a list of tables"


def test_malformed_toml_is_refused_with_its_line(pack: Path) -> None:
    line = line_of(pack, "region.toml", "station = ")
    edit(pack, "region.toml", 'station = "', "station = ")
    found = refused(pack)
    assert (found.file, found.row) == ("region.toml", line)
    assert "is not TOML" in found.reason


@pytest.mark.parametrize(
    ("file", "at", "old", "new", "reason"),
    [
        ("ortsteile.csv", HAGELBERG, "Hagelberg,Bad", ",Bad", "name is empty"),
        ("ortsteile.csv", HAGELBERG, "Hagelberg,Bad Belzig", "Hagelberg,Brück",
         "municipality 'Brück' is unknown"),
        ("ortsteile.csv", HAGELBERG, "Belzig,0,", "Belzig,yes,", "core 'yes' is not one of 0, 1"),
        ("ortsteile.csv", HAGELBERG, "52.138881", "N52", "lat 'N52' is not a number"),
        ("ortsteile.csv", HAGELBERG, "52.138881", "53.138881",
         "lat 53.138881 is not between 51.98 and 52.29"),
        ("ortsteile.csv", HAGELBERG, "12.519488", "2.519488", "lon 2.519488 is not between 12.25 and 12.79"),
        ("ortsteile.csv", HAGELBERG, "Klein Glien", "Klein Glien; Klein Glien", "a part is there twice"),
        ("ortsteile.csv", HAGELBERG, "Klein Glien,,", "Klein Glien,many,",
         "population 'many' is not a whole number"),
        ("ortsteile.csv", HAGELBERG, "900222095", "900229999", "stop 'de:12069:900229999' is unknown"),
        ("ortsteile.csv", HAGELBERG, "900222095", "900222168",
         "main stop de:12069:900222168 lies in Reppinichen"),
        ("ortsteile.csv", "Borne,", "Borne,", "Bergholz,", "Bergholz is there twice"),
        ("stops.csv", KLEIN_GLIEN, "Glien,Hagelberg,", "Glien,Wald,", "ortsteil 'Wald' is unknown"),
        ("stops.csv", KLEIN_GLIEN, "Glien,Hagelberg,", "Glien,,", "ortsteil '' is unknown"),
        ("stops.csv", KLEIN_GLIEN, "Glien,Hagelberg,Klein Glien", "Glien,Hagelberg,Glien",
         "part 'Glien' is unknown"),
        ("stops.csv", KLEIN_GLIEN, "Klein Glien,Bad Belzig", "Klein Glien,Wiesenburg/Mark",
         "Hagelberg belongs to Bad Belzig"),
        ("stops.csv", KLEIN_GLIEN, "52.131682", "52,131682", "has 13 values, the header has 12"),
        ("stops.csv", KLEIN_GLIEN, "52.131682", "51.131682", "lat 51.131682 is not between 51.98 and 52.29"),
        ("stops.csv", KLEIN_GLIEN, "mast", "tree", "kind 'tree' is not one of mast, platform, station"),
        ("stops.csv", "900222106::2", "900222106::2", "900222106::1",
         "point de:12069:900222106::1 is there twice"),
        ("stops.csv", "900222106::2", ",Klein Glien,Hag", ",Glien,Hag",
         "name differs from the row of de:12069:900222106::1, the same stop"),
        ("destinations.csv", "zegg", "zegg", "Zegg",
         "id 'Zegg' has other signs than lower-case letters, digits and hyphens"),
        ("destinations.csv", "zegg", "zegg", "landratsamt", "id landratsamt is there twice"),
        ("destinations.csv", "zegg", "900222024", "900229999", "stop 'de:12069:900229999' is unknown"),
        ("destinations.csv", "zegg", ",ZEGG,", ", ZEGG,", "name ' ZEGG' has stray blanks"),
    ],
)  # fmt: skip
def test_a_broken_row_is_refused_with_file_line_and_reason(
    pack: Path, file: str, at: str, old: str, new: str, reason: str
) -> None:
    line = line_of(pack, file, at)
    lines = (pack / file).read_text(encoding="utf-8").splitlines(keepends=True)
    assert old in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new, 1)
    (pack / file).write_text("".join(lines), encoding="utf-8")
    assert refused(pack) == BrokenRegion(file, line, reason)


def test_a_stop_has_exactly_one_point_at_which_the_vehicle_stops(pack: Path) -> None:
    first = line_of(pack, "stops.csv", KLEIN_GLIEN)
    for old, new, number in ((",mast,1,", ",mast,0,", 0), (",mast,0,", ",mast,1,", 4)):
        lines = (pack / "stops.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        group = [line.replace(old, new) for line in lines[first - 1 : first + 3]]
        (pack / "stops.csv").write_text("".join([*lines[: first - 1], *group, *lines[first + 3 :]]), "utf-8")
        reason = f"stop de:12069:900222106 has {number} boarding points, not one"
        assert refused(pack) == BrokenRegion("stops.csv", first + 3, reason)


def test_an_ortsteil_without_stop_is_refused(pack: Path) -> None:
    lines = (pack / "stops.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if ",Reppinichen,Reppinichen," not in line]
    (pack / "stops.csv").write_text("".join(kept), encoding="utf-8")
    row = line_of(pack, "ortsteile.csv", "Reppinichen")
    assert refused(pack) == BrokenRegion("ortsteile.csv", row, "Reppinichen has no stop")


@pytest.mark.parametrize("file", ["ortsteile.csv", "stops.csv", "destinations.csv"])
def test_a_missing_file_is_refused(pack: Path, file: str) -> None:
    (pack / file).unlink()
    assert refused(pack) == BrokenRegion(file, None, "is missing")


def test_a_region_without_feed_has_no_trains(pack: Path) -> None:
    (pack / "timetable.zip").unlink()
    edit(pack, "region.toml", 'files = ["timetable.zip"]', 'files = ["stops.csv"]')
    region = load_region(pack)
    assert region.timetable.valid is None
    assert region.timetable.trains(TUESDAY, region.station) == ()


def test_a_file_without_a_source_is_refused(pack: Path) -> None:
    shutil.copy(pack / "stops.csv", pack / "more.csv")
    assert refused(pack) == BrokenRegion("more.csv", None, "has no source in region.toml")


@pytest.mark.parametrize("file", ["region.toml", "ortsteile.csv", "stops.csv", "destinations.csv"])
def test_text_that_is_not_utf_8_is_refused(pack: Path, file: str) -> None:
    data = (pack / file).read_bytes()
    first = next(n for n, byte in enumerate(data) if byte >= 128)
    (pack / file).write_bytes(data.decode().encode("cp1252", errors="replace"))
    assert refused(pack) == BrokenRegion(file, data.count(b"\n", 0, first) + 1, "is not UTF-8 text")


def test_a_broken_feed_is_refused(pack: Path) -> None:
    write_feed(pack / "timetable.zip", {"stops.txt": "stop_id\n"})
    assert refused(pack) == BrokenRegion("timetable.zip/stops.txt", 1, "has no column stop_name")


HEAVY = ("osmnx", "networkx", "scipy", "pandas", "geopandas", "shapely", "ortools")


def test_what_runs_day_by_day_never_loads_the_libraries_that_read_graphs() -> None:
    code = f"""
import sys
from dataclasses import fields, replace
from datetime import date
from dispatch.roads import load_paths
from dispatch.travel import load_travel
from mobility.places import find_places
from mobility.region import load_region
region = load_region("bad-belzig")
region.policy(date(2026, 11, 24))
load_travel(region.folder), load_paths(region.folder), find_places(region, "Bahnhof")
print(*sorted(set({HEAVY!r}) & set(sys.modules)))
"""
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(root), "PATH": os.defpath},
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stdout.strip() == ""
