"""Passkeys on the page “Your sign-in”: made by the browser, named, and removed."""

import re

import pytest

from tests.web.passkey_forms import add_key, begin_key, confirm_key
from tests.web.security_key import LIES, SecurityKey, options_on, text_of
from tests.web.visitor import Visitor
from tests.web.world import World

REMOVAL = re.compile(r"/profile/passkeys/.+/removal")


@pytest.fixture
def key(alice: Visitor) -> SecurityKey:
    """Alice's, added a moment ago."""
    return add_key(alice)


def test_the_first_passkey_comes_with_recovery_codes_and_is_in_the_ledger(alice: Visitor, world: World) -> None:
    page, key = begin_key(alice), SecurityKey.called("Blue key")
    done = confirm_key(alice, page, key.make(options_on(page)), " Blue key ")

    added, codes = world.entries()[-2:]
    assert "Your recovery codes" in done.headings
    assert "Blue key Added" in alice.page("/profile").words
    assert (added.action, codes.action) == ("passkey:added", "recovery-codes:made")
    assert added.parsed_body()["name"] == "Blue key"


def test_a_browser_is_asked_for_a_verified_and_discoverable_key_of_this_host(alice: Visitor, key: SecurityKey) -> None:
    asked = options_on(begin_key(alice))

    assert asked["rp"] == {"id": "doorstep.example.com", "name": "Doorstep"}
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert asked["attestation"] == "none"
    assert [one["id"] for one in asked["excludeCredentials"]] == [text_of(key.credential_id)]


@pytest.mark.parametrize("lie", ["another origin", "another relying party", "nobody was verified"])
def test_no_such_passkey_is_added_either(alice: Visitor, world: World, lie: str) -> None:
    key, page = SecurityKey.called("false"), begin_key(alice)
    LIES[lie](key)

    refused = confirm_key(alice, page, key.make(options_on(page)))

    assert "That passkey does not prove that it is you." in refused.words
    assert refused.form_to("/profile/passkeys/confirmation").fields["name"] == "Blue key"
    assert "passkey:added" not in [entry.action for entry in world.entries()]


def test_one_of_several_is_removed_by_itself_and_bob_removes_none_of_alices(
    alice: Visitor, key: SecurityKey, world: World
) -> None:
    add_key(alice, "Laptop")
    bob = Visitor(world.app())
    bob.sign_in("bob")
    add_key(bob)
    forms = [form for form in alice.page("/profile").forms if REMOVAL.fullmatch(form.action)]

    foreign = bob.post(forms[0].action, bob.token())
    removed = alice.post(forms[0].action, forms[0].fields)

    assert [form.labels for form in forms] == [["Remove Blue key"], ["Remove Laptop"]]
    assert (foreign.status_code, removed.headers["Location"]) == (404, "/profile")
    assert "Laptop" in alice.page("/profile").words
    assert "Blue key" not in alice.page("/profile").words
    assert world.entries()[-1].action == "passkey:removed"


def test_one_key_is_added_once(alice: Visitor, key: SecurityKey) -> None:
    page = begin_key(alice)

    again = confirm_key(alice, page, key.make(options_on(page)))

    assert "This passkey is already there" in again.words


def test_a_passkey_without_a_name_is_refused_beside_its_field(alice: Visitor) -> None:
    page = begin_key(alice)

    refused = confirm_key(alice, page, SecurityKey.called("x").make(options_on(page)), " ")

    assert "A passkey needs a name" in refused.words
