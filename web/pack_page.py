"""The check of a region pack for people: as text, as a picture, and as one page that needs nothing else."""

from datetime import date
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dispatch.packs.chart import MARK, WIDTH, draw
from dispatch.packs.check import Checked, Finding, Grade
from dispatch.packs.picture import Caption, save_picture
from mobility.errors import MobilityError
from mobility.region import Region
from web import pack_words, times, typeface
from web.i18n import gettext as _
from web.i18n import language, ngettext
from web.maps import attribution

TEMPLATES = Path(__file__).parent / "templates"
PICTURE, PAGE = "karte.png", "pruefung.html"


class NotWritten(MobilityError):
    """The page or the picture could not be put where it was wanted; the text says why."""


Numbered = tuple[int, Finding]


def save_report(checked: Checked, name: str, today: date, folder: Path) -> list[Path]:
    """Write the page of a check, and the map if the pack can be drawn; their paths.

    Parameters
    ----------
    checked
        What was found.
    name
        What the pack is called if it cannot be loaded.
    today
        Date of the check.
    folder
        Made if it is not there.

    Raises
    ------
    NotWritten
        If they cannot be put there.
    """
    page, picture = folder / PAGE, folder / PICTURE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        page.write_text(report_page(checked, name, today), encoding="utf-8")
        if checked.region is None:
            return [page]
        save_picture(draw(checked.region, checked), _caption(checked.region), picture)
    except OSError as error:
        raise NotWritten(f"{folder} cannot be written: {error.strerror}") from None
    return [page, picture]


def report_text(checked: Checked, name: str) -> str:
    """The list of a check for the terminal."""
    lines = [checked.region.name if checked.region else name, ""]
    for same in _groups(checked):
        for number, finding in same:
            lines.append(f"{number:>3}  {pack_words.grade(finding.grade)}: {pack_words.what(finding)}")
        lines += [f"     → {pack_words.what_to_do(same[0][1])}", ""]
    return "\n".join([*lines, summary(checked)])


def summary(checked: Checked) -> str:
    """How many findings there are of each grade."""
    errors, odd, notes = (checked.count(grade) for grade in Grade)
    parts = (
        ngettext("%(n)d Fehler", "%(n)d Fehler", errors) % {"n": errors},
        ngettext("%(n)d Auffälligkeit", "%(n)d Auffälligkeiten", odd) % {"n": odd},
        ngettext("%(n)d Hinweis", "%(n)d Hinweise", notes) % {"n": notes},
    )
    return ", ".join(parts)


def report_page(checked: Checked, name: str, today: date) -> str:
    """The page of a check: map, list and attribution, with nothing to load."""
    pages = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    pages.install_gettext_callables(_, ngettext, newstyle=True)  # type: ignore[attr-defined]  # of the extension
    region = checked.region
    return pages.get_template("packs/check.html").render(
        language=language(),
        name=region.name if region else name,
        region=region,
        day=times.full_date(today),
        full_date=lambda as_of: times.full_date(date.fromisoformat(as_of)),
        summary=summary(checked),
        groups=_groups(checked),
        words=pack_words,
        chart=draw(region, checked) if region else None,
        caption=_caption(region) if region else None,
        width=WIDTH,
        mark=MARK,
        faces=typeface.embedded(),
    )


def _groups(checked: Checked) -> list[list[Numbered]]:
    """The findings with their numbers, those of one kind together."""
    numbered = enumerate(checked.findings, 1)
    return [list(same) for _kind, same in groupby(numbered, key=lambda each: each[1].kind)]


def _caption(region: Region) -> Caption:
    return Caption(
        title=region.name,
        dots={"hub": _("Knoten"), "station": _("Bahnhof"), "stop": _("Haltestelle")},
        marks={grade: pack_words.grade(grade) for grade in Grade},
        artificial=_("Verlauf ungefähr"),
        attribution=f"{_('Kartendaten:')} {attribution(region)}",
    )
