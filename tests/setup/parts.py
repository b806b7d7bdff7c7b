"""Where this machine keeps the real programs that the tests run: PostgreSQL, Chromium, Node, slapd, wrk."""

import os
import shutil
import sysconfig
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
# Debian keeps the server's programs off the PATH, one folder a major version.
DEBIAN_POSTGRES = Path("/usr/lib/postgresql")
# Where servers lie that only root's PATH names.
SYSTEM_PROGRAMS = "/usr/sbin:/usr/local/sbin:/usr/local/libexec:/usr/libexec"
# What python-ldap is compiled with.
HEADERS = ("ldap.h", "lber.h", "sasl/sasl.h")
INCLUDES = (Path("/usr/include"), Path("/usr/local/include"))


@dataclass(frozen=True, slots=True)
class Part:
    """A program that tests need, how it is found, and what Debian calls the packages that bring it."""

    name: str
    find: Callable[[], Path | None]
    debian_packages: tuple[str, ...]
    otherwise: str


def find_chromium(environment: Mapping[str, str] = os.environ) -> Path | None:
    """The browser that DOORSTEP_TEST_CHROMIUM names, else the first on the PATH."""
    named = environment.get("DOORSTEP_TEST_CHROMIUM")
    if named:
        return Path(named) if os.access(named, os.X_OK) else None
    return _first_on_path(CHROMIUM_NAMES, path=environment.get("PATH"))


def find_postgres(debian: Path = DEBIAN_POSTGRES, path: str | None = None) -> Path | None:
    """The folder with `initdb` and `postgres`: Debian's newest, else the one on the PATH."""
    folders = sorted(debian.glob("*/bin"), key=lambda folder: _major_version(folder.parent), reverse=True)
    initdb = shutil.which("initdb", path=path)
    candidates = [*folders, *([Path(initdb).resolve().parent] if initdb else [])]
    return next((folder for folder in candidates if _holds_a_server(folder)), None)


def find_node() -> Path | None:
    """Node, if npm stands beside it."""
    return _first_on_path(("node", "nodejs")) if shutil.which("npm") else None


def find_slapd() -> Path | None:
    """OpenLDAP's server."""
    return _first_on_path(("slapd",)) or _first_on_path(("slapd",), path=SYSTEM_PROGRAMS)


def find_openldap(includes: tuple[Path, ...] = INCLUDES) -> Path | None:
    """The folder with OpenLDAP's headers, if there are SASL's, Python's and a compiler to read them as well."""
    python = Path(sysconfig.get_path("include"), "Python.h").is_file()
    compiler = _first_on_path(("cc", "gcc", "clang"))
    found = (folder for folder in includes if all((folder / header).is_file() for header in HEADERS))
    return next(found, None) if python and compiler else None


def find_wrk() -> Path | None:
    """The load generator of `make bench`."""
    return _first_on_path(("wrk",))


PARTS = (
    Part("postgresql", find_postgres, ("postgresql",), "a PostgreSQL server, 15 or newer (initdb and postgres)"),
    Part("chromium", find_chromium, ("chromium",), "Chromium or Chrome (or name it in DOORSTEP_TEST_CHROMIUM)"),
    Part("node", find_node, ("nodejs", "npm"), "Node 20 or newer, with npm"),
    Part("slapd", find_slapd, ("slapd",), "OpenLDAP's server, slapd"),
    Part(
        "openldap",
        find_openldap,
        ("gcc", "libc6-dev", "libldap-dev", "libsasl2-dev", "python3-dev"),
        "a C compiler and the headers of OpenLDAP, SASL and this Python, which build python-ldap",
    ),
    Part("wrk", find_wrk, ("wrk",), "wrk, the HTTP load generator"),
)


def _holds_a_server(folder: Path) -> bool:
    return all(os.access(folder / program, os.X_OK) for program in ("initdb", "postgres"))


def _major_version(folder: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in folder.name.split(".") if part.isdigit())


def _first_on_path(names: tuple[str, ...], path: str | None = None) -> Path | None:
    found = (shutil.which(name, path=path) for name in names)
    return next((Path(program) for program in found if program), None)
