"""Mappings: typed, previewed, saved, changed and undone."""

from tests.web.admin.mapping_forms import DEVELOPER, edit_form, first_mapping, previewed, saved_from, undone
from tests.web.pages import Page
from tests.web.visitor import Visitor
from tests.web.world import World

SUPPORT = "arn:aws:iam::444455556666:role/support/Support"
CHARLIE = {"subject_kind": "person", "subject": "charlie"}
ONE_ROLE = {"target_kind": "role", "role": DEVELOPER}


def test_the_list_says_each_mapping_in_words(ada: Visitor) -> None:
    words = ada.page("/admin/mappings").words

    assert "Alice Archer (alice) may open Support in Payments" in words
    assert "Oliver Oak (oliver) is an auditor of this portal" in words


def test_a_preview_tells_who_gains_and_saves_nothing(ada: Visitor, world: World) -> None:
    before = world.entries()

    preview = previewed(ada, **CHARLIE, target_kind="role", role=SUPPORT)

    assert preview.status_code == 200
    assert "Charlie Cole (charlie) may open Support in Payments" in Page(preview.text).words
    assert "1 person gains (1 role)" in Page(preview.text).words
    assert "Sensitive" in preview.text
    assert world.entries() == before


def test_ada_maps_charlie_and_undoes_it(ada: Visitor, world: World) -> None:
    saved = saved_from(ada, previewed(ada, **CHARLIE, **ONE_ROLE), "a new colleague")
    charlie = Visitor(world.app())
    charlie.sign_in("charlie")
    roles_after_saving = charlie.page("/").headings

    again = undone(ada, saved)

    assert saved.status_code == again.status_code == 303
    assert "Developer" in roles_after_saving
    assert "Developer" not in charlie.page("/").headings
    assert [entry.action for entry in world.entries()[-3:] if "mapping" in entry.action] == [
        "mapping:added",
        "mapping:disabled",
    ]


def test_the_ledger_says_in_which_accounts_a_selector_takes_roles(ada: Visitor, world: World) -> None:
    tagged = {"target_kind": "selector", "pattern": "*", "accounts_kind": "tagged", "tags": "env=prod"}

    saved_from(ada, previewed(ada, **CHARLIE, **tagged))

    assert '"accounts":"tagged"' in world.entries()[-1].body
    assert '"tags":{"env":"prod"}' in world.entries()[-1].body
    assert "mapping:added" in ada.page("/admin/ledger?action=mapping:&person_id=charlie").words


def test_the_page_after_a_save_leads_to_the_tests_of_its_roles(ada: Visitor) -> None:
    saved = saved_from(ada, previewed(ada, **CHARLIE, target_kind="selector", pattern="*", accounts_kind="all"))

    path = ada.page(saved.headers["Location"]).links["Support in Payments"]

    assert path.startswith("/admin/role-health/")
    assert ada.get(path).status_code == 200


def test_all_roles_of_a_saved_mapping_are_tested_at_once(ada: Visitor, world: World) -> None:
    saved = saved_from(ada, previewed(ada, **CHARLIE, target_kind="selector", pattern="*", accounts_kind="all"))
    form = ada.page(saved.headers["Location"]).form_to("/admin/role-health/several")

    page = ada.page(ada.post(form.action, form.fields).headers["Location"])

    assert page.words.count("passed") == 3
    assert [entry.action for entry in world.entries()[-2:]] == ["role-test:requested", "role-test:passed"]


def test_saving_needs_a_reason_and_keeps_what_was_typed(ada: Visitor) -> None:
    refused = saved_from(ada, previewed(ada, **CHARLIE, **ONE_ROLE), "")

    assert refused.status_code == 400
    assert "Say why you change this." in refused.text
    assert Page(refused.text).form_to("/admin/mappings").fields["subject"] == "charlie"


def test_every_mistake_stands_beside_its_field_and_everything_typed_stays(ada: Visitor) -> None:
    refused = previewed(
        ada,
        subject_kind="person",
        subject="charly",
        target_kind="selector",
        pattern="no spaces here",
        accounts_kind="tagged",
        tags="env",
        networks="10.0.0.1/8",
        valid_from="2030-01-02T00:00",
        valid_until="2030-01-01T00:00",
        policy="{",
        ticket_pattern="no spaces",
    )
    page = Page(refused.text)

    assert refused.status_code == 400
    assert "7 things need your attention" in page.words
    assert all(f'id="error-{name}"' in refused.text for name in ("subject", "pattern", "tags", "networks"))
    assert all(f'id="error-{name}"' in refused.text for name in ("valid_until", "policy", "ticket_pattern"))
    assert page.form_to("/admin/mappings").fields["pattern"] == "no spaces here"
    assert page.form_to("/admin/mappings").fields["valid_until"] == "2030-01-01T00:00"


def test_an_unknown_name_brings_names_like_it(ada: Visitor) -> None:
    assert "Did you mean one of these: charlie?" in previewed(ada, subject_kind="person", subject="charl").text


def test_many_are_added_at_once(ada: Visitor, world: World) -> None:
    preview = previewed(ada, subject_kind="person", more_subjects="bob\ncharlie\n\nbob", **ONE_ROLE)

    saved = saved_from(ada, preview)

    assert "2 people gain (1 role)" in Page(preview.text).words
    assert [entry.action for entry in world.entries()][-2:] == ["mapping:added"] * 2
    assert undone(ada, saved).status_code == 303
    assert [entry.action for entry in world.entries()][-2:] == ["mapping:disabled"] * 2


def test_a_line_that_names_nobody_is_named(ada: Visitor) -> None:
    refused = previewed(ada, subject_kind="person", more_subjects="bob\nnobody", **ONE_ROLE)

    assert refused.status_code == 400
    assert "Nobody and nothing is called “nobody”." in refused.text


def test_a_selector_shows_what_it_stands_for(ada: Visitor) -> None:
    answer = ada.get("/admin/mappings/matches?pattern=*e*&accounts_kind=listed&accounts=Ticketing")

    assert "It stands for 2 roles now" in answer.text
    assert "Developer in Ticketing" in answer.text


def test_words_that_fit_several_roles_ask_for_one(ada: Visitor) -> None:
    refused = previewed(ada, **CHARLIE, target_kind="role", role="ticketing")

    assert refused.status_code == 400
    assert "More than one role fits" in refused.text
    assert '<option value="arn:aws:iam::111122223333:role/ReadOnly">ReadOnly in Ticketing</option>' in refused.text


def test_names_are_suggested(ada: Visitor) -> None:
    assert "Alice Archer (alice)" in ada.get("/admin/mappings/subjects?subject_kind=person&subject=ali").text
    assert "Support in Payments" in ada.get("/admin/mappings/roles?role=support").text


def test_an_edit_shows_what_it_changes(ada: Visitor, world: World) -> None:
    form = edit_form(ada, world)

    preview = ada.post(form.action, form.fields | {"longest": "3600", "step": "preview"})

    assert "Longest console: nothing → 1 hour" in Page(preview.text).words
    assert "Not for as long as before: Alice Archer (alice)" in Page(preview.text).words
    assert saved_from(ada, preview).status_code == 303


def test_a_form_that_changes_nothing_is_told_so(ada: Visitor, world: World) -> None:
    form = edit_form(ada, world)

    answer = saved_from(ada, ada.post(form.action, form.fields | {"step": "preview"}))

    assert answer.status_code == 400
    assert "There is nothing to save" in answer.text


def test_a_stale_edit_shows_both_versions_and_keeps_what_was_typed(ada: Visitor, world: World) -> None:
    form = edit_form(ada, world)
    preview = ada.post(form.action, form.fields | {"longest": "3600", "step": "preview"})
    saved_from(ada, ada.post(form.action, form.fields | {"mfa": "yes", "step": "preview"}))

    stale = saved_from(ada, preview)

    assert stale.status_code == 409
    assert "Somebody changed this while you were editing it." in stale.text
    assert "MFA they changed it no yes no" in Page(stale.text).words
    assert "Longest console you changed it – – 1 hour" in Page(stale.text).words
    fields = Page(stale.text).form_to("/admin/mappings").fields
    assert saved_from(ada, ada.post("/admin/mappings", fields | {"step": "preview"})).status_code == 303


def test_an_equal_mapping_is_not_added_twice(ada: Visitor) -> None:
    production = {"target_kind": "selector", "pattern": "*", "accounts_kind": "listed", "accounts": "Payments"}
    saved_from(ada, previewed(ada, **CHARLIE, **production))

    again = saved_from(ada, previewed(ada, **CHARLIE, **production))

    assert again.status_code == 409
    assert "An equal role mapping is already there." in again.text


def test_disabling_is_previewed(ada: Visitor, world: World) -> None:
    mapping_id = first_mapping(world)
    path = f"/admin/history/mapping/{mapping_id}/state"

    preview = ada.post(path, ada.token() | {"version": "1", "state": "disabled"})

    assert "1 person loses (1 role)" in Page(preview.text).words
    assert saved_from(ada, preview).status_code == 303
    assert "disabled" in ada.page("/admin/mappings?state=disabled").words


def test_the_last_admin_stays(ada: Visitor, world: World) -> None:
    mapping = ada.page("/admin/mappings?target=portal").links["Ada Abbot (ada) is an admin of this portal"]
    path = f"/admin/history/mapping/{mapping.rpartition('/')[2]}/state"

    refused = saved_from(ada, ada.post(path, ada.token() | {"version": "1", "state": "disabled"}))

    assert refused.status_code == 409
    assert "Afterwards nobody would be an admin any more." in refused.text


def test_oliver_reads_the_list_and_finds_nothing_to_press(oliver: Visitor) -> None:
    assert "Add mappings" not in oliver.page("/admin/mappings").links
    assert previewed(oliver, **CHARLIE, **ONE_ROLE).status_code == 403


def test_alice_may_not_look(alice: Visitor) -> None:
    assert alice.get("/admin/mappings").status_code == 403
    assert previewed(alice, **CHARLIE, **ONE_ROLE).status_code == 403
