"""Whom a real directory vouches for: by search and bind, over TLS, and known by what stays."""

from collections.abc import Callable
from uuid import UUID

import pytest

from app.domain.directory_refusals import (
    DirectoryAccountDisabled,
    DirectoryAttributeWrong,
    DirectoryBaseMissing,
    DirectoryPasswordWrong,
    DirectoryPersonGone,
    DirectoryPersonTwice,
    DirectoryRefers,
)
from tests.fixtures.slapd import PASSWORD, PEOPLE, Slapd
from tests.ldap.conftest import Colleague, Directory


def test_username_name_address_and_a_lasting_identifier(directory: Directory, dora: Colleague) -> None:
    vouched = directory.vouch(dora.uid, PASSWORD)

    assert (vouched.issuer, vouched.source) == ("ldap:acme", "ldap:acme")
    assert (vouched.username.text, vouched.display_name, vouched.email) == (dora.uid, "Dora Dean", "dora@example.com")
    assert str(UUID(vouched.subject)) == vouched.subject
    assert [proof.how for proof in vouched.proofs] == ["ldap:acme"]
    assert vouched.groups == ()


def test_start_tls_is_as_good(at: Callable[..., Directory], slapd: Slapd, dora: Colleague) -> None:
    directory = at(URLS=slapd.url("ldap"), START_TLS="yes")

    assert directory.vouch(dora.uid, PASSWORD).username.text == dora.uid


def test_who_is_renamed_stays_the_same(directory: Directory, slapd: Slapd, dora: Colleague) -> None:
    before = directory.vouch(dora.uid, PASSWORD)
    slapd.rename(dora.dn, f"uid={dora.uid}-dell")

    after = directory.ask_again(before.subject)

    assert after.subject == before.subject
    assert after.username.text == f"{dora.uid}-dell"
    assert after.proofs == ()


@pytest.mark.parametrize("password", ["", "wrong", PASSWORD + "\0", "\0", "p" * 1025])
def test_a_password_that_is_not_hers(directory: Directory, dora: Colleague, password: str) -> None:
    with pytest.raises(DirectoryPasswordWrong) as refused:
        directory.vouch(dora.uid, password)

    assert "does not know this username with this password" in str(refused.value)


@pytest.mark.parametrize("letter", ["\uff44", "\U0001d41d", "\u217e"])
def test_a_spelling_that_only_the_directory_takes_for_her_name_is_not_hers(
    directory: Directory, dora: Colleague, letter: str
) -> None:
    with pytest.raises(DirectoryPasswordWrong):
        directory.vouch(letter + dora.uid[1:], PASSWORD)


@pytest.mark.parametrize("username", ["nobody-here", "", "*", "dora*", "a\0b", "u" * 129, "\r\n"])
def test_a_username_that_nobody_has_is_answered_alike(directory: Directory, dora: Colleague, username: str) -> None:
    with pytest.raises(DirectoryPasswordWrong):
        directory.vouch(username, PASSWORD)


@pytest.mark.parametrize(
    "username", ["{uid})(uid=*", "{uid})(|(uid=*)", "*)(uid={uid}", "{uid}\\2a", "{uid},ou=people", "{dn}", "({uid})"]
)
def test_what_is_typed_is_no_filter_and_no_name_of_an_entry(
    directory: Directory, dora: Colleague, username: str
) -> None:
    with pytest.raises(DirectoryPasswordWrong):
        directory.vouch(username.format(uid=dora.uid, dn=dora.dn), PASSWORD)


def test_a_username_may_have_any_letter_that_a_filter_gives_a_meaning(directory: Directory, slapd: Slapd) -> None:
    odd = r"o'(*)\ddé, =+#<>;"
    slapd.add(
        f"cn=odd,{PEOPLE}",
        {"objectClass": "inetOrgPerson", "uid": odd, "cn": "odd", "sn": "odd", "userPassword": PASSWORD},
    )

    assert directory.vouch(odd, PASSWORD).username.text == odd


def test_two_people_of_one_name_are_nobody(directory: Directory, slapd: Slapd, dora: Colleague) -> None:
    twin = {"objectClass": "inetOrgPerson", "uid": dora.uid, "cn": "x", "sn": "x", "userPassword": PASSWORD}
    slapd.add(f"cn={dora.uid},{PEOPLE}", twin)
    slapd.add(f"cn=third-{dora.uid},{PEOPLE}", twin)

    with pytest.raises(DirectoryPersonTwice):
        directory.vouch(dora.uid, PASSWORD)


def test_only_people_whom_the_filter_takes(at: Callable[..., Directory], dora: Colleague) -> None:
    directory = at(PEOPLE_FILTER="(employeeType=staff)")

    with pytest.raises(DirectoryPasswordWrong):
        directory.vouch(dora.uid, PASSWORD)


def test_an_entry_that_another_server_has_is_passed_over(directory: Directory, slapd: Slapd, dora: Colleague) -> None:
    elsewhere = {"objectClass": ["referral", "extensibleObject"], "ref": "ldap://127.0.0.1:9/dc=elsewhere"}
    away = slapd.add(f"ou=away-{dora.uid},{PEOPLE}", elsewhere | {"ou": f"away-{dora.uid}"})

    assert directory.vouch(dora.uid, PASSWORD).username.text == dora.uid
    assert away.endswith(PEOPLE)


def test_a_base_that_another_server_has(at: Callable[..., Directory]) -> None:
    with pytest.raises(DirectoryBaseMissing, match="dc=elsewhere"):
        at(PEOPLE_BASE="dc=elsewhere").vouch("dora", PASSWORD)


def test_a_base_that_leads_elsewhere(at: Callable[..., Directory], slapd: Slapd, dora: Colleague) -> None:
    base = f"ou=led-{dora.uid},{PEOPLE}"
    elsewhere = {"objectClass": ["referral", "extensibleObject"], "ref": "ldap://127.0.0.1:9/dc=elsewhere"}
    slapd.add(base, elsewhere | {"ou": f"led-{dora.uid}"})

    with pytest.raises(DirectoryRefers):
        at(PEOPLE_BASE=base).vouch(dora.uid, PASSWORD)


def test_an_identifier_that_the_portal_may_not_read_or_that_is_none(
    at: Callable[..., Directory], dora: Colleague
) -> None:
    with pytest.raises(DirectoryAttributeWrong, match="objectGUID"):
        at(KIND="active-directory", USERNAME_ATTRIBUTE="uid", PEOPLE_FILTER="(uid=*)", GROUPS_FROM="none").vouch(
            dora.uid, PASSWORD
        )


def test_a_username_that_nobody_could_read(directory: Directory, slapd: Slapd, dora: Colleague) -> None:
    slapd.change(dora.dn, "uid", "\u200bunseen", dora.uid)

    with pytest.raises(DirectoryAttributeWrong, match="uid"):
        directory.vouch(dora.uid, PASSWORD)


def test_who_is_gone_is_known_no_more(directory: Directory, slapd: Slapd, dora: Colleague) -> None:
    subject = directory.vouch(dora.uid, PASSWORD).subject
    slapd.remove(dora.dn)

    with pytest.raises(DirectoryPersonGone):
        directory.ask_again(subject)


def test_who_is_locked_for_good_is_disabled(directory: Directory, slapd: Slapd, dora: Colleague) -> None:
    subject = directory.vouch(dora.uid, PASSWORD).subject
    slapd.change(dora.dn, "pwdAccountLockedTime", "000001010000Z")

    with pytest.raises(DirectoryAccountDisabled):
        directory.ask_again(subject)
