"""What a scenario file may say, and what is said about one that makes no sense."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from dispatch.scenarios import BrokenScenario, load_scenario, prepare, read_scenario, variants
from mobility.clock import HOUR, MINUTE
from mobility.region import PACKS

PLAIN = """
name = "Vier Fahrzeuge"
dates = ["2026-11-24"]
"""
GRID = """
name = "Wie viele Fahrzeuge?"
dates = [2026-11-24, 2026-11-28]
seeds = 3
[region.policy]
notice_min = 30
[fleet]
vans = 2
seats = 6
hours = ["06:00", "14:00"]
[[fleet.shift]]
hours = ["13:00", "21:00"]
[[vary]]
key = "fleet.vans"
values = [2, 3]
[[vary]]
key = "region.policy.detour_percent"
values = [150, 125]
"""
SEARCH = """
[search]
key = "fleet.vans"
from = 1
to = 9
figure = "service_level"
at_least = 0.9
[fleet]
vans = 1
hours = ["06:00", "14:00"]
"""
TUESDAY = date(2026, 11, 24)
EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"


def test_a_scenario_that_says_little_is_the_region_as_it_is() -> None:
    # Given a scenario with nothing but a name and a day
    scenario = read_scenario(PLAIN)
    setting = prepare(scenario)
    # Then five samples of the region as it is are asked for
    assert scenario.seeds == (1, 2, 3, 4, 5)
    assert scenario.within == 20 * MINUTE
    assert len(setting.region.shifts(TUESDAY)) == 3
    assert set(setting.travel.stops) >= set(setting.region.stops)
    assert [variant.label for variant in variants(scenario)] == [{}]


def test_a_grid_makes_all_combinations_in_the_order_it_is_written() -> None:
    scenario = read_scenario(GRID)
    combinations = variants(scenario)
    assert [tuple(variant.label.values()) for variant in combinations] == [
        (2, 150), (2, 125), (3, 150), (3, 125),
    ]  # fmt: skip
    assert [variant.number for variant in combinations] == [1, 2, 3, 4]
    # And each is a scenario of its own that can be prepared
    last = prepare(combinations[-1].scenario).region
    assert last.policy(TUESDAY).detour_percent == 125
    assert last.policy(TUESDAY).notice == 30 * MINUTE
    assert [shift.hours.start // HOUR for shift in last.shifts(TUESDAY)] == [6, 13, 6]
    assert {shift.vehicle.capacity.seats for shift in last.shifts(TUESDAY)} == {6}


def test_titles_do_not_change_a_digest_and_everything_else_does() -> None:
    plain = read_scenario(PLAIN)
    assert read_scenario(PLAIN.replace("Vier", "Fünf")).digest == plain.digest
    assert read_scenario(PLAIN + "seeds = 4").digest != plain.digest


def test_a_scenario_can_be_written_and_read_again() -> None:
    scenario = read_scenario(GRID)
    assert read_scenario(scenario.to_toml()) == scenario


def test_only_part_of_the_region_may_be_served() -> None:
    scenario = read_scenario(PLAIN + '[served]\nmunicipalities = ["Bad Belzig"]')
    setting = prepare(scenario)
    served = {setting.region.stops[stop].municipality for stop in setting.travel.stops}
    assert served == {"Bad Belzig"}


def test_a_closed_stop_is_not_served_and_the_depot_still_is() -> None:
    region = prepare(read_scenario(PLAIN)).region
    closed = f'[stops]\nclosed = ["{region.station}", "{region.depot}"]'
    travel = prepare(read_scenario(PLAIN + closed)).travel
    assert region.station not in travel
    assert region.depot in travel


def test_files_a_scenario_names_lie_beside_it(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text(PLAIN + '[demand]\nfile = "wishes.csv"')
    assert load_scenario(tmp_path / "s.toml").source.file == tmp_path / "wishes.csv"


@pytest.mark.parametrize(
    ("text", "key", "reason"),
    [
        ("name = ", "", "is not TOML"),
        ('dates = ["2026-11-24"]', "name", "is missing"),
        ('name = "x"', "dates", "is missing"),
        ('name = "x"\ndates = []', "dates", "has 0 days"),
        ('name = "x"\ndates = ["heute"]', "dates", "is not a date"),
        ('name = "x"\ndates = [2026-11-24, "2026-11-24"]', "dates", "twice"),
        (PLAIN + "seeds = 0", "seeds", "between 1 and 100"),
        (PLAIN + "vans = 3", "vans", "is unknown"),
        (PLAIN + 'base = "../other"', "base", "names a folder"),
        (PLAIN + "[fleet]\nvans = 3", "fleet.hours", "is missing"),
        (PLAIN + '[fleet]\nvans = 3\nhours = ["14:00", "6:00"]', "region.duty[1].hours", "not a time"),
        (PLAIN + "[region.policy]\nnotice = 3", "region.policy.notice", "is unknown"),
        (PLAIN + '[served]\nortsteile = ["Atlantis"]', "served.ortsteile", "Atlantis"),
        (PLAIN + '[stops]\nclosed = ["x"]', "stops.closed", "does not have"),
        (PLAIN + '[demand]\nfile = "x.csv"', "demand.file", "only a scenario that is a file itself"),
        (PLAIN + '[demand]\nfile = "x"\nhistory = "y"', "demand", "one source"),
        (PLAIN + '[[vary]]\nkey = "fleet.vans"\nvalues = []', "vary[1].values", "is empty"),
        (PLAIN + '[[vary]]\nkey = "seeds"\nvalues = [1]', "seeds", "is not varied"),
        (PLAIN + '[[vary]]\nkey = "name.x"\nvalues = [1]', "name.x", "is not varied"),
        (PLAIN + '[[vary]]\nkey = "fleet.x"\nvalues = [1]', "fleet.vans", "is missing"),
        (
            PLAIN + 'within_min = 9\n[[vary]]\nkey = "within_min.x"\nvalues = [1]',
            "within_min.x",
            "no table",
        ),
        (PLAIN + '[[vary]]\nkey = "a"\nvalues = [1]\n[[vary]]\nkey = "a"\nvalues = [2]', "vary", "same key"),
        (PLAIN + SEARCH + '[[vary]]\nkey = "a"\nvalues = [1]', "search", "two ways"),
        (PLAIN + SEARCH.replace("service_level", "beauty"), "search.figure", "not a key figure"),
        (PLAIN + SEARCH.replace("to = 9", "to = 0"), "search.to", "less than from"),
        (PLAIN + SEARCH.replace("at_least = 0.9", ""), "search.at_least", "one of them"),
        (PLAIN + 'base = "nowhere"', "base", "nowhere"),
        (PLAIN.replace("2026-11-24", "2100-11-24"), "dates", "is valid from"),
        (PLAIN.replace("Vier", "\\u202e"), "name", "cannot be printed"),
        (
            PLAIN + '[fleet]\nvans = 1\nhours = ["05:00", "49:00"]',
            "region.duty[1].hours",
            "longer than a day",
        ),
    ],
)  # fmt: skip
def test_a_scenario_that_makes_no_sense_is_refused_by_key(text: str, key: str, reason: str) -> None:
    with pytest.raises(BrokenScenario) as caught:
        [prepare(each.scenario) for each in variants(read_scenario(text))]
    assert caught.value.key == key
    assert reason in caught.value.reason
    assert str(caught.value).startswith("scenario.toml:")


@pytest.mark.parametrize("file", ["absent.toml", ".", "latin.toml"])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, file: str) -> None:
    (tmp_path / "latin.toml").write_bytes('name = "Lütte"'.encode("latin-1"))
    with pytest.raises(BrokenScenario):
        load_scenario(tmp_path / file)


def test_too_many_variants_are_refused() -> None:
    values = list(range(15))
    grid = "".join(f'[[vary]]\nkey = "desk.{key}"\nvalues = {values}\n' for key in ("work", "every_s"))
    with pytest.raises(BrokenScenario, match="225 variants"):
        variants(read_scenario(PLAIN + grid))


def test_a_pack_beside_the_scenario_is_found_by_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given a pack of somebody else beside a scenario, and somebody in that folder
    shutil.copytree(PACKS / "bad-belzig", tmp_path / "nachbar")
    monkeypatch.chdir(tmp_path)
    for base in ("nachbar", "./nachbar", str(tmp_path / "nachbar")):
        Path("s.toml").write_text(f'{PLAIN}base = "{base}"', encoding="utf-8")
        # When the scenario is read from there, then it is about that pack
        assert prepare(load_scenario(Path("s.toml"))).region.slug == "nachbar"


def test_a_pack_that_is_nowhere_is_said_to_be_looked_for_where(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text(f'{PLAIN}base = "nachbar"', encoding="utf-8")
    with pytest.raises(BrokenScenario, match=f"there is no {tmp_path / 'nachbar'}"):
        load_scenario(tmp_path / "s.toml")


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_example_of_the_documents_can_be_simulated(path: Path) -> None:
    assert all(prepare(each.scenario).region for each in variants(load_scenario(path)))
