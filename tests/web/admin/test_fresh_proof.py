"""A change in the admin pages takes a proof that is fresh and strong: a stolen cookie of an admin changes nothing."""

import io
from datetime import timedelta

import pytest

from app.web.admin.door import ORDERED
from tests.addresses import ADMIN
from tests.test_routes import filled
from tests.web.admin.mapping_forms import saved_from
from tests.web.authenticator import add_app
from tests.web.pages import Page
from tests.web.passkey_forms import add_key
from tests.web.security_key import SecurityKey, options_on
from tests.web.visitor import Visitor
from tests.web.world import PASSWORD, SITE, World

GROUPS = "/admin/groups"
IMPORT = "/admin/import"
STALE = timedelta(minutes=16)
NEW_GROUP = {"name": "night watch", "reason": "typed, and not to be lost"}
POSTS = sorted(path for method, path in ADMIN if method == "POST")


@pytest.fixture
def thief(ada: Visitor, world: World) -> Visitor:
    """Whoever has ada's cookie, a quarter of an hour after she proved anything."""
    world.clock.advance(STALE)
    return ada


@pytest.fixture
def newcomer(world: World) -> Visitor:
    """Bob, an admin since a moment, who has a password and nothing else."""
    world.map_to_portal("bob", "admin")
    bob = Visitor(world.app())
    bob.sign_in("bob")
    return bob


@pytest.fixture
def key() -> SecurityKey:
    """The key that ada was given."""
    return SecurityKey.held_by("ada", SITE.origin)


def test_without_it_no_address_of_the_admin_pages_takes_a_change(thief: Visitor, world: World) -> None:
    before, token = world.entries(), thief.token()

    answers = {path: thief.post(filled(path), token) for path in POSTS}

    asked = [path for path, answer in answers.items() if "Is it you?" in Page(answer.text).headings]
    assert {answers[path].status_code for path in asked} == {403}
    assert set(POSTS) - set(asked) == {"/admin/discovery/<uuid:discovery_id>/continue"}
    assert frozenset({"admin_discovery.go_on"}) == ORDERED
    assert world.entries() == before


def test_the_same_post_goes_on_with_it_and_nothing_typed_is_lost(
    thief: Visitor, key: SecurityKey, world: World
) -> None:
    asked = Page(thief.post(GROUPS, thief.token() | NEW_GROUP).text)
    form = asked.form_to(GROUPS)

    saved = thief.post(GROUPS, form.fields | {"proof_passkey": key.answer(options_on(asked))})

    assert NEW_GROUP.items() <= form.fields.items()
    assert saved.headers["Location"].startswith(f"{GROUPS}/")
    assert [entry.action for entry in world.entries()][-2:] == ["proof:given", "group:added"]
    assert thief.post(GROUPS, thief.token() | {"name": "another", "reason": "at once"}).status_code == 303


def test_an_upload_survives_it_and_the_proof_travels_no_further(thief: Visitor, key: SecurityKey, world: World) -> None:
    table = "subject,role_arn\ncharlie,arn:aws:iam::111122223333:role/Developer\n"
    sent = thief.token() | {"kind": "csv", "file": (io.BytesIO(table.encode()), "mappings.csv")}
    asked = Page(thief.post(IMPORT, sent).text)

    preview = thief.post(
        IMPORT, asked.form_to(IMPORT).fields | {"proof_passkey": key.answer(options_on(asked)), "proof_code": ""}
    )
    saved = saved_from(thief, preview)

    carried = {name for form in Page(preview.text).forms for name in form.fields}
    assert "Charlie Cole" in Page(preview.text).words
    assert {name for name in carried if name.startswith(("proof_", "kept_"))} == set()
    assert saved.status_code == 303


@pytest.mark.parametrize("given", [{"proof_password": PASSWORD}, {"proof_code": "000000"}, {"proof_passkey": "{}"}])
def test_neither_a_password_nor_a_guess_is_enough(thief: Visitor, world: World, given: dict[str, str]) -> None:
    asked = Page(thief.post(GROUPS, thief.token() | NEW_GROUP).text)

    answer = thief.post(GROUPS, asked.form_to(GROUPS).fields | given)

    assert answer.status_code == 403
    assert NEW_GROUP.items() <= Page(answer.text).form_to(GROUPS).fields.items()
    assert world.entries()[-1].action == "proof:refused"


def test_a_recovery_code_is_no_strong_proof(newcomer: Visitor, world: World) -> None:
    phone = add_app(newcomer, world)
    world.clock.advance(STALE)
    asked = Page(newcomer.post(GROUPS, newcomer.token() | NEW_GROUP).text)

    refused = newcomer.post(GROUPS, asked.form_to(GROUPS).fields | {"proof_code": phone.recovery_codes[0]})
    again = Page(refused.text).form_to(GROUPS)
    saved = newcomer.post(GROUPS, again.fields | {"proof_code": phone.code(world.clock.now)})

    assert (refused.status_code, saved.status_code) == (403, 303)
    assert "recovery" not in asked.words


def test_who_has_only_a_password_is_led_to_a_second_factor_and_back_to_what_they_did(newcomer: Visitor) -> None:
    asked = Page(newcomer.post(GROUPS, newcomer.token() | NEW_GROUP).text)
    form = asked.form_to(GROUPS)
    impatient = newcomer.post(GROUPS, form.fields)

    add_key(newcomer)
    saved = newcomer.post(GROUPS, form.fields)

    assert asked.links["Add a second factor (opens a new tab)"] == "/profile"
    assert (impatient.status_code, saved.status_code) == (403, 303)


def test_reading_takes_no_proof(thief: Visitor) -> None:
    assert thief.get(GROUPS).status_code == 200


def test_a_program_reads_that_it_is_needed(thief: Visitor) -> None:
    answer = thief.post(
        GROUPS, thief.token() | NEW_GROUP, {"Sec-Fetch-Site": "same-origin", "Accept": "application/json"}
    )

    assert (answer.status_code, answer.get_json()["code"]) == (403, "fresh-proof-needed")


def test_how_fresh_it_has_to_be_is_a_setting(world: World) -> None:
    ada = Visitor(world.app(admin_proof_within=timedelta(minutes=5)))
    ada.sign_in("ada")
    world.clock.advance(timedelta(minutes=5))
    in_time = ada.post(GROUPS, ada.token() | NEW_GROUP)
    world.clock.advance(timedelta(seconds=1))

    assert in_time.status_code == 303
    assert ada.post(GROUPS, ada.token() | {"name": "late", "reason": "x"}).status_code == 403
