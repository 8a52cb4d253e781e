"""What became of a drafted region, and what to do next, as text for whoever prepares it."""

import shlex
from collections.abc import Iterator

from dispatch.packs.draft import Drafted


def draft_text(drafted: Drafted, pack: str) -> Iterator[str]:
    """The lines of a report.

    Parameters
    ----------
    drafted
        What was made.
    pack
        Name or folder of the pack, as it was typed.
    """
    stops = drafted.stops
    yield f"{drafted.name}: a first pack in {drafted.folder}"
    yield f"  {drafted.settlements} settlements, {drafted.parts} smaller places as parts of them"
    yield f"  {stops.total()} stops: {stops['station']} at stations, {stops['virtual']} with no sign yet"
    yield f"  hub: {drafted.hub}; {drafted.destinations} destinations; {drafted.road_km} km of road"
    yield f"  {drafted.vehicles} vehicles, as a first guess"
    if drafted.left_out:
        yield f"  left out, for want of a street or a settlement near: {', '.join(drafted.left_out)}"
    pack = shlex.quote(pack)
    yield "Next:"
    yield f"  ./rufbus region check {pack}       what is missing or odd, with a map"
    yield "  docs/guides/new-region.md           what to fill in, file by file"
    yield f"  RUFBUS_REGION={pack} ./rufbus demo  a day with made-up passengers"
