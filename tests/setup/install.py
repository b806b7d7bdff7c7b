"""Find the named programs; as root on Debian install the missing ones, anywhere else say what to install.

Usage: python -m tests.setup.install postgresql chromium node slapd openldap
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.setup.parts import PARTS, Part

OS_RELEASE = Path("/etc/os-release")


def main(names: Sequence[str]) -> int:
    """Return 0 when every named program is there in the end."""
    return 1 if provide(_parts(names), allowed=may_install()) else 0


def provide(parts: Sequence[Part], *, allowed: bool) -> list[Part]:
    """Install what is missing, where that is allowed, and return and name what is missing still."""
    missing = _missing(parts)
    if missing and allowed:
        install(missing)
        missing = _missing(parts)
    for part in missing:
        _say(f"Missing: {part.otherwise}. On Debian: apt-get install {' '.join(part.debian_packages)}")
    return missing


def may_install(os_release: Path = OS_RELEASE) -> bool:
    """Whether this is Debian and we are root: only there does a package name mean what we think."""
    return os.geteuid() == 0 and os_release.is_file() and "ID=debian" in os_release.read_text().split()


def install(missing: Sequence[Part]) -> None:
    """Install the parts' packages with apt, without what they merely recommend."""
    packages = [package for part in missing for package in part.debian_packages]
    _say(f"Installing with apt: {' '.join(packages)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "--quiet=2"], env=environment, check=True)
    subprocess.run(
        ["apt-get", "install", "--yes", "--quiet=2", "--no-install-recommends", *packages],
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _missing(parts: Sequence[Part]) -> list[Part]:
    return [part for part in parts if part.find() is None]


def _parts(names: Sequence[str]) -> list[Part]:
    known = {part.name: part for part in PARTS}
    unknown = set(names) - set(known)
    if unknown or not names:
        raise SystemExit(f"Name some of {', '.join(known)}; unknown: {', '.join(sorted(unknown)) or 'nothing given'}")
    return [known[name] for name in names]


def _say(words: str) -> None:
    sys.stderr.write(f"{words}\n")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
