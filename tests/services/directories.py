"""What tests of people and groups share."""

from app.domain.mappings import Effect, Mapping
from app.domain.people import Group, Person, Principal, Username
from app.identity.passwords import Argon2Passwords
from app.services.changes import Scribe
from app.services.people import People
from app.storage.ids import new_id
from app.storage.people_lists import GroupLists, PeopleLists
from app.storage.registry import Registry
from tests.web.world import OPERATOR, PASSWORD, World


def make_admin(world: World, username: str) -> Principal:
    people = People(changes=Registry(database=world.database), scribe=Scribe(clock=world.clock, new_id=new_id))
    return people.make_admin(Username(username), actor=OPERATOR, password_hash=Argon2Passwords().hash(PASSWORD))


def map_to_admin(world: World, group: Group, effect: Effect = "allow") -> None:
    with Registry(database=world.database).change() as change:
        change.add_mapping(Mapping(new_id(), effect, "group", group.id, "portal", "admin"), OPERATOR, world.clock())


def person(world: World, username: str) -> Person:
    (found,) = [one for one in PeopleLists(database=world.database).page().rows if one.username.text == username]
    return found


def members(world: World, group: Group) -> list[str]:
    found = GroupLists(database=world.database).members_of(group.id)
    return [member.person.username.text for member in found.rows]
