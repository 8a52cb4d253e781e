"""Importing a feed from the command line: what was made is said, what is broken is refused in one line."""

from pathlib import Path

import pytest

from mobility.region import load_region
from tests.feeds import FEED, feed
from tests.packs import copy_of_pack
from web.cli import main


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return copy_of_pack(tmp_path)


def test_what_was_imported_is_said_with_what_a_planner_should_look_at(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--licence", "CC BY 4.0", "--attribution", "VBB"]
    assert main(["region", "gtfs", str(pack), str(feed(pack.parent)), *words]) == 0
    said, progress = capsys.readouterr()
    assert "3 runs, 1 of them trains, from 2026-09-01 to 2026-12-12" in said
    assert "lines: 580, RE7, Rufbus 555" in said
    assert "Friedhof (borne:elsewhere)" in said
    assert "and 65 more" in said  # stops without any run
    assert "VBB, CC BY 4.0" in said
    assert "reading the times of 3 runs" in progress
    assert "MB of memory" in progress
    assert len(load_region(pack).lines.runs) == 2


def test_a_feed_of_the_past_is_imported_and_warned_of(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = "calendar", "calendar_dates", "feed_info"
    past = {name: str(FEED[f"{name}.txt"]).replace(",2026", ",2020") for name in names}
    assert main(["region", "gtfs", str(pack), str(feed(pack.parent, **past))]) == 0
    said = capsys.readouterr().out.splitlines()[-1]
    assert said.startswith("WARNING: the feed ended on 2020-12-12, nobody will find a bus in it")


def test_a_broken_feed_is_one_line_and_the_pack_stays(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (pack / "timetable.zip").read_bytes()
    broken = feed(pack.parent, calendar=None, calendar_dates=None)
    assert main(["region", "gtfs", str(pack), str(broken)]) == 2
    _, said = capsys.readouterr()
    assert said.splitlines()[-1].startswith(
        "rufbus: feed.zip/calendar.txt: is missing, and so is calendar_dates"
    )
    assert (pack / "timetable.zip").read_bytes() == before


def test_a_pack_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["region", "gtfs", str(tmp_path / "nowhere"), str(feed(tmp_path))]) == 2
    assert "is no folder with a region pack" in capsys.readouterr().err


def test_a_pack_whose_present_timetable_is_broken_can_be_given_another(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (pack / "timetable.zip").write_bytes(b"spoilt")
    assert main(["region", "show", str(pack)]) == 2
    assert main(["region", "gtfs", str(pack), str(feed(pack.parent))]) == 0
    assert main(["region", "show", str(pack)]) == 0
    assert "timetable from 2026-09-01 to 2026-12-12" in capsys.readouterr().out
