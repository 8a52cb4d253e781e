"""The planner's pages: ask tomorrow's service a question, watch it being worked out, compare the answers."""

from flask import Blueprint

from web.planning import comparing, details, editing, overview, showing

BLUEPRINTS: tuple[Blueprint, ...] = (
    overview.bp,
    editing.bp,
    comparing.bp,
    showing.bp,
    details.bp,
)
"""All of them under ``/planung``; a module with pages of its own adds its blueprint here."""
