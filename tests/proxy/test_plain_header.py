"""A plain header counts from the peers of the settings alone, and only as what it is: one name, in UTF-8."""

from collections.abc import Callable, Mapping

import pytest

from app.domain.refusals import Refusal
from tests.proxy.calling import PEER
from tests.proxy.conftest import PLAIN_HEADER, AtTheDoor

DoorOf = Callable[[Mapping[str, str]], AtTheDoor]


@pytest.fixture
def door(door_of: DoorOf) -> AtTheDoor:
    return door_of(PLAIN_HEADER)


def refusal(door: AtTheDoor, peer: str = PEER, **headers: str) -> str:
    with pytest.raises(Refusal) as refused:
        door.vouch(peer, **headers)
    return refused.value.code


def as_servers_say(text: str) -> str:
    """What a WSGI server makes of the bytes that a proxy sends. Source: PEP 3333."""
    return text.encode().decode("latin-1")


def test_the_header_names_the_person(door: AtTheDoor) -> None:
    dora = door.vouch(
        remote_user="dora",
        remote_name=as_servers_say("Dóra Dean"),
        remote_email="dora@example.com",
        remote_groups="developers, night-watch,,developers",
    )

    assert (dora.issuer, dora.subject, dora.username.text) == ("proxy:corp", "dora", "dora")
    assert (dora.display_name, dora.email) == ("Dóra Dean", "dora@example.com")
    assert dora.groups is not None
    assert [group.name for group in dora.groups] == ["developers", "night-watch"]


def test_two_names_that_look_the_same_are_two_people(door: AtTheDoor) -> None:
    one, other = (door.vouch(remote_user=as_servers_say(name)) for name in ("ren\u00e9", "rene\u0301"))

    assert one.username == other.username
    assert one.subject != other.subject


def test_who_is_named_without_more_has_no_groups(door: AtTheDoor) -> None:
    dora = door.vouch(remote_user="dora", remote_email="none", remote_name=" ")

    assert (dora.display_name, dora.email, dora.groups) == ("dora", None, ())


@pytest.mark.parametrize("peer", ["10.1.255.255", "2001:db8::7", "::ffff:10.1.2.3", ""])
def test_peers_of_the_settings_are_believed(door: AtTheDoor, peer: str) -> None:
    assert door.vouch(peer, remote_user="dora").subject == "dora"


@pytest.mark.parametrize("peer", ["10.2.0.1", "127.0.0.1", "2001:db9::7", "10.1.2.3, 10.1.2.3", "localhost"])
def test_others_are_strangers_whatever_they_send(door: AtTheDoor, peer: str) -> None:
    assert refusal(door, peer, remote_user="dora", x_forwarded_for="10.1.2.3") == "proxy-proof-from-stranger"


def test_without_the_word_a_unix_socket_is_a_stranger(door_of: DoorOf) -> None:
    door = door_of(PLAIN_HEADER | {"DOORSTEP_PROXY__PEERS": "10.1.0.0/16"})

    assert refusal(door, "", remote_user="dora") == "proxy-proof-from-stranger"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("", "proxy-proof-missing"),
        ("dora,ada", "proxy-proof-twice"),
        ("dora, ", "proxy-proof-twice"),
        ("d" * 1025, "proxy-proof-too-long"),
        ("d" * 129, "claim-wrong"),
        (" dora", "claim-wrong"),
        ("do\x00ra", "claim-wrong"),
        (as_servers_say("do\u200bra"), "claim-wrong"),
        ("d\xf3ra", "proxy-proof-unreadable"),
        ("d\u0151ra", "proxy-proof-unreadable"),
    ],
)
def test_what_is_no_name_is_refused(door: AtTheDoor, value: str, code: str) -> None:
    assert refusal(door, remote_user=value) == code


def test_too_many_groups_are_said(door: AtTheDoor) -> None:
    assert refusal(door, remote_user="dora", remote_groups="g" * 16_381) == "proxy-proof-too-long"


def test_groups_may_stand_between_bars(door_of: DoorOf) -> None:
    door = door_of(PLAIN_HEADER | {"DOORSTEP_PROXY__GROUPS_SEPARATOR": "|"})

    groups = door.vouch(remote_user="dora", remote_groups="a, b|c").groups

    assert groups is not None
    assert [group.name for group in groups] == ["a, b", "c"]
