"""Starting the service under one command: servers, ports, and parts that end by themselves."""

import socket
from pathlib import Path

import pytest

from web.launch import PORTS_TRIED, HalfOutside, NoPort, Stopped, free_port, servers, start_planner, watch
from web.processes import Processes, Program


def test_given_both_addresses_when_servers_are_wanted_then_none_is_started(tmp_path: Path) -> None:
    named = {"DATABASE_URL": "postgresql://elsewhere/rufbus", "REDIS_URL": "redis://elsewhere/0"}

    with servers(named, tmp_path) as urls:
        assert (urls.database_url, urls.redis_url) == (named["DATABASE_URL"], named["REDIS_URL"])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL"])
def test_given_one_address_only_when_servers_are_wanted_then_that_is_refused(
    tmp_path: Path, name: str
) -> None:
    with pytest.raises(HalfOutside), servers({name: "somewhere"}, tmp_path):
        pass


def test_given_a_taken_port_when_one_is_wanted_then_the_next_free_one_is_found() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        assert port < free_port(port) < port + PORTS_TRIED


def test_given_no_port_is_left_when_one_is_wanted_then_the_range_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("web.launch.PORTS_TRIED", 1)
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(NoPort, match="no free port from"):
        free_port(taken.getsockname()[1])


def test_given_a_part_ends_by_itself_when_serving_then_the_end_of_its_log_is_shown(tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    command = ("/bin/sh", "-c", "for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do echo line $n; done")

    with Processes() as processes:
        processes.start(Program(name="worker", command=command, log=log))
        with pytest.raises(Stopped) as stopped:
            watch(processes)

    said = str(stopped.value).splitlines()
    assert said[0] == f"the worker does not run; the end of {log}:"
    assert said[1:] == [f"line {n}" for n in range(2, 17)]


def test_given_all_parts_run_when_watched_for_a_moment_then_nothing_happens(tmp_path: Path) -> None:
    with Processes() as processes:
        processes.start(Program(name="worker", command=("/bin/sleep", "60"), log=tmp_path / "worker.log"))

        watch(processes, 0.01)


def test_given_a_service_when_its_planners_are_started_then_they_step_back_for_it(tmp_path: Path) -> None:
    started: list[Program] = []

    class Noting(Processes):
        def start(self, program: Program) -> None:
            started.append(program)

    start_planner(Noting(), {"DATABASE_URL": "somewhere"}, tmp_path)

    (planner,) = started
    assert planner.command[:3] == ("nice", "-n", "10")
    assert "--app=worker:planner" in planner.command
    assert planner.env["DATABASE_URL"] == "somewhere"
