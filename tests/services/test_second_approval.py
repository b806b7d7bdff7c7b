"""Where a second admin must approve, nobody gets round it through groups, accounts or the command line."""

import pytest

from app.domain.admins import Admin
from app.domain.conditions import Circumstances
from app.domain.drafts import EnabledUnseen, RenamedUnseen, SecondAdminNeeded
from app.domain.mappings import Effect, Mapping
from app.domain.people import LOCAL_SOURCE, Group, Username
from app.identity.passwords import Argon2Passwords
from app.joints.editing import directory_of
from app.services.changes import Scribe
from app.services.directory import Directory
from app.services.people import People
from app.storage.ids import new_id
from app.storage.registry import Registry
from tests.web.world import OPERATOR, World


@pytest.fixture
def ada(world: World) -> Admin:
    """Ada, an admin."""
    with Registry(database=world.database).change() as change:
        principal = change.find_local_principal("ada")
    assert principal is not None
    return world.portal.admins.require_admin(principal, Circumstances(now=world.clock()))


@pytest.fixture
def directory(world: World) -> Directory:
    """The service where a second admin is asked for."""
    return directory_of(world.database, Argon2Passwords(), second_approval=True)


@pytest.fixture
def people(world: World) -> People:
    """The command line's service, likewise."""
    scribe = Scribe(clock=world.clock, new_id=new_id)
    return People(changes=Registry(database=world.database), scribe=scribe, second_approval=True)


def group_that(world: World, effect: Effect | None, *, member: str = "alice") -> Group:
    """A local group with a member, named by a mapping of that effect, or by none."""
    world.add_person("zoe", groups=("night-shift",))
    with Registry(database=world.database).change() as change:
        group, principal = change.find_group(LOCAL_SOURCE, "night-shift"), change.find_local_principal(member)
        assert group is not None
        assert principal is not None
        change.add_membership(new_id(), principal.person_id, group.id, LOCAL_SOURCE, world.clock())
        mapping = Mapping(new_id(), effect or "allow", "group", group.id, "portal", "auditor")
        revised = [mapping] if effect else []
        for one in revised:
            change.add_mapping(one, OPERATOR, world.clock())
    return group


def test_nobody_joins_a_group_that_is_mapped(world: World, directory: Directory, ada: Admin) -> None:
    group = group_that(world, "allow")

    with pytest.raises(SecondAdminNeeded):
        directory.add_member(ada, group.id, Username("bob"), reason="to help")


def test_a_group_that_leads_nowhere_may_be_joined(world: World, directory: Directory, ada: Admin) -> None:
    group = group_that(world, None)

    directory.add_member(ada, group.id, Username("bob"), reason="to help")

    assert world.entries()[-1].action == "membership:added"


def test_nobody_leaves_a_group_that_is_denied(world: World, directory: Directory, ada: Admin) -> None:
    group = group_that(world, "deny")
    with Registry(database=world.database).change() as change:
        alice = change.find_local_principal("alice")
    assert alice is not None

    with pytest.raises(SecondAdminNeeded):
        directory.remove_member(ada, group.id, alice.person_id, reason="no longer")
    with pytest.raises(SecondAdminNeeded):
        directory.disable_group(ada, group.id, reason="no longer")


def test_the_command_line_puts_nobody_into_a_mapped_group_without_a_reason(world: World, people: People) -> None:
    group_that(world, "allow")

    with pytest.raises(SecondAdminNeeded):
        people.add(Username("dora"), actor=OPERATOR, groups=("night-shift",))
    people.add(Username("dora"), actor=OPERATOR, groups=("night-shift",), without_approval="at night")

    assert world.entries()[-1].parsed_body()["without_approval"] == "at night"


def test_the_command_line_makes_no_second_admin_without_a_reason(world: World, people: People) -> None:
    with pytest.raises(SecondAdminNeeded):
        people.make_admin(Username("bob"), actor=OPERATOR, password_hash="x")
    people.make_admin(Username("bob"), actor=OPERATOR, password_hash="x", without_approval="ada is away")

    assert world.entries()[-1].parsed_body()["without_approval"] == "ada is away"


def test_a_group_is_not_enabled_with_a_mapping_whose_preview_counted_nobody(
    world: World, directory: Directory, ada: Admin
) -> None:
    group = group_that(world, None)
    directory.disable_group(ada, group.id, reason="to hide its members from a preview")
    with Registry(database=world.database).change() as change:
        change.add_mapping(Mapping(new_id(), "allow", "group", group.id, "portal", "admin"), OPERATOR, world.clock())

    with pytest.raises(EnabledUnseen):
        directory.enable_group(ada, group.id, reason="now they gain")


def test_a_group_that_leads_nowhere_may_be_enabled(world: World, directory: Directory, ada: Admin) -> None:
    group = group_that(world, "deny")
    with Registry(database=world.database).change() as change:
        change.change_group(group.disabled(world.clock()))

    directory.enable_group(ada, group.id, reason="nobody gains by it")

    assert world.entries()[-1].action == "group:enabled"


def test_nobody_is_enabled_with_mappings_whose_preview_did_not_count_them(
    world: World, directory: Directory, ada: Admin
) -> None:
    group_that(world, "allow")
    with Registry(database=world.database).change() as change:
        zoe = change.find_local_principal("zoe")
    assert zoe is not None
    directory.disable_person(ada, zoe.person_id, reason="to hide her from a preview")

    with pytest.raises(EnabledUnseen):
        directory.enable_person(ada, zoe.person_id, reason="now she gains")


def test_groups_of_a_provider_count_for_who_is_enabled(world: World, directory: Directory, ada: Admin) -> None:
    carol, group = world.add_person("carol"), Group(new_id(), "oidc:acme", "sre", "sre")
    with Registry(database=world.database).change() as change:
        change.add_group(group)
        change.add_membership(new_id(), carol.person_id, group.id, group.source, world.clock())
    directory.disable_person(ada, carol.person_id, reason="to hide her from a preview")
    with Registry(database=world.database).change() as change:
        change.add_mapping(Mapping(new_id(), "allow", "group", group.id, "portal", "admin"), OPERATOR, world.clock())

    with pytest.raises(EnabledUnseen):
        directory.enable_person(ada, carol.person_id, reason="now she gains")


def test_a_group_that_is_mapped_keeps_the_name_that_was_approved(
    world: World, directory: Directory, ada: Admin
) -> None:
    group = group_that(world, "deny")

    with pytest.raises(RenamedUnseen):
        directory.rename_group(ada, group.id, "day-shift", reason="sounds harmless")

    assert world.portal.lists.groups.find(group.id) == group


def test_somebody_who_is_mapped_to_nothing_may_be_enabled(world: World, directory: Directory, ada: Admin) -> None:
    carol = world.add_person("carol")
    directory.disable_person(ada, carol.person_id, reason="on leave")

    directory.enable_person(ada, carol.person_id, reason="back again")

    assert world.entries()[-1].action == "person:enabled"
