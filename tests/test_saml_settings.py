"""The settings of SAML providers: what makes a provider known, and each mistake named."""

from pathlib import Path

import pytest

from app.domain.sources import Source
from app.settings import Settings, SettingsRefused, load

ENOUGH = """
secret_key = "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk"
public_url = "https://doorstep.example.com"
aws_regions = ["eu-central-1"]

[saml.acme]
label = "Acme"
entity_id = "https://idp.example.com/saml"
metadata_file = "FILE"
key_file = "FILE"
certificate_file = "FILE"
username_attribute = "uid"
"""


@pytest.fixture(autouse=True)
def file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A settings file that names itself wherever a file is named: what is in them is read later."""
    path = tmp_path / "doorstep.toml"
    path.write_text(ENOUGH.replace("FILE", str(path)))
    for name in ("DOORSTEP_SECRET_KEY", "DOORSTEP_PUBLIC_URL", "DOORSTEP_AWS_REGIONS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DOORSTEP_CONFIG_FILE", str(path))
    return path


def refused() -> str:
    with pytest.raises(SettingsRefused) as caught:
        load(Settings)
    return str(caught.value)


def test_a_provider_is_a_source_whose_issuer_is_its_entity_id() -> None:
    assert load(Settings).sources.providers == (Source("saml:acme", "https://idp.example.com/saml"),)


def test_local_accounts_may_stay_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOORSTEP_LOCAL_SIGN_IN", "no")

    assert load(Settings).local_sign_in == "no"


def test_a_provider_may_be_known_by_its_address_and_certificates(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text(file.read_text().replace("metadata_file", "#"))
    monkeypatch.setenv("DOORSTEP_SAML__ACME__SSO_URL", "https://idp.example.com/sso?idpid=1")
    monkeypatch.setenv("DOORSTEP_SAML__ACME__IDP_CERTIFICATE_FILES", f"{file}, {file}")

    acme = load(Settings).saml["acme"]

    assert (acme.sso_url, acme.idp_certificate_files) == ("https://idp.example.com/sso?idpid=1", (str(file), str(file)))


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SSO_URL", "https://idp.example.com/sso", "keep one or the other"),
        ("LOGOUT_URL", "http://idp.example.com/logout", "http is for loopback only"),
        ("LOGOUT_URL", "https://idp.example.com/logout#x", "without a fragment"),
        ("KEY_FILE", "/nowhere/key", "there is no file"),
        ("IDP_CERTIFICATE_FILES", "/nowhere/a.pem", "there is no file"),
        ("GROUPS_REQUIRED", "yes", "groups_attribute"),
        ("ALLOW_UNSIGNED", "yes", "there is no such setting"),
    ],
)
def test_nonsense_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str) -> None:
    monkeypatch.setenv(f"DOORSTEP_SAML__ACME__{name}", value)

    assert words in refused()


def test_a_provider_of_whom_too_little_is_known(file: Path) -> None:
    file.write_text(file.read_text().replace("metadata_file", "#"))

    assert refused() == "DOORSTEP_SAML__ACME: it needs a metadata_file, or sso_url and idp_certificate_files"
