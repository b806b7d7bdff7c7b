"""Access tests: beside the mappings, with what holds now; they keep a change from being saved that breaks one."""

import re

from werkzeug.test import TestResponse

from app.domain.pages import Search
from tests.web.admin.mapping_forms import previewed, saved_from
from tests.web.pages import Page
from tests.web.visitor import Visitor
from tests.web.world import World

PATH = "/admin/access-tests"
DEVELOPER = "arn:aws:iam::111122223333:role/Developer"
MAPPED = {"subject_kind": "person", "subject": "charlie", "target_kind": "role", "role": DEVELOPER}


def test_a_test_is_added_and_tells_whether_it_holds(ada: Visitor) -> None:
    assert expecting(ada, "charlie", "no").status_code == 303
    assert expecting(ada, "bob", "yes").status_code == 303

    words = ada.page(PATH).words

    assert "2 tests, 1 fails now" in words
    assert "Charlie Cole (charlie) must not be able to open Developer in Ticketing holds" in words
    assert "Bob Baker (bob) must be able to open Developer in Ticketing fails" in words


def test_a_broken_test_keeps_a_change_from_being_saved(ada: Visitor, world: World) -> None:
    expecting(ada, "charlie", "no")
    preview = previewed(ada, **MAPPED)

    refused = saved_from(ada, preview)
    saved = saved_from(ada, refused, preview_despite_tests="he joined")

    assert "1 access test would break" in Page(preview.text).words
    assert refused.status_code == 409
    assert saved.status_code == 303
    assert "he joined" in world.entries()[-1].body


def test_a_test_that_is_disabled_counts_no_more(ada: Visitor, world: World) -> None:
    expecting(ada, "charlie", "no")
    asking = ada.page(disabling_of(ada, "Charlie Cole (charlie) must not be able to open Developer in Ticketing"))
    form = next(form for form in asking.forms if form.action.endswith("/state"))

    ada.post(form.action, form.fields | {"reason": "he joined"})

    assert "There is no access test yet" in ada.page(PATH).words
    assert '"reason":"he joined"' in world.entries()[-1].body
    assert ada.post(form.action, form.fields | {"reason": "again"}).status_code == 404


def test_a_test_is_not_disabled_without_a_reason(ada: Visitor) -> None:
    expecting(ada, "charlie", "no")
    path = disabling_of(ada, "Charlie Cole (charlie) must not be able to open Developer in Ticketing")

    refused = ada.post(f"{path}/state", ada.token())

    assert refused.status_code == 400
    assert "Say why you change this." in refused.text
    assert "1 test" in ada.page(PATH).words


def test_mistakes_stand_beside_their_fields(ada: Visitor) -> None:
    refused = ada.post(PATH, ada.token() | {"subject": "nobody at all", "role": "ticketing", "note": "typed"})

    assert refused.status_code == 400
    assert "3 things need your attention" in Page(refused.text).words
    assert "typed" in refused.text


def test_a_note_that_is_too_long_is_refused_and_not_cut(ada: Visitor) -> None:
    fields = {"subject": "charlie", "role": DEVELOPER, "expected": "no", "note": "n" * 201}

    answer = ada.post(PATH, ada.token() | fields)

    assert answer.status_code == 400
    assert "at most 200 characters" in answer.text
    assert "n" * 201 in answer.text


def test_oliver_reads_them_and_adds_none(ada: Visitor, oliver: Visitor) -> None:
    expecting(ada, "charlie", "no")

    assert "Charlie Cole" in oliver.page(PATH).words
    assert expecting(oliver, "bob", "no").status_code == 403


def disabling_of(admin: Visitor, words: str) -> str:
    """Where it is asked why a test is to count no more."""
    return admin.page(PATH).links[f"Disable… {words}"]


def expecting(admin: Visitor, username: str, expected: str) -> TestResponse:
    """Expect that somebody can, or cannot, open the role Developer."""
    fields = {"subject": username, "role": DEVELOPER, "expected": expected, "note": "for the test"}
    return admin.post(PATH, admin.token() | fields)


def test_the_summary_of_mistakes_leads_to_the_first_of_the_radios(ada: Visitor) -> None:
    answer = ada.post("/admin/access-tests", ada.token() | {"subject": "alice"})

    assert answer.status_code == 400
    assert '<a href="#field-expected">' in answer.text
    assert '<input type="radio" id="field-expected"' in answer.text
    assert "<fieldset" in answer.text
    assert not re.search("<fieldset[^>]*aria-invalid", answer.text)


def test_who_must_not_open_a_role_joins_no_group_that_may_unless_somebody_says_why(ada: Visitor, world: World) -> None:
    group = ada.post("/admin/groups", ada.token() | {"name": "night-shift"}).headers["Location"]
    saved_from(ada, previewed(ada, subject_kind="group", subject="night-shift", target_kind="role", role=DEVELOPER))
    expecting(ada, "charlie", "no")
    joining = {"username": "charlie", "reason": "to help"}

    refused = ada.post(f"{group}/members", ada.token() | joining)
    fields = Page(refused.text).form_to(f"{group}/members").fields
    joined = ada.post(f"{group}/members", fields | {"despite_tests": "until Monday"})

    assert refused.status_code == 409
    assert "Charlie Cole (charlie) must not be able to open Developer" in Page(refused.text).words
    assert fields["username"] == "charlie"
    assert joined.status_code == 303
    assert world.entries()[-1].parsed_body()["despite_tests"] == "until Monday"


def test_what_is_mapped_to_somebody_who_is_disabled_breaks_a_test_at_once(ada: Visitor, world: World) -> None:
    expecting(ada, "charlie", "no")
    charlie = world.portal.lists.people.page(Search("charlie")).rows[0]
    group = ada.post("/admin/groups", ada.token() | {"name": "night-shift"}).headers["Location"]
    ada.post(f"{group}/members", ada.token() | {"username": "charlie", "reason": "to help"})
    ada.post(f"/admin/people/{charlie.id}/disabling", ada.token() | {"reason": "on leave"})

    preview = previewed(ada, subject_kind="group", subject="night-shift", target_kind="role", role=DEVELOPER)

    assert "1 access test would break" in Page(preview.text).words
