"""Packages of the VBB in small, made by tests."""

import io
import json
import tarfile
from collections.abc import Mapping
from pathlib import Path

from dispatch.packs.vbb.packages import Cache, Package


def write_archive(path: Path, files: Mapping[str, str]) -> Path:
    """An archive as npm packs it."""
    with tarfile.open(path, "w:gz") as archive:
        for name, text in files.items():
            member = tarfile.TarInfo(f"package/{name}")
            content = text.encode()
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


class Shelf(Cache):
    """Packages that a test has put there, whatever their integrity."""

    def put(self, package: Package, files: Mapping[str, object]) -> None:
        """Put a package there; what is no text becomes JSON, and a list of it one line for each entry."""
        texts = {
            name: content
            if isinstance(content, str)
            else "\n".join(map(json.dumps, content))
            if isinstance(content, list) and name.endswith("ndjson")
            else json.dumps(content)
            for name, content in files.items()
        }
        write_archive(self.folder / package.file, texts)

    def archive(self, package: Package) -> Path:
        return self.folder / package.file


def shelf(folder: Path) -> Shelf:
    """An empty one."""
    return Shelf(folder, lambda _text: None)


def place(key: str, name: str, lat: float, lon: float, *stops: Mapping[str, object]) -> dict[str, object]:
    """An entry of the list of stations."""
    location = {"type": "location", "latitude": lat, "longitude": lon}
    return {"type": "station", "id": key, "name": name, "location": location, "stops": list(stops)}
