"""The simulated federation endpoint: what it gives a sign-in token for, and what it lets in."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import requests

from app.demo.aws import EmbeddedAws
from tests.demo.browsers import Browser, entered, get_signin_token, session_json, signin_token
from tests.demo.callers import DEVELOPER, Keys, assume, keys_of, portal_keys, sts, task_keys
from tests.fixtures.aws import Clock

GOV_OPERATOR = "arn:aws-us-gov:iam::823179603348:role/GovOperator"
GOV_DESTINATION = "https://us-gov-west-1.console.amazonaws-us-gov.com/ec2/home"


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "more", [{}, {"SessionType": "json"}, {"SessionDuration": "900"}, {"SessionDuration": "43200"}]
)
def test_credentials_of_a_role_are_exchanged_for_a_token(aws: EmbeddedAws, method: str, more: dict[str, str]) -> None:
    answer = get_signin_token(aws, session_json(entered(aws)), method=method, **more)

    assert (answer.status_code, list(answer.json())) == (200, ["SigninToken"])
    assert len(answer.json()["SigninToken"]) > 700


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _keys: "",
        lambda _keys: "no JSON",
        lambda _keys: "[]",
        lambda keys: session_json(keys, sessionToken=None),
        lambda keys: session_json(keys, extra="key"),
        lambda keys: session_json(keys, sessionKey="wrong"),
        lambda keys: session_json(keys, sessionToken="wrong"),
        lambda keys: session_json(keys, sessionId="ASIAIOSFODNN7EXAMPLE"),
        lambda keys: session_json(keys, sessionKey=keys.session_token, sessionToken=keys.secret_access_key),
        lambda keys: session_json(keys, sessionId=12),
    ],
)
def test_anything_else_gets_a_400_in_html_and_no_reason(aws: EmbeddedAws, spoil: Callable[[Keys], str]) -> None:
    answer = get_signin_token(aws, spoil(entered(aws)))

    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "text/html; charset=utf-8")
    assert '<h1 class="error-code">400</h1>' in answer.text
    assert "SigninToken" not in answer.text


@pytest.mark.parametrize("duration", ["899", "43201", "an hour", "3600.0", "-900", "", "٣٦٠٠"])
def test_a_console_duration_out_of_range_is_refused(aws: EmbeddedAws, duration: str) -> None:
    assert get_signin_token(aws, session_json(entered(aws)), SessionDuration=duration).status_code == 400


def test_a_parameter_that_comes_twice_is_refused(aws: EmbeddedAws) -> None:
    pairs = [("Action", "getSigninToken"), ("Session", session_json(entered(aws))), ("Session", "{}")]

    assert requests.post(f"{aws.signin_url}/federation", data=pairs, timeout=5).status_code == 400


@pytest.mark.parametrize("action", ["", "getsignintoken", "logout"])
def test_an_action_that_nobody_knows_is_refused(aws: EmbeddedAws, action: str) -> None:
    answer = requests.get(f"{aws.signin_url}/federation", params={"Action": action}, timeout=5)

    assert answer.status_code == 400


def test_the_portal_s_own_keys_open_nothing(aws: EmbeddedAws) -> None:
    assert get_signin_token(aws, session_json(portal_keys(aws), sessionToken="")).status_code == 400


def test_expired_credentials_open_nothing(aws: EmbeddedAws) -> None:
    keys = entered(aws)
    aws.expire_credentials(keys.access_key_id)

    assert get_signin_token(aws, session_json(keys)).status_code == 400


def test_chained_credentials_must_come_without_a_console_duration(aws: EmbeddedAws) -> None:
    keys = keys_of(assume(sts(aws, task_keys(aws)), DEVELOPER))

    assert get_signin_token(aws, session_json(keys), SessionDuration="3600").status_code == 400
    assert get_signin_token(aws, session_json(keys)).status_code == 200


def test_govcloud_takes_no_post(aws: EmbeddedAws) -> None:
    keys = keys_of(assume(sts(aws, portal_keys(aws, "aws-us-gov"), region="us-gov-west-1"), GOV_OPERATOR))

    assert get_signin_token(aws, session_json(keys), method="POST").status_code == 400
    assert get_signin_token(aws, session_json(keys), method="GET").status_code == 200


def test_a_login_ends_on_the_console_s_own_origin(aws: EmbeddedAws) -> None:
    answer = Browser(aws).log_in(signin_token(aws))

    hops = [hop.headers["Location"] for hop in answer.history]
    assert hops[0].startswith(f"{aws.console_url}/hand-over?code=")
    assert answer.url.startswith(f"{aws.console_url}/158402936671-")
    assert answer.url.endswith("/ec2/home?region=eu-central-1#Instances:")


def test_a_token_is_good_for_a_quarter_of_an_hour_and_as_often_as_it_comes(aws: EmbeddedAws, clock: Clock) -> None:
    token = signin_token(aws)
    clock.advance(minutes=14)
    statuses = [Browser(aws).log_in(token).status_code, Browser(aws).log_in(token).status_code]

    clock.advance(minutes=1)
    late = Browser(aws).log_in(token)

    assert (statuses, late.status_code) == ([200, 200], 403)
    assert "The credentials in your login link were invalid. Please contact your administrator." in late.text


def test_tokens_that_are_over_are_forgotten_when_a_new_one_is_issued(aws: EmbeddedAws, clock: Clock) -> None:
    session = session_json(entered(aws))
    old = get_signin_token(aws, session).json()["SigninToken"]
    clock.advance(minutes=16)
    new = get_signin_token(aws, session).json()["SigninToken"]

    assert [Browser(aws).log_in(token).status_code for token in (old, new)] == [403, 200]


def test_an_invented_token_opens_nothing(aws: EmbeddedAws) -> None:
    assert Browser(aws).log_in("invented").status_code == 403


@pytest.mark.parametrize(
    "destination",
    [
        "",
        "http://console.aws.amazon.com/",
        "https://console.aws.amazon.com.evil.example/",
        "https://evil.example/console.aws.amazon.com",
        "https://evilconsole.aws.amazon.com/",
        "https://signin.aws.amazon.com/oauth?Action=logout",
        "https://amazonaws.com/",
        "https://alice@console.aws.amazon.com/",
        "https://console.aws.amazon.com:8443/",
        "https://console.aws.amazon.com\\@evil.example/",
        "https://[console.aws.amazon.com/",
        "//console.aws.amazon.com/",
        GOV_DESTINATION,
    ],
)
def test_a_destination_that_is_no_console_page_of_the_partition_is_refused(aws: EmbeddedAws, destination: str) -> None:
    assert Browser(aws).log_in(signin_token(aws), destination=destination).status_code == 400


@pytest.mark.parametrize(
    ("destination", "region"),
    [
        ("https://console.aws.amazon.com/", "us-east-1"),
        ("https://us-west-2.console.aws.amazon.com", "us-west-2"),
        ("https://158402936671-abcdefgh.eu-west-1.console.aws.amazon.com/s3/buckets", "eu-west-1"),
        ("https://phd.console.aws.amazon.com/", "us-east-1"),
    ],
)
def test_the_console_shows_the_host_that_aws_would(aws: EmbeddedAws, destination: str, region: str) -> None:
    answer = Browser(aws).log_in(signin_token(aws), destination=destination)

    session = answer.url.removeprefix(aws.console_url).split("/")[1]
    assert f"https://{session}.{region}.console.aws.amazon.com/" in answer.text


def test_the_partition_follows_from_the_credentials(aws: EmbeddedAws) -> None:
    keys = keys_of(assume(sts(aws, portal_keys(aws, "aws-us-gov"), region="us-gov-west-1"), GOV_OPERATOR))
    token = get_signin_token(aws, session_json(keys), method="GET").json()["SigninToken"]

    assert (
        "us-gov-west-1.console.amazonaws-us-gov.com/ec2/home"
        in Browser(aws).log_in(token, destination=GOV_DESTINATION).text
    )


def test_a_console_lasts_as_long_as_was_asked(aws: EmbeddedAws) -> None:
    text = Browser(aws).log_in(signin_token(aws, duration="43200", DurationSeconds=900)).text

    assert _about(text, timedelta(hours=12))


def test_a_console_without_a_duration_ends_with_the_credentials(aws: EmbeddedAws) -> None:
    text = Browser(aws).log_in(signin_token(aws, DurationSeconds=900)).text

    assert _about(text, timedelta(minutes=15))


def test_secrets_are_in_no_record(aws: EmbeddedAws) -> None:
    keys = entered(aws)
    token = get_signin_token(aws, session_json(keys), method="GET").json()["SigninToken"]

    Browser(aws).log_in(token)

    record = repr(aws.seen)
    assert "getSigninToken" in record
    assert [secret for secret in (keys.secret_access_key, keys.session_token, token) if str(secret) in record] == []


def test_a_get_of_the_login_by_head_lets_nobody_in(aws: EmbeddedAws) -> None:
    query = {"Action": "login", "SigninToken": signin_token(aws), "Destination": "https://console.aws.amazon.com/"}

    answer = requests.head(f"{aws.signin_url}/federation", params=query, timeout=5)

    assert (answer.status_code, answer.cookies.get_dict()) == (400, {})


def _about(text: str, time: timedelta) -> bool:
    """Say whether the page's time is that far from now."""
    stamp = text.split('id="until"><time datetime="')[1].split('"', maxsplit=1)[0]
    until = datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    return abs(until - datetime.now(UTC) - time) < timedelta(minutes=1)
