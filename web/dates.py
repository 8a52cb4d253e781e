"""Dates in addresses: ``2026-11-24`` and nothing else."""

from datetime import date

from flask.blueprints import BlueprintSetupState
from werkzeug.routing import BaseConverter, ValidationError


class DateConverter(BaseConverter):
    """A part of an address that names a day."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """The day that the address names; no page if there is no such day."""
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValidationError from None

    def to_url(self, value: date) -> str:
        """The day as an address names it."""
        return value.isoformat()


def teach(state: BlueprintSetupState) -> None:
    """Let the rules of a blueprint say ``<date:day>``; to be recorded before its routes."""
    state.app.url_map.converters["date"] = DateConverter
