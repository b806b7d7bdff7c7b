"""The pages about accounts: found, added and changed after a preview, disabled, and never deleted."""

import pytest

from app.domain.accounts import Account
from app.domain.freshness import Freshness
from app.domain.pages import Search
from tests.web.admin.mapping_forms import saved_from, undone
from tests.web.pages import Page
from tests.web.visitor import Visitor
from tests.web.world import World

NEW = {
    "account_id": "777788889999",
    "partition": "aws",
    "name": "Warehouse",
    "description": "Keeps the bricks",
    "environment": "prod",
    "colour": "violet",
    "tags": "env=prod\n\nteam=bricks",
    "default_region": "eu-central-1",
    "sensitive": "yes",
    "groups_hold_hours": "2",
}


def account(world: World, text: str) -> Account:
    (found,) = world.portal.lists.accounts.page(Search(text)).rows
    return found


def path_of(world: World, text: str) -> str:
    return f"/admin/accounts/{account(world, text).id}"


def test_an_auditor_reads_and_changes_nothing(oliver: Visitor, world: World) -> None:
    listed, shown = oliver.page("/admin/accounts"), oliver.page(path_of(world, "Payments"))

    assert listed.links["Payments"] == path_of(world, "Payments")
    assert "Add an account" not in listed.links
    assert "Edit" not in shown.links
    assert [form.action for form in shown.forms] == ["/sign-out"]


def test_a_form_is_for_admins_to_read_as_well_as_to_send(oliver: Visitor) -> None:
    assert oliver.post("/admin/accounts", oliver.token() | NEW).status_code == 403


def test_accounts_are_searched_by_name_and_by_their_whole_id(ada: Visitor) -> None:
    assert "Payments" in ada.page("/admin/accounts?q=PAYM").links
    assert "Payments" in ada.page("/admin/accounts?q=444455556666").links
    assert "No account found" in ada.page("/admin/accounts?q=44445555").headings


def test_an_account_shows_its_roles_its_mappings_and_the_ways_on(ada: Visitor, world: World) -> None:
    page = ada.page(path_of(world, "Payments"))

    assert "Support" in page.links
    assert "alice" in page.links
    assert page.links["History"] == f"/admin/history/account/{account(world, 'Payments').id}"
    assert page.links["In the ledger"] == "/admin/ledger?account_id=444455556666"


def test_a_new_account_is_previewed_and_saved(ada: Visitor, world: World) -> None:
    form = ada.page("/admin/accounts/new").form_to("/admin/accounts")

    preview = ada.post("/admin/accounts", form.fields | NEW)
    carried = Page(preview.text).form_to("/admin/accounts").fields
    saved = ada.post("/admin/accounts", carried | {"step": "save", "reason": "a new warehouse"})

    assert preview.status_code == 200
    assert "Nothing has been saved yet." in preview.text
    added = account(world, "Warehouse")
    assert saved.headers["Location"] == f"/admin/history/account/{added.id}/saved?version=1"
    assert (added.partition, added.colour, added.default_region) == ("aws", "violet", "eu-central-1")
    assert (dict(added.tags), added.sensitive) == ({"env": "prod", "team": "bricks"}, True)


def test_an_account_without_a_chosen_colour_gets_one_that_stays(ada: Visitor, world: World) -> None:
    saved_from(ada, ada.post("/admin/accounts", ada.token() | NEW | {"colour": ""}), "new")

    assert account(world, "Warehouse").colour == "yellow"


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"account_id": "12345"}, "account_id", "is not an AWS account ID"),
        ({"account_id": "444455556666"}, "account_id", "is already there"),
        ({"partition": "aws-moon"}, "partition", "is not a partition"),
        ({"name": ""}, "name", "this has to be filled in."),
        ({"name": "a\tb"}, "name", "cannot be a name"),
        ({"description": "a\tb"}, "description", "without control characters"),
        ({"environment": "x" * 33}, "environment", "at most 32 characters"),
        ({"colour": "magenta"}, "colour", "is not one of the twelve colours"),
        ({"tags": "env=prod\nteam"}, "tags", "Line 2, “team”, is not a tag"),
        ({"tags": "env=prod\nenv=dev"}, "tags", "each key once"),
        ({"default_region": "cn-north-1"}, "default_region", "is not a region of the partition aws"),
        ({"default_region": "moon-1"}, "default_region", "is not a region of a partition"),
    ],
)
def test_each_mistake_stands_beside_its_field_and_nothing_typed_is_lost(
    ada: Visitor, typed: dict[str, str], field: str, words: str
) -> None:
    answer = ada.post("/admin/accounts", ada.token() | NEW | typed)
    form = Page(answer.text).form_to("/admin/accounts")

    assert answer.status_code == 400
    assert words in answer.text
    assert f'id="error-{field}"' in answer.text
    assert form.fields["default_region"] == (NEW | typed)["default_region"]
    assert "env=prod" in answer.text


def test_a_change_is_previewed_and_saved_as_the_next_version(ada: Visitor, world: World) -> None:
    form = ada.page(f"{path_of(world, 'Payments')}/edit").form_to("/admin/accounts")

    answer = saved_from(ada, ada.post("/admin/accounts", form.fields | {"name": "Pay desk"}), "renamed")

    changed = account(world, "Pay desk")
    assert answer.status_code == 303
    assert (changed.version, changed.sensitive, changed.colour) == (2, True, "red")
    assert "account_id" not in form.fields


def test_a_stale_edit_shows_both_versions_and_loses_nothing(ada: Visitor, world: World) -> None:
    form = ada.page(f"{path_of(world, 'Payments')}/edit").form_to("/admin/accounts")
    saved_from(ada, ada.post("/admin/accounts", form.fields | {"name": "Pay desk"}), "renamed")

    stale = ada.post("/admin/accounts", form.fields | {"name": "Cash desk"})
    kept = Page(stale.text).form_to("/admin/accounts").fields
    anew = saved_from(ada, ada.post("/admin/accounts", kept), "renamed too")

    assert stale.status_code == 409
    assert "Pay desk" in stale.text
    assert "Cash desk" in stale.text
    assert anew.status_code == 303
    assert account(world, "Cash desk").version == 3


def test_going_on_editing_keeps_what_was_typed(ada: Visitor) -> None:
    page = Page(ada.post("/admin/accounts", ada.token() | NEW | {"step": "edit"}).text)

    assert page.form_to("/admin/accounts").fields["name"] == "Warehouse"


def test_disabling_an_account_previews_who_loses_what(ada: Visitor, world: World) -> None:
    found = account(world, "Payments")
    form = ada.page(path_of(world, "Payments")).form_to(f"/admin/history/account/{found.id}/state")

    preview = ada.post(form.action, form.fields)
    ada.post(form.action, Page(preview.text).form_to(form.action).fields | {"step": "save", "reason": "closed"})

    assert "Alice Archer" in preview.text or "alice" in preview.text
    assert account(world, "Payments").disabled_at is not None
    assert "Payments" in ada.page("/admin/accounts?state=disabled").links


def test_a_link_fills_in_the_beginning_of_the_form(ada: Visitor) -> None:
    fields = ada.page("/admin/accounts/new?account_id=777788889999&name=Warehouse").form_to("/admin/accounts").fields

    assert (fields["account_id"], fields["name"]) == ("777788889999", "Warehouse")


@pytest.mark.parametrize("path", ["", "/edit"])
def test_an_account_that_is_not_there_is_a_404(ada: Visitor, path: str) -> None:
    answer = ada.get(f"/admin/accounts/01980000-0000-7000-8000-000000000001{path}")

    assert answer.status_code == 404
    assert "There is no such account." in answer.text


def test_a_form_about_no_account_is_a_404(ada: Visitor) -> None:
    assert ada.post("/admin/accounts", ada.token() | {"account": "that one"}).status_code == 404


def test_how_fresh_a_proof_has_to_be_is_previewed_kept_in_the_history_and_undone(ada: Visitor, world: World) -> None:
    form = ada.page(f"{path_of(world, 'Payments')}/edit").form_to("/admin/accounts")

    preview = ada.post("/admin/accounts", form.fields | {"proof_minutes": "15", "groups_hold_hours": "1"})
    saved = saved_from(ada, preview, "it moves money")

    assert "With a fresher proof than before only: Alice Archer (alice)" in Page(preview.text).words
    told = next(entry for entry in world.entries() if entry.action == "account:changed").parsed_body()
    assert (told["proof_minutes"], told["groups_hold_hours"]) == ([None, 15], [None, 1])
    assert account(world, "Payments").freshness == Freshness(15, 1)
    assert "Fresh proof at most 15 min old Groups hold 1 h" in ada.page(path_of(world, "Payments")).words
    history = ada.page(f"/admin/history/account/{account(world, 'Payments').id}").words
    assert "it moves money Fresh proof: nothing → at most 15 min old Groups hold: nothing → 1 h" in history
    again = undone(ada, saved)
    assert "With an older proof than before, or with none: Alice Archer (alice)" in Page(again.text).words
    assert saved_from(ada, again, "after all not").status_code == 303
    assert account(world, "Payments").freshness == Freshness()
