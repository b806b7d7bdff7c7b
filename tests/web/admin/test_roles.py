"""The pages about roles: found among many, added to an account that is there, changed after a preview."""

import pytest

from app.domain.accounts import Role
from app.domain.freshness import Freshness
from app.domain.pages import Search
from tests.web.admin.mapping_forms import saved_from
from tests.web.pages import Page
from tests.web.visitor import Visitor
from tests.web.world import World

NEW = {
    "role_arn": "arn:aws:iam::111122223333:role/ops/Deploy",
    "description": "Deploy the shop",
    "longest": "7200",
    "external_id": "shop-17",
    "session_tags": "yes",
    "default_destination": "https://console.aws.amazon.com/cloudwatch/home",
    "proof_minutes": "15",
    "groups_hold_hours": "",
}


def role(world: World, text: str) -> Role:
    (found,) = world.portal.lists.roles.page(Search(text)).rows
    return found


def path_of(world: World, text: str) -> str:
    return f"/admin/roles/{role(world, text).id}"


def test_an_auditor_reads_and_changes_nothing(oliver: Visitor, world: World) -> None:
    listed, shown = oliver.page("/admin/roles"), oliver.page(path_of(world, "Developer"))

    assert listed.links["Developer"] == path_of(world, "Developer")
    assert "Add a role" not in listed.links
    assert [form.action for form in shown.forms] == ["/sign-out"]
    assert oliver.post("/admin/roles", oliver.token() | NEW).status_code == 403


def test_roles_are_searched_by_name_and_by_their_whole_arn(ada: Visitor) -> None:
    assert "Developer" in ada.page("/admin/roles?q=develop").links
    assert "Support" in ada.page("/admin/roles?q=arn:aws:iam::444455556666:role/support/Support").links
    assert "No role found" in ada.page("/admin/roles?q=arn:aws:iam").headings


def test_the_roles_of_one_account_are_listed(ada: Visitor, world: World) -> None:
    page = ada.page(f"/admin/roles?account={role(world, 'Support').account.id}")

    assert page.headings[0] == "Roles of Payments"
    assert "Developer" not in page.links


def test_the_roles_of_no_account_are_a_404(ada: Visitor) -> None:
    assert ada.get("/admin/roles?account=that-one").status_code == 404


def test_a_role_shows_who_is_mapped_to_it_and_the_ways_on(ada: Visitor, world: World) -> None:
    page = ada.page(path_of(world, "ReadOnly"))

    assert {"alice", "bob"} <= page.links.keys()
    assert page.links["History"] == f"/admin/history/role/{role(world, 'ReadOnly').id}"
    assert page.links["In the ledger"].startswith("/admin/ledger?role_arn=arn:aws:iam::111122223333:role/ReadOnly")


def test_a_new_role_is_previewed_and_saved(ada: Visitor, world: World) -> None:
    form = ada.page("/admin/roles/new").form_to("/admin/roles")

    preview = ada.post("/admin/roles", ada.token() | NEW)
    carried = Page(preview.text).form_to("/admin/roles").fields
    saved = ada.post("/admin/roles", carried | {"step": "save", "reason": "for deployments"})

    added = role(world, "Deploy the shop")
    assert (form.fields["longest"], form.fields["source_identity"]) == ("3600", "yes")
    assert saved.headers["Location"] == f"/admin/history/role/{added.id}/saved?version=1"
    assert (added.account.name, added.max_console_duration.seconds, added.external_id) == ("Ticketing", 7200, "shop-17")
    assert (added.source_identity, added.session_tags) == (False, True)
    assert added.freshness == Freshness(proof_minutes=15)
    assert added.default_destination == "https://console.aws.amazon.com/cloudwatch/home"


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"role_arn": "arn:aws:iam::1:role/x"}, "role_arn", "That is not the ARN of an IAM role."),
        ({"role_arn": "arn:aws:iam::111122223333:role/Developer"}, "role_arn", "is already there"),
        ({"role_arn": "arn:aws:iam::999999999999:role/x"}, "role_arn", "is not in the portal yet"),
        ({"description": "a\tb"}, "description", "without control characters"),
        ({"longest": "1000"}, "longest", "is not a console duration"),
        ({"external_id": "a b"}, "external_id", "That is not an external ID."),
        ({"proof_minutes": "481"}, "proof_minutes", "a whole number of minutes from 1 to 480"),
        ({"proof_minutes": "\u0661"}, "proof_minutes", "is not how old a proof may be"),
        ({"groups_hold_hours": "0"}, "groups_hold_hours", "a whole number of hours from 1 to 12"),
        ({"default_destination": "https://example.com/"}, "default_destination", "is not a page of the AWS console"),
    ],
)
def test_each_mistake_stands_beside_its_field_and_nothing_typed_is_lost(
    ada: Visitor, typed: dict[str, str], field: str, words: str
) -> None:
    answer = ada.post("/admin/roles", ada.token() | NEW | typed)
    form = Page(answer.text).form_to("/admin/roles")

    assert answer.status_code == 400
    assert words in answer.text
    assert f'id="error-{field}"' in answer.text
    assert form.fields["external_id"] == (NEW | typed)["external_id"]


def test_a_change_keeps_the_arn_and_can_uncheck_a_box(ada: Visitor, world: World) -> None:
    form = ada.page(f"{path_of(world, 'Developer')}/edit").form_to("/admin/roles")
    fields = {name: value for name, value in form.fields.items() if name != "source_identity"}

    answer = saved_from(ada, ada.post("/admin/roles", fields | {"description": "Build"}), "shorter")

    changed = role(world, "Developer")
    assert answer.status_code == 303
    assert (changed.description, changed.source_identity, changed.version) == ("Build", False, 2)
    assert "role_arn" not in form.fields


def test_a_stale_edit_shows_both_versions_and_loses_nothing(ada: Visitor, world: World) -> None:
    form = ada.page(f"{path_of(world, 'Developer')}/edit").form_to("/admin/roles")
    saved_from(ada, ada.post("/admin/roles", form.fields | {"description": "Build"}), "shorter")

    stale = ada.post("/admin/roles", form.fields | {"description": "Deploy"})

    assert stale.status_code == 409
    assert "Build" in stale.text
    assert Page(stale.text).form_to("/admin/roles").fields["description"] == "Deploy"


def test_disabling_a_role_previews_who_loses_it(ada: Visitor, world: World) -> None:
    action = f"/admin/history/role/{role(world, 'ReadOnly').id}/state"
    form = ada.page(path_of(world, "ReadOnly")).form_to(action)

    preview = ada.post(action, form.fields)
    saved = ada.post(action, Page(preview.text).form_to(action).fields | {"step": "save", "reason": "unused"})

    assert "bob" in preview.text.lower()
    assert saved.status_code == 303
    assert role(world, "ReadOnly").disabled_at is not None
    assert "Enable…" in ada.get(path_of(world, "ReadOnly")).text


@pytest.mark.parametrize("path", ["", "/edit"])
def test_a_role_that_is_not_there_is_a_404(ada: Visitor, path: str) -> None:
    answer = ada.get(f"/admin/roles/01980000-0000-7000-8000-000000000001{path}")

    assert answer.status_code == 404
    assert "There is no such role." in answer.text


def test_a_form_about_no_role_is_a_404(ada: Visitor) -> None:
    assert ada.post("/admin/roles", ada.token() | {"role": "that one"}).status_code == 404
