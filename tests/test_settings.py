"""Settings: what is odd, missing or misspelt keeps the portal from starting, and is named without its value."""

import re
from pathlib import Path

import pytest

from app.settings import AwsSettings, DatabaseSettings, Settings, SettingsRefused, load

README = Path(__file__).parent.parent / "README.md"
KEY = "k" * 40
GOOD = {
    "DOORSTEP_SECRET_KEY": KEY,
    "DOORSTEP_PUBLIC_URL": "https://doorstep.example.com",
    "DOORSTEP_AWS_REGIONS": "eu-central-1, us-gov-west-1",
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Set what a portal needs, and nothing else that a portal reads."""
    for name in ("AWS_CA_BUNDLE", "HTTPS_PROXY", "NO_PROXY", "https_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def refused() -> str:
    with pytest.raises(SettingsRefused) as caught:
        load(Settings)
    return str(caught.value)


def test_three_settings_are_enough() -> None:
    settings = load(Settings)

    assert settings.aws_regions == ("eu-central-1", "us-gov-west-1")
    assert settings.database_url.get_secret_value() == "sqlite:///doorstep.db"
    assert (settings.caller_is_chained, settings.notice, settings.trusted_proxies) == ("auto", None, ())


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_missing_setting_is_named(environment: pytest.MonkeyPatch, name: str) -> None:
    environment.delenv(name)

    assert refused() == f"{name}: it is missing"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DOORSTEP_PUBLIC_URL", "http://doorstep.example.com", "http is for loopback only"),
        ("DOORSTEP_PUBLIC_URL", "https://doorstep.example.com/portal", "nothing behind the host"),
        ("DOORSTEP_PUBLIC_URL", "https://user@doorstep.example.com", "not an address"),
        ("DOORSTEP_PUBLIC_URL", "doorstep.example.com", "not an address"),
        ("DOORSTEP_PUBLIC_URL", "https://doorstep.example.com:99999", "not an address"),
        ("DOORSTEP_AWS_REGIONS", "moon-1", "moon-1"),
        ("DOORSTEP_AWS_REGIONS", ",", "at least 1"),
        ("DOORSTEP_STS_ENDPOINTS", "eu-central-1", "key=value"),
        ("DOORSTEP_STS_ENDPOINTS", "moon-1=https://sts.example", "moon-1"),
        ("DOORSTEP_STS_ENDPOINTS", "eu-central-1=http://sts.example", "http is for loopback only"),
        ("DOORSTEP_STS_ENDPOINTS", "eu-central-1=https://a,eu-central-1=https://b", "twice"),
        ("DOORSTEP_STS_ENDPOINTS", "eu-west-1=https://sts.example", "eu-west-1"),
        ("DOORSTEP_SIGNIN_ENDPOINTS", "eu-west-1=https://signin.example", "eu-west-1"),
        ("DOORSTEP_IAM_ENDPOINTS", "eu-west-1=https://iam.example", "eu-west-1"),
        ("DOORSTEP_IAM_ENDPOINTS", "eu-central-1=http://iam.example", "http is for loopback only"),
        ("DOORSTEP_ORGANIZATIONS_ENDPOINTS", "eu-west-1=https://organizations.example", "eu-west-1"),
        ("DOORSTEP_AWS_PROFILES", "aws-cn=portal", "aws-cn"),
        ("DOORSTEP_SIGNIN_ENDPOINTS", "eu-central-1=https://signin.example/?a=b", "query"),
        ("DOORSTEP_SIGNIN_ENDPOINTS", "eu-central-1=ftp://signin.example", "not an address"),
        ("DOORSTEP_CALLER_IS_CHAINED", "maybe", "'auto', 'yes' or 'no'"),
        ("DOORSTEP_AWS_PROFILES", "aws-moon=portal", "aws-moon"),
        ("DOORSTEP_CONSOLE_ORIGINS", "https://console.example/page", "nothing behind the host"),
        ("DOORSTEP_CONSOLE_ORIGINS", "https://x; script-src *", "not an address"),
        ("DOORSTEP_PUBLIC_URL", "https://a b;c", "not an address"),
        ("DOORSTEP_TRUSTED_PROXIES", "10.0.0.0/33", "10.0.0.0/33"),
        ("DOORSTEP_DATABASE_URL", "mysql://user:hunter2@host/db", "sqlite:/// or postgresql://"),
        ("DOORSTEP_SECRET_KEY", "hunter2", "at least 32 characters"),
        ("DOORSTEP_SECRET_KEY_FALLBACKS", f"{KEY},hunter2", "at least 32 characters"),
        ("DOORSTEP_SECRET_KEY_FILE", "/nowhere/key", "both set"),
        ("DOORSTEP_NOTICE", "n" * 501, "at most 500"),
        ("DOORSTEP_BREACHED_PASSWORDS_FILE", "/nowhere/list", "there is no file /nowhere/list"),
        ("DOORSTEP_BREACHED_PASSWORDS_FILE", __file__, "no SHA-1 hash"),
        ("AWS_CA_BUNDLE", "/nowhere/ca.pem", "there is no file /nowhere/ca.pem"),
    ],
)
def test_nonsense_is_refused_in_words(environment: pytest.MonkeyPatch, name: str, value: str, words: str) -> None:
    environment.setenv(name, value)

    message = refused()
    assert words in message
    assert name in message
    assert "hunter2" not in message


def test_every_wrong_setting_is_named_at_once(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("DOORSTEP_AWS_REGIONS", "moon-1")
    environment.setenv("DOORSTEP_PUBLIC_URL", "http://x.example")

    assert [line.partition(":")[0] for line in refused().splitlines()] == [
        "DOORSTEP_AWS_REGIONS",
        "DOORSTEP_PUBLIC_URL",
    ]


def test_a_misspelt_setting_is_refused_with_its_neighbour(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("DOORSTEP_TRUSTED_PROXY", "10.0.0.0/8")

    assert refused() == "DOORSTEP_TRUSTED_PROXY: there is no such setting; did you mean DOORSTEP_TRUSTED_PROXIES?"


@pytest.mark.parametrize(
    "name", ["DOORSTEP_SERVICE_HOST", "DOORSTEP_SERVICE_PORT_HTTP", "DOORSTEP_PORT", "DOORSTEP_PORT_8000_TCP_ADDR"]
)
def test_what_kubernetes_sets_beside_a_service_called_doorstep_is_no_misspelling(
    environment: pytest.MonkeyPatch, name: str
) -> None:
    environment.setenv(name, "tcp://10.0.0.1:8000")

    assert load(Settings).public_url == "https://doorstep.example.com"


def test_the_secret_key_may_lie_in_a_file(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text(f"{'f' * 40}\n")
    environment.delenv("DOORSTEP_SECRET_KEY")
    environment.setenv("DOORSTEP_SECRET_KEY_FILE", str(path))

    assert load(Settings).secret_key.get_secret_value() == "f" * 40


@pytest.mark.parametrize("name", ["elsewhere", "empty"])
def test_a_secret_key_file_without_a_key_is_refused(environment: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").touch()
    environment.delenv("DOORSTEP_SECRET_KEY")
    environment.setenv("DOORSTEP_SECRET_KEY_FILE", str(tmp_path / name))

    assert "DOORSTEP_SECRET_KEY" in refused()


@pytest.mark.parametrize(
    ("given", "origin"),
    [
        ("https://Doorstep.Example.com/", "https://doorstep.example.com"),
        ("https://doorstep.example.com:443", "https://doorstep.example.com"),
        ("https://doorstep.example.com:8443", "https://doorstep.example.com:8443"),
        ("http://localhost:80", "http://localhost"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("http://portal.localhost:8000", "http://portal.localhost:8000"),
    ],
)
def test_the_public_url_is_an_origin_in_its_usual_form(
    environment: pytest.MonkeyPatch, given: str, origin: str
) -> None:
    environment.setenv("DOORSTEP_PUBLIC_URL", given)

    assert load(Settings).public_url == origin


@pytest.mark.parametrize(
    ("url", "proxy"),
    [
        ("https://sts.eu-central-1.amazonaws.com", "http://proxy.example:3128"),
        ("https://vpce.internal.example", None),
        ("http://127.0.0.1:4566", None),
    ],
)
def test_aws_is_reached_through_the_proxy_that_is_set(
    environment: pytest.MonkeyPatch, url: str, proxy: str | None
) -> None:
    environment.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    environment.setenv("NO_PROXY", ".internal.example")

    assert load(AwsSettings).proxy_for(url) == proxy


def test_no_setting_shows_its_secret(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("DOORSTEP_SECRET_KEY_FALLBACKS", "f" * 40)
    environment.setenv("DOORSTEP_DATABASE_URL", "postgresql://user:hunter2@host/db")
    environment.setenv("HTTPS_PROXY", "http://user:hunter2@proxy.example")

    shown = repr(load(Settings)) + repr(load(DatabaseSettings))
    assert [secret for secret in (KEY, "f" * 40, "hunter2") if secret in shown] == []


def test_the_readme_lists_exactly_the_settings_that_there_are() -> None:
    listed = re.findall(r"^\| `([A-Z_]+)` \|", README.read_text(), re.MULTILINE)

    names = [str(field.validation_alias or f"DOORSTEP_{name.upper()}") for name, field in Settings.model_fields.items()]
    assert sorted(listed) == sorted(names)
