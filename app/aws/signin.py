"""Calls the federation endpoint: exchanges a role's credentials for a sign-in token."""

import json
import time
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Final, Literal
from uuid import UUID

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from app.aws.wire import CONNECT_TIMEOUT, READ_TIMEOUT, Wire
from app.domain.access import Grant
from app.domain.aws_failures import (
    AwsBroken,
    AwsFailure,
    AwsThrottled,
    AwsTooSlow,
    AwsUnreachable,
    SignInTokenRefused,
)
from app.domain.durations import DurationPlan
from app.domain.federation import AssumedRole, Attempt, Credentials, SignInToken, federation_endpoint_for
from app.domain.partitions import Partition
from app.domain.regions import Regions
from app.domain.walkthrough import CreatedRole

SIGN_IN: Final = "AWS Sign-In"
_LONGEST_TOKEN: Final = 16_384
_LONGEST_ANSWER: Final = 65_536
_PIECE: Final = 16_384
_LATE: Final = frozenset({"ReadTimeout", "ConnectTimeout", "ReadTimeoutError"})


class AnswerTooLong(requests.RequestException):
    """The answer has more bytes than any that holds a sign-in token."""


@dataclass(frozen=True, slots=True)
class _Way:
    """How the sign-in host of one partition is reached."""

    method: Literal["GET", "POST"]
    endpoint: str
    region: str
    proxies: dict[str, str] | None


class SignInGateway:
    """Gets sign-in tokens over one pooled HTTP session, which keeps no cookie and reads no environment."""

    def __init__(self, *, regions: Regions, wire: Wire) -> None:
        self._regions = regions
        self._wire = wire
        self._http = requests.Session()
        self._http.trust_env = False
        self._http.verify = wire.ca_bundle or True
        self._http.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._ways = {partition.name: self._way_to(partition) for partition in regions.partitions}
        adapter = HTTPAdapter(pool_maxsize=wire.pool_size, max_retries=0)
        self._http.mount("https://", adapter)
        self._http.mount("http://", adapter)

    def sign_in_token(
        self, assumed: AssumedRole, authority: Grant | CreatedRole, plan: DurationPlan, *, click_id: UUID
    ) -> SignInToken:
        """Exchange a role's credentials for a sign-in token, good for 15 minutes; raises AwsFailure.

        `plan.session_duration` is in seconds; None leaves it out. Source: AWS IAM User Guide, "Enabling custom
        identity broker access to the AWS console", step 4.
        """
        way = self._ways[authority.role_arn.partition]
        token, attempt = self._call(way, _fields(assumed.credentials, plan), click_id)
        if token is not None:
            return SignInToken(token, way.endpoint, attempt)
        raise _failure(attempt, assumed)

    def _way_to(self, partition: Partition) -> _Way:
        region = self._regions.home_of(partition.name)
        origin = self._wire.signin_endpoints.get(region) or partition.signin_origin(region)
        endpoint = federation_endpoint_for(origin)
        proxy = self._wire.proxy_for(endpoint)
        return _Way(partition.signin_method, endpoint, region, {"https": proxy} if proxy else None)

    def _call(self, way: _Way, fields: dict[str, str], click_id: UUID) -> tuple[str | None, Attempt]:
        request = requests.Request(
            way.method,
            way.endpoint,
            params=fields if way.method == "GET" else None,
            data=fields if way.method == "POST" else None,
            headers={"User-Agent": self._wire.user_agent(click_id), "Accept": "application/json"},
        )
        try:
            # Prepared by itself: there is nothing of the session's to merge into it, no cookie, no header.
            answer = self._http.send(
                request.prepare(),
                proxies=way.proxies,
                timeout=(CONNECT_TIMEOUT, READ_TIMEOUT),
                allow_redirects=False,
                stream=True,
            )
            body = _body_of(answer)
        except (requests.RequestException, HTTPError) as error:
            # The library's text quotes the address, which holds the credentials where the method is GET: only the
            # kind of the error leaves this function.
            return None, Attempt(SIGN_IN, way.region, type(error).__name__)
        token = _token_in(body) if answer.status_code == 200 else None
        result = "ok" if token else "no token"
        return token, Attempt(SIGN_IN, way.region, result, answer.headers.get("x-amzn-RequestId"), answer.status_code)


def _fields(credentials: Credentials, plan: DurationPlan) -> dict[str, str]:
    session = {
        "sessionId": credentials.access_key_id,
        "sessionKey": credentials.secret_access_key,
        "sessionToken": credentials.session_token,
    }
    fields = {"Action": "getSigninToken", "Session": json.dumps(session)}
    if plan.session_duration is not None:
        fields["SessionDuration"] = str(plan.session_duration)
    return fields


def _body_of(answer: requests.Response) -> bytes:
    """Read the answer whole, so that its connection can be used again, but not without an end.

    Raises requests.ReadTimeout for one that drips, AnswerTooLong for one of more than 64 KiB.
    """
    deadline = time.monotonic() + READ_TIMEOUT
    body = b""
    while piece := answer.raw.read1(_PIECE, decode_content=True):
        body += piece
        if len(body) > _LONGEST_ANSWER:
            answer.close()
            raise AnswerTooLong
        if time.monotonic() > deadline:
            answer.close()
            raise requests.ReadTimeout
    return body


def _token_in(body: bytes) -> str | None:
    """Return the token of an answer that is JSON with one; everything else is none."""
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        return None
    token = given.get("SigninToken") if isinstance(given, dict) else None
    return token if isinstance(token, str) and 0 < len(token) <= _LONGEST_TOKEN else None


def _failure(attempt: Attempt, assumed: AssumedRole) -> AwsFailure:
    return _kind_of(attempt)(
        attempt=attempt,
        earlier=(assumed.attempt,),
        access_key_id=assumed.credentials.access_key_id,
        status=attempt.status,
    )


def _kind_of(attempt: Attempt) -> type[AwsFailure]:
    if attempt.status is None:
        return AwsTooSlow if attempt.result in _LATE else AwsUnreachable
    if attempt.status == 429:
        return AwsThrottled
    return SignInTokenRefused if 400 <= attempt.status < 500 else AwsBroken
