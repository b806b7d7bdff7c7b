"""doorstep doctor looks SAML providers over: files, keys and certificates, each in words."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli.main import doorstep
from tests.fixtures.logs import log_left_alone
from tests.saml.signing import Signer

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def _log_left_alone() -> Iterator[None]:
    with log_left_alone():
        yield


@pytest.fixture
def run(saml_settings: dict[str, str], migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return what runs it with settings that differ as asked."""
    shutil.copy(migrated_file, tmp_path / "doorstep.db")
    ours = {
        "DOORSTEP_DATABASE_URL": f"sqlite:///{tmp_path / 'doorstep.db'}",
        "DOORSTEP_SECRET_KEY": "k" * 40,
        "DOORSTEP_PUBLIC_URL": "https://doorstep.example.com",
        "DOORSTEP_AWS_REGIONS": "eu-central-1",
    }

    def doctor(**changes: str) -> Result:
        settings = ours | saml_settings | {f"DOORSTEP_SAML__ACME__{name}": value for name, value in changes.items()}
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        return CliRunner().invoke(doorstep, ["doctor"])

    return doctor


def test_a_provider_that_is_well(run: Run) -> None:
    result = run()

    assert result.exit_code == 0, result.output
    told = result.stdout.partition("saml:acme (Acme)\n")[2]
    assert "It is known as https://idp.example.com/saml, and asked at https://idp.example.com/sso?tenant=1." in told
    assert "A certificate for its signatures is good until 20" in told
    assert "This portal's certificate is that of its key, and good until 20" in told


@pytest.mark.parametrize("days", [3, -3])
def test_certificates_that_end_are_troubles(run: Run, tmp_path: Path, days: int) -> None:
    ending = Signer.made("acme", ends=timedelta(days=days))
    (tmp_path / "ending.pem").write_bytes(ending.pem)
    (tmp_path / "ending.key").write_bytes(ending.key_pem)
    pem, key = str(tmp_path / "ending.pem"), str(tmp_path / "ending.key")

    result = run(IDP_CERTIFICATE_FILES=pem, CERTIFICATE_FILE=pem, KEY_FILE=key)

    assert result.exit_code == 1
    assert "trouble  The certificate with which Acme signs is good until" in result.stdout
    assert "trouble  This portal's certificate, by which Acme knows it, is good until" in result.stdout


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"CERTIFICATE_FILE": "idp.pem"}, "certificate_file is not the certificate of the key"),
        ({"KEY_FILE": "idp.pem"}, "key_file holds no private key"),
        ({"IDP_CERTIFICATE_FILES": "own.key"}, "holds no certificate that can be read"),
    ],
)
def test_files_that_do_not_fit(run: Run, saml_files: Path, changes: dict[str, str], words: str) -> None:
    result = run(**{name: str(saml_files / file) for name, file in changes.items()})

    assert result.exit_code == 1
    assert "trouble  The SAML provider “acme” cannot be used" in result.stdout
    assert words in result.stdout.replace("\n           ", " ")
