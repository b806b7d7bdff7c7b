"""What tests of background tests share: admins who turn them on and off, as the page does."""

from app.domain.admins import Admin
from app.domain.clicks import Visit
from app.domain.conditions import Circumstances, Conditions
from app.domain.mappings import Mapping
from app.domain.people import Principal
from app.storage.ids import new_id
from app.storage.registry import Registry
from tests.storage.company import OPERATOR
from tests.web.world import World

WITH_MFA = Conditions(needs_mfa=True)


def visit_of(*, address: str | None = "203.0.113.7", used_mfa: bool | None = False) -> Visit:
    return Visit(id=new_id(), address=address, used_mfa=used_mfa)


def principal(world: World, username: str) -> Principal:
    with Registry(database=world.database).change() as change:
        found = change.find_local_principal(username)
    assert found is not None
    return found


def turn_on(world: World, username: str = "ada", visit: Visit | None = None) -> None:
    """Let an admin turn background tests on, as the page does."""
    sent = visit or visit_of()
    admin = world.portal.admins.require_admin(principal(world, username), sent.at(world.clock()))
    world.portal.role_health.orders.turn_on(admin, "to know", visit=sent)


def turn_off(world: World) -> None:
    world.portal.role_health.orders.turn_off(admin_of(world), "enough", visit=visit_of())


def admin_of(world: World, username: str = "ada") -> Admin:
    """Ada, who may do anything, or another admin."""
    return world.portal.admins.require_admin(principal(world, username), Circumstances(now=world.clock()))


def map_with_mfa(world: World, username: str, conditions: Conditions = WITH_MFA) -> Mapping:
    """Make somebody an admin, for web sessions with MFA only unless told."""
    who = principal(world, username)
    mapping = Mapping(new_id(), "allow", "person", who.person_id, "portal", "admin", conditions=conditions)
    with Registry(database=world.database).change() as change:
        change.add_mapping(mapping, OPERATOR, world.clock(), "for the test")
    return mapping
