"""The planner's pages: ask tomorrow's service a question, watch it being worked out, compare the answers."""

from flask import Blueprint

from web.planning import (
    accounting,
    comparing,
    details,
    editing,
    flows,
    overview,
    papers,
    replay,
    showing,
    unmet,
)

BLUEPRINTS: tuple[Blueprint, ...] = (
    overview.bp,
    editing.bp,
    comparing.bp,
    showing.bp,
    details.bp,
    accounting.bp,
    flows.bp,
    unmet.bp,
    replay.bp,
    papers.bp,
)
"""All of them under ``/planung``; a module with pages of its own adds its blueprint here."""
