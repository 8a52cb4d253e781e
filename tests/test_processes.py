"""Children of the command line: watched, started again where wanted, and ended in order."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.homes import alive, eventually
from web.processes import Processes, Program, orderly_end

ROOT = Path(__file__).parent.parent


def shell(name: str, script: str, folder: Path, *, keep: bool = False, patience: float = 20.0) -> Program:
    return Program(
        name=name,
        command=("/bin/sh", "-c", script),
        log=folder / "log",
        folder=folder,
        keep=keep,
        patience=patience,
    )


def until_stopped(name: str) -> str:
    return f"trap 'echo {name} ends; exit' TERM; echo {name} runs; while :; do sleep 0.05; done"


def log(folder: Path) -> list[str]:
    return (folder / "log").read_text().splitlines()


def test_the_last_that_was_started_ends_first(tmp_path: Path) -> None:
    with Processes() as processes:
        for name in ("web", "worker", "beat"):
            processes.start(shell(name, until_stopped(name), tmp_path))
        assert eventually(lambda: len(log(tmp_path)) == 3)
    assert log(tmp_path)[3:] == ["beat ends", "worker ends", "web ends"]


def test_waiting_ends_with_the_program_that_ended(tmp_path: Path) -> None:
    with Processes() as processes:
        processes.start(shell("web", until_stopped("web"), tmp_path))
        assert processes.wait(0.01) is None
        processes.start(shell("worker", "exit 3", tmp_path))
        ended = processes.wait(60)
        assert ended
        assert ended.name == "worker"


def test_a_program_that_is_kept_running_is_started_again(tmp_path: Path) -> None:
    with Processes() as processes:
        processes.start(shell("server", "echo started; sleep 0.05", tmp_path, keep=True))
        assert eventually(lambda: log(tmp_path).count("started") >= 3)
        assert processes.wait(0.01) is None


def test_who_does_not_end_when_asked_is_killed_with_all_it_started(tmp_path: Path) -> None:
    deaf = "trap '' TERM; sh -c 'echo $$; while :; do sleep 0.05; done' & echo $$; wait; sleep 60"
    with Processes() as processes:
        processes.start(shell("deaf", deaf, tmp_path, patience=0.2))
        assert eventually(lambda: len(log(tmp_path)) == 2)
        pids = [int(line) for line in log(tmp_path)]
        assert all(alive(pid) for pid in pids)
    assert eventually(lambda: not any(alive(pid) for pid in pids))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_everything_in_order_and_a_second_one_does_not_interrupt(
    number: signal.Signals, tmp_path: Path
) -> None:
    code = (
        "import signal, sys; from pathlib import Path; from web.processes import *\n"
        # whoever runs the tests may have been started to survive a closed terminal
        "signal.signal(signal.SIGHUP, signal.SIG_DFL)\n"
        "folder = Path(sys.argv[1])\n"
        "slow = \"trap 'sleep 0.5; echo ended; exit' TERM; echo runs; while :; do sleep 0.05; done\"\n"
        "try:\n"
        "    with orderly_end(), Processes() as processes:\n"
        "        processes.start(Program(name='slow', command=('/bin/sh', '-c', slow), log=folder / 'log'))\n"
        "        processes.wait()\n"
        "except KeyboardInterrupt:\n"
        "    (folder / 'bye').touch()\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, tmp_path], cwd=ROOT) as supervisor:
        assert eventually(lambda: (tmp_path / "log").exists() and log(tmp_path) == ["runs"])
        supervisor.send_signal(number)
        supervisor.send_signal(number)
        assert supervisor.wait(60) == 0
    assert log(tmp_path) == ["runs", "ended"]
    assert (tmp_path / "bye").exists()


def test_what_a_driver_makes_of_the_signal_still_counts_as_the_end() -> None:
    def interrupted_in_a_statement() -> None:
        with orderly_end():
            try:
                signal.raise_signal(signal.SIGTERM)
            finally:
                raise RuntimeError("cannot change the connection now")

    with pytest.raises(KeyboardInterrupt):
        interrupted_in_a_statement()


def test_without_a_signal_an_error_stays_what_it_is() -> None:
    with pytest.raises(ZeroDivisionError), orderly_end():
        raise ZeroDivisionError
