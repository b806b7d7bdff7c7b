"""What a discovery found, and what an admin takes of it: ticked, previewed, saved."""

import pytest

from app.domain.accounts import Account
from app.domain.pages import Search
from app.domain.trust_readings import Admission
from tests.web.admin.discovered import (
    PAYMENTS,
    TICKETING,
    WAREHOUSE,
    as_held,
    boxes,
    discovered,
    fields_of,
    found_account,
    found_role,
    previewed,
)
from tests.web.admin.mapping_forms import saved_from
from tests.web.pages import Page
from tests.web.visitor import Visitor
from tests.web.world import World

CRATES = found_account(
    WAREHOUSE, "Warehouse", found_role(WAREHOUSE, "Packer"), found_role(WAREHOUSE, "Job", trusted=False)
)
GONE = found_account(TICKETING, "Ticketing", as_held()[0])


def account(world: World, text: str) -> Account:
    (found,) = world.portal.lists.accounts.page(Search(text)).rows
    return found


def test_what_the_portal_could_open_is_ticked_with_its_account_and_the_rest_is_not(ada: Visitor, world: World) -> None:
    path = discovered(world, CRATES, GONE, found_account(PAYMENTS, "Tills", state="failed"))

    page = ada.get(f"{path}/findings").text

    assert set(boxes(page, ticked=True)) == {"The account itself in Warehouse", "Packer in Warehouse"}
    assert set(boxes(page, ticked=False)) == {
        "Job in Warehouse",
        "ReadOnly in Ticketing",
        "The account itself in Payments",
    }
    assert "Its roles could not be read: nothing of it counts as gone." in Page(page).words


def test_a_role_brings_its_new_account_along(ada: Visitor, world: World) -> None:
    path = discovered(world, CRATES)
    job = boxes(ada.get(f"{path}/findings").text)["Job in Warehouse"]

    preview = ada.post(f"{path}/findings", ada.token() | {"sent": "yes"} | fields_of(job))
    saved = saved_from(ada, preview)

    assert "New: Account Warehouse (777788889999)" in Page(preview.text).words
    assert saved.status_code == 303
    assert account(world, "Warehouse").tags == {}
    assert set(boxes(ada.get(f"{path}/findings").text)) == {"Packer in Warehouse"}


def test_a_gone_role_is_disabled_and_whoever_could_open_it_is_named(ada: Visitor, world: World) -> None:
    path = discovered(world, GONE)
    gone = boxes(ada.get(f"{path}/findings").text)["ReadOnly in Ticketing"]

    preview = ada.post(f"{path}/findings", ada.token() | {"sent": "yes"} | fields_of(gone))
    saved_from(ada, preview)

    (role,) = world.portal.lists.roles.page(Search("ReadOnly")).rows
    assert "2 people lose (1 role)" in Page(preview.text).words
    assert role.disabled_at is not None
    assert boxes(ada.get(f"{path}/findings").text) == {}


def test_tags_from_aws_move_what_selectors_stand_for_and_the_preview_says_so(ada: Visitor, world: World) -> None:
    selecting = {
        "subject_kind": "person",
        "subject": "charlie",
        "target_kind": "selector",
        "pattern": "*",
        "accounts_kind": "tagged",
        "tags": "env=prod",
    }
    saved_from(ada, ada.post("/admin/mappings", ada.token() | {"step": "preview"} | selecting))
    path = discovered(world, found_account(TICKETING, "Ticketing", *as_held(), tags={"env": "prod"}))
    its = boxes(ada.get(f"{path}/findings").text)["The account itself in Ticketing"]

    preview = Page(previewed(ada, path, its))

    assert "Tags: nothing → env=prod" in preview.words
    assert "1 person gains (2 roles)" in preview.words


def test_what_cannot_be_kept_or_stays_as_it_is_is_said(ada: Visitor, world: World) -> None:
    admission = Admission(names_portal=True, external_id="crates-17")
    packer = found_role(WAREHOUSE, "Packer", admission=admission, tags={"team": "crates"})
    odd = found_account(WAREHOUSE, "Warehouse", packer, tags={"env": "prod", "a=b": "c"})
    path = discovered(world, odd, found_account(TICKETING, "Tickets", state="waiting"))
    disable = {"version": "1", "state": "disabled"}
    (role,) = world.portal.lists.roles.page(Search("ReadOnly")).rows
    saved_from(ada, ada.post(f"/admin/history/role/{role.id}/state", ada.token() | disable))

    words = ada.page(f"{path}/findings").words

    assert "up to 1 hour · with an external ID · team=crates" in words
    assert "Tags that the portal cannot keep are left out: 'a=b'" in words
    assert "1 thing is disabled here and stays so." in words
    assert "Its roles have not been read yet." in words


def test_a_very_large_account_is_offered_bit_by_bit(ada: Visitor, world: World) -> None:
    roles = [found_role(WAREHOUSE, f"Packer{number}") for number in range(350)]
    path = discovered(world, found_account(WAREHOUSE, "Warehouse", *roles))

    page = ada.get(f"{path}/findings").text
    preview = ada.post(f"{path}/findings", ada.token() | {"sent": "yes"} | fields_of(*boxes(page).values()))

    assert len(boxes(page)) == 300
    assert "There is more in this account" in Page(page).words
    assert saved_from(ada, preview).status_code == 303
    assert len(boxes(ada.get(f"{path}/findings").text)) == 51


def test_nothing_ticked_is_said_and_the_page_stays_as_it_was_ticked(ada: Visitor, world: World) -> None:
    path = discovered(world, CRATES)

    answer = ada.post(f"{path}/findings", ada.token() | {"sent": "yes"})

    assert answer.status_code == 400
    assert "Nothing is ticked." in Page(answer.text).words
    assert boxes(answer.text, ticked=True) == {}


def test_going_back_from_the_preview_keeps_what_was_ticked(ada: Visitor, world: World) -> None:
    path = discovered(world, CRATES)
    job = boxes(ada.get(f"{path}/findings").text)["Job in Warehouse"]

    again = ada.post(f"{path}/findings", ada.token() | {"sent": "yes", "step": "edit"} | fields_of(job))

    assert set(boxes(again.text, ticked=True)) == {"Job in Warehouse"}


def test_what_somebody_changed_meanwhile_is_shown_beside_what_aws_says(ada: Visitor, world: World) -> None:
    path = discovered(world, found_account(TICKETING, "Tickets", *as_held()))
    its = boxes(ada.get(f"{path}/findings").text)["The account itself in Ticketing"]
    edit = ada.page(f"/admin/accounts/{account(world, 'Ticketing').id}/edit").form_to("/admin/accounts")
    saved_from(ada, ada.post("/admin/accounts", edit.fields | {"description": "Sells tickets"}))

    stale = ada.post(f"{path}/findings", ada.token() | {"sent": "yes"} | fields_of(its))

    assert stale.status_code == 409
    assert "Somebody changed this while you were editing it." in Page(stale.text).words
    assert "Name differs Ticketing Tickets" in Page(stale.text).words


def test_what_is_not_offered_any_more_is_said(ada: Visitor, world: World) -> None:
    path = discovered(world, CRATES)
    job = boxes(ada.get(f"{path}/findings").text)["Job in Warehouse"]
    saved_from(ada, ada.post(f"{path}/findings", ada.token() | {"sent": "yes"} | fields_of(job)))

    late = ada.post(f"{path}/findings", ada.token() | {"sent": "yes"} | fields_of(job))

    assert late.status_code == 400
    assert "1 of the things that you ticked are not offered any more" in Page(late.text).words


@pytest.mark.parametrize("box", ["take-", "take-x", "take-777788889999-", "take-٣٣٣٣٣٣٣٣٣٣٣٣-account"])
def test_a_box_that_was_never_there_is_not_taken(ada: Visitor, world: World, box: str) -> None:
    path = discovered(world, CRATES)

    answer = ada.post(f"{path}/findings", ada.token() | {"sent": "yes", box: "0"})

    assert answer.status_code == 400


def test_many_accounts_are_shown_a_page_at_a_time(ada: Visitor, world: World) -> None:
    numbers = [f"{number:012}" for number in range(120)]
    path = discovered(world, *(found_account(number, f"Number {number}") for number in numbers))

    first = ada.page(f"{path}/findings")
    second = ada.get(first.links["Next page"]).text

    assert len(boxes(second)) == 20
    assert "Next page" not in Page(second).links
    assert len(ada.page(f"{path}?state=done").links["Next page"]) > len(path)
