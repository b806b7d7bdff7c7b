"""The settings of directories: what each kind calls things, and each mistake named without its value."""

import sys
from pathlib import Path

import pytest

from app.domain.extras import ExtraNotInstalled
from app.joints.ldap import ldap_directories_of
from app.joints.process import utc_now
from app.settings import Settings, SettingsRefused, load

PREFIX = "DOORSTEP_LDAP__ACME__"
ENOUGH = {
    "LABEL": "Acme",
    "URLS": "ldaps://ldap1.example.com ldaps://ldap2.example.com:1636",
    "BIND_DN": "cn=portal,dc=example,dc=com",
    "BIND_PASSWORD": "hunter2",
    "PEOPLE_BASE": "ou=people,dc=example,dc=com",
}


@pytest.fixture(autouse=True)
def _enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOORSTEP_SECRET_KEY", "k" * 40)
    monkeypatch.setenv("DOORSTEP_PUBLIC_URL", "https://doorstep.example.com")
    monkeypatch.setenv("DOORSTEP_AWS_REGIONS", "eu-central-1")
    _set(monkeypatch, PREFIX)


def _set(monkeypatch: pytest.MonkeyPatch, prefix: str) -> None:
    for name, value in ENOUGH.items():
        monkeypatch.setenv(prefix + name, value)


def refused() -> str:
    with pytest.raises(SettingsRefused) as caught:
        load(Settings)
    return str(caught.value)


def test_without_the_extra_nothing_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ldap", None)
    monkeypatch.delitem(sys.modules, "app.identity.ldap", raising=False)
    monkeypatch.delitem(sys.modules, "app.identity.ldap_connection", raising=False)

    with pytest.raises(ExtraNotInstalled) as caught:
        ldap_directories_of(load(Settings), clock=utc_now)

    assert caught.value.values == {"what": "LDAP", "extra": "ldap"}


def test_what_an_openldap_calls_things_need_not_be_said() -> None:
    acme = load(Settings).ldap["acme"]

    assert acme.urls == ("ldaps://ldap1.example.com", "ldaps://ldap2.example.com:1636")
    assert (acme.username_attribute, acme.display_name_attribute) == ("uid", "cn")
    assert acme.people_filter == "(objectClass=inetOrgPerson)"
    assert acme.group_base == acme.people_base
    assert "hunter2" not in repr(acme)


def test_nor_what_active_directory_calls_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PREFIX + "KIND", "active-directory")
    monkeypatch.setenv(PREFIX + "USERNAME_ATTRIBUTE", "userPrincipalName")

    acme = load(Settings).ldap["acme"]

    assert (acme.username_attribute, acme.display_name_attribute) == ("userPrincipalName", "displayName")
    assert acme.group_filter == "(objectClass=group)"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("URLS", "ldap://ldap.example.com", "needs start_tls = yes"),
        ("URLS", "https://ldap.example.com", "it is an address such as ldaps://"),
        ("URLS", "ldaps://cn=portal:hunter2@ldap.example.com", "it is an address such as ldaps://"),
        ("URLS", "ldaps://ldap.example.com/dc=example", "it is an address such as ldaps://"),
        ("URLS", "ldaps://ldap.example.com:port", "it is an address such as ldaps://"),
        ("START_TLS", "yes", "speaks TLS from the start"),
        ("CA_BUNDLE", "/nowhere/ca.pem", "there is no file"),
        ("BIND_PASSWORD_FILE", "/nowhere/password", "keep one"),
        ("PEOPLE_FILTER", "objectClass=person", "in parentheses"),
        ("GROUP_FILTER", "(&(a=b)", "in parentheses"),
        ("USERNAME_ATTRIBUTE", "uid)(uid=*", "match pattern"),
        ("TIMEOUT", "8", "less than or equal to 7"),
        ("AT_ONCE", "0", "greater than or equal to 1"),
        ("KIND", "novell", "'openldap' or 'active-directory'"),
        ("LABEL", "n" * 61, "at most 60"),
        ("BIND_PASWORD", "hunter2", "there is no such setting"),
    ],
)
def test_nonsense_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str) -> None:
    monkeypatch.setenv(PREFIX + name, value)

    assert "DOORSTEP_LDAP__ACME" in refused()
    assert words in refused()
    assert "hunter2" not in refused()


def test_the_password_may_lie_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("from a file\n")
    monkeypatch.delenv(PREFIX + "BIND_PASSWORD")
    monkeypatch.setenv(PREFIX + "BIND_PASSWORD_FILE", str(tmp_path / "password"))

    assert load(Settings).ldap["acme"].bind_password.get_secret_value() == "from a file"


def test_without_tls_from_the_start_it_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PREFIX + "URLS", "ldap://ldap.example.com")
    monkeypatch.setenv(PREFIX + "START_TLS", "yes")

    assert load(Settings).ldap["acme"].start_tls == "yes"


def test_a_directory_is_a_way_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOORSTEP_LOCAL_SIGN_IN", "no")

    assert load(Settings).local_sign_in == "no"


def test_a_directory_has_a_plain_name(monkeypatch: pytest.MonkeyPatch) -> None:
    _set(monkeypatch, "DOORSTEP_LDAP__NOT-PLAIN__")

    assert refused().startswith("DOORSTEP_LDAP: “not-plain” cannot be a provider's name")
