"""doctor, of a proxy: what it says of keys that are well, and of each trouble."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli.main import doorstep
from tests.fixtures.logs import log_left_alone
from tests.proxy.conftest import OURS, PLAIN_HEADER
from tests.proxy.key_server import CERTS, KeyServer

Run = Callable[[Mapping[str, str]], Result]


@pytest.fixture
def run(migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Run it with the settings of a proxy."""
    shutil.copy(migrated_file, tmp_path / "doorstep.db")
    database = {"DOORSTEP_DATABASE_URL": f"sqlite:///{tmp_path / 'doorstep.db'}"}

    def doctor(settings: Mapping[str, str]) -> Result:
        for name, value in (OURS | database | dict(settings)).items():
            monkeypatch.setenv(name, value)
        return CliRunner().invoke(doorstep, ["doctor"])

    with log_left_alone():
        yield doctor


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("alb", "The address of its keys answers; each of them is read when a proof names it."),
        ("cloudflare", "Its keys can be read: 1."),
        ("iap", "Its keys can be read: 1."),
    ],
)
def test_a_proxy_that_is_well(run: Run, keys: KeyServer, kind: str, words: str) -> None:
    result = run(keys.settings(kind, PEERS="10.0.0.0/8,unix"))

    assert result.exit_code == 0, result.stdout
    assert "proxy:corp (Corp SSO)\n  well     The certificate of localhost:" in result.stdout
    assert f"  well     {words}\n  well     Its clock and this machine's agree.\n" in result.stdout
    assert "counts from 10.0.0.0/8, unix, and from nobody else." in result.stdout


@pytest.mark.parametrize("kind", ["alb", "cloudflare"])
def test_keys_that_are_down(run: Run, keys: KeyServer, kind: str) -> None:
    keys.is_down = True

    result = run(keys.settings(kind))

    assert result.exit_code == 1
    assert "trouble  The keys of Corp SSO cannot be read: HTTP 503." in result.stdout


def test_keys_that_do_not_fit(run: Run, keys: KeyServer) -> None:
    keys.pages[CERTS] = b'{"keys": []}'

    result = run(keys.settings("cloudflare"))

    assert result.exit_code == 1
    assert "cannot be read: there is none for RS256." in result.stdout


def test_a_plain_header_has_nobody_to_ask(run: Run) -> None:
    result = run(PLAIN_HEADER)

    assert result.exit_code == 0, result.stdout
    assert "Its header Remote-User counts from 10.1.0.0/16, 2001:db8::/64, unix, and from nobody else." in result.stdout
    assert "No identity provider is set" not in result.stdout
