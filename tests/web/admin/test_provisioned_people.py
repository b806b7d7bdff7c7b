"""What the page of a person says of the directories that have provisioned them."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any  # Any: what a test changes

import pytest
from sqlalchemy import insert, select

from app.domain.provisioning import ProvisionedUser, SaidUser
from app.storage.ids import new_id
from app.storage.provisioned_rows import user_columns
from app.storage.provisioning_tables import scim_user
from app.storage.registry import Registry
from tests.web.admin.test_people import path_of, person
from tests.web.directories import scim_with
from tests.web.visitor import Visitor
from tests.web.world import World

THEN = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ACTIVE = SaidUser(user_name="bob", external_id="00u1", is_active=True, display_name="Bob", email=None, kept={})
GONE = replace(ACTIVE, is_active=False)


def disabled_by_a_directory(world: World) -> ProvisionedUser:
    """Let a directory have disabled bob, as it is stored."""
    bob = person(world, "bob")
    user = ProvisionedUser(
        id=new_id(),
        source="scim:acme",
        person_id=bob.id,
        said=GONE,
        version=2,
        created_at=THEN,
        changed_at=THEN,
        deactivated_at=THEN,
    )
    with Registry(database=world.database).change() as change:
        change.change_person(replace(bob, disabled_at=THEN))
    with world.database.write() as connection:
        connection.execute(insert(scim_user), user_columns(user))
    world.scim = scim_with(user)
    return user


def page_of_bob(world: World, *, disabled_at: datetime | None, **said: Any) -> str:
    bob = person(world, "bob")
    with Registry(database=world.database).change() as change:
        change.change_person(replace(bob, disabled_at=disabled_at))
    usual: dict[str, Any] = {"said": ACTIVE, "version": 1, "created_at": THEN, "changed_at": THEN}
    world.scim = scim_with(ProvisionedUser(id=new_id(), source="scim:acme", person_id=bob.id, **usual | said))
    oliver = Visitor(world.app())
    oliver.sign_in("oliver")
    return oliver.get(path_of(world, "bob")).text


@pytest.mark.parametrize(
    ("disabled_at", "said", "words"),
    [
        (None, {}, "scim:acme</"),
        (None, {"said": GONE}, "scim:acme, where they are not active"),
        (None, {"said": GONE, "deleted_at": THEN}, "scim:acme, which has deleted them on 2026-03-01 09:30 UTC"),
        (THEN, {"said": GONE, "deactivated_at": THEN}, "which has disabled them here on 2026-03-01 09:30 UTC"),
        (LATER, {}, "scim:acme, where they are active; it is not what has disabled them here"),
    ],
)
def test_it_says_what_a_directory_has_done(
    world: World, disabled_at: datetime | None, said: dict[str, Any], words: str
) -> None:
    page = page_of_bob(world, disabled_at=disabled_at, **said)

    assert "Provisioned by" in page
    assert words in page


def test_without_a_directory_nothing_is_said_of_any(world: World) -> None:
    oliver = Visitor(world.app())
    oliver.sign_in("oliver")

    assert "Provisioned by" not in oliver.get(path_of(world, "bob")).text


def test_an_admin_disables_too_whom_a_directory_has_disabled(world: World) -> None:
    disabled_by_a_directory(world)
    ada, path = Visitor(world.app()), path_of(world, "bob")
    ada.sign_in("ada")
    page = ada.page(path)

    answer = ada.post(f"{path}/disabling", page.form_to(f"{path}/disabling").fields | {"reason": "under inquiry"})

    assert "The directory disabled them (scim:acme); you disable them too." in page.words
    assert (answer.status_code, answer.headers["Location"]) == (303, path)
    entry = world.entries()[-1]
    assert (entry.action, entry.actor_kind, entry.parsed_body()["reason"]) == (
        "person:disabled",
        "person",
        "under inquiry",
    )
    assert person(world, "bob").disabled_at == THEN
    with world.database.read() as connection:
        assert connection.execute(select(scim_user.c.deactivated_at)).scalars().all() == [None]


def test_what_an_admin_typed_comes_back_in_the_form_that_was_refused(world: World) -> None:
    disabled_by_a_directory(world)
    ada, path = Visitor(world.app()), path_of(world, "bob")
    ada.sign_in("ada")

    page = ada.post(f"{path}/disabling", ada.token() | {"reason": " "}).text

    assert page.count('aria-invalid="true"') == 1
    assert 'id="field-disable-reason"' in page
    assert 'id="field-enable-reason"' in page
