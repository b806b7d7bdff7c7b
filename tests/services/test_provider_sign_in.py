"""Whom a provider vouches for has a record here that says what the provider says, and is told apart by nothing else."""

from dataclasses import replace

import pytest

from app.domain.clicks import Visit
from app.domain.people import Group, Username
from app.domain.vouching import PersonDisabled, Vouched, VouchedGroup
from app.domain.web_sessions import Proof
from app.services.new_web_sessions import token_hash_of
from app.storage.ids import new_id
from app.storage.people_lists import PeopleLists
from app.storage.registry import Registry
from app.storage.web_sessions import WebSessionStore
from tests.web.world import World

VISIT = Visit(new_id(), address="203.0.113.7", user_agent="Browser/1.0")
DEVELOPERS, ON_CALL = VouchedGroup("g-1", "developers"), VouchedGroup("g-2", "on-call")


@pytest.fixture
def dora(world: World) -> Vouched:
    """Dora, as the company's provider vouches for her."""
    return Vouched(
        issuer="https://id.example.com",
        subject="00u1",
        source="oidc:acme",
        username=Username("dora"),
        display_name="Dora Dean",
        email="dora@example.com",
        groups=(DEVELOPERS,),
        proofs=(Proof("oidc:acme", world.clock()), Proof("oidc:acme:mfa", world.clock())),
        provider_sid="sid-1",
    )


def signed_in(world: World, vouched: Vouched) -> str:
    """Sign somebody in, and return their username as the web session that was begun has it."""
    begun = world.portal.provider_sign_ins.complete(vouched, visit=VISIT)
    found = WebSessionStore(database=world.database).find(token_hash_of(begun.token))
    assert found == begun.web_session
    return found.principal.username.text


def groups_of(world: World, username: str) -> set[str]:
    lists = world.portal.lists
    (person,) = [one for one in PeopleLists(database=world.database).page().rows if one.username.text == username]
    return {one.group.name for one in lists.people.groups_of(person.id).rows}


def told(world: World, count: int) -> list[tuple[str, str, str]]:
    return [(entry.action, entry.actor_kind, entry.actor_id) for entry in world.entries()[-count:]]


def test_who_is_new_gets_a_record_groups_and_a_web_session(world: World, dora: Vouched) -> None:
    assert signed_in(world, dora) == "dora"

    assert groups_of(world, "dora") == {"developers"}
    assert [action for action, *_who in told(world, 4)] == [
        "person:added",
        "group:added",
        "membership:added",
        "web-session:begun",
    ]
    assert told(world, 4)[0][1:] == ("portal", "oidc:acme")
    assert world.entries()[-1].parsed_body()["way"] == "oidc:acme"


def test_the_same_sign_in_again_changes_nothing(world: World, dora: Vouched) -> None:
    signed_in(world, dora)

    signed_in(world, dora)

    assert [action for action, *_who in told(world, 2)] == ["web-session:begun", "web-session:begun"]


def test_groups_are_replaced_and_local_ones_stay(world: World, dora: Vouched) -> None:
    signed_in(world, dora)
    who = world.portal.provider_sign_ins.complete(dora, visit=VISIT).web_session.principal
    night_shift = Group(new_id(), "local", "night-shift", "night-shift")
    with Registry(database=world.database).change() as change:
        change.add_group(night_shift)
        change.add_membership(new_id(), who.person_id, night_shift.id, "local", world.clock())

    signed_in(world, replace(dora, groups=(ON_CALL,)))

    assert groups_of(world, "dora") == {"on-call", "night-shift"}


def test_a_provider_that_does_not_speak_of_groups_leaves_them(world: World, dora: Vouched) -> None:
    signed_in(world, dora)

    signed_in(world, replace(dora, groups=None, display_name="Dora D."))

    assert groups_of(world, "dora") == {"developers"}


def test_another_name_is_taken_over_and_the_role_session_name_stays(world: World, dora: Vouched) -> None:
    before = world.portal.provider_sign_ins.complete(dora, visit=VISIT).web_session.principal

    married = replace(dora, username=Username("dora.dell"), display_name="Dora Dell", email="dell@example.com")
    after = world.portal.provider_sign_ins.complete(married, visit=VISIT).web_session.principal

    assert (after.person_id, after.role_session_name) == (before.person_id, "dora")
    assert (after.username.text, after.display_name) == ("dora.dell", "Dora Dell")


@pytest.mark.parametrize(
    ("issuer", "subject"), [("https://other.example.com", "00u1"), ("https://id.example.com", "2")]
)
def test_another_issuer_or_subject_is_somebody_else_whatever_the_name_and_the_address(
    world: World, dora: Vouched, issuer: str, subject: str
) -> None:
    other = replace(dora, issuer=issuer, subject=subject)
    first = world.portal.provider_sign_ins.complete(dora, visit=VISIT).web_session.principal

    second = world.portal.provider_sign_ins.complete(other, visit=VISIT).web_session.principal

    assert first.person_id != second.person_id
    assert first.role_session_name == "dora"
    assert second.role_session_name.startswith("dora-")


@pytest.mark.parametrize("username", ["alice", "Alice", "ALICE"])
def test_a_local_account_of_that_name_is_somebody_else(world: World, dora: Vouched, username: str) -> None:
    alice = world.portal.provider_sign_ins.complete(replace(dora, username=Username(username)), visit=VISIT)

    assert alice.web_session.principal.role_session_name.startswith(f"{username}-")


def test_whom_a_provider_called_so_first_keeps_no_operator_from_a_local_account(world: World, dora: Vouched) -> None:
    called = replace(dora, username=Username("breakglass"))
    arrived = world.portal.provider_sign_ins.complete(called, visit=VISIT).web_session.principal

    added = world.add_person("breakglass")

    assert added.person_id != arrived.person_id
    assert arrived.role_session_name == "breakglass"
    assert added.role_session_name.startswith("breakglass-")


def test_who_is_disabled_is_refused_with_an_entry(world: World, dora: Vouched) -> None:
    who = world.portal.provider_sign_ins.complete(dora, visit=VISIT).web_session.principal
    with Registry(database=world.database).change() as change:
        change.disable_person(who.person_id, world.clock())

    with pytest.raises(PersonDisabled):
        world.portal.provider_sign_ins.complete(dora, visit=VISIT)

    refused = world.entries()[-1]
    assert (refused.action, refused.person_id) == ("sign-in:refused", who.person_id)
    assert refused.parsed_body()["cause"] == "person-disabled"
