"""Whatever is done to people and groups, an admin who can sign in is left."""

import pytest
from sqlalchemy import update

from app.domain.admins import Admin, LastAdmin
from app.domain.conditions import Circumstances
from app.domain.people import Username
from app.services.directory import Directory, NewPerson
from app.storage.tables import mapping
from tests.services.directories import make_admin, map_to_admin, members, person
from tests.services.ordering import admin_of
from tests.web.world import World


@pytest.fixture
def ada(world: World) -> Admin:
    """Ada, whom the operator made an admin."""
    make_admin(world, "ada")
    return admin_of(world)


@pytest.fixture
def directory(world: World) -> Directory:
    return world.portal.directory


def test_the_last_admin_is_not_disabled(directory: Directory, world: World, ada: Admin) -> None:
    before = world.entries()

    with pytest.raises(LastAdmin):
        directory.disable_person(ada, ada.principal.person_id, reason="on holiday")

    assert person(world, "ada").disabled_at is None
    assert world.entries() == before


def test_the_group_that_makes_the_last_admin_keeps_its_last_member(
    directory: Directory, world: World, ada: Admin
) -> None:
    group = directory.add_group(ada, "portal-admins")
    bob = person(world, "bob")
    directory.add_member(ada, group.id, Username("bob"), reason="deputy")
    map_to_admin(world, group)
    directory.disable_person(ada, ada.principal.person_id, reason="left the company")
    deputy = admin_of(world, "bob")

    with pytest.raises(LastAdmin):
        directory.remove_member(deputy, group.id, bob.id, reason="a mistake")
    with pytest.raises(LastAdmin):
        directory.disable_group(deputy, group.id, reason="a mistake")
    assert members(world, group) == ["bob"]


def test_a_deny_for_a_group_cannot_take_the_last_admin_away(directory: Directory, world: World, ada: Admin) -> None:
    group = directory.add_group(ada, "contractors")
    map_to_admin(world, group, effect="deny")

    with pytest.raises(LastAdmin):
        directory.add_member(ada, group.id, Username("ada"), reason="a mistake")
    assert members(world, group) == []


def test_a_portal_whose_admins_all_need_a_condition_can_still_change_its_groups(
    directory: Directory, world: World, ada: Admin
) -> None:
    group = directory.add_group(ada, "on-call")
    with world.database.write() as connection:
        connection.execute(update(mapping).values(conditions={"mfa": True}).where(mapping.c.target_id == "admin"))
    proven = world.portal.admins.require_admin(ada.principal, Circumstances(now=world.clock(), used_mfa=True))

    directory.add_member(proven, group.id, Username("alice"), reason="her week")

    assert members(world, group) == ["alice"]


def test_somebody_without_a_way_to_sign_in_is_not_the_admin_who_is_left(
    directory: Directory, world: World, ada: Admin
) -> None:
    dora = directory.add_person(ada, NewPerson(username=Username("dora"), display_name="Dora"))
    group = directory.add_group(ada, "portal-admins")
    directory.add_member(ada, group.id, Username("dora"), reason="deputy, some day")
    map_to_admin(world, group)

    with pytest.raises(LastAdmin):
        directory.disable_person(ada, ada.principal.person_id, reason="left the company")

    assert members(world, group) == ["dora"]
    assert dora.username.text == "dora"
