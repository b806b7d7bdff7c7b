"""Every refusal is a page with a cause, a fix and a reference, and none shows an exception's text."""

from pathlib import Path
from typing import Any  # what the sentences of failures name

import pytest
from structlog.testing import capture_logs

from app.domain import aws_failures
from app.domain.aws_failures import AssumeRoleDenied, AwsFailure, AwsThrottled, AwsTooSlow, AwsUnreachable
from app.domain.federation import Attempt
from app.domain.refusals import Conflict, NotFound, Refusal, Unavailable
from app.web.errors import status_of
from tests.web.pages import Page
from tests.web.visitor import SAME_ORIGIN, Visitor
from tests.web.world import World

DEVELOPER = "arn:aws:iam::111122223333:role/Developer"
ATTEMPT = Attempt("STS", "eu-central-1", "AccessDenied", request_id="0f1e2d3c-4b5a", status=403)
STATEMENT = '{"Effect": "Allow", "Action": ["sts:AssumeRole", "sts:SetSourceIdentity"]}'
VALUES: dict[str, Any] = {
    "action": "sts:TagSession",
    "reason": "too long",
    "aws_code": "ValidationError",
    "status": 500,
}
BY_CLASS = {
    "AssumeRoleDenied": 502,
    "AssumeRoleInvalid": 502,
    "AwsBroken": 502,
    "AwsThrottled": 503,
    "AwsTooSlow": 504,
    "AwsUnreachable": 502,
    "DurationRefused": 502,
    "PortalCredentialsExpired": 503,
    "PortalCredentialsUnusable": 503,
    "RegionDisabled": 502,
    "SignInTokenRefused": 502,
}


def failure_called(name: str) -> AwsFailure:
    kind: type[AwsFailure] = getattr(aws_failures, name)
    return kind(attempt=ATTEMPT, **VALUES)


def test_every_failure_of_the_two_calls_has_a_row_here() -> None:
    # IAM's own failures are the walkthrough's, which has no pages.
    of_a_click = [kind for kind in AwsFailure.__subclasses__() if kind.__module__ == aws_failures.__name__]

    assert sorted(BY_CLASS) == sorted(kind.__name__ for kind in of_a_click)


@pytest.mark.parametrize(("name", "status"), BY_CLASS.items())
def test_a_failure_of_aws_is_a_page_with_the_cause_the_fix_and_who_can_make_it(
    alice: Visitor, world: World, name: str, status: int
) -> None:
    world.sts.failure = failure_called(name)

    answer = alice.click(DEVELOPER)

    words = Page(answer.text).words
    assert answer.status_code == status
    assert answer.headers["X-Request-Id"] in words
    assert [
        told for told in ("What to do", "Who can do it", "AccessDenied", "0f1e2d3c-4b5a") if told not in words
    ] == []
    assert world.actions()[-2:] == ["console:requested", "console:failed"]


def test_a_denied_role_shows_the_statement_to_add(alice: Visitor, world: World) -> None:
    world.sts.failure = AssumeRoleDenied(attempt=ATTEMPT, action="sts:SetSourceIdentity", statement=STATEMENT)

    words = alice_reads(alice)

    assert "sts:SetSourceIdentity is not allowed" in words
    assert STATEMENT in words


@pytest.mark.parametrize("kind", [AwsThrottled])
def test_a_throttled_click_says_when_to_come_back(alice: Visitor, world: World, kind: type[AwsFailure]) -> None:
    world.sts.failure = kind(attempt=ATTEMPT)

    assert alice.click(DEVELOPER).headers["Retry-After"] == "10"


@pytest.mark.parametrize("kind", [AwsTooSlow, AwsUnreachable])
def test_a_click_that_may_work_next_time_offers_another_try_which_asks_first(
    alice: Visitor, world: World, kind: type[AwsFailure]
) -> None:
    world.federation.failure = kind(attempt=ATTEMPT)

    page = Page(alice.click(DEVELOPER).text)

    assert page.links["Try again"].startswith("/console?role_arn=arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2FDeveloper")


def test_without_the_database_nothing_is_asked_of_aws(alice: Visitor, world: World, tmp_path: Path) -> None:
    form = alice.page("/").form_to("/console", role_arn=DEVELOPER)
    world.database.close()
    (tmp_path / "doorstep.sqlite").rename(tmp_path / "gone.sqlite")
    (tmp_path / "doorstep.sqlite").mkdir()

    answer = alice.post("/console", form.fields)

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"
    assert "cannot reach its database" in answer.text
    assert world.sts.assumed == []


def test_a_mistake_of_ours_is_a_500_without_its_text_on_the_page_or_in_the_log(alice: Visitor, world: World) -> None:
    secret = "FwoGZXIvYXdzEBYaDHsecret"
    world.sts.failure = RuntimeError(f"could not send {secret}")

    with capture_logs() as logs:
        answer = alice.click(DEVELOPER)

    failed = [entry for entry in logs if entry["event"] == "request.failed"]
    assert answer.status_code == 500
    assert answer.headers["X-Request-Id"] in answer.text
    assert secret not in answer.text + str(logs)
    assert failed[0]["error"] == "RuntimeError"
    assert "assume_role" in failed[0]["frames"][-1]


def test_a_mistake_of_ours_while_an_answer_is_finished_is_logged_alike(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    app = world.app()
    app.after_request(stumble)

    with capture_logs() as logs:
        answer = app.test_client().get("/healthz")

    assert answer.status_code == 500
    assert "hush" not in answer.text + str(logs) + caplog.text
    assert [entry["error"] for entry in logs if entry["event"] == "request.failed"] == ["LookupError"] * 2


def test_a_plain_line_of_flasks_own_is_logged_as_it_is(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.app().logger.warning("a plain line")

    assert "a plain line" in caplog.text


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [("/nowhere", 404, "There is no such page."), ("/sign-in//local", 404, "There is no such page.")],
)
def test_what_flask_refuses_is_a_page_in_words(visitor: Visitor, path: str, status: int, words: str) -> None:
    answer = visitor.get(path)

    assert answer.status_code == status
    assert words in Page(answer.text).headings


def test_a_form_that_is_too_large_is_refused_before_its_owner_is_looked_up(visitor: Visitor) -> None:
    answer = visitor.post("/console", {"reason": "so" * 40_000})

    assert answer.status_code == 413
    assert "That was too large." in Page(answer.text).headings


def test_a_method_that_nobody_asked_for_is_a_405(visitor: Visitor) -> None:
    answer = visitor.get("/sign-in", SAME_ORIGIN, method="OPTIONS")

    assert answer.status_code == 405
    assert "This address cannot be used this way." in Page(answer.text).headings


@pytest.mark.parametrize(("kind", "status"), [(NotFound, 404), (Conflict, 409), (Unavailable, 503), (Refusal, 500)])
def test_a_refusal_has_the_status_of_its_kind(kind: type[Refusal], status: int) -> None:
    a_kind = type("OfThatKind", (kind,), {"sentence": "It is so."})

    assert status_of(a_kind()) == status


def alice_reads(alice: Visitor) -> str:
    return Page(alice.click(DEVELOPER).text).words


def stumble(_response: object) -> None:
    raise LookupError("hush")


@pytest.mark.parametrize("path", ["/admin", "/admin/ledger.jsonl", "/admin/people"])
def test_a_program_that_takes_json_only_gets_an_admin_refusal_in_json(alice: Visitor, path: str) -> None:
    answer = alice.get(path, {"Accept": "application/json"})

    told = answer.get_json()
    assert answer.status_code == 403
    assert told["code"] == "not-an-auditor"
    assert told["sentence"] == "This page is for Doorstep admins and auditors."
    assert told["reference"] == answer.headers["X-Request-Id"]
    assert set(told) == {"code", "sentence", "remedy", "who", "reference"}


def test_a_program_without_a_web_session_hears_so_instead_of_being_led_to_sign_in(visitor: Visitor) -> None:
    answer = visitor.get("/admin/ledger.jsonl", {"Accept": "application/json"})

    assert (answer.status_code, answer.get_json()["who"]) == (401, "You")


def test_an_unknown_admin_address_is_json_as_well_for_who_asks_so(alice: Visitor) -> None:
    assert alice.get("/admin/nothing", {"Accept": "application/json"}).get_json()["code"] == "http-404"
    assert "There is no such page." in alice.get("/admin/nothing", {"Accept": "*/*"}).text
