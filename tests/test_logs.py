"""The log: one JSON event a line, and no secret in it, in whatever shape a library prints it."""

import io
import json
import logging
from collections.abc import Iterator
from urllib.parse import quote, quote_plus, urlencode

import pytest
import structlog

from app import logs
from tests.fixtures.logs import logging_to

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCY=="
SESSION = json.dumps({"sessionId": "ASIAEXAMPLE", "sessionKey": SECRET, "sessionToken": SECRET})


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    written = io.StringIO()
    with logging_to(written):
        yield written


@pytest.mark.parametrize(
    "text",
    [
        f"b'<Credentials><SecretAccessKey>{SECRET}</SecretAccessKey>\\n<SessionToken>{SECRET}</SessionToken>'",
        f"{{'SecretAccessKey': '{SECRET}', 'SessionToken': '{SECRET}'}}",
        json.dumps({"SigninToken": SECRET}),
        json.dumps(json.dumps({"SigninToken": SECRET})),
        f'http://localhost:80 "GET /federation?{urlencode({"Action": "x", "Session": SESSION})} HTTP/1.1" 200',
        urlencode({"Action": "getSigninToken", "Session": SESSION, "SessionDuration": "3600"}),
        f"https://signin.aws.amazon.com/federation?Action=login&SigninToken={quote_plus(SECRET)}&Issuer=x",
        f"send: b'Session={quote(SESSION)}'",
        f"header: Set-Cookie: __Host-doorstep={SECRET}; Secure",
        f"{{'Authorization': b'Bearer {SECRET}', 'Accept': '*/*'}}",
        f"{{'X-Amz-Security-Token': b'{SECRET}'}}",
        f"x-amz-security-token:{SECRET}\nhost:sts",
        f"username=alice&password={quote_plus(SECRET)}&csrf_token={quote_plus(SECRET)}",
        SESSION,
        json.dumps({"AccessKeyId": "ASIAEXAMPLE", "Token": SECRET}),
        f"ReadOnlyCredentials(access_key='AKIAEXAMPLE', secret_key='{SECRET}', token='{SECRET}')",
        f"could not connect to postgresql://doorstep:{quote(SECRET, safe='')}@db/doorstep",
    ],
)
def test_what_libraries_print_is_redacted(stream: io.StringIO, text: str) -> None:
    logging.getLogger("botocore.parsers").debug("Response body:\n%s", text)

    line = json.loads(stream.getvalue())
    assert logs.redact_text(text) != text
    assert [spelt for spelt in (SECRET, quote(SECRET), quote_plus(SECRET)) if spelt in line["event"]] == []


@pytest.mark.parametrize("name", ["secret_access_key", "login_url", "password", "Authorization", "session_token"])
def test_named_fields_are_redacted_wherever_they_stand(stream: io.StringIO, name: str) -> None:
    structlog.stdlib.get_logger("app").info("thing.happened", **{name: SECRET}, nested={"list": [{name: SECRET}]})

    assert SECRET not in stream.getvalue()
    assert json.loads(stream.getvalue())["nested"] == {"list": [{name: "[redacted]"}]}


def test_what_is_no_secret_stays_readable(stream: io.StringIO) -> None:
    structlog.stdlib.get_logger("app").info("console.opened", role_arn="arn:aws:iam::123456789012:role/x", seconds=3600)

    event = json.loads(stream.getvalue())
    assert (event["event"], event["role_arn"], event["seconds"], event["level"]) == (
        "console.opened",
        "arn:aws:iam::123456789012:role/x",
        3600,
        "info",
    )


def test_an_exception_is_one_line_and_redacted(stream: io.StringIO) -> None:
    error = ValueError(f"SigninToken={SECRET}")

    logging.getLogger("library").error("it broke", exc_info=error)

    assert stream.getvalue().count("\n") == 1
    assert "ValueError" in json.loads(stream.getvalue())["exception"]
    assert SECRET not in stream.getvalue()
