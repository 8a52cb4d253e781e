"""What results depend on besides scenario and seed: the program and the data of the region, as digests."""

from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from dispatch.office import Office
from dispatch.scenarios import region_digest
from mobility.region import PACKS
from mobility.studies import Origin

ROOT = Path(__file__).parents[2]
DECIDING = ("dispatch", "mobility")
"""Packages whose code makes results what they are."""
BUILT_ON = ("numba", "numpy", "ortools", "scipy")
"""What they compute with."""


def code_digest() -> str:
    """Fingerprint of the program that computes, and of what it computes with."""
    digest = sha256()
    for package in DECIDING:
        for path in sorted((ROOT / package).rglob("*.py")):
            digest.update(str(path.relative_to(ROOT)).encode() + sha256(path.read_bytes()).digest())
    for name in BUILT_ON:
        digest.update(f"{name} {_version(name)}".encode())
    return digest.hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


CODE = code_digest()
"""Of this process: taken as it is loaded, for the files may be changed under it."""


def origin(office: Office, base: str) -> Origin | None:
    """What a result computed here and now would depend on; ``None`` if the region pack is not here."""
    folder = pack(office, base)
    return Origin(code=CODE, region=region_digest(folder)) if folder.is_dir() else None


def pack(office: Office, base: str) -> Path:
    """The folder of a region pack: that of the office by its name, or a bundled one."""
    return office.region.folder if base == office.region.slug else PACKS / base
