"""The click, and what stands in the ledger afterwards."""

from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID

import pytest
from werkzeug.datastructures import MultiDict

from app.domain.arns import RoleArn
from app.domain.web_sessions import IDLE_LIMIT
from tests.web.pages import Page
from tests.web.upstream import SECRET_KEY, SESSION_TOKEN, SIGNIN_TOKEN
from tests.web.visitor import SAME_ORIGIN, Visitor
from tests.web.world import World

DEVELOPER = "arn:aws:iam::111122223333:role/Developer"
SUPPORT = "arn:aws:iam::444455556666:role/support/Support"
BUCKETS = "https://eu-central-1.console.aws.amazon.com/s3/buckets?region=eu-central-1"


def test_alice_clicks_and_is_sent_to_the_console(alice: Visitor, world: World) -> None:
    answer = alice.click(DEVELOPER)

    sent_to = urlsplit(answer.headers["Location"])
    assert answer.status_code == 303
    assert (sent_to.scheme, sent_to.netloc, sent_to.path) == (
        "https",
        "eu-central-1.signin.aws.amazon.com",
        "/federation",
    )
    assert parse_qs(sent_to.query)["SigninToken"] == [SIGNIN_TOKEN]
    assert world.actions()[-2:] == ["console:requested", "console:opened"]


def test_the_login_url_is_in_the_header_only_and_nobody_may_keep_it(alice: Visitor) -> None:
    answer = alice.click(DEVELOPER)

    assert answer.text == "See other\n"
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_entries_of_a_click_carry_the_reference_of_its_answer(alice: Visitor, world: World) -> None:
    answer = alice.click(DEVELOPER)

    entries = world.entries(click_id=UUID(answer.headers["X-Request-Id"]))
    assert [entry.action for entry in entries] == ["console:requested", "console:opened"]
    assert {entry.role_arn for entry in entries} == {DEVELOPER}


def test_alice_chooses_a_page_a_duration_and_a_reason(alice: Visitor, world: World) -> None:
    answer = alice.click(DEVELOPER, destination=BUCKETS, duration="900", reason="  TICKET-7: a full bucket ")

    asked = world.entries()[-2].parsed_body()
    assert parse_qs(urlsplit(answer.headers["Location"]).query)["Destination"] == [BUCKETS]
    assert (asked["asked_duration"], asked["reason"]) == (900, "TICKET-7: a full bucket")


def test_a_click_takes_every_field_of_the_contract(alice: Visitor, world: World) -> None:
    shorter = world.map_person("alice", RoleArn.parse(DEVELOPER), hours=2)
    fields = {
        "role_arn": DEVELOPER,
        "destination": BUCKETS,
        "duration": "7200",
        "mapping": str(shorter.id),
        "reason": "TICKET-7",
        "csrf_token": alice.csrf_token(),
    }

    answer = alice.post("/console", fields)

    asked, opened = world.entries(click_id=UUID(answer.headers["X-Request-Id"]))
    assert answer.status_code == 303
    assert parse_qs(urlsplit(answer.headers["Location"]).query)["Destination"] == [BUCKETS]
    assert (asked.parsed_body()["asked_duration"], asked.parsed_body()["reason"]) == (7200, "TICKET-7")
    assert (opened.action, opened.mapping_id) == ("console:opened", shorter.id)


def test_a_mapping_that_is_chosen_limits_the_click(alice: Visitor, world: World) -> None:
    shorter = world.map_person("alice", RoleArn.parse(DEVELOPER), hours=2)

    answer = alice.click(DEVELOPER, mapping=str(shorter.id), duration="28800")

    assert answer.status_code == 400
    assert "this role opens for 2 hours at most" in Page(answer.text).words
    assert world.sts.assumed == []


def test_charlie_is_refused_and_sts_never_hears_of_it(visitor: Visitor, world: World) -> None:
    visitor.sign_in("charlie")

    answer = visitor.post("/console", {"role_arn": DEVELOPER, "csrf_token": visitor.csrf_token()})

    assert answer.status_code == 403
    assert world.sts.assumed == []
    assert world.actions()[-2:] == ["console:requested", "console:refused"]
    assert "No role mapping lets you open this role." in answer.text


@pytest.mark.parametrize("unknown", ["arn:aws:iam::111122223333:role/Nothing", "arn:aws:iam::999999999999:role/X"])
def test_an_unknown_role_gets_the_same_page_as_one_that_is_not_mapped(visitor: Visitor, unknown: str) -> None:
    visitor.sign_in("bob")
    token = visitor.csrf_token()

    for_unmapped = visitor.post("/console", {"role_arn": DEVELOPER, "csrf_token": token})
    for_unknown = visitor.post("/console", {"role_arn": unknown, "csrf_token": token})

    def without_reference(text: str, reference: str) -> str:
        return text.replace(reference, "")

    assert for_unmapped.status_code == for_unknown.status_code == 403
    assert without_reference(for_unmapped.text, for_unmapped.headers["X-Request-Id"]) == without_reference(
        for_unknown.text, for_unknown.headers["X-Request-Id"]
    )


ODD_CLICKS = {
    "no role": {},
    "no role ARN": {"role_arn": "alice's role"},
    "a user's ARN": {"role_arn": "arn:aws:iam::111122223333:user/alice"},
    "another site": {"role_arn": DEVELOPER, "destination": "https://example.com/"},
    "another partition": {"role_arn": DEVELOPER, "destination": "https://console.amazonaws-us-gov.com/"},
    "a script": {"role_arn": DEVELOPER, "destination": "javascript:alert(1)"},
    "an odd duration": {"role_arn": DEVELOPER, "duration": "901"},
    "no duration": {"role_arn": DEVELOPER, "duration": "long"},
    "no mapping": {"role_arn": DEVELOPER, "mapping": "first"},
    "a long story": {"role_arn": DEVELOPER, "reason": "so " * 200},
    "a long field": {"role_arn": DEVELOPER, "reason": "so" * 4000},
    "a NUL": {"role_arn": DEVELOPER, "reason": "be\0cause"},
}


@pytest.mark.parametrize("fields", ODD_CLICKS.values(), ids=ODD_CLICKS.keys())
def test_an_odd_click_is_a_400_in_words_and_stands_in_the_ledger(
    alice: Visitor, world: World, fields: dict[str, str]
) -> None:
    answer = alice.post("/console", fields | {"csrf_token": alice.csrf_token()})

    entries = world.entries(click_id=UUID(answer.headers["X-Request-Id"]))
    assert answer.status_code == 400
    assert [entry.action for entry in entries] == ["console:requested", "console:refused"]
    assert "What to do" in Page(answer.text).words
    assert world.sts.assumed == []


def test_too_long_a_console_is_asked_for_again_with_what_is_allowed(alice: Visitor, world: World) -> None:
    asked = {"role_arn": DEVELOPER, "duration": "43200", "reason": "a long night"}

    answer = alice.post("/console", asked | {"csrf_token": alice.csrf_token()})

    page = Page(answer.text)
    entries = world.entries(click_id=UUID(answer.headers["X-Request-Id"]))
    assert answer.status_code == 400
    assert [entry.action for entry in entries] == ["console:requested", "console:refused"]
    assert "You asked for a console of 12 hours, but this role opens for 8 hours at most." in page.words
    assert page.form_to("/console").fields["reason"] == "a long night"
    assert page.form_to("/console").fields["duration"] == "28800"
    assert world.sts.assumed == []


def test_a_field_that_comes_twice_is_a_400(alice: Visitor) -> None:
    fields = MultiDict([("role_arn", DEVELOPER), ("role_arn", SUPPORT), ("csrf_token", alice.csrf_token())])

    answer = alice.post("/console", fields)

    assert answer.status_code == 400
    assert "more than once" in answer.text


def test_a_click_after_the_web_session_ended_says_so_and_leads_back(alice: Visitor, world: World) -> None:
    fields = {"role_arn": DEVELOPER, "destination": BUCKETS, "csrf_token": alice.csrf_token()}
    world.clock.advance(IDLE_LIMIT + timedelta(seconds=1))

    answer = alice.post("/console", fields)

    back = f"/console?{urlencode({'role_arn': DEVELOPER, 'destination': BUCKETS})}"
    assert answer.status_code == 401
    assert Page(answer.text).links["Sign in"] == f"/sign-in?{urlencode({'return_to': back})}"
    assert world.actions() == ["web-session:begun"]


def test_no_page_and_no_entry_holds_a_secret(alice: Visitor, world: World) -> None:
    answer = alice.click(DEVELOPER)

    everything = answer.text + "".join(entry.body for entry in world.entries())
    assert [secret for secret in (SECRET_KEY, SESSION_TOKEN, SIGNIN_TOKEN) if secret in everything] == []


def test_a_click_needs_a_post(alice: Visitor, world: World) -> None:
    answer = alice.client.put("/console", base_url=alice.public_url, headers=SAME_ORIGIN)

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, POST"
    assert world.sts.assumed == []
