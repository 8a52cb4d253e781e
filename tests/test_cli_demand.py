"""Who would ride, from the command line."""

import re
from datetime import date
from pathlib import Path

import pytest

from dispatch.demand import passengers, read_requests
from mobility.region import Region
from tests.machine import ROOT
from web.cli import main

TUESDAY = date(2026, 11, 24)


def test_given_a_pack_and_a_date_when_asked_then_purposes_hours_and_villages_add_up(
    region: Region, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demand", "bad-belzig", "2026-11-24", "--seed", "3"]) == 0

    said = capsys.readouterr().out
    count = len(passengers(region, TUESDAY, 3))
    assert f"{count} rides asked for; 121.7 on average of such days" in said
    lines = {line.split()[0]: line.split()[1:] for line in said.splitlines() if line}
    every = [int(number.replace("-", "0")) for number in lines["all"]]
    assert sum(every[:-1]) == every[-1] == count
    assert int(lines["work"][-1]) == sum(each.purpose == "work" for each in passengers(region, TUESDAY, 3))
    assert int(lines["Reetz"][0]) == sum(
        region.stops[each.home].ortsteil == "Reetz" for each in passengers(region, TUESDAY, 3)
    )
    assert "% to or from a train" in said


def test_given_the_documentation_when_its_example_is_run_then_it_prints_what_stands_there(
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = (ROOT / "docs/demand.md").read_text(encoding="utf-8")
    example = re.search(r"`\./rufbus (demand [^`]*)` prints:\n\n```\n(.*?)```\n", page, re.DOTALL)
    assert example

    assert main(example[1].split()) == 0

    assert capsys.readouterr().out == example[2]


def test_given_a_table_is_wanted_when_asked_then_it_can_be_read_again(
    region: Region, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demand", "bad-belzig", "2026-11-24", "--csv"]) == 0

    path = tmp_path / "requests.csv"
    path.write_text(capsys.readouterr().out, encoding="utf-8")
    assert read_requests(path, region, TUESDAY) == passengers(region, TUESDAY, 0)


def test_given_another_level_when_asked_then_there_are_so_many(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demand", "bad-belzig", "2026-11-24", "--rides-per-100", "4"]) == 0
    assert "243.4 on average" in capsys.readouterr().out

    assert main(["demand", "bad-belzig", "2026-11-24", "--rides-per-100", "0"]) == 0
    assert "0 rides asked for; 0.0 on average" in capsys.readouterr().out


@pytest.mark.parametrize("level", ["-1", "nan", "1001"])
def test_given_an_impossible_level_when_asked_then_one_line_says_so_and_the_exit_code_is_two(
    level: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demand", "bad-belzig", "2026-11-24", "--rides-per-100", level]) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("rufbus: --rides-per-100")


def test_given_no_such_pack_when_asked_then_one_line_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demand", "atlantis", "2026-11-24"]) == 2

    assert capsys.readouterr().err.startswith("rufbus: ")
