"""The stand-in counts what reaches it, and takes nothing that AWS would not take."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest

from app.domain.arns import RoleArn
from tests.bench.bare import BareCalls
from tests.bench.upstream import Upstream

ROLE = RoleArn.parse("arn:aws:iam::111122223333:role/Developer")
SIGNED = (
    "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/eu-central-1/sts/aws4_request, "
    f"SignedHeaders=host;x-amz-date, Signature={'0' * 64}"
)
ASSUME = {
    "Action": "AssumeRole",
    "Version": "2011-06-15",
    "RoleArn": ROLE.text,
    "RoleSessionName": "alice",
    "DurationSeconds": "3600",
}
STRANGE = json.dumps({"sessionId": "ASIA0", "sessionKey": "k", "sessionToken": "t"})
TOKEN = {"Action": "getSigninToken", "Session": STRANGE}


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with Upstream() as upstream:
        yield upstream


def post(upstream: Upstream, path: str, fields: dict[str, str], headers: dict[str, str]) -> int:
    connection = HTTPConnection(upstream.address.removeprefix("http://"), timeout=10)
    named = {"User-Agent": f"doorstep/1 click/{uuid4()}", "Authorization": SIGNED}
    connection.request("POST", path, urlencode(fields), named | headers)
    status = connection.getresponse().status
    connection.close()
    return status


def test_it_keeps_connections_and_tells_each_click_with_its_key(upstream: Upstream) -> None:
    bare = BareCalls(upstream.address)

    tokens = {bare.call(ROLE), bare.call(ROLE)}

    seen = upstream.seen()
    assert len(tokens) == 2
    assert seen.connections == 2
    assert [call.action for call in seen.calls] == ["AssumeRole", "getSigninToken"] * 2
    assert [call.access_key_id[:4] for call in seen.calls] == ["ASIA"] * 4
    assert seen.calls[0].access_key_id == seen.calls[1].access_key_id != seen.calls[2].access_key_id
    assert UUID(seen.calls[0].click_id) != UUID(seen.calls[2].click_id)


def test_a_request_that_aws_would_take_is_taken(upstream: Upstream) -> None:
    assert post(upstream, "/", ASSUME, {}) == 200
    assert upstream.seen().refusals == ()


@pytest.mark.parametrize(
    ("path", "fields", "headers"),
    [
        ("/", ASSUME, {"Authorization": ""}),
        ("/", ASSUME, {"User-Agent": "Boto3/1"}),
        ("/", ASSUME | {"RoleArn": "Developer"}, {}),
        ("/", ASSUME | {"RoleSessionName": "a b"}, {}),
        ("/", ASSUME | {"DurationSeconds": "899"}, {}),
        ("/", ASSUME | {"Version": "2010-05-08"}, {}),
        ("/federation", TOKEN, {}),
        ("/federation", TOKEN | {"Session": "no JSON"}, {}),
        ("/federation", TOKEN | {"Action": "login"}, {}),
        ("/elsewhere", ASSUME, {}),
    ],
)
def test_what_aws_would_not_take_is_refused_and_told(
    upstream: Upstream, path: str, fields: dict[str, str], headers: dict[str, str]
) -> None:
    assert post(upstream, path, fields, headers) == 400
    assert upstream.seen().calls == ()
    assert len(upstream.seen().refusals) == 1
