"""Documents that point somewhere: their links, the layout, the metadata for catalogues."""

import re
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.machine import ROOT

LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
DOCUMENTS = sorted(
    str(path.relative_to(ROOT)) for path in chain(ROOT.glob("*.md"), (ROOT / "docs").rglob("*.md"))
)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_given_a_document_when_its_links_are_followed_then_the_files_are_there(document: str) -> None:
    folder = (ROOT / document).parent

    assert [
        link for link in LINK.findall((ROOT / document).read_text()) if not (folder / link).exists()
    ] == []


@pytest.mark.parametrize("package", ["mobility", "dispatch", "web"])
def test_given_a_module_when_the_architecture_is_read_then_it_is_in_the_layout(
    package: str,
) -> None:
    text = (ROOT / "docs/architecture.md").read_text()
    layout = re.search(rf"\n{package}/(.*?)\n\n", text, re.DOTALL)
    assert layout
    modules = {path.name for path in (ROOT / package).iterdir() if path.suffix == ".py" or path.is_dir()}

    assert {name for name in modules - {"__init__.py", "__pycache__"} if name not in layout[1]} == set()


def test_given_the_layout_when_compared_with_the_folders_then_nothing_in_it_is_gone() -> None:
    text = (ROOT / "docs/architecture.md").read_text()
    layout = text.split("```")[1]
    folder, missing = Path(), []
    for line in layout.splitlines():
        if line and not line.startswith(" "):
            folder = ROOT
        names = re.findall(r"^(?:  )?(\S+)(?: (\S+\.py))?(?: (\S+\.py))?", line)
        for name in filter(None, names[0] if names else ()):
            missing += [] if "*" in name or (folder / name).exists() else [name]
            if line[0] != " " and name.endswith("/"):
                folder = ROOT / name
    assert missing == []


def catalogue() -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe").load((ROOT / "publiccode.yml").read_text())
    return loaded


def test_given_the_metadata_when_a_catalogue_reads_it_then_what_it_must_have_is_there() -> None:
    entry = catalogue()

    assert {
        "publiccodeYmlVersion",
        "name",
        "url",
        "platforms",
        "developmentStatus",
        "softwareType",
        "description",
        "legal",
        "maintenance",
        "localisation",
    } <= entry.keys()
    assert entry["legal"]["license"] == "EUPL-1.2"
    for said in entry["description"].values():
        assert len(said["shortDescription"]) <= 150
        assert 150 <= len(said["longDescription"]) <= 10_000
