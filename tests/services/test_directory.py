"""People and groups are edited on an admin's authority, with an entry each, and never without an admin left."""

from uuid import UUID

import pytest

from app.domain.admins import Admin
from app.domain.clicks import Visit
from app.domain.ledger import StoredEvent
from app.domain.people import Group, Person, Principal, Username
from app.domain.refusals import AlreadyThere, NotThere
from app.identity.passwords import PasswordLengthRefused
from app.services.changes import NoSuchPerson
from app.services.directory import Directory, NewPerson
from app.services.lookups import GroupElsewhere, KnownElsewhere, PersonElsewhere
from app.services.new_web_sessions import token_hash_of
from app.storage.ids import new_id
from app.storage.registry import Registry
from tests.services.directories import make_admin, members, person
from tests.services.ordering import admin_of
from tests.web.world import PASSWORD, World

VISIT = Visit(new_id())


@pytest.fixture
def ada(world: World) -> Admin:
    """Ada, whom the operator made an admin."""
    make_admin(world, "ada")
    return admin_of(world)


@pytest.fixture
def directory(world: World) -> Directory:
    return world.portal.directory


def newest(world: World) -> StoredEvent:
    return world.entries()[-1]


def told(entry: StoredEvent) -> tuple[str, str, UUID | None, object]:
    return entry.action, entry.actor_kind, entry.person_id, entry.parsed_body().get("reason")


def test_a_new_person_can_sign_in_with_the_password(directory: Directory, world: World, ada: Admin) -> None:
    added = directory.add_person(
        ada,
        NewPerson(username=Username("dora"), display_name="Dora", email="dora@example.com", password=PASSWORD),
    )

    assert person(world, "dora").email == "dora@example.com"
    assert world.portal.sign_ins.with_password("dora", PASSWORD, visit=VISIT).token
    assert {entry.action for entry in world.entries() if entry.person_id == added.person_id} == {
        "person:added",
        "password:set",
        "web-session:begun",
    }
    assert PASSWORD not in "".join(entry.body for entry in world.entries())


def test_a_weak_password_adds_nobody(directory: Directory, world: World, ada: Admin) -> None:
    before = world.entries()

    with pytest.raises(PasswordLengthRefused):
        directory.add_person(ada, NewPerson(username=Username("dora"), display_name="Dora", password="short"))

    assert world.entries() == before


def test_a_person_is_not_added_twice(directory: Directory, ada: Admin) -> None:
    with pytest.raises(AlreadyThere):
        directory.add_person(ada, NewPerson(username=Username("Alice"), display_name="Another Alice"))


def test_the_names_that_are_shown_change_and_the_others_stay(directory: Directory, world: World, ada: Admin) -> None:
    before = person(world, "alice")

    directory.change_person(ada, before.id, display_name="Alice Baker", email="alice@example.com")

    after = person(world, "alice")
    assert (after.display_name, after.email) == ("Alice Baker", "alice@example.com")
    assert (after.username, after.role_session_name) == (before.username, before.role_session_name)
    assert newest(world).parsed_body()["before"] == {"display_name": "Alice Archer", "email": None}
    assert (newest(world).action, newest(world).actor_id) == ("person:changed", str(ada.principal.person_id))


def test_a_change_that_changes_nothing_is_none(directory: Directory, world: World, ada: Admin) -> None:
    before = world.entries()

    directory.change_person(ada, person(world, "alice").id, display_name="Alice Archer", email=None)

    assert world.entries() == before


def test_a_disabled_person_is_out_at_once_and_may_come_back(directory: Directory, world: World, ada: Admin) -> None:
    alice = person(world, "alice")
    begun = world.portal.sign_ins.with_password("alice", PASSWORD, visit=VISIT)

    directory.disable_person(ada, alice.id, reason="left the company")
    directory.disable_person(ada, alice.id, reason="once more")

    assert person(world, "alice").disabled_at is not None
    assert told(newest(world)) == ("person:disabled", "person", alice.id, "left the company")
    assert world.portal.web_sessions.find(token_hash_of(begun.token)) is None

    directory.enable_person(ada, alice.id, reason="came back")
    directory.enable_person(ada, alice.id, reason="once more")

    assert person(world, "alice") == alice
    assert told(newest(world)) == ("person:enabled", "person", alice.id, "came back")


def test_a_group_gains_and_loses_a_member(directory: Directory, world: World, ada: Admin) -> None:
    group = directory.add_group(ada, "on-call")
    alice = person(world, "alice")

    directory.add_member(ada, group.id, Username("alice"), reason="her week")
    assert members(world, group) == ["alice"]
    assert told(newest(world)) == ("membership:added", "person", alice.id, "her week")

    directory.remove_member(ada, group.id, alice.id, reason="her week is over")
    assert members(world, group) == []
    assert told(newest(world)) == ("membership:removed", "person", alice.id, "her week is over")
    assert newest(world).parsed_body()["name"] == "on-call"


def test_a_renamed_group_keeps_its_members_and_frees_its_old_name(
    directory: Directory, world: World, ada: Admin
) -> None:
    group = directory.add_group(ada, "on-call")
    directory.add_member(ada, group.id, Username("alice"), reason="her week")

    directory.rename_group(ada, group.id, "on-duty", reason="what everybody says")
    directory.rename_group(ada, group.id, "on-duty", reason="once more")

    renamed = world.portal.lists.groups.find(group.id)
    assert renamed is not None
    assert (renamed.name, members(world, renamed)) == ("on-duty", ["alice"])
    assert told(newest(world)) == ("group:renamed", "person", None, "what everybody says")
    assert (newest(world).parsed_body()["before"], newest(world).parsed_body()["after"]) == ("on-call", "on-duty")
    with pytest.raises(AlreadyThere):
        directory.add_group(ada, "on-duty")
    assert directory.add_group(ada, "on-call").id != group.id
    with pytest.raises(AlreadyThere):
        directory.rename_group(ada, group.id, "on-call", reason="back")


def test_no_group_and_no_member_is_there_twice(directory: Directory, world: World, ada: Admin) -> None:
    group = directory.add_group(ada, "on-call")
    directory.add_member(ada, group.id, Username("alice"), reason="her week")

    with pytest.raises(AlreadyThere):
        directory.add_group(ada, "on-call")
    with pytest.raises(AlreadyThere):
        directory.add_member(ada, group.id, Username("alice"), reason="again")
    with pytest.raises(NoSuchPerson):
        directory.add_member(ada, group.id, Username("mallory"), reason="who?")
    with pytest.raises(NotThere):
        directory.remove_member(ada, group.id, person(world, "bob").id, reason="was never in it")
    assert members(world, group) == ["alice"]


def test_the_members_of_a_group_from_elsewhere_are_left_alone(directory: Directory, world: World, ada: Admin) -> None:
    group = Group(new_id(), "scim", "1234", "Everybody")
    with Registry(database=world.database).change() as change:
        change.add_group(group)

    with pytest.raises(KnownElsewhere, match="scim"):
        directory.add_member(ada, group.id, Username("alice"), reason="why not")
    with pytest.raises(KnownElsewhere):
        directory.rename_group(ada, group.id, "Everyone", reason="why not")
    with pytest.raises(KnownElsewhere):
        directory.remove_member(ada, group.id, person(world, "alice").id, reason="why not")


def test_a_group_is_disabled_and_enabled(directory: Directory, world: World, ada: Admin) -> None:
    group = directory.add_group(ada, "on-call")

    directory.disable_group(ada, group.id, reason="no longer needed")
    assert world.portal.lists.groups.find(group.id) != group
    assert told(newest(world)) == ("group:disabled", "person", None, "no longer needed")

    directory.enable_group(ada, group.id, reason="needed again")
    assert world.portal.lists.groups.find(group.id) == group
    assert told(newest(world)) == ("group:enabled", "person", None, "needed again")


def test_what_is_not_there_is_not_changed(directory: Directory, ada: Admin) -> None:
    with pytest.raises(NotThere):
        directory.disable_person(ada, new_id(), reason="who?")
    with pytest.raises(NotThere):
        directory.disable_group(ada, new_id(), reason="what?")


def test_one_of_two_admins_may_go(directory: Directory, world: World, ada: Admin) -> None:
    alice: Principal = make_admin(world, "alice")

    directory.disable_person(ada, alice.person_id, reason="left the company")

    assert person(world, "alice").disabled_at is not None


@pytest.fixture
def provided(world: World) -> None:
    """A person and a group that an identity provider vouches for."""
    with Registry(database=world.database).change() as change:
        who = Person(new_id(), Username("dora"), "Dora Dean", None, "dora")
        change.add_person(who)
        change.add_identity(new_id(), who.id, "https://id.example.com", "1")
        change.add_group(Group(new_id(), "acme", "42", "prod-sre"))


@pytest.mark.usefixtures("provided")
def test_no_local_name_is_one_that_a_provider_has(directory: Directory, world: World, ada: Admin) -> None:
    group = directory.add_group(ada, "on-call")

    with pytest.raises(GroupElsewhere):
        directory.add_group(ada, "Prod-SRE")
    with pytest.raises(GroupElsewhere):
        directory.rename_group(ada, group.id, "prod-sre", reason="to look alike")
    with pytest.raises(GroupElsewhere):
        world.add_person("zoe", groups=("prod-sre",))
    with pytest.raises(PersonElsewhere):
        directory.add_person(ada, NewPerson(username=Username("Dora"), display_name="Dora Dean"))


@pytest.mark.usefixtures("provided")
def test_an_operator_adds_somebody_of_a_providers_name_all_the_same(world: World) -> None:
    assert world.add_person("dora").role_session_name.startswith("dora-")
