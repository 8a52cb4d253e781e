"""A pack is changed as a whole or not at all."""

import re
from pathlib import Path

import pytest

from dispatch.packs.workbench import workbench
from mobility.errors import BrokenRegion
from mobility.region import load_region
from tests.packs import copy_of_pack, edit


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return copy_of_pack(tmp_path)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_what_is_made_on_the_workbench_replaces_the_files_of_the_pack(pack: Path) -> None:
    before = contents(pack)
    with workbench(pack) as draft:
        edit(draft, "region.toml", "horizon_days = 14", "horizon_days = 21")
        (draft / "paths.npz").unlink()
        assert contents(pack) == before
    after = contents(pack)
    assert {name for name in before if after.get(name) != before[name]} == {"region.toml", "paths.npz"}
    assert b"horizon_days = 21" in after["region.toml"]
    assert "paths.npz" not in after


def test_a_pack_that_would_not_load_is_refused_and_the_old_one_stays(pack: Path) -> None:
    before = contents(pack)
    with pytest.raises(BrokenRegion, match="is unknown"), workbench(pack) as draft:
        edit(draft, "region.toml", "horizon_days", "horizon_weeks")
    assert contents(pack) == before
    assert [path.name for path in pack.parent.iterdir()] == ["pack"]
    assert load_region(pack).stops


def fail_halfway(pack: Path) -> None:
    with workbench(pack) as draft:
        (draft / "stops.csv").write_text("nothing")
        raise InterruptedError


def test_work_that_fails_halfway_leaves_nothing_behind(pack: Path) -> None:
    before = contents(pack)
    with pytest.raises(InterruptedError):
        fail_halfway(pack)
    assert contents(pack) == before
    assert [path.name for path in pack.parent.iterdir()] == ["pack"]


def test_there_is_no_workbench_without_a_pack(tmp_path: Path) -> None:
    missing = tmp_path / "atlantis"
    with pytest.raises(BrokenRegion, match=re.escape(str(missing))), workbench(missing):
        pass
