"""The npm packages the bundled pack is made from, fetched once into a cache."""

import shutil
import subprocess
import tarfile
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha512
from pathlib import Path
from tempfile import TemporaryDirectory

from mobility.errors import MobilityError

PATIENCE_S = 300
"""How long one package may take to arrive (s): the largest has 50 MB."""

OPTIONS = ("--ignore-scripts", "--loglevel=error", "--fetch-retries=1", "--fetch-timeout=60000")
"""No code of the package runs, and where the registry is out of reach one knows within two minutes."""

TOP = "package/"
"""Folder in which npm packs everything."""

Progress = Callable[[str], None]
"""Told in a few words what is done next."""


@dataclass
class NoPackage(MobilityError):
    """A package cannot be had, or is not what it was.

    Parameters
    ----------
    package
        Name and version.
    reason
        Why, and what to do.
    """

    package: str
    reason: str

    def __str__(self) -> str:
        return f"npm package {self.package}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Package:
    """A package of the registry in one version.

    Parameters
    ----------
    name, version
        As the registry has them.
    integrity
        SHA-512 of the archive, in base64: the same data or none.
    """

    name: str
    version: str
    integrity: str

    def __str__(self) -> str:
        return f"{self.name}@{self.version}"

    @property
    def file(self) -> str:
        """What npm calls the archive."""
        return f"{self.name}-{self.version}.tgz"


STATIONS = Package(
    "vbb-stations",
    "8.31.0",
    "VR9cjBiSkOMtvCUMJS72xUwwufLVyG/APjNr21nMcFHqQy371oljWfBHIThe6/IggoOF2hAOgCDq3cWNTGdd+Q==",
)
STATIONS_2021 = Package(
    "vbb-stations",
    "7.3.2",
    "KETDgdAFmnfvRgGWg0fLT2/0ZxZiyYWxt4Ggy4Bsco+zpjBGPZxT23emR/KTBoZX9C8Y8hEoEqkPRQ7MzFmJ3g==",
)
SHAPES = Package(
    "vbb-shapes",
    "4.11.0",
    "dQ75o3P/Oj3GEmEWAZzOofG8lQLYEvxWMZ5jClZEoHLViACrk+u1C8rX/yD+CP1idTz6a77RrWOIMVx9GKoF/A==",
)
LINES = Package(
    "vbb-lines",
    "5.22.0",
    "3LCNVoQA3XLAjQs2JhchvCmfWWM+NuAiXIKvTv0wRK8Q9aRsZGbOrgk86Q7zaVWVRUMItZQRz9C3ZDwJDhCWfQ==",
)
TRIPS = Package(
    "vbb-trips",
    "3.13.1",
    "l5F9GvnE4W2RqEUt7JeE7IOSsYI/eHXgYr2MNN9Zq8/dasBmfDGidXzebUa86nGygBNYagkoFZhqZzBUgZsZKw==",
)


@dataclass(frozen=True, slots=True)
class Cache:
    """Packages in a folder; what is missing is fetched by npm.

    Parameters
    ----------
    folder
        Made when the first package is fetched.
    progress
        Told about every package that has to be fetched.
    """

    folder: Path
    progress: Progress

    def archive(self, package: Package) -> Path:
        """The archive of a package, as it was when its integrity was written down.

        Raises
        ------
        NoPackage
            If npm is missing, cannot reach the registry, or brings something else.
        """
        path = self.folder / package.file
        if not path.exists():
            self.progress(f"fetching {package}")
            self._fetch(package)
        if _integrity(path) != package.integrity:
            raise NoPackage(str(package), f"{path} is not the package it was: remove it and try again")
        return path

    def members(self, package: Package, folder: str = "") -> Iterator[tuple[str, bytes]]:
        """Names and content of the files of a package, below one of its folders, as they are stored."""
        with tarfile.open(self.archive(package), "r:gz") as archive:
            for member in archive:
                content = archive.extractfile(member)
                name = member.name.removeprefix(TOP)
                if content is not None and name.startswith(folder):
                    yield name, content.read()

    def file(self, package: Package, name: str) -> bytes:
        """The content of one file of a package.

        Raises
        ------
        NoPackage
            Also if the package has no such file.
        """
        return b"".join(self.lines(package, name))

    def lines(self, package: Package, name: str) -> Iterator[bytes]:
        """One file of a package line by line, without ever holding all of it.

        Raises
        ------
        NoPackage
            Also if the package has no such file.
        """
        with tarfile.open(self.archive(package), "r:gz") as archive:
            try:
                content = archive.extractfile(TOP + name)
            except KeyError:
                content = None
            if content is None:
                raise NoPackage(str(package), f"has no file {name}")
            yield from content

    def _fetch(self, package: Package) -> None:
        npm = shutil.which("npm")
        if npm is None:
            raise NoPackage(str(package), "npm is not installed: install Node.js, which comes with it")
        self.folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=self.folder) as fresh:
            pack = [npm, "pack", str(package), *OPTIONS, "--pack-destination", fresh]
            try:
                done = subprocess.run(  # noqa: S603 - npm with a constant package
                    pack, cwd=fresh, capture_output=True, text=True, timeout=PATIENCE_S, check=False
                )
            except subprocess.TimeoutExpired:
                raise NoPackage(str(package), f"did not arrive within {PATIENCE_S} s") from None
            if done.returncode or not (Path(fresh) / package.file).is_file():
                said = " ".join((done.stderr or done.stdout).split()) or f"npm ended with {done.returncode}"
                raise NoPackage(str(package), f"cannot be fetched; is the registry in reach? {said}")
            (Path(fresh) / package.file).replace(self.folder / package.file)


def _integrity(path: Path) -> str:
    with path.open("rb") as file:
        digest = sha512()
        while block := file.read(1 << 20):
            digest.update(block)
    return b64encode(digest.digest()).decode()
