"""What stands in an entry: identifiers in two spellings, the states of Active Directory, odd values."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from app.domain.directory_refusals import (
    DirectoryAccountDisabled,
    DirectoryAccountExpired,
    DirectoryAccountLocked,
    DirectoryAttributeWrong,
    DirectoryNotHere,
    DirectoryPasswordExpired,
    DirectoryPasswordWrong,
)
from app.domain.provider_refusals import NotVouchedFor
from app.domain.provider_ways import ProviderWay
from app.identity.ldap_client import GroupTree, LdapClient, LdapServer, PeopleTree
from app.identity.ldap_entries import Entry, email_of, group_of, id_filter, id_of, require_in_force
from app.identity.ldap_states import password_refusal

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
# The first three parts of a UUID lie little-endian in Active Directory.
GUID = bytes.fromhex("33221100554477668899aabbccddeeff")
UUID_TEXT = "00112233-4455-6677-8899-aabbccddeeff"
# What 2026-03-01 12:00 UTC is in intervals of 100 ns since 1601.
EXPIRES_NOW = 134168400000000000


def client(kind: str) -> LdapClient:
    return LdapClient(
        way=ProviderWay("ldap", "acme", "Acme"),
        servers=(LdapServer("ldap.example.com", 636, starts_tls=False),),
        ca_bundle=None,
        bind_dn="cn=portal",
        bind_password="secret",
        is_active_directory=kind == "ad",
        people=PeopleTree(base="ou=people", filter="(a=b)", username="uid", display_name="cn", email="mail"),
        groups=GroupTree(
            how="search", base="ou=groups", filter="(a=b)", name="cn", member="member", nested=True, required=False
        ),
        timeout=7,
        at_once=8,
    )


def entry(**attributes: bytes | list[bytes]) -> Entry:
    listed = {name: value if isinstance(value, list) else [value] for name, value in attributes.items()}
    return Entry.of("cn=x", listed)


@pytest.mark.parametrize(
    ("kind", "attributes"),
    [
        ("ad", {"objectGUID": GUID}),
        ("openldap", {"entryUUID": UUID_TEXT.upper().encode()}),
        ("openldap", {"ENTRYUUID": b"00112233445566778899aabbccddeeff"}),
    ],
)
def test_an_identifier_has_one_spelling(kind: str, attributes: dict[str, bytes]) -> None:
    assert id_of(entry(**attributes), client(kind), whom="you") == UUID_TEXT


@pytest.mark.parametrize(
    ("kind", "attributes"),
    [
        ("ad", {}),
        ("ad", {"objectGUID": GUID[:15]}),
        ("ad", {"objectGUID": UUID_TEXT.encode()}),
        ("openldap", {}),
        ("openldap", {"entryUUID": b"dora"}),
        ("openldap", {"entryUUID": GUID}),
    ],
)
def test_what_is_no_identifier_is_named(kind: str, attributes: dict[str, bytes]) -> None:
    with pytest.raises(DirectoryAttributeWrong) as refused:
        id_of(entry(**attributes), client(kind), whom="you")

    assert client(kind).id_attribute in str(refused.value)


def test_an_identifier_is_looked_for_byte_by_byte_where_it_lies_so() -> None:
    assert id_filter(UUID_TEXT, client("openldap")) == f"(entryUUID={UUID_TEXT})"
    assert id_filter(UUID_TEXT, client("ad")) == (r"(objectGUID=\33\22\11\00\55\44\77\66\88\99\aa\bb\cc\dd\ee\ff)")


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        ("525", DirectoryPasswordWrong),
        ("52e", DirectoryPasswordWrong),
        ("530", DirectoryNotHere),
        ("531", DirectoryNotHere),
        ("532", DirectoryPasswordExpired),
        ("533", DirectoryAccountDisabled),
        ("701", DirectoryAccountExpired),
        ("773", DirectoryPasswordExpired),
        ("775", DirectoryAccountLocked),
    ],
)
def test_active_directory_says_why_in_its_diagnostic_message(data: str, refusal: type[NotVouchedFor]) -> None:
    message = f"80090308: LdapErr: DSID-0C09042F, comment: AcceptSecurityContext error, data {data}, v4563"

    assert type(password_refusal(message, client("ad"))) is refusal
    assert type(password_refusal(message, client("openldap"))) is DirectoryPasswordWrong


@pytest.mark.parametrize("message", ["", "data", "data zzz", "data 5330", "metadata 533x"])
def test_any_other_message_says_nothing(message: str) -> None:
    assert type(password_refusal(message, client("ad"))) is DirectoryPasswordWrong


@pytest.mark.parametrize(
    ("attributes", "refusal"),
    [
        ({"userAccountControl": b"514"}, DirectoryAccountDisabled),
        ({"userAccountControl": b"66050"}, DirectoryAccountDisabled),
        ({"accountExpires": str(EXPIRES_NOW).encode()}, DirectoryAccountExpired),
        ({"pwdAccountLockedTime": b"000001010000Z"}, DirectoryAccountDisabled),
    ],
)
def test_whom_the_directory_lets_in_no_more(attributes: dict[str, bytes], refusal: type[NotVouchedFor]) -> None:
    with pytest.raises(refusal):
        require_in_force(entry(**attributes), client("ad"), NOW)


@pytest.mark.parametrize(
    "attributes",
    [
        {"userAccountControl": b"512", "accountExpires": b"0"},
        {"userAccountControl": b"soon", "accountExpires": b"9223372036854775807"},
        {"accountExpires": str(EXPIRES_NOW + 10_000_000).encode()},
        {"pwdAccountLockedTime": b"20260301110000Z"},
    ],
)
def test_whom_it_lets_in(attributes: dict[str, bytes]) -> None:
    in_force = entry(**attributes)

    require_in_force(in_force, client("ad"), NOW)

    assert in_force.dn == "cn=x"


def test_the_first_value_that_can_be_used_is_used() -> None:
    found = entry(
        mail=[b"none", b"dora@example.com"], cn=["\u200b".encode(), b"\xff", b"crew"], entryUUID=GUID.hex().encode()
    )

    group = group_of(found, client("openldap"))

    assert email_of(found, client("openldap")) == "dora@example.com"
    assert email_of(entry(mail=b"none"), client("openldap")) is None
    assert group.name == "\ufffd"


@pytest.mark.parametrize("name", [b"", b" ", "\u200b".encode()])
def test_a_group_that_nobody_can_read_counts_for_a_deny_may_rest_on_it(name: bytes) -> None:
    group = group_of(entry(cn=name, entryUUID=GUID.hex().encode()), client("openldap"))

    assert group.name == group.external_id == str(UUID(GUID.hex()))
