"""What the cheap stand-in for AWS answers: AssumeRole and getSigninToken in AWS's shapes, and no to anything else."""

import json
import re
import secrets
import uuid
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

REQUEST_ID = "x-amzn-RequestId"
_CLICK = re.compile(r"doorstep/\S+ click/(?P<id>[0-9a-f-]{36})")
_SIGNED = re.compile(
    r"AWS4-HMAC-SHA256 Credential=\w{16,128}/\d{8}/[a-z0-9-]+/sts/aws4_request, "
    r"SignedHeaders=[a-z0-9;-]+, Signature=[0-9a-f]{64}"
)
_ROLE_ARN = re.compile(
    r"arn:(?P<partition>aws[a-z-]*):iam::(?P<account>\d{12}):role/(?:\S+/)?(?P<name>[\w+=,.@-]{1,64})"
)
_SESSION_NAME = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)
# What real tokens take, more or less: their size is what the calls and the redirect have to carry.
_SESSION_TOKEN_BYTES = 600
_SIGN_IN_TOKEN_BYTES = 540


class Refused(Exception):
    """AWS would not take this request; the text says why, for whoever reads the benchmark's failure."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request; the names of headers are in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Call:
    """What AWS's own log would hold of a request that it answered."""

    action: str
    click_id: str
    access_key_id: str
    request_id: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A 200 with its body, and the entry of AWS's own log."""

    call: Call
    content_type: str
    body: bytes = field(repr=False)


class Answers:
    """Gives credentials, and takes back only those that it gave."""

    def __init__(self) -> None:
        self._given: dict[str, dict[str, str]] = {}

    def answer(self, request: Request) -> Answer:
        """Answer a request; raises Refused."""
        if request.path == "/":
            return self._assume_role(request)
        if request.path == "/federation":
            return self._sign_in_token(request)
        raise Refused(f"there is nothing at {request.path}")

    def _assume_role(self, request: Request) -> Answer:
        if request.method != "POST" or not _SIGNED.fullmatch(request.headers.get("authorization", "")):
            raise Refused("AssumeRole is a signed POST")
        fields = _fields(request.body.decode("ascii"))
        if (fields.get("Action"), fields.get("Version")) != ("AssumeRole", "2011-06-15"):
            raise Refused("STS is asked for AssumeRole of 2011-06-15 only")
        role, session_name = _ROLE_ARN.fullmatch(fields.get("RoleArn", "")), fields.get("RoleSessionName", "")
        if role is None or not _SESSION_NAME.fullmatch(session_name):
            raise Refused("RoleArn or RoleSessionName is malformed")
        seconds = _seconds(fields.get("DurationSeconds", "3600"))
        key_id = f"ASIA{secrets.token_hex(8).upper()}"
        self._given[key_id] = {
            "sessionId": key_id,
            "sessionKey": b64encode(secrets.token_bytes(30)).decode(),
            "sessionToken": b64encode(secrets.token_bytes(_SESSION_TOKEN_BYTES)).decode(),
        }
        call = Call("AssumeRole", _click_id(request), key_id, str(uuid.uuid4()))
        return Answer(call, "text/xml", _assumed(self._given[key_id], role, session_name, seconds, call.request_id))

    def _sign_in_token(self, request: Request) -> Answer:
        if request.method not in {"GET", "POST"}:
            raise Refused("getSigninToken is a GET or a POST")
        fields = _fields(request.query if request.method == "GET" else request.body.decode("ascii"))
        if fields.get("Action") != "getSigninToken":
            raise Refused("the federation endpoint is asked for getSigninToken only")
        if "SessionDuration" in fields:
            _seconds(fields["SessionDuration"])
        session = _session(fields.get("Session", ""))
        key_id = str(session.get("sessionId"))
        if session != self._given.get(key_id):
            raise Refused("these credentials were never given")
        token = urlsafe_b64encode(secrets.token_bytes(_SIGN_IN_TOKEN_BYTES)).decode()
        call = Call("getSigninToken", _click_id(request), key_id, str(uuid.uuid4()))
        return Answer(call, "application/json", json.dumps({"SigninToken": token}).encode())


def _session(text: str) -> dict[str, str]:
    try:
        session = json.loads(text)
    except ValueError as error:
        raise Refused("Session is no JSON") from error
    if not isinstance(session, dict):
        raise Refused("Session is no object")
    return session


def _fields(text: str) -> dict[str, str]:
    fields = parse_qs(text, keep_blank_values=True, strict_parsing=True)
    if any(len(values) > 1 for values in fields.values()):
        raise Refused("a field stands there twice")
    return {name: values[0] for name, values in fields.items()}


def _seconds(text: str) -> int:
    if not text.isdigit() or not 900 <= int(text) <= 43_200:
        raise Refused(f"{text} is no duration")
    return int(text)


def _click_id(request: Request) -> str:
    """The bare calls that the clicks are compared with carry a click id as well, so that they cost the same."""
    match = _CLICK.fullmatch(request.headers.get("user-agent", ""))
    if match is None:
        raise Refused("the user agent names no click")
    return match["id"]


def _assumed(given: Mapping[str, str], role: re.Match[str], session_name: str, seconds: int, request_id: str) -> bytes:
    expiration = (datetime.now(UTC) + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"""<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleResult>
    <AssumedRoleUser>
      <AssumedRoleId>AROA3XFRBF535PLBIFPI4:{session_name}</AssumedRoleId>
      <Arn>arn:{role["partition"]}:sts::{role["account"]}:assumed-role/{role["name"]}/{session_name}</Arn>
    </AssumedRoleUser>
    <Credentials>
      <AccessKeyId>{given["sessionId"]}</AccessKeyId>
      <SecretAccessKey>{given["sessionKey"]}</SecretAccessKey>
      <SessionToken>{given["sessionToken"]}</SessionToken>
      <Expiration>{expiration}</Expiration>
    </Credentials>
    <PackedPolicySize>1</PackedPolicySize>
  </AssumeRoleResult>
  <ResponseMetadata>
    <RequestId>{request_id}</RequestId>
  </ResponseMetadata>
</AssumeRoleResponse>
""".encode()
