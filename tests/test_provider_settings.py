"""The settings of providers: from the file and the environment, and each mistake named without its value."""

from pathlib import Path

import pytest

from app.settings import DatabaseSettings, Settings, SettingsRefused, UpgradeSettings, load

ENOUGH = """
secret_key = "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk"
public_url = "https://doorstep.example.com"
aws_regions = ["eu-central-1"]

[oidc.acme]
label = "Acme"
issuer = "https://id.example.com/tenant"
client_id = "doorstep"
scopes = ["openid", "groups"]
"""
SECRET = "DOORSTEP_OIDC__ACME__CLIENT_SECRET"


@pytest.fixture
def file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A file that lacks a secret, which the environment has."""
    path = tmp_path / "doorstep.toml"
    path.write_text(ENOUGH)
    for name in ("DOORSTEP_SECRET_KEY", "DOORSTEP_PUBLIC_URL", "DOORSTEP_AWS_REGIONS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DOORSTEP_CONFIG_FILE", str(path))
    monkeypatch.setenv(SECRET, "hunter2")
    return path


def refused() -> str:
    with pytest.raises(SettingsRefused) as caught:
        load(Settings)
    return str(caught.value)


@pytest.mark.usefixtures("file")
def test_one_file_may_hold_everything() -> None:
    settings = load(Settings)

    acme = settings.oidc["acme"]
    assert settings.public_url == "https://doorstep.example.com"
    assert (acme.issuer, acme.scopes, acme.algorithms) == (
        "https://id.example.com/tenant",
        ("openid", "groups"),
        ("RS256",),
    )
    assert acme.client_secret.get_secret_value() == "hunter2"
    assert "hunter2" not in repr(settings)


@pytest.mark.usefixtures("file")
def test_the_environment_goes_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOORSTEP_OIDC__ACME__SCOPES", "openid email")
    monkeypatch.setenv("DOORSTEP_OIDC__ACME__ALGORITHMS", "ES256,PS256")
    monkeypatch.setenv("DOORSTEP_PUBLIC_URL", "https://other.example.com")

    settings = load(Settings)

    assert settings.public_url == "https://other.example.com"
    assert settings.oidc["acme"].scopes == ("openid", "email")
    assert settings.oidc["acme"].algorithms == ("ES256", "PS256")
    assert settings.oidc["acme"].label == "Acme"


@pytest.mark.usefixtures("file")
def test_a_command_takes_only_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SECRET)

    assert load(UpgradeSettings).database_url.get_secret_value() == "sqlite:///doorstep.db"


@pytest.mark.usefixtures("file")
def test_a_command_that_answers_knows_whose_word_counts() -> None:
    assert load(DatabaseSettings).sources.names == ("local", "oidc:acme")


def test_two_providers_of_one_issuer_keep_the_portal_from_starting(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text(ENOUGH + ENOUGH.partition("public_url")[2].partition("\n\n")[2].replace("acme", "twin"))
    monkeypatch.setenv(SECRET.replace("ACME", "TWIN"), "hunter3")

    assert refused() == "oidc:acme and oidc:twin have one issuer, and would share its people: keep one"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("ISSUER", "http://id.example.com", "http is for loopback only"),
        ("ISSUER", "https://id.example.com?tenant=hunter2", "without a query"),
        ("ALGORITHMS", "HS256", "'RS256', 'PS256' or 'ES256'"),
        ("ALGORITHMS", "none", "'RS256', 'PS256' or 'ES256'"),
        ("CLIENT_SECRETT", "hunter2", "there is no such setting; did you mean client_secret?"),
        ("COLOUR", "hunter2", "COLOUR: there is no such setting"),
        ("CLIENT_SECRET_FILE", "/nowhere/secret", "keep one"),
        ("SCOPES", "profile", "openid"),
        ("GROUPS_REQUIRED", "yes", "groups_claim"),
        ("LABEL", "n" * 61, "at most 60"),
        ("MAX_AGE", "soon", "integer"),
        ("TIMEOUT", "8", "less than or equal to 7"),
        ("REQUIRED_CLAIMS", "hd", "key=value"),
        ("CA_BUNDLE", "/nowhere/ca.pem", "there is no file"),
        ("CA_BUNDLE", __file__, "holds no certificate in PEM"),
    ],
)
@pytest.mark.usefixtures("file")
def test_nonsense_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str) -> None:
    monkeypatch.setenv(f"DOORSTEP_OIDC__ACME__{name}", value)

    assert "DOORSTEP_OIDC__ACME" in refused()
    assert words in refused()
    assert "hunter2" not in refused()


@pytest.mark.usefixtures("file")
def test_a_missing_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SECRET)

    assert refused() == f"{SECRET}: it is missing"


def test_claims_that_are_required_are_a_table_in_the_file(file: Path) -> None:
    file.write_text(ENOUGH + '\n[oidc.acme.required_claims]\nhd = "example.com"\n')

    assert load(Settings).oidc["acme"].required_claims == {"hd": "example.com"}


@pytest.mark.usefixtures("file")
def test_a_provider_has_a_plain_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOORSTEP_OIDC__NOT-PLAIN__ISSUER", "https://x.example")
    monkeypatch.setenv("DOORSTEP_OIDC__NOT-PLAIN__CLIENT_ID", "x")
    monkeypatch.setenv("DOORSTEP_OIDC__NOT-PLAIN__CLIENT_SECRET", "x")
    monkeypatch.setenv("DOORSTEP_OIDC__NOT-PLAIN__LABEL", "X")

    assert refused().startswith("DOORSTEP_OIDC: “not-plain” cannot be a provider's name")


def test_an_unknown_key_of_the_file_is_named(file: Path) -> None:
    file.write_text('public_ulr = "https://doorstep.example.com"\n' + ENOUGH)

    assert refused() == "DOORSTEP_CONFIG_FILE: public_ulr: there is no such setting; did you mean public_url?"


@pytest.mark.parametrize(
    ("text", "place"),
    [("label = hunter2", "line 11, column 9"), ("\x00hunter2", "line 11, column 1"), ('x = "', "end of document")],
)
def test_a_file_that_is_not_toml_is_named_with_the_place(file: Path, text: str, place: str) -> None:
    file.write_text(ENOUGH + text)

    assert refused() == f"DOORSTEP_CONFIG_FILE: {file} is not TOML ({place})"


def test_a_provider_has_a_table_of_its_own(file: Path) -> None:
    file.write_text(ENOUGH.replace("[oidc.acme]", "[oidc]"))

    assert "DOORSTEP_OIDC__LABEL: it belongs into a table [oidc.NAME], where NAME is" in refused()


def test_a_file_that_is_not_there_is_named(file: Path) -> None:
    file.unlink()

    assert refused() == f"DOORSTEP_CONFIG_FILE: {file} is not a text file that can be read"


def test_the_secret_may_lie_in_a_file(file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from a file\n")
    monkeypatch.delenv(SECRET)
    monkeypatch.setenv("DOORSTEP_OIDC__ACME__CLIENT_SECRET_FILE", str(tmp_path / "secret"))

    assert load(Settings).oidc["acme"].client_secret.get_secret_value() == "from a file"
    assert file.exists()


@pytest.mark.usefixtures("file")
def test_local_accounts_may_stay_out_where_there_is_another_way_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOORSTEP_LOCAL_SIGN_IN", "no")

    assert load(Settings).local_sign_in == "no"


def test_somebody_has_to_come_in(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text(ENOUGH.partition("[oidc.acme]")[0])
    monkeypatch.delenv(SECRET)
    monkeypatch.setenv("DOORSTEP_LOCAL_SIGN_IN", "no")

    assert refused() == "DOORSTEP_LOCAL_SIGN_IN is no, and there is no other way to sign in"


@pytest.mark.usefixtures("file")
def test_a_directory_provisions_the_people_of_a_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOORSTEP_SCIM__HR__PROVIDER", "oidc:acme")

    settings = load(Settings)

    assert settings.scim["hr"].subject_attribute == "externalId"
    assert settings.sources.find_issuer("oidc:acme") == "https://id.example.com/tenant"
    assert "scim:hr" in settings.sources.names


@pytest.mark.usefixtures("file")
@pytest.mark.parametrize(
    ("provider", "words"),
    [
        ("oidc:elsewhere", "DOORSTEP_SCIM__HR__PROVIDER has to be a provider of these settings: oidc:acme"),
        ("acme", "DOORSTEP_SCIM__HR__PROVIDER has to be a provider of these settings: oidc:acme"),
        ("local", "DOORSTEP_SCIM__HR__PROVIDER has to be a provider of these settings: oidc:acme"),
        ("scim:hr", "DOORSTEP_SCIM__HR__PROVIDER has to be a provider of these settings: oidc:acme"),
        ("oidc:acme", "two directories for the people of one provider"),
    ],
)
def test_nobody_is_provisioned_who_cannot_sign_in_or_twice(
    monkeypatch: pytest.MonkeyPatch, provider: str, words: str
) -> None:
    monkeypatch.setenv("DOORSTEP_SCIM__HR__PROVIDER", provider)
    monkeypatch.setenv("DOORSTEP_SCIM__PAYROLL__PROVIDER", "oidc:acme")

    assert words in refused()
