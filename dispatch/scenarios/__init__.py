"""Scenarios: what a planner asks, as a small file; its variants, and how they are simulated."""

from dispatch.scenarios.batch import Results, mean_of, simulate_all
from dispatch.scenarios.model import BrokenScenario, Scenario, Search, Variant
from dispatch.scenarios.reading import load_scenario, read_scenario
from dispatch.scenarios.running import Cell, run
from dispatch.scenarios.setting import Setting, prepare, region_digest
from dispatch.scenarios.variants import front, variant, variants

__all__ = [
    "BrokenScenario",
    "Cell",
    "Results",
    "Scenario",
    "Search",
    "Setting",
    "Variant",
    "front",
    "load_scenario",
    "mean_of",
    "prepare",
    "read_scenario",
    "region_digest",
    "run",
    "simulate_all",
    "variant",
    "variants",
]
