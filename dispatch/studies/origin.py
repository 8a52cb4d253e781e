"""What results depend on besides scenario and seed: the program and the data of the region, as digests."""

from pathlib import Path

from dispatch.office import Office
from dispatch.program import code_digest
from dispatch.scenarios import region_digest
from mobility.region import PACKS
from mobility.studies import Origin


def origin(office: Office, base: str) -> Origin | None:
    """What a result computed here and now would depend on; ``None`` if the region pack is not here."""
    folder = pack(office, base)
    return Origin(code=code_digest(), region=region_digest(folder)) if folder.is_dir() else None


def pack(office: Office, base: str) -> Path:
    """The folder of a region pack: that of the office by its name, or a bundled one."""
    return office.region.folder if base == office.region.slug else PACKS / base
