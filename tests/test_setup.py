"""The set-up script on machines made of stand-ins, and the lock files against pyproject.toml."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.machine import ROOT, Machine


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def calls_of(machine: Machine, beginning: str) -> list[str]:
    return [call for call in machine.calls() if call.startswith(beginning)]


def test_given_a_bare_machine_when_asked_for_help_then_nothing_is_installed(machine: Machine) -> None:
    result = machine.rufbus("help")

    assert result.returncode == 0
    assert "demo [--once]" in result.stdout
    assert machine.calls() == []


def test_given_a_bare_machine_when_any_word_is_said_then_all_is_set_up_once_and_the_word_passed_on(
    machine: Machine,
) -> None:
    result = machine.rufbus("runs", "two words", "")

    assert result.returncode == 0, result.stderr
    assert result.stdout == "<-P><-m><web.cli><runs><two words><>"
    calls = machine.calls()
    assert [call.split()[0] for call in calls if " -c " not in call] == [
        "python3",
        "python",
        "tool",
        "uv",
        "npm",
        "python",
        "python",
    ]
    assert "python -P -m dispatch.warm" in calls
    assert any(
        call.startswith("uv pip install") and "--require-hashes -r checkout/requirements.lock" in call
        for call in calls
    )
    assert any(call.startswith("tool uv==") for call in calls)


def test_given_everything_is_set_up_when_run_again_then_it_is_quiet_and_installs_nothing(
    machine: Machine,
) -> None:
    machine.rufbus("runs")
    machine.calls()

    result = machine.rufbus("runs")

    assert result.stderr == ""
    assert machine.calls() == ["python -c ", "python -P -m web.cli runs"]


def test_given_the_engine_changed_when_run_then_it_is_compiled_again(machine: Machine) -> None:
    machine.rufbus("runs")
    machine.calls()
    (machine.checkout / "dispatch" / "engine" / "timing.py").write_text("changed = True\n")

    machine.rufbus("runs")

    assert calls_of(machine, "python -P -m dispatch.warm") != []


def test_given_a_lock_file_changed_when_run_then_only_its_packages_are_installed_again(
    machine: Machine,
) -> None:
    machine.rufbus("runs")
    machine.calls()
    (machine.checkout / "requirements.lock").write_text("flask==4\n")

    machine.rufbus("runs")

    assert [call.split()[0] for call in machine.calls()] == ["python", "uv", "python"]


def test_given_a_path_with_blanks_a_link_and_another_folder_when_run_then_it_works(tmp_path: Path) -> None:
    machine = Machine(tmp_path, checkout="my first checkout")
    link, elsewhere = tmp_path / "rufbus-link", tmp_path / "else where"
    link.symlink_to(machine.checkout / "rufbus")
    elsewhere.mkdir()

    result = machine.rufbus("runs", script=link, cwd=elsewhere)

    assert result.returncode == 0, result.stderr
    assert list(elsewhere.iterdir()) == []
    assert (machine.checkout / ".venv").is_dir()


def test_given_a_checkout_was_moved_when_run_then_its_environment_is_made_anew(machine: Machine) -> None:
    machine.rufbus("runs")
    machine.calls()
    machine.checkout = machine.checkout.rename(machine.folder / "moved")

    machine.rufbus("runs")

    assert "python3 -m venv --clear moved/.venv" in machine.calls()


def test_given_no_venv_and_no_rights_when_run_then_it_says_what_to_install(machine: Machine) -> None:
    machine.has_no_venv()

    result = machine.rufbus("runs")

    assert result.returncode == 1
    assert "apt-get install python3-venv" in result.stderr
    assert calls_of(machine, "apt-get") == []


def test_given_no_venv_and_root_when_run_then_debian_is_asked_and_it_goes_on(machine: Machine) -> None:
    machine.has_no_venv()
    machine.user(0)

    result = machine.rufbus("runs")

    assert result.returncode == 0, result.stderr
    assert "python3-venv" in calls_of(machine, "apt-get")[-1]


def test_given_uv_is_out_of_order_when_run_then_pip_installs_with_hashes(machine: Machine) -> None:
    machine.breaks("uv")

    result = machine.rufbus("runs")

    assert result.returncode == 0, result.stderr
    assert calls_of(machine, "python -m pip")[-1].endswith("--require-hashes -r checkout/requirements.lock")


def test_given_an_installation_fails_when_run_then_its_last_words_are_shown(machine: Machine) -> None:
    machine.breaks("npm")

    result = machine.rufbus("runs")

    assert result.returncode == 1
    assert "npm is out of order" in result.stderr
    assert calls_of(machine, "python -P") == []


def test_given_no_node_when_run_then_it_comes_as_a_wheel_of_which_nothing_stays(machine: Machine) -> None:
    machine.has_no("npm")

    result = machine.rufbus("runs")

    assert result.returncode == 0, result.stderr
    assert len(calls_of(machine, "node")) == 1
    assert not (machine.checkout / ".rufbus" / "node").exists()


def test_given_one_gate_fails_when_checked_then_all_others_still_run_and_the_exit_code_says_so(
    machine: Machine,
) -> None:
    gates = ("ruff", "mypy", "lint-imports", "deptry", "codespell", "hadolint", "compose-lint")
    machine.rufbus("runs")
    machine.in_venv(*gates, "check-jsonschema", "pytest")
    machine.breaks("mypy")

    result = machine.rufbus("check")

    assert result.returncode == 1
    assert "mypy is out of order" in result.stdout
    assert result.stderr.endswith("failed gates: mypy\n")
    called = {call.split()[0] for call in machine.calls()}
    assert called >= {*gates, "check-jsonschema", "pytest"}


def locked(file: str) -> dict[str, str]:
    """Version by name of what a lock file installs on the oldest Python the project runs on."""
    rows = re.findall(
        r"^([\w.-]+)(?:\[.*\])?==(\S+)(?: ; (.*?))? \\$", (ROOT / file).read_text(), re.MULTILINE
    )
    return {name: version for name, version, marker in rows if ">= '3.12'" not in marker}


def wanted() -> list[tuple[str, str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    runtime = project["project"]["dependencies"]
    return [
        *(("requirements.lock", line) for line in runtime),
        *(("requirements-dev.lock", line) for line in [*runtime, *groups["dev"]]),
        *(("requirements-setup.lock", line) for line in groups["setup"]),
    ]


@pytest.mark.parametrize(("file", "line"), wanted())
def test_given_a_dependency_when_looked_up_then_the_lock_has_a_version_in_its_range(
    file: str, line: str
) -> None:
    requirement = Requirement(line)

    assert requirement.specifier.contains(locked(file)[requirement.name])


@pytest.mark.parametrize("file", ["requirements.lock", "requirements-dev.lock", "requirements-setup.lock"])
def test_given_a_lock_file_when_read_then_every_package_has_hashes_and_nothing_an_address(file: str) -> None:
    text = (ROOT / file).read_text()

    packages = re.split(r"\n(?=[a-z])", text)[1:]
    assert packages
    assert all("--hash=sha256:" in package for package in packages)
    assert "://" not in text
