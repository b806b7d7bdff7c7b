"""Changes of groups run the access tests: whom a test keeps out comes in by no group unseen."""

import pytest

from app.domain.access_tests import AccessTestsBroken
from app.domain.admins import Admin
from app.domain.arns import RoleArn
from app.domain.mappings import Effect, Mapping
from app.domain.people import Group, Principal, Username
from app.storage.ids import new_id
from app.storage.registry import Registry
from tests.services.ordering import admin_of
from tests.web.world import OPERATOR, World

DEVELOPER = RoleArn.parse("arn:aws:iam::111122223333:role/Developer")


@pytest.fixture
def ada(world: World) -> Admin:
    return admin_of(world)


@pytest.fixture
def carol(world: World) -> Principal:
    """Somebody who must not open a role."""
    return world.add_person("carol")


def group_that(world: World, ada: Admin, effect: Effect) -> Group:
    """A group that a mapping lets open that role, or keeps from it; carol must not open it."""
    group = world.portal.directory.add_group(ada, "night-shift")
    with Registry(database=world.database).change() as change:
        role, carol = change.find_role(DEVELOPER), change.find_local_principal("carol")
        assert role is not None
        assert carol is not None
        mapping = Mapping(new_id(), effect, "group", group.id, "role", str(role.id))
        change.add_mapping(mapping, OPERATOR, world.clock())
    world.portal.access_tests.add(ada, person_id=carol.person_id, role_id=role.id, expected=False, note="")
    return group


def test_a_group_with_somebody_who_must_not_is_not_enabled_without_a_reason(
    world: World, ada: Admin, carol: Principal
) -> None:
    directory, group = world.portal.directory, group_that(world, ada, "allow")
    directory.disable_group(ada, group.id, reason="for now")
    directory.add_member(ada, group.id, Username("carol"), reason="it counts for nothing")

    with pytest.raises(AccessTestsBroken):
        directory.enable_group(ada, group.id, reason="again")
    directory.enable_group(ada, group.id, reason="again", despite_tests="she may, this week")

    assert world.entries()[-1].parsed_body()["despite_tests"] == "she may, this week"


def test_nobody_leaves_a_group_that_keeps_them_out_without_a_reason(world: World, ada: Admin, carol: Principal) -> None:
    directory, group = world.portal.directory, group_that(world, ada, "deny")
    world.map_person("carol", DEVELOPER)
    directory.add_member(ada, group.id, Username("carol"), reason="to keep her out")

    with pytest.raises(AccessTestsBroken):
        directory.remove_member(ada, group.id, carol.person_id, reason="no longer")

    assert world.entries()[-1].action == "membership:added"


def test_nobody_is_shut_out_later_for_a_test(world: World, ada: Admin, carol: Principal) -> None:
    directory, group = world.portal.directory, group_that(world, ada, "allow")
    directory.add_member(ada, group.id, Username("carol"), reason="her week", despite_tests="agreed")

    directory.disable_person(ada, carol.person_id, reason="left")
    directory.enable_person(ada, carol.person_id, reason="came back")

    assert "despite_tests" not in world.entries()[-1].parsed_body()
