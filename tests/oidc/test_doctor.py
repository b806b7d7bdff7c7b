"""doorstep doctor: what it says of providers that are well, and of each trouble."""

import shutil
import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from joserfc.errors import SecurityWarning
from joserfc.jwk import RSAKey

from app.cli.main import doorstep
from tests.fixtures.logs import log_left_alone
from tests.fixtures.tls import Authority, tls_before
from tests.oidc.hostile_provider import CLIENT_SECRET, Json, Provider

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def _log_left_alone() -> Iterator[None]:
    with log_left_alone():
        yield


@pytest.fixture
def run(provider: Provider, migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run it with these settings of the provider."""
    shutil.copy(migrated_file, tmp_path / "doorstep.db")
    ours = {
        "DOORSTEP_DATABASE_URL": f"sqlite:///{tmp_path / 'doorstep.db'}",
        "DOORSTEP_SECRET_KEY": "k" * 40,
        "DOORSTEP_PUBLIC_URL": "https://doorstep.example.com",
        "DOORSTEP_AWS_REGIONS": "eu-central-1",
    }

    def doctor(**settings: str) -> Result:
        for name, value in (ours | provider.settings(**settings)).items():
            monkeypatch.setenv(name, value)
        return CliRunner().invoke(doorstep, ["doctor"])

    return doctor


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def over_tls(provider: Provider, authority: Authority) -> Iterator[Callable[[int], None]]:
    """Let the provider be one behind TLS, with a certificate for so many days."""
    context = authority.server_context("localhost", lasts=timedelta(days=60, hours=1))
    with tls_before(provider.issuer, context) as url:
        provider.issuer = url
        yield lambda days: context.load_cert_chain(authority.certificate("localhost", lasts=timedelta(days, 3600)))


def test_a_provider_that_is_well(run: Run) -> None:
    result = run()

    assert result.exit_code == 0
    assert result.stdout == (
        "settings\n  well     Every one of them can be used.\n"
        "database\n  well     It can be reached, and has the schema that this version needs.\n"
        "oidc:acme (Acme)\n"
        "  well     The discovery document can be read, and its keys: 1.\n"
        "  well     There is a key for the algorithms that are set: RS256.\n"
        "  well     Its clock and this machine's agree.\n"
    )


@pytest.mark.usefixtures("over_tls")
def test_a_certificate_is_told_with_its_end(run: Run, authority: Authority) -> None:
    result = run(CA_BUNDLE=str(authority.bundle))

    assert result.exit_code == 0
    assert "is trusted, and good until 20" in result.stdout


def test_a_certificate_that_ends_soon_is_a_trouble(
    run: Run, over_tls: Callable[[int], None], authority: Authority
) -> None:
    over_tls(3)

    result = run(CA_BUNDLE=str(authority.bundle))

    assert result.exit_code == 1
    assert "trouble  The certificate of localhost:" in result.stdout
    assert "ends in 3 days" in result.stdout


@pytest.mark.usefixtures("over_tls")
def test_a_certificate_of_a_stranger_is_a_trouble(run: Run) -> None:
    result = run()

    assert result.exit_code == 1
    assert "This portal does not trust the certificate of localhost:" in result.stdout
    assert "unable to get local issuer certificate" in result.stdout
    assert "“ca_bundle”" in result.stdout


def test_a_provider_that_is_down(run: Run, provider: Provider) -> None:
    provider.is_down = True

    result = run()

    assert result.exit_code == 1
    assert "trouble  Acme answered with something that is not OpenID Connect: HTTP 503." in result.stdout


@pytest.mark.parametrize("issuer", ["http://127.0.0.1:9", "https://127.0.0.1:9"])
def test_a_provider_that_is_not_there(run: Run, issuer: str) -> None:
    result = run(ISSUER=issuer)

    assert result.exit_code == 1
    assert "trouble  This machine cannot reach 127.0.0.1:9: Connection refused." in result.stdout


def test_a_provider_whose_name_leads_nowhere(run: Run) -> None:
    result = run(ISSUER="https://id.nowhere.invalid")

    assert result.exit_code == 1
    assert "trouble  This machine cannot reach id.nowhere.invalid: " in result.stdout
    assert "does its name lead to an address" in result.stdout


def test_a_provider_that_does_not_answer_in_time(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host = f"127.0.0.1:{silent.getsockname()[1]}"

        result = run(ISSUER=f"http://{host}", TIMEOUT="1")

    assert result.exit_code == 1
    assert f"trouble  This machine cannot reach {host}: no answer in time." in result.stdout


@pytest.mark.parametrize(
    ("says", "words"),
    [
        (
            {"issuer": "https://elsewhere.example"},
            "names the issuer “https://elsewhere.example”, and the setting “issuer”",
        ),
        ({"issuer": "https://x.example/\x1b[2J" + "x" * 500}, "names the issuer “https://x.example/?[2Jxxx"),
        ({"issuer": None}, "names the issuer “None”"),
        ({"token_endpoint": None}, "no usable token_endpoint"),
    ],
)
def test_a_discovery_document_that_does_not_fit(run: Run, provider: Provider, says: Json, words: str) -> None:
    provider.discovery = says

    result = run()

    assert result.exit_code == 1
    assert words in result.stdout


def test_keys_that_do_not_fit_the_settings(run: Run, provider: Provider) -> None:
    with pytest.warns(SecurityWarning):
        provider.published = [RSAKey.generate_key(1024)]

    result = run(ALGORITHMS="RS256,ES256")

    assert result.exit_code == 1
    assert "trouble  Acme publishes no key for any of the algorithms RS256, ES256." in result.stdout


def test_a_clock_that_is_off(run: Run, provider: Provider) -> None:
    provider.date = "Wed, 21 Oct 2015 07:28:00 GMT"

    result = run()

    assert result.exit_code == 1
    assert "The clocks of Acme and this portal differ by" in result.stdout


def test_a_database_without_tables_is_a_trouble_of_its_own(run: Run, tmp_path: Path) -> None:
    (tmp_path / "doorstep.db").write_bytes(b"")

    result = run()

    assert result.exit_code == 1
    assert "doorstep db upgrade" in result.stdout
    assert "Its clock and this machine's agree." in result.stdout


def test_a_wrong_setting_is_named_before_anything_is_asked(run: Run, provider: Provider) -> None:
    result = run(TIMEOUT="soon")

    assert result.exit_code != 0
    assert "DOORSTEP_OIDC__ACME__TIMEOUT" in str(result.exception)
    assert provider.asked == []


def test_no_secret_is_told_or_sent(run: Run, provider: Provider) -> None:
    result = run()

    assert CLIENT_SECRET not in result.output
    assert set(provider.asked) == {"/.well-known/openid-configuration", "/keys"}
