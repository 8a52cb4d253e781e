"""The figures of a day of the neutral benchmark against those of its own program."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from dispatch.figures import figures
from dispatch.neutral import Scenario, load_scenario, log
from dispatch.record import DayRecord
from dispatch.recording import as_planned
from dispatch.simulation import Outcome, simulate
from mobility.bookings import Booking, Declined, Ride, RideState
from mobility.region import Region
from tests.machine import ROOT

BENCH = ROOT.parent / "shared" / "bench"


def recorded(region: Region, scenario: Scenario, outcome: Outcome) -> DayRecord:
    """The record of a day of the benchmark, whose roads are none of the region's."""
    booked = {booking.reference: booking for booking in outcome.day.bookings}
    rides = []
    for passenger in scenario.passengers:
        request = passenger.request
        booking: Booking | None = booked.get(request.reference)
        answer = (booking.offer,) if booking else Declined(outcome.declined[request.reference])
        state = RideState.BOOKED if booking else RideState.DECLINED
        rides.append(Ride(request, "", outcome.day.service_day, state, answer, booking))
    return as_planned(replace(region, stops={}), outcome.day, rides, scenario.travel)


@pytest.mark.skipif(not BENCH.is_dir(), reason="the benchmark is not beside this checkout")
def test_given_a_day_of_the_benchmark_when_measured_then_its_own_program_says_the_same(
    region: Region, tmp_path: Path
) -> None:
    path, driven = BENCH / "scen" / "bad-belzig-r100-v6-s1.json", tmp_path / "log.json"
    scenario = load_scenario(path)
    outcome = simulate(scenario.day, scenario.passengers, scenario.travel)
    driven.write_text(json.dumps(log(scenario, outcome)))
    scored = subprocess.run(
        [sys.executable, str(BENCH / "kpi.py"), str(path), str(driven), "--json"],
        capture_output=True,
        check=True,
        text=True,
    )
    theirs = json.loads(scored.stdout)

    ours = figures([recorded(region, scenario, outcome)], region).values

    assert (ours["asked"], ours["rode"]) == (theirs["requests"], theirs["served"])
    assert ours["shared_share"] == pytest.approx(theirs["shared_share"], abs=0.0005)
    # they round less on the way: metres and seconds of every way are whole here, rounded up
    assert ours["driven_m"] == pytest.approx(1000 * theirs["veh_km_network"], abs=200)
    assert ours["empty_m"] == pytest.approx(1000 * theirs["empty_km"], abs=200)
    assert ours["pooling"] == pytest.approx(theirs["pooling"], rel=0.002)
    assert ours["occupancy"] == pytest.approx(theirs["occupancy"], rel=0.002)
    assert ours["empty_share"] == pytest.approx(theirs["empty_share"], abs=0.002)
    assert ours["wait_mean_s"] == pytest.approx(theirs["wait_mean_s"], abs=1)
    assert ours["ride_ratio"] == pytest.approx(theirs["ride_ratio_mean"], abs=0.002)
    assert ours["detour_mean_s"] == pytest.approx(theirs["extra_ride_mean_s"], abs=2)
