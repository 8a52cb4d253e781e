"""Which program computes: a fingerprint that results keep, so that those of another one are told apart."""

from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[1]
DECIDING = ("dispatch", "mobility")
"""Packages whose code makes results what they are."""
BUILT_ON = ("numba", "numpy", "ortools", "scipy")
"""What they compute with."""


@cache
def code_digest() -> str:
    """Fingerprint of the program, and of what it computes with."""
    digest = sha256()
    for package in DECIDING:
        for path in sorted((ROOT / package).rglob("*.py")):
            digest.update(str(path.relative_to(ROOT)).encode() + sha256(path.read_bytes()).digest())
    for name in BUILT_ON:
        digest.update(f"{name} {version(name)}".encode())
    return digest.hexdigest()


code_digest()  # of the code as it is loaded: its files may be changed under a process that runs
