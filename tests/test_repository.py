"""The repository as a stranger finds it: what lies on top, what is pinned, what names whom, what is said once."""

import fnmatch
import importlib.metadata
import json
import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.sources import ROOT

TOP_LEVEL = {
    *{"app", "templates", "static", "tests", "docs", "requirements", ".ci"},
    *{"pyproject.toml", "Makefile", "Dockerfile", ".dockerignore", ".gitignore", ".gitattributes"},
    *{"README.md", "CHANGELOG.md", "SECURITY.md", "LICENSE"},
}
# Put together here, so that this file does not name them either.
REGISTRY_HOSTS = [
    ".".join(words)
    for words in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("docker", "io"),
        ("ghcr", "io"),
        ("quay", "io"),
    )
]
LOCKS = ("build", "production", "ldap", "demo", "development")
PINNED = re.compile(
    r"(?P<name>[a-z0-9][a-z0-9._-]*)(?:\[[a-z0-9, -]+\])?==(?P<version>[^ ;\\]+)"
    r"(?: ; [^\\]+?)?"  # the environment marker, if there is one
    r"(?: \\\n    --hash=sha256:[0-9a-f]{64})+"
)
FIRST_SCREEN = 40


def test_the_top_level_holds_what_people_expect() -> None:
    names = {path.name for path in ROOT.iterdir() if not _is_ignored(path.name)} - {".git"}

    assert names - TOP_LEVEL == set()


def test_no_two_decisions_have_one_number() -> None:
    numbers = [path.name.partition("-")[0] for path in sorted((ROOT / "docs" / "decisions").glob("*.md"))]

    assert [number for number in numbers if numbers.count(number) > 1] == []


@pytest.mark.parametrize("host", REGISTRY_HOSTS)
def test_no_file_names_a_package_registry(host: str) -> None:
    assert [path for path in _files() if host in _text(path)] == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_every_package_with_hashes_and_says_nothing_else(name: str) -> None:
    rest = PINNED.sub("", _lock_text(name))

    assert _pins(name) != {}
    assert [line for line in rest.splitlines() if line.strip() and not line.lstrip().startswith("#")] == []


@pytest.mark.parametrize(
    ("smaller", "larger"), [("build", "demo"), ("production", "development"), ("demo", "development")]
)
def test_the_locks_agree_so_that_one_environment_can_hold_them_all(smaller: str, larger: str) -> None:
    assert _pins(smaller).items() - _pins(larger).items() == set()


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("production", ["dependencies", "postgres"]),
        ("ldap", ["ldap"]),
        ("demo", ["dependencies", "postgres", "demo", "build"]),
        ("development", ["dependencies", "postgres", "demo", "build", "dev"]),
    ],
)
def test_a_lock_holds_what_the_project_asks_for(name: str, wanted: list[str]) -> None:
    pins = _pins(name)
    requirements = [Requirement(line) for key in wanted for line in _asked_for()[key]]

    astray = [each for each in requirements if not each.specifier.contains(pins[canonicalize_name(each.name)])]

    assert requirements != []
    assert astray == []


@pytest.mark.parametrize("other", ["production", "development"])
def test_what_ldap_needs_fits_beside_the_other_locks(other: str) -> None:
    ldap, beside = _pins("ldap"), _pins(other)

    assert {name: ldap[name] for name in ldap.keys() & beside.keys() if ldap[name] != beside[name]} == {}


def test_only_the_lock_of_ldap_needs_a_compiler() -> None:
    written = tomllib.loads((ROOT / "pyproject.toml").read_text())

    assert written["dependency-groups"]["ldap"] == written["project"]["optional-dependencies"]["ldap"]
    assert [name for name in LOCKS if "python-ldap" in _pins(name)] == ["ldap"]


def test_production_carries_nothing_that_only_simulates_or_tests() -> None:
    assert _pins("production").keys() & {"moto", "pytest", "playwright", "hatchling", "mypy"} == set()


def test_the_packages_of_node_are_pinned_without_a_host() -> None:
    lock = json.loads((ROOT / "tests" / "node" / "package-lock.json").read_text())
    packages = {name: package for name, package in lock["packages"].items() if name}

    assert packages != {}
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if not package["integrity"].startswith("sha512-")] == []


@pytest.mark.parametrize("command", ["make demo", "make test"])
def test_the_first_screen_of_the_readme_shows_both_commands(command: str) -> None:
    first_screen = (ROOT / "README.md").read_text().splitlines()[:FIRST_SCREEN]

    assert command in "\n".join(first_screen)
    assert re.search(rf"^{command.split()[1]}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


def test_the_landing_check_calls_nothing_but_make() -> None:
    script = ROOT / ".ci" / "run"
    targets = re.findall(r"^run \d+ ([a-z-]+)$", script.read_text(), re.MULTILINE)

    assert os.access(script, os.X_OK)
    assert targets == ["test-setup", "lint", "types", "test", "wheel", "bench-count", "hostile"]
    assert set(targets) <= set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_the_migrations_have_one_head() -> None:
    migrations = ScriptDirectory(ROOT / "app" / "storage" / "migrations")

    assert len(migrations.get_heads()) == 1


def test_the_version_is_said_once_and_told_in_the_changelog() -> None:
    version = _project()["version"]
    saying = [path for path in _files() if f'"{version}"' in _text(path) and path.suffix in {".py", ".toml", ".html"}]

    assert importlib.metadata.version("doorstep") == version
    assert saying == [ROOT / "pyproject.toml"]
    assert re.search(rf"^## \[?{re.escape(version)}\b", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)


def test_the_license_is_the_one_that_the_package_names() -> None:
    assert _project()["license"] == "Apache-2.0"
    assert "Version 2.0, January 2004" in (ROOT / "LICENSE").read_text()


def _ignored() -> list[str]:
    return [line.strip("/") for line in (ROOT / ".gitignore").read_text().split()]


def _is_ignored(name: str) -> bool:
    return any(fnmatch.fnmatch(name, pattern) for pattern in _ignored())


def _files(folder: Path = ROOT) -> Iterator[Path]:
    """Every file of the project, without what tools made."""
    for path in sorted(folder.iterdir()):
        if path.name == ".git" or _is_ignored(path.name):
            continue
        if path.is_dir():
            yield from _files(path)
        else:
            yield path


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _project() -> dict[str, str]:
    project: dict[str, str] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return project


def _asked_for() -> dict[str, list[str]]:
    """The requirements that pyproject.toml names, by where it does; a group that includes another is only itself."""
    written = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = {
        name: [line for line in lines if isinstance(line, str)] for name, lines in written["dependency-groups"].items()
    }
    extras = written["project"]["optional-dependencies"]
    return {"dependencies": written["project"]["dependencies"], **extras, **groups}


def _lock_text(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text()


def _pins(name: str) -> dict[str, str]:
    return {pin["name"]: pin["version"] for pin in PINNED.finditer(_lock_text(name))}
