"""Answers: who can open what, why not, what differs, each as a page and as a file; and a look at somebody's portal."""

import csv

import pytest

from app.domain.arns import RoleArn
from app.domain.freshness import Freshness
from app.storage.ids import new_id
from tests.web.admin.mapping_forms import previewed, saved_from
from tests.web.pages import Page
from tests.web.visitor import Visitor
from tests.web.world import World

DEVELOPER = RoleArn.parse("arn:aws:iam::111122223333:role/Developer")
READER = RoleArn.parse("arn:aws:iam::111122223333:role/ReadOnly")


def followed(visitor: Visitor, path: str) -> Page:
    answer = visitor.get(path)
    assert answer.status_code == 303
    return visitor.page(answer.headers["Location"])


def test_what_alice_can_open_and_through_which_mapping(oliver: Visitor) -> None:
    page = followed(oliver, "/admin/answers/person?person=alice")

    assert page.headings[0] == "What Alice Archer (alice) can open"
    assert "Developer Ticketing Alice Archer (alice)" in page.words
    assert "As of" in page.words


def test_who_can_open_a_role(ada: Visitor, world: World) -> None:
    world.map_person("charlie", READER)
    world.map_person("bob", READER, effect="deny")

    page = followed(ada, f"/admin/answers/role?role={READER.text}")

    assert "Alice Archer" in page.words
    assert "Charlie Cole" in page.words
    assert "Bob Baker" not in page.words


def test_who_can_open_anything_in_an_account(ada: Visitor) -> None:
    page = followed(ada, "/admin/answers/account?account=Ticketing")

    assert "Bob Baker (bob) ReadOnly Ticketing" in page.words
    assert "Support" not in page.words


def test_the_whole_answer_is_a_file(ada: Visitor) -> None:
    page = followed(ada, "/admin/answers/person?person=alice")

    answer = ada.get(page.links["All of it as CSV"])

    lines = list(csv.DictReader(answer.text.splitlines()))
    assert answer.mimetype == "text/csv"
    assert {line["role_arn"].rpartition("/")[2] for line in lines} == {"Developer", "ReadOnly", "Support"}


def test_what_a_role_asks_for_beside_a_mapping_is_told_everywhere(ada: Visitor, world: World) -> None:
    careful = world.add_role(f"{DEVELOPER}2", freshness=Freshness(15, 2))
    world.map_person("charlie", careful)

    page = followed(ada, "/admin/answers/person?person=charlie")
    why = ada.page(f"/admin/answers/why?person=charlie&role={careful.text}").words
    (line,) = csv.DictReader(ada.get(page.links["All of it as CSV"]).text.splitlines())

    assert "with a proof at most 15 min old groups hold 2 h" in page.words
    assert line["conditions"] == "with a proof at most 15 min old, groups hold 2 h"
    assert "It needs a strong proof at most 15 minutes old." in why
    assert "What an identity provider said of them counts here for 2 hours." in why
    assert "Asks for a proof at most 15 min old." in ada.page(page.links["View the portal as they do"]).words


@pytest.mark.parametrize("thing", ["person", "role", "account"])
def test_there_is_no_file_about_what_is_not_there(ada: Visitor, thing: str) -> None:
    assert ada.get(f"/admin/answers/{thing}/{new_id()}/answer.csv").status_code == 404


def test_what_alice_has_that_bob_has_not(ada: Visitor) -> None:
    page = ada.page("/admin/answers/difference?person=alice&other=bob")

    assert "Developer" in page.words
    assert "ReadOnly" not in page.words
    assert "None" in ada.page(page.links["The other way round"]).words


def test_why_charlie_cannot_and_alice_can(ada: Visitor) -> None:
    refused = ada.page(f"/admin/answers/why?person=charlie&role={READER.text}")
    admitted = ada.page(f"/admin/answers/why?person=alice&role={READER.text}")

    assert "Charlie Cole (charlie) cannot open ReadOnly in Ticketing" in refused.headings
    assert "No mapping leads to this role" in refused.words
    assert "Alice Archer (alice) can open ReadOnly in Ticketing" in admitted.headings


def test_why_bob_is_denied(ada: Visitor, world: World) -> None:
    world.map_person("bob", READER, effect="deny")

    page = ada.page(f"/admin/answers/why?person=bob&role={READER.text}&address=203.0.113.7&mfa=yes")

    assert "A mapping denies it." in page.words


def test_a_deny_under_conditions_is_a_loss_in_the_preview_and_stands_beside_the_row(ada: Visitor) -> None:
    fields = {"effect": "deny", "subject_kind": "person", "subject": "bob", "target_kind": "role", "role": READER.text}

    preview = previewed(ada, **fields, networks="203.0.113.0/24")
    saved_from(ada, preview)
    answer = followed(ada, f"/admin/answers/role?role={READER.text}")

    assert "1 person loses" in Page(preview.text).words
    assert "Can still open it from some networks" in Page(preview.text).words
    assert "Bob Baker (bob)" in answer.links
    assert "A deny beside a row keeps them out only under its conditions" in answer.words


def test_an_address_that_is_none_is_refused(ada: Visitor) -> None:
    answer = ada.get(f"/admin/answers/why?person=bob&role={READER.text}&address=here")

    assert answer.status_code == 400
    assert "“here” is not an IP address." in Page(answer.text).words


def test_several_that_fit_are_there_to_choose_among(ada: Visitor) -> None:
    page = ada.page("/admin/answers/person?person=o")

    assert "Which one?" in page.headings
    assert "Bob Baker (bob)" in page.links
    assert ada.get("/admin/answers/person?person=nobody-at-all").status_code == 404


def test_the_home_page_asks_every_question(oliver: Visitor) -> None:
    actions = {form.action for form in oliver.page("/admin").forms}

    questions = {f"/admin/answers/{name}" for name in ("person", "role", "account", "why", "difference")}
    assert questions <= actions


def test_the_portal_as_alice_sees_it_opens_nothing(ada: Visitor, world: World) -> None:
    path = followed(ada, "/admin/answers/person?person=alice").links["View the portal as they do"]
    before = world.entries()

    page = ada.page(path)

    assert "You are looking, not acting" in page.words
    assert {"Developer", "ReadOnly", "Support"} <= set(page.headings)
    assert [form for form in page.forms if form.action == "/console"] == []
    assert world.entries() == before


def test_a_moment_with_an_offset_is_asked_about_in_utc(ada: Visitor) -> None:
    page = ada.page("/admin/answers/why?person=alice&role=Developer&moment=2026-03-29T14:30%2B02:00")

    assert "As of 2026-03-29 12:30 UTC" in page.words


def test_a_moment_that_is_none_is_refused_in_words(ada: Visitor) -> None:
    answer = ada.get("/admin/answers/why?person=alice&role=Developer&moment=soon")

    assert answer.status_code == 400
    assert "“soon” is not a date and a time." in answer.text
