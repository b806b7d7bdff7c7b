"""Every way in which AWS can fail a click: words, entries, in time, and not a secret anywhere."""

import io
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

import pytest

from app.demo import switches
from app.demo.aws import EmbeddedAws
from app.demo.switches import Answer, Fault, Upstream
from tests.click.joined import IN_GOVCLOUD, LEGACY, READER, Joined
from tests.fixtures.logs import logging_to


@dataclass(frozen=True)
class Failure:
    """What strikes which upstream, and what the person gets."""

    upstream: Upstream
    fault: Fault
    status: int
    code: str


ELSEWHERE = "http://127.0.0.1:9/elsewhere"
STS_FAULTS = {
    "reset": (switches.reset(), 502, "aws-unreachable"),
    "hung": (switches.latency(6), 504, "aws-too-slow"),
    "error 500": (switches.server_error(500), 502, "aws-broken"),
    "error 503": (switches.server_error(503), 502, "aws-broken"),
    "page": (switches.html(), 502, "aws-broken"),
    "redirect": (switches.redirect(ELSEWHERE), 502, "aws-broken"),
    "empty JSON": (switches.tokenless(), 502, "aws-broken"),
    "throttled": (switches.throttled(), 503, "aws-throttled"),
}
SIGNIN_FAULTS = {
    "reset": (switches.reset(), 502, "aws-unreachable"),
    "hung": (switches.latency(6), 504, "aws-too-slow"),
    "error 400": (switches.server_error(400), 502, "sign-in-token-refused"),
    "error 429": (switches.server_error(429), 503, "aws-throttled"),
    "error 500": (switches.server_error(500), 502, "aws-broken"),
    "page": (switches.html(), 502, "aws-broken"),
    "redirect": (switches.redirect(ELSEWHERE), 502, "aws-broken"),
    "no token": (switches.tokenless(), 502, "aws-broken"),
    "drip": (Fault(drip=0.5, instead=Answer(status=200, body=b"{" * 40)), 504, "aws-too-slow"),
    "endless": (Fault(instead=Answer(status=200, body=b" " * 900_000)), 502, "aws-unreachable"),
    "nested": (Fault(instead=Answer(status=200, body=b"[" * 60_000)), 502, "aws-broken"),
    "a number": (Fault(instead=Answer(status=200, body=b'{"SigninToken":' + b"1" * 5_000 + b"}")), 502, "aws-broken"),
}
FAILURES = [
    *(pytest.param(Failure("sts", *way), id=f"sts {name}") for name, way in STS_FAULTS.items()),
    *(pytest.param(Failure("signin", *way), id=f"signin {name}") for name, way in SIGNIN_FAULTS.items()),
]
BY_METHOD = [pytest.param(("alice", READER), id="post"), pytest.param(("wendy", IN_GOVCLOUD), id="get")]


@dataclass
class Watched:
    """A portal whose every word is kept: what anything logs at the most talkative level, and what it stores."""

    portal: Joined
    aws: EmbeddedAws
    log: io.StringIO

    def secrets_in(self, *more: str) -> list[str]:
        """Return the secrets that stand in the log, the database or elsewhere, however they are spelt."""
        written = "\n".join((self.log.getvalue(), self.portal.everything_stored(), *more))
        spellings = (str, quote, quote_plus, lambda text: json.dumps(text)[1:-1])
        return [secret for secret in self.aws.secrets() if any(spell(secret) in written for spell in spellings)]


@pytest.fixture
def watched(portal: Joined, aws: EmbeddedAws) -> Iterator[Watched]:
    """Watch a portal's log as it would be written, with every logger at DEBUG."""
    stream = io.StringIO()
    with logging_to(stream):
        yield Watched(portal, aws, stream)


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("who_and_what", BY_METHOD)
def test_a_failure_of_aws_is_said_in_words_in_time_and_without_secrets(
    watched: Watched, who_and_what: tuple[str, str], failure: Failure
) -> None:
    person, role_arn = who_and_what
    somebody = watched.portal.signed_in(person)
    watched.aws.switches.strike(failure.upstream, failure.fault)
    begun = time.monotonic()

    answer = somebody.open(role_arn)

    took = time.monotonic() - begun
    requested, failed = watched.portal.click_entries(answer)
    assert (answer.status_code, failed.parsed_body()["code"]) == (failure.status, failure.code)
    assert (requested.action, failed.action, failed.outcome) == ("console:requested", "console:failed", "failed")
    assert answer.headers["X-Request-Id"] in answer.text
    assert "Location" not in answer.headers
    assert took < 8
    assert watched.secrets_in(answer.text) == []


@pytest.mark.parametrize("who_and_what", BY_METHOD)
def test_a_click_that_works_leaves_no_secret_behind_either(watched: Watched, who_and_what: tuple[str, str]) -> None:
    person, role_arn = who_and_what

    answer = watched.portal.signed_in(person).open(role_arn)

    assert answer.status_code == 303
    assert len(watched.aws.secrets()) >= 5
    assert "botocore" in watched.log.getvalue()
    assert watched.secrets_in(answer.text) == []


def test_the_failed_exchange_tells_both_attempts_and_the_key_that_was_given(portal: Joined, aws: EmbeddedAws) -> None:
    somebody = portal.signed_in("alice")
    aws.switches.strike("signin", switches.server_error(500))

    failed = portal.click_entries(somebody.open(READER))[-1]

    attempts = failed.parsed_body()["attempts"]
    assert [(attempt["service"], attempt["result"], attempt["status"]) for attempt in attempts] == [  # type: ignore[union-attr, index, call-overload]  # JSON of the ledger
        ("STS", "ok", 200),
        ("AWS Sign-In", "no token", 500),
    ]
    assert str(failed.access_key_id).startswith("ASIA")


def test_throttling_says_when_to_come_back(portal: Joined, aws: EmbeddedAws) -> None:
    somebody = portal.signed_in("alice")
    aws.switches.strike("sts", switches.throttled())

    assert int(somebody.open(READER).headers["Retry-After"]) > 0


def test_a_disabled_region_is_named(portal: Joined, aws: EmbeddedAws) -> None:
    somebody = portal.signed_in("alice")
    aws.switches.disable_region("eu-central-1")

    answer = somebody.open(READER)

    assert answer.status_code == 502
    assert portal.click_entries(answer)[-1].parsed_body()["code"] == "region-disabled"
    assert "eu-central-1" in answer.text


def test_a_denied_source_identity_names_the_action_and_the_statement_to_add(portal: Joined) -> None:
    answer = portal.signed_in("erin").open(LEGACY)

    assert answer.status_code == 502
    assert portal.click_entries(answer)[-1].parsed_body()["code"] == "assume-role-denied"
    assert "sts:SetSourceIdentity" in answer.text
    assert "&#34;Effect&#34;: &#34;Allow&#34;" in answer.text


def test_a_role_that_does_not_trust_the_portal_names_assume_role(portal: Joined) -> None:
    answer = portal.signed_in("grace").open("arn:aws:iam::489735269904:role/FrozenAdministrator")

    assert answer.status_code == 502
    assert "sts:AssumeRole" in answer.text


def test_without_its_database_the_portal_asks_aws_for_nothing(portal: Joined, aws: EmbeddedAws) -> None:
    alice = portal.signed_in("alice")
    token = alice.visitor.csrf_token()

    with portal.unwritable():
        answer = alice.visitor.post("/console", {"role_arn": READER, "csrf_token": token})

    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert [seen.action for seen in aws.seen] == []


def test_no_login_url_leaves_without_a_written_outcome(portal: Joined, aws: EmbeddedAws) -> None:
    alice = portal.signed_in("alice")
    token = alice.visitor.csrf_token()
    aws.switches.strike("sts", switches.latency(1))

    with ThreadPoolExecutor(1) as pool:
        click = pool.submit(alice.visitor.post, "/console", {"role_arn": READER, "csrf_token": token})
        portal.wait_for_intent()
        with portal.unwritable():
            answer = click.result(timeout=20)

    assert answer.status_code == 503
    assert "Location" not in answer.headers
    assert [entry.action for entry in portal.click_entries(answer)] == ["console:requested"]
    assert [seen.action for seen in aws.seen] == ["AssumeRole", "getSigninToken"]
