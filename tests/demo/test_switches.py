"""The faults that the simulated AWS can be switched to, as a client meets them."""

import time

import botocore.exceptions
import botocore.parsers
import pytest
import requests
from moto.moto_server.werkzeug_app import DomainDispatcherApplication

from app.demo import switches
from app.demo.aws import EmbeddedAws
from app.demo.switches import Fault
from tests.demo.browsers import entered, get_signin_token, session_json
from tests.demo.callers import assume, attempt, iam, sts

DEVELOPER = "arn:aws:iam::158402936671:role/Developer"


@pytest.mark.parametrize(
    ("fault", "status", "content_type", "body"),
    [
        (switches.server_error(500), 500, "text/html", "Service Unavailable"),
        (switches.server_error(503), 503, "text/html", "Service Unavailable"),
        (switches.html(), 200, "text/html", "Service Unavailable"),
        (switches.tokenless(), 200, "application/json", "{}"),
        (switches.redirect("https://evil.example/"), 302, None, ""),
    ],
)
def test_the_federation_endpoint_answers_wrongly_on_demand(
    aws: EmbeddedAws, fault: Fault, status: int, content_type: str | None, body: str
) -> None:
    aws.switches.strike("signin", fault)

    answer = requests.post(f"{aws.signin_url}/federation", timeout=5, allow_redirects=False)

    assert (answer.status_code, answer.headers.get("Content-Type")) == (status, content_type)
    assert body in answer.text


def test_a_connection_is_reset_on_demand(aws: EmbeddedAws) -> None:
    aws.switches.strike("signin", switches.reset())

    with pytest.raises(requests.ConnectionError, match="reset by peer"):
        requests.post(f"{aws.signin_url}/federation", timeout=5)

    assert aws.seen[-1].status is None


def test_latency_comes_before_the_answer(aws: EmbeddedAws) -> None:
    aws.switches.strike("sts", switches.latency(0.3))
    client, started = sts(aws), time.monotonic()

    client.get_caller_identity()

    assert 0.3 <= time.monotonic() - started < 3


def test_a_slow_body_comes_byte_by_byte(aws: EmbeddedAws) -> None:
    session = session_json(entered(aws))
    aws.switches.strike("signin", switches.slow_body(0.001))
    started = time.monotonic()

    answer = get_signin_token(aws, session)

    assert answer.json()["SigninToken"]
    assert time.monotonic() - started > 0.7


def test_throttling_speaks_as_sts_does(aws: EmbeddedAws) -> None:
    aws.switches.strike("sts", switches.throttled())

    answer = assume(sts(aws), DEVELOPER)

    assert (answer.code, answer.message, answer.status) == ("Throttling", "Rate exceeded", 400)


def test_a_fault_may_strike_a_few_times_only(aws: EmbeddedAws) -> None:
    aws.switches.strike("sts", switches.throttled(), times=2)

    answers = [attempt(sts(aws), "get_caller_identity") for _ in range(3)]

    assert [isinstance(answer, dict) for answer in answers] == [False, False, True]


def test_a_fault_may_strike_one_region_only(aws: EmbeddedAws) -> None:
    aws.switches.strike("sts", switches.server_error(), region="us-east-1")

    with pytest.raises(botocore.parsers.ResponseParserError):
        sts(aws, region="us-east-1").get_caller_identity()
    assert sts(aws, region="eu-west-1").get_caller_identity()["Account"]


def test_a_fault_of_sts_leaves_iam_alone(aws: EmbeddedAws) -> None:
    aws.switches.strike("sts", switches.server_error())

    assert attempt(iam(aws), "list_roles")["Roles"]


def test_a_region_may_be_disabled(aws: EmbeddedAws) -> None:
    aws.switches.disable_region("af-south-1")

    answer = assume(sts(aws, region="af-south-1"), DEVELOPER)

    assert (answer.code, answer.status) == ("RegionDisabledException", 403)
    assert answer.message.startswith("STS is not activated in this region for account:048213579604.")


def test_clearing_makes_everything_well_again(aws: EmbeddedAws) -> None:
    aws.switches.strike("sts", switches.reset())
    aws.switches.disable_region("eu-central-1")

    aws.switches.clear()

    assert sts(aws).get_caller_identity()["Account"]


@pytest.mark.parametrize(
    "headers", [{"Content-Length": "1000001"}, {"Content-Length": "many"}, {"Transfer-Encoding": "chunked"}]
)
def test_a_body_that_is_too_long_or_of_unknown_length_is_not_read(aws: EmbeddedAws, headers: dict[str, str]) -> None:
    request = requests.Request("POST", aws.signin_url, headers=headers).prepare()
    request.headers.update(headers)

    with requests.Session() as session:
        assert session.send(request, timeout=5).status_code == 413


def test_the_record_tells_what_was_asked_and_by_whom(aws: EmbeddedAws) -> None:
    client = sts(aws)
    assume(client, DEVELOPER, SourceIdentity="alice", ExternalId="x1")
    assume(client, DEVELOPER, RoleSessionName="bo b")

    first, second = aws.seen

    assert (first.service, first.action, first.region, first.status) == ("sts", "AssumeRole", "eu-central-1", 200)
    assert (first.role_arn, first.role_session_name, first.parameters["ExternalId"]) == (DEVELOPER, "alice", "x1")
    assert (second.role_session_name, second.status) == ("bo b", 400)
    assert "Boto3" in first.user_agent
    assert first.connection == second.connection


def test_one_connection_serves_many_requests(aws: EmbeddedAws) -> None:
    with requests.Session() as session:
        statuses = [session.get(aws.signin_url, timeout=5).status_code for _ in range(5)]

    assert statuses == [200] * 5
    assert len({seen.connection for seen in aws.seen}) == 1


def test_a_late_answer_is_no_part_of_the_next_record(aws: EmbeddedAws) -> None:
    aws.switches.strike("signin", switches.latency(0.4))
    with pytest.raises(requests.ReadTimeout):
        requests.get(aws.signin_url, timeout=0.1)

    aws.forget_seen()
    time.sleep(0.6)

    assert aws.seen == []


def test_the_record_can_be_forgotten(aws: EmbeddedAws) -> None:
    sts(aws).get_caller_identity()

    aws.forget_seen()

    assert aws.seen == []


def test_a_faulty_simulation_tells_of_itself(
    aws: EmbeddedAws, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DomainDispatcherApplication, "__call__", _break)

    with pytest.raises(botocore.exceptions.ConnectionClosedError):
        iam(aws).list_roles()

    assert "The simulated AWS failed" in caplog.text


def _break(*_arguments: object) -> None:
    raise RuntimeError("moto broke")
