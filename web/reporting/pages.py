"""Reports as pages of one file: nothing to load, nothing from elsewhere, no script."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from web import typeface
from web.reporting.document import Document

TEMPLATES = Path(__file__).parents[1] / "templates"


def page(document: Document, look: str) -> str:
    """A document as a page.

    Parameters
    ----------
    document
        What it says.
    look
        ``report`` or ``sheet``: how it is laid out in print.
    """
    template = _environment().get_template("report/page.html")
    return template.render(document=document, look=look, faces=list(typeface.embedded()))


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    # pictures are drawn by web.charts, which escapes what others wrote
    made.filters["drawn"] = Markup
    return made
