"""A pack names where its files come from, and nothing else in its settings changes."""

import tomllib
from pathlib import Path

import pytest

from dispatch.packs.sources import name_source
from mobility.errors import BrokenRegion
from mobility.region import Source, load_region
from tests.packs import copy_of_pack

FEED = Source(("timetable.zip",), 'Fahrplan "heute"', "CC BY 4.0", "VBB", "2026-11-22")


def written(folder: Path, text: str) -> Path:
    (folder / "region.toml").write_text(text, encoding="utf-8")
    return folder


SETTINGS = """name = "Ort" # stays

# the roads and the feed
[[source]]
files = ["roads.graphml.gz", "timetable.zip"]
title = "Altes"
licence = "?"
attribution = "?"
as_of = "2020-01-01"

# what follows
[policy]
parallel = false
"""


def sources(folder: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = tomllib.loads((folder / "region.toml").read_text(encoding="utf-8"))[
        "source"
    ]
    return found


def test_other_files_keep_their_source_and_all_other_text_stays(tmp_path: Path) -> None:
    name_source(written(tmp_path, SETTINGS), FEED)
    text = (tmp_path / "region.toml").read_text(encoding="utf-8")
    assert [source["files"] for source in sources(tmp_path)] == [["roads.graphml.gz"], ["timetable.zip"]]
    assert [source["title"] for source in sources(tmp_path)] == ["Altes", 'Fahrplan "heute"']
    assert text.startswith('name = "Ort" # stays\n\n# the roads and the feed\n')
    assert text.endswith("\n# what follows\n[policy]\nparallel = false\n")


def test_a_source_that_names_nothing_else_is_replaced(tmp_path: Path) -> None:
    alone = SETTINGS.replace('"roads.graphml.gz", ', "")
    name_source(written(tmp_path, alone), FEED)
    assert [source["title"] for source in sources(tmp_path)] == ['Fahrplan "heute"']


def test_what_has_no_source_yet_gets_one(tmp_path: Path) -> None:
    name_source(written(tmp_path, 'name = "Ort"\n'), FEED)
    assert [source["files"] for source in sources(tmp_path)] == [["timetable.zip"]]


def test_naming_a_source_again_changes_nothing(tmp_path: Path) -> None:
    name_source(written(tmp_path, SETTINGS), FEED)
    once = (tmp_path / "region.toml").read_bytes()
    name_source(tmp_path, FEED)
    assert (tmp_path / "region.toml").read_bytes() == once


def test_the_real_pack_stays_loadable_whatever_file_gets_another_source(tmp_path: Path) -> None:
    pack = copy_of_pack(tmp_path)
    for file in sorted({file for source in load_region(pack).sources for file in source.files}):
        name_source(pack, Source((file,), f"{file} anew", "CC0", "Jemand", "2026-11-22"))
        titles = {name: source.title for source in load_region(pack).sources for name in source.files}
        assert titles[file] == f"{file} anew"


@pytest.mark.parametrize("data", [b"name = ", "name = 'ö'".encode("latin-1"), None])
def test_settings_that_cannot_be_read_are_refused(tmp_path: Path, data: bytes | None) -> None:
    if data is not None:
        (tmp_path / "region.toml").write_bytes(data)
    with pytest.raises(BrokenRegion, match=r"region\.toml: cannot be read"):
        name_source(tmp_path, FEED)
